"""Rows of one dataset, as a question lists them: with what else is asked to be shown.

Called by ``ask.query_draft``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from boardroom.ask.cover import Piece
from boardroom.ask.dating import Dating
from boardroom.ask.lexicon import Sense
from boardroom.ask.meaning import Amount, Meaning, Ranking
from boardroom.ask.query_time import QueryTime, in_year
from boardroom.ask.reason import with_reason
from boardroom.ask.restriction import restrict
from boardroom.ask.setting import Setting, Unsaid
from boardroom.ask.things import field_of, identity, is_unique, size_field
from boardroom.ask.words import ACTS
from boardroom.semantic.model import SemanticModel
from boardroom.semantic.query import Filter, NamedExpression, Order, Query


def refs_of(piece: Piece, chosen: Mapping[Piece, Sense], model: SemanticModel) -> tuple[str, ...]:
    """The fields that say which thing a row is of: of a dataset its key and its name. Raises:
    Unsaid: it names a number."""
    sense = chosen[piece]
    if sense.kind == "metric":
        raise Unsaid
    return (sense.ref,) if sense.kind == "field" else identity(model, sense.ref)


@dataclass(frozen=True, kw_only=True)
class RecordList:
    """A list of records for one choice of senses.

    Attributes:
        count: how many rows a dataset has.
    """

    meaning: Meaning
    setting: Setting
    chosen: Mapping[Piece, Sense]
    time: QueryTime
    dating: Dating
    count: Callable[[str], str | NamedExpression]

    @property
    def _model(self) -> SemanticModel:
        return self.setting.graph.model

    def _refs(self, piece: Piece) -> tuple[str, ...]:
        return refs_of(piece, self.chosen, self._model)

    def query(self, shown: Sequence[Piece]) -> Query:
        """Rows of one dataset, with what else is asked to be shown."""
        ranking = self.meaning.ranking
        if not shown or self.meaning.course or self._is_of_sides() or self._is_by_day(ranking):
            raise Unsaid
        shown = self._without_acts(shown)
        things = [self.chosen[item] for item in shown]
        base = next((item.dataset for item in things if item.is_things), things[0].dataset)
        measured = self._measured(base)
        apart = not all(self.setting.has_one(base, item.dataset) for item in things)
        if apart or self._is_of_others(things, base):
            raise Unsaid  # «reps with their hire date»: of each deal the rep is no list of reps.
        by = ranking.by if ranking else None
        named = by.of if isinstance(by, Amount) else by
        pieces = [*shown, *([named] if named else [])]
        fields = tuple(dict.fromkeys(ref for piece in pieces for ref in self._refs(piece)))
        fields = (*fields, *(x for x in measured if x not in fields))
        said = restrict(base, self.meaning.clauses, self.chosen, self.setting)
        said = self.dating.at_present(base, said)
        moments = self.dating.happened(shown, base)
        if self.dating.is_of_others(shown, base):
            raise Unsaid  # «coverages that expire next month»: their policies do.
        if moments and not any(item.is_things for item in things):
            fields = (*identity(self._model, base), *fields)
        fields = with_reason(self.meaning, self._model, base, tuple(dict.fromkeys(fields)))
        if self.meaning.when:
            fields = self.dating.dated(base, fields)
        moment = self.dating.field(base, moments, said) or self.dating.only(base, said)
        timed = bool(moment) or self._model.dataset_by_name[base].time is not None
        time_range, years = self.time.when(said, [base], timed=timed)
        within = any(item.reading.cyclic or item.reading.moment for item in said.times)
        if within or self.time.compare(said) or (self.meaning.acts and time_range != "all"):
            raise Unsaid
        time_range, ahead = self.time.ahead(next(iter(moments), moment), time_range)
        if not ahead:
            self.time.hold_to_come(time_range)
        filters = (*said.filters, *in_year(time_range, years), *ahead)
        if self._repeats(base, fields):
            return self._grouped(base, filters, fields, "all" if years else time_range)
        order = self._refs(named)[-1] if named else fields[-1]
        return Query(
            records=base,
            fields=fields,
            filters=filters,
            time_range="all" if years else time_range,
            time_field=None if ahead else moment,
            ties=bool(ranking and ranking.ties),
            order=(Order(by=order, descending=ranking.descending),) if ranking else (),
            limit=ranking.count if ranking else None,
        )

    def _is_by_day(self, ranking: Ranking | None) -> bool:
        """Whether things would be first by a day that is none by its name: ``top 10 features by
        usage`` are not those that were used last."""
        by = ranking.by if ranking and ranking.count else None
        sense = self.chosen[by.of if isinstance(by, Amount) else by] if by else None
        return sense is not None and sense.dated and sense.match < 1.0

    def _is_of_sides(self) -> bool:
        """Whether values are to be set side by side, which no list of rows does."""
        said = (x for clause in self.meaning.clauses for x in clause.conditions)
        return self.meaning.compared and any(len(x.pieces) > 1 for x in said)

    def _is_of_others(self, things: Sequence[Sense], base: str) -> bool:
        """Whether the key of something else is listed with what that has: once for each row."""
        first = things[0]
        key = first.kind == "field" and field_of(self._model, first.ref).role == "key"
        return key and any(x.dataset != base for x in things[1:])

    def _without_acts(self, shown: Sequence[Piece]) -> list[Piece]:
        """What is listed, without verbs that are the time of something else: ``payments we
        received``."""
        first = self.chosen[shown[0]].dataset
        return [
            item
            for item in shown
            if not ACTS.intersection(item.roles) or self.chosen[item].dataset == first
        ]

    def _measured(self, dataset: str) -> tuple[str, ...]:
        """What the first of things are first by, where the question does not say it. Raises:
        Unsaid: they may be by several."""
        ranking = self.meaning.ranking
        if ranking is None or ranking.count is None or ranking.by is not None:
            return ()
        item = self._model.dataset_by_name[dataset]
        if not any(self.chosen[item].is_things for item in self.meaning.shown):
            raise Unsaid  # «top 3 industries»
        if not ranking.newest:
            name = size_field(item, ranking.size)
            if name is None:
                raise Unsaid
            return (f"{dataset}.{name}",)
        return (self.dating.newest(dataset),)

    def _repeats(self, base: str, fields: Sequence[str]) -> bool:
        """Whether rows would show the same again and again: what they belong to, without what
        they are."""
        dataset = self._model.dataset_by_name[base]
        told = [ref.partition(".")[2] for ref in fields if ref.startswith(f"{base}.")]
        one = any(key in told for key in dataset.primary_key)
        one = one or any(is_unique(dataset, name) for name in told)
        roles = {field_of(self._model, ref).role for ref in fields}
        return not one and roles <= {"dimension", "key"}

    def _grouped(
        self, base: str, filters: tuple[Filter, ...], fields: Sequence[str], time_range: str
    ) -> Query:
        """Each once, with how many rows it has."""
        ranking = self.meaning.ranking
        count = self.count(base)
        return Query(
            metrics=(count,) if isinstance(count, str) else (),
            expressions=(count,) if isinstance(count, NamedExpression) else (),
            group_by=tuple(fields),
            filters=filters,
            time_range=time_range,
            order=(Order(by=fields[-1], descending=ranking.descending),) if ranking else (),
            limit=ranking.count if ranking else None,
        )
