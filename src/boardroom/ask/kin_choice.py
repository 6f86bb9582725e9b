"""A question whose one unknown phrase is akin to names of the model: asked back with these names.

Near in meaning is not the same, so even a single name is a choice and never an answer. Called by
the asker in place of a refusal, where there is a ``Kinship``.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from boardroom.ask.answer import Answer, choosing
from boardroom.ask.cover import Piece
from boardroom.ask.grammar import read_meaning
from boardroom.ask.kinship import Akin
from boardroom.governance.principal import Principal
from boardroom.semantic.query import Query

if TYPE_CHECKING:
    from boardroom.ask.asker import Asker

_SIGNS = 2
"""Letters of a word that is too short to have kin."""


def unknown_phrase(left: Sequence[Piece]) -> str | None:
    """The words side by side that nothing explains; None where there are none or several such
    phrases."""
    unknown = [piece for piece in left if not piece.is_known and not piece.quoted]
    together = all(one.last == following.first for one, following in pairwise(unknown))
    words = " ".join(piece.text for piece in unknown)
    return words if together and len(words) > _SIGNS else None


def _put(name: str, question: str, phrase: str) -> str:
    """The question with a name in the place of words, and of what of it is said behind them:
    ``reserve amount``."""
    end = re.escape(name.split()[-1])
    said = rf"\b{re.escape(phrase)}\b(?:\s+{end}\b)?"
    return re.sub(said, lambda _: name, question, count=1, flags=re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class KinChoice:
    """Asks back with names akin to unknown words.

    Attributes:
        asker: reads the question with each name in their place.
        kinship: finds the names.
    """

    asker: "Asker"
    kinship: Akin

    def ask_back(
        self,
        question: str,
        left: Sequence[Piece],
        *,
        principal: Principal,
        as_of: date,
        fits: Callable[[Query], bool] = lambda query: True,
    ) -> Answer | None:
        """The question back, with what it would be; None where no name is akin, or where what
        is cannot be computed.

        Args:
            left: the pieces that nothing was made of.
            fits: which queries may be meant.
        """
        phrase = unknown_phrase(left)
        options: dict[Query, str] = {}
        for near in self.kinship.near(phrase) if phrase is not None else ():
            put = _put(near.name, question, phrase or "")
            meaning = read_meaning(self.asker.pieces(put, as_of=as_of))
            if put == question or meaning.left:
                continue
            best, _ = self.asker.best(meaning, principal=principal, as_of=as_of, fits=fits)
            for draft in best:
                told = "; ".join(dict.fromkeys(chip.meaning for chip in draft.chips))
                options.setdefault(draft.query, f"{near.name} for {phrase!r}: {told}")
        if phrase is None or not options:
            return None
        asked = choosing(question, [(words, query) for query, words in options.items()])
        message = f"The model knows nothing called {phrase!r}; is one of these meant?"
        return replace(asked, message=message, missing=(phrase,))
