"""From metrics that move together to insights. Called by ``executive.scan.telling``."""

from datetime import date, timedelta

import numpy as np

from boardroom.analysis.cadence import period_start
from boardroom.executive.finding import insight_id
from boardroom.executive.key_metric import evidence_from
from boardroom.executive.ranking import importance
from boardroom.executive.scan.companion import Companions
from boardroom.executive.scan.panel_reading import Reading
from boardroom.insight.correlation_wording import CompanionFigures, companion_sentence
from boardroom.insight.model import Effect, Evidence, Insight
from boardroom.semantic.query import Query
from boardroom.semantic.result import Period

_MOST_ALSO = 3
_STANDING = -40.0
"""What has been so for years is no news."""


def tell_companions(item: Companions) -> Insight:
    """One insight; its metric is the one that comes later."""
    pair = item.pair
    first, second = (reading.watched.facts.metric for reading in (item.first, item.second))
    sentence = companion_sentence(
        CompanionFigures(
            first=first.title,
            second=second.title,
            lag=pair.lag,
            period=item.step,
            r=pair.r,
            low=pair.low,
            high=pair.high,
            rank_r=pair.rank_r,
            periods=_periods(item),
            p_value=pair.p_value,
            also=[_names(*other) for other in item.others[:_MOST_ALSO]],
        )
    )
    parts = {
        "importance": (importance(first) + importance(second)) / 2,
        "significance": min(40.0, 8.0 * (abs(pair.r) * pair.size**0.5) ** 0.5),
        "size": 30.0 * abs(pair.r),
        "order": 5.0 * (pair.lag > 0),
        "novelty": _STANDING,
    }
    return Insight(
        id=insight_id("correlation", second.name, first.name),
        kind="correlation",
        metric=second.name,
        title=sentence.title,
        text=sentence.text,
        numbers=sentence.numbers,
        names=sentence.names,
        evidence=_evidence(item),
        department=second.department,
        uncertainty=sentence.uncertainty,
        score=sum(parts.values()),
        score_parts=parts,
        p_value=pair.p_value,
        effect=Effect(value=pair.r, low=pair.low, high=pair.high),
    )


def _names(first: Reading, second: Reading) -> str:
    return f"{first.watched.facts.metric.title} and {second.watched.facts.metric.title}"


def _periods(item: Companions) -> int:
    """How many periods both are known for."""
    known = [
        {period_start(date.fromordinal(int(day)), item.step) for day in panel.days[filled]}
        for panel in (item.first.panel, item.second.panel)
        for filled in [np.isfinite(panel.totals).any(axis=0)]
    ]
    return len(known[0] & known[1])


def _evidence(item: Companions) -> Evidence:
    """Both metrics by period; the SQL is that of the first one's series."""
    first, second = item.first.watched, item.second.watched
    start, end = max(first.first, second.first), min(first.end, second.end) - timedelta(days=1)
    query = Query(
        metrics=(first.facts.metric.name, second.facts.metric.name),
        grain=item.step,
        time_range=f"{start.isoformat()}..{end.isoformat()}",
    )
    found = evidence_from(query, item.first.result)
    return Evidence(
        query=query,
        sql="\n\n".join(dict.fromkeys([item.first.result.sql, item.second.result.sql])),
        period=Period(start=start, end=end, complete=True),
        model_version=found.model_version,
        data_version=found.data_version,
        freshness=found.freshness,
    )
