"""What the inspector finds on made-up companies whose truth is known, and how the page tells it."""

from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from boardroom.executive.page import PageSetup, build_page
from boardroom.governance.principal import LOCAL_ADMIN
from boardroom.insight.model import Insight, Report
from tests.unit.executive.world import FIRST, make_service, order_rows

DAYS = 800  # up to 10 Mar 2018


def insights(report: Report) -> list[Insight]:
    return [*report.insights, *(item for part in report.sections for item in part.insights)]


def page(folder: Path, rows: pa.Table) -> Report:
    """The page, once all that is worked out beside it is there."""
    setup = PageSetup(patience_seconds=120)
    service = make_service(folder, {"orders": rows})
    return build_page(service, principal=LOCAL_ADMIN, setup=setup)


def test_calm_orders_have_nothing_behind_them(tmp_path: Path) -> None:
    report = page(tmp_path, order_rows(days=DAYS))
    kinds = {item.kind for item in insights(report)}
    assert not kinds & {"record", "mix", "funnel", "retention", "outlier", "migration", "stock"}
    assert not [item for item in report.not_available if "stand out" in item.what]


def test_a_record_is_told_with_the_change_of_the_same_month(tmp_path: Path) -> None:
    rows = order_rows(days=DAYS)
    february = pc.and_(
        pc.greater_equal(rows["day"], pa.scalar(FIRST + timedelta(days=762))),
        pc.less(rows["day"], pa.scalar(FIRST + timedelta(days=790))),
    )
    extra = rows.filter(february)
    more = [
        extra.set_column(0, "id", pc.add(extra["id"], pa.scalar(10**6 * (x + 1)))) for x in (0, 1)
    ]
    report = page(tmp_path, pa.concat_tables([rows, *more]))
    (told,) = [x for x in insights(report) if x.metric == "orders" and x.kind == "change"]
    assert "Orders: highest of all months known." in told.text
    assert not [x for x in insights(report) if x.kind == "record" and x.metric == "orders"]
