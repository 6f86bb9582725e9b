"""One question in, one answer out: what it means, the query, the result; or why there is none.

The deterministic path from words to a ``Result``. Right or silent: words that nothing was made of,
a name that is not in the model, and a sum that cannot be computed soundly are refusals that say so;
two readings equally near are a question with both to choose from.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from boardroom.ask.answer import Answer, answer, clarification, refusal
from boardroom.ask.cover import Piece, cover
from boardroom.ask.data_name import DataNames
from boardroom.ask.drafting import Draft, drafts
from boardroom.ask.grammar import read_meaning
from boardroom.ask.inflection import is_doer
from boardroom.ask.kin_choice import KinChoice
from boardroom.ask.kind import Kind
from boardroom.ask.kinship import Akin, Kinship
from boardroom.ask.lexicon import Lexicon
from boardroom.ask.meaning import Meaning
from boardroom.ask.name_part import NameParts
from boardroom.ask.number_phrase import read_numbers
from boardroom.ask.rival import dated_apart, rivals
from boardroom.ask.setting import Setting
from boardroom.ask.showing import check_values, show
from boardroom.ask.slip import mend_slips
from boardroom.ask.time_phrase import read_times
from boardroom.ask.token import fold, read_tokens
from boardroom.ask.undated import why_none
from boardroom.data.metrics import MetricsService
from boardroom.errors import BoardroomError, NotFoundError, PolicyError, QueryError
from boardroom.governance.principal import Principal
from boardroom.semantic.compiler.graph import Graph
from boardroom.semantic.nearest import nearest_name
from boardroom.semantic.propose.naming import singular
from boardroom.semantic.query import Exists, Filter, Not, Query
from boardroom.semantic.result import Result

NOTHING = "It names nothing that can be computed."
_NEAR = 0.1
"""Drafts that cost so little more than the best are as good."""
_MOST_RIVALS = 4
_PARTLY = (
    "You may see only some of the rows, and it is not known whether they are the same ones on both "
    "sides of that quotient. Ask for each number by itself."
)


@dataclass(frozen=True, kw_only=True)
class Asker:
    """Answers questions over one model.

    Attributes:
        metrics: the door to the data.
        lexicon: what its words mean.
        kinship: names akin to words that nothing explains, to ask back with; None = nobody knows.
    """

    metrics: MetricsService
    lexicon: Lexicon
    kinship: Kinship | None = None

    @property
    def graph(self) -> Graph:
        """The ways between the things of the model."""
        return self.lexicon.ground.graph

    @property
    def kinds(self) -> Mapping[str, Kind]:
        """What the metrics of the model count, by their names."""
        return self.lexicon.ground.kinds

    def ask(self, question: str, *, principal: Principal, as_of: date) -> Answer:
        """Answer one question. Raises: UsageError: it is empty or too long."""
        meaning = read_meaning(self.pieces(question, principal=principal, as_of=as_of))
        return self.answer(question, meaning, principal=principal, as_of=as_of)

    def pieces(
        self, question: str, *, as_of: date, principal: Principal | None = None
    ) -> tuple[Piece, ...]:
        """A question cut into what its words may mean. Raises as ``ask``.

        Args:
            principal: who may name what is in the data and not in the model; None = nobody.
        """
        written, lexicon = read_tokens(question), self.lexicon
        if principal is not None:
            names = DataNames(
                metrics=self.metrics, lexicon=lexicon, principal=principal, as_of=as_of
            )
            lexicon = names.known(question, written)
        tokens = mend_slips(written, lexicon)
        times = read_times(tokens, as_of=as_of, calendar=self.metrics.calendar)
        return cover(tokens, lexicon, numbers=read_numbers(tokens), times=times)

    def answer(
        self,
        question: str,
        meaning: Meaning,
        *,
        principal: Principal,
        as_of: date,
        fits: Callable[[Query], bool] = lambda query: True,
    ) -> Answer:
        """Answer what a question asks for, of the queries that fit, on one state of the data."""
        with self.metrics.held() as metrics:
            asker = replace(self, metrics=metrics)
            return asker._answered(question, meaning, principal=principal, as_of=as_of, fits=fits)

    def _answered(
        self,
        question: str,
        meaning: Meaning,
        *,
        principal: Principal,
        as_of: date,
        fits: Callable[[Query], bool],
    ) -> Answer:
        best, reason = self.best(meaning, principal=principal, as_of=as_of, fits=fits)
        if meaning.left and not self._names_things(meaning.left, best):
            alone = not (meaning.amounts or meaning.shown)
            known: list[Akin] = [NameParts(self.lexicon)] if alone else []
            for kinship in [*known, *([self.kinship] if self.kinship else [])]:
                akin = KinChoice(asker=self, kinship=kinship).ask_back(
                    question, meaning.left, principal=principal, as_of=as_of, fits=fits
                )
                if akin is not None:
                    return akin
            return self._unread(question, meaning.left)
        if not best:
            return refusal(question, reason or NOTHING)
        view = _View(asker=self, principal=principal, as_of=as_of)
        try:
            result = view.shown(best[0])
        except (NotFoundError, PolicyError) as exc:
            return clarification(question, best) if best[1:] else refusal(question, exc.message)
        readings = [best[0], *view.apart(best, result, fits)]
        if len(readings) > 1:
            return clarification(question, dated_apart(readings, self.setting(as_of)))
        some = self.metrics.filters_rows(principal=principal)
        if some and _is_drilled(best[0].query):
            return refusal(question, _PARTLY)
        setting, live = self.setting(as_of), as_of == self.metrics.today
        if none := None if some else why_none(best[0].query, result, setting, live=live):
            return refusal(question, none)
        return _unless_aside(question, best[0], result, self.graph)

    def best(
        self,
        meaning: Meaning,
        *,
        principal: Principal,
        as_of: date,
        fits: Callable[[Query], bool] = lambda query: True,
    ) -> tuple[list[Draft], str | None]:
        """The nearest drafts that can be computed, several where they are equally near; and why
        the nearest that cannot be does not count.

        Args:
            fits: which queries may be meant.
        """
        setting = self.setting(as_of)
        ways = [item for item in drafts(meaning, setting) if fits(item.query)]
        sound, reason = self._sound(ways, principal=principal, as_of=as_of)
        return [item for item in sound if item.cost <= sound[0].cost + _NEAR], reason

    def setting(self, as_of: date) -> Setting:
        """What a question of a day is asked of."""
        return Setting(
            ground=self.lexicon.ground,
            calendar=self.metrics.calendar,
            as_of=as_of,
            currency=self.metrics.currency,
        )

    def _sound(
        self, ways: Sequence[Draft], *, principal: Principal, as_of: date
    ) -> tuple[list[Draft], str | None]:
        """The drafts that can be computed, nearest first, and why the nearest cannot."""
        found: list[Draft] = []
        reason: str | None = None
        for draft in ways:
            if found and draft.cost > found[0].cost + _NEAR:
                break
            try:
                self.metrics.check(draft.query, principal=principal, as_of=as_of)
            except (QueryError, NotFoundError, PolicyError) as exc:
                reason = reason or exc.message
            else:
                known = {item.query for item in found}
                found += [] if draft.query in known else [draft]
        return found, reason

    def _names_things(self, left: Sequence[Piece], best: Sequence[Draft]) -> bool:
        """Whether words only call the things by more of their name: ``website sessions``."""
        own = {word for x in best for name in x.datasets for word in self.lexicon.own_words(name)}
        said = {fold(chip.words) for draft in best for chip in draft.chips}
        own |= {singular(word) for words in said for word in words.split()}  # said before
        return all(
            _calls(singular(fold(word)), own) and not piece.roles
            for piece in left
            for word in piece.text.split()
        )

    def _unread(self, question: str, left: Sequence[Piece]) -> Answer:
        words = [piece.text for piece in left]
        unknown = next((piece.text.lower() for piece in left if not piece.is_known), None)
        known = nearest_name(unknown, self.lexicon.vocabulary) if unknown else None
        hint = f"; did you mean {known!r}?" if known and known != unknown else ""
        listed = ", ".join(repr(word) for word in words)
        return refusal(question, f"I do not know what {listed} means here{hint}", missing=words)


@dataclass(frozen=True, kw_only=True)
class _View:
    """What readings of a question give, for one pair of eyes on one day."""

    asker: Asker
    principal: Principal
    as_of: date

    def shown(self, draft: Draft) -> Result:
        """The rows of a draft. Raises as ``show`` and ``check_values``."""
        metrics = self.asker.metrics
        if metrics.filters_rows(principal=self.principal):
            check_values(draft.query, metrics, principal=self.principal, as_of=self.as_of)
        return show(draft.query, metrics, principal=self.principal, as_of=self.as_of)

    def apart(
        self, best: Sequence[Draft], result: Result, fits: Callable[[Query], bool]
    ) -> Iterator[Draft]:
        """What a question may be as well, where that tells something else than the first: what is
        as near, or else farther readings that tell anything. Two companies of one name and
        revenue are two."""
        told = [(best[0], _told(best[0], result))]
        near = best[1:]
        beside = rivals(best[0], self.asker.setting(self.as_of), self.asker.lexicon)
        beside = (item for item in beside if fits(item.query))
        for other in near or islice(beside, _MOST_RIVALS):
            try:
                found = self.shown(other)
            except BoardroomError:
                yield from [other] if near else []
                continue
            rows = _told(other, found)
            same = any(rows == x and not other.is_of_others(draft) for draft, x in told)
            if not same and (near or any(_amounts(found))):
                told.append((other, rows))
                yield other


def _calls(word: str, own: AbstractSet[str]) -> bool:
    """Whether a word is one of a thing's own, or who does what they are: ``visitors``."""
    return word in own or any(is_doer(word, other) for other in own)


