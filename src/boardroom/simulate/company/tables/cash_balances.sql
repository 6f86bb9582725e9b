SELECT day AS balance_date, receipts, payments, closing_balance FROM cash_days ORDER BY day
