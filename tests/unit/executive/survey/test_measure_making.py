"""Which measures of a dataset a survey compares."""

import numpy as np

from boardroom.executive.survey.measure_making import field_amounts
from boardroom.semantic.model import Dataset, Expression, Field, SemanticModel

_FIELDS = (
    Field(name="done", expression=Expression(sql="done"), role="time"),
    Field(name="took", expression=Expression(sql="took"), role="measure"),
)
_DATASET = Dataset(name="jobs", source="jobs", fields=_FIELDS)
_MODEL = SemanticModel(name="m", datasets=(_DATASET,))
_DONE = ["2025-01-01" if n % 3 else None for n in range(30)]


def test_zeros_of_what_has_not_happened_are_none() -> None:
    took = [float(n) if n % 3 else 0.0 for n in range(30)]
    (found,) = field_amounts(_DATASET, {"done": _DONE, "took": took}, _MODEL)
    assert np.isfinite(found.values).tolist() == [cell is not None for cell in _DONE]
    assert (found.sql, found.label) == ("NULLIF(jobs.took, 0)", "Took where given")


def test_other_zeros_are_numbers() -> None:
    took = [0.0, 0.0, *(float(n) if n % 3 else 0.0 for n in range(2, 30))]
    (found,) = field_amounts(_DATASET, {"done": _DONE, "took": took}, _MODEL)
    assert found.values.tolist() == took
    assert (found.sql, found.label) == ("jobs.took", "Took")
