"""Verified questions: what somebody has answered for good, as a file beside the models.

``questions.yml`` of a workspace is a list of entries (question, query, owner, date). A question
with the same words is answered by the query of its entry, which is said. Nothing is learned but by
``boardroom ask --teach``; an entry that the model does not bear is reported and not used.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from boardroom.ask.token import read_tokens
from boardroom.errors import BoardroomError
from boardroom.semantic.query import Query


@dataclass(frozen=True, kw_only=True)
class VerifiedQuestion:
    """One entry of the library.

    Attributes:
        owner: who says that the query answers the question.
        verified_on: since when.
    """

    question: str
    query: Query
    owner: str
    verified_on: date

    @property
    def label(self) -> str:
        """What an answer says of it."""
        return f"verified by {self.owner} on {self.verified_on.isoformat()}"


class VerifiedQuestions:
    """The entries that can be used, and what is wrong with the others.

    Args:
        entries: a later one takes the place of an earlier one with the same words.
        problems: one sentence for each entry that cannot be used.
    """

    def __init__(
        self, entries: Sequence[VerifiedQuestion] = (), *, problems: Sequence[str] = ()
    ) -> None:
        self._by_words = {words_of(item.question): item for item in entries}
        self.entries = tuple(self._by_words.values())
        self.problems = tuple(problems)

    def find(self, question: str) -> VerifiedQuestion | None:
        """The entry with the same words, if there is one."""
        return self._by_words.get(words_of(question)) if self._by_words else None


def words_of(question: str) -> tuple[str, ...]:
    """A question as it is compared: folded, without signs.

    Example:
        >>> words_of("What's our  Revenue?")
        ('what', 'is', 'our', 'revenue')
    """
    try:
        return tuple(token.word for token in read_tokens(question) if token.kind != "sign")
    except BoardroomError:
        return ()
