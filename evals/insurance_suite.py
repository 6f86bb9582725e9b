"""Questions over an insurance company whose model is a dbt project, imported as it is.

Cases are the files of ``insurance/``, in the form of the business suite. ``right_unseen`` and
``wrong_unseen`` are of the questions whose failures nobody looked at while rules were written.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from evals.ask import Door
from evals.ask_case import Verdict, score
from evals.insurance_world import AS_OF, INSURANCE, insurance_world, raw_tables
from evals.score import Score
from evals.suite import ask_entries, conversations_kept, read_entries, score_apart


def evaluate(folder: Path) -> Score:
    """Ask the whole suite; the company is made in ``folder``."""
    verdicts = list(verdicts_of(folder))
    more = {
        "conversations_kept": conversations_kept(verdicts),
        **score_apart(verdicts, read_entries(INSURANCE, "unseen.yml"), name="unseen"),
    }
    found = score(verdicts)
    return replace(found, figures={**found.figures, **more})


def verdicts_of(folder: Path, pattern: str = "*.yml") -> Iterator[Verdict]:
    """What becomes of each question of the files of that pattern, turn by turn."""
    with insurance_world(folder) as workspace, raw_tables(folder) as tables:
        door = Door(workspace, principal=workspace.principal, as_of=AS_OF)
        yield from ask_entries(read_entries(INSURANCE, pattern), door, tables)
