COPY orders TO '{outside}/stolen.csv'
COPY orders TO '{lake}/stolen.parquet'
COPY orders TO '{lake}/orders/_delta_log/00000000000000000001.json'
COPY (SELECT * FROM orders) TO '{outside}/stolen' (FORMAT parquet, PARTITION_BY (status))
COPY (SELECT 1) TO '{part}' (FORMAT parquet)
COPY orders FROM '{secret}'
COPY orders FROM PROGRAM 'cat {secret}'
COPY orders TO '/dev/stdout'
COPY orders TO PROGRAM 'cat > {outside}/stolen.csv'
COPY FROM DATABASE memory TO temp
EXPORT DATABASE '{outside}/dump'
EXPORT DATABASE '{lake}/dump' (FORMAT parquet)
IMPORT DATABASE '{outside}'
ATTACH '{outside}/new.db'
ATTACH '{lake}/new.db' AS new_
ATTACH ':memory:' AS other
ATTACH DATABASE '{secret}' AS canary (TYPE sqlite)
ATTACH IF NOT EXISTS '{outside}/new.db' (READ_ONLY false)
ATTACH OR REPLACE '{outside}/new.db' AS memory
DETACH memory
DETACH DATABASE IF EXISTS memory
INSTALL httpfs
INSTALL sqlite
FORCE INSTALL httpfs
INSTALL httpfs FROM '{url}'
INSTALL '{outside}/evil.duckdb_extension'
LOAD httpfs
LOAD '{outside}/evil.duckdb_extension'
UPDATE EXTENSIONS
SELECT * FROM read_csv('{secret}')
SELECT * FROM read_csv_auto('{secret}')
SELECT * FROM read_csv(['{secret}', '{secret}'])
SELECT * FROM read_csv('{outside}/*.csv')
SELECT * FROM read_csv('{outside}/**/*')
SELECT * FROM read_csv('{lake}/../../outside/plain.csv')
SELECT * FROM read_csv('file:{secret}')
SELECT * FROM read_csv('file://{secret}')
SELECT * FROM read_csv('file://localhost{secret}')
SELECT * FROM read_csv('/etc/pass' || 'wd')
SELECT * FROM read_csv('/etc/passwd', sep = ':', columns = {'a': 'VARCHAR'}, ignore_errors = true)
SELECT * FROM read_csv('{link}')
SELECT * FROM read_csv('{lake}/link.csv')
SELECT * FROM read_csv('/dev/stdin')
SELECT * FROM read_text('{secret}')
SELECT content FROM read_text('/proc/self/environ')
SELECT content FROM read_text('/proc/self/cmdline')
SELECT content FROM read_text('/proc/self/root{secret}')
SELECT content FROM read_blob('{secret}')
SELECT size FROM read_blob('{outside}/*')
SELECT * FROM read_json('{secret}')
SELECT * FROM read_json_auto('{secret}')
SELECT * FROM read_json_objects('{secret}')
SELECT * FROM read_json_objects_auto('{secret}')
SELECT * FROM read_ndjson('{secret}')
SELECT * FROM read_ndjson_auto('{secret}')
SELECT * FROM read_ndjson_objects('{secret}')
SELECT * FROM read_parquet('{outside}/plain.parquet')
SELECT * FROM parquet_scan('{outside}/plain.parquet')
SELECT * FROM parquet_metadata('{outside}/plain.parquet')
SELECT * FROM parquet_schema('{outside}/plain.parquet')
SELECT * FROM parquet_file_metadata('{outside}/plain.parquet')
SELECT * FROM parquet_kv_metadata('{outside}/plain.parquet')
SELECT * FROM parquet_bloom_probe('{outside}/plain.parquet', 'name', 'x')
SELECT * FROM parquet_full_metadata('{outside}/plain.parquet')
SELECT * FROM glob('{outside}/*')
SELECT * FROM glob('/etc/*')
SELECT * FROM sniff_csv('{secret}')
SELECT * FROM sqlite_scan('{secret}', 'main')
SELECT * FROM sqlite_attach('{secret}')
SELECT * FROM delta_scan('{outside}')
SELECT * FROM iceberg_scan('{outside}')
SELECT * FROM st_read('{secret}')
SELECT * FROM read_xlsx('{outside}/book.xlsx')
SELECT * FROM read_avro('{outside}/plain.avro')
SELECT * FROM read_arrow('{outside}/plain.arrow')
SELECT * FROM read_duckdb('{outside}/plain.db')
SELECT * FROM seq_scan('salaries')
SELECT * FROM arrow_scan(1, 2, 3)
SELECT * FROM python_map_function()
SELECT * FROM pandas_scan(140000000)
SELECT * FROM '{secret}'
SELECT * FROM "{secret}"
FROM '{secret}'
FROM "{outside}/plain.parquet"
SELECT * FROM '{outside}/*.csv' AS c
SELECT * FROM '{outside}/plain.parquet', orders
SELECT * FROM orders JOIN '{secret}' ON TRUE
SELECT id FROM orders WHERE EXISTS (FROM '{secret}')
SELECT (SELECT content FROM read_text('{secret}'))
SELECT id, (FROM read_text('{secret}') SELECT content) FROM orders
WITH c AS (FROM '{secret}') SELECT * FROM c
WITH c AS MATERIALIZED (SELECT * FROM read_csv('{secret}')) SELECT COUNT(*) FROM c
SELECT * FROM orders UNION ALL BY NAME SELECT * FROM read_csv('{secret}')
SELECT * FROM orders WHERE status IN (SELECT content FROM read_text('{secret}'))
SELECT * FROM orders ORDER BY (SELECT content FROM read_text('{secret}'))
SELECT * FROM orders LIMIT (SELECT size FROM read_blob('{secret}'))
SELECT SUM(amount) FILTER (WHERE EXISTS (FROM read_text('{secret}'))) FROM orders
SELECT * FROM orders QUALIFY ROW_NUMBER() OVER (ORDER BY (FROM read_text('{secret}') SELECT size)) = 1
SELECT * FROM orders, LATERAL (SELECT * FROM read_text('{secret}'))
SELECT * FROM orders POSITIONAL JOIN read_text('{secret}')
SELECT * FROM (PIVOT read_csv('{secret}') ON name USING COUNT(*))
SELECT CASE WHEN TRUE THEN (SELECT content FROM read_text('{secret}')) END
SELECT list_transform([1], x -> (SELECT content FROM read_text('{secret}')))
SELECT * FROM READ_TEXT('{secret}')
SELECT * FROM "read_text"('{secret}')
SELECT * FROM main.read_text('{secret}')
SELECT * FROM system.main.read_text('{secret}')
SELECT * FROM read_text/* */('{secret}')
SELECT * FROM read_text{newline}('{secret}')
SELECT parse_path(file) FROM glob('{outside}/*')
SELECT getenv('GUARD_CANARY')
SELECT GetEnv('GUARD_CANARY')
SELECT main.getenv('GUARD_CANARY')
SELECT 'GUARD_CANARY'.getenv()
SELECT "getenv"('GUARD_CANARY')
SELECT [x.getenv() FOR x IN ['GUARD_CANARY']]
SELECT * FROM enable_logging(storage_path => '{outside}/log')
SELECT * FROM enable_profiling(save_location => '{outside}/profile')
SELECT write_log('guard')
SELECT * FROM duckdb_logs()
SELECT * FROM read_duckdb_logs('{outside}')
SELECT * FROM test_all_types()
SELECT * FROM load_extension('httpfs')
SELECT lo_import('{secret}')
SELECT pg_read_file('{secret}')
SELECT load_file('{secret}')
SELECT xp_cmdshell('ls')
SELECT system('ls')
SELECT * FROM shellfs('ls |')
SELECT * FROM read_csv('ls |')
