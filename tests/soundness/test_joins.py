"""Joins: no row is lost, none is counted twice, and no path is guessed."""

from datetime import date
from decimal import Decimal

import pytest

from boardroom.errors import AmbiguousError, NotFoundError, QueryError
from boardroom.semantic.query import Predicate, Query
from tests.soundness.world import SqlEngine, World, build, group, link, metric, same, table, total

CONTINENTS = table("continents", "id:int! name:text", [(1, "Europe"), (2, "Asia")])
COUNTRIES = table(
    "countries",
    "id:int! name:text continent:int",
    [(1, "France", 1), (2, "Japan", 2), (3, "Atlantis", None)],
)
REGIONS = table(
    "regions",
    "id:int! name:text country:int",
    [(1, "Paris", 1), (2, "Lyon", 1), (3, "Tokyo", 2), (4, "Nowhere", None), (5, "Deep", 3)],
)
CUSTOMERS = table(
    "customers",
    "id:int! name:text state:text region:int",
    [
        (1, "Ann", "CA", 1),
        (2, "Bob", "NY", 2),
        (3, "Cid", None, 3),
        (4, "Dan", "CA", None),
        (5, "Eve", None, 4),
        (6, "Fay", "TX", 5),
    ],
)
ORDERS = table(
    "orders",
    "id:int! customer:int day:date amount:dec",
    [
        (1, 1, date(2020, 1, 5), Decimal("10.00")),
        (2, 1, date(2020, 1, 9), Decimal("20.50")),
        (3, 2, date(2020, 1, 9), Decimal("5.25")),
        (4, 3, date(2020, 2, 1), Decimal("7.75")),
        (5, None, date(2020, 2, 2), Decimal("100.00")),
        (6, 99, date(2020, 2, 3), Decimal("1000.00")),
        (7, 4, date(2020, 2, 4), Decimal("3.00")),
        (8, 5, date(2020, 3, 4), Decimal("4.00")),
        (9, 6, date(2020, 3, 4), None),
    ],
    time="day",
)
ITEMS = table(
    "items",
    "id:int! order_id:int sku:text qty:int",
    [
        (1, 1, "x", 1),
        (2, 1, "y", 2),
        (3, 1, "z", 3),
        (4, 2, "x", 4),
        (5, 3, None, 5),
        (6, 4, "y", 6),
        (7, None, "y", 7),
        (8, 5, "x", 8),
        (9, 9, "x", 9),
    ],
    time="orders.day",
)
TICKETS = table(
    "tickets",
    "id:int! customer:int opened:date hours:float",
    [
        (1, 1, date(2020, 1, 1), 1.5),
        (2, 1, date(2020, 1, 2), 2.5),
        (3, 1, date(2020, 2, 2), 4.0),
        (4, 3, date(2020, 2, 2), 8.0),
        (5, None, date(2020, 3, 2), 16.0),
        (6, 6, date(2020, 3, 3), 32.0),
    ],
    time="opened",
)
LINKS = [
    link("items.order_id -> orders.id"),
    link("orders.customer -> customers.id"),
    link("tickets.customer -> customers.id"),
    link("customers.region -> regions.id"),
    link("regions.country -> countries.id"),
    link("countries.continent -> continents.id"),
]
METRICS = [
    metric("revenue", "SUM(orders.amount)"),
    metric("orders_placed", "COUNT(orders.id)"),
    metric("units", "SUM(items.qty)"),
    metric("ticket_hours", "SUM(tickets.hours)"),
    metric("ticket_count", "COUNT(*)", dataset="tickets"),
    metric("customer_count", "COUNT(DISTINCT customers.id)"),
    metric("revenue_per_ticket", "SUM(orders.amount) / COUNT(tickets.id)"),
    metric("units_per_customer", "SUM(items.qty) / COUNT(DISTINCT customers.id)"),
]


@pytest.fixture(scope="module")
def shop(lasting: SqlEngine) -> World:
    tables = [CONTINENTS, COUNTRIES, REGIONS, CUSTOMERS, ORDERS, ITEMS, TICKETS]
    return build(lasting, tables, links=LINKS, metrics=METRICS)


def lookup(shop: World, name: str, key: object, column: str) -> object:
    """The value of ``column`` in the row with that id; None when there is none."""
    found = [row[column] for row in shop.records(name) if row["id"] == key]
    return found[0] if found and key is not None else None


def state_of(shop: World, customer: object) -> object:
    return lookup(shop, "customers", customer, "state")


def continent_of(shop: World, customer: object) -> object:
    region = lookup(shop, "customers", customer, "region")
    country = lookup(shop, "regions", region, "country")
    continent = lookup(shop, "countries", country, "continent")
    return lookup(shop, "continents", continent, "name")


