"""Questions of executives and analysts over the curated model of the simulated company.

Cases are the files of ``business/``; its README tells their form. Each question is asked alone, as
the principal it names, on the company's own day; conversations are held turn by turn, and every
turn that has a gold is a case. ``conversations_kept`` is the share of conversations in which all
turns are as they must be; ``right_stranger`` and ``wrong_stranger`` are of the questions of a
second person, who knew the model and not the product.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from evals.ask import Door
from evals.ask_case import Verdict, score
from evals.business_world import AS_OF, BUSINESS, PRINCIPALS, business_world, raw_tables
from evals.score import Score
from evals.suite import ask_entries, conversations_kept, read_entries, score_apart


def evaluate(folder: Path) -> Score:
    """Ask the whole suite; the company is made in ``folder``."""
    verdicts = list(verdicts_of(folder))
    more = {
        "conversations_kept": conversations_kept(verdicts),
        **score_apart(verdicts, read_entries(BUSINESS, "stranger*.yml"), name="stranger"),
    }
    found = score(verdicts)
    return replace(found, figures={**found.figures, **more})


def verdicts_of(folder: Path) -> Iterator[Verdict]:
    """What becomes of each question, and of each turn of a conversation."""
    entries = read_entries(BUSINESS)
    for name, principal in PRINCIPALS.items():
        asked = [entry for entry in entries if entry.get("as", "executive") == name]
        with business_world(folder) as workspace, raw_tables(folder) as tables:
            door = Door(workspace, principal=principal, as_of=AS_OF)
            yield from ask_entries(asked, door, tables)
