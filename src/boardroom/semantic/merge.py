"""A new proposal beside the model that people have edited: what differs, and what can be added.

Called by ``boardroom model propose``. Nothing that stands in a file is ever changed or removed:
differences are told in words, new fields are put in behind the last field of their dataset, and
everything else new goes into a file of its own. Every other byte stays as it was.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from boardroom.semantic.merge_addition import plan_addition
from boardroom.semantic.model import Dataset, Field, SemanticModel
from boardroom.semantic.model_file import read_model_files
from boardroom.semantic.model_keys import DATASET, FIELD, METRIC, MODEL, RELATIONSHIP
from boardroom.semantic.model_record import Record, item_title
from boardroom.semantic.problem import raise_errors
from boardroom.semantic.yaml_write import write_yaml

_PARTS = ("datasets", "fields", "relationships", "metrics")


@dataclass(frozen=True, kw_only=True)
class Change:
    """One difference between the model and a proposal.

    Attributes:
        kind: ``added`` (only proposed), ``changed`` (proposed otherwise) or ``missing`` (no longer
            proposed).
        item: the item in words.
        text: what differs, in words.
    """

    kind: Literal["added", "changed", "missing"]
    item: str
    text: str

    def __str__(self) -> str:
        mark = {"added": "+", "changed": "~", "missing": "-"}[self.kind]
        return f"{mark} {self.item}: {self.text}"


@dataclass(frozen=True, kw_only=True)
class Merge:
    """What a proposal changes; the model's own side always stays.

    Attributes:
        changes: all differences, in the order of the proposal.
        new_text: text of a file with the new datasets, relationships and metrics; None when there
            are none. New fields of datasets that exist go into those datasets' own files: see
            ``add_fields``.
    """

    changes: tuple[Change, ...]
    new_text: str | None

    @property
    def text(self) -> str:
        """The differences in words, one a line."""
        if not self.changes:
            return "The proposal says what the model says already."
        return "\n".join(str(change) for change in self.changes)


@dataclass(frozen=True, kw_only=True)
class AddedFields:
    """Model files with new fields put in.

    Attributes:
        texts: file → its new text; only files that change.
        unplaced: new fields whose dataset's ``fields`` is no block list, so that they are added by
            hand.
    """

    texts: Mapping[str, str]
    unplaced: tuple[str, ...] = ()


def merge_proposal(existing: SemanticModel, proposed: SemanticModel) -> Merge:
    """What ``proposed`` says differently from ``existing``, and the file that would add what is
    new."""
    addition = plan_addition(existing, proposed)
    part = addition.part
    new = bool(part.datasets or part.relationships or part.metrics)
    return Merge(
        changes=tuple(_changes(existing, proposed, addition.left_out)),
        new_text=write_yaml(MODEL.write(part, "short"), open_keys=frozenset(_PARTS))
        if new
        else None,
    )


def add_fields(files: Mapping[str, str], proposed: SemanticModel) -> AddedFields:
    """Put the proposed fields that datasets lack behind the last field of each dataset.

    Args:
        files: model file → its text; every byte of it stays, lines are only added.

    Raises:
        ModelError: the files do not hold a valid model.
    """
    loaded = read_model_files(files)
    raise_errors(loaded.problems, hint="Correct the files first: boardroom model check")
    texts: dict[str, str] = {}
    unplaced: list[str] = []
    for name_of_dataset, new in plan_addition(loaded.model, proposed).fields.items():
        held = loaded.model.dataset_by_name[name_of_dataset]
        current = {**files, **texts}
        title = item_title("dataset", held.name)
        name, _, line = read_model_files(current).origins[title].rpartition(":")
        grown = _with_fields(current[name], int(line), new)
        wanted = replace(held, fields=(*held.fields, *new))
        if grown is not None and _holds({**current, name: grown}, wanted):
            texts[name] = grown
        else:
            unplaced.extend(item_title("field", item.name, held.name) for item in new)
    return AddedFields(texts=texts, unplaced=tuple(unplaced))


def _changes(
    existing: SemanticModel, proposed: SemanticModel, left_out: Mapping[str, str]
) -> Iterator[Change]:
    for change in _differences(existing, proposed):
        why = left_out.get(change.item)
        yield change if why is None else replace(change, kind="changed", text=f"not added: {why}")


def _differences(existing: SemanticModel, proposed: SemanticModel) -> Iterator[Change]:
    for dataset in proposed.datasets:
        held = existing.dataset_by_name.get(dataset.name)
        title = item_title("dataset", dataset.name)
        if held is None:
            words = f"{len(dataset.fields)} field{'' if len(dataset.fields) == 1 else 's'}"
            yield Change(kind="added", item=title, text=f"{words} of {dataset.source!r}")
            continue
        yield from _compared(DATASET, title, held, dataset)
        pairs = (held.field_by_name, {item.name: item for item in dataset.fields})
        yield from _compared_items(FIELD, *pairs, scope=dataset.name)
    yield from _gone("dataset", existing.dataset_by_name, proposed.dataset_by_name)
    links = (existing.relationship_by_name, proposed.relationship_by_name)
    yield from _compared_items(RELATIONSHIP, *links)
    yield from _compared_items(METRIC, existing.metric_by_name, proposed.metric_by_name)


def _compared_items(
    record: Record, existing: Mapping[str, Any], proposed: Mapping[str, Any], *, scope: str = ""
) -> Iterator[Change]:
    for name, item in proposed.items():
        title = item_title(record.noun, name, scope)
        if name in existing:
            yield from _compared(record, title, existing[name], item)
        else:
            yield Change(kind="added", item=title, text=_summary(record.write(item, "short")))
    yield from _gone(record.noun, existing, proposed, scope=scope)


def _gone(
    noun: str, existing: Mapping[str, Any], proposed: Mapping[str, Any], *, scope: str = ""
) -> Iterator[Change]:
    for name in existing:
        if name not in proposed:
            title = item_title(noun, name, scope)
            yield Change(kind="missing", item=title, text="not proposed; it stays")


def _compared(record: Record, title: str, held: Any, proposed: Any) -> Iterator[Change]:
    mine, theirs = record.write(held, "short"), record.write(proposed, "short")
    words = [
        _difference(key.name, mine.get(key.name), theirs.get(key.name))
        for key in record.keys
        if key.name not in {"confidence", "fields"} and mine.get(key.name) != theirs.get(key.name)
    ]
    if words:
        yield Change(kind="changed", item=title, text="; ".join(words))


def _difference(key: str, mine: Any, theirs: Any) -> str:
    if mine is None:
        return f"{key} {_shown(theirs)} is proposed, the file has none"
    if theirs is None:
        return f"{key} {_shown(mine)} is in the file, none is proposed"
    return f"{key} is {_shown(mine)} in the file, {_shown(theirs)} is proposed"


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def _summary(plain: Mapping[str, Any]) -> str:
    if "from" in plain:
        return f"{plain['from']} → {plain['to']} by {', '.join(plain['from_columns'])}"
    words = [_shown(plain["expression"])]
    words += [f"{key} {plain[key]}" for key in ("datatype", "unit", "direction") if key in plain]
    return ", ".join(words)


def _with_fields(text: str, dataset_line: int, fields: Iterable[Field]) -> str | None:
    """The text with ``fields`` behind the last one of the dataset that begins at the line.

    None where its ``fields`` are no block list.
    """
    lines = text.splitlines(keepends=True)
    start = dataset_line - 1
    outer = _indent(lines[start])
    head = next(
        (
            n
            for n in _block(lines, start, outer)
            if lines[n].strip().split("#")[0].strip() == "fields:"
        ),
        None,
    )
    if head is None:
        return None
    items = [
        n
        for n in _block(lines, head, _indent(lines[head]) - 1)
        if lines[n].lstrip().startswith("- ")
    ]
    if not items:
        return None
    dash = _indent(lines[items[0]])
    last = max(n for n in items if _indent(lines[n]) == dash)
    end = max((last, *_block(lines, last, dash)))
    if not lines[end].endswith("\n"):
        lines[end] += "\n"
    body = write_yaml(
        {"fields": [FIELD.write(item, "short") for item in fields]}, open_keys=frozenset(_PARTS)
    )
    added = [" " * dash + line[2:] + "\n" for line in body.splitlines()[1:]]
    return "".join([*lines[: end + 1], *added, *lines[end + 1 :]])


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _block(lines: list[str], start: int, indent: int) -> Iterator[int]:
    """Numbers of the lines with content below ``start`` that are indented deeper than
    ``indent``."""
    for number in range(start + 1, len(lines)):
        if not lines[number].strip():
            continue
        if _indent(lines[number]) <= indent:
            return
        yield number


def _holds(files: Mapping[str, str], dataset: Dataset) -> bool:
    """Whether the files now say exactly ``dataset``."""
    loaded = read_model_files(files)
    sound = not any(problem.level == "error" for problem in loaded.problems)
    return sound and loaded.model.dataset_by_name[dataset.name] == dataset