def _told(draft: Draft, result: Result) -> Counter[Sequence[object]]:
    """What rows tell: of the share of one value not by what it is written (``Texas``, ``TX``)."""
    named = draft.query.transforms and draft.query.having and len(result.rows) == 1
    first = len(draft.query.group_by) if named else 0
    return Counter(row[first:] for row in result.rows)


def _is_drilled(query: Query) -> bool:
    """Whether metrics that nothing joins are divided."""
    texts = (item.expression for item in query.expressions if item.dataset is None)
    return any("(" not in text for text in texts)


def _unless_aside(question: str, draft: Draft, result: Result, graph: Graph) -> Answer:
    """The answer, unless it was only found by way of things that the question does not name."""
    aside = _gone_through(draft)
    strays = _strays(draft, draft.query.filters, graph)
    if aside and (strays or not any(_amounts(result))):
        found = "That could only be" if strays else "Nothing is"
        through = aside.replace("_", " ")
        message = f"{found} found by way of {through}, which the question does not name."
        return refusal(question, message)
    return answer(question, draft, result)


def _gone_through(draft: Draft) -> str | None:
    """A thing that a condition leads through and that the question does not name."""
    left = list(draft.query.filters)
    while left:
        item = left.pop()
        if isinstance(item, Not):
            left.append(item.item)
        elif isinstance(item, Exists):
            if item.dataset not in draft.datasets:
                return item.dataset
            left += [item.where] if item.where else []
    return None


def _strays(draft: Draft, filters: Sequence[Filter], graph: Graph, seen: int = 0) -> bool:
    """Whether a condition leads through several things that the question does not name: to the
    people who own deals that came of leads of campaigns. What only links others is none."""
    for item in filters:
        inner = item.item if isinstance(item, Not) else item
        if isinstance(inner, Exists):
            fields = graph.dataset(inner.dataset).fields
            links = all(field.role == "key" for field in fields)
            unnamed = seen + (inner.dataset not in draft.datasets and not links)
            where = [inner.where] if inner.where else []
            if unnamed > 1 or _strays(draft, where, graph, unnamed):
                return True
    return False


def _amounts(result: Result) -> Iterator[object]:
    """The numbers of the rows; of rows without any, that there are rows."""
    places = [place for place, item in enumerate(result.columns) if item.role == "metric"]
    for row in result.rows:
        yield from (row[place] for place in places) if places else (True,)
