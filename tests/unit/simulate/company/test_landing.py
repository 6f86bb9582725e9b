"""Where the last complete month of a company of scale 1 lands: computed, near the documented."""

from datetime import date
from pathlib import Path

import pytest

from boardroom.simulate.company import CompanySpec
from tests.unit.simulate.company.world import World, make_world

LANDING = {
    "revenue": (5.2e6, 0.10),
    "arr": (62e6, 0.10),
    "margin": (0.29, 0.20),
    "nps": (42, 0.25),
    "uptime": (0.998, 0.0015),
    "closed_deals": (245, 0.20),
    "leads": (3420, 0.08),
    "customers": (1850, 0.08),
}
"""Figure and relative tolerance: about three deviations between seeds."""


def _figures(world: World) -> dict[str, float]:
    month = "BETWEEN DATE '2026-06-01' AND TIMESTAMP '2026-06-30 23:59:59'"

    def booked(account_class: str) -> float:
        where = f"account_class = '{account_class}' AND posting_date {month}"
        return float(world.value(f"SELECT sum(amount) FROM ledger WHERE {where}"))

    def of(expression: str, table: str, where: str) -> float:
        return float(world.value(f"SELECT {expression} FROM {table} WHERE {where}"))

    promoters = "100 * avg((nps_score >= 9)::INT - (nps_score <= 6)::INT)"
    return {
        "revenue": booked("Revenue"),
        "margin": 1 - booked("Expense") / booked("Revenue"),
        "arr": of("12 * sum(mrr)", "subscriptions", "end_date IS NULL"),
        "customers": of("count(*)", "subscriptions", "end_date IS NULL"),
        "nps": of(promoters, "nps_answers", f"answered_date {month}"),
        "uptime": 1
        - of("sum(failed_checks) / sum(checks)", "uptime_checks", f"check_date {month}"),
        "closed_deals": of("count(*)", "deals", f"closed_at {month}"),
        "leads": of("count(*)", "leads", f"created_at {month}"),
    }


@pytest.mark.slow
@pytest.mark.parametrize("seed", [7, 8])
def test_the_last_complete_month_lands_near_its_figures(tmp_path: Path, seed: int) -> None:
    world = make_world(
        tmp_path / "data", CompanySpec(until=date(2026, 7, 1), seed=seed, incidents="none")
    )

    figures = _figures(world)

    assert set(figures) == set(LANDING)
    far = {
        name: figures[name]
        for name, (wanted, tolerance) in LANDING.items()
        if abs(figures[name] - wanted) > tolerance * wanted
    }
    assert not far, figures
    assert 1.8e6 < sum(world.company.rows.values()) < 2.6e6
