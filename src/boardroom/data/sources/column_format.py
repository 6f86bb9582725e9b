"""How the text of one column becomes values: a frozen description and its SQL.

Decided by ``infer``, stored with the table so that later files are read alike, and turned
into expressions of the scratch database by ``value_sql``. An expression gives NULL for text that
does not fit exactly; nothing is rounded, cut or guessed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast

from boardroom.data.sources.sql_text import literal

Kind = Literal["text", "boolean", "integer", "decimal", "float", "date", "timestamp", "instant"]

NULL_WORDS = (
    "", "na", "n/a", "#n/a", "<na>", "null", "(null)", "none", "nil", "nan", "-", "--", "?", "\\n",
)  # fmt: skip
NULL_DATES = ("0000-00-00", "0000-00-00 00:00:00")

EXACT_DIGITS = 15
"""Digits of whole numbers that every double holds."""

SYMBOLS = "$€£¥₹₽₩₺฿"
_DATE = r"\d{4}-\d{1,2}-\d{1,2}"
_CLOCK = r"\d{1,2}:\d{2}(:\d{2}(\.\d{1,9})?)?"
_ZONE = r"(Z|z| ?UTC| ?[+-]\d{2}(:?\d{2})?)"


@dataclass(frozen=True, kw_only=True)
class ColumnFormat:
    """How to read one column.

    Attributes:
        kind: ``timestamp`` is wall time; ``instant`` carries an offset and is stored in UTC.
        precision, scale: of ``decimal``; an ``integer`` of precision > 18 is stored as a decimal.
        decimal_mark, group_mark: of numbers; an empty group mark allows no grouping.
        percent: all values end in %; stored as fractions.
        symbol: the currency sign or code that stands beside the numbers; it is left out.
        formats: ``strptime`` formats of dates; none = ISO 8601.
        latest_year: for years of two digits: none is later than this.
    """

    kind: Kind = "text"
    precision: int = 18
    scale: int = 0
    decimal_mark: str = "."
    group_mark: str = ""
    percent: bool = False
    symbol: str = ""
    formats: tuple[str, ...] = ()
    latest_year: int = 0

    @property
    def plain(self) -> bool:
        """Whether numbers are written as in SQL."""
        return not (self.percent or self.symbol or self.group_mark) and self.decimal_mark == "."

    @property
    def note(self) -> str:
        """In a few words, how the text was read; empty when plainly."""
        words = [f"format {form}" for form in self.formats]
        words += ["decimal comma"] if self.decimal_mark == "," else []
        words += [f"thousands {self.group_mark!r}"] if self.group_mark else []
        words += ["percent, stored as a fraction"] if self.percent else []
        words += [f"in {self.symbol}"] if self.symbol and any(map(str.isalnum, self.symbol)) else []
        words += [f"sign {self.symbol}"] if self.symbol and not self.symbol.isalnum() else []
        return ", ".join(words)


def sql_type(form: ColumnFormat) -> str:
    """The SQL type its values are stored in."""
    if form.kind in ("decimal", "integer") and (form.kind == "decimal" or form.precision > 18):
        return f"DECIMAL({form.precision},{form.scale})"
    return {
        "text": "VARCHAR",
        "boolean": "BOOLEAN",
        "integer": "BIGINT",
        "float": "DOUBLE",
        "date": "DATE",
        "timestamp": "TIMESTAMP",
        "instant": "TIMESTAMP WITH TIME ZONE",
    }[form.kind]


def value_sql(form: ColumnFormat, column: str) -> str:
    """SQL that turns the text expression ``column`` into a value, NULL when it does not fit."""
    if form.kind == "text":
        return column
    text = f"trim({column})"
    if form.kind == "boolean":
        return f"CASE lower({text}) WHEN 'true' THEN true WHEN 'false' THEN false END"
    if form.kind in ("integer", "decimal", "float"):
        return _number_sql(form, text)
    if form.formats:
        return _dated_sql(form, text)
    pattern = {
        "date": _DATE,
        "timestamp": rf"{_DATE}([ T]{_CLOCK})?",
        "instant": rf"{_DATE}[ T]{_CLOCK}{_ZONE}",
    }[form.kind]
    return _guarded(text, pattern, f"TRY_CAST({text} AS {sql_type(form)})")


def cast_sql(form: ColumnFormat, column: str) -> str:
    """As ``value_sql``, for a column of which every value is known to fit; much faster."""
    if form.kind == "text":
        return column
    if form.kind == "boolean" or form.formats or not form.plain:
        return f"coalesce({_quick_sql(form, column)}, {value_sql(form, column)})"
    kind = sql_type(form)
    return f"coalesce(TRY_CAST({column} AS {kind}), TRY_CAST(trim({column}) AS {kind}))"


def canonical_sql(form: ColumnFormat, column: str) -> str:
    """SQL that is NULL unless the text is written just as SQL would print it; much faster.

    What fits here fits ``value_sql``; what does not may still.
    """
    if form.plain and form.kind == "float":
        return _number_sql(form, column)
    if form.kind == "instant" and not form.formats:
        pattern = rf"{_DATE}[ T]{_CLOCK}{_ZONE}".replace("1,9", "1,6")
        return _guarded(column, pattern, f"TRY_CAST({column} AS {sql_type(form)})")
    if form.plain and form.kind == "decimal":
        printed = f"CAST(TRY_CAST({column} AS {sql_type(form)}) AS VARCHAR) = {column}"
        return f"CASE WHEN {printed} OR {_number_sql(form, column)} IS NOT NULL THEN true END"
    if form.kind == "text":
        return column
    if form.formats or not form.plain:
        return _quick_sql(form, column)
    if form.kind == "boolean":
        return f"CASE WHEN {column} IN ('true', 'false', 'True', 'False') THEN true END"
    cast = f"TRY_CAST({column} AS {sql_type(form)})"
    return f"CASE WHEN CAST({cast} AS VARCHAR) = {column} THEN true END"


def tried_sql(form: ColumnFormat, column: str) -> str:
    """SQL that reads the text as it is usually written; ``is_sure`` tells where that is right."""
    if _is_printed(form):
        return f"TRY_CAST({column} AS {sql_type(form)})"
    if form.kind == "boolean" and not form.formats:
        return f"CASE WHEN {column} IN ('true', 'True') THEN true " + (
            f"WHEN {column} IN ('false', 'False') THEN false END"
        )
    return canonical_sql(form, column)


def is_sure(form: ColumnFormat, value: str, column: str) -> str:
    """SQL condition: ``value``, which ``tried_sql`` gave for the text, is what ``value_sql`` would.

    What is printed as it was written was read right.
    """
    return f"CAST({value} AS VARCHAR) = {column}" if _is_printed(form) else f"{value} IS NOT NULL"


def _is_printed(form: ColumnFormat) -> bool:
    """Whether SQL prints a value just as it is usually written in this format."""
    kinds = ("integer", "decimal", "date", "timestamp")
    return form.plain and not form.formats and form.kind in kinds


def _quick_sql(form: ColumnFormat, column: str) -> str:
    """``value_sql`` for the usual writing: no padding, no brackets, one sign in front."""
    if form.formats:
        return _dated_sql(form, column)
    if form.kind == "boolean" or form.percent or (form.group_mark and form.group_mark in " '"):
        return value_sql(form, column)
    group, point = re.escape(form.group_mark), re.escape(form.decimal_mark)
    digits = rf"(\d+|\d{{1,3}}({group}\d{{3}})+)" if group else r"\d+"
    places = rf"\d{{1,{form.scale}}}" if form.kind == "decimal" else r"\d+"
    tail = rf"({point}{places})?" if form.kind != "integer" else ""
    sign = rf"({re.escape(form.symbol)})?" if form.symbol else ""
    bare = column
    for mark, plain in ((form.symbol, ""), (form.group_mark, ""), (form.decimal_mark, ".")):
        if mark and mark != plain:
            bare = f"replace({bare}, {literal(mark)}, {literal(plain)})"
    value = f"TRY_CAST({bare} AS {sql_type(form)})"
    return _guarded(column, rf"[-+]?{sign}{digits}{tail}", value)


def is_null_word(form: ColumnFormat, column: str) -> str:
    """SQL condition: the text expression stands for «no value» in a column of this format."""
    if form.kind == "text":
        return f"({column} IS NULL OR {column} = '')"
    words = NULL_WORDS + (NULL_DATES if form.kind in ("date", "timestamp", "instant") else ())
    known = ", ".join(literal(word) for word in words)
    return f"({column} IS NULL OR lower(trim({column})) IN ({known}))"


def is_rounded(form: ColumnFormat, column: str) -> str:
    """SQL condition: the text has more places of a second than the microseconds that are kept."""
    if form.kind not in ("timestamp", "instant"):
        return "false"
    places = rf"regexp_matches({column}, '\.\d{{6}}\d*[1-9]')"
    return f"(CASE WHEN strlen({column}) > {len('2024-01-01 00:00:00.123456')} THEN {places} END)"


def to_json(form: ColumnFormat) -> dict[str, object]:
    """What is not at its default, JSON-ready."""
    plain = ColumnFormat()
    return {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in vars(form).items()
        if value != getattr(plain, key)
    }


def from_json(data: Mapping[str, object]) -> ColumnFormat:
    """The format that ``to_json`` wrote."""
    values = dict(data)
    values["formats"] = tuple(cast("list[str]", values.get("formats", ())))
    return ColumnFormat(**values)  # type: ignore[arg-type]  # written by to_json


def format_pattern(form: str) -> str:
    """A regular expression for exactly the texts that ``strptime`` format ``form`` is meant for.

    Example:
        >>> format_pattern("%d-%m-%Y")
        '\\\\d{1,2}\\\\-\\\\d{1,2}\\\\-\\\\d{4}'
    """
    parts = {
        "%Y": r"\d{4}", "%y": r"\d{2}", "%m": r"\d{1,2}", "%d": r"\d{1,2}", "%H": r"\d{1,2}",
        "%I": r"\d{1,2}", "%M": r"\d{2}", "%S": r"\d{2}", "%f": r"\d{1,6}", "%p": "[AaPp][Mm]",
        "%b": "[A-Za-z]{3}", "%B": "[A-Za-z]{3,9}", "%a": "[A-Za-z]{3}", "%A": "[A-Za-z]{6,9}",
    }  # fmt: skip
    tokens = re.findall(r"%-?[A-Za-z]|.", form, re.DOTALL)
    known = {"%Y%m%d": r"\d{8}", "%d%m%Y": r"\d{8}", "%m%d%Y": r"\d{8}"}
    if form in known:
        return known[form]
    return "".join(parts.get(token.replace("%-", "%"), re.escape(token)) for token in tokens)


def _guarded(text: str, pattern: str, value: str) -> str:
    return f"CASE WHEN regexp_full_match({text}, {literal(pattern)}) THEN {value} END"


def _number_sql(form: ColumnFormat, text: str) -> str:
    kind = sql_type(form)
    if not form.plain:
        return _localized_sql(form, text, kind)
    if form.kind == "integer":
        whole = f"split_part({text}, '.', 1)"
        if form.precision > 18:
            return _guarded(text, r"[+-]?(0|[1-9]\d{0,37})", f"TRY_CAST({text} AS {kind})")
        return _guarded(text, r"[+-]?(0|[1-9]\d{0,18})(\.0*)?", f"TRY_CAST({whole} AS BIGINT)")
    if form.kind == "decimal":
        places = form.precision - form.scale
        pattern = rf"[+-]?(\d{{1,{places}}}(\.\d{{0,{form.scale}}}0*)?|\.\d{{1,{form.scale}}})"
        return _guarded(text, pattern, f"TRY_CAST({text} AS {kind})")
    return _guarded(text, r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", _double_sql(text))


def _double_sql(text: str) -> str:
    """A double; NULL for a number beyond their range, too small to be told from 0, or whole and too
    long to be the same as a double."""
    value = f"TRY_CAST({text} AS DOUBLE)"
    lost = f"NOT isfinite({value}) OR ({value} = 0 AND regexp_matches({text}, '^[^eE]*[1-9]'))"
    long = f"strlen({text}) > {EXACT_DIGITS} AND NOT contains({text}, '.')"
    same = f"TRY_CAST({value} AS HUGEINT) IS NOT DISTINCT FROM TRY_CAST({text} AS HUGEINT)"
    lost += f" OR CASE WHEN {long} THEN NOT {same} ELSE false END"
    return f"CASE WHEN NOT coalesce({lost}, true) THEN {value} END"


def _localized_sql(form: ColumnFormat, text: str, kind: str) -> str:
    """Numbers with signs, marks and brackets: checked as written, then rewritten and cast."""
    mark = re.escape(form.decimal_mark)
    tail = rf"({mark}\d{{1,{form.scale}}})?" if form.scale else ""
    if form.kind == "float":
        tail = rf"({mark}\d+)?"
    digits = r"\d+"
    if form.group_mark:
        group = "[ \u00a0\u202f'’]" if form.group_mark in " '" else re.escape(form.group_mark)
        digits = rf"(\d+|\d{{1,3}}({group}\d{{3}})+)"
    sign = re.escape(form.symbol)
    beside = rf"({sign})?" if form.symbol else ""
    percent = r"\s?%" if form.percent else ""
    number = rf"{beside}\s?{digits}{tail}\s?{beside}{percent}"
    pattern = rf"[-+]?\s?{number}|\(\s?{number}\s?\)|{beside}\s?[-+]\s?{digits}{tail}{percent}"
    pattern = rf"{pattern}|{number}\s?-"
    bare = f"regexp_replace({text}, '[^0-9{form.decimal_mark}]', '', 'g')"
    if form.symbol and "." in form.symbol:
        bare = f"regexp_replace(replace({text}, {literal(form.symbol)}, ''), '[^0-9.,]', '', 'g')"
    if form.decimal_mark == ",":
        bare = f"replace({bare}, ',', '.')"
    negative = f"(contains({text}, '-') OR starts_with({text}, '('))"
    signed = f"CASE WHEN {negative} THEN '-' ELSE '' END || {bare}"
    value = f"TRY_CAST({signed} AS {kind})"
    if form.percent and form.kind == "decimal":
        exact = f"DECIMAL({form.precision},{form.scale})"
        value = f"TRY_CAST(TRY_CAST({signed} AS DECIMAL(30,8)) / 100 AS {exact})"
    elif form.percent:
        value = f"TRY_CAST({signed} AS DOUBLE) / 100"
    return _guarded(text, pattern, value)


def _dated_sql(form: ColumnFormat, text: str) -> str:
    kind = sql_type(form)
    options: list[str] = []
    for one in form.formats:
        if one == "iso":
            plain = ColumnFormat(kind=form.kind)
            options.append(value_sql(plain, text))
            continue
        parsed = f"try_strptime({text}, {literal(one)})"
        if "%y" in one and form.latest_year:
            late = f"year({parsed}) > {form.latest_year}"
            parsed = f"CASE WHEN {late} THEN {parsed} - INTERVAL 100 YEAR ELSE {parsed} END"
        parsed = f"CAST({parsed} AS {kind})"
        options.append(_guarded(text, format_pattern(one), parsed))
    return options[0] if len(options) == 1 else f"COALESCE({', '.join(options)})"
