"""The sentence that comes first says what the rows hold."""

import pytest

from boardroom.ask.asker import Asker
from tests.unit.ask.shop_data import ask


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("our best month for revenue", "{row[0]:%b %Y}: ${row[1]:.0f}"),
        ("the latest order", "Id: {row[0]}; Ordered on: {row[1]}"),
        ("maximum ship cost by state", "{row[0]}: the highest ship cost of"),
    ],
)
def test_a_single_row_is_told_and_no_word_twice(asker: Asker, question: str, begins: str) -> None:
    answer = ask(asker, question)
    assert answer.result is not None
    assert answer.message.startswith(begins.format(row=answer.result.rows[0]))
