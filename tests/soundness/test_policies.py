"""Policies: no question, however it is put, shows a row or a field that may not be seen."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from boardroom.errors import AmbiguousError, BoardroomError, PolicyError
from boardroom.semantic.context import AccessRules
from boardroom.semantic.model import IntervalTime, MetricInput
from boardroom.semantic.query import (
    Condition,
    Exists,
    Filter,
    LimitPer,
    NamedExpression,
    Not,
    Order,
    Predicate,
    Query,
    Transform,
)
from tests.soundness.world import SqlEngine, World, build, group, link, metric, same, table

JAN, FEB, MAR = date(2020, 1, 10), date(2020, 2, 10), date(2020, 3, 10)
PLACES = table("places", "id:int! city:text secret:text", [(1, "Rome", "r"), (2, "Oslo", "o")])
TEAMS = table(
    "teams", "id:int! name:text place:int", [(1, "red", 1), (2, "blue", 2), (3, "grey", None)]
)
DEALS = table(
    "deals",
    "id:int! team:int sold_in:int day:date until:date v:int",
    [
        (1, 1, 1, JAN, FEB, 1),
        (2, 1, 2, FEB, None, 2),
        (3, 2, 1, JAN, MAR, 4),
        (4, 2, 2, FEB, None, 8),
        (5, 3, 1, JAN, None, 16),
        (6, None, 2, FEB, None, 32),
        (7, 1, None, MAR, None, 64),
    ],
    time="day",
)
NOTES = table(
    "notes", "id:int! deal:int text:text", [(1, 1, "a"), (2, 1, "b"), (3, 3, "a"), (4, 5, "b")]
)
LABELS = table("labels", "id:int! name:text", [(1, "hot"), (2, "cold")])
DEAL_LABELS = table(
    "deal_labels", "deal:int label:int", [(1, 1), (2, 2), (3, 1), (3, 2), (4, 2)], bridge=True
)
LINKS = [
    link("deals.team -> teams.id", "team"),
    link("teams.place -> places.id", "seat"),
    link("deals.sold_in -> places.id", "market", active=False),
    link("notes.deal -> deals.id", "deal"),
    link("deal_labels.deal -> deals.id", "labelled"),
    link("deal_labels.label -> labels.id", "label"),
]
METRICS = [
    metric("v", "SUM(deals.v)"),
    metric("n", "COUNT(*)", dataset="deals"),
    metric("teams_counted", "COUNT(teams.id)"),
    metric("per_team", "SUM(deals.v) / COUNT(DISTINCT teams.id)"),
    metric("notes_written", "COUNT(notes.id)"),
    metric("month_ago", "v", offset="1 month"),
    metric("ever", "v", to_date="all"),
    metric("held", "SUM(deals.v)", time=IntervalTime(start="deals.day", end="deals.until")),
    metric("red", "v", filter="teams.name = 'red'"),
    metric("growth", "v - b", inputs={"b": MetricInput(metric="v", offset="1 month")}),
    metric("secrets", "COUNT(places.secret)"),
]


@pytest.fixture(scope="module")
def world(lasting: SqlEngine) -> World:
    tables = [PLACES, TEAMS, DEALS, NOTES, LABELS, DEAL_LABELS]
    return build(lasting, tables, links=LINKS, metrics=METRICS)


def rows_of(world: World, rules: Mapping[str, Filter]) -> World:
    return replace(world, access=AccessRules(row_filters=rules))


def equals(field: str, value: str | int) -> Predicate:
    return Predicate(field=field, op="=", values=(value,))


RED = equals("teams.name", "red")
ROME = equals("places.city", "Rome")


def test_a_policy_on_a_dimension_restricts_every_kind_of_metric(world: World) -> None:
    red = rows_of(world, {"teams": RED})
    found = red.ask(Query(metrics=("v", "n", "teams_counted", "per_team", "notes_written", "red")))
    assert same(found.rows, [(67, 3, 1, 67.0, 2, 67)])


def test_a_policy_holds_in_each_window_of_time(world: World) -> None:
    red = rows_of(world, {"teams": RED})
    query = Query(metrics=("v", "month_ago", "ever", "growth"), time_range="2020-02", grain="month")
    assert same(red.ask(query).rows, [(date(2020, 2, 1), 2, 1, 3, 1)])
    compared = Query(metrics=("v",), time_range="2020-02", compare="previous_period")
    assert red.ask(compared).rows[0][:2] == (2, 1)
    assert red.value("held", time_range="2020-01") == 1


def test_a_policy_two_hops_away_restricts_too(world: World) -> None:
    rome = rows_of(world, {"places": ROME})
    assert rome.value("teams_counted") == 1
    # Deals that reach Rome through their team; the inactive market link is not a way to a place.
    assert rome.value("v") == 1 + 2 + 64


def test_a_restricted_place_stays_hidden_behind_a_named_role(world: World) -> None:
    rome = rows_of(world, {"places": ROME})
    found = rome.ask(Query(metrics=("v",), group_by=("market.city",)))
    assert "Oslo" not in found.column("market.city")
    only = rome.value("v", filters=(equals("market.city", "Oslo"),))
    assert not only


def test_a_policy_over_two_active_roles_never_shows_more_than_one_of_them_allows(
    engine: SqlEngine,
) -> None:
    links = [link("deals.team -> teams.id", "team"), link("teams.place -> places.id", "seat")]
    links.append(link("deals.sold_in -> places.id", "market"))
    both = build(engine, [PLACES, TEAMS, DEALS], links=links, metrics=METRICS[:2])
    rome = rows_of(both, {"places": ROME})
    try:
        found = rome.ask(Query(metrics=("v",)))
    except BoardroomError:
        return
    assert found.value("v") in {1 + 2 + 64, 1 + 4 + 16, 1}


def test_a_policy_may_speak_of_a_relative(world: World) -> None:
    found = rows_of(world, {"deals": ROME}).value("v")
    assert found == 67
    notes = rows_of(world, {"deals": ROME}).value("notes_written")
    assert notes == 2


def test_policies_on_several_datasets_all_hold(world: World) -> None:
    rules = {"teams": RED, "deals": Predicate(field="deals.v", op=">", values=(1,))}
    assert rows_of(world, rules).value("v") == 66


def test_a_policy_with_a_condition_or_exists_holds(world: World) -> None:
    some = Condition(sql="deals.v = 1 OR deals.v = 4")
    assert rows_of(world, {"deals": some}).value("v", filters=(RED,)) == 1
    noted = Exists(dataset="notes", of="deals")
    assert rows_of(world, {"deals": noted}).value("v") == 1 + 4 + 16
    assert rows_of(world, {"deals": Not(item=noted)}).value("v") == 2 + 8 + 32 + 64


def test_labels_that_may_not_be_seen_are_no_groups_across_a_bridge(world: World) -> None:
    hot = rows_of(world, {"labels": equals("labels.name", "hot")})
    found = hot.ask(Query(metrics=("v",), group_by=("labels.name",)))
    assert "cold" not in found.column("labels.name")
    assert {row[0]: row[1] for row in found.rows}["hot"] == 5
    cold = hot.value("v", filters=(equals("labels.name", "cold"),))
    assert not cold


def test_links_that_may_not_be_seen_do_not_link(world: World) -> None:
    first = rows_of(world, {"deal_labels": equals("deal_labels.deal", 1)})
    found = first.ask(Query(metrics=("v",), group_by=("labels.name",)))
    assert {row[0]: row[1] for row in found.rows if row[0]} == {"hot": 1}


def test_a_policy_on_the_entity_holds_inside_and_outside_exists(world: World) -> None:
    red = rows_of(world, {"teams": RED})
    noted = Exists(dataset="notes", of="deals")
    assert red.value("v", filters=(noted,)) == 1
    written = rows_of(world, {"notes": equals("notes.text", "b")})
    assert written.value("v", filters=(noted,)) == 1 + 16
    assert written.value("v", filters=(Not(item=noted),)) == 127 - 17


def test_records_show_only_allowed_rows_and_values(world: World) -> None:
    red = rows_of(world, {"teams": RED})
    found = red.ask(Query(records="deals", fields=("id", "teams.name")))
    assert same(found.rows, [(1, "red"), (2, "red"), (7, "red")])
    notes = red.ask(Query(records="notes", fields=("id", "deals.v")))
    assert same(notes.rows, [(1, 1), (2, 1)])
    rome = rows_of(world, {"places": ROME})
    markets = rome.ask(Query(records="deals", fields=("id", "market.city")))
    assert "Oslo" not in markets.column("market.city")


BUYERS = table(
    "buyers",
    "id:int! referrer:int tier:text place:int",
    [
        (1, None, "gold", 1),
        (2, 1, "gold", 2),
        (3, 4, "gold", 1),
        (4, 1, "plain", 1),
        (5, 4, "plain", 2),
        (6, 99, "gold", None),
    ],
)
BUYS = table(
    "buys", "id:int! buyer:int payer:int v:int", [(n, n % 7, (n * 3) % 8, 2**n) for n in range(12)]
)
GOLD = equals("buyers.tier", "gold")
GOLDEN = {row["id"] for row in BUYERS.records() if row["tier"] == "gold"}
REFERRER = {row["id"]: row["referrer"] for row in BUYERS.records()}


@pytest.fixture(scope="module")
def club(lasting: SqlEngine) -> World:
    links = [
        link("buys.buyer -> buyers.id", "buyer"),
        link("buys.payer -> buyers.id", "payer", active=False),
        link("buyers.referrer -> buyers.id", "referrer"),
        link("buyers.place -> places.id", "home", active=False),
    ]
    metrics = [
        metric("bought", "SUM(buys.v)"),
        metric("members", "COUNT(*)", dataset="buyers"),
        metric("referred", "COUNT(referrer.tier)"),
    ]
    return build(lasting, [BUYERS, BUYS, PLACES], links=links, metrics=metrics)


def seen(buyer: int | None) -> str | None:
    """The tier of a buyer as a reader of gold ones sees it: of others nothing."""
    return "gold" if buyer in GOLDEN else None


def test_a_relative_that_may_not_be_seen_is_empty_and_the_own_row_stays(club: World) -> None:
    gold = rows_of(club, {"buyers": GOLD})
    query = Query(records="buyers", fields=("id", "referrer.tier", "referrer.id"))
    expected = [
        (n, seen(REFERRER[n]), REFERRER[n] if seen(REFERRER[n]) else None) for n in sorted(GOLDEN)
    ]
    assert same(gold.ask(query).rows, expected)
    assert gold.ask(replace(query, fields=("id",))).column("id") == sorted(GOLDEN)
    ordered = Query(records="buyers", fields=("id",), order=(Order(by="referrer.tier"),))
    assert sorted(gold.ask(ordered).column("id")) == sorted(GOLDEN)


@pytest.mark.parametrize("role", ["referrer", "buyer.referrer", "payer", "payer.referrer"])
def test_groups_of_a_named_role_sum_to_what_may_be_seen(club: World, role: str) -> None:
    gold = rows_of(club, {"buyers": GOLD})
    found = gold.ask(Query(metrics=("bought",), group_by=(f"{role}.tier",)))

    def end(row: Mapping[str, int]) -> int | None:
        at: int | None = row["payer" if role.startswith("payer") else "buyer"]
        at = at if seen(at) else None
        return REFERRER.get(at or 0) if role.endswith("referrer") else at

    rows = [row for row in BUYS.records() if row["buyer"] in GOLDEN]
    assert same(
        found.rows, group(rows, lambda row: (seen(end(row)),), lambda g: sum(r["v"] for r in g))
    )
    assert sum(found.column("bought")) == gold.value("bought") == sum(r["v"] for r in rows)


def test_a_policy_that_looks_at_a_role_itself_is_not_veiled_by_it(club: World) -> None:
    """Members whom a plain one referred: their referrers may not be seen, but choose them."""
    rule = equals("referrer.tier", "plain")
    guarded = rows_of(club, {"buyers": rule})
    chosen = {n for n, by in REFERRER.items() if by in REFERRER and by not in GOLDEN}
    assert chosen
    assert guarded.value("members") == len(chosen)
    found = guarded.ask(Query(metrics=("members",), group_by=("referrer.tier",)))
    visible = {n: "plain" if REFERRER[n] in chosen else None for n in chosen}
    expected = group([{"t": t} for t in visible.values()], lambda row: (row["t"],), len)
    assert same(found.rows, expected)


def test_what_lies_behind_a_veiled_relative_is_veiled_too(club: World) -> None:
    gold = rows_of(club, {"buyers": GOLD})
    found = gold.ask(Query(records="buyers", fields=("id", "referrer.home.city")))
    city = {1: "Rome", 2: "Oslo"}
    home = {row["id"]: city.get(row["place"]) for row in BUYERS.records()}
    expected = [(n, home[REFERRER[n]] if seen(REFERRER[n]) else None) for n in sorted(GOLDEN)]
    assert same(found.rows, expected)


def test_a_metric_over_a_role_counts_only_relatives_that_may_be_seen(club: World) -> None:
    gold = rows_of(club, {"buyers": GOLD})
    assert gold.value("referred") == sum(seen(REFERRER[n]) is not None for n in GOLDEN)
    named = gold.value("members", filters=(equals("referrer.tier", "plain"),))
    assert named == 0


HIDDEN = AccessRules(hidden_fields=frozenset({"places.secret"}))


@pytest.mark.parametrize(
    "query",
    [
        Query(metrics=("v",), group_by=("places.secret",)),
        Query(metrics=("v",), group_by=("secret",)),
        Query(metrics=("v",), group_by=("seat.secret",)),
        Query(metrics=("v",), group_by=("market.secret",)),
        Query(metrics=("v",), group_by=("team.seat.secret",)),
        Query(
            metrics=("v",), group_by=(NamedExpression(name="x", expression="places.secret || '!'"),)
        ),
        Query(expressions=(NamedExpression(name="x", expression="MAX(places.secret)"),)),
        Query(expressions=(NamedExpression(name="x", expression="secrets + 1"),)),
        Query(metrics=("secrets",)),
        Query(metrics=("v",), filters=(equals("places.secret", "r"),)),
        Query(metrics=("v",), filters=(Condition(sql="places.secret LIKE 'r%'"),)),
        Query(metrics=("v",), filters=(Condition(sql="market.secret = 'o'"),)),
        Query(
            metrics=("v",),
            filters=(Exists(dataset="teams", of="places", having="MAX(places.secret) = 'r'"),),
        ),
        Query(
            metrics=("v",),
            filters=(Exists(dataset="deals", of="teams", where=equals("market.secret", "r")),),
        ),
        Query(metrics=("v",), time_field="places.secret"),
        Query(records="places", fields=("secret",)),
        Query(records="deals", fields=("id", "market.secret")),
        Query(records="places", fields=("id",), order=(Order(by="secret"),)),
        Query(metrics=("v",), limit_per=LimitPer(by=("places.secret",), limit=1)),
        Query(
            metrics=("v",),
            transforms=(Transform(kind="share", metric="v", within=("places.secret",)),),
        ),
        Query(metrics=("v",), having=("places.secret = 'r'",)),
    ],
)
def test_a_hidden_field_is_never_used(world: World, query: Query) -> None:
    with pytest.raises(BoardroomError) as caught:
        replace(world, access=HIDDEN).ask(query)
    assert "secret" in str(caught.value)


@pytest.mark.parametrize(
    "query",
    [
        Query(metrics=("v",), group_by=("places.secret",)),
        Query(metrics=("v",), group_by=("market.secret",)),
        Query(metrics=("secrets",)),
        Query(records="places", fields=("secret",)),
    ],
)
def test_the_refusal_is_a_policy_error(world: World, query: Query) -> None:
    with pytest.raises(PolicyError):
        replace(world, access=HIDDEN).ask(query)


def test_a_hidden_dataset_cannot_be_walked_through_by_name(world: World) -> None:
    hidden = replace(world, access=AccessRules(hidden_datasets=frozenset({"places"})))
    for reference in ("places.city", "seat.city", "market.city", "team.seat.city"):
        with pytest.raises(PolicyError, match="places"):
            hidden.ask(Query(metrics=("v",), group_by=(reference,)))
    with pytest.raises(PolicyError, match="places"):
        hidden.ask(Query(records="places"))
    assert hidden.value("v") == 127


def test_a_hidden_key_still_joins(world: World) -> None:
    rules = AccessRules(hidden_fields=frozenset({"teams.id", "deals.team"}))
    found = replace(world, access=rules).ask(Query(metrics=("v",), group_by=("teams.name",)))
    assert same(found.rows, [("red", 67), ("blue", 12), ("grey", 16), (None, 32)])


def test_a_policy_still_restricts_by_a_field_that_is_hidden_from_the_reader(world: World) -> None:
    rules = AccessRules(
        row_filters={"places": equals("places.secret", "r")},
        hidden_fields=frozenset({"places.secret"}),
    )
    assert replace(world, access=rules).value("v") == 67


def test_plans_of_one_principal_are_not_reused_for_another(world: World) -> None:
    query = Query(metrics=("v",))
    assert world.ask(query).value("v") == 127
    assert rows_of(world, {"teams": RED}).ask(query).value("v") == 67
    assert rows_of(world, {"teams": equals("teams.name", "blue")}).ask(query).value("v") == 12
    assert world.ask(query).value("v") == 127


@pytest.mark.parametrize(
    "query",
    [
        Query(metrics=("v",), group_by=("places.secre",)),
        Query(metrics=("v",), filters=(equals("places.secre", "r"),)),
        Query(metrics=("v",), group_by=("secre",)),
        Query(metrics=("secrts",)),
        Query(metrics=("notes_writen",)),
        Query(metrics=("v",), group_by=("note.text",)),
        Query(metrics=("v",), group_by=("deals.dea.text",)),
        Query(expressions=(NamedExpression(name="x", expression="notes_writen + 1"),)),
        Query(records="note"),
        Query(records="places", fields=("secre",)),
        Query(metrics=("v",), filters=(Exists(dataset="notez", of="deals"),)),
    ],
)
def test_an_error_suggests_only_what_may_be_seen(world: World, query: Query) -> None:
    rules = AccessRules(
        hidden_fields=frozenset({"places.secret"}), hidden_datasets=frozenset({"notes"})
    )
    with pytest.raises(BoardroomError) as caught:
        replace(world, access=rules).ask(query)
    hint = caught.value.hint or ""
    assert not any(name in hint for name in ("secret", "notes", "notes_written"))
    with pytest.raises(BoardroomError) as plain:
        world.ask(query)
    assert caught.value.message == plain.value.message


def test_an_error_still_suggests_what_may_be_seen(world: World) -> None:
    rules = AccessRules(hidden_fields=frozenset({"places.secret"}))
    with pytest.raises(BoardroomError) as caught:
        replace(world, access=rules).ask(Query(metrics=("v",), group_by=("places.citty",)))
    assert caught.value.hint == "Did you mean 'city'?"


def test_several_readings_of_a_name_do_not_tell_hidden_ones(world: World) -> None:
    rules = AccessRules(hidden_datasets=frozenset({"labels", "notes"}))
    query = Query(expressions=(NamedExpression(name="x", expression="SUM(id)"),))
    with pytest.raises(AmbiguousError) as caught:
        replace(world, access=rules).ask(query)
    assert set(caught.value.choices) == {"places.id", "teams.id", "deals.id"}
    assert "labels" not in caught.value.message


def test_a_name_with_one_visible_reading_is_not_told_apart(world: World) -> None:
    rules = AccessRules(hidden_datasets=frozenset({"labels", "places", "notes", "deals"}))
    query = Query(expressions=(NamedExpression(name="x", expression="SUM(id)"),))
    with pytest.raises(AmbiguousError) as caught:
        replace(world, access=rules).ask(query)
    assert "labels" not in f"{caught.value.message} {caught.value.choices}"