def test_rows_with_a_null_or_dangling_key_stand_under_null(shop: World) -> None:
    found = shop.ask(Query(metrics=("revenue", "orders_placed"), group_by=("customers.state",)))
    expected = group(
        shop.records("orders"),
        lambda row: (state_of(shop, row["customer"]),),
        lambda rows: (total(row["amount"] for row in rows), len(rows)),
    )
    expected = [(state, revenue or 0, count) for state, (revenue, count) in expected]
    rows = [(state, revenue or 0, count) for state, revenue, count in found.rows]
    assert same(rows, expected)
    assert sum(row[1] for row in rows) == Decimal("1150.50")


def test_a_chain_of_four_many_to_one_hops_reaches_its_end(shop: World) -> None:
    found = shop.ask(Query(metrics=("revenue",), group_by=("continents.name",)))
    expected = group(
        shop.records("orders"),
        lambda row: (continent_of(shop, row["customer"]),),
        lambda rows: total(row["amount"] for row in rows),
    )
    assert same(found.rows, expected)


def test_a_chain_of_five_hops_from_the_items(shop: World) -> None:
    found = shop.ask(Query(metrics=("units",), group_by=("continents.name",)))
    expected = group(
        shop.records("items"),
        lambda row: (continent_of(shop, lookup(shop, "orders", row["order_id"], "customer")),),
        lambda rows: total(row["qty"] for row in rows),
    )
    assert same(found.rows, expected)


def test_a_filter_at_the_end_of_a_chain_keeps_only_matching_rows(shop: World) -> None:
    europe = Predicate(field="continents.name", op="=", values=("Europe",))
    found = shop.value("revenue", filters=(europe,))
    assert found == total(
        row["amount"]
        for row in shop.records("orders")
        if continent_of(shop, row["customer"]) == "Europe"
    )


def test_parts_of_different_facts_meet_on_null_keys_too(shop: World) -> None:
    query = Query(metrics=("revenue", "ticket_hours"), group_by=("customers.state",))
    found = shop.ask(query)
    states = [row[0] for row in found.rows]
    assert len(states) == len(set(states))
    assert states.count(None) == 1
    hours = {
        state: total(
            r["hours"] for r in shop.records("tickets") if state_of(shop, r["customer"]) == state
        )
        for state in states
    }
    assert same(
        found.columns("customers.state", "ticket_hours"), [(s, hours[s] or 0) for s in states]
    )


def test_parts_meet_on_two_keys_of_which_either_is_null(shop: World) -> None:
    by = ("customers.state", "regions.name")
    found = shop.ask(Query(metrics=("orders_placed", "ticket_count"), group_by=by))

    def key(row: dict[str, object]) -> tuple[object, object]:
        region = lookup(shop, "customers", row["customer"], "region")
        return state_of(shop, row["customer"]), lookup(shop, "regions", region, "name")

    orders = [key(row) for row in shop.records("orders")]
    tickets = [key(row) for row in shop.records("tickets")]
    expected = [(*k, orders.count(k), tickets.count(k)) for k in {*orders, *tickets}]
    assert same(found.rows, expected)


def test_two_facts_of_one_customer_do_not_multiply(shop: World) -> None:
    found = shop.ask(
        Query(metrics=("revenue", "ticket_hours", "units"), group_by=("customers.name",))
    )
    ann = next(row for row in found.rows if row[0] == "Ann")
    assert ann[1:] == (Decimal("30.50"), 8.0, 10)


def test_totals_of_three_facts_are_each_their_own(shop: World) -> None:
    found = shop.ask(Query(metrics=("revenue", "ticket_hours", "units", "customer_count")))
    assert found.rows == [(Decimal("1150.50"), 64.0, 45, 6)]


def test_a_ratio_of_two_facts_divides_their_separate_sums(shop: World) -> None:
    assert float(shop.value("revenue_per_ticket")) == pytest.approx(1150.50 / 6)
    assert float(shop.value("units_per_customer")) == pytest.approx(45 / 6)


def test_a_ratio_by_state_divides_the_sums_of_that_state(shop: World) -> None:
    found = shop.ask(Query(metrics=("revenue_per_ticket",), group_by=("customers.state",)))
    by_state = {row[0]: row[1] for row in found.rows}
    assert float(by_state["CA"]) == pytest.approx(33.5 / 3)
    assert float(by_state[None]) == pytest.approx(1111.75 / 2)
    assert by_state["NY"] is None


def test_grouping_orders_by_their_items_is_refused_as_fan_out(shop: World) -> None:
    with pytest.raises(QueryError, match="items") as caught:
        shop.ask(Query(metrics=("revenue",), group_by=("items.sku",)))
    assert not isinstance(caught.value, AmbiguousError)
    assert caught.value.hint


