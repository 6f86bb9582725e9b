SELECT
    row_number() OVER (ORDER BY ordered_on, device_id) AS purchase_order_id, supplier_id, device_id,
    ordered_on AS order_date, promised_on AS promised_date,
    CASE WHEN received_on < until_day() THEN received_on END AS received_date,
    units AS quantity, amount AS purchase_amount
FROM purchases
ORDER BY ordered_on, device_id
