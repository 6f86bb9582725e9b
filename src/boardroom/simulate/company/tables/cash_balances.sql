SELECT day AS balance_date, receipts, payments AS disbursements, closing_balance FROM cash_days ORDER BY day
