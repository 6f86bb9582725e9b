"""What the whole would be if one part were different and all others as they are. Called by the
workspace; ``boardroom explain METRIC --what-if`` shows it."""

import re
from dataclasses import dataclass

from boardroom.analysis.drivers.tree import evaluate
from boardroom.errors import NotFoundError, QueryError, UsageError
from boardroom.executive.explain.metric_tree import Meaning
from boardroom.executive.explain.tree_value import TreeValues
from boardroom.insight.drivers import WhatIf, WhatIfInput
from boardroom.semantic.nearest import did_you_mean

_ASSUMED = re.compile(
    r"^\s*(?P<name>.+?)\s*=\s*(?P<sign>[+\-−]?)\s*(?P<size>[\d.,]+)\s*(?P<of>%?)\s*$"
)


@dataclass(frozen=True, kw_only=True)
class Assumption:
    """One input of the tree and what it is to be.

    Attributes:
        size: a number, or a fraction where ``relative``.
        relative: ``+10%`` of what it is; ``added``: ``+200`` onto what it is; else the value.
    """

    name: str
    size: float
    relative: bool = False
    added: bool = False

    def applied(self, value: float) -> float:
        """The input as assumed."""
        if self.relative:
            return value * (1 + self.size)
        return value + self.size if self.added else self.size


def read_assumption(text: str, *, units: dict[str, str | None]) -> Assumption:
    """``conversion_rate=+10%``, ``orders=1200``, ``price=-0.5``.

    A signed percentage changes the input by so much of itself; an unsigned one is the value of a
    rate.

    Args:
        units: input → unit; a percentage without a sign needs a rate.

    Raises:
        UsageError: it cannot be read.
    """
    found = _ASSUMED.match(text)
    try:
        size = float(found["size"].replace(",", "")) if found else None
    except ValueError:
        size = None
    if found is None or size is None:
        raise UsageError(
            f"--what-if is {text!r}, expected an input and what it is to be",
            hint='Such as "conversion_rate=+10%", "orders=1200" or "orders=+50".',
        )
    percent, signed = bool(found["of"]), bool(found["sign"])
    size = -size if found["sign"] in {"-", "−"} else size
    name = found["name"]
    if percent and not signed and units.get(name, "percent") != "percent":
        raise UsageError(
            f"--what-if: {name!r} is no rate, so {found['size']}% is not its value",
            hint=f'Write "{name}=+{found["size"]}%" for so much more of it.',
        )
    return Assumption(
        name=name,
        size=size / 100 if percent else size,
        relative=percent and signed,
        added=signed and not percent,
    )


def recompute(values: TreeValues, text: str) -> WhatIf:
    """The whole in the current period with one input as assumed.

    Raises:
        UsageError: the assumption cannot be read.
        NotFoundError: the tree has no such input; the hint lists them.
        QueryError: the whole then divides by zero.
    """
    tree = values.tree
    known = {_called(tree.meanings[name]): name for name in tree.inputs if _free(values, name)}
    units = {called: tree.meanings[name].unit for called, name in known.items()}
    assumption = read_assumption(text, units=units)
    name = known.get(assumption.name)
    if name is None:
        raise NotFoundError(
            f"The tree of {tree.meanings[tree.root.name].label} has no input "
            f"{assumption.name!r}{did_you_mean(assumption.name, known)}",
            hint=f"Its inputs: {', '.join(known) or 'none'}.",
        )
    then = values.current[name]
    assumed = assumption.applied(then)
    before = evaluate(tree.root, values.current)
    after = evaluate(tree.root, {**values.current, name: assumed})
    if before is None or after is None:
        raise QueryError(
            f"With {assumption.name} = {assumed:g} the whole would divide by zero",
            hint="Assume another value.",
        )
    meaning = tree.meanings[name]
    return WhatIf(
        input=WhatIfInput(label=meaning.label, unit=meaning.unit, value=then, assumed=assumed),
        value=before,
        assumed=after,
        unchanged=tuple(
            tree.meanings[other].label
            for other in tree.inputs
            if other != name and (values.current[other] or _free(values, other))
        ),
    )


def _called(meaning: Meaning) -> str:
    return meaning.metric or meaning.label


def _free(values: TreeValues, name: str) -> bool:
    """Whether an input may be assumed: not what a bridge leaves unexplained, nor what a twin does
    not hold."""
    return values.tree.meanings[name].role not in {"rest", "beyond"}
