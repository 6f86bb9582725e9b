"""Kinds of things («won deals»), names said apart, percentiles, so many of each: asked of a few
deals whose numbers are read off by hand."""

from datetime import date
from decimal import Decimal

import pytest

from boardroom.ask.asker import Asker
from boardroom.ask.kind import kinds
from boardroom.ask.lexicon import Lexicon
from boardroom.semantic.model_file import parse_model
from boardroom.semantic.query import Predicate
from tests.unit.ask.shop_data import TODAY, ask, columns_of, rows_of
from tests.unit.executive.world import make_service

MODEL = parse_model(
    """
version: "0.2.0.dev0"
semantic_model:
  - name: sales
    datasets:
      - name: deals
        source: deals
        primary_key: [deal_id]
        time: created_on
        fields:
          - {name: deal_id, expression: deal_id, datatype: Integer, role: key}
          - {name: created_on, expression: created_on, datatype: Date, role: time}
          - {name: closed_on, expression: closed_on, datatype: Date, role: time}
          - name: stage
            expression: stage
            datatype: String
            role: dimension
            values: [Closed Won, Closed Lost, Proposal]
            aliases: {won: Closed Won, lost: Closed Lost}
          - name: region
            expression: region
            datatype: String
            role: dimension
            values: [Europe, Asia]
          - {name: amount, expression: amount, datatype: Decimal, role: measure, unit: USD}
          - {name: talks_minutes, expression: talks_minutes, datatype: Integer, role: measure,
             unit: minutes}
    metrics:
      - {name: deals, expression: COUNT(*), dataset: deals, unit: count}
      - name: won_deals
        expression: COUNT(CASE WHEN deals.stage = 'Closed Won' THEN 1 END)
        dataset: deals
        time: deals.closed_on
        unit: count
      - name: open_deals
        expression: COUNT(deals.created_on)
        dataset: deals
        time: {start: deals.created_on, end: deals.closed_on}
        unit: count
      - name: deal_value
        label: Amount signed
        expression: SUM(deals.amount)
        dataset: deals
        unit: USD
""",
    origin="sales.yml",
)
DEALS = [
    # id, created, closed, stage, region, amount, minutes of talks
    (1, date(2026, 1, 5), date(2026, 2, 1), "Closed Won", "Europe", 100, 30),
    (2, date(2026, 1, 9), date(2026, 6, 3), "Closed Won", "Asia", 300, 60),
    (3, date(2026, 5, 2), date(2026, 6, 9), "Closed Won", "Asia", 500, 20),
    (4, date(2026, 5, 3), date(2026, 6, 8), "Closed Lost", "Europe", 700, 90),
    (5, date(2026, 6, 4), None, "Proposal", "Europe", 900, 10),
    (6, date(2026, 6, 5), None, "Proposal", "Asia", 50, 45),
]


@pytest.fixture(scope="module")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    """Asks about the deals."""
    rows = [(*row[:5], Decimal(row[5]), row[6]) for row in DEALS]
    table = columns_of("deal_id created_on closed_on stage region amount talks_minutes", rows)
    folder = tmp_path_factory.mktemp("sales")
    metrics = make_service(folder, {"deals": table}, model=MODEL, today=TODAY)
    return Asker(metrics=metrics, lexicon=Lexicon(MODEL))


