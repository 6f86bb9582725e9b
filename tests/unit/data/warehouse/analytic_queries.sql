SELECT COUNT(*) FROM orders
select count(distinct customer_id) as customers from orders
SELECT SUM(amount), AVG(amount), MIN(amount), MAX(amount) FROM orders
SELECT region, SUM(amount) AS revenue FROM orders GROUP BY region ORDER BY revenue DESC LIMIT 10
SELECT region, COUNT(*) FROM orders GROUP BY 1 HAVING COUNT(*) > 5
SELECT DATE_TRUNC('month', ordered_at) AS month, SUM(amount) FROM orders GROUP BY 1 ORDER BY 1
SELECT EXTRACT(YEAR FROM ordered_at), COUNT(*) FROM orders GROUP BY 1
SELECT year(ordered_at), month(ordered_at), COUNT(*) FROM orders GROUP BY ALL
SELECT * FROM orders WHERE ordered_at >= DATE '2024-01-01' AND ordered_at < DATE '2024-02-01'
SELECT * FROM orders WHERE ordered_at >= CURRENT_DATE - INTERVAL '30 days'
SELECT * FROM orders WHERE region IN ('West', 'East') AND amount BETWEEN 3 AND 5
SELECT * FROM orders WHERE region LIKE 'W%' OR region ILIKE '%t' OR region IS NULL
SELECT * FROM orders AS o JOIN customers AS c ON o.customer_id = c.id
SELECT c.name, SUM(o.amount) FROM orders o LEFT JOIN customers c ON c.id = o.customer_id GROUP BY c.name
SELECT * FROM orders o FULL OUTER JOIN customers c ON c.id = o.customer_id
SELECT * FROM orders CROSS JOIN customers LIMIT 5
SELECT * FROM orders JOIN order_items USING (order_id)
SELECT CASE WHEN amount > 100 THEN 'large' WHEN amount > 10 THEN 'middle' ELSE 'small' END, COUNT(*) FROM orders GROUP BY 1
SELECT COALESCE(region, 'none'), NULLIF(amount, 0), GREATEST(1, 2), LEAST(1, 2) FROM orders
SELECT ROUND(SUM(amount) / NULLIF(COUNT(*), 0), 2) FROM orders
SELECT SUM(amount) FILTER (WHERE region = 'West') * 1.0 / SUM(amount) FROM orders
SELECT ROW_NUMBER() OVER (PARTITION BY region ORDER BY amount DESC) AS n, * FROM orders
SELECT region, amount FROM orders QUALIFY ROW_NUMBER() OVER (PARTITION BY region ORDER BY amount DESC) <= 3
SELECT SUM(amount) OVER (ORDER BY ordered_at ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) FROM orders
SELECT LAG(amount, 1) OVER (ORDER BY ordered_at), LEAD(amount) OVER (ORDER BY ordered_at) FROM orders
SELECT RANK() OVER w, DENSE_RANK() OVER w, NTILE(4) OVER w FROM orders WINDOW w AS (ORDER BY amount)
SELECT FIRST_VALUE(amount) OVER (PARTITION BY region ORDER BY ordered_at) FROM orders
SELECT PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY amount) FROM orders
SELECT MEDIAN(amount), quantile_cont(amount, 0.9), STDDEV(amount), VARIANCE(amount) FROM orders
SELECT CORR(amount, quantity), REGR_SLOPE(amount, quantity) FROM order_items
WITH monthly AS (SELECT DATE_TRUNC('month', ordered_at) AS m, SUM(amount) AS r FROM orders GROUP BY 1) SELECT m, r, r - LAG(r) OVER (ORDER BY m) FROM monthly
WITH a AS (SELECT * FROM orders), b AS (SELECT region FROM a) SELECT COUNT(*) FROM b
WITH RECURSIVE days AS (SELECT DATE '2024-01-01' AS d UNION ALL SELECT d + 1 FROM days WHERE d < DATE '2024-01-31') SELECT d FROM days
WITH orders AS (SELECT * FROM orders WHERE amount > 0) SELECT COUNT(*) FROM orders
SELECT * FROM (SELECT region, SUM(amount) AS r FROM orders GROUP BY 1) AS t WHERE r > 100
SELECT * FROM orders WHERE customer_id IN (SELECT id FROM customers WHERE state = 'CA')
SELECT * FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id)
SELECT * FROM customers c WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id)
SELECT (SELECT MAX(amount) FROM orders) AS largest, COUNT(*) FROM customers
SELECT region FROM orders UNION SELECT state FROM customers
SELECT region FROM orders EXCEPT SELECT state FROM customers
SELECT region FROM orders INTERSECT SELECT state FROM customers ORDER BY 1
SELECT region, state, COUNT(*) FROM orders JOIN customers ON TRUE GROUP BY ROLLUP (region, state)
SELECT region, COUNT(*) FROM orders GROUP BY GROUPING SETS ((region), ())
SELECT CAST(amount AS INTEGER), amount::DECIMAL(10, 2), TRY_CAST(region AS DOUBLE) FROM orders
SELECT UPPER(region), LOWER(region), TRIM(region), LENGTH(region), SUBSTRING(region, 1, 2) FROM orders
SELECT region || '-' || state, CONCAT(region, state), REPLACE(region, 'a', 'b') FROM orders, customers
SELECT REGEXP_MATCHES(region, '^W'), regexp_extract(region, '(\w+)', 1) FROM orders
SELECT DATE_DIFF('day', ordered_at, delivered_at), AGE(delivered_at, ordered_at) FROM orders
SELECT strftime(ordered_at, '%Y-%m'), dayname(ordered_at), date_part('dow', ordered_at) FROM orders
SELECT timezone('Europe/Berlin', ordered_at), ordered_at AT TIME ZONE 'UTC' FROM orders
SELECT STRING_AGG(region, ', ' ORDER BY region), ARRAY_AGG(region) FROM orders
SELECT ANY_VALUE(region), MODE(region), BOOL_OR(amount > 3), arg_max(region, amount) FROM orders
SELECT DISTINCT region FROM orders ORDER BY region NULLS LAST LIMIT 10 OFFSET 5
SELECT DISTINCT ON (region) * FROM orders ORDER BY region, ordered_at DESC
SELECT * EXCLUDE (amount) FROM orders
SELECT o.* FROM main.orders AS o WHERE o.amount <> 0 AND NOT o.region = 'x'
FROM orders SELECT region, COUNT(*) GROUP BY region
SELECT ABS(amount), CEIL(amount), FLOOR(amount), SQRT(amount), LN(amount), amount % 3, amount ^ 2 FROM orders
SELECT * FROM orders TABLESAMPLE 10 PERCENT
SELECT COUNT(*) FROM (VALUES (1, 'a'), (2, 'b')) AS t(id, name)
SELECT d FROM generate_series(DATE '2024-01-01', DATE '2024-12-31', INTERVAL '1 day') AS t(d)
SELECT SUM(CASE WHEN region = 'West' THEN amount END) AS west, SUM(CASE WHEN region = 'East' THEN amount END) AS east FROM orders
SELECT width_bucket(amount, 0, 100, 10), COUNT(*) FROM orders GROUP BY 1
SELECT approx_count_distinct(customer_id), approx_quantile(amount, 0.5) FROM orders
SELECT -amount, +amount, (amount), amount / 2, amount // 2 FROM orders
SELECT LPAD(CAST(month AS VARCHAR), 2, '0'), REPEAT('*', 5) FROM orders
