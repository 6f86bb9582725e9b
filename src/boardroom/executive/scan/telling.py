"""From a scan to insights: stories put into words, scored, with what they rest on.

Called by the workspace for ``boardroom insights``.
"""

from dataclasses import replace
from datetime import date, timedelta

from boardroom.executive.finding import insight_id
from boardroom.executive.key_metric import evidence_from
from boardroom.executive.ranking import by_score, importance
from boardroom.executive.scan.companion_telling import tell_companions
from boardroom.executive.scan.scanner import Scan
from boardroom.executive.scan.sighting import Sighting
from boardroom.executive.scan.step_telling import tell_steps
from boardroom.executive.scan.story import Story, is_open
from boardroom.executive.trouble import Trouble, each_once
from boardroom.insight.model import Effect, Evidence, Insight
from boardroom.insight.period_text import days_text
from boardroom.insight.scan_wording import EpisodeFigures, episode_sentence, trouble_sentence
from boardroom.insight.summary import AlertLevel
from boardroom.insight.wording import Sentence, assess
from boardroom.semantic.query import NamedExpression, Query
from boardroom.semantic.result import Caveat, Period

_NINE_IN_TEN = 1.645
_HOUR = 60
_MOST_ALSO = 4
_SEASONAL_YEARS = 1.9
_TROUBLE_SCORE = 90.0
_CRITICAL = 0.2
_PAST = "the trend, the season and the days of the week of its own past"
_PAST_BY = "the trend and the season of what there was for each unit of"
_PAST_OF_MONTHS = "the months before"
_PAST_OF_STEPS = "the same time of earlier days and weeks and the last few steps before"

_TOLD_DAYS = 70
"""Trouble that lies further back is still left out of the scan, but no news."""


def tell_scan(scan: Scan, *, as_of: date) -> tuple[Insight, ...]:
    """The insights of a scan, most important first; data that cannot be right among them."""
    stories = [_insight(story, as_of=as_of) for story in scan.stories]
    since = as_of - timedelta(days=_TOLD_DAYS)
    trouble = [_trouble(item) for item in each_once(scan.trouble) if item.days[-1] >= since]
    steps = [tell_steps(item) for item in scan.steps if item.axis.day(item.last) >= since]
    company = [tell_companions(item) for item in scan.company.found]
    return by_score([*stories, *trouble, *steps, *company])


def subject_words(item: Sighting) -> str:
    """«Sessions, channel Email», or the metric alone."""
    watched = item.reading.watched
    title = watched.facts.metric.title
    if watched.dimension is None:
        return title
    return f"{title}, {watched.label.lower()} {item.value}"


def _insight(story: Story, *, as_of: date) -> Insight:
    head = story.head
    watched = head.reading.watched
    metric = watched.facts.metric
    going = is_open(head, end=watched.end)
    sentence, effect = _sentence(story, going=going), _effect(head)
    assessment = assess(effect.value, metric.direction)
    parts = _score(head, story, as_of=as_of, going=going)
    return Insight(
        id=insight_id("episode", metric.name, f"{_segment(head)}:{head.begins}"),
        kind="episode",
        metric=metric.name,
        title=sentence.title,
        text=sentence.text,
        numbers=sentence.numbers,
        names=sentence.names,
        evidence=replace(
            evidence_from(head.reading.query, head.reading.result),
            period=Period(start=head.first_day, end=head.last_day, complete=not going),
        ),
        subject={} if watched.dimension is None else {watched.dimension: head.value},
        department=metric.department,
        assessment=assessment,
        uncertainty=sentence.uncertainty,
        caveats=_caveats(head),
        status="on" if going else "recovered",
        score=sum(parts.values()),
        score_parts=parts,
        p_value=head.episode.p_value,
        level=_level(head) if going and assessment == "bad" else None,
        effect=effect,
    )


def _segment(head: Sighting) -> str:
    """The same value of two dimensions is two segments."""
    dimension = head.reading.watched.dimension
    return "" if dimension is None else f"{dimension}={head.value}"


def _sentence(story: Story, *, going: bool) -> Sentence:
    head = story.head
    episode, watched = head.episode, head.reading.watched
    flow = watched.kind == "flow"
    size = 1.0 if flow else episode.weight
    also = list(dict.fromkeys(map(subject_words, story.others)))
    also = [words for words in also if words != subject_words(head)]
    return episode_sentence(
        EpisodeFigures(
            subject=subject_words(head),
            unit=watched.facts.metric.unit,
            value=(episode.expected + episode.excess) / size,
            expected=episode.expected / size,
            per=_per(head),
            past=_past(head),
            days=head.when,
            open=going,
            p_value=episode.p_value,
            also=also[:_MOST_ALSO],
        )
    )


