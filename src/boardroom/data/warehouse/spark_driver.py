"""Apache Spark for ``live_engine``: data that outgrew one machine, by Connect or a local session.

Spark has neither transactions nor a read-only mode: rows that are written meanwhile may show
(``TableInfo.held`` says so), only checked SELECTs pass, running SQL on files is switched off, and
the Spark user should be one that may only read. Tables are those of the session's current database
and its temporary views.
"""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Literal

from boardroom.data.warehouse.engine import Limits, TableInfo
from boardroom.data.warehouse.server import CONNECT_SECONDS, Server, Trouble, server_of
from boardroom.errors import MissingExtraError

if TYPE_CHECKING:
    import pyarrow as pa

_SESSION = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.runSQLOnFiles": "false",
    "spark.sql.ansi.enabled": "true",
}
_SILENCE = ("UNAVAILABLE", "failed to connect", "SESSION_NOT_FOUND", "RETRIES_EXCEEDED")
_RETRIES = 4
_AGAIN_SECONDS = 0.5
"""Tries of a call that broke off, about five seconds; pyspark's own 15 take ten minutes."""


class SparkDriver:
    """One Spark.

    Args:
        target: a Spark Connect URL ``sc://host:port``, or a ready session (left open on ``close``).

    Raises:
        MissingExtraError: pyspark is not installed.
        UsageError: the URL cannot be read.
    """

    dialect: Literal["spark"] = "spark"
    listing_seconds = 30.0

    def __init__(self, target: "str | Any") -> None:
        self.errors = _errors()
        self._target = target
        url = target if isinstance(target, str) else "sc://local"
        self.server: Server = server_of(url.partition(";")[0], product="Spark", port=15002)

    def connect(self) -> "SparkConnection":
        """A session of its own for a URL; the given one otherwise."""
        if not isinstance(self._target, str):
            return SparkConnection(self._target, own=False)
        return SparkConnection(_open_session(self._target), own=True)

    def trouble(self, exc: Exception) -> tuple[Trouble, str]:
        """By what Spark and gRPC say."""
        if isinstance(exc, TimeoutError):
            return "slow", ""
        text = str(exc).split("\n\n")[0]
        silent = isinstance(exc, OSError) or any(mark in text for mark in _SILENCE)
        return ("silent" if silent else "sql"), text


class SparkConnection:
    """A session; ``live_engine`` says when it is used.

    Args:
        session: of Spark Connect, or local.
        own: whether ``close`` ends it.
    """

    def __init__(self, session: Any, *, own: bool) -> None:
        self._session = session
        self._own = own

    def begin(self) -> None:
        """The settings on which right answers and harmlessness rest; there is no transaction."""
        for name, value in _SESSION.items():
            self._session.conf.set(name, value)

    def tables(self) -> Mapping[str, TableInfo]:
        """Tables and views of the current database that can be read. Spark declares no keys."""
        found = {}
        names = [item.name for item in self._session.catalog.listTables()]
        for name in names:
            try:
                fields = self._session.table("`" + name.replace("`", "``") + "`").schema.fields
            except _pyspark().errors.AnalysisException:
                continue
            columns = {item.name: _type_name(item.dataType.simpleString()) for item in fields}
            found[name] = TableInfo(name=name, columns=columns, held=False)
        return found

    def run(self, sql: str, limits: Limits) -> "pa.Table":
        """The rows of one SELECT. Raises: TimeoutError when it took too long."""
        with _deadline(self._session, limits.timeout_seconds):
            frame = self._session.sql(sql)
            bounded = frame if limits.rows is None else frame.limit(limits.rows + 1)
            table = bounded.toArrow()
        return limits.collect(table.to_batches(), table.schema)

    def rollback(self) -> None:
        """Nothing was begun."""

    def close(self) -> None:
        """End the session that was made for this connection, without insisting: a server that is
        gone has forgotten it."""
        if not self._own:
            return
        client = self._session.client
        client.set_retry_policies([])
        with suppress(*_errors()):
            client.release_session()
        self._session.release_session_on_close = False
        self._session.stop()


def _type_name(name: str) -> str:
    """Spark's ``timestamp`` is an instant, as nowhere else; its ``timestamp_ntz`` is wall time."""
    return {"timestamp": "timestamp with time zone", "timestamp_ntz": "timestamp"}.get(name, name)


@contextmanager
def _deadline(session: Any, seconds: float | None) -> Iterator[None]:
    """Cancels the thread's statement after ``seconds``. Raises: TimeoutError in that case."""
    expired = threading.Event()
    name = f"boardroom-{threading.get_ident()}-{time.monotonic_ns()}"
    local = isinstance(session, _pyspark().sql.SparkSession)
    if local:
        session.sparkContext.setJobGroup(name, "boardroom", interruptOnCancel=True)
    else:
        session.addTag(name)

    cancel = session.sparkContext.cancelJobGroup if local else session.interruptTag
    finished = threading.Event()

    def watch() -> None:
        if finished.wait(seconds):
            return
        expired.set()
        # A statement that is still being planned has nothing to cancel yet.
        while not finished.is_set():
            with suppress(*_errors()):
                cancel(name)
            finished.wait(_AGAIN_SECONDS)

    if seconds is not None:
        threading.Thread(target=watch, daemon=True).start()
    try:
        yield
    except _errors() as exc:
        if expired.is_set():
            raise TimeoutError from exc
        raise
    finally:
        finished.set()
        if not local:
            session.removeTag(name)


def _open_session(url: str) -> Any:
    """A Connect session; a server that does not answer is given up after seconds, not minutes."""
    import grpc
    from pyspark.sql.connect.client import DefaultChannelBuilder
    from pyspark.sql.connect.client.retries import DefaultPolicy

    channel = DefaultChannelBuilder(url).toChannel()
    try:
        grpc.channel_ready_future(channel).result(timeout=CONNECT_SECONDS)
    except grpc.FutureTimeoutError as exc:
        raise ConnectionError(f"no answer within {CONNECT_SECONDS} s") from exc
    finally:
        channel.close()
    session = _pyspark().sql.SparkSession.builder.remote(url).create()
    session.client.set_retry_policies([DefaultPolicy(max_retries=_RETRIES)])
    return session


def _errors() -> tuple[type[Exception], ...]:
    """What pyspark raises; gRPC's and Py4J's own errors come through here and there."""
    found: list[type[Exception]] = [_pyspark().errors.PySparkException, OSError]
    with suppress(ImportError):
        from grpc import RpcError

        found.append(RpcError)
    with suppress(ImportError):
        from py4j.protocol import Py4JError

        found.append(Py4JError)
    return tuple(found)


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
