-- Hourly use of the interface, whose cost the ledger takes up; then the ledger, and cash.
CREATE TABLE api_hours AS
WITH incident_hours AS (
    SELECT service, date_trunc('hour', hour) AS hour,
        least(1, sum(greatest(0, datediff(
            'second', greatest(started_at, hour), least(resolved_at, hour + INTERVAL 1 HOUR)
        )) / 3600.0)) AS share
    FROM (
        SELECT *, unnest(generate_series(
            date_trunc('hour', started_at), resolved_at, INTERVAL 1 HOUR
        )) AS hour FROM incident_rows
    )
    GROUP BY ALL
), hours AS (
    SELECT
        k.day, k.month, k.day_index, growth, activity, h AS hour_of_day,
        k.day::TIMESTAMP + to_hours(h) AS hour,
        0.35 + 0.65 * exp(-pow((h - 14) / 4.5, 2)) AS level
    FROM calendar AS k, range(24) AS r (h)
    WHERE k.day >= first_day() AND k.day < until_day()
), cells AS (
    SELECT *, ((day_index * 24 + hour_of_day) * 10 + endpoint_index) AS cell
    FROM hours CROSS JOIN endpoints
), called AS (
    SELECT
        c.*, coalesce(i.share, 0) AS share,
        greatest(1, round(
            requests * 190 * world_scale() * growth * level * (0.3 + 0.7 * activity)
            * spread(cell, 'requests', 0.05)
        ))::BIGINT AS calls
    FROM cells AS c LEFT JOIN incident_hours AS i ON i.hour = c.hour AND i.service = c.service
), failing AS (
    SELECT *, calls * (0.0011 * spread(cell, 'error rate', 0.25) + 0.55 * share) AS expected_errors
    FROM called
)
SELECT
    day, month, hour, endpoint, service, calls,
    least(calls, counted(expected_errors, cell, 'errors')) AS errors,
    round(latency * (1 + 2.5 * share) * spread(cell, 'latency', 0.05), 1) AS average_ms,
    round(latency * 2.7 * (1 + 4 * share) * spread(cell, 'tail', 0.09), 1) AS tail_ms
FROM failing;

CREATE TABLE accounts_of_ledger AS
SELECT * FROM (VALUES
    (4000, 'Subscription Revenue', 'Revenue', 5167000), (4100, 'Device Revenue', 'Revenue', 62000),
    (5000, 'Hosting', 'Expense', 395000), (5100, 'Device Cost', 'Expense', 29000),
    (5200, 'Payment Fees', 'Expense', 56000), (6000, 'Payroll', 'Expense', 2350000),
    (6100, 'Advertising', 'Expense', 278000), (6200, 'Office and Software', 'Expense', 360000),
    (6300, 'Professional Services', 'Expense', 215000)
) AS v (account_code, account, account_class, monthly);

CREATE TABLE ledger_rows AS
WITH month_ends AS (
    SELECT last_day(day) AS day FROM calendar
    WHERE day = month AND day >= first_day() AND last_day(day) < until_day()
), fridays AS (
    SELECT day, day_index, growth FROM calendar
    WHERE weekday = 5 AND day >= first_day() AND day < until_day()
), booked AS (
    SELECT issued_on AS day, CASE invoice_type WHEN 'device' THEN 4100 ELSE 4000 END AS account_code,
        'Sales' AS department, sum(amount) AS amount
    FROM invoice_rows GROUP BY ALL
    UNION ALL
    SELECT shipped_on, 5100, 'Operations', sum(cost) FROM shipped
    WHERE shipped_on < until_day() GROUP BY ALL
    UNION ALL
    SELECT received_on, 5200, 'Finance and People', round(sum(amount) * 0.011::DECIMAL(4, 3), 2)
    FROM payment_rows GROUP BY ALL
    UNION ALL
    SELECT spend_date, 6100, 'Marketing', sum(spend) FROM spending GROUP BY ALL
    UNION ALL
    SELECT day, 6000, team, round(sum(salary) * 1.21::DECIMAL(4, 2) / 12, 2)
    FROM month_ends JOIN staff ON hired_on <= day AND left_on > day GROUP BY day, team
    UNION ALL
    -- Bills come while they are run up: for hosting each day, for what teams use and for advice each
    -- Friday.
    SELECT w.day, 6200, team, round(
        count(*) * 1330 * 12 / 52.18 * spread(hash(w.day_index, team), 'office', 0.05)
        * lever_cost(w.day, 'Office and Software'), 2
    ) FROM fridays AS w JOIN staff ON hired_on <= w.day AND left_on > w.day
    GROUP BY w.day, w.day_index, team
    UNION ALL
    SELECT day, 5000, 'Engineering', round(sum(calls) * 0.0085 * lever_cost(day, 'Hosting'), 2)
    FROM api_hours GROUP BY day
    UNION ALL
    SELECT day, 6300, 'Finance and People', round(
        215000 * 12 / 52.18 * world_scale() * growth * spread(day_index, 'services', 0.06)
        * lever_cost(day, 'Professional Services'), 2
    ) FROM fridays
)
SELECT
    row_number() OVER (ORDER BY day, account_code, department) AS entry_id,
    day, account_code, account, account_class, department, amount::DECIMAL(18, 2) AS amount
FROM booked JOIN accounts_of_ledger USING (account_code);

CREATE TABLE cash_days AS
WITH moves AS (
    SELECT received_on AS day, amount AS receipts, 0 AS payments FROM payment_rows
    WHERE received_on >= first_day()
    UNION ALL
    -- Salaries leave on the day, other bills after a month; devices are paid when bought.
    SELECT CASE account_code WHEN 6000 THEN day ELSE day + 30 END, 0, amount FROM ledger_rows
    WHERE account_class = 'Expense' AND account_code <> 5100
    UNION ALL
    SELECT greatest(first_day(), received_on + 30), 0, amount FROM purchases
), daily AS (
    SELECT day, sum(receipts)::DECIMAL(18, 2) AS receipts, sum(payments)::DECIMAL(18, 2) AS payments
    FROM moves GROUP BY day
)
SELECT
    day, coalesce(receipts, 0)::DECIMAL(18, 2) AS receipts,
    coalesce(payments, 0)::DECIMAL(18, 2) AS payments,
    (round(6500000 * world_scale())::DECIMAL(18, 2)
        + sum(coalesce(receipts, 0) - coalesce(payments, 0)) OVER (ORDER BY day))::DECIMAL(18, 2)
        AS closing_balance
FROM calendar LEFT JOIN daily USING (day)
WHERE day >= first_day() AND day < until_day();
