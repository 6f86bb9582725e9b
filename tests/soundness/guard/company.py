"""A small company with secrets, twice: what a clerk may see is the same in both, the rest differs.

So a text betrays nothing to the clerk exactly when its answer, or its error, is the same in both.
Whatever is hidden holds the word ``canary``. Called by the tests of the guard.
"""

import hashlib
import socket
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import DeltaTable

from boardroom.clock import FixedClock
from boardroom.data.metrics import MetricsService, MetricsSetup
from boardroom.data.warehouse.duckdb_engine import DuckDbEngine
from boardroom.data.warehouse.engine import Limits
from boardroom.data.warehouse.lake import Lake
from boardroom.errors import BoardroomError
from boardroom.governance.policy import policy_from_data
from boardroom.governance.principal import Principal
from boardroom.semantic.model import (
    Dataset,
    DataType,
    Expression,
    Field,
    Relationship,
    SemanticModel,
)
from boardroom.settings import Settings

CANARY = "canary"
SHOWN = 64
"""Customers with orders that the clerk sees: more than DuckDB turns into a list of keys to
read."""
CLERK = Principal(id="clerk", roles=frozenset({"clerk"}))
CLOCK = FixedClock(instant=datetime(2024, 3, 11, 12, tzinfo=UTC))
SETTINGS = Settings(
    threads=1, memory_limit_mb=256, query_timeout_seconds=0.4, max_result_rows=10_000
)
POLICY = policy_from_data(
    {
        "roles": {
            "clerk": {
                "rows": {"customers": "region = 'West'"},
                "hide": ["customers.email", "salaries"],
            }
        }
    }
)
_FIELDS: dict[str, dict[str, DataType]] = {
    "customers": {"id": "Integer", "name": "String", "region": "String", "email": "String"},
    "orders": {
        "id": "Integer",
        "customer_id": "Integer",
        "amount": "Decimal",
        "status": "String",
        "ordered_at": "DateTime",
    },
    "products": {"id": "Integer", "name": "String", "category": "String", "price": "Decimal"},
    "items": {"order_id": "Integer", "product_id": "Integer", "quantity": "Integer"},
    "salaries": {"id": "Integer", "name": "String", "pay": "Integer"},
}
MODEL = SemanticModel(
    name="company",
    datasets=tuple(
        Dataset(
            name=name,
            source=name,
            primary_key=("id",) if "id" in fields else (),
            fields=tuple(
                Field(name=item, expression=Expression(sql=item), datatype=kind)
                for item, kind in fields.items()
            ),
        )
        for name, fields in _FIELDS.items()
    ),
    relationships=tuple(
        Relationship(
            name=f"{origin}_{target}",
            from_dataset=origin,
            to_dataset=target,
            from_columns=(column,),
            to_columns=("id",),
        )
        for origin, column, target in (
            ("orders", "customer_id", "customers"),
            ("items", "order_id", "orders"),
            ("items", "product_id", "products"),
        )
    ),
)


@dataclass(frozen=True)
class Company:
    """One of the two, with an engine of its own and files that nothing may read or change."""

    root: Path
    engine: DuckDbEngine
    closed: MetricsService
    open: MetricsService

    def ask(self, text: str) -> str:
        """What the clerk is told: the answer, or the error's kind and whole wording."""
        try:
            found = self.closed.sql(text, principal=CLERK)
        except BoardroomError as exc:
            return f"{type(exc).__name__}: {exc}\n{exc.hint}"
        names = [column.name for column in found.columns]
        return f"{names}\n" + "\n".join(sorted(map(repr, found.rows)))

    def run_unguarded(self, text: str) -> str:
        """What the engine alone answers or says."""
        try:
            return str(self.engine.query(text, limits=Limits.of(SETTINGS)).to_pylist())
        except BoardroomError as exc:
            return f"{type(exc).__name__}: {exc}\n{exc.hint}"

    def rows(self, text: str) -> list[dict[str, object]]:
        """What the engine alone answers to a harmless text."""
        found: list[dict[str, object]] = _uniquely_named(self.engine.query(text)).to_pylist()
        return found

    def contents(self) -> list[str]:
        """Every row of every table, read by another way than the engine."""
        lake = self.root / "workspace" / "lake"
        return [
            repr(DeltaTable(str(lake / name)).to_pyarrow_table().to_pylist()) for name in _FIELDS
        ]

    def fingerprint(self) -> dict[str, str]:
        """Path → digest of every file in and around the workspace."""
        return {
            str(path.relative_to(self.root)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(self.root.rglob("*"))
            if path.is_file()
        }


@dataclass(frozen=True)
class Listener:
    """A server that answers nobody and knows whether somebody came."""

    server: socket.socket

    @property
    def port(self) -> int:
        return int(self.server.getsockname()[1])

    def was_called(self) -> bool:
        try:
            self.server.accept()[0].close()
        except BlockingIOError:
            return False
        return True


def _uniquely_named(table: pa.Table) -> pa.Table:
    return table.rename_columns([str(number) for number in range(table.num_columns)])


def listen() -> Listener:
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0)
    return Listener(server)


