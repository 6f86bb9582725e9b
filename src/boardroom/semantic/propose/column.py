"""From a measured column to its reading: a registry of small rules, the first that speaks decides.

Rules look at the words of the name (``lexicon``) and at the values; each gives the reason in words.
Called by ``propose`` once per column, before anything is known of keys and joins.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from boardroom.semantic.model import DataType, Direction, FieldRole
from boardroom.semantic.profile import ColumnProfile
from boardroom.semantic.propose import lexicon
from boardroom.semantic.propose.entity import Entity, things
from boardroom.semantic.propose.measure import read_measure
from boardroom.semantic.propose.naming import words as raw_words
from boardroom.semantic.propose.numbering import names_thing, numbers_rows
from boardroom.semantic.propose.view import Reading

NUMBERS: frozenset[DataType] = frozenset({"Integer", "Decimal", "Float"})
MOMENTS: frozenset[DataType] = frozenset({"Date", "DateTime", "DateTimeTz"})
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_SHORT_ID = re.compile(r"(?!bid$|kid$|grid$)[a-z]{1,2}id")
_HASHED = re.compile(r"[0-9a-f]{16,}|[0-9a-f]{8}-[0-9a-f-]{20,}")


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What the rules look at.

    Attributes:
        datatype: the type after hidden ones were found.
        numbered: what tables list under whole numbers, in singular words.
    """

    profile: ColumnProfile
    words: tuple[str, ...]
    datatype: DataType
    table_words: tuple[str, ...]
    entity: Entity | None
    currency: str
    numbered: frozenset[tuple[str, ...]] = frozenset()

    @property
    def values(self) -> tuple[str, ...]:
        """Frequent values, stripped, not blank."""
        return tuple(text.strip() for text, _ in self.profile.top if text.strip())

    @property
    def filled(self) -> int:
        """Rows with a value."""
        return self.profile.rows - self.profile.nulls

    @property
    def spread(self) -> float:
        """Distinct values per row with a value: 1 when all differ."""
        return self.profile.distinct / self.filled if self.filled else 0.0

    @property
    def low(self) -> float | None:
        """Least number."""
        return _float(self.profile.minimum)

    @property
    def high(self) -> float | None:
        """Greatest number."""
        return _float(self.profile.maximum)


def read_column(evidence: Evidence) -> Reading:
    """What a column is taken for."""
    for rule in RULES:
        reading = rule(evidence)
        if reading is not None:
            return reading
    return Reading(
        kind="opaque",
        role="attribute",
        score=0.3,
        why=f"values of type {evidence.profile.stored_type}",
    )


def _empty(e: Evidence) -> Reading | None:
    if e.filled:
        return None
    return Reading(kind="empty", role="attribute", score=0.9, why="no row has a value")


def _opaque(e: Evidence) -> Reading | None:
    if e.datatype not in {"Opaque", "Time"}:
        return None
    why = f"values of type {e.profile.stored_type} can only be shown"
    return Reading(kind="opaque", role="attribute", score=0.9, why=why)


def _moment(e: Evidence) -> Reading | None:
    if e.datatype not in MOMENTS:
        return None
    concept, weight = lexicon.time_concept(e.words)
    pii = "birth date" if concept == "birth" else None
    why = f"{e.datatype} values from {e.profile.minimum} to {e.profile.maximum}"
    return Reading(
        kind="time", role="time", score=0.95, why=why, concept=concept, weight=weight, pii=pii
    )


def _flag(e: Evidence) -> Reading | None:
    truth = _truth(e)
    if truth is None:
        return None
    concept, direction = flag_concept(e.words)
    return Reading(
        kind="flag",
        role="dimension",
        score=0.9,
        why=f"only two values ({', '.join(sorted(e.values)) or 'true, false'})",
        concept=concept,
        direction=direction,
        truth=truth,
    )


_KIND_WORDS = frozenset({"type", "kind", "category", "tier", "grade", "mode"})
"""Closing words of codes: 0 and 1 are two kinds there, not no and yes."""


