"""What a query may hold, and has to, by the words of a question."""

from dataclasses import fields, replace

import pytest

from boardroom.ask.advisor.advice import (
    AmountOption,
    FilterOption,
    HavingOption,
    OrderOption,
    QueryOption,
    RelatedOption,
    TransformOption,
)
from boardroom.ask.advisor.case import Case
from boardroom.ask.advisor.fault import find_fault
from boardroom.ask.advisor.ground import ground_of
from boardroom.ask.advisor.option_query import query_of
from boardroom.ask.advisor.query_words import query_words
from boardroom.ask.advisor.scope import scope_of
from boardroom.ask.answer import refusal
from boardroom.ask.asker import Asker
from boardroom.errors import QueryError
from boardroom.governance.principal import LOCAL_ADMIN
from boardroom.semantic.query import (
    And,
    Exists,
    LimitPer,
    NamedExpression,
    Not,
    Or,
    Order,
    Predicate,
    Query,
    Transform,
)
from tests.unit.ask.shop_data import TODAY

PLAIN = QueryOption(metrics=("revenue",))
MAY = ("2026-05-01", "2026-05-31")


def _where(field: str, op: str, *values: object, **more: object) -> QueryOption:
    condition = FilterOption(field=field, op=op, values=values)  # type: ignore[arg-type]  # options
    return QueryOption(metrics=("revenue",), filters=(condition,), **more)  # type: ignore[arg-type]  # options


TRUE = [
    ("dosh", PLAIN),
    ("dosh last month", QueryOption(metrics=("revenue",), time_range="last_complete_month")),
    ("dosh last month", QueryOption(metrics=("revenue",), time_range="2026-06-01..2026-06-30")),
    ("dosh in May 2026", _where("orders.ordered_on", "between", *MAY)),
    ("dosh since May 2026", _where("orders.ordered_on", ">=", "2026-05-01")),
    ("dosh before May 2026", _where("orders.ordered_on", "<", "2026-05-01")),
    ("dosh by month", QueryOption(metrics=("revenue",), grain="month")),
    (
        "dosh last month compared to the month before",
        QueryOption(
            metrics=("revenue",), time_range="last_complete_month", compare="previous_period"
        ),
    ),
    ("dosh in CA", _where("customers.state", "=", "California")),
    ("dosh in California and Oregon", _where("customers.state", "in", "CA", "OR")),
    ("dosh of Ada", _where("customers.customer_name", "=", "Ada")),
    ("dosh of at least 3 bits", _where("orders.item_num", ">=", 3)),
    ("dosh of at least three bits", _where("orders.item_num", ">=", 3)),
    (
        "places with dosh over $2k",
        QueryOption(
            metrics=("revenue",),
            group_by=("customers.state",),
            having=(HavingOption(column="revenue", op=">", value=2000),),
        ),
    ),
    (
        "places with over 10 % of the dosh",
        QueryOption(
            metrics=("revenue",),
            transforms=(TransformOption(kind="share", column="revenue"),),
            having=(HavingOption(column="revenue_share", op=">", value=0.1),),
        ),
    ),
    (
        "the place with the best dosh",
        QueryOption(metrics=("revenue",), group_by=("customers.state",), limit=1),
    ),
    ("dosh except Oregon", _where("customers.state", "!=", "OR")),
    ('dosh of "ada"', _where("customers.customer_name", "=", "Ada")),
    ("stars with their rating", QueryOption(records="reviews_daily")),
    (
        "folks without orders",
        QueryOption(
            records="customers",
            related=(RelatedOption(dataset="orders", of="customers", without=True),),
        ),
    ),
]
FALSE = [
    ("dosh last month", PLAIN, "leaves out the time"),
    ("dosh last month", QueryOption(metrics=("revenue",), time_range="mtd"), "not what"),
    ("dosh in 2025", QueryOption(metrics=("revenue",), time_range="2025-03"), "not what"),
    ("dosh", QueryOption(metrics=("revenue",), time_range="ytd"), "not what"),
    ("dosh", QueryOption(metrics=("revenue",), time_range="2024"), "not what"),
    ("dosh", QueryOption(metrics=("revenue",), time_range="soon"), "not what"),
    ("dosh by month", QueryOption(metrics=("revenue",), grain="year"), "leaves out the time"),
    ("dosh on weekends", PLAIN, "leaves out the time"),
    (
        "dosh last month compared to the month before",
        QueryOption(metrics=("revenue",), time_range="last_complete_month"),
        "leaves out the time",
    ),
    ("dosh in May 2026", _where("orders.ordered_on", ">=", "2026-05-01"), "leaves out the time"),
    ("dosh since May 2026", _where("orders.ordered_on", "<", "2026-05-01"), "leaves out the time"),
    ("dosh before May 2026", _where("orders.ordered_on", ">=", "2026-05-01"), "leaves out the"),
    ("dosh", _where("orders.ordered_on", ">=", "2026-05-01"), "neither in the question"),
    ("dosh in California", PLAIN, "leaves out the value"),
    ("dosh of revenue", QueryOption(metrics=("orders",)), "leaves out 'revenue'"),
    ("dosh by rating", PLAIN, "leaves out 'rating'"),
    ('dosh of "Ada"', PLAIN, "leaves out 'Ada'"),
    ("dosh in California", _where("customers.state", "=", "OR"), "leaves out the value"),
    ("dosh of Ada", _where("customers.customer_name", "=", "Ad"), "neither in the question"),
    ("dosh of Ada", _where("customers.customer_name", "=", "Eve"), "neither in the question"),
    ("big dosh", _where("orders.item_num", ">", 100), "100 is not in the question"),
    ("dosh of 3 bits", _where("orders.item_num", ">", 4), "leaves out the number '3'"),
    ("dosh of more than 3 bits", _where("orders.item_num", "<", 3), "turns 'more than' '3' round"),
    ("dosh of at most 3 bits", _where("orders.item_num", ">=", 3), "turns 'at most' '3' round"),
    ("dosh", QueryOption(metrics=("revenue",), limit=5), "5 is not in the question"),
    (
        "smooth dosh by month",
        QueryOption(
            metrics=("revenue",),
            grain="month",
            transforms=(TransformOption(kind="moving", column="revenue", window=3),),
        ),
        "3 is not in the question",
    ),
    ("dosh except Oregon", _where("customers.state", "=", "OR"), "denies"),
    (
        "folks with a few orders",
        QueryOption(
            records="customers",
            related=(RelatedOption(dataset="orders", of="customers", op=">", number=7),),
        ),
        "7 is not in the question",
    ),
]


