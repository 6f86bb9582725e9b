"""A turn that changes the question before: what it says takes the place of what was said of that.

A question is a ``Meaning``; so is what a turn says of it. Each part that the turn speaks of takes
the place of the part before, or is added to it where the turn says so («also», «add», «and»); all
else is kept. What does not fit is refused: a merge that nobody asked for would be a wrong number.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TypeVar

from boardroom.ask.asker import Asker
from boardroom.ask.conversation.clause_change import (
    Move,
    about,
    fields_of,
    merge_clauses,
    narrowed,
    pinned,
    without_grain,
)
from boardroom.ask.cover import Piece
from boardroom.ask.grammar import read_meaning
from boardroom.ask.meaning import Amount, Clause, Meaning, Ranking
from boardroom.ask.token import fold
from boardroom.errors import QueryError
from boardroom.governance.principal import Principal
from boardroom.semantic.query import Condition, Filter, Predicate, Query

_Part = TypeVar("_Part")

_LEAD = re.compile(
    r"(?:(?:ok(?:ay)?|and|now|then|so|but|please|what about|how about|what if|"
    r"(?:do |show |and )?(?:the )?same (?:thing |question )?(?:but )?|"
    r"(?:make|change|switch|turn) (?:it|that|this) (?:to|into)?|make (?:it|that)|"
    r"switch to|only|just|"
    r"(?:can|could) you|show (?:me )?(?:it|that|this|them)|(?:i (?:want|need) )(?:it|that|this)|"
    r"(?:break|split|slice|drill) (?:it |that |this |them )?(?:down|up|into|further)?|"
    r"add|also|plus|include|instead|filter (?:it |that |this )?(?:to|by|on|for)?|"
    r"limit (?:it|that) to)"
    r"[\s,:]*\b)+"
)
_TAIL = re.compile(r"[\s,]*\b(?:instead|rather|too|as well|also|only|please|again|then|now)$")
_SPLITS = re.compile(r"\b(?:break|split|slice|drill)\b")
_ADDS = re.compile(
    r"^(?:(?:and|now|then|please|ok) )*(?:add|also|plus|include)\b|\b(?:too|as well)$"
)
_JOINS = re.compile(r"^and\b")
_INSTEAD = re.compile(r"\b(?:instead|rather|what about|how about|same|switch|change)\b")
_NARROWS = re.compile(
    r"(?:(?:and|but|now|ok|then|so) )*(?:only|just|excluding|exclude|except|without|ignoring|"
    r"leaving out|not|for|in|from|with|where|whose|since|until|between|after|during|by|per)\b"
)
_REWRITES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"^(\d{4})$"), r"in \1"),
    (
        re.compile(r"^((?:the )?(?:day|week|month|quarter|half|year|period) (?:before|after))$"),
        r"\1 that",
    ),
    (re.compile(r"^compare (?:it |that |this |them )?(?:with|to|against) "), "compared to "),
    (
        re.compile(
            r"^as (?:a |the )?(?:share|percentage|percent|proportion)"
            r"(?: of (?:the )?(?:total|whole|all))?$"
        ),
        "share",
    ),
)
"""Turns that are said otherwise in a conversation than in a question of their own."""
_FREES = re.compile(r"^(?:for |in |of |across |over )?(?:all|any|every) (?:the |of the )?\w")
_NO_FILTER = re.compile(
    r"(?:remove|drop|clear|without|no) (?:the |all |all the |any )?(?:filters?|conditions?)|"
    r"(?:for |in )?(?:everything|everyone|everywhere)"
)


@dataclass(frozen=True, kw_only=True)
class Change:
    """What a turn says about the question before.

    Attributes:
        text: its words without those that only say that something is to be changed.
        adds: what it names comes beside what was there.
        joins: it begins with «and»: another amount comes beside, all else takes the place.
        splits: a further split of what is there.
        narrows: it begins as what is said of a question, not as a question.
        replaces: what it names takes the place of what was there («instead», «what about»).
        marked: whether it says in any way that it is about the question before.
        frees: it takes the conditions on what it names away («all priorities»).
        clears: it takes all conditions away.
    """

    text: str
    adds: bool
    joins: bool
    splits: bool
    narrows: bool
    replaces: bool
    marked: bool
    frees: bool
    clears: bool


def read_change(turn: str) -> Change:
    """The words of a turn as a change.

    Example:
        >>> read_change("and by state instead?").text
        'by state'
    """
    plain = " ".join(fold(turn).split()).strip(" ?!.,;:")
    lead = _LEAD.match(plain)
    start = lead.end() if lead and lead.end() < len(plain) else 0
    # Folding keeps the number of words, not of letters: the text is cut by words, not by places.
    words = " ".join(turn.split()).strip(" ?!.,;:").split(" ")
    kept = " ".join(words[len(plain[:start].split()) :])
    while (tail := _TAIL.search(kept.lower())) and tail.start():
        kept = kept[: tail.start()]
    marked = kept != " ".join(words)
    for pattern, instead in _REWRITES:
        kept = pattern.sub(instead, kept) if pattern.match(kept) else kept
    return Change(
        text=kept,
        adds=bool(_ADDS.search(plain)),
        joins=bool(_JOINS.match(plain)),
        splits=bool(_SPLITS.match(plain)),
        narrows=bool(_NARROWS.match(plain)),
        replaces=bool(_INSTEAD.search(plain)),
        marked=marked,
        frees=bool(_FREES.match(" ".join(fold(kept).split()))),
        clears=bool(_NO_FILTER.fullmatch(" ".join(fold(kept).split()))),
    )


def read_said(
    asker: Asker, change: Change, run: Query, *, principal: Principal, as_of: date
) -> Meaning:
    """What a turn says of the query before."""
    pieces = asker.pieces(change.text, principal=principal, as_of=as_of)
    if change.narrows:
        pieces = pinned(pieces, fields_of(run))
    return read_meaning(pieces, whole=False)


def is_fragment(meaning: Meaning) -> bool:
    """Whether a turn names nothing to compute or list, only something about it."""
    return (
        not meaning.amounts
        and not meaning.shown
        and meaning != replace(Meaning(), left=meaning.left, acts=meaning.acts)
    )


def refine(before: Meaning, said: Meaning, change: Change, *, run: Query, move: Move) -> Meaning:
    """The question before with what a turn says of it.

    Args:
        before: what was asked.
        said: what the turn says.
        change: how it says so.
        run: the query that was run for the question before: a value of a field that it is about is
            meant as one of that field.
        move: tells what is said from the time before.

    Raises:
        QueryError, UsageError: it does not fit, with the reason.
    """
    if change.clears:
        return replace(before, clauses=(Clause(times=before.clauses[0].times),))
    if change.frees and (freed := _freed(before, said)) is not None:
        return freed
    said = _counted(before, said)
    if said.left:
        raise QueryError(f"I do not know what {said.left[0].text!r} means here")
    known = fields_of(run)
    said = _placed(before, replace(said, clauses=narrowed(said.clauses, known)))
    before = _resplit(before, said) if change.replaces else before
    before = _tallied(before) if not before.amounts and _tallies(said) else before
    if said == Meaning(acts=said.acts):
        raise QueryError("It says nothing that could be changed in what was asked before")
    others = {
        item.name: getattr(said, item.name) or getattr(before, item.name)
        for item in fields(Meaning)
    }
    merged = Meaning(**others)
    amounts = _beside(before.amounts, said.amounts, both=change.adds or change.joins)
    ranking = _ranking(before.ranking, said.ranking, fresh=bool(said.amounts))
    groups = _beside(before.groups, said.groups, both=change.adds or change.splits)
    grained = any(item.reading.grain for item in (*before.times, *said.times))
    if said.ranking and said.ranking.count and amounts and not groups and not grained:
        raise QueryError("There is one row only; say what to rank, such as: top 5 customers.")
    if _would_choose_others(before.ranking, said, change):
        raise QueryError("That would choose other rows than before; ask it as one question.")
    return replace(
        merged,
        amounts=amounts,
        groups=groups,
        shown=_beside(before.shown, said.shown, both=True),
        clauses=merge_clauses(
            before.clauses, said.clauses, known=known, both=change.adds, move=move
        ),
        ranking=ranking,
    )


def _freed(before: Meaning, said: Meaning) -> Meaning | None:
    """The question before without its conditions on the fields that a turn names; None where it
    names none of them."""
    refs = named_fields(said)
    clauses = tuple(
        replace(item, conditions=tuple(x for x in item.conditions if not about(x) & refs))
        for item in before.clauses
    )
    return None if clauses == before.clauses or said.left else replace(before, clauses=clauses)


def named_fields(said: Meaning) -> frozenset[str]:
    """The fields that a turn may name."""
    named = (*said.shown, *said.groups)
    return frozenset(sense.ref for piece in named for sense in piece.of_kind("field"))


def _counted(before: Meaning, said: Meaning) -> Meaning:
    """A bare number as that of the rows that come first: «make it ten»."""
    ranked = before.ranking is not None and before.ranking.count is not None
    number = said.left[0].number if len(said.left) == 1 else None
    if before.ranking is None or not ranked or number is None or number.ordinal:
        return said
    if replace(said, left=()) != Meaning(acts=said.acts) or number.value != int(number.value):
        return said
    ranking = Ranking(descending=before.ranking.descending, count=int(number.value))
    return replace(said, left=(), ranking=ranking)


def _tallies(said: Meaning) -> bool:
    """Whether a turn asks of rows what only numbers have: a split, a course, a comparison."""
    return bool(said.groups or said.course) or any(
        item.reading.grain or item.reading.compare for item in said.times
    )


def _tallied(before: Meaning) -> Meaning:
    """How many rows there are, instead of the rows."""
    if len(before.shown) != 1 or not before.shown[0].has("dataset"):
        return before
    return replace(before, amounts=(Amount(how="count", of=before.shown[0]),), shown=())


def _resplit(before: Meaning, said: Meaning) -> Meaning:
    """The question before without what a turn splits by something else: «by month instead»."""
    grained = any(item.reading.grain for item in said.times)
    if not grained and not said.groups:
        return before
    ranking = before.ranking
    if ranking is not None and isinstance(ranking.by, Piece):
        if ranking.count is not None:
            raise QueryError("The rows are chosen by what they were split by; ask it anew.")
        ranking = None
    if grained:
        return replace(before, groups=(), ranking=ranking)
    return replace(before, clauses=without_grain(before.clauses), ranking=ranking)


def _would_choose_others(before: Ranking | None, said: Meaning, change: Change) -> bool:
    """Whether another order or a further split would let other rows be the first ones."""
    if before is None or before.count is None:
        return False
    resorted = said.ranking is not None and said.ranking.count is None and said.ranking.by
    grained = any(item.reading.grain for item in said.times)
    further = bool(said.groups) and (change.adds or change.splits)
    return bool(resorted) or further or (grained and not change.replaces)


def _placed(before: Meaning, said: Meaning) -> Meaning:
    """What a turn only names, as what it is beside the question before: another number, or what to
    split by."""
    if said.amounts and before.shown and not before.amounts:
        raise QueryError("What was asked before lists rows and computes nothing")
    if not said.shown or not before.amounts:
        return said
    if said.clauses[0].conditions:
        things = [piece for piece in said.shown if piece.has("dataset")]
        spoken_of = tuple(Clause(thing=piece) for piece in things)
        others = tuple(piece for piece in said.shown if piece not in things)
        return replace(said, clauses=(*said.clauses, *spoken_of), groups=others, shown=())
    if said.ranking:
        return replace(said, groups=(*said.groups, *said.shown), shown=())
    things = [piece for piece in said.shown if piece.has("dataset") or piece.has("metric")]
    return replace(
        said,
        amounts=(*said.amounts, *(Amount(how="count", of=piece) for piece in things)),
        groups=(*said.groups, *(piece for piece in said.shown if piece not in things)),
        shown=(),
    )


def _beside(before: Sequence[_Part], said: Sequence[_Part], *, both: bool) -> tuple[_Part, ...]:
    return (*before, *said) if both or not said else tuple(said)


def _ranking(before: Ranking | None, said: Ranking | None, *, fresh: bool) -> Ranking | None:
    """What is said of the order; rows stay as many as they were where their number is not said."""
    if before is not None and fresh:
        before = replace(before, by=None)
    if said is None or before is None:
        return said or before
    return Ranking(
        descending=said.descending,
        by=said.by or before.by,
        count=said.count or before.count,
        ties=said.ties or (before.ties and said.count is None),
    )


def keeps(before: Query, after: Query, said: Meaning, change: Change) -> bool:
    """Whether a query changed where the turn says so, and nowhere else."""
    if before == after:
        return False
    tallied = bool(before.records) and _tallies(said)
    computed = bool(said.amounts or tallied or (said.shown and not change.frees))
    split = bool(said.groups or said.shown or said.times or said.ranking)
    restricted = replace(said.clauses[0], times=()) != Clause() or len(said.clauses) > 1
    timed = bool(said.times)
    parts: tuple[tuple[bool, tuple[str, ...]], ...] = (
        (computed, ("metrics", "expressions", "records", "fields")),
        (split, ("group_by",)),
        (timed, ("time_range", "compare")),
        (timed or (change.replaces and bool(said.groups)), ("grain",)),
    )
    same = all(
        getattr(before, name) == getattr(after, name)
        for is_said, names in parts
        if not is_said
        for name in names
    )
    if change.clears or change.frees or said.times or said.limits:
        return same
    spoken_of = {
        ref for clause in said.clauses for item in clause.conditions for ref in about(item)
    }
    gone = [item for item in _conditions_of(before) if item not in _conditions_of(after)]
    came = [item for item in _conditions_of(after) if item not in _conditions_of(before)]
    if said.groups:  # What a number is made of is split by what these rows have.
        came = [item for item in came if not isinstance(item, Condition)]
    return (
        same
        and (restricted or not came)
        and all(isinstance(item, Predicate) and item.field in spoken_of for item in gone)
    )


def _conditions_of(query: Query) -> list[Filter]:
    """The filters, without «it has a name», which belongs to a ranking."""
    return [
        item
        for item in query.filters
        if not (isinstance(item, Predicate) and item.op == "is_not_null")
    ]
