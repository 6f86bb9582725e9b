"""Metrics whose rows have a time of day are watched by hour and minute, too."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from boardroom.agents.context import Context
from boardroom.analysis.panel.series import Days, Floats
from boardroom.clock import FixedClock
from boardroom.executive.notebook import Notebook
from boardroom.executive.scan.insight_book import InsightBook
from boardroom.executive.scan.scanner import Scan, scan_metrics
from boardroom.executive.scan.scout import KINDS
from boardroom.executive.scan.telling import tell_scan
from boardroom.governance.principal import LOCAL_ADMIN
from boardroom.insight.model import Insight
from boardroom.store.database import Database
from boardroom.store.insight_store import InsightStore
from tests.unit.executive.world import make_service

TODAY = date(2026, 11, 28)
DAYS = 60
FIRST = TODAY - timedelta(days=DAYS)
SPIKE = (DAYS - 4) * 24 + 14
"""Tue 24 Nov, 14:00."""

MODEL = """
version: "0.2.0.dev0"
semantic_model:
  - name: web
    datasets:
      - name: requests
        source: requests
        time: at
        fields:
          - {name: at, expression: at, datatype: %s, role: time}
          - {name: ms, expression: ms, datatype: Float}
    metrics:
      - {name: requests, expression: COUNT(*), dataset: requests, unit: count, direction: up}
      - {name: latency, label: Delay, expression: AVG(requests.ms), direction: down}
