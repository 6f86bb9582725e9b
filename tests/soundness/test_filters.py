"""Filters: what passes is what plain Python lets pass, NULLs and hostile text included."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from boardroom.errors import BoardroomError, PolicyError
from boardroom.semantic.context import AccessRules
from boardroom.semantic.query import (
    And,
    Condition,
    Exists,
    Filter,
    Not,
    Operator,
    Or,
    Predicate,
    Query,
    Scalar,
)
from tests.soundness.world import SqlEngine, World, build, link, metric, same, table

HOSTILE = [
    "O'Brien",
    '"quoted"',
    "'; DROP TABLE people; --",
    "100%",
    "under_score",
    "back\\slash",
    "naïve café ☕ 中文",
    "",
    " ",
    "line\nbreak",
    "NULL",
    "{curly} :colon $dollar ?",
    None,
    "plain",
    "PLAIN",
]
PEOPLE = table(
    "people",
    "id:int! name:text age:int score:float paid:dec joined:date active:bool",
    [
        (
            n,
            HOSTILE[n],
            n * 7 % 10 if n % 4 else None,
            n / 4,
            Decimal(n) / 4,
            date(2020, 1, 1 + n),
            [True, False, None][n % 3],
        )
        for n in range(15)
    ],
    time="joined",
)
VISITS = table(
    "visits",
    "id:int! person:int day:date minutes:int",
    [
        (n, n * 5 % 17 if n % 6 else None, date(2020, 1 + n % 3, 2), n % 9 if n % 7 else None)
        for n in range(40)
    ],
    time="day",
)
METRICS = [
    metric("n", "COUNT(*)", dataset="people"),
    metric("visits_made", "COUNT(*)", dataset="visits"),
    metric("minutes", "SUM(visits.minutes)"),
    metric("minutes_each", "SUM(visits.minutes) / COUNT(DISTINCT people.id)"),
]
LINKS = [link("visits.person -> people.id", "visitor")]


@pytest.fixture(scope="module")
def world(lasting: SqlEngine) -> World:
    return build(lasting, [PEOPLE, VISITS], links=LINKS, metrics=METRICS)


def passing(test: Callable[[dict[str, Any]], bool | None]) -> int:
    return sum(test(row) is True for row in PEOPLE.records())


def where(field: str, op: Operator, *values: Scalar) -> Predicate:
    return Predicate(field=f"people.{field}", op=op, values=values)


ACTIVE = Predicate(field="people.active", op="=", values=(True,))
NOT_ACTIVE = Predicate(field="people.active", op="!=", values=(True,))
INACTIVE = Predicate(field="people.active", op="=", values=(False,))


def known(value: Any, test: Callable[[Any], bool]) -> bool | None:
    """SQL's three values: unknown where the value is NULL."""
    return None if value is None else test(value)


