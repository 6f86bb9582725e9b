"""Agents from outside: named in ``boardroom.yml`` by file or module, or by installed packages.

Called by the workspace. A package registers one in the entry-point group ``boardroom.agents``.
"""

import importlib
import importlib.util
from collections.abc import Sequence
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType

from boardroom.agents.agent import Agent
from boardroom.errors import BoardroomError, ModelError

AGENT_GROUP = "boardroom.agents"

_HINT = "Write it as plugins/file.py:Name or package.module:Name."


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


def load_object(name: str, *, folder: Path) -> object:
    """What ``file.py:Name`` or ``package.module:Name`` means. Raises: ModelError."""
    module_name, colon, attribute = name.rpartition(":")
    if not colon or not attribute.isidentifier():
        raise ModelError(f"boardroom.yml: {name!r} names no object", hint=_HINT)
    try:
        if module_name.endswith(".py"):
            module = _from_file(folder / module_name)
        else:
            module = importlib.import_module(module_name)
        found: object = getattr(module, attribute)
    except BoardroomError:
        raise
    except Exception as exc:  # a plugin may fail in any way
        why = f"{type(exc).__name__}: {exc}"
        raise ModelError(f"boardroom.yml: cannot load {name!r}: {why}", hint=_HINT) from exc
    return found


def _from_file(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"boardroom_plugin_{path.stem}", path)
    if spec is None or spec.loader is None or not path.is_file():
        raise ModelError(f"boardroom.yml: there is no plugin file {str(path)!r}", hint=_HINT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _agent(found: object, name: str) -> Agent:
    made = found() if isinstance(found, type) else found
    if not isinstance(made, Agent):
        message = (
            f"boardroom.yml: {name!r} is no agent: it needs name, department and run(task, context)"
        )
        raise ModelError(message, hint="docs/guide/plugins.md shows a whole agent.")
    return made
