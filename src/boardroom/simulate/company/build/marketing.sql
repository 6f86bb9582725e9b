-- Campaigns: two per quarter and paid channel. Sessions per day, region and channel; their leads.
CREATE TABLE campaigns AS
WITH quarters AS (
    SELECT DISTINCT date_trunc('quarter', day)::DATE AS quarter FROM calendar
    WHERE day >= first_day() - 1
), numbered AS (
    SELECT *, year(quarter) * 4 + quarter(quarter) AS quarter_key FROM quarters
)
SELECT
    quarter_key * 100 + channel_index * 10 + variant AS campaign_id,
    channel || ' ' || strftime(quarter, '%Y') || 'Q' || quarter(quarter) || ' '
        || (['Brand', 'Demand'])[variant] AS campaign_name,
    channel,
    (['awareness', 'lead generation'])[variant] AS objective,
    quarter AS started_on,
    (quarter + INTERVAL 3 MONTH)::DATE - 1 AS ended_on,
    round(91 * spend * ([0.4, 0.6])[variant] * world_scale()
        * exp(0.33 * (quarter + 45 - anchor_day()) / 365.25), -2)::DECIMAL(12, 2) AS budget
FROM numbered, channels, unnest([1, 2]) AS v (variant)
WHERE spend > 0;

CREATE MACRO campaign_of(day, channel_index, u) AS
    (year(day) * 4 + quarter(day)) * 100 + channel_index * 10 + CASE WHEN u < 0.38 THEN 1 ELSE 2 END;

CREATE TABLE spending AS
SELECT
    day AS spend_date, campaign_id, c.channel, region, day_index,
    round(
        c.spend * share * ([0.4, 0.6])[1 + (campaign_id % 10 = 2)::INTEGER] * world_scale() * growth
        * (0.35 + 0.65 * activity)
        * spread(hash(day_index, campaign_id, region_index), 'spend', 0.10)
        * lever_spend(day, c.channel), 2
    )::DECIMAL(12, 2) AS spend
FROM calendar
JOIN campaigns ON day BETWEEN started_on AND ended_on
JOIN channels AS c USING (channel)
CROSS JOIN regions
WHERE day >= first_day() AND day < until_day();

CREATE TABLE session_cells AS
WITH cells AS (
    SELECT *, (day_index + 400) * 100 + region_index * 10 + channel_index AS cell
    FROM calendar CROSS JOIN regions CROSS JOIN channels
    WHERE day < until_day() OR lever_unfinished(day) > 1
), expected AS (
    SELECT *,
        sessions * share * world_scale() * growth * activity * spread(cell, 'sessions', 0.06)
            * lever_sessions(day, region, channel) AS expected_sessions
    FROM cells
)
SELECT
    day, day_index, region, region_index, countries, channel, channel_index, conversion, spend, cell,
    counted(expected_sessions, cell, 'session count') AS sessions
FROM expected;

-- Sessions of some days of ``session_cells``; ``channel`` is what a mix shift makes of it.
CREATE MACRO sessions_of(piece_from, piece_to) AS TABLE
WITH rows AS (
    SELECT *, cell::BIGINT * 100000 + n AS session_id
    FROM (SELECT *, unnest(range(sessions)) AS n FROM session_cells 
        WHERE day >= piece_from AND day < piece_to
    )
)
SELECT
    * EXCLUDE (channel, channel_index, sessions, n),
    CASE WHEN unit(session_id, 'mix') < lever_mix(day, region, channel) - 1
        THEN 'Direct' ELSE channel END AS channel,
    channel_index,
    moment(day, session_id, 'session time') AS started_at,
    unit(session_id, 'converted')
        < conversion * lever_conversion(day, region, channel)
        AS is_lead
FROM rows;
