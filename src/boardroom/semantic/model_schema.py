"""What editors and readers learn of model files: their JSON Schema and the tables of the reference.

Derived from ``semantic.model_keys``, the table the loader itself uses. ``boardroom model`` writes
the schema beside the files; ``docs/reference/model.md`` holds the tables, and a test keeps it
equal.
"""

import json
from typing import Any

from boardroom.semantic.model_keys import MODEL, RECORDS
from boardroom.semantic.model_record import Record

_INTRODUCTION = """\
# Model files

<!-- Written by `make docs` from the code. Do not edit. -->

The semantic model stands in the YAML files of `models/`; a folder's files add to one model, so
that a file may hold any part of it. The format is [Apache Ossie](https://github.com/apache/ossie)
with two shorthands: a plain text is an expression in ANSI SQL, and Boardroom's own keys (marked ·)
stand beside the standard ones. `boardroom model export --to ossie` writes strict Ossie, with our
keys in custom extensions of vendor `BOARDROOM`. The envelope `semantic_model: [{…}]` and `version`
may be left out.

```yaml
name: shop
datasets:
  - name: orders
    source: orders
    primary_key: [id]
    time: ordered_at
    fields:
      - {name: id, expression: id, datatype: Integer, role: key}
      - {name: customer_id, expression: customer_id, role: key}
      - {name: ordered_at, expression: ordered_at, datatype: DateTime, role: time}
      - {name: price, expression: price, datatype: Decimal, unit: EUR}
      - {name: status, expression: status, values: [paid, open], synonyms: [state]}
  - name: customers
    source: crm.customers
    primary_key: [id]
    fields:
      - {name: id, expression: id, role: key}
      - {name: country, expression: UPPER(country), aliases: {Germany: DE}}
relationships:
  - {name: buyer, from: orders, to: customers, from_columns: [customer_id], to_columns: [id]}
metrics:
  - name: revenue
    expression: SUM(orders.price)
    unit: EUR
    direction: up
    filter: orders.status = 'paid'
    thresholds: {warning: 90000}
  - name: growth
    expression: revenue / before - 1
    inputs:
      before: {metric: revenue, offset: 1 month}
    unit: percent
```

A metric is an aggregate over fields (`orders.price`), possibly of several datasets, and may name
other metrics. Fields of a to-one relative are reached as `customers.country`, or over a named path
as `buyer.country`. Names are unique in all files together: of datasets, of relationships (which
also differ from datasets' names), of metrics, and of a dataset's fields. Files are YAML 1.2 in
UTF-8; unknown keys, duplicate keys and wrong types are errors with file and line: `boardroom model
check`. Editors get the JSON Schema from `boardroom model show --format json-schema`.

Keys in **bold** are required; keys with a · are ours.
"""

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
    """The page ``docs/reference/model.md``: every key of a model file with its allowed values."""
    return "\n".join([_INTRODUCTION, *(_section(record) for record in RECORDS)]).rstrip() + "\n"


def _section(record: Record) -> str:
    head = f"## {record.noun.capitalize()}"
    lines = [head, "", "| key | value | meaning |", "| --- | --- | --- |"]
    for key in record.keys:
        name = f"**`{key.name}`**" if key.required else f"`{key.name}`"
        own = "" if key.standard else " ·"
        lines.append(f"| {name}{own} | {_cell(key.codec.words())} | {_cell(key.doc)} |")
    return "\n".join([*lines, ""])


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
