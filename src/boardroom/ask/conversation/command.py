"""What a turn wants beyond data: a table of phrases, and what is left of the turn without them.

Only phrases that say it without doubt stand here; whatever else a turn may want follows from its
parts and from the session. Called by the router.
"""

import re
from dataclasses import dataclass

from boardroom.ask.answer import Intent
from boardroom.ask.token import fold


@dataclass(frozen=True, kw_only=True)
class Command:
    """What a turn wants.

    Attributes:
        rest: the turn without the words that say so; empty where they are all of it.
    """

    intent: Intent
    rest: str = ""


_IT = r"(?:it|that|this|these|those|them|the (?:result|results|answer|table|data))"
_DATA = r"(?:the|our|my) data"
_CHART = (
    r"(?:(?:bar|line|area|pie|column|scatter) )?(?:chart|plot|graph|diagram|table|visuali[sz]ation)"
)
_KINDS = r"metrics?|kpis?|measures?|dimensions?|datasets?|tables?|fields?|columns?"

_SEASON = r"(?:is there (?:a |any )?|what is the |show (?:me )?(?:the )?)?(?:season|seasonality)"

_WHOLE: dict[Intent, tuple[str, ...]] = {
    Intent.UNDO: (
        r"undo(?: (?:that|it|the last (?:one|step|change)))?",
        r"(?:go|step) back",
        r"take (?:that|it) back",
        r"revert(?: that)?",
    ),
    Intent.REDO: (r"redo(?: (?:that|it))?", r"undo the undo", r"go forward"),
    Intent.RESET: (
        r"reset",
        r"(?:start|begin) (?:over|again)",
        r"clear(?: everything)?",
        r"new conversation",
        r"forget (?:it|everything)",
    ),
    Intent.HELP: (
        r"help(?: me)?",
        r"what can you do(?: for me)?",
        r"how (?:do|can) i (?:use (?:this|you)|ask)",
        r"what (?:questions )?can (?:i|you) (?:ask|answer)(?: you)?",
    ),
    Intent.SCHEMA: (
        rf"(?:which|what) (?:{_KINDS})(?: and (?:{_KINDS}))? (?:are there|exist|are available|"
        r"do (?:you|we) (?:have|know)|can i (?:use|ask for|see))",
        rf"(?:show|list|give)(?: me)?(?: (?:all|the|all the|all of the))? (?:available )?"
        rf"(?:{_KINDS})",
        r"(?:show|describe)(?: me)? the (?:schema|model|data model)",
        r"what data (?:is there|do you have|do we have|is available)",
        r"schema",
    ),
    Intent.DATA_QUALITY: (
        rf"(?:is|are) {_DATA} (?:fresh|up to date|current|stale|complete|ok|reliable)",
        rf"how (?:fresh|recent|old|current|up to date) (?:is|are) {_DATA}",
        rf"when (?:was|were) {_DATA} (?:last )?(?:loaded|updated|refreshed)",
        r"(?:last|latest) (?:load|refresh|update)",
        r"(?:show (?:me )?)?(?:the )?data (?:quality|freshness)",
    ),
    Intent.DASHBOARD: (
        r"(?:(?:show|make|give|open|build|create)(?: me)? )?(?:(?:a|the|my|our) )?"
        r"(?:executive )?(?:dashboard|executive page)",
    ),
    Intent.VISUALIZE: (
        rf"(?:(?:show|draw|give|see)(?: me)?(?: {_IT})? )?as an? {_CHART}",
        rf"(?:plot|chart|graph|draw|visuali[sz]e)(?: {_IT})?",
        rf"(?:show|draw|make)(?: me)? an? {_CHART}(?: (?:of|for|from) {_IT})?",
    ),
    Intent.FORECAST: (rf"(?:forecast|predict|project)(?: {_IT})?",),
    Intent.EXPLAIN: (r"(?:but )?why(?: (?:is|was) (?:that|this|it)(?: so)?)?",),
    Intent.ANALYZE: (rf"(?:analy[sz]e|describe|summari[sz]e)(?: {_IT})?", r"(?:show )?statistics"),
}
"""Turns that are nothing but this."""

_BEGIN: dict[Intent, tuple[str, ...]] = {
    Intent.EXPLAIN: (
        r"why(?: (?:did|does|do|is|are|was|were|has|have))?",
        r"what (?:caused|drove|explains|is behind|was behind|is driving)",
        r"explain (?:why|the (?:change|drop|fall|rise|increase|decrease|decline|growth) (?:in|of))",
        r"reasons? for",
    ),
    Intent.FORECAST: (
        r"(?:please )?(?:forecast|predict|project)",
        r"what will",
        r"(?:(?:show|give|make)(?: me)? )?(?:the |a )?"
        r"(?:forecast|prediction|projection) (?:of|for)",
        r"where will",
    ),
    Intent.ANOMALY: (
        r"(?:(?:find|show|detect|list|are there|is there)(?: me)? )?(?:(?:any|the|an|all) )?"
        r"(?:anomal(?:y|ies)|outliers?)(?: (?:in|of|for))?",
        r"(?:what|anything) (?:is )?(?:unusual|odd|strange) (?:about|in|with)",
    ),
    Intent.CORRELATE: (
        r"(?:how )?(?:strongly )?(?:does|do|did|is|are|was|were) .+ "
        r"(?:correlated?|moves? together|go together|move with|related to|affect|influence|"
        r"impact|depend on)(?: with| to)?",
        r"does .+ lead (?!from|in|by|with|for|that|to)",
        r"correlat(?:e|ion)(?: (?:of|between))?",
        r"(?:is there |what is |show (?:me )?)?(?:a |any |the )?"
        r"(?:correlation|relationship|relation|connection|link) between",
        r"(?:what|which (?:metrics?|numbers?|kpis?)) (?:else )?"
        r"(?:correlates?|moves?|goes|go|(?:is|are) (?:correlated|related))"
        r"(?: together)? (?:with|to)",
    ),
    Intent.DASHBOARD: (
        r"(?:(?:show|make|give|open|build|create)(?: me| us)? )?(?:(?:a|an|the|my|our) )?"
        r"(?:dashboard|overview|scorecard|board) (?:of|for|on|about|with)",
    ),
    Intent.VISUALIZE: (
        r"(?:plot|chart|graph|visuali[sz]e)",
        rf"(?:(?:show|draw|make|give)(?: me)? )?an? {_CHART} (?:of|for|with)",
    ),
    Intent.ANALYZE: (
        r"analy[sz]e",
        r"statistics (?:of|for|on)",
        r"(?:the )?distribution of",
        rf"{_SEASON} (?:of|in|for)",
    ),
}
"""Turns that begin so and go on with what it is about."""

