"""Boardroom: an autonomous BI team in one package.

The public names, imported lazily: ``import boardroom`` loads nothing heavy.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from boardroom.errors import BoardroomError

if TYPE_CHECKING:
    from boardroom.agents.agent import Agent as Agent
    from boardroom.agents.context import Context as Context
    from boardroom.agents.task import Run as Run
    from boardroom.agents.task import Task as Task
    from boardroom.insight.model import Insight as Insight
    from boardroom.insight.model import KeyMetric as KeyMetric
    from boardroom.insight.model import NotAvailable as NotAvailable
    from boardroom.insight.model import Report as Report
    from boardroom.insight.model import Table as Table
    from boardroom.semantic.model import SemanticModel as SemanticModel
    from boardroom.semantic.query import Query as Query
    from boardroom.semantic.result import Result as Result
    from boardroom.workspace.workspace import Workspace as Workspace

__version__ = "0.1.0"

__all__ = [
    "Agent",
    "BoardroomError",
    "Context",
    "Insight",
    "KeyMetric",
    "NotAvailable",
    "Query",
    "Report",
    "Result",
    "Run",
    "SemanticModel",
    "Table",
    "Task",
    "Workspace",
    "__version__",
]

_HOMES = {
    "Agent": "boardroom.agents.agent",
    "Context": "boardroom.agents.context",
    "Insight": "boardroom.insight.model",
    "KeyMetric": "boardroom.insight.model",
    "NotAvailable": "boardroom.insight.model",
    "Query": "boardroom.semantic.query",
    "Report": "boardroom.insight.model",
    "Result": "boardroom.semantic.result",
    "Run": "boardroom.agents.task",
    "SemanticModel": "boardroom.semantic.model",
    "Table": "boardroom.insight.model",
    "Task": "boardroom.agents.task",
    "Workspace": "boardroom.workspace.workspace",
}


def __getattr__(name: str) -> object:
    """Import a public name where it lives, on first use (PEP 562)."""
    if name not in _HOMES:
        message = f"module 'boardroom' has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(_HOMES[name]), name)
