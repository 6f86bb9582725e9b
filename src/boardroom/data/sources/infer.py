"""Finds the format of every text column of a staged table, over all of its rows.

Called by ``load_table``. A sample proposes formats, one pass over all rows checks them, and only
columns that fail it are looked at shape by shape (``masks``) and decided (``decide``).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from boardroom.data.sources.column_format import (
    ColumnFormat,
    canonical_sql,
    is_null_word,
    is_rounded,
    sql_type,
    value_sql,
)
from boardroom.data.sources.decide import (
    TYPED_SHARE,
    DateOrder,
    Decision,
    date_order,
    decide,
)
from boardroom.data.sources.drift import wider
from boardroom.data.sources.masks import Mask, is_exponent, read_date, read_number
from boardroom.data.sources.plain_format import is_code, is_promising
from boardroom.data.sources.report import Finding, rounded_times
from boardroom.data.sources.sample_format import sample_format
from boardroom.data.sources.spec import ColumnSpec
from boardroom.data.sources.sql_text import literal, quoted
from boardroom.data.sources.staging import Column, Stage, Staged

SAMPLE_CELLS = 200_000
COLUMNS_A_QUERY = 100
HOLD_SHARE = 0.9
YEARS_AHEAD = 10
FEW_ROWS = 20_000
MOST_MASKS = 2_000

T = TypeVar("T")

_BIRTH_NAMES = re.compile(r"(^|_)(dob|birth|birthday|born|birthdate|birth_date)(_|$)")


@dataclass(kw_only=True)
class Inference:
    """What was found.

    Attributes:
        formats: column → how to read it, for every text column.
        bad: column → values that do not fit their format.
        clean: columns of which every filled value fits, so that a plain cast reads them.
        null_words: column → values that are words for «no value».
    """

    formats: dict[str, ColumnFormat] = field(default_factory=dict)
    bad: dict[str, int] = field(default_factory=dict)
    null_words: dict[str, int] = field(default_factory=dict)
    clean: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)


def infer(
    stage: Stage,
    staged: Staged,
    *,
    specs: Mapping[str, ColumnSpec],
    known: Mapping[str, ColumnFormat],
    today: date,
) -> Inference:
    """Decide the format of each text column of ``staged``.

    Args:
        specs: what the user says, by column identifier.
        known: formats the table already has; they stay where all values fit them, are widened
            where that loses nothing, and stay for nine fitting values of ten.
        today: tells which century years of two digits are in.
    """
    work = _Work(stage=stage, staged=staged)
    columns = [column for column in staged.columns if column.text]
    samples = work.samples(columns)
    proposals = {
        column.name: known.get(column.name) or sample_format(column, samples[column.name])
        for column in columns
        if column.name not in specs
    }
    checks = work.check(proposals)
    found = Inference()
    open_columns: list[Column] = []
    for column in columns:
        check = checks.get(column.name)
        promising = column.name in specs or is_promising(samples[column.name])
        if check is not None and check.fits and proposals[column.name].kind != "text":
            found.formats[column.name] = proposals[column.name]
        elif promising and not is_code(column) and known.get(column.name) != ColumnFormat():
            open_columns.append(column)
        else:
            found.formats[column.name] = ColumnFormat()
    _decide_all(work, open_columns, specs, found)
    _doubt_points(work, columns, specs, found)
    _hold_on(known, checks, found)
    _set_centuries(found, today)
    changed = {name: f for name, f in found.formats.items() if proposals.get(name) != f}
    checks.update(work.check(changed))
    _tell_rounded(work, found)
    for name in found.formats:
        _settle(found, name, checks[name], forced=name in specs or name in known)
    return found


def _set_centuries(found: Inference, today: date) -> None:
    """Years of two digits lie at most ten years ahead, and not ahead at all for births."""
    for name, form in found.formats.items():
        if any("%y" in one for one in form.formats) and not form.latest_year:
            ahead = 0 if _BIRTH_NAMES.search(name) else YEARS_AHEAD
            found.formats[name] = replace(form, latest_year=today.year + ahead)


def _hold_on(
    known: Mapping[str, ColumnFormat], checks: Mapping[str, "_Check"], found: Inference
) -> None:
    """Keep a known format that most values fit, when what fits all of them is of another kind."""
    for name, form in known.items():
        check = checks.get(name)
        if check is None or form.kind == "text" or check.good < check.values * HOLD_SHARE:
            continue
        if wider(sql_type(form), sql_type(found.formats[name])) is None:
            found.formats[name] = form
            found.findings = [one for one in found.findings if one.column != name]


@dataclass(frozen=True, kw_only=True)
class _Check:
    """How a format fits: non-NULL values that are no NULL words, and how many of them fit."""

    values: int
    good: int
    null_words: int

    @property
    def fits(self) -> bool:
        return self.good == self.values and self.values > 0


@dataclass(kw_only=True)
class _Work:
    """The queries of one inference."""

    stage: Stage
    staged: Staged

    def samples(self, columns: Sequence[Column]) -> dict[str, list[str]]:
        """Non-NULL values of every column: of the first rows and of rows all over the table."""
        result: dict[str, list[str]] = {}
        rows = self.staged.rows
        for some in _blocks(columns):
            limit = max(50, min(2_000, SAMPLE_CELLS // max(1, len(columns))))
            stride = max(1, rows // limit)
            names = ", ".join(quoted(column.name) for column in some)
            fetched = self.stage.rows(
                f"SELECT {names} FROM {quoted(self.staged.table)} "
                f"WHERE rowid < {limit // 2} OR rowid % {stride} = 0 LIMIT {limit * 2}"
            )
            for position, column in enumerate(some):
                values = [str(row[position]) for row in fetched if row[position] is not None]
                result[column.name] = values
        return result

    def check(self, formats: Mapping[str, ColumnFormat]) -> dict[str, _Check]:
        """How each format fits all rows."""
        result: dict[str, _Check] = {}
        typed = [(name, form) for name, form in formats.items() if form.kind != "text"]
        for name, form in formats.items():
            if form.kind == "text":
                result[name] = _Check(values=0, good=0, null_words=0)
        slow = typed
        if self.staged.rows > FEW_ROWS:
            slow = []
            for some in _blocks(typed):
                terms = [
                    f"count({quoted(n)}), count({canonical_sql(f, quoted(n))})" for n, f in some
                ]
                counts = self.counts(terms)
                for position, (name, form) in enumerate(some):
                    filled, good = counts[position * 2 : position * 2 + 2]
                    if filled == good:
                        result[name] = _Check(values=filled, good=good, null_words=0)
                    else:
                        slow.append((name, form))
        for some in _blocks(slow):
            terms = [
                f"count({quoted(name)}), count({value_sql(f, quoted(name))})" for name, f in some
            ]
            counts = self.counts(terms)
            for position, (name, form) in enumerate(some):
                filled, good = counts[position * 2 : position * 2 + 2]
                words = self._null_words(name, form) if good < filled else 0
                result[name] = _Check(values=filled - words, good=good, null_words=words)
        return result

    def counts(self, terms: Sequence[str]) -> list[int]:
        """The values of aggregate ``terms`` over the staged table."""
        row = self.stage.rows(f"SELECT {', '.join(terms)} FROM {quoted(self.staged.table)}")[0]
        return [int(str(value)) for value in row]

    def _null_words(self, name: str, form: ColumnFormat) -> int:
        column = quoted(name)
        found = self.stage.rows(
            f"SELECT count(*) FROM {quoted(self.staged.table)} "
            f"WHERE {column} IS NOT NULL AND {is_null_word(form, column)}"
        )
        return int(str(found[0][0]))

    def masks(self, column: str) -> list[Mask]:
        """All shapes of a column's values, the most frequent first; the rest as one odd shape."""
        value = f"trim({quoted(column)})"
        empty = is_null_word(ColumnFormat(kind="date"), quoted(column))
        fetched = self.stage.rows(
            f"SELECT translate({value}, '012345678', '999999999') AS shape, count(*) AS n, "
            f"regexp_matches({value}, '^[^0-9.,]*0[0-9]') AS leading, "
            f"regexp_matches({value}, '^[^0-9]*0[.,]') AS point, min({value}) AS example "
            f"FROM {quoted(self.staged.table)} WHERE NOT {empty} "
            f"GROUP BY ALL ORDER BY n DESC, shape LIMIT {MOST_MASKS}"
        )
        return [
            Mask(
                shape=str(shape),
                count=int(str(count)),
                leading_zero=bool(leading),
                zero_point=bool(point),
                example=str(example),
            )
            for shape, count, leading, point, example in fetched
        ]

    def orders(self, column: str, masks: Sequence[Mask]) -> dict[str, DateOrder]:
        """Which part of its numeric dates is the day, by separator, from every value."""
        shapes = [shape for mask in masks if (shape := read_date(mask))]
        marks = {shape.separator for shape in shapes if shape.family == "numeric"}
        result: dict[str, DateOrder] = {}
        for mark in marks:
            pattern = rf"^(\d{{1,2}})[{re.escape(mark)}](\d{{1,2}})[{re.escape(mark)}]\d"
            parts = [
                f"TRY_CAST(regexp_extract(trim({quoted(column)}), {literal(pattern)}, {i}) AS INT)"
                for i in (1, 2)
            ]
            first, second = self.stage.rows(
                f"SELECT count(*) FILTER ({parts[0]} > 12), count(*) FILTER ({parts[1]} > 12) "
                f"FROM {quoted(self.staged.table)}"
            )[0]
            result[mark] = date_order(int(str(first)), int(str(second)))
        return result


