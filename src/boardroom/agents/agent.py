"""``Agent``: what every agent is, built in or plugged in. Called by the runtime only."""

from typing import Protocol, runtime_checkable

from boardroom.agents.context import Context
from boardroom.agents.task import Task
from boardroom.insight.model import Report


@runtime_checkable
class Agent(Protocol):
    """Does one kind of work on business data and reports it.

    An agent keeps nothing between runs: the same object may run several tasks at once.

    Attributes:
        name: unique, in small letters.
        department: whose work it is; None = everybody's.
    """

    @property
    def name(self) -> str:
        """The name that tasks call it by."""
        ...

    @property
    def department(self) -> str | None:
        """Whose work it is; None = everybody's."""
        ...

    def run(self, task: Task, context: Context) -> Report:
        """Do the task. Any error costs this run only, and is shown with its message.

        Args:
            task: what to do.
            context: the data, the day, and whether to stop.
        """
        ...
