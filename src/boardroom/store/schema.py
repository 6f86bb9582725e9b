"""The tables of the application state, as SQLAlchemy Core. Called by the stores and the
migrations' tests.

Every table has a ``workspace`` column; every statement of a store filters by it.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

METADATA = MetaData()

PAGES = Table(
    "pages",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("workspace", String(200), nullable=False),
    Column("title", Text, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("model_version", String(64), nullable=False),
    Column("data_version", String(64), nullable=False),
    Column("document", Text, nullable=False),
    Index("pages_by_day", "workspace", "as_of", "created_at"),
)

LOADS = Table(
    "loads",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("workspace", String(200), nullable=False),
    Column("source", Text, nullable=False),
    Column("table_name", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("rows_read", BigInteger, nullable=False),
    Column("rows_loaded", BigInteger, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("quarantined", Text, nullable=False),
    Column("findings", Text, nullable=False),
    Column("problem", Text, nullable=False),
    Column("finished_at", DateTime(timezone=True), nullable=False),
    Column("elapsed_seconds", Float, nullable=False),
    Index("loads_by_table", "workspace", "table_name", "id"),
)

RUNS = Table(
    "runs",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("workspace", String(200), nullable=False),
    Column("agent", String(200), nullable=False),
    Column("department", String(200), nullable=True),
    Column("task", String(32), nullable=False),
    Column("subject", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("problem", Text, nullable=False),
    Column("queued_at", DateTime(timezone=True), nullable=False),
    Column("started_at", DateTime(timezone=True), nullable=True),
    Column("finished_at", DateTime(timezone=True), nullable=False),
    Column("queue_ms", Float, nullable=False),
    Column("execution_ms", Float, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("cpu_ms", Float, nullable=False),
    Column("memory_mb", Float, nullable=False),
    Index("runs_by_time", "workspace", "queued_at"),
    Index("runs_by_agent", "workspace", "agent", "queued_at"),
)

ALERTS = Table(
    "alerts",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("workspace", String(200), nullable=False),
    Column("subject", Text, nullable=False),
    Column("level", String(16), nullable=False),
    Column("department", String(200), nullable=True),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("seen_at", DateTime(timezone=True), nullable=False),
    Column("closed_at", DateTime(timezone=True), nullable=True),
    Column("delivered_to", Text, nullable=False),
    Column("due_to", Text, nullable=False),
    Column("claimed_until", DateTime(timezone=True), nullable=True),
    Index("alerts_by_status", "workspace", "status", "opened_at"),
)

DOCUMENTS = Table(
    "documents",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("workspace", String(200), nullable=False),
    Column("key", String(64), nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("document", Text, nullable=False),
    Column("used_at", DateTime(timezone=True), nullable=True),
    Index("documents_by_key", "workspace", "key", "id"),
)

FORECASTS = Table(
    "forecasts",
    METADATA,
    Column("workspace", String(200), primary_key=True),
    Column("metric", String(200), primary_key=True),
    Column("grain", String(16), primary_key=True),
    Column("origin", Date, primary_key=True),
    Column("period", Date, primary_key=True),
    Column("made_on", Date, nullable=False),
    Column("value", Float, nullable=False),
    Column("low", Float, nullable=False),
    Column("high", Float, nullable=False),
    Column("coverage", Float, nullable=False),
    Column("method", Text, nullable=False),
    Column("data_version", String(64), nullable=False),
    Column("actual", Float, nullable=True),
    Column("scored_at", DateTime(timezone=True), nullable=True),
)

INSIGHTS = Table(
    "insights",
    METADATA,
    Column("workspace", String(200), primary_key=True),
    Column("id", String(400), primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("metric", String(200), nullable=False),
    Column("subject", Text, nullable=False),
    Column("direction", String(8), nullable=False),
    Column("first_day", Date, nullable=True),
    Column("last_day", Date, nullable=True),
    Column("status", String(16), nullable=False),
    Column("title", Text, nullable=False),
    Column("size", Float, nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("seen_at", DateTime(timezone=True), nullable=False),
    Column("closed_at", DateTime(timezone=True), nullable=True),
    Column("dismissed_at", DateTime(timezone=True), nullable=True),
    Column("dismissed_size", Float, nullable=True),
    Column("reason", Text, nullable=False),
)

INSIGHT_EVENTS = Table(
    "insight_events",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("workspace", String(200), nullable=False),
    Column("insight", String(400), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("what", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("data_version", String(64), nullable=False),
    Index("insight_events_by_insight", "workspace", "insight", "id"),
)

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("workspace", String(200), primary_key=True),
    Column("user", String(200), primary_key=True),
    Column("id", String(200), primary_key=True),
    Column("used_at", DateTime(timezone=True), nullable=False),
    Column("document", Text, nullable=False),
    Index("sessions_by_use", "workspace", "used_at"),
)
