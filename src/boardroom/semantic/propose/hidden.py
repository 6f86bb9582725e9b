"""Types that hide behind others: dates and numbers in text, dates in integers, epochs.

A pattern must hold for every value (asked of the data, not of a sample); what is ambiguous is noted
and left as it is, never guessed.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from boardroom.semantic.model import DataType
from boardroom.semantic.profile import ColumnProfile, Probe
from boardroom.semantic.propose.lexicon import KEY_WORDS, PLACE_WORDS, name_words
from boardroom.semantic.propose.view import Note

_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
_DATE_NAMES = frozenset(
    (
        "date day dt time timestamp at on epoch created updated dob birthdate datetime begin end"
    ).split()
)
_CODE_NAMES = KEY_WORDS | PLACE_WORDS | {"phone", "fax", "mobile", "account", "version", "year"}


@dataclass(frozen=True, kw_only=True)
class Hidden:
    """A better type: row-level SQL that gives it, and why."""

    datatype: DataType
    sql: str
    why: str


@dataclass(frozen=True, kw_only=True)
class _Shape:
    """A pattern of text and the expression that reads it; ``{}`` is the trimmed column."""

    pattern: str
    datatype: DataType
    sql: str
    what: str


_TIME = "[ T][0-9]{1,2}:[0-9]{2}"
_ISO = "(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_TEXT_SHAPES = (
    _Shape(pattern=f"^{_ISO}$", datatype="Date", sql="CAST({} AS DATE)", what="ISO dates"),
    _Shape(
        pattern=f"^{_ISO}{_TIME}(:[0-9]{{2}}([.][0-9]+)?)?$",
        datatype="DateTime",
        sql="CAST({} AS TIMESTAMP)",
        what="ISO timestamps",
    ),
    _Shape(
        pattern=f"^{_ISO}{_TIME}(:[0-9]{{2}}([.][0-9]+)?)? ?(Z|[+-][0-9]{{2}}:?([0-9]{{2}})?)$",
        datatype="DateTimeTz",
        sql="CAST({} AS TIMESTAMPTZ)",
        what="ISO timestamps with an offset",
    ),
)
_NUMBER_SHAPES = (
    _Shape(
        pattern="^-?(0|[1-9][0-9]{0,17})$",
        datatype="Integer",
        sql="CAST({} AS BIGINT)",
        what="whole numbers",
    ),
    _Shape(
        pattern="^-?[0-9]{1,12}([.][0-9]{1,6})?$",
        datatype="Decimal",
        sql="CAST({} AS DECIMAL(18, 6))",
        what="decimal numbers",
    ),
    _Shape(
        pattern="^-?[0-9]+([.][0-9]*)?([eE][-+]?[0-9]+)?$",
        datatype="Float",
        sql="CAST({} AS DOUBLE)",
        what="numbers",
    ),
)
_DAYS = "(0?[1-9]|[12][0-9]|3[01])"
_OVER_12 = "(1[3-9]|2[0-9]|3[01])"


def quoted(name: str) -> str:
    """A column name as SQL text, quoted unless plainly safe."""
    return '"' + name.replace('"', '""') + '"'


def find_hidden(
    table: str, profile: ColumnProfile, probe: Probe
) -> tuple[Hidden | None, tuple[Note, ...]]:
    """The type hidden in a column, when there is one, and what was ambiguous."""
    words = name_words(profile.name)
    if profile.rows == profile.nulls:
        return None, ()
    if profile.stored_type == "money":
        return _in_money(profile), ()
    if profile.datatype == "String":
        return _in_text(table, profile, words, probe)
    if profile.datatype == "Integer":
        return _in_integer(table, profile, words, probe), ()
    return None, ()


def _in_money(profile: ColumnProfile) -> Hidden:
    """The number in a database's own type for money, which no number compares with."""
    sql = f"CAST({quoted(profile.name)} AS DECIMAL(19, 2))"
    return Hidden(datatype="Decimal", sql=sql, why="amounts of type money")


def _in_text(
    table: str, profile: ColumnProfile, words: tuple[str, ...], probe: Probe
) -> tuple[Hidden | None, tuple[Note, ...]]:
    column = quoted(profile.name)
    samples = [text.strip() for text, _ in profile.top if text.strip()]
    if not samples:
        return None, ()
    blank = (
        any(not text.strip() for text, _ in profile.top) or (profile.minimum or "x").strip() == ""
    )
    trimmed = f"NULLIF(TRIM({column}), '')" if blank else column
    shapes: Iterable[_Shape] = _TEXT_SHAPES
    if not _CODE_NAMES & set(words):
        shapes = (*_TEXT_SHAPES, *_NUMBER_SHAPES)
    for shape in shapes:
        if _all_match(shape.pattern, samples) and _holds(table, column, shape.pattern, probe):
            sql = shape.sql.format(trimmed)
            return Hidden(
                datatype=shape.datatype,
                sql=sql,
                why=f"text, but every value is one of {shape.what}",
            ), ()
    return _slashed(table, profile, (column, trimmed), probe)


