"""What a question may be as well: readings that are farther from it than the one that is taken, and
that are asked back where they give other rows.

Called by ``ask.asker`` once the nearest reading is known.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from boardroom.ask.all_of_kind import all_counted
from boardroom.ask.cover import Piece
from boardroom.ask.deed_date import deeds_dated
from boardroom.ask.drafting import (
    Chip,
    Draft,
    Near,
    asked_of,
    drafted,
    home_of,
    senses_of,
    wanted_of,
)
from boardroom.ask.lexicon import Lexicon, Sense, words_of
from boardroom.ask.meaning import Amount, Meaning
from boardroom.ask.other_date import other_dates, own_date
from boardroom.ask.parent_date import parents_dates
from boardroom.ask.setting import Setting
from boardroom.ask.things import field_of, is_single, sense_words
from boardroom.semantic.model import EventTime, SemanticModel
from boardroom.semantic.query import NamedExpression, Query

_TWO = 2


def rivals(draft: Draft, setting: Setting, lexicon: Lexicon) -> Iterator[Draft]:
    """What a question may be as well: one of its words names something of another kind just as
    exactly, which is farther from what is asked for (Enterprise is a plan and a segment), or is
    but a part of what several numbers are called."""
    yield from all_counted(draft, setting)
    yield from deeds_dated(draft, setting)
    for day in parents_dates(draft, _rows_of(draft, setting), setting, lexicon):
        yield _redated(draft, day)
    meaning = _summed(draft)
    wanted = wanted_of(meaning)
    asked = asked_of(meaning, wanted)
    bases = {home_of(draft.chosen[item], setting) for item in asked}
    near = Near(setting, bases, {})
    for clause in meaning.clauses:
        near.add(clause, wanted)
    model = setting.graph.model
    for piece, sense in draft.chosen.items():
        if piece in asked:
            others = _wider(piece, meaning, draft.chosen, lexicon)
            if sense.kind == "dataset":  # What things come to is a sum.
                whole = _summed_by(draft.query, setting)
                sums = (x for x in others if _is_sum(x, setting))
                others = tuple(x for x in sums if not _is_part_of(x, whole, setting))
            others = (*_alike(piece, meaning, draft.chosen, model), *others)
        else:
            own = sense.kind == "field" and sense.dataset in bases
            said = sense.kind in {"value", "field"} and not near.is_said_of_things(piece)
            own = own or bool(near.of_listed(piece, meaning))
            senses = senses_of(wanted[piece], piece) if said and not own else ()
            known = near.together(piece, senses)
            others = tuple(x for x in known if piece.text and _is_rival(sense, x, model))
        for other in others:
            beside = _beside(piece, other, meaning, draft.chosen)
            if beside and sense.dataset in bases and not _is_of_rows(other, bases, setting):
                continue  # «leads except Email and Partner»: not of customers that some became.
            yield from drafted(meaning, {**draft.chosen, **beside, piece: other}, setting)
    yield from _loose(draft, setting, lexicon)
    yield from _timed_elsewhere(draft, setting)
    for time in other_dates(draft.query, draft.chosen, setting):
        yield _redated(draft, time)


def _is_of_rows(sense: Sense, bases: AbstractSet[str], setting: Setting) -> bool:
    """Whether each row has one at most of the things whose value it is."""
    return all(sense.dataset == x or setting.has_one(x, sense.dataset) for x in bases)


def _beside(
    piece: Piece, other: Sense, meaning: Meaning, chosen: Mapping[Piece, Sense]
) -> dict[Piece, Sense]:
    """The values that stand with one, as those of the field that it is of now: ``SP versus RJ``."""
    conditions = (item for clause in meaning.clauses for item in clause.conditions)
    with_it = [x for item in conditions if piece in item.pieces for x in item.pieces]
    alike = [x for x in with_it if x is not piece and chosen[x].ref == chosen[piece].ref]
    found = {x: s for x in alike for s in x.of_kind(other.kind) if s.ref == other.ref}
    return found if other.kind == "value" else {}


def _timed_elsewhere(draft: Draft, setting: Setting) -> Iterator[Draft]:
    """The same with a time behind things that must not be there, which may be said of the others
    or of both:
    ``incidents without tickets in 2025``, ``who have tickets but no answers in 2026``."""
    if len(draft.meaning.clauses) < _TWO:
        return
    first, *between, last = draft.meaning.clauses
    timed = [item for item in (first, *between) if item.times]
    if last.thing is None or not last.denied or not last.times or timed:
        return
    if any(time.first < last.thing.first for time in last.times):
        return
    plain = replace(last, times=())
    ways = []
    if _happens(_rows_of(draft, setting), setting):
        ways.append((replace(first, times=last.times), *between, plain))
    other = draft.chosen.get(between[-1].thing) if between and between[-1].thing else None
    if other is not None and _happens(other.dataset, setting):
        both = replace(between[-1], times=last.times)
        ways.append((first, *between[:-1], both, last))
    for clauses in ways:
        yield from drafted(replace(draft.meaning, clauses=clauses), dict(draft.chosen), setting)


def _happens(dataset: str, setting: Setting) -> bool:
    """Whether each of these things has a day of its own."""
    return isinstance(setting.graph.dataset(dataset).time, EventTime)


def _redated(draft: Draft, time: str) -> Draft:
    """The same by another day."""
    query = replace(draft.query, time_field=time)
    return replace(draft, query=query, chips=(*draft.chips, _date_chip(time)))


def dated_apart(readings: Sequence[Draft], setting: Setting) -> list[Draft]:
    """Readings of a question, each with the day by which it is, or of what its time is, where only
    that tells them apart."""
    others = {item.query for item in readings}
    owners = [_timed(item, setting) for item in readings]
    found = []
    for item, owner in zip(readings, owners, strict=True):
        query, chips = item.query, list(item.chips)
        times = list(other_dates(query, item.chosen, setting))
        if any(replace(query, time_field=time) in others for time in times):
            own = own_date(times[0].partition(".")[0], setting) or ""
            chips.append(_date_chip(own))
        if len(set(owners)) > 1 and owner:
            chips.append(Chip(words="", meaning=f"the time is that of {' and '.join(owner)}"))
        found.append(replace(item, chips=tuple(chips)))
    return found


def _timed(draft: Draft, setting: Setting) -> tuple[str, ...]:
    """The things of which a time is said, where there are several."""
    clauses, model = draft.meaning.clauses, setting.graph.model
    if len(clauses) < 2:
        return ()
    found = []
    for clause in clauses:
        if clause.times and clause.thing is not None and clause.thing in draft.chosen:
            found.append(sense_words(model, draft.chosen[clause.thing]))
        elif clause.times:
            found.append(sense_words(model, Sense(kind="dataset", ref=_rows_of(draft, setting))))
    return tuple(dict.fromkeys(found))


def _rows_of(draft: Draft, setting: Setting) -> str:
    """The things that a query lists, or computes from."""
    amounts: list[str | NamedExpression] = [*draft.query.metrics, *draft.query.expressions]
    return draft.query.records or setting.base(amounts[0])


def _date_chip(time: str) -> Chip:
    return Chip(words="", meaning=f"by {time.replace('.', ' · ').replace('_', ' ')}")


def _summed(draft: Draft) -> Meaning:
    """The question, of which what is named was taken for a sum (``what is the budget for May``)."""
    meaning = draft.meaning
    alone = len(meaning.shown) == 1 and draft.chosen[meaning.shown[0]].kind == "dataset"
    if meaning.amounts or not alone or draft.query.records is not None or meaning.ranking:
        return meaning
    return replace(meaning, amounts=(Amount(how="metric", of=meaning.shown[0]),), shown=())


def _wider(
    piece: Piece, meaning: Meaning, chosen: Mapping[Piece, Sense], lexicon: Lexicon
) -> tuple[Sense, ...]:
    """The metrics that a name which is not exact may be of: ``duration`` where deals and sessions
    have one, ``conversion`` where there is a rate and a number of them."""
    sense = chosen[piece]
    beside = {x.dataset for other, x in chosen.items() if other is not piece and x.is_things}
    amount = next((item for item in meaning.amounts if item.of is piece), None)
    parted = amount is None or amount.per is not None or meaning.course == "share"
    named = {x.ref for x in lexicon.senses(words_of(piece.text))}
    if amount is None or parted or sense.dataset in beside or sense.ref not in named:
        return ()  # «open» of «open and resolved tickets» is a whole name.
    things = sense.tallies is not None or sense.kind == "dataset"
    alone = is_single(piece.text) and amount.how == "metric" and things
    if not (alone or amount.how == "worth" or (sense.kind == "field" and sense.match < 1.0)):
        return ()
    return lexicon.wider(piece.text)


def _alike(
    piece: Piece, meaning: Meaning, chosen: Mapping[Piece, Sense], model: SemanticModel
) -> tuple[Sense, ...]:
    """The measures that are called by the same word in part: ``average amount`` of bills, claims
    and payments."""
    sense = chosen[piece]
    if sense.kind != "field" or sense.match == 1.0 or _is_owned(piece, chosen):
        return ()
    if field_of(model, sense.ref).role != "measure" or (not meaning.amounts and meaning.ranking):
        return ()
    others = (x for x in piece.senses if x.kind == "field" and x.ref != sense.ref)
    return tuple(x for x in others if field_of(model, x.ref).role == "measure")


def _is_owned(piece: Piece, chosen: Mapping[Piece, Sense]) -> bool:
    """Whether the things are named that have what a piece names."""
    others = (x for other, x in chosen.items() if other is not piece and x.is_things)
    return chosen[piece].dataset in {x.dataset for x in others}


def _loose(draft: Draft, setting: Setting, lexicon: Lexicon) -> Iterator[Draft]:
    """What else a word may be that names the one thing asked for in part only, a measure or a day:
    ``lead time of Works``, ``losses in 2025``, ``what expires in 2026``."""
    meaning = draft.meaning
    if meaning.amounts or meaning.ranking or meaning.course or len(meaning.shown) != 1:
        return
    piece = meaning.shown[0]
    sense = draft.chosen[piece]
    if sense.kind != "field" or sense.match == 1.0:
        return
    field = field_of(setting.graph.model, sense.ref)
    if not (sense.dated or field.role == "measure"):
        return
    summed = replace(meaning, amounts=(Amount(how="metric", of=piece),), shown=())
    named = [x for x in piece.senses if x.kind == "metric"]
    wider = [x for x in lexicon.wider(piece.text) if not sense.dated or _counts_or_sums(x, setting)]
    for other in dict.fromkeys([*named, *wider]):
        yield from drafted(summed, {**draft.chosen, piece: other}, setting)
    for other in lexicon.dated(piece.text) if sense.dated else ():
        if other.dataset != sense.dataset:
            yield from drafted(meaning, {**draft.chosen, piece: other}, setting)


def _counts_or_sums(sense: Sense, setting: Setting) -> bool:
    sql = setting.graph.model.metric_by_name[sense.ref].expression.sql.upper()
    return sql.startswith(("SUM(", "COUNT(")) and "/" not in sql


def _is_sum(sense: Sense, setting: Setting) -> bool:
    """Whether a metric is a sum of what is measured, or of a part of it."""
    sql = setting.graph.model.metric_by_name[sense.ref].expression.sql.upper()
    return sql.startswith("SUM(") and "/" not in sql


def _summed_by(query: Query, setting: Setting) -> str | None:
    """The whole sum that the model has a name for: ``premium`` is the total premium."""
    metrics = [setting.graph.model.metric_by_name[name] for name in query.metrics]
    whole = metrics[0] if len(metrics) == 1 and metrics[0].filter is None else None
    return whole.expression.sql.upper() if whole is not None else None


def _is_part_of(sense: Sense, whole: str | None, setting: Setting) -> bool:
    """Whether a metric is of some rows of a sum only."""
    metric = setting.graph.model.metric_by_name[sense.ref]
    return metric.filter is not None and metric.expression.sql.upper() == whole


def _is_rival(sense: Sense, other: Sense, model: SemanticModel) -> bool:
    """Whether a word names another kind of thing just as exactly."""
    if sense.kind != other.kind or other.match < sense.match:
        return False
    names = {sense.ref.partition(".")[2], other.ref.partition(".")[2]}
    split = sense.kind == "value" or field_of(model, other.ref).role == "dimension"
    return len(names) == 2 and split
