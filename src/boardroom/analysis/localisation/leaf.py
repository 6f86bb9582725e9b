"""The table that causes are looked for in: one row per combination of attributes that occurs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Flags = NDArray[np.bool_]

DEEPEST = 4
"""Attributes of one combination, at most."""

_DENSE = 4
"""Combinations per leaf up to which those that do not occur cost less than finding them."""


@dataclass(frozen=True, kw_only=True)
class Cuboid:
    """All combinations of values of some attributes: the combination of each leaf."""

    places: tuple[int, ...]
    of_leaf: Codes
    count: int


def cuboids_of(codes: Sequence[Codes], *, sizes: Sequence[int], deepest: int) -> Iterator[Cuboid]:
    """The cuboids of up to ``deepest`` attributes, coarse ones first.

    Args:
        codes: per attribute, one code per leaf.
        sizes: how many codes each attribute has.
    """
    leaves = len(codes[0]) if codes else 0
    for size in range(1, min(deepest, len(codes)) + 1):
        for places in combinations(range(len(codes)), size):
            key, possible = np.zeros(leaves, dtype=np.int64), 1
            for place in places:
                key = key * sizes[place] + codes[place]
                possible *= sizes[place]
            if possible > _DENSE * leaves:
                _, key = np.unique(key, return_inverse=True)
            count = int(key.max()) + 1 if leaves else 0
            yield Cuboid(places=places, of_leaf=key, count=count)


@dataclass(frozen=True, kw_only=True)
class LeafTable:
    """Rows at the finest combination of attributes.

    Attributes:
        attributes: names of the dimensions.
        values: per dimension, what its codes mean; None = no value.
        codes: per dimension, one code per row.
        actual, expected: what each row is and what it should be, not negative, in one unit.
    """

    attributes: tuple[str, ...]
    values: tuple[tuple[str | None, ...], ...]
    codes: tuple[Codes, ...]
    actual: Floats
    expected: Floats

    def __post_init__(self) -> None:
        for name, values in (("actual", self.actual), ("expected", self.expected)):
            if not np.all(np.isfinite(values) & (values >= 0)):
                raise ValueError(f"{name!r} has values that are no numbers of zero or more")

    def __len__(self) -> int:
        return len(self.actual)

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """How many values each dimension has."""
        return tuple(len(labels) for labels in self.values)

    @cached_property
    def neighbours(self) -> tuple[Codes, ...]:
        """Per dimension, the rows in order of its values, then of all others'."""
        order = np.lexsort(self.codes)
        return tuple(order[np.argsort(first[order], kind="stable")] for first in self.codes)

    def named(self, where: Mapping[int, int]) -> dict[str, str | None]:
        """Codes as names."""
        return {self.attributes[place]: self.values[place][code] for place, code in where.items()}


def leaf_table(
    columns: Mapping[str, Sequence[str | None]], actual: Sequence[float], expected: Sequence[float]
) -> LeafTable:
    """A table from plain columns.

    Example:
        >>> table = leaf_table({"shop": ["a", "b", "a"]}, [1, 2, 3], [1, 2, 4])
        >>> table.values, table.codes[0].tolist()
        ((('a', 'b'),), [0, 1, 0])
    """
    values, codes = [], []
    for column in columns.values():
        places = {value: place for place, value in enumerate(dict.fromkeys(column))}
        values.append(tuple(places))
        codes.append(np.array([places[value] for value in column], dtype=np.int64))
    return LeafTable(
        attributes=tuple(columns),
        values=tuple(values),
        codes=tuple(codes),
        actual=np.array(actual, dtype=np.float64),
        expected=np.array(expected, dtype=np.float64),
    )
