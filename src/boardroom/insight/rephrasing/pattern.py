"""A sentence without its numbers and names: a pattern of plain words with slots.

Who finds other words for it sees the pattern only: no figure, no name and no value of the data
leaves the house, none can give orders, and each comes back exactly as it was. Called by
``executive.rephraser``.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from boardroom.insight.name import Name
from boardroom.insight.number import Number

SLOT = re.compile(r"\{([a-z][a-z0-9_]*)\}")

_DIGIT = re.compile(r"\d")
_SMALL_START = re.compile(r"(?:^|[.!?] )[a-z]")


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """The words of a sentence, and what stands in its slots.

    Attributes:
        text: «{metric} fell to {value} in {period}.»
        slots: slot → what stands there.

    Example:
        >>> five = Number(id="value", value=5.0, unit=None, text="5")
        >>> name = Name(kind="metric", text="Level 5 deals")
        >>> found = find_pattern("Level 5 deals fell to 5.", numbers=[five], names=[name])
        >>> found.text, found.fill("{metric} dropped to {value}.")
        ('{metric} fell to {value}.', 'Level 5 deals dropped to 5.')
    """

    text: str
    slots: Mapping[str, str]

    def fill(self, text: str) -> str | None:
        """``text`` with what stands in the slots; None where a sentence would begin small that
        did not.
        """
        filled, own = (SLOT.sub(self._stands, form) for form in (text, self.text))
        if "{" in filled:
            return None
        begins = [len(_SMALL_START.findall(form)) for form in (filled, own)]
        return None if begins[0] > begins[1] else filled

    def _stands(self, slot: re.Match[str]) -> str:
        return self.slots[slot[1]]


def find_pattern(
    text: str, *, numbers: Sequence[Number], names: Sequence[Name] | None
) -> Pattern | None:
    """The pattern of ``text``; None where its names are not known, or where a figure is left that
    is neither a number nor part of a name.
    """
    if names is None or "{" in text:
        return None
    wanted = [(item.kind, item.text) for item in names]
    slot_by_text = _slots([*wanted, *((item.id, item.text) for item in numbers)])
    if not slot_by_text:
        return None
    found = _any_of(slot_by_text)
    pattern = found.sub(lambda match: f"{{{slot_by_text[match[0]]}}}", text)
    used = set(SLOT.findall(pattern))
    if _DIGIT.search(SLOT.sub("", pattern)):
        return None
    said = {slot: stands for stands, slot in slot_by_text.items() if slot in used}
    return Pattern(text=pattern, slots=said)


def _slots(wanted: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What stands in a text → its slot; the same words have the same slot."""
    slot_by_text: dict[str, str] = {}
    taken: set[str] = set()
    for kind, stands in wanted:
        if not stands or stands in slot_by_text:
            continue
        bare = re.sub(r"[^a-z0-9_]", "_", kind.lower())
        slot = bare if bare[:1].isalpha() else f"n_{bare}"
        place = 1
        while slot in taken:
            place += 1
            slot = f"{bare}_{place}"
        taken.add(slot)
        slot_by_text[stands] = slot
    return slot_by_text


def _any_of(texts: Iterable[str]) -> re.Pattern[str]:
    """Finds each text where it stands by itself, the longest first."""
    parts = []
    for text in sorted(texts, key=len, reverse=True):
        before = r"(?<![\w.,])" if text[0].isdigit() else r"(?<!\w)" if text[0].isalpha() else ""
        after = r"(?![\w%]|[.,]\d)" if text[-1].isalnum() else ""
        parts.append(f"{before}{re.escape(text)}{after}")
    return re.compile("|".join(parts))
