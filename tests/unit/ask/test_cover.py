"""Questions cut into pieces."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boardroom.ask.cover import Piece, cover
from boardroom.ask.lexicon import Lexicon
from boardroom.ask.number_phrase import read_numbers
from boardroom.ask.slip import mend_slips
from boardroom.ask.time_phrase import read_times
from boardroom.ask.token import read_tokens
from boardroom.ask.vocabulary import Role
from boardroom.errors import UsageError
from boardroom.semantic.context import Calendar
from tests.unit.ask.shop import shop

LEXICON = Lexicon(shop(), values={"customers.customer_name": ["Ada Lovelace"]})


def pieces(question: str) -> tuple[Piece, ...]:
    tokens = mend_slips(read_tokens(question), LEXICON)
    times = read_times(tokens, as_of=date(2026, 7, 1), calendar=Calendar())
    return cover(tokens, LEXICON, numbers=read_numbers(tokens), times=times)


def _texts(question: str) -> list[str]:
    return [piece.text for piece in pieces(question)]


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        ("revenue by order status last month", ["revenue", "by", "order status", "last month"]),
        ("status of the orders", ["status of the orders"]),
        ("number of orders", ["number of", "orders"]),
        ("top 5 customers", ["top", "5", "customers"]),
        ("orders of Ada Lovelace", ["orders", "of", "Ada Lovelace"]),
        ("orders in New York and OR", ["orders", "in", "New York", "and", "OR"]),
        ("at least 3 returned orders", ["at least", "3", "returned", "orders"]),
    ],
)
def test_what_belongs_together_is_one_piece(question: str, texts: list[str]) -> None:
    assert _texts(question) == texts


def test_words_that_nobody_knows_are_left_over() -> None:
    left = [piece.text for piece in pieces("revenue of unicorns by state") if not piece.is_known]
    assert left == ["unicorns"]


def test_a_slip_is_read_as_the_word_that_is_known() -> None:
    (piece,) = [piece for piece in pieces("reveneu by state") if piece.slip]
    assert (piece.text, piece.slip) == ("reveneu", "revenue")
    assert piece.of_kind("metric")[0].ref == "revenue"


def test_a_piece_keeps_all_that_its_words_may_be() -> None:
    (orders,) = [piece for piece in pieces("list orders") if piece.text == "orders"]
    assert {sense.kind for sense in orders.senses} >= {"metric", "dataset"}
    (last,) = [piece for piece in pieces("first 3 orders") if piece.text == "first"]
    assert Role.TOP in last.roles


def test_a_quotation_is_a_text_when_nobody_knows_it() -> None:
    (piece,) = [piece for piece in pieces('customers named "Zoe"') if piece.quoted]
    assert (piece.text, piece.is_known) == ("Zoe", False)


@given(st.text(max_size=120))
def test_every_token_belongs_to_one_piece(question: str) -> None:
    try:
        tokens = read_tokens(question)
    except UsageError:
        return
    found = pieces(question)
    assert [place for piece in found for place in range(piece.first, piece.last)] == list(
        range(len(tokens))
    )
