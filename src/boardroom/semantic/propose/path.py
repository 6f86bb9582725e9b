"""Which of the joins are active: exactly one path between any two datasets, or none.

Copies of a parent's key, role-playing alternatives, self-references and second ways round a diamond
become
inactive: they stay in the model and are used where a reference names them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from boardroom.semantic.model import Relationship
from boardroom.semantic.profile import Probe
from boardroom.semantic.propose.join import Candidate, to_relationship
from boardroom.semantic.propose.naming import unique_name
from boardroom.semantic.propose.view import Note, Table


@dataclass(kw_only=True)
class _Decision:
    """Reasons for being inactive, by candidate number; active ones have none."""

    reasons: dict[int, str] = field(default_factory=dict)


def decide_paths(
    candidates: Sequence[Candidate], tables: Sequence[Table], probe: Probe
) -> tuple[tuple[Relationship, ...], tuple[Note, ...]]:
    """Relationships of all candidates, active where the path is the only one."""
    decision = _Decision()
    _silence_selves(candidates, decision)
    _silence_twins(candidates, decision)
    _silence_roles(candidates, decision)
    _silence_copies(candidates, decision, probe)
    _silence_second_ways(candidates, decision)
    taken = [table.name for table in tables]
    links: list[Relationship] = []
    for number, candidate in enumerate(candidates):
        reason = decision.reasons.get(number, "")
        name = unique_name(_name(candidate), taken)
        taken.append(name)
        links.append(to_relationship(candidate, name=name, active=not reason, reason=reason))
    notes = tuple(
        Note(kind="join", where=_edge(candidates[number]), text=f"kept inactive: {reason}")
        for number, reason in sorted(decision.reasons.items())
    )
    return tuple(links), notes


def _edge(candidate: Candidate) -> str:
    return f"{candidate.source.name}.{', '.join(candidate.columns)} → {candidate.target.name}"


def _name(candidate: Candidate) -> str:
    """``orders_to_customers``; a role gives its own name: ``manager``, ``from_airport``."""
    if candidate.agreement.exact or len(candidate.columns) > 1:
        return f"{candidate.source.name}_to_{candidate.target.name}"
    column = candidate.columns[0]
    for end in ("_id", "_key", "_code", "_number", "id"):
        if column.endswith(end) and len(column) > len(end) + 2:
            return column[: -len(end)]
    return column if column != candidate.target.name else f"{candidate.source.name}_{column}"


def _silence_selves(candidates: Sequence[Candidate], decision: _Decision) -> None:
    for number, candidate in enumerate(candidates):
        if candidate.source is candidate.target:
            decision.reasons[number] = "it points at the same dataset; name it to follow it"


def _silence_twins(candidates: Sequence[Candidate], decision: _Decision) -> None:
    """Two tables of the same things with the same columns are copies, not parent and child."""
    for number, candidate in enumerate(candidates):
        source, target = candidate.source, candidate.target
        keys = (
            candidate.columns == source.primary_key and candidate.to_columns == target.primary_key
        )
        if number in decision.reasons or not keys or source.entity != target.entity:
            continue
        shared = set(source.by_name) & set(target.by_name)
        if len(shared) / min(len(source.columns), len(target.columns)) >= 0.5:
            decision.reasons[number] = (
                f"{source.name} and {target.name} hold the same things; use either"
            )


def _silence_roles(candidates: Sequence[Candidate], decision: _Decision) -> None:
    """Of several links between two datasets the plainly named one is active; without one, none."""
    groups: dict[tuple[str, str], list[int]] = {}
    for number, candidate in enumerate(candidates):
        if number not in decision.reasons:
            groups.setdefault((candidate.source.name, candidate.target.name), []).append(number)
    for numbers in groups.values():
        if len(numbers) < 2:
            continue
        plain = [number for number in numbers if candidates[number].agreement.exact]
        keep = plain[0] if len(plain) == 1 else None
        roles = ", ".join(candidates[number].columns[0] for number in numbers)
        for number in numbers:
            if number != keep:
                decision.reasons[number] = (
                    f"several roles lead to the same dataset ({roles}); name the one you mean"
                )


def _silence_copies(candidates: Sequence[Candidate], decision: _Decision, probe: Probe) -> None:
    """A direct link is a copy when the way round through a parent always ends at the same row.

    Where fewer rows have that parent than the direct link, the direct one is kept: rows without
    the parent would lose what the link tells.
    """
    active = [number for number in range(len(candidates)) if number not in decision.reasons]
    for direct in active:
        for first in active:
            for second in active:
                if _triangle(candidates[direct], candidates[first], candidates[second]) and _copied(
                    candidates[direct], candidates[first], candidates[second], probe
                ):
                    through = candidates[first].target.name
                    if _missing(candidates[first]) > _missing(candidates[direct]):
                        decision.reasons[first] = (
                            f"rows without {through} lead to {candidates[direct].target.name} "
                            "too; the direct way is used"
                        )
                    else:
                        decision.reasons[direct] = (
                            f"it repeats what {through} already says; the way through {through} "
                            "is used"
                        )


def _missing(candidate: Candidate) -> int:
    """Rows that lead nowhere."""
    return max(candidate.source.by_name[name].profile.nulls for name in candidate.columns)


def _triangle(direct: Candidate, first: Candidate, second: Candidate) -> bool:
    return (
        direct.source is first.source
        and first.target is second.source
        and second.target is direct.target
        and first is not direct
        and direct.to_columns == second.to_columns
    )


def _copied(direct: Candidate, first: Candidate, second: Candidate, probe: Probe) -> bool:
    here = [_physical(direct.source, name) for name in (*first.columns, *direct.columns)]
    there = [_physical(first.target, name) for name in (*first.to_columns, *second.columns)]
    found = probe.inclusion(direct.source.profile.name, here, first.target.profile.name, there)
    return bool(found.values) and found.matched == found.values


def _physical(table: Table, name: str) -> str:
    return table.by_name[name].profile.name


def _silence_second_ways(candidates: Sequence[Candidate], decision: _Decision) -> None:
    """Links of large tables first; one that opens a second way between two datasets is inactive."""
    order = sorted(
        (number for number in range(len(candidates)) if number not in decision.reasons),
        key=lambda n: (-candidates[n].source.profile.rows, -candidates[n].score, n),
    )
    edges: dict[str, set[str]] = {}
    for number in order:
        source, target = candidates[number].source.name, candidates[number].target.name
        doubled = _doubled(edges, source, target)
        if doubled:
            start, end = doubled
            decision.reasons[number] = (
                f"it would be a second way from {start} to {end}; name it to follow it"
            )
        else:
            edges.setdefault(source, set()).add(target)


def _doubled(edges: dict[str, set[str]], source: str, target: str) -> tuple[str, str] | None:
    """A pair of datasets that the new edge would join a second time."""
    trial = {name: set(targets) for name, targets in edges.items()}
    if target in trial.get(source, set()):
        return source, target
    trial.setdefault(source, set()).add(target)
    names = {*trial, *(name for targets in trial.values() for name in targets)}
    for start in sorted(names):
        seen: set[str] = set()
        for end in _walk(trial, start, (start,)):
            if end in seen:
                return start, end
            seen.add(end)
    return None


def _walk(edges: dict[str, set[str]], name: str, path: tuple[str, ...]) -> Iterable[str]:
    """The end of every simple path that starts at ``path[0]``."""
    for target in sorted(edges.get(name, ())):
        if target not in path:
            yield target
            yield from _walk(edges, target, (*path, target))
