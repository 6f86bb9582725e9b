"""A report written as JSON comes back equal."""

import json
from dataclasses import replace

import pytest

from boardroom.errors import UsageError
from boardroom.insight.model import Report
from boardroom.insight.render_json import (
    report_from_json,
    report_from_text,
    report_to_json,
    report_to_text,
)
from tests.unit.insight.full_report import FULL, evil_full_report
from tests.unit.insight.sample_report import REPORT, evil_report


@pytest.mark.parametrize(
    "report",
    [REPORT, FULL, evil_full_report(), evil_report(), Report(title="Empty", as_of=REPORT.as_of)],
)
def test_a_report_survives_the_way_through_json_text(report: Report) -> None:
    assert report_from_text(report_to_text(report)) == report
    assert report_from_text(report_to_text(report, indent=None)) == report
    assert report_from_json(json.loads(report_to_text(report))) == report


def test_the_documented_keys_come_first() -> None:
    assert list(report_to_json(REPORT))[:7] == [
        "title", "as_of", "key_metrics", "insights", "sections", "not_available", "generated_ms",
    ]  # fmt: skip


def test_values_are_plain_and_exact() -> None:
    data = json.loads(report_to_text(REPORT))
    assert data["as_of"] == "2018-09-10"
    assert data["key_metrics"][0]["evidence"]["period"] == {
        "start": "2018-08-01", "end": "2018-08-31", "complete": True,
    }  # fmt: skip
    assert data["key_metrics"][1]["value"] == 0.0241
    assert data["not_available"] == [
        {"what": "Forecasts", "why": "Boardroom does not forecast yet."}
    ]
    assert "512000.1" in report_to_text(REPORT)


def test_a_damaged_document_names_the_place() -> None:
    data = report_to_json(REPORT)
    with pytest.raises(UsageError, match=r"report\.as_of"):
        report_from_json({**data, "as_of": "soon"})
    with pytest.raises(UsageError, match=r"report\.key_metrics"):
        report_from_json({**data, "key_metrics": 3})
    with pytest.raises(UsageError, match="title"):
        report_from_json({key: value for key, value in data.items() if key != "title"})
    with pytest.raises(UsageError):
        report_from_text("[]")


def test_a_key_of_a_later_version_is_ignored() -> None:
    assert report_from_json({**report_to_json(REPORT), "new": 1}) == REPORT
    assert replace(REPORT) == REPORT
