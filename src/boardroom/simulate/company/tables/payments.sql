SELECT
    'P' || payment_key AS payment_id, 'I' || invoice_key AS invoice_id, customer_id,
    received_on AS payment_date, booked_on AS recorded_date, amount, method AS payment_method
FROM payment_rows
ORDER BY received_on, payment_key
