"""Apache Spark: for data that outgrew one machine. Arrow out, by Spark Connect or a local session.

Statements run one after the other; tables are those of the session's current database and its
temporary views. Spark has no read-only mode, so only SELECTs pass (by sqlglot's parser), running
SQL on files is switched off, and functions that call into the JVM are refused; the Spark user
should be one that may only read. Called by ``data.metrics`` and ``data.profile``.
"""

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from boardroom.data.warehouse.engine import Limits, TableInfo
from boardroom.errors import (
    BoardroomError,
    LimitError,
    MissingExtraError,
    QueryError,
    UnavailableError,
)
from boardroom.settings import Settings

if TYPE_CHECKING:
    import pyarrow as pa

LISTING_SECONDS = 30.0
"""How long the list of tables is remembered; listing them is slow."""

_FORBIDDEN = {"java_method", "reflect", "try_reflect", "input_file_name", "current_user", "user"}
_SESSION = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.runSQLOnFiles": "false",
    "spark.sql.ansi.enabled": "true",
}


class SparkEngine:
    """Answers SELECTs in Spark. Thread-safe.

    Args:
        target: a Spark Connect URL ``sc://host:port``, or a ready session (left open on ``close``).
        settings: default limits.

    Raises:
        MissingExtraError: pyspark is not installed.
    """

    def __init__(self, target: "str | Any", settings: Settings) -> None:
        self._settings = settings
        self._url = target if isinstance(target, str) else ""
        self._session: Any = None if isinstance(target, str) else target
        self._lock = threading.Lock()
        self._listed: tuple[float, Mapping[str, TableInfo]] | None = None
        _pyspark()
        if self._session is not None:
            _configure(self._session)

    @property
    def dialect(self) -> Literal["spark"]:
        """Which SQL it speaks."""
        return "spark"

    def tables(self) -> Mapping[str, TableInfo]:
        """Tables and views of the current database; at most half a minute old. No declared keys."""
        listed = self._listed
        if listed is not None and time.monotonic() - listed[0] < LISTING_SECONDS:
            return listed[1]
        session = self._connected()
        try:
            names = [item.name for item in session.catalog.listTables()]
            found = {
                name: TableInfo(
                    name=name,
                    columns={
                        item.name: item.dataType.simpleString()
                        for item in session.table(f"`{name}`").schema.fields
                    },
                )
                for name in names
            }
        except _foreign_errors() as exc:
            raise self._translated(exc) from exc
        self._listed = (time.monotonic(), found)
        return found

    def query(self, sql: str, *, limits: Limits | None = None) -> "pa.Table":
        """Run one SELECT.

        Raises:
            LimitError: too many rows or too slow.
            UnavailableError: the server does not answer.
            QueryError: not a SELECT, or Spark's own complaint.
        """
        bounds = limits or Limits(
            rows=self._settings.max_result_rows,
            timeout_seconds=self._settings.query_timeout_seconds,
        )
        _refuse_all_but_select(sql)
        session = self._connected()
        try:
            with _deadline(session, bounds.timeout_seconds) as expired:
                table = _bounded(session.sql(sql), bounds.rows).toArrow()
        except _foreign_errors() as exc:
            if expired.is_set():
                raise LimitError(
                    f"the query took longer than {bounds.timeout_seconds:g} s and was stopped",
                    hint="Ask for a shorter range, or raise BOARDROOM_QUERY_TIMEOUT_SECONDS.",
                ) from exc
            raise self._translated(exc) from exc
        if bounds.rows is not None and table.num_rows > bounds.rows:
            raise LimitError(
                f"the query returns more than {bounds.rows:,} rows",
                hint="Give a limit, a shorter range or fewer groups.",
            )
        return table

    def query_many(
        self, statements: Sequence[str], *, limits: Limits | None = None
    ) -> "list[pa.Table]":
        """Run several SELECTs one after the other; not on one snapshot. Raises as ``query``."""
        return [self.query(sql, limits=limits) for sql in statements]

    def close(self) -> None:
        """End the session that this engine opened."""
        if self._url and self._session is not None:
            self._session.stop()
            self._session = None

    def _connected(self) -> Any:
        """The session, opened at the first use."""
        with self._lock:
            if self._session is None:
                sql = _pyspark().sql
                try:
                    self._session = sql.SparkSession.builder.remote(self._url).getOrCreate()
                    _configure(self._session)
                except Exception as exc:  # grpc's errors are not Spark's
                    place = urlsplit(self._url).netloc
                    raise UnavailableError(
                        f"Spark at {place!r} does not answer", hint="Check the URL and the server."
                    ) from exc
            return self._session

    def _translated(self, exc: Exception) -> BoardroomError:
        text = str(exc).split("\n\n")[0].strip()
        if "UNAVAILABLE" in text or "failed to connect" in text.lower():
            return UnavailableError(f"Spark does not answer: {text}")
        return QueryError(f"Spark cannot answer this SQL: {text}")


