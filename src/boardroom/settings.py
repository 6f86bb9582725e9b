"""One frozen ``Settings``: how this process runs, built once at its edge and passed down.

What belongs to a workspace (sources, time zone, currency, policies) stands in its ``boardroom.yml``
instead. Reading the environment happens here and nowhere else.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from boardroom.errors import UsageError

PREFIX = "BOARDROOM_"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How this process runs.

    Attributes:
        memory_limit_mb: memory the query engine may use, in MiB; 0 = the engine's own default.
        threads: threads the query engine may use; 0 = one per core.
        query_timeout_seconds: longest time one query may take.
        max_result_rows: rows one query may return before it is refused.
        state_url: SQLAlchemy URL of the application state; empty = SQLite inside the workspace.
        redis_url: Redis server in front of the conversations, such as redis://localhost:6379/0;
            empty = none.
        lock_timeout_seconds: how long a load waits for another load of the same table.
        language_model: the language model to use, as provider:model, such as openai:gpt-5; empty =
            none.
        language_model_url: where that model is reached; empty = at its provider's own address.
        language_model_key: the key sent to that address.
        language_model_timeout_seconds: longest time one question to the language model may take.
    """

    memory_limit_mb: int = 0
    threads: int = 0
    query_timeout_seconds: float = 60.0
    max_result_rows: int = 1_000_000
    state_url: str = field(default="", repr=False)
    redis_url: str = field(default="", repr=False)
    lock_timeout_seconds: float = 600.0
    language_model: str = ""
    language_model_url: str = field(default="", repr=False)
    language_model_key: str = field(default="", repr=False)
    language_model_timeout_seconds: float = 30.0

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read ``BOARDROOM_<NAME>`` variables over the defaults.

        Raises:
            UsageError: a variable is not a number where one is needed.
        """
        source = os.environ if environ is None else environ
        values: dict[str, int | float | str] = {}
        for name, default in vars(cls()).items():
            text = source.get(PREFIX + name.upper())
            if text is None:
                continue
            try:
                values[name] = type(default)(text)
            except ValueError as exc:
                message = (
                    f"environment variable {PREFIX + name.upper()} is {text!r}, expected a number"
                )
                raise UsageError(
                    message, hint=f"Unset it or give a number such as {default}."
                ) from exc
        return cls(**values)  # type: ignore[arg-type]  # each value has its default's type


def refuses_color() -> bool:
    """Whether the user's environment says ``NO_COLOR`` (no-color.org)."""
    return bool(os.environ.get("NO_COLOR"))
