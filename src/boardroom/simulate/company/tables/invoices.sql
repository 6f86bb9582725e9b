SELECT
    'I' || invoice_key AS invoice_id, i.customer_id,
    CASE WHEN invoice_type = 'subscription' THEN 'S' || i.customer_id END AS subscription_id,
    invoice_type, item, issued_on AS invoice_date, issued_on + terms AS due_date, i.amount,
    CASE
        WHEN coalesce(p.paid, 0) = i.amount THEN 'paid'
        WHEN issued_on + terms < until_day() THEN 'overdue'
        ELSE 'open'
    END AS status
FROM invoice_rows AS i
LEFT JOIN (SELECT invoice_key, sum(amount) AS paid FROM payment_rows GROUP BY ALL) AS p
    USING (invoice_key)
ORDER BY issued_on, invoice_key
