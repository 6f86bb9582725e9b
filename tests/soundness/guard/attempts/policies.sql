SELECT * FROM customers
SELECT COUNT(*) FROM customers
SELECT COUNT(*) FROM orders
SELECT SUM(amount) FROM orders
SELECT MIN(id), MAX(id) FROM customers
SELECT APPROX_COUNT_DISTINCT(id) FROM customers
SELECT email FROM customers
SELECT c.email FROM customers AS c
SELECT EMAIL FROM customers
SELECT "email" FROM customers
SELECT "EMAIL" FROM customers
SELECT main.customers.email FROM customers
SELECT customers.email FROM main.customers
SELECT memory.main.customers.email FROM memory.main.customers
SELECT MAX(email) FROM customers
SELECT COUNT(email) FROM customers
SELECT COUNT(DISTINCT email) FROM customers
SELECT id FROM customers WHERE email LIKE 'a%'
SELECT id FROM customers ORDER BY email
SELECT id FROM customers ORDER BY 4
SELECT COUNT(*) FROM customers GROUP BY email
SELECT id FROM customers GROUP BY ALL HAVING MAX(email) > 'a'
SELECT id FROM customers QUALIFY ROW_NUMBER() OVER (ORDER BY email) = 1
SELECT #4 FROM customers
SELECT #1, #2, #3, #4 FROM customers
SELECT COLUMNS(*) FROM customers
SELECT COLUMNS('e.*') FROM customers
SELECT COLUMNS(c -> c LIKE 'em%') FROM customers
SELECT COLUMNS(['email']) FROM customers
SELECT COLUMNS(* EXCLUDE (id)) FROM customers
SELECT MAX(COLUMNS(*)) FROM customers
SELECT UNPACK(COLUMNS(*)) FROM customers
SELECT *COLUMNS('email') FROM customers
SELECT COALESCE(*COLUMNS(*)::VARCHAR) FROM customers
SELECT * EXCLUDE (id, name) FROM customers
SELECT * EXCLUDE (email) FROM customers
SELECT * REPLACE (email AS name) FROM customers
SELECT * RENAME (email AS e) FROM customers
SELECT * LIKE 'em%' FROM customers
SELECT * SIMILAR TO 'em.*' FROM customers
SELECT customers FROM customers
SELECT c FROM customers AS c
SELECT c.* FROM customers AS c
SELECT (c).email FROM customers AS c
SELECT (c)['email'] FROM customers AS c
SELECT c['email'] FROM customers AS c
SELECT c[4] FROM customers AS c
SELECT struct_extract(c, 'email') FROM customers AS c
SELECT struct_extract_at(c, 4) FROM customers AS c
SELECT struct_keys(c) FROM customers AS c
SELECT struct_values(c) FROM customers AS c
SELECT to_json(c) FROM customers AS c
SELECT row_to_json(c) FROM customers AS c
SELECT json_object('e', c.email) FROM customers AS c
SELECT json_group_array(c) FROM customers AS c
SELECT c::VARCHAR FROM customers AS c
SELECT CAST(c AS JSON) FROM customers AS c
SELECT c || '' FROM customers AS c
SELECT concat(c) FROM customers AS c
SELECT hash(c) FROM customers AS c
SELECT md5(c::VARCHAR) FROM customers AS c
SELECT unnest(c) FROM customers AS c
SELECT unnest(c, recursive := true) FROM customers AS c
SELECT list(c) FROM customers AS c
SELECT arg_max(c, id) FROM customers AS c
SELECT first(c) FROM customers AS c
SELECT any_value(c) FROM customers AS c
SELECT histogram(c) FROM customers AS c
SELECT row(c.*) FROM customers AS c
SELECT struct_pack(*COLUMNS(c.*)) FROM customers AS c
SELECT (SELECT c) FROM customers AS c
SELECT x FROM (SELECT customers AS x FROM customers)
SELECT customers.email FROM (SELECT customers FROM customers)
SELECT customers.customers FROM customers
SELECT customers.rowid FROM customers
SELECT rowid FROM customers
SELECT file_row_number FROM customers
SELECT filename FROM customers
SELECT MAX(file_row_number) FROM orders
SELECT * FROM customers WHERE region = 'East'
SELECT * FROM customers WHERE TRUE OR region = 'East'
SELECT * FROM customers WHERE 1 = 1 OR 1 = 1 --
SELECT * FROM customers WHERE region = 'West' OR 1 = 1
SELECT * FROM customers WHERE region = 'x') OR (1 = 1
SELECT * FROM (SELECT * FROM customers)
SELECT * FROM (customers)
SELECT * FROM (customers AS c)
FROM customers
FROM customers SELECT COUNT(*)
FROM c: customers
TABLE customers
SELECT * FROM main.customers
SELECT * FROM memory.main.customers
SELECT * FROM memory.customers
SELECT * FROM "customers"
SELECT * FROM CUSTOMERS
SELECT * FROM "CUSTOMERS"
SELECT * FROM Customers AS orders
SELECT * FROM orders AS customers
SELECT customers.* FROM orders AS customers
SELECT * FROM customers AS salaries
SELECT * FROM customers AS visible
SELECT visible.email FROM customers
SELECT visible.* FROM customers
SELECT * FROM customers AS c (a, b, c, d)
SELECT d FROM customers AS c (a, b, c, d)
SELECT * FROM customers AS c (email)
SELECT COUNT(*) FROM orders WHERE customer_id NOT IN (SELECT id FROM customers)
SELECT COUNT(*) FROM orders LEFT JOIN customers ON customer_id = customers.id WHERE name IS NULL
SELECT COUNT(*) FROM customers AS a, customers AS b
SELECT * FROM orders NATURAL JOIN customers
SELECT * FROM customers AS a NATURAL JOIN customers AS b
SELECT * FROM customers JOIN customers AS b USING (email)
SELECT * FROM customers JOIN customers AS b USING (id)
SELECT * FROM orders RIGHT JOIN customers ON customers.id = orders.customer_id
SELECT * FROM orders FULL JOIN customers ON customers.id = orders.customer_id
SELECT COUNT(*) FROM orders POSITIONAL JOIN customers
SELECT * FROM orders ASOF JOIN customers ON orders.customer_id >= customers.id
SELECT * FROM orders SEMI JOIN customers ON orders.customer_id >= customers.id
SELECT COUNT(*) FROM orders ANTI JOIN customers ON orders.customer_id = customers.id
SELECT * FROM orders, LATERAL (SELECT * FROM customers WHERE id = customer_id)
SELECT (SELECT COUNT(*) FROM customers WHERE id >= customer_id) FROM orders
SELECT (SELECT MAX(c) FROM customers AS c)
SELECT id FROM orders WHERE EXISTS (SELECT email FROM customers)
SELECT id FROM orders WHERE customer_id = ANY (SELECT id FROM customers)
SELECT id FROM orders WHERE (customer_id, 'East') IN (SELECT id, region FROM customers)
SELECT name FROM customers UNION SELECT region FROM customers
SELECT name FROM customers UNION ALL BY NAME SELECT * FROM customers
SELECT NULL AS email UNION ALL BY NAME SELECT * FROM customers
SELECT id FROM customers EXCEPT SELECT customer_id FROM orders
SELECT COUNT(*) OVER (), name FROM customers
SELECT LAG(name) OVER (ORDER BY id), LEAD(name) OVER (ORDER BY id) FROM customers
SELECT RANK() OVER (ORDER BY id), NTILE(3) OVER (ORDER BY id) FROM customers
SELECT CUME_DIST() OVER (ORDER BY id), PERCENT_RANK() OVER (ORDER BY id) FROM customers
SELECT FIRST_VALUE(name) OVER (PARTITION BY 1 ORDER BY id DESC) FROM customers
SELECT region, COUNT(*) FROM customers GROUP BY CUBE (region)
SELECT region, COUNT(*) FROM customers GROUP BY ROLLUP (region)
SELECT region, COUNT(*) FROM customers GROUP BY GROUPING SETS ((region), ())
SELECT list(name) FROM customers
SELECT string_agg(name, ',' ORDER BY id) FROM customers
SELECT histogram(region) FROM customers
SELECT approx_top_k(region, 5) FROM customers
SELECT mode(region), entropy(region) FROM customers
SELECT bitstring_agg(id) FROM customers
SELECT * FROM (PIVOT customers ON region USING COUNT(*))
PIVOT customers ON region USING COUNT(*)
PIVOT customers ON email USING COUNT(*)
SELECT * FROM customers PIVOT (COUNT(*) FOR region IN ('East', 'West'))
SELECT * FROM customers UNPIVOT (v FOR k IN (name, email))
UNPIVOT customers ON COLUMNS(* EXCLUDE id) INTO NAME k VALUE v
SELECT * FROM customers UNPIVOT (v FOR k IN (name, region))
WITH customers AS (SELECT * FROM customers) SELECT COUNT(*) FROM customers
WITH customers AS (SELECT * FROM main.customers) SELECT COUNT(*) FROM main.customers
WITH customers AS MATERIALIZED (SELECT *, 'West' AS region FROM customers) FROM customers
WITH customers(id, name, region, email) AS (SELECT * FROM customers) SELECT email FROM customers
WITH orders AS (SELECT * FROM customers), customers AS (SELECT * FROM orders) FROM customers
WITH visible AS (SELECT * FROM customers) SELECT * FROM visible, customers
WITH visible AS (SELECT 'West' AS region) SELECT COUNT(*) FROM customers, visible
WITH RECURSIVE r AS (SELECT id FROM customers UNION SELECT id + 1 FROM r WHERE id < 20) FROM r
WITH RECURSIVE customers AS (SELECT * FROM customers) SELECT * FROM customers
WITH Customers AS (SELECT 1 AS a) SELECT * FROM customers
WITH "customers" AS (SELECT 1 AS a) SELECT * FROM main.customers
WITH cte_1 AS (SELECT 1 AS a), customers AS (FROM customers) SELECT * FROM cte_1, customers
SELECT * FROM (WITH customers AS (SELECT 1 AS a) FROM customers) AS x, customers
SELECT region AS email, email FROM customers
SELECT name AS email, email || '' AS f FROM customers
SELECT 1 AS email FROM customers WHERE email > 0
SELECT 1 AS email FROM customers ORDER BY customers.email
SELECT * FROM customers USING SAMPLE 100%
SELECT COUNT(*) FROM customers TABLESAMPLE 100 PERCENT
SELECT COUNT(*) FROM customers TABLESAMPLE reservoir(50 ROWS)
SELECT COUNT(*) FROM customers AT (VERSION => 0)
SELECT COUNT(*) FROM customers WHERE region IS NOT DISTINCT FROM 'East'
SELECT CAST(name AS INT) FROM customers
SELECT name::DATE FROM customers
SELECT id FROM customers WHERE CAST(name AS INT) > 0
SELECT id FROM customers WHERE name::DATE > DATE '2024-01-01'
SELECT id FROM customers WHERE name::BOOLEAN
SELECT id FROM customers WHERE name::INT > 0 AND region = 'East'
SELECT COUNT(*) FILTER (WHERE name::INT > 0) FROM customers
SELECT id FROM customers ORDER BY CAST(name AS INT)
SELECT MAX(CAST(name AS INT)) FROM customers
SELECT CAST(MAX(name) AS INT) FROM customers
SELECT id FROM customers WHERE CASE WHEN region = 'East' THEN CAST(name AS INT) ELSE 1 END = 1
SELECT id FROM customers WHERE CASE region WHEN 'West' THEN 1 ELSE name::INT END = 1
SELECT id FROM customers WHERE id > 2 AND CAST(region || name AS INT) = 1
SELECT id FROM customers WHERE error(name) IS NULL
SELECT error(name) FROM customers
SELECT id FROM customers WHERE IF(region = 'East', error(name), 1) = 1
SELECT id FROM customers WHERE CAST(id * 1000000000000000000 AS BIGINT) > 0
SELECT id FROM customers WHERE id * 4611686018427387904 > 0
SELECT id FROM customers WHERE CAST(id + 120 AS TINYINT) > 0
SELECT id FROM customers WHERE strptime(name, '%Y') IS NOT NULL
SELECT id FROM customers WHERE date_part(name, TIMESTAMP '2024-01-01') = 1
SELECT id FROM customers WHERE date_trunc(name, TIMESTAMP '2024-01-01') IS NULL
SELECT id FROM customers WHERE regexp_matches('x', name || '(')
SELECT id FROM customers WHERE 'x' SIMILAR TO (name || '[')
SELECT id FROM customers WHERE name LIKE 'x' ESCAPE region
SELECT id FROM customers WHERE json_extract(name, '$.a') IS NULL
SELECT id FROM customers WHERE from_base64(name) IS NULL
SELECT id FROM customers WHERE unhex(name) IS NULL
SELECT id FROM customers WHERE decode(name::BLOB) = ''
SELECT id FROM customers WHERE sqrt(2 - id) >= 0
SELECT id FROM customers WHERE ln(3 - id) IS NOT NULL
SELECT id FROM customers WHERE factorial(id * 20) > 0
SELECT id FROM customers WHERE substring(name, id::BIGINT * 4611686018427387904) = ''
SELECT id FROM customers WHERE (SELECT CAST(c.name AS INT) FROM customers AS c WHERE c.id = customers.id) = 1
SELECT id FROM customers WHERE id IN (SELECT CAST(name AS INT) FROM customers)
SELECT orders.id FROM orders JOIN customers ON customer_id = CAST(name AS INT)
SELECT orders.id FROM orders JOIN customers ON customer_id = customers.id WHERE CAST(name AS INT) = 1
SELECT orders.id FROM orders JOIN customers ON customers.id = customer_id AND name::INT > 0
SELECT id FROM orders WHERE CAST(status || id AS INT) > 0
SELECT id FROM orders WHERE CAST(amount AS TINYINT) > 0
SELECT id FROM orders WHERE CASE WHEN customer_id > 2 THEN CAST(status AS INT) ELSE 1 END = 1
SELECT id FROM (SELECT id, CAST(name AS INT) AS n FROM customers) WHERE n > 0
SELECT id, n FROM (SELECT id, n: name::INT FROM customers) WHERE id = 3
WITH c AS MATERIALIZED (SELECT id, name::INT AS n FROM customers) SELECT id FROM c WHERE n > 0
WITH c AS (SELECT * FROM customers) SELECT id FROM c WHERE CAST(name AS INT) > 0
SELECT id FROM customers GROUP BY id, name HAVING CAST(name AS INT) > 0
SELECT id FROM customers QUALIFY CAST(name AS INT) > ROW_NUMBER() OVER ()
SELECT id FROM customers UNION SELECT CAST(name AS INT) FROM customers
SELECT id FROM customers WHERE repeat(name, CASE region WHEN 'East' THEN 100000000 ELSE 0 END) = ''
SELECT id FROM customers WHERE CAST([name] AS INT[]) IS NULL
SELECT id FROM customers WHERE CAST({'a': name} AS STRUCT(a INT)) IS NULL
SELECT id FROM customers WHERE name::ENUM('a', 'b') = 'a'
SELECT id FROM customers WHERE name::UUID IS NULL
SELECT id FROM customers WHERE make_date(2024, id * 10, 1) IS NULL
SELECT id FROM customers WHERE ('[' || name)::INT[] IS NULL
SELECT id FROM customers WHERE list_transform([name], x -> x::INT)[1] > 0
SELECT id FROM customers WHERE len(range(id * 1000000000)) = 0
SELECT id FROM customers WHERE printf(name || '%d') = ''
SELECT id FROM customers WHERE format(name || '{}') = ''
SELECT DISTINCT o.filename FROM orders AS o
SELECT file_index FROM orders
