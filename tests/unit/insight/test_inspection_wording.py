"""Every number in the sentences of inspections is one of their numbers, as it stands there."""

import re
from dataclasses import replace

import pytest

from boardroom.insight.inspection_wording import (
    RecordFigures,
    StockItem,
    record_sentence,
    stock_sentence,
)
from boardroom.insight.wording import Sentence

RECORD = RecordFigures(
    label="Revenue", unit="USD", value=5.2e6, before=4.9e6, expected=4.61e6, beats=19, high=True,
    period="Oct 2026", grain="month", since="Mar 2025", p_value=0.0002,
)  # fmt: skip
ITEM = StockItem(name="Lamp", position=12.0, point=41.0, demand=30.25, weeks=3.1)
GIVEN = ("Oct 2026", "Mar 2025")
"""Names and dates: digits in them are no figures."""


def _sentences() -> list[Sentence]:
    return [
        record_sentence(RECORD),
        record_sentence(replace(RECORD, unit="percent", value=0.1, high=False, since="")),
        stock_sentence([ITEM], items=4, level=0.95, tests=60),
        stock_sentence([replace(ITEM, name="A" * 60)] * 5, items=40, level=0.95, tests=300),
    ]


@pytest.mark.parametrize("sentence", _sentences())
def test_no_number_stands_in_a_text_that_is_not_among_its_numbers(sentence: Sentence) -> None:
    rest = f"{sentence.title} {sentence.text}"
    for number in sentence.numbers:
        assert number.text in rest, number
    for known in sorted([*GIVEN, *(n.text for n in sentence.numbers)], key=len, reverse=True):
        rest = rest.replace(known, "")
    assert not re.search(r"\d", rest), rest


@pytest.mark.parametrize("sentence", _sentences())
def test_sentences_are_short_and_whole(sentence: Sentence) -> None:
    assert len(sentence.title) <= 80
    assert sentence.text.endswith(".")
    assert "  " not in sentence.text
    assert "None" not in sentence.text


def test_a_record_says_since_when() -> None:
    assert record_sentence(RECORD).title == "Revenue: highest since Mar 2025"
    low = record_sentence(replace(RECORD, high=False, since=""))
    assert low.title == "Revenue: lowest of all months known"
    assert "below all of the 19 months before" in low.text