def _truth(e: Evidence) -> str | None:
    """The condition for «yes» when the column holds yes and no only."""
    if e.datatype == "Boolean":
        return "{}"
    if e.words[-1:] and e.words[-1] in {"id", "code", "key", "number"}:
        return None
    seen = {value.lower() for value in e.values}
    if (
        e.profile.distinct > 2
        or not seen
        or not seen <= {*lexicon.TRUE_WORDS, *lexicon.FALSE_WORDS}
    ):
        return None
    if e.datatype in NUMBERS:
        if _KIND_WORDS & set(e.words[-1:]):
            return None
        many = raw_words(e.profile.name)[-1:] != e.words[-1:]
        counted = many or {"number", "count", "quantity"} & set(e.words)
        return "{} = 1" if e.profile.distinct == 2 and not counted else None
    if e.datatype != "String":
        return None
    raw = next(
        (text for text, _ in e.profile.top if text.strip().lower() in lexicon.TRUE_WORDS), None
    )
    return "{} = '" + raw.replace("'", "''") + "'" if raw is not None and len(seen) == 2 else None


FLAGS: tuple[tuple[str, str, Direction | None], ...] = (
    ("churned", "churn|churned|exited", "down"),
    ("left", "attrition|terminated|termd|left company|resigned", "down"),
    ("late", "late|delayed|overdue", "down"),
    ("breached", "breach|sla breach|breached|violated", "down"),
    ("escalated", "escalation|escalated", "down"),
    (
        "converted",
        (
            "revenue|converted|conversion|purchased|bought|response|responded|accepted|"
            "subscribed|success"
        ),
        "up",
    ),
    ("retained", "retention|retained|renewed", "up"),
    ("cancelled", "cancelled|canceled|cancel", "down"),
    ("returned", "returned|return", "down"),
    ("trial", "trial", None),
    ("won", "won|win", "up"),
    ("met", "met|goal met|achieved|on time", "up"),
    ("complained", "complain|complaint", "down"),
)


def flag_concept(have: tuple[str, ...]) -> tuple[str, Direction | None]:
    """What a yes/no column tells of its row, and which way is good; empty for nothing special."""
    for concept, text, direction in FLAGS:
        if any(lexicon.carries(have, tuple(phrase.split())) for phrase in text.split("|")):
            return concept, direction
    return "", None


def _contact(e: Evidence) -> Reading | None:
    if e.datatype != "String":
        return None
    mails = sum(1 for value in e.values if _EMAIL.fullmatch(value))
    if e.values and mails >= 0.8 * len(e.values):
        return _personal("email", "values look like e-mail addresses", 0.98)
    for word, pii in lexicon.CONTACT_WORDS.items():
        if word in e.words and not {"id", "verified", "count"} & set(e.words):
            return _personal(pii, f"the name says «{word}»", 0.8)
    return None


def _personal(pii: str, why: str, score: float) -> Reading:
    return Reading(kind="contact", role="attribute", score=score, why=why, pii=pii)


def _person(e: Evidence) -> Reading | None:
    if e.datatype != "String":
        return None
    named = any(lexicon.carries(e.words, phrase) for phrase in lexicon.PERSON_WORDS)
    own = e.words == ("name",) and e.entity is not None and e.entity.people
    spaced = sum(1 for value in e.values if " " in value and not any(c.isdigit() for c in value))
    partial = any(word in e.words for word in ("first", "last", "firstname", "lastname", "surname"))
    if (
        not (named or own)
        or not (partial or spaced >= 0.5 * len(e.values))
        or ("id" in e.words[-1:] and not spaced)
    ):
        return None
    grouped = e.profile.distinct <= 1000 and e.spread < 0.5
    role: FieldRole = "dimension" if grouped else "attribute"
    return Reading(
        kind="person",
        role=role,
        score=0.8,
        why="names of persons, by its name and values",
        pii="name",
    )


def _calendar(e: Evidence) -> Reading | None:
    """Years and numbers of months, weeks, days: parts of dates, not measures."""
    if (
        e.datatype not in NUMBERS
        or e.low is None
        or e.high is None
        or e.profile.integer_share != 1.0
    ):
        return None
    if "year" in e.words and e.low >= 1800 and e.high <= 2200:
        return _calendar_reading(e, "whole numbers between 1800 and 2200 in a column named year")
    limits = {
        "month": 12,
        "quarter": 4,
        "week": 53,
        "day": 366,
        "hour": 23,
        "weekday": 7,
        "dayofyear": 366,
        "weekofyear": 53,
    }
    last = e.words[-1] if e.words else ""
    many = raw_words(e.profile.name)[-1:] != e.words[-1:]
    total = many or {"number", "count", "total", "time", "duration", "tenure"} & set(e.words)
    if (
        last in limits
        and e.low >= 0
        and e.high <= limits[last]
        and e.profile.distinct <= limits[last] + 1
        and not total
    ):
        if last == "day" and len(e.words) > 1 and "week" not in e.words and "of" not in e.words:
            return None
        if last == "hour" and len(e.words) > 1:
            return None
        return _calendar_reading(
            e, f"numbers of a {last} from {e.profile.minimum} to {e.profile.maximum}"
        )
    return None


