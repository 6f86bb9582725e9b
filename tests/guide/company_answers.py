"""The guide's questions about the simulated company, each with plain SQL on its raw files.

The SQL shares nothing with the product: a view per file, and ``$today`` for the day of asking
(``2026-07-10``, a Friday). Its columns are those of the answer, in their order; with ORDER BY, so
are its rows.
"""

NAMED = "SELECT customer_id, customer_name FROM customers"

ANSWERS = {
    "top 3 channels by sessions last month": """
        SELECT channel, count(*) FROM web_sessions
        WHERE started_at >= '2026-06-01' AND started_at < '2026-07-01' AND channel IS NOT NULL
        GROUP BY 1 ORDER BY 2 DESC LIMIT 3""",
    "revenue by quarter": """
        SELECT date_trunc('quarter', posting_date), sum(amount) FROM ledger
        WHERE account_class = 'Revenue' AND posting_date < $today GROUP BY 1""",
    "revenue by month in 2026": """
        SELECT month, sum(amount)
        FROM range(DATE '2026-01-01', DATE '2027-01-01', INTERVAL 1 MONTH) AS months(month)
        LEFT JOIN ledger ON date_trunc('month', posting_date) = month
        AND account_class = 'Revenue' AND posting_date < $today GROUP BY 1""",
    "revenue": "SELECT sum(amount) FROM ledger WHERE account_class = 'Revenue'",
    "how many tickets were there last week": """
        SELECT count(*) FROM tickets
        WHERE opened_at >= '2026-06-29' AND opened_at < '2026-07-06'""",
    "tickets last week": """
        SELECT count(*) FROM tickets
        WHERE opened_at >= '2026-06-29' AND opened_at < '2026-07-06'""",
    "median invoice amount": "SELECT median(amount) FROM invoices",
    "invoices that are overdue": "SELECT count(*) FROM invoices WHERE status = 'overdue'",
    "high priority tickets last month": """
        SELECT count(*) FROM tickets WHERE priority = 'high'
        AND opened_at >= '2026-06-01' AND opened_at < '2026-07-01'""",
    "tickets excluding low priority": "SELECT count(*) FROM tickets WHERE priority <> 'low'",
    "leads excluding Email and Partner": """
        SELECT count(*) FROM leads WHERE channel NOT IN ('Email', 'Partner')""",
    "purchase orders that have not been received yet": """
        SELECT purchase_order_id FROM purchase_orders WHERE received_date IS NULL""",
    "purchase orders received after the promised date": """
        SELECT purchase_order_id FROM purchase_orders WHERE received_date > promised_date""",
    "invoices above $5,000": "SELECT count(*) FROM invoices WHERE amount > 5000",
    "mrr in Europe": """
        SELECT sum(amount) FROM mrr_movements JOIN customers USING (customer_id)
        WHERE region = 'Europe'""",
    "customers whose name starts with Alder": f"{NAMED} WHERE customer_name LIKE 'Alder%'",
    "mrr by plan": """
        SELECT plan, sum(amount) FROM mrr_movements JOIN subscriptions USING (subscription_id)
        GROUP BY 1 ORDER BY 2 DESC""",
    "mrr by region": """
        SELECT region, sum(amount) FROM mrr_movements JOIN customers USING (customer_id)
        GROUP BY 1 ORDER BY 2 DESC""",
    "leads for each channel": "SELECT channel, count(*) FROM leads GROUP BY 1 ORDER BY 2 DESC",
    "tickets by category and priority": """
        SELECT category, priority, count(*) FROM tickets GROUP BY 1, 2""",
    "top 5 customers by invoice revenue": """
        SELECT customer_id, customer_name, sum(amount)
        FROM invoices JOIN customers USING (customer_id) GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 5""",
    "which channel has the most leads": """
        SELECT channel, count(*) FROM leads WHERE channel IS NOT NULL
        GROUP BY 1 ORDER BY 2 DESC LIMIT 1""",
    "our best month for new mrr": """
        SELECT date_trunc('month', movement_date), sum(amount) FROM mrr_movements
        WHERE movement_type = 'new' GROUP BY 1 ORDER BY 2 DESC LIMIT 1""",
    "the largest deal": "SELECT deal_id, deal_amount FROM deals ORDER BY 2 DESC LIMIT 1",
    "most common priority of tickets": """
        SELECT priority, count(*) FROM tickets GROUP BY 1 ORDER BY 2 DESC LIMIT 1""",
    "list the customers ordered by name": f"{NAMED} ORDER BY 2",
    "sessions by channel from highest to lowest": """
        SELECT channel, count(*) FROM web_sessions WHERE started_at < $today
        GROUP BY 1 ORDER BY 2 DESC""",
    "revenue last month": """
        SELECT sum(amount) FROM ledger WHERE account_class = 'Revenue'
        AND posting_date >= '2026-06-01' AND posting_date < '2026-07-01'""",
    "monthly sessions in 2026 by channel": """
        SELECT month, c.channel, nullif(count(session_id), 0)
        FROM range(DATE '2026-01-01', DATE '2027-01-01', INTERVAL 1 MONTH) AS months(month)
        CROSS JOIN (SELECT DISTINCT channel FROM web_sessions) AS c
        LEFT JOIN web_sessions AS s ON date_trunc('month', started_at) = month
        AND s.channel = c.channel AND started_at < $today GROUP BY 1, 2""",
    "orders on weekends": """
        SELECT count(*) FROM device_orders WHERE isodow(order_date) IN (6, 7)""",
    "revenue last quarter compared to the previous year": """
        WITH pair AS (SELECT
            sum(amount) FILTER (date_trunc('quarter', posting_date) = DATE '2026-04-01') AS now,
            sum(amount) FILTER (date_trunc('quarter', posting_date) = DATE '2025-04-01') AS old
            FROM ledger WHERE account_class = 'Revenue')
        SELECT now, old, now - old, (now - old) / old FROM pair""",
    "cash balance as of 31 March": """
        SELECT closing_balance FROM cash_balances WHERE balance_date = '2026-03-31'""",
    "which customers are in Japan": f"{NAMED} WHERE country = 'Japan'",
    "customers with more than 20 tickets": f"""
        {NAMED} WHERE (SELECT count(*) FROM tickets AS t
                       WHERE t.customer_id = customers.customer_id) > 20""",
    "customers without tickets": f"""
        {NAMED} WHERE customer_id NOT IN (SELECT customer_id FROM tickets
                                          WHERE customer_id IS NOT NULL)""",
    "customers who opened tickets last week": f"""
        {NAMED} WHERE customer_id IN (SELECT customer_id FROM tickets
            WHERE opened_at >= '2026-06-29' AND opened_at < '2026-07-06')""",
    "customers with overdue invoices last month": f"""
        {NAMED} WHERE customer_id IN (SELECT customer_id FROM invoices WHERE status = 'overdue'
            AND invoice_date >= '2026-06-01' AND invoice_date < '2026-07-01')""",
    "which regions had over 1000 sessions last month": """
        SELECT region, count(*) FROM web_sessions
        WHERE started_at >= '2026-06-01' AND started_at < '2026-07-01' AND region IS NOT NULL
        GROUP BY 1 HAVING count(*) > 1000 ORDER BY 2 DESC""",
    "revenue per customer": "SELECT sum(amount) / count(DISTINCT customer_id) FROM invoices",
    "cost as a percentage of revenue": """
        SELECT sum(amount) FILTER (account_class = 'Expense')
             / sum(amount) FILTER (account_class = 'Revenue') FROM ledger""",
    "how long does it take to resolve a ticket on average": """
        SELECT avg(epoch(resolved_at - opened_at)) / 3600 FROM tickets
        WHERE resolved_at < $today""",
    "resolution time in days": """
        SELECT avg(epoch(resolved_at - opened_at)) / 86400 FROM tickets
        WHERE resolved_at < $today""",
    "how many employees joined and how many left in 2025": """
        SELECT count(*) FILTER (year(hire_date) = 2025),
               count(*) FILTER (year(termination_date) = 2025) FROM employees""",
    "ratio of paid invoices to overdue invoices": """
        SELECT count(*) FILTER (status = 'paid') / count(*) FILTER (status = 'overdue')
        FROM invoices""",
    "percentage of invoices that are overdue": """
        SELECT count(*) FILTER (status = 'overdue') / count(*) FROM invoices""",
    "share of mrr by plan": """
        SELECT plan, sum(amount), sum(amount) / sum(sum(amount)) OVER ()
        FROM mrr_movements JOIN subscriptions USING (subscription_id)
        GROUP BY 1 ORDER BY 2 DESC""",
    "running total of revenue by month": """
        SELECT month, amount, sum(amount) OVER (ORDER BY month) FROM
            (SELECT date_trunc('month', posting_date) AS month, sum(amount) AS amount FROM ledger
             WHERE account_class = 'Revenue' GROUP BY 1)""",
    # The quarter that goes on is held against as many days of the one before.
    "growth of revenue by quarter": """
        SELECT start, amount, before, amount - before, amount / before - 1 FROM
            (SELECT start, sum(amount) AS amount,
                 (SELECT sum(other.amount) FROM ledger other
                  WHERE other.account_class = 'Revenue' AND other.posting_date < start
                  AND other.posting_date >= CAST(start - INTERVAL 3 MONTH AS DATE)
                  AND other.posting_date < CAST(start - INTERVAL 3 MONTH AS DATE)
                      + CAST(CAST($today AS DATE) - start AS INTEGER)) AS before
             FROM (SELECT CAST(date_trunc('quarter', posting_date) AS DATE) AS start, amount
                   FROM ledger WHERE account_class = 'Revenue' AND posting_date < $today)
             GROUP BY 1)""",
    "which ticket category rose the most from Q1 to Q2 2026": """
        WITH pairs AS (SELECT lower(category) AS category,
            count(*) FILTER (date_trunc('quarter', opened_at) = DATE '2026-04-01') AS now,
            count(*) FILTER (date_trunc('quarter', opened_at) = DATE '2026-01-01') AS old
            FROM tickets GROUP BY 1)
        SELECT category, now, old, now - old, (now - old) / nullif(old, 0) FROM pairs
        QUALIFY now - old = max(now - old) OVER () AND now > old""",
    "were there more tickets in May 2026 than in April 2026": """
        WITH pair AS (SELECT
            count(*) FILTER (date_trunc('month', opened_at) = DATE '2026-05-01') AS now,
            count(*) FILTER (date_trunc('month', opened_at) = DATE '2026-04-01') AS old
            FROM tickets)
        SELECT now, old, now - old, (now - old) / old FROM pair""",
}
ANSWERS["monthly revenue in 2026"] = ANSWERS["revenue by month in 2026"]
