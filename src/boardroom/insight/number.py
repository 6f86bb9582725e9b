"""``Number``: a number as it stands in a text. Part of insights and summaries."""

from dataclasses import dataclass

from boardroom.semantic.model import Unit


@dataclass(frozen=True, kw_only=True)
class Number:
    """A number that may stand in a text. ``text`` is exactly how it stands there."""

    id: str
    value: float
    unit: Unit | None
    text: str
