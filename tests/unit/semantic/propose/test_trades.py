"""Trades beside shops: clinics, hauliers, depots, clubs; and what is not sold, spent or known."""

import pytest

from tests.unit.semantic.propose.test_metrics import DAY, Shop

BILLS = f"""SELECT i AS bill_no, i % 60 AS patient_id, {DAY} AS bill_date, 80.5 + i % 90 AS billed,
            CASE WHEN i % 5 > 0 THEN 70.5 + i % 60 ELSE 0 END AS paid FROM range(300) AS t(i)"""
PATIENTS = "SELECT i AS patient_id, 'Patient ' || i AS full_name FROM range(60) AS t(i)"


def test_bills_of_a_clinic_add_up_and_are_no_orders() -> None:
    shop = Shop(patients=PATIENTS, bills=BILLS)
    assert shop.total("revenue") == pytest.approx(shop.plain("SUM(billed) FROM bills"))
    assert shop.total("paid") == pytest.approx(shop.plain("SUM(paid) FROM bills"))
    assert shop.total("bills") == 300
    assert shop.model.metric_by_name.keys().isdisjoint({"orders", "average_billed"})


def test_hours_billed_are_no_money() -> None:
    rows = f"SELECT i AS note_id, {DAY} AS day, 1.5 + i % 9 AS billed_hours FROM range(90) AS t(i)"
    assert "revenue" not in Shop(work_notes=rows).model.metric_by_name


CLIENTS = "SELECT i AS client_id, 'Client ' || i AS client FROM range(40) AS t(i)"
HAULS = f"""SELECT i AS shipment_id, i % 30 AS client_id, {DAY} AS pickup_date,
            250.5 + i % 700 AS freight_charge, 90.5 + i % 200 AS fuel_cost
            FROM range(400) AS t(i)"""


@pytest.mark.parametrize("table", ["shipments", "loads"])
def test_what_a_haulier_charges_its_customers_is_revenue(table: str) -> None:
    shop = Shop(clients=CLIENTS, **{table: HAULS})
    charged = shop.plain(f"SUM(freight_charge) FROM {table}")
    assert shop.total("revenue") == pytest.approx(charged)
    assert shop.metric("revenue").direction == "up"
    assert "freight" not in shop.model.metric_by_name


def test_freight_of_a_shop_stays_what_it_pays() -> None:
    orders = f"""SELECT i AS order_id, i % 40 AS client_id, {DAY} AS order_date, 20.5 + i AS amount
                 FROM range(400) AS t(i)"""
    carried = HAULS.replace("fuel_cost", "weight_kg")
    for more in ({"orders": orders}, {}):
        rows = carried if more else carried.replace("client_id", "carrier_id")
        shop = Shop(clients=CLIENTS, shipments=rows, **more)
        assert shop.metric("freight").direction == "down"


def test_a_fleet_is_counted_as_it_stands() -> None:
    rows = """SELECT i AS unit_no, 'REG' || i AS plate, 40000 + 310 * i AS purchase_price,
              DATE '2020-01-01' + 20 * i::INT AS purchased
              FROM range(45) AS t(i)"""
    shop = Shop(fleet=rows)
    assert shop.model.dataset_by_name["fleet"].time is None
    mean = shop.plain("AVG(purchase_price) FROM fleet")
    assert shop.total("average_purchase_price") == pytest.approx(mean)


MOVES = f"""SELECT i AS row_id, i % 21 AS article_id, {DAY} AS moved_on, 1 + i % 41 AS qty,
            CASE WHEN i % 5 = 4 THEN 'OUT' ELSE 'IN' END AS dir FROM range(900) AS t(i)"""


def test_a_bare_direction_signs_what_moves() -> None:
    shop = Shop(article_log=MOVES)
    signed = "SUM(CASE dir WHEN 'IN' THEN qty ELSE -qty END) FROM article_log"
    until = shop.plain(f"{signed} WHERE moved_on < DATE '2024-03-01'")
    assert dict(shop.months("stock_on_hand"))["2024-02-01"] == until
    assert not any(m.expression.sql.endswith("(article_log.qty)") for m in shop.model.metrics)


