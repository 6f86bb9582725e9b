"""Answers at the terminal: what stands above the columns."""

from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise

import pytest

from boardroom.ask.answer import run_answer
from boardroom.cli.ask_text import answer_text
from boardroom.semantic.query import Query
from boardroom.semantic.result import Column, Period, Result

_PERIOD = Period(start=date(2026, 6, 1), end=date(2026, 6, 30), complete=True)


def _column(name: str, role: str, label: str | None = None) -> Column:
    kind = {"dimension": "String", "time": "Date"}.get(role, "Integer")
    return Column(name=name, role=role, type=kind, label=label)  # type: ignore[arg-type]  # short


def _heading(query: Query, *columns: Column, width: int = 140) -> str:
    result = Result(columns=columns, rows=((1,) * len(columns),), sql="", period=_PERIOD)
    lines = answer_text(run_answer("q", query, result), width=width, unicode=True).splitlines()
    return next(before for before, line in pairwise(lines) if "──" in line)


@pytest.mark.parametrize(
    ("query", "columns", "words"),
    [
        (
            Query(records="customers"),
            [_column("customers.customer_name", "field")],
            "Customer name",
        ),
        (
            Query(records="orders"),
            [_column("orders.region", "field"), _column("customers.region", "field")],
            "Orders: region   Customers: region",
        ),
        (
            Query(grain="month"),
            [_column("period", "time"), _column("revenue", "metric", "Net revenue")],
            "Month   Net revenue",
        ),
        (
            Query(),
            [
                _column("mrr", "metric", "MRR"),
                _column("mrr_previous", "previous", "MRR"),
                _column("mrr_change", "change", "MRR"),
                _column("mrr_change_ratio", "change_ratio", "MRR"),
            ],
            "MRR   MRR, before   MRR, change   MRR, change in %",
        ),
    ],
)
def test_columns_are_titled_in_words(query: Query, columns: list[Column], words: str) -> None:
    assert _heading(query, *columns).split() == words.split()


def test_long_titles_of_numbers_break_where_there_is_no_room() -> None:
    columns = [_column(f"number_of_very_long_things_{place}", "metric") for place in range(4)]
    assert all(len(line) <= 60 for line in _heading(Query(), *columns, width=60).splitlines())


def test_days_stay_whole_and_amounts_have_their_unit_where_it_is_narrow() -> None:
    columns = (
        Column(name="deals.deal_id", role="field", type="Integer"),
        Column(name="deals.closed_at", role="field", type="DateTime"),
        Column(name="deals.signed_on", role="field", type="Date"),
        Column(name="customers.customer_name", role="field", type="String"),
        Column(name="deals.amount", role="field", type="Decimal", unit="USD"),
    )
    row = (13633400001, datetime(2026, 6, 14, 16, 27, 49), date(2026, 6, 13),  # noqa: DTZ001  # a DateTime has no zone
           "Tidal Logistics and Sons of Minnesota", Decimal("226560.00"))  # fmt: skip
    result = Result(columns=columns, rows=(row,), sql="", period=_PERIOD)
    found = run_answer("q", Query(records="deals"), result)
    text = answer_text(found, width=80, unicode=True)
    table = text[text.index("─") :]
    assert max(map(len, table.splitlines())) <= 80
    for whole in ("13633400001 ", "2026-06-14 16:27:49", "2026-06-13", "$226,560.00"):
        assert whole in table
