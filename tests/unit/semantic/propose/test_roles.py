"""Roles before a thing's name, lists of persons, and keys no wider than they need to be."""

import pytest

from boardroom.semantic.model import SemanticModel
from tests.unit.semantic.propose.memory import MemoryEngine, propose, total

DEPOTS = "SELECT i AS depot_id, 'Depot ' || i AS depot FROM range(1, 41) AS t(i)"
REGIONS = "SELECT i AS region_id, 'Region ' || i AS region FROM range(1, 41) AS t(i)"


def _model(**tables: str) -> SemanticModel:
    engine = MemoryEngine()
    for name, select in tables.items():
        engine.add(name, select)
    return propose(engine).model


def _links(model: SemanticModel) -> set[tuple[tuple[str, ...], str, bool]]:
    return {(link.from_columns, link.to_dataset, link.active) for link in model.relationships}


def _metrics(model: SemanticModel) -> set[str]:
    return {metric.name for metric in model.metrics}


def _trips(*columns: str) -> str:
    """Trips whose columns are given as ``modulus AS name``: numbers from 1 to the modulus."""
    numbers = ", ".join(f"1 + (i * 7) % {column}" for column in columns)
    return f"SELECT i AS trip_id, {numbers} FROM range(1, 400) AS t(i)"


def test_two_roles_of_a_thing_are_joins_used_where_named_and_no_measures() -> None:
    model = _model(regions=REGIONS, trips=_trips("40 AS start_region", "40 AS end_region"))
    assert _links(model) == {
        (("start_region",), "regions", False),
        (("end_region",), "regions", False),
    }
    assert _metrics(model).isdisjoint({"average_start_region", "average_end_region"})


def test_the_only_role_of_a_thing_is_an_active_join() -> None:
    for column in ("home_depot", "home_depot_id"):
        model = _model(depots=DEPOTS, trips=_trips(f"40 AS {column}"))
        assert _links(model) == {((column,), "depots", True)}
    model = _model(regions=REGIONS, trips=_trips("40 AS home_region_id"))
    assert _links(model) == {(("home_region_id",), "regions", True)}


def test_a_role_with_values_that_do_not_exist_there_is_no_join() -> None:
    model = _model(regions=REGIONS, trips=_trips("41 AS start_region"))
    assert _links(model) == set()


@pytest.mark.parametrize(
    "column",
    ["40 AS cost_per_region", "40 AS visited_regions", "40 AS max_region", "5 AS visa_region"],
    ids=["how much", "how many", "bound", "a few small codes"],
)
def test_numbers_that_speak_of_a_thing_without_naming_one_are_no_joins(column: str) -> None:
    assert _links(_model(regions=REGIONS, trips=_trips(column))) == set()


LINES = """SELECT 'A' || (i // 3) AS "{}", 1 + i % 3 AS position, 'S' || (i % 7) AS article,
           1 + i % 5 AS qty, 2.5 + i % 11 AS "Unit Price" FROM range(600) AS t(i)"""
HEADERS = """SELECT 'A' || i AS "{}", DATE '2024-01-01' + (i % 300)::INT AS placed_on
             FROM range(200) AS t(i)"""


@pytest.mark.parametrize("key", ["Order #", "Order No", "order"])
def test_rows_of_an_order_with_quantity_and_price_are_its_lines(key: str) -> None:
    engine = MemoryEngine()
    engine.add("rows", LINES.format(key))
    engine.add("order_heads", HEADERS.format(key))
    model = propose(engine).model
    rows = model.dataset_by_name["rows"]
    key_field = rows.primary_key[0]
    assert rows.primary_key == (key_field, "position")
    assert _links(model) == {((key_field,), "order_heads", True)}
    worth = engine.query('SELECT SUM(qty * "Unit Price") AS worth FROM rows').to_pylist()[0]
    assert float(str(total(engine, model, "revenue"))) == pytest.approx(float(worth["worth"]))


PERSONS = """SELECT i AS patron_id, 'Ann ' || chr(65 + (i % 26)::INT) AS "Full Name",
             DATE '2023-01-01' + (i % 400)::INT AS {} FROM range(1, 81) AS t(i)"""


@pytest.mark.parametrize(
    ("name", "moment", "department"),
    [
        ("patrons", "joined", "customer"),
        ("buyers", "joined", "customer"),
        ("persons", "joined", None),
        ("persons", "hire_date", "people"),
        ("persons", "joined, 9.5 * i AS salary", "people"),
    ],
)
def test_persons_are_employees_only_by_traits_of_work(
    name: str, moment: str, department: str | None
) -> None:
    model = _model(**{name: PERSONS.format(moment)})
    assert model.dataset_by_name[name].department == department
    assert ("new_employees" in _metrics(model)) == (department == "people")
