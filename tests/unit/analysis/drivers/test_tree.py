"""Laws of the effects of parts on a whole."""

import math
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from boardroom.analysis.drivers.tree import Node, Term, evaluate, explain_change

_NAMES = ("a", "b", "c", "d", "e")
_VALUES = st.floats(min_value=-1e4, max_value=1e4).filter(lambda x: x == 0 or abs(x) > 1e-3)
_DIVISORS = st.floats(min_value=0.1, max_value=1e3)


def _product(*names: str, inverse: frozenset[str] = frozenset()) -> Node:
    terms = tuple(Term(node=Node(name=name), inverse=name in inverse) for name in names)
    return Node(name="whole", kind="product", terms=terms)


def _mix(names: st.SearchStrategy[str], *, depth: int = 3) -> st.SearchStrategy[Node]:
    leaf = names.map(lambda name: Node(name=name)) | st.just(
        Node(name="2", kind="constant", value=2.0)
    )
    if depth == 0:
        return leaf
    below = _mix(names, depth=depth - 1)
    sums = st.lists(st.tuples(below, st.booleans()), min_size=1, max_size=3).map(
        lambda items: Node(
            name="sum", kind="sum", terms=tuple(Term(node=n, inverse=i) for n, i in items)
        )
    )
    products = st.lists(below, min_size=1, max_size=3).map(
        lambda items: Node(name="p", kind="product", terms=tuple(Term(node=n) for n in items))
    )
    return leaf | sums | products


@given(
    tree=_mix(st.sampled_from(_NAMES)),
    current=st.tuples(*[_VALUES] * len(_NAMES)),
    previous=st.tuples(*[_VALUES] * len(_NAMES)),
)
def test_effects_of_all_parts_add_up_to_the_change_at_every_node(
    tree: Node, current: tuple[float, ...], previous: tuple[float, ...]
) -> None:
    now, then = dict(zip(_NAMES, current, strict=True)), dict(zip(_NAMES, previous, strict=True))
    found = explain_change(tree, current=now, previous=then)
    assert found is not None
    whole, before = evaluate(tree, now), evaluate(tree, then)
    assert whole is not None
    assert before is not None
    assert found.effect == whole - before
    for item in found.walk():
        if item.parts:
            size = max([1.0, *(abs(part.effect) for part in item.walk())])
            total = math.fsum(part.effect for part in item.parts)
            assert math.isclose(total, item.effect, abs_tol=1e-9 * size * 1e3)


@given(current=st.tuples(*[_DIVISORS] * 3), previous=st.tuples(*[_DIVISORS] * 3))
def test_a_quotient_shares_its_change_exactly(
    current: tuple[float, ...], previous: tuple[float, ...]
) -> None:
    tree = _product("a", "b", "c", inverse=frozenset({"b"}))
    found = explain_change(
        tree,
        current=dict(zip("abc", current, strict=True)),
        previous=dict(zip("abc", previous, strict=True)),
    )
    assert found is not None
    size = max(abs(part.effect) for part in found.walk())
    total = math.fsum(part.effect for part in found.parts)
    assert math.isclose(total, found.effect, abs_tol=1e-12 + 1e-9 * size)


@given(current=st.tuples(*[_VALUES] * 4), previous=st.tuples(*[_VALUES] * 4))
def test_a_factor_has_the_mean_of_its_effects_over_all_orders(
    current: tuple[float, ...], previous: tuple[float, ...]
) -> None:
    names = "abcd"
    now, then = dict(zip(names, current, strict=True)), dict(zip(names, previous, strict=True))
    found = explain_change(_product(*names), current=now, previous=then)
    assert found is not None
    independent = dict.fromkeys(names, 0.0)
    orders = list(permutations(names))
    for order in orders:
        state = dict(then)
        for name in order:
            before = math.prod(state.values())
            state[name] = now[name]
            independent[name] += (math.prod(state.values()) - before) / len(orders)
    size = max(1.0, *(abs(value) for value in independent.values()))
    for part in found.parts:
        assert math.isclose(part.effect, independent[part.node.name], abs_tol=1e-9 * size * 10)


@given(current=st.tuples(*[_VALUES] * 3), previous=st.tuples(*[_VALUES] * 3))
def test_the_order_of_factors_does_not_matter(
    current: tuple[float, ...], previous: tuple[float, ...]
) -> None:
    now, then = dict(zip("abc", current, strict=True)), dict(zip("abc", previous, strict=True))
    first = explain_change(_product("a", "b", "c"), current=now, previous=then)
    second = explain_change(_product("c", "a", "b"), current=now, previous=then)
    assert first is not None
    assert second is not None
    effects = {part.node.name: part.effect for part in second.parts}
    for part in first.parts:
        assert math.isclose(part.effect, effects[part.node.name], rel_tol=1e-9, abs_tol=1e-3)


def test_a_factor_that_did_not_move_has_no_effect_but_its_moved_parts_have() -> None:
    even = Node(
        name="even", kind="sum", terms=(Term(node=Node(name="a")), Term(node=Node(name="b")))
    )
    tree = Node(name="w", kind="product", terms=(Term(node=even), Term(node=Node(name="c"))))
    found = explain_change(
        tree, current={"a": 6.0, "b": 4.0, "c": 3.0}, previous={"a": 4.0, "b": 6.0, "c": 3.0}
    )
    assert found is not None
    assert found.effect == 0
    assert [part.effect for part in found.parts[0].parts] == [6.0, -6.0]


def test_a_divisor_of_zero_has_no_explanation() -> None:
    tree = _product("a", "b", inverse=frozenset({"b"}))
    assert explain_change(tree, current={"a": 1, "b": 2}, previous={"a": 1, "b": 0}) is None
    assert evaluate(tree, {"a": 1.0, "b": 0.0}) is None
