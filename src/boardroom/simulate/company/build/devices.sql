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

CREATE TABLE purchases AS
WITH weekly AS (
    SELECT device_id, date_trunc('week', ordered_on)::DATE + 7 AS ordered_on, sum(units)::BIGINT AS units
    FROM device_orders GROUP BY ALL
), promised AS (
    SELECT *, ordered_on + lead_days AS promised_on FROM weekly JOIN device_list USING (device_id)
    WHERE ordered_on < until_day()
)
-- Each Monday the week's demand is ordered again; a troubled supplier sends it later.
SELECT
    device_id, supplier_id, ordered_on, units, promised_on,
    promised_on + round(
        2 * gauss(hash(ordered_on - first_day(), device_id), 'lead')
        + lever_supply(ordered_on, device) - 1
    )::INTEGER AS received_on,
    (units * cost)::DECIMAL(18, 2) AS amount
FROM promised;

CREATE TABLE device_days AS
WITH demand AS (
    SELECT
        day, d.device_id, any_value(lead_days) AS lead_days,
        coalesce(sum(units), 0)::BIGINT AS ordered
    FROM calendar AS c CROSS JOIN device_list AS d
    LEFT JOIN device_orders AS o ON o.ordered_on = day AND o.device_id = d.device_id
    WHERE day >= first_day() AND day < until_day()
    GROUP BY ALL
), arrivals AS (
    SELECT device_id, received_on AS day, sum(units)::BIGINT AS received FROM purchases GROUP BY ALL
), needs AS (
    SELECT device_id, sum(ordered) OVER (
        PARTITION BY device_id ORDER BY day ROWS BETWEEN lead_days + 13 PRECEDING AND CURRENT ROW
    ) AS units FROM demand
), at_first AS (
    -- What lies there at first covers the most that is asked for in the lead time and two weeks: only
    -- a late supplier empties the shelf.
    SELECT device_id, ceil(1.15 * max(units))::BIGINT + 2 AS first_units FROM needs GROUP BY device_id
)
SELECT
    day, device_id, ordered, coalesce(received, 0) AS received,
    first_units + sum(coalesce(received, 0)) OVER so_far AS supplied_so_far,
    sum(ordered) OVER so_far AS ordered_so_far
FROM demand JOIN at_first USING (device_id) LEFT JOIN arrivals USING (device_id, day)
WINDOW so_far AS (PARTITION BY device_id ORDER BY day ROWS UNBOUNDED PRECEDING);

CREATE TABLE shipped AS
SELECT o.*, d.device, greatest(s.day, o.ordered_on + 1) AS shipped_on,
    (o.units * price)::DECIMAL(18, 2) AS amount, (o.units * cost)::DECIMAL(18, 2) AS cost
FROM device_orders AS o
JOIN device_list AS d USING (device_id)
ASOF LEFT JOIN (
    SELECT device_id, supplied_so_far, min(day) AS day FROM device_days GROUP BY ALL
) AS s ON s.device_id = o.device_id AND o.ordered_so_far <= s.supplied_so_far;