def test_filtering_orders_by_their_items_is_refused_and_points_to_exists(shop: World) -> None:
    with pytest.raises(QueryError, match="items") as caught:
        shop.ask(
            Query(
                metrics=("revenue",), filters=(Predicate(field="items.sku", op="=", values=("x",)),)
            )
        )
    assert "xists" in str(caught.value)


def test_a_fact_that_cannot_reach_the_dimension_is_refused_by_name(shop: World) -> None:
    with pytest.raises(QueryError, match="tickets"):
        shop.ask(Query(metrics=("units", "ticket_hours"), group_by=("items.sku",)))


def test_an_expression_over_the_chain_is_computed_at_the_many_side(shop: World) -> None:
    worlds = Query(metrics=("units",), group_by=("orders.day",))
    found = shop.ask(worlds)
    expected = group(
        shop.records("items"),
        lambda row: (lookup(shop, "orders", row["order_id"], "day"),),
        lambda rows: total(row["qty"] for row in rows),
    )
    assert same(found.rows, expected)


def test_an_unknown_reference_names_the_nearest(shop: World) -> None:
    with pytest.raises(NotFoundError, match="state"):
        shop.ask(Query(metrics=("revenue",), group_by=("customers.stat",)))
    with pytest.raises(NotFoundError, match="revenue"):
        shop.ask(Query(metrics=("revenu",)))


# Roles, selves, cycles

ADDRESSES = table("addresses", "id:int! city:text", [(1, "Rome"), (2, "Oslo"), (3, "Lima")])
PARCELS = table(
    "parcels",
    "id:int! bill:int ship:int weight:int",
    [(1, 1, 1, 1), (2, 1, 2, 2), (3, 2, 3, 4), (4, None, 3, 8), (5, 3, None, 16)],
)
WEIGHT = metric("weight", "SUM(parcels.weight)")


def test_role_playing_dimensions_go_the_way_their_relationship_names(engine: SqlEngine) -> None:
    links = [
        link("parcels.bill -> addresses.id", "billing"),
        link("parcels.ship -> addresses.id", "shipping", active=False),
    ]
    post = build(engine, [ADDRESSES, PARCELS], links=links, metrics=[WEIGHT])
    active = post.ask(Query(metrics=("weight",), group_by=("addresses.city",)))
    assert same(active.rows, [("Rome", 3), ("Oslo", 4), ("Lima", 16), (None, 8)])
    shipped = post.ask(Query(metrics=("weight",), group_by=("shipping.city",)))
    assert same(shipped.rows, [("Rome", 1), ("Oslo", 2), ("Lima", 12), (None, 16)])
    both = post.ask(Query(metrics=("weight",), group_by=("billing.city", "shipping.city")))
    assert same(
        both.rows,
        [
            ("Rome", "Rome", 1),
            ("Rome", "Oslo", 2),
            ("Oslo", "Lima", 4),
            (None, "Lima", 8),
            ("Lima", None, 16),
        ],
    )
    oslo = Predicate(field="shipping.city", op="=", values=("Oslo",))
    crossed = post.ask(Query(metrics=("weight",), group_by=("billing.city",), filters=(oslo,)))
    assert same(crossed.rows, [("Rome", 2)])


def test_two_active_roles_are_ambiguous_and_both_are_named(engine: SqlEngine) -> None:
    links = [
        link("parcels.bill -> addresses.id", "billing"),
        link("parcels.ship -> addresses.id", "shipping"),
    ]
    post = build(engine, [ADDRESSES, PARCELS], links=links, metrics=[WEIGHT])
    with pytest.raises(AmbiguousError) as caught:
        post.ask(Query(metrics=("weight",), group_by=("addresses.city",)))
    choices = " ".join(caught.value.choices)
    assert "billing" in choices
    assert "shipping" in choices
    shipped = post.ask(Query(metrics=("weight",), group_by=("shipping.city",)))
    assert same(shipped.rows, [("Rome", 1), ("Oslo", 2), ("Lima", 12), (None, 16)])


def test_a_self_join_reaches_the_manager_and_the_managers_manager(engine: SqlEngine) -> None:
    staff = table(
        "staff",
        "id:int! name:text boss:int pay:int",
        [(1, "Top", None, 100), (2, "Mid", 1, 50), (3, "Low", 2, 10), (4, "Lee", 2, 20)],
    )
    links = [link("staff.boss -> staff.id", "manager")]
    pay = metric("pay", "SUM(staff.pay)")
    firm = build(engine, [staff], links=links, metrics=[pay])
    own = firm.ask(Query(metrics=("pay",), group_by=("staff.name",)))
    assert same(own.rows, [("Top", 100), ("Mid", 50), ("Low", 10), ("Lee", 20)])
    boss = firm.ask(Query(metrics=("pay",), group_by=("manager.name",)))
    assert same(boss.rows, [(None, 100), ("Top", 50), ("Mid", 30)])
    grand = firm.ask(Query(metrics=("pay",), group_by=("manager.manager.name",)))
    assert same(grand.rows, [(None, 150), ("Top", 30)])


