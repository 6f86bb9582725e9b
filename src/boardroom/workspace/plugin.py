"""Agents from outside: named in ``boardroom.yml`` by file or module, or by installed packages.

Called by the workspace. A package registers one in the entry-point group ``boardroom.agents``.
"""

from collections.abc import Sequence
from importlib.metadata import entry_points
from pathlib import Path

from boardroom.agents.agent import Agent
from boardroom.data.sources.plugin_source import load_object
from boardroom.errors import ModelError

AGENT_GROUP = "boardroom.agents"


def load_agents(names: Sequence[str], *, folder: Path) -> tuple[Agent, ...]:
    """The agents that a workspace names, then those of installed packages.

    Args:
        names: ``file.py:Name`` (relative to the workspace) or ``package.module:Name``; the name is
            an agent or a class that makes one without arguments.
        folder: the workspace's folder.

    Raises:
        ModelError: one cannot be imported, or is no agent.
    """
    told = [_agent(load_object(name, folder=folder), name) for name in names]
    known = {item.name for item in told}
    found = [_agent(point.load(), point.name) for point in entry_points(group=AGENT_GROUP)]
    return (*told, *(item for item in found if item.name not in known))


def _agent(found: object, name: str) -> Agent:
    made = found() if isinstance(found, type) else found
    if not isinstance(made, Agent):
        message = (
            f"boardroom.yml: {name!r} is no agent: it needs name, department and run(task, context)"
        )
        raise ModelError(message, hint="docs/guide/plugins.md shows a whole agent.")
    return made
