"""Agents from outside: named in ``boardroom.yml`` by file or module, or by installed packages.

Called by the workspace. A package registers one in the entry-point group ``boardroom.agents``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path
from typing import NoReturn

from boardroom.agents.agent import Agent
from boardroom.agents.context import Context
from boardroom.agents.task import Task
from boardroom.data.sources.plugin_source import load_object
from boardroom.errors import ModelError
from boardroom.executive.aggregator import AGGREGATOR
from boardroom.executive.analyst import ANALYST
from boardroom.executive.forecaster import FORECASTER
from boardroom.executive.pack import PageSettings
from boardroom.executive.summariser import SUMMARISER

AGENT_GROUP = "boardroom.agents"

_OWN = (AGGREGATOR, FORECASTER, SUMMARISER)
_HINT = "docs/guide/plugins.md shows a whole agent."


def load_agents(names: Sequence[str], *, folder: Path, places: PageSettings) -> tuple[Agent, ...]:
    """The agents that a workspace names, then those of installed packages, of which a broken one
    costs its own section.

    Args:
        names: ``file.py:Name`` (relative to the workspace) or ``package.module:Name``; the name is
            an agent or a class that makes one without arguments.
        folder: the workspace's folder.
        places: knows where the names stand.

    Raises:
        ModelError: one cannot be imported, is no agent, or is called like another.
    """
    told: dict[str, Agent] = {}
    for name in names:
        place = f"{places.place('agents', name)}: agents"
        agent = _agent(load_object(name, folder=folder, place=place), name, place=place)
        if agent.name in told or agent.name in _OWN or agent.name.startswith(ANALYST):
            message = f"{place}: another agent is called {agent.name!r} already"
            raise ModelError(message, hint="Give each agent a name of its own.")
        told[agent.name] = agent
    for point in entry_points(group=AGENT_GROUP):
        try:
            agent = _agent(point.load(), point.name, place="entry point")
        except Exception as exc:  # noqa: BLE001  # a plugin may fail in any way
            agent = _Broken(name=point.name, why=f"{type(exc).__name__}: {exc}")
        if agent.name not in _OWN and not agent.name.startswith(ANALYST):
            told.setdefault(agent.name, agent)
    return tuple(told.values())


@dataclass(frozen=True, kw_only=True)
class _Broken:
    """Stands for an installed agent that cannot be used, and says why."""

    name: str
    why: str
    department: str | None = None

    def run(self, task: Task, context: Context) -> NoReturn:
        """Fail. Raises: ModelError."""
        del task, context
        message = f"the installed agent {self.name!r} cannot be used: {self.why}"
        raise ModelError(message, hint=_HINT)


def _agent(found: object, name: str, *, place: str) -> Agent:
    try:
        made = found() if isinstance(found, type) else found
    except Exception as exc:  # a plugin may fail in any way
        message = f"{place}: making {name!r} failed: {type(exc).__name__}: {exc}"
        raise ModelError(message, hint=_HINT) from exc
    if not isinstance(made, Agent):
        message = f"{place}: {name!r} is no agent: it needs name, department and run(task, context)"
        raise ModelError(message, hint=_HINT)
    return made
