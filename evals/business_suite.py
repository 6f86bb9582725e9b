"""Questions of executives and analysts over the curated model of the simulated company.

Cases are the files of ``business/``; its README tells their form. Each question is asked alone, as
the principal it names, on the company's own day; conversations are held turn by turn, and every
turn that has a gold is a case. ``conversations_kept`` is the share of conversations in which all
turns are as they must be; ``right_stranger`` and ``wrong_stranger`` are of the questions of a
second person, who knew the model and not the product.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
from ruamel.yaml import YAML

from evals.ask import Door
from evals.ask_case import Case, Verdict, judge, score
from evals.ask_gold import golds, wants_order
from evals.business_world import AS_OF, BUSINESS, PRINCIPALS, business_world, raw_tables
from evals.conversation import Turn, hold
from evals.score import Score

CONVERSATIONS = "conversations"
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
        CONVERSATIONS,
    }
)


def evaluate(folder: Path) -> Score:
    """Ask the whole suite; the company is made in ``folder``."""
    verdicts = list(verdicts_of(folder))
    talks: defaultdict[str, list[bool]] = defaultdict(list)
    for item in verdicts:
        if item.case.category == CONVERSATIONS:
            talks[_entry(item)].append(item.good)
    strange = {entry["id"] for entry in read_entries("stranger*.yml")}
    strangers = score([item for item in verdicts if _entry(item) in strange]).figures
    more = {
        "conversations_kept": sum(map(all, talks.values())) / max(1, len(talks)),
        "right_stranger": strangers["right"],
        "wrong_stranger": strangers["wrong_of_all"],
    }
    found = score(verdicts)
    return replace(found, figures={**found.figures, **more})


def verdicts_of(folder: Path) -> Iterator[Verdict]:
    """What becomes of each question, and of each turn of a conversation."""
    entries = read_entries()
    for name, principal in PRINCIPALS.items():
        asked = [entry for entry in entries if entry.get("as", "executive") == name]
        with business_world(folder) as workspace, raw_tables(folder) as tables:
            door = Door(workspace, principal=principal, as_of=AS_OF)
            door.warm(next(entry["question"] for entry in asked if "question" in entry))
            for entry in asked:
                if "turns" in entry:
                    yield from hold(read_turns(entry, tables), door)
                else:
                    yield judge(read_case(entry, tables), ask=door.ask, run=door.run)


def _entry(verdict: Verdict) -> str:
    """The id of the entry that it is of, or a turn of."""
    return verdict.case.id.partition("/")[0]


def read_entries(pattern: str = "*.yml") -> list[dict[str, Any]]:
    """The entries of the suite's files, as written."""
    paths = sorted(path for path in BUSINESS.glob(pattern) if path.name != "curation.yml")
    return [entry for path in paths for entry in YAML(typ="safe").load(path.read_text("utf-8"))]


def read_turns(entry: Mapping[str, Any], tables: duckdb.DuckDBPyConnection) -> list[Turn]:
    """The turns of a conversation. Raises as ``read_case``."""
    turns = []
    for number, turn in enumerate(entry["turns"], 1):
        given = {name: value for name, value in turn.items() if name != "pick"}
        shared = {"id": f"{entry['id']}/{number}", "category": entry["category"], "question": ""}
        turns.append((turn, read_case({**shared, **given}, tables, judged="gold" in turn)))
    return turns


def read_case(
    entry: Mapping[str, Any], tables: duckdb.DuckDBPyConnection, *, judged: bool = True
) -> Case:
    """An entry that is one question.

    Raises:
        ValueError: it is not as the README says, or its gold does not run.
    """
    unknown = entry.keys() - {"id", "category", "question", "expect", "gold", "as", "says"}
    if unknown or entry["category"] not in CATEGORIES:
        raise ValueError(f"{entry['id']}: unknown keys {sorted(unknown)} or category")
    expect = entry.get("expect", "answer")
    found = golds(entry.get("gold", ""), tables)
    if expect == "answer" and judged and not found:
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
