"""Names that are in the data and not in the model: ``tickets of Birch Partners``.

The model lists the values of fields that have few. What else a question names is looked up in the
fields that things are called by, and in those of many values, through the same door as every query:
nobody finds a name that they may not see. Called by the asker before words are read as slips.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from boardroom.ask.inflection import participles
from boardroom.ask.lexicon import Lexicon, Phrase, Sense, words_of
from boardroom.ask.name_book import NameBook, NameField
from boardroom.ask.slip import is_name
from boardroom.ask.things import name_field
from boardroom.ask.token import Token, fold
from boardroom.ask.vocabulary import WORDS
from boardroom.ask.when.slip import KNOWN
from boardroom.ask.when.vocabulary import MONTH_NAMES, WEEKDAY_NAMES
from boardroom.data.metrics import MetricsService
from boardroom.errors import BoardroomError
from boardroom.governance.principal import Principal
from boardroom.semantic.query import NamedExpression, Predicate, Query

_CODE = re.compile(r"(?<![\w-])(?=[\w-]*\d)[^\W\d_]+(?:[-_]\w+)*[-_]\w*\d\w*(?![\w-])")
"""``POL-24-00858``: letters and numbers, joined."""
_CALENDAR = frozenset({*MONTH_NAMES, *WEEKDAY_NAMES})
_WORD = re.compile(r"\w+")
_SHORTEST = 3
_MOST_WORDS = 4
_MOST_FIELDS = 24
_MOST_KEPT = 5_000
"""Fields of more values are asked each time, and only for what is written as a name."""
_MOST_VALUES = 200
_MOST_BOOKS = 16
_MOST_MEANT = 5
"""Of so many names that have the words a question asks which is meant; more are none."""


@dataclass(frozen=True, kw_only=True)
class _Spot:
    """Words of a question that may be a name or part of one, or all of one.

    Attributes:
        first, last: the tokens; ``last`` is exclusive.
        text: as they are written.
        closed: whether the words about them are no part of the name.
        named: whether they are written as a name.
    """

    first: int
    last: int
    text: str
    closed: bool
    named: bool


@dataclass(frozen=True, kw_only=True)
class _Match:
    """A name, and which words of the question it has.

    Attributes:
        whole: whether they are all of it.
    """

    words: Phrase
    field: NameField
    value: str
    whole: bool


@dataclass(frozen=True, kw_only=True)
class DataNames:
    """Looks up names for one pair of eyes."""

    metrics: MetricsService
    lexicon: Lexicon
    principal: Principal
    as_of: date

    def known(self, question: str, tokens: Sequence[Token]) -> Lexicon:
        """The lexicon, with the names of the data that a question's words are."""
        found: defaultdict[Phrase, list[Sense]] = defaultdict(list)
        stems = tuple(token.stem for token in tokens)
        for spot in islice(self._spots(question, tokens), _MOST_WORDS):
            for match in self._best(spot, stems, tokens):
                sense = Sense(kind="value", ref=match.field.ref, value=match.value)
                found[match.words].append(sense)
        return self.lexicon.with_values(found) if found else self.lexicon

    def _spots(self, question: str, tokens: Sequence[Token]) -> Iterator[_Spot]:
        """Codes, texts in quotation marks and words that nothing explains, unless as slips."""
        codes = [match.span() for match in _CODE.finditer(question)]
        for first, token in enumerate(tokens):
            span = next((x for x in codes if x[0] <= token.start < x[1]), None)
            if span is not None:
                last = sum(item.start < span[1] for item in tokens)
                text = question[slice(*span)]
                if token.start == span[0] and not self.lexicon.senses(words_of(text)):
                    yield _Spot(first=first, last=last, text=text, closed=True, named=True)
                continue
            quoted = token.kind == "quoted" and not self.lexicon.senses(words_of(token.text))
            word = token.kind == "word" and len(token.word) >= _SHORTEST
            if quoted or (word and not self._is_known(token, named=is_name(tokens, first))):
                named, text = is_name(tokens, first), token.text.removesuffix("'s")
                yield _Spot(first=first, last=first + 1, text=text, closed=quoted, named=named)

    def _is_known(self, token: Token, *, named: bool) -> bool:
        """Whether a word is known from elsewhere; what is written as a name only where the model or
        the calendar has it."""
        forms = {token.stem, token.word, *participles(token.word)}
        if named:
            return token.word in _CALENDAR or not forms.isdisjoint(self.lexicon.vocabulary)
        return any(x in self.lexicon.vocabulary or x in WORDS or x in KNOWN for x in forms)

    def _best(self, spot: _Spot, stems: Phrase, tokens: Sequence[Token]) -> list[_Match]:
        """The names that most of the words about a spot are: whole ones, or a few that have
        them, where no more words are written as a name."""
        matches = [
            x for named in self._candidates(spot) for x in self._matches(*named, spot, stems)
        ]
        longest = max((len(item.words) for item in matches), default=0)
        matches = [item for item in matches if len(item.words) == longest]
        whole = [x for x in matches if x.whole and (spot.named or len(x.words) > 1)]
        more = spot.last < len(tokens) and is_name(tokens, spot.last) and longest == 1
        part = [x for x in matches if x.field.calls and spot.named and not more]
        return whole or (part if len(part) <= _MOST_MEANT else [])

    def _matches(
        self, field: NameField, value: str, spot: _Spot, stems: Phrase
    ) -> Iterator[_Match]:
        named = words_of(value)
        asked = words_of(spot.text) if spot.closed else _shared(stems, spot.first, named)
        words = stems[spot.first : spot.last] if spot.last > spot.first + 1 else asked
        if any(asked == named[n : n + len(asked)] for n in range(len(named))):
            yield _Match(words=words, field=field, value=value, whole=asked == named)

    def _candidates(self, spot: _Spot) -> Iterator[tuple[NameField, str]]:
        """The values that have a word, or the first of several."""
        book = self._book()
        words = _WORD.findall(fold(spot.text))
        yield from book.by_word.get(words[0], ()) if words else ()
        for field in book.large if spot.named else ():
            has = Predicate(field=field.ref, op="contains", values=(spot.text,))
            yield from ((field, value) for value in self._values(field, (has,), _MOST_VALUES))

    def _book(self) -> NameBook:
        """The names, made when the data or who asks is new."""
        version = self.metrics.data_version(principal=self.principal)
        key = (repr(self.principal), version, self.as_of)
        books = self.lexicon.ground.names
        book = books.get(key)
        if book is None:
            book = self._read()
            while len(books) >= _MOST_BOOKS:
                books.pop(next(iter(books)), None)
            books[key] = book
        return book

    def _read(self) -> NameBook:
        by_word: defaultdict[str, list[tuple[NameField, str]]] = defaultdict(list)
        large: list[NameField] = []
        for field in self._fields():
            values = self._values(field, (), _MOST_KEPT + 1)
            if len(values) > _MOST_KEPT:
                large.append(field)
                continue
            for value in values:
                for word in set(_WORD.findall(fold(value))):
                    by_word[word].append((field, value))
        return NameBook(by_word=by_word, large=large)

    def _values(self, field: NameField, filters: tuple[Predicate, ...], limit: int) -> list[str]:
        """Different values of a field; none where these eyes may not see them."""
        dataset = field.ref.partition(".")[0]
        rows = NamedExpression(name="rows", expression="COUNT(*)", dataset=dataset)
        query = Query(
            expressions=(rows,),
            group_by=(field.ref,),
            filters=filters,
            time_range="all",
            limit=limit,
        )
        try:
            result = self.metrics.run(query, principal=self.principal, as_of=self.as_of)
        except BoardroomError:
            return []
        return [str(row[0]) for row in result.rows if row[0] is not None]

    def _fields(self) -> list[NameField]:
        """The fields of texts whose values the model does not list, names first."""
        found: list[NameField] = []
        for dataset in self.lexicon.ground.graph.model.datasets:
            name = name_field(dataset)
            for item in dataset.fields:
                text = item.datatype == "String" and item.role in {"dimension", "key"}
                if text and not (item.hidden or item.values):
                    ref = f"{dataset.name}.{item.name}"
                    found.append(NameField(ref=ref, calls=item.name == name))
        return sorted(found, key=lambda item: not item.calls)[:_MOST_FIELDS]


def _shared(asked: Sequence[str], place: int, named: Phrase) -> Phrase:
    """The longest run of a question's words about one of them that a name has as well."""
    best: Phrase = (asked[place],)
    for at in (n for n, word in enumerate(named) if word == asked[place]):
        first = last = 0
        while min(place, at) > first and asked[place - first - 1] == named[at - first - 1]:
            first += 1
        onward = list(zip(asked[place:], named[at:], strict=False))
        while last < len(onward) and onward[last][0] == onward[last][1]:
            last += 1
        best = max(best, tuple(asked[place - first : place + last]), key=len)
    return best
