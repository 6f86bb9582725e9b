"""A proposed model as text: each item with its definition, how sure it is (0–1), and why."""

from typing import TYPE_CHECKING

from boardroom.cli.model_text import time_to_text
from boardroom.insight.text_table import TextColumn, draw_table
from boardroom.semantic.model import Confidence, Field

if TYPE_CHECKING:
    from boardroom.semantic.propose.propose import Proposal


def proposal_to_text(proposal: "Proposal", *, width: int) -> str:
    """Datasets, relationships and metrics of the proposal, then what was considered and left
    out."""
    model = proposal.model
    datasets = [
        [
            item.name,
            "; ".join(
                [
                    f"key {', '.join(item.primary_key) or 'none'}",
                    f"time {time_to_text(item.time)}",
                    _roles(item.fields),
                ]
            ),
            *_why(item.confidence),
        ]
        for item in model.datasets
    ]
    relationships = [
        [
            f"{item.from_dataset} → {item.to_dataset}",
            f"{', '.join(item.from_columns)} = {', '.join(item.to_columns)}"
            + ("" if item.active else " (only by name)"),
            *_why(item.confidence),
        ]
        for item in model.relationships
    ]
    metrics = [[item.name, item.expression.sql, *_why(item.confidence)] for item in model.metrics]
    parts = [
        _draw("Datasets", datasets, width=width),
        _draw("Relationships", relationships, width=width)
        if relationships
        else "No relationships were found.",
        _draw("Metrics", metrics, width=width) if metrics else "No metrics were found.",
    ]
    if proposal.notes:
        parts.append(
            "\n".join(["Considered and left out", *(f"  {note}" for note in proposal.notes)])
        )
    return "\n\n".join(parts)


def _draw(title: str, rows: list[list[str]], *, width: int) -> str:
    columns = [
        TextColumn(title="item", share=2),
        TextColumn(title="is", share=4),
        TextColumn(title="sure", number=True),
        TextColumn(title="why", share=4),
    ]
    return draw_table(columns, rows, width=width, title=title)


def _why(confidence: Confidence | None) -> tuple[str, str]:
    return (f"{confidence.score:.2f}", confidence.why) if confidence else ("", "")


def _roles(fields: tuple[Field, ...]) -> str:
    counts: dict[str, int] = {}
    for item in fields:
        role = item.role or "attribute"
        counts[role] = counts.get(role, 0) + 1
    return ", ".join(f"{count} {role}{'s' if count > 1 else ''}" for role, count in counts.items())
