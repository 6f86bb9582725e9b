"""The words of a question, with where they stand in it.

Owns what a word, a number, a quotation and a sign is, and how a word is folded so that it can be
compared. Everything in ``ask`` that reads a question reads its tokens.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from boardroom.errors import UsageError
from boardroom.semantic.propose.naming import singular

MAX_LENGTH = 2_000
"""Longest question, in characters."""

TokenKind = Literal["word", "number", "date", "quoted", "sign"]

_PATTERNS: tuple[tuple[TokenKind, str], ...] = (
    ("quoted", r"\"[^\"]*\"|`[^`]*`|(?<![^\s(\[,=:])'[^']*'(?![^\s)\],.?!;:])"),
    ("date", r"\d{4}-\d{2}-\d{2}(?!\w)|\d{1,2}/\d{1,2}/\d{4}(?!\w)"),
    ("number", r"\d+(?:,\d{3})+(?:\.\d+)?[^\W\d_]*|\d+(?:\.\d+)?[^\W\d_]*"),
    ("word", r"[^\W\d]\w*(?:'\w+)?"),
    ("sign", r"<=|>=|!=|<>|\S"),
)
_TOKEN = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _PATTERNS))
_PLAIN = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u201b": "'", "\u02bc": "'",
        "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"',
        "\u2013": "-", "\u2014": "-", "\u2212": "-", "\u2011": "-", "\u00a0": " ",
    }
)  # fmt: skip
_IS = frozenset("what who where how when which that it there here".split())
_SHORT = {
    "n't": "not", "'re": "are", "'ve": "have", "'ll": "will", "'d": "would", "'m": "am",
}  # fmt: skip
_WHOLE = {"can't": ("can", "not"), "won't": ("will", "not"), "let's": ("let", "us")}


@dataclass(frozen=True, kw_only=True)
class Token:
    """One word, number, date, quotation or sign of a question.

    Attributes:
        text: as it is written; of a quotation, what stands inside.
        word: the text without accents and capitals.
        start, end: its place in the question, in characters; ``end`` is exclusive.
        meant: what a misspelt word was read as.
    """

    text: str
    word: str
    kind: TokenKind
    start: int
    end: int
    meant: str | None = None

    @cached_property
    def stem(self) -> str:
        """The word in the singular: ``orders`` → ``order``."""
        return singular(self.word) if self.kind == "word" else self.word


def fold(text: str) -> str:
    """``text`` for comparing: no capitals, no accents, plain quotation marks.

    Example:
        >>> fold("São Paulo’s")
        "sao paulo's"
    """
    spread = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    return "".join(sign for sign in spread if not unicodedata.combining(sign)).casefold()


def read_tokens(question: str) -> tuple[Token, ...]:
    """The tokens of a question in their order; hyphened and shortened words are cut.

    Raises:
        UsageError: it is empty, or too long.

    Example:
        >>> [token.word for token in read_tokens("What's Q4's year-over-year growth?")]
        ['what', 'is', 'q4', 'year', 'over', 'year', 'growth', '?']
    """
    plain = "".join(map(_seen, question.translate(_PLAIN)))
    if len(plain) > MAX_LENGTH:
        message = f"the question has {len(plain):,} characters"
        raise UsageError(message, hint=f"Ask in at most {MAX_LENGTH:,}.")
    found: list[Token] = []
    for match in _TOKEN.finditer(plain):
        found += _tokens(match)
    if not any(token.kind != "sign" for token in found):
        raise UsageError("the question has no words", hint="Ask, for example: revenue last month")
    return tuple(token for place, token in enumerate(found) if not _joins(found, place))


def _seen(sign: str) -> str:
    """The character, or a space for one that nobody sees."""
    return " " if unicodedata.category(sign) in {"Cc", "Cf", "Co", "Cs"} else sign


def _joins(tokens: list[Token], place: int) -> bool:
    """Whether a hyphen only joins two words (``year-over-year``, ``COVID-19``)."""
    if tokens[place].word != "-" or not 0 < place < len(tokens) - 1:
        return False
    before, after = tokens[place - 1], tokens[place + 1]
    glued = before.end == tokens[place].start and tokens[place].end == after.start
    return glued and "word" in {before.kind, after.kind}


def _tokens(match: re.Match[str]) -> tuple[Token, ...]:
    kind, text = next((kind, match[kind]) for kind, _ in _PATTERNS if match[kind] is not None)
    start, end = match.span()
    if kind == "quoted":
        inner = text[1:-1].strip()
        return (Token(text=inner, word=fold(inner), kind=kind, start=start, end=end),)
    words = _uncontracted(fold(text)) if kind == "word" else (fold(text),)
    return tuple(
        Token(text=text if len(words) == 1 else word, word=word, kind=kind, start=start, end=end)
        for word in words
    )


def _uncontracted(word: str) -> tuple[str, ...]:
    """``didn't`` → did, not; ``what's`` → what, is; ``month's`` → month."""
    if word in _WHOLE:
        return _WHOLE[word]
    for end, full in _SHORT.items():
        if word.endswith(end):
            return (word.removesuffix(end), full)
    head, mark, tail = word.partition("'")
    if not mark:
        return (word,)
    return (head, "is") if tail == "s" and head in _IS else (head,) if tail == "s" else (word,)
