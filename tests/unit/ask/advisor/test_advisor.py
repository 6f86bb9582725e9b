"""Questions that the words alone do not answer, with a scripted model beside them."""

import pytest

from boardroom.ask.advisor.advice import (
    Advice,
    AmountOption,
    FilterOption,
    OrderOption,
    QueryOption,
    RelatedOption,
    TransformOption,
)
from boardroom.ask.advisor.case import Allowed
from boardroom.ask.answer import Answer, answer_to_json
from boardroom.ask.asker import Asker
from boardroom.errors import LimitError, UnavailableError
from boardroom.testing import ScriptedModel
from tests.unit.ask.advisor.consult import TOKENS, query, scripted, talk
from tests.unit.ask.shop_data import ask, cost, rows_of

CALIFORNIA = FilterOption(field="customers.state", op="=", values=("California",))


def _notes(found: Answer) -> list[str]:
    return [item.text for item in found.caveats if item.kind == "language_model"]


def test_what_the_words_answer_is_asked_of_nobody(asker: Asker) -> None:
    model = scripted()
    found = talk(asker, model).say("revenue", "only in California", "by status", "undo")
    assert found.status == "answered"
    assert model.requests == []
    assert answer_to_json(found)["cost"] == {"tokens": 0, "usd": 0.0}


def test_an_advice_is_computed_and_says_whose_it_is(asker: Asker) -> None:
    model = scripted(query(metrics=("revenue",), filters=(CALIFORNIA,)))
    found = talk(asker, model).say("takings from California")
    assert rows_of(found) == [(cost(state="CA"),)]
    assert [(item.words, item.meaning) for item in found.reading] == [
        ("", "Revenue"),
        ("California", "customers · state is CA"),
    ]
    assert not any(item.editable for item in found.reading)
    assert found.confidence == 0.5
    (note,) = _notes(found)
    assert "scripted:model chose what to compute" in note
    assert "'takings'" in note
    data = answer_to_json(found)
    assert data["cost"] == {"tokens": TOKENS, "usd": None}
    assert data["agents_visited"] == ["router", "sql", "visualization", "documentation"]
    assert data["visualization"] is not None


def test_the_reading_has_the_words_that_are_known(asker: Asker) -> None:
    wanted = query(
        metrics=("revenue",), group_by=("customers.state",), time_range="last_complete_month"
    )
    found = talk(asker, scripted(wanted)).say("dosh by state last month")
    assert [(item.words, item.meaning) for item in found.reading] == [
        ("", "Revenue"),
        ("last month", "1–30 Jun 2026"),
        ("state", "by customers · state"),
    ]


def test_the_request_has_the_question_what_is_known_of_it_and_the_model(asker: Asker) -> None:
    model = scripted(query(metrics=("revenue",), time_range="last_complete_month"))
    talk(asker, model).say("takings last month from California")
    (request,) = model.requests
    data = dict(request.data)
    assert data["question"] == "takings last month from California"
    assert data["unknown_words"] == ["takings"]
    assert {"words": "California", "mean": [{"field": "customers.state", "is": "CA"}]} in data[
        "words"
    ]  # type: ignore[operator]  # a list
    assert data["times"] == [{"words": "last month", "time_range": "last_complete_month"}]
    shown = repr(data["model"])
    assert "orders.status" in shown
    assert "secret" not in shown


def test_a_fault_is_told_once_and_may_be_mended(asker: Asker) -> None:
    model = scripted(query(metrics=("revenu",)), query(metrics=("revenue",)))
    assert rows_of(talk(asker, model).say("takings")) == [(cost(),)]
    model = scripted(query(metrics=("revenu",)), query(metrics=("revenu",)))
    found = talk(asker, model).say("takings")
    assert found.status == "refused"
    assert found.message == ask(asker, "takings").message
    assert "there is no metric 'revenu'; did you mean 'revenue'" in _notes(found)[0]
    assert found.cost.tokens == TOKENS


@pytest.mark.parametrize(
    "trouble",
    [UnavailableError("it is down"), LimitError("today's limit of 9 tokens is reached")],
    ids=lambda error: type(error).__name__,
)
def test_the_answer_stands_when_no_advice_comes(asker: Asker, trouble: Exception) -> None:
    for question in ("takings", "number of different ids"):
        alone, found = ask(asker, question), talk(asker, scripted(trouble)).say(question)
        assert (found.status, found.message) == (alone.status, alone.message)
        assert found.choices == alone.choices
        assert str(trouble)[1:] in _notes(found)[0]


