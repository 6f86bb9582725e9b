"""Keys and joins: real ones found, chance ones refused, paths unambiguous."""

import random

import pytest

from boardroom.semantic.model import Relationship, SemanticModel
from boardroom.semantic.propose.propose import Proposal
from tests.unit.semantic.propose.memory import MemoryEngine, propose


def _proposal(**tables: str) -> Proposal:
    engine = MemoryEngine()
    for name, select in tables.items():
        engine.add(name, select)
    return propose(engine)


def _links(model: SemanticModel) -> set[tuple[str, tuple[str, ...], str]]:
    return {(link.from_dataset, link.from_columns, link.to_dataset) for link in model.relationships}


def _link(model: SemanticModel, source: str, *columns: str) -> Relationship:
    return next(
        link
        for link in model.relationships
        if link.from_dataset == source and link.from_columns == columns
    )


CUSTOMERS = "SELECT i AS id, 'Name ' || i AS name FROM range(1, 61) AS t(i)"
ORDERS = "SELECT i AS order_id, 1 + i % 60 AS customer_id FROM range(1, 301) AS t(i)"


def test_a_foreign_key_is_found_by_the_table_it_names() -> None:
    model = _proposal(customers=CUSTOMERS, orders=ORDERS).model
    assert _links(model) == {("orders", ("customer_id",), "customers")}
    assert model.dataset_by_name["customers"].primary_key == ("id",)


def test_keys_of_different_types_are_compared_as_text() -> None:
    texts = "SELECT i::VARCHAR AS id, 'Name ' || i AS name FROM range(1, 61) AS t(i)"
    model = _proposal(customers=texts, orders=ORDERS).model
    assert _links(model) == {("orders", ("customer_id",), "customers")}


def test_another_word_for_the_same_thing_joins_only_when_every_value_exists() -> None:
    orders = "SELECT i AS id, 1 + i % {} AS user_id FROM range(1, 301) AS t(i)"
    found = _proposal(customers=CUSTOMERS, orders=orders.format(60)).model
    assert _links(found) == {("orders", ("user_id",), "customers")}
    refused = _proposal(customers=CUSTOMERS, orders=orders.format(90)).model
    assert _links(refused) == set()


def test_some_orphans_do_not_hide_a_named_join() -> None:
    orders = "SELECT i AS order_id, 1 + i % 66 AS customer_id FROM range(1, 301) AS t(i)"
    link = _proposal(customers=CUSTOMERS, orders=orders).model.relationships[0]
    assert link.confidence is not None
    assert "6 of them do not exist there" in link.confidence.why


def test_a_key_that_is_not_unique_is_never_joined_to() -> None:
    places = "SELECT 1000 + i % 20 AS place_zip_prefix, i * 0.1 AS lat FROM range(100) AS t(i)"
    shops = "SELECT i AS shop_id, 1000 + i % 20 AS shop_zip_prefix FROM range(50) AS t(i)"
    proposal = _proposal(geolocation=places, shops=shops)
    assert _links(proposal.model) == set()
    assert any("not unique there" in note.text for note in proposal.notes)


def test_a_reference_to_the_own_table_is_kept_inactive() -> None:
    employees = "SELECT i AS employee_id, 1 + i % 3 AS reports_to FROM range(1, 40) AS t(i)"
    link = _link(_proposal(employees=employees).model, "employees", "reports_to")
    assert link.to_dataset == "employees"
    assert not link.active


def test_roles_of_one_dataset_are_inactive_unless_one_is_plain() -> None:
    airports = "SELECT 'A' || i AS airport_code, 'City ' || i AS city FROM range(30) AS t(i)"
    flights = """SELECT i AS flight_id, 'A' || (i % 30) AS from_airport,
                 'A' || (i % 17) AS to_airport FROM range(200) AS t(i)"""
    model = _proposal(airports=airports, flights=flights).model
    assert {(link.name, link.active) for link in model.relationships} == {
        ("from_airport", False),
        ("to_airport", False),
    }


def test_a_copied_key_gives_way_to_the_path_through_its_parent() -> None:
    lines = """SELECT i AS line_id, 1 + i % 300 AS order_id, 1 + (1 + i % 300) % 60 AS customer_id
               FROM range(1, 900) AS t(i)"""
    model = _proposal(customers=CUSTOMERS, orders=ORDERS, order_lines=lines).model
    assert not _link(model, "order_lines", "customer_id").active
    assert _link(model, "order_lines", "order_id").active
    assert _link(model, "orders", "customer_id").active


def test_another_role_keeps_the_direct_path_and_silences_the_way_round() -> None:
    stores = "SELECT i AS store_id, 'Town ' || i AS town FROM range(1, 11) AS t(i)"
    customers = "SELECT i AS customer_id, 1 + i % 10 AS store_id FROM range(1, 61) AS t(i)"
    sales = """SELECT i AS sale_id, 1 + i % 60 AS customer_id, 1 + (i * 7) % 10 AS store_id
               FROM range(1, 500) AS t(i)"""
    model = _proposal(stores=stores, customers=customers, sales=sales).model
    assert _link(model, "sales", "store_id").active
    assert not _link(model, "customers", "store_id").active