def test_movements_whose_beginning_is_missing_are_not_added_over_both_ways() -> None:
    shop = Shop(article_log=MOVES.replace("= 4 THEN 'OUT'", "> 1 THEN 'OUT'"))
    assert not any(m.expression.sql == "SUM(article_log.qty)" for m in shop.model.metrics)
    assert "stock_on_hand" not in shop.model.metric_by_name
    assert shop.total("stock_received") == shop.plain("SUM(qty) FROM article_log WHERE dir = 'IN'")
    assert any("ends below nothing" in note.text for note in shop.proposal.notes)


def test_directions_of_calls_are_no_movements() -> None:
    rows = f"""SELECT i AS call_id, {DAY} AS day, ['in', 'out'][1 + i % 2] AS direction,
               30 + i % 400 AS duration_seconds FROM range(900) AS t(i)"""
    shop = Shop(calls=rows)
    mean = shop.plain("AVG(duration_seconds) FROM calls")
    assert shop.total("average_call_duration_seconds") == pytest.approx(mean)


def test_revenue_per_customer_is_of_rows_that_name_one() -> None:
    rows = f"""SELECT i AS sale_id, CASE WHEN i % 3 > 0 THEN i % 80 END AS customer_id,
               {DAY} AS sale_date, 5.5 + i % 70 AS amount FROM range(900) AS t(i)"""
    shop = Shop(sales=rows)
    named = "SUM(amount) / COUNT(DISTINCT customer_id) FROM sales WHERE customer_id IS NOT NULL"
    assert shop.total("revenue_per_customer") == pytest.approx(shop.plain(named))
    assert shop.total("revenue") == pytest.approx(shop.plain("SUM(amount) FROM sales"))
    assert "33% of the rows name none" in (shop.metric("customers").description or "")


def test_few_nameless_numbers_that_repeat_are_codes() -> None:
    rows = f"""SELECT i AS visit_id, {DAY} AS visited, 7000 + i * 7 % 61 AS badge, 12.5 + i AS fee
               FROM range(2000) AS t(i)"""
    assert not any("badge" in m.expression.sql for m in Shop(visits=rows).model.metrics)


def test_returns_and_order_values_are_told_after_discounts() -> None:
    lines = f"""SELECT i AS line_id, i % 100 AS order_id, {DAY} AS order_date, 10.5 AS unit_price,
                CASE WHEN i % 10 = 0 THEN -1 ELSE 2 END AS quantity, i % 4 / 10 AS discount
                FROM range(400) AS t(i)"""
    shop = Shop(order_lines=lines)
    value = "quantity * unit_price * (1 - discount)"
    back = shop.plain(f"-SUM({value}) FROM order_lines WHERE quantity < 0")
    assert shop.total("returns") == pytest.approx(back)
    sold = f"SUM({value}) / COUNT(DISTINCT order_id) FROM order_lines WHERE quantity > 0"
    assert shop.total("average_order_value") == pytest.approx(shop.plain(sold))


def test_refused_expenses_are_not_spent() -> None:
    rows = f"""SELECT i AS expense_id, {DAY} AS expense_date, 20.5 + i AS amount, 2.5 + i AS tax,
               i % 9 + 0.5 AS processing_time,
               ['approved', 'declined', 'Rejected', NULL][1 + i % 4] AS status
               FROM range(400) AS t(i)"""
    shop = Shop(expenses=rows)
    kept = "FROM expenses WHERE status IS NULL OR status = 'approved'"
    assert shop.total("cost") == pytest.approx(shop.plain(f"SUM(amount) {kept}"))
    assert shop.total("tax") == pytest.approx(shop.plain(f"SUM(tax) {kept}"))
    every = shop.plain("AVG(processing_time) FROM expenses")
    assert shop.total("average_processing_time") == pytest.approx(every)
    assert "refused" in (shop.metric("cost").description or "")


def test_the_share_of_a_thing_does_not_read_as_its_price() -> None:
    rows = """SELECT i AS guest_id, i % 2 = 0 AS is_company, i % 3 = 0 AS accepted_offer
              FROM range(90) AS t(i)"""
    names = Shop(guests=rows).model.metric_by_name.keys()
    assert {"company_share", "accepted_offer_rate"} <= names
    assert "company_rate" not in names
