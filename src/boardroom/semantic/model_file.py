"""Model files: YAML in the Ossie format with our shorthands, to a ``SemanticModel`` and back.

Called by the workspace, the command line and the importers. ``read_models`` collects every problem
of every file with ``file:line``; ``load_models`` and ``parse_model`` raise them. The allowed keys
stand in ``semantic.model_keys``; the rules between items in ``semantic.check``.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from boardroom.errors import ModelError
from boardroom.semantic.check import check_model
from boardroom.semantic.model import Dataset, Metric, Relationship, SemanticModel
from boardroom.semantic.model_codec import Place, Style, Wrong
from boardroom.semantic.model_keys import MODEL, ModelPart
from boardroom.semantic.nearest import did_you_mean
from boardroom.semantic.problem import Problem, raise_errors
from boardroom.semantic.yaml_memory import YamlMemory
from boardroom.semantic.yaml_node import Node
from boardroom.semantic.yaml_text import read_yaml
from boardroom.semantic.yaml_write import write_yaml

OSSIE_VERSION = "0.2.0.dev0"
_KNOWN_VERSIONS = ("0.1.0", "0.1.1", OSSIE_VERSION, "0.2.0")
_SUFFIXES = {".yml", ".yaml"}
_HINT = "Correct the file, then run: boardroom model check"
_NO_NAME = "model"
_ENVELOPE = ("version", "semantic_model")

Completion = Callable[[SemanticModel], SemanticModel]
_Item = TypeVar("_Item", Dataset, Relationship, Metric)


@dataclass(frozen=True, kw_only=True)
class LoadedModel:
    """What model files say.

    Attributes:
        origins: item in words (``metric 'revenue'``, ``field 'orders.price'``) → ``file:line``.
        problems: errors and warnings, in the order of the files.
    """

    model: SemanticModel
    origins: Mapping[str, str]
    problems: tuple[Problem, ...]


def load_models(paths: Path | Sequence[Path], *, memory: YamlMemory | None = None) -> SemanticModel:
    """The one model that files and folders (their ``*.yml`` and ``*.yaml``) make together.

    Args:
        memory: where the trees of files read before are kept.

    Raises:
        ModelError: a file is missing or wrong; the message lists all errors with ``file:line``.
    """
    loaded = read_models(paths, memory=memory)
    raise_errors(loaded.problems, hint=_HINT)
    return loaded.model


def read_models(paths: Path | Sequence[Path], *, memory: YamlMemory | None = None) -> LoadedModel:
    """As ``load_models``, but problems are returned instead of raised.

    Raises:
        ModelError: a path does not exist or cannot be read, or there is no model file at all.
    """
    given = [paths] if isinstance(paths, Path) else list(paths)
    sources = [source for path in given for source in _sources(path)]
    if not sources:
        names = ", ".join(repr(str(path)) for path in given) or "the given list"
        raise ModelError(
            f"there is no model file (*.yml) in {names}",
            hint="Propose one from the data: boardroom model propose",
        )
    return _read(((path.read_bytes(), origin) for path, origin in sources), memory=memory)


def parse_model(text: str | bytes, *, origin: str = "model.yml") -> SemanticModel:
    """The model that one YAML text says.

    Raises:
        ModelError: the text is wrong; the message lists all errors as ``origin:line``.
    """
    loaded = read_model(text, origin=origin)
    raise_errors(loaded.problems, hint=_HINT)
    return loaded.model


def read_model(
    text: str | bytes, *, origin: str = "model.yml", complete: Completion | None = None
) -> LoadedModel:
    """As ``parse_model``, but problems are returned instead of raised.

    Args:
        complete: adds what the text leaves unsaid, before the model is checked.
    """
    return _read([(text, origin)], complete=complete)


def read_model_files(files: Mapping[str, str]) -> LoadedModel:
    """As ``read_models``, from texts by their names."""
    return _read((text, origin) for origin, text in files.items())


def dump_model(model: SemanticModel) -> str:
    """``model`` as canonical YAML in our shorthand; ``parse_model`` reads it back equal."""
    return write_yaml(
        {"version": OSSIE_VERSION, "semantic_model": [model_to_plain(model, style="short")]},
        open_keys=frozenset({"semantic_model", "datasets", "fields", "relationships", "metrics"}),
    )


def model_to_plain(model: SemanticModel, *, style: Style) -> dict[str, Any]:
    """``model`` as plain lists, dicts and scalars, as one entry of ``semantic_model``."""
    return MODEL.write(model, style)


def model_version(model: SemanticModel) -> str:
    """A hash of the model's content: 16 hexadecimal digits, equal for equal meaning.

    The evidence of proposed items (``confidence``) and the order of keys do not matter.
    """
    plain = _without_confidence(model_to_plain(model, style="short"))
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _without_confidence(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: _without_confidence(item) for key, item in value.items() if key != "confidence"
        }
    return [_without_confidence(item) for item in value] if isinstance(value, list) else value


def _sources(path: Path) -> list[tuple[Path, str]]:
    try:
        if path.is_dir():
            files = sorted(item for item in path.iterdir() if item.suffix.lower() in _SUFFIXES)
            return [(item, f"{path.resolve().name}/{item.name}") for item in files]
        if path.is_file():
            return [(path, str(path))]
    except OSError as exc:
        raise ModelError(f"the model path {str(path)!r} cannot be read: {exc.strerror}") from exc
    raise ModelError(f"the model path {str(path)!r} does not exist")


def _read(
    sources: Iterable[tuple[str | bytes, str]],
    *,
    complete: Completion | None = None,
    memory: YamlMemory | None = None,
) -> LoadedModel:
    problems: list[Problem] = []
    origins: dict[str, str] = {}
    dropped: list[str] = []
    parts: list[ModelPart] = []
    first: Place | None = None
    for text, origin in sources:
        place = Place(origin=origin, problems=problems, origins=origins, dropped=dropped)
        first = first or place
        file = read_yaml(text, origin=origin, memory=memory)
        problems.extend(file.problems)
        if file.root is not None:
            parts.extend(_parts(file.root, place))
        elif not file.problems:
            place.note(1, "the file is empty")
    model = _merged(parts, first or Place(origin="model", problems=problems))
    if not any(problem.level == "error" for problem in problems):
        model = complete(model) if complete else model
        problems.extend(check_model(model, origins=origins))
    return LoadedModel(model=model, origins=origins, problems=tuple(problems))


def _parts(root: Node, place: Place) -> list[ModelPart]:
    """The parts of one file: entries of ``semantic_model``, or the file itself as one."""
    entries = root.value
    if not isinstance(entries, Mapping):
        place.note(
            root.line, "a model file must be a mapping with keys such as datasets and metrics"
        )
        return []
    version = entries.get("version")
    if version is not None and version.raw not in _KNOWN_VERSIONS:
        known = ", ".join(_KNOWN_VERSIONS)
        place.note(version.line, f"unknown version {version.raw!r}; known: {known}")
    if "semantic_model" not in entries:
        rest = {key: item for key, item in entries.items() if key != "version"}
        return _read_parts([replace(root, value=rest)], place)
    for key, item in entries.items():
        if key not in _ENVELOPE:
            place.note(
                item.line,
                f"unknown key {key!r} beside semantic_model{did_you_mean(key, _ENVELOPE)}",
            )
    models = entries["semantic_model"]
    if not isinstance(models.value, tuple) or not models.value:
        place.note(models.line, "semantic_model must be a list of models")
        return []
    return _read_parts(models.value, place)


def _read_parts(nodes: Iterable[Node], place: Place) -> list[ModelPart]:
    parts: list[ModelPart] = []
    for node in nodes:
        try:
            parts.append(MODEL.read(node, place))
        except Wrong:
            continue
    return parts


def _merged(parts: Sequence[ModelPart], place: Place) -> SemanticModel:
    names = list(dict.fromkeys(part.name for part in parts if part.name is not None))
    texts = list(dict.fromkeys(part.description for part in parts if part.description is not None))
    contexts = [part.ai_context for part in parts if part.ai_context is not None]
    if len(names) > 1:
        listed = ", ".join(repr(name) for name in names)
        _doubt(place, f"the files name several models ({listed}); the first name is used")
    if len(texts) > 1 or len(contexts) > 1:
        _doubt(place, "several files describe the model; the first is used")
    return SemanticModel(
        name=names[0] if names else _NO_NAME,
        description=texts[0] if texts else None,
        datasets=_first_of_each(part.datasets for part in parts),
        relationships=_first_of_each(part.relationships for part in parts),
        metrics=_first_of_each(part.metrics for part in parts),
        ai_context=contexts[0] if contexts else None,
        extensions=tuple(item for part in parts for item in part.extensions),
    )


def _doubt(place: Place, text: str) -> None:
    place.problems.append(Problem(level="warning", where=f"{place.origin}:1", text=text))


def _first_of_each(groups: Iterable[tuple[_Item, ...]]) -> tuple[_Item, ...]:
    """All items, the first of each name; repetitions have been noted as errors."""
    found: dict[str, _Item] = {}
    for group in groups:
        for item in group:
            found.setdefault(item.name, item)
    return tuple(found.values())
