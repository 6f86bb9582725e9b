"""Which rollups stand ready: computed from exactly the raw data that a query would read.

A rollup table carries its *origin*: a fingerprint of the statement that made it and the versions of
the raw tables it read. Another model, time zone or raw version is another origin, so a rollup that
fell behind is simply not used. Called by ``data.metrics``; ``rollup_build`` writes the tables.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from boardroom.data.model_tables import Binding
from boardroom.data.warehouse.duckdb_engine import ROLLUP_PREFIX
from boardroom.data.warehouse.duckdb_views import quote
from boardroom.data.warehouse.engine import Snapshot
from boardroom.semantic.compiler.compile import Compiler
from boardroom.semantic.context import Calendar, CompileContext
from boardroom.semantic.rollup import Rollup


class RollupBook:
    """The rollups planned for a model, with the statements that compute them.

    Args:
        compiler: of the model whose datasets they summarise.
        rollups: as ``semantic.rollup_plan`` plans them.
        calendar: whose time zone cuts the days.
    """

    def __init__(self, compiler: Compiler, rollups: Sequence[Rollup], calendar: Calendar) -> None:
        self.rollups = tuple(rollups)
        self._compiler = compiler
        self._calendar = calendar
        self._fingerprints: dict[tuple[str, ...], str] = {}

    def ready(self, snapshot: Snapshot, binding: Binding) -> tuple[Rollup, ...]:
        """Rollups that may replace raw rows in ``snapshot``, with their table names filled in."""
        if not snapshot.rollup_origins:
            return ()
        found = []
        for rollup in self.rollups:
            table = ROLLUP_PREFIX + rollup.name
            known = snapshot.rollup_origins.get(table)
            if known and known == self.origin(rollup, snapshot, binding):
                found.append(replace(rollup, table=quote(table)))
        return tuple(found)

    def origin(self, rollup: Rollup, snapshot: Snapshot, binding: Binding) -> str | None:
        """What the rollup's contents depend on, as one text; None when its raw data has no
        version. The first dot is that before the number of commits to the dataset's own table: what
        stands before it must be alike for days of a rollup to be computed anew by themselves."""
        datasets = (rollup.dataset, *rollup.via, *rollup.relatives)
        if any(name in binding.missing for name in datasets):
            return None
        others = {name for item in rollup.relatives for name in binding.tables[item]}
        tables = {name for item in datasets for name in binding.tables[item]} - others
        if not tables or not all(snapshot.tables[name].version for name in tables | others):
            return None
        key = (rollup.name, *(binding.sql.get(name, "") for name in datasets))
        if key not in self._fingerprints:
            text = self.statement(rollup, replace(binding, stored={}))
            self._fingerprints[key] = hashlib.sha256(text.encode()).hexdigest()[:16]
        known, own = (
            [f"{name}@{snapshot.tables[name].version}" for name in sorted(names)]
            for names in (others, tables)
        )
        before = [text.replace(".", ":") for text in known]
        return " ".join([self._fingerprints[key], *before, *own])

    def statement(
        self,
        rollup: Rollup,
        binding: Binding,
        *,
        days: tuple[date, date] | None = None,
    ) -> str:
        """The DuckDB SELECT that computes the rollup from raw rows.

        Args:
            rollup: which.
            binding: the tables.
            days: first day and first day not to compute; None = the whole rollup.
        """
        context = CompileContext(as_of=date.max, calendar=self._calendar, tables=binding.rows)
        start, end = days or (None, None)
        return self._compiler.rollup(rollup, context, start=start, end=end)
