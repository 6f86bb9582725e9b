"""Which records are meant: what has happened to them and what has not, what is left out, what they
are compared with; asked of a depot whose few rows are read off by hand."""

from datetime import date
from decimal import Decimal

import pytest

from boardroom.ask.asker import Asker
from boardroom.ask.lexicon import Lexicon
from boardroom.semantic.model_file import parse_model
from tests.unit.ask.shop_data import TODAY, ask, columns_of, rows_of
from tests.unit.executive.world import make_service

MODEL = parse_model(
    """
version: "0.2.0.dev0"
semantic_model:
  - name: depot
    datasets:
      - name: purchases
        source: purchases
        primary_key: [purchase_id]
        time: ordered_on
        fields:
          - {name: purchase_id, expression: purchase_id, datatype: Integer, role: key}
          - {name: supplier_id, expression: supplier_id, datatype: Integer, role: key}
          - {name: driver_id, expression: driver_id, datatype: Integer, role: key}
          - {name: ordered_on, expression: ordered_on, datatype: Date, role: time}
          - {name: promised_on, expression: promised_on, datatype: Date, role: time}
          - name: received_on
            expression: received_on
            datatype: Date
            role: time
            ai_context: {synonyms: [delivered on]}
          - {name: quantity, expression: quantity, datatype: Integer, role: measure}
          - {name: price, expression: price, datatype: Decimal, role: measure, unit: USD}
          - {name: estimate, expression: estimate, datatype: Decimal, role: measure, unit: USD}
          - name: topic
            expression: topic
            datatype: String
            role: dimension
            values: [spare, tool, supplier, rush, how-to]
      - name: suppliers
        source: suppliers
        primary_key: [supplier_id]
        fields:
          - {name: supplier_id, expression: supplier_id, datatype: Integer, role: key}
          - {name: supplier_name, expression: supplier_name, datatype: String, role: dimension}
          - name: country
            expression: country
            datatype: String
            role: dimension
            values: [Chile, Peru, Japan]
      - name: visits
        source: visits
        primary_key: [visit_id]
        time: visited_on
        fields:
          - {name: visit_id, expression: visit_id, datatype: Integer, role: key}
          - {name: supplier_id, expression: supplier_id, datatype: Integer, role: key}
          - {name: visited_on, expression: visited_on, datatype: Date, role: time}
          - {name: visit_score, expression: visit_score, datatype: Integer, role: measure,
             unit: score}
      - name: drivers
        source: drivers
        primary_key: [driver_id]
        fields:
          - {name: driver_id, expression: driver_id, datatype: Integer, role: key}
          - {name: score, expression: score, datatype: Integer, role: measure, unit: score}
          - {name: hired_on, expression: hired_on, datatype: Date, role: time}
          - {name: ended_on, expression: ended_on, datatype: Date, role: time}
          - name: base
            expression: base
            datatype: String
            role: dimension
            values: [Lima, Quito]
    relationships:
      - {name: bought_from, from: purchases, to: suppliers, from_columns: [supplier_id],
         to_columns: [supplier_id]}
      - {name: brought_by, from: purchases, to: drivers, from_columns: [driver_id],
         to_columns: [driver_id]}
      - {name: visit_of, from: visits, to: suppliers, from_columns: [supplier_id],
         to_columns: [supplier_id]}
    metrics:
      - {name: purchases, expression: COUNT(*), dataset: purchases, unit: count}
      - {name: units_bought, expression: SUM(purchases.quantity), dataset: purchases, unit: count,
         ai_context: {synonyms: [units]}}
      - {name: cost, expression: SUM(visits.visit_score), dataset: visits, unit: USD}
      - {name: spending, expression: SUM(purchases.price), dataset: purchases, unit: USD}
      - {name: rush_purchases, label: Rush purchases, dataset: purchases, unit: count,
         expression: COUNT(DISTINCT purchases.purchase_id), filter: purchases.topic = 'rush'}
      - {name: suppliers, expression: COUNT(*), dataset: suppliers, unit: count}
      - name: crew
        expression: COUNT(drivers.hired_on)
        dataset: drivers
        unit: count
        time: {start: drivers.hired_on, end: drivers.ended_on}
""",
    origin="depot.yml",
)
PURCHASES = [
    # id, supplier, ordered, promised, received, quantity, price, estimate, topic
    (1, 1, date(2026, 1, 5), date(2026, 2, 1), date(2026, 1, 30), 2, 10, 12, "spare"),
    (2, 1, date(2026, 3, 2), date(2026, 4, 1), date(2026, 4, 9), 5, 20, 15, "tool"),
    (3, 2, date(2026, 5, 4), date(2026, 6, 1), date(2026, 6, 1), 3, 40, 40, "supplier"),
    (4, 2, date(2026, 6, 8), date(2026, 7, 9), None, 1, 80, 70, "rush"),
    (5, 3, date(2026, 6, 9), date(2026, 7, 2), None, 4, 160, 200, "spare"),
]
BROUGHT_BY = {1: 1, 3: 2}
"""Purchase → driver."""
SUPPLIERS = [
    (1, "Andes Parts", "Chile"),
    (2, "Lima Tools", "Peru"),
    (3, "Osaka Parts", "Japan"),
    (4, "Kobe Works", "Japan"),
]
VISITS = [(1, 1, date(2026, 5, 1), 3), (2, 1, date(2026, 6, 2), 9), (3, 2, date(2026, 6, 9), 6)]
DRIVERS = [
    (1, 4, date(2024, 1, 8), None, "Lima"),
    (2, 8, date(2024, 3, 4), date(2026, 2, 1), "Lima"),
    (3, 6, date(2025, 5, 5), date(2026, 9, 1), "Lima"),
    (4, 2, date(2025, 6, 2), None, "Quito"),
]


