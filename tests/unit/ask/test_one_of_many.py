"""What is said of one of many things is said of one and the same. Ada has read a promotion, not the
news, Ben the news and not a promotion, Cleo both."""

from datetime import date

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
  - name: mail
    datasets:
      - name: users
        source: users
        primary_key: [id]
        fields:
          - {name: id, expression: id, datatype: Integer, role: key}
          - {name: user_name, expression: user_name, datatype: String, role: attribute}
      - name: messages
        source: messages
        primary_key: [id]
        fields:
          - {name: id, expression: id, datatype: Integer, role: key}
          - {name: user_id, expression: user_id, datatype: Integer, role: key}
          - {name: status, expression: status, datatype: String, role: dimension,
             values: [read, unread]}
          - {name: type, expression: type, datatype: String, role: dimension,
             values: [promotion, news]}
      - name: balances
        source: balances
        primary_key: [user_id, day]
        time: {snapshot: day, entity: user_id}
        fields:
          - {name: user_id, expression: user_id, datatype: Integer, role: key}
          - {name: day, expression: day, datatype: Date, role: time}
          - {name: balance, expression: balance, datatype: Integer, role: measure}
    relationships:
      - name: balances_to_users
        from: balances
        to: users
        from_columns: [user_id]
        to_columns: [id]
      - name: messages_to_users
        from: messages
        to: users
        from_columns: [user_id]
        to_columns: [id]
    metrics:
      - {name: users, expression: COUNT(*), dataset: users, unit: count}
"""
)
BALANCES = [(1, date(2026, 6, 1), -5), (1, date(2026, 6, 30), 5), (2, date(2026, 6, 30), 7)]
MESSAGES = [
    (1, 1, "read", "promotion"),
    (2, 1, "unread", "news"),
    (3, 2, "unread", "promotion"),
    (4, 2, "read", "news"),
    (5, 3, "read", "promotion"),
    (6, 3, "read", "news"),
]


@pytest.fixture(scope="module")
def mail(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    tables = {
        "users": columns_of("id user_name", [(1, "Ada"), (2, "Ben"), (3, "Cleo")]),
        "messages": columns_of("id user_id status type", MESSAGES),
        "balances": columns_of("user_id day balance", BALANCES),
    }
    metrics = make_service(tmp_path_factory.mktemp("mail"), tables, model=MODEL, today=TODAY)
    return Asker(metrics=metrics, lexicon=Lexicon(MODEL))


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("list users with a read promotion", ["Ada", "Cleo"]),
        ("list users with an unread promotion", ["Ben"]),
        ("list users with a read news message", ["Ben", "Cleo"]),
        ("list users with unread promotion messages", ["Ben"]),
    ],
)
def test_all_is_said_of_one_and_the_same(mail: Asker, question: str, names: list[str]) -> None:
    assert [row[1] for row in rows_of(ask(mail, question))] == names


def test_what_there_is_now_is_not_what_there_ever_was(mail: Asker) -> None:
    """Ada's balance was below zero once, and nobody's is today."""
    assert ask(mail, "list users with a balance below 0").status == "refused"
