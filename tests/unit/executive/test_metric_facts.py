"""Which fields a page splits by."""

from boardroom.executive.metric_facts import dimensions
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
