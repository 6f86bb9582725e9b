"""Metrics that their model does not open and their data do."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from boardroom.agents.context import Context
from boardroom.executive.explain.explainer import Asking, Explainer
from boardroom.executive.notebook import Notebook
from boardroom.governance.principal import LOCAL_ADMIN
from boardroom.insight.drivers import Driver
from boardroom.insight.render_drivers import render_drivers
from tests.unit.executive.explain.test_explainer import DAYS, TODAY, assert_adds_up
from tests.unit.executive.world import FIRST, make_service, order_rows

DATASETS = """
version: "0.2.0.dev0"
semantic_model:
  - name: books
    datasets:
      - name: invoices
        source: invoices
        primary_key: [id]
        time: day
        fields:
          - {name: id, expression: id, datatype: Integer, role: key}
          - {name: customer, expression: customer, datatype: Integer, role: key}
          - {name: day, expression: day, datatype: Date, role: time}
          - {name: price, expression: price, datatype: Decimal, unit: USD}
      - name: customers
        source: customers
        primary_key: [id]
        fields:
          - {name: id, expression: id, datatype: Integer, role: key}
      - name: ledger
        source: ledger
        primary_key: [entry]
        time: day
        fields:
          - {name: entry, expression: entry, datatype: Integer, role: key}
          - {name: day, expression: day, datatype: Date, role: time}
          - {name: amount, expression: amount, datatype: Float, unit: USD}
    relationships:
      - name: of
        from: invoices
        to: customers
        from_columns: [customer]
        to_columns: [id]
    metrics:
      - {name: revenue, expression: SUM(ledger.amount), unit: USD}
"""
INVOICES = """
      - {name: invoice_revenue, expression: SUM(invoices.price), unit: USD}
      - {name: invoices, expression: COUNT(*), dataset: invoices, unit: count}
      - {name: buyers, expression: COUNT(DISTINCT invoices.customer), unit: count}
      - {name: revenue_per_buyer, expression: invoice_revenue / buyers, unit: USD}
"""


def make_tables(*, booked: float = 1.0, nameless: bool = False) -> dict[str, pa.Table]:
    """Invoices, and a ledger in which ``booked`` times as much stands, in one entry a day."""
    orders = order_rows(days=DAYS)
    prices = np.asarray(orders["price"].cast(pa.float64()))
    days = np.asarray(orders["day"]).astype("datetime64[D]")
    each, place = np.unique(days, return_inverse=True)
    customers = np.random.default_rng(3).integers(1, 400, len(orders))
    names = pa.array(customers, pa.int64(), mask=np.arange(len(orders)) % 50 == 0)
    invoices = orders.select(["id", "day", "price"]).append_column(
        "customer", names if nameless else pa.array(customers, pa.int64())
    )
    amounts = booked * np.bincount(place, weights=prices)
    ledger = {"entry": np.arange(len(each)), "day": pa.array(each), "amount": amounts}
    return {
        "invoices": invoices,
        "customers": pa.table({"id": np.arange(1, 400)}),
        "ledger": pa.table(ledger),
    }


def explain(
    folder: Path, metric: str, tables: dict[str, pa.Table], model: str
) -> tuple[Driver, str]:
    """The tree, and the whole as text."""
    service = make_service(folder, tables, model=model, today=TODAY)
    context = Context(metrics=service, principal=LOCAL_ADMIN, asked=TODAY, as_of=TODAY)
    explainer = Explainer(notebook=Notebook(service.model), bridges={})
    report = explainer.explain(Asking(metric=metric, time_range="2018-01"), context)
    drivers = report.insights[0].drivers
    assert drivers is not None
    assert_adds_up(drivers.tree)
    return drivers.tree, render_drivers(report)


def of_january(tables: dict[str, pa.Table]) -> pa.Table:
    rows = tables["invoices"]
    first, last = date(2018, 1, 1), date(2018, 1, 31)
    assert FIRST + timedelta(days=DAYS) > last
    days = rows["day"].to_pylist()
    return rows.filter(pa.array([first <= day <= last for day in days]))


def test_what_the_ledger_and_the_invoices_both_hold_is_opened_as_the_invoices_are(
    tmp_path: Path,
) -> None:
    tables = make_tables()
    tree, text = explain(tmp_path, "revenue", tables, DATASETS + INVOICES)
    (twin,) = tree.parts
    assert twin.metric == "invoice_revenue"
    assert twin.effect == pytest.approx(tree.effect)
    buyers, each = twin.parts
    january = of_january(tables)
    number = len(set(january["customer"].to_pylist()))
    total = float(sum(january["price"].to_pylist()))
    assert (buyers.metric, buyers.current) == ("buyers", number)
    assert each.metric == "revenue_per_buyer"
    assert each.current == pytest.approx(total / number)
    assert "Rows of" not in text


def test_what_only_the_ledger_holds_is_a_part_of_its_own(tmp_path: Path) -> None:
    tables = make_tables(booked=1.04)
    tree, _ = explain(tmp_path, "revenue", tables, DATASETS + INVOICES)
    twin, beyond = tree.parts
    assert twin.metric == "invoice_revenue"
    assert beyond.label == "Not in invoice revenue"
    total = float(sum(of_january(tables)["price"].to_pylist()))
    assert beyond.current == pytest.approx(0.04 * total)


@pytest.mark.parametrize("booked", [1.2, 0.5])
def test_tables_that_differ_by_more_than_a_twentieth_are_not_the_same(
    tmp_path: Path, booked: float
) -> None:
    tree, _ = explain(tmp_path, "revenue", make_tables(booked=booked), DATASETS + INVOICES)
    assert tree.parts == ()


def test_a_plan_is_not_what_was_booked_however_well_it_was_kept(tmp_path: Path) -> None:
    model = DATASETS + INVOICES.replace("invoice_revenue", "budget_revenue")
    tree, _ = explain(tmp_path, "revenue", make_tables(), model)
    assert tree.parts == ()


def test_entries_that_the_model_does_not_count_are_no_things_with_a_mean(tmp_path: Path) -> None:
    tree, _ = explain(tmp_path / "ledger", "revenue", make_tables(), DATASETS)
    assert tree.parts == ()
    counted = (
        DATASETS + "      - {name: entries, expression: COUNT(*), dataset: ledger, unit: count}\n"
    )
    tree, _ = explain(tmp_path / "things", "revenue", make_tables(), counted)
    assert [part.sign for part in tree.parts] == ["×", "×"]


def test_a_number_of_rows_is_opened_by_who_is_behind_them(tmp_path: Path) -> None:
    tables = make_tables()
    tree, _ = explain(tmp_path, "invoices", tables, DATASETS + INVOICES)
    parties, each = tree.parts
    january = of_january(tables)
    number = len(set(january["customer"].to_pylist()))
    assert (parties.label, parties.current) == ("Different customers", number)
    assert each.label == "Invoices per customer"
    assert each.current == pytest.approx(len(january) / number)


def test_where_some_rows_name_nobody_their_number_is_not_opened(tmp_path: Path) -> None:
    tables = make_tables(nameless=True)
    assert None in of_january(tables)["customer"].to_pylist()
    tree, _ = explain(tmp_path, "invoices", tables, DATASETS + INVOICES)
    assert tree.parts == ()
