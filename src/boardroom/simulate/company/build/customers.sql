-- Customers: who was there at first, and every won deal. What happens to their subscriptions.
CREATE TABLE accounts AS
WITH base AS (
    SELECT
        n + 1 AS customer_id,
        first_day() - 3 - (1100 * pow(unit(n, 'base age'), 1.4))::INTEGER AS started_on,
        r.region,
        among(unit(n, 'base country'), r.countries) AS country,
        segment_of(unit(n, 'base segment')) AS segment,
        industry_of(unit(n, 'base industry')) AS industry,
        CASE WHEN unit(n, 'base plan') < 0.55 THEN lower_plan ELSE upper_plan END AS plan,
        greatest(1, round(s.seats * spread(n, 'base seats', s.seats_spread)))::BIGINT AS seats,
        NULL::VARCHAR AS channel, NULL::BIGINT AS deal_key
    FROM range((660 * world_scale())::BIGINT) AS b (n)
    JOIN regions AS r ON unit(n, 'base region') >= below AND unit(n, 'base region') < below + share
    JOIN segments AS s ON s.segment = segment_of(unit(n, 'base segment'))
), won AS (
    SELECT
        deal_key AS customer_id,
        ended_at::DATE + (unit(deal_key, 'start') * 7)::INTEGER AS started_on,
        region, country, segment, industry, plan, seats, channel, deal_key
    FROM pipeline
    WHERE is_won AND is_closed
)
SELECT a.*, seat_price, churn FROM (FROM base UNION ALL FROM won) AS a JOIN plans USING (plan)
WHERE started_on < until_day();

-- One row per account and monthly renewal within the history, up to the one that ends it.
CREATE TABLE renewals AS
WITH months AS (
    SELECT
        *, hash(customer_id, age) AS renewal,
        (started_on + to_months(age::INTEGER))::DATE AS renewed_on
    FROM (
        SELECT
            customer_id, started_on, plan, region, segment, seats, churn,
            unnest(range(
                greatest(0, datediff('month', started_on, first_day())),
                datediff('month', started_on, until_day()) + 1
            )) AS age
        FROM accounts
    )
), drawn AS (
    SELECT
        *,
        age > 1 AND unit(renewal, 'churn') < churn * lever_churn(renewed_on, plan, region) AS ends,
        CASE
            WHEN age = 0 THEN 0
            WHEN unit(renewal, 'seats') < 0.034
                THEN greatest(1, round(seats * (0.08 + 0.35 * unit(renewal, 'more'))))
            WHEN unit(renewal, 'seats') < 0.048
                THEN -round(seats * (0.05 + 0.25 * unit(renewal, 'less')))
            ELSE 0
        END::BIGINT AS seat_change
    FROM months
    WHERE renewed_on >= first_day() AND renewed_on < until_day()
), lived AS (
    SELECT * EXCLUDE (seat_change, renewal),
        seats + sum(seat_change) OVER life AS seats_now,
        coalesce(bool_or(ends) OVER (
            PARTITION BY customer_id ORDER BY age ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ), FALSE) AS is_over
    FROM drawn
    WINDOW life AS (PARTITION BY customer_id ORDER BY age ROWS UNBOUNDED PRECEDING)
), priced AS (
    SELECT customer_id, age, renewed_on, plan, region, segment, ends,
        greatest(1, seats_now)::BIGINT AS seats,
        CASE WHEN ends THEN 0 ELSE (greatest(1, seats_now) * seat_price)::DECIMAL(18, 2) END AS mrr,
        CASE WHEN lived.age = 0 THEN 0 ELSE (lived.seats * seat_price)::DECIMAL(18, 2) END AS mrr_at_first
    FROM lived JOIN plans USING (plan)
    WHERE NOT is_over
)
SELECT *, mrr - coalesce(
    lag(mrr) OVER (PARTITION BY customer_id ORDER BY age), mrr_at_first
) AS mrr_change
FROM priced;

CREATE TABLE movements AS
SELECT customer_id, started_on AS moved_on, 'new' AS kind, (seats * seat_price)::DECIMAL(18, 2) AS amount
FROM accounts WHERE started_on < first_day()
UNION ALL
SELECT customer_id, renewed_on,
    CASE WHEN age = 0 THEN 'new' WHEN ends THEN 'churn' WHEN mrr_change > 0 THEN 'expansion'
        ELSE 'contraction' END,
    mrr_change
FROM renewals WHERE mrr_change <> 0;

CREATE TABLE contracts AS
SELECT
    a.customer_id, a.plan, a.region, a.segment, a.started_on, r.ended_on,
    coalesce(r.seats, a.seats) AS seats,
    (coalesce(r.seats, a.seats) * a.seat_price)::DECIMAL(18, 2) AS mrr
FROM accounts AS a
LEFT JOIN (
    SELECT customer_id, max(renewed_on) FILTER (ends) AS ended_on, arg_max(seats, age) AS seats
    FROM renewals GROUP BY customer_id
) AS r USING (customer_id);
