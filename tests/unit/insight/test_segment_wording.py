"""Moves between segments in words: every number is one of the sentence's own."""

import re
from dataclasses import replace

import pytest

from boardroom.insight.segment_wording import MoveFigures, move_sentence

MOVES = MoveFigures(
    segment="Champions", up=False, size=412, moved=102, mostly="Needs attention", most=71, now=361,
    share=0.482, what="revenue", before="1 Aug 2026", after="1 Nov 2026", step="quarter",
    expected=0.1412, groups=7, p_value=0.0004, season=True,
)  # fmt: skip
DAYS = ("1 Aug 2026", "1 Nov 2026")


@pytest.mark.parametrize(
    "figures",
    [
        MOVES,
        replace(MOVES, up=True, segment="Needs attention", now=500, season=False),
        replace(MOVES, moved=0, most=0, now=470),
    ],
)
def test_no_number_stands_in_a_text_that_is_not_among_its_numbers(figures: MoveFigures) -> None:
    sentence = move_sentence(figures)
    rest = f"{sentence.title} {sentence.text} {sentence.uncertainty}"
    for number in sentence.numbers:
        assert number.text in rest, number
    for known in sorted([*DAYS, *(n.text for n in sentence.numbers)], key=len, reverse=True):
        rest = rest.replace(known, "")
    assert not re.search(r"\d", rest), rest
    assert len(sentence.title) <= 80


def test_moves_are_told_with_the_count_that_fell() -> None:
    title = "Champions fell from 412 to 361: more moved down than before"
    assert move_sentence(MOVES).title == title
    grown = move_sentence(replace(MOVES, now=430))
    assert grown.title == "Champions: more moved down than before, 102 of 412"
    assert "most of them to Needs attention (71)" in grown.text
    few = move_sentence(replace(MOVES, moved=20, most=15, now=350))
    assert few.title == "Champions: fewer moved down than before, 20 of 412"


@pytest.mark.parametrize(("most", "words"), [(52, "most of them"), (51, "most often")])
def test_most_of_them_are_more_than_half(most: int, words: str) -> None:
    text = move_sentence(replace(MOVES, most=most)).text
    assert f", {words} to Needs attention ({most});" in text
