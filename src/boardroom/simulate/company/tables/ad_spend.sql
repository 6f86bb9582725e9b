SELECT spend_date, campaign_id, channel, region, impressions, clicks, spend
FROM (
    SELECT *,
        round(spend * 105 * spread(key, 'impressions', 0.1))::BIGINT AS impressions,
        round(spend * 0.42 * spread(key, 'clicks', 0.1))::BIGINT AS clicks,
        unnest(range(copies('ad_spend', spend_date, key, 0))) AS copy
    FROM (SELECT *, hash(day_index, campaign_id, region) AS key FROM spending)
)
ORDER BY spend_date, campaign_id, region, copy
