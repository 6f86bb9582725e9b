"""A metric as a tree of sums and products of its parts, and how much each part moved the whole.

The change of a sum is the sum of the changes of its terms. The change of a product (a quotient is a
product with a reciprocal) is shared among its factors so that the order in which they are taken
does not matter: each factor's change counts at the mean of what the others are before and after,
over all orders. For two factors that is the rate and volume split, for ``quantity × price`` price
and volume. Each share is the factor's own change times a weight, so that shares of shares multiply
down the tree: the effects of all inputs add up to the change of the whole exactly, with zeros and
negative values too.

Called by ``executive.explain``.

Source: L. S. Shapley, A value for n-person games (1953), for the factors of one product, as in
P. H. Siegel, The generalized "ideal" index-number formula, JASA 40 (1945).
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

NodeKind = Literal["input", "constant", "sum", "product"]


@dataclass(frozen=True, kw_only=True)
class Term:
    """A node's place in the one above it. ``inverse``: subtracted from a sum, dividing a
    product."""

    node: "Node"
    inverse: bool = False


@dataclass(frozen=True, kw_only=True)
class Node:
    """A part of a metric.

    Attributes:
        name: of an input: the key of its values; of others: what it is called, may be repeated.
        terms: of sums and products.
        value: of constants.
    """

    name: str
    kind: NodeKind = "input"
    terms: tuple[Term, ...] = ()
    value: float = 0.0

    def inputs(self) -> Iterator[str]:
        """The names of the inputs below, with repetitions."""
        if self.kind == "input":
            yield self.name
        for term in self.terms:
            yield from term.node.inputs()


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A node with its values and what it did to the whole.

    Attributes:
        inverse: as in ``Term``; False for the root.
        effect: the part of the root's change that comes from it, in the root's unit.
        parts: its terms; their effects add up to its own.
    """

    node: Node
    inverse: bool
    current: float
    previous: float
    effect: float
    parts: tuple["Moved", ...] = ()

    def walk(self) -> Iterator["Moved"]:
        """This one and all below."""
        yield self
        for part in self.parts:
            yield from part.walk()


def explain_change(
    root: Node, *, current: Mapping[str, float], previous: Mapping[str, float]
) -> Moved | None:
    """What each part did to the change of ``root``; None where a divisor is zero.

    Args:
        root: the tree.
        current, previous: values of the inputs by name.

    Example:
        >>> tree = Node(name="revenue", kind="product", terms=(
        ...     Term(node=Node(name="orders")), Term(node=Node(name="value"))))
        >>> found = explain_change(tree, current={"orders": 12.0, "value": 5.0},
        ...                        previous={"orders": 10.0, "value": 6.0})
        >>> found.effect, [part.effect for part in found.parts]
        (0.0, [11.0, -11.0])
    """
    try:
        values = {id(node): (_value(node, current), _value(node, previous)) for node in _all(root)}
    except ZeroDivisionError:
        return None
    return _moved(Term(node=root), values, weight=1.0)


def evaluate(root: Node, values: Mapping[str, float]) -> float | None:
    """The whole at some values of its inputs; None where a divisor is zero.

    Example:
        >>> evaluate(Node(name="x"), {"x": 3.0})
        3.0
    """
    try:
        return _value(root, values)
    except ZeroDivisionError:
        return None


def _all(root: Node) -> Iterator[Node]:
    yield root
    for term in root.terms:
        yield from _all(term.node)


def _value(node: Node, values: Mapping[str, float]) -> float:
    if node.kind == "input":
        return values[node.name]
    if node.kind == "constant":
        return node.value
    found = ((_value(term.node, values), term.inverse) for term in node.terms)
    if node.kind == "sum":
        return math.fsum(-value if inverse else value for value, inverse in found)
    return math.prod(1.0 / value if inverse else value for value, inverse in found)


_Values = Mapping[int, tuple[float, float]]


def _moved(term: Term, values: _Values, *, weight: float) -> Moved:
    node = term.node
    now, then = values[id(node)]
    if node.kind == "sum":
        weights = [-weight if item.inverse else weight for item in node.terms]
    else:
        weights = [weight * item for item in _factor_weights(node, values)]
    return Moved(
        node=node,
        inverse=term.inverse,
        current=now,
        previous=then,
        effect=weight * (now - then),
        parts=tuple(
            _moved(item, values, weight=one) for item, one in zip(node.terms, weights, strict=True)
        ),
    )


def _factor_weights(node: Node, values: _Values) -> list[float]:
    """Per factor, what a change of it by one does to the product on average over all orders."""
    pairs = [values[id(term.node)] for term in node.terms]
    factors = [
        (1.0 / now, 1.0 / then) if term.inverse else (now, then)
        for term, (now, then) in zip(node.terms, pairs, strict=True)
    ]
    found = []
    for place, (term, (now, then)) in enumerate(zip(node.terms, pairs, strict=True)):
        others = _mean_of_others(factors[:place] + factors[place + 1 :])
        found.append(-others / (now * then) if term.inverse else others)
    return found


def _mean_of_others(factors: list[tuple[float, float]]) -> float:
    """The mean product of the factors when a random number of them, random ones, have changed.

    ``products[k]`` is the sum over all choices of k changed factors.
    """
    products = [1.0]
    for now, then in factors:
        longer = [*(value * then for value in products), 0.0]
        for changed, value in enumerate(products):
            longer[changed + 1] += value * now
        products = longer
    count = len(factors)
    return math.fsum(
        value / (math.comb(count, changed) * (count + 1)) for changed, value in enumerate(products)
    )
