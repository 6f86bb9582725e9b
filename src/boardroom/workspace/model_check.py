"""Checking a workspace's model whole: its files, the tables it names, that the engine can compute
every field and every metric, and its verified questions. No row is read.

Called by ``boardroom model check`` and ``doctor``.
"""

from collections.abc import Iterator, Mapping, Sequence

from boardroom.errors import BoardroomError
from boardroom.semantic.model import Metric, SemanticModel
from boardroom.semantic.model_record import key_title
from boardroom.semantic.nearest import did_you_mean
from boardroom.semantic.problem import Problem
from boardroom.semantic.propose.naming import singular_words
from boardroom.semantic.query import Query
from boardroom.workspace.config import yaml_memory
from boardroom.workspace.workspace import Workspace


def check_workspace_model(workspace: Workspace) -> Sequence[Problem]:
    """All problems, those of the files first; the deeper checks need files without errors."""
    from boardroom.semantic.model_file import read_models

    loaded = read_models(workspace.models, memory=yaml_memory(workspace.folder))
    problems = list(loaded.problems)
    if any(problem.level == "error" for problem in problems):
        return problems
    refused = workspace.metrics().refused_fields()
    return [
        *problems,
        *_table_problems(workspace, loaded.origins),
        *_field_problems(refused, loaded.origins),
        *_metric_problems(workspace, refused, loaded.origins),
        *_shared_words(workspace.model, loaded.origins),
        *_question_problems(workspace),
    ]


def _shared_words(model: SemanticModel, origins: Mapping[str, str]) -> Iterator[Problem]:
    """Synonyms that are another metric's own name: questions that say them are asked back."""
    names = {
        singular_words(text): m.name for m in model.metrics for text in (m.name, m.label or m.name)
    }
    for metric in model.metrics:
        for word in metric.ai_context.synonyms if metric.ai_context else ():
            other = names.get(singular_words(word), metric.name)
            if other != metric.name:
                item = f"metric {metric.name!r}"
                text = (
                    f"{item} is also called {word!r}, which is the name of the metric {other!r}: "
                    "a question with this word is asked back"
                )
                yield Problem(level="warning", where=_where(item, "synonyms", origins), text=text)


def _question_problems(workspace: Workspace) -> Sequence[Problem]:
    """Verified questions that are not used."""
    from boardroom.workspace.question_file import FILE_NAME, check_questions

    metrics, folder = workspace.metrics(), workspace.folder
    _, problems = check_questions(
        folder / FILE_NAME,
        bear=lambda query: metrics.check(query, principal=workspace.principal),
        memory=yaml_memory(folder),
    )
    return problems


def item_origins(workspace: Workspace) -> Mapping[str, str]:
    """Where the items of the model stand: ``metric 'revenue'`` → ``file:line``."""
    from boardroom.semantic.model_file import read_models

    return read_models(workspace.models, memory=yaml_memory(workspace.folder)).origins


def _table_problems(workspace: Workspace, origins: Mapping[str, str]) -> Iterator[Problem]:
    """Datasets whose table is not there."""
    from boardroom.data.model_tables import bind

    tables = workspace.engine.tables()
    for dataset, table in bind(workspace.model, tables, workspace.engine.dialect).missing.items():
        item = f"dataset {dataset!r}"
        text = f"{item} reads the table {table!r}, which is not there{did_you_mean(table, tables)}"
        yield Problem(level="error", where=_where(item, "source", origins), text=text)


def _where(item: str, key: str, origins: Mapping[str, str]) -> str:
    """``file:line`` of the key, else of the item."""
    return origins.get(key_title(item, key)) or origins.get(item, item)


def _field_problems(refused: Mapping[str, str], origins: Mapping[str, str]) -> Iterator[Problem]:
    """Fields that the engine cannot compute."""
    for name, text in refused.items():
        item = f"field {name!r}"
        yield Problem(level="error", where=_where(item, "expression", origins), text=text)


def _metric_problems(
    workspace: Workspace, refused: Mapping[str, str], origins: Mapping[str, str]
) -> Iterator[Problem]:
    """Metrics of model and packs that compiler or engine refuse, for another reason than a field
    told of already."""
    bound = workspace.packs
    names = set(workspace.model.metric_by_name)
    names |= {name for department in bound.departments for name in department.metrics}
    metrics = [metric for metric in bound.model.metrics if metric.name in names]
    probes = [_probe(metric, bound.model) for metric in metrics]
    answers = workspace.metrics().run_each(probes, principal=workspace.principal)
    for metric, answer in zip(metrics, answers, strict=True):
        if isinstance(answer, BoardroomError) and answer.message not in refused.values():
            where = _where(f"metric {metric.name!r}", "expression", origins)
            yield Problem(level="error", where=where, text=_why(metric, answer))


def _why(metric: Metric, error: BoardroomError) -> str:
    """The error in a sentence that names the metric, and what to do."""
    text, name = error.message, repr(metric.name)
    if name not in text:
        text = f"metric {name} cannot be computed from {metric.expression.sql!r}: {text}"
    hint = error.hint or "Correct the expression, or the type of the fields in it."
    return f"{text.rstrip('.')}. {hint}"


def _probe(metric: Metric, model: SemanticModel) -> Query:
    """A question that any sound metric can answer, and that costs no row: of all days, or of some
    days where it needs a period, which «all» is not.
    """
    from boardroom.semantic.check_metric import needs_a_period

    if needs_a_period(model, metric.name):
        return Query(metrics=(metric.name,), time_range="last_complete_month", grain="day", limit=0)
    return Query(metrics=(metric.name,), limit=0)
