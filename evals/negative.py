"""Whether anything is claimed where there is nothing: every claim is a false discovery.

The folder is the whole folder of evaluation data. Trials, each one report that a reader may see:

- ``insights``, ``page``: the insights and the executive page of shuffled copies of every set
  (``evals.shuffled_set``), and of ``support_tickets`` as it is, whose satisfaction is independent
  of everything (what is said of other columns of it is not judged, nor that only closed tickets
  have one).
- ``explain``: why a metric of these moved over its last complete period; naming segments for a
  change that is not called usual is a claim.
- ``churn``: churn tables with shuffled labels, and the customers of ``saas``, whose churn follows
  from nothing (``evals.negative_churn``). Not asked of shuffled copies: who was busy stays busy.

A claim is an insight of any kind but those that tell what stays true in a shuffled copy (``TOLD``),
and those about what depends on lengths of time (stocks, ends: see ``shuffled_set``). A report that
tested nothing is no trial. As nothing is true in a trial, the share of its claims that is false is
1 when it makes any and else 0, so a rate of false discoveries is the share of trials with a claim.
``fdr`` is that of the part in which it is highest: a part that deceives is not watered down by the
others. ``copies`` is the share of copies of which any report claims anything; ``claims`` counts
them all.
"""

import re
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from boardroom.errors import BoardroomError
from boardroom.executive.explain.explainer import Asking
from boardroom.executive.metric_facts import MetricFacts
from boardroom.insight.model import Insight, Report, Section
from boardroom.semantic.model import SemanticModel
from boardroom.workspace.creation import NewWorkspace, create_workspace
from boardroom.workspace.workspace import Workspace
from evals.negative_churn import churn_in, shuffled_churn
from evals.negative_set import choose, find_sets, read_set
from evals.score import Score
from evals.shuffled_set import main_time, shuffle_set

COPIES = 3
"""Shuffled copies of each folder of evaluation data; a collection of sets gives different ones."""

MOST_ROWS = 20_000
"""Rows of a table that a copy keeps, so that all is done in minutes."""

EXPLAINED = 3
"""Metrics of a copy that are asked about: the first ones of its page."""

CHURN_REPEATS = 5
AS_THEY_ARE = {"support_tickets": re.compile(r"satisf|rating", re.IGNORECASE)}
"""Set → the names of what is independent of everything in it."""

_KNOWN = re.compile(r"\b(known|missing)\b", re.IGNORECASE)
WITHOUT_CHURN = ("saas",)

TOLD = frozenset(
    (
        *("value", "contributors", "share", "repeat", "evenness"),
        *("threshold", "target", "forecast", "churn"),
    )
)
"""Kinds of insight that tell what is so: they stay true when all is shuffled, or are asked of
otherwise (churn), or come with a claim that counts itself (contributors to a change)."""

ACROSS = frozenset(("difference", "association", "words"))
"""Kinds that relate columns to one another, whatever happens over time."""

