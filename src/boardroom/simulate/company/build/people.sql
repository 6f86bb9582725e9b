-- Staff per team at the end of the history at scale 1, with yearly salary and days to hire.
CREATE TABLE teams AS
SELECT * FROM (VALUES
    (0, 'Engineering', 86, 118000, 52, 'Software Engineer'), (1, 'Sales', 52, 91000, 38, 'Account Executive'),
    (2, 'Customer Success', 30, 78000, 34, 'Success Manager'), (3, 'Support', 38, 61000, 26, 'Support Specialist'),
    (4, 'Marketing', 22, 84000, 36, 'Marketing Specialist'), (5, 'Operations', 20, 72000, 33, 'Operations Specialist'),
    (6, 'Finance and People', 19, 82000, 40, 'Business Partner')
) AS v (team_index, team, staff, salary, days_to_hire, job_title);

CREATE TABLE requisitions AS
WITH cells AS (
    SELECT month, t.*, day_index,
        -- Openings are planned: growth and who leaves, with chance only in the fraction.
        floor(
            staff * world_scale() * growth * 0.037
            + unit((day_index + 999) * 10 + team_index, 'openings')
        )::BIGINT AS openings
    FROM calendar CROSS JOIN teams AS t
    WHERE day = month AND day >= first_day() - 60 AND day < until_day()
), opened AS (
    SELECT *, ((day_index + 999) * 10 + team_index) * 1000 + n AS requisition_id
    FROM (SELECT *, unnest(range(openings)) AS n FROM cells)
), dated AS (
    SELECT *,
        month + (unit(requisition_id, 'opened') * 28)::INTEGER AS opened_on,
        1 + round(days_to_hire * spread(requisition_id, 'filled', 0.35))::INTEGER AS days_open
    FROM opened
)
SELECT
    requisition_id, team, team_index, salary, job_title, opened_on, opened_on + days_open AS filled_on,
    unit(requisition_id, 'freeze') < 1 - lever_hiring(opened_on + days_open, team) AS is_frozen,
    8 + (40 * pow(unit(requisition_id, 'applicants'), 2))::INTEGER AS applicants
FROM dated;

CREATE TABLE staff AS
WITH base AS (
    SELECT t.team, t.salary, t.job_title, t.team_index * 1000000 + n AS employee_id,
        first_day() - 5 - (1400 * unit(t.team_index * 1000000 + n, 'tenure'))::INTEGER AS hired_on,
        first_day() AS at_least, NULL::BIGINT AS requisition_id
    FROM teams AS t, range(greatest(1, round(staff * world_scale() * 0.42))::BIGINT) AS r (n)
), hired AS (
    SELECT team, salary, job_title, 100000000 + requisition_id, filled_on, filled_on + 60, requisition_id
    FROM requisitions
    WHERE filled_on < until_day() AND filled_on >= first_day() AND NOT is_frozen
), people AS (FROM base UNION ALL FROM hired)
SELECT
    * EXCLUDE (salary, at_least),
    round(salary * spread(employee_id, 'salary', 0.16), -2)::DECIMAL(12, 2) AS salary,
    among(unit(employee_id, 'office'), ['North America', 'North America', 'Europe', 'Asia Pacific']) AS region,
    at_least + (-ln(1 - unit(employee_id, 'leaves')) * 85 * 30.44)::INTEGER AS left_on
FROM people;

-- Who is there on each first of a month, as lists to pick from.
CREATE TABLE rosters AS
SELECT month, team, list(employee_id ORDER BY employee_id) AS members
FROM (SELECT DISTINCT month FROM calendar)
JOIN staff ON hired_on <= month AND left_on > last_day(month)
GROUP BY ALL;
