"""Boardroom: an autonomous BI team in one package.

The public names, imported lazily: ``import boardroom`` loads nothing heavy.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from boardroom.errors import BoardroomError

if TYPE_CHECKING:
    from boardroom.insight.model import Insight as Insight
    from boardroom.insight.model import Report as Report
    from boardroom.semantic.model import SemanticModel as SemanticModel
    from boardroom.semantic.query import Query as Query
    from boardroom.semantic.result import Result as Result
    from boardroom.workspace.workspace import Workspace as Workspace

__version__ = "0.1.0"

__all__ = [
    "BoardroomError",
    "Insight",
    "Query",
    "Report",
    "Result",
    "SemanticModel",
    "Workspace",
    "__version__",
]

_HOMES = {
    "Insight": "boardroom.insight.model",
    "Query": "boardroom.semantic.query",
    "Report": "boardroom.insight.model",
    "Result": "boardroom.semantic.result",
    "SemanticModel": "boardroom.semantic.model",
    "Workspace": "boardroom.workspace.workspace",
}


def __getattr__(name: str) -> object:
    """Import a public name where it lives, on first use (PEP 562)."""
    if name not in _HOMES:
        message = f"module 'boardroom' has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(_HOMES[name]), name)
