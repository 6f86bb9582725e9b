"""Whether an insight states a ground-truth insight of InsightBench. Called by
``evals.insightbench``, whose docstring gives the rules."""

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal

from boardroom.insight.model import Insight
from boardroom.insight.number import Number
from evals.insight_columns import Headers, Reading, insight_reading

Kind = Literal["more", "link", "trend", "none"]
Measure = Literal["count", "time", "money", "rate"]

_NUMBER = re.compile(
    r"(?<![\w.])[$~]?(\d[\d,]*(?:\.\d+)?)\s?([KMB](?![a-z])|million|%|\$)?\s?(\w*)"
)
_DATE = re.compile(
    r"\b\d{4}-\d{2}(?:-\d{2})?\b|\b\d{2}-\d{2}-\d{4}\b|\b\d{2}-\d{4}\b|\b(?:19|20)\d{2}\b"
)
_LISTED = re.compile(r"(?:^|(?<=\s))\d+\.(?=\s+\S)")
_SCALES = {"K": 1e3, "M": 1e6, "million": 1e6, "B": 1e9}
_DAYS = {"days": 1.0, "hours": 1 / 24, "minutes": 1 / 1440, "seconds": 1 / 86400, "years": 365.25}
_DAYS |= {name[:-1]: size for name, size in _DAYS.items()}
_NEAR = 0.02
_SMALL = 10.0
"""Whole numbers up to it stand in most texts; they alone show nothing."""

_KINDS: tuple[tuple[Kind, str], ...] = (
    ("none", r"\bno\b|\bnot (?:a )?(?:significant|specific|increas|chang|impact)"
             r"|uniform|\bequal|same number|remains|\bstable|consistent|weak"),
    ("trend", r"trend|over time|(?:in|de)creas(?:e|es|ing) |linear|spike|time window|fluctuat"
              r"|period|escalat|cluster of|grow"),
    ("link", r"correlat|relation(?:ship)? between|depend|impact|influenc"),
    ("more", r"high|low|more|most|few|long|short|fast|slow|quick|dominat|concentrat|dispar|vari"
             r"|significant|predominant|unbalanc|disproport|excess|repe|specific"),
)  # fmt: skip
_UP = r"increas|ris(?:e|es|ing)\b|grow|higher|highest|high\b|\bmore\b|\bmost\b|longe" \
      r"|slow|dominat|predominant|excess|concentrat|positive|\bhas\b|\bpeak" \
      r"|disproportionately|escalat"  # fmt: skip
_DOWN = r"decreas|fall|declin(?:e|ing)\b|lower|lowest|fewe|shorte|fast|quick|\bless\b|negative"
_MEASURES: Mapping[Measure, str] = {
    "time": r"\bttr\b|(?<!over )(?<!over the )\btimes?\b(?! window| period)|duration"
    r"|resolution|\bdays|\bhours|tenure|processing|\blong|warranty",
    "money": r"\bcosts?\b|amount|expense amounts?|\bspend|expensive|price",
    "rate": r"\brates?\b|percent|proportion|success|completion|share",
    "count": r"\bnumber|\bcounts?\b|volume|frequen|distribut|assign|incidents|goals|many|mention",
}
_INSIGHT_KINDS: Mapping[str, Kind] = {
    "share": "more", "difference": "more", "association": "more", "words": "more",
    "repeat": "more", "course": "trend", "episode": "trend", "trend": "trend", "evenness": "none",
}  # fmt: skip
_ABSENT: Mapping[Kind, str] = {
    "trend": r"trend|over (?:the )?(?:entire |whole )?time|(?:in|de)creas|grow|gains|\bchang",
    "more": r"across|among|distribut|concentrat|\beach\b|\ball\b|stands out|specific|impact",
}
"""What there is none of, where there is no correlation that is missing."""

_COMPARED = re.compile(r"\bcompared (?:to|with)\b.*", re.DOTALL)
_LINK_TITLES = r"correlat|relation(?:ship)?s? between"


