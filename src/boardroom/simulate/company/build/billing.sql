-- Invoices follow renewals and shipments; payments follow invoices.
CREATE TABLE invoice_rows AS
SELECT
    (hash(customer_id, age, 'invoice') >> 14)::BIGINT AS invoice_key, customer_id, region, segment,
    'subscription' AS invoice_type, plan AS item, renewed_on AS issued_on,
    round(mrr * lever_price(renewed_on, plan)::DECIMAL(9, 4), 2)::DECIMAL(18, 2) AS amount,
    CASE segment WHEN 'Enterprise' THEN 45 WHEN 'Mid-Market' THEN 30 ELSE 14 END AS terms
FROM renewals WHERE NOT ends
UNION ALL
SELECT
    (hash(device_order_id, 'invoice') >> 14)::BIGINT, s.customer_id, s.region, segment, 'device',
    device, shipped_on, amount, 30
FROM shipped AS s JOIN accounts USING (customer_id)
WHERE shipped_on < until_day();

CREATE TABLE payment_rows AS
WITH paid AS (
    SELECT
        *,
        CASE WHEN unit(invoice_key, 'partial') < 0.05 THEN 2 ELSE 1 END AS parts
    FROM invoice_rows
    WHERE unit(invoice_key, 'never') >= 0.011 AND amount > 0
), parts AS (
    SELECT *, unnest(range(1, parts + 1)) AS part FROM paid
), dated AS (
    SELECT
        *,
        issued_on + greatest(1, round(
            (terms * 0.55 * spread(invoice_key, 'paid', 0.45) + 6) * lever_payment_days(issued_on, region)
            + (part - 1) * 18
        ))::INTEGER AS received_on,
        CASE
            WHEN parts = 1 THEN amount
            WHEN part = 1 THEN round(amount * 0.6, 2)
            ELSE amount - round(amount * 0.6, 2)
        END::DECIMAL(18, 2) AS paid_amount
    FROM parts
)
SELECT
    invoice_key * 4 + part AS payment_key, invoice_key, customer_id, received_on,
    -- Most payments are booked within days; a few arrive in the books weeks later. Those of the last
    -- days are booked on the last one: that rows of a file are late is planted, or it is not so.
    least(received_on + CASE WHEN unit(invoice_key, 'late') < 0.015 THEN 12
        ELSE (unit(invoice_key, 'booked') * 2.4)::INTEGER END, until_day() - 1) AS booked_on,
    paid_amount AS amount,
    among(unit(customer_id, 'method'), ['bank transfer', 'card', 'direct debit']) AS method
FROM dated;
DELETE FROM payment_rows WHERE received_on >= until_day();
