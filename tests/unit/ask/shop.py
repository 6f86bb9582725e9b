"""A small shop to ask about."""

from functools import cache

from boardroom.semantic.model import SemanticModel
from boardroom.semantic.model_file import parse_model

MODEL = """
version: "0.2.0.dev0"
semantic_model:
  - name: shop
    datasets:
      - name: customers
        source: customers
        primary_key: [id]
        fields:
          - {name: id, expression: id, datatype: Integer, role: key}
          - {name: customer_name, expression: customer_name, datatype: String, role: attribute}
          - name: state
            expression: state
            datatype: String
            role: dimension
            values: [CA, OR, NY]
            aliases: {California: CA, Oregon: OR, New York: NY}
            ai_context: {synonyms: [region]}
      - name: orders
        source: orders
        primary_key: [id]
        time: ordered_on
        fields:
          - {name: id, expression: id, datatype: Integer, role: key}
          - {name: customer_id, expression: customer_id, datatype: Integer, role: key}
          - {name: ordered_on, expression: ordered_on, datatype: Date, role: time}
          - name: status
            expression: status
            datatype: String
            role: dimension
            values: [paid, returned, open]
          - {name: item_num, expression: item_num, datatype: Integer, role: measure}
          - {name: ship_cost, expression: ship_cost, datatype: Decimal, role: measure, unit: USD}
          - {name: secret, expression: secret, datatype: String, hidden: true}
      - name: reviews_daily
        source: reviews_daily
        primary_key: [id]
        fields:
          - {name: id, expression: id, datatype: Integer, role: key}
          - {name: order_id, expression: order_id, datatype: Integer, role: key}
          - {name: rating, expression: rating, datatype: Integer, role: measure}
    relationships:
      - name: orders_to_customers
        from: orders
        to: customers
        from_columns: [customer_id]
        to_columns: [id]
      - name: reviews_to_orders
        from: reviews_daily
        to: orders
        from_columns: [order_id]
        to_columns: [id]
    metrics:
      - name: revenue
        expression: SUM(orders.ship_cost)
        unit: USD
        ai_context: {synonyms: [turnover, sales]}
      - {name: orders, expression: COUNT(orders.id), unit: count}
"""


@cache
def shop() -> SemanticModel:
    """The shop's model."""
    return parse_model(MODEL, origin="shop.yml")
