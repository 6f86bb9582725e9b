"""``import_dbt``: files and folders of dbt YAML to one ``SemanticModel`` with a list of what could
not be mapped.

Called by ``boardroom model import --from dbt``. The passes, in order: ``reader`` (YAML →
``specification``), ``conversion`` (semantic models → datasets and relationships),
``metric_conversion`` (metrics), and last a check: an item that would not compile is left out and
listed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from boardroom.errors import ModelError
from boardroom.semantic.check import check_model
from boardroom.semantic.dbt.conversion import (
    Draft,
    catalog_of,
    dataset_of,
    draft_models,
    relationships_of,
)
from boardroom.semantic.dbt.entry import Entry
from boardroom.semantic.dbt.filter_template import Untranslatable
from boardroom.semantic.dbt.metric_conversion import MetricConverter
from boardroom.semantic.dbt.reader import read_project
from boardroom.semantic.dbt.specification import Metric, Project
from boardroom.semantic.model import Metric as OurMetric
from boardroom.semantic.model import SemanticModel
from boardroom.semantic.model_record import item_title
from boardroom.semantic.problem import Problem
from boardroom.semantic.yaml_text import read_yaml

_SUFFIXES = {".yml", ".yaml"}


@dataclass(frozen=True, kw_only=True)
class DbtImport:
    """What was imported, and what was not.

    Attributes:
        problems: errors are wrong files; warnings are things that were left out, each with its
            reason.
    """

    model: SemanticModel
    problems: tuple[Problem, ...]


def import_dbt(paths: Path | Sequence[Path]) -> DbtImport:
    """The semantic models and metrics of dbt YAML files, or of all such files below folders.

    Both spellings are read: standalone ``semantic_models`` with measures, and the newer one inside
    ``models``. Measures without a metric become hidden metrics. Keys without an equivalent are kept
    in custom extensions of vendor ``DBT``. A cumulative metric shows each period's last value.

    Raises:
        ModelError: a path does not exist or cannot be read, or nothing semantic is in the files.
    """
    given = [paths] if isinstance(paths, Path) else list(paths)
    problems: list[Problem] = []
    project = read_project(_roots(given, problems))
    if not project.models and not problems:
        names = ", ".join(repr(str(path)) for path in given)
        raise ModelError(
            f"there is no dbt semantic model in {names}",
            hint="Point at the YAML files that hold semantic_models or models with semantic_model.",
        )
    drafts = draft_models(project.models, problems)
    metrics = _metrics(project, drafts, problems)
    model = SemanticModel(
        name=given[0].stem,
        datasets=tuple(dataset_of(draft, drafts, problems) for draft in drafts.values()),
        relationships=tuple(relationships_of(drafts, problems)),
        metrics=metrics,
    )
    return DbtImport(model=_sound(model, project, problems), problems=tuple(problems))


def _roots(paths: Sequence[Path], problems: list[Problem]) -> list[Entry]:
    roots: list[Entry] = []
    for path in paths:
        for file in _files(path):
            read = read_yaml(_content(file), origin=str(file))
            problems.extend(read.problems)
            if read.root is not None and isinstance(read.root.value, dict):
                roots.append(Entry(node=read.root, origin=str(file), problems=problems))
    return roots


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(item for item in path.rglob("*") if item.suffix.lower() in _SUFFIXES)
    if not path.exists():
        raise ModelError(f"the path {str(path)!r} does not exist")
    return [path]


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as exc:
        raise ModelError(f"the file {str(file)!r} cannot be read: {exc.strerror}") from exc


def _metrics(
    project: Project, drafts: dict[str, Draft], problems: list[Problem]
) -> tuple[OurMetric, ...]:
    converter = MetricConverter(drafts, catalog_of(drafts))
    found: dict[str, OurMetric] = {}
    for metric in project.metrics:
        if metric.name in found:
            _leave_out(metric, "its name stands already", problems)
            continue
        try:
            found[metric.name] = converter.convert(metric)
        except Untranslatable as why:
            _leave_out(metric, str(why), problems)
    for name, offered in converter.unused_measures(project.metrics):
        try:
            found[name] = converter.from_measure(name, hidden=not offered)
        except Untranslatable as why:
            text = f"measure {name!r} is not imported: {why}"
            problems.append(Problem(level="warning", where=_place(name, project), text=text))
    return tuple(found.values())


def _place(measure: str, project: Project) -> str:
    places = [m.origin.place for item in project.models for m in item.measures if m.name == measure]
    return places[0] if places else "dbt"


def _leave_out(metric: Metric, why: str, problems: list[Problem]) -> None:
    text = f"metric {metric.name!r} is not imported: {why}"
    problems.append(Problem(level="warning", where=metric.origin.place, text=text))


def _sound(model: SemanticModel, project: Project, problems: list[Problem]) -> SemanticModel:
    """The model without the items that the model check refuses, each listed."""
    origins = {item_title("metric", item.name): item.origin.place for item in project.metrics}
    origins |= {item_title("dataset", item.name): item.origin.place for item in project.models}
    while True:
        errors = [p for p in check_model(model) if p.level == "error"]
        refused = {problem.where for problem in errors}
        smaller = _without(model, refused)
        for problem in errors:
            where = origins.get(problem.where, problem.where)
            text = f"{problem.where} is not imported: {problem.text}"
            problems.append(Problem(level="warning", where=where, text=text))
        if not errors or smaller == model:
            return smaller
        model = smaller


def _without(model: SemanticModel, refused: set[str]) -> SemanticModel:
    datasets = tuple(
        replace(
            dataset,
            fields=tuple(
                item
                for item in dataset.fields
                if item_title("field", item.name, dataset.name) not in refused
            ),
        )
        for dataset in model.datasets
    )
    return replace(
        model,
        datasets=datasets,
        relationships=tuple(
            item
            for item in model.relationships
            if item_title("relationship", item.name) not in refused
        ),
        metrics=tuple(
            item for item in model.metrics if item_title("metric", item.name) not in refused
        ),
    )
