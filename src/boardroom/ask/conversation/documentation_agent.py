"""The documentation agent: what names mean, what can be asked, how fresh the data is, and what may
be asked next. Called by the orchestrator; reads no rows."""

import re
from dataclasses import dataclass, replace
from datetime import date

from boardroom.ask.answer import Answer, Intent, Remark, refusal
from boardroom.ask.asker import Asker
from boardroom.ask.conversation.definition import describe_model, find_named
from boardroom.ask.conversation.follow_up import Read, follow_ups
from boardroom.ask.conversation.state import ConversationState
from boardroom.insight.period_text import day_text
from boardroom.semantic.query import Query
from boardroom.semantic.result import Caveat, Freshness

_NEXT = Remark(
    title="Next turns",
    text="only in … · by … instead · and last month? · top 5 · undo · start over",
)
_WORDS = Remark(
    title="Words", text="what is … · which metrics are there · is the data fresh · why did … change"
)


_METRICS = re.compile(r"\b(?:metric|kpi|measure)")
_OTHERS = re.compile(r"\b(?:dimension|dataset|table|field|column)")


@dataclass(frozen=True, kw_only=True)
class DocumentationAgent:
    """Answers from the model, and ends every answer with what may be asked next.

    Attributes:
        asker: knows the model; tries what it would propose.
        read: what proposed questions were read as, kept from turn to turn.
    """

    asker: Asker
    read: Read

    def visit(self, state: ConversationState) -> ConversationState:
        """The turn answered, or its answer with follow-ups."""
        if state.answer is not None:
            return replace(state, answer=self._followed(state, state.answer), next=None)
        told = {
            Intent.DEFINE: self._define,
            Intent.SCHEMA: self._describe,
            Intent.DATA_QUALITY: self._tell_freshness,
        }.get(state.intent, self._help)(state)
        return replace(state, answer=self._followed(state, told), next=None)

    def _followed(self, state: ConversationState, found: Answer) -> Answer:
        if found.status != "answered" or found.query is None:
            return found
        nexts = follow_ups(
            found.query, self.asker, principal=state.principal, as_of=state.as_of, read=self.read
        )
        return replace(found, follow_ups=nexts)

    def _help(self, state: ConversationState) -> Answer:
        seen = self.asker.metrics.describe(principal=state.principal)
        told = [_WORDS, _NEXT]
        if seen.metrics:
            first = seen.metrics[0]
            nexts = follow_ups(
                Query(metrics=(first.name,)),
                self.asker,
                principal=state.principal,
                as_of=state.as_of,
                read=self.read,
            )
            told.insert(0, Remark(title="Numbers", text=" · ".join([first.title.lower(), *nexts])))
        message = "Ask for numbers, changes, lists and reasons in plain words."
        return replace(_told(state.turn, message), remarks=tuple(told))

    def _define(self, state: ConversationState) -> Answer:
        named = find_named(state.subject, self.asker, principal=state.principal)
        if named is None:
            return refusal(state.turn, f"I know nothing called {state.subject!r}.")
        return _told(state.turn, f"{named.title}: {named.text}")

    def _describe(self, state: ConversationState) -> Answer:
        told = describe_model(self.asker, principal=state.principal)
        message = f"There are {told[0].title} over {len(told) - 1} datasets."
        if _METRICS.search(state.turn.lower()) and not _OTHERS.search(state.turn.lower()):
            told = told[:1]
        return replace(_told(state.turn, message), remarks=told)

    def _tell_freshness(self, state: ConversationState) -> Answer:
        known = self.asker.metrics.freshness(principal=state.principal, as_of=state.as_of)
        stale = {name: item for name, item in known.items() if item.stale}
        told = tuple(
            Remark(title=name.replace("_", " "), text=_freshness_text(item))
            for name, item in sorted(known.items())
        )
        days = [item.data_until for item in known.values() if item.data_until]
        until = f"the newest day in the data is {day_text(max(days))}" if days else "it has no days"
        if stale:
            message = f"Not all: {', '.join(sorted(stale))} {_be(len(stale))} stale; {until}."
        else:
            message = f"Yes, nothing is known to be stale; {until}."
        return replace(
            _told(state.turn, message),
            remarks=told,
            freshness=_overall(list(known.values()), days),
            caveats=tuple(
                Caveat(kind="stale", text=f"{name}: {item.why or 'older than its limit'}.")
                for name, item in sorted(stale.items())
            ),
        )


def _told(turn: str, message: str) -> Answer:
    return Answer(question=turn, status="answered", message=message, confidence=1.0)


def _be(count: int) -> str:
    return "is" if count == 1 else "are"


def _freshness_text(item: Freshness) -> str:
    parts = [
        f"until {day_text(item.data_until)}" if item.data_until else "without days",
        f"loaded {item.loaded_at:%Y-%m-%d %H:%M}" if item.loaded_at else "read live",
        f"stale: {item.why}" if item.stale else "",
    ]
    return ", ".join(part for part in parts if part)


def _overall(known: list[Freshness], days: list[date]) -> Freshness | None:
    if not known:
        return None
    loads = [item.loaded_at for item in known if item.loaded_at]
    stale = [item for item in known if item.stale]
    return Freshness(
        data_until=max(days, default=None),
        loaded_at=min(loads, default=None),
        stale=bool(stale),
        why=stale[0].why if stale else None,
    )
