"""From a database URL to its engine: the list of databases that a workspace can sit on. Called by
the workspace."""

from urllib.parse import urlsplit

from boardroom.data.warehouse.engine import Engine
from boardroom.errors import UsageError
from boardroom.settings import Settings

_KNOWN = "postgresql://…, mysql://…, or sc://… for Spark Connect"


def open_live_engine(url: str, settings: Settings) -> Engine:
    """The engine that queries the database at ``url`` where it stands; it connects at the first
    query.

    Raises:
        UsageError: no engine for this kind of URL.
        MissingExtraError: its driver is not installed; the hint has the command.
    """
    scheme = urlsplit(url).scheme.lower().partition("+")[0]
    if scheme in {"postgresql", "postgres"}:
        from boardroom.data.warehouse.postgres_engine import PostgresEngine

        return PostgresEngine(url, settings)
    if scheme in {"mysql", "mariadb"}:
        from boardroom.data.warehouse.mysql_engine import MySqlEngine

        return MySqlEngine(url, settings)
    if scheme in {"sc", "spark"}:
        from boardroom.data.warehouse.spark_engine import SparkEngine

        return SparkEngine(url, settings)
    raise UsageError(f"there is no engine for {scheme or 'this'} URLs", hint=f"Known: {_KNOWN}.")