_AROUND: dict[Intent, str] = {
    Intent.FORECAST: r"(?P<rest>how (?:much|many) .+?) will (?P<more>.+)"
    r"|(?P<name>.+?) (?:forecast|prediction|projection)(?P<after>(?: .+)?)",
    Intent.DASHBOARD: r"(?:(?:show|make|give|open|build|create)(?: me| us)? )?"
    r"(?:(?:a|an|the|my|our) )?(?P<rest>.+?) (?:dashboard|overview|scorecard)",
}
"""Turns that say so in their middle."""

_DEFINE = (
    r"(?:what (?:is|are)|what's|whats) (?P<bare>.+)",
    r"(?:what is |what's )?(?:the )?(?:definition|meaning) of (?P<of>.+)",
    r"define (?P<define>.+)",
    r"what (?:does|do) (?P<does>.+?) (?:mean|stand for)",
    r"what is meant by (?P<meant>.+)",
    r"how (?:is|are) (?P<how>.+?) (?:defined|calculated|computed|measured|worked out)",
    r"how do (?:you|we) (?:define|calculate|compute|measure) (?P<do>.+)",
    r"explain (?:the term |what )?(?P<term>.+?)(?: means| is)?",
)
_VALUE = re.compile(r"(?:the|our|my|total|a|an)\b")
"""«What is the revenue» asks for its value, «what is revenue» for its meaning."""

METHOD = re.compile(
    r"\b(?:(?:by|with|using|via|according to) )?(?:(?:the|an|a) )?(?:"
    r"(?P<zscore>z ?-? ?scores?)|(?P<iqr>iqr|inter ?-?quartile(?: ranges?)?)|"
    r"(?P<forest>isolation forests?)|(?P<seasonal>seasonal expectations?))"
    r"(?: (?:method|rule|test|score))?\b"
)
"""A method by which somebody wants what is unusual to be found, by the name of its group."""
_BY_METHOD = re.compile(
    r"(?:(?:please|find|show|detect|list|are there|is there|what are)(?: me)? )*"
    r"(?:(?:any|the|an|all) )?"
    r"(?:anomal(?:y|ies)|outliers?|unusual (?:days|values|points)|(?:use|apply|run|try)\b)"
    r"(?: (?:in|of|for|on|to|about|with)\b)?(?P<rest>.*)"
)
_SENTENCES = re.compile(r"[?.!;] ")
"""A turn of several sentences says what it wants in another one as well."""
_WHOLES = [(intent, re.compile("|".join(ways))) for intent, ways in _WHOLE.items()]
_BEGINS = [
    (intent, re.compile(rf"(?:{'|'.join(ways)})\b(?P<rest>.*)")) for intent, ways in _BEGIN.items()
]
_AROUNDS = [(intent, re.compile(pattern)) for intent, pattern in _AROUND.items()]
_DEFINES = [re.compile(pattern) for pattern in _DEFINE]


def read_command(turn: str) -> Command | None:
    """What a turn says it wants; None where it may be a question for data.

    Example:
        >>> read_command("Why did revenue fall in March?").rest
        'revenue fall in march'
        >>> read_command("revenue by month") is None
        True
    """
    words = " ".join(fold(turn).split()).strip(" ?!.,;:")
    method = METHOD.search(words)
    if method and (found := _BY_METHOD.fullmatch(" ".join(METHOD.sub(" ", words).split()))):
        return Command(intent=Intent.ANOMALY, rest=found["rest"].strip(" :,"))
    for intent, pattern in _WHOLES:
        if pattern.fullmatch(words):
            return Command(intent=intent)
    if _SENTENCES.search(words):
        return None
    for intent, pattern in _BEGINS:
        found = pattern.fullmatch(words)
        if found and intent is Intent.CORRELATE:
            return Command(intent=intent, rest=words)
        if found and (rest := found["rest"].strip(" :,")):
            monthly = re.match(_SEASON, words) and " by " not in words
            return Command(intent=intent, rest=f"{rest} by month" if monthly else rest)
    for intent, pattern in _AROUNDS:
        if found := pattern.fullmatch(words):
            parts = (part.strip() for part in found.groups() if part)
            return Command(intent=intent, rest=" ".join(parts))
    return None


def read_definition(turn: str) -> str | None:
    """The name whose meaning a turn asks for, if it is one of the model; None where it asks for
    none, or for a value.

    Example:
        >>> read_definition("What is NRR?"), read_definition("what is our revenue")
        ('nrr', None)
    """
    words = " ".join(fold(turn).split()).strip(" ?!.,;:")
    for pattern in _DEFINES:
        if found := pattern.fullmatch(words):
            name = found[found.lastgroup or 0]
            return None if found.lastgroup == "bare" and _VALUE.match(name) else name
    return None
