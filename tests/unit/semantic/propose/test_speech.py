"""What proposed things are called besides their names: never what another thing is called."""

from boardroom.semantic.model import SemanticModel
from tests.unit.semantic.propose.test_metrics import DAY, Shop

PLACES = "SELECT i AS shop_id, 'S' || (i % 6) AS shop_state{} FROM range(60) AS t(i)"


def _spoken(model: SemanticModel, dataset: str, field: str) -> tuple[str, ...]:
    context = model.dataset_by_name[dataset].field_by_name[field].ai_context
    return context.synonyms if context else ()


def test_a_state_is_a_region_only_where_nothing_is_called_region() -> None:
    alone = Shop(shops=PLACES.format(""))
    beside = Shop(shops=PLACES.format(", 'R' || (i % 3) AS shop_region"))
    assert "region" in _spoken(alone.model, "shops", "shop_state")
    assert "region" not in _spoken(beside.model, "shops", "shop_state")
    assert "state" in _spoken(beside.model, "shops", "shop_state")


def test_a_name_in_another_table_counts_too() -> None:
    depots = "SELECT i AS depot_id, 'R' || (i % 3) AS depot_region FROM range(20) AS t(i)"
    shop = Shop(shops=PLACES.format(""), depots=depots)
    assert "region" not in _spoken(shop.model, "shops", "shop_state")


def test_the_status_of_a_thing_is_no_state_of_a_country() -> None:
    shop = Shop(
        orders=f"""SELECT i AS order_id, {DAY} AS order_date, 5 + i % 90 AS amount,
                   CASE i % 3 WHEN 0 THEN 'paid' ELSE 'open' END AS order_status
                   FROM range(200) AS t(i)"""
    )
    assert _spoken(shop.model, "orders", "order_status") == ("status",)


def test_a_metric_is_not_called_what_another_one_is() -> None:
    shop = Shop(
        customers="SELECT i AS customer_id FROM range(40) AS t(i)",
        invoices=f"""SELECT i AS invoice_id, i % 40 AS customer_id, {DAY} AS invoice_date,
                     i AS amount FROM range(200) AS t(i)""",
        subscriptions=f"""SELECT i AS subscription_id, i AS customer_id, {DAY} AS start_date,
                          CASE WHEN i % 5 = 0 THEN {DAY} + 60 END AS end_date, 20 AS mrr
                          FROM range(40) AS t(i)""",
    )
    assert "active_customers" in shop.model.metric_by_name
    customers = shop.metric("customers").ai_context
    assert customers is not None
    assert "active customers" not in customers.synonyms
    assert "buyers" in customers.synonyms


def test_the_list_of_customers_counts_people_with_several_ids_once() -> None:
    shop = Shop(
        orders=f"""SELECT i AS order_id, i % 40 AS customer_id, {DAY} AS order_date, i AS amount
                   FROM range(200) AS t(i)""",
        customers="""SELECT i AS customer_id, 'u' || (i % 25) AS customer_unique_id
                     FROM range(40) AS t(i)""",
    )
    people = shop.plain("COUNT(DISTINCT customer_unique_id) FROM customers")
    assert shop.total("known_customers") == people == 25
