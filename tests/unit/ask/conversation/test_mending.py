"""Misspelt words: read where they can be one thing only, asked back where they may be others."""

import pytest

from boardroom.ask.asker import Asker
from boardroom.ask.lexicon import Lexicon
from boardroom.ask.slip import Meant, may_be
from tests.unit.ask.conversation.talk import Talk, team
from tests.unit.ask.shop import shop
from tests.unit.ask.shop_data import cost, rows_of


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        # A letter is missing, is one too many, or stands where another should.
        ("how many ordes were paid", [(4.0,)]),
        ("revenue for paiid orders", [(cost(status="paid"),)]),
        ("revenue in Maarch 2026 and later", None),
        ("average ratng of the reveiws", [(3.5,)]),
        ("orders in Calfornia in June", [(2.0,)]),
        ("revenue by staet in June", [("CA", 480.0), ("NY", 80.0)]),
        # A long word of grammar with another letter is that word.
        ("revenue eicluding returned orders", [(cost() - cost(status="returned"),)]),
    ],
)
def test_a_slip_is_read_as_what_can_be_answered(
    asker: Asker, question: str, rows: list[tuple[object, ...]] | None
) -> None:
    found = Talk(agents=team(asker)).say(question)
    if rows is None:
        assert found.status == "refused"
    else:
        assert sorted(rows_of(found), key=str) == sorted(rows, key=str)


def test_a_short_word_with_another_letter_is_asked_back(asker: Asker) -> None:
    """«loads» are no «leads» for certain."""
    talk = Talk(agents=team(asker))
    found = talk.say("how many paed orders in May")
    assert found.status == "clarify", found.message
    assert [choice.words for choice in found.choices] == ["how many paid orders in May"]
    assert rows_of(talk.say("1")) == [(2.0,)]


def test_what_was_read_is_told_and_kept_for_the_next_turn(asker: Asker) -> None:
    talk = Talk(agents=team(asker))
    found = talk.say("revenue eicluding returned orders")
    assert ("eicluding", "excluding") in [(item.words, item.meaning) for item in found.reading]
    assert rows_of(talk.say("only in June")) == [(cost(month=6),)]


@pytest.mark.parametrize("question", ["revenue of zzyzx", "summit orders", "revenue of ' OR 1=1"])
def test_what_is_no_slip_stays_unknown(asker: Asker, question: str) -> None:
    assert Talk(agents=team(asker)).say(question).status == "refused"


def test_names_come_before_grammar_and_known_words_are_none() -> None:
    lexicon = Lexicon(shop())
    assert (may_be("ordor", lexicon) or ())[:1] == (Meant(word="order", sure=False),)
    assert may_be("orders", lexicon) is None
    assert {"last", "largest"} <= {item.word for item in may_be("larst", lexicon) or ()}
