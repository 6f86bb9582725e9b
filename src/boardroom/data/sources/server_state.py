"""One state of a table on a database server, to be asked what its rows add up to.

Made by the readers of servers, each in its own SQL; asked by ``source_drift``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Totals = tuple[int, Mapping[str, str]]
"""Rows, and label → sum as the database prints it."""


@dataclass(frozen=True, kw_only=True)
class ServerState:
    """A table in a transaction that sees one state of it.

    Attributes:
        place: the table in SQL.
        exact: labels of the columns of exact numbers.
        quote: a label as an identifier in SQL.
        text: what SQL calls text in a cast.
        ask: the rows of a SELECT.
    """

    place: str
    exact: Sequence[str]
    quote: Callable[[str], str]
    text: str
    ask: Callable[[str], Sequence[Sequence[object]]]

    def totals(self, condition: str) -> Totals:
        """Rows for which ``condition`` holds, and the sum of each column of exact numbers."""
        sums = [f"SUM({self.quote(label)})" for label in self.exact]
        (found,) = self._texts(["COUNT(*)", *sums], condition)
        return int(str(found[0])), dict(zip(self.exact, map(str, found[1:]), strict=True))

    def keys(self, labels: Sequence[str], condition: str) -> Sequence[Sequence[object]]:
        """The keys, as text, of the rows for which ``condition`` holds."""
        return self._texts([self.quote(label) for label in labels], condition)

    def _texts(self, terms: Sequence[str], condition: str) -> Sequence[Sequence[object]]:
        cells = [f"CAST({term} AS {self.text}) AS c{n}" for n, term in enumerate(terms)]
        return self.ask(f"SELECT {', '.join(cells)} FROM {self.place} WHERE {condition}")
