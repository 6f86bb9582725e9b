"""A proposed model as text: each item with how sure it is (0–1), its definition, and why."""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from boardroom.cli.model_text import time_to_text
from boardroom.semantic.model import Confidence, Dataset, Relationship

if TYPE_CHECKING:
    from boardroom.semantic.propose.propose import Proposal

_WIDEST = 120


@dataclass(frozen=True)
class _Item:
    name: str
    definition: str
    confidence: Confidence | None


def proposal_to_text(proposal: "Proposal", *, width: int) -> str:
    """Datasets, relationships and metrics of the proposal, then what was considered and left
    out."""
    model = proposal.model
    parts = {
        "Datasets": [_Item(item.name, _shape(item), item.confidence) for item in model.datasets],
        "Relationships": [
            _Item(f"{item.from_dataset} → {item.to_dataset}", _columns(item), item.confidence)
            for item in model.relationships
        ],
        "Metrics": [
            _Item(item.name, item.expression.sql, item.confidence) for item in model.metrics
        ],
    }
    width = min(width, _WIDEST)
    texts = [_list(title, items, width=width) for title, items in parts.items()]
    if proposal.notes:
        notes = [f"{note.where}: {note.text}" for note in proposal.notes]
        lines = [
            line for note in notes for line in _wrapped(note, first="  ", rest="    ", width=width)
        ]
        texts.append("\n".join(["CONSIDERED AND LEFT OUT", *lines]))
    return "\n\n".join(texts)


def _list(title: str, items: Sequence[_Item], *, width: int) -> str:
    if not items:
        return f"{title.upper()}: none were found"
    column = min(max(len(item.name) for item in items), 28)
    head = f"{title.upper():<{column}}  SURE  DEFINITION, AND WHY"
    return "\n".join([head, *(line for item in items for line in _lines(item, column, width))])


def _lines(item: _Item, column: int, width: int) -> Iterator[str]:
    sure = f"{item.confidence.score:.2f}" if item.confidence else "    "
    margin = " " * (column + 8)
    first = f"{item.name:<{column}}  {sure}  "
    if len(item.name) > column:
        yield item.name
        first = f"{'':<{column}}  {sure}  "
    yield from _wrapped(item.definition, first=first, rest=margin, width=width)
    if item.confidence:
        yield from _wrapped(
            f"· {item.confidence.why}", first=margin, rest=margin + "  ", width=width
        )


def _wrapped(text: str, *, first: str, rest: str, width: int) -> list[str]:
    return textwrap.wrap(
        text, width=width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
    )


def _shape(dataset: Dataset) -> str:
    counts: dict[str, int] = {}
    for item in dataset.fields:
        role = item.role or "attribute"
        counts[role] = counts.get(role, 0) + 1
    fields = ", ".join(
        f"{count} {role}{'s' if count > 1 else ''}" for role, count in counts.items()
    )
    key = ", ".join(dataset.primary_key) or "none"
    return f"key: {key}; time: {time_to_text(dataset.time)}; {fields}"


def _columns(relationship: Relationship) -> str:
    pairs = zip(relationship.from_columns, relationship.to_columns, strict=True)
    joined = ", ".join(f"{many} = {one}" for many, one in pairs)
    return joined if relationship.active else f"{joined} (only where named)"
