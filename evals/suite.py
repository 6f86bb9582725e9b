"""Suites of questions over one modelled company: their cases as written, and asking them all.

A suite is a folder of YAML files; ``business/README.md`` tells the form of a case. Called by
``business_suite`` and ``insurance_suite``, which make the company.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
from ruamel.yaml import YAML

from evals.ask import Door
from evals.ask_case import Case, Verdict, judge, score
from evals.ask_gold import golds, wants_order
from evals.conversation import Turn, hold

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
CURATION = "curation.yml"
"""The file of a suite's folder that holds no cases."""

Entry = Mapping[str, Any]


def read_entries(folder: Path, pattern: str = "*.yml") -> list[Entry]:
    """The entries of the suite's files, as written."""
    paths = sorted(path for path in folder.glob(pattern) if path.name != CURATION)
    return [entry for path in paths for entry in YAML(typ="safe").load(path.read_text("utf-8"))]


def ask_entries(
    entries: Sequence[Entry], door: Door, tables: duckdb.DuckDBPyConnection
) -> Iterator[Verdict]:
    """What becomes of each question, and of each turn of a conversation."""
    door.warm(next(entry["question"] for entry in entries if "question" in entry))
    for entry in entries:
        if "turns" in entry:
            yield from hold(read_turns(entry, tables), door)
        else:
            yield judge(read_case(entry, tables), ask=door.ask, run=door.run)


def conversations_kept(verdicts: Iterable[Verdict]) -> float:
    """The share of conversations in which all turns are as they must be."""
    talks: defaultdict[str, list[bool]] = defaultdict(list)
    for item in verdicts:
        if item.case.category == CONVERSATIONS:
            talks[_entry(item)].append(item.good)
    return sum(map(all, talks.values())) / max(1, len(talks))


def score_apart(
    verdicts: Iterable[Verdict], entries: Iterable[Entry], *, name: str
) -> Mapping[str, float]:
    """``right_NAME`` and ``wrong_NAME``: the figures of some entries alone."""
    wanted = {entry["id"] for entry in entries}
    figures = score([item for item in verdicts if _entry(item) in wanted]).figures
    return {f"right_{name}": figures["right"], f"wrong_{name}": figures["wrong_of_all"]}


def _entry(verdict: Verdict) -> str:
    """The id of the entry that it is of, or a turn of."""
    return verdict.case.id.partition("/")[0]


def read_turns(entry: Entry, tables: duckdb.DuckDBPyConnection) -> list[Turn]:
    """The turns of a conversation. Raises as ``read_case``."""
    turns = []
    for number, turn in enumerate(entry["turns"], 1):
        given = {name: value for name, value in turn.items() if name != "pick"}
        shared = {"id": f"{entry['id']}/{number}", "category": entry["category"], "question": ""}
        turns.append((turn, read_case({**shared, **given}, tables, judged="gold" in turn)))
    return turns


def read_case(entry: Entry, tables: duckdb.DuckDBPyConnection, *, judged: bool = True) -> Case:
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
