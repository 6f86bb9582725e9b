"""How the things of a model are counted, told apart, and called."""

from collections.abc import Iterable

from sqlglot import exp

from boardroom.ask.kind import Kind
from boardroom.ask.lexicon import Sense
from boardroom.ask.meaning import Size
from boardroom.ask.token import fold
from boardroom.ask.unit import is_money
from boardroom.semantic.compiler.expression import parse
from boardroom.semantic.model import Dataset, Field, Metric, SemanticModel
from boardroom.semantic.propose.naming import plural, singular, words

_DURATIONS = frozenset({"seconds", "minutes", "hours", "days", "milliseconds"})
_PRICE = "price"
_LITTLE = frozenset({"amount", "value", "total", "sum"})
_NAMES = ("name", "title", "label", "username")
"""What a thing is called by, best first."""


def count_metric(counted: Iterable[Kind], dataset: str) -> str | None:
    """The model's own metric that is the number of a dataset's rows: the one that is called so, or
    the only one.

    Args:
        counted: what the model's metrics count.
    """
    names = {dataset, f"{dataset}_count", f"{singular(dataset)}_count", f"number_of_{dataset}"}
    counting = [x.metric for x in counted if x.is_all and x.dataset == dataset]
    called = [name for name in counting if name in names]
    return next(iter(called or (counting if len(counting) == 1 else [])), None)


def identity(model: SemanticModel, dataset: str) -> tuple[str, ...]:
    """The fields that tell the things of a dataset apart and name them: ``dataset.field``."""
    item = model.dataset_by_name[dataset]
    keys, name = [*item.primary_key], name_field(item)
    if name is None:
        return tuple(f"{dataset}.{key}" for key in keys)
    fields = [name] if is_unique(item, name) else [*keys, name]
    return tuple(f"{dataset}.{field}" for field in fields)


def name_field(dataset: Dataset) -> str | None:
    """The field by which its things are called: their name, or a text that only one of them has
    (``policy_number``); None where there is neither."""
    names = [item.name for item in dataset.fields if not item.hidden]
    for word in _NAMES:
        for name in (*(x for x in names if x == word), *(x for x in names if x.endswith(word))):
            return name
    keys = (key[0] for key in dataset.unique_keys if len(key) == 1 and key[0] in names)
    told = (dataset.field_by_name[key] for key in keys)
    return next((x.name for x in told if x.datatype == "String" and x.role == "dimension"), None)


def is_own_name(dataset: Dataset, field: str) -> bool:
    """Whether a field is what its things are called, and not what something of theirs is:
    ``customer_name`` of customers, and no ``category_name`` of products."""
    own = {singular(word) for word in words(dataset.name)}
    return field == name_field(dataset) and set(words(field)) <= own | set(_NAMES)


def is_unique(dataset: Dataset, field: str) -> bool:
    """Whether no two of a dataset's things have the same there."""
    return any(set(key) == {field} for key in (dataset.primary_key, *dataset.unique_keys))


_BESIDE = frozenset("freight shipping delivery postage tax vat discount tip".split())
"""What is charged beside the price of things makes none of them large."""


def size_field(dataset: Dataset, size: Size = "size") -> str | None:
    """The one field by which its things are large or small (money before all else), long, or dear;
    None where there are several, or where it is not said by what."""
    if size == "merit":
        return None
    found = [item for item in dataset.fields if item.role == "measure" and not item.hidden]
    if size == "duration":
        found = [item for item in found if item.unit in _DURATIONS]
        return found[0].name if len(found) == 1 else None
    if size == "price":
        found = [item for item in found if _PRICE in item.name.split("_")]
        return found[0].name if len(found) == 1 else None
    money = [item for item in found if is_money(item.unit)]
    sizes = [x for x in money or found if _BESIDE.isdisjoint(x.name.split("_"))]
    return sizes[0].name if len(sizes) == 1 else None


def row_field(metric: Metric) -> str | None:
    """The field of each row that a metric adds up, or takes the mean of: ``dataset.field``."""
    call = parse(metric.expression.sql)
    plain = isinstance(call, exp.Sum | exp.Avg) and isinstance(call.this, exp.Column)
    whole = not (metric.filter or metric.inputs or metric.window or metric.offset)
    return call.this.name if plain and whole and "." in call.this.name else None


def is_mass(said: str, dataset: Dataset, size: str) -> bool:
    """Whether things are spoken of as a mass, by the one number that makes them: ``premium`` where
    each of the premiums is a premium amount, and not ``premiums``."""
    own = {singular(word) for word in words(dataset.name)}
    named = own & set(fold(said).split()[-1:])
    return bool(named) and is_single(said) and set(words(size)) <= own | _LITTLE


def is_single(said: str) -> bool:
    """Whether a name is written in the singular, where that is another word than the plural."""
    told = fold(said).split()
    return all(word == singular(word) for word in told) and plural(told[-1]) != told[-1]


def field_of(model: SemanticModel, ref: str) -> Field:
    """The field that ``dataset.field`` names."""
    dataset, _, name = ref.partition(".")
    return model.dataset_by_name[dataset].field_by_name[name]


def sense_words(model: SemanticModel, sense: Sense) -> str:
    """What a sense is, in words for people."""
    if sense.kind == "metric":
        return model.metric_by_name[sense.ref].title
    if sense.kind == "kind":
        return model.metric_by_name[sense.value or ""].title
    if sense.kind == "dataset":
        return model.dataset_by_name[sense.ref].label or sense.ref
    name = sense.ref.replace(".", " · ").replace("_", " ")
    return name if sense.kind == "field" else f"{name} is {sense.value}"
