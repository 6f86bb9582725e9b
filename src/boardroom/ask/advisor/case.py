"""``Case``: a question that the words alone did not answer, and what may be done about it."""

from dataclasses import dataclass
from datetime import date

from boardroom.ask.answer import Answer
from boardroom.governance.principal import Principal
from boardroom.semantic.query import Query


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """What a workspace lets an advisor do.

    Attributes:
        values: values of the data may be sent, where the model of the workspace lists them.
        raw_sql: it may write SQL where no query says what is asked for.
        tokens_per_question: so much one question may take, both attempts together; 0 = no limit.
    """

    values: bool = True
    raw_sql: bool = False
    tokens_per_question: int = 40_000


@dataclass(frozen=True, kw_only=True)
class Case:
    """A question without an answer.

    Attributes:
        standing: what the deterministic path says to it.
        before: the turns that it may change, and what was run for them.
    """

    turn: str
    standing: Answer
    principal: Principal
    as_of: date
    before: tuple[str, ...] = ()
    query: Query | None = None
