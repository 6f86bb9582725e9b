"""Whose purchases are looked at: a metric of money that adds up, by whoever the model counts as a
customer, and the days on which customers are looked at.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from sqlglot import exp

from boardroom.analysis.segments.purchase import Purchases
from boardroom.executive.churn.history import month_after
from boardroom.executive.finding import Candidate
from boardroom.executive.inspection.kind import Inspection
from boardroom.executive.metric_facts import MetricFacts
from boardroom.executive.pack import View
from boardroom.executive.pack_binding import Department
from boardroom.executive.ranking import importance
from boardroom.executive.stake import is_money
from boardroom.semantic.compiler.expression import parse
from boardroom.semantic.model import Dataset, Metric, SemanticModel
from boardroom.semantic.query import NamedExpression, Query
from boardroom.semantic.result import Result

MOST_ROWS = 1_000_000
"""Days with money, of all customers together; more are not looked at."""

MONTHS = 60
"""Purchases are read from at most five years."""

_WINDOWS = ((12, 3), (24, 3), (6, 1))
"""Months that a standing looks back on, and from one look to the next; the first with enough looks
is taken, one that sees two long pauses if there is any."""

_SHORTER = (6, 3)
_FEWEST_STEPS, _MOST_STEPS = 5, 13
_QUARTER, _MONTH_DAYS = 3, 30
_CUSTOMERS = "customers"
_DAY = "day"


@dataclass(frozen=True, kw_only=True)
class Buyers:
    """What customers are looked at by.

    Attributes:
        metric: the money; ``time`` the field that dates it.
        customer: how a query names the customer.
        first: the day from which purchases are known or looked at.
        until: the first of a month, up to which all purchases are known.
        behind: the money by period, and the rows behind it.
    """

    metric: Metric
    time: str
    customer: str
    first: date
    until: date
    behind: Candidate

    @property
    def query(self) -> Query:
        """Money by customer and day, in days that have any."""
        day = NamedExpression(name=_DAY, expression=f"CAST({self.time} AS DATE)")
        return Query(
            metrics=(self.metric.name,),
            group_by=(self.customer, day),
            time_range=f"{self.first}..{self.until - timedelta(days=1)}",
            limit=MOST_ROWS,
        )


@dataclass(frozen=True, kw_only=True)
class Looks:
    """The days on which customers are looked at.

    Attributes:
        days: firsts of months, oldest first, evenly spaced.
        window: months that each looks back on; ``step`` from one to the next.
    """

    days: tuple[date, ...]
    window: int
    step: int

    def since(self, day: date) -> date:
        """The first day that a look on ``day`` sees."""
        return month_after(day, -self.window)

    def days_of(self, day: date) -> int:
        """How many days a look on ``day`` sees."""
        return (day - self.since(day)).days

    @property
    def step_word(self) -> str:
        """What lies between two looks."""
        return "quarter" if self.step == _QUARTER else "month"


def find_buyers(view: View, department: Department, inspection: Inspection) -> Buyers | None:
    """The first metric of money, those of the view first, whose rows name a customer; None where
    none does.
    """
    known = {item.course.facts.metric.name: item for item in inspection.candidates}
    named = [known[name] for name in view.metrics if name in known]
    others = sorted(inspection.candidates, key=lambda item: -importance(item.course.facts.metric))
    for item in (*named, *filter(_is_income, others)):
        facts = item.course.facts
        if not facts.flow or len(facts.times) != 1 or not is_money(item.course.unit):
            continue
        customer = next(iter(customer_keys(facts, department, inspection)), None)
        if customer is not None:
            until = (item.plan.end + timedelta(days=1)).replace(day=1)
            first = max(min(item.rows_per_day), month_after(until, -MONTHS))
            (base,) = facts.times
            return Buyers(
                metric=facts.metric,
                time=base.reference(base.fields[0]),
                customer=customer,
                first=first,
                until=until,
                behind=item,
            )
    return None


def plan_looks(first: date, until: date, *, long_days: float = 0.0) -> Looks | None:
    """The days to look at customers on, when purchases are known from ``first`` on and up to the
    first of a month; None when they are known for too short a time.

    Args:
        long_days: a long pause between two purchases.

    Example:
        >>> looks = plan_looks(date(2023, 11, 1), date(2026, 11, 1))
        >>> looks.window, looks.step, len(looks.days), looks.days[0]
        (12, 3, 9, datetime.date(2024, 11, 1))
        >>> looks = plan_looks(date(2025, 10, 14), date(2026, 11, 1))
        >>> looks.window, looks.step, len(looks.days)
        (6, 1, 7)
        >>> plan_looks(date(2022, 11, 1), date(2026, 11, 1), long_days=300.0).window
        24
        >>> plan_looks(date(2026, 9, 1), date(2026, 11, 1)) is None
        True
    """
    months = (until.year - first.year) * 12 + until.month - first.month - (first.day > 1)
    usable = [pair for pair in _WINDOWS if (months - pair[0]) // pair[1] >= _FEWEST_STEPS]
    if not usable:
        window = next((length for length in _SHORTER if length <= months), 0)
        return Looks(days=(until,), window=window, step=_QUARTER) if window else None
    wide = [pair for pair in usable if pair[0] * _MONTH_DAYS >= 2 * long_days]
    window, step = wide[0] if wide else max(usable)
    steps = min(_MOST_STEPS, (months - window) // step)
    days = tuple(month_after(until, -step * place) for place in range(steps, -1, -1))
    return Looks(days=days, window=window, step=step)


def read_purchases(buyers: Buyers, answer: Result) -> Purchases:
    """The answer as arrays; money that names no customer left out."""
    groups = answer.groups(answer.columns[0].name)
    money = answer.numbers(buyers.metric.name)
    day = answer.days(_DAY)
    named = np.array([value is not None for value in groups.values], dtype=bool)
    places = np.cumsum(named) - 1
    usable = named[groups.places] & (day > 0) & np.isfinite(money)
    return Purchases(
        customers=int(named.sum()),
        owner=places[groups.places[usable]],
        day=day[usable],
        money=money[usable],
    )


def unnamed_share(buyers: Buyers, answer: Result, *, since: date) -> float:
    """The share of the money since a day that names no customer."""
    groups = answer.groups(answer.columns[0].name)
    nobody = np.array([value is None for value in groups.values], dtype=bool)
    money = np.nan_to_num(answer.numbers(buyers.metric.name))
    inside = answer.days(_DAY) >= since.toordinal()
    whole = float(money[inside].sum())
    return float(money[inside & nobody[groups.places]].sum()) / whole if whole > 0 else 0.0


def _is_income(item: Candidate) -> bool:
    return item.course.facts.metric.direction == "up"


def customer_keys(
    facts: MetricFacts, department: Department, inspection: Inspection
) -> Iterable[str]:
    """Whom the rows belong to: whoever the model's own count of customers counts, or the key of
    a table of customers.
    """
    reader = inspection.reader
    counted = _counted(inspection.model.metric_by_name.get(_CUSTOMERS))
    if counted is not None and reader.splits_by(facts, counted):
        yield counted
    for dataset in _people(department, inspection.model):
        key = f"{dataset.name}.{dataset.primary_key[0]}"
        if reader.splits_by(facts, key):
            yield key


def _people(department: Department, model: SemanticModel) -> Iterable[Dataset]:
    """The tables of customers with a key of one field: that of the pack, then those that are called
    so.
    """
    place = department.tables.get(_CUSTOMERS)
    tables = (item for item in department.pack.tables if item.name == _CUSTOMERS)
    called = {name for item in tables for name in (item.name, *item.aliases)}
    for dataset in sorted(
        model.datasets, key=lambda item: place is None or item.name != place.dataset
    ):
        mapped = place is not None and dataset.name == place.dataset
        if (mapped or dataset.name.casefold() in called) and len(dataset.primary_key) == 1:
            yield dataset


def _counted(metric: Metric | None) -> str | None:
    """The field whose different values a metric counts; None for what is no such count."""
    tree = parse(metric.expression.sql) if metric is not None else None
    tree = tree.this if isinstance(tree, exp.Filter) else tree
    if not isinstance(tree, exp.Count) or not isinstance(tree.this, exp.Distinct):
        return None
    (what, *more) = tree.this.expressions
    return what.name if isinstance(what, exp.Column) and not more else None
