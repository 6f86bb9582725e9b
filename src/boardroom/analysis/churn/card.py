"""``ModelCard``: what a churn model was made of and how good it is, kept with every model."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from boardroom.analysis.churn.model import Verdict

VERSION = 1
"""Raised when models of the same data come out different."""


@dataclass(frozen=True, kw_only=True)
class ModelCard:
    """The card of one model.

    Attributes:
        about: whose leaving, in which tables.
        first, last: the earliest cut-off it learnt from, and the one it scores at.
        window_months: how long after a cut-off leaving is watched.
        rows, leavers: what it learnt from; ``verdict`` has what it was tested on.
        features, left_out: what it looks at, and what it does not, with the reason.
        method: learner and calibration.
        made_on: the day.
    """

    about: str
    first: date
    last: date
    window_months: int
    rows: int
    leavers: int
    features: tuple[str, ...]
    left_out: Mapping[str, str]
    method: str
    verdict: Verdict
    made_on: date
    version: int = VERSION
