"""Cases that come and go: what is open is a stock, what was closed belongs to its closing day."""

import pytest

from tests.unit.semantic.propose.test_metrics import Shop

RAISED = "TIMESTAMP '2024-01-01 08:00:00' + to_days((i // 2)::INT)"
STATUS = "CASE WHEN i % 10 < 7 THEN 'Done' ELSE 'New' END"
CASES = f"""SELECT i AS case_id, {RAISED} AS raised_at, 'p' || i % 3 AS priority,
            {STATUS} AS status,
            CASE WHEN i % 10 < 7 THEN {RAISED} + to_hours((12 + 48 * (i % 7))::INT) END AS solved_at
            FROM range(200) AS t(i)"""
HELD = """COUNT(*) FROM help_cases WHERE raised_at < DATE '{day}'
          AND COALESCE(solved_at >= DATE '{day}', true)"""


def test_open_cases_are_those_raised_and_not_yet_solved_at_the_end() -> None:
    shop = Shop(help_cases=CASES)
    found = dict(shop.months("open_tickets"))
    for month, day in (("2024-01-01", "2024-02-01"), ("2024-03-01", "2024-04-01")):
        assert found[month] == shop.plain(HELD.format(day=day)), month
    assert shop.total("open_tickets") == shop.plain("COUNT(*) - COUNT(solved_at) FROM help_cases")


def test_solved_cases_and_their_duration_belong_to_the_month_of_the_solution() -> None:
    shop = Shop(help_cases=CASES)
    in_march = "FROM help_cases WHERE date_trunc('month', solved_at) = DATE '2024-03-01'"
    solved = shop.plain(f"COUNT(*) {in_march}")
    hours = shop.plain(f"AVG(epoch(solved_at - raised_at)) / 3600 {in_march}")
    raised = shop.plain("COUNT(*) FROM help_cases WHERE month(raised_at) = 3")
    assert dict(shop.months("resolved_tickets"))["2024-03-01"] == solved
    assert dict(shop.months("resolution_time"))["2024-03-01"] == pytest.approx(hours)
    assert dict(shop.months("resolution_rate"))["2024-03-01"] == pytest.approx(solved / raised)


def test_ends_that_contradict_the_status_make_no_stock() -> None:
    shop = Shop(help_cases=CASES.replace("i % 10 < 7 THEN 'Done'", "i % 10 < 9 THEN 'Done'"))
    done = shop.plain("COUNT(*) FROM help_cases WHERE status <> 'Done'")
    assert shop.total("open_tickets") == done
    assert any("contradicts status" in note.text for note in shop.proposal.notes)
