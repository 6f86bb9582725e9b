"""What an amount says of its rows itself: ``won deals`` are closed as won, so that none of them is
lost, and customers are those of a moment, which is no time at which something happened.

Called by ``ask.query_draft``, which asks for no number that can only be nothing or of another time.
"""

from collections.abc import Iterator, Sequence

from sqlglot import exp

from boardroom.ask.meaning import Amount, Meaning
from boardroom.ask.restriction import Restriction
from boardroom.ask.setting import Setting
from boardroom.semantic.compiler.expand import Call
from boardroom.semantic.compiler.expression import parse
from boardroom.semantic.query import Condition, Exists, Filter, NamedExpression, Predicate

_DONE = "ed"
_NOW = frozenset({"all", "today"})


def can_only_be_nothing(
    amount: str | NamedExpression, filters: Sequence[Filter], setting: Setting
) -> bool:
    """Whether no row can have both what the amount says of its rows and what is said of them."""
    if isinstance(amount, NamedExpression):
        return False
    said = [x for x in filters if isinstance(x, Predicate) and x.op in {"=", "in", "!=", "not_in"}]
    calls = setting.expander.metric(amount).calls if said else ()
    return bool(calls) and all(any(_denies(own, said) for own in _owns(x)) for x in calls)


def says_only_a_part(
    amount: str | NamedExpression, filters: Sequence[Filter], setting: Setting
) -> bool:
    """Whether what is said of the rows is what one part of a number says itself, and another part
    of it does not: of deals that are won, all are won, whatever the ``win rate``."""
    said = [x for x in filters if isinstance(x, Predicate) and x.op == "=" and len(x.values) == 1]
    for item in said:
        own = (item.field, str(item.values[0]))
        dataset = item.field.partition(".")[0]
        parts = [own in _owns(x) for x in _calls(amount, setting) if x.base == dataset]
        if any(parts) and not all(parts):
            return True
    return False


def is_of_other_rows(amount: str | NamedExpression, said: Restriction, setting: Setting) -> bool:
    """Whether the whole of a share is of another time than its part: the deals closed in a year
    are no part of those opened in it."""
    if not isinstance(amount, NamedExpression) or amount.unit != "percent" or not said.times:
        return False
    calls = _calls(amount, setting)
    times = {x.time or setting.graph.dataset(x.base).time for x in calls}
    return len({x.base for x in calls}) == 1 and len(times) > 1


def counts_each_alone(
    amount: str | NamedExpression, groups: Sequence[str], setting: Setting
) -> bool:
    """Whether things are counted of each of them, which is one of all: tickets by ticket."""
    calls = _calls(amount, setting)
    keys = [(x.base, setting.graph.dataset(x.base).primary_key) for x in calls]
    own = {f"{base}.{key[0]}" for base, key in keys if len(key) == 1}
    counts = all(isinstance(x.tree.find(exp.AggFunc), exp.Count) for x in calls)
    return counts and len(own) == 1 and bool(own.intersection(groups))


def _calls(amount: str | NamedExpression, setting: Setting) -> Sequence[Call]:
    if isinstance(amount, NamedExpression):
        return setting.expander.inline(amount).calls
    return setting.expander.metric(amount).calls


def is_sum_of_some(amount: str | NamedExpression, setting: Setting) -> bool:
    """Whether only some rows have what is summed: of accounts that are costs there is no revenue,
    which is no share of it either."""
    if isinstance(amount, NamedExpression):
        return False
    calls = setting.expander.metric(amount).calls
    return all(isinstance(x.tree, exp.Sum | exp.Filter) and any(_owns(x)) for x in calls)


def own_rows(
    amounts: Sequence[str | NamedExpression], meaning: Meaning, setting: Setting
) -> tuple[Filter, ...]:
    """Which rows one number is made of, so that it is split by what these have: ``revenue by
    account`` not by accounts of cost. None where what has none of them is asked for as well."""
    ranking, first = meaning.ranking, amounts[0]
    fewest = bool(meaning.limits) or (ranking is not None and not ranking.descending)
    if len(amounts) != 1 or isinstance(first, NamedExpression) or fewest or setting.is_stock(first):
        return ()
    calls = setting.expander.metric(first).calls
    if len(calls) != 1:
        return ()
    return tuple(Condition(sql=tree.sql(dialect="duckdb")) for tree in conditions_of(calls[0]))


def is_state_of_what_happened(
    amounts: Sequence[str | NamedExpression], said: Restriction, meaning: Meaning, setting: Setting
) -> bool:
    """Whether a state is asked for and the time is that of what somebody did or what happened to
    them: ``how many seats did we sell in 2025``, ``how many people were sick in 2025``,
    ``subscriptions cancelled for the price in 2025``, ``most common cancel reason in 2025``."""
    period = any(not x.reading.moment and x.reading.range not in _NOW for x in said.times)
    if not period or not all(setting.is_stock(item) for item in amounts):
        return False
    by_rows = any(item.how == "rows" for item in (*meaning.amounts, *_ranked(meaning)))
    return (
        meaning.acts
        or meaning.did
        or by_rows
        or any(isinstance(x, Exists) or _is_done(x) for x in said.filters)
    )


def is_all_of_catalogue(
    amounts: Sequence[str | NamedExpression], said: Restriction, meaning: Meaning, setting: Setting
) -> bool:
    """Whether all things there are would be counted where those that were sold are meant: ``how
    many tracks were sold`` are neither all tracks nor all that were sold once."""
    if not meaning.traded or any(isinstance(x, Exists) for x in said.filters):
        return False
    counted = [x for x in amounts if isinstance(x, NamedExpression) or x in setting.kinds]
    return any(setting.graph.dataset(setting.base(x)).time is None for x in counted)


def _ranked(meaning: Meaning) -> tuple[Amount, ...]:
    by = meaning.ranking.by if meaning.ranking else None
    return (by,) if isinstance(by, Amount) else ()


def _is_done(item: Filter) -> bool:
    """Whether a value says what happened to things: ``cancelled``."""
    said = item.values if isinstance(item, Predicate) and item.op in {"=", "in"} else ()
    return any(str(value).lower().endswith(_DONE) for value in said)


def _denies(own: tuple[str, str], said: Sequence[Predicate]) -> bool:
    field, value = own
    return any(
        item.field == field and (value in map(str, item.values)) is (item.op in {"!=", "not_in"})
        for item in said
    )


def _owns(call: Call) -> Iterator[tuple[str, str]]:
    """The fields and the one value of each that all rows of a call have."""
    for item in conditions_of(call):
        for part in item.flatten() if isinstance(item, exp.And) else [item]:
            column, value = part.this, part.args.get("expression")
            named = isinstance(part, exp.EQ) and isinstance(column, exp.Column)
            if named and isinstance(value, exp.Literal) and value.is_string:
                yield column.name, value.this


def conditions_of(call: Call) -> list[exp.Expr]:
    """What holds of all rows that a call is made of."""
    trees = [parse(text) for text in call.conditions]
    tree = call.tree
    if isinstance(tree, exp.Filter):
        trees, tree = [*trees, tree.expression.this], tree.this
    case = tree.this
    if isinstance(case, exp.Case) and len(case.args["ifs"]) == 1 and not case.args.get("default"):
        trees.append(case.args["ifs"][0].this)
    return trees
