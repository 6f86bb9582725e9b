"""Proposed metrics as a newcomer reads them: name, unit, direction, what the number is made of."""

import pytest

from boardroom.semantic.model import EventTime, IntervalTime
from tests.unit.semantic.propose.test_metrics import DAY, Shop


def _daily(columns: str, name: str = "call_centre") -> Shop:
    return Shop(
        **{name: f"SELECT {DAY} + (i // 90)::INT * 90 AS day, {columns} FROM range(270) AS t(i)"}
    )


def _used(shop: Shop, column: str) -> list[str]:
    return [m.expression.sql for m in shop.model.metrics if column in m.expression.sql]


@pytest.mark.parametrize("name", ["p95_wait_secs", "latency_p99_ms", "median_wait_minutes"])
def test_percentiles_and_medians_are_not_averaged(name: str) -> None:
    shop = _daily(f"200 + i % 90 AS {name}, 50 + i % 40 AS requests")
    assert not _used(shop, name)
    assert any("no percentile of the whole" in note.text for note in shop.proposal.notes)


def test_a_mean_of_means_says_that_each_row_counts_the_same() -> None:
    shop = _daily("10.5 + i % 70 AS avg_wait_secs")
    assert "each row counting the same" in (shop.metric("avg_wait_secs").description or "")
    shop = Shop(devices="SELECT i AS device_id, 9.5 + i AS list_price FROM range(40) AS t(i)")
    assert "each counted once" in (shop.metric("average_list_price").description or "")


def test_minutes_of_sessions_are_minutes_and_no_sessions() -> None:
    shop = _daily("100 + i AS session_minutes, i % 31 AS purchases_last_30_days")
    assert shop.metric("session_minutes").unit == "minutes"
    assert shop.metric("session_minutes").expression.sql.startswith("SUM(")
    assert "sessions" not in shop.model.metric_by_name
    assert shop.metric("purchases_last_30_days").unit == "count"


@pytest.mark.parametrize("name", ["requests_per_second", "orders_per_agent", "cost_per_call"])
def test_so_much_per_something_is_averaged(name: str) -> None:
    assert all("SUM(" not in sql for sql in _used(_daily(f"20 + i % 77 AS {name}"), name))


@pytest.mark.parametrize(
    ("name", "direction"), [("qty_good", "up"), ("qty_scrap", "down"), ("qty_planned", None)]
)
def test_more_of_what_was_scrapped_or_planned_is_not_good(name: str, direction: str | None) -> None:
    assert _daily(f"200 + i % 97 AS {name}", name="mill_runs").metric(name).direction == direction


def test_a_bare_value_is_what_its_table_is_called() -> None:
    loads = _daily("i % 97 + 0.5 AS value", name="ec2_cpu_utilization")
    assert loads.model.dataset_by_name["ec2_cpu_utilization"].field_by_name["value"].unit is None
    assert loads.metric("average_ec2_cpu_utilization_value").unit == "percent"
    assert loads.metric("average_ec2_cpu_utilization_value").direction is None
    assert _used(_daily("i % 97 + 0.5 AS value", name="kiln_b"), "value") == ["AVG(kiln_b.value)"]


def test_an_amount_named_after_its_currency_is_money_however_few_there_are() -> None:
    gifts = f"""SELECT i AS gift_id, {DAY} AS eingang, [10, 20, 50][1 + i % 3] AS betrag_eur
                FROM range(300) AS t(i)"""
    assert Shop(spenden=gifts).metric("betrag_eur").unit == "EUR"


@pytest.mark.parametrize("name", ["rooms_sold", "calls_answered"])
def test_plurals_that_something_became_of_are_counts(name: str) -> None:
    shop = _daily(f"7 + i % 19 AS {name}")
    assert shop.total(name) == shop.plain(f"SUM({name}) FROM call_centre")


def test_pay_by_the_hour_is_no_salary() -> None:
    staff = (
        f"SELECT i AS employee_id, {DAY} AS hire_date, 15.5 + i AS hourly_wage FROM range(40) t(i)"
    )
    assert "average_salary" not in Shop(employees=staff).model.metric_by_name


def test_rows_numbered_as_something_else_are_no_list_of_what_they_belong_to() -> None:
    checks = f"""SELECT i AS check_no, {DAY} AS closed_at, 12.5 + i % 40 AS food_amount
                 FROM range(300) AS t(i)"""
    shop = Shop(restaurant_checks=checks)
    month = shop.plain("SUM(food_amount) FROM restaurant_checks WHERE month(closed_at) = 2")
    assert dict(shop.months("food_amount"))["2024-02-01"] == month
    assert shop.total("restaurant_checks") == 300


ACCOUNTS = f"""SELECT i AS account_id, {DAY} AS opened, CASE WHEN i % 4 = 0 THEN {DAY} + 40 END
               AS closed FROM range(200) AS t(i)"""
