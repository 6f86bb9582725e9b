"""Which fields a page splits by, and how metrics stand in time."""

import pytest

from boardroom.executive.metric_facts import FactsReader, dimensions
from boardroom.semantic.model_file import parse_model

DEALS = """
version: "0.2.0.dev0"
semantic_model:
  - name: crm
    datasets:
      - name: deals
        source: deals
        fields:
          - {name: product, expression: product, datatype: String, values: [Pro, Lite, Prro]}
          - {name: agent, expression: agent, datatype: String, role: key}
      - name: products
        source: products
        primary_key: [product]
        fields:
          - {name: product, expression: product, datatype: String, values: [Pro, Lite]}
          - {name: series, expression: series, datatype: String, values: [A, B]}
      - name: agents
        source: agents
        primary_key: [agent]
        fields:
          - {name: agent, expression: agent, datatype: String, values: [Ann, Bob]}
    relationships:
      - name: deals_to_products
        from: deals
        to: products
        from_columns: [product]
        to_columns: [product]
      - name: deals_to_agents
        from: deals
        to: agents
        from_columns: [agent]
        to_columns: [agent]
"""


def test_a_fact_is_split_by_its_own_key_rather_than_the_joined_one() -> None:
    found = dimensions(parse_model(DEALS, origin="model.yml"), most_values=50)
    assert list(found) == ["deals.product", "products.series", "agents.agent"]


WAITS = """
version: "0.2.0.dev0"
semantic_model:
  - name: shop
    datasets:
      - name: orders
        source: orders
        time: ordered_on
        fields:
          - {name: ordered_on, expression: ordered_on, datatype: Date}
          - {name: sent_on, expression: sent_on, datatype: Date}
          - {name: amount, expression: amount, datatype: Decimal}
    metrics:
      - {name: wait, expression: "AVG(DATE_DIFF('day', orders.ordered_on, orders.sent_on))"}
      - name: wait_until
        expression: AVG(DATE_DIFF('day', orders.ordered_on, orders.sent_on))
        time: orders.sent_on
      - {name: amount, expression: SUM(orders.amount)}
"""


@pytest.mark.parametrize(
    ("metric", "ended"), [("wait", False), ("wait_until", True), ("amount", False)]
)
def test_a_duration_dated_by_its_end_is_known_whole(metric: str, *, ended: bool) -> None:
    model = parse_model(WAITS, origin="model.yml")
    assert FactsReader(model).read(model.metric_by_name[metric]).ended is ended
