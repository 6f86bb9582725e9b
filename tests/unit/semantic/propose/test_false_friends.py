"""What looks like a join, a total, a rate or a customer and is none."""

import pytest

from boardroom.semantic.propose.propose import Proposal
from tests.unit.semantic.propose.memory import MemoryEngine, propose
from tests.unit.semantic.propose.test_metrics import DAY, Shop

MERCHANTS = "SELECT i AS mid, 'Shop ' || i AS name FROM range(1, 16) AS t(i)"
COUPONS = (
    "SELECT i + 100 AS cid, i AS merchant_id, 'CODE' || i AS code, DATE '2024-01-01' AS created_at "
    "FROM range(1, 11) AS t(i)"
)
BALANCES = (
    "SELECT 1 + i % 10 AS merchant_id, i * 1.5 AS balance, DATE '2024-01-01' + (i // 10)::INT "
    "AS updated_at FROM range(40) AS t(i)"
)


def _proposal(**tables: str) -> Proposal:
    engine = MemoryEngine()
    for name, select in tables.items():
        engine.add(name, select)
    return propose(engine)


def _metrics(proposal: Proposal) -> dict[str, str]:
    return {metric.name: metric.expression.sql for metric in proposal.model.metrics}


def test_a_key_joins_the_table_of_its_stem_though_the_key_there_is_short() -> None:
    tables = {"div_merchants": MERCHANTS, "div_coupons": COUPONS, "div_balances_daily": BALANCES}
    model = _proposal(**tables).model
    links = {(link.from_columns, link.to_dataset, link.to_columns) for link in model.relationships}
    merchants = next(d.name for d in model.datasets if d.source == "div_merchants")
    assert links == {(("merchant_id",), merchants, ("mid",))}


def test_a_foreign_key_that_happens_to_be_unique_is_no_target() -> None:
    model = _proposal(coupons=COUPONS, wallet_balances=BALANCES).model
    assert model.relationships == ()


@pytest.mark.parametrize("key", ["mid", "uid", "txid"])
def test_short_ids_are_keys_and_not_averaged(key: str) -> None:
    rows = f"SELECT i AS {key}, i * 2.5 AS amount FROM range(1, 31) AS t(i)"
    found = _proposal(things=rows)
    assert found.model.datasets[0].primary_key == (key,)
    assert f"average_{key}" not in _metrics(found)


def test_bounds_are_averaged_with_little_confidence() -> None:
    rows = (
        "SELECT i AS id, 10.0 + i AS min_purchase_amount, 50.0 + i AS max_discount_amount, "
        "100.5 * i AS amount_limit, 20 + i AS redemption_limit FROM range(1, 41) AS t(i)"
    )
    metrics = {metric.name: metric for metric in _proposal(offers=rows).model.metrics}
    for column in ("min_purchase_amount", "max_discount_amount", "amount_limit"):
        bound = metrics[f"average_{column}"]
        assert bound.expression.sql.startswith("AVG(")
        assert bound.confidence is not None
        assert bound.confidence.score < 0.5
        assert bound.direction is None
    assert metrics["average_redemption_limit"].unit is None


def test_amounts_of_which_some_are_percent_have_no_metric() -> None:
    rows = (
        "SELECT i AS id, CASE WHEN i % 2 = 0 THEN 'percentage' ELSE 'fixed_amount' END AS "
        "discount_type, 1.5 * i AS discount_value FROM range(1, 41) AS t(i)"
    )
    found = _proposal(coupons=rows)
    assert not [sql for sql in _metrics(found).values() if "discount_value" in sql]
    assert any(note.where == "coupons.discount_value" for note in found.notes)


def test_numbered_types_are_no_rates_but_numbered_flags_are() -> None:
    rows = (
        "SELECT i AS id, i % 2 AS sender_type, i % 2 AS is_paid, 1.5 * i AS amount "
        "FROM range(1, 41) AS t(i)"
    )
    metrics = _metrics(_proposal(transfers=rows))
    assert "sender_type_rate" not in metrics
    assert "paid_rate" in metrics


