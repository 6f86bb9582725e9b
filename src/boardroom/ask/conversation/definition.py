"""What the names of a model mean, in words: told from the model, no data is read.

Called by the router, to know whether a name is one, and by the documentation agent.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from boardroom.ask.answer import Remark
from boardroom.ask.asker import Asker
from boardroom.ask.lexicon import Sense
from boardroom.ask.token import read_tokens
from boardroom.errors import BoardroomError, PolicyError
from boardroom.governance.principal import Principal
from boardroom.semantic.model import Dataset, EventTime, Field, Metric, SemanticModel
from boardroom.semantic.query import Query

_LISTED = 12


@dataclass(frozen=True, kw_only=True)
class Named:
    """One item of the model."""

    title: str
    text: str


def find_named(name: str, asker: Asker, *, principal: Principal) -> Named | None:
    """What is called ``name`` and may be seen; None where nothing or several things are."""
    senses = asker.lexicon.senses(_stems(name))
    whole = [x for x in senses if x.kind != "value" and x.match == 1.0]
    metrics = [x for x in whole if x.kind == "metric"]
    found = metrics or whole
    if len(found) != 1 or not _is_visible(found[0], asker, principal):
        return None
    return _named(found[0], asker.metrics.model)


def describe_model(asker: Asker, *, principal: Principal) -> tuple[Remark, ...]:
    """The metrics, and of each dataset what can be asked of it, that the principal may see."""
    seen = asker.metrics.describe(principal=principal)
    metrics = ", ".join(sorted(item.title for item in seen.metrics))
    told = [Remark(title=f"{len(seen.metrics)} metrics", text=metrics or "none")]
    for item in seen.datasets:
        names = [_words(one.label or one.name) for one in item.fields if one.role != "key"]
        more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
        told.append(
            Remark(title=_words(item.label or item.name), text=", ".join(names[:_LISTED]) + more)
        )
    return tuple(told)


def _stems(name: str) -> tuple[str, ...]:
    try:
        return tuple(token.stem for token in read_tokens(name) if token.kind != "sign")
    except BoardroomError:
        return ()


def _is_visible(sense: Sense, asker: Asker, principal: Principal) -> bool:
    if sense.kind != "metric":
        hidden = asker.metrics.hidden_fields(principal=principal)
        gone = asker.metrics.hidden_datasets(principal=principal)
        return sense.ref not in hidden and sense.dataset not in gone
    try:
        asker.metrics.check(Query(metrics=(sense.ref,)), principal=principal)
    except PolicyError:
        return False
    except BoardroomError:
        return True
    return True


def _named(sense: Sense, model: SemanticModel) -> Named:
    if sense.kind == "metric":
        return _metric(model.metric_by_name[sense.ref], model)
    dataset = model.dataset_by_name[sense.dataset]
    if sense.kind == "dataset":
        return _dataset(dataset)
    return _field(dataset, dataset.field_by_name[sense.ref.partition(".")[2]])


def _metric(metric: Metric, model: SemanticModel) -> Named:
    time = metric.time or _time_of(metric, model)
    facts = [
        metric.description or "",
        f"Computed as {metric.expression.sql}"
        + (f", of rows where {metric.filter}" if metric.filter else ""),
        f"in {metric.unit}" if metric.unit else "",
        f"by {time.field}" if isinstance(time, EventTime) else "",
        f"owned by {metric.owner}" if metric.owner else "",
        f"also called {_listed(metric.ai_context.synonyms)}"
        if metric.ai_context and metric.ai_context.synonyms
        else "",
    ]
    return Named(title=metric.title, text=_sentence(facts))


def _dataset(dataset: Dataset) -> Named:
    facts = [
        dataset.description or "",
        f"One row per {_listed(dataset.primary_key)}" if dataset.primary_key else "A list of rows",
        f"owned by {dataset.owner}" if dataset.owner else "",
    ]
    return Named(title=_words(dataset.label or dataset.name), text=_sentence(facts))


def _field(dataset: Dataset, item: Field) -> Named:
    values = f"{_listed(item.values[:_LISTED])}" if item.values else ""
    facts = [
        item.description or "",
        f"A {item.role or 'field'} of {_words(dataset.label or dataset.name)}",
        f"in {item.unit}" if item.unit else "",
        f"with the values {values}" if values else "",
    ]
    return Named(title=_words(item.label or item.name), text=_sentence(facts))


def _time_of(metric: Metric, model: SemanticModel) -> object:
    name = metric.dataset or metric.expression.sql.partition("(")[2].partition(".")[0]
    dataset = model.dataset_by_name.get(name)
    return dataset.time if dataset else None


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)


def _words(name: str) -> str:
    return name.replace("_", " ")


def _sentence(facts: Iterable[str]) -> str:
    first, *others = [fact.rstrip(".") for fact in facts if fact]
    begun = [first, *others]
    head = ". ".join(begun[:2]) if begun[1:] and begun[1][0].isupper() else begun[0]
    rest = begun[2:] if begun[1:] and begun[1][0].isupper() else begun[1:]
    return "; ".join([head, *rest]) + "."
