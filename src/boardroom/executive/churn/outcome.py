"""What came of a churn model: accounts at risk, or why none are named; with its card, as JSON.

Frozen values, kept by the workspace from page to page.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from boardroom.analysis.churn.card import ModelCard
from boardroom.analysis.churn.model import Verdict
from boardroom.analysis.churn.score import Auc


@dataclass(frozen=True, kw_only=True)
class AtRisk:
    """One customer.

    Attributes:
        value: money of a year; ``value_at_risk`` × ``probability``; None where it is not known.
        months_left: until half of customers like this one have left; None = years.
        reasons: in words, strongest first.
    """

    customer: str
    name: str
    probability: float
    value: float | None
    value_at_risk: float | None
    months_left: float | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of it.

    Attributes:
        why: why nobody is named; empty when somebody is.
        card: the model's card; None where none could be fitted.
        accounts: those at risk, largest value at risk first.
        customers: how many were scored; ``expected`` how many of them will leave.
        value_at_risk: over all of them, in ``unit``.
        rows: rows behind it, so that a later page sees how much has changed.
    """

    label: str
    cutoff: date
    window_months: int
    why: str = ""
    card: ModelCard | None = None
    accounts: tuple[AtRisk, ...] = ()
    customers: int = 0
    expected: float = 0.0
    value_at_risk: float | None = None
    unit: str | None = None
    rows: int = 0


def outcome_text(outcome: Outcome) -> str:
    """As JSON."""
    return json.dumps(asdict(outcome), default=_plain, ensure_ascii=False)


def outcome_from(text: str) -> Outcome:
    """The inverse of ``outcome_text``."""
    data = json.loads(text)
    accounts = tuple(
        AtRisk(**{**item, "reasons": tuple(item["reasons"])}) for item in data.pop("accounts")
    )
    card, cutoff = data.pop("card"), date.fromisoformat(data.pop("cutoff"))
    return Outcome(
        accounts=accounts, card=_card(card) if card is not None else None, cutoff=cutoff, **data
    )


def _card(data: Mapping[str, Any]) -> ModelCard:
    verdict = dict(data["verdict"])
    verdict["auc"] = Auc(**verdict["auc"])
    days = {name: date.fromisoformat(data[name]) for name in ("first", "last", "made_on")}
    rest = {**data, **days, "features": tuple(data["features"]), "verdict": Verdict(**verdict)}
    return ModelCard(**rest)


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")
