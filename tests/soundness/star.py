"""Generated star schemas with a slow, obvious evaluator: what the laws' tests share."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st

from boardroom.semantic.model import Metric
from boardroom.semantic.query import And, Filter, Not, Or, Predicate, Scalar
from tests.soundness.conftest import DuckEngine
from tests.soundness.world import Row, Table, World, build, equal, link, metric, table

FIRST = date(2020, 1, 20)
DAY = timedelta(days=1)
Example = Mapping[str, list[Row]]

_NAMES = ("a", "b", "c'")


def generate(seed: int, sales: int, calls: int) -> Example:
    """Rows of two facts that share two dimensions, one of which has a dimension of its own.

    Every key, name, day and number is now and then NULL, every key now and then dangling.
    """
    random = Random(seed)

    def sometimes(value: Any) -> Any:
        return None if random.random() < 0.12 else value

    def name() -> str | None:
        return sometimes(random.choice(_NAMES))  # type: ignore[no-any-return]  # typed by use

    def key(size: int) -> int | None:
        return sometimes(random.randrange(size + 1))  # type: ignore[no-any-return]  # typed by use

    def day() -> date | None:
        return sometimes(FIRST + timedelta(days=random.randrange(101)))  # type: ignore[no-any-return]  # typed by use

    def number() -> int | None:
        return sometimes(random.randrange(-5, 21))  # type: ignore[no-any-return]  # typed by use

    goods = random.randrange(5)
    return {
        "areas": [(n, name()) for n in range(2)],
        "buyers": [(n, name(), key(2)) for n in range(4)],
        "goods": [(n, name()) for n in range(goods)],
        "sales": [(n, key(4), key(4), day(), number()) for n in range(sales)],
        "calls": [(n, key(4), day(), number()) for n in range(calls)],
    }


def examples() -> st.SearchStrategy[Example]:
    """Generated worlds, some empty, some with a row or two, most with dozens."""
    return st.builds(
        generate,
        st.integers(0, 2**32),
        st.sampled_from([60, 25, 60, 25, 2, 0]),
        st.sampled_from([20, 8, 20, 8, 1, 0]),
    )


METRICS = [
    metric("amount", "SUM(sales.amount)"),
    metric("rows", "COUNT(*)", dataset="sales"),
    metric("buyers_seen", "COUNT(DISTINCT sales.buyer)"),
    metric("mean", "AVG(sales.amount)"),
    metric("largest", "MAX(sales.amount)"),
    metric("call_minutes", "SUM(calls.minutes)"),
    metric("per_call", "SUM(sales.amount) / COUNT(calls.id)"),
]
NAMES = [item.name for item in METRICS]
LINKS = [
    link("sales.buyer -> buyers.id"),
    link("sales.good -> goods.id"),
    link("calls.buyer -> buyers.id"),
    link("buyers.area -> areas.id"),
]
SHARED = ("buyers.name", "areas.name")
OWN = ("goods.name", "sales.good")


def tables_of(example: Example) -> list[Table]:
    """The example's tables with their datasets."""
    sales = "id:int! buyer:int good:int day:date amount:int"
    return [
        table("areas", "id:int! name:text", example["areas"]),
        table("buyers", "id:int! name:text area:int", example["buyers"]),
        table("goods", "id:int! name:text", example["goods"]),
        table("sales", sales, example["sales"], time="day"),
        table("calls", "id:int! buyer:int day:date minutes:int", example["calls"], time="day"),
    ]


@contextmanager
def built(example: Example, metrics: Sequence[Metric] = METRICS) -> Iterator[World]:
    """The example in a fresh DuckDB."""
    engine = DuckEngine()
    try:
        yield build(engine, tables_of(example), links=LINKS, metrics=metrics)
    finally:
        engine.close()


