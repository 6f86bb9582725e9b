"""Application state: stored pages and load records, in SQLite or PostgreSQL.

Owns all SQL on application state and the filter by workspace; takes and returns its own records.
"""