CASES: list[tuple[Filter, Callable[[dict[str, Any]], bool | None]]] = [
    (where("age", "=", 4), lambda r: known(r["age"], lambda v: v == 4)),
    (where("age", "!=", 4), lambda r: known(r["age"], lambda v: v != 4)),
    (where("age", "<", 5), lambda r: known(r["age"], lambda v: v < 5)),
    (where("age", ">=", 5), lambda r: known(r["age"], lambda v: v >= 5)),
    (where("age", "in", 1, 2, 3), lambda r: known(r["age"], lambda v: v in {1, 2, 3})),
    (where("age", "not_in", 1, 2, 3), lambda r: known(r["age"], lambda v: v not in {1, 2, 3})),
    (where("age", "between", 2, 6), lambda r: known(r["age"], lambda v: 2 <= v <= 6)),
    (where("age", "is_null"), lambda r: r["age"] is None),
    (where("age", "is_not_null"), lambda r: r["age"] is not None),
    (where("score", ">", 1.5), lambda r: r["score"] > 1.5),
    (where("paid", "=", Decimal("1.25")), lambda r: r["paid"] == Decimal("1.25")),
    (where("paid", "<=", Decimal("0.75")), lambda r: r["paid"] <= Decimal("0.75")),
    (where("joined", "=", date(2020, 1, 3)), lambda r: r["joined"] == date(2020, 1, 3)),
    (where("joined", ">", "2020-01-10"), lambda r: r["joined"] > date(2020, 1, 10)),
    (ACTIVE, lambda r: r["active"]),
    (INACTIVE, lambda r: known(r["active"], lambda v: v is False)),
    (
        Predicate(field="people.active", op="!=", values=(True,)),
        lambda r: known(r["active"], lambda v: v is not True),
    ),
    (where("name", "contains", "PLA"), lambda r: known(r["name"], lambda v: "pla" in v.lower())),
    (
        where("name", "not_contains", "a"),
        lambda r: known(r["name"], lambda v: "a" not in v.lower()),
    ),
    (
        where("name", "starts_with", "o'b"),
        lambda r: known(r["name"], lambda v: v.startswith("O'B")),
    ),
    (
        where("name", "ends_with", "IN"),
        lambda r: known(r["name"], lambda v: v.lower().endswith("in")),
    ),
    (where("name", "contains", "%"), lambda r: known(r["name"], lambda v: "%" in v)),
    (where("name", "contains", "_"), lambda r: known(r["name"], lambda v: "_" in v)),
    (where("name", "contains", "\\"), lambda r: known(r["name"], lambda v: "\\" in v)),
    (where("name", "starts_with", "%"), lambda r: known(r["name"], lambda v: v.startswith("%"))),
    (where("name", "contains", "CAFÉ"), lambda r: known(r["name"], lambda v: "café" in v)),
    (where("name", "<", "a"), lambda r: known(r["name"], lambda v: v < "a")),
    (Not(item=where("age", "=", 4)), lambda r: known(r["age"], lambda v: v != 4)),
    (Not(item=where("age", "is_null")), lambda r: r["age"] is not None),
    (And(items=()), lambda r: True),
    (Or(items=()), lambda r: False),
    (
        And(items=(where("age", ">", 2), ACTIVE)),
        lambda r: bool(r["age"] is not None and r["age"] > 2 and r["active"]),
    ),
    (
        Or(items=(where("age", ">", 7), ACTIVE)),
        lambda r: bool((r["age"] is not None and r["age"] > 7) or r["active"]),
    ),
    (
        Not(item=Or(items=(where("age", ">", 7), ACTIVE))),
        lambda r: r["age"] is not None and r["age"] <= 7 and r["active"] is False,
    ),
    (
        Or(items=(where("age", "=", 1), And(items=(where("age", "=", 4), where("id", "<", 9))))),
        lambda r: r["age"] == 1 or (r["age"] == 4 and r["id"] < 9),
    ),
    (
        Condition(sql="people.age > people.score"),
        lambda r: known(r["age"], lambda v: v > r["score"]),
    ),
    (
        Condition(sql="people.age = 1 OR people.age = 4"),
        lambda r: known(r["age"], lambda v: v in {1, 4}),
    ),
]


@pytest.mark.parametrize("number", range(len(CASES)))
def test_a_filter_passes_what_python_passes(world: World, number: int) -> None:
    condition, test = CASES[number]
    assert world.value("n", filters=(condition,)) == passing(test)


@pytest.mark.parametrize("text", [text for text in HOSTILE if text is not None])
def test_any_text_is_a_value_and_never_sql(world: World, text: str) -> None:
    ops: tuple[Operator, ...] = ("=", "in")
    for op in ops:
        assert world.value("n", filters=(where("name", op, text),)) == 1
    others = passing(lambda r: r["name"] is not None and r["name"] != text)
    assert world.value("n", filters=(where("name", "!=", text),)) == others
    assert world.value("n") == 15


def test_hostile_text_as_group_value_comes_back_unchanged(world: World) -> None:
    found = world.ask(Query(metrics=("n",), group_by=("people.name",)))
    assert same(found.rows, [(text, 1) for text in HOSTILE])


def test_a_filter_combined_by_or_does_not_leak_into_its_neighbours(world: World) -> None:
    either = Condition(sql="people.age = 1 OR people.age = 4")
    found = world.value("n", filters=(either, ACTIVE))
    assert found == passing(lambda r: r["age"] in {1, 4} and r["active"])


def test_null_among_the_values_of_in_does_not_swallow_rows(world: World) -> None:
    found = world.value("n", filters=(where("age", "in", 1, 4),))
    assert found == passing(lambda r: r["age"] in {1, 4})
    try:
        with_null = world.value("n", filters=(where("age", "not_in", 1, None),))
    except BoardroomError:
        return
    assert with_null == passing(lambda r: r["age"] is not None and r["age"] != 1)


