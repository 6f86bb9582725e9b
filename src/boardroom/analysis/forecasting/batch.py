"""Many series at once. Called by whoever forecasts in the background, and by benchmarks."""

from collections.abc import Sequence
from concurrent.futures import Executor

from boardroom.analysis.forecasting.forecast import (
    Asked,
    NoForecast,
    SeriesForecast,
    forecast,
)

_AT_ONCE = 4


def forecast_many(
    asked: Sequence[Asked], *, workers: Executor | None = None
) -> Sequence[SeriesForecast | NoForecast]:
    """The forecast of each series, in their order.

    Args:
        asked: the series.
        workers: processes that share the work (made by the spawn method: a fork would copy the
            engine's threads); None = this one does it.
    """
    if workers is None:
        return [forecast(item) for item in asked]
    return list(workers.map(forecast, asked, chunksize=_AT_ONCE))
