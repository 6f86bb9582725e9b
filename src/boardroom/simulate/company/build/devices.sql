-- Devices: customers order them, suppliers deliver weekly, the n-th unit ordered leaves with the
-- n-th unit that arrived.
CREATE TABLE device_list AS
SELECT * FROM (VALUES
    (1, 'Hub', 'DV-100', 240, 118, 1, 18), (2, 'Scanner', 'DV-200', 149, 71, 2, 25),
    (3, 'Gateway', 'DV-300', 420, 205, 3, 32), (4, 'Sensor Kit', 'DV-400', 89, 39, 2, 25)
) AS v (device_id, device, sku, price, cost, supplier_id, lead_days);

CREATE TABLE device_orders AS
WITH asked AS (
    SELECT customer_id, renewed_on, region, hash(customer_id, age) AS renewal,
        CASE WHEN age = 0 THEN ceil(seats * 0.05) ELSE ceil(seats * 0.02) END::BIGINT AS units
    FROM renewals
    WHERE NOT ends AND (age = 0 OR unit(hash(customer_id, age), 'device') < 0.06)
), placed AS (
    SELECT customer_id, renewed_on AS ordered_on, region, units,
        (renewal >> 12)::BIGINT AS device_order_id,
        1 + floor(unit(renewal, 'device kind') * 4)::INTEGER AS device_id
    FROM asked
)
SELECT *, sum(units) OVER (
    PARTITION BY device_id ORDER BY ordered_on, device_order_id ROWS UNBOUNDED PRECEDING
) AS ordered_so_far
FROM placed;

CREATE TABLE device_demand AS
SELECT
    day, d.device_id, any_value(lead_days) AS lead_days,
    coalesce(sum(units), 0)::BIGINT AS ordered
FROM calendar AS c CROSS JOIN device_list AS d
LEFT JOIN device_orders AS o ON o.ordered_on = day AND o.device_id = d.device_id
WHERE day >= first_day() AND day < until_day()
GROUP BY ALL;

-- The stock aimed at covers the most that was asked for in the lead time and two weeks, and grows
-- with the company: only a late supplier empties the shelf.
CREATE TABLE stock_aims AS
WITH needs AS (
    SELECT device_id, day, sum(ordered) OVER (
        PARTITION BY device_id ORDER BY day ROWS BETWEEN lead_days + 13 PRECEDING AND CURRENT ROW
    ) AS units FROM device_demand
)
SELECT device_id, 1.15 * max(units / growth_on(day)) AS units FROM needs GROUP BY device_id;

CREATE MACRO aim_on(units, day) AS ceil(units * growth_on(day))::BIGINT + 2;

CREATE TABLE purchases AS
WITH weekly AS (
    SELECT device_id, date_trunc('week', ordered_on)::DATE + 7 AS ordered_on, sum(units)::BIGINT AS asked
    FROM device_orders GROUP BY ALL
), promised AS (
    SELECT *, ordered_on + lead_days AS promised_on,
        asked + aim_on(units, ordered_on) - aim_on(units, lag(ordered_on, 1, ordered_on) OVER (
            PARTITION BY device_id ORDER BY ordered_on
        )) AS ordered
    FROM weekly JOIN device_list USING (device_id) JOIN stock_aims USING (device_id)
    WHERE ordered_on < until_day()
)
-- The Monday after demand, as much is ordered again and what the aim rose by; a troubled supplier
-- sends it later.
SELECT
    device_id, supplier_id, ordered_on, ordered AS units, promised_on,
    promised_on + round(
        2 * gauss(hash(ordered_on - first_day(), device_id), 'lead')
        + lever_supply(ordered_on, device) - 1
    )::INTEGER AS received_on,
    (ordered * cost)::DECIMAL(18, 2) AS amount
FROM promised;

CREATE TABLE device_days AS
WITH arrivals AS (
    SELECT device_id, received_on AS day, sum(units)::BIGINT AS received FROM purchases GROUP BY ALL
)
SELECT
    day, device_id, ordered, coalesce(received, 0) AS received,
    aim_on(units, first_day()) + sum(coalesce(received, 0)) OVER so_far AS supplied_so_far,
    sum(ordered) OVER so_far AS ordered_so_far
FROM device_demand JOIN stock_aims USING (device_id) LEFT JOIN arrivals USING (device_id, day)
WINDOW so_far AS (PARTITION BY device_id ORDER BY day ROWS UNBOUNDED PRECEDING);

CREATE TABLE shipped AS
SELECT o.*, d.device, greatest(s.day, o.ordered_on + 1) AS shipped_on,
    (o.units * price)::DECIMAL(18, 2) AS amount, (o.units * cost)::DECIMAL(18, 2) AS cost
FROM device_orders AS o
JOIN device_list AS d USING (device_id)
ASOF LEFT JOIN (
    SELECT device_id, supplied_so_far, min(day) AS day FROM device_days GROUP BY ALL
) AS s ON s.device_id = o.device_id AND o.ordered_so_far <= s.supplied_so_far;
