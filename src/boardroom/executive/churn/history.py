"""What customers did, month by month: the queries, and their answers as arrays.

Everything a churn model sees is cut from a ``History`` at the start of a month, from what lies
before it. Called by ``executive.churn.cutoff``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from boardroom.analysis.churn.table import Floats, Ints
from boardroom.errors import BoardroomError
from boardroom.executive.churn.entity import Activity, Entity, Stay
from boardroom.semantic.query import NamedExpression, Query
from boardroom.semantic.result import Result

MOST_MONTHS = 48
"""Older months say little of today's customers."""

MOST_CUSTOMERS = 20_000
"""More are not modelled beside a page: their months would not fit into its time."""


@dataclass(frozen=True, kw_only=True)
class Events:
    """One activity: customers × months.

    Attributes:
        counts: rows in the month; ``last`` the ordinal day of the last one, NaN without any.
        sums: field → the month's sum (of means: mean × rows, so that they can be joined).
    """

    activity: Activity
    counts: Floats
    last: Floats
    sums: Mapping[str, Floats]


@dataclass(frozen=True, kw_only=True)
class Stays:
    """All subscriptions: whose, ordinal days of start and end (infinite = still on), kinds."""

    stay: Stay
    owner: Ints
    start: Floats
    end: Floats
    kinds: Mapping[str, Sequence[object]]


@dataclass(frozen=True, kw_only=True)
class History:
    """All customers over ``months``, the first of which starts on ``first``.

    Attributes:
        names, attributes: per customer, in the order of ``customers``.
    """

    first: date
    months: int
    customers: Sequence[object]
    names: Sequence[object]
    attributes: Mapping[str, Sequence[object]]
    events: tuple[Events, ...]
    stays: Stays | None
    goodbyes: Events | None = None

    def day(self, month: int) -> date:
        """The first day of a month by its position."""
        return month_after(self.first, month)


@dataclass(frozen=True, kw_only=True)
class Questions:
    """The queries of a history up to the day before ``until``, the first of a month."""

    entity: Entity
    until: date

    @property
    def first(self) -> date:
        """The earliest month asked for."""
        return month_after(self.until, -MOST_MONTHS)

    @property
    def time_range(self) -> str:
        """The months asked for."""
        return f"{self.first}..{self.until - timedelta(days=1)}"

    @property
    def people(self) -> Query:
        """One row per customer."""
        names = [self.entity.key, self.entity.name, *(x.name for x in self.entity.attributes)]
        fields = tuple(f"{self.entity.dataset}.{name}" for name in dict.fromkeys(names))
        return Query(records=self.entity.dataset, fields=fields, limit=MOST_CUSTOMERS)

    @property
    def stays(self) -> Query | None:
        """One row per subscription."""
        stay = self.entity.stay
        if stay is None:
            return None
        own = [stay.start, stay.end, *(item.name for item in stay.kinds)]
        fields = (self.entity.reference, *(f"{stay.dataset}.{name}" for name in own))
        return Query(records=stay.dataset, fields=fields)

    def events(self, activity: Activity) -> Query:
        """One row per customer and month in which it did something."""
        base = activity.dataset
        measures = [
            NamedExpression(
                name=f"m{place}",
                expression=f"{'SUM' if item.adds else 'AVG'}({base}.{item.field})",
                dataset=base,
            )
            for place, item in enumerate(activity.measures)
        ]
        return Query(
            expressions=(
                NamedExpression(name="times", expression="COUNT(*)", dataset=base),
                NamedExpression(name="last", expression=f"MAX({activity.time})", dataset=base),
                *measures,
            ),
            group_by=(self.entity.reference,),
            grain="month",
            time_range=self.time_range,
            having=('"times" > 0',),
        )

    def all(self) -> tuple[Query, ...]:
        """Customers, activities, the farewell, subscriptions, in this order."""
        goodbye = self.entity.goodbye
        found = [self.people, *(self.events(item) for item in self.entity.activities)]
        found += [self.events(goodbye)] if goodbye is not None else []
        return (*found, *([self.stays] if self.stays is not None else []))