def _per(head: Sighting) -> str:
    """What the value told is of."""
    step, one = head.reading.panel.step, head.episode.periods == 1
    if head.reading.steps is not None and head.reading.watched.kind == "flow":
        unit = "hour" if head.reading.steps.minutes == _HOUR else "minute"
        return f"in this {unit}" if one and unit == "hour" else f"in these {unit}s"
    if head.reading.watched.kind != "flow":
        return "in this month" if one and step == "month" else "on average"
    if step == "month":
        return "in this month" if one else "in these months"
    return "in these days"


def _past(head: Sighting) -> str:
    """What it is judged by."""
    if head.reading.steps is not None:
        return _PAST_OF_STEPS
    if measure := head.reading.measures.get(head.episode.series):
        return f"{_PAST_BY} {measure}"
    return _PAST_OF_MONTHS if head.reading.panel.step == "month" else _PAST


def _effect(head: Sighting) -> Effect:
    episode, flow = head.episode, head.reading.watched.kind == "flow"
    size = 1.0 if flow else episode.weight
    change = episode.excess / size
    spread = abs(change / episode.deviations) * _NINE_IN_TEN
    return Effect(
        value=change,
        low=change - spread,
        high=change + spread,
        days=(head.last_day - head.first_day).days + 1 if flow else None,
        of_whole=1.0 if flow else _weight(head),
    )


def _weight(head: Sighting) -> float:
    """The share of the rows behind the metric that the series stands on in its days."""
    window = slice(head.episode.first, head.episode.last + 1)
    whole = float(head.reading.whole_support[window].sum())
    return min(1.0, head.episode.weight / whole) if whole > 0 else 1.0


def _level(head: Sighting) -> AlertLevel | None:
    """Critical where the whole metric is off by a fifth for it."""
    window = slice(head.episode.first, head.episode.last + 1)
    expected = abs(float(head.reading.whole_totals[window].sum()) - head.episode.excess)
    return "critical" if abs(head.episode.excess) >= _CRITICAL * expected else None


def _score(head: Sighting, story: Story, *, as_of: date, going: bool) -> dict[str, float]:
    """Significance, size against the whole, novelty, and how high the metric stands."""
    episode = head.episode
    metric = head.reading.watched.facts.metric
    base = abs(episode.expected) if episode.expected else abs(episode.excess)
    relative = min(1.0, abs(episode.excess) / base) if base else 0.0
    rows = head.reading.support
    share = float(rows[episode.series].sum() / max(rows.sum(), 1e-300))
    age = max(0, (as_of - head.last_day).days)
    return {
        "importance": importance(metric),
        "significance": min(40.0, 8.0 * abs(episode.deviations) ** 0.5),
        "impact": 30.0 * relative * share**0.5 * min(1.0, head.days) ** 0.5,
        "novelty": -min(60.0, age / 3) + (10.0 if going else 0.0),
        "direction": 3.0 * (metric.direction is not None),
        "breadth": 2.0 * min(5, len(story.others)),
    }


def _caveats(head: Sighting) -> tuple[Caveat, ...]:
    """What a reader must know: the years that the season was read from."""
    years = head.reading.panel.years
    if years >= _SEASONAL_YEARS:
        return ()
    text = f"Known for {years * 12:.0f} months only, so no season is taken into account."
    return (Caveat(kind="no_season", text=text),)


def _trouble(item: Trouble) -> Insight:
    sentence = trouble_sentence(
        item.dataset,
        item.kind,
        days=days_text(item.days[0], item.days[-1]),
        rows=item.rows,
        expected=item.expected,
    )
    rows = NamedExpression(name="rows", expression="COUNT(*)", dataset=item.dataset, unit="count")
    first, last = item.days[0], item.days[-1]
    return Insight(
        id=insight_id("data_quality", item.kind, f"{item.dataset}:{first.isoformat()}"),
        kind="data_quality",
        metric="",
        title=sentence.title,
        text=sentence.text,
        numbers=sentence.numbers,
        names=sentence.names,
        evidence=Evidence(
            query=Query(
                expressions=(rows,),
                grain="day",
                time_field=item.time_field,
                time_range=f"{first.isoformat()}..{last.isoformat()}",
            ),
            sql="",
            period=Period(start=first, end=last, complete=True),
        ),
        subject={"dataset": item.dataset, "trouble": item.kind},
        assessment="bad",
        score=_TROUBLE_SCORE,
        score_parts={"quality": _TROUBLE_SCORE},
    )
