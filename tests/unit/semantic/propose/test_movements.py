"""Running stocks of tables of movements: stock on hand, balances of accounts."""

import pytest

from boardroom.semantic.model import MovementTime
from tests.unit.semantic.propose.test_metrics import Shop

MOVES = """SELECT i AS move_id, 'sku' || i % 7 AS item_code,
           DATE '2024-01-01' + (i // 4)::INT AS moved_on,
           CASE WHEN i % 3 = 2 THEN -2 ELSE 3 END AS qty FROM range(300) AS t(i)"""
BANK = """SELECT i AS entry_no, i % 3 AS account_id, DATE '2024-01-01' + (i // 4)::INT AS booked_on,
          CASE WHEN i % 3 = 0 THEN 'withdrawal' ELSE 'deposit' END AS kind, 10.5 + i AS amount
          FROM range(300) AS t(i)"""


def test_stock_on_hand_is_the_running_sum_of_signed_moves() -> None:
    shop = Shop(stock_moves=MOVES)
    found = dict(shop.months("stock_on_hand"))
    assert found["2024-02-01"] == shop.plain(
        "SUM(qty) FROM stock_moves WHERE moved_on < DATE '2024-03-01'"
    )
    assert isinstance(shop.metric("stock_on_hand").time, MovementTime)
    issued = dict(shop.months("stock_issued"))["2024-02-01"]
    assert issued == shop.plain("-SUM(qty) FROM stock_moves WHERE qty < 0 AND month(moved_on) = 2")


def test_a_column_of_directions_gives_amounts_their_sign() -> None:
    shop = Shop(bank_transactions=BANK)
    signed = "SUM(CASE WHEN kind = 'deposit' THEN amount ELSE -amount END) FROM bank_transactions"
    assert shop.total("account_balance") == pytest.approx(shop.plain(signed))
    until = shop.plain(f"{signed} WHERE booked_on < DATE '2024-02-01'")
    assert dict(shop.months("account_balance"))["2024-01-01"] == pytest.approx(until)
    out = shop.plain("SUM(amount) FROM bank_transactions WHERE kind = 'withdrawal'")
    assert shop.total("cash_out") == pytest.approx(out)


@pytest.mark.parametrize(
    ("was", "now", "why"),
    [
        ("CASE WHEN i % 3 = 2 THEN -2 ELSE 3 END", "1 + i % 5", "whether it adds or takes away"),
        ("THEN -2 ELSE 3", "THEN -9 ELSE 3", "ends below nothing"),
    ],
)
def test_movements_without_a_sign_or_a_beginning_are_no_stock(was: str, now: str, why: str) -> None:
    shop = Shop(stock_moves=MOVES.replace(was, now))
    assert "stock_on_hand" not in shop.model.metric_by_name
    assert any(why in note.text for note in shop.proposal.notes)
