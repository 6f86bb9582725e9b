"""What an amount says of its rows itself: ``won deals`` are closed as won, so that none of them is
lost.

Called by ``ask.query_draft``, which asks for no number that can only be nothing.
"""

from collections.abc import Iterator, Sequence

from sqlglot import exp

from boardroom.ask.setting import Setting
from boardroom.semantic.compiler.expand import Call
from boardroom.semantic.compiler.expression import parse
from boardroom.semantic.query import Filter, NamedExpression, Predicate


def can_only_be_nothing(
    amount: str | NamedExpression, filters: Sequence[Filter], setting: Setting
) -> bool:
    """Whether no row can have both what the amount says of its rows and what is said of them."""
    if isinstance(amount, NamedExpression):
        return False
    said = [x for x in filters if isinstance(x, Predicate) and x.op in {"=", "in", "!=", "not_in"}]
    calls = setting.expander.metric(amount).calls if said else ()
    return bool(calls) and all(any(_denies(own, said) for own in _owns(x)) for x in calls)


def _denies(own: tuple[str, str], said: Sequence[Predicate]) -> bool:
    field, value = own
    return any(
        item.field == field and (value in map(str, item.values)) is (item.op in {"!=", "not_in"})
        for item in said
    )


def _owns(call: Call) -> Iterator[tuple[str, str]]:
    """The fields and the one value of each that all rows of a call have."""
    trees = [parse(text) for text in call.conditions]
    tree = call.tree
    if isinstance(tree, exp.Filter):
        trees, tree = [*trees, tree.expression.this], tree.this
    case = tree.this
    if isinstance(case, exp.Case) and len(case.args["ifs"]) == 1 and not case.args.get("default"):
        trees.append(case.args["ifs"][0].this)
    for item in trees:
        for part in item.flatten() if isinstance(item, exp.And) else [item]:
            column, value = part.this, part.args.get("expression")
            named = isinstance(part, exp.EQ) and isinstance(column, exp.Column)
            if named and isinstance(value, exp.Literal) and value.is_string:
                yield column.name, value.this