@pytest.fixture(scope="module")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    """Asks about the depot."""
    bought = [
        (*row[:6], Decimal(row[6]), Decimal(row[7]), row[8], BROUGHT_BY.get(row[0]))
        for row in PURCHASES
    ]
    tables = {
        "purchases": columns_of(
            "purchase_id supplier_id ordered_on promised_on received_on quantity price estimate "
            "topic driver_id",
            bought,
        ),
        "suppliers": columns_of("supplier_id supplier_name country", SUPPLIERS),
        "visits": columns_of("visit_id supplier_id visited_on visit_score", VISITS),
        "drivers": columns_of("driver_id score hired_on ended_on base", DRIVERS),
    }
    folder = tmp_path_factory.mktemp("depot")
    metrics = make_service(folder, tables, model=MODEL, today=TODAY)
    return Asker(metrics=metrics, lexicon=Lexicon(MODEL))


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        # What has not happened, and what has.
        ("how many purchases have not been received", [(2.0,)]),
        ("how many purchases weren't received yet", [(2.0,)]),
        ("purchases yet to be received by topic", [("rush", 1.0), ("spare", 1.0)]),
        ("list unreceived purchases with quantity", [(4.0, 1.0), (5.0, 4.0)]),
        ("how many purchases have been received", [(3.0,)]),
        ("how many unreceived purchases", [(2.0,)]),
        ("how many purchases were ordered but not received", [(2.0,)]),
        ("how many purchases in June 2026 excluding received", [(2.0,)]),
        ("which suppliers have purchases that were not received",
         [(2.0, "Lima Tools"), (3.0, "Osaka Parts")]),
        ("purchases that have not been received yet, with quantity, promised on and country",
         [(4.0, 1.0, date(2026, 7, 9), "Peru"), (5.0, 4.0, date(2026, 7, 2), "Japan")]),
        ("which suppliers have not been visited", [(3.0, "Osaka Parts"), (4.0, "Kobe Works")]),
        # What is left out, though it names other things as well.
        ("purchases excluding tool and supplier", [(3.0,)]),
        ("purchases other than supplier, tool or spare", [(1.0,)]),
        ("purchases besides spare and supplier in 2026", [(2.0,)]),
        ("how many purchases about tool and suppliers", [(2.0,)]),
        # How much of something single things have.
        ("spending for purchases of three or more units", [(220.0,)]),
        ("which suppliers have purchases of more than 3 units",
         [(1.0, "Andes Parts"), (3.0, "Osaka Parts")]),
        ("purchases of more than 3 units", [(2.0,), (5.0,)]),
        ("visits of 6 or lower in 2026, with supplier name and score",
         [(1.0, "Andes Parts", 3.0), (3.0, "Lima Tools", 6.0)]),
        ("suppliers with spending of 30 or lower", [(1.0, "Andes Parts", 30.0)]),
        # Which of them, by the words that a metric has for it.
        ("show promised on, quantity and country of rush purchases",
         [(date(2026, 7, 9), 1.0, "Peru", 4.0)]),
        # Who did it when: they themselves, with what belongs to them, or what was spoken of last.
        ("suppliers that delivered in January 2026", [(1.0, "Andes Parts")]),
        ("how many suppliers delivered in 2026", [(2.0,)]),
        ("suppliers that delivered", [(1.0, "Andes Parts"), (2.0, "Lima Tools")]),
        ("suppliers with purchases received in April 2026", [(1.0, "Andes Parts")]),
        ("how many visits of suppliers that delivered in June 2026", [(1.0,)]),
        ("purchases of suppliers without visits that were received in June 2026", []),
        # What is joined to what is not there is said of what has none.
        ("suppliers that have no visits and are in Japan",
         [(3.0, "Osaka Parts"), (4.0, "Kobe Works")]),
        ("suppliers without visits but with purchases", [(3.0, "Osaka Parts")]),
        ("suppliers with neither visits nor purchases", [(4.0, "Kobe Works")]),
        ("suppliers without visits or purchases", [(4.0, "Kobe Works")]),
        ("suppliers without rush purchases and in Chile", [(1.0, "Andes Parts")]),
        # What belongs to them only through what may have none of it.
        ("suppliers without drivers", [(3.0, "Osaka Parts"), (4.0, "Kobe Works")]),
        # What is left out of all.
        ("all purchases but spare in 2026", [(3.0,)]),
        ("purchases that are neither spare nor tool", [(2.0,)]),
        # Who is there today, as the model counts them.
        ("list drivers currently in Lima with score", [(1.0, 4.0), (3.0, 6.0)]),
        ("everyone who currently works in Lima with score and hired on",
         [(4.0, date(2024, 1, 8)), (6.0, date(2025, 5, 5))]),
        ("purchases of suppliers with more than 1 visit",
         [(1.0, 1.0, "Andes Parts"), (2.0, 1.0, "Andes Parts")]),
        ("suppliers that cost more than 100 in spending", [(2.0, "Lima Tools", 120.0),
                                                           (3.0, "Osaka Parts", 160.0)]),
        ("suppliers that have no part in any purchases", [(4.0, "Kobe Works")]),
        # Two fields of one thing.
        ("how many purchases were delivered after the promised date", [(1.0,)]),
        ("purchases received before they were promised", [(1.0,)]),
        ("how many purchases in March 2026 were received later than promised", [(1.0,)]),
        ("how many purchases from suppliers in Chile were delivered after the promised date",
         [(1.0,)]),
        ("which suppliers had purchases that were received after the promised date",
         [(1.0, "Andes Parts")]),
        ("how many purchases with a price above the estimate", [(2.0,)]),
        ("purchases whose price is lower than the estimate with country",
         [(1.0, "Chile"), (5.0, "Japan")]),
        # A name of words that else only join others.
        ("how-to purchases in 2026", [(0.0,)]),
        ("purchases in 2026 excluding how-to and spare", [(3.0,)]),
        # What is in a name.
        ("how many suppliers have Parts in their name", [(2.0,)]),
        ("suppliers with the word Works in the name", [(4.0, "Kobe Works")]),
    ],
)  # fmt: skip
def test_records_are_told_by_what_is_said_of_them(
    asker: Asker, question: str, rows: list[tuple[object, ...]]
) -> None:
    found = ask(asker, question)
    assert sorted(rows_of(found), key=str) == sorted(rows, key=str)


