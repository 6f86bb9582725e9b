"""A company of which every month of three and a half years is known: sales that grow with a season,
visits that go before them, and rainfall that has nothing to do with either."""

import math
import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa

from boardroom.ask.asker import Asker
from boardroom.ask.lexicon import Lexicon
from boardroom.semantic.model_file import parse_model
from tests.unit.executive.world import make_service

TODAY = date(2026, 7, 10)
FIRST = date(2023, 1, 1)
REGIONS = ("North", "South")

_MODEL = """
version: "0.2.0.dev0"
semantic_model:
  - name: months
    datasets:
      - name: sales
        source: sales
        time: sold_on
        fields:
          - {name: sold_on, expression: sold_on, datatype: Date, role: time}
          - {name: region, expression: region, datatype: String, role: dimension,
             values: [North, South]}
          - {name: amount, expression: amount, datatype: Float, role: measure, unit: USD}
      - name: visits
        source: visits
        time: visited_on
        fields:
          - {name: visited_on, expression: visited_on, datatype: Date, role: time}
          - {name: people, expression: people, datatype: Integer, role: measure}
          - {name: rain, expression: rain, datatype: Float, role: measure}
    metrics:
      - {name: revenue, expression: SUM(sales.amount), unit: USD}
      - {name: average_sale, expression: AVG(sales.amount), unit: USD}
      - {name: visitors, expression: SUM(visits.people), unit: count}
      - {name: forecast_error, expression: AVG(visits.rain), dataset: visits}
      - {name: rainfall, expression: SUM(visits.rain), dataset: visits}
"""


def rows() -> tuple[list[tuple[date, str, float]], list[tuple[date, int, float]]]:
    """Sales and visits of every day up to yesterday; the chance in them is always the same.

    How many visit on a day is how many buy, up to some of each; rain follows nothing.
    """
    chance = random.Random(7)
    sales: list[tuple[date, str, float]] = []
    visits: list[tuple[date, int, float]] = []
    for number in range((TODAY - FIRST).days):
        day = FIRST + timedelta(days=number)
        level = 100 + number / 20 + 10 * math.sin(2 * math.pi * day.timetuple().tm_yday / 365)
        interest = chance.gauss(0, 8)
        sales += [
            (day, region, round(level + interest + chance.gauss(0, 2), 2)) for region in REGIONS
        ]
        visits.append((day, round(level + interest + chance.gauss(0, 2)), chance.gauss(50, 10)))
    return sales, visits


def monthly(region: str | None = None) -> Mapping[date, float]:
    """Revenue by first day of the month, added up by hand."""
    found: dict[date, float] = {}
    for day, place, amount in rows()[0]:
        if region in {None, place}:
            month = day.replace(day=1)
            found[month] = found.get(month, 0.0) + amount
    return found


def open_months(folder: Path) -> Asker:
    """An asker of that company."""
    sales, visits = rows()
    tables = {
        "sales": _table("sold_on region amount", sales),
        "visits": _table("visited_on people rain", visits),
    }
    model = parse_model(_MODEL, origin="months.yml")
    return Asker(
        metrics=make_service(folder, tables, model=model, today=TODAY), lexicon=Lexicon(model)
    )


def _table(names: str, cells: Sequence[tuple[object, ...]]) -> pa.Table:
    columns = zip(*cells, strict=True)
    return pa.table(dict(zip(names.split(), map(list, columns), strict=True)))
