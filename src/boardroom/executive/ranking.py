"""Which metrics stand on top of a page, and what of insights comes first. Called by ``executive``.

Known kinds of metrics are told by words of their name, label and synonyms; unknown ones follow, the
surer the proposal the higher.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from boardroom.insight.model import Insight
from boardroom.semantic.model import Metric

_WORDS: tuple[tuple[str, int], ...] = (
    (r"(net|total|gross)?_?(revenue|sales|turnover|gmv|amount_sold)", 100),
    (r"(mrr|arr)", 96),
    (r"(new|expansion|contraction|churned|reactivation)_(mrr|arr)", 56),
    (r"(gross_|net_|operating_)?(profit|margin|income)", 92),
    (r"(orders|order_count|transactions|invoices|deals_won|won_deals|bookings|subscriptions)", 86),
    (r"(active_)?(customers|users|accounts|subscribers|clients|members)", 82),
    (r"(gross_|net_|operating_)?(profit|margin|income)_(rate|margin|ratio)", 79),
    (r"(average_order_value|aov|basket|average_deal|average_revenue\w*|arpu)", 76),
    (r"(customer_|logo_|revenue_|mrr_|subscription_)?(churn|retention|nrr|grr)(_rate)?", 78),
    (r"(active_)?(employees|headcount)", 73),
    (r"(employee_)?(attrition|turnover)(_rate)?", 70),
    (r"(conversion|win)_rate|conversion", 72),
    (r"(late|on_time|return|refund|cancel\w*|defect)\w*_rate", 66),
    (r"(review|satisfaction|csat|nps)\w*(_score)?|rating", 64),
    (r"(delivery|resolution|cycle|response|lead)_(days|time|hours)|days_to_\w+", 62),
    (r"(cost|costs|spend|expenses|cogs|salary|payroll)\w*", 60),
    (r"(leads|sessions|visits|signups|tickets|opportunities|pipeline\w*|budget_variance)", 58),
    (r"(quantity|units|items|units_sold|freight|discount\w*)", 48),
)
_UNKNOWN = 30
_SCORES = frozenset(score for _, score in _WORDS)
_SAME = re.compile(r"_(per|by)_.*$|_(amount|value|total|sum)$")
"""What follows does not change what is measured."""

_PART, _ASPECT = 15, 30
"""Less is «invoice revenue» than revenue, and less still «sales velocity», which is none."""

_DETAIL = re.compile(r"(average|mean|median|min|max|std|per)_|_(per|id|code)(_|$)")


def importance(metric: Metric) -> float:
    """How high the metric stands, larger first.

    Example:
        >>> from boardroom.semantic.model import Expression
        >>> count = Expression(sql="COUNT(*)")
        >>> revenue = Metric(name="revenue", expression=count)
        >>> other = Metric(name="x", expression=count)
        >>> importance(revenue) > importance(other)
        True
    """
    names = [metric.name, metric.label or ""]
    if metric.ai_context is not None:
        names += metric.ai_context.synonyms
    words = [re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") for name in names if name]
    own = _known(words[0])
    if own and own not in _SCORES and _DETAIL.search(words[0]):
        own -= 12
    other = max((_whole(word) for word in words[1:]), default=0) - 8
    score = float(max(own, other, _UNKNOWN))
    if own == 0 and _DETAIL.search(words[0]):
        score -= 6
    if metric.confidence is not None:
        score += 8 * (metric.confidence.score - 1)
    score += 3 * (metric.direction is not None) + 2 * (metric.department is not None)
    return score + 6 * (metric.target is not None)


def ranked(metrics: Sequence[Metric]) -> tuple[Metric, ...]:
    """Metrics with the most important first; ties keep the model's order."""
    return tuple(sorted(metrics, key=lambda item: -importance(item)))


@lru_cache(maxsize=4096)
def _known(word: str) -> int:
    """The score of the whole word, else of the part that says what it is: the last known one."""
    whole = _whole(word)
    if whole:
        return whole
    head = _SAME.sub("", word)
    parts = [
        (match.end(), score)
        for pattern, score in _WORDS
        for match in re.finditer(rf"(?<![^_])({pattern})(?=_|$)", head)
    ]
    if not parts:
        return 0
    end, score = max(parts)
    return score - (_PART if end == len(head) else _ASPECT)


@lru_cache(maxsize=4096)
def _whole(word: str) -> int:
    return next((score for pattern, score in _WORDS if re.fullmatch(pattern, word)), 0)


def by_score(insights: Iterable[Insight]) -> tuple[Insight, ...]:
    """The largest score first."""
    return tuple(sorted(insights, key=lambda item: -item.score))