@pytest.mark.parametrize(
    "question",
    [
        # Not then, or never; not by them, or by nobody.
        "how many purchases were not received in June 2026",
        "how many purchases were not received by Japan",
        # When which of the two was.
        "purchases received after the promised date in June 2026",
        "in June 2026 how many purchases were received after the promised date",
        "purchases received more than 5 days after the promised date",
        # A number of units is no amount of money.
        "purchases where quantity exceeds the estimate",
        # Units of one purchase, or of all.
        "spending for suppliers with more than 3 units",
        # All amounts, or what they come to.
        "show price of rush purchases",
        # One in each of them, or in any.
        "suppliers with purchases in both May and June 2026",
        # So much money, and not so many purchases.
        "suppliers with more than 100 in purchases",
        # Purchases have no visits: their suppliers do.
        "purchases without visits",
        "purchases with more than 1 visit",
        # What suppliers do, and what was done with their purchases.
        "how many suppliers did not spare any purchases",
        # Suppliers receive nothing: none of these are suppliers without purchases.
        "how many suppliers have not received",
    ],
)
def test_what_has_not_happened_is_said_of_things_themselves(asker: Asker, question: str) -> None:
    assert ask(asker, question).status != "answered"


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        # Purchases of each topic and country by their spending; of all, by what there is most of.
        ("the most popular topic in each country, by spending",
         [("tool", "Chile", 20.0), ("rush", "Peru", 80.0), ("spare", "Japan", 160.0)]),
        ("most popular topic by spending", [("spare", 170.0)]),
        ("most popular country by purchases", [("Chile", 2.0), ("Peru", 2.0)]),
    ],
)  # fmt: skip
def test_what_is_most_popular_is_so_by_what_is_named(
    asker: Asker, question: str, rows: list[tuple[object, ...]]
) -> None:
    assert sorted(rows_of(ask(asker, question)), key=str) == sorted(rows, key=str)
