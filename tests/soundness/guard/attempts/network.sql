SELECT * FROM read_csv('{url}/x.csv')
SELECT * FROM read_parquet('{url}/x.parquet')
SELECT * FROM read_json('{url}/x.json')
SELECT * FROM read_text('{url}/x.txt')
SELECT * FROM read_blob('{url}/x.bin')
SELECT * FROM '{url}/x.csv'
SELECT * FROM "{url}/x.parquet"
FROM '{url}/x.parquet'
SELECT * FROM 'https://{host}/x.csv'
SELECT * FROM read_csv('hTTp://{host}/x.csv')
SELECT * FROM read_parquet('s3://bucket/x.parquet')
SELECT * FROM read_parquet('s3a://bucket/x.parquet?s3_endpoint={host}')
SELECT * FROM read_parquet('gs://bucket/x.parquet')
SELECT * FROM read_parquet('gcs://bucket/x.parquet')
SELECT * FROM read_parquet('r2://bucket/x.parquet')
SELECT * FROM read_parquet('az://container/x.parquet')
SELECT * FROM read_parquet('abfss://container/x.parquet')
SELECT * FROM read_parquet('hf://datasets/a/b/x.parquet')
SELECT * FROM glob('s3://bucket/*')
SELECT * FROM glob('{url}/*')
SELECT * FROM sniff_csv('{url}/x.csv')
SELECT * FROM parquet_metadata('{url}/x.parquet')
SELECT * FROM postgres_scan('host=127.0.0.1 port={port}', 'public', 'orders')
SELECT * FROM postgres_query('host=127.0.0.1 port={port}', 'SELECT 1')
SELECT * FROM postgres_attach('host=127.0.0.1 port={port}')
CALL postgres_execute('db', 'DROP TABLE orders')
SELECT * FROM mysql_scan('host=127.0.0.1 port={port}', 'a', 'b')
SELECT * FROM mysql_query('db', 'SELECT 1')
ATTACH 'host=127.0.0.1 port={port}' AS remote (TYPE postgres)
ATTACH '{url}/x.db' AS remote
ATTACH 'ducklake:postgres:host=127.0.0.1 port={port}' AS remote
ATTACH 'md:' AS remote
COPY orders TO '{url}/upload.csv'
COPY (SELECT * FROM customers) TO 's3://bucket/stolen.parquet'
SELECT * FROM delta_scan('{url}/table')
SELECT * FROM iceberg_scan('s3://bucket/table')
SELECT * FROM iceberg_metadata('{url}/table')
SELECT * FROM unity_catalog_scan('{url}')
SELECT http_get('{url}/?q=' || (SELECT MAX(name) FROM customers))
SELECT http_post('{url}', headers => MAP {}, params => MAP {})
SELECT * FROM read_gsheet('{url}')
SELECT * FROM dblink('host=127.0.0.1 port={port}', 'SELECT 1') AS t(a INT)
SELECT * FROM quack_query('quack:{host}', 'SELECT 1')
SELECT id FROM orders WHERE EXISTS (FROM read_csv('{url}/' || status))
SELECT (SELECT COUNT(*) FROM read_text('{url}/' || name)) FROM customers
WITH sent AS (SELECT * FROM read_csv('{url}/x.csv')) SELECT * FROM sent
