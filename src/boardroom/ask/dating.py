"""By which of their times things are meant: when they were opened, closed, or simply are.

Called by ``ask.query_draft``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from boardroom.ask.cover import Piece
from boardroom.ask.lexicon import Sense
from boardroom.ask.meaning import Meaning
from boardroom.ask.restriction import Restriction
from boardroom.ask.setting import Setting, Unsaid
from boardroom.ask.things import field_of
from boardroom.semantic.model import EventTime, IntervalTime, SemanticModel
from boardroom.semantic.query import Exists, Predicate

_DATES = frozenset("date dates day days time times".split())
_TODAY = "today"


@dataclass(frozen=True)
class Dating:
    """The times that one choice of senses means."""

    meaning: Meaning
    setting: Setting
    chosen: Mapping[Piece, Sense]

    @property
    def _model(self) -> SemanticModel:
        return self.setting.graph.model

    def field(self, base: str, named: Sequence[str], said: Restriction) -> str | None:
        """The time that is meant, as ``dataset.field``; None = the rows' own. Raises: Unsaid: there
        are two, or none.

        Args:
            named: those that the question names: ``tickets closed last week``.
        """
        if named:
            usual = named[0] == self._own(base)
            if len(named) > 1 or not (self.meaning.times or usual):
                raise Unsaid
            return None if usual else named[0]
        return self._of_kind(base, said)

    def only(self, base: str, said: Restriction) -> str | None:
        """The one time that rows without a time of their own have, where a time is said of them,
        and not of what they did: ``how many customers bought a device in 2025``."""
        dataset = self._model.dataset_by_name[base]
        did = any(isinstance(item, Exists) for item in said.filters)
        if dataset.time is not None or not self.meaning.times or did:
            return None
        found = [x.name for x in dataset.fields if x.temporal and not x.hidden]
        return f"{base}.{found[0]}" if len(found) == 1 else None

    def happened(self, shown: Sequence[Piece], base: str) -> list[str]:
        """The times of the rows that are named by what happened then: ``who [signed up] in
        June``."""
        begins = {time.first for time in self.meaning.times}
        named = ((item, self.chosen[item]) for item in shown)
        senses = [
            x for item, x in named if item.last in begins or (x.match < 1.0 and _is_act(item))
        ]
        own = [x.ref for x in senses if x.kind == "field" and x.dataset == base]
        return [ref for ref in own if field_of(self._model, ref).temporal]

    def is_of_others(self, shown: Sequence[Piece], base: str) -> bool:
        """Whether what happened, and when, is said of what the rows belong to."""
        acts = (self.chosen[item] for item in shown if _is_act(item))
        far = any(x.dated and x.match < 1.0 and x.dataset != base for x in acts)
        return bool(self.meaning.times) and far

    def at_present(self, base: str, said: Restriction) -> Restriction:
        """What is said of rows, of which those are meant that there are today: ``who currently
        works in Sales``. Only where the model counts them so and not otherwise."""
        now = [x for x in said.times if x.reading.moment and x.reading.range == _TODAY]
        own = [x for x in self.setting.kinds.values() if x.dataset == base and x.rows == base]
        states = [x for x in own if isinstance(x.time, IntervalTime) and not x.filters]
        if not now or len(states) != 1 or any(x.is_all for x in own):
            return said
        times = tuple(item for item in said.times if item not in now)
        filters = (*said.filters, *states[0].at(self.setting.as_of))
        return replace(said, filters=filters, times=times)

    def dated(self, base: str, fields: tuple[str, ...]) -> tuple[str, ...]:
        """The fields, among which there is when it was. Raises: Unsaid: they have no time."""
        if any(field_of(self._model, ref).temporal for ref in fields):
            return fields
        return (*fields, self._known(base))

    def newest(self, base: str) -> str:
        """The time by which the newest things are. Raises: Unsaid: they have none."""
        shown = (self.chosen[item] for item in self.meaning.shown)
        own = [x.ref for x in shown if x.kind == "field" and x.dataset == base]
        told = [ref for ref in own if field_of(self._model, ref).temporal]
        kinds = self._kinds_named()
        moments = {kind.moment for kind in self.setting.kinds.values() if kind.metric in kinds}
        moment = next(iter(moments)) if len(moments) == 1 else None
        return told[0] if told else moment or self._known(base)

    def _own(self, base: str) -> str | None:
        """The time of the rows themselves."""
        time = self._model.dataset_by_name[base].time
        if not isinstance(time, EventTime):
            return None
        return time.field if "." in time.field else f"{base}.{time.field}"

    def _known(self, base: str) -> str:
        found = self._own(base)
        if found is None:
            raise Unsaid
        return found

    def _kinds_named(self) -> set[str]:
        """The metrics that count the kinds of things that are named."""
        said = (x for x in self.meaning.clauses[0].conditions if x.kind)
        return {self.chosen[item.pieces[0]].value or "" for item in said}

    def _of_kind(self, base: str, said: Restriction) -> str | None:
        """By what the model dates the kind of things that is meant: deals that are won by the day
        they were closed. Raises: Unsaid: there are two."""
        if not self.meaning.times:
            return None
        named = self._kinds_named()
        told = {
            (x.field, str(x.values[0]))
            for x in said.filters
            if isinstance(x, Predicate) and x.op == "="
        }
        found = {
            kind.moment
            for kind in self.setting.kinds.values()
            if kind.rows == base and (kind.metric in named or kind.value in told)
        }
        if len(found) > 1:
            raise Unsaid
        moment = next(iter(found), None)
        if moment is not None and "." not in moment:
            moment = f"{base}.{moment}"
        return None if moment == self._own(base) else moment


def _is_act(piece: Piece) -> bool:
    """Whether a time is named by what happened, and not as a ``date``."""
    return _DATES.isdisjoint(piece.text.lower().split())
