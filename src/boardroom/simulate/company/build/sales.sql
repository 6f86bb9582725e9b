-- Leads that became deals, with the way of each deal through its stages.
CREATE TABLE pipeline AS
WITH opened AS (
    SELECT
        session_id AS deal_key, created_at AS lead_created_at, channel, region, country, segment,
        industry, s.cycle, s.win_rate,
        CASE WHEN unit(session_id, 'plan') < 0.55 THEN lower_plan ELSE upper_plan END AS plan,
        greatest(1, round(
            s.seats * spread(session_id, 'seats', s.seats_spread)
        ))::BIGINT AS seats,
        created_at + to_seconds((86400 * (1 + 6 * unit(session_id, 'opened')))::BIGINT) AS opened_at
    FROM lead_rows JOIN segments AS s USING (segment)
    WHERE becomes_deal
), planned AS (
    SELECT
        *,
        -- Days in discovery, evaluation, proposal and negotiation when nothing slows them down.
        7 * cycle * spread(deal_key, 'stage 1', 0.5) AS d1,
        16 * cycle * spread(deal_key, 'stage 2', 0.5) AS d2,
        13 * cycle * spread(deal_key, 'stage 3', 0.5) AS d3,
        9 * cycle * spread(deal_key, 'stage 4', 0.5) AS d4
    FROM opened
), decided AS (
    SELECT
        *,
        unit(deal_key, 'won') < win_rate
            * lever_win((opened_at + to_seconds((86400 * (d1 + d2 + d3 + d4))::BIGINT))::DATE, segment)
            AS is_won,
        CASE
            WHEN is_won OR unit(deal_key, 'lost at') < 0.25 THEN 4
            WHEN unit(deal_key, 'lost at') < 0.55 THEN 3
            WHEN unit(deal_key, 'lost at') < 0.80 THEN 2
            ELSE 1
        END AS stages
    FROM planned
), second AS (
    SELECT *, opened_at + to_seconds((86400 * d1 * lever_cycle(opened_at::DATE, segment))::BIGINT) AS at2
    FROM decided
), third AS (
    SELECT *, at2 + to_seconds((86400 * d2 * lever_cycle(at2::DATE, segment))::BIGINT) AS at3 FROM second
), fourth AS (
    SELECT *, at3 + to_seconds((86400 * d3 * lever_cycle(at3::DATE, segment))::BIGINT) AS at4 FROM third
), fifth AS (
    SELECT *, at4 + to_seconds((86400 * d4 * lever_cycle(at4::DATE, segment))::BIGINT) AS at5 FROM fourth
)
SELECT
    * EXCLUDE (d1, d2, d3, d4, cycle, win_rate),
    ([at2, at3, at4, at5])[stages] AS ended_at,
    ([at2, at3, at4, at5])[stages] < until_day() AS is_closed
FROM fifth
WHERE opened_at < until_day() AND ([at2, at3, at4, at5])[stages] >= first_day();
