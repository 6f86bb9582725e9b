-- One row per day: growth of the company, and how busy the day is (1 = an average day). The days
-- before ``first_day()`` only warm up the pipeline.
CREATE MACRO growth_on(day) AS exp(0.33 * (day - anchor_day()) / 365.25);

CREATE TABLE calendar AS
WITH days AS (
    SELECT unnest(generate_series(earliest_day(), until_day(), INTERVAL 1 DAY))::DATE AS day
), marked AS (
    SELECT
        day,
        day - first_day() AS day_index,
        date_trunc('month', day)::DATE AS month,
        growth_on(day) AS growth,
        isodow(day) AS weekday,
        (month(day), day(day)) IN ((1, 1), (5, 1), (7, 4), (12, 24), (12, 25), (12, 26), (12, 31))
            OR (month(day) = 11 AND isodow(day) = 4 AND day(day) BETWEEN 22 AND 28) AS is_holiday,
        2 * pi() * dayofyear(day) / 365.25 AS phase
    FROM days
)
SELECT
    day, day_index, month, growth, weekday, is_holiday,
    ([1.12, 1.16, 1.15, 1.10, 0.95, 0.42, 0.45])[weekday] / 0.907
        * (1 + 0.06 * sin(phase - 0.35) + 0.04 * sin(2 * phase + 0.7))
        * CASE
            WHEN is_holiday THEN 0.45
            WHEN dayofyear(day) <= 3 OR (month(day) = 12 AND day(day) >= 21) THEN 0.7
            ELSE 1.015
        END AS activity
FROM marked;

CREATE TABLE regions AS
SELECT * FROM (VALUES
    (0, 'North America', 0.44, 0.00, ['United States', 'Canada']),
    (1, 'Europe', 0.31, 0.44, ['Germany', 'France', 'United Kingdom', 'Spain', 'Poland']),
    (2, 'Asia Pacific', 0.16, 0.75, ['Japan', 'Australia', 'India', 'Singapore']),
    (3, 'Latin America', 0.09, 0.91, ['Brazil', 'Mexico', 'Chile'])
) AS v (region_index, region, share, below, countries);

-- ``sessions`` per average day and ``spend`` per day at the end of the history, at scale 1.
CREATE TABLE channels AS
SELECT * FROM (VALUES
    (0, 'Organic Search', 380, 0.066, 0.0),
    (1, 'Paid Search', 289, 0.078, 4600.0),
    (2, 'Paid Social', 197, 0.048, 2700.0),
    (3, 'Email', 127, 0.094, 350.0),
    (4, 'Referral', 114, 0.098, 0.0),
    (5, 'Direct', 245, 0.070, 0.0),
    (6, 'Partner', 92, 0.125, 1500.0)
) AS v (channel_index, channel, sessions, conversion, spend);

CREATE TABLE segments AS
SELECT * FROM (VALUES
    ('Small', 6.7, 0.55, 1.0, 0.31, 'Starter', 'Team'),
    ('Mid-Market', 31.8, 0.50, 1.35, 0.27, 'Team', 'Business'),
    ('Enterprise', 141.0, 0.40, 2.1, 0.21, 'Business', 'Enterprise')
) AS v (segment, seats, seats_spread, cycle, win_rate, lower_plan, upper_plan);

CREATE TABLE plans AS
SELECT * FROM (VALUES
    ('Starter', 29, 0.0125), ('Team', 52, 0.0090), ('Business', 84, 0.0062), ('Enterprise', 118, 0.0040)
) AS v (plan, seat_price, churn);

CREATE MACRO segment_of(u) AS
    CASE WHEN u < 0.56 THEN 'Small' WHEN u < 0.88 THEN 'Mid-Market' ELSE 'Enterprise' END;

CREATE MACRO industry_of(u) AS among(
    u, ['Manufacturing', 'Retail', 'Logistics', 'Healthcare', 'Software', 'Professional Services']
);
