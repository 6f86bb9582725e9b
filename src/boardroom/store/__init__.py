"""Application state: its tables, its SQL and its migrations. SQLite by default, PostgreSQL by URL."""
