"""Steps of a funnel of metrics that are passed unlike before, whichever period they came from."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from boardroom.executive.inspection.on_page import tell_records_once
from boardroom.insight.model import Effect, Report
from tests.unit.executive.inspection.looking import look, told
from tests.unit.executive.world import FIRST

DAYS = 950  # up to 8 Aug 2018
LAST = date(2018, 7, 1)
LAYERS = ("visits", "leads", "trials")
_DATASET = """
      - name: {name}
        source: {name}
        primary_key: [id]
        time: day
        fields:
          - {{name: id, expression: id, datatype: Integer, role: key}}
          - {{name: day, expression: day, datatype: Date, role: time}}"""
_METRIC = """
      - name: {name}
        expression: COUNT(*)
        dataset: {name}
        unit: count
        direction: up
        department: marketing"""
MODEL = "".join((
    'version: "0.2.0.dev0"\nsemantic_model:\n  - name: site\n    datasets:',
    *(_DATASET.format(name=name) for name in LAYERS),
    "\n    metrics:",
    *(_METRIC.format(name=name) for name in LAYERS),
))  # fmt: skip
RATES = "".join(
    f"""
      - name: {then}_rate
        expression: {then} / {first}
        unit: percent
        direction: up
        department: marketing"""
    for first, then in (("visits", "leads"), ("leads", "trials"))
)
UNWANTED = RATES.replace("direction: up", "direction: down")
PACK = """
name: marketing
title: Marketing
views:
  - {title: Funnel, kind: funnel, metrics: [visits, leads, trials]}