_NO_HEADERS, _NOTHING_READ = Headers(), Reading()


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number of a truth: its value, what it is measured in, and how exactly it was written."""

    value: float
    unit: str
    slack: float


@dataclass(frozen=True, kw_only=True)
class Truth:
    """A ground-truth insight.

    Attributes:
        sentence: as it stands.
        subjects: what it is about: values of the table named in the sentence, first named first;
            where none is, those of its figures, else columns.
        words: single words of cells that its value names.
        figures: all its numbers; ``own`` those that it gives for its first subject.
        reading: the columns that its code reads, of those in ``headers``.
    """

    sentence: str
    subjects: tuple[str, ...]
    words: tuple[str, ...]
    figures: tuple[Figure, ...]
    own: tuple[Figure, ...]
    kind: Kind | None
    way: int
    measures: frozenset[Measure]
    reading: Reading
    headers: Headers


@dataclass(frozen=True, kw_only=True)
class Names:
    """What stands in a set's tables.

    Attributes:
        values: of columns of texts that do not all differ; ``columns`` their names.
        words: all words of all cells, in small letters.
    """

    values: tuple[str, ...]
    columns: tuple[str, ...]
    words: frozenset[str]
    headers: Headers = _NO_HEADERS


def read_truth(
    item: Mapping[str, object], names: Names, reading: Reading = _NOTHING_READ
) -> Truth | None:
    """The truth of an entry of ``insight_list``, whose code reads the columns of ``reading``; None
    where it states nothing."""
    sentence, value = str(item.get("insight") or ""), item.get("insight_value")
    if not sentence.strip() and not value:
        return None
    pairs = list(_pairs(value))
    words = _words(value, names)
    subjects = words[:1] if _is_axis(value) else []
    inside = " ; ".join(key for key, _ in pairs)
    subjects += _subjects(sentence, inside, names)
    figures = [figure for key, found in pairs for figure in (found or _figures(key))]
    lead = subjects[0] if subjects else ""
    own = [figure for key, found in pairs for figure in found if lead and _says(key, lead)]
    return Truth(
        sentence=sentence,
        subjects=tuple(dict.fromkeys(subjects)),
        words=tuple(words),
        figures=tuple(figures) or tuple(_figures(sentence)),
        own=tuple(own),
        kind=_kind(sentence),
        way=_way(sentence),
        measures=_measures(sentence, reading),
        reading=reading,
        headers=names.headers,
    )


def _measures(sentence: str, reading: Reading) -> frozenset[Measure]:
    """What is measured, by its words; the time between two dates is no count of what takes it."""
    found = {key for key, terms in _MEASURES.items() if _has(terms, sentence)}
    if "time" in found and len(reading.times) > 1:
        found.discard("count")
    return frozenset(found)


def _subjects(sentence: str, value: str, names: Names) -> list[str]:
    """Values as they are written, else columns, else values in other letters; in the sentence, else
    in the value."""
    for text in (sentence, value):
        found = _named(text, names.values)
        if exact := [name for name in found if name in text or " " in name]:
            return exact
    columns = _named(sentence, names.columns) or _named(value, names.columns)
    return columns or _named(sentence, names.values) or _named(value, names.values)


def _words(value: object, names: Names) -> list[str]:
    """Single words that the value names and that some cell holds."""
    return [text for text in _strings(value) if " " not in text and text.lower() in names.words]


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _is_axis(value: object) -> bool:
    """Whether it puts one thing on its x axis, other than time."""
    axis = value.get("x_val") if isinstance(value, Mapping) else None
    return isinstance(axis, str) and axis.lower() != "time"


def states(insight: Insight, truth: Truth) -> bool:
    """Whether one insight states the truth."""
    if truth.kind == "none" and not _is_absent_too(insight, truth):
        return False
    if not truth.subjects:
        return _states_all(insight, truth)
    text = f"{insight.title}. {insight.text}"
    found = [subject for subject in truth.subjects if _says(text, subject)]
    if truth.subjects[0] not in found or 2 * len(found) < len(truth.subjects):
        return False
    figures = truth.own or truth.figures
    if figures:
        count = sum(any(_same(x, y.value, y.unit) for y in _stated(insight)) for x in figures)
        return 2 * count >= len(figures) and (not _small(figures) or _same_kind(insight, truth))
    if truth.words and not any(_says(text, word) for word in truth.words):
        return False
    return _compares_only(insight, truth) and _same_kind(insight, truth)


def _states_all(insight: Insight, truth: Truth) -> bool:
    """Where the truth names nothing of its tables: whether its numbers, columns and kind agree."""
    if truth.reading == _NOTHING_READ and _small(truth.figures):
        return False
    right = [any(_same(x, y.value, y.unit) for y in _stated(insight)) for x in truth.figures]
    if not all(right) or (right and _small(truth.figures)):
        return False
    return _compares_the_same(insight, truth) and _same_kind(insight, truth)


def _compares_only(insight: Insight, truth: Truth) -> bool:
    """Whether the insight compares no column that the truth's code does not read."""
    own = insight_reading(insight, truth.headers)
    read = truth.reading
    return read == _NOTHING_READ or (own.others <= read.others and own.times <= read.times)


