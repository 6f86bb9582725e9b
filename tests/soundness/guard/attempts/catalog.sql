SELECT * FROM information_schema.tables
SELECT * FROM information_schema.columns
SELECT column_name FROM information_schema.columns WHERE table_name = 'salaries'
SELECT * FROM information_schema.schemata
SELECT * FROM "information_schema"."tables"
SELECT * FROM INFORMATION_SCHEMA.TABLES
SELECT * FROM memory.information_schema.tables
SELECT * FROM system.information_schema.tables
SELECT * FROM temp.information_schema.tables
SELECT * FROM information_schema/**/.tables
SELECT * FROM information_schema . tables
SELECT * FROM pg_catalog.pg_class
SELECT * FROM pg_catalog.pg_tables
SELECT * FROM pg_catalog.pg_attribute
SELECT * FROM pg_catalog.pg_settings
SELECT * FROM pg_class
SELECT * FROM pg_tables
SELECT * FROM pg_views
SELECT * FROM pg_database
SELECT * FROM pg_proc
SELECT * FROM pg_description
SELECT * FROM pg_indexes
SELECT * FROM sqlite_master
SELECT * FROM sqlite_schema
SELECT * FROM sqlite_temp_master
SELECT * FROM main.sqlite_master
SELECT sql FROM temp.sqlite_master
SELECT * FROM duckdb_tables
SELECT * FROM duckdb_tables()
SELECT * FROM duckdb_views()
SELECT sql FROM duckdb_views() WHERE NOT internal
SELECT * FROM duckdb_columns()
SELECT * FROM duckdb_columns
SELECT * FROM duckdb_settings()
SELECT * FROM duckdb_secrets()
SELECT * FROM which_secret('s3://a', 's3')
SELECT * FROM duckdb_databases()
SELECT * FROM duckdb_schemas()
SELECT * FROM duckdb_functions()
SELECT * FROM duckdb_extensions()
SELECT * FROM duckdb_constraints()
SELECT * FROM duckdb_indexes()
SELECT * FROM duckdb_sequences()
SELECT * FROM duckdb_types()
SELECT * FROM duckdb_variables()
SELECT * FROM duckdb_memory()
SELECT * FROM duckdb_temporary_files()
SELECT * FROM duckdb_keywords()
SELECT * FROM duckdb_dependencies()
SELECT * FROM duckdb_optimizers()
SELECT * FROM duckdb_log_contexts()
SELECT * FROM duckdb_external_file_cache()
SELECT * FROM duckdb_prepared_statements()
SELECT * FROM duckdb_approx_database_count()
SELECT * FROM duckdb_connection_count()
SELECT * FROM duckdb_which_secret('s3://a')
SELECT * FROM pragma_version()
SELECT * FROM pragma_table_info('salaries')
SELECT * FROM pragma_show('salaries')
SELECT * FROM pragma_storage_info('salaries')
SELECT * FROM pragma_database_size()
SELECT * FROM pragma_database_list
SELECT * FROM pragma_collations()
SELECT * FROM pragma_metadata_info()
SELECT * FROM pragma_user_agent()
SELECT * FROM pragma_platform()
SELECT * FROM pragma_show_tables()
SELECT * FROM show_tables()
SELECT * FROM storage_info('salaries')
SELECT * FROM checkpoint()
SELECT * FROM repeat_row(1, num_rows = 2)
SELECT * FROM summary((SELECT * FROM salaries))
SELECT current_setting('allowed_directories')
SELECT current_setting('temp_directory')
SELECT current_setting('home_directory')
SELECT current_database()
SELECT current_schema()
SELECT current_schemas(true)
SELECT current_catalog
SELECT current_user
SELECT session_user
SELECT user
SELECT current_role
SELECT current_query()
SELECT current_connection_id()
SELECT current_query_id()
SELECT current_transaction_id()
SELECT txid_current()
SELECT in_search_path('memory', 'main')
SELECT version()
SELECT pg_typeof(1)
SELECT pg_get_viewdef('orders')
SELECT pg_get_viewdef(0)
SELECT col_description(0, 1)
SELECT obj_description(0, 'pg_class')
SELECT has_table_privilege('salaries', 'select')
SELECT to_regclass('salaries')
SELECT 'salaries'::regclass
SELECT getvariable('thief')
SELECT get_block_size('memory')
SELECT has_schema_privilege('main', 'create')
SELECT stats(id) FROM orders
SELECT * FROM query('SELECT * FROM salaries')
SELECT * FROM query('SEL' || 'ECT * FROM vault')
SELECT * FROM query_table('salaries')
SELECT * FROM query_table(['salaries', 'vault'])
SELECT * FROM query_table('sal' || 'aries')
FROM query_table(CAST('salaries' AS VARCHAR))
SELECT json_execute_serialized_sql('{}')
SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT * FROM salaries'))
SELECT json_serialize_sql('SELECT * FROM salaries')
SELECT json_serialize_plan('SELECT * FROM salaries')
PRAGMA json_execute_serialized_sql('{}')
SELECT json_deserialize_sql('{}')
SELECT * FROM get_substrait('SELECT * FROM salaries')
SELECT * FROM from_substrait('x')
SELECT * FROM sql_auto_complete('SELECT * FROM sal')
SELECT * FROM check_peg_parser('SELECT 1')
SELECT * FROM memory.main.salaries
SELECT * FROM memory.salaries
SELECT * FROM main.vault
SELECT * FROM temp.main.orders
SELECT * FROM temp.orders
SELECT * FROM system.main.duckdb_tables
