"""What cannot be computed is said in the words of who asks, not in those of the compiler."""

from datetime import date
from pathlib import Path

import pytest

from boardroom.ask.asker import Asker
from boardroom.ask.conversation.plain_reason import PlainReasons
from boardroom.ask.setting import Ground
from boardroom.errors import PolicyError, QueryError
from boardroom.governance.policy import policy_from_data
from boardroom.governance.principal import Principal
from boardroom.semantic.compiler.compile import Compiler
from boardroom.semantic.context import AccessRules, CompileContext
from boardroom.semantic.model_file import parse_model
from boardroom.semantic.query import And, NamedExpression, Not, Predicate, Query
from tests.unit.ask.conversation.talk import Talk, team
from tests.unit.ask.shop_data import open_shop

MODEL = parse_model("""
version: "0.2.0.dev0"
semantic_model:
  - name: shop
    datasets:
      - name: orders
        source: orders
        primary_key: [id]
        fields: [{name: id, expression: id, datatype: Integer, role: key}]
      - name: order_items
        source: order_items
        fields:
          - {name: order_id, expression: order_id, datatype: Integer}
          - {name: product_id, expression: product_id, datatype: Integer}
      - name: products
        source: products
        primary_key: [id]
        fields:
          - {name: id, expression: id, datatype: Integer, role: key}
          - {name: product_category, expression: category, datatype: String}
          - {name: cost, expression: cost, datatype: Decimal}
      - {name: suppliers, source: suppliers, fields: [{name: country, expression: country}]}
      - {name: warehouses, source: warehouses, fields: [{name: country, expression: country}]}
      - {name: carriers, source: carriers, fields: [{name: country, expression: country}]}
      - {name: agents, source: agents, fields: [{name: country, expression: country}]}
    relationships:
      - {name: of_order, from: order_items, to: orders, from_columns: [order_id], to_columns: [id]}
      - {name: of_product, from: order_items, to: products,
         from_columns: [product_id], to_columns: [id]}
    metrics:
      - {name: orders, expression: COUNT(orders.id)}
""")
CATEGORY, COUNTRY = "products.product_category", "suppliers.country"
TOYS = Predicate(field=CATEGORY, op="=", values=("toys",))


def reason(query: Query, *, hidden: frozenset[str] = frozenset()) -> str | None:
    """What is said of a query that the compiler refuses."""
    access = AccessRules(
        hidden_fields=frozenset(x for x in hidden if "." in x),
        hidden_datasets=frozenset(x for x in hidden if "." not in x),
    )
    reasons = PlainReasons(ground=Ground(MODEL), hidden=hidden)
    with pytest.raises((QueryError, PolicyError)) as caught:
        Compiler(MODEL).compile(query, CompileContext(as_of=date(2026, 7, 1), access=access))
    message = caught.value.message
    return reasons.of_policy(message) or reasons.of_query(message, [query])


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (
            Query(metrics=("orders",), group_by=(CATEGORY,)),
            "Orders cannot be split by product category: one order can have several products. "
            "Ask for order items by product category.",
        ),
        (
            Query(metrics=("orders",), filters=(Not(item=And(items=(TOYS,))),)),
            "Orders cannot be limited by product category: one order can have several products. "
            "Ask for order items by product category.",
        ),
        (
            Query(metrics=("orders",), group_by=("order_items.product_id",)),
            "Orders cannot be split by order item product id: one order can have several order "
            "items. Ask for order items by product id.",
        ),
        (
            Query(metrics=("orders",), group_by=(COUNTRY,)),
            "Orders cannot be split by supplier country: nothing in the data leads from orders to "
            "suppliers.",
        ),
        (
            Query(
                expressions=(NamedExpression(name="total_cost", expression="SUM(products.cost)"),),
                group_by=(COUNTRY,),
            ),
            "Total cost cannot be split by supplier country: nothing in the data leads from "
            "products to suppliers.",
        ),
        (
            Query(records="orders", fields=("orders.id", COUNTRY)),
            "Orders have no supplier country: nothing in the data leads from orders to suppliers.",
        ),
    ],
)
def test_it_says_what_the_rows_do_not_have_one_of(query: Query, said: str) -> None:
    assert reason(query) == said


def test_fields_of_one_name_are_named_together() -> None:
    named = ["suppliers.country", "warehouses.country", "carriers.country", "agents.country"]
    queries = [Query(metrics=("orders",), group_by=(item,)) for item in named]
    reasons = PlainReasons(ground=Ground(MODEL), hidden=frozenset({"warehouses"}))
    with pytest.raises(QueryError) as caught:
        Compiler(MODEL).compile(queries[0], CompileContext(as_of=date(2026, 7, 1)))
    assert reasons.of_query(caught.value.message, queries[:3]) == (
        "Orders cannot be split by country: nothing in the data leads from orders to suppliers or "
        "carriers."
    )
    everyone = PlainReasons(ground=Ground(MODEL), hidden=frozenset())
    assert everyone.of_query(caught.value.message, queries) == (
        "Orders cannot be split by country: nothing in the data leads from orders to suppliers, "
        "warehouses, carriers or 1 other."
    )


def test_nothing_hidden_is_offered_instead() -> None:
    query = Query(metrics=("orders",), group_by=(CATEGORY,))
    said = reason(query, hidden=frozenset({"order_items"}))
    assert said is None or "order items" not in said


def test_what_may_not_be_seen_is_named() -> None:
    query = Query(metrics=("orders",), group_by=(CATEGORY,))
    said = reason(query, hidden=frozenset({CATEGORY}))
    assert said == "You may not see the product category of products."
    assert reason(query, hidden=frozenset({"products"})) == "You may not see products."


def test_other_reasons_stay_as_they_are() -> None:
    assert reason(Query(metrics=("orders",), grain="month")) is None
    assert reason(Query(metrics=("orders",), group_by=("orders.of_product.cost",))) is None
    wrong = NamedExpression(name="wrong", expression="SUM(SUM(products.cost))")
    assert reason(Query(expressions=(wrong,), group_by=(COUNTRY,))) is None


def test_a_turn_is_refused_in_plain_words(asker: Asker) -> None:
    found = Talk(agents=team(asker)).say("customers by rating")
    assert found.status == "refused"
    assert found.message == (
        "Number of customers cannot be split by reviews daily rating: one customer can have "
        "several reviews daily. Ask for reviews daily by rating."
    )


def test_a_turn_on_what_is_hidden_names_it(tmp_path: Path) -> None:
    policy = policy_from_data({"roles": {"clerk": {"hide": ["reviews_daily.rating"]}}})
    agents = team(open_shop(tmp_path, policy=policy))
    clerk = Principal(id="c", roles=frozenset({"clerk"}))
    found = Talk(agents=agents, principal=clerk).say("average rating")
    assert found.message.startswith("You may not see the rating of reviews")


def test_a_time_without_data_is_said_of_the_things(asker: Asker) -> None:
    found = Talk(agents=team(asker)).say("revenue in 2019")
    assert found.status == "refused"
    assert found.message == (
        "There is no data for that time: orders (ordered on) is loaded for 2026-05-03 to "
        "2026-06-30 only; periods outside have no value."
    )