def _compares_the_same(insight: Insight, truth: Truth) -> bool:
    """Whether it compares the same columns; of times, which code often reads besides, only some."""
    own = insight_reading(insight, truth.headers)
    return _compares_only(insight, truth) and own.others >= truth.reading.others


def _is_absent_too(insight: Insight, truth: Truth) -> bool:
    """Whether it says of the like that it is not there: a correlation, a trend, a difference."""
    return insight.kind == "evenness" and bool(_absent(insight.title) & _absent(truth.sentence))


def _absent(text: str) -> frozenset[Kind]:
    """What a text that says that nothing is there may be about."""
    if _has(_LINK_TITLES, text):
        return frozenset({"link"})
    found = {kind for kind, terms in _ABSENT.items() if _has(terms, text)}
    return frozenset(found or {"more"})


def _small(figures: Sequence[Figure]) -> bool:
    """Whether there is no number that shows something."""
    return all(x.value <= _SMALL and x.unit != "%" for x in figures)


def _same_kind(insight: Insight, truth: Truth) -> bool:
    """Whether kind, direction and measure agree, and the headline is about the first subject."""
    if (
        truth.subjects
        and insight.kind != "evenness"
        and not _says(insight.title, truth.subjects[0])
    ):
        return False
    kind = _INSIGHT_KINDS.get(insight.kind)
    is_link = insight.kind == "association" and _has(_LINK_TITLES, insight.title)
    if truth.kind is None or (truth.kind != kind and not (truth.kind == "link" and is_link)):
        return False
    if truth.kind != "none" and truth.way and truth.way != _way(insight.title):
        return False
    return not truth.measures or bool(_measured(insight) & truth.measures)


def _measured(insight: Insight) -> AbstractSet[Measure]:
    """What the headline says is not there; else the one measure that the insight is about."""
    named = {key for key, terms in _MEASURES.items() if _has(terms, insight.title)}
    return named if insight.kind == "evenness" and named else {_measure(insight)}


def _measure(insight: Insight) -> Measure:
    """By the unit of its first number that is no share, where it is about shares; by the title
    where that has no unit."""
    about_shares = insight.kind in {"share", "words", "evenness"}
    units = [x.unit for x in _stated(insight) if not (about_shares and x.unit == "percent")]
    unit = (
        next((unit for unit in units if unit not in {None, "count"}), None)
        if not about_shares
        else next(iter(units), "percent")
    )
    if unit in _DAYS or (unit is None and _has(_MEASURES["time"], insight.title)):
        return "time"
    if unit in {None, "count"}:
        return "count"
    return "rate" if unit in {"percent", "points"} else "money"


