"""Metrics of whose names words are a part that alone name nothing: ``reserves``, where there are
loss reserves and expense reserves.

Called by ``ask.asker`` in place of a refusal: what may be meant is asked back.
"""

from dataclasses import dataclass

from boardroom.ask.kinship import Near
from boardroom.ask.lexicon import Lexicon

_LEAST = 2
"""A word of one name alone says too little."""


@dataclass(frozen=True)
class NameParts:
    """Finds the metrics that are called by these words and more."""

    lexicon: Lexicon

    def near(self, words: str, *, limit: int = 4) -> tuple[Near, ...]:
        """Their names; none where there is but one.

        Args:
            limit: how many at most.
        """
        model = self.lexicon.ground.graph.model
        found = [model.metric_by_name[sense.ref].title for sense in self.lexicon.wider(words)]
        names = dict.fromkeys(found[:limit] if len(found) >= _LEAST else ())
        return tuple(Near(name=name, score=1.0) for name in names)