"""


def _usual() -> Floats:
    """Requests to be expected of each hour."""
    hours = np.arange(DAYS * 24)
    weekday = (FIRST.weekday() + hours // 24) % 7
    day = 4.0 + 40.0 * np.exp(-(((hours % 24 - 14) / 4.0) ** 2))
    return np.asarray(day * np.where(weekday >= 5, 0.6, 1.0))


def _table(counts: Days, *, seed: int = 1, zone: str | None = None) -> pa.Table:
    random = np.random.default_rng(seed)
    hours = np.repeat(np.arange(len(counts)), counts)
    seconds = hours * 3600 + random.integers(0, 3600, len(hours))
    begin = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC).timestamp()
    moments = ((seconds + begin) * 1_000_000).astype(np.int64)
    return pa.table(
        {
            "at": pa.array(moments, pa.timestamp("us", tz=zone)),
            "ms": pa.array(random.lognormal(4.0, 0.3, len(hours)), pa.float64()),
        }
    )


def _scan(folder: Path, table: pa.Table, *, datatype: str = "DateTime", zone: str = "UTC") -> Scan:
    service = make_service(
        folder, {"requests": table}, model=MODEL % datatype, today=TODAY, zone=zone
    )
    context = Context(metrics=service, principal=LOCAL_ADMIN, asked=TODAY, as_of=TODAY)
    return scan_metrics(context, service.model.metrics, Notebook(service.model))


def _told(scan: Scan, kind: str = "episode") -> list[Insight]:
    return [item for item in tell_scan(scan, as_of=TODAY) if item.kind == kind]


@pytest.mark.parametrize(("datatype", "zone"), [("DateTime", None), ("DateTimeTz", "UTC")])
def test_an_hour_that_its_day_hides_is_told_with_its_time(
    tmp_path: Path, datatype: str, zone: str | None
) -> None:
    counts = np.random.default_rng(3).poisson(_usual())
    counts[SPIKE] *= 3

    (told,) = _told(_scan(tmp_path, _table(counts, zone=zone), datatype=datatype))

    assert told.metric == "requests"
    assert told.title.endswith("above expected, Tue 24 Nov 2026, 14:00–15:00")
    assert told.evidence.period.start == told.evidence.period.end == date(2026, 11, 24)
    assert told.id == "episode:requests::2026-11-24T14:00"
    assert told.status == "recovered"
    assert told.text.startswith(f"{counts[SPIKE]} in this hour instead of")
    assert "DATE_TRUNC('HOUR'" in told.evidence.sql


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "Asia/Kathmandu", "America/New_York"])
def test_an_hour_is_one_of_the_clock_on_the_wall_whatever_its_zone(
    tmp_path: Path, zone: str
) -> None:
    counts = np.random.default_rng(3).poisson(_usual())
    rows = _table(counts)
    burst = np.datetime64(FIRST, "us") + np.timedelta64(SPIKE * 60, "m")
    first_half = burst + np.arange(150) * np.timedelta64(11, "s")
    on_wall = np.concatenate([rows["at"].to_numpy(), first_half])
    table = pa.table(
        {
            "at": pc.assume_timezone(pa.array(on_wall), zone, ambiguous="earliest"),
            "ms": np.random.default_rng(1).lognormal(4.0, 0.3, len(on_wall)),
        }
    )

    (told,) = _told(_scan(tmp_path, table, datatype="DateTimeTz", zone=zone))

    assert told.title.endswith("above expected, Tue 24 Nov 2026, 14:00–15:00")
    assert told.text.startswith(f"{counts[SPIKE] + 150} in this hour instead of")


def test_hours_without_any_row_are_trouble_with_the_data_and_no_news(tmp_path: Path) -> None:
    counts = np.random.default_rng(4).poisson(_usual())
    counts[SPIKE - 3 : SPIKE + 2] = 0
    scan = _scan(tmp_path, _table(counts))

    (told,) = _told(scan, "data_quality")
    assert told.title == "requests: no rows, Tue 24 Nov 2026, 11:00–16:00"
    assert told.subject == {"dataset": "requests", "trouble": "silent"}
    assert _told(scan) == []


def test_hours_without_any_row_can_be_dismissed(tmp_path: Path) -> None:
    counts = np.random.default_rng(4).poisson(_usual())
    counts[SPIKE - 3 : SPIKE + 2] = 0
    (told,) = _told(_scan(tmp_path, _table(counts)), "data_quality")
    store = InsightStore(Database(tmp_path / "state.sqlite"), workspace="web")
    clock = FixedClock(instant=datetime(2026, 11, 28, 12, tzinfo=UTC))
    book = InsightBook(store, clock=clock, today=TODAY)

    book.settle([told], kinds=KINDS, asked=TODAY, data_version="v1")
    book.dismiss(told.id)

    (marked,) = book.marked([told])
    assert marked.status == "dismissed"


def test_usual_hours_are_no_news_and_minutes_of_few_rows_are_not_read(tmp_path: Path) -> None:
    scan = _scan(tmp_path, _table(np.random.default_rng(5).poisson(_usual())))
    assert _told(scan) == []
    assert scan.steps == ()
    assert scan.series == 2, "each metric by hour; by day they are too short"


def test_an_instrument_that_hangs_is_told_and_a_spike_of_minutes_found(tmp_path: Path) -> None:
    steps = 30 * 24 * 12
    random = np.random.default_rng(6)
    values = 50.0 + 5.0 * np.sin(np.arange(steps) / 288 * 2 * np.pi) + random.normal(0, 1, steps)
    values[-1500:-1470] = values[-1500]
    values[-700:-697] += 25.0  # 13:40 of the day before yesterday
    begin = datetime(2026, 10, 29, tzinfo=UTC).timestamp()
    moments = ((np.arange(steps) * 300 + begin) * 1_000_000).astype(np.int64)
    table = pa.table({"at": pa.array(moments, pa.timestamp("us")), "ms": pa.array(values)})

    scan = _scan(tmp_path, table)

    (hangs,) = _told(scan, "data_quality")
    assert hangs.title.startswith("Delay: the same value again and again, Sun 22 Nov 2026, 19:00")
    assert any(
        item.title.endswith("above expected, Wed 25 Nov 2026, 13:40–13:55") for item in _told(scan)
    )


def test_an_outage_that_hours_and_minutes_show_is_told_once_by_its_minutes(
    tmp_path: Path,
) -> None:
    random = np.random.default_rng(1)
    counts = random.poisson(5, 25 * 1440)
    out = (22 * 24 + 14) * 60 + 7
    counts[out : out + 150] = 0
    seconds = np.repeat(np.arange(len(counts)) * 60, counts)
    begin = np.datetime64("2026-11-03", "us")
    table = pa.table(
        {
            "at": begin + seconds * np.timedelta64(1, "s"),
            "ms": random.lognormal(4.0, 0.3, len(seconds)),
        }
    )

    (told,) = _told(_scan(tmp_path, table), "data_quality")

    assert told.title == "requests: no rows, Wed 25 Nov 2026, 14:07–16:37"


def test_an_instrument_that_hangs_for_hours_is_told_once(tmp_path: Path) -> None:
    steps = 30 * 24 * 12
    random = np.random.default_rng(6)
    values = 50.0 + 5.0 * np.sin(np.arange(steps) / 288 * 2 * np.pi) + random.normal(0, 1, steps)
    hung = (25 * 24 + 14) * 12
    values[hung : hung + 40 * 12] = values[hung]
    moments = np.datetime64("2026-10-29", "us") + np.arange(steps) * np.timedelta64(300, "s")

    (told,) = _told(_scan(tmp_path, pa.table({"at": moments, "ms": values})), "data_quality")

    assert told.title.startswith("Delay: the same value again and again, Mon 23 Nov 2026, 14:00")
