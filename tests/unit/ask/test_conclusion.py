"""The sentence that comes first says what the rows hold."""

import pytest

from boardroom.ask.asker import Asker
from boardroom.ask.conclusion import cell_text
from boardroom.semantic.result import Column
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


def test_a_key_is_told_in_its_digits_and_a_number_in_its_unit() -> None:
    key = Column(name="tickets.ticket_id", role="field", type="Integer")
    seats = Column(name="deals.seats", role="field", type="Integer", unit="count")
    assert cell_text(5009565, key) == "5009565"
    assert cell_text(1250, seats) == "1,250"
