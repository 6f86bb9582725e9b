"""What an answer is given at the end, once its rows are there, and what is said where a question
names nothing that can be computed. Called by the SQL agent.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from boardroom.ask.answer import Answer, Reading
from boardroom.ask.asker import NOTHING, Asker
from boardroom.ask.conclusion import conclusion
from boardroom.ask.cover import Piece
from boardroom.ask.things import count_metric, sense_words
from boardroom.ask.time_phrase import read_times
from boardroom.ask.token import read_tokens
from boardroom.errors import BoardroomError
from boardroom.semantic.compiler.additivity import additivity
from boardroom.semantic.propose.naming import plural
from boardroom.semantic.query import Query


def finished(found: Answer, asker: Asker, *, as_of: date) -> Answer:
    """The answer, its message saying of stocks as of when, its times with the words that said
    them."""
    query, result = found.query, found.result
    if query is None or result is None:
        return found
    stocks = _stocks(query, asker)
    if stocks and found.message == conclusion(query, result):
        found = replace(found, message=conclusion(query, result, stocks=stocks))
    if all(item.words for item in found.reading):
        return found
    return replace(found, reading=_with_words(found, asker, as_of=as_of))


def _stocks(query: Query, asker: Asker) -> frozenset[str]:
    """The metrics of a query that tell what there is at a time."""
    expander = asker.lexicon.ground.expander
    try:
        return frozenset(
            name
            for name in query.metrics
            if additivity(expander.metric(name), asker.graph) == "stock"
        )
    except BoardroomError:
        return frozenset()


def _with_words(found: Answer, asker: Asker, *, as_of: date) -> tuple[Reading, ...]:
    """The reading, with the words of the question that each time came from."""
    tokens = read_tokens(found.question)
    said: dict[str, str] = {}
    for time in read_times(tokens, as_of=as_of, calendar=asker.metrics.calendar):
        words = " ".join(token.text for token in tokens[time.first : time.last])
        for reading in time.readings:
            said[reading.words] = max(words, said.get(reading.words, ""), key=len)
    return tuple(
        item if item.words or item.kept else replace(item, words=said.get(item.meaning, ""))
        for item in found.reading
    )


def nothing_named(text: str, asker: Asker, *, as_of: date) -> str:
    """Why a question whose words are all known asks for nothing: what they name, and what could be
    asked of that."""
    named = [piece for piece in asker.pieces(text, as_of=as_of) if piece.senses]
    if not named:
        return NOTHING
    amounts = [piece for piece in named if piece.has("metric")]
    if amounts:
        said = amounts[0].text
        return f"{said!r} can be computed, but not in the way that is asked; try fewer words."
    said = "; ".join(dict.fromkeys(_named(piece, asker) for piece in named))
    nearest = next(iter(_nearest(named, asker)), None)
    hint = f" Say what to compute, such as: {nearest}." if nearest else ""
    return f"That names {said}, but nothing that can be computed of it.{hint}"


def _named(piece: Piece, asker: Asker) -> str:
    best = max(piece.senses, key=lambda sense: sense.match)
    words = sense_words(asker.metrics.model, best)
    return f"{piece.text} ({words})" if words.lower() != piece.text.lower() else piece.text


def _nearest(named: Iterable[Piece], asker: Asker) -> Iterable[str]:
    """Questions that count the things that the words speak of."""
    model = asker.metrics.model
    for piece in named:
        for sense in sorted(piece.senses, key=lambda item: -item.match):
            dataset = sense.dataset or sense.ref.partition(".")[0]
            if dataset not in model.dataset_by_name:
                continue
            metric = count_metric(asker.kinds.values(), dataset)
            things = model.metric_by_name[metric].title.lower() if metric else plural(dataset)
            things = things.replace("_", " ")
            if sense.kind == "value":
                yield f"how many {things} in {piece.text}"
            elif sense.kind == "field":
                yield f"{things} by {piece.text}"
            else:
                yield f"how many {things}"
