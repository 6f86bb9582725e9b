"""What is asked about a metric, and how the data is asked for it. Used by the whole package."""

from collections.abc import Sequence
from dataclasses import dataclass

from boardroom.agents.context import Context
from boardroom.errors import BoardroomError
from boardroom.executive.metric_facts import FactsReader
from boardroom.semantic.compiler.expand import Expander
from boardroom.semantic.compiler.graph import Graph
from boardroom.semantic.model import Metric, SemanticModel
from boardroom.semantic.query import Compare, NamedExpression, Query
from boardroom.semantic.result import Result


class Model:
    """A semantic model with what reads its metrics, made once."""

    def __init__(self, semantic: SemanticModel, reader: FactsReader) -> None:
        self.semantic = semantic
        self.reader = reader
        self.expander = Expander(Graph(semantic))


@dataclass(frozen=True, kw_only=True)
class Question:
    """Why did ``metric`` move?

    Attributes:
        time_range, compare: as in a ``Query``.
    """

    metric: Metric
    time_range: str
    compare: Compare
    context: Context
    model: Model

    def query(self, expressions: Sequence[NamedExpression], *, by: Sequence[str] = ()) -> Query:
        """Expressions over both periods."""
        return Query(
            expressions=tuple(expressions),
            group_by=tuple(by),
            time_range=self.time_range,
            compare=self.compare,
        )

    def ask(self, query: Query) -> Result | BoardroomError:
        """The answer, or why there is none."""
        return self.context.ask([query])[0]
