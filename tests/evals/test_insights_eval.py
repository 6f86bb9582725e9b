"""The scorer of insights, on hand-made worlds: what is found, what is false, what is silent."""

import re
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from boardroom.insight.model import Evidence, Insight
from boardroom.semantic.query import Query
from boardroom.semantic.result import Period
from boardroom.simulate.company import Incident
from boardroom.simulate.company.kind import KINDS
from evals.insights import REACHES, SPEAKS_FOR, World, evaluate, score_worlds, tells_of

START = date(2026, 3, 1)
END = date(2026, 3, 20)


def incident(*, sigmas: float = 3.0, kind: str = "traffic_surge") -> Incident:
    segment = {"channel": "Email"} if kind == "traffic_surge" else {"file": "web_sessions"}
    return Incident(
        id=kind, kind=kind, segment=segment, start=START, end=END, size=0.5, sigmas=sigmas
    )


def alarm(metric: str = "sessions", value: str | None = "Email", *, later: int = 0) -> Insight:
    first, last = START + timedelta(days=later), END + timedelta(days=later)
    return Insight(
        id="x",
        kind="episode",
        metric=metric,
        title="",
        text="",
        numbers=(),
        subject={} if value is None else {"web_sessions.channel": value},
        evidence=Evidence(
            query=Query(), sql="", period=Period(start=first, end=last, complete=True)
        ),
    )


def world(*alarms: Insight, incidents: tuple[Incident, ...] = ()) -> World:
    return World(incidents=incidents, alarms=alarms, seconds=1.0)


@pytest.mark.parametrize("found", [alarm(), alarm(value=None), alarm(later=19)])
def test_an_alarm_tells_of_an_incident_by_metric_segment_and_days(found: Insight) -> None:
    assert tells_of(found, incident())


@pytest.mark.parametrize("found", [alarm(value="Partner"), alarm("nps"), alarm(later=30)])
def test_another_segment_metric_or_time_tells_of_something_else(found: Insight) -> None:
    assert not tells_of(found, incident())


def test_the_figures_of_worlds() -> None:
    full = [
        world(alarm(), alarm(later=40), alarm("nps", None), incidents=(incident(),)),
        world(incidents=(incident(), incident(sigmas=1.0))),
    ]
    empty = [world(), world(alarm()), world(), world()]
    figures = score_worlds(full, empty).figures
    assert figures["recall"] == 0.5
    assert figures["recall_weak"] == 0.0
    assert figures["fdr"] == pytest.approx(1 / 3), "what follows within 60 days is no false alarm"
    assert figures["false_alarms"] == 0.25


def test_what_is_not_business_is_never_found() -> None:
    gap = incident(kind="pipeline_gap")
    figures = score_worlds([world(alarm(), incidents=(gap,))], []).figures
    assert figures["recall"] == 1.0, "nothing to find"
    assert figures["fdr"] == 1.0


def test_every_kind_of_business_reaches_some_metric() -> None:
    assert set(REACHES) == {name for name, kind in KINDS.items() if kind.business}


def test_what_speaks_for_a_segment_is_part_of_it_in_the_company() -> None:
    folder = files("boardroom.simulate.company")
    names = ("build/operations.sql", "build/devices.sql", "tables/suppliers.sql")
    text = " ".join(folder.joinpath(name).read_text("utf-8") for name in names)
    suppliers = dict(re.findall(r"\((\d), '([^']+)', '[^']+', \d+\)", text))
    countries = dict(re.findall(r"\((\d), '[^']+', '([^']+)', \d+\)", text))
    found: dict[str, set[str]] = {}
    for endpoint, service in re.findall(r"'(/v1/\w+)', '([\w-]+)'", text):
        found.setdefault(endpoint, set()).add(service)
    for device, supplier in re.findall(r"\(\d, '([^']+)', 'DV-\d+', \d+, \d+, (\d), \d+\)", text):
        found.setdefault(suppliers[supplier], set()).add(device)
        found.setdefault(countries[supplier], set()).add(device)
    assert found == SPEAKS_FOR


@pytest.mark.slow
def test_worlds_are_made_looked_at_and_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOARDROOM_EVAL_WORLDS", "1,1")
    score = evaluate(tmp_path)
    assert score.cases == 2
    assert score.figures["recall"] > 0, "the incidents of the first world only"
    assert not list(tmp_path.iterdir())
