"""``questions.yml``: the verified questions of a workspace, read against its model and added to.

The file is for people to read and edit; ``boardroom ask --teach`` adds to its end.
"""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from boardroom.ask.conversation.verified import VerifiedQuestion, VerifiedQuestions, words_of
from boardroom.errors import BoardroomError, ModelError, UsageError
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
    if not path.is_file():
        return VerifiedQuestions()
    file = read_yaml(path.read_bytes(), origin=path.name, memory=memory)
    if file.problems:
        return VerifiedQuestions(problems=[str(problem) for problem in file.problems])
    entries: list[VerifiedQuestion] = []
    problems: list[str] = []
    try:
        for node in _nodes(file.root):
            try:
                entry = _entry(node)
                bear(entry.query)
            except BoardroomError as exc:
                problems.append(f"{path.name}:{node.line}: not used: {exc.message}")
            else:
                entries.append(entry)
    except ModelError as exc:
        problems.append(f"{path.name}: {exc.message}")
    return VerifiedQuestions(entries, problems=problems)


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


def _entry(node: Node) -> VerifiedQuestion:
    data = plain(node)
    if not isinstance(data, Mapping) or set(data) != set(_KEYS):
        raise UsageError(f"an entry has the keys {', '.join(_KEYS)}")
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
