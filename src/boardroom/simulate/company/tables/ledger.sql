SELECT entry_id, day AS posting_date, account_code, account AS account_name, account_class, department, amount
FROM ledger_rows ORDER BY entry_id
