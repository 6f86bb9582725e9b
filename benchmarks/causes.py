"""Where a change comes from: a table of 30,000 leaves over five dimensions, with two causes; once
with what each leaf should be, once with what it was in the periods before."""

from functools import partial
from statistics import median

import numpy as np

from benchmarks.measure import Line, times_ms
from boardroom.analysis.localisation.cause import localise
from boardroom.analysis.localisation.leaf import Floats, LeafTable
from boardroom.analysis.localisation.period import Sums, TwoPeriods
from boardroom.analysis.localisation.scan import find_moving

ROWS = 30_000
SIZES = (6, 36, 10, 10, 20)
PROMISED_MS = 400.0
_REPEAT = 5
_EARLIER = 7


def measure_causes() -> list[Line]:
    """Time both searches, each from a table that nobody looked at before."""
    made = median(times_ms(_table, repeat=_REPEAT))
    causes = median(times_ms(lambda: localise(_table()), repeat=_REPEAT)) - made
    lines = [_line("causes of a change", causes)]
    for earlier in (0, _EARLIER):
        search = partial(find_moving, _periods(earlier))
        taken = median(times_ms(search, repeat=_REPEAT))
        lines.append(_line(f"what moved otherwise, {earlier} earlier periods,", taken))
    return lines


def _line(what: str, taken: float) -> Line:
    return Line(
        what=f"{what} in {ROWS:,} leaves of {len(SIZES)} dimensions",
        measured=f"{taken:.0f} ms",
        promise=f"< {PROMISED_MS:.0f} ms",
        kept=taken < PROMISED_MS,
    )


def _periods(earlier: int) -> TwoPeriods:
    """The same table as two periods, and those before them."""
    random = np.random.default_rng(3)
    table = _table()

    def calm() -> Sums:
        return _counted(random.poisson(table.expected).astype(np.float64))

    return TwoPeriods(
        attributes=table.attributes,
        values=table.values,
        codes=table.codes,
        now=_counted(table.actual),
        then=calm(),
        earlier=tuple(calm() for _ in range(earlier)),
    )


def _counted(values: Floats) -> Sums:
    return Sums(top=values, squares=values)


def _table() -> LeafTable:
    """Counts, of which one value lost half and one combination a third."""
    random = np.random.default_rng(1)
    codes = tuple(random.integers(0, size, ROWS) for size in SIZES)
    expected = random.lognormal(3, 1, ROWS)
    lost = np.where(codes[2] == 3, 0.5, 0.0)
    lost = np.where((codes[1] == 7) & (codes[3] == 2), 0.33, lost)
    actual = random.poisson(expected * (1 - lost)).astype(np.float64)
    return LeafTable(
        attributes=tuple(f"d{place}" for place in range(len(SIZES))),
        values=tuple(tuple(str(code) for code in range(size)) for size in SIZES),
        codes=codes,
        actual=actual,
        expected=expected,
    )
