"""What a load notes in the details of a table's version, and reads back at the next load.

Called by ``load_table``; ``labels`` and ``formats`` are also what the profile and the engines show.
"""

from collections.abc import Mapping, Sequence
from typing import cast

from boardroom.data.sources.column_format import ColumnFormat, to_json
from boardroom.data.sources.fingerprint import Fingerprint
from boardroom.data.sources.staging import Column
from boardroom.semantic.profile import ForeignKeyHint

Details = Mapping[str, object]


def column_notes(
    before: Details,
    columns: Sequence[Column],
    *,
    types: Mapping[str, str],
    formats: Mapping[str, ColumnFormat],
) -> dict[str, object]:
    """Labels, types and formats of all columns: of those read now, and the others as they were."""
    labels = dict(cast("Mapping[str, str]", before.get("labels", {})))
    labels.update((column.name, column.label) for column in columns)
    noted = dict(cast("Mapping[str, object]", before.get("formats", {})))
    noted.update((name, to_json(form)) for name, form in formats.items())
    return {
        "labels": {name: labels.get(name, name) for name in types},
        "types": dict(types),
        "formats": {name: form for name, form in noted.items() if name in types},
    }


def key_notes(
    primary_key: Sequence[str], foreign_keys: Sequence[ForeignKeyHint]
) -> dict[str, object]:
    """Declared keys."""
    return {
        "primary_key": list(primary_key),
        "foreign_keys": [
            {
                "columns": list(one.columns),
                "to_table": one.to_table,
                "to_columns": list(one.to_columns),
            }
            for one in foreign_keys
        ],
    }


def file_notes(manifest: Mapping[str, Fingerprint], *, without: Sequence[str]) -> dict[str, object]:
    """The manifest, without the files that could not be read (they are tried again)."""
    return {"files": {name: one.to_json() for name, one in manifest.items() if name not in without}}


def stored_types(details: Details) -> dict[str, str]:
    """Column → SQL type of a version; ``NULL`` for columns that never had a value."""
    types = cast("Mapping[str, str]", details.get("types", {}))
    empty = cast("Sequence[str]", details.get("empty", ()))
    return {name: "NULL" if name in empty else kind for name, kind in types.items()}
