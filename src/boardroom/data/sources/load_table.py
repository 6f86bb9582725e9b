"""How a table is loaded, from first look to commit: read this file to know all steps.

``load`` calls ``load_table`` for each table of a source. Under the table's lock it compares the
files with what is stored, reads what is new into a scratch database, finds types, sets bad rows
aside, reconciles columns, looks for oddities, and commits one new version, or none when nothing
changed.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

from boardroom.clock import Clock, SystemClock
from boardroom.data.sources import quality
from boardroom.data.sources.column_format import ColumnFormat, from_json
from boardroom.data.sources.drift import Drift, reconcile
from boardroom.data.sources.fingerprint import Changes, compare, options_digest
from boardroom.data.sources.incremental import (
    FRESH,
    Increment,
    keep_only_fresh,
    plan_increment,
    rows_with_fresh_sql,
)
from boardroom.data.sources.infer import Inference, infer
from boardroom.data.sources.naming import identifier
from boardroom.data.sources.progress import Task
from boardroom.data.sources.readers import Reading, stage_rows
from boardroom.data.sources.rejects import (
    count_rejects,
    read_rejects,
    remove_unused_rejects,
    store_rejects,
)
from boardroom.data.sources.report import ColumnReport, Finding, QualityReport, TableReport
from boardroom.data.sources.source_drift import find_source_drift
from boardroom.data.sources.source_table import SourceTable
from boardroom.data.sources.spec import ColumnSpec, SourceSpec
from boardroom.data.sources.sql_text import quoted
from boardroom.data.sources.staging import Stage, Staged, open_stage
from boardroom.data.sources.table_names import own_name
from boardroom.data.sources.typed_rows import (
    TYPED,
    column_types,
    content_digest,
    exact_rows_sql,
    make_typed_rows,
    rounded_column,
    stored_rows_sql,
)
from boardroom.data.sources.version_notes import (
    column_notes,
    file_notes,
    key_notes,
    stored_types,
)
from boardroom.data.warehouse.lake import Lake, LakeTable
from boardroom.data.warehouse.lake_crowd import is_crowded
from boardroom.data.warehouse.lake_write import Mode, WriteOptions
from boardroom.errors import SourceError, StorageError


@dataclass(frozen=True, kw_only=True)
class LoadSettings:
    """How loads of this process run.

    Attributes:
        memory_limit_mb: what one table's scratch database may use before it spills to disk.
        full: read everything again, whatever cursors and unchanged files say.
        scratch: where it spills; None = beside the lake.
        stopped: asked several times a second; True cancels the load.
    """

    memory_limit_mb: int = 2048
    full: bool = False
    scratch: Path | None = None
    clock: Clock = field(default_factory=SystemClock)
    stopped: Callable[[], bool] = lambda: False


def load_table(
    table: SourceTable, spec: SourceSpec, lake: Lake, *, task: Task, settings: LoadSettings
) -> TableReport:
    """Bring one table of the lake up to its source.

    A name that another source took since names were claimed is not touched: the table then gets
    the name it has from the next load on.

    Raises:
        SourceError: it cannot be read or reconciled; the last good version stays.
        StorageError: the disk is full or not writable; the last good version stays.
        BusyError: another load of it did not end in time.
        Cancelled: the load was cancelled; the last good version stays.
    """

    def waiting(text: str) -> None:
        task.tell(spec.name, table.name, text)

    with lake.lock(table.name, waiting=waiting):
        work = _Work(table=table, spec=spec, lake=lake, task=task, settings=settings, before=None)
        work.before = lake.table(table.name) if table.name in lake.names() else None
        name = own_name(table, spec, lake)
        if name == table.name:
            return work.run()
    return load_table(replace(table, name=name), spec, lake, task=task, settings=settings)


@dataclass(kw_only=True)
class _Work:
    """One load of one table, step by step."""

    table: SourceTable
    spec: SourceSpec
    lake: Lake
    task: Task
    settings: LoadSettings
    before: LakeTable | None

    def run(self) -> TableReport:
        if self.settings.full:
            return self._load(compare(self.table, None), files=self.table.files, append=False)
        if self.before is not None and not self.table.files and not self._may_change:
            increment = plan_increment(self.table, self.spec, self.before)
            found = None if increment is None else self._load_since(self.before, increment)
            if found is not None:
                return found
        changes = compare(self.table, self._stored.get("files"))
        same_options = self._stored.get("options") == self._options
        if self.before is not None and same_options and self.table.files:
            if not changes.other and not changes.fresh:
                return self._unchanged()
            if not changes.other and changes.fresh:
                return self._load(changes, files=changes.fresh, append=True)
        return self._load(changes, files=self.table.files, append=False)

    @property
    def _stored(self) -> Mapping[str, object]:
        return {} if self.before is None else self.before.details

    @property
    def _options(self) -> str:
        spec, columns = self.spec, self._column_specs()
        return options_digest([spec.encoding, spec.delimiter, spec.header, sorted(columns.items())])

    def _column_specs(self) -> dict[str, ColumnSpec]:
        """What the user says of this table's columns, by identifier."""
        found: dict[str, ColumnSpec] = {}
        for label, one in self.spec.columns.items():
            prefix, _, rest = label.partition(".")
            if rest and prefix == self.table.name:
                found[identifier(rest, fallback=rest)] = one
            else:
                found.setdefault(identifier(label, fallback=label), one)
        return found

    def _load(self, changes: Changes, *, files: tuple[Path, ...], append: bool) -> TableReport:
        with self._stage() as stage:
            staged = stage_rows(stage, self.table, files, reading=self._reading(append=append))
            self._refuse_lost_files(staged, append=append)
            read = staged.rows + staged.rejected
            inference = self._infer(stage, staged, append=append)
            drift = self._reconcile(stage, staged, inference)
            make_typed_rows(stage, staged, inference=inference, types=drift.types)
            self._refuse_lost_rows(stage, append=append)
            staged.findings += _changed_files(changes)
            load = _Load(staged=staged, inference=inference, drift=drift, rows_read=read)
            return self._commit(stage, load, changes=changes, append=append)

    def _load_since(self, before: LakeTable, increment: Increment) -> TableReport | None:
        """Load what is new; None when the columns have changed and all must be read again."""
        with self._stage() as stage:
            reading = Reading(spec=self.spec, since=increment.since)
            staged = stage_rows(stage, self.table, (), reading=reading)
            read = staged.rows + staged.rejected
            inference = self._infer(stage, staged, append=True)
            drift = self._reconcile(stage, staged, inference)
            if drift.rewrite or drift.added or drift.missing:
                return None
            make_typed_rows(stage, staged, inference=inference, types=drift.types)
            load = _Load(staged=staged, inference=inference, drift=drift, rows_read=read)
            facts = quality.column_facts(stage, TYPED, drift.types)
            report = self._report(stage, load, facts, ())
            if not keep_only_fresh(stage, before, increment):
                return replace(self._with_drift(report, before, increment), status="unchanged")
            rejects = store_rejects(stage, self.lake, self.table.name)
            kept = cast("list[str]", self._stored.get("rejects", []))
            details = {
                **self._stored,
                "content": "",
                "rejects": [*kept, rejects] if rejects else kept,
            }
            mode: Mode = "merge" if increment.keys else "append"
            rows = f"SELECT * FROM {FRESH}"
            if is_crowded(before.sizes):
                mode, rows = "overwrite", rows_with_fresh_sql(before, increment)
            options = WriteOptions(mode=mode, keys=increment.keys, details=details)
            rows = f"SELECT * FROM ({rows}) ORDER BY {quoted(increment.column)}"
            version = self._write_rows(stage, rows, options)
            self.lake.clean(self.table.name)
            after = self.lake.table(self.table.name)
            report = self._with_drift(report, after, increment)
            return replace(report, version=version, rows=after.rows)

    def _with_drift(
        self, report: TableReport, after: LakeTable, increment: Increment
    ) -> TableReport:
        """The report, with a finding when what the cursor does not look at has changed."""
        rejected = read_rejects(self.lake, self.table.name).num_rows
        drift = find_source_drift(self.table, self.spec, after, increment, rejected=rejected)
        findings = (*drift, *report.quality.findings)
        return replace(report, quality=replace(report.quality, findings=findings))

    def _stage(self) -> AbstractContextManager[Stage]:
        scratch = self.settings.scratch or self.lake.root.parent / "tmp"
        limit = self.settings.memory_limit_mb
        return open_stage(scratch, task=self.task, memory_limit_mb=limit)

    def _infer(self, stage: Stage, staged: Staged, *, append: bool) -> Inference:
        self.task.tell(self.spec.name, self.table.name, "finding types", rows=staged.rows)
        known = self._known_formats(append=append)
        specs = {
            name: one
            for name, one in self._column_specs().items()
            if any(column.name == name and column.text for column in staged.columns)
        }
        today = self.settings.clock.now().date()
        found = infer(stage, staged, specs=specs, known=known, today=today)
        found.formats.update(staged.formats)
        found.null_words.update(staged.null_words)
        return found

    def _known_formats(self, *, append: bool) -> dict[str, ColumnFormat]:
        """The stored formats, unless the user asked for another reading."""
        if self._may_change and not append:
            return {}
        stored = cast("Mapping[str, Mapping[str, object]]", self._stored.get("formats", {}))
        empty = cast("list[str]", self._stored.get("empty", []))
        return {name: from_json(one) for name, one in stored.items() if name not in empty}

    def _reading(self, *, append: bool) -> Reading:
        plain = not append and not self._column_specs()
        return Reading(spec=self.spec, direct=self._known_formats(append=append) if plain else None)

    @property
    def _may_change(self) -> bool:
        """Whether the user asked for another reading than the stored one."""
        return self.spec.accept_changes or self._stored.get("options") != self._options

    def _reconcile(self, stage: Stage, staged: Staged, inference: Inference) -> Drift:
        now = column_types(stage, staged, inference)
        before = stored_types(self._stored)
        drift = reconcile(self.table.name, before, now, accept_changes=self._may_change)
        incoming, exact = exact_rows_sql(staged, inference, now, drift.types)
        lost = rounded_column(stage, incoming, exact)
        if not lost and self.before is not None and drift.retyped:
            doubles = {one.column: one.before for one in drift.retyped if one.after == "DOUBLE"}
            stored = stored_rows_sql(self.before.files, before | doubles, set(before))
            lost = rounded_column(stage, f"({stored})", doubles)
        if lost:
            message = f"column {lost!r} of {self.table.name!r} has numbers too long for fractions"
            hint = f"Correct the source, or set `columns: {{{lost}: {{type: text}}}}`."
            raise SourceError(message, hint=hint)
        return drift

    def _refuse_lost_files(self, staged: Staged, *, append: bool) -> None:
        """A file that was loaded once and cannot be read now must not take its rows with it."""
        known = cast("Mapping[str, object]", self._stored.get("files", {}))
        lost = [origin for origin in staged.unread if origin in known]
        if lost and not append and not self.spec.accept_changes:
            raise SourceError(
                f"{lost[0]} was loaded before and cannot be read any more",
                hint="Repair it, or set `accept_changes: true` of this source.",
            )

    def _refuse_lost_rows(self, stage: Stage, *, append: bool) -> None:
        """A table that becomes empty is far more often a failed export than the truth."""
        had = 0 if self.before is None else self.before.rows
        if append or not had or self.spec.accept_changes or stage.count(TYPED):
            return
        raise SourceError(
            f"{self.table.name!r} had {had} rows and now has none",
            hint="Check the export; if it is true, set `accept_changes: true` of this source.",
        )

    def _commit(
        self, stage: Stage, load: "_Load", *, changes: Changes, append: bool
    ) -> TableReport:
        self.task.tell(self.spec.name, self.table.name, "checking quality")
        facts = quality.column_facts(stage, TYPED, load.drift.types)
        today = self.settings.clock.now().date()
        keys = self.spec.keys.get(self.table.name, load.staged.primary_key)
        oddities = quality.find_oddities(stage, TYPED, facts, today=today, keys=keys)
        content = content_digest(stage, load.drift.types)
        report = self._report(stage, load, facts, oddities)
        same_options = self._stored.get("options") == self._options
        if not append and same_options and self._stored.get("content") == content:
            return replace(report, status="unchanged", rows_loaded=report.rows_loaded)
        rejects = store_rejects(stage, self.lake, self.table.name)
        sort_by = quality.time_column(facts, rows=report.rows_loaded)
        stored = self._stored
        kept = cast("list[str]", stored.get("rejects", [])) if append else []
        details = {
            **column_notes(
                stored,
                load.staged.columns,
                types=load.drift.types,
                formats=load.inference.formats,
            ),
            **key_notes(load.staged.primary_key, load.staged.foreign_keys),
            **file_notes(changes.manifest, without=load.staged.unread),
            "source": self.spec.name,
            "options": self._options,
            "empty": self._never_filled(facts),
            "content": "" if append else content,
            "sort_by": [sort_by] if sort_by else [],
            "rejects": [*kept, rejects] if rejects else kept,
        }
        self.task.tell(self.spec.name, self.table.name, "writing", rows=report.rows_loaded)
        version = self._write(stage, load.drift, details, sort_by=sort_by, append=append)
        remove_unused_rejects(self.lake, self.table.name, details)
        self.lake.clean(self.table.name)
        return replace(report, version=version, rows=self.lake.table(self.table.name).rows)

    def _never_filled(self, facts: Mapping[str, quality.Facts]) -> list[str]:
        """Columns that have not had a value in any load: their first one decides their type."""
        before = cast("list[str]", self._stored.get("empty", []))
        known = cast("Mapping[str, str]", self._stored.get("types", {}))
        return [
            name
            for name, one in facts.items()
            if not one.filled and (name in before or name not in known)
        ]

    def _write(
        self,
        stage: Stage,
        drift: Drift,
        details: Mapping[str, object],
        *,
        sort_by: str | None,
        append: bool,
    ) -> int:
        rows = f"SELECT * FROM {TYPED}"
        before = self.before
        rewrite = append and before is not None and (drift.rewrite or is_crowded(before.sizes))
        if rewrite and before is not None:
            had = set(before.schema.names)
            rows = f"{stored_rows_sql(before.files, drift.types, had)} UNION ALL {rows}"
        if sort_by and (rewrite or not quality.is_sorted(stage, TYPED, sort_by)):
            rows = f"SELECT * FROM ({rows}) ORDER BY {quoted(sort_by)}"
        options = WriteOptions(
            mode="append" if append and not rewrite else "overwrite", details=details
        )
        return self._write_rows(stage, rows, options)

    def _write_rows(self, stage: Stage, rows: str, options: WriteOptions) -> int:
        try:
            return self.lake.write(self.table.name, stage.stream(rows), options=options)
        except StorageError:
            self.task.check()
            raise

    def _report(
        self,
        stage: Stage,
        load: "_Load",
        facts: Mapping[str, quality.Facts],
        oddities: tuple[Finding, ...],
    ) -> TableReport:
        loaded = stage.count(TYPED)
        labels = {column.name: column.label for column in load.staged.columns}
        forms = load.inference.formats
        columns = tuple(
            ColumnReport(
                name=name,
                label=labels.get(name, name),
                type=kind,
                nulls=loaded - facts[name].filled,
                note=forms[name].note if name in forms else "",
            )
            for name, kind in load.drift.types.items()
        )
        findings = (*load.staged.findings, *load.inference.findings, *_null_words(load), *oddities)
        findings = (*_merged_files(load), *dict.fromkeys(findings))
        now = None if self.before is None else self.before.version
        return TableReport(
            table=self.table.name,
            source=self.spec.name,
            files=tuple(self.table.origin(file) for file in self.table.files),
            rows_read=load.rows_read,
            rows_loaded=loaded,
            rows=0 if self.before is None else self.before.rows,
            quarantined=count_rejects(stage),
            columns=columns,
            columns_added=load.drift.added,
            columns_missing=load.drift.missing,
            columns_retyped=load.drift.retyped,
            version_before=now,
            version=now,
            quality=QualityReport(rows=loaded, findings=findings),
        )

    def _unchanged(self) -> TableReport:
        now = cast("LakeTable", self.before)
        return TableReport(
            table=self.table.name,
            source=self.spec.name,
            status="unchanged",
            files=tuple(self.table.origin(file) for file in self.table.files),
            rows=now.rows,
            version_before=now.version,
            version=now.version,
        )


@dataclass(frozen=True, kw_only=True)
class _Load:
    """What one load found, before it is committed."""

    staged: Staged
    inference: Inference
    drift: Drift
    rows_read: int


def _changed_files(changes: Changes) -> tuple[Finding, ...]:
    """Which files of the last load are others now, or gone with their rows."""
    told = (
        ("changed", "changed_files", changes.changed),
        ("removed", "removed_files", changes.gone),
    )
    return tuple(
        Finding(
            kind=kind,
            text=f"{len(files)} file(s) were {what} since the last load: "
            + ", ".join(files[:5])
            + (" …" if len(files) > 5 else ""),
            count=len(files),
        )
        for what, kind, files in told
        if files
    )


def _merged_files(load: _Load) -> tuple[Finding, ...]:
    count = len(load.staged.parts)
    if count < 2:
        return ()
    text = f"{count} files with like names and like columns were put together"
    return (Finding(kind="merged_files", text=text, count=count),)


def _null_words(load: _Load) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            kind="null_words",
            column=name,
            text=f"{name}: {count} values such as «NA» or «-» were read as «no value»",
            count=count,
        )
        for name, count in load.inference.null_words.items()
    )
