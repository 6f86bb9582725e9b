"""Who asks: the identity that every reading of business data carries.

Made by the process edge (command line, server); resolved to ``AccessRules`` by
``governance.policy``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

ADMIN_ROLE = "admin"
"""The role that no policy restricts."""

AttributeValue = str | int | Decimal | bool | tuple[str, ...] | tuple[int, ...]
"""What a row filter may compare with; a tuple stands in ``in ({user.name})``."""


@dataclass(frozen=True, kw_only=True)
class Principal:
    """A person, agent or process that asks for data.

    Attributes:
        id: stable identity, such as an e-mail address; appears in audit records.
        roles: names that the workspace's policies know.
        departments: whose pages and metrics concern this principal; not a permission.
        tenant: the workspace or customer it belongs to; empty in a single-tenant installation.
        attributes: facts about it that row filters use as ``{user.<name>}``.
    """

    id: str
    roles: frozenset[str] = frozenset()
    departments: tuple[str, ...] = ()
    tenant: str = ""
    attributes: Mapping[str, AttributeValue] = field(default_factory=dict)


LOCAL_ADMIN = Principal(id="local", roles=frozenset({ADMIN_ROLE}))
"""Whoever runs the command line on the workspace's own files: can read them anyway."""
