SELECT
    day AS observed_date, competitor, plan,
    round(seat_price * level * (1 + 0.01 * gauss(hash(day_index, competitor, plan), 'competitor'))
        * lever_competitor(day, competitor), 2)::DECIMAL(10, 2) AS competitor_price,
    seat_price::DECIMAL(10, 2) AS our_price
FROM calendar CROSS JOIN plans
CROSS JOIN (VALUES ('Castellan', 0.94), ('Brightdesk', 1.06), ('Openfield', 0.83), ('Marlowe', 1.15))
    AS v (competitor, level)
WHERE weekday = 1 AND day >= first_day() AND day < until_day()
ORDER BY day, competitor, plan
