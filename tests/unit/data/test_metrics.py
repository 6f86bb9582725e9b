"""The metrics service end to end over a small lake: answers, provenance, policies, freshness."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from threading import Thread

import pyarrow as pa
import pytest

from boardroom.clock import FixedClock
from boardroom.data.metrics import MetricsService, MetricsSetup
from boardroom.data.warehouse.duckdb_engine import DuckDbEngine, LakeSnapshot
from boardroom.data.warehouse.engine import Limits
from boardroom.data.warehouse.lake import Lake
from boardroom.data.warehouse.lake_write import WriteOptions
from boardroom.errors import GuardError, NotFoundError, PolicyError, QueryError
from boardroom.governance.policy import OPEN_POLICY, Policy, policy_from_data
from boardroom.governance.principal import LOCAL_ADMIN, Principal
from boardroom.semantic.model import (
    Dataset,
    DataType,
    EventTime,
    Expression,
    Field,
    Metric,
    Relationship,
    SemanticModel,
)
from boardroom.semantic.query import NamedExpression, Query
from boardroom.semantic.result import Result
from boardroom.settings import Settings

TODAY = date(2024, 3, 11)
CLOCK = FixedClock(instant=datetime(2024, 3, 11, 12, tzinfo=UTC))


def field(name: str, kind: DataType) -> Field:
    return Field(name=name, expression=Expression(sql=name), datatype=kind)


def metric(name: str, sql: str, unit: str | None = None) -> Metric:
    return Metric(name=name, expression=Expression(sql=sql), unit=unit)


MODEL = SemanticModel(
    name="shop",
    datasets=(
        Dataset(
            name="orders",
            source="orders",
            primary_key=("id",),
            fields=(
                field("id", "Integer"),
                field("customer_id", "Integer"),
                field("amount", "Decimal"),
                field("refund", "Decimal"),
                field("ordered_at", "DateTime"),
            ),
            time=EventTime(field="ordered_at"),
            freshness="3 days",
        ),
        Dataset(
            name="hires",
            source="hires",
            fields=(field("hired_on", "Date"),),
            time=EventTime(field="hired_on"),
        ),
        Dataset(
            name="customers",
            source="customers",
            primary_key=("id",),
            fields=(field("id", "Integer"), field("region", "String"), field("email", "String")),
        ),
    ),
    relationships=(
        Relationship(
            name="buyer",
            from_dataset="orders",
            to_dataset="customers",
            from_columns=("customer_id",),
            to_columns=("id",),
        ),
    ),
    metrics=(
        metric("revenue", "SUM(orders.amount)", "USD"),
        metric("orders_count", "COUNT(orders.id)", "count"),
        metric("average", "SUM(orders.amount) / COUNT(orders.id)", "USD"),
        metric("per_refund", "SUM(orders.amount) / SUM(orders.refund)"),
        metric("people", "COUNT(customers.id)", "count"),
        metric("new_hires", "COUNT(hires.hired_on)", "count"),
        replace(metric("staff", "COUNT(hires.hired_on)", "count"), to_date="all"),
    ),
)

POLICY = policy_from_data(
    {
        "roles": {
            "manager": {
                "rows": {"customers": "region = {user.region}"},
                "hide": ["customers.email"],
            }
        }
    }
)
WEST = Principal(id="w", roles=frozenset({"manager"}), attributes={"region": "West"})


def orders(days: int) -> pa.Table:
    """One order of 0.10 a day for each of two customers, from 1 January 2024."""
    first = datetime.fromisoformat("2024-01-01T10:00:00")
    count = 2 * days
    return pa.table(
        {
            "id": pa.array(range(count), pa.int64()),
            "customer_id": pa.array([1 + i % 2 for i in range(count)], pa.int64()),
            "amount": pa.array([Decimal("0.10")] * count, pa.decimal128(12, 2)),
            "refund": pa.array([Decimal("0.00")] * count, pa.decimal128(12, 2)),
            "ordered_at": pa.array(
                [first + timedelta(days=i // 2) for i in range(count)], pa.timestamp("us")
            ),
        }
    )


@dataclass(frozen=True)
class Shop:
    lake: Lake
    engine: DuckDbEngine

    def service(self, *, policy: Policy = OPEN_POLICY) -> MetricsService:
        setup = MetricsSetup(clock=CLOCK, policy=policy, loads=self.lake)
        return MetricsService(MODEL, self.engine, setup)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    lake = Lake(tmp_path / "lake", clock=CLOCK)
    lake.write("orders", orders(69))
    customers = pa.table(
        {"id": [1, 2], "region": ["West", "East"], "email": ["ann@x.org", "bob@x.org"]}
    )
    lake.write("customers", customers)
    engine = DuckDbEngine(lake, Settings(threads=1))
    yield Shop(lake, engine)
    engine.close()


def ask(service: MetricsService, *metrics: str, principal: Principal = LOCAL_ADMIN) -> Result:
    return service.run(Query(metrics=metrics), principal=principal)


def test_a_number_comes_with_its_provenance(shop: Shop) -> None:
    result = ask(shop.service(), "revenue", "orders_count")
    assert result.rows == ((Decimal("13.80"), 138),)
    assert [column.unit for column in result.columns] == ["USD", "count"]
    assert "SUM" in result.sql
    assert result.model_version
    assert len(result.data_version) == 12
    assert result.freshness.data_until == date(2024, 3, 9)
    assert result.freshness.loaded_at == CLOCK.instant
    assert not result.freshness.stale
    assert result.elapsed_ms > 0


def test_what_is_asked_of_a_held_service_is_of_one_state(shop: Shop) -> None:
    service = shop.service()
    with service.held() as held:
        assert ask(held, "orders_count").rows == ((138,),)
        shop.lake.write("orders", orders(70))
        assert ask(held, "orders_count", "revenue").rows == ((138, Decimal("13.80")),)
        assert ask(service, "orders_count").rows == ((140,),)


def test_as_of_leaves_out_the_later_days(shop: Shop) -> None:
    result = shop.service().run(
        Query(metrics=("orders_count",)), principal=LOCAL_ADMIN, as_of=date(2024, 1, 11)
    )
    assert result.rows == ((20,),)
    assert result.freshness.data_until == date(2024, 1, 10)


def test_dates_and_groups_are_python_values(shop: Shop) -> None:
    query = Query(metrics=("revenue",), group_by=("customers.region",), grain="month")
    rows = shop.service().run(query, principal=LOCAL_ADMIN).rows
    assert (date(2024, 1, 1), "East", Decimal("3.10")) in rows
    assert len(rows) == 6


def test_a_load_makes_a_new_answer_with_a_new_version(shop: Shop) -> None:
    service = shop.service()
    before = ask(service, "orders_count")
    shop.lake.write("orders", orders(70))
    after = ask(service, "orders_count")
    assert (before.rows, after.rows) == (((138,),), ((140,),))
    assert before.data_version != after.data_version


def test_equal_questions_are_computed_once(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    statements: list[str] = []
    run = shop.engine.run

    def counting(
        snapshot: LakeSnapshot, texts: Sequence[str], *, limits: Limits | None = None
    ) -> list[pa.Table]:
        statements.extend(texts)
        return run(snapshot, texts, limits=limits)

    service = shop.service()
    query = Query(metrics=("revenue",))
    service.run(query, principal=LOCAL_ADMIN)
    monkeypatch.setattr(shop.engine, "run", counting)
    first, second = service.run_many([query, query], principal=LOCAL_ADMIN)
    assert first.rows == second.rows
    assert statements == []
    fresh = Query(metrics=("orders_count",))
    service.run_many([fresh, fresh, fresh], principal=LOCAL_ADMIN)
    assert len(statements) == 1


def test_many_threads_share_one_computation(shop: Shop) -> None:
    service = shop.service()
    answers: list[Result] = []

    def read() -> None:
        answers.append(ask(service, "revenue", "people"))

    threads = [Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.rows for answer in answers} == {((Decimal("13.80"), 2),)}


def test_a_query_that_fails_leaves_the_others_alone(shop: Shop) -> None:
    good, bad = Query(metrics=("revenue",)), Query(metrics=("revenu",))
    answers = shop.service().run_each([good, bad, good], principal=LOCAL_ADMIN)
    assert isinstance(answers[0], Result)
    assert isinstance(answers[1], NotFoundError)
    assert answers[2] == answers[0]
    with pytest.raises(NotFoundError, match="revenu"):
        shop.service().run_many([good, bad], principal=LOCAL_ADMIN)


def test_a_division_by_zero_is_null_with_a_caveat(shop: Shop) -> None:
    result = ask(shop.service(), "per_refund")
    assert result.rows == ((None,),)
    assert [item.kind for item in result.caveats] == ["division_by_zero"]


def test_rows_that_an_average_of_quotients_leaves_out_are_counted_in_a_caveat(shop: Shop) -> None:
    rate = NamedExpression(name="rate", expression="AVG(orders.amount / orders.refund)")
    (alone,) = shop.service().run(Query(expressions=(rate,)), principal=LOCAL_ADMIN).caveats
    assert alone.kind == "left_out"
    assert "leaves out 138 rows" in alone.text
    query = Query(expressions=(rate,), group_by=("customers.id",))
    (grouped,) = shop.service().run(query, principal=LOCAL_ADMIN).caveats
    assert "in 2 of 2 results leaves out up to 69 rows" in grouped.text


@pytest.mark.parametrize(("time_range", "warned"), [("2024-02", False), ("2024-01", True)])
def test_a_change_from_nearly_nothing_warns_of_its_ratio(
    shop: Shop, time_range: str, *, warned: bool
) -> None:
    found = orders(69)
    moment = pa.array([datetime.fromisoformat("2023-12-01T10:00:00")], pa.timestamp("us"))
    early = found.slice(0, 1).set_column(4, "ordered_at", moment)
    shop.lake.write("orders", pa.concat_tables([early, found]))
    query = Query(metrics=("revenue",), time_range=time_range, compare="previous_period")
    result = shop.service().run(query, principal=LOCAL_ADMIN)
    texts = [item.text for item in result.caveats if item.kind == "small_base"]
    assert bool(texts) is warned
    assert all("read the change, not its ratio" in text for text in texts)


def test_a_ratio_that_divides_by_something_has_no_such_caveat(shop: Shop) -> None:
    result = ask(shop.service(), "average")
    assert result.rows[0][0] is not None
    assert not result.caveats


def test_days_that_are_not_loaded_are_not_called_a_division_by_zero(shop: Shop) -> None:
    query = Query(metrics=("average",), time_range="2022-05")
    result = shop.service().run(query, principal=LOCAL_ADMIN)
    assert result.rows == ((None,),)
    assert "outside_coverage" in {item.kind for item in result.caveats}
    assert "division_by_zero" not in {item.kind for item in result.caveats}


def test_a_row_policy_restricts_what_reaches_the_dataset(shop: Shop) -> None:
    service = shop.service(policy=POLICY)
    assert ask(service, "orders_count", "people").rows == ((138, 2),)
    assert ask(service, "orders_count", "people", principal=WEST).rows == ((69, 1),)


def test_a_hidden_field_is_refused_by_name(shop: Shop) -> None:
    query = Query(metrics=("people",), group_by=("customers.email",))
    with pytest.raises(PolicyError, match="email"):
        shop.service(policy=POLICY).run(query, principal=WEST)


@pytest.mark.parametrize("linked", [True, False])
def test_a_select_over_restricted_rows_is_open_only_where_it_is_restricted_too(
    shop: Shop, *, linked: bool
) -> None:
    firsts = Dataset(
        name="firsts",
        source="SELECT customer_id, MIN(ordered_at) AS first_at FROM orders GROUP BY customer_id",
        fields=(field("customer_id", "Integer"), field("first_at", "DateTime")),
    )
    buyer = replace(MODEL.relationships[0], name="first_buyer", from_dataset="firsts")
    model = replace(
        MODEL,
        datasets=(*MODEL.datasets, firsts),
        relationships=(*MODEL.relationships, *([buyer] if linked else [])),
        metrics=(*MODEL.metrics, metric("buyers", "COUNT(firsts.customer_id)", "count")),
    )
    setup = MetricsSetup(clock=CLOCK, policy=POLICY, loads=shop.lake)
    service = MetricsService(model, shop.engine, setup)
    assert ask(service, "buyers").rows == ((2,),)
    if linked:
        assert ask(service, "buyers", principal=WEST).rows == ((1,),)
        return
    with pytest.raises(PolicyError, match="firsts"):
        ask(service, "buyers", principal=WEST)
    assert "firsts" not in {item.name for item in service.describe(principal=WEST).datasets}


def test_a_failed_load_is_shown_as_stale(shop: Shop) -> None:
    shop.lake.note_state("orders", problem="the file is damaged")
    result = ask(shop.service(), "revenue")
    assert result.freshness.stale
    assert "the file is damaged" in (result.freshness.why or "")
    assert "stale" in [item.kind for item in result.caveats]
    assert not ask(shop.service(), "people").freshness.stale


def test_rows_older_than_the_dataset_allows_are_stale(shop: Shop) -> None:
    shop.lake.write("orders", orders(60))
    freshness = ask(shop.service(), "revenue").freshness
    assert freshness.stale
    assert "3 days are allowed" in (freshness.why or "")


def test_a_missing_table_is_named(shop: Shop) -> None:
    shop.lake.drop("customers")
    service = shop.service()
    assert ask(service, "revenue").rows == ((Decimal("13.80"),),)
    with pytest.raises(QueryError, match="'customers'"):
        ask(service, "people")


def test_freshness_lists_the_visible_datasets(shop: Shop) -> None:
    found = shop.service().freshness(principal=LOCAL_ADMIN)
    assert found["orders"].data_until == date(2024, 3, 9)
    assert found["customers"].data_until is None


def test_data_until_ignores_strays_and_the_future(shop: Shop) -> None:
    assert shop.service().data_until() == date(2024, 3, 9)
    later = pa.array([datetime.fromisoformat("2024-12-24")] * 2, pa.timestamp("us"))
    stray = orders(1).set_column(4, "ordered_at", later)
    shop.lake.write("orders", stray.slice(0, 1), options=WriteOptions(mode="append"))
    service = shop.service()
    assert service.data_until() == date(2024, 3, 9)
    assert service.data_until(date(2025, 6, 1)) == date(2024, 3, 9)
    assert service.data_until(date(2024, 2, 1)) == date(2024, 1, 31)


def test_data_until_moves_with_new_rows_and_back_with_old_ones(shop: Shop) -> None:
    service = shop.service()
    assert service.data_until() == date(2024, 3, 9)
    shop.lake.write("orders", orders(40))
    assert service.data_until() == date(2024, 2, 9)
    shop.lake.write("orders", orders(69))
    assert service.data_until() == date(2024, 3, 9)


def test_people_hired_so_far_do_not_date_the_orders(shop: Shop) -> None:
    shop.lake.write("hires", pa.table({"hired_on": [date(2024, 1, day) for day in (2, 3, 5, 8)]}))
    service = shop.service()
    assert ask(service, "staff").freshness.data_until == date(2024, 1, 8)
    assert ask(service, "revenue", "staff").freshness.data_until == date(2024, 3, 9)
    assert ask(service, "revenue", "new_hires").freshness.data_until == date(2024, 1, 8)


def test_a_usual_silence_does_not_date_the_orders(shop: Shop) -> None:
    days = [date(2024, 1, 2), date(2024, 1, 3), date(2024, 2, 20), date(2024, 2, 28)]
    shop.lake.write("hires", pa.table({"hired_on": days}))
    found = ask(shop.service(), "revenue", "new_hires").freshness
    assert found.data_until == date(2024, 3, 9)


def test_hand_written_sql_is_guarded(shop: Shop) -> None:
    service = shop.service(policy=POLICY)
    text = (
        "SELECT region, COUNT(*) AS n FROM orders o JOIN customers c ON c.id = o.customer_id "
        "GROUP BY 1"
    )
    result = service.sql(text, principal=LOCAL_ADMIN)
    assert set(result.rows) == {("East", 69), ("West", 69)}
    assert [item.kind for item in result.caveats] == ["raw_sql"]
    assert service.sql(text, principal=WEST).rows == (("West", 69),)
    with pytest.raises(GuardError):
        service.sql("DROP TABLE orders", principal=LOCAL_ADMIN)


def test_row_and_column_policies_hold_in_hand_written_sql(shop: Shop) -> None:
    service = shop.service(policy=POLICY)
    assert service.sql("SELECT COUNT(*) FROM orders", principal=WEST).rows == ((69,),)
    shown = service.sql("SELECT * FROM customers", principal=WEST)
    assert [column.name for column in shown.columns] == ["id", "region"]
    assert shown.rows == ((1, "West"),)
    with pytest.raises(QueryError, match="email"):
        service.sql("SELECT email FROM customers", principal=WEST)
    with pytest.raises(QueryError):
        service.sql("SELECT c.email FROM customers AS c", principal=WEST)
    tricks = [
        "WITH customers AS (SELECT * FROM customers) SELECT COUNT(*) FROM customers",
        "SELECT COUNT(*) FROM main.customers",
        "SELECT COUNT(*) FROM (SELECT * FROM customers UNION SELECT * FROM customers)",
        "SELECT MAX(n) FROM (SELECT COUNT(*) OVER () AS n FROM customers)",
        "WITH RECURSIVE r AS (SELECT id FROM customers UNION SELECT id FROM r) SELECT id FROM r",
        "SELECT (SELECT COUNT(*) FROM customers)",
    ]
    for text in tricks:
        assert service.sql(text, principal=WEST).rows == ((1,),), text


def test_explain_gives_the_sql_without_running_it(shop: Shop) -> None:
    plan = shop.service().explain(Query(metrics=("revenue",)), principal=LOCAL_ADMIN)
    assert "orders" in plan.sql
    assert plan.datasets == ("orders",)


@pytest.mark.parametrize("code", [None, "CHF"])
def test_only_money_of_unknown_currency_is_in_that_of_the_workspace(
    shop: Shop, code: str | None
) -> None:
    units = ("currency", "EUR", "count")
    amounts = [NamedExpression(name=x, expression="SUM(orders.amount)", unit=x) for x in units]
    service = shop.service().in_currency(code)
    found = service.run(Query(expressions=tuple(amounts)), principal=LOCAL_ADMIN)
    assert [item.unit for item in found.columns] == [code or "currency", "EUR", "count"]


def test_a_check_refuses_what_cannot_be_computed(shop: Shop) -> None:
    service = shop.service()
    service.check(Query(metrics=("revenue",)), principal=LOCAL_ADMIN)
    with pytest.raises(NotFoundError):
        service.check(Query(metrics=("revenu",)), principal=LOCAL_ADMIN)


def test_the_model_is_described_as_far_as_the_principal_may_see(shop: Shop) -> None:
    rules = {"roles": {"clerk": {"hide": ["customers.email", "orders", "hires"]}}}
    service = shop.service(policy=policy_from_data(rules))
    clerk = Principal(id="c", roles=frozenset({"clerk"}))
    seen = service.describe(principal=clerk)
    assert [item.name for item in seen.metrics] == ["people"]
    assert [item.name for item in seen.datasets] == ["customers"]
    assert [item.name for item in seen.datasets[0].fields] == ["id", "region"]
    assert len(service.describe(principal=LOCAL_ADMIN).metrics) == len(MODEL.metrics)
