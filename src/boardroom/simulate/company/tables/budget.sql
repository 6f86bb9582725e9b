SELECT month AS budget_month, account_code, account AS account_name, account_class,
    round(
        monthly * world_scale() * exp(0.33 * (month + 15 - anchor_day()) / 365.25)
        * CASE account_class WHEN 'Revenue' THEN 1.01 ELSE 0.99 END
        * spread(hash(day_index, account_code), 'budget', 0.015), -1
    )::DECIMAL(18, 2) AS budget_amount
FROM calendar CROSS JOIN accounts_of_ledger
WHERE day = month AND day >= first_day() AND day < until_day()
ORDER BY month, account_code
