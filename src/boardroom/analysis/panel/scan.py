"""Where series left what was expected of them: episodes with first and last day, size and chance.

A scan statistic: of all windows of the judged periods (lengths from one period to a third of a
year) the one whose excess is largest against the deviation that windows of that length usually
have. That deviation is measured on the series' own past, so waves that outlive the model and heavy
tails make a scan careful instead of loud, each scale (days, weeks, months) by itself: what single
days do says little of whole months. A window of weeks has to stand without its largest period.
Where its own past hides whatever happens, as the level wanders,
a series is measured from its own slow course. Read by ``executive.scan``.

Source: J. Glaz, J. Naus and S. Wallenstein, Scan Statistics, 2001; the growth of the variance with
the window's length follows the variance–time plots of long-memory series (J. Beran, Statistics for
Long-Memory Processes, 1994).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from boardroom.analysis.panel.course_look import CourseLook
from boardroom.analysis.panel.expected import Residuals, expect
from boardroom.analysis.panel.look import Episode, Look
from boardroom.analysis.panel.series import STEP_DAYS, Days, Flags, Floats, Panel, stacked, stacks
from boardroom.analysis.panel.wander import Wander, estimate

__all__ = ["Episode", "Scan", "Shifts", "scan_panels", "shifts"]

_LOOKS = 5
"""So often what was found is set apart and the rest looked at again: a long episode is found piece
by piece, as what is left of it passes for the usual."""

_OF_COURSE = 0.9
"""Of the chances of two looks at what wanders, the share of the look from its own course; those of
the look from its line are too small."""

_WEEK_DAYS = 7


@dataclass(frozen=True, kw_only=True)
class Scan:
    """What is known of the series of one panel.

    Attributes:
        chances: shape (S,): how often each series' best window comes about by chance if sums over
            windows were normal: a first, quick judgement, never above the careful one.
        residuals: how far each period was from what was expected of it.
        looks: each series' looks with its row there and the share of the chances it may take, of
            which the one that shows the least likely tells.
    """

    chances: Floats
    residuals: Residuals
    looks: tuple[tuple[tuple[Look, int, float], ...], ...]

    def episodes(self, row: int, *, limit: float) -> tuple[Episode, ...]:
        """The episodes of one series whose chance is at most ``limit``, strongest first."""
        found: list[list[Episode]] = []
        for look, place, share in self.looks[row]:
            if told := look.episodes(place, limit=share * limit):
                found.append([replace(x, series=row, p_value=x.p_value / share) for x in told])
        least: list[Episode] = min(found, key=lambda told: told[0].p_value, default=[])
        return tuple(least)

    def wanders(self, row: int) -> bool:
        """Whether a series is measured from a slow course of its own, too."""
        return len(self.looks[row]) > 1

    def with_own(self, scans: "Mapping[int, Scan]") -> "Scan":
        """The same with some rows judged by scans of their own, of one series each."""
        chances, looks = self.chances.copy(), list(self.looks)
        for row, scan in scans.items():
            chances[row], looks[row] = scan.chances[0], scan.looks[0]
        return replace(self, chances=chances, looks=tuple(looks))


@dataclass(frozen=True, kw_only=True)
class Shifts:
    """How far the series of a panel strayed over some periods; all of shape (S,).

    Attributes:
        excess, expected, weights: sums over the periods, as in ``Episode``.
        variance: of ``excess``.
    """

    excess: Floats
    expected: Floats
    weights: Floats
    variance: Floats

    def of_others(self, row: int) -> float:
        """By how many deviations all series beside one strayed together."""
        noise = self.variance.sum() - self.variance[row]
        return float((self.excess.sum() - self.excess[row]) / noise**0.5) if noise > 0 else 0.0

    def against_others(self, row: int) -> float:
        """By how many deviations one series moved unlike all others together: by its rate and,
        where all that was expected is positive, relatively too, the lesser of both; 0 where nothing
        is known of them."""
        found = self._apart(row, self.weights)
        if (self.expected[self.weights > 0] > 0).all():
            found = min(found, self._apart(row, self.expected), key=abs)
        return found

    def _apart(self, row: int, sizes: Floats) -> float:
        size, others = sizes[row], sizes.sum() - sizes[row]
        if size <= 0 or others <= 0:
            return 0.0
        apart = self.excess[row] / size - (self.excess.sum() - self.excess[row]) / others
        noise = self.variance[row] / size**2
        noise += (self.variance.sum() - self.variance[row]) / others**2
        return float(apart / noise**0.5) if noise > 0 else 0.0

    def episode(self, place: int, series: int, first: int, last: int) -> Episode | None:
        """That of one series, of which no chance is known; None where nothing is known of it."""
        if self.weights[place] <= 0 or self.variance[place] <= 0:
            return None
        return Episode(
            series=series,
            first=first,
            last=last,
            excess=float(self.excess[place]),
            expected=float(self.expected[place]),
            weight=float(self.weights[place]),
            deviations=float(self.excess[place] / self.variance[place] ** 0.5),
            p_value=1.0,
        )

    @classmethod
    def together(cls, parts: "Sequence[Shifts]") -> "Shifts":
        """Those of several panels one after the other."""
        names = [item.name for item in fields(cls)]
        return cls(**{x: np.concatenate([getattr(part, x) for part in parts]) for x in names})


def shifts(panel: Panel, first: int, last: int) -> Shifts:
    """How far all series of a panel of one family strayed from ``first`` to ``last``, by what the
    other periods say."""
    inside = np.zeros(panel.totals.shape, dtype=bool)
    inside[:, first : last + 1] = True
    look = Look(expect(panel, apart=inside), panel.step, apart=inside)
    residuals, window = look.residuals, slice(first, last + 1)
    return Shifts(
        excess=residuals.excess[:, window].sum(1),
        expected=residuals.expected[:, window].sum(1),
        weights=residuals.weights[:, window].sum(1),
        variance=look.variance_over(first, last),
    )


def scan_panels(panels: Sequence[Panel]) -> list[Scan]:
    """Scan the last year of all series of each panel. The series of one panel are a family; panels
    alike are computed together, which changes nothing but the time it takes."""
    found: dict[int, Scan] = {}
    for places in stacks(panels):
        left, apart = np.array(places), None
        panel = stacked([panels[place] for place in places])
        for number in range(_LOOKS):
            look = Look(expect(panel, apart=apart), panel.step, apart=apart)
            strays, families = look.strays(), panel.families
            goes_on = np.bincount(families, weights=strays.any(1)) > 0
            goes_on &= number < _LOOKS - 1
            done = {int(family): int(left[family]) for family in np.flatnonzero(~goes_on)}
            found |= _scans(look, families, done)
            if not goes_on.any():
                break
            left, rows = left[goes_on], goes_on[families]
            panel = panel.of_families(goes_on)
            apart = (strays if apart is None else apart | strays)[rows]
    return [found[place] for place in range(len(panels))]


def _scans(look: Look, families: Days, places: dict[int, int]) -> dict[int, Scan]:
    """What is known of those families whose place is given, by that place."""
    rows = np.flatnonzero(np.isin(families, list(places)))
    looks: list[tuple[tuple[Look, int, float], ...]]
    looks = [((look, row, 1.0),) for row in range(len(families))]
    chances = look.chances.copy()
    if (others := _from_courses(look, rows)) is not None:
        again, wandering = others
        for place, row in enumerate(wandering):
            looks[row] = ((look, row, 1 - _OF_COURSE), (again, place, _OF_COURSE))
        least = np.minimum(chances[wandering] / (1 - _OF_COURSE), again.chances / _OF_COURSE)
        chances[wandering] = np.minimum(1.0, least)
    found = {}
    for family, place in places.items():
        own = np.flatnonzero(families == family)
        span = slice(int(own[0]), int(own[-1]) + 1)
        found[place] = Scan(
            chances=chances[span], residuals=look.residuals.rows(span), looks=tuple(looks[span])
        )
    return found


def _from_courses(look: Look, rows: Days) -> tuple[CourseLook, Days] | None:
    """A look at the series that wander, measured from their own courses, with their rows."""
    residuals, apart = look.residuals.rows(rows), _of(look.apart, rows)
    known = residuals.variance if apart is None else np.where(apart, 0.0, residuals.variance)
    ratio = estimate(residuals.excess, known, least=round(_WEEK_DAYS / STEP_DAYS[look.step]))
    wandering = np.flatnonzero(ratio)
    if not len(wandering):
        return None
    residuals, apart = residuals.rows(wandering), _of(apart, wandering)
    wander = Wander(ratio=ratio[wandering])
    for number in range(_LOOKS):
        again = CourseLook(residuals, look.step, wander, apart=apart)
        strays = again.strays()
        if number == _LOOKS - 1 or not strays.any():
            break
        apart = strays if apart is None else apart | strays
    return again, rows[wandering]


def _of(apart: Flags | None, rows: Days) -> Flags | None:
    """Of some rows; None where nothing is set apart."""
    return None if apart is None or not apart[rows].any() else apart[rows]
