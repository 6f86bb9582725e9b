"""Hours and minutes whose rows cannot be right, as insights. Called by ``telling``."""

from dataclasses import replace

from boardroom.executive.finding import insight_id
from boardroom.executive.key_metric import evidence_from
from boardroom.executive.scan.step_reading import StepTrouble
from boardroom.insight.model import Insight
from boardroom.insight.scan_wording import flat_sentence, silent_sentence
from boardroom.semantic.result import Period

_SCORE = 80.0


def tell_steps(item: StepTrouble) -> Insight:
    """That nothing was recorded in some hours, or the same value again and again."""
    axis, dataset = item.axis, item.base.dataset
    when, begins = axis.words(item.first, item.last), axis.moment(item.first)
    if item.metric is None:
        sentence = silent_sentence(dataset, when=when, expected=item.expected)
    else:
        readings = item.last - item.first + 1
        sentence = flat_sentence(item.metric.title, when=when, readings=readings)
    evidence = evidence_from(item.query, item.result)
    period = Period(start=axis.day(item.first), end=axis.day(item.last), complete=True)
    moment = begins.isoformat(timespec="minutes")
    return Insight(
        id=insight_id("data_quality", item.kind, f"{item.metric_name or dataset}:{moment}"),
        kind="data_quality",
        metric=item.metric_name,
        title=sentence.title,
        text=sentence.text,
        numbers=sentence.numbers,
        names=sentence.names,
        evidence=replace(evidence, period=period),
        subject={"dataset": dataset, "trouble": item.kind},
        assessment="bad",
        score=_SCORE,
        score_parts={"quality": _SCORE},
    )
