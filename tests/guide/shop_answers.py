"""The guide's questions about a shop, each with plain SQL on the raw files of a real one.

As in ``company_answers``; the views are called after the files, without what all of them share.
"""

ANSWERS = {
    "how many orders": "SELECT count(*) FROM orders",
    "average rating of the reviews": "SELECT avg(review_score) FROM order_reviews",
    "median price": "SELECT median(price) FROM order_items",
    "how many orders were canceled in 2018": """
        SELECT count(*) FROM orders WHERE order_status = 'canceled'
        AND year(order_purchase_timestamp) = 2018""",
    "how many sellers are in SP or RJ": """
        SELECT count(*) FROM sellers WHERE seller_state IN ('SP', 'RJ')""",
    "payment value excluding vouchers": """
        SELECT sum(payment_value) FROM order_payments WHERE payment_type <> 'voucher'""",
    "how many order items have a price above 1000": """
        SELECT count(*) FROM order_items WHERE price > 1000""",
    "freight by product category": """
        SELECT product_category_name, sum(freight_value)
        FROM order_items LEFT JOIN products USING (product_id) GROUP BY 1 ORDER BY 2 DESC""",
    "payment value for each payment type": """
        SELECT payment_type, sum(payment_value) FROM order_payments GROUP BY 1 ORDER BY 2 DESC""",
    "orders by customer state": """
        SELECT customer_state, count(*) FROM orders JOIN customers USING (customer_id)
        GROUP BY 1""",
    "top 5 sellers by revenue": """
        SELECT seller_id, sum(price) FROM order_items GROUP BY 1 ORDER BY 2 DESC LIMIT 5""",
    "which product category has the highest revenue": """
        SELECT product_category_name, sum(price) FROM order_items JOIN products USING (product_id)
        WHERE product_category_name IS NOT NULL GROUP BY 1 ORDER BY 2 DESC LIMIT 1""",
    "best month for revenue": """
        SELECT date_trunc('month', order_purchase_timestamp), sum(price)
        FROM order_items JOIN orders USING (order_id) GROUP BY 1 ORDER BY 2 DESC LIMIT 1""",
    "the latest order": """
        SELECT order_id, order_purchase_timestamp FROM orders ORDER BY 2 DESC LIMIT 1""",
    "most common payment type": """
        SELECT payment_type, count(*) FROM order_payments GROUP BY 1 ORDER BY 2 DESC LIMIT 1""",
    "orders by status from highest to lowest": """
        SELECT order_status, count(*) FROM orders GROUP BY 1 ORDER BY 2 DESC""",
    "revenue by month in 2017": """
        SELECT date_trunc('month', order_purchase_timestamp), sum(price)
        FROM order_items JOIN orders USING (order_id)
        WHERE year(order_purchase_timestamp) = 2017 GROUP BY 1""",
    "orders on weekends": """
        SELECT count(*) FROM orders WHERE isodow(order_purchase_timestamp) IN (6, 7)""",
    "revenue in Q1 2018 compared to Q1 2017": """
        WITH lines AS (SELECT price, order_purchase_timestamp AS day
                       FROM order_items JOIN orders USING (order_id) WHERE quarter(day) = 1),
        pair AS (SELECT sum(price) FILTER (year(day) = 2018) AS now,
                        sum(price) FILTER (year(day) = 2017) AS old FROM lines)
        SELECT now, old, now - old, (now - old) / old FROM pair""",
    "list the orders that were canceled in October 2016": """
        SELECT order_id FROM orders WHERE order_status = 'canceled'
        AND date_trunc('month', order_purchase_timestamp) = DATE '2016-10-01'""",
    "how many orders have more than 3 items": """
        SELECT count(*) FROM (SELECT order_id FROM order_items GROUP BY 1 HAVING count(*) > 3)""",
    "orders without reviews": """
        SELECT order_id FROM orders WHERE order_id NOT IN (SELECT order_id FROM order_reviews)""",
    "which sellers had over $10,000 of revenue": """
        SELECT seller_id, sum(price) FROM order_items GROUP BY 1 HAVING sum(price) > 10000
        ORDER BY 2 DESC""",
    "revenue per customer": """
        SELECT (SELECT sum(price) FROM order_items) / count(DISTINCT customer_unique_id)
        FROM orders JOIN customers USING (customer_id)""",
    "freight as a percentage of revenue": """
        SELECT sum(freight_value) / sum(price) FROM order_items""",
    "percentage of orders that were canceled": """
        SELECT count(*) FILTER (order_status = 'canceled') / count(*) FROM orders""",
    "share of payment value by payment type": """
        SELECT payment_type, sum(payment_value),
               sum(payment_value) / sum(sum(payment_value)) OVER ()
        FROM order_payments GROUP BY 1 ORDER BY 2 DESC""",
    "running total of revenue by month": """
        SELECT month, amount, sum(amount) OVER (ORDER BY month) FROM
            (SELECT month, coalesce(sum(price), 0) AS amount
             FROM range(DATE '2016-09-01', DATE '2018-11-01', INTERVAL 1 MONTH) AS months(month)
             LEFT JOIN orders ON date_trunc('month', order_purchase_timestamp) = month
             LEFT JOIN order_items USING (order_id) GROUP BY 1)""",
    # The quarter in which the data ends is held against as many days of the one before.
    "growth of orders by quarter": """
        SELECT start, amount, before, amount - before, amount / before - 1 FROM
            (SELECT start, count(*) AS amount,
                 (SELECT nullif(count(*), 0) FROM orders other
                  WHERE other.order_purchase_timestamp < start
                  AND other.order_purchase_timestamp >= CAST(start - INTERVAL 3 MONTH AS DATE)
                  AND CAST(other.order_purchase_timestamp AS DATE)
                      <= CAST(start - INTERVAL 3 MONTH AS DATE) + CAST(last - start AS INTEGER)
                 ) AS before
             FROM (SELECT CAST(date_trunc('quarter', order_purchase_timestamp) AS DATE) AS start,
                       max(CAST(order_purchase_timestamp AS DATE)) OVER () AS last FROM orders)
             GROUP BY start, last)""",
    "which product category grew the most in revenue from Q1 to Q2 2018": """
        WITH pairs AS (SELECT product_category_name AS category,
            sum(price) FILTER (date_trunc('quarter', order_purchase_timestamp) = '2018-04-01')
                AS now,
            sum(price) FILTER (date_trunc('quarter', order_purchase_timestamp) = '2018-01-01')
                AS old
            FROM order_items JOIN orders USING (order_id) JOIN products USING (product_id)
            WHERE product_category_name IS NOT NULL GROUP BY 1)
        SELECT category, now, old, now - old, (now - old) / old FROM pairs
        QUALIFY now - old = max(now - old) OVER ()""",
    "which customer states had fewer orders in June 2018 than in May 2018": """
        WITH pairs AS (SELECT customer_state,
            count(*) FILTER (date_trunc('month', order_purchase_timestamp) = '2018-06-01') AS now,
            count(*) FILTER (date_trunc('month', order_purchase_timestamp) = '2018-05-01') AS old
            FROM orders JOIN customers USING (customer_id) GROUP BY 1)
        SELECT customer_state, now, old, now - old, (now - old) / old FROM pairs
        WHERE now < old""",
}
