"""One choice of senses as a ``Query``.

Called by ``ask.drafting`` for each choice. Says no (``Unsaid``) where it cannot be sure that the
query is what the words say.
"""

import re
from calendar import day_name
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from boardroom.ask.amount_sql import AmountSql
from boardroom.ask.cover import Piece
from boardroom.ask.lexicon import Sense
from boardroom.ask.meaning import Amount, Clause, Meaning
from boardroom.ask.restriction import Restriction, Setting, Unsaid, restrict
from boardroom.ask.things import field_of, identity, size_field
from boardroom.ask.when.reading import TimeReading
from boardroom.semantic.calendar import resolve_range
from boardroom.semantic.model import EventTime, Grain, SemanticModel
from boardroom.semantic.query import (
    Compare,
    Condition,
    Filter,
    NamedExpression,
    Order,
    Predicate,
    Query,
    Transform,
)

_ANY_GRAIN: Grain = "month"
_PARTS = {"weekday": "ISODOW", "month": "MONTH", "quarter": "QUARTER", "day_of_month": "DAY"}
_YEAR = re.compile(r"\d{4}|all")

_Computed = str | NamedExpression


class QueryDraft:
    """The query of one choice of senses."""

    def __init__(self, meaning: Meaning, setting: Setting, chosen: Mapping[Piece, Sense]) -> None:
        self._setting, self._chosen = setting, chosen
        self._sql = AmountSql(setting, chosen)
        self._meaning = self._split(meaning)

    def _split(self, meaning: Meaning) -> Meaning:
        """The question, in which what cannot be shared out (a mean) is split: ``deal size per
        plan``."""
        means = [item for item in meaning.amounts if item.per and not self._sql.adds_up(item)]
        things = [x.per.of for x in means if x.per and self._chosen[x.per.of].kind == "dataset"]
        if not things or len(things) < len(means):
            return meaning
        amounts = tuple(replace(x, per=None) if x in means else x for x in meaning.amounts)
        return replace(meaning, amounts=amounts, groups=(*meaning.groups, *things))

    @property
    def _model(self) -> SemanticModel:
        return self._setting.graph.model

    def query(self) -> Query:
        """The query. Raises: Unsaid."""
        amounts, shown = list(self._meaning.amounts), list(self._meaning.shown)
        ranking = self._meaning.ranking
        by = ranking.by if ranking else None
        split = bool(self._meaning.groups or self._grain() or self._meaning.course)
        measures = bool(shown) and all(self._is_measure(item) for item in shown)
        if not amounts and measures and not ranking and (split or self._meaning.times):
            amounts, shown = [Amount(how="usual", of=item) for item in shown], []
        if not amounts and split and not isinstance(by, Amount):
            if any(self._chosen[item].kind == "field" for item in shown):
                raise Unsaid
            amounts, shown = [Amount(how="count", of=item) for item in shown], []
        if isinstance(by, Amount) and not (not amounts and self._is_own(by, shown)):
            amounts.append(by)
        amounts += [item.amount for item in self._meaning.limits]
        if not amounts:
            return self._listed(shown)
        return self._computed(amounts, shown)

    def _is_measure(self, piece: Piece) -> bool:
        sense = self._chosen[piece]
        return sense.kind == "field" and field_of(self._model, sense.ref).role == "measure"

    def _is_own(self, by: Amount, shown: Sequence[Piece]) -> bool:
        """Whether what rows are ranked by is a measure of the rows that are listed."""
        sense = self._chosen[by.of]
        return sense.kind == "field" and sense.dataset in {self._chosen[x].dataset for x in shown}

    def _computed(self, asked: Sequence[Amount], shown: Sequence[Piece]) -> Query:
        rows, moments = self._rows(asked, shown)
        amounts = self._amounts(asked)
        base = self._setting.base(amounts[0])
        things = not any(self._chosen[item.of].kind == "field" for item in asked)
        whole = self._whole(asked)
        said = restrict(base, whole, self._chosen, self._setting, things=things)
        groups = tuple(dict.fromkeys(ref for item in rows for ref in self._refs(item)))
        grain = self._grain()
        time_range, years = self._when(
            said,
            [self._setting.base(item) for item in amounts],
            timed=all(self._setting.is_timed(item) for item in amounts),
        )
        if grain == "year" and years is not None:
            grain, groups = None, (*groups, years)
        self._hold_time(asked, time_range)
        if time_range == "today" and all(self._setting.is_stock(item) for item in amounts):
            time_range = "all"
        self._hold_moments(said, amounts)
        cycles, parts = self._cycles(said, base)
        query = Query(
            metrics=tuple(item for item in amounts if isinstance(item, str)),
            expressions=tuple(item for item in amounts if isinstance(item, NamedExpression)),
            group_by=(*groups, *parts),
            filters=(*said.filters, *_in_year(time_range, years), *cycles),
            having=tuple(self._having(asked)),
            time_range="all" if years else time_range,
            time_field=self._moment(moments),
            grain=grain,
            compare=self._compare(said),
        )
        return self._ordered(self._in_course(query, amounts, part=self._is_part(asked)), amounts)

    def _whole(self, asked: Sequence[Amount]) -> tuple[Clause, ...]:
        """What is said of all that is computed: of a share only when."""
        clauses = self._meaning.clauses
        if not self._is_part(asked):
            return clauses
        return (Clause(times=self._meaning.times),)

    def _is_part(self, asked: Sequence[Amount]) -> bool:
        """Whether a share of something is asked for, and not how all of it is shared out."""
        return (
            self._meaning.course == "share"
            and not self._meaning.groups
            and len(asked) == 1
            and any(clause.conditions or clause.thing for clause in self._meaning.clauses)
        )

    def _amounts(self, asked: Sequence[Amount]) -> list[_Computed]:
        if self._is_part(asked):
            return [self._sql.part(asked[0], self._meaning.clauses)]
        found = [self._sql.amount(item) for item in asked]
        return list({item if isinstance(item, str) else item.name: item for item in found}.values())

    def _rows(
        self, asked: Sequence[Amount], shown: Sequence[Piece]
    ) -> tuple[list[Piece], list[str]]:
        """What the amounts are split by, and the times that are named beside them."""
        ranking = self._meaning.ranking
        rows, moments = [*self._meaning.groups], list[str]()
        of_rows = bool(self._meaning.limits) or isinstance(ranking and ranking.by, Amount)
        first = min(item.of.first for item in asked)
        own = {self._setting.base(self._sql.amount(item)) for item in asked}
        for piece in shown:
            sense = self._chosen[piece]
            field = field_of(self._model, sense.ref) if sense.kind == "field" else None
            if field is not None and field.role == "measure":
                raise Unsaid
            if of_rows or (piece.first < first and (field is None or field.role != "time")):
                rows.append(piece)
            elif field is not None and field.temporal and sense.dataset in own:
                moments.append(sense.ref)
            elif sense.dataset in {self._chosen[item].dataset for item in rows}:
                rows.append(piece)
            elif sense.dataset not in own or field is not None:
                raise Unsaid
        return rows, moments

    def _moment(self, fields: Sequence[str]) -> str | None:
        """The time that is meant, where the question says which: ``tickets closed last week``."""
        if not fields:
            return None
        if len(fields) > 1 or not self._meaning.times:
            raise Unsaid
        dataset, _, name = fields[0].partition(".")
        own = self._model.dataset_by_name[dataset].time
        return None if isinstance(own, EventTime) and own.field == name else fields[0]

    def _hold_time(self, asked: Sequence[Amount], time_range: str) -> None:
        """Refuse a time that may be another's than that of the rows: of what they did. Raises:
        Unsaid."""
        things = [self._chosen[item.of] for item in asked]
        counted = any(item.kind == "dataset" or item.counts for item in things)
        if counted and self._meaning.acts and time_range != "all":
            raise Unsaid

    def _hold_moments(self, said: Restriction, amounts: Sequence[_Computed]) -> None:
        """Refuse the state at a moment of what is no state. Raises: Unsaid."""
        moments = [x for x in said.times if x.reading.moment and x.reading.range != "today"]
        if moments and not all(self._setting.is_stock(item) for item in amounts):
            raise Unsaid

    def _cycles(
        self, said: Restriction, base: str
    ) -> tuple[list[Filter], list[str | NamedExpression]]:
        """Days of the week and the like: which of them count, or each apart."""
        cyclic = [x.reading.cyclic for x in said.times if x.reading.cyclic]
        time = self._model.dataset_by_name[base].time if cyclic else None
        filters, groups = list[Filter](), list[str | NamedExpression]()
        for item in cyclic:
            if not isinstance(time, EventTime) or item.part not in _PARTS or -1 in item.values:
                raise Unsaid
            ref = time.field if "." in time.field else f"{base}.{time.field}"
            if field_of(self._model, ref).datatype == "DateTimeTz":
                raise Unsaid
            text = f"EXTRACT({_PARTS[item.part]} FROM {ref})"
            if item.values:
                first = 1 if item.part == "weekday" else 0
                listed = ", ".join(str(value + first) for value in item.values)
                filters.append(Condition(sql=f"{text} IN ({listed})"))
            elif item.part == "weekday":
                days = " ".join(f"WHEN {n} THEN '{day}'" for n, day in enumerate(day_name, 1))
                groups.append(NamedExpression(name="weekday", expression=f"CASE {text} {days} END"))
                groups.append(NamedExpression(name="day_of_week", expression=text))
            else:
                groups.append(NamedExpression(name=item.part, expression=text))
        return filters, groups

    def _in_course(self, query: Query, amounts: Sequence[_Computed], *, part: bool) -> Query:
        """What is made of the amounts over the rows."""
        course = self._meaning.course
        if course is None or (course == "share" and not query.group_by):
            if course == "share" and not part:
                raise Unsaid
            return query
        if course == "growth" and query.grain is None:
            if query.compare is None and not query.group_by and query.time_range == "all":
                raise Unsaid
            return replace(query, compare=query.compare or "previous_period")
        if course != "share" and query.grain is None:
            raise Unsaid
        if query.compare is not None or course == "moving":
            raise Unsaid  # Over how many periods is not said.
        window = 1 if course == "growth" else None
        within = query.group_by if course != "share" and query.group_by else ()
        return replace(
            query,
            transforms=tuple(
                Transform(
                    kind=course,
                    metric=_name(item),
                    window=window,
                    within=tuple(x for x in within if isinstance(x, str)),
                )
                for item in amounts
            ),
        )

    def _ordered(self, query: Query, amounts: Sequence[_Computed]) -> Query:
        """The query with its order, and what is best or worst of all: rows without a name are
        none."""
        ranking = self._meaning.ranking
        parts = [item for item in query.group_by if isinstance(item, NamedExpression)]
        if ranking is None and parts:
            return replace(query, order=(Order(by=parts[-1].name),))
        if ranking is None and query.group_by and not query.grain:
            return replace(query, order=(Order(by=_name(amounts[0]), descending=True),))
        if ranking is None:
            return query
        if ranking.count and not (query.group_by or query.grain):
            raise Unsaid
        by = ranking.by
        named = self._refs(by)[-1] if isinstance(by, Piece) else None
        first = _name(self._sql.amount(by) if isinstance(by, Amount) else amounts[0])
        named_best = ranking.count or isinstance(by, Amount)
        some = [ref for ref in query.group_by if isinstance(ref, str)] if named_best else []
        return replace(
            query,
            filters=(*query.filters, *(Predicate(field=ref, op="is_not_null") for ref in some)),
            order=(Order(by=named or first, descending=ranking.descending),),
            limit=ranking.count,
        )

    def _having(self, asked: Sequence[Amount]) -> Iterator[str]:
        """What amounts have to be; what there is most of is there, and a quotient is one."""
        ranking = self._meaning.ranking
        for item in asked:
            name, sense = _name(self._sql.amount(item)), self._chosen[item.of]
            if item.per is not None and self._meaning.groups:
                yield f"{name} IS NOT NULL"
            counted = sense.kind == "dataset" or sense.counts or item.how == "rows"
            if ranking and item is ranking.by and ranking.descending and counted:
                yield f"{name} > 0"
        for limit in self._meaning.limits:
            yield f"{_name(self._sql.amount(limit.amount))} {limit.op} {limit.value}"

    def _refs(self, piece: Piece) -> tuple[str, ...]:
        """The fields that say which thing a row is of: of a dataset its key and its name."""
        sense = self._chosen[piece]
        return (sense.ref,) if sense.kind == "field" else identity(self._model, sense.ref)

    def _listed(self, shown: Sequence[Piece]) -> Query:
        """Rows of one dataset, with what else is asked to be shown."""
        if not shown or self._meaning.course:
            raise Unsaid
        ranking = self._meaning.ranking
        things = [self._chosen[item] for item in shown]
        base = next((item.ref for item in things if item.kind == "dataset"), things[0].dataset)
        measured = self._measured(base)
        if not all(self._setting.has_one(base, item.dataset) for item in things):
            raise Unsaid
        by = ranking.by if ranking else None
        named = by.of if isinstance(by, Amount) else by
        pieces = [*shown, *([named] if named else [])]
        fields = tuple(dict.fromkeys(ref for piece in pieces for ref in self._refs(piece)))
        fields = (*fields, *(x for x in measured if x not in fields))
        said = restrict(base, self._meaning.clauses, self._chosen, self._setting)
        timed = self._model.dataset_by_name[base].time is not None
        time_range, years = self._when(said, [base], timed=timed)
        if any(item.reading.cyclic or item.reading.moment for item in said.times):
            raise Unsaid
        if self._compare(said) or (self._meaning.acts and time_range != "all"):
            raise Unsaid
        filters = (*said.filters, *_in_year(time_range, years))
        if self._repeats(base, fields):
            return self._grouped(base, filters, fields, "all" if years else time_range)
        order = self._refs(named)[-1] if named else fields[-1]
        return Query(
            records=base,
            fields=fields,
            filters=filters,
            time_range="all" if years else time_range,
            order=(Order(by=order, descending=ranking.descending),) if ranking else (),
            limit=ranking.count if ranking else None,
        )

    def _measured(self, dataset: str) -> tuple[str, ...]:
        """What the first of things are first by, where the question does not say it. Raises:
        Unsaid: they may be by several."""
        ranking = self._meaning.ranking
        if ranking is None or ranking.count is None or ranking.by is not None:
            return ()
        item = self._model.dataset_by_name[dataset]
        if not ranking.newest:
            name = size_field(item)
            if name is None:
                raise Unsaid
            return (f"{dataset}.{name}",)
        if not isinstance(item.time, EventTime):
            raise Unsaid
        return (item.time.field if "." in item.time.field else f"{dataset}.{item.time.field}",)

    def _repeats(self, base: str, fields: Sequence[str]) -> bool:
        """Whether rows would show the same again and again: what they belong to, without what
        they are."""
        keys = {f"{base}.{key}" for key in self._model.dataset_by_name[base].primary_key}
        roles = {field_of(self._model, ref).role for ref in fields}
        return keys.isdisjoint(fields) and roles <= {"dimension", "key"}

    def _grouped(
        self, base: str, filters: tuple[Filter, ...], fields: Sequence[str], time_range: str
    ) -> Query:
        """Each once, with how many rows it has."""
        ranking = self._meaning.ranking
        count = self._sql.rows(base)
        return Query(
            metrics=(count,) if isinstance(count, str) else (),
            expressions=(count,) if isinstance(count, NamedExpression) else (),
            group_by=tuple(fields),
            filters=filters,
            time_range=time_range,
            order=(Order(by=fields[-1], descending=ranking.descending),) if ranking else (),
            limit=ranking.count if ranking else None,
        )

    def _when(
        self, said: Restriction, datasets: Sequence[str], *, timed: bool
    ) -> tuple[str, str | None]:
        """The range of time; of rows without a time, with their field of years."""
        asked = self._range(said)
        if timed or (asked == "all" and self._grain() is None):
            return asked, None
        for item in datasets:
            if "year" in self._model.dataset_by_name[item].field_by_name and _YEAR.fullmatch(asked):
                return asked, f"{item}.year"
        raise Unsaid

    def _compare(self, said: Restriction) -> Compare | None:
        found = next((x.reading.compare for x in said.times if x.reading.compare), None)
        if found is None and self._meaning.compared:
            return self._side_by_side(said)[1]
        return found

    def _range(self, said: Restriction) -> str:
        if self._meaning.compared and not any(x.reading.compare for x in said.times):
            return self._side_by_side(said)[0]
        return _range([time.reading for time in said.times])

    def _side_by_side(self, said: Restriction) -> tuple[str, Compare]:
        """Two periods: the later one, and which of those before it the other is. Raises: Unsaid:
        it is none that a query compares with."""
        setting = self._setting
        spans = [
            resolve_range(x.reading.range, as_of=setting.as_of, calendar=setting.calendar)
            for x in said.times
            if x.reading.range and not (x.reading.cyclic or x.reading.moment or x.reading.grain)
        ]
        if len(spans) != 2 or len(said.times) != 2:
            raise Unsaid
        before, now = sorted(spans, key=lambda item: item.start or date.min)
        if None in {before.start, before.end, now.start, now.end} or before.unit != now.unit:
            raise Unsaid
        if before.end == now.start:
            return now.text, "previous_period"
        if before.start and now.start and before.start == _a_year_before(now.start):
            return now.text, "previous_year"
        raise Unsaid

    def _grain(self) -> Grain | None:
        grains = [item.reading.grain for item in self._meaning.times if item.reading.grain]
        return None if not grains else _ANY_GRAIN if grains[0] == "any" else grains[0]


def _range(readings: Sequence[TimeReading]) -> str:
    """The range of time that is asked for. Raises: Unsaid: there are two, or a day of the week or
    the like."""
    readings = [x for x in readings if not (x.moment and x.range == "today")]
    if any(x.unsupported or (x.other and not x.compare) for x in readings):
        raise Unsaid
    ranges = [item.range for item in readings if item.range]
    if len(ranges) > 1:
        raise Unsaid
    units = [f"this_{item.unit}" for item in readings if item.unit]
    return next(iter([*ranges, *units]), "all")


def _a_year_before(day: date) -> date | None:
    return None if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def _in_year(time_range: str, years: str | None) -> tuple[Filter, ...]:
    if years is None or time_range == "all":
        return ()
    return (Predicate(field=years, op="=", values=(int(time_range),)),)


def _name(amount: _Computed) -> str:
    return amount if isinstance(amount, str) else amount.name
