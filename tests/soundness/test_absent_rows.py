"""What belongs to nothing: fields of a relative that is not there have no value."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from boardroom.semantic.model import Expression, Field
from boardroom.semantic.query import Predicate, Query
from tests.soundness.world import SqlEngine, World, build, group, link, metric, same, table, total

CUSTOMERS = table(
    "customers", "id:int! tier:text score:int", [(1, "gold", 5), (2, None, None), (3, "gold", 1)]
)
ORDERS = table(
    "orders",
    "id:int! customer:int day:date amount:int",
    [
        (1, 1, date(2020, 1, 1), 1),
        (2, 2, date(2020, 1, 1), 20),
        (3, None, date(2020, 1, 2), 300),
        (4, 99, date(2020, 1, 3), 4000),
        (5, 3, date(2020, 1, 3), 50000),
    ],
    time="day",
)
FIELDS: dict[str, tuple[str, Callable[[Mapping[str, Any]], Any]]] = {
    "known": ("1", lambda row: 1),
    "rank": ("COALESCE(tier, 'none')", lambda row: row["tier"] or "none"),
    "unrated": ("score IS NULL", lambda row: row["score"] is None),
    "sure": ("score > 0 OR 1 = 1", lambda row: True),
    "kind": (
        "CASE WHEN score > 3 THEN 'good' ELSE 'other' END",
        lambda row: "good" if (row["score"] or 0) > 3 else "other",
    ),
    "doubled": ("score * 2", lambda row: row["score"] and row["score"] * 2),
    "loud": ("UPPER(tier)", lambda row: row["tier"] and row["tier"].upper()),
}


@pytest.fixture(scope="module")
def shop(lasting: SqlEngine) -> World:
    made = tuple(
        Field(name=name, expression=Expression(sql=sql)) for name, (sql, _) in FIELDS.items()
    )
    dataset = CUSTOMERS.dataset
    customers = replace(CUSTOMERS, dataset=replace(dataset, fields=(*dataset.fields, *made)))
    return build(
        lasting,
        [customers, ORDERS],
        links=[link("orders.customer -> customers.id")],
        metrics=[metric("revenue", "SUM(orders.amount)")],
    )


def told(shop: World, name: str, order: Mapping[str, Any]) -> Any:
    """What the field of the order's customer is, worked out by hand."""
    found = [row for row in shop.records("customers") if row["id"] == order["customer"]]
    return FIELDS[name][1](found[0]) if found else None


@pytest.mark.parametrize("name", FIELDS)
def test_an_absent_row_has_no_value_to_group_by(shop: World, name: str) -> None:
    found = shop.ask(Query(metrics=("revenue",), group_by=(f"customers.{name}",)))

    expected = group(
        shop.records("orders"),
        lambda order: (told(shop, name, order),),
        lambda orders: total(order["amount"] for order in orders),
    )
    assert same(found.rows, expected)


@pytest.mark.parametrize(("name", "value"), [("known", 1), ("rank", "none"), ("unrated", True)])
def test_an_absent_row_meets_no_condition(shop: World, name: str, value: Any) -> None:
    met = Predicate(field=f"customers.{name}", op="=", values=(value,))

    found = shop.value("revenue", filters=(met,))

    assert found == total(
        order["amount"] for order in shop.records("orders") if told(shop, name, order) == value
    )
