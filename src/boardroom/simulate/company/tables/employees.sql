SELECT
    employee_id, team, job_title, region, hired_on AS hire_date,
    CASE WHEN left_on < until_day() THEN left_on END AS termination_date, salary
FROM staff ORDER BY hired_on, employee_id