STAFF = f"""SELECT i AS emp_no, 'P' || i AS emp_name, {DAY} AS entry,
            CASE WHEN i % 4 = 0 THEN {DAY} + 40 END AS exit FROM range(200) AS t(i)"""


@pytest.mark.parametrize(
    ("table", "rows", "metric", "began", "ended"),
    [
        ("accts", ACCOUNTS, "customers", "opened", "closed"),
        ("staff", STAFF, "headcount", "entry", "exit"),
    ],
)
def test_what_has_closed_or_left_is_no_longer_counted(
    table: str, rows: str, metric: str, began: str, ended: str
) -> None:
    shop = Shop(**{table: rows})
    held = f"{began} < DATE '2024-03-01' AND COALESCE({ended} >= DATE '2024-03-01', true)"
    assert dict(shop.months(metric))["2024-02-01"] == shop.plain(
        f"COUNT(*) FROM {table} WHERE {held}"
    )
    assert isinstance(shop.metric(metric).time, IntervalTime)
    assert "processing_days" not in shop.model.metric_by_name


def test_standard_metrics_stand_for_the_mean_of_their_column() -> None:
    usage = f"""SELECT {DAY} AS usage_date, i % 50 AS customer_id, 3 + i % 20 AS active_users
                FROM range(900) AS t(i)"""
    answers = f"SELECT i AS answer_id, {DAY} AS day, i % 11 AS nps_score FROM range(330) AS t(i)"
    names = Shop(product_usage=usage, nps_answers=answers).model.metric_by_name
    assert {"daily_active_users", "nps"} <= set(names)
    assert not {"average_active_users", "average_nps_score"} & set(names)


def test_a_name_that_two_tables_would_give_tells_of_which_it_is() -> None:
    rows = f"SELECT i AS {{0}}_id, {DAY} AS begun, {{1}} + i AS seats FROM range(90) AS t(i)"
    shop = Shop(trials=rows.format("trial", 1), upgrades=rows.format("upgrade", 7))
    assert "seats" not in shop.model.metric_by_name
    assert shop.total("trial_seats") == shop.plain("SUM(seats) FROM trials")
    assert shop.total("upgrade_seats") == shop.plain("SUM(seats) FROM upgrades")


def test_tickets_whose_ends_contradict_their_status_are_not_counted_by_them() -> None:
    cases = f"""SELECT i AS ticket_id, {DAY} AS opened_at, {DAY} + (i % 7)::INT - 3 AS closed_at,
                ['Open', 'Closed'][1 + i % 2] AS state FROM range(300) AS t(i)"""
    shop = Shop(tickets=cases)
    assert "resolved_tickets" not in shop.model.metric_by_name
    assert shop.total("resolution_rate") == 0.5


WALLET = f"""SELECT i AS txid, i % 7 AS user_id, {DAY} AS created_at, 10.5 + i AS amount,
             ['debit', 'credit'][1 + i % 2] AS type, ['success', 'failed'][1 + (i % 9 = 0)::INT]
             AS status FROM range(300) AS t(i)"""


def test_money_moved_counts_by_its_way_and_not_what_failed() -> None:
    shop = Shop(wallet_transactions=WALLET)
    moved = "SUM(amount) FROM wallet_transactions WHERE status = 'success' AND type = '{}'"
    assert shop.total("cash_in") == pytest.approx(shop.plain(moved.format("credit")))
    assert shop.total("cash_out") == pytest.approx(shop.plain(moved.format("debit")))
    assert not any(
        m.expression.sql == "SUM(wallet_transactions.amount)" for m in shop.model.metrics
    )


def test_transfers_between_two_parties_are_neither_in_nor_out() -> None:
    rows = WALLET.replace("i % 7 AS user_id", "i % 7 AS sender_id, i % 5 AS receiver_id")
    shop = Shop(wallet_transactions=rows)
    assert not any("amount" in m.expression.sql for m in shop.model.metrics)
    assert any("directions" in note.text for note in shop.proposal.notes)


def test_accounts_that_mostly_end_below_nothing_have_no_balance_but_flows() -> None:
    rows = f"""SELECT i AS entry_no, i % 30 AS account_id, {DAY} AS booked_on,
               CASE WHEN i % 5 = 0 THEN 10.5 ELSE -20.5 END AS amount FROM range(900) AS t(i)"""
    shop = Shop(bank_transactions=rows)
    assert "account_balance" not in shop.model.metric_by_name
    assert shop.total("cash_in") == pytest.approx(180 * 10.5)


