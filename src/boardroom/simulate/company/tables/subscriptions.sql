SELECT
    'S' || customer_id AS subscription_id, customer_id, plan, started_on AS start_date,
    ended_on AS end_date, seats, mrr,
    CASE WHEN ended_on IS NULL THEN 'active' ELSE 'cancelled' END AS status,
    CASE WHEN ended_on IS NOT NULL THEN among(
        unit(customer_id, 'reason'), ['price', 'missing feature', 'support', 'competitor', 'closed business']
    ) END AS cancel_reason
FROM contracts
ORDER BY started_on, customer_id
