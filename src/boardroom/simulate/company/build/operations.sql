-- Services, their incidents, and the wave of tickets behind an outage. What goes wrong by itself is
-- over within 40 minutes; only a planted outage lasts for hours.
CREATE TABLE services AS
SELECT * FROM (VALUES
    (0, 'auth'), (1, 'billing'), (2, 'core-api'), (3, 'ingestion'), (4, 'analytics'), (5, 'web-app')
) AS v (service_index, service);

CREATE TABLE endpoints AS
SELECT * FROM (VALUES
    (0, '/v1/login', 'auth', 38.0, 45), (1, '/v1/tokens', 'auth', 26.0, 30),
    (2, '/v1/invoices', 'billing', 9.0, 110), (3, '/v1/devices', 'core-api', 64.0, 70),
    (4, '/v1/orders', 'core-api', 41.0, 95), (5, '/v1/events', 'ingestion', 320.0, 25),
    (6, '/v1/reports', 'analytics', 14.0, 420), (7, '/v1/dashboard', 'web-app', 52.0, 160)
) AS v (endpoint_index, endpoint, service, requests, latency);

CREATE TABLE incident_rows AS
WITH cells AS (
    SELECT day, service, day_index * 10 + service_index AS incident_id, FALSE AS is_planted, 0.0 AS share
    FROM calendar CROSS JOIN services
    WHERE day >= first_day() AND unit(day_index * 10 + service_index, 'incident') < 0.13
    UNION ALL
    SELECT day, service, day_index * 10 + service_index + 5000000, TRUE,
        lever_outage(day, service) - 1
    FROM calendar CROSS JOIN services
    WHERE day >= first_day() AND lever_outage(day, service) > 1
), timed AS (
    SELECT
        incident_id, day, service,
        CASE WHEN is_planted THEN 8 * 3600 ELSE 19 * 3600 * unit(incident_id, 'begins') END AS second,
        CASE WHEN is_planted THEN round(1440 * share)
            ELSE least(40, 3 + round(11 * spread(incident_id, 'minutes', 0.5))) END::BIGINT AS minutes
    FROM cells
    WHERE day < until_day()
)
SELECT
    incident_id, day, service, minutes,
    day::TIMESTAMP + to_seconds(second::BIGINT) AS started_at,
    day::TIMESTAMP + to_seconds(second::BIGINT + 60 * minutes) AS resolved_at,
    CASE WHEN minutes > 180 THEN 'critical' WHEN minutes > 60 THEN 'major' ELSE 'minor' END AS severity
FROM timed;

-- How much more customers write on the day of a long incident and the two days after it.
CREATE TABLE ticket_waves AS
SELECT incident_day.day AS day, max(wave) AS wave, arg_max(incident_id, wave) AS incident_id
FROM (
    SELECT i.day + ago AS day, incident_id, greatest(0, minutes - 25) / 60.0 * ([1.0, 0.55, 0.2])[ago + 1] AS wave
    FROM incident_rows AS i, unnest([0, 1, 2]) AS v (ago)
) AS incident_day
WHERE wave > 0
GROUP BY ALL;

CREATE TABLE ticket_rows (
    ticket_key UBIGINT, customer_id BIGINT, opened_at TIMESTAMP, day DATE, category VARCHAR,
    priority VARCHAR, incident_id BIGINT, segment VARCHAR, region VARCHAR, first_minutes DOUBLE,
    hours DOUBLE
);
