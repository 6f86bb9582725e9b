SELECT * FROM range(1000000000000)
SELECT COUNT(*) FROM range(1000000000000)
SELECT SUM(range) FROM range(1000000000000)
SELECT * FROM generate_series(1, 1000000000000)
SELECT COUNT(*) FROM generate_series(1, 1000000000000) AS t(n) WHERE n % 7 = 3
SELECT * FROM generate_series(TIMESTAMP '0001-01-01', TIMESTAMP '9999-01-01', INTERVAL 1 MICROSECOND)
SELECT range(10000000000)
SELECT generate_series(1, 10000000000)
SELECT len(range(100000000000))
SELECT unnest(range(10000000000))
SELECT unnest(generate_series(1, 1000000000000))
SELECT list(a.range) FROM range(10000000000) AS a
SELECT COUNT(*) FROM range(1000000) AS a, range(1000000) AS b, range(1000000) AS c
SELECT COUNT(*) FROM orders AS a, orders AS b, orders AS c, orders AS d, orders AS e, orders AS f, orders AS g, orders AS h, orders AS i, orders AS j
SELECT SUM(a.id * b.id) FROM orders a, orders b, orders c, orders d, orders e, orders f, orders g, orders h, orders i, orders j WHERE a.id + b.id + c.id + d.id + e.id + f.id + g.id + h.id + i.id + j.id > 0
SELECT * FROM orders a CROSS JOIN orders b CROSS JOIN orders c CROSS JOIN orders d CROSS JOIN orders e CROSS JOIN orders f CROSS JOIN orders g
SELECT a.id FROM orders a, orders b, orders c, orders d, orders e, orders f, orders g ORDER BY a.id * b.id, c.id
SELECT DISTINCT a.id, b.id, c.id, d.id, e.id, f.id FROM orders a, orders b, orders c, orders d, orders e, orders f
SELECT list(a.status) FROM orders a, orders b, orders c, orders d, orders e, orders f
SELECT string_agg(a.status, '') FROM orders a, orders b, orders c, orders d, orders e, orders f
SELECT json_group_array(a.status) FROM orders a, orders b, orders c, orders d, orders e, orders f
SELECT COUNT(DISTINCT a.id || '-' || b.id || '-' || c.id || '-' || d.id || '-' || e.id) FROM orders a, orders b, orders c, orders d, orders e
SELECT SUM(a.amount) OVER (ORDER BY a.id, b.id, c.id) FROM orders a, orders b, orders c, orders d, orders e
SELECT GROUPING_ID(a.id) FROM orders a, orders b, orders c, orders d, orders e, orders f GROUP BY CUBE (a.id, b.id, c.id, d.id, e.id, f.id)
WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT COUNT(*) FROM r
WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n FROM r) SELECT * FROM r LIMIT 1
WITH RECURSIVE r AS (SELECT 1 AS n UNION SELECT n + 1 FROM r) SELECT MAX(n) FROM r
WITH RECURSIVE r AS (SELECT 1::HUGEINT AS n UNION ALL (FROM r UNION ALL FROM r)) SELECT COUNT(*) FROM r
WITH RECURSIVE r AS (SELECT 'x' AS s UNION ALL SELECT s || s FROM r) SELECT MAX(LENGTH(s)) FROM r
WITH RECURSIVE r AS (SELECT [1] AS s UNION ALL SELECT s || s FROM r) SELECT MAX(len(s)) FROM r
SELECT repeat('x', 10000000000)
SELECT LENGTH(repeat('x', 4000000000))
SELECT LENGTH(repeat(repeat('x', 100000), 100000))
SELECT repeat([1], 10000000000)
SELECT MAX(LENGTH(repeat(status, 100000000))) FROM orders
SELECT list(repeat(status, 10000000)) FROM orders
SELECT lpad('x', 2000000000, 'y')
SELECT rpad('x', 2000000000, 'y')
SELECT bar(1, 0, 1, 1000000000)
SELECT format('{:2000000000}', 1)
SELECT printf('%2000000000d', 1)
SELECT replace(repeat('x', 100000), 'x', repeat('y', 100000))
SELECT regexp_replace(repeat('x', 100000), 'x', repeat('y', 100000), 'g')
SELECT translate(repeat('x', 100000000), 'x', 'y')
SELECT list_resize([1], 10000000000)
SELECT array_to_string(range(1000000000), ',')
SELECT string_split(repeat('x,', 500000000), ',')
SELECT regexp_split_to_array(repeat('x,', 500000000), ',')
SELECT list_transform(range(1000000000), x -> x * 2)
SELECT list_reduce(range(100000000), (x, y) -> x * y % 7)
SELECT [x * y FOR x IN range(1000000000)]
SELECT list_sort(range(1000000000))
SELECT flatten(list_transform(range(100000), x -> range(100000)))
SELECT regexp_matches(repeat('a', 1000000), '(a|a|a|a|a)*b(a*)*$')
SELECT regexp_matches('x', '((((((((((a{1000}){1000}){1000}){1000}){1000}){1000}){1000}){1000}){1000}){1000})')
SELECT regexp_extract_all(repeat('a', 100000000), '.')
SELECT repeat('a', 100000) LIKE repeat('%a', 50000) || 'b'
SELECT repeat('a', 100000) SIMILAR TO '(.*)*(.*)*(.*)*b'
SELECT levenshtein(repeat('a', 1000000), repeat('b', 1000000))
SELECT damerau_levenshtein(repeat('a', 100000), repeat('b', 100000))
SELECT jaccard(repeat('a', 100000000), repeat('b', 100000000))
SELECT editdist3(repeat('a', 1000000), repeat('b', 1000000))
SELECT jaro_similarity(repeat('a', 1000000), repeat('b', 1000000))
SELECT factorial(100000)
SELECT sleep(100)
SELECT sleep_ms(100000)
SELECT pg_sleep(100)
SELECT benchmark(1000000000, md5('x'))
SELECT 10 ** 1000000000
SELECT 2::VARINT ** 100000000
SELECT (repeat('9', 10000000))::BIGNUM * (repeat('9', 10000000))::BIGNUM
SELECT approx_quantile(a.id, 0.5) FROM orders a, orders b, orders c, orders d, orders e, orders f, orders g
SELECT quantile_cont(a.id + b.id, 0.5) FROM orders a, orders b, orders c, orders d, orders e, orders f
SELECT mode(a.id + b.id + c.id) FROM orders a, orders b, orders c, orders d, orders e, orders f
SELECT * FROM (PIVOT (SELECT range AS k FROM range(100000)) ON k USING COUNT(*))
SELECT * FROM (SELECT unnest(range(100000)) AS a), (SELECT unnest(range(100000)) AS b), (SELECT unnest(range(100000)) AS c)
SELECT (SELECT COUNT(*) FROM orders b, orders c, orders d, orders e, orders f WHERE b.id > a.id) FROM orders a
SELECT unnest(range(1000000)), unnest(range(10000000)), unnest(range(100000000))
SELECT * FROM orders, LATERAL (SELECT unnest(range(id * 1000000000)))
SELECT «5000×(»1«5000×)»
SELECT «100000×(»1«100000×)»
SELECT 1«20000× + 1»
SELECT «20000×-»1
SELECT «20000×NOT »TRUE
SELECT «3000×CASE WHEN TRUE THEN »1«3000× END»
SELECT «3000×abs(»1«3000×)»
SELECT «5000×[»1«5000×]»
SELECT «5000×{'a': »1«5000×}»
SELECT * FROM orders WHERE id IN (1«200000×, 1»)
SELECT * FROM orders WHERE id = 1«50000× OR id = 1»
SELECT 1«20000× UNION ALL SELECT 1»
SELECT * FROM «2000×(SELECT * FROM »orders«2000×)»
SELECT * FROM orders«500×, orders»
SELECT * FROM orders«2000× JOIN orders USING (id)»
WITH a0 AS (SELECT 1)«3000×, b AS (SELECT 1)» SELECT * FROM a0
SELECT 1«200000×, 1»
SELECT '«2000000×x»'
SELECT 1 /*«2000000×x»*/
SELECT «1000000× »1
SELECT "«100000×x»" FROM orders
SELECT 1 AS «100000×x»
SELECT 1«100000×0»
SELECT DATE '«100000×9»-01-01'
VALUES (1)«100000×, (1)»
SELECT len(range(300000000))
SELECT len(range(id * 100000000)) FROM orders
SELECT len(range(0, 300000000, 1))
SELECT len(generate_date_array(DATE '0001-01-01', DATE '9999-12-31'))
SELECT unnest(generate_series(DATE '0001-01-01', DATE '9999-12-31', INTERVAL 1 DAY))
SELECT unnest(generate_series(TIMESTAMP '2024-01-01', TIMESTAMP '2024-12-31', INTERVAL 1 MICROSECOND))
SELECT LENGTH(«7×replace(»'x'«7×, 'x', 'xxxxxxxxxxxxxxxxxxxx')»)
SELECT LENGTH(«7×regexp_replace(»'x'«7×, 'x', 'xxxxxxxxxxxxxxxxxxxx', 'g')»)
SELECT LENGTH(replace(repeat('x', 1000), 'x', repeat('x', 1000)))
SELECT MAX(LENGTH(s)) FROM «28×(SELECT s || s AS s FROM »(SELECT status AS s FROM orders)«28×)»
SELECT MAX(LENGTH(s)) FROM «3×(SELECT repeat(s, 1000) AS s FROM »(SELECT status AS s FROM orders)«3×)»
SELECT COUNT(s) FROM «9×(SELECT [s, s, s, s, s, s, s, s] AS s FROM »(SELECT status AS s FROM orders)«9×)»
