"""Questions in plain words over databases that nobody modelled by hand: the sets of defog.

A folder has ``*.duckdb`` files and, in CSV, questions with their database, category and gold SQL.
Each database becomes a workspace with the model that is proposed for it; questions are asked as
users ask them and judged by what the gold SQL gives on the database itself (``ask_match``). The
questions of a file ``idk*`` have no answer and must be refused. Those of a file ``*advanced*`` are
counted by category only: their instructions say how to write SQL, which nobody asks of a model.
"""

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

import duckdb

from boardroom.ask.answer import Answer
from boardroom.ask.conversation.session import Session
from boardroom.errors import BoardroomError
from boardroom.governance.principal import Principal
from boardroom.semantic.query import Query
from boardroom.semantic.result import Result
from boardroom.workspace.asking import Desk
from boardroom.workspace.creation import NewWorkspace, create_workspace
from boardroom.workspace.workspace import Workspace
from evals.ask_case import Case, Verdict, judge, score
from evals.ask_gold import golds, wants_order
from evals.score import Score

_FOREIGN = ("bigquery", "mysql", "sqlite", "tsql", "snowflake")
"""Dialects whose SQL DuckDB does not run; their files hold the questions of others again."""
_ADVANCED = "advanced"


def evaluate(folder: Path) -> Score:
    """Ask the questions of all databases of a folder."""
    verdicts = list(verdicts_of(folder))
    names = {item.case.category for item in verdicts}
    apart = frozenset(name for name in names if name.startswith(_ADVANCED))
    return score(verdicts, apart=apart)


def verdicts_of(folder: Path) -> Iterator[Verdict]:
    """What becomes of each question, database by database."""
    questions = list(read_questions(folder))
    for database in _files(folder, "*.duckdb"):
        with tempfile.TemporaryDirectory(prefix="boardroom-ask-") as made:
            here = [row for row in questions if row["db_name"] == database.stem]
            yield from _ask_all(database, Path(made) / "work", here)


def read_questions(folder: Path) -> Iterator[dict[str, str]]:
    """The rows of all files of questions that DuckDB can judge, with ``file`` beside."""
    for path in _files(folder, "*.csv"):
        if not path.stem.endswith(_FOREIGN):
            with path.open(encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file):
                    if row.get("question") and row.get("db_name"):
                        yield {**row, "file": path.stem}


def _files(folder: Path, pattern: str) -> list[Path]:
    return sorted([*folder.glob(pattern), *folder.glob(f"*/{pattern}")])


def _ask_all(
    database: Path, folder: Path, questions: Sequence[dict[str, str]]
) -> Iterator[Verdict]:
    problem = _propose(database, folder)
    with duckdb.connect(str(database), read_only=True) as raw:
        cases = list(_cases(questions, raw))
    if problem:
        told = f"{type(problem).__name__}: {problem}"
        yield from (Verdict(case=case, outcome="error", good=False, told=told) for case in cases)
        return
    with Workspace.open(folder) as workspace:
        door = Door(workspace, principal=workspace.principal, as_of=date.today())  # noqa: DTZ011  # gold says CURRENT_DATE
        for case in cases[:1]:
            door.warm(case.question)
        for case in cases:
            yield judge(case, ask=door.ask, run=door.run)


def _propose(database: Path, folder: Path) -> BoardroomError | None:
    """Make a workspace with the proposed model; what was in its way, if anything was."""
    wanted = NewWorkspace(locations=[str(database)], name=database.stem)
    try:
        with create_workspace(folder, wanted, progress=lambda _: None):
            return None
    except BoardroomError as exc:
        return exc


def _cases(
    questions: Iterable[dict[str, str]], connection: duckdb.DuckDBPyConnection
) -> Iterator[Case]:
    """Questions whose gold runs on the database."""
    for number, row in enumerate(questions, 1):
        unanswerable = row["file"].startswith("idk")
        found = [] if unanswerable else golds(row["query"], connection)
        if found or unanswerable:
            advanced = f"{_ADVANCED}: " if _ADVANCED in row["file"] else ""
            yield Case(
                id=f"{row['db_name']}-{number}",
                category=f"{advanced}{row['query_category']}",
                question=row["question"],
                expect="refuse" if unanswerable else "answer",
                golds=found,
                ordered=wants_order(row["question"]),
            )


class Door:
    """Asks a workspace as one principal on one day, by the desk that all faces use.

    What is asked of it is a new conversation each time, or a turn of one that the caller keeps.
    """

    def __init__(self, workspace: Workspace, *, principal: Principal, as_of: date) -> None:
        workspace.principal = principal
        self._metrics = workspace.metrics()
        self._desk = Desk(workspace)
        self._principal, self._as_of = principal, as_of

    def ask(self, question: str) -> Answer:
        """The answer to one question."""
        return self.turn(question, Session(id=""))[0]

    def turn(self, question: str, session: Session) -> tuple[Answer, Session]:
        """The answer to one turn, and the conversation after it."""
        return self._desk.turn(question, session, as_of=self._as_of)

    def warm(self, question: str) -> None:
        """Ask a question for nothing, so that none waits for what is read once."""
        with suppress(BoardroomError):
            self.ask(question)

    def run(self, query: Query) -> Result | None:
        """What a choice gives, if it can be run."""
        try:
            return self._metrics.run(query, principal=self._principal, as_of=self._as_of)
        except BoardroomError:
            return None
