"""What subscriptions tell of customers: renewals, changes of plan, churn, net revenue retention."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from boardroom.semantic.model import IntervalTime
from tests.unit.semantic.propose.test_metrics import Shop

Term = tuple[str, date, date | None, float]

TERMS: list[Term] = [
    ("a", date(2024, 1, 1), date(2024, 3, 1), 20),
    ("a", date(2024, 3, 1), None, 35.5),
    ("b", date(2024, 1, 1), date(2024, 2, 1), 50),
    ("b", date(2024, 2, 1), date(2024, 4, 1), 30),
    ("c", date(2024, 1, 15), date(2024, 2, 15), 10),
    ("c", date(2024, 4, 10), None, 12.25),
    ("d", date(2024, 2, 1), date(2024, 4, 1), 80),
    ("d", date(2024, 4, 1), None, 80),
    ("e", date(2024, 5, 1), date(2024, 6, 1), 9),
    ("f", date(2024, 6, 1), None, 7),
]
MONTHS = [date(2024, number, 1) for number in range(1, 8)]
RATES = ("nrr", "grr", "churn_rate")
MONEY = ("mrr", "new_mrr", "expansion_mrr", "contraction_mrr", "churned_mrr", "reactivation_mrr")


def _memberships(terms: list[Term], *, last_day: bool = False) -> str:
    """A table of terms; with ``last_day`` an end is the last day instead of the day after."""
    back = timedelta(days=1 if last_day else 0)
    rows = []
    for number, (who, start, end, fee) in enumerate(terms):
        until = f"DATE '{end - back}'" if end else "NULL"
        rows.append(f"({number}, '{who}', DATE '{start}', {until}, {fee})")
    columns = "membership_no, member_id, start_date, end_date, monthly_fee"
    return f"SELECT * FROM (VALUES {', '.join(rows)}) AS t({columns})"


def _held(day: date, terms: list[Term] = TERMS) -> dict[str, float]:
    """What each member pays just before ``day``."""
    held: dict[str, float] = {}
    for who, start, end, fee in terms:
        if start < day and (end is None or end >= day):
            held[who] = held.get(who, 0) + fee
    return held


def _expected() -> dict[str, dict[str, float | None]]:
    """Every figure by month from each member's fee at the start and at the end of it."""
    found: dict[str, dict[str, float | None]] = {name: {} for name in (*MONEY, *RATES)}
    met: set[str] = set()
    for first, after in pairwise(MONTHS):
        old, new, month = _held(first), _held(after), str(first)
        gains = {who: new.get(who, 0) - old.get(who, 0) for who in {*old, *new}}
        opening, stay = sum(old.values()), old.keys() & new.keys()
        more = sum(gains[who] for who in stay if gains[who] > 0)
        less = -sum(gains[who] for who in stay if gains[who] < 0)
        gone = sum(old[who] for who in old.keys() - new.keys())
        come = new.keys() - old.keys()
        found["mrr"][month] = sum(new.values())
        found["new_mrr"][month] = sum(new[who] for who in come - met)
        found["reactivation_mrr"][month] = sum(new[who] for who in come & met)
        found["expansion_mrr"][month] = more
        found["contraction_mrr"][month] = less
        found["churned_mrr"][month] = gone
        found["nrr"][month] = sum(new.get(who, 0) for who in old) / opening if old else None
        found["grr"][month] = (opening - less - gone) / opening if old else None
        found["churn_rate"][month] = len(old.keys() - new.keys()) / len(old) if old else 0
        met |= new.keys()
    return found


@pytest.mark.parametrize("last_day", [False, True])
def test_retention_follows_customers_through_renewals_and_changes(*, last_day: bool) -> None:
    shop = Shop(memberships=_memberships(TERMS, last_day=last_day))
    for name, expected in _expected().items():
        found = dict(shop.months(name))
        for month, value in expected.items():
            had = found[month] or (0 if name in MONEY else found[month])
            assert had == (value if value is None else pytest.approx(value)), (name, month)
    fields = {f.name: f for f in shop.model.dataset_by_name["mrr_changes"].fields}
    assert fields["change_kind"].role == "attribute"  # No balance is split by it.
    assert "Right for a month" in (shop.metric("nrr").description or "")
    assert shop.metric("nrr").max_grain == shop.metric("grr").max_grain == "month"
    assert "churned_subscriptions" not in shop.model.metric_by_name
    assert any("followed by another row" in note.text for note in shop.proposal.notes)
    inclusive = any("is the last day" in note.text for note in shop.proposal.notes)
    assert inclusive == last_day


def test_paying_customers_and_arr_are_those_at_the_end() -> None:
    shop = Shop(memberships=_memberships(TERMS))
    paying, arr = dict(shop.months("active_customers")), dict(shop.months("arr"))
    for first, after in pairwise(MONTHS):
        assert paying[str(first)] == len(_held(after))
        assert arr[str(first)] == pytest.approx(12 * sum(_held(after).values()))


def test_several_subscriptions_at_a_time_are_told_wherever_they_count() -> None:
    both: list[Term] = [*TERMS, ("a", date(2024, 2, 1), None, 5)]
    shop = Shop(memberships=_memberships(both))
    for name in ("mrr", "arr", "active_subscriptions", "customers", "nrr", "expansion_mrr"):
        assert "several memberships at a time" in (shop.metric(name).description or ""), name
    assert dict(shop.months("mrr"))["2024-02-01"] == sum(_held(date(2024, 3, 1), both).values())
    alone = Shop(memberships=_memberships(TERMS))
    assert "several" not in (alone.metric("mrr").description or "")