def _blocks(items: Sequence[T]) -> list[Sequence[T]]:
    return [items[i : i + COLUMNS_A_QUERY] for i in range(0, len(items), COLUMNS_A_QUERY)]


def _decide_all(
    work: _Work,
    columns: Sequence[Column],
    specs: Mapping[str, ColumnSpec],
    found: Inference,
) -> None:
    doubtful: list[Column] = []
    for column in columns:
        decision = _decide_one(work, column, specs.get(column.name))
        if decision.kind == "ambiguous_number":
            doubtful.append(column)
        _note(found, column, decision)
    marks = {form.decimal_mark for form in found.formats.values() if form.kind == "decimal"}
    if len(marks) != 1:
        return
    for column in doubtful:
        found.findings = [one for one in found.findings if one.column != column.name]
        spec = ColumnSpec(decimal="," if marks == {","} else ".")
        _note(found, column, _decide_one(work, column, spec))


def _note(found: Inference, column: Column, decision: Decision) -> None:
    found.formats[column.name] = decision.form
    if decision.kind:
        finding = Finding(
            kind=decision.kind,
            column=column.name,
            text=f"{column.label or column.name}: {decision.text}",
            count=decision.count,
        )
        found.findings.append(finding)


def _decide_one(work: _Work, column: Column, spec: ColumnSpec | None) -> Decision:
    if spec is not None and spec.format:
        timed = any(part in spec.format for part in ("%H", "%I"))
        kind = "timestamp" if spec.type == "timestamp" or (timed and spec.type is None) else "date"
        form = ColumnFormat(kind="date", formats=(spec.format,))
        if kind == "timestamp":
            form = ColumnFormat(kind="timestamp", formats=(spec.format,))
        return Decision(form=form)
    if spec is not None and spec.type == "text":
        return Decision(form=ColumnFormat())
    masks = work.masks(column.name)
    if spec is not None and spec.type is not None:
        masks = _of_type(masks, spec)
        if not masks and spec.type == "boolean":
            return Decision(form=ColumnFormat(kind="boolean"))
    orders = work.orders(column.name, masks)
    mark = (spec.decimal or "") if spec is not None else ""
    return decide(masks, orders=orders, decimal_mark=mark, only_dates=column.fixed_text)