def test_a_link_table_is_a_bridge() -> None:
    tracks = "SELECT i AS track_id, 'Song ' || i AS title FROM range(1, 50) AS t(i)"
    lists = "SELECT i AS playlist_id, 'List ' || i AS title FROM range(1, 9) AS t(i)"
    both = """SELECT DISTINCT 1 + i % 8 AS playlist_id, 1 + (i * 3) % 49 AS track_id
              FROM range(300) AS t(i)"""
    model = _proposal(tracks=tracks, playlists=lists, playlist_tracks=both).model
    bridge = model.dataset_by_name["playlist_tracks"]
    assert bridge.bridge
    assert set(bridge.primary_key) == {"playlist_id", "track_id"}


def test_composite_keys_are_found_and_joined() -> None:
    daily = """SELECT s AS store, DATE '2024-01-01' + d::INT AS date, s * d * 1.5 AS weekly_sales
               FROM range(1, 8) AS a(s), range(30) AS b(d)"""
    features = """SELECT s AS store, DATE '2024-01-01' + d::INT AS date, 20.5 + d AS temperature
                  FROM range(1, 8) AS a(s), range(30) AS b(d)"""
    model = _proposal(store_features=features, store_sales=daily).model
    assert model.dataset_by_name["store_sales"].primary_key == ("store", "date")
    composite = [link for link in model.relationships if len(link.from_columns) == 2]
    assert len(composite) == 1


def test_copies_of_a_table_are_not_parent_and_child() -> None:
    orders = """SELECT i AS id, 1 + i % 60 AS customer_id, DATE '2024-01-01' + i::INT AS order_date
                FROM range(1, 100) AS t(i)"""
    copy = orders.replace("i AS id", "i AS order_id")
    model = _proposal(customers=CUSTOMERS, orders=copy, raw_orders=orders).model
    twins = [link for link in model.relationships if link.to_dataset != "customers"]
    assert not any(link.active for link in twins)
    assert _link(model, "orders", "customer_id").active


@pytest.mark.parametrize("seed", range(4))
def test_unrelated_tables_of_whole_numbers_do_not_join(seed: int) -> None:
    chance = random.Random(seed)
    tables = {}
    for name in ("alpha", "beta", "gamma", "delta"):
        columns = [
            f"(i * {chance.randint(1, 97)}) % {chance.randint(3, 200)} AS {name}{n}"
            for n in range(5)
        ]
        tables[name] = f"SELECT i AS {name}_row, {', '.join(columns)} FROM range(200) AS t(i)"
    assert _links(_proposal(**tables).model) == set()


def test_equal_generic_names_are_no_reason_to_join() -> None:
    first = "SELECT i AS product_id, 'n' || i AS name, 'open' AS status FROM range(40) AS t(i)"
    second = "SELECT i AS store_id, 'n' || i AS name, 'open' AS status FROM range(40) AS t(i)"
    assert _links(_proposal(products=first, stores=second).model) == set()


def test_rows_without_the_thing_between_keep_their_direct_join() -> None:
    contracts = "SELECT i AS contract_id, 1 + i % 60 AS customer_id FROM range(1, 121) AS t(i)"
    invoices = """SELECT i AS invoice_id, CASE WHEN i % 5 > {} THEN 1 + i % 120 END AS contract_id,
                  1 + (1 + i % 120) % 60 AS customer_id FROM range(1, 301) AS t(i)"""
    for share, active in ((0, "customers"), (-1, "contracts")):
        tables = {"customers": CUSTOMERS, "contracts": contracts}
        model = _proposal(**tables, invoices=invoices.format(share)).model
        links = [x for x in model.relationships if x.from_dataset == "invoices" and x.active]
        assert [link.to_dataset for link in links] == [active]


def test_the_owner_of_a_row_is_an_employee_where_all_of_them_are() -> None:
    staff = "SELECT i AS employee_id, 'Name ' || i AS full_name FROM range(1, 41) AS t(i)"
    deals = "SELECT i AS deal_id, 1 + i % 40 AS owner_id FROM range(1, 201) AS t(i)"
    assert _links(_proposal(employees=staff, deals=deals).model) == {
        ("deals", ("owner_id",), "employees")
    }


def test_numbers_of_own_rows_do_not_point_at_rows_of_like_tables() -> None:
    items = "SELECT 'A' || i AS item_no, 'Part ' || i AS title FROM range(40) AS t(i)"
    moves = (
        "SELECT i AS move_no, 'A' || (i % 40) AS item_no, 5 + i % {} AS qty FROM range({}) AS t(i)"
    )
    tables = {"stock_moves": moves.format(7, 900), "wh_moves": moves.format(5, 600)}
    model = _proposal(items=items, **tables).model
    assert {link.to_dataset for link in model.relationships} == {"items"}
    assert _link(model, "wh_moves", "item_no").active
