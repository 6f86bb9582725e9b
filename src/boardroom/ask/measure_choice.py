"""By what the best are meant, where the question does not say it: ``our top 5 customers``.

Called by ``ask.drafting``: the sums of the model that can be split by the things become what the
word may mean, so that the question is asked back with them.
"""

from dataclasses import replace

from boardroom.ask.cover import Piece
from boardroom.ask.lexicon import Sense
from boardroom.ask.meaning import Amount, Meaning
from boardroom.ask.setting import Setting
from boardroom.ask.things import count_metric, field_of, size_field
from boardroom.ask.unit import is_money
from boardroom.errors import BoardroomError
from boardroom.semantic.compiler.additivity import additivity
from boardroom.semantic.model import Metric
from boardroom.semantic.propose.naming import singular, words

_MOST = 5
"""So many measures are offered."""


def with_measure(meaning: Meaning, setting: Setting) -> Meaning:
    """The question with what the best may be measured by; as it is where that is said."""
    ranking = meaning.ranking
    if ranking is None or ranking.by is not None or ranking.newest:
        return meaning
    if ranking.size not in {"size", "merit"}:
        return meaning
    things = (*meaning.shown, *meaning.groups)
    if not ranking.count or meaning.amounts or meaning.limits or len(things) != 1:
        return meaning
    thing = things[0]
    kind = "dataset" if thing.has("dataset") else "field"
    datasets = {sense.dataset for sense in thing.of_kind(kind)}
    model = setting.graph.model
    sized = any(size_field(model.dataset_by_name[name], ranking.size) for name in datasets)
    fields = thing.of_kind("field") if ranking.size == "size" else ()
    measures = any(field_of(model, x.ref).role == "measure" for x in fields)
    if (kind == "dataset" and sized and meaning.shown) or measures:
        return meaning
    found = [item.name for item in _measures(datasets, setting, good=ranking.change is None)]
    if ranking.change and (count := _count_of(thing, datasets, setting)):
        found = [count]
    if not found:
        return meaning
    senses = tuple(Sense(kind="metric", ref=name) for name in found[:_MOST])
    best = Piece(first=thing.first, last=thing.first, text="", cost=0.0, senses=senses)
    by = Amount(how="metric", of=best)
    return replace(meaning, ranking=replace(ranking, by=by))


def _count_of(thing: Piece, datasets: set[str], setting: Setting) -> str | None:
    """How many things there are, where they are named with what they are split by: ``which
    [ticket] category grew``."""
    said = {singular(word) for word in thing.text.lower().split()}
    named = [name for name in datasets if said >= {singular(word) for word in words(name)}]
    return count_metric(setting.kinds.values(), named[0]) if len(named) == 1 else None


def _measures(datasets: set[str], setting: Setting, *, good: bool) -> list[Metric]:
    """Sums of money, then other sums, of what belongs to the things (and is good to have)."""
    metrics = setting.graph.model.metrics
    found = [x for x in metrics if not x.hidden and not (good and x.direction == "down")]
    sums = [item for item in found if _is_sum_of(item, datasets, setting)]
    return sorted(sums, key=lambda item: not is_money(item.unit))


def _is_sum_of(metric: Metric, datasets: set[str], setting: Setting) -> bool:
    try:
        formula = setting.expander.metric(metric.name)
    except BoardroomError:
        return False
    bases = {call.base for call in formula.calls}
    if len(bases) != 1 or additivity(formula, setting.graph) not in {"additive", "stock"}:
        return False
    return any(setting.has_one(base, name) for base in bases for name in datasets)