def _calendar_reading(e: Evidence, why: str) -> Reading:
    """A mere part of a date is an attribute: nobody asks which quarter carried a change of month.

    With a word of its own (year built, birth month) it tells of the thing and groups it.
    """
    bare = not set(e.words) - lexicon.CALENDAR_WORDS - _DATE_WORDS - set(e.table_words)
    role: FieldRole = "attribute" if bare else "dimension"
    return Reading(kind="calendar", role=role, score=0.85, why=why)


_DATE_WORDS = frozenset(
    (
        "date name number of the short long label abbreviation abbreviated calendar order sale "
        "invoice transaction posting purchase start end in"
    ).split()
)
"""Words beside a part of a date that say nothing of a thing."""
_NAMED_PARTS = (
    "january february march april may june july august september october november december",
    "jan feb mar apr may jun jul aug sep sept oct nov dec",
    "monday tuesday wednesday thursday friday saturday sunday",
    "mon tue tues wed thu thur thurs fri sat sun",
    "q1 q2 q3 q4 qtr1 qtr2 qtr3 qtr4",
)
_YEARLY = re.compile(r"(?:fy)?[12]\d{3}([ /_-]?(?:q[1-4]|w?\d{1,2}))?")


def _named_calendar(e: Evidence) -> Reading | None:
    """Names of months, weekdays and quarters, and labels of periods: parts of dates too."""
    if e.datatype != "String" or not e.values:
        return None
    seen = {value.lower().rstrip(".") for value in e.values}
    if len(seen) > 1 and any(seen <= set(text.split()) for text in _NAMED_PARTS):
        return _calendar_reading(e, "names of months, weekdays or quarters")
    if lexicon.CALENDAR_WORDS & set(e.words) and all(_YEARLY.fullmatch(text) for text in seen):
        return _calendar_reading(e, "labels of years, quarters, months or weeks")
    named = e.entity is not None and e.entity.name == "calendar"
    if named and lexicon.CALENDAR_WORDS & set(e.words):
        return _calendar_reading(e, "a column of a calendar")
    return None


def _place(e: Evidence) -> Reading | None:
    if not lexicon.PLACE_WORDS & set(e.words):
        return None
    if e.datatype not in NUMBERS and not {
        "zip",
        "zipcode",
        "postal",
        "postcode",
        "latitude",
        "longitude",
    } & set(e.words):
        return None
    role: FieldRole = "attribute" if {"latitude", "longitude"} & set(e.words) else "dimension"
    return Reading(
        kind="place", role=role, score=0.9, why="names a place; adding it up means nothing"
    )


def _key(e: Evidence) -> Reading | None:
    if e.datatype in {"Float", "Decimal"} and e.profile.integer_share != 1.0:
        return None
    words = e.words[:-1] if e.words and e.words[-1].isdigit() and len(e.words) > 1 else e.words
    last = words[-1] if words else ""
    counted = words[:1] == ("number",) and len(words) > 1
    if last in lexicon.KEY_WORDS and not counted and not _counts(e, last):
        return _key_reading(e, f"the name ends in «{last}»")
    if e.profile.name.rstrip().endswith("#") and raw_words(e.profile.name) == words:
        return _key_reading(e, "the name ends in «#»")
    if words and (words[0] == "id" or (words[-2:] and words[-2:][0] == "id" and len(words) > 1)):
        return _key_reading(e, "the name holds «id»")
    if e.datatype == "Integer" and len(words) == 1 and _SHORT_ID.fullmatch(last):
        return _key_reading(e, "a short name that ends in «id»")
    one = len(words) == 1 and raw_words(e.profile.name) == words
    if e.datatype == "Integer" and one and words[0] in things() and (e.low or 0) >= 0:
        return _key_reading(e, f"whole numbers that name a {last}")
    numbering = _numbering(e)
    if numbering:
        return _key_reading(e, numbering)
    if one and words[0] in things() and _coded(e):
        return _key_reading(e, f"codes that name one {last} each")
    if (
        e.datatype == "String"
        and e.values
        and all(_HASHED.fullmatch(value.lower()) for value in e.values)
    ):
        return _key_reading(e, "values are long identifiers")
    return None


