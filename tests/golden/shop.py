"""The small shop of the golden tests: its model, and its tables on any engine.

The rows have what breaks SQL: NULL keys, dangling keys, NULL amounts, duplicate moments, years that
end at midnight.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from boardroom.semantic.context import CompileContext, Coverage, Dialect
from boardroom.semantic.model import SemanticModel
from boardroom.semantic.model_file import parse_model

HERE = Path(__file__).parent
AS_OF = date(2018, 3, 15)

_TYPES: dict[str, dict[Dialect, str]] = {
    "int": {},
    "text": {"spark": "string"},
    "bool": {"spark": "boolean"},
    "date": {},
    "money": {"duckdb": "decimal(12,2)", "postgres": "numeric(12,2)", "spark": "decimal(12,2)"},
    "double": {"postgres": "double precision"},
    "timestamp": {"spark": "timestamp_ntz"},
    "timestamptz": {"spark": "timestamp"},
}


def shop_model() -> SemanticModel:
    """The model of ``shop.yml``."""
    return parse_model((HERE / "shop.yml").read_text(encoding="utf-8"), origin="shop.yml")


def shop_context(dialect: Dialect) -> CompileContext:
    """15 March 2018, with the loaded days of every time field."""
    return CompileContext(
        as_of=AS_OF,
        dialect=dialect,
        coverage={
            "orders.ordered_at": Coverage(first=date(2017, 1, 2), last=date(2018, 3, 14)),
            "orders.paid_at": Coverage(first=date(2017, 1, 3), last=date(2018, 3, 14)),
            "refunds.refunded_on": Coverage(first=date(2017, 2, 1), last=date(2018, 2, 20)),
            "subscriptions.started_on": Coverage(first=date(2016, 11, 1), last=date(2018, 3, 1)),
            "subscriptions.ended_on": Coverage(first=date(2017, 2, 1), last=date(2018, 3, 1)),
            "stock_levels.counted_on": Coverage(first=date(2017, 11, 5), last=date(2018, 3, 9)),
            "ledger.booked_at": Coverage(first=date(2017, 10, 1), last=date(2018, 3, 10)),
        },
    )


def table_statements(dialect: Dialect) -> Iterator[str]:
    """Statements that create and fill the tables."""
    kind = "TEMPORARY VIEW" if dialect == "spark" else "TABLE"
    for name, (columns, rows) in _tables().items():
        titles = [item.split(":")[0] for item in columns]
        types = [_TYPES[item.split(":")[1]].get(dialect, item.split(":")[1]) for item in columns]
        plain = [f"c{index}" for index in range(len(columns))]
        cells = ", ".join(
            f"CAST({cell} AS {kind_}) AS {_quoted(title, dialect)}"
            for cell, kind_, title in zip(plain, types, titles, strict=True)
        )
        values = ",\n".join(f"({', '.join(map(_text, row))})" for row in rows)
        yield (
            f"CREATE {kind} {name} AS SELECT {cells} "
            f"FROM (VALUES {values}) AS t({', '.join(plain)})"
        )


def _quoted(name: str, dialect: Dialect) -> str:
    return f"`{name}`" if dialect == "spark" else f'"{name}"'


def _text(value: object) -> str:
    return "NULL" if value is None else f"'{value}'"


_Table = tuple[list[str], list[tuple[object, ...]]]


def _tables() -> dict[str, _Table]:
    return _dimensions() | _facts() | _stocks()


def _dimensions() -> dict[str, _Table]:
    return {
        "zones": (["id:int", "name:text"], [(1, "East"), (2, "West")]),
        "regions": (
            ["id:int", "zone_id:int", "region:text"],
            [(1, 1, "Coast"), (2, 2, "Hills"), (3, None, "Sea")],
        ),
        "customers": (
            ["id:int", "region_id:int", "state:text", "vip:bool"],
            [
                (n, [1, 2, 3, None, 9][n % 5], ["CA", "NY", None, "TX"][n % 4], n % 3 == 0)
                for n in range(1, 13)
            ],
        ),
        "countries": (["id:int", "country:text"], [(1, "Chad"), (2, "Peru"), (3, None)]),
        "categories": (
            ["id:int", "parent_id:int", "name:text"],
            [(1, None, "All"), (2, 1, "Tea"), (3, 1, "Pots"), (4, 2, "Green tea")],
        ),
        "products": (
            ["id:int", "category_id:int", "Product Name:text", "cost:money"],
            [(n, [2, 3, 4, None][n % 4], f"P{n}", Decimal(n) / 4) for n in range(1, 9)],
        ),
        "tags": (["id:int", "tag:text"], [(1, "gift"), (2, "rush"), (3, None), (4, "gift")]),
    }


def _facts() -> dict[str, _Table]:
    return {
        "orders": (_ORDERS, list(_orders())),
        "order_items": (
            ["order_id:int", "line:int", "product_id:int", "quantity:int", "price:money"],
            [
                (order, line, (order * 3 + line) % 11 or None, (order + line) % 4 or None,
                 Decimal(order * 7 % 50 + line) / 2)
                for order in range(1, 121)
                for line in range(1, 2 + order % 3)
            ],
        ),
        "refunds": (
            ["id:int", "order_id:int", "refunded_on:date", "refund:money"],
            [
                (n, None if n % 9 == 0 else n * 4, date(2017, 2, 1) + timedelta(days=n * 16),
                 None if n == 5 else Decimal(n) + Decimal("0.10"))
                for n in range(0, 25)
            ],
        ),
        "order_tags": (
            ["order_id:int", "tag_id:int"],
            [(n, t) for n in range(1, 90) for t in range(1, 5) if (n * t) % 5 == 1 or n == t * 7]
            + [(None, 1), (500, 2)],
        ),
    }  # fmt: skip


def _stocks() -> dict[str, _Table]:
    return {
        "subscriptions": (
            ["id:int", "customer_id:int", "started_on:date", "ended_on:date", "mrr:money"],
            [
                (n, n % 14 or None, date(2016, 11, 1) + timedelta(days=n * 30 % 480),
                 [None, date(2017, 2, 1) + timedelta(days=n * 45 % 390), date(2018, 1, 1)][n % 3],
                 Decimal(10 + n))
                for n in range(1, 25)
            ],
        ),
        "stock_levels": (
            ["product_id:int", "counted_on:date", "units:int"],
            [
                (p, date(2017, 11, 5) + timedelta(days=d), (p * 13 + d * 7) % 40)
                for p in range(1, 9)
                for d in range(p % 3, 125, 9 + p)
            ],
        ),
        "ledger": (
            ["id:int", "account:text", "booked_at:timestamptz", "movement:money"],
            [
                (n, ["cash", "bank", None][n % 3],
                 f"{_moment(2017, 10, 1) + timedelta(hours=n * 77)}+00",
                 Decimal(n * 17 % 41 - 15))
                for n in range(1, 50)
            ],
        ),
    }  # fmt: skip


_ORDERS = [
    "id:int",
    "customer_id:int",
    "billing_country_id:int",
    "shipping_country_id:int",
    "ordered_at:timestamp",
    "paid_at:timestamptz",
    "Status:text",
    "total:money",
    "weight:double",
]


def _moment(year: int, month: int, day: int) -> datetime:
    return datetime.combine(date(year, month, day), time())


def _orders() -> Iterator[tuple[object, ...]]:
    for n in range(1, 121):
        moment = _moment(2017, 1, 2) + timedelta(hours=n * 87)
        if n % 10 == 0:
            moment = moment.replace(day=1, hour=0)
        yield (
            n,
            None if n % 13 == 0 else n % 14,
            n % 4,
            [1, 2, None][n % 3],
            None if n == 77 else moment,
            None if n % 6 == 0 else f"{moment + timedelta(hours=23)}+00",
            ["done", "open", "lost", None][n * n % 7 % 4],
            None if n % 17 == 0 else Decimal(n * 37 % 400) / 4,
            None if n % 19 == 0 else n * 1.7 % 23,
        )
