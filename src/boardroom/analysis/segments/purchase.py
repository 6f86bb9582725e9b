"""What customers bought, day by day, and how each of them stood on a day. Pure.

Only what lies before a day is looked at, so a look at an earlier day is what was known then.
"""

from dataclasses import dataclass

import numpy as np

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
Places = np.ndarray[tuple[int, ...], np.dtype[np.int64]]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The customers who bought in the days before a day.

    Attributes:
        owner: whose line it is, as its place among all customers.
        silence: days since the last purchase; ``tenure`` since the first one known.
        purchases: days with a purchase; ``money`` net of what came back.
    """

    owner: Places
    silence: Floats
    tenure: Floats
    purchases: Floats
    money: Floats


@dataclass(frozen=True, kw_only=True)
class Purchases:
    """Money by customer and day: no day twice for one customer, in any order.

    Attributes:
        customers: how many there are.
        owner: whose the money is, as a place among them; ``day`` its ordinal.
        money: of the day; what came back is negative, and a day without more is no purchase.

    Example:
        >>> bought = Purchases(
        ...     customers=2, owner=np.array([0, 0, 1]), day=np.array([10, 40, 70]),
        ...     money=np.array([5.0, 7.0, 9.0]),
        ... )
        >>> bought.pauses(before=60)
        array([30.])
        >>> standing = bought.standing(60, days=30)
        >>> standing.owner.tolist(), standing.silence.tolist(), standing.money.tolist()
        ([0], [20.0], [7.0])
    """

    customers: int
    owner: Places
    day: Places
    money: Floats

    def pauses(self, *, before: int) -> Floats:
        """Days between one purchase and the next of the same customer, both before a day."""
        chosen = (self.money > 0) & (self.day < before)
        owner, day = self.owner[chosen], self.day[chosen]
        order = np.lexsort((day, owner))
        owner, day = owner[order], day[order]
        return np.asarray(np.diff(day)[np.diff(owner) == 0], dtype=float)

    def standing(self, day: int, *, days: int) -> Standing:
        """Who bought in the ``days`` before ``day``, and how they stood."""
        known = (self.day < day) & (self.money > 0)
        inside = (self.day < day) & (self.day >= day - days)
        bought = inside & known
        times = np.bincount(self.owner[bought], minlength=self.customers)
        money = np.bincount(
            self.owner[inside], weights=self.money[inside], minlength=self.customers
        )
        last = np.zeros(self.customers, dtype=np.int64)
        np.maximum.at(last, self.owner[bought], self.day[bought])
        first = np.full(self.customers, day, dtype=np.int64)
        np.minimum.at(first, self.owner[known], self.day[known])
        there = np.flatnonzero(times)
        return Standing(
            owner=there,
            silence=(day - last[there]).astype(float),
            tenure=(day - first[there]).astype(float),
            purchases=times[there].astype(float),
            money=np.asarray(money[there], dtype=float),
        )
