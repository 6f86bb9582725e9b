SELECT
    session_id, started_at, channel,
    CASE WHEN spend > 0 AND unit(session_id, 'untagged') >= 0.004
        THEN campaign_of(day, channel_index, unit(session_id, 'campaign')) END AS campaign_id,
    as_typed(region, session_id) AS region,
    CASE WHEN unit(session_id, 'device type') < 0.63 THEN 'desktop'
        WHEN unit(session_id, 'device type') < 0.93 THEN 'mobile' ELSE 'tablet' END AS device_type,
    among(unit(session_id, 'page'), ['/', '/pricing', '/product', '/blog', '/devices']) AS landing_page,
    1 + floor(-3 * ln(1 - unit(session_id, 'pages')))::INTEGER AS page_views,
    round(95 * spread(session_id, 'duration', 0.9))::INTEGER AS duration_seconds,
    is_lead AS converted
FROM (
    SELECT *, unnest(range(copies('web_sessions', day, session_id, 0.0005))) AS copy
    FROM sessions_of(getvariable('piece_from'), getvariable('piece_to'))
    WHERE day >= first_day() AND (started_at < until_day() OR hour(started_at) < 9)
)
ORDER BY started_at, session_id, copy
