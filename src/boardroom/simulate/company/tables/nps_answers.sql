WITH asked AS (
    SELECT *, hash(customer_id, age) AS key,
        renewed_on + (unit(hash(customer_id, age), 'answer day') * 20)::INTEGER AS answered_on
    FROM renewals WHERE NOT ends AND age > 0
), answered AS (
    SELECT a.*, unit(key, 'nps') + 0.05 * least(2, coalesce(wave, 0)) AS mood
    FROM asked AS a LEFT JOIN ticket_waves AS w ON w.day = answered_on
    WHERE unit(key, 'answers') < 0.33 AND answered_on < until_day()
)
SELECT
    row_number() OVER (ORDER BY answered_on, customer_id) AS answer_id, customer_id,
    answered_on AS answered_date,
    CASE
        WHEN mood < 0.555 * lever_mood(answered_on, segment) THEN 9 + (unit(key, 'top') < 0.4)::INTEGER
        WHEN mood < 0.555 * lever_mood(answered_on, segment) + 0.32 THEN 7 + (unit(key, 'middle') < 0.5)::INTEGER
        ELSE floor(6.99 * sqrt(unit(key, 'low')))::INTEGER
    END AS nps_score
FROM answered
ORDER BY answered_on, customer_id