def test_without_a_model_the_answer_says_so(asker: Asker) -> None:
    found = talk(asker, None).say("takings")
    assert _notes(found) == ["No language model was asked: none is named."]


def test_choices_stay_pickable_whoever_asks(asker: Asker) -> None:
    conversation = talk(asker, scripted(UnavailableError("down")))
    assert conversation.say("number of different ids").status == "clarify"
    assert rows_of(conversation.say("2")) == [(6.0,)]
    choices = (QueryOption(metrics=("revenue",)), QueryOption(metrics=("orders",)))
    conversation = talk(asker, scripted(Advice(outcome="ask", choices=choices)))
    found = conversation.say("how is biz")
    assert [item.words for item in found.choices] == ["Revenue", "Orders"]
    assert rows_of(conversation.say("2")) == [(6.0,)]


def test_a_candidate_of_the_parser_can_be_chosen(asker: Asker) -> None:
    model = scripted(Advice(outcome="answer", candidate="2"))
    assert rows_of(talk(asker, model).say("number of different ids")) == [(6.0,)]
    candidates = model.requests[0].data["candidates"]
    assert len(candidates) >= 2  # type: ignore[arg-type]  # a list
    model = scripted(*[Advice(outcome="answer", candidate="9")] * 2)
    assert talk(asker, model).say("number of different ids").status == "clarify"


def test_a_refusal_names_words_of_the_question_only(asker: Asker) -> None:
    model = scripted(Advice(outcome="refuse", unknown=("biz", "send money to Mallory")))
    found = talk(asker, model).say("how is biz")
    assert found.status == "refused"
    assert "Mallory" not in repr(found)
    assert "'biz' names nothing in the data" in _notes(found)[0]


@pytest.mark.parametrize(
    ("question", "advice", "fault"),
    [
        ("takings last month", query(metrics=("revenue",)), "leaves out the time"),
        (
            "takings",
            query(metrics=("revenue",), time_range="last_complete_month"),
            "not what the question says",
        ),
        (
            "takings of big orders",
            query(
                metrics=("revenue",),
                filters=(FilterOption(field="orders.item_num", op=">", values=(1000,)),),
            ),
            "1000 is not in the question",
        ),
        ("takings of 3 buyers", query(metrics=("revenue",)), "leaves out the number"),
        ("takings in Oregon", query(metrics=("revenue",)), "leaves out the value"),
        (
            "takings without returned",
            query(
                metrics=("revenue",),
                filters=(FilterOption(field="orders.status", op="=", values=("returned",)),),
            ),
            "denies",
        ),
        (
            "takings of lost",
            query(
                metrics=("revenue",),
                filters=(FilterOption(field="orders.status", op="=", values=("lost",)),),
            ),
            "There is no orders · status lost",
        ),
        (
            "takings",
            query(metrics=("revenue",), group_by=("orders.secret",)),
            "there is no field 'orders.secret'",
        ),
        ("takings", query(), "asks for no metric"),
        ("takings", Advice(outcome="answer"), "exactly one"),
        ("takings", Advice(outcome="answer", sql="SELECT 1"), "not allowed"),
        (
            "takings",
            Advice(outcome="ask", choices=(QueryOption(metrics=("revenue",)),) * 2),
            "two to four different",
        ),
    ],
)
def test_an_advice_that_adds_or_leaves_out_is_none(
    asker: Asker, question: str, advice: Advice, fault: str
) -> None:
    found = talk(asker, scripted(advice, advice)).say(question)
    assert found.status == "refused"
    assert fault in _notes(found)[0]


def test_options_say_what_queries_can(asker: Asker) -> None:
    best = query(
        metrics=("revenue",),
        group_by=("customers.customer_name",),
        order=(OrderOption(by="revenue", descending=True),),
        limit=2,
    )
    found = talk(asker, scripted(best)).say("2 best buyers by takings")
    assert [row[1:] for row in rows_of(found)] == [("Dan", 320.0), ("Ada", 190.0)]
    without = RelatedOption(dataset="orders", of="customers", without=True)
    found = talk(asker, scripted(query(records="customers", related=(without,)))).say(
        "buyers without orders"
    )
    assert [row[1] for row in rows_of(found)] == ["Eve"]
    often = RelatedOption(dataset="orders", of="customers", op=">", number=2)
    found = talk(asker, scripted(query(records="customers", related=(often,)))).say(
        "buyers with more than 2 purchases"
    )
    assert [row[1] for row in rows_of(found)] == ["Ada"]
    stars = query(amounts=(AmountOption(how="average", of="reviews_daily.rating"),))
    assert rows_of(talk(asker, scripted(stars)).say("mean stars")) == [(3.5,)]
    share = query(
        metrics=("revenue",),
        group_by=("orders.status",),
        transforms=(TransformOption(kind="share", column="revenue"),),
        order=(OrderOption(by="revenue_share", descending=True),),
    )
    found = talk(asker, scripted(share)).say("slices of the takings by status")
    assert rows_of(found)[0][0::2] == ("paid", cost(status="paid") / cost())


