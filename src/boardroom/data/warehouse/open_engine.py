"""From a database URL to its engine: the list of databases that a workspace can sit on. Called by
the workspace."""

from urllib.parse import urlsplit

from boardroom.data.warehouse.live_engine import Driver, LiveEngine
from boardroom.errors import UsageError
from boardroom.settings import Settings

_KNOWN = "postgresql://…, mysql://…, or sc://… for Spark Connect"


def open_live_engine(url: str, settings: Settings) -> LiveEngine:
    """The engine that queries the database at ``url`` where it stands; it connects at the first
    query.

    Raises:
        UsageError: no engine for this kind of URL.
        MissingExtraError: its driver is not installed; the hint has the command.
    """
    scheme = urlsplit(url).scheme.lower().partition("+")[0]
    return LiveEngine(_driver(scheme, url), settings)


def _driver(scheme: str, url: str) -> Driver:
    if scheme in {"postgresql", "postgres"}:
        from boardroom.data.warehouse.postgres_driver import PostgresDriver

        return PostgresDriver(url)
    if scheme in {"mysql", "mariadb"}:
        from boardroom.data.warehouse.mysql_driver import MySqlDriver

        return MySqlDriver(url)
    if scheme in {"sc", "spark"}:
        from boardroom.data.warehouse.spark_driver import SparkDriver

        return SparkDriver(url)
    raise UsageError(f"there is no engine for {scheme or 'this'} URLs", hint=f"Known: {_KNOWN}.")
