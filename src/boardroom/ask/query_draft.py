"""One choice of senses as a ``Query``.

Called by ``ask.drafting`` for each choice. Says no (``Unsaid``) where it cannot be sure that the
query is what the words say.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from boardroom.ask.amount_sql import AmountSql
from boardroom.ask.arrival import that_came
from boardroom.ask.chosen_meaning import chosen_meaning
from boardroom.ask.cover import Piece
from boardroom.ask.dating import Dating
from boardroom.ask.inflection import is_past
from boardroom.ask.lexicon import Sense
from boardroom.ask.meaning import Amount, Clause, Meaning, Ranking
from boardroom.ask.meaning import Condition as Said
from boardroom.ask.own_condition import (
    can_only_be_nothing,
    counts_each_alone,
    is_all_of_catalogue,
    is_of_other_rows,
    is_state_of_what_happened,
    is_sum_of_some,
    own_rows,
    says_only_a_part,
)
from boardroom.ask.query_time import QueryTime, in_year
from boardroom.ask.record_list import RecordList, refs_of
from boardroom.ask.restriction import Restriction, restrict
from boardroom.ask.setting import Setting, Unsaid
from boardroom.ask.things import field_of, identity, is_mass, is_own_name, is_unique, size_field
from boardroom.ask.words import COMES
from boardroom.semantic.compiler.dialect import literal
from boardroom.semantic.model import Grain, SemanticModel
from boardroom.semantic.query import (
    Filter,
    LimitPer,
    NamedExpression,
    Order,
    Predicate,
    Query,
    Transform,
)

_STATING = frozenset({"that", "which", "who", "is", "are", "was", "were", "we"})
_OF_MANY = frozenset({"sum", "avg", "mean", "median"})
"""Numbers that several rows have together: ranked by these, what they share is a group."""
_ANY_GRAIN: Grain = "month"
_YEAR = re.compile(r"\d{4}|all")

_Computed = str | NamedExpression


class QueryDraft:
    """The query of one choice of senses."""

    def __init__(self, meaning: Meaning, setting: Setting, chosen: Mapping[Piece, Sense]) -> None:
        self._setting, self._chosen = setting, chosen
        self._sql = AmountSql(setting, chosen)
        self._meaning = chosen_meaning(meaning, self._sql, chosen)
        self._time = QueryTime(self._meaning, setting)
        self._dating = Dating(self._meaning, setting, chosen)

    @property
    def _model(self) -> SemanticModel:
        return self._setting.graph.model

    def query(self) -> Query:
        """The query. Raises: Unsaid."""
        amounts, shown = list(self._meaning.amounts), list(self._meaning.shown)
        ranking = self._meaning.ranking
        by = ranking.by if ranking else None
        split = bool(self._meaning.groups or self._time.grain() or self._meaning.course)
        measures = bool(shown) and all(self._is_measure(item) for item in shown)
        if not amounts and measures and not ranking and (split or self._meaning.times):
            amounts, shown = [Amount(how="usual", of=item) for item in shown], []
        if self._is_mass(shown) and not (amounts or ranking):
            base = self._chosen[shown[0]].dataset
            amounts, shown = [Amount(how="metric", of=shown[0])], self._besides(base, shown[1:])
        if ranking and ranking.within and by is None and not amounts:
            raise Unsaid  # The largest of each: a list within groups is none yet.
        limited = bool(self._meaning.limits) and not shown  # «months with over 50 tickets»
        if not amounts and split and not isinstance(by, Amount) and not limited:
            acts = [x for x in shown if self._chosen[x].dated and self._chosen[x].match < 1.0]
            things = [item for item in shown if item not in acts]
            if not things or any(self._chosen[item].kind == "field" for item in things):
                raise Unsaid
            amounts = [Amount(how="metric" if self._sums(x) else "count", of=x) for x in things]
            shown = acts
        if isinstance(by, Amount) and not (not amounts and self._is_own(by, shown)):
            amounts.append(by)
        amounts += [x for item in self._meaning.limits for x in item.amounts]
        if not amounts and self._meaning.much:
            raise Unsaid  # «how much is due»: no list is so much.
        if not amounts:
            return RecordList(
                meaning=self._meaning, setting=self._setting, chosen=self._chosen,
                time=self._time, dating=self._dating, count=self._sql.rows,
            ).query(shown)  # fmt: skip
        if self._meaning.when or self._meaning.why:
            raise Unsaid  # «when did we win most»: no number is a time.
        return self._computed(amounts, shown)

    def _is_measure(self, piece: Piece) -> bool:
        sense = self._chosen[piece]
        return sense.kind == "field" and field_of(self._model, sense.ref).role == "measure"

    def _is_mass(self, shown: Sequence[Piece]) -> bool:
        """Whether what is listed is asked for as a sum: ``what is the budget for May``, and not
        ``every invoice with its due date``."""
        named = [self._chosen[item] for item in shown]
        fields = [x for x in named[1:] if x.kind == "field" and x.dataset == named[0].dataset]
        return bool(shown) and self._sums(shown[0]) and not fields

    def _besides(self, base: str, shown: Sequence[Piece]) -> list[Piece]:
        """What is named beside a sum, but what all of its parts belong to: ``premium of auto
        [policies]``."""
        named = ((item, self._chosen[item]) for item in shown)
        return [
            item
            for item, x in named
            if x.kind != "dataset" or not self._setting.has_one(base, x.ref)
        ]

    def _sums(self, piece: Piece) -> bool:
        """Whether things are named as a mass: ``premium``, and not ``premiums``."""
        if self._chosen[piece].kind != "dataset":
            return False
        dataset = self._model.dataset_by_name[self._chosen[piece].ref]
        size = size_field(dataset)
        return size is not None and is_mass(piece.text, dataset, size)

    def _is_own(self, by: Amount, shown: Sequence[Piece]) -> bool:
        """Whether what rows are ranked by is a measure of the rows that are listed."""
        sense = self._chosen[by.of]
        own = sense.kind == "field" and sense.dataset in {self._chosen[x].dataset for x in shown}
        if own and by.how == "rows":
            raise Unsaid  # «tickets for the most common category»
        return own and not (by.how in _OF_MANY and self._groups(shown))

    def _groups(self, shown: Sequence[Piece]) -> bool:
        """Whether what is listed is what many rows have in common: ``which payment type``."""
        senses = [self._chosen[item] for item in shown]
        fields = [field_of(self._model, x.ref) for x in senses if x.kind == "field"]
        datasets = self._model.dataset_by_name
        return len(fields) == len(senses) and all(
            field.role == "dimension" and not is_unique(datasets[x.dataset], field.name)
            for field, x in zip(fields, senses, strict=True)
        )

    def _computed(self, asked: Sequence[Amount], shown: Sequence[Piece]) -> Query:
        try:
            return self._whole_computed(asked, shown)
        except Unsaid:
            if not self._is_part(asked):
                raise
            return self._shares_of_groups(asked, shown)

    def _whole_computed(self, asked: Sequence[Amount], shown: Sequence[Piece]) -> Query:
        rows, moments = self._rows(asked, shown)
        amounts = self._amounts(asked)
        base = self._setting.base(amounts[0])
        things = not any(self._chosen[item.of].kind == "field" for item in asked)
        said = restrict(base, self._whole(asked), self._chosen, self._setting, things=things)
        groups = self._grouped(rows, amounts)
        grain = self._time.grain()
        timed = all(self._setting.is_timed(item) for item in amounts)
        only = None if timed else self._dating.only(base, said)
        time_range, years = self._time.when(
            said,
            [self._setting.base(item) for item in amounts],
            timed=timed or only is not None,
        )
        if grain == "year" and years is not None:
            grain, groups = None, (*groups, years)
        self._hold_time(asked, time_range)
        if time_range == "today" and all(self._setting.is_stock(item) for item in amounts):
            time_range = "all"
        if self._meaning.limits and not (groups or grain):
            raise Unsaid
        compare = self._time.compare(said)
        if compare and time_range == "all" and all(self._setting.is_stock(x) for x in amounts):
            time_range = "yesterday"
        self._hold_moments(said, amounts)
        cycles, parts = self._time.cycles(said, base)
        moment = self._dating.field(base, moments, said) or only
        if moments and any(self._setting.is_stock(item) for item in amounts):
            raise Unsaid  # «subscriptions cancelled in 2026» are none that are active.
        ahead: tuple[Filter, ...] = ()
        if not (grain or compare or years):
            time_range, ahead = self._time.ahead(next(iter(moments), moment), time_range)
            moment = None if ahead else moment
        if grain or time_range != "all":
            amounts = that_came(amounts, moment, self._setting)
        split = bool(groups) and grain is None
        own = own_rows(amounts, self._meaning, self._setting) if split else ()
        query = Query(
            metrics=tuple(item for item in amounts if isinstance(item, str)),
            expressions=tuple(item for item in amounts if isinstance(item, NamedExpression)),
            group_by=(*groups, *parts),
            filters=(*said.filters, *own, *in_year(time_range, years), *cycles, *ahead),
            having=tuple(self._having(asked)),
            time_range="all" if years else time_range,
            time_field=moment,
            grain=grain,
            compare=compare,
        )
        return self._in_order(query, amounts, part=self._is_part(asked))

    def _grouped(self, rows: Sequence[Piece], amounts: Sequence[_Computed]) -> tuple[str, ...]:
        """By what the numbers are split. Raises: Unsaid: each thing is a row of its own."""
        refs = (*self._compared(), *(ref for item in rows for ref in self._split_by(item)))
        groups = tuple(dict.fromkeys(refs))
        if any(counts_each_alone(item, groups, self._setting) for item in amounts):
            raise Unsaid  # «who opened the most tickets», and not which ticket
        return groups

    def _in_order(self, query: Query, amounts: Sequence[_Computed], *, part: bool) -> Query:
        """The query with what is made of its numbers over the rows, in the order of them."""
        names = [_name(x) for x in amounts]
        query = self._time.in_course(query, names, part=part)
        return self._time.moved(self._ordered(query, amounts), names)

    def _compared(self) -> tuple[str, ...]:
        """By what values are set side by side: ``compare Europe and Asia``. Raises: Unsaid: they
        are of several fields."""
        amounts = len(self._meaning.amounts)
        if not self._meaning.compared or self._meaning.times_apart or amounts > 1:
            return ()
        sides = [x.pieces for x in self._said() if len(x.pieces) > 1]
        refs = {self._chosen[piece].ref for pieces in sides for piece in pieces}
        if len(refs) != 1:
            raise Unsaid
        return tuple(refs)

    def _said(self) -> list[Said]:
        return [item for clause in self._meaning.clauses for item in clause.conditions]

    def _whole(self, asked: Sequence[Amount]) -> tuple[Clause, ...]:
        """What is said of all that is computed: of a share only when."""
        clauses = self._meaning.clauses
        if not self._is_part(asked) or self._is_stated_kind(asked):
            return clauses
        return (Clause(times=self._meaning.times),)

    def _is_part(self, asked: Sequence[Amount]) -> bool:
        """Whether a share of something is asked for, and not how all of it is shared out."""
        conditions = [x for clause in self._meaning.clauses for x in clause.conditions]
        stated = any(item.asserted for item in conditions)
        return (
            self._meaning.course == "share"
            and len(asked) == 1
            and any(clause.conditions or clause.thing for clause in self._meaning.clauses)
            and (stated or not self._meaning.groups)
        ) or self._is_stated_kind(asked)

    def _is_stated_kind(self, asked: Sequence[Amount]) -> bool:
        """Whether it is said of things what kind they are: ``share of claims that are open``."""
        words = asked[0].of.text.lower().split()
        behind = len(words) > 1 and is_past(words[-1]) and self._chosen[asked[0].of].tallies
        said = _STATING.intersection(words) or behind
        return self._meaning.course == "share" and len(asked) == 1 and bool(said)

    def _shares_of_groups(self, asked: Sequence[Amount], shown: Sequence[Piece]) -> Query:
        """Which share of an amount one value has, as one of all shares. Raises: Unsaid: it is not
        said by one value."""
        said = self._said()
        part = [item for item in said if item.asserted] or said
        plain = len(part) == 1 and part[0].op == "in" and len(part[0].pieces) == 1
        if not plain or shown or self._is_stated_kind(asked):
            raise Unsaid
        value = self._chosen[part[0].pieces[0]]
        if value.kind != "value" or self._meaning.groups or self._time.grain():
            raise Unsaid
        clauses = tuple(
            replace(x, conditions=tuple(y for y in x.conditions if y is not part[0]))
            for x in self._meaning.clauses
        )
        whole = replace(self._meaning, course=None, clauses=clauses, amounts=tuple(asked), shown=())
        query = QueryDraft(whole, self._setting, self._chosen).query()
        if len(query.metrics) != 1 or query.expressions:
            raise Unsaid
        told = value.ref
        text = literal(value.value).sql(dialect="duckdb")
        return replace(
            query,
            group_by=(told,),
            transforms=(Transform(kind="share", metric=query.metrics[0]),),
            having=(f"{told} = {text}",),
        )

    def _amounts(self, asked: Sequence[Amount]) -> list[_Computed]:
        if self._is_stated_kind(asked):
            return [self._sql.part_of_kind(asked[0], self._meaning.clauses)]
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
            happened = field is not None and field.temporal and piece is not shown[0]
            if happened and sense.dataset in own and not self._meaning.groups:
                moments.append(sense.ref)
            elif of_rows or (piece.first < first and (field is None or field.role != "time")):
                rows.append(piece)
            elif field is not None and field.temporal and sense.dataset in own:
                moments.append(sense.ref)
            elif sense.dataset in {self._chosen[item].dataset for item in rows}:
                rows.append(piece)
            elif piece.text.lower() in COMES and sense.match < 1.0:
                continue  # «payments we received» are not dated by when something else was.
            elif sense.dataset not in own or field is not None:
                raise Unsaid
        return rows, moments

    def _hold_time(self, asked: Sequence[Amount], time_range: str) -> None:
        """Refuse a time that may be another's than that of the rows: of what they did. Raises:
        Unsaid."""
        things = [self._chosen[item.of] for item in asked]
        others = any(item.kind in {"dataset", "field"} or item.counts for item in things)
        if others and self._meaning.acts and time_range != "all":
            raise Unsaid

    def _hold_moments(self, said: Restriction, amounts: Sequence[_Computed]) -> None:
        """Refuse the state at a moment of what is no state, and what can only be nothing or of
        another time. Raises: Unsaid."""
        if any(can_only_be_nothing(item, said.filters, self._setting) for item in amounts):
            raise Unsaid  # «deals won and lost»: no deal is both.
        if any(says_only_a_part(item, said.filters, self._setting) for item in amounts):
            raise Unsaid  # «the win rate of won deals»
        if any(is_of_other_rows(item, said, self._setting) for item in amounts):
            raise Unsaid
        whole = amounts, said, self._meaning, self._setting
        if is_state_of_what_happened(*whole) or is_all_of_catalogue(*whole):
            raise Unsaid
        moments = [x for x in said.times if x.reading.moment and x.reading.range != "today"]
        if moments and not all(self._setting.is_stock(item) for item in amounts):
            raise Unsaid

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
        by = ranking.by
        if (ranking.count or isinstance(by, Amount)) and not (query.group_by or query.grain):
            raise Unsaid  # One number has no order.
        named = refs_of(by, self._chosen, self._model)[-1] if isinstance(by, Piece) else None
        first = _name(self._sql.amount(by) if isinstance(by, Amount) else amounts[0])
        named_best = ranking.count or isinstance(by, Amount)
        descending = ranking.descending is not self._is_bad(first, ranking)
        within = tuple(
            ref for piece in ranking.within for ref in refs_of(piece, self._chosen, self._model)
        )
        if not within and query.grain and query.group_by and ranking.count:
            within = ("period",)
        some = [ref for ref in query.group_by if isinstance(ref, str)] if named_best else []
        return replace(
            query,
            filters=(*query.filters, *(Predicate(field=ref, op="is_not_null") for ref in some)),
            order=(
                *(Order(by=ref) for ref in within),
                Order(by=named or first, descending=descending),
            ),
            limit=None if within else ranking.count,
            ties=ranking.ties and not within,
            limit_per=LimitPer(by=within, limit=ranking.count or 1) if within else None,
        )

    def _is_bad(self, name: str, ranking: Ranking) -> bool:
        """Whether the best of a number is the lowest: ``the worst error rate``."""
        metric = self._model.metric_by_name.get(name)
        return ranking.merit and metric is not None and metric.direction == "down"

    def _having(self, asked: Sequence[Amount]) -> Iterator[str]:
        """What amounts have to be; what there is most of is there, and a quotient is one."""
        ranking = self._meaning.ranking
        for item in asked:
            name, sense = _name(self._sql.amount(item)), self._chosen[item.of]
            if item.per is not None and self._meaning.groups:
                yield f"{name} IS NOT NULL"
            shared = self._meaning.course == "share" and self._meaning.groups
            if shared and is_sum_of_some(self._sql.amount(item), self._setting):
                yield f"{name} <> 0"
            counted = sense.kind == "dataset" or sense.counts or item.how == "rows"
            if ranking and item is ranking.by and ranking.descending and counted:
                yield f"{name} > 0"
        for limit in self._meaning.limits:
            other = _name(self._sql.amount(limit.other)) if limit.other else limit.value
            yield f"{_name(self._sql.amount(limit.amount))} {limit.op} {other}"

    def _split_by(self, piece: Piece) -> tuple[str, ...]:
        """The fields that amounts are split by: things of one name are told apart by their key."""
        sense = self._chosen[piece]
        if sense.kind != "field":
            return refs_of(piece, self._chosen, self._model)
        dataset = self._model.dataset_by_name[sense.dataset]
        name = field_of(self._model, sense.ref)
        called = is_own_name(dataset, name.name) and not name.values and bool(dataset.primary_key)
        return (
            identity(self._model, sense.dataset)
            if called
            else refs_of(piece, self._chosen, self._model)
        )


def _name(amount: _Computed) -> str:
    return amount if isinstance(amount, str) else amount.name
