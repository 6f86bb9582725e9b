"""How much stock to keep: demand over the lead time, safety stock, reorder point. Pure.

The forecast of demand comes from the caller; how far it is off is measured on the past.

Safety stock is z √(σ² + d̄² σ_L²): σ the measured error of the forecast of demand over one lead
time, d̄ the demand of a period, σ_L the deviation of lead times, z the normal quantile of the
service level. The reorder point is demand over the lead time plus safety stock.

Source: E. A. Silver, D. F. Pyke and D. J. Thomas, Inventory and Production Management in Supply
    Chains, 4th edition (2017), chapters 6.7 and 6.10.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean, pstdev

import numpy as np

from boardroom.errors import UsageError

Forecast = Callable[[Sequence[float], int], Sequence[float]]
"""From past demand per period, and how many periods, to what to expect of each of these."""

_FEWEST_TESTS = 8


@dataclass(frozen=True, kw_only=True)
class StockPlan:
    """How much to keep of one thing, in its units.

    Attributes:
        demand: expected over the usual lead time.
        deviation: standard deviation of demand over the lead time around that.
        safety_stock: kept for what cannot be foreseen.
        reorder_point: order when stock (on hand and on order) falls to it.
        service_level: the share of replenishment cycles without running out.
        cover: periods that the stock lasts at the demand expected; None = no demand.
        order_now: whether the stock is at or below the reorder point.
        tests: past lead times that the deviation was measured on.
    """

    demand: float
    deviation: float
    safety_stock: float
    reorder_point: float
    service_level: float
    cover: float | None
    order_now: bool
    tests: int


def plan_stock(
    demand: Sequence[float],
    lead_times: Sequence[float],
    *,
    stock: float,
    forecast: Forecast,
    service_level: float = 0.95,
) -> StockPlan | None:
    """The plan for one thing; None where its past is too short to measure how far a forecast is
    off.

    Args:
        demand: units per period, oldest first, without gaps.
        lead_times: past times from order to arrival, in periods.
        stock: on hand and on order.
        forecast: expects demand.
        service_level: between 0.5 and 1.

    Raises:
        UsageError: the service level is not between 0.5 and 1, or there is no lead time.
    """
    if not 0.5 <= service_level < 1.0:
        raise UsageError(f"a service level of {service_level} is not between 0.5 and 1")
    if not lead_times:
        raise UsageError("no lead time is known")
    periods = max(1, round(fmean(lead_times)))
    errors = _errors(demand, periods, forecast)
    if len(errors) < _FEWEST_TESTS:
        return None
    expected = max(0.0, float(sum(forecast(demand, periods))))
    per_period = expected / periods
    own = float(np.sqrt(np.mean(np.square(errors))))
    late = per_period * (pstdev(lead_times) if len(lead_times) > 1 else 0.0)
    deviation = float(np.hypot(own, late))
    safety = NormalDist().inv_cdf(service_level) * deviation
    point = expected + safety
    return StockPlan(
        demand=expected,
        deviation=deviation,
        safety_stock=safety,
        reorder_point=point,
        service_level=service_level,
        cover=stock / per_period if per_period > 0 else None,
        order_now=stock <= point,
        tests=len(errors),
    )


def _errors(demand: Sequence[float], periods: int, forecast: Forecast) -> list[float]:
    """Demand over past lead times less what was expected of it just before; the earliest third
    only teaches.
    """
    begin = max(periods, len(demand) // 3, 2)
    return [
        float(sum(demand[start : start + periods]) - sum(forecast(demand[:start], periods)))
        for start in range(begin, len(demand) - periods + 1)
    ]
