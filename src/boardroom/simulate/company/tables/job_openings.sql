SELECT
    requisition_id AS opening_id, team, job_title, opened_on AS opened_date,
    CASE WHEN filled_on < until_day() AND NOT is_frozen THEN filled_on END AS filled_date,
    CASE WHEN is_frozen THEN 'on hold' WHEN filled_on < until_day() THEN 'filled' ELSE 'open' END AS status,
    applicants,
    s.employee_id
FROM requisitions LEFT JOIN (SELECT requisition_id, employee_id FROM staff) AS s USING (requisition_id)
WHERE opened_on >= first_day() AND opened_on < until_day()
ORDER BY opened_on, requisition_id
