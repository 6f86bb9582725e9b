CHECKPOINT
FORCE CHECKPOINT
CHECKPOINT memory
SELECT force_checkpoint()
VACUUM
VACUUM ANALYZE orders
ANALYZE
ANALYZE orders
USE temp
USE memory.main
SET threads = 64
SET GLOBAL threads = 64
SET SESSION memory_limit = '100GB'
SET enable_external_access = true
SET lock_configuration = false
SET allowed_directories = ['/']
SET allowed_paths = ['/etc/passwd']
SET search_path = 'temp'
SET schema = 'temp'
SET temp_directory = '{outside}'
SET home_directory = '{outside}'
SET secret_directory = '{outside}'
SET extension_directory = '{outside}'
SET custom_extension_repository = '{url}'
SET allow_unsigned_extensions = true
SET autoinstall_known_extensions = true
SET python_enable_replacement_scans = true
SET http_proxy = '{host}'
SET profile_output = '{outside}/profile.json'
SET log_query_path = '{outside}/log.sql'
SET logging_storage = 'file'
SET VARIABLE thief = (SELECT email FROM customers LIMIT 1)
SET TIME ZONE 'America/New_York'
SET max_expression_depth TO 100000000
RESET ALL
RESET threads
RESET lock_configuration
RESET VARIABLE thief
PRAGMA database_list
PRAGMA table_info('customers')
PRAGMA show_tables
PRAGMA database_size
PRAGMA storage_info('customers')
PRAGMA version
PRAGMA enable_profiling
PRAGMA enable_profiling = 'json'
PRAGMA profiling_output = '{outside}/profile.json'
PRAGMA enable_external_access
PRAGMA memory_limit = '100GB'
PRAGMA import_database('{outside}')
PRAGMA disable_optimizer
PRAGMA enable_verification
CALL enable_logging()
CALL pragma_version()
CALL duckdb_settings()
CALL range(10)
CALL load_aws_credentials()
CALL start_ui()
CALL force_checkpoint()
PREPARE thief AS SELECT * FROM salaries
PREPARE thief AS DELETE FROM orders
EXECUTE thief
EXECUTE IMMEDIATE 'DROP VIEW orders'
DEALLOCATE thief
EXPLAIN SELECT * FROM orders
EXPLAIN ANALYZE SELECT * FROM salaries
EXPLAIN ANALYZE DELETE FROM orders
EXPLAIN (FORMAT json) SELECT * FROM customers WHERE region = 'East'
EXPLAIN ANALYZE COPY orders TO '{outside}/explained.csv'
DESCRIBE salaries
DESCRIBE SELECT * FROM salaries
DESC customers
SHOW TABLES
SHOW ALL TABLES
SHOW DATABASES
SHOW salaries
SHOW TABLES FROM main
SUMMARIZE salaries
SUMMARIZE SELECT * FROM customers
SELECT * FROM (DESCRIBE salaries)
SELECT * FROM (SHOW ALL TABLES)
SELECT * FROM (SUMMARIZE salaries)
FROM (SUMMARIZE customers) SELECT column_name, min, max
FROM (SHOW TABLES)
WITH seen AS (SUMMARIZE customers) SELECT * FROM seen
TABLE salaries
TABLE vault
LOCK TABLE orders
LISTEN channel
NOTIFY channel
GRANT ALL ON orders TO PUBLIC
KILL 1
HANDLER orders OPEN
DO $$ BEGIN DELETE FROM orders; END $$
DECLARE c CURSOR FOR SELECT * FROM salaries
FETCH ALL FROM c
VALUES (getenv('GUARD_CANARY'))
.shell ls
.read {secret}
.open {outside}/new.db
