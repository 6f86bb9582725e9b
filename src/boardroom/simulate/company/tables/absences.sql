SELECT
    employee_id * 10000 + k.day_index AS absence_id, employee_id, k.day AS absence_date,
    CASE WHEN unit(key, 'reason') < 0.6 THEN 'sick' ELSE 'family' END AS reason,
    1 + floor(-2 * ln(1 - unit(key, 'days')))::INTEGER AS days_absent
FROM (
    SELECT *, hash(employee_id, day_index) AS key FROM calendar
    JOIN staff ON hired_on <= day AND left_on > day
    WHERE day >= first_day() AND day < until_day() AND weekday <= 5
) AS k
WHERE unit(key, 'absent') < 0.011
ORDER BY k.day, employee_id
