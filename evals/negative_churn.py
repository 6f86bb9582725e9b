"""Churn where there is nothing to tell: a confident claim is a false discovery.

Two kinds of trials for the evaluation ``negative``: churn tables whose labels are shuffled, each
judged on rows that the model had not seen, and workspaces (such as one of the set ``saas``, whose
churn follows from nothing) asked for customers about to leave as their page asks.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from boardroom.agents.context import Context
from boardroom.agents.task import Task
from boardroom.analysis.churn.model import fit_churn, judge, teaches, without_leaks
from boardroom.executive.churn.agent import CHURN, ChurnAgent
from boardroom.executive.churn.card_table import TITLE as CARD
from boardroom.workspace.creation import NewWorkspace, create_workspace
from boardroom.workspace.workspace import Workspace
from evals.churn import Case, read_cases

REPEATS = 20
_MOST_ROWS = 1500
"""Rows of a shuffled trial: small tables are where chance deceives most."""

_PATIENCE_SECONDS = 600.0


@dataclass(frozen=True, kw_only=True)
class Trials:
    """How often something was asked, and how often it was claimed although there is nothing."""

    claims: int
    trials: int


def shuffled_churn(folder: Path, *, repeats: int = REPEATS) -> Trials:
    """Trials on all churn tables below ``folder``, each with its labels shuffled ``repeats``
    times.
    """
    return _count(_shuffled(case, seed) for case in read_cases(folder) for seed in range(repeats))


def churn_in(source: Path) -> Trials:
    """One trial: whether the page of a workspace made from ``source`` names customers."""
    with TemporaryDirectory() as folder:
        wanted = NewWorkspace(locations=(str(source),))
        with create_workspace(Path(folder) / "workspace", wanted) as created:
            return _count([names_customers(created.workspace)])


def names_customers(workspace: Workspace) -> bool:
    """Whether customers are named as about to leave, on the day after the data's end."""
    packs, notebook = workspace.packs, workspace.notebook
    agent = ChurnAgent(
        tables={name: place for item in packs.departments for name, place in item.tables.items()},
        reader=notebook.reader,
        shelf=notebook.shelf,
        background=notebook.background,
        patience_seconds=_PATIENCE_SECONDS,
    )
    with workspace.metrics().held() as held:
        until = held.data_until() or held.today
        context = Context(
            metrics=held, principal=workspace.principal, asked=held.today, as_of=until
        )
        tables = agent.run(Task(agent=CHURN, kind="predict"), context).tables
    return any(not item.title.startswith(CARD) for item in tables)


def _count(claims: Iterable[bool]) -> Trials:
    found = list(claims)
    return Trials(claims=sum(found), trials=len(found))


def _shuffled(case: Case, seed: int) -> bool:
    """Whether a model of half the rows is believed on the other half."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(case.table.rows)[:_MOST_ROWS]
    table = case.table.take(order)
    table = replace(table, left=rng.permutation(table.left))
    half = table.rows // 2
    first, second = table.take(np.arange(half)), table.take(np.arange(half, table.rows))
    if not teaches(first.left):
        return False
    model = fit_churn(without_leaks(first))
    return judge(model.probabilities(second), second).tells