_PLACES = frozenset({"pos", "ln", "line", "row"})
"""Closing words of the place that a row has in a list."""


def _numbering(e: Evidence) -> str:
    """Why whole numbers name things rather than count them; empty when nothing says so."""
    if e.datatype != "Integer" or e.low is None or e.high is None or e.low < 0:
        return ""
    if names_thing(e.words, e.numbered) and raw_words(e.profile.name) == e.words:
        return f"whole numbers that name a {' '.join(e.words)}, which a table lists"
    if numbers_rows(e.profile) and lexicon.measure_sense(e.words) is None:
        return "numbers the rows one by one"
    dense = e.low <= 1 and e.high - e.low + 1 == e.profile.distinct
    if dense and e.words[-1:] and e.words[-1] in _PLACES:
        return f"places in a list from {e.profile.minimum} to {e.profile.maximum}"
    return ""


_MANY = 50
"""More different codes than this are those of single things, not of kinds."""


def _coded(e: Evidence) -> bool:
    """Many different texts, each a single word with digits: ``A000123``."""
    many = e.datatype == "String" and e.profile.distinct > _MANY
    return many and all(" " not in v and any(c.isdigit() for c in v) for v in e.values)


_COUNTED = frozenset({"citation", "reference", "view", "click"})


def _counts(e: Evidence, last: str) -> bool:
    """«…_num» of plain small numbers counts rather than names."""
    counted = last == "number" and e.profile.name.lower().endswith("num") and e.words[0] in _COUNTED
    return counted and e.datatype == "Integer" and e.spread < 0.9


def _key_reading(e: Evidence, why: str) -> Reading:
    few = e.profile.distinct <= 50 and e.spread < 0.2
    return Reading(kind="key", role="dimension" if few else "key", score=0.85, why=why)


def _measure(e: Evidence) -> Reading | None:
    if e.datatype not in NUMBERS:
        return None
    return read_measure(
        e.profile, e.words, entity=e.entity, table_words=e.table_words, currency=e.currency
    )


def _text(e: Evidence) -> Reading | None:
    if e.datatype != "String":
        return None
    length = e.profile.mean_length or 0.0
    wordy = bool(lexicon.TEXT_WORDS & set(e.words))
    if (
        length > 80
        or (length > 40 and e.spread > 0.3)
        or (wordy and length > 20 and e.spread > 0.1)
    ):
        return Reading(
            kind="text",
            role="attribute",
            score=0.85,
            why=f"free text of {length:.0f} characters on average",
        )
    web = sum(
        1 for value in e.values if value.startswith(("http://", "https://", "www.", "app://"))
    )
    if e.values and web >= 0.8 * len(e.values):
        return Reading(kind="text", role="attribute", score=0.9, why="web addresses")
    return None


def _category(e: Evidence) -> Reading | None:
    if e.datatype != "String":
        return None
    concept = "status" if lexicon.STATUS_WORDS & set(e.words) and e.profile.distinct <= 30 else ""
    if e.profile.distinct <= 50:
        return Reading(
            kind="category",
            role="dimension",
            score=0.9,
            why=f"{e.profile.distinct_text} different values",
            concept=concept,
        )
    why = (
        f"{e.profile.distinct_text} different texts of {e.profile.mean_length or 0:.0f} "
        "characters on average"
    )
    return Reading(kind="category", role="dimension", score=0.7, why=why, concept=concept)


RULES: tuple[Callable[[Evidence], Reading | None], ...] = (
    _empty, _opaque, _moment, _flag, _contact, _calendar, _named_calendar, _place, _key, _person,
    _measure, _text, _category,
)  # fmt: skip
"""In order of precedence."""


def _float(text: str | None) -> float | None:
    try:
        return float(text) if text is not None else None
    except ValueError:
        return None
