"""Apache Ossie (Open Semantic Interchange) 0.2 documents: strict export and import.

Called by ``boardroom model export`` and ``import``. What Ossie has no key for (units, directions,
time semantics…) travels in ``custom_extensions`` of vendor ``BOARDROOM`` as a JSON text, so that
import gives the same model back; other vendors' extensions pass through verbatim.

Source: Apache Ossie core specification 0.2.0.dev0.
"""

from boardroom.errors import ModelError
from boardroom.semantic.model import SemanticModel
from boardroom.semantic.model_file import OSSIE_VERSION, model_to_plain, parse_model
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

    Raises:
        ModelError: the document is no Ossie, or its model cannot be computed; all errors with
        ``origin:line``.
    """
    return parse_model(text, origin=origin)