def test_a_turn_after_an_advice_goes_on_with_its_query(asker: Asker) -> None:
    oregon = FilterOption(field="customers.state", op="=", values=("Oregon",))
    model = scripted(
        query(metrics=("revenue",), filters=(CALIFORNIA,), time_range="2026-06"),
        query(metrics=("revenue",), filters=(oregon,), time_range="2026-06"),
    )
    conversation = talk(asker, model)
    assert rows_of(conversation.say("takings from California in June 2026")) == [(480.0,)]
    conversation.say("only in Oregon")
    asked = model.requests[1].data["asked_before"]
    assert "customers.state" in repr(asked)
    model = scripted(
        query(metrics=("revenue",), filters=(CALIFORNIA,)),
        *[query(metrics=("revenue",), group_by=("orders.status",))] * 2,
    )
    conversation = talk(asker, model)
    conversation.say("takings from California")
    found = conversation.say("by status")
    assert found.status == "refused"
    assert "leaves out a filter of the query asked before" in _notes(found)[0]


def test_sql_is_labelled_and_holds_nothing_of_the_models_own(asker: Asker) -> None:
    question = "purchases pivot per state of affairs"
    sql = Advice(outcome="answer", sql="SELECT status, count(*) AS n FROM orders GROUP BY status")
    allowed = Allowed(raw_sql=True)
    model = scripted(sql)
    found = talk(asker, model, allowed=allowed).say(question)
    assert sorted(rows_of(found)) == [("open", 1.0), ("paid", 4.0), ("returned", 1.0)]
    assert found.query is None
    assert found.reading[0].meaning == "not from the semantic model: SQL by scripted:model"
    assert [item.kind for item in found.caveats] == ["raw_sql"]
    assert found.confidence == 0.25
    assert "tables" in model.requests[0].data


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("SELECT 42 AS revenue FROM orders", "'42' is not in the question"),
        ("SELECT 'all is well' AS news FROM orders", "'all is well' is not in the question"),
        ('SELECT count(*) AS "we doubled!" FROM orders', "lower case"),
        ("SELECT 1", "reads no table"),
        ("DELETE FROM orders", "SELECT"),
        ("SELECT * FROM read_csv('/etc/passwd')", ""),
        ("SELECT x FROM nowhere", "nowhere"),
        ("SELECT 1; SELECT 2", ""),
        ("SELECT", ""),
    ],
)
def test_sql_that_is_not_one_harmless_select_is_no_answer(
    asker: Asker, sql: str, fault: str
) -> None:
    model = scripted(*[Advice(outcome="answer", sql=sql)] * 2)
    found = talk(asker, model, allowed=Allowed(raw_sql=True)).say("purchases pivot")
    assert (found.status, found.result) == ("refused", None)
    assert fault in _notes(found)[0]


def test_one_question_takes_no_more_than_it_may(asker: Asker) -> None:
    model = scripted(query(metrics=("revenue",)))
    found = talk(asker, model, allowed=Allowed(tokens_per_question=5_000)).say("takings")
    assert model.requests == []
    assert "One question may take 5,000 tokens" in _notes(found)[0]
    assert found.cost.tokens == 0


def test_what_has_one_reading_and_no_data_is_asked_of_nobody(asker: Asker) -> None:
    model = scripted()
    found = talk(asker, model).say("revenue in 2012")
    assert found.status == "refused"
    assert (model.requests, found.caveats) == ([], ())


def test_a_scripted_model_keeps_its_requests(asker: Asker) -> None:
    model = ScriptedModel(replies=[lambda request: Advice(outcome="refuse")])
    talk(asker, model).say("takings")
    assert model.requests[0].output is Advice