@pytest.mark.parametrize(
    "bad",
    [
        where("age", "="),
        where("age", "between", 1),
        where("age", "is_null", 1),
        where("age", "=", 1, 2),
        Predicate(field="people.agee", op="=", values=(1,)),
        Condition(sql="people.age >"),
        Condition(sql="1=1; DROP TABLE people"),
        Condition(sql="people.age > (SELECT 1)"),
        Condition(sql="SUM(people.age) > 3"),
    ],
)
def test_a_malformed_filter_is_our_error_not_the_databases(world: World, bad: Filter) -> None:
    with pytest.raises(BoardroomError):
        world.ask(Query(metrics=("n",), filters=(bad,)))


# Exists


def visits_of(person: int, test: Callable[[dict[str, Any]], bool] = lambda r: True) -> int:
    return sum(row["person"] == person and test(row) for row in VISITS.records())


def test_exists_keeps_entities_that_have_rows(world: World) -> None:
    have = Exists(dataset="visits", of="people")
    assert world.value("n", filters=(have,)) == passing(lambda r: visits_of(r["id"]) > 0)


def test_not_exists_keeps_the_rest_although_some_rows_have_null_keys(world: World) -> None:
    lack = Not(item=Exists(dataset="visits", of="people"))
    assert world.value("n", filters=(lack,)) == passing(lambda r: visits_of(r["id"]) == 0)


def test_exists_with_a_condition_and_a_count(world: World) -> None:
    def long(row: dict[str, Any]) -> bool:
        return row["minutes"] is not None and row["minutes"] > 3

    long_visit = Predicate(field="visits.minutes", op=">", values=(3,))
    have = Exists(dataset="visits", of="people", where=long_visit)
    assert world.value("n", filters=(have,)) == passing(lambda r: visits_of(r["id"], long) > 0)
    often = replace(have, having="COUNT(*) >= 2")
    assert world.value("n", filters=(often,)) == passing(lambda r: visits_of(r["id"], long) >= 2)
    lack = Not(item=often)
    assert world.value("n", filters=(lack,)) == passing(lambda r: visits_of(r["id"], long) < 2)


def test_exists_having_a_sum(world: World) -> None:
    def spent(person: int) -> int:
        rows = [row for row in VISITS.records() if row["person"] == person]
        return sum(row["minutes"] or 0 for row in rows)

    rich = Exists(dataset="visits", of="people", having="SUM(visits.minutes) > 8")
    assert world.value("n", filters=(rich,)) == passing(lambda r: spent(r["id"]) > 8)


def test_exists_filters_everything_that_reaches_the_entity(world: World) -> None:
    often = Exists(dataset="visits", of="people", having="COUNT(*) >= 3")
    frequent = {r["id"] for r in PEOPLE.records() if visits_of(r["id"]) >= 3}
    found = world.value("visits_made", filters=(often,))
    assert found == sum(row["person"] in frequent for row in VISITS.records())


def test_a_row_without_the_entity_has_no_such_rows(world: World) -> None:
    """A NULL or dangling key leads to nobody, so to nobody's visits either."""
    often = Exists(dataset="visits", of="people", having="COUNT(*) >= 3")
    frequent = {r["id"] for r in PEOPLE.records() if visits_of(r["id"]) >= 3}
    rows = VISITS.records()
    rest = [row for row in rows if row["person"] not in frequent]
    assert any(row["person"] is None for row in rest)
    assert world.value("visits_made", filters=(Not(item=often),)) == len(rest)
    either = Or(items=(Not(item=often), Predicate(field="visits.minutes", op="=", values=(4,))))
    expected = len(rest) + sum(r["minutes"] == 4 and r["person"] in frequent for r in rows)
    assert world.value("visits_made", filters=(either,)) == expected


def test_exists_inside_or(world: World) -> None:
    either = Or(items=(Exists(dataset="visits", of="people"), where("age", "=", 4)))
    expected = passing(lambda r: visits_of(r["id"]) > 0 or r["age"] == 4)
    assert world.value("n", filters=(either,)) == expected


def test_a_filter_on_the_one_side_restricts_the_many_side_and_drops_null_keys(world: World) -> None:
    actives = {row["id"] for row in PEOPLE.records() if row["active"]}
    found = world.value("visits_made", filters=(ACTIVE,))
    assert found == sum(row["person"] in actives for row in VISITS.records())


# Policies


def allowed(world: World, rules: AccessRules) -> World:
    return replace(world, access=rules)


