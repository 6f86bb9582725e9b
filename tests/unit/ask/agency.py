"""A small agency: people who join and leave, customers who subscribe and cancel, requests that take
days. Its few rows are read off by hand."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from boardroom.ask.asker import Asker
from boardroom.ask.lexicon import Lexicon
from boardroom.semantic.model_file import parse_model
from tests.unit.ask.shop_data import TODAY, columns_of
from tests.unit.executive.world import make_service

MODEL = parse_model(
    """
version: "0.2.0.dev0"
semantic_model:
  - name: agency
    datasets:
      - name: customers
        source: customers
        primary_key: [customer_id]
        time: signed_on
        ai_context: {synonyms: [clients]}
        fields:
          - {name: customer_id, expression: customer_id, datatype: Integer, role: key}
          - {name: customer_name, expression: customer_name, datatype: String, role: dimension}
          - {name: signed_on, expression: signed_on, datatype: Date, role: time}
      - name: subscriptions
        source: subscriptions
        primary_key: [subscription_id]
        time: {start: begun_on, end: ended_on}
        fields:
          - {name: subscription_id, expression: subscription_id, datatype: Integer, role: key}
          - {name: customer_id, expression: customer_id, datatype: Integer, role: key}
          - {name: begun_on, expression: begun_on, datatype: Date, role: time}
          - {name: ended_on, expression: ended_on, datatype: Date, role: time}
          - name: status
            expression: status
            datatype: String
            role: dimension
            values: [active, cancelled]
          - {name: cancel_reason, expression: cancel_reason, datatype: String, role: dimension}
      - name: requests
        source: requests
        primary_key: [request_id]
        time: opened_on
        ai_context: {synonyms: [tickets, website requests]}
        fields:
          - {name: request_id, expression: request_id, datatype: Integer, role: key}
          - {name: customer_id, expression: customer_id, datatype: Integer, role: key}
          - {name: opened_on, expression: opened_on, datatype: Date, role: time}
          - {name: resolved_on, expression: resolved_on, datatype: Date, role: time}
          - name: outcome
            expression: outcome
            datatype: String
            role: dimension
            values: [Solved, Denied, Waiting]
          - name: channel
            expression: channel
            datatype: String
            role: dimension
            values: [Phone, Mail]
          - {name: fee, expression: fee, datatype: Decimal, role: measure, unit: currency}
      - name: staff
        source: staff
        primary_key: [staff_id]
        time: {start: hired_on, end: left_on}
        ai_context: {synonyms: [employees, people]}
        fields:
          - {name: staff_id, expression: staff_id, datatype: Integer, role: key}
          - {name: hired_on, expression: hired_on, datatype: Date, role: time}
          - {name: left_on, expression: left_on, datatype: Date, role: time}
          - name: team
            expression: team
            datatype: String
            role: dimension
            values: [Design, Sales]
      - name: plans
        source: plans
        primary_key: [plan]
        fields:
          - {name: plan, expression: plan, datatype: String, role: dimension,
             values: [Basic, Grand]}
          - {name: seat_price, expression: seat_price, datatype: Decimal, role: measure,
             unit: currency}
      - name: bills
        source: bills
        primary_key: [bill_id]
        fields:
          - {name: bill_id, expression: bill_id, datatype: Integer, role: key}
          - {name: cost, expression: cost, datatype: Decimal, role: measure, unit: currency}
          - {name: paid, expression: paid, datatype: Decimal, role: measure, unit: currency}
    relationships:
      - {name: subscription_of, from: subscriptions, to: customers, from_columns: [customer_id],
         to_columns: [customer_id]}
      - {name: request_of, from: requests, to: customers, from_columns: [customer_id],
         to_columns: [customer_id]}
    metrics:
      - {name: requests, expression: COUNT(*), dataset: requests, unit: count}
      - {name: fees, expression: SUM(requests.fee), dataset: requests, unit: currency,
         ai_context: {synonyms: [sales, revenue]}}
      - name: advertising_cost
        expression: SUM(bills.cost)
        dataset: bills
        unit: currency
      - {name: payments_received, expression: SUM(bills.paid), dataset: bills, unit: currency}
      - name: median_resolution_time
        label: Median resolution time
        expression: MEDIAN(DATE_DIFF('day', requests.opened_on, requests.resolved_on))
        dataset: requests
        unit: days
      - name: mean_resolution_time
        label: Average resolution time
        expression: AVG(DATE_DIFF('day', requests.opened_on, requests.resolved_on))
        dataset: requests
        unit: days
      - name: average_handling_days
        expression: AVG(DATE_DIFF('day', requests.opened_on, requests.resolved_on))
        dataset: requests
        unit: days
      - name: overdue_amount
        label: Amount past due
        expression: SUM(CASE WHEN requests.outcome = 'Waiting' THEN requests.fee END)
        dataset: requests
        unit: currency
      - name: denied_requests
        expression: COUNT(CASE WHEN requests.outcome = 'Denied' THEN 1 END)
        dataset: requests
        unit: count
      - name: resolution_time
        expression: AVG(DATE_DIFF('day', requests.opened_on, requests.resolved_on))
        dataset: requests
        unit: days
        ai_context: {synonyms: [time to resolve]}
      - name: staff
        expression: COUNT(*)
        dataset: staff
        unit: count
        ai_context: {synonyms: [employees, people, headcount]}
      - {name: hires, expression: COUNT(staff.hired_on), dataset: staff, time: staff.hired_on,
         unit: count, ai_context: {synonyms: [joiners]}}
      - {name: leavers, expression: COUNT(staff.left_on), dataset: staff, time: staff.left_on,
         unit: count}
      - name: churned_subscriptions
        label: Churned customers
        expression: COUNT(subscriptions.ended_on)
        dataset: subscriptions
        time: subscriptions.ended_on
        unit: count
        ai_context: {synonyms: [lost customers, cancelled subscriptions]}
