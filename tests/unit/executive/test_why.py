"""Why the metrics of priorities moved."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from boardroom.executive.notebook import Notebook
from boardroom.executive.page import PageSetup, build_page
from boardroom.executive.why import why_of
from boardroom.governance.principal import LOCAL_ADMIN
from boardroom.insight.model import Report
from boardroom.insight.number_text import change_text
from boardroom.insight.render_json import report_from_text, report_to_text
from boardroom.insight.summary import Priority
from tests.unit.executive.explain.test_explainer import explain
from tests.unit.executive.world import FIRST, make_service, order_rows

DAYS = 790
TODAY = FIRST + timedelta(days=DAYS)


def page(folder: Path, *, drop: dict[str, float], patience: float = 60.0) -> Report:
    """The page on a shop some of whose orders of the last month stayed away."""
    service = make_service(folder, {"orders": order_rows(days=DAYS, drop=drop)}, today=TODAY)
    setup = PageSetup(notebook=Notebook(service.model), patience_seconds=patience)
    return build_page(service, principal=LOCAL_ADMIN, as_of=TODAY, setup=setup)


def priorities(report: Report) -> dict[str, Priority]:
    """By metric."""
    assert report.summary is not None
    return {item.insight.split(":")[1]: item for item in report.summary.priorities}


@pytest.fixture(scope="module")
def fallen(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """Six in ten orders of one state stayed away."""
    return page(tmp_path_factory.mktemp("fallen"), drop={"SP": 0.6})


def test_a_priority_names_the_segment_it_comes_from_with_its_query(fallen: Report) -> None:
    why = priorities(fallen)["revenue"].why
    assert why is not None
    assert why.text.startswith("Mostly state SP: −$")
    assert "state" in why.sql.lower()
    assert date.fromisoformat(why.time_range.split("..")[0]).day == 1
    assert report_from_text(report_to_text(fallen)) == fallen


def test_where_all_fell_alike_no_segment_is_named(tmp_path: Path) -> None:
    found = priorities(page(tmp_path, drop=dict.fromkeys(("SP", "RJ", "MG", "RS"), 0.5)))
    assert found["revenue"].why is None


def test_the_numbers_are_those_of_the_explanation(tmp_path: Path) -> None:
    (insight,) = explain(tmp_path, "revenue").insights
    assert insight.drivers is not None
    segments = insight.drivers.segments
    why = why_of(insight)
    assert why is not None
    for change in (segments.items[0].change, segments.total):
        assert change_text(change, segments.unit) in why.text
    turned = replace(segments, total=-segments.total)
    other = replace(insight, drivers=replace(insight.drivers, segments=turned))
    assert why_of(other) is None


def test_parts_of_a_fall_are_no_reason_for_what_is_a_rise_with_all_rows_there(
    tmp_path: Path,
) -> None:
    (insight,) = explain(tmp_path, "revenue").insights
    assert insight.effect is not None
    assert why_of(insight) is not None
    repaired = replace(insight.effect, value=-insight.effect.value)
    assert why_of(replace(insight, effect=repaired)) is None


def test_a_part_larger_than_the_whole_is_told_with_what_stands_against_it(tmp_path: Path) -> None:
    (insight,) = explain(tmp_path, "revenue").insights
    assert insight.drivers is not None
    segments = insight.drivers.segments
    first = segments.items[0]
    against = replace(segments, total=first.change / 2, rest=-first.change / 2, items=(first,))
    why = why_of(replace(insight, drivers=replace(insight.drivers, segments=against)))
    assert why is not None
    assert "Mostly" not in why.text
    assert why.text == (
        f"{first.label} {change_text(first.change, segments.unit)}, "
        f"all other rows {change_text(-first.change / 2, segments.unit)}."
    )


@pytest.mark.parametrize(
    ("changes", "lead"), [((30.0, 20.0, 15.0), "Mostly"), ((20.0, 20.0, 20.0, 20.0), "In part")]
)
def test_what_is_named_is_most_of_it_only_where_it_is_half_of_the_whole(
    tmp_path: Path, changes: tuple[float, ...], lead: str
) -> None:
    (insight,) = explain(tmp_path, "revenue").insights
    assert insight.drivers is not None
    segments = insight.drivers.segments
    parts = [replace(segments.items[0], change=-change) for change in changes]
    rest = -(100.0 - sum(changes))
    several = replace(segments, total=-100.0, rest=rest, items=tuple(parts))
    assert several.inside
    why = why_of(replace(insight, drivers=replace(insight.drivers, segments=several)))
    assert why is not None
    assert why.text.startswith(f"{lead} ")