def read_history(questions: Questions, answers: Sequence[Result | BoardroomError]) -> History:
    """The history that the answers tell; an activity that cannot be asked for is left out.

    Raises:
        BoardroomError: the customers themselves, or their subscriptions, cannot be read.
    """
    entity, given = questions.entity, iter(answers)
    people = _needed(next(given))
    reader = _Reader(
        people=people, reference=people.columns[0].name, first=questions.first, months=MOST_MONTHS
    )
    events = [reader.events(item, next(given)) for item in entity.activities]
    goodbyes = reader.events(entity.goodbye, next(given)) if entity.goodbye is not None else None
    stays = reader.stays(entity.stay, _needed(next(given))) if entity.stay is not None else None
    return History(
        first=questions.first,
        months=MOST_MONTHS,
        customers=reader.keys,
        names=_cells(people, entity.name),
        attributes={x.label or x.name: _cells(people, x.name) for x in entity.attributes},
        events=tuple(item for item in events if item is not None),
        stays=stays,
        goodbyes=goodbyes,
    )


@dataclass(frozen=True, kw_only=True)
class _Reader:
    people: Result
    reference: str
    first: date
    months: int
    places: dict[object, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.places.update((key, place) for place, key in enumerate(self.keys))

    @property
    def keys(self) -> tuple[object, ...]:
        return self.people.column(self.reference)

    def events(self, activity: Activity, answer: Result | BoardroomError) -> Events | None:
        if isinstance(answer, BoardroomError):
            return None
        owners, months = self._places_of(answer)
        known = (owners >= 0) & (months >= 0)
        place = owners[known], months[known]
        size = (len(self.keys), self.months)
        times = np.nan_to_num(answer.numbers("times"))[known]
        counts, last = np.zeros(size), np.full(size, np.nan)
        counts[place] = times
        last[place] = _days(answer, "last")[known]
        sums = {item.field: np.zeros(size) for item in activity.measures}
        for number, item in enumerate(activity.measures):
            values = np.nan_to_num(answer.numbers(f"m{number}"))[known]
            sums[item.field][place] = values if item.adds else values * times
        return Events(activity=activity, counts=counts, last=last, sums=sums)

    def stays(self, stay: Stay, answer: Result) -> Stays:
        names = [item.name for item in answer.columns]
        end = _days(answer, names[2])
        return Stays(
            stay=stay,
            owner=self._owners(answer, names[0]),
            start=_days(answer, names[1]),
            end=np.where(np.isnan(end), np.inf, end),
            kinds={
                item.label or item.name: answer.column(name)
                for item, name in zip(stay.kinds, names[3:], strict=True)
            },
        )

    def _places_of(self, answer: Result) -> tuple[Ints, Ints]:
        """Customer and month of each row; -1 for unknown ones and months outside."""
        whose = next(item.name for item in answer.columns if item.role != "time")
        periods = answer.groups("period")
        months = np.array([self._month(day) for day in periods.values], dtype=np.int64)
        return self._owners(answer, whose), months[periods.places]

    def _owners(self, answer: Result, name: str) -> Ints:
        """The customer of each row; -1 for unknown ones."""
        keys = answer.groups(name)
        owners = np.array([self.places.get(key, -1) for key in keys.values], dtype=np.int64)
        return owners[keys.places]

    def _month(self, day: object) -> int:
        month = _months_between(self.first, day) if isinstance(day, date) else -1
        return month if month < self.months else -1


def month_after(first: date, months: int) -> date:
    """The first of the month so many months after that of ``first``."""
    total = first.year * 12 + first.month - 1 + months
    return date(total // 12, total % 12 + 1, 1)


def _months_between(first: date, day: date) -> int:
    return (day.year - first.year) * 12 + day.month - first.month


def _needed(answer: Result | BoardroomError) -> Result:
    if isinstance(answer, BoardroomError):
        raise answer
    return answer


def _cells(answer: Result, name: str) -> tuple[object, ...]:
    """A column by its field's name, however the answer qualifies it."""
    place = next(
        position
        for position, column in enumerate(answer.columns)
        if column.name.rpartition(".")[2] == name
    )
    return answer.column(answer.columns[place].name)


def _days(answer: Result, name: str) -> Floats:
    """Ordinals of a column's days; NaN where there is none."""
    days = answer.days(name)
    return np.where(days > 0, days, np.nan)
