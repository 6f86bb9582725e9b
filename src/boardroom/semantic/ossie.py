"""Apache Ossie (Open Semantic Interchange) 0.2 documents: strict export and import.

Called by ``boardroom model export`` and ``import``. What Ossie has no key for (units, directions,
time semantics…) travels in ``custom_extensions`` of vendor ``BOARDROOM`` as a JSON text, so that
import gives the same model back; other vendors' extensions pass through verbatim.

Source: Apache Ossie core specification 0.2.0.dev0.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from boardroom.errors import ModelError
from boardroom.semantic.model import Dataset, Expression, Field, SemanticModel
from boardroom.semantic.model_file import OSSIE_VERSION, model_to_plain, read_model
from boardroom.semantic.problem import raise_errors
from boardroom.semantic.yaml_text import read_yaml
from boardroom.semantic.yaml_write import write_yaml


def export_ossie(model: SemanticModel) -> str:
    """``model`` as a YAML document that satisfies Ossie's JSON Schema.

    Raises:
        ModelError: the model has no dataset, which Ossie requires.
    """
    if not model.datasets:
        raise ModelError(
            f"the model {model.name!r} has no dataset, so Ossie cannot express it",
            hint="Add a dataset first.",
        )
    document = {"version": OSSIE_VERSION, "semantic_model": [model_to_plain(model, style="ossie")]}
    return write_yaml(document)


def import_ossie(text: str | bytes, *, origin: str = "ossie.yaml") -> SemanticModel:
    """The model of an Ossie document (YAML or JSON) that holds one ``semantic_model``.

    Ossie lets relationships name plain columns; those that are no field become hidden key fields.

    Raises:
        ModelError: the document is no Ossie, holds several models, or its model cannot be computed;
            all errors with ``origin:line``.
    """
    loaded = read_model(text, origin=origin, complete=_with_key_fields)
    raise_errors(loaded.problems)
    root = read_yaml(text, origin=origin).root
    entries = root.value if root is not None else None
    models = entries.get("semantic_model") if isinstance(entries, Mapping) else None
    if models is not None and isinstance(models.value, tuple) and len(models.value) > 1:
        raise ModelError(
            f"{origin}:{models.line}: the document holds {len(models.value)} semantic models",
            hint="A workspace has one: split the document and import one of them.",
        )
    return loaded.model


def _with_key_fields(model: SemanticModel) -> SemanticModel:
    wanted: dict[str, dict[str, None]] = {}
    for link in model.relationships:
        wanted.setdefault(link.from_dataset, {}).update(dict.fromkeys(link.from_columns))
        wanted.setdefault(link.to_dataset, {}).update(dict.fromkeys(link.to_columns))
    return replace(
        model,
        datasets=tuple(
            replace(item, fields=(*item.fields, *_missing_keys(item, wanted.get(item.name, {}))))
            for item in model.datasets
        ),
    )


def _missing_keys(dataset: Dataset, columns: Iterable[str]) -> Iterator[Field]:
    for name in columns:
        if name not in dataset.field_by_name:
            quoted = '"' + name.replace('"', '""') + '"'
            yield Field(name=name, expression=Expression(sql=quoted), role="key", hidden=True)
