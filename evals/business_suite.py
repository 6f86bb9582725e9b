"""Questions of executives and analysts over the curated model of the simulated company.

Cases are the files of ``business/``; its README tells their form. Each question is asked alone, as
the principal it names, on the company's own day. Conversations cannot be held yet and are counted
as ``conversations_skipped``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
from ruamel.yaml import YAML

from evals.ask import Door
from evals.ask_case import Case, Verdict, judge, score
from evals.ask_gold import golds, wants_order
from evals.business_world import AS_OF, BUSINESS, PRINCIPALS, business_world, raw_tables
from evals.score import Score

CATEGORIES = frozenset(
    {
        "metrics",
        "groups",
        "filters",
        "time phrases",
        "top and bottom",
        "shares and ratios",
        "having and without",
        "comparisons and growth",
        "running and moving",
        "lists",
        "extremes",
        "several metrics",
        "paraphrases",
        "slips",
        "ambiguous",
        "unanswerable",
        "forbidden",
        "injection",
        "conversations",
    }
)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A case and who asks it."""

    case: Case
    principal: str


def evaluate(folder: Path) -> Score:
    """Ask the whole suite; the company is made in ``folder``."""
    found = score(list(verdicts_of(folder)))
    skipped = sum("turns" in entry for entry in read_entries())
    return replace(found, figures={**found.figures, "conversations_skipped": float(skipped)})


def verdicts_of(folder: Path) -> Iterator[Verdict]:
    """What becomes of each question that stands alone."""
    with business_world(folder) as workspace, raw_tables(folder) as tables:
        doors = {
            name: Door(workspace, principal=principal, as_of=AS_OF)
            for name, principal in PRINCIPALS.items()
        }
        for asked in read_cases(read_entries(), tables):
            door = doors[asked.principal]
            yield judge(asked.case, ask=door.ask, run=door.run)


def read_entries(folder: Path = BUSINESS) -> list[dict[str, Any]]:
    """All entries of the suite, as written."""
    paths = sorted(path for path in folder.glob("*.yml") if path.name != "curation.yml")
    return [entry for path in paths for entry in YAML(typ="safe").load(path.read_text("utf-8"))]


def read_cases(
    entries: Sequence[Mapping[str, Any]], tables: duckdb.DuckDBPyConnection
) -> Iterator[Asked]:
    """The entries that are one question.

    Raises:
        ValueError: one is not as the README says, or its gold does not run.
    """
    for entry in entries:
        if "turns" not in entry:
            yield Asked(case=_case(entry, tables), principal=entry.get("as", "executive"))


def _case(entry: Mapping[str, Any], tables: duckdb.DuckDBPyConnection) -> Case:
    unknown = entry.keys() - {"id", "category", "question", "expect", "gold", "as", "says"}
    if unknown or entry["category"] not in CATEGORIES:
        raise ValueError(f"{entry['id']}: unknown keys {sorted(unknown)} or category")
    expect = entry.get("expect", "answer")
    found = golds(entry.get("gold", ""), tables)
    if expect == "answer" and not found:
        raise ValueError(f"{entry['id']}: its gold does not run: {entry.get('gold')}")
    return Case(
        id=entry["id"],
        category=entry["category"],
        question=entry["question"],
        expect=expect,
        golds=found,
        says=entry.get("says", ()),
        ordered=wants_order(entry["question"]),
    )
