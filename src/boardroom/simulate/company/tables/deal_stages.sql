WITH steps AS (
    SELECT deal_key, step, (['Discovery', 'Evaluation', 'Proposal', 'Negotiation'])[step] AS stage,
        ([opened_at, at2, at3, at4])[step] AS entered_at,
        ([at2, at3, at4, at5])[step] AS left_at
    FROM pipeline, unnest([1, 2, 3, 4]) AS v (step)
    WHERE step <= stages
    UNION ALL
    SELECT deal_key, 5, CASE WHEN is_won THEN 'Closed Won' ELSE 'Closed Lost' END, ended_at, NULL
    FROM pipeline WHERE is_closed
)
SELECT
    'D' || deal_key AS deal_id, stage, entered_at,
    CASE WHEN left_at < until_day() THEN left_at END AS left_at
FROM steps
WHERE entered_at < until_day()
ORDER BY entered_at, deal_key, step
