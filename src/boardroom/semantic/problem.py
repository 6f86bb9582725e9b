"""Problems found in workspace files and models, collected instead of raised one by one.

Used by the YAML reader, the model loader, the model check and the importers; the command line
prints them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from boardroom.errors import ModelError

Level = Literal["error", "warning"]

_SHOWN = 50
"""How many problems one error message lists."""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing that is wrong (``error``) or doubtful (``warning``).

    Attributes:
        where: ``file:line`` where known, else the item (``metric 'revenue'``).
        text: what is wrong, naming the object and the nearest valid name.
    """

    level: Level
    where: str
    text: str

    def __str__(self) -> str:
        return f"{self.where}: {self.text}"


def raise_errors(problems: Iterable[Problem], *, hint: str | None = None) -> None:
    """Raise all errors among ``problems`` as one; warnings pass.

    Raises:
        ModelError: there is an error; the message has one line per error.
    """
    errors = [problem for problem in problems if problem.level == "error"]
    if not errors:
        return
    lines = [str(problem) for problem in errors[:_SHOWN]]
    if len(errors) > _SHOWN:
        lines.append(f"… and {len(errors) - _SHOWN} more")
    raise ModelError("\n".join(lines), hint=hint)
