"""From a history to an outcome: cut, guard, test on the latest past, fit on all of it, score.

Pure, and slow: seconds. Called by the churn agent once per cut-off.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from boardroom.analysis.churn.card import ModelCard
from boardroom.analysis.churn.hazard import learn_life_table
from boardroom.analysis.churn.leak import find_late, find_leaks
from boardroom.analysis.churn.model import (
    MARGIN,
    ChurnModel,
    Verdict,
    fit_churn,
    judge,
    teaches,
)
from boardroom.analysis.churn.reason import explain
from boardroom.analysis.churn.table import Bools, FeatureTable, Floats, Ints, Numeric
from boardroom.executive.churn.cutoff import (
    FEWEST_CUTOFFS,
    TENURE,
    Cutoffs,
    find_cases,
    make_table,
    plan_cutoffs,
)
from boardroom.executive.churn.entity import Entity
from boardroom.executive.churn.history import History
from boardroom.executive.churn.outcome import AtRisk, Outcome

MOST_SHOWN = 10
MOST_ROWS = 20_000
"""Rows a model learns from; more of them, drawn at random, hardly teach it more."""

_TESTED = 3
"""One cut-off in so many, the latest, tests what the earlier ones taught."""

_NEARLY_ALL = 0.8
"""Where more customers than this do not come again, coming again is the exception, not leaving."""


@dataclass(frozen=True, kw_only=True)
class Worth:
    """What customers bring in a year: key → money, and its unit."""

    values: Mapping[object, float]
    unit: str | None


@dataclass(frozen=True, kw_only=True)
class Case:
    """Customers whose leaving is to be told.

    Attributes:
        made_on: the day.
    """

    entity: Entity
    history: History
    worth: Worth
    made_on: date


def fit_outcome(case: Case) -> Outcome:
    """The outcome of a case."""
    history = case.history
    cutoffs = plan_cutoffs(history)
    outcome = Outcome(
        label=case.entity.label, cutoff=history.day(cutoffs.now), window_months=cutoffs.window
    )
    if len(cutoffs.past) < FEWEST_CUTOFFS:
        return replace(outcome, why="The history is too short to test a model on its own past.")
    cases = find_cases(history, cutoffs)
    tests = cutoffs.past[-max(1, len(cutoffs.past) // _TESTED) :]
    teaching = np.flatnonzero(~np.isin(cases.month, (*tests, cutoffs.now)))
    testing = np.flatnonzero(np.isin(cases.month, tests))
    why = _too_thin(cases.left, teaching, testing)
    if why:
        return replace(outcome, why=why)
    table = make_table(history, cases)
    table = table.without(find_late(table, now=cases.month == cutoffs.now))
    table = table.without(find_leaks(table.take(teaching)))
    if not table.features:
        return replace(outcome, why="Nothing is known of customers before they leave.")
    model = fit_churn(table.take(_some(teaching)))
    later = table.take(testing)
    verdict = judge(model.probabilities(later), later)
    card = _card(case, cutoffs, model, verdict)
    outcome = replace(outcome, card=replace(card, left_out=table.left_out))
    if not verdict.tells:
        return replace(outcome, why=_cannot_tell(verdict))
    past = np.flatnonzero(cases.month < cutoffs.now)
    now = np.flatnonzero(cases.month == cutoffs.now)
    final = fit_churn(table.take(_some(past)))
    scores = _Scores(
        past=table.take(past),
        now=table.take(now),
        owners=cases.owner[now],
        chance=final.probabilities(table.take(now)),
    )
    return _scored(outcome, case, scores, final)


def _too_thin(left: Bools, teaching: Ints, testing: Ints) -> str:
    """Why the rows cannot teach or test; empty when they can."""
    if not teaching.size or not testing.size:
        return "There are no customers at the earlier cut-offs."
    past = np.concatenate([teaching, testing])
    if left[past].mean() > _NEARLY_ALL:
        return "Nearly all customers come once only, so that not coming again means nothing."
    if not teaches(left[teaching]) or not teaches(left[testing]):
        gone, rows = int(left[past].sum()), past.size
        return f"Too few left to learn from and test on: {gone:,} in {rows:,} past cases."
    return ""


def _cannot_tell(verdict: Verdict) -> str:
    ranking = verdict.auc
    return (
        f"It cannot be told from this data: on {verdict.rows:,} later cases a fitted model ranked "
        f"leavers above others {ranking.value:.2f} of the time (AUC, interval {ranking.low:.2f} to "
        f"{ranking.high:.2f}); {0.5:.2f} is chance, and below {0.5 + MARGIN:.2f} no use."
    )


def _some(rows: Ints) -> Ints:
    """At most ``MOST_ROWS`` of them."""
    if rows.size <= MOST_ROWS:
        return rows
    return np.sort(np.random.default_rng(0).choice(rows, MOST_ROWS, replace=False))


def _card(case: Case, cutoffs: Cutoffs, model: ChurnModel, verdict: Verdict) -> ModelCard:
    history = case.history
    tables = [item.activity.dataset for item in history.events]
    tables += [history.stays.stay.dataset] if history.stays is not None else []
    calibration = model.calibration
    return ModelCard(
        about=f"{case.entity.label}, from {', '.join((case.entity.dataset, *tables))}",
        first=history.day(cutoffs.past[0]),
        last=history.day(cutoffs.now),
        window_months=cutoffs.window,
        rows=model.rows,
        leavers=model.leavers,
        features=model.features,
        left_out={},
        method=f"{calibration.blend}, calibrated by {calibration.bend}",
        verdict=verdict,
        made_on=case.made_on,
    )


@dataclass(frozen=True, kw_only=True)
class _Scores:
    """Customers of today with their chances, and the rows that the model learnt from.

    Attributes:
        owners: the position in the history of each row of ``now``.
    """

    past: FeatureTable
    now: FeatureTable
    owners: Ints
    chance: Floats

    def take(self, rows: Ints) -> "_Scores":
        """Some of today's customers."""
        return replace(
            self, now=self.now.take(rows), owners=self.owners[rows], chance=self.chance[rows]
        )


