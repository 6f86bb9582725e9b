"""Metrics whose last complete period is the highest or lowest in at least twelve, where that is
news. Called by the inspector.
"""

from dataclasses import replace

from boardroom.analysis.extreme import RecordTest, assess_record
from boardroom.executive.finding import Candidate, counting_noise, has_enough_rows, insight_on
from boardroom.executive.inspection.kind import Findings, Inspection, surprise
from boardroom.executive.ranking import importance
from boardroom.insight.inspection_wording import RecordFigures, record_sentence
from boardroom.insight.model import Effect, Insight
from boardroom.insight.period_text import axis_text

_SCORE = -10.0
"""Below a change of the same metric: a record says how the change stands in time."""


def find_records(inspection: Inspection) -> Findings:
    """The records of all metrics of today."""
    tested = [(item, test) for item in inspection.candidates if (test := _test(item)) is not None]
    return Findings(
        insights=tuple(_insight(item, test) for item, test in tested if test.high is not None),
        tests=len(tested),
    )


def _test(item: Candidate) -> RecordTest | None:
    if not has_enough_rows(item, -1):
        return None
    tail = item.course.sound
    lengths = None
    if item.course.facts.flow:
        lengths = [item.plan.days_of(start) for start in item.plan.starts[-len(tail) :]]
    return assess_record(tail, season=item.plan.season, lengths=lengths, noise=counting_noise(item))


def _insight(item: Candidate, test: RecordTest) -> Insight:
    course, plan = item.course, item.plan
    metric, value = course.facts.metric, course.sound[-1]
    known = len(course.sound) - 1
    sentence = record_sentence(
        RecordFigures(
            label=metric.title,
            unit=course.unit,
            value=value,
            before=test.before,
            expected=test.expected,
            beats=test.beats,
            high=bool(test.high),
            period=axis_text(plan.starts[-1], plan.grain),
            grain=plan.grain,
            since=axis_text(plan.starts[-2 - test.beats], plan.grain) if test.beats < known else "",
            p_value=test.p_value,
        )
    )
    beyond = value - test.expected
    parts = {
        "importance": importance(metric),
        "surprise": surprise(test.p_value),
        "record": _SCORE,
    }
    return replace(
        insight_on("record", course, sentence, change=beyond, parts=parts),
        p_value=test.p_value,
        effect=Effect(value=beyond, low=beyond - test.usual, high=beyond + test.usual),
    )
