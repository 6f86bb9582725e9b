"""Row and column policies: from the ``policies`` of ``boardroom.yml`` and a principal to
``AccessRules``.

::

    policies:
      roles:
        executive: {}                                   # sees everything
        manager:
          rows:
            orders: region = {user.region}
            costs: department in ({user.departments})
          hide: [customers.email, salaries]

A role grants; with several roles one sees what any of them grants. Once roles are defined, a
principal with none of them sees nothing at all. Read by the workspace, resolved by ``data.metrics``
for each call.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from boardroom.errors import ModelError, PolicyError, QueryError
from boardroom.governance.principal import ADMIN_ROLE, Principal
from boardroom.semantic.context import AccessRules
from boardroom.semantic.filter_text import parse_filter
from boardroom.semantic.query import And, Condition, Exists, Filter, Not, Or, Predicate

_PLACEHOLDER = re.compile(r"\{user\.([A-Za-z_][A-Za-z0-9_]*)\}")
_QUOTED = re.compile(r"'(?:[^']|'')*'")


@dataclass(frozen=True, kw_only=True)
class RolePolicy:
    """What one role grants.

    Attributes:
        rows: dataset → condition over its fields, with ``{user.<attribute>}`` for the principal's
            own.
        hide: ``dataset`` or ``dataset.field`` that the role does not show.
    """

    rows: Mapping[str, str] = field(default_factory=dict)
    hide: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Policy:
    """The workspace's rules. Without roles everybody sees everything."""

    roles: Mapping[str, RolePolicy] = field(default_factory=dict)

    def hiding(self, dataset: str) -> "Policy":
        """The same with ``dataset`` hidden from every role that does not see everything."""
        return Policy(
            roles={
                name: replace(role, hide=role.hide | {dataset}) if role.rows or role.hide else role
                for name, role in self.roles.items()
            }
        )


OPEN_POLICY = Policy()
"""No rules: what a workspace without ``policies`` has."""


def policy_from_data(data: object, *, origin: str = "boardroom.yml") -> Policy:
    """Read the ``policies`` section as parsed from YAML.

    Raises:
        ModelError: an unknown key, a wrong type, or a row filter that is no condition; names the
            place.
    """
    if data is None:
        return OPEN_POLICY
    section = _mapping(data, f"{origin}: policies")
    _known_keys(section, {"roles"}, f"{origin}: policies")
    roles = _mapping(section.get("roles") or {}, f"{origin}: policies.roles")
    return Policy(
        roles={
            name: _role(body, f"{origin}: policies.roles.{name}") for name, body in roles.items()
        }
    )


def resolve(policy: Policy, principal: Principal) -> AccessRules:
    """What ``principal`` may see.

    Raises:
        PolicyError: no role of the principal is known, or a row filter needs an attribute it lacks.
    """
    if not policy.roles or ADMIN_ROLE in principal.roles:
        return AccessRules()
    granted = [policy.roles[name] for name in sorted(principal.roles & policy.roles.keys())]
    if not granted:
        raise PolicyError(
            f"{principal.id!r} has no role that this workspace grants anything",
            hint=f"Roles with access: {', '.join(sorted(policy.roles))}.",
        )
    hidden = frozenset.intersection(*(role.hide for role in granted))
    restricted = set.intersection(*(set(role.rows) for role in granted))
    return AccessRules(
        row_filters={
            dataset: _any_of([_row_filter(role, dataset, principal) for role in granted])
            for dataset in sorted(restricted)
        },
        hidden_fields=frozenset(name for name in hidden if "." in name),
        hidden_datasets=frozenset(name for name in hidden if "." not in name),
    )


def _any_of(filters: list[Filter]) -> Filter:
    distinct = list({repr(item): item for item in filters}.values())
    return distinct[0] if len(distinct) == 1 else Or(items=tuple(distinct))


def _row_filter(role: RolePolicy, dataset: str, principal: Principal) -> Filter:
    """The role's condition on ``dataset`` with the principal's attributes in place."""
    empty = False

    def value(match: re.Match[str]) -> str:
        nonlocal empty
        name = match.group(1)
        given = {"id": principal.id, "departments": principal.departments, **principal.attributes}
        if name not in given:
            raise PolicyError(
                f"the row policy of {dataset!r} needs the attribute {name!r}, "
                f"which {principal.id!r} does not have",
                hint="Ask an administrator to set it.",
            )
        empty = empty or given[name] == ()
        return _literal(given[name])

    text = _PLACEHOLDER.sub(value, role.rows[dataset])
    return Or(items=()) if empty else _qualified(parse_filter(text), dataset)


def _literal(value: object) -> str:
    """``value`` as SQL; a tuple as a list of literals."""
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | Decimal():
            return str(value)
        case tuple():
            return ", ".join(_literal(item) for item in value)
        case _:
            return "'" + str(value).replace("'", "''") + "'"


def _qualified(item: Filter, dataset: str) -> Filter:
    """The same condition with bare names made fields of ``dataset``."""
    match item:
        case Predicate():
            name = item.field if "." in item.field else f"{dataset}.{item.field}"
            return replace(item, field=name)
        case And() | Or():
            return replace(item, items=tuple(_qualified(part, dataset) for part in item.items))
        case Not():
            return Not(item=_qualified(item.item, dataset))
        case Condition():
            return Condition(sql=_qualified_sql(item.sql, dataset))
        case Exists():
            return item


def _qualified_sql(sql: str, dataset: str) -> str:
    from sqlglot import exp, parse_one

    tree = parse_one(sql)
    for column in tree.find_all(exp.Column):
        if not column.table:
            column.set("table", exp.to_identifier(dataset))
    return tree.sql()


def _role(body: object, place: str) -> RolePolicy:
    section = _mapping(body or {}, place)
    _known_keys(section, {"rows", "hide"}, place)
    rows = _mapping(section.get("rows") or {}, f"{place}.rows")
    hide = section.get("hide") or []
    if not isinstance(hide, list) or not all(isinstance(name, str) for name in hide):
        raise ModelError(f"{place}.hide must be a list of datasets or dataset.field names")
    for dataset, text in rows.items():
        _check_template(text, f"{place}.rows.{dataset}")
    return RolePolicy(rows={name: str(text) for name, text in rows.items()}, hide=frozenset(hide))


def _check_template(text: object, place: str) -> None:
    """A row filter must parse with stand-ins, and its placeholders must not stand inside quotes."""
    if not isinstance(text, str):
        raise ModelError(f"{place} must be a condition, not {text!r}")
    if any(_PLACEHOLDER.search(part) for part in _QUOTED.findall(text)):
        raise ModelError(
            f"{place}: {text!r} has a placeholder inside quotes",
            hint="Write region = {user.region}: the value is quoted where it is put in.",
        )
    stand_in = _PLACEHOLDER.sub("'x'", text)
    if "{" in stand_in or "}" in stand_in:
        raise ModelError(f"{place}: only {{user.<attribute>}} may stand in braces: {text!r}")
    try:
        parse_filter(stand_in)
    except QueryError as exc:
        raise ModelError(f"{place}: {exc.message}", hint=exc.hint) from exc


def _mapping(data: object, place: str) -> Mapping[str, object]:
    if not isinstance(data, Mapping) or not all(isinstance(key, str) for key in data):
        raise ModelError(f"{place} must be a mapping, not {data!r}")
    return data


def _known_keys(section: Mapping[str, object], known: set[str], place: str) -> None:
    unknown = sorted(section.keys() - known)
    if unknown:
        raise ModelError(
            f"{place} has the unknown key {unknown[0]!r}",
            hint=f"Known keys: {', '.join(sorted(known))}.",
        )
