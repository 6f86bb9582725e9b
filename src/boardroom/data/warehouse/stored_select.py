"""The rows of datasets that are a SELECT, stored beside the rollups, so that no query computes them
anew.

Like a rollup, a stored SELECT carries its *origin*: a fingerprint of its text and the versions of
the tables it read. It stands in for the SELECT only while a query would read just these versions.
``store_selects`` is called by the workspace after a load, ``with_stored`` wherever a model is bound
to a snapshot.
"""

import hashlib
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from boardroom.data.model_tables import Binding, bind, dataset_sql, is_select
from boardroom.data.warehouse.duckdb_engine import ROLLUP_PREFIX
from boardroom.data.warehouse.duckdb_views import quote
from boardroom.data.warehouse.engine import Engine, Limits, Snapshot
from boardroom.data.warehouse.lake import Lake
from boardroom.data.warehouse.lake_write import WriteOptions
from boardroom.errors import BoardroomError
from boardroom.semantic.context import Calendar
from boardroom.semantic.model import Dataset, IntervalTime, SemanticModel

if TYPE_CHECKING:
    import pyarrow as pa

STORED_PREFIX = "select__"

MOST_ROWS_PER_ROW = 4
"""A SELECT with more rows than so many times its tables' would cost more room than it saves."""

UNSTEADY = frozenset(
    """age ago current_catalog current_connection_id current_database current_date current_query
    current_query_id current_role current_schema current_schemas current_setting current_time
    current_timestamp current_transaction_id current_user currval gen_random_uuid
    get_current_time get_current_timestamp getvariable in_search_path localtime localtimestamp
    nextval now random sample session_user setseed sleep_ms stats tablesample today tomorrow
    transaction_timestamp txid_current user uuid uuidv4 uuidv7 write_log yesterday""".split()
)
"""Words that make a SELECT depend on more than its tables; a column of that name is no harm."""

_SAME_WHEN_STORED = re.compile(
    r"BIGINT|INTEGER|DOUBLE|VARCHAR|BOOLEAN|DATE|TIMESTAMP|TIMESTAMP WITH TIME ZONE"
    r"|DECIMAL\(\d+,\d+\)"
)
_UNBOUNDED = Limits(rows=None, timeout_seconds=None)


def with_stored(
    binding: Binding, model: SemanticModel, snapshot: Snapshot, calendar: Calendar
) -> Binding:
    """The binding, with the stored rows of each SELECT that has them for this snapshot."""
    if not snapshot.rollup_origins:
        return binding
    found = {}
    for dataset in _storable(model, binding):
        table = ROLLUP_PREFIX + STORED_PREFIX + dataset.name
        origin = _Read(snapshot, binding, calendar).origin(dataset)
        if origin and snapshot.rollup_origins.get(table) == origin:
            found[dataset.name] = quote(table)
    return replace(binding, stored=found)


def store_selects(
    model: SemanticModel, engine: Engine, lake: Lake, *, calendar: Calendar
) -> tuple[str, ...]:
    """Bring the stored SELECTs up to date with the lake; returns the names of those written.

    One that cannot be stored is computed by each query, as before.
    """
    store = Lake(lake.root.parent / "rollups")
    written = []
    with engine.hold() as snapshot:
        binding = bind(model, snapshot.tables, engine.dialect)
        wanted = tuple(_storable(model, binding))
        for dataset in wanted:
            with suppress(BoardroomError):
                if _store(dataset, _Read(snapshot, binding, calendar), store):
                    written.append(dataset.name)
    names = {STORED_PREFIX + dataset.name for dataset in wanted}
    for name in store.names():
        if name.startswith(STORED_PREFIX) and name not in names:
            store.drop(name)
    return tuple(written)


def _storable(model: SemanticModel, binding: Binding) -> Iterable[Dataset]:
    for dataset in model.datasets:
        if is_select(dataset.source) and dataset.name not in binding.missing:
            words = set(re.findall(r"[a-z_][a-z0-9_]*", dataset.source.lower()))
            if not words & UNSTEADY:
                yield dataset


class _Read(NamedTuple):
    """What rows are computed from: the tables in one state, without anything stored."""

    snapshot: Snapshot
    binding: Binding
    calendar: Calendar

    def rows(self, columns: str, dataset: Dataset, rest: str = "") -> "pa.Table":
        """Columns of the SELECT of a dataset."""
        statement = f"SELECT {columns} FROM {dataset_sql(dataset, self.binding)} AS source{rest}"
        return self.snapshot.query_many([statement], limits=_UNBOUNDED)[0]

    def origin(self, dataset: Dataset) -> str | None:
        """What the rows depend on, as one text; None when their tables have no version."""
        tables = sorted(self.binding.tables[dataset.name])
        versions = [self.snapshot.tables[name].version for name in tables]
        if not tables or not all(versions):
            return None
        text = f"{self.calendar.time_zone}\0{dataset.source}"
        digest = hashlib.sha256(text.encode()).hexdigest()[:16]
        read = (f"{name}@{version}" for name, version in zip(tables, versions, strict=True))
        return " ".join([digest, *read])


def _store(dataset: Dataset, read: _Read, store: Lake) -> bool:
    """Write the rows of a SELECT if that is worth it and changes no type; whether it was done."""
    origin = read.origin(dataset)
    name = STORED_PREFIX + dataset.name
    known = store.table(name).details if name in store.names() else {}
    if origin is None or origin == known.get("origin"):
        return False
    columns = read.rows("*", dataset, " LIMIT 0").column_names
    kinds = ", ".join(f"typeof({quote(one)}) AS k{n}" for n, one in enumerate(columns))
    found = read.rows(kinds, dataset, " LIMIT 1").to_pylist()
    same = [_SAME_WHEN_STORED.fullmatch(str(kind)) for row in found for kind in row.values()]
    if not same or not all(same):
        return False
    rows = read.rows("*", dataset)
    raw = sum(read.snapshot.tables[one].rows or 0 for one in read.binding.tables[dataset.name])
    if rows.num_rows > MOST_ROWS_PER_ROW * raw:
        return False
    sort_by = _sorted_by(dataset, columns)
    store.write(name, rows, options=WriteOptions(sort_by=sort_by, details={"origin": origin}))
    return True


def _sorted_by(dataset: Dataset, columns: list[str]) -> tuple[str, ...]:
    """The column of the dataset's time, so that a range of days is found together."""
    if dataset.time is None:
        return ()
    time = dataset.time
    text = time.start if isinstance(time, IntervalTime) else time.field
    field = dataset.field_by_name.get(text.rpartition(".")[2])
    column = field.expression.sql.strip().strip('"') if field else ""
    return (column,) if column in columns else ()
