"""The words of a question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boardroom.ask.token import MAX_LENGTH, fold, read_tokens
from boardroom.errors import UsageError


def _words(question: str) -> list[str]:
    return [token.word for token in read_tokens(question)]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What’s our MRR?", ["what", "is", "our", "mrr", "?"]),
        ("customers who haven't ordered", ["customers", "who", "have", "not", "ordered"]),
        ("last month's revenue", ["last", "month", "revenue"]),
        ("customers' orders", ["customers", "'", "orders"]),
        ("year-over-year growth", ["year", "over", "year", "growth"]),
        ("COVID-19 Research", ["covid", "19", "research"]),
        ("between 10-20 %", ["between", "10", "-", "20", "%"]),
        ("more than $2.5M or 1,000 units", "more than $ 2.5m or 1,000 units".split()),
        ("since 2023-06-01", ["since", "2023-06-01"]),
        ("sender_type = 0", ["sender_type", "=", "0"]),
        ("Umsatz in São Paulo", ["umsatz", "in", "sao", "paulo"]),
        ("amount>=5", ["amount", ">=", "5"]),
        ("1st and 3rd quarter", ["1st", "and", "3rd", "quarter"]),
    ],
)
def test_a_question_is_cut_into_folded_words(question: str, words: list[str]) -> None:
    assert _words(question) == words


@pytest.mark.parametrize(
    "quoted", ['"Machine Learning"', "“Machine Learning”", "'Machine Learning'"]
)
def test_what_stands_in_quotation_marks_is_one_token(quoted: str) -> None:
    tokens = read_tokens(f"papers on {quoted}, by year")
    assert [(token.kind, token.text) for token in tokens if token.kind == "quoted"] == [
        ("quoted", "Machine Learning")
    ]


def test_an_apostrophe_does_not_open_a_quotation() -> None:
    assert "quoted" not in {token.kind for token in read_tokens("the team's and client's deals")}


def test_plurals_have_a_stem() -> None:
    stems = [token.stem for token in read_tokens("categories of companies")]
    assert stems == ["category", "of", "company"]


def test_tokens_know_where_they_stand() -> None:
    question = "Revenue in «New York» last month"
    for token in read_tokens(question):
        assert fold(question[token.start : token.end]).strip('"') == token.word


@pytest.mark.parametrize("question", ["", "   ", "???", "\u200b"])
def test_a_question_without_words_is_refused(question: str) -> None:
    with pytest.raises(UsageError, match="no words"):
        read_tokens(question)


def test_a_question_that_is_too_long_is_refused() -> None:
    with pytest.raises(UsageError, match="characters"):
        read_tokens("a" * (MAX_LENGTH + 1))


@given(st.text(max_size=200))
def test_any_text_is_read_in_order_or_refused(text: str) -> None:
    try:
        tokens = read_tokens(text)
    except UsageError:
        return
    places = [(token.start, token.end) for token in tokens]
    assert places == sorted(places)
    assert all(0 <= start < end <= len(text) for start, end in places)
