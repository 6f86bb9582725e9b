"""What phrases of a question may mean."""

import pytest

from boardroom.ask.lexicon import Lexicon
from boardroom.ask.token import read_tokens
from tests.unit.ask.shop import shop

LEXICON = Lexicon(shop(), values={"customers.customer_name": ["Ada Lovelace", "Open Door Ltd"]})


def _senses(question: str) -> set[tuple[str, str, str, str | None]]:
    """The best senses of each phrase: its words, kind, reference and value."""
    tokens = read_tokens(question)
    return {
        (" ".join(token.word for token in tokens[found.first : found.last]), *best)
        for found in LEXICON.find(tokens)
        for sense in found.senses
        if sense.match == found.senses[0].match
        for best in [(sense.kind, sense.ref, sense.value)]
    }


@pytest.mark.parametrize(
    ("question", "words", "kind", "ref", "value"),
    [
        ("Revenue by state", "revenue", "metric", "revenue", None),
        ("our turnover", "turnover", "metric", "revenue", None),
        ("revenue by state", "state", "field", "customers.state", None),
        ("revenue by region", "region", "field", "customers.state", None),
        ("list customers", "customers", "dataset", "customers", None),
        ("the customers' names", "names", "field", "customers.customer_name", None),
        ("customer names", "customer names", "field", "customers.customer_name", None),
        ("order status", "order status", "field", "orders.status", None),
        ("number of items", "items", "field", "orders.item_num", None),
        ("average item number", "item number", "field", "orders.item_num", None),
        ("total shipping cost or cost", "cost", "field", "orders.ship_cost", None),
        ("average rating of reviews", "reviews", "dataset", "reviews_daily", None),
        ("revenue in California", "california", "value", "customers.state", "CA"),
        ("revenue in CA", "ca", "value", "customers.state", "CA"),
        ("returned orders", "returned", "value", "orders.status", "returned"),
        ("of Ada Lovelace", "ada lovelace", "value", "customers.customer_name", "Ada Lovelace"),
        ('orders that are "open"', "open", "value", "orders.status", "open"),
    ],
)  # fmt: skip
def test_a_phrase_means_what_the_model_calls_so(
    question: str, words: str, kind: str, ref: str, value: str | None
) -> None:
    assert (words, kind, ref, value) in _senses(question)


def test_a_state_called_or_is_not_meant_by_the_word() -> None:
    assert not [item for item in _senses("paid or open") if item[0] == "or"]
    assert ("or", "value", "customers.state", "OR") in _senses("orders in OR")


def test_hidden_fields_are_not_known() -> None:
    assert not _senses("the secret")


def test_a_name_matches_better_than_a_part_of_it() -> None:
    best = [sense.ref for sense in LEXICON.senses(("id",))]
    assert {"customers.id", "orders.id"} <= set(best[:3])
    assert LEXICON.senses(("customer", "id"))[0].match == 1.0
    assert LEXICON.senses(("cost",))[0].match < LEXICON.senses(("ship", "cost"))[0].match


def test_the_vocabulary_holds_all_words() -> None:
    assert {"lovelace", "california", "turnover", "ship"} <= LEXICON.vocabulary
