"""Questions in plain words to one workspace. Called by the command line."""

from datetime import date
from typing import TYPE_CHECKING

from boardroom.ask.asker import Asker
from boardroom.ask.lexicon import Lexicon

if TYPE_CHECKING:
    from boardroom.ask.answer import Answer
    from boardroom.workspace.workspace import Workspace


def ask(workspace: "Workspace", question: str, *, as_of: date | None = None) -> "Answer":
    """Answer one question. Raises: UsageError: it is empty or too long."""
    metrics = workspace.metrics()
    asker = Asker(metrics=metrics, lexicon=Lexicon(metrics.model))
    day = as_of or workspace.config.as_of or metrics.today
    return asker.ask(question, principal=workspace.principal, as_of=day)