"""


def site(
    *,
    seed: int = 1,
    rate: Mapping[date, float] | None = None,
    crowd: Mapping[date, float] | None = None,
    lag: int = 0,
) -> dict[str, pa.Table]:
    """Visits, a fifth of which become leads, half of which become trials.

    Args:
        rate: month → share of visits that become leads, where it is another.
        crowd: month → how many times the usual visits.
        lag: days from one step to the next.
    """
    rng = np.random.default_rng(seed)
    days: dict[str, list[date]] = {name: [] for name in LAYERS}
    for offset in range(DAYS):
        day = FIRST + timedelta(days=offset)
        month = day.replace(day=1)
        count = int(rng.poisson(60 * (crowd or {}).get(month, 1.0) * rng.gamma(30, 1 / 30)))
        share = (rate or {}).get(month, 0.2) * rng.gamma(200, 1 / 200)
        leads = int(rng.binomial(count, share))
        for place, size in enumerate((count, leads, int(rng.binomial(leads, 0.5)))):
            days[LAYERS[place]] += [day + timedelta(days=place * lag)] * size
    end = FIRST + timedelta(days=DAYS)
    return {
        name: pa.table({
            "id": pa.array(range(sum(day < end for day in own)), pa.int64()),
            "day": [day for day in own if day < end],
        })
        for name, own in days.items()
    }  # fmt: skip


def shown(folder: Path, tables: Mapping[str, pa.Table], *, model: str = MODEL) -> Report:
    return look(folder, tables, model=model, days=DAYS, pack=PACK)


@pytest.mark.parametrize(
    ("share", "word", "verdict"), [(0.12, "Fewer", "bad"), (0.3, "More", "good")]
)
def test_a_step_that_is_passed_otherwise_is_told(
    tmp_path: Path, share: float, word: str, verdict: str
) -> None:
    tables = site(rate={LAST: share})
    report = shown(tmp_path, tables)
    (item,) = told(report, "funnel")
    assert item.title == f"{word} visits become leads in Jul 2018"
    assert item.assessment == verdict
    counts = {
        name: [sum(day.replace(day=1) == month for day in table["day"].to_pylist())
               for month in (LAST, date(2018, 6, 1))]
        for name, table in tables.items()
    }  # fmt: skip
    figures = {number.id: number.value for number in item.numbers}
    assert (figures["came"], figures["went"]) == (counts["visits"][0], counts["leads"][0])
    assert figures["share"] == counts["leads"][0] / counts["visits"][0]
    assert figures["before"] == pytest.approx(counts["leads"][1] / counts["visits"][1])
    assert figures["expected"] == pytest.approx(0.2, abs=0.01)
    assert item.evidence.period.start == LAST
    assert report.tests["funnel"] == 2


@pytest.mark.parametrize("seed", range(2, 6))
def test_a_calm_funnel_has_no_news(tmp_path: Path, seed: int) -> None:
    report = shown(tmp_path, site(seed=seed))
    assert told(report, "funnel") == []
    assert report.tests["funnel"] == 2


def test_a_crowd_whose_leads_come_later_is_no_news(tmp_path: Path) -> None:
    """Twice the visits, whose leads are counted in the month after."""
    report = shown(tmp_path, site(crowd={LAST: 2.0}, lag=30))
    assert told(report, "funnel") == []
    assert report.tests["funnel"] == 2


def test_what_comes_each_year_is_no_news(tmp_path: Path) -> None:
    report = shown(tmp_path, site(rate={LAST: 0.13, date(2017, 7, 1): 0.13}))
    assert told(report, "funnel") == []


def test_rates_of_the_model_make_a_funnel_with_its_table(tmp_path: Path) -> None:
    bare = PACK.partition("views:")[0]
    tables = site(rate={LAST: 0.12})
    report = look(tmp_path, tables, model=MODEL + RATES, days=DAYS, pack=bare)
    (item,) = told(report, "funnel")
    assert item.metric == "leads_rate"
    change = replace(item, kind="change", id="change:leads_rate", text="It fell.")
    (once,) = tell_records_once([change, item])
    assert once.text == "It fell. Fewer visits become leads in Jul 2018."
    other = replace(change, effect=Effect(value=0.1))
    assert tell_records_once([other, item]) == (other, item)
    (table,) = (table for part in report.sections for table in part.tables)
    assert table.title == "Visits to trials, Jul 2018"
    july = [
        sum(day.replace(day=1) == LAST for day in tables[name]["day"].to_pylist())
        for name in LAYERS
    ]
    assert [row[1] for row in table.result.rows] == july


def test_the_rate_of_a_step_says_which_way_is_good(tmp_path: Path) -> None:
    report = shown(tmp_path, site(rate={LAST: 0.3}), model=MODEL + UNWANTED)
    (item,) = told(report, "funnel")
    assert item.title == "More visits become leads in Jul 2018"
    assert (item.metric, item.assessment) == ("leads_rate", "bad")


def test_rates_that_are_good_when_low_make_no_funnel(tmp_path: Path) -> None:
    bare = PACK.partition("views:")[0]
    tables = site(rate={LAST: 0.3})
    report = look(tmp_path, tables, model=MODEL + UNWANTED, days=DAYS, pack=bare)
    assert "funnel" not in report.tests
    assert not [table for part in report.sections for table in part.tables]


def test_metrics_that_do_not_narrow_are_no_funnel(tmp_path: Path) -> None:
    tables = site()
    turned = {"visits": tables["trials"], "leads": tables["leads"], "trials": tables["visits"]}
    report = shown(tmp_path, turned)
    assert told(report, "funnel") == []
    assert "funnel" not in report.tests


def test_days_that_are_missing_are_no_news(tmp_path: Path) -> None:
    tables = site(rate={LAST: 0.12})
    days = tables["visits"]["day"].to_pylist()
    there = pa.array([not date(2018, 7, 9) <= day <= date(2018, 7, 11) for day in days])
    report = shown(tmp_path, {**tables, "visits": tables["visits"].filter(there)})
    assert told(report, "funnel") == []
    assert report.tests["funnel"] == 1


@pytest.mark.parametrize("month", [LAST, date(2018, 5, 1)])
def test_rows_that_are_there_twice_are_no_news(tmp_path: Path, month: date) -> None:
    """Also where those who went on may have come in the wrong month: that would be told beside."""
    tables = site(rate={LAST: 0.2 if month == LAST else 0.3})
    leads = tables["leads"]
    first, last = (month + timedelta(days=offset) for offset in (8, 20))
    twice = leads.filter(pa.array([first <= day <= last for day in leads["day"].to_pylist()]))
    report = shown(tmp_path, {**tables, "leads": pa.concat_tables([leads, twice])})
    assert told(report, "funnel") == []
    assert "funnel" not in report.tests