def _all_match(pattern: str, samples: Iterable[str]) -> bool:
    compiled = re.compile(pattern)
    return all(compiled.search(text) for text in samples)


def _holds(table: str, column: str, pattern: str, probe: Probe) -> bool:
    """Whether every non-blank value has the pattern."""
    bad = f"TRIM({column}) <> '' AND NOT REGEXP_LIKE(TRIM({column}), '{pattern}')"
    return probe.count(table, bad) == 0


def _slashed(
    table: str, profile: ColumnProfile, columns: tuple[str, str], probe: Probe
) -> tuple[Hidden | None, tuple[Note, ...]]:
    """``31/12/2019`` or ``12/31/2019``, perhaps with a time: only when some value tells which."""
    column, trimmed = columns
    samples = [text.strip() for text, _ in profile.top if text.strip()]
    found = re.fullmatch(
        r"\d{1,2}([/.-])\d{1,2}[/.-](\d{4}|\d{2})( \d{1,2}:\d{2}(:\d{2})?)?", samples[0]
    )
    if found is None:
        return None, ()
    mark, year, clock = found.group(1), found.group(2), found.group(3)
    mark_pattern = f"[{mark}]"
    tail = f"{mark_pattern}[0-9]{{{len(year)}}}" + (f"{_TIME}(:[0-9]{{2}})?" if clock else "") + "$"
    if not _holds(table, column, f"^{_DAYS}{mark_pattern}{_DAYS}{tail}", probe):
        return None, ()
    first = probe.count(table, f"REGEXP_LIKE(TRIM({column}), '^{_OVER_12}{mark_pattern}')")
    second = probe.count(
        table, f"REGEXP_LIKE(TRIM({column}), '^[0-9]{{1,2}}{mark_pattern}{_OVER_12}{mark_pattern}')"
    )
    where = f"{table}.{profile.name}"
    if (first > 0) == (second > 0):
        text = "looks like dates, but day and month cannot be told apart; it stays text"
        if first:
            text = "holds both day-first and month-first dates; it stays text"
        return None, (Note(kind="type", where=where, text=text),)
    order = ("%d", "%m") if first else ("%m", "%d")
    seconds = clock is not None and clock.count(":") == 2
    layout = mark.join((*order, "%Y" if len(year) == 4 else "%y"))
    why = (
        f"text, but every value is a {'day' if first else 'month'}-first date ({first or second} "
        "values prove the order)"
    )
    if clock:
        layout += " %H:%M:%S" if seconds else " %H:%M"
        return Hidden(datatype="DateTime", sql=f"STRPTIME({trimmed}, '{layout}')", why=why), ()
    return Hidden(
        datatype="Date", sql=f"CAST(STRPTIME({trimmed}, '{layout}') AS DATE)", why=why
    ), ()


def _in_integer(
    table: str, profile: ColumnProfile, words: tuple[str, ...], probe: Probe
) -> Hidden | None:
    if not _DATE_NAMES & set(words) and "month" not in words:
        return None
    low, high = _number(profile.minimum), _number(profile.maximum)
    if low is None or high is None:
        return None
    column = quoted(profile.name)
    text = f"CAST({column} AS VARCHAR)"
    for fits, build in _INTEGER_SHAPES:
        if fits(low, high):
            return build(table, text, column, probe)
    return None


def _compact_day(table: str, text: str, column: str, probe: Probe) -> Hidden | None:
    pattern = "^(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])$"
    if probe.count(table, f"{column} IS NOT NULL AND NOT REGEXP_LIKE({text}, '{pattern}')"):
        return None
    return Hidden(
        datatype="Date",
        sql=f"CAST(STRPTIME({text}, '%Y%m%d') AS DATE)",
        why="an integer, but every value is a day as yyyymmdd",
    )


def _compact_month(table: str, text: str, column: str, probe: Probe) -> Hidden | None:
    pattern = "^(19|20)[0-9]{2}(0[1-9]|1[0-2])$"
    if probe.count(table, f"{column} IS NOT NULL AND NOT REGEXP_LIKE({text}, '{pattern}')"):
        return None
    sql = f"CAST(STRPTIME({text} || '01', '%Y%m%d') AS DATE)"
    return Hidden(
        datatype="Date",
        sql=sql,
        why="an integer, but every value is a month as yyyymm; its first day is taken",
    )


def _epoch(_table: str, _text: str, column: str, _probe: Probe) -> Hidden | None:
    return Hidden(
        datatype="DateTimeTz", sql=f"TO_TIMESTAMP({column})", why="an integer of seconds since 1970"
    )


_INTEGER_SHAPES: tuple[
    tuple[Callable[[int, int], bool], Callable[[str, str, str, Probe], Hidden | None]], ...
] = (
    (lambda low, high: low >= 19_000_101 and high <= 21_001_231, _compact_day),
    (lambda low, high: low >= 190_001 and high <= 210_012, _compact_month),
    (lambda low, high: low >= 315_532_800 and high <= 4_102_444_800, _epoch),
)


def _number(text: str | None) -> int | None:
    try:
        return int(text) if text is not None else None
    except ValueError:
        return None
