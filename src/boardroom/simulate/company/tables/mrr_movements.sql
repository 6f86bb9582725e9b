SELECT
    row_number() OVER (ORDER BY moved_on, customer_id) AS movement_id,
    'S' || customer_id AS subscription_id, customer_id, moved_on AS movement_date,
    kind AS movement_type, amount
FROM movements
ORDER BY moved_on, customer_id