def _fault(asker: Asker, question: str, option: QueryOption) -> str | None:
    case = Case(turn=question, standing=refusal(question, "?"), principal=LOCAL_ADMIN, as_of=TODAY)
    ground = ground_of(case, asker)
    return find_fault(option, ground, scope_of(asker.metrics, principal=LOCAL_ADMIN))


@pytest.mark.parametrize(("question", "option"), TRUE)
def test_a_query_that_says_what_the_question_says_has_no_fault(
    asker: Asker, question: str, option: QueryOption
) -> None:
    assert _fault(asker, question, option) is None


@pytest.mark.parametrize(("question", "option", "fault"), FALSE)
def test_what_is_invented_or_left_out_is_a_fault(
    asker: Asker, question: str, option: QueryOption, fault: str
) -> None:
    assert fault in (_fault(asker, question, option) or "")


@pytest.mark.parametrize(
    ("option", "fault"),
    [
        (QueryOption(metrics=("profit",)), "no metric 'profit'"),
        (QueryOption(metrics=("revenue",), limit=0), "no rows"),
        (_where("orders.item_num", ">", float("inf")), "cannot be a value"),
        (QueryOption(records="shops"), "no dataset 'shops'"),
        (QueryOption(metrics=("revenue",), group_by=("state",)), "no field 'state'"),
        (QueryOption(amounts=(AmountOption(how="sum", of="orders.status"),)), "is no number"),
        (_where("orders.item_num", "=", "many"), "cannot be a value"),
        (_where("orders.item_num", "=", *[True]), "cannot be a value"),
        (_where("orders.ordered_on", "=", "May"), "cannot be a value"),
        (_where("customers.state", "=", 3), "cannot be a value"),
        (_where("customers.state", "=", "CA", "OR"), "has 2 values"),
        (_where("customers.state", "in"), "has 0 values"),
        (
            QueryOption(
                metrics=("revenue",), having=(HavingOption(column="1 = 1 OR x", op=">", value=1),)
            ),
            "no column",
        ),
        (
            QueryOption(
                metrics=("revenue",),
                having=(HavingOption(column="revenue", op=">", value=float("nan")),),
            ),
            "no number",
        ),
        (
            QueryOption(related=(RelatedOption(dataset="orders", of="customers", op=">"),)),
            "together",
        ),
    ],
)
def test_what_no_option_can_be_is_told(asker: Asker, option: QueryOption, fault: str) -> None:
    scope = scope_of(asker.metrics, principal=LOCAL_ADMIN)
    with pytest.raises(QueryError, match=fault):
        query_of(option, scope, asker.metrics.model)


