"""The texts of a report in a language model's words, where these are known and say the same.

The model is asked beside the page, for patterns without numbers and names: one answer serves every
metric, segment and day that a sentence of the kind is ever told of. What it finds is kept on the
notebook's shelf, and checked again each time it is used. Called by the workspace, last of all.
"""

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from boardroom.agents.context import Stop
from boardroom.errors import BoardroomError, UnavailableError
from boardroom.executive.notebook import Notebook
from boardroom.insight.model import Insight, NotAvailable, Report
from boardroom.insight.rephrased import Rephrased
from boardroom.insight.rephrasing.check import find_fault
from boardroom.insight.rephrasing.pattern import Pattern, find_pattern
from boardroom.insight.rephrasing.vocabulary import PLAIN, SYNONYMS
from boardroom.insight.summary import Priority, Summary
from boardroom.language.model import LanguageModel, Request

WHAT = "Texts in a language model's words"

_VERSION = 2
"""Changes with what the model is asked and what is let through."""

MOST_SECONDS = 60.0
"""So long one report has the model asked; the next report goes on with the rest."""

_MOST_FAILURES = 2
"""So many questions in a row without an answer, and the rest is not asked."""

_TASK = f"""\
You edit the sentences of a business report for managers. Say the given sentence in other words, so
that it reads well; it must say exactly the same.
- Words in braces such as {{value}} stand for numbers and names. Keep each of them, in the same
  order, and write no number yourself.
- Keep all words and all marks of the sentence in their order, but for these:
- These words may come and go: {" ".join(sorted(PLAIN))}
- In place of a word you may use another one of its group: {"; ".join(SYNONYMS)}
- In place of a full stop, a comma, a colon or a semicolon you may use another one of them.
- Plain text in one line, no longer than the sentence, ending as it does. You may join sentences, or
  leave all as it is.
"""


@dataclass(frozen=True)
class OtherWords:
    """The sentence in other words."""

    sentence: str


@dataclass(frozen=True, kw_only=True)
class Rephraser:
    """Finds other words for the texts of reports.

    Attributes:
        model: who finds them.
        notebook: where they are kept, and what looks for them beside the page.
        most_seconds: after so long no further question is asked for one report.
    """

    model: LanguageModel
    notebook: Notebook
    most_seconds: float = MOST_SECONDS

    def reword(self, report: Report) -> Report:
        """The report with those of its texts in other words that these are known for; the model is
        asked for the others when nobody waits, and the next report has them.
        """
        found = _Found()
        reworded = replace(
            report,
            insights=tuple(self._reworded(item, found) for item in report.insights),
            sections=tuple(
                replace(
                    section,
                    insights=tuple(self._reworded(item, found) for item in section.insights),
                )
                for section in report.sections
            ),
        )
        if report.summary is not None:
            reworded = replace(reworded, summary=_summary(report.summary, found.known))
        if not found.wanted:
            return reworded
        try:
            self.notebook.background.get(
                f"rephrase:{self.model.name}",
                lambda stop: self._find(found.wanted, stop),
                patience_seconds=0.0,
                waits=True,
            )
        except BoardroomError as exc:
            missing = NotAvailable(what=WHAT, why=f"{exc.message}; the report has its own.")
            return replace(reworded, not_available=(*reworded.not_available, missing))
        return reworded

    def _reworded(self, item: Insight, found: "_Found") -> Insight:
        pattern = find_pattern(item.text, numbers=item.numbers, names=item.names)
        if pattern is None:
            return item
        key = self._key(pattern)
        kept = self.notebook.shelf.get(key)
        if kept is None:
            found.wanted[key] = pattern
            return item
        text = _kept_text(kept, pattern)
        if text is None or text == item.text:
            return item
        rephrased = Rephrased(original=item.text, model=self.model.name)
        found.known[item.text] = (text, rephrased)
        return replace(item, text=text, rephrased=rephrased)

    def _key(self, pattern: Pattern) -> str:
        told = repr((_VERSION, self.model.name, pattern.text))
        return f"rephrase:{hashlib.sha256(told.encode()).hexdigest()[:32]}"

    def _find(self, wanted: Mapping[str, Pattern], stop: Stop) -> str:
        """Ask for each pattern and keep what came, or that nothing came that may be used.

        Raises:
            BoardroomError: the model does not answer, or may not be asked any more.
        """
        failures, begun = 0, time.monotonic()
        for asked_before, (key, pattern) in enumerate(wanted.items()):
            late = asked_before and time.monotonic() - begun >= self.most_seconds
            if stop.requested or late:
                break
            asked = _Asked(pattern)
            try:
                text = self.model.answer(asked.request(stop)).sentence
            except UnavailableError:
                failures = 0 if asked.fault else failures + 1
                if failures >= _MOST_FAILURES:
                    raise
                if asked.fault:
                    self.notebook.shelf.put(key, json.dumps({"fault": asked.fault}))
                continue
            failures = 0
            self.notebook.shelf.put(key, json.dumps({"text": text.strip()}, ensure_ascii=False))
        return ""


@dataclass(kw_only=True)
class _Found:
    """What is met while a report is gone through.

    Attributes:
        wanted: key → pattern that no words are known for.
        known: a text → its other words.
    """

    wanted: dict[str, Pattern] = field(default_factory=dict)
    known: dict[str, tuple[str, Rephrased]] = field(default_factory=dict)


@dataclass
class _Asked:
    """One question, and what was last wrong with an answer to it."""

    pattern: Pattern
    fault: str = ""

    def request(self, stop: Stop) -> Request[OtherWords]:
        return Request(
            task=_TASK,
            data={"sentence": self.pattern.text},
            output=OtherWords,
            check=self._check,
            stopped=lambda: stop.requested,
        )

    def _check(self, output: OtherWords) -> str | None:
        fault = find_fault(self.pattern, output.sentence.strip())
        self.fault = fault or self.fault
        return fault


def _kept_text(kept: str, pattern: Pattern) -> str | None:
    """The words that were kept, filled; None where there are none that may be used."""
    try:
        text = json.loads(kept).get("text")
    except (ValueError, AttributeError):
        return None
    if not isinstance(text, str) or find_fault(pattern, text) is not None:
        return None
    return pattern.fill(text)


def _summary(summary: Summary, known: Mapping[str, tuple[str, Rephrased]]) -> Summary:
    """The summary whose priorities say what was seen as their insights do."""
    return replace(summary, priorities=tuple(_priority(item, known) for item in summary.priorities))


def _priority(item: Priority, known: Mapping[str, tuple[str, Rephrased]]) -> Priority:
    if item.evidence not in known:
        return item
    text, rephrased = known[item.evidence]
    return replace(item, evidence=text, rephrased=rephrased)
