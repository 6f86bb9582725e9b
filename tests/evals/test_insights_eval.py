"""The scorer of insights, on hand-made worlds: what is found, what is false, what is silent."""

import re
from dataclasses import replace
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from boardroom.insight.model import Evidence, Insight
from boardroom.semantic.query import Query
from boardroom.semantic.result import Period
from boardroom.simulate.company import Incident
from boardroom.simulate.company.kind import KINDS
from evals.insight_causes import CAUSES, swinging_days
from evals.insight_truth import REACHES, SPEAKS_FOR, tells_of
from evals.insights import UNTIL, World, evaluate, score_worlds

START = date(2026, 3, 1)
END = date(2026, 3, 20)


SEGMENTS = {
    "traffic_surge": {"channel": "Email"},
    "satisfaction_drop": {"segment": "Small"},
    "seasonal_swing": {},
}


def incident(
    *, sigmas: float = 3.0, kind: str = "traffic_surge", days: tuple[date, date] = (START, END)
) -> Incident:
    segment = SEGMENTS.get(kind, {"file": "web_sessions"})
    return Incident(
        id=kind, kind=kind, segment=segment, start=days[0], end=days[1], size=0.5, sigmas=sigmas
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


def alarm_on(first: date, last: date, *, metric: str = "sessions", value: str = "") -> Insight:
    made = alarm(metric, value or None)
    period = Period(start=first, end=last, complete=True)
    return replace(made, evidence=replace(made.evidence, period=period))


def trouble(file: str, day: date) -> Insight:
    made = alarm_on(day, day)
    return replace(made, kind="data_quality", metric="", subject={"dataset": file})


def world(
    *alarms: Insight, incidents: tuple[Incident, ...] = (), troubles: tuple[Insight, ...] = ()
) -> World:
    reads = {"sessions": {"web_sessions"}, "leads": {"leads"}, "nps": {"nps_answers"}}
    return World(incidents=incidents, alarms=alarms, troubles=troubles, reads=reads, seconds=1.0)


def causes_of(made: Insight, *incidents: Incident, planted: bool = True) -> set[str]:
    one = world(made, incidents=incidents)
    figures = score_worlds([one], []).figures if planted else score_worlds([], [one]).figures
    return {cause for cause in CAUSES if figures[f"alarms_{cause}"]}


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


@pytest.mark.parametrize("kind", ["pipeline_gap", "late_data", "duplicate_load"])
def test_an_alarm_by_a_file_that_was_not_loaded_rightly_comes_of_that(kind: str) -> None:
    bad = incident(kind=kind)
    assert causes_of(alarm(), bad) == {kind}
    assert causes_of(alarm(later=19), bad) == {kind}, "one day is the same"
    assert causes_of(alarm(later=20), bad) == set(), "afterwards"
    assert causes_of(alarm("nps"), bad) == set(), "of another file"
    assert causes_of(alarm(), bad, incident()) == set(), "there is an incident to tell of"
    over = incident(days=(START, START))
    assert causes_of(alarm(later=1), bad, over) == {kind}, "an aftermath explains nothing away"


def test_what_lasts_a_month_longer_than_a_bad_load_does_not_come_of_it() -> None:
    gap = incident(kind="pipeline_gap")
    assert causes_of(alarm_on(START, END + timedelta(days=31)), gap) == {"pipeline_gap"}
    assert causes_of(alarm_on(START, END + timedelta(days=32)), gap) == set()


@pytest.mark.parametrize("planted", [True, False])
def test_an_alarm_that_reaches_a_day_that_is_not_over_comes_of_that(*, planted: bool) -> None:
    before = UNTIL - timedelta(days=1)
    assert causes_of(alarm_on(START, UNTIL), planted=planted) == {"unfinished_period"}
    assert causes_of(alarm_on(START, before), planted=planted) == set()
    going = incident(days=(START, UNTIL))
    assert causes_of(alarm_on(START, UNTIL), going) == {"unfinished_period"}, "true or not"


def test_a_swing_of_every_year_explains_what_visitors_bring_in_any_year() -> None:
    swing = incident(kind="seasonal_swing")
    assert causes_of(alarm("leads"), swing) == {"seasonal_swing"}
    assert causes_of(alarm("nps"), swing) == set(), "no matter of visitors"
    a_year_ago = alarm_on(date(2025, 3, 2), date(2025, 3, 9))
    assert causes_of(a_year_ago, swing) == {"seasonal_swing"}
    assert causes_of(a_year_ago, incident(kind="pipeline_gap")) == set(), "that was once"


def test_the_calendar_of_the_company_swings_on_holidays_only() -> None:
    days = {day for day in swinging_days(UNTIL) if day >= date(2025, 7, 1)}
    christmas = {date(2025, 12, 21) + timedelta(days=ahead) for ahead in range(14)}
    assert days == christmas | {date(2025, 7, 4), date(2025, 11, 27), date(2026, 5, 1)}


@pytest.mark.parametrize("planted", [True, False])
def test_an_alarm_by_quiet_days_of_the_calendar_is_of_the_season(*, planted: bool) -> None:
    first, last = date(2025, 12, 22), date(2026, 1, 16)
    assert causes_of(alarm_on(first, last), planted=planted) == {"seasonal_swing"}, "13 of 26 days"
    a_day_more = alarm_on(first, last + timedelta(days=1))
    assert causes_of(a_day_more, planted=planted) == set()
    told = incident(kind="satisfaction_drop", days=(first, last))
    assert causes_of(alarm_on(first, last, metric="nps"), told) == set(), "there is an incident"


def test_bad_loads_that_are_told_of_by_file_and_days() -> None:
    bad = (incident(kind="pipeline_gap"), incident(kind="late_data"), incident())
    told, other = trouble("web_sessions", END), trouble("tickets", END)
    figures = score_worlds([world(incidents=bad, troubles=(other, told))], []).figures
    assert figures["troubles_told"] == 1.0
    figures = score_worlds([world(incidents=bad, troubles=(other,)), world()], []).figures
    assert figures["troubles_told"] == 0.0, "of another file"
    late = trouble("web_sessions", END + timedelta(days=1))
    figures = score_worlds([world(incidents=bad, troubles=(late,)), world()], []).figures
    assert figures["troubles_told"] == 0.0, "of another day"


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
    channels = folder.joinpath("build/calendar.sql").read_text("utf-8")
    ledger = folder.joinpath("build/finance.sql").read_text("utf-8")
    (account,) = re.findall(r"SELECT spend_date, (\d+),", ledger)
    (name,) = re.findall(rf"\({account}, '([^']+)'", ledger)
    spends = re.findall(r"\(\d, '([^']+)', \d+, [\d.]+, ([\d.]+)\)", channels)
    found[name] = {channel for channel, spend in spends if float(spend)}
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