def _pairs(value: object, key: str = "") -> Iterator[tuple[str, list[Figure]]]:
    """(what, its figures) of a truth's value, whatever its shape."""
    if isinstance(value, Mapping):
        if {"x_val", "y_val"} <= value.keys():
            xs, ys = value["x_val"], value["y_val"]
            if isinstance(xs, list) and isinstance(ys, list) and len(xs) == len(ys):
                for one, two in zip(xs, ys, strict=True):
                    yield from _pairs(two, str(one))
                return
            yield from _pairs(ys, f"{xs}")
            return
        for name, inner in value.items():
            yield from _pairs(inner, f"{key} {name}".strip())
    elif isinstance(value, list):
        for inner in value:
            yield from _pairs(inner, key)
    elif isinstance(value, bool) or value is None:
        return
    elif isinstance(value, int | float):
        yield key, [Figure(value=float(value), unit="", slack=0.5 if value == int(value) else 0.05)]
    else:
        text = str(value)
        figures = list(_figures(text))
        yield (key, figures) if figures and len(text) < 40 else (f"{key} {text}".strip(), [])


def _figures(text: str) -> Iterator[Figure]:
    """The numbers in a text, but for dates and those that number the items of a list."""
    for match in _NUMBER.finditer(_LISTED.sub(" ", _DATE.sub(" ", text))):
        digits, scale, word = match[1], match[2] or "", match[3].lower()
        value = float(digits.replace(",", "")) * _SCALES.get(scale, 1.0)
        places = len(digits.partition(".")[2])
        unit = "%" if scale == "%" else word if word in _DAYS else ""
        yield Figure(value=value, unit=unit, slack=0.5 * 10.0**-places * _SCALES.get(scale, 1.0))


def _same(figure: Figure, value: float, unit: str | None) -> bool:
    near = max(figure.slack, _NEAR * abs(figure.value))
    if figure.unit == "%":
        return unit in {"percent", "points"} and abs(100.0 * value - figure.value) <= near
    if unit in {"percent", "points"}:
        return False
    if figure.unit in _DAYS and unit in _DAYS:
        size = _DAYS[figure.unit]
        return abs(value * _DAYS[unit or ""] / size - figure.value) <= near
    if figure.unit in _DAYS and unit is not None:
        return False
    return abs(value - figure.value) <= near


def _named(text: str, names: Sequence[str]) -> list[str]:
    """Those of ``names`` that a text names, in the order of the text; of two at one place the
    longer."""
    found: list[tuple[int, int, str]] = []
    for name in names:
        match = _pattern(name).search(text)
        if match:
            found.append((match.start(), -len(name), name))
    kept: list[tuple[int, int, str]] = []
    for item in sorted(found):
        inside = any(start <= item[0] < start - size for start, size, _ in kept)
        if not inside:
            kept.append(item)
    return [name for _, _, name in kept]


def _says(text: str, name: str) -> bool:
    return bool(_pattern(name).search(text))


def _pattern(name: str) -> re.Pattern[str]:
    words = [re.escape(_singular(word)) for word in re.split(r"[\s_]+", name.strip()) if word]
    ending = r"(?:s|es|y|ies)?"
    phrase = rf"{ending}[\s_-]+".join(words)
    return re.compile(rf"(?<!\w){phrase}{ending}(?!\w)", re.IGNORECASE)


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3]
    if len(word) > 4 and word.endswith("y"):
        return word[:-1]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _kind(text: str) -> Kind | None:
    """What a text says; not what it compares that with."""
    said = _COMPARED.sub("", text)
    return next((kind for kind, words in _KINDS if _has(words, said)), None)


def _way(text: str) -> int:
    up, down = _has(_UP, text), _has(_DOWN, text)
    return 0 if up == down else 1 if up else -1


def _has(words: str, text: str) -> bool:
    return bool(re.search(words, text, re.IGNORECASE))


def _stated(insight: Insight) -> list[Number]:
    """The numbers that it states; how seldom chance does the like says nothing of the data."""
    return [item for item in insight.numbers if item.id != "chance"]