def _of_type(masks: list[Mask], spec: ColumnSpec) -> list[Mask]:
    """Only the shapes that the type the user gave allows: the others are bad values."""
    if spec.type in ("date", "timestamp"):
        return [mask for mask in masks if read_date(mask)]
    if spec.type == "boolean":
        return []
    return [
        Mask(shape=mask.shape, count=mask.count, zero_point=mask.zero_point, example=mask.example)
        for mask in masks
        if read_number(mask) or is_exponent(mask)
    ]


def _doubt_points(
    work: _Work,
    columns: Sequence[Column],
    specs: Mapping[str, ColumnSpec],
    found: Inference,
) -> None:
    """In a file with decimal commas, 1.234 may be a thousand: such columns stay text."""
    if not any(form.decimal_mark == "," for form in found.formats.values()):
        return
    for column in columns:
        form = found.formats[column.name]
        if form.kind != "decimal" or form.scale != 3 or not form.plain or column.name in specs:
            continue
        text = (
            "other columns of the file have decimal commas, so 1.234 may mean 1234; the column "
            "stays text. Say it in boardroom.yml: decimal: '.' or decimal: ','"
        )
        decision = Decision(form=ColumnFormat(), kind="ambiguous_number", text=text)
        _note(found, column, decision)


def _tell_rounded(work: _Work, found: Inference) -> None:
    """Moments finer than a microsecond lose their last digits: that is said."""
    timed = [(n, f) for n, f in found.formats.items() if f.kind in ("timestamp", "instant")]
    for some in _blocks(timed):
        terms = [f"count(*) FILTER ({is_rounded(form, quoted(name))})" for name, form in some]
        for (name, _), count in zip(some, work.counts(terms), strict=True):
            if count:
                found.findings.append(rounded_times(name, count))


def _settle(found: Inference, name: str, check: _Check, *, forced: bool) -> None:
    """Count what does not fit; too much of it makes the column text again."""
    bad = check.values - check.good
    if bad and not forced and check.good < check.values * TYPED_SHARE:
        kind = found.formats[name].kind
        found.formats[name] = ColumnFormat()
        text = (
            f"{name}: {bad} of {check.values} values are no {kind}; the column stays text. "
            "Correct them or set its `type:`"
        )
        finding = Finding(kind="mixed_types", column=name, text=text, count=bad)
        found.findings.append(finding)
        return
    if not bad and not check.null_words and check.values:
        found.clean.add(name)
    if bad:
        found.bad[name] = bad
    if check.null_words:
        found.null_words[name] = check.null_words