DIAMOND = [
    table("areas", "id:int! label:text", [(1, "North"), (2, "South")]),
    table("buyers", "id:int! area:int", [(1, 1), (2, 2)]),
    table("stores", "id:int! area:int", [(1, 2), (2, 1)]),
    table("sales", "id:int! buyer:int store:int n:int", [(1, 1, 1, 1), (2, 2, 1, 2), (3, 2, 2, 4)]),
]
DIAMOND_LINKS = [
    link("sales.buyer -> buyers.id", "buyer"),
    link("sales.store -> stores.id", "store"),
    link("buyers.area -> areas.id", "home"),
    link("stores.area -> areas.id", "site"),
]


def test_two_paths_to_one_dataset_are_an_error_that_names_both(engine: SqlEngine) -> None:
    trade = build(engine, DIAMOND, links=DIAMOND_LINKS, metrics=[metric("n", "SUM(sales.n)")])
    with pytest.raises(AmbiguousError) as caught:
        trade.ask(Query(metrics=("n",), group_by=("areas.label",)))
    choices = " ".join(caught.value.choices)
    assert "home" in choices
    assert "site" in choices
    home = trade.ask(Query(metrics=("n",), group_by=("buyer.home.label",)))
    assert same(home.rows, [("North", 1), ("South", 6)])
    site = trade.ask(Query(metrics=("n",), group_by=("store.site.label",)))
    assert same(site.rows, [("South", 3), ("North", 4)])


def test_an_inactive_link_takes_one_of_two_paths_away(engine: SqlEngine) -> None:
    links = [*DIAMOND_LINKS[:3], link("stores.area -> areas.id", "site", active=False)]
    trade = build(engine, DIAMOND, links=links, metrics=[metric("n", "SUM(sales.n)")])
    found = trade.ask(Query(metrics=("n",), group_by=("areas.label",)))
    assert same(found.rows, [("North", 1), ("South", 6)])


def test_a_cycle_of_datasets_ends_and_is_not_walked_twice(engine: SqlEngine) -> None:
    tables = [
        table("teams", "id:int! lead:int title:text", [(1, 2, "Blue"), (2, 1, "Red")]),
        table("people", "id:int! team:int age:int", [(1, 1, 30), (2, 1, 40), (3, 2, 50)]),
    ]
    links = [link("people.team -> teams.id", "team"), link("teams.lead -> people.id", "lead")]
    ages = [metric("age", "SUM(people.age)"), metric("teams_led", "COUNT(teams.id)")]
    club = build(engine, tables, links=links, metrics=ages)
    found = club.ask(Query(metrics=("age",), group_by=("teams.title",)))
    assert same(found.rows, [("Blue", 70), ("Red", 50)])
    led = club.ask(Query(metrics=("teams_led",), group_by=("people.age",)))
    assert same(led.rows, [(40, 1), (30, 1)])


def test_composite_keys_join_on_all_columns_and_never_on_null(engine: SqlEngine) -> None:
    tables = [
        table(
            "rates",
            "zone:text! year:int! rate:int",
            [("a", 2019, 10), ("a", 2020, 20), ("b", 2020, 30)],
        ),
        table(
            "trips",
            "id:int! zone:text year:int km:int",
            [
                (1, "a", 2019, 1),
                (2, "a", 2020, 2),
                (3, "b", 2019, 4),
                (4, None, 2020, 8),
                (5, "b", None, 16),
            ],
        ),
    ]
    links = [link("trips.zone+year -> rates.zone+year")]
    metrics = [metric("km", "SUM(trips.km)"), metric("cost", "SUM(trips.km * rates.rate)")]
    road = build(engine, tables, links=links, metrics=metrics)
    found = road.ask(Query(metrics=("km",), group_by=("rates.rate",)))
    assert same(found.rows, [(10, 1), (20, 2), (None, 28)])
    assert road.value("cost") == 50


def test_a_field_of_ones_own_wins_over_the_same_name_elsewhere(engine: SqlEngine) -> None:
    tables = [
        table("shops", "id:int! kind:text", [(1, "big"), (2, "small")]),
        table("bills", "id:int! shop:int kind:text v:int", [(1, 1, "cash", 1), (2, 2, "card", 2)]),
    ]
    paid = metric("paid", "SUM(v)", dataset="bills")
    till = build(engine, tables, links=[link("bills.shop -> shops.id")], metrics=[paid])
    own = till.ask(Query(metrics=("paid",), group_by=("bills.kind",)))
    assert same(own.rows, [("cash", 1), ("card", 2)])
    other = till.ask(Query(metrics=("paid",), group_by=("shops.kind",)))
    assert same(other.rows, [("big", 1), ("small", 2)])
