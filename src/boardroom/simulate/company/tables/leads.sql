SELECT
    'L' || session_id AS lead_id, created_at, session_id, campaign_id, channel,
    as_typed(region, session_id) AS region, country, segment,
    CASE WHEN unit(session_id, 'no industry') >= 0.01 THEN industry END AS industry,
    round(100 * (0.15 + 0.55 * unit(session_id, 'score') + CASE WHEN becomes_deal THEN 0.3 ELSE 0 END))
        ::INTEGER AS lead_score,
    CASE
        WHEN becomes_deal AND created_at < until_day() - INTERVAL 7 DAY THEN 'qualified'
        WHEN created_at >= until_day() - INTERVAL 10 DAY THEN 'new'
        WHEN unit(session_id, 'status') < 0.35 THEN 'nurturing'
        ELSE 'disqualified'
    END AS status
FROM lead_rows
WHERE created_at >= first_day()
ORDER BY created_at, session_id
