"""What is true of things, what happened to them when, what they come to, and how they are told
apart: asked of a few policies whose numbers are read off by hand."""

from datetime import date
from decimal import Decimal

import pytest

from boardroom.ask.asker import Asker
from boardroom.ask.inflection import root
from boardroom.ask.lexicon import Lexicon
from boardroom.semantic.model_file import parse_model
from tests.unit.ask.shop_data import TODAY, ask, columns_of, rows_of
from tests.unit.executive.world import make_service

MODEL = parse_model(
    """
version: "0.2.0.dev0"
semantic_model:
  - name: insurance
    datasets:
      - name: policies
        source: policies
        primary_key: [policy_id]
        unique_keys: [[policy_number]]
        time: policy_begin_date
        fields:
          - {name: policy_id, expression: policy_id, datatype: Integer, role: key}
          - {name: agent_id, expression: agent_id, datatype: Integer, role: key}
          - {name: policy_number, expression: policy_number, datatype: String, role: dimension}
          - {name: policy_begin_date, expression: policy_begin_date, datatype: Date, role: time}
          - {name: cancellation_date, expression: cancellation_date, datatype: Date, role: time}
          - {name: policy_expiration_date, expression: policy_expiration_date, datatype: Date,
             role: time}
          - name: policy_status
            expression: policy_status
            datatype: String
            role: dimension
            values: [In Force, Cancelled]
          - name: line
            expression: line
            datatype: String
            role: dimension
            values: [Home, Auto]
          - {name: is_renewed, expression: is_renewed, datatype: Boolean, role: dimension}
      - name: premiums
        source: premiums
        primary_key: [premium_id]
        time: paid_on
        fields:
          - {name: premium_id, expression: premium_id, datatype: Integer, role: key}
          - {name: policy_id, expression: policy_id, datatype: Integer, role: key}
          - {name: paid_on, expression: paid_on, datatype: Date, role: time}
          - {name: premium_amount, expression: premium_amount, datatype: Decimal, role: measure,
             unit: USD}
      - name: agents
        source: agents
        primary_key: [agent_id]
        fields:
          - {name: agent_id, expression: agent_id, datatype: Integer, role: key}
          - {name: agent_name, expression: agent_name, datatype: String, role: dimension}
      - name: visits
        source: visits
        primary_key: [visit_id]
        time: visited_on
        fields:
          - {name: visit_id, expression: visit_id, datatype: Integer, role: key}
          - {name: visited_on, expression: visited_on, datatype: Date, role: time}
    relationships:
      - {name: of_policy, from: premiums, to: policies, from_columns: [policy_id],
         to_columns: [policy_id]}
      - {name: of_agent, from: policies, to: agents, from_columns: [agent_id],
         to_columns: [agent_id]}
    metrics:
      - {name: policy_count, label: Number of policies, expression: COUNT(*), dataset: policies,
         unit: count}
      - {name: total_premium, expression: SUM(premiums.premium_amount), dataset: premiums,
         unit: USD}
      - {name: earned, expression: SUM(premiums.premium_amount), dataset: premiums, unit: USD}
      - {name: home_earnings, dataset: premiums, unit: USD,
         expression: SUM(CASE WHEN policies.line = 'Home' THEN premiums.premium_amount END)}
      - {name: auto_earnings, dataset: premiums, unit: USD,
         expression: SUM(CASE WHEN policies.line = 'Auto' THEN premiums.premium_amount END)}
      - {name: visits, expression: COUNT(*), dataset: visits, unit: count}
      - {name: average_premium, label: Average premium paid,
         expression: AVG(premiums.premium_amount), dataset: premiums, unit: USD}
""",
    origin="insurance.yml",
)
POLICY = (
    "policy_id agent_id policy_number policy_begin_date cancellation_date policy_expiration_date "
    "policy_status line is_renewed"
)
POLICIES = [
    # id, agent, number, begun, cancelled, expires, status, line, renewed
    (1, 1, "P-24-1", date(2025, 1, 5), date(2026, 5, 4), date(2026, 8, 1), "Cancelled", "Home",
     True),
    (2, 2, "P-24-2", date(2026, 2, 1), date(2026, 6, 9), date(2026, 9, 1), "Cancelled", "Auto",
     False),
    (3, 2, "P-25-7", date(2026, 5, 3), None, date(2027, 5, 3), "In Force", "Home", True),
    (4, 3, "P-25-8", date(2026, 6, 8), None, date(2027, 6, 8), "In Force", "Auto", True),
]  # fmt: skip
PREMIUMS = [
    (1, 1, date(2026, 5, 1), Decimal(100)),
    (2, 2, date(2026, 5, 2), Decimal(40)),
    (3, 3, date(2026, 6, 3), Decimal(7)),
    (4, 4, date(2026, 6, 9), Decimal(3)),
]
VISITS = [(1, date(2026, 5, 1)), (2, date(2026, 6, 2)), (3, date(2026, 6, 9))]
AGENTS = [(1, "Ann Lee"), (2, "Ann Lee"), (3, "Bo Ray")]


