-- Every session that left its address. Filled piece by piece.
INSERT INTO lead_rows
SELECT
    session_id, started_at AS created_at, day, channel, region,
    among(unit(session_id, 'country'), countries) AS country,
    CASE WHEN spend > 0 THEN campaign_of(day, channel_index, unit(session_id, 'campaign')) END
        AS campaign_id,
    segment_of(unit(session_id, 'segment')) AS segment,
    industry_of(unit(session_id, 'industry')) AS industry,
    -- A deal needs the segment, and comes more often from those who came through others.
    unit(session_id, 'deal') < 0.0742
        * CASE channel_index WHEN 4 THEN 1.25 WHEN 6 THEN 1.3 WHEN 2 THEN 0.75 ELSE 1 END
        AS becomes_deal
FROM sessions_of(getvariable('piece_from'), getvariable('piece_to'))
WHERE is_lead AND started_at < until_day();