def test_ends_after_the_last_start_are_plans() -> None:
    later: list[Term] = [*TERMS[:-1], ("f", date(2024, 6, 1), date(2024, 9, 1), 7)]
    shop = Shop(memberships=_memberships(later))
    assert not dict(shop.months("churned_mrr"))["2024-09-01"]


def test_customers_of_one_subscription_each_make_no_changes() -> None:
    rows = """SELECT i AS contract_no, i AS client_id, DATE '2024-01-01' + i::INT AS start_date,
              CASE WHEN i % 3 = 0 THEN DATE '2024-03-01' + i::INT END AS end_date,
              10.5 + i % 7 AS mrr FROM range(60) AS t(i)"""
    shop = Shop(contracts=rows)
    assert {"mrr", "churn_rate", "churned_subscriptions"} <= shop.model.metric_by_name.keys()
    assert not {"nrr", "expansion_mrr"} & shop.model.metric_by_name.keys()


def _yearly(leave: dict[int, date], *, fixed: bool = False) -> list[Term]:
    """Forty clients who come each on 1 January, stay through the year and mostly come again."""
    years = (date(2023, 1, 1), date(2024, 1, 1), date(2025, 1, 1))
    terms: list[Term] = []
    for number in range(40):
        gone = leave.get(number)
        for start, after in pairwise(years):
            if gone is not None and gone <= start:
                break
            end = after if fixed or start.year == 2023 else None
            if gone is not None and gone < after:
                end = gone
            terms.append((f"c{number}", start, end, 10 + number % 4))
    return terms


LEAVE = {n: date(2023 + n % 2, 2 + n % 8, 15) for n in range(0, 40, 4)} | {
    n: date(2024, 3 + n % 6, 20) for n in range(1, 40, 5)
}


def test_ends_after_a_yearly_intake_count_as_they_happen() -> None:
    terms = _yearly(LEAVE)
    shop = Shop(contracts=_memberships(terms))
    paying, churn = dict(shop.months("active_customers")), dict(shop.months("churned_mrr"))
    for first, after in pairwise([*MONTHS, date(2024, 8, 1), date(2024, 9, 1)]):
        old, new = _held(first, terms), _held(after, terms)
        assert paying[str(first)] == len(new)
        assert (churn[str(first)] or 0) == sum(old[who] for who in old.keys() - new.keys())
    assert len(_held(MONTHS[-1], terms)) < len(_held(MONTHS[1], terms))


def test_ends_count_as_far_as_other_events_reach() -> None:
    stopped: list[Term] = [*TERMS[:-1], ("f", date(2024, 6, 1), date(2024, 9, 1), 7)]
    calls = "SELECT i AS call_no, DATE '2024-09-20' - i::INT AS called_on FROM range(90) AS t(i)"
    shop = Shop(memberships=_memberships(stopped), calls=calls)
    assert dict(shop.months("churned_mrr"))["2024-09-01"] == 7


def test_no_changes_where_plans_and_facts_look_alike() -> None:
    terms = _yearly(LEAVE, fixed=True)
    shop = Shop(leases=_memberships(terms, last_day=True))
    assert not {"active_customers", "nrr", "churned_mrr"} & shop.model.metric_by_name.keys()
    assert any("look alike" in note.text for note in shop.proposal.notes)
    assert dict(shop.months("mrr"))["2024-06-01"] == sum(_held(date(2024, 7, 1), terms).values())


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("valid_from", "valid_to"),
        ("cover_from", "cover_to"),
        ("begin_date", "end_date"),
        ("start_on", "expiry"),
        ("joined", "left_on"),
        ("effective_date", "expiration_date"),
    ],
)
@pytest.mark.parametrize("last_day", [False, True])
def test_two_moments_named_as_a_pair_are_start_and_end(
    first: str, last: str, *, last_day: bool
) -> None:
    rows = _memberships(TERMS, last_day=last_day)
    renamed = rows.replace("start_date", first).replace("end_date", last)
    shop = Shop(policies=renamed.replace("membership_no", "policy_no"))
    found = dict(shop.months("mrr"))
    for month, after in pairwise(MONTHS):
        assert found[str(month)] == pytest.approx(sum(_held(after).values()))


def test_moments_out_of_order_are_no_pair() -> None:
    rows = """SELECT i AS policy_no, i % 9 AS client_id, DATE '2024-03-01' + i::INT AS valid_from,
              DATE '2024-05-01' - i::INT AS valid_to, 10 AS monthly_fee FROM range(60) AS t(i)"""
    time = Shop(policies=rows).model.dataset_by_name["policies"].time
    assert not isinstance(time, IntervalTime)


def test_what_was_promised_from_and_to_is_no_pair() -> None:
    rows = """SELECT i AS policy_no, i % 9 AS client_id,
              DATE '2024-01-01' + i::INT AS expected_from,
              DATE '2024-05-01' + i::INT AS expected_to, 10 AS monthly_fee FROM range(60) AS t(i)"""
    time = Shop(policies=rows).model.dataset_by_name["policies"].time
    assert not isinstance(time, IntervalTime)