_GUESSED = ("missing", "late", "twice")
"""Troubles with data that are told from how many rows there usually are; others are counted."""


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One report: which part it belongs to, of what, and what it claims."""

    part: str
    of: str
    claims: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Judge:
    """Says which insights of a workspace are false claims.

    Attributes:
        model: its model.
        facts: metric → what it is made of.
        times: table → the column that its rows are spread evenly by; None = all are even.
        only: the names of what is independent of everything; None = everything is.
    """

    model: SemanticModel
    facts: Mapping[str, MetricFacts]
    times: Mapping[str, str] | None
    only: re.Pattern[str] | None = None

    def is_claim(self, item: Insight) -> bool:
        """Whether the insight says something that cannot be true."""
        if self.only is not None and not self._is_about_it(item):
            return False
        if item.kind in TOLD or (item.kind == "data_quality" and not _is_guess(item)):
            return False
        if item.kind == "concentration" and item.p_value is None:
            return False  # What a few make of a total is so, whenever it was.
        if item.kind in ACROSS:
            return True
        query = item.evidence.query
        if query.time_field and query.expressions:
            return self._is_spread(query.expressions[0].dataset or "", query.time_field)
        facts = self.facts.get(item.metric)
        return facts is None or self.is_even(facts)

    def says_nothing(self, metric: str) -> bool:
        """Whether whatever moves a metric is chance."""
        facts = self.facts.get(metric)
        if facts is None or not self.is_even(facts):
            return False
        told = f"{metric} {facts.metric.expression.sql}"
        return self.only is None or bool(self.only.search(told))

    def _is_about_it(self, item: Insight) -> bool:
        metric = self.model.metric_by_name.get(item.metric)
        told = f"{item.title} {item.metric} {metric.expression.sql if metric else ''}"
        return bool(self.only and self.only.search(told)) and not _KNOWN.search(item.title)

    def is_even(self, facts: MetricFacts) -> bool:
        """Whether nothing about the metric differs over time."""
        if not facts.happens:
            return False
        return all(
            self._is_spread(base.dataset, name) for base in facts.times for name in base.fields
        )

    def _is_spread(self, dataset: str, name: str) -> bool:
        """Whether a field of times (its own or, as ``dataset.field``, a related one) is even."""
        if self.times is None:
            return True
        owner, _, field = name.rpartition(".")
        known = self.model.dataset_by_name.get(owner or dataset)
        if known is None or field not in known.field_by_name:
            return False
        columns = {self.times.get(table) for table in _words(known.source)}
        return bool(columns & _words(known.field_by_name[field].expression.sql))


def evaluate(folder: Path, *, copies: int = COPIES) -> Score:
    """Score all sets below ``folder``, saying which are left out."""
    began = time.perf_counter()
    trials: list[Trial] = []
    for name, paths in find_sets(folder).items():
        seeds: dict[Path, list[int]] = {}
        for seed, path in enumerate(choose(paths, copies)):
            seeds.setdefault(path, []).append(seed)
        for path, chosen in seeds.items():
            found = list(_of_copies(path, chosen, of=f"{name}/{path.name}"))
            trials += found
            if not found:
                _say(f"left out: {path.relative_to(folder)}: it has nothing that can be judged")
    for name, only in AS_THEY_ARE.items():
        if (folder / name).is_dir():
            trials += ask_of(folder / name, of=name, only=only)
    churn = [shuffled_churn(folder, repeats=CHURN_REPEATS)]
    churn += [churn_in(folder / name) for name in WITHOUT_CHURN if (folder / name).is_dir()]
    for item in churn:
        trials += [Trial(part="churn", of="churn", claims=("churn",))] * item.claims
        trials += [Trial(part="churn", of="churn", claims=())] * (item.trials - item.claims)
    return score_trials(trials, seconds=time.perf_counter() - began)


def score_trials(trials: Sequence[Trial], *, seconds: float) -> Score:
    """The figures of all trials. Raises: SystemExit when there are none."""
    if not trials:
        raise SystemExit("no set in the folder can be judged")
    parts: dict[str, list[bool]] = {}
    copies: dict[str, bool] = {}
    for item in trials:
        parts.setdefault(item.part, []).append(bool(item.claims))
        if item.part != "churn":
            copies[item.of] = copies.get(item.of, False) or bool(item.claims)
    rates = {name: float(np.mean(found)) for name, found in parts.items()}
    figures = {
        "fdr": max(rates.values()),
        "copies": float(np.mean(list(copies.values()))) if copies else 0.0,
        "claims": float(sum(len(item.claims) for item in trials)),
        "trials": float(len(trials)),
        **{f"fdr_{name}": rate for name, rate in sorted(rates.items())},
        **{f"trials_{name}": float(len(found)) for name, found in sorted(parts.items())},
    }
    return Score(figures=figures, cases=len(trials), seconds=seconds)


def _of_copies(path: Path, seeds: Sequence[int], *, of: str) -> Iterator[Trial]:
    """The trials on shuffled copies of the set at ``path``."""
    with TemporaryDirectory(prefix="boardroom-eval-") as made:
        tables = read_set(path, Path(made) / "lake")
        for seed in seeds if tables else ():
            copy = shuffle_set(tables, np.random.default_rng(seed), most_rows=MOST_ROWS)
            source = Path(made) / f"copy-{seed}"
            write_set(copy, source)
            times = {table: time for table, rows in copy.items() if (time := main_time(rows))}
            yield from ask_of(source, of=f"{of}:{seed}", times=times)


def write_set(tables: Mapping[str, pa.Table], folder: Path) -> None:
    """Write each table as a Parquet file."""
    folder.mkdir()
    for name, table in tables.items():
        pq.write_table(table, folder / f"{name}.parquet")


def ask_of(
    source: Path,
    *,
    of: str,
    times: Mapping[str, str] | None = None,
    only: re.Pattern[str] | None = None,
) -> Iterator[Trial]:
    """The trials on a workspace made of ``source``; none where it cannot be made.

    Args:
        of: what it is called.
        times, only: as in ``Judge``.
    """
    with TemporaryDirectory(prefix="boardroom-eval-") as made:
        wanted = NewWorkspace(locations=(str(source),))
        try:
            with create_workspace(Path(made) / "work", wanted) as created:
                facts = facts_of(created.workspace)
                model = created.workspace.packs.model
                judge = Judge(model=model, facts=facts, times=times, only=only)
                yield from ask(created.workspace, judge, of=of)
        except BoardroomError as exc:
            _say(f"left out: {of}: {exc.message}")


def facts_of(workspace: Workspace) -> dict[str, MetricFacts]:
    """Metric → what it is made of, where that can be read."""
    facts: dict[str, MetricFacts] = {}
    for metric in workspace.packs.model.metrics:
        try:
            facts[metric.name] = workspace.notebook.reader.read(metric)
        except BoardroomError:
            continue
    return facts


def ask(workspace: Workspace, judge: Judge, *, of: str) -> Iterator[Trial]:
    """Everything that a reader would see of a workspace, on the day after its data's end."""
    with workspace.metrics().held() as held:
        day = held.data_until() or held.today
    report = workspace.insights(as_of=day)
    if sum(report.tests.values()):
        yield _told("insights", of, report.insights, judge)
    page = workspace.page(as_of=day)
    parts: list[Report | Section] = [page, *page.sections]
    shown = [item for part in parts for item in part.insights]
    cards = [card for part in parts for card in part.key_metrics]
    metrics = list(dict.fromkeys(card.metric for card in cards))
    if any(card.previous is not None for card in cards):
        yield _told("page", of, list({item.id: item for item in shown}.values()), judge)
    even = [name for name in metrics if judge.says_nothing(name)]
    for name in even[:EXPLAINED]:
        yield from _explained(workspace, name, of)


def _told(part: str, of: str, insights: Sequence[Insight], judge: Judge) -> Trial:
    claims = [f"{item.kind}: {item.title}" for item in insights if judge.is_claim(item)]
    for claim in claims:
        _say(f"claim: {of}: {part}: {claim}")
    return Trial(part=part, of=of, claims=tuple(claims))


def _explained(workspace: Workspace, metric: str, of: str) -> Iterator[Trial]:
    """Whether segments are named for the last change of a metric; nothing where it cannot be
    asked."""
    try:
        report = workspace.explain(Asking(metric=metric))
    except BoardroomError:
        return
    drivers = report.insights[0].drivers
    if drivers is None or drivers.segments.why is not None:
        return
    named = [item.label for item in drivers.segments.items if drivers.within_swing is not True]
    for label in named:
        _say(f"claim: {of}: explain: {metric}: {label}")
    yield Trial(part="explain", of=of, claims=tuple(named))


def _is_guess(item: Insight) -> bool:
    return any(item.id.startswith(f"data_quality:{kind}:") for kind in _GUESSED)


def _words(sql: str) -> set[str]:
    return set(re.findall(r"\w+", sql))


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
