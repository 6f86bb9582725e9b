"""``questions.yml``: the verified questions of a workspace, read against its model and added to.

The file is for people to read and edit; ``boardroom ask --teach`` adds to its end.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from boardroom.ask.conversation.verified import VerifiedQuestion, VerifiedQuestions, words_of
from boardroom.errors import BoardroomError, ModelError, UsageError
from boardroom.semantic.nearest import did_you_mean
from boardroom.semantic.problem import Problem
from boardroom.semantic.query import Query
from boardroom.semantic.query_json import query_from_json, query_to_json
from boardroom.semantic.yaml_memory import YamlMemory
from boardroom.semantic.yaml_node import Node
from boardroom.semantic.yaml_text import read_yaml
from boardroom.semantic.yaml_write import write_yaml
from boardroom.workspace.config import plain

FILE_NAME = "questions.yml"
_KEYS = ("question", "query", "owner", "verified_on")
_HEAD = (
    "# Questions that somebody has answered for good; see `boardroom ask --teach`.\nquestions:\n"
)


def read_questions(
    path: Path, *, bear: Callable[[Query], object], memory: YamlMemory | None = None
) -> VerifiedQuestions:
    """The entries of the file that the model bears, and what is wrong with the others.

    Args:
        path: the file; none = no entries.
        bear: raises where the model does not bear a query.
        memory: where the trees of files read before are kept.
    """
    entries, problems = check_questions(path, bear=bear, memory=memory)
    return VerifiedQuestions(entries, problems=[str(problem) for problem in problems])


def check_questions(
    path: Path, *, bear: Callable[[Query], object], memory: YamlMemory | None = None
) -> tuple[Sequence[VerifiedQuestion], Sequence[Problem]]:
    """As ``read_questions``: the entries, and each problem with its line."""
    if not path.is_file():
        return (), ()
    file = read_yaml(path.read_bytes(), origin=path.name, memory=memory)
    if file.problems:
        return (), file.problems
    entries: list[VerifiedQuestion] = []
    problems: list[Problem] = []
    try:
        for node in _nodes(file.root):
            line = node.line
            try:
                keys = _keys(node)
                line = keys["query"].line
                entry = _entry(keys)
                bear(entry.query)
            except BoardroomError as exc:
                text = f"not used: {exc.message}"
                where = f"{path.name}:{line}"
                problems.append(Problem(level="error", where=where, text=text))
            else:
                entries.append(entry)
    except ModelError as exc:
        problems.append(Problem(level="error", where=path.name, text=exc.message))
    return entries, problems


def add_question(path: Path, entry: VerifiedQuestion) -> None:
    """Write an entry at the end of the file, which is made when there is none.

    Raises:
        UsageError: the question has no words.
        ModelError: the file cannot be read as one of questions.
    """
    if not words_of(entry.question):
        raise UsageError("the question has no words", hint="Say what is to be answered.")
    text = path.read_text(encoding="utf-8") if path.is_file() else _HEAD
    before = read_yaml(text, origin=path.name)
    if before.problems or not _is_listed(before.root):
        message = f"{path.name} is no list of questions that could be added to"
        raise ModelError(message, hint="Correct it, or move it away.")
    written = write_yaml(
        {
            "question": entry.question,
            "query": query_to_json(entry.query),
            "owner": entry.owner,
            "verified_on": entry.verified_on.isoformat(),
        }
    )
    first, *others = written.splitlines()
    lines = [f"  - {first}", *(f"    {line}" if line else "" for line in others)]
    path.write_text(text.rstrip("\n") + "\n" + "\n".join(lines) + "\n", encoding="utf-8")


def _nodes(root: Node | None) -> tuple[Node, ...]:
    """The entries. Raises: ModelError: it holds something else."""
    found = root.value if root else None
    listed = found.get("questions") if isinstance(found, Mapping) else None
    if listed is not None and listed.value is None:
        return ()
    if listed is None or not isinstance(listed.value, tuple):
        raise ModelError("expected the key questions with a list")
    return listed.value


def _is_listed(root: Node | None) -> bool:
    try:
        _nodes(root)
    except ModelError:
        return False
    return True


def _keys(node: Node) -> Mapping[str, Node]:
    """The keys of an entry. Raises: UsageError: it has not just those that an entry has."""
    keys = node.value if isinstance(node.value, Mapping) else {}
    strange = next((key for key in keys if key not in _KEYS), None)
    missing = [key for key in _KEYS if key not in keys]
    if strange is None and not missing:
        return keys
    said = f"unknown key {strange!r}{did_you_mean(strange, missing)}" if strange else ""
    lacks = f"the key {missing[0]!r} is missing" if missing and not said else ""
    raise UsageError(f"{said or lacks}; an entry has the keys {', '.join(_KEYS)}")


def _entry(keys: Mapping[str, Node]) -> VerifiedQuestion:
    data = {key: plain(node) for key, node in keys.items()}
    try:
        verified_on = date.fromisoformat(str(data["verified_on"]))
    except ValueError as exc:
        raise UsageError(f"verified_on is {data['verified_on']!r}, expected YYYY-MM-DD") from exc
    return VerifiedQuestion(
        question=str(data["question"]),
        query=query_from_json(data["query"]),
        owner=str(data["owner"]),
        verified_on=verified_on,
    )