@dataclass(frozen=True)
class Facts:
    """Both facts with their dimensions looked up, one dictionary a row."""

    sales: list[dict[str, Any]]
    calls: list[dict[str, Any]]

    @classmethod
    def of(cls, example: Example) -> "Facts":
        areas = {row[0]: row[1] for row in example["areas"]}
        buyers = {row[0]: row for row in example["buyers"]}
        goods = {row[0]: row[1] for row in example["goods"]}

        def dimensions(buyer: int | None) -> dict[str, Any]:
            found = (
                buyers.get(buyer, (None, None, None)) if buyer is not None else (None, None, None)
            )
            return {"buyers.name": found[1], "areas.name": areas.get(found[2])}

        sales = [
            {
                "id": number,
                "sales.buyer": buyer,
                "sales.good": good,
                "goods.name": goods.get(good),
                "day": day,
                "amount": amount,
                **dimensions(buyer),
            }
            for number, buyer, good, day, amount in example["sales"]
        ]
        calls = [
            {"day": day, "minutes": minutes, **dimensions(buyer)}
            for _, buyer, day, minutes in example["calls"]
        ]
        return cls(sales=sales, calls=calls)


def evaluate(name: str, sales: list[dict[str, Any]], calls: list[dict[str, Any]]) -> Any:
    """A metric over the rows of one group; additive ones of no rows are 0, others None."""
    amounts = [row["amount"] for row in sales if row["amount"] is not None]
    match name:
        case "amount":
            return sum(amounts)
        case "rows":
            return len(sales)
        case "buyers_seen":
            return len({row["sales.buyer"] for row in sales} - {None})
        case "mean":
            return sum(amounts) / len(amounts) if amounts else None
        case "largest":
            return max(amounts, default=None)
        case "call_minutes":
            return sum(row["minutes"] for row in calls if row["minutes"] is not None)
        case _:
            return sum(amounts) / len(calls) if calls else None


ADDITIVE = {"amount", "rows", "buyers_seen", "call_minutes"}


def agree(name: str, found: Any, expected: Any) -> bool:
    """Equal; where nothing counts, 0 and NULL of an additive metric say the same."""
    if name in ADDITIVE or name == "per_call":
        return equal(found or 0, expected or 0)
    return equal(found, expected)


predicates = st.one_of(
    st.tuples(
        st.sampled_from(SHARED),
        st.sampled_from(["=", "!="]),
        st.sampled_from(["a", "b", "c'"]).map(lambda value: (value,)),
    ),
    st.tuples(st.sampled_from(SHARED), st.sampled_from(["is_null", "is_not_null"]), st.just(())),
    st.tuples(st.sampled_from(SHARED), st.just("in"), st.just(("a", "c'"))),
).map(lambda item: Predicate(field=item[0], op=item[1], values=item[2]))  # type: ignore[arg-type]  # drawn
conditions: st.SearchStrategy[Filter] = st.recursive(
    predicates,
    lambda inner: st.one_of(
        inner.map(lambda item: Not(item=item)),
        st.lists(inner, max_size=3).map(lambda items: And(items=tuple(items))),
        st.lists(inner, max_size=3).map(lambda items: Or(items=tuple(items))),
    ),
    max_leaves=4,
)


def holds(condition: Filter, row: Mapping[str, Any]) -> bool | None:
    """SQL's three-valued logic in Python."""
    match condition:
        case Predicate():
            return _predicate(condition, row[condition.field])
        case Not(item=item):
            inner = holds(item, row)
            return None if inner is None else not inner
        case And(items=items):
            values = [holds(item, row) for item in items]
            return False if False in values else None if None in values else True
        case Or(items=items):
            values = [holds(item, row) for item in items]
            return True if True in values else None if None in values else False
    raise TypeError(condition)


def _predicate(condition: Predicate, value: Scalar) -> bool | None:
    if condition.op in {"is_null", "is_not_null"}:
        return (value is None) == (condition.op == "is_null")
    if value is None:
        return None
    return (value in condition.values) != (condition.op == "!=")
