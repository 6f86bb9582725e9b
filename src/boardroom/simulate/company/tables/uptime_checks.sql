SELECT
    k.day AS check_date, s.service,
    -- One a minute; a few are never made, more often on a day of trouble for the checker itself.
    1440 - counted(1.2 * spread(k.day_index, 'checker', 1.0), k.day_index * 10 + service_index, 'unmade')
        AS checks,
    least(1380, coalesce(sum(minutes), 0)
        + counted(0.3, k.day_index * 10 + service_index, 'failed checks'))::BIGINT AS failed_checks
FROM calendar AS k CROSS JOIN services AS s
LEFT JOIN incident_rows AS i ON i.day = k.day AND i.service = s.service
WHERE k.day >= first_day() AND k.day < until_day()
GROUP BY k.day, k.day_index, s.service, s.service_index
ORDER BY k.day, s.service