WHOLE = Query(
    metrics=("revenue",),
    expressions=(NamedExpression(name="most", expression="MAX(orders.item_num)"),),
    group_by=("customers.state",),
    filters=(Predicate(field="orders.status", op="=", values=("paid",)),),
    having=("revenue > 5",),
    time_range="2026-05",
    time_field="orders.ordered_on",
    grain="month",
    sparse=True,
    compare="previous_year",
    transforms=(Transform(kind="moving", metric="revenue", window=3, within=("customers.state",)),),
    order=(Order(by="revenue", descending=True),),
    limit=3,
    ties=True,
    limit_per=LimitPer(by=("period",), limit=2),
    records="orders",
    fields=("orders.status",),
)


@pytest.mark.parametrize("name", [item.name for item in fields(Query)])
def test_no_part_of_a_query_is_left_unsaid(asker: Asker, name: str) -> None:
    def told(query: Query) -> tuple[str, ...]:
        calendar = asker.metrics.calendar
        return query_words(query, asker.metrics.model, as_of=TODAY, calendar=calendar)

    assert getattr(WHOLE, name) != getattr(Query(), name)
    assert told(WHOLE) != told(replace(WHOLE, **{name: getattr(Query(), name)}))


def test_the_best_is_told_with_all_that_are_as_good(asker: Asker) -> None:
    order = (OrderOption(by="orders", descending=True),)
    best = QueryOption(metrics=("orders",), group_by=("customers.state",), order=order, limit=1)
    scope = scope_of(asker.metrics, principal=LOCAL_ADMIN)
    assert query_of(best, scope, asker.metrics.model).ties


def test_a_query_is_told_part_by_part(asker: Asker) -> None:
    state = Predicate(field="customers.state", op="in", values=("CA", "OR"))
    items = Predicate(field="orders.item_num", op="between", values=(2, 5))
    named = Predicate(field="customers.state", op="is_not_null")
    query = Query(
        metrics=("revenue",),
        group_by=("customers.state",),
        filters=(
            Or(items=(state, Not(item=items))),
            And(items=(state,)),
            Not(item=Exists(dataset="orders", of="customers", where=items)),
            Exists(dataset="orders", of="customers", having="COUNT(*) > 3"),
            named,
        ),
        time_range="2026-05",
        grain="month",
        compare="previous_year",
        having=("revenue > 5",),
        limit=3,
    )
    calendar = asker.metrics.calendar
    assert query_words(query, asker.metrics.model, as_of=TODAY, calendar=calendar) == (
        "Revenue",
        "(customers · state is one of CA, OR) or (not (orders · item num from 2 to 5))",
        "(customers · state is one of CA, OR)",
        "customers without orders where orders · item num from 2 to 5",
        "customers with > 3 orders",
        "1–31 May 2026",
        "by customers · state",
        "by month",
        "compared to the year before",
        "only where revenue > 5",
        "the first 3 rows",
    )
