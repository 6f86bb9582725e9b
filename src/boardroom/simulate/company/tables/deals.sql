SELECT
    'D' || p.deal_key AS deal_id,
    CASE WHEN lead_created_at >= first_day() THEN 'L' || p.deal_key END AS lead_id,
    CASE WHEN is_won AND is_closed AND a.customer_id IS NOT NULL THEN p.deal_key END AS customer_id,
    r.members[1 + (p.deal_key % greatest(1, len(r.members)))::INTEGER] AS owner_id,
    p.channel, p.region, p.segment, p.industry, p.plan, p.seats,
    (p.seats * s.seat_price * 12)::DECIMAL(18, 2) AS deal_amount, opened_at AS created_at,
    CASE WHEN is_closed THEN ended_at END AS closed_at,
    CASE
        WHEN is_closed THEN CASE WHEN is_won THEN 'Closed Won' ELSE 'Closed Lost' END
        WHEN stages >= 4 AND at4 < until_day() THEN 'Negotiation'
        WHEN stages >= 3 AND at3 < until_day() THEN 'Proposal'
        WHEN stages >= 2 AND at2 < until_day() THEN 'Evaluation'
        ELSE 'Discovery'
    END AS stage,
    CASE WHEN is_closed AND NOT is_won THEN among(
        unit(p.deal_key, 'lost reason'), ['price', 'no decision', 'competitor', 'missing feature', 'timing']
    ) END AS lost_reason
FROM pipeline AS p
JOIN plans AS s USING (plan)
LEFT JOIN accounts AS a ON a.customer_id = p.deal_key
LEFT JOIN rosters AS r ON r.team = 'Sales' AND r.month = date_trunc('month', opened_at)::DATE
ORDER BY opened_at, p.deal_key