def test_files_that_share_few_days_make_no_ratio() -> None:
    sales = f"SELECT i AS sale_id, {DAY} AS sale_date, 10.5 + i AS revenue FROM range(300) AS t(i)"
    ads = """SELECT DATE '{}' + i::INT AS day, 'c' || i % 3 AS campaign, 5.5 + i AS spend
             FROM range(90) AS t(i)"""
    assert "roas" in Shop(sales=sales, ad_spend=ads.format("2024-01-10")).model.metric_by_name
    assert "roas" not in Shop(sales=sales, ad_spend=ads.format("2024-03-25")).model.metric_by_name


MEMBERS = f"""SELECT i AS customer_id, {DAY} AS signup_date, CASE WHEN i % 4 = 0 THEN {DAY} + 20 END
              AS churn_date, 20.5 + i AS credit_limit FROM range(400) AS t(i)"""


def test_customers_who_come_and_leave_churn() -> None:
    shop = Shop(customers=MEMBERS)
    held = "signup_date < DATE '{0}' AND COALESCE(churn_date >= DATE '{0}', true)"
    march = "BETWEEN DATE '2024-03-01' AND DATE '2024-03-31'"
    opening = shop.plain(f"COUNT(*) FROM customers WHERE {held.format('2024-03-01')}")
    left = shop.plain(f"COUNT(*) FROM customers WHERE churn_date {march}")
    found = {
        "active_customers": shop.plain(
            f"COUNT(*) FROM customers WHERE {held.format('2024-04-01')}"
        ),
        "new_customers": shop.plain(f"COUNT(*) FROM customers WHERE signup_date {march}"),
        "churned_customers": left,
        "churn_rate": left / opening,
    }
    for name, value in found.items():
        assert dict(shop.months(name))["2024-03-01"] == pytest.approx(value), name
    assert "customers" not in shop.model.metric_by_name


def test_ends_that_every_customer_has_are_plans() -> None:
    rows = MEMBERS.replace("CASE WHEN i % 4 = 0 THEN", "").replace(
        "END\n              AS churn", "AS end"
    )
    shop = Shop(customers=rows)
    assert "end_date" in shop.model.dataset_by_name["customers"].field_by_name
    assert "churned_customers" not in shop.model.metric_by_name
    assert shop.total("customers") == 400


def test_rows_do_not_happen_when_what_they_belong_to_began_long_before() -> None:
    meters = """SELECT 'M' || i AS meter, DATE '2015-01-01' + i::INT AS installed
                FROM range(60) AS t(i)"""
    reads = f"SELECT i AS reading_no, 'M' || i % 60 AS meter, {DAY} AS read_on FROM range(600) t(i)"
    shop = Shop(meters=meters, readings=reads)
    assert dict(shop.months("readings"))["2024-02-01"] == shop.plain(
        "COUNT(*) FROM readings WHERE month(read_on) = 2"
    )


def test_the_moment_called_after_the_rows_places_them() -> None:
    visits = f"""SELECT i AS visit_id, {DAY} - 20 AS booked_on, {DAY} AS visit_date
                 FROM range(300) AS t(i)"""
    outages = f"""SELECT i AS outage_no, {DAY} AS began, {DAY} + 20 AS restored
                  FROM range(300) AS t(i)"""
    readings = f"""SELECT i AS reading_id, {DAY} - 20 AS booked_on, {DAY} AS read_dt
                   FROM range(300) AS t(i)"""
    model = Shop(visits=visits, outages=outages, readings=readings).model
    times = {d.name: d.time.field for d in model.datasets if isinstance(d.time, EventTime)}
    assert times == {"visits": "visit_date", "outages": "began", "readings": "read_dt"}


def test_what_is_occupied_counts_at_the_end_and_what_came_adds_up() -> None:
    census = """SELECT DATE '2024-01-01' + (i // 4)::INT AS census_date, 'W' || i % 4 AS ward,
                12 + i % 17 AS beds_occupied, i % 6 AS admissions FROM range(360) AS t(i)"""
    shop = Shop(ward_census=census)
    assert shop.total("admissions") == shop.plain("SUM(admissions) FROM ward_census")
    last = "SUM(beds_occupied) FROM ward_census WHERE census_date = DATE '2024-02-29'"
    assert dict(shop.months("beds_occupied"))["2024-02-01"] == shop.plain(last)


def test_rows_that_their_key_numbers_count_where_nothing_else_tells_them() -> None:
    stops = f"""SELECT i AS stop_no, {DAY} AS began_on, ['yes', 'no'][1 + i % 2] AS planned
                FROM range(300) AS t(i)"""
    sick = f"""SELECT i AS absence_id, {DAY} AS absence_date, 1 + i % 14 AS days_absent
               FROM range(120) AS t(i)"""
    shop = Shop(machine_stops=stops, absences=sick)
    assert shop.total("machine_stops") == 300
    counts = [m.name for m in shop.model.metrics if m.expression.sql == "COUNT(*)"]
    assert counts == ["machine_stops"]
