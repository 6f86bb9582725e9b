SELECT 1; DROP VIEW orders
SELECT 1;SELECT 2
SELECT 1;; DELETE FROM orders
; DROP VIEW orders
SELECT 1; -- the end{newline}DROP VIEW orders
SELECT 1 /* ; */ ; DROP VIEW orders
SELECT ';'; DROP VIEW orders
SELECT ''';'; DROP VIEW orders
SELECT $$;$$; DROP VIEW orders
SELECT $tag$ ; $$ ; $tag$; DROP VIEW orders
SELECT E'\\'; DROP VIEW orders; --'
SELECT '\'; DROP VIEW orders; --'
SELECT "id;"";" FROM orders; DROP VIEW orders
SELECT 1{newline};{newline}{newline}COPY orders TO '{outside}/stolen.csv'
SELECT 1{nul}; DROP VIEW orders
SELECT 1 --{nul}{newline}; DROP VIEW orders
SELECT 1 --{return}; DROP VIEW orders
SELECT 1 --{u2028}; DROP VIEW orders
SELECT 1{uff1b} DROP VIEW orders
/* SELECT 1 */ DROP VIEW orders
/* /* SELECT 1 */ DROP VIEW orders; */
/* /* nested */ */ DROP VIEW orders
SELECT 1 /* open
SELECT 'open
SELECT "open
SELECT $$open
SELECT $a$open$b$
SELECT 1 */ DROP VIEW orders /*
-- SELECT 1{newline}DROP VIEW orders
SELECT * FROM /*! salaries */ salaries
/*! DROP VIEW orders */
/*!50000 DROP VIEW orders */
SELECT 1 /*!; DROP VIEW orders */; DELETE FROM orders
# SELECT 1{newline}DROP VIEW orders
dRoP vIeW orders
DROP/**/VIEW/**/orders
DROP{tab}VIEW{tab}orders
DROP{ua0}VIEW{ua0}orders
{u200b}DROP VIEW orders
{ufeff}DROP VIEW orders
DR{u200b}OP VIEW orders
D{u202e}ROP VIEW orders
SELECT * FROM s{u0430}laries
SELECT * FROM {uff53}alaries
SELECT * FROM salarie{u017f}
SELECT * FROM salar{u0131}es
SELECT * FROM SALARIES
SELECT * FROM "SALARIES"
SELECT * FROM "sala""ries"
SELECT * FROM sal{u200b}aries
SELECT * FROM salaries{ufeff}
SELECT * FROM salaries{nul}
SELECT * FROM "salaries "
SELECT * FROM " salaries"
SELECT * FROM "main.salaries"
SELECT * FROM main."salaries"
SELECT * FROM "main"."salaries"
SELECT * FROM "orders"."salaries"
SELECT * FROM orders.salaries
SELECT * FROM orders.main.salaries
SELECT * FROM [salaries]
SELECT * FROM `salaries`
SELECT * FROM U&"s\0061laries"
SELECT * FROM 'salaries'
SELECT * FROM ('salaries')
SELECT * FROM $$salaries$$
SELECT * FROM E'salaries'
SELECT * FROM IDENTIFIER('salaries')
SELECT * FROM TABLE(salaries)
SELECT * FROM TABLE('salaries')
SELECT * FROM ?
SELECT * FROM $1
SELECT * FROM :name
SELECT * FROM @name
SELECT * FROM {{ salaries }}
FROM salaries
FROM salaries SELECT *
FROM (FROM salaries)
(FROM salaries)
((SELECT * FROM salaries))
SELECT * FROM (salaries)
SELECT * FROM ((salaries))
SELECT * FROM (salaries JOIN orders ON TRUE)
SELECT * FROM (VALUES (1)) AS t, salaries
SELECT * FROM ONLY salaries
SELECT * FROM salaries *
SELECT * FROM salaries TABLESAMPLE 10%
SELECT * FROM salaries USING SAMPLE 5
SELECT * FROM salaries AT (VERSION => 1)
SELECT * FROM salaries FOR SYSTEM_TIME AS OF TIMESTAMP '2024-01-01'
SELECT * FROM orders AS salaries JOIN salaries USING (id)
SELECT salaries.* FROM orders
SELECT * FROM orders AS o (a, b), vault
SELECT * FROM orders, LATERAL (SELECT * FROM vault)
SELECT * FROM orders LEFT JOIN LATERAL (SELECT * FROM salaries) ON TRUE
SELECT * FROM orders NATURAL JOIN salaries
SELECT * FROM orders CROSS JOIN salaries
SELECT * FROM orders POSITIONAL JOIN salaries
SELECT * FROM orders ASOF JOIN salaries ON orders.id >= salaries.id
SELECT * FROM orders SEMI JOIN salaries ON orders.id = salaries.id
SELECT * FROM orders ANTI JOIN salaries ON orders.id = salaries.id
SELECT * FROM orders WHERE id IN (SELECT id FROM salaries)
SELECT * FROM orders WHERE id IN salaries
SELECT * FROM orders WHERE EXISTS (TABLE salaries)
SELECT * FROM orders WHERE id = ANY (SELECT id FROM salaries)
SELECT * FROM orders WHERE id > ALL (SELECT pay FROM salaries)
SELECT (SELECT MAX(pay) FROM salaries)
SELECT ARRAY(SELECT pay FROM salaries)
SELECT [s.pay FOR s IN (SELECT list(salaries) FROM salaries)]
SELECT id FROM orders UNION SELECT pay FROM salaries
SELECT id FROM orders UNION ALL BY NAME SELECT * FROM salaries
SELECT id FROM orders EXCEPT SELECT id FROM salaries
SELECT id FROM orders INTERSECT TABLE salaries
SELECT id FROM orders ORDER BY (SELECT MAX(pay) FROM salaries)
SELECT id FROM orders LIMIT (SELECT COUNT(*) FROM salaries)
SELECT id FROM orders OFFSET (SELECT COUNT(*) FROM salaries)
SELECT id FROM orders GROUP BY id HAVING COUNT(*) < (SELECT MAX(pay) FROM salaries)
SELECT id FROM orders QUALIFY RANK() OVER (ORDER BY (SELECT MAX(pay) FROM salaries)) = 1
SELECT SUM(amount) OVER (ORDER BY id ROWS (SELECT COUNT(*) FROM salaries) PRECEDING) FROM orders
SELECT SUM(amount) OVER w FROM orders WINDOW w AS (ORDER BY (SELECT MAX(pay) FROM salaries))
SELECT id FROM orders USING SAMPLE (SELECT COUNT(*) FROM salaries)
SELECT CASE (SELECT MAX(pay) FROM salaries) WHEN 1 THEN 2 END
SELECT COALESCE(NULL, (SELECT MAX(pay) FROM salaries))
SELECT {'a': (SELECT MAX(pay) FROM salaries)}
SELECT MAP {'a': (SELECT MAX(pay) FROM salaries)}
SELECT list_filter([1], x -> x < (SELECT MAX(pay) FROM salaries))
SELECT * REPLACE ((SELECT MAX(pay) FROM salaries) AS amount) FROM orders
VALUES ((SELECT MAX(pay) FROM salaries))
SELECT * FROM (VALUES ((SELECT MAX(pay) FROM salaries))) AS t(a)
WITH a AS (SELECT * FROM salaries) SELECT 1
WITH a AS (SELECT * FROM salaries) SELECT * FROM a
WITH a AS MATERIALIZED (FROM salaries) FROM a
WITH a AS NOT MATERIALIZED (FROM salaries) FROM a
WITH salaries AS (SELECT * FROM salaries) SELECT * FROM salaries
WITH RECURSIVE salaries AS (SELECT * FROM main.salaries) SELECT * FROM salaries
WITH a AS (WITH b AS (FROM vault) FROM b) FROM a
WITH orders AS (SELECT * FROM salaries) SELECT * FROM orders
WITH vault AS (SELECT 1 AS a) SELECT * FROM main.vault
WITH RECURSIVE a AS (SELECT 1 AS n UNION ALL SELECT pay FROM salaries) SELECT * FROM a
WITH RECURSIVE a(n) USING KEY (n) AS (SELECT 1 UNION SELECT pay FROM salaries) FROM a
WITH a AS (SELECT 1) SELECT * FROM (SELECT * FROM b) AS x, (WITH b AS (FROM salaries) FROM b) AS y
SELECT * FROM (WITH vault AS (SELECT 1 AS a) FROM vault) AS x, vault
PIVOT salaries ON name USING SUM(pay)
PIVOT_WIDER salaries ON name USING SUM(pay)
UNPIVOT salaries ON pay INTO NAME a VALUE b
SELECT * FROM (PIVOT salaries ON name USING SUM(pay))
SELECT * FROM salaries PIVOT (SUM(pay) FOR name IN ('a', 'b'))
SELECT * FROM orders UNPIVOT (v FOR k IN (amount)), salaries
SELECT * FROM salaries UNPIVOT (v FOR k IN (pay))
SELECT COLUMNS(*) FROM salaries
SELECT COLUMNS('p.*') FROM salaries
SELECT salaries FROM salaries
SELECT to_json(salaries) FROM salaries
SELECT MAX(s) FROM salaries AS s
SELECT s: salaries.pay FROM s: salaries
FROM s: salaries
FROM orders SELECT pay: (FROM salaries SELECT MAX(pay))
SELECT pay FROM orders JOIN main.salaries USING (id)
FROM orders |> SELECT id
SELECT * FROM orders MATCH_RECOGNIZE (PATTERN (a) DEFINE a AS (SELECT 1 FROM salaries) IS NULL)
SELECT * FROM XMLTABLE('/a' PASSING 'x')
SELECT * FROM JSON_TABLE('[]', '$[*]' COLUMNS (a INT PATH '$'))
SELECT * FROM ROWS FROM (generate_series(1, 2))
SELECT JSON_ARRAYAGG(pay) FROM salaries
SELECT * FROM GRAPH_TABLE (g MATCH (a) COLUMNS (a.id))