def test_a_row_policy_restricts_the_dataset_and_all_that_reaches_it(world: World) -> None:
    young = AccessRules(row_filters={"people": where("age", "<", 5)})
    ids = {r["id"] for r in PEOPLE.records() if r["age"] is not None and r["age"] < 5}
    guarded = allowed(world, young)
    assert guarded.value("n") == len(ids)
    visits = [row for row in VISITS.records() if row["person"] in ids]
    assert guarded.value("visits_made") == len(visits)
    assert guarded.value("minutes") == sum(row["minutes"] or 0 for row in visits)
    each = guarded.value("minutes_each")
    assert float(each) == pytest.approx(sum(row["minutes"] or 0 for row in visits) / len(ids))


def test_a_row_policy_on_the_many_side_does_not_touch_the_one_side(world: World) -> None:
    short = Predicate(field="visits.minutes", op="<", values=(3,))
    guarded = allowed(world, AccessRules(row_filters={"visits": short}))
    assert guarded.value("n") == 15
    rows = [r for r in VISITS.records() if r["minutes"] is not None and r["minutes"] < 3]
    assert guarded.value("visits_made") == len(rows)


def test_a_row_policy_holds_inside_exists(world: World) -> None:
    short = Predicate(field="visits.minutes", op="<", values=(3,))
    guarded = allowed(world, AccessRules(row_filters={"visits": short}))
    have = Exists(dataset="visits", of="people")

    def seen(row: dict[str, Any]) -> bool:
        return row["minutes"] is not None and row["minutes"] < 3

    assert guarded.value("n", filters=(have,)) == passing(lambda r: visits_of(r["id"], seen) > 0)


def test_a_row_policy_cannot_be_widened_by_a_filter(world: World) -> None:
    young = AccessRules(row_filters={"people": where("age", "<", 5)})
    wide = Or(items=(where("age", ">=", 5), where("age", "<", 5), where("age", "is_null")))
    assert allowed(world, young).value("n", filters=(wide,)) == allowed(world, young).value("n")
    loose = Condition(sql="1 = 1 OR people.age > 0")
    assert allowed(world, young).value("n", filters=(loose,)) == allowed(world, young).value("n")


def test_a_row_policy_holds_for_records_of_the_many_side(world: World) -> None:
    young = AccessRules(row_filters={"people": where("age", "<", 5)})
    ids = {r["id"] for r in PEOPLE.records() if r["age"] is not None and r["age"] < 5}
    found = allowed(world, young).ask(Query(records="visits", fields=("id",)))
    expected = [(row["id"],) for row in VISITS.records() if row["person"] in ids]
    assert same(found.rows, expected)


@pytest.mark.parametrize(
    "query",
    [
        Query(metrics=("n",), group_by=("people.age",)),
        Query(metrics=("n",), filters=(where("age", ">", 3),)),
        Query(metrics=("n",), filters=(Not(item=Or(items=(where("age", ">", 3),))),)),
        Query(metrics=("n",), filters=(Condition(sql="people.age > 3"),)),
        Query(metrics=("visits_made",), group_by=("visitor.age",)),
        Query(
            metrics=("n",),
            filters=(Exists(dataset="visits", of="people", where=where("age", "=", 1)),),
        ),
        Query(records="people", fields=("id", "age")),
        Query(records="visits", fields=("people.age",)),
    ],
)
def test_a_hidden_field_is_refused_by_name_wherever_it_is_used(world: World, query: Query) -> None:
    guarded = allowed(world, AccessRules(hidden_fields=frozenset({"people.age"})))
    with pytest.raises(PolicyError, match="age"):
        guarded.ask(query)


def test_a_hidden_field_is_left_out_of_all_records(world: World) -> None:
    guarded = allowed(world, AccessRules(hidden_fields=frozenset({"people.age"})))
    assert "age" not in guarded.ask(Query(records="people")).names


def test_a_metric_over_a_hidden_field_or_dataset_is_refused(world: World) -> None:
    guarded = allowed(world, AccessRules(hidden_fields=frozenset({"visits.minutes"})))
    with pytest.raises(PolicyError, match="minutes"):
        guarded.value("minutes")
    guarded = allowed(world, AccessRules(hidden_datasets=frozenset({"visits"})))
    for name in ("minutes", "visits_made", "minutes_each"):
        with pytest.raises(PolicyError, match="visits"):
            guarded.value(name)
    with pytest.raises(PolicyError, match="visits"):
        guarded.value("n", filters=(Exists(dataset="visits", of="people"),))
    assert guarded.value("n") == 15
