"""How tables are placed in time: events, by their parents, intervals, snapshots, or not at all."""

from boardroom.semantic.model import EventTime, IntervalTime, SnapshotTime, TimeSpec
from boardroom.semantic.propose.propose import Proposal
from tests.unit.semantic.propose.memory import MemoryEngine, propose

DAY = "DATE '2024-01-01' + (i % 90)::INT"


def _proposal(**tables: str) -> Proposal:
    engine = MemoryEngine()
    for name, select in tables.items():
        engine.add(name, select)
    return propose(engine)


def _time(proposal: Proposal, dataset: str) -> TimeSpec | None:
    return proposal.model.dataset_by_name[dataset].time


def test_the_business_event_is_preferred_to_deadlines_and_changes() -> None:
    orders = f"""SELECT i AS order_id, {DAY} + 9 AS estimated_delivery_date, {DAY} AS purchase_date,
                 {DAY} + 2 AS updated_at FROM range(200) AS t(i)"""
    assert _time(_proposal(orders=orders), "orders") == EventTime(field="purchase_date")


def test_lines_happen_with_their_order() -> None:
    orders = f"SELECT i AS order_id, {DAY} AS order_date FROM range(200) AS t(i)"
    items = f"""SELECT i AS order_item_id, i % 200 AS order_id, {DAY} AS shipping_limit_date
                FROM range(500) AS t(i)"""
    proposal = _proposal(orders=orders, order_items=items)
    assert _time(proposal, "order_items") == EventTime(field="orders.order_date")


def test_subscriptions_hold_from_start_to_end() -> None:
    rows = f"""SELECT i AS subscription_id, {DAY} AS start_date,
               CASE WHEN i % 3 = 0 THEN {DAY} + 40 END AS end_date, 10 + i AS mrr
               FROM range(200) AS t(i)"""
    time = _time(_proposal(subscriptions=rows), "subscriptions")
    assert time == IntervalTime(start="start_date", end="end_date")


def test_sessions_with_start_and_end_are_events() -> None:
    rows = f"""SELECT i AS session_id, {DAY} AS started_at, {DAY} + 1 AS ended_at
               FROM range(200) AS t(i)"""
    assert _time(_proposal(sessions=rows), "sessions") == EventTime(field="started_at")


def test_daily_balances_are_snapshots_of_their_entity() -> None:
    rows = """SELECT a AS account_id, DATE '2024-01-01' + d::INT AS snapshot_date,
              a * 10.5 + d AS balance FROM range(1, 6) AS x(a), range(30) AS y(d)"""
    time = _time(_proposal(account_balances=rows), "account_balances")
    assert time == SnapshotTime(field="snapshot_date", entity=("account_id",))


def test_birth_dates_place_nothing() -> None:
    rows = f"SELECT i AS customer_id, {DAY} AS birth_date FROM range(90) AS t(i)"
    proposal = _proposal(customers=rows)
    assert _time(proposal, "customers") is None
    assert any(note.kind == "time" for note in proposal.notes)
