"""Checking a workspace's model whole: its files, the tables it names, and that every metric
compiles.

Called by ``boardroom model check`` and ``doctor``.
"""

from collections.abc import Iterator, Mapping, Sequence

from boardroom.errors import BoardroomError
from boardroom.semantic.nearest import did_you_mean
from boardroom.semantic.problem import Problem
from boardroom.semantic.query import Query
from boardroom.workspace.workspace import Workspace


def check_workspace_model(workspace: Workspace) -> Sequence[Problem]:
    """All problems, those of the files first; the deeper checks need files without errors."""
    from boardroom.semantic.model_file import read_models

    loaded = read_models(workspace.models)
    problems = list(loaded.problems)
    if any(problem.level == "error" for problem in problems):
        return problems
    return [
        *problems,
        *_table_problems(workspace, loaded.origins),
        *_metric_problems(workspace, loaded.origins),
    ]


def _table_problems(workspace: Workspace, origins: Mapping[str, str]) -> Iterator[Problem]:
    """Datasets whose table is not there."""
    from boardroom.data.model_tables import bind

    tables = workspace.engine.tables()
    for dataset, table in bind(workspace.model, tables, workspace.engine.dialect).missing.items():
        item = f"dataset {dataset!r}"
        text = f"{item} reads the table {table!r}, which is not there{did_you_mean(table, tables)}"
        yield Problem(level="error", where=origins.get(item, item), text=text)


def _metric_problems(workspace: Workspace, origins: Mapping[str, str]) -> Iterator[Problem]:
    """Metrics that the compiler refuses."""
    for metric in workspace.model.metrics:
        try:
            workspace.metrics().explain(
                Query(metrics=(metric.name,)), principal=workspace.principal
            )
        except BoardroomError as exc:
            item = f"metric {metric.name!r}"
            yield Problem(level="error", where=origins.get(item, item), text=exc.message)
