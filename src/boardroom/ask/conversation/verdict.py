"""What is unusual in a metric's last year, by the method that the turn names: ANOMALY turns. Called
by the analysis agent; the judgement is that of ``boardroom insights --metric``.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING

from boardroom.analysis.anomaly.method import Method
from boardroom.ask.answer import ENGINE, Answer, Remark, Step
from boardroom.ask.charting.chart import visualization_of
from boardroom.ask.charting.encode import layer
from boardroom.ask.charting.wanted import Wanted
from boardroom.ask.conversation.command import METHOD
from boardroom.ask.token import fold
from boardroom.insight.number_text import value_text
from boardroom.insight.period_text import days_text, steps_text
from boardroom.semantic.result import Caveat, Column, Period, Result

if TYPE_CHECKING:
    from boardroom.insight.judgement import FlaggedPoint, Judgement

_TOLD = 10


def method_of(turn: str) -> Method:
    """The method that a turn names; the seasonal expectation where it names none.

    Example:
        >>> method_of("Outliers in revenue by Z-score").value, method_of("anomalies in it").value
        ('zscore', 'seasonal')
    """
    found = METHOD.search(" ".join(fold(turn).split()))
    named = next((name for name, text in found.groupdict().items() if text), "") if found else ""
    return Method(named) if named else Method.SEASONAL


def verdict(turn: str, found: "Judgement") -> Answer:
    """The answer: how many points the method sets apart, each of them, and what that is worth."""
    from boardroom.insight.judgement import METHOD_NAMES

    count = len(found.points)
    message = (
        f"{found.title}: {count or 'nothing'} unusual in {_when(found.start, found.end)}, of "
        f"{found.judged:,} {found.step}s judged by {METHOD_NAMES[found.method]}."
    )
    return Answer(
        question=turn,
        status="answered",
        message=message,
        query=found.evidence.query,
        result=_rows(found),
        remarks=tuple(_told(item, found) for item in found.points[:_TOLD]),
        visualization=_chart(found),
        confidence=1.0,
        steps=(Step(agent=ENGINE, ms=found.evidence.elapsed_ms),),
    )


def _told(item: "FlaggedPoint", found: "Judgement") -> Remark:
    return Remark(
        title=_when(item.start, item.end),
        text=f"{value_text(item.value, found.unit)}, {item.how}.",
        numbers={"value": item.value, "expected": item.expected},
    )


def _when(start: date, end: date) -> str:
    if isinstance(start, datetime) and isinstance(end, datetime):
        return steps_text(start, end)
    return days_text(start, end)


def _rows(found: "Judgement") -> Result:
    """The points set apart: from when to when, the value, and what was usual."""
    timed = isinstance(found.start, datetime)
    kind = "DateTime" if timed else "Date"
    names = {"value": found.title, "expected": "Expected", "low": "Usual from", "high": "Usual to"}
    columns = [
        Column(name="start", role="time", type=kind, label="From"),  # type: ignore[arg-type]  # one of two
        Column(name="end", role="dimension", type=kind, label="To"),  # type: ignore[arg-type]  # as above
        *(
            Column(name=name, role="metric", type="Float", unit=found.unit, label=label)
            for name, label in names.items()
        ),
    ]
    evidence = found.evidence
    return Result(
        columns=tuple(columns),
        rows=tuple((x.start, x.end, x.value, x.expected, x.low, x.high) for x in found.points),
        sql=evidence.sql,
        period=Period(start=_day(found.start), end=_day(found.end), complete=True),
        freshness=evidence.freshness,
        caveats=(Caveat(kind="false_discoveries", text=found.note),),
        model_version=evidence.model_version,
        data_version=evidence.data_version,
        elapsed_ms=evidence.elapsed_ms,
    )


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _chart(found: "Judgement") -> dict[str, object] | None:
    """The course of the last year with its unusual points marked; none of what is by the hour."""
    if isinstance(found.start, datetime):
        return None
    columns = (
        Column(name="period", role="time", type="Date"),
        Column(name="value", role="metric", type="Float", unit=found.unit, label=found.title),
    )
    shown = [item for item in found.series if item.start >= found.start]
    course = Result(
        columns=columns,
        rows=tuple((item.start, item.value) for item in shown),
        sql="",
        period=Period(start=shown[0].start, end=_day(found.end), complete=True),
    )
    grain = found.step if found.step in {"day", "week", "month"} else None
    wanted = Wanted(intent="trend", grain=grain)  # type: ignore[arg-type]  # one of the three
    chart = visualization_of(course, wanted=wanted, title=f"{found.title}, unusual points marked")
    if chart is None:
        return None
    told = chart.to_json()
    spec = told["spec"]
    if isinstance(spec, dict) and isinstance(spec.get("layer"), list) and found.points:
        marks = [
            {"period": item.start.isoformat(), "value": item.value, "kind": "unusual"}
            for item in found.points
        ]
        mark = layer(
            {"type": "point", "size": 90, "filled": False, "strokeWidth": 2},
            y={"field": "value", "type": "quantitative"},
        )
        told["spec"] = {**spec, "layer": [*spec["layer"], {"data": {"values": marks}, **mark}]}
    return told
