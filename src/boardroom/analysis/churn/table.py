"""The typed table that churn models are fitted on: one row per customer (and cut-off day).

Made from Arrow by ``read_table``; text and flags become codes once, so that folds and occlusion
only move numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

MISSING = -1
"""The code of an empty cell."""

_MOSTLY = 0.5
_ENOUGH = 10
"""In fewer rows, values may all differ by chance."""

_SECONDS_PER_DAY = 86_400.0


@dataclass(frozen=True, kw_only=True)
class Numeric:
    """A number per row; NaN where empty."""

    name: str
    values: Floats

    def take(self, rows: Ints) -> "Numeric":
        """The same for ``rows``."""
        return replace(self, values=self.values[rows])


@dataclass(frozen=True, kw_only=True)
class Categorical:
    """One of ``levels`` per row, as its position; ``MISSING`` where empty."""

    name: str
    codes: Ints
    levels: tuple[str, ...]

    def take(self, rows: Ints) -> "Categorical":
        """The same for ``rows``."""
        return replace(self, codes=self.codes[rows])


Feature = Numeric | Categorical


@dataclass(frozen=True, kw_only=True)
class FeatureTable:
    """What is known of customers, and who of them left.

    Attributes:
        customers: whose row it is; a customer may have several, at different cut-offs.
        features: columns of ``len(customers)`` rows.
        left: whether they left in the window after the cut-off.
        left_out: column → why it is no feature.
    """

    customers: npt.NDArray[np.object_]
    features: tuple[Feature, ...]
    left: Bools
    left_out: Mapping[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many rows."""
        return int(self.left.size)

    def take(self, rows: Ints) -> "FeatureTable":
        """The table of ``rows`` only, in their order."""
        features = tuple(item.take(rows) for item in self.features)
        return replace(
            self, customers=self.customers[rows], left=self.left[rows], features=features
        )

    def without(self, reasons: Mapping[str, str]) -> "FeatureTable":
        """The table without the features named, which it then says why it lacks."""
        features = tuple(item for item in self.features if item.name not in reasons)
        return replace(self, features=features, left_out={**self.left_out, **reasons})


def read_table(
    source: pa.Table, *, left: Bools, customer: str | None = None, as_of: date | None = None
) -> FeatureTable:
    """Read every column of ``source`` but ``customer`` as a feature.

    Args:
        source: one row per customer and cut-off. Numbers stay; flags and texts become levels;
            dates and moments the days from them to ``as_of`` (to the latest of the column when
            None), negative where they lie after it.
        left: whether the customer left, one per row.
        customer: the column that names the customer; None = every row is one of its own.

    Columns that name rows (a text or whole number different in most of them) and columns of one
    value are left out, with the reason.
    """
    features: list[Feature] = []
    left_out: dict[str, str] = {}
    for name in source.column_names:
        if name == customer:
            continue
        feature = _feature(name, source[name].combine_chunks(), as_of)
        why = "a kind of value that says nothing" if feature is None else _useless(feature)
        if why or feature is None:
            left_out[name] = why
        else:
            features.append(feature)
    names = source[customer].to_pylist() if customer else list(range(source.num_rows))
    customers = np.empty(len(names), dtype=object)
    customers[:] = names
    return FeatureTable(customers=customers, features=tuple(features), left=left, left_out=left_out)


def _feature(name: str, column: pa.Array, as_of: date | None) -> Feature | None:
    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.cast(kind.value_type), kind.value_type
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        values = pc.cast(column, pa.float64()).to_numpy(zero_copy_only=False)
        return Numeric(name=name, values=np.where(np.isfinite(values), values, np.nan))
    if pa.types.is_temporal(kind) and (pa.types.is_date(kind) or pa.types.is_timestamp(kind)):
        return Numeric(name=name, values=_days_to(column, as_of))
    if pa.types.is_boolean(kind):
        column = pc.if_else(column, "yes", "no")
    elif not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        return None
    encoded = column.dictionary_encode()
    codes = encoded.indices.fill_null(MISSING).to_numpy(zero_copy_only=False).astype(np.int64)
    return Categorical(name=name, codes=codes, levels=tuple(encoded.dictionary.to_pylist()))


def _days_to(column: pa.Array, as_of: date | None) -> Floats:
    moments = pc.cast(column, pa.timestamp("s"), safe=False)
    seconds = pc.cast(pc.cast(moments, pa.int64()), pa.float64()).to_numpy(zero_copy_only=False)
    if as_of is None:
        known = seconds[~np.isnan(seconds)]
        end = float(known.max()) if known.size else 0.0
    else:
        end = (as_of - _EPOCH).days * _SECONDS_PER_DAY
    return np.asarray((end - seconds) / _SECONDS_PER_DAY, dtype=float)


_EPOCH = date(1970, 1, 1)


def _useless(feature: Feature) -> str:
    """Why a column can say nothing of customers in general; empty when it may."""
    if isinstance(feature, Numeric):
        known = feature.values[~np.isnan(feature.values)]
        whole = bool(np.all(known == np.round(known)))
        different = int(np.unique(known).size)
        names = whole and different == known.size
    else:
        known = feature.codes[feature.codes != MISSING]
        different = int(np.unique(known).size)
        names = different > _MOSTLY * known.size
    if different == 0 or (different == 1 and known.size == _rows(feature)):
        return "the same in every row"
    return "it names the row" if names and known.size >= _ENOUGH else ""


def _rows(feature: Feature) -> int:
    return int((feature.values if isinstance(feature, Numeric) else feature.codes).size)