def test_rows_by_day_and_dimension_are_not_counted() -> None:
    spend = (
        "SELECT DATE '2024-01-01' + (i // 3)::INT AS spend_date, ['a', 'b', 'c'][1 + i % 3] AS "
        "channel, 1.5 * i AS ad_spend FROM range(90) AS t(i)"
    )
    found = _proposal(ad_spend=spend)
    assert "COUNT(*)" not in _metrics(found).values()
    assert [note for note in found.notes if note.text.startswith("its rows are not counted")]


def _companies(facts: str) -> Proposal:
    owners = (
        "SELECT i AS organisation_id, 'Group ' || i AS organisation_name, DATE '2020-01-01' + "
        "i::INT AS created_date FROM range(1, 5) AS t(i)"
    )
    rows = (
        "SELECT i AS entry_id, 1 + i % 4 AS organisation_id, ['Revenue', 'Expense'][1 + i % 2] AS "
        "account_class, 1.5 * i AS net_amount, DATE '2024-01-01' + i::INT AS date "
        "FROM range(1, 101) AS t(i)"
    )
    deals = (
        "SELECT i AS order_id, 1 + i % 4 AS organisation_id, 1.5 * i AS amount, "
        "DATE '2024-01-01' + i::INT AS order_date FROM range(1, 101) AS t(i)"
    )
    return _proposal(organisations=owners, **{facts: rows if facts == "ledger" else deals})


def test_companies_that_keep_the_books_are_no_customers() -> None:
    found = _companies("ledger")
    assert "customers" not in _metrics(found)
    owners = next(d for d in found.model.datasets if d.name == "organisations")
    assert owners.department == "finance"


def test_companies_that_order_are_customers() -> None:
    owners = next(d for d in _companies("orders").model.datasets if d.name == "organisations")
    assert owners.department == "customer"


def test_a_count_is_named_after_the_rows_and_not_after_a_word_of_the_file() -> None:
    ads = f"""SELECT i AS ad_id, {DAY} AS day, 100 + i AS impressions, i % 9 AS clicks,
              i % 3 AS conversions FROM range(60) AS t(i)"""
    crews = "SELECT 'n' || i AS service_agent, 'm' || i % 3 AS chief FROM range(40) AS t(i)"
    shop = Shop(social_ads_conversions=ads, service_teams=crews)
    counts = {m.name: m.dataset for m in shop.model.metrics if m.expression.sql == "COUNT(*)"}
    assert counts == {"ads": "social_ads_conversions", "service_agents": "service_teams"}


def test_a_length_of_time_that_is_often_negative_is_not_averaged() -> None:
    rows = f"""SELECT i AS claim_no, {DAY} AS filed_on, 5 + i AS amount, 'd' || i % 3 AS department,
               i % 40 - 12.5 AS handling_hours, i % 40 + 0.5 AS waiting_hours
               FROM range(200) AS t(i)"""
    shop = Shop(expense_claims=rows)
    used = " ".join(m.expression.sql for m in shop.model.metrics)
    assert "handling_hours" not in used
    assert "waiting_hours" in used
    assert any("negative in" in note.text for note in shop.proposal.notes)


def test_scattered_codes_are_no_measure_and_counts_are() -> None:
    rows = f"""SELECT i AS visit_id, {DAY} AS day, 2 + 7 * (i % 30) AS topic, i % 30 AS depth_seen
               FROM range(900) AS t(i)"""
    shop = Shop(web_sessions=rows)
    averaged = {m.name for m in shop.model.metrics if m.expression.sql.startswith("AVG")}
    assert "average_topic" not in averaged
    assert "average_depth_seen" in averaged


def test_rows_of_a_snapshot_are_not_counted() -> None:
    rows = """SELECT i % 20 AS account_id, DATE '2024-01-01' + (i // 20)::INT AS day,
              100.5 + i AS balance FROM range(400) AS t(i)"""
    shop = Shop(account_balances=rows)
    assert not any(m.expression.sql == "COUNT(*)" for m in shop.model.metrics)
    assert shop.total("balance") == shop.plain(
        "SUM(balance) FROM account_balances WHERE day = DATE '2024-01-20'"
    )