def test_a_kind_is_what_the_metric_counts_and_when() -> None:
    found = {kind.metric: kind for kind in kinds(MODEL)}
    assert set(found) == {"deals", "won_deals", "open_deals"}
    assert found["won_deals"].filters == (
        Predicate(field="deals.stage", op="=", values=("Closed Won",)),
    )
    assert found["won_deals"].moment == "deals.closed_on"
    assert found["deals"].is_all
    assert not found["won_deals"].is_all
    assert len(found["open_deals"].at(TODAY)) == 2


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        # The deals won in June are those closed in June.
        ("how many deals did we win in June 2026", [(2.0,)]),
        ("how many won deals in June 2026", [(2.0,)]),
        ("median amount of won deals in June 2026", [(400.0,)]),
        ("how many deals are still open", [(2.0,)]),
        ("how many deals did we lose", [(1.0,)]),
        ("won deals by region", [("Asia", 2.0), ("Europe", 1.0)]),
        ("how much did we sign in 2026", [(2550.0,)]),
        ("minimum and maximum amount", [(50.0, 900.0)]),
        ("90th percentile of amount", [(800.0,)]),
        ("how many deals with more than 40 minutes of talks", [(3.0,)]),
        ("deals above 600", [(2.0,)]),
        ("compare Europe and Asia by won deals", [("Asia", 2.0), ("Europe", 1.0)]),
        ("won deals, Europe versus Asia", [("Asia", 2.0), ("Europe", 1.0)]),
        ("how many deals are from anywhere but Asia", [(3.0,)]),
        ("rank regions by won deals", [("Asia", 2.0), ("Europe", 1.0)]),
        ("won deals by region as a percentage of the total", [
            ("Asia", 2.0, 2 / 3), ("Europe", 1.0, 1 / 3),
        ]),
        ("for each region, what share of the deals were lost", [
            ("Asia", 0.0), ("Europe", 1 / 3),
        ]),
        ("won dels by regoin", [("Asia", 2.0), ("Europe", 1.0)]),
        ("deals in 2026, how many?", [(6.0,)]),
        ("won deals by region and month in June 2026", [
            (date(2026, 6, 1), "Asia", 2.0), (date(2026, 6, 1), "Europe", 0.0),
        ]),
        ("won deals by month and region in June 2026", [
            (date(2026, 6, 1), "Asia", 2.0), (date(2026, 6, 1), "Europe", 0.0),
        ]),
        ("how many deals did we make in 2026", [(6.0,)]),
        ("how many deals did we get in June 2026", [(2.0,)]),
        ("percent of deals that are open", [(2 / 6,)]),
        ("percent of Asia deals that are open", [(1 / 3,)]),
        ("what share of the amount signed is from Asia", [("Asia", 850.0, 850 / 2550)]),
        ("2-month moving average of won deals in 2026", [
            (date(2026, 3, 1), 0.0, 0.5), (date(2026, 4, 1), 0.0, 0.0),
            (date(2026, 5, 1), 0.0, 0.0), (date(2026, 6, 1), 2.0, 1.0),
        ]),
    ],
)  # fmt: skip
def test_kinds_and_what_is_said_apart(
    asker: Asker, question: str, rows: list[tuple[object, ...]]
) -> None:
    found = [row for row in rows_of(ask(asker, question)) if row[-1] is not None]
    assert sorted(found, key=str) == sorted(rows, key=str)


@pytest.mark.parametrize(
    ("question", "ids"),
    [
        ("list won deals with their amount", [1, 2, 3]),
        ("show the deals won in June 2026", [2, 3]),
        ("which deals are still open", [5, 6]),
        ("won deals with region and amount", [1, 2, 3]),
        ("the largest deal", [5]),
        ("which deal is the largest?", [5]),
        ("the deal with the longest talks", [4]),
        ("smallest deal we ever won", [1]),
        ("the longest deal", [4]),
        ("when was the last deal?", [6]),
        ("deals of more than 400 with their region", [3, 4, 5]),
    ],
)
def test_things_are_listed(asker: Asker, question: str, ids: list[int]) -> None:
    found = [int(str(row[0]).partition(".")[0]) for row in rows_of(ask(asker, question))]
    assert sorted(found) == ids


@pytest.mark.parametrize(
    "question",
    [
        "how many deals have won deals above 3 regions",
        "moving average of won deals by month",
        "when did we win 2 deals",
        "when were won deals",
        "the cheapest deal",
        "the 2 largest deals in each region",
        "compare Europe and Closed Won by amount",
    ],
)
def test_what_cannot_be_told_is_not_answered(asker: Asker, question: str) -> None:
    assert ask(asker, question).status == "refused"


def test_a_date_is_told_in_the_sentence(asker: Asker) -> None:
    message = ask(asker, "what is the most recent closed on").message
    assert message.startswith("Highest closed on: 2026-06-09")


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("the 2 months with the most won deals in 2026", [
            (date(2026, 6, 1), 2.0), (date(2026, 2, 1), 1.0),
        ]),
        ("how many won deals have talks minutes above 25", [(2.0,)]),
    ],
)  # fmt: skip
def test_so_many_periods_and_what_is_said_of_what_is_counted(
    asker: Asker, question: str, rows: list[tuple[object, ...]]
) -> None:
    assert rows_of(ask(asker, question)) == rows


def test_a_verb_is_no_slip_of_another(asker: Asker) -> None:
    found = ask(asker, "how many deals did we clost")
    assert found.status == "refused"
    assert "clost" in found.message
    moving = ask(asker, "2-month moving average of won deals in 2026")
    assert moving.message.startswith("Won deals, mean of 2 months: 1")


def test_the_best_of_what_nobody_measures_is_asked_back(asker: Asker) -> None:
    found = ask(asker, "which region did best in June 2026")
    assert found.status == "clarify"
    assert any(choice.words.startswith("Amount signed") for choice in found.choices)