def _scored(outcome: Outcome, case: Case, scores: _Scores, model: ChurnModel) -> Outcome:
    """The outcome with today's customers, the largest value at risk (or chance) first."""
    keys = [case.history.customers[owner] for owner in scores.owners]
    values = np.array([case.worth.values.get(key, np.nan) for key in keys], dtype=float)
    known = bool(np.any(~np.isnan(values)))
    weight = scores.chance * np.nan_to_num(values) if known else scores.chance
    shown = np.argsort(-weight, kind="stable")[:MOST_SHOWN]
    return replace(
        outcome,
        accounts=_accounts(case, scores.take(shown), model, values[shown]),
        customers=len(keys),
        expected=float(scores.chance.sum()),
        value_at_risk=float(np.nansum(scores.chance * values)) if known else None,
        unit=case.worth.unit,
    )


def _accounts(case: Case, scores: _Scores, model: ChurnModel, values: Floats) -> tuple[AtRisk, ...]:
    labels = [item.activity.label for item in case.history.events]
    reasons = explain(
        model.probabilities,
        scores.now,
        scores.past,
        family=lambda name: next((label for label in labels if label in name), name),
    )
    months = _months_left(scores, plan_cutoffs(case.history).window)
    found = []
    for place, owner in enumerate(scores.owners):
        customer, name = case.history.customers[owner], case.history.names[owner]
        chance, value = float(scores.chance[place]), float(values[place])
        worth = None if np.isnan(value) else value
        found.append(
            AtRisk(
                customer=str(customer),
                name=str(name or customer),
                probability=chance,
                value=worth,
                value_at_risk=None if worth is None else worth * chance,
                months_left=months[place],
                reasons=tuple(item.text for item in reasons[place]),
            )
        )
    return tuple(found)


def _months_left(scores: _Scores, window: int) -> Sequence[float | None]:
    tenure = _tenure(scores.past)
    if np.isnan(tenure).all():
        return [None] * scores.chance.size
    table = learn_life_table(tenure, scores.past.left, window=window)
    return table.months_left(_tenure(scores.now), scores.chance)


def _tenure(table: FeatureTable) -> Floats:
    """Months as a customer; NaN where the table lacks them."""
    for item in table.features:
        if item.name == TENURE and isinstance(item, Numeric):
            return item.values
    return np.full(table.rows, np.nan)
