SELECT usage_date, customer_id, active_users, events, api_calls, session_minutes
FROM (
    SELECT
        day AS usage_date, customer_id, key,
        least(seats, counted(expected_users, key, 'users') + 1) AS active_users,
        round(active_users * 34 * spread(key, 'events', 0.4))::BIGINT AS events,
        round(active_users * 61 * spread(key, 'api calls', 0.5))::BIGINT AS api_calls,
        round(active_users * 38 * spread(key, 'minutes', 0.35))::BIGINT AS session_minutes,
        unnest(range(copies('product_usage', day, key, 0.0005))) AS copy
    FROM (
        SELECT k.*, c.customer_id, c.seats, hash(c.customer_id, k.day_index) AS key,
            c.seats * 0.55 * CASE WHEN weekday > 5 THEN 0.25 ELSE 1 END * lever_usage(k.day, c.segment)
                AS expected_users
        FROM calendar AS k
        JOIN contracts AS c ON c.started_on <= k.day AND (c.ended_on IS NULL OR c.ended_on > k.day)
        WHERE k.day >= getvariable('piece_from') AND k.day < getvariable('piece_to') AND k.day >= first_day() AND k.day < until_day()
    )
    WHERE unit(key, 'active') < CASE WHEN weekday > 5 OR is_holiday THEN 0.16 ELSE 0.66 END
)
ORDER BY usage_date, customer_id, copy