@pytest.fixture(scope="module")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    """Asks about the policies."""
    tables = {
        "policies": columns_of(POLICY, POLICIES),
        "premiums": columns_of("premium_id policy_id paid_on premium_amount", PREMIUMS),
        "visits": columns_of("visit_id visited_on", VISITS),
        "agents": columns_of("agent_id agent_name", AGENTS),
    }
    folder = tmp_path_factory.mktemp("insurance")
    metrics = make_service(folder, tables, model=MODEL, today=TODAY)
    return Asker(metrics=metrics, lexicon=Lexicon(MODEL))


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        # What happened, by the day it did; without a time, the state.
        ("how many policies were cancelled in June 2026", [(1.0,)]),
        ("how many policies are cancelled", [(2.0,)]),
        ("how many policies begin in 2026", [(3.0,)]),
        ("policies cancelled by line in June 2026", [("Auto", 1.0)]),
        ("premium of renewed policies in May 2026", [(100.0,)]),
        # What is still to come.
        ("how many policies expire in 2027", [(2.0,)]),
        ("how many policies will expire in 2026", [(2.0,)]),
        ("how many policies expire after 2026", [(2.0,)]),
        ("policies that expire after August 2026",
         [("P-24-2", date(2026, 9, 1)), ("P-25-7", date(2027, 5, 3)),
          ("P-25-8", date(2027, 6, 8))]),
        # What is true of things.
        ("number of renewed home policies", [(2.0,)]),
        ("how many policies are not renewed", [(1.0,)]),
        ("renewed policies by line", [("Auto", 1.0), ("Home", 2.0)]),
        # What things come to, and how many they are.
        ("how much premium in May 2026", [(140.0,)]),
        ("what is the premium for June 2026", [(10.0,)]),
        ("what is the premium of auto policies", [(43.0,)]),
        ("premium by line", [("Auto", 43.0), ("Home", 107.0)]),
        ("how many premiums in May 2026", [(2.0,)]),
        ("total premium per line", [("Auto", 43.0), ("Home", 107.0)]),
        ("what percent of premium is from auto policies", [(43 / 150,)]),
        ("mean premium paid in June 2026", [(5.0,)]),
        # Of what nothing leads to each is computed for itself.
        ("earned per visit in June 2026", [(5.0,)]),
        # What is asked for is the things, and not how many there are.
        ("policies with an average premium below 10", [("P-25-7", 7.0), ("P-25-8", 3.0)]),
        ("how many agents have at least one premium", [(3.0,)]),
        # Called by their last word together.
        ("home and auto earnings in June 2026", [(7.0, 3.0)]),
        # Things are told apart by what only one of them has.
        ("total premium by agent name", [
            (1.0, "Ann Lee", 100.0), (2.0, "Ann Lee", 47.0), (3.0, "Bo Ray", 3.0),
        ]),
        ("top 2 policies by total premium", [("P-24-1", 100.0), ("P-24-2", 40.0)]),
        ("latest 2 policies with policy number", [
            ("P-25-7", date(2026, 5, 3)), ("P-25-8", date(2026, 6, 8)),
        ]),
        ("total premium of policy P-24-2", [(40.0,)]),
    ],
)  # fmt: skip
def test_states_and_sums(asker: Asker, question: str, rows: list[tuple[object, ...]]) -> None:
    assert sorted(rows_of(ask(asker, question)), key=str) == sorted(rows, key=str)


@pytest.mark.parametrize("words", [
    "close closed closes closing", "cancel cancelled canceled cancellation",
    "expire expires expired expiration", "settle settled settlement", "pay paid payment",
    "create created creation", "terminate terminated termination", "open opened opening",
])  # fmt: skip
def test_forms_of_a_verb_have_one_root(words: str) -> None:
    assert len({root(word) for word in words.split()}) == 1


def test_other_verbs_have_other_roots() -> None:
    words = "close cancel expire settle pay create terminate open sign start end issue".split()
    assert len({root(word) for word in words}) == len(words)


@pytest.mark.parametrize(
    "question",
    [
        "policies about to expire",  # nobody says when
        "premiums that expire next month",  # their policies do
        "how many renewed",  # it is true of things, and no number of them
    ],
)
def test_what_happens_to_other_things_or_some_day_is_refused(asker: Asker, question: str) -> None:
    assert ask(asker, question).status == "refused"
