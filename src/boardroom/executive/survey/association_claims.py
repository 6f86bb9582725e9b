"""Claims on columns that go together, and on words that go with a value.

Called by ``executive.survey.examine``.
"""

import itertools
from collections.abc import Iterator, Sequence
from functools import partial

from boardroom.analysis.survey.association import Cell, Crossing, crossing
from boardroom.analysis.survey.word import Vocabulary, telling_words
from boardroom.executive.survey.claim import Claim, counting, filters, has_value, says, words_of
from boardroom.executive.survey.sheet import Dimension, Sheet, Texts
from boardroom.insight.model import Effect
from boardroom.insight.survey_pen import Part
from boardroom.insight.survey_wording import (
    RateFigures,
    WordFigures,
    rate_sentence,
    word_sentence,
)
from boardroom.semantic.query import Condition, Query

_MOST_CELLS = 4_000
_SAME = 0.95
_OBVIOUS, _LACKING = 0.1, 0.6
_WORDS_TOLD = 5
_WORDS = 0.3
"""Texts mostly say what the value that they go with says already."""
_DERIVED = frozenset({"missing", "goal"})


def crossing_claims(sheet: Sheet) -> Iterator[Claim]:
    """Of each pair of columns the values that go together most plainly.

    Columns of which one follows from the other say nothing by going together.
    """
    for one, two in itertools.combinations(sheet.dimensions, 2):
        kinds = {one.kind, two.kind}
        if set(one.fields) & set(two.fields) or kinds <= _DERIVED or kinds == {"bracket"}:
            continue
        if len(one.grouping.values) * len(two.grouping.values) > _MOST_CELLS:
            continue
        group, outcome = _oriented(one, two)
        found = crossing(group.grouping, outcome.grouping)
        if found is None or max(found.strength, found.determined) >= _SAME:
            continue
        if found.cells and not _follows(group, outcome, found.cells[0]):
            yield _rate(sheet, group, outcome, found)


def _follows(group: Dimension, outcome: Dimension, cell: Cell) -> bool:
    """Whether a record lacks something, or has it, only as one in that state can: how rows are
    kept, no news."""
    if "missing" not in {group.kind, outcome.kind}:
        return False
    return cell.both in {cell.first_count, cell.second_count}


def _oriented(one: Dimension, two: Dimension) -> tuple[Dimension, Dimension]:
    """(group, outcome): what a derived column says, or the one of fewer values, is the outcome; a
    bracket is a group."""

    def order(item: Dimension) -> tuple[bool, bool, int]:
        return (item.kind == "bracket", item.kind not in _DERIVED, len(item.grouping.values))

    return (one, two) if order(two) < order(one) else (two, one)


def _rate(sheet: Sheet, group: Dimension, outcome: Dimension, found: Crossing) -> Claim:
    cell = found.cells[0]
    subject, value = group.grouping.values[cell.first], outcome.grouping.values[cell.second]
    size = cell.first_count / cell.records
    return Claim(
        kind="association",
        sheet=sheet,
        about=frozenset({*group.fields, *outcome.fields}),
        subject={group.name: subject, outcome.name: value},
        p_value=cell.p_value,
        strength=cell.share - cell.rest,
        reach=2.0 * min(size, 1.0 - size),
        interest=_rate_interest(group, outcome, subject=subject, value=value),
        way=1,
        focus=(group, cell.first),
        outcome=(outcome, cell.second),
        query=_rate_query(sheet, group, outcome),
        computed=None if group.ref is not None and outcome.ref is not None else _COUNTED,
        effect=Effect(value=cell.share - cell.rest),
        say=partial(
            rate_sentence,
            RateFigures(
                subject=words_of(group, subject),
                outcome=words_of(outcome, value),
                by=group.label.lower(),
                noun=sheet.noun,
                both=cell.both,
                of=cell.first_count,
                rest=cell.rest,
                outcome_of=cell.second_count,
                parts=_shares(group, found, cell),
                p_value=cell.p_value,
            ),
        ),
    )


def _rate_interest(group: Dimension, outcome: Dimension, *, subject: str, value: str) -> float:
    """What is called the same goes together as a matter of course."""
    if subject.lower() == value.lower():
        return _OBVIOUS
    return _LACKING if "missing" in {group.kind, outcome.kind} else 1.0


_COUNTED = "Counted from the words in the texts of the records that it reads."


def _shares(group: Dimension, found: Crossing, cell: Cell) -> Sequence[Part]:
    """The outcome's share by value of the group, of those with a few records, largest first."""
    totals = found.table.sum(1)
    least = min(5, int(totals.max()))
    parts = [
        Part(value=value, figure=float(found.table[place, cell.second] / totals[place]))
        for place, value in enumerate(group.grouping.values)
        if totals[place] >= least
    ]
    return sorted(parts, key=lambda part: -part.figure)


def _rate_query(sheet: Sheet, group: Dimension, outcome: Dimension) -> Query:
    if group.ref is None or outcome.ref is None:
        names = (*group.fields, *outcome.fields)
        return Query(
            records=sheet.dataset,
            fields=tuple(f"{sheet.dataset}.{name}" for name in names),
            filters=filters(sheet),
        )
    return Query(
        expressions=(counting(sheet),),
        group_by=(group.ref, outcome.ref),
        filters=filters(sheet),
    )


def word_claims(sheet: Sheet, texts: Texts, vocabulary: Vocabulary) -> Iterator[Claim]:
    """For each column, the value whose texts have the most telling words."""
    for dimension in sheet.dimensions:
        if dimension.kind in {"identifier", "bracket"} or texts.ref.endswith(
            f".{dimension.fields[0]}"
        ):
            continue
        cells = telling_words(vocabulary, dimension.grouping)
        if cells:
            yield _words(sheet, texts, vocabulary, dimension=dimension, cells=cells)


def _words(
    sheet: Sheet,
    texts: Texts,
    vocabulary: Vocabulary,
    *,
    dimension: Dimension,
    cells: Sequence[Cell],
) -> Claim:
    head = cells[0]
    own = [cell for cell in cells if cell.first == head.first and cell.p_value < 0.01] or [head]
    value = dimension.grouping.values[head.first]
    size = head.first_count / head.records
    word = vocabulary.words[head.second]
    return Claim(
        kind="words",
        sheet=sheet,
        about=frozenset({*dimension.fields, texts.ref}),
        subject={dimension.name: value, texts.ref: word},
        p_value=head.p_value,
        strength=head.share - head.rest,
        reach=2.0 * min(size, 1.0 - size),
        interest=_WORDS,
        way=1,
        records=dimension.grouping.codes == head.first,
        query=Query(
            expressions=(counting(sheet),),
            group_by=() if dimension.ref is None else (dimension.ref,),
            filters=filters(
                sheet,
                Condition(sql=says(texts.ref, word)),
                has_value(dimension, value),
            ),
        ),
        effect=Effect(value=head.share - head.rest),
        say=partial(
            word_sentence,
            WordFigures(
                subject=words_of(dimension, value),
                text_label=texts.label,
                of=head.first_count,
                words=[
                    (vocabulary.words[cell.second], cell.both, cell.rest)
                    for cell in own[:_WORDS_TOLD]
                ],
                p_value=head.p_value,
            ),
        ),
    )