@contextmanager
def _deadline(session: Any, seconds: float | None) -> Iterator[threading.Event]:
    """Cancels the thread's statement after ``seconds``; the event says that it happened."""
    expired = threading.Event()
    name = f"boardroom-{threading.get_ident()}-{time.monotonic_ns()}"
    local = isinstance(session, _pyspark().sql.SparkSession)
    if local:
        session.sparkContext.setJobGroup(name, "boardroom", interruptOnCancel=True)
    else:
        session.addTag(name)

    def stop() -> None:
        expired.set()
        (session.sparkContext.cancelJobGroup if local else session.interruptTag)(name)

    timer = threading.Timer(seconds or 0, stop)
    timer.daemon = True
    if seconds is not None:
        timer.start()
    try:
        yield expired
    finally:
        timer.cancel()
        if not local:
            session.removeTag(name)


def _bounded(frame: Any, rows: int | None) -> Any:
    """The data frame with at most one row more than allowed."""
    return frame if rows is None else frame.limit(rows + 1)


def _configure(session: Any) -> None:
    """Session settings on which right answers and harmlessness rest."""
    for name, value in _SESSION.items():
        session.conf.set(name, value)


def _refuse_all_but_select(sql: str) -> None:
    """Exactly one SELECT without calls into the JVM or paths for tables."""
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    try:
        trees = [tree for tree in sqlglot.parse(sql, read="spark") if tree is not None]
    except SqlglotError as exc:
        raise QueryError(f"the statement is not understood: {exc}") from exc
    if len(trees) != 1 or not isinstance(trees[0], exp.Select | exp.SetOperation):
        raise QueryError("the engine runs exactly one SELECT statement at a time")
    for node in trees[0].walk():
        if isinstance(node, exp.DML | exp.DDL | exp.Command) and not isinstance(node, exp.Query):
            raise QueryError(f"{node.key.upper()} is not allowed")
        if isinstance(node, exp.QueryTransform):
            raise QueryError("TRANSFORM is not allowed")
        if isinstance(node, exp.Func) and node.name.lower() in _FORBIDDEN:
            raise QueryError(f"the function {node.name!r} is not allowed")


def _foreign_errors() -> tuple[type[Exception], ...]:
    """What pyspark raises; Py4J's own errors come through when a local job is cancelled."""
    pyspark = _pyspark()
    try:
        from py4j.protocol import Py4JError
    except ImportError:
        return (pyspark.errors.PySparkException,)
    return (pyspark.errors.PySparkException, Py4JError)


def _pyspark() -> Any:
    try:
        import pyspark.errors
        import pyspark.sql
    except ImportError as exc:
        raise MissingExtraError(
            "querying Spark needs pyspark",
            hint="Install it with: pip install 'boardroom[spark]'",
        ) from exc
    return pyspark
