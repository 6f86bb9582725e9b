"""What editors and readers learn of model files: their JSON Schema and the tables of the reference.

Derived from ``semantic.model_keys``, the table the loader itself uses. ``boardroom model`` writes
the schema beside the files; ``docs/reference/model.md`` holds the tables, and a test keeps it
equal.
"""

import json
from typing import Any

from boardroom.semantic.model_keys import MODEL, RECORDS
from boardroom.semantic.model_record import Record

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def model_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a model file in our shorthand.

    A file is one part of a model, or an Ossie envelope around it.
    """
    envelope = {
        "version": {"type": "string", "description": "Version of the Ossie specification."},
        "semantic_model": {
            "type": "array",
            "items": MODEL.schema(),
            "minItems": 1,
            "description": "The model; several files add to one.",
        },
    }
    part = MODEL.definition()
    return {
        "$schema": DRAFT,
        "title": "Boardroom model file",
        "type": "object",
        "properties": {**envelope, **part["properties"]},
        "additionalProperties": False,
        "$defs": {record.title: record.definition() for record in RECORDS},
    }


def model_schema_text() -> str:
    """``model_schema`` as JSON text."""
    return json.dumps(model_schema(), indent=2, ensure_ascii=False)


def model_reference() -> str:
    """Markdown tables of all keys, one section per record."""
    return "\n".join(_section(record) for record in RECORDS)


def _section(record: Record) -> str:
    lines = [
        f"## {record.noun.capitalize()}",
        "",
        "| key | value | meaning |",
        "|---|---|---|",
    ]
    for key in record.keys:
        name = f"**`{key.name}`**" if key.required else f"`{key.name}`"
        own = "" if key.standard else " ·"
        lines.append(f"| {name}{own} | {_cell(key.codec.words())} | {_cell(key.doc)} |")
    return "\n".join([*lines, ""])


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
