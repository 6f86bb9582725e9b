-- The piece's tickets: customers write at a rate, more in the waves behind long incidents.
INSERT INTO ticket_rows
WITH days AS (
    SELECT
        c.*, k.day, k.activity, coalesce(w.wave, 0) AS wave, w.incident_id,
        hash(c.customer_id, k.day_index) AS ticket_key,
        coalesce(k.activity * CASE segment WHEN 'Small' THEN 0.021 WHEN 'Mid-Market' THEN 0.033 ELSE 0.06 END, 0)
            AS rate
    FROM calendar AS k
    JOIN contracts AS c ON c.started_on <= k.day AND (c.ended_on IS NULL OR c.ended_on > k.day)
    LEFT JOIN ticket_waves AS w ON w.day = k.day
    WHERE k.day >= getvariable('piece_from') AND k.day < getvariable('piece_to') AND k.day >= first_day() AND k.day < until_day()
), opened AS (
    SELECT *,
        unit(ticket_key, 'ticket') >= rate AS is_wave,
        CASE WHEN is_wave THEN 'outage' ELSE among(
            unit(ticket_key, 'category'), ['technical', 'technical', 'how-to', 'billing', 'account', 'device']
        ) END AS category
    FROM days WHERE unit(ticket_key, 'ticket') < rate * (1 + wave)
)
SELECT
    ticket_key, customer_id, moment(day, ticket_key, 'ticket time'), day, category,
    CASE WHEN is_wave OR unit(ticket_key, 'priority') < 0.12 THEN 'high'
        WHEN unit(ticket_key, 'priority') < 0.7 THEN 'normal' ELSE 'low' END,
    CASE WHEN is_wave THEN incident_id END, segment, region,
    (46 * spread(ticket_key, 'response', 0.9)) * lever_response(day, category),
    greatest(1.2, 13 * spread(ticket_key, 'resolution', 0.95)) * lever_response(day, category)
FROM opened;
