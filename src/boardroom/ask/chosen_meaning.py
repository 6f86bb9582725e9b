"""A question as one choice of senses makes it: what cannot be shared out is split, kinds of things
become conditions, things beside a number of theirs are counted.

Called by ``ask.query_draft``.
"""

from collections.abc import Mapping
from dataclasses import replace

from boardroom.ask.amount_sql import AmountSql
from boardroom.ask.cover import Piece
from boardroom.ask.lexicon import Sense
from boardroom.ask.meaning import Amount, Clause, Condition, Limit, Meaning
from boardroom.ask.setting import Unsaid

_Chosen = Mapping[Piece, Sense]
_PLAIN = frozenset({"metric", "count", "rows"})
"""How things are counted, each once."""


def chosen_meaning(meaning: Meaning, sql: AmountSql, chosen: _Chosen) -> Meaning:
    """The question for this choice. Raises: Unsaid: two of its numbers would be the same."""
    _hold_apart(meaning, chosen)
    meaning = _limited(meaning, chosen)
    return _of_kinds(_counted(_split(meaning, sql, chosen), sql, chosen), chosen)


def _limited(meaning: Meaning, chosen: _Chosen) -> Meaning:
    """The question, in which how many things there have to be is said of their number, where that
    is asked for: ``customers with more than 5 orders, and the number of orders``."""
    by = meaning.ranking.by if meaning.ranking else None
    asked = [*meaning.amounts, *([by] if isinstance(by, Amount) else [])]
    numbers = {_counts(chosen[x.of]): x for x in asked if x.how in _PLAIN and not x.per}
    limits, left = list(meaning.limits), list[Clause]()
    for clause in meaning.clauses:
        number = numbers.get(chosen[clause.thing].dataset) if clause.thing else None
        plain = not (clause.conditions or clause.times or clause.denied or clause.when)
        if number is None or clause.many is None or not plain:
            left.append(clause)
        else:
            limits.append(Limit(amount=number, op=clause.many[0], value=clause.many[1]))
    if len(left) == len(meaning.clauses):
        return meaning
    return replace(meaning, clauses=tuple(left), limits=tuple(limits))


def _counts(sense: Sense) -> str | None:
    """The things whose number a sense is."""
    return sense.ref if sense.kind == "dataset" else sense.counts


def _hold_apart(meaning: Meaning, chosen: _Chosen) -> None:
    """Nobody asks for one number by two names: ``conversions and conversion rate``."""
    named = [item.of for item in meaning.amounts if item.how == "metric" and item.per is None]
    said: dict[str, str] = {}
    for piece in named:
        text = said.setdefault(chosen[piece].ref, piece.text.lower())
        if chosen[piece].kind == "metric" and text != piece.text.lower():
            raise Unsaid


def _split(meaning: Meaning, sql: AmountSql, chosen: _Chosen) -> Meaning:
    """The question, in which what cannot be shared out is split (``average deal size per plan``),
    but not by the very things: ``average seats per subscription``."""
    own = {chosen[x.of].dataset if x.how in {"avg", "mean"} else "" for x in meaning.amounts}
    if len(own) == 1 and not meaning.ranking:
        each = [x for x in meaning.groups if chosen[x].kind == "dataset" and chosen[x].ref in own]
        meaning = replace(meaning, groups=tuple(x for x in meaning.groups if x not in each))
    means = [item for item in meaning.amounts if item.per and not sql.adds_up(item)]
    things = [x.per.of for x in means if x.per and chosen[x.per.of].kind == "dataset"]
    if not things or len(things) < len(means):
        return meaning
    amounts = tuple(replace(x, per=None) if x in means else x for x in meaning.amounts)
    return replace(meaning, amounts=amounts, groups=(*meaning.groups, *things))


def _counted(meaning: Meaning, sql: AmountSql, chosen: _Chosen) -> Meaning:
    """The question, in which things are counted whose number is asked for beside another of theirs:
    ``incidents and total downtime per service``."""
    own = {sql.base(item) for item in meaning.amounts if item.per is None}
    first = min((item.of.first for item in meaning.amounts), default=0)
    things = [
        item
        for item in meaning.shown
        if meaning.groups
        and item.first < first
        and chosen[item].kind == "dataset"
        and chosen[item].ref in own
    ]
    if not things or meaning.ranking or meaning.limits:
        return meaning
    counts = tuple(Amount(how="count", of=item) for item in things)
    shown = tuple(item for item in meaning.shown if item not in things)
    return replace(meaning, amounts=(*counts, *meaning.amounts), shown=shown)


def _of_kinds(meaning: Meaning, chosen: _Chosen) -> Meaning:
    """The question, in which it is said of what is listed which kind of things it is."""
    named = [item for item in meaning.shown if chosen[item].kind == "kind"]
    first, *rest = meaning.clauses
    said = (Condition(op="in", pieces=(item,), kind=True) for item in named)
    first = replace(first, conditions=(*said, *first.conditions))
    return replace(meaning, clauses=(first, *rest))