""",
    origin="agency.yml",
)
CUSTOMERS = [
    (1, "Ada", date(2025, 2, 1)),
    (2, "Ben", date(2025, 3, 1)),
    (3, "Cleo", date(2026, 1, 5)),
]
SUBSCRIPTIONS = [
    # id, customer, begun, ended, status, reason
    (1, 1, date(2025, 2, 1), date(2026, 3, 1), "cancelled", "price"),
    (2, 2, date(2025, 3, 1), None, "active", None),
    (3, 3, date(2026, 1, 5), date(2026, 6, 9), "cancelled", "moved away"),
    (4, 2, date(2025, 3, 1), date(2025, 9, 1), "cancelled", "price"),
]
REQUESTS = [
    # id, customer, opened, resolved, outcome, channel, fee
    (1, 1, date(2026, 1, 1), date(2026, 1, 3), "Solved", "Phone", 10),
    (2, 1, date(2026, 2, 1), date(2026, 2, 7), "Denied", "Mail", 20),
    (3, 2, date(2026, 3, 1), date(2026, 3, 11), "Solved", "Mail", 40),
    (4, 3, date(2026, 5, 1), None, "Waiting", "Phone", 80),
]
STAFF = [
    (1, date(2024, 1, 1), None, "Design"),
    (2, date(2025, 5, 1), date(2025, 11, 1), "Sales"),
    (3, date(2025, 6, 1), None, "Sales"),
    (4, date(2026, 2, 1), date(2026, 4, 1), "Design"),
]
BILLS = [(1, Decimal(3), Decimal(11)), (2, Decimal(4), Decimal(12))]
PLANS = [("Basic", Decimal(5)), ("Grand", Decimal(9))]


def open_agency(folder: Path) -> Asker:
    """An asker of the agency, its lake in ``folder``; its money is in dollars."""
    requests = [(*row[:6], Decimal(row[6])) for row in REQUESTS]
    named = "request_id customer_id opened_on resolved_on outcome channel fee"
    subscribed = "subscription_id customer_id begun_on ended_on status cancel_reason"
    tables = {
        "customers": columns_of("customer_id customer_name signed_on", CUSTOMERS),
        "subscriptions": columns_of(subscribed, SUBSCRIPTIONS),
        "requests": columns_of(named, requests),
        "staff": columns_of("staff_id hired_on left_on team", STAFF),
        "bills": columns_of("bill_id cost paid", BILLS),
        "plans": columns_of("plan seat_price", PLANS),
    }
    metrics = make_service(folder, tables, model=MODEL, today=TODAY).in_currency("USD")
    return Asker(metrics=metrics, lexicon=Lexicon(MODEL))
