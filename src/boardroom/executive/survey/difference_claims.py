"""Claims on measures that differ between the values of a column, or by a word in a text.

Called by ``executive.survey.examine``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from boardroom.analysis.survey.column import Floats, Grouping
from boardroom.analysis.survey.difference import Difference, difference
from boardroom.analysis.survey.share import would_show
from boardroom.analysis.survey.word import Vocabulary
from boardroom.executive.survey.claim import Claim, averaging, counting, filters, says, words_of
from boardroom.executive.survey.link_claims import go_together
from boardroom.executive.survey.sheet import Amount, Dimension, Sheet, Texts
from boardroom.insight.even_wording import no_word_sentence
from boardroom.insight.model import Effect
from boardroom.insight.survey_pen import Part, Row, joined
from boardroom.insight.survey_wording import GapFigures, gap_sentence
from boardroom.semantic.query import NamedExpression, Order, Query

_MOST_WORDS = 100
_WORDS_TOLD = 3
_NO_WORD = 0.135
_BY_CHANCE = 0.01
_LACKING = 0.4
"""What a record lacks often follows from what it is."""

_TOLD = 0.0
"""What a correlation says more plainly."""


def difference_claims(sheet: Sheet) -> Iterator[Claim]:
    """Of each measure over each column that it is not made of."""
    for amount in sheet.amounts:
        for dimension in sheet.dimensions:
            if set(amount.fields) & set(dimension.fields):
                continue
            found = difference(dimension.grouping, amount.values)
            if found is not None:
                yield _gap(sheet, amount, dimension, found)


def _parts(dimension: Dimension, found: Difference, figures: Floats) -> Sequence[Part]:
    """``figures`` of values with a few records, those of the largest means first."""
    values = dimension.grouping.values
    usable = [place for place in range(len(values)) if found.counts[place] >= 1]
    usable.sort(key=lambda place: (found.counts[place] < 5, -found.means[place]))
    enough = [place for place in usable if found.counts[place] >= 5] or usable
    return [Part(value=values[place], figure=float(figures[place])) for place in enough]


def _query(sheet: Sheet, amount: Amount, dimension: Dimension) -> Query:
    if dimension.ref is None:
        return Query(
            records=sheet.dataset,
            fields=tuple(f"{sheet.dataset}.{x}" for x in (*dimension.fields, *amount.fields)),
            filters=filters(sheet),
        )
    return Query(
        expressions=(averaging(sheet, amount), counting(sheet)),
        group_by=(dimension.ref,),
        filters=filters(sheet),
        order=(Order(by="mean", descending=True),),
    )


def _gap(sheet: Sheet, amount: Amount, dimension: Dimension, found: Difference) -> Claim:
    values = dimension.grouping.values
    value, places = values[found.group], [found.group, *found.alike]
    gap = found.gap
    inside = float(found.counts[places].sum() / found.counts.sum())
    return Claim(
        kind="difference",
        sheet=sheet,
        about=frozenset({*amount.fields, *dimension.fields}),
        subject={dimension.name: value},
        p_value=found.p_value,
        strength=abs(gap.delta),
        reach=2.0 * min(inside, 1.0 - inside),
        interest=_interest(sheet, amount, dimension),
        way=1 if gap.mean > gap.rest else -1,
        amount=amount,
        focus=(dimension, found.group),
        records=np.isin(dimension.grouping.codes, places),
        effect=Effect(value=gap.mean - gap.rest, low=gap.low, high=gap.high),
        query=_query(sheet, amount, dimension),
        say=partial(
            gap_sentence,
            GapFigures(
                measure=amount.label,
                subject=joined([words_of(dimension, value), *(values[x] for x in found.alike)]),
                by=dimension.label.lower(),
                unit=amount.unit,
                mean=gap.mean,
                rest=gap.rest,
                low=gap.low,
                high=gap.high,
                parts=_parts(dimension, found, found.means),
                medians=_parts(dimension, found, found.medians),
                p_value=found.p_value,
            ),
        ),
    )


def _interest(sheet: Sheet, amount: Amount, dimension: Dimension) -> float:
    if dimension.kind == "bracket" and go_together(sheet, dimension, amount):
        return _TOLD
    return _LACKING if dimension.kind == "missing" else 1.0


def word_difference_claims(sheet: Sheet, texts: Texts, vocabulary: Vocabulary) -> Iterator[Claim]:
    """For each measure, the word whose records differ most plainly from all others; and of which
    measures no word makes a difference."""
    unmoved: list[tuple[Amount, Sequence[tuple[str, Difference]]]] = []
    for amount in sheet.amounts:
        tests = []
        for word, records in zip(vocabulary.words, vocabulary.records, strict=True):
            codes = np.zeros(sheet.records, dtype=np.int64)
            codes[records] = 1
            found = difference(Grouping(codes=codes, values=("other", word)), amount.values)
            if found is not None:
                tests.append((word, found))
            if len(tests) == _MOST_WORDS:
                break
        if tests:
            word, found = min(tests, key=lambda pair: pair[1].p_value)
            chance = min(1.0, found.p_value * len(tests))
            found = replace(found, p_value=chance)
            said = np.zeros(sheet.records, dtype=bool)
            said[vocabulary.records[vocabulary.words.index(word)]] = True
            claim = _word_gap(sheet, texts, amount, word=word, found=found)
            yield replace(claim, records=said)
            told = [item for item in tests if would_show(item[1].counts[1])][:_WORDS_TOLD]
            if chance > _BY_CHANCE and len(told) == _WORDS_TOLD:
                unmoved.append((amount, told))
    if unmoved:
        yield _no_word(sheet, texts, unmoved)


def _no_word(
    sheet: Sheet,
    texts: Texts,
    unmoved: Sequence[tuple[Amount, Sequence[tuple[str, Difference]]]],
) -> Claim:
    rows = [
        Row(
            label=f"{amount.label.lower()} with",
            unit=amount.unit,
            parts=[Part(value=f"«{word}»", figure=float(found.means[1])) for word, found in tests],
        )
        for amount, tests in unmoved
    ]
    return Claim(
        kind="evenness",
        sheet=sheet,
        about=frozenset({texts.ref}),
        form="words",
        strength=1.0,
        reach=1.0,
        interest=_NO_WORD,
        query=Query(
            expressions=(counting(sheet), *(averaging(sheet, amount) for amount, _ in unmoved[:1])),
            filters=filters(sheet),
        ),
        say=partial(no_word_sentence, texts.label, rows),
    )


def _word_gap(sheet: Sheet, texts: Texts, amount: Amount, *, word: str, found: Difference) -> Claim:
    mean, rest = float(found.means[1]), float(found.means[0])
    sign = 1.0 if found.group == 1 else -1.0
    low, high = sorted((sign * found.gap.low, sign * found.gap.high))
    field = texts.ref
    inside = float(found.counts[1] / found.counts.sum())
    has = f"CASE WHEN {says(field, word)} THEN 'yes' ELSE 'no' END"
    group = NamedExpression(name="says_it", expression=has, dataset=sheet.dataset)
    return Claim(
        kind="difference",
        sheet=sheet,
        about=frozenset({*amount.fields, field}),
        subject={field: word},
        p_value=found.p_value,
        strength=abs(found.gap.delta),
        reach=2.0 * min(inside, 1.0 - inside),
        interest=0.5,
        way=1 if mean > rest else -1,
        amount=amount,
        effect=Effect(value=mean - rest, low=low, high=high),
        query=Query(
            expressions=(averaging(sheet, amount), counting(sheet)),
            group_by=(group,),
            filters=filters(sheet),
        ),
        say=partial(
            gap_sentence,
            GapFigures(
                measure=amount.label,
                subject=f"{texts.label.lower()} texts with «{word}»",
                by=f"whether they say «{word}»",
                unit=amount.unit,
                mean=mean,
                rest=rest,
                low=low,
                high=high,
                parts=_with_and_without(found.means),
                medians=_with_and_without(found.medians),
                p_value=found.p_value,
            ),
        ),
    )


def _with_and_without(figures: Floats) -> Sequence[Part]:
    return [
        Part(value="with it", figure=float(figures[1])),
        Part(value="without", figure=float(figures[0])),
    ]
