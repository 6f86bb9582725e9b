SELECT
    'O' || device_order_id AS order_id, customer_id, device_id, region, ordered_on AS order_date,
    CASE WHEN shipped_on < until_day() THEN shipped_on END AS shipped_date, units AS quantity, amount,
    CASE WHEN shipped_on < until_day() THEN 'shipped' ELSE 'open' END AS status
FROM shipped
ORDER BY ordered_on, device_order_id
