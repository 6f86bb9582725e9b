"""The small shop's rows, few enough to add up by hand, and a way to ask about them."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa

from boardroom.ask.answer import Answer
from boardroom.ask.asker import Asker
from boardroom.ask.lexicon import Lexicon
from boardroom.governance.policy import OPEN_POLICY, Policy
from boardroom.governance.principal import LOCAL_ADMIN
from boardroom.semantic.model import SemanticModel
from tests.unit.ask.shop import shop
from tests.unit.executive.world import make_service

TODAY = date(2026, 7, 1)

CUSTOMERS = [
    (1, "Ada", "CA"),
    (2, "Ben", "OR"),
    (3, "Cleo", "NY"),
    (4, "Dan", "CA"),
    (5, "Eve", "NY"),
]
ORDERS = [
    # id, customer, day, status, items, cost
    (1, 1, date(2026, 5, 3), "paid", 2, 10),
    (2, 1, date(2026, 5, 9), "paid", 1, 20),
    (3, 2, date(2026, 5, 20), "returned", 5, 40),
    (4, 3, date(2026, 6, 1), "paid", 4, 80),
    (5, 1, date(2026, 6, 15), "open", 3, 160),
    (6, 4, date(2026, 6, 30), "paid", 1, 320),
]
REVIEWS = [(1, 1, 5), (2, 2, 4), (3, 4, 2), (4, 6, 3)]


def open_shop(
    folder: Path, *, policy: Policy = OPEN_POLICY, model: SemanticModel | None = None
) -> Asker:
    """An asker of the shop, its lake in ``folder``."""
    model = model or shop()
    money = [(*row[:5], Decimal(row[5])) for row in ORDERS]
    tables: Mapping[str, pa.Table] = {
        "customers": columns_of("id customer_name state", CUSTOMERS),
        "orders": columns_of("id customer_id ordered_on status item_num ship_cost", money),
        "reviews_daily": columns_of("id order_id rating", REVIEWS),
    }
    metrics = make_service(folder, tables, model=model, today=TODAY, policy=policy)
    return Asker(metrics=metrics, lexicon=Lexicon(model))


def ask(asker: Asker, question: str) -> Answer:
    """One question by the shop's owner."""
    return asker.ask(question, principal=LOCAL_ADMIN, as_of=TODAY)


def rows_of(found: Answer) -> list[tuple[object, ...]]:
    """The rows of an answer, numbers as floats."""
    assert found.result is not None, found.message
    return [
        tuple(float(x) if isinstance(x, int | float | Decimal) else x for x in row)
        for row in found.result.rows
    ]


def amounts(found: Answer) -> list[float]:
    """The last column of an answer's rows."""
    assert found.result is not None, found.message
    return [float(x) for x in found.result.numbers(found.result.columns[-1].name)]


def cost(**wanted: object) -> float:
    """Cost of all orders of a status, of a month or of a state, added up by hand."""
    state = {number: at for number, _, at in CUSTOMERS}
    return float(
        sum(
            cost
            for _, customer, day, status, _, cost in ORDERS
            if wanted.get("status", status) == status
            and wanted.get("month", day.month) == day.month
            and wanted.get("state", state[customer]) == state[customer]
        )
    )


def columns_of(names: str, rows: Sequence[tuple[object, ...]]) -> pa.Table:
    columns = zip(*rows, strict=True)
    return pa.table(dict(zip(names.split(), map(list, columns), strict=True)))
