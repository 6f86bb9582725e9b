WITH numbered AS (
    SELECT *, row_number() OVER (ORDER BY opened_at, ticket_key) AS ticket_id FROM ticket_rows
), timed AS (
    SELECT *,
        opened_at + to_seconds((60 * first_minutes)::BIGINT) AS answered_at,
        opened_at + to_seconds((60 * first_minutes + 3600 * hours)::BIGINT) AS solved_at
    FROM numbered
)
SELECT
    ticket_id, customer_id, opened_at,
    CASE WHEN answered_at < until_day() THEN answered_at END AS first_response_at,
    CASE WHEN solved_at < until_day() THEN solved_at END AS resolved_at,
    as_typed(category, ticket_key) AS category, priority,
    r.members[1 + (ticket_id % greatest(1, len(r.members)))::INTEGER] AS agent_id, incident_id,
    CASE WHEN solved_at < until_day() AND unit(ticket_key, 'rates') < 0.42 THEN greatest(1, least(5, round(
        4.9 - 0.3 * ln(1 + hours) + 0.9 * gauss(ticket_key, 'satisfied')
    )))::INTEGER END AS satisfaction_score
FROM (SELECT *, unnest(range(copies('tickets', day, ticket_key, 0.0005))) AS copy FROM timed)
LEFT JOIN rosters AS r ON r.team = 'Support' AND r.month = date_trunc('month', day)::DATE
ORDER BY opened_at, ticket_key, copy
