SELECT plan, seat_price::DECIMAL(10, 2) AS seat_price FROM plans ORDER BY seat_price