def build(root: Path, *, hidden: int) -> Company:
    """The company with ``hidden`` customers (and their orders) that the clerk may not see."""
    lake = Lake(root / "workspace" / "lake", clock=CLOCK)
    for name, table in _tables(hidden).items():
        lake.write(name, table)
    outside = root / "outside"
    outside.mkdir()
    (outside / "plain.csv").write_text(f"name\n{CANARY}-file\n")
    pq.write_table(pa.table({"name": [f"{CANARY}-parquet"]}), outside / "plain.parquet")
    (root / "workspace" / "lake" / "link.csv").symlink_to(outside / "plain.csv")
    engine = DuckDbEngine(lake, SETTINGS)
    open_setup = MetricsSetup(clock=CLOCK, loads=lake, settings=SETTINGS)
    return Company(
        root=root,
        engine=engine,
        closed=MetricsService(MODEL, engine, replace(open_setup, policy=POLICY)),
        open=MetricsService(MODEL, engine, open_setup),
    )


def places(company: Company, listener: Listener) -> dict[str, str]:
    """What the names in braces of the collected texts stand for."""
    lake, outside = company.root / "workspace" / "lake", company.root / "outside"
    return {
        "lake": str(lake),
        "outside": str(outside),
        "secret": str(outside / "plain.csv"),
        "link": str(lake / "link.csv"),
        "part": str(next((lake / "orders").glob("*.parquet"))),
        "host": f"127.0.0.1:{listener.port}",
        "port": str(listener.port),
        "url": f"http://127.0.0.1:{listener.port}",
    }


def _tables(hidden: int) -> dict[str, pa.Table]:
    """Hidden rows come first, so that an engine which looks at them at all trips over them."""
    secret = [f"{CANARY}-{hidden}-{number}" for number in range(hidden)]
    first = datetime.fromisoformat("2024-01-01T10:00:00")
    buyers = [2 + 2 * (i % hidden) for i in range(6 * hidden)] + [
        1 + 2 * (i % SHOWN) for i in range(2 * SHOWN)
    ]
    seen = [buyer % 2 == 1 for buyer in buyers]
    numbers = [i if s else 1_000 * hidden + i for i, s in _numbered(seen)]
    orders = {
        "id": numbers,
        "customer_id": buyers,
        "amount": [Decimal(f"{i % 23 if s else 900 + hidden}.25") for i, s in _numbered(seen)],
        "status": [
            ("open", "paid", "sent")[i % 3] if s else secret[i % hidden] for i, s in _numbered(seen)
        ],
        "ordered_at": [first + timedelta(hours=37 * i) for i, _ in _numbered(seen)],
    }
    customers = {
        "id": [*range(2, 2 + 2 * hidden, 2), *range(1, 2 * SHOWN + 2, 2)],
        "name": [*secret, *(str(7 + i) for i in range(SHOWN + 1))],
        "region": [*["East"] * hidden, *["West"] * (SHOWN + 1)],
        "email": [f"{CANARY}-{hidden}@mail-{i}" for i in range(hidden + SHOWN + 1)],
    }
    products = {
        "id": [1, 2, 3],
        "name": ["Anvil", "Bolt", "Clamp"],
        "category": ["heavy", "small", "small"],
        "price": [Decimal("90.55"), Decimal("0.20"), Decimal("7.00")],
    }
    items = {
        "order_id": [i for i in numbers for _ in range(2)],
        "product_id": [1 + i % 3 for i in range(2 * len(seen))],
        "quantity": [(1 + i % 4) if seen[i // 2] else 50 * hidden for i in range(2 * len(seen))],
    }
    salaries = {"id": list(range(hidden)), "name": secret, "pay": [7_000 + hidden] * hidden}
    vault = {"id": list(range(hidden)), "word": secret}
    named = {
        "customers": customers, "orders": orders, "products": products, "items": items,
        "salaries": salaries, "vault": vault,
    }  # fmt: skip
    return {name: pa.table(columns) for name, columns in named.items()}


def _numbered(seen: list[bool]) -> list[tuple[int, bool]]:
    """Each row with its number among the rows of its kind."""
    shown = concealed = 0
    found = []
    for visible in seen:
        found.append((shown if visible else concealed, visible))
        shown, concealed = shown + visible, concealed + (not visible)
    return found
