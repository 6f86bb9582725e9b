SELECT COUNT(*) FROM orders
SELECT * FROM orders ORDER BY id LIMIT 3
SELECT status, SUM(amount) AS revenue FROM orders GROUP BY status ORDER BY revenue DESC
SELECT status, COUNT(*) AS n, AVG(amount) AS mean FROM orders GROUP BY ALL ORDER BY ALL
SELECT date_trunc('month', ordered_at) AS month, SUM(amount) FROM orders GROUP BY 1 ORDER BY 1
SELECT EXTRACT(YEAR FROM ordered_at) AS year, COUNT(*) FROM orders GROUP BY 1
SELECT strftime(ordered_at, '%Y-%m') AS month, COUNT(*) FROM orders GROUP BY 1
SELECT dayname(ordered_at) AS day, COUNT(*) FROM orders GROUP BY 1
SELECT ordered_at::DATE AS day, SUM(amount) FROM orders GROUP BY 1
SELECT date_diff('day', MIN(ordered_at), MAX(ordered_at)) FROM orders
SELECT COUNT(*) FROM orders WHERE ordered_at >= DATE '2024-02-01' AND ordered_at < DATE '2024-03-01'
SELECT COUNT(*) FROM orders WHERE ordered_at BETWEEN TIMESTAMP '2024-01-05' AND TIMESTAMP '2024-01-20'
SELECT COUNT(*) FROM orders WHERE ordered_at > TIMESTAMP '2024-02-01' - INTERVAL 10 DAY
SELECT COUNT(*) FROM orders WHERE status IN ('open', 'paid')
SELECT COUNT(*) FROM orders WHERE status NOT IN ('open') AND amount > 10
SELECT COUNT(*) FROM customers WHERE name LIKE 'A%' OR name ILIKE '%n'
SELECT COUNT(*) FROM customers WHERE regexp_matches(name, '^[A-M]')
SELECT COUNT(*) FROM customers WHERE name IS NOT NULL AND NOT (region = 'East')
SELECT c.name, SUM(o.amount) FROM orders o JOIN customers c ON c.id = o.customer_id GROUP BY 1
SELECT c.region, COUNT(DISTINCT o.customer_id) FROM orders o JOIN customers c ON c.id = o.customer_id GROUP BY 1
SELECT c.name FROM customers c LEFT JOIN orders o ON o.customer_id = c.id WHERE o.id IS NULL
SELECT c.name, COUNT(o.id) AS n FROM customers c LEFT JOIN orders o ON o.customer_id = c.id GROUP BY c.name HAVING COUNT(o.id) > 3
SELECT p.category, SUM(i.quantity * p.price) FROM items i JOIN products p ON p.id = i.product_id GROUP BY 1
SELECT c.region, p.category, SUM(i.quantity) FROM items i JOIN orders o ON o.id = i.order_id JOIN customers c ON c.id = o.customer_id JOIN products p ON p.id = i.product_id GROUP BY 1, 2
SELECT o.id FROM orders o WHERE EXISTS (SELECT 1 FROM items i WHERE i.order_id = o.id AND i.quantity > 2)
SELECT c.id FROM customers c WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id)
SELECT id FROM orders WHERE amount > (SELECT AVG(amount) FROM orders)
SELECT id FROM orders o WHERE amount = (SELECT MAX(amount) FROM orders x WHERE x.customer_id = o.customer_id)
SELECT id FROM customers WHERE id IN (SELECT customer_id FROM orders WHERE status = 'paid')
SELECT id FROM orders WHERE amount >= ALL (SELECT amount FROM orders WHERE status = 'open')
SELECT (SELECT COUNT(*) FROM orders) AS orders, (SELECT COUNT(*) FROM customers) AS customers
SELECT name FROM customers UNION SELECT name FROM products
SELECT id FROM customers EXCEPT SELECT customer_id FROM orders
SELECT id FROM customers INTERSECT SELECT customer_id FROM orders
SELECT 'orders' AS what, COUNT(*) AS n FROM orders UNION ALL SELECT 'items', COUNT(*) FROM items
WITH paid AS (SELECT * FROM orders WHERE status = 'paid') SELECT COUNT(*), SUM(amount) FROM paid
WITH a AS (SELECT customer_id, SUM(amount) AS s FROM orders GROUP BY 1), b AS (SELECT AVG(s) AS m FROM a) SELECT COUNT(*) FROM a, b WHERE s > m
WITH orders AS (SELECT * FROM orders WHERE amount > 10) SELECT COUNT(*) FROM orders
WITH RECURSIVE days AS (SELECT DATE '2024-01-01' AS d UNION ALL SELECT CAST(d + INTERVAL 1 DAY AS DATE) FROM days WHERE d < DATE '2024-01-31') SELECT d, COUNT(o.id) FROM days LEFT JOIN orders o ON o.ordered_at::DATE = d GROUP BY d
WITH m AS MATERIALIZED (SELECT status, COUNT(*) AS n FROM orders GROUP BY 1) SELECT MAX(n) FROM m
SELECT id, ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY ordered_at, id) AS n FROM orders
SELECT id, RANK() OVER (ORDER BY amount DESC) AS r, DENSE_RANK() OVER (ORDER BY amount DESC) FROM orders
SELECT id, SUM(amount) OVER (ORDER BY ordered_at, id) AS running FROM orders
SELECT id, AVG(amount) OVER (ORDER BY ordered_at, id ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) FROM orders
SELECT id, LAG(amount) OVER w AS before, LEAD(amount) OVER w AS after FROM orders WINDOW w AS (ORDER BY id)
SELECT id, amount / SUM(amount) OVER () AS share FROM orders
SELECT id, FIRST_VALUE(amount) OVER (PARTITION BY status ORDER BY id) FROM orders
SELECT id, NTILE(4) OVER (ORDER BY amount, id), PERCENT_RANK() OVER (ORDER BY amount) FROM orders
SELECT customer_id, id FROM orders QUALIFY ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY amount DESC, id) = 1
SELECT status, SUM(amount) FILTER (WHERE amount > 10) AS large FROM orders GROUP BY 1
SELECT SUM(CASE WHEN status = 'paid' THEN amount ELSE 0 END) / NULLIF(SUM(amount), 0) FROM orders
SELECT COUNT_IF(status = 'paid') / COUNT(*) FROM orders
SELECT CASE WHEN amount < 10 THEN 'small' WHEN amount < 20 THEN 'middle' ELSE 'large' END AS size, COUNT(*) FROM orders GROUP BY 1
SELECT MEDIAN(amount), QUANTILE_CONT(amount, 0.9), STDDEV(amount), VARIANCE(amount) FROM orders
SELECT PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY amount) FROM orders
SELECT CORR(i.quantity, p.price), REGR_SLOPE(i.quantity, p.price) FROM items i JOIN products p ON p.id = i.product_id
SELECT MODE(status), ANY_VALUE(status) IS NOT NULL FROM orders
SELECT ARG_MAX(id, amount), ARG_MIN(id, amount) FROM orders WHERE amount IN (SELECT MAX(amount) FROM orders)
SELECT STRING_AGG(DISTINCT status, ', ' ORDER BY status) FROM orders
SELECT LIST(DISTINCT status ORDER BY status) FROM orders
SELECT status, customer_id, SUM(amount) FROM orders GROUP BY ROLLUP (status, customer_id)
SELECT status, SUM(amount), GROUPING(status) FROM orders GROUP BY GROUPING SETS ((status), ())
SELECT status, customer_id, COUNT(*) FROM orders GROUP BY CUBE (status, customer_id)
SELECT ROUND(SUM(amount), 2), FLOOR(AVG(amount)), CEIL(AVG(amount)), ABS(MIN(amount)) FROM orders
SELECT UPPER(name), LOWER(region), LENGTH(name), TRIM(name), SUBSTR(name, 1, 2) FROM customers
SELECT name || ' (' || region || ')' AS label, CONCAT(name, '-', id), REPLACE(name, 'a', 'b') FROM customers
SELECT SPLIT_PART(name, ' ', 1), LEFT(name, 2), RIGHT(name, 2), STARTS_WITH(name, 'A') FROM customers
SELECT REGEXP_EXTRACT(name, '([A-Z])', 1), REGEXP_REPLACE(name, '[aeiou]', '', 'g') FROM customers
SELECT COALESCE(name, 'none'), NULLIF(region, 'West'), GREATEST(id, 2), LEAST(id, 2) FROM customers
SELECT CAST(amount AS DOUBLE), TRY_CAST(status AS INTEGER), amount::VARCHAR FROM orders LIMIT 5
SELECT DISTINCT status FROM orders ORDER BY status
SELECT DISTINCT ON (customer_id) customer_id, id FROM orders ORDER BY customer_id, id
SELECT COUNT(DISTINCT (customer_id, status)) FROM orders
SELECT * EXCLUDE (customer_id) FROM orders WHERE id < 4
SELECT * REPLACE (amount * 2 AS amount) FROM orders WHERE id < 4
SELECT a.id, b.id FROM customers a JOIN customers b ON a.region = b.region AND a.id < b.id
SELECT * FROM customers a JOIN orders b ON b.customer_id = a.id WHERE b.id = 1
SELECT name, n FROM customers JOIN (SELECT customer_id, COUNT(*) AS n FROM orders GROUP BY 1) ON customer_id = id
SELECT region, status, n FROM (SELECT region, status, COUNT(*) AS n FROM orders JOIN customers ON customers.id = customer_id GROUP BY ALL) WHERE n > 1
SELECT c.name, (SELECT MAX(ordered_at) FROM orders o WHERE o.customer_id = c.id) AS last FROM customers c
SELECT status, n FROM (VALUES ('open', 1), ('paid', 2)) AS t(status, n)
SELECT COUNT(*) FROM orders JOIN (VALUES ('open'), ('paid')) AS t(status) USING (status)
SELECT d.day, COUNT(o.id) FROM (SELECT unnest(generate_series(DATE '2024-01-01', DATE '2024-01-31', INTERVAL 1 DAY)) AS day) d LEFT JOIN orders o ON o.ordered_at::DATE = d.day GROUP BY 1
SELECT LAST_DAY(ordered_at::DATE), QUARTER(ordered_at), WEEK(ordered_at), HOUR(ordered_at) FROM orders LIMIT 5
SELECT date_part('dow', ordered_at) AS weekday, AVG(amount) FROM orders GROUP BY 1
SELECT MAX(ordered_at) - MIN(ordered_at) FROM orders
SELECT id FROM orders ORDER BY amount DESC NULLS LAST, id LIMIT 5 OFFSET 5
SELECT 'a;b' AS text, '--x' AS dashes, '/* y */' AS comment FROM orders LIMIT 1
SELECT COUNT(*) FROM orders -- how many; all of them
SELECT /* the sum */ SUM(amount) FROM orders;
SELECT "status", "amount" FROM "orders" WHERE "status" = 'it''s'
SELECT o."status" AS "Order Status", SUM(o.amount) AS "Sum; of all" FROM orders AS o GROUP BY 1
FROM orders SELECT status, COUNT(*) GROUP BY status
SELECT SUM(amount) AS revenue FROM main.orders
SELECT COUNT(*) AS "drop", SUM(amount) AS "delete" FROM orders WHERE status <> 'drop table orders'
SELECT POWER(2, 3), SQRT(16), LN(10), EXP(1), MOD(7, 3), SIGN(-2), PI()
SELECT IF(amount > 10, 'large', 'small') AS size, COUNT(*) FROM orders GROUP BY 1
SELECT APPROX_COUNT_DISTINCT(customer_id) > 0 FROM orders
SELECT SUM(quantity)::DOUBLE / COUNT(DISTINCT order_id) AS per_order FROM items
SELECT first_month, COUNT(*) FROM (SELECT customer_id, date_trunc('month', MIN(ordered_at)) AS first_month FROM orders GROUP BY 1) GROUP BY 1
SELECT AVG(gap) FROM (SELECT date_diff('day', LAG(ordered_at) OVER (PARTITION BY customer_id ORDER BY ordered_at), ordered_at) AS gap FROM orders)
SELECT status, SUM(amount) AS revenue FROM orders GROUP BY 1 ORDER BY SUM(amount) DESC LIMIT 1
SELECT replace(replace(replace(name, '&', 'and'), '@', ' at '), '-', ' ') FROM customers
SELECT LENGTH(lpad(name, 20, ' ')), repeat('-', 40) FROM customers LIMIT 1
SELECT n FROM range(5) AS r(n)
SELECT unnest(range(1, 12, 2)) AS n
