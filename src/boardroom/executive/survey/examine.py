"""Everything that is looked at in one sheet. Called by ``executive.survey.surveyor``."""

import math
from collections.abc import Iterator
from dataclasses import replace

from boardroom.analysis.survey.word import read_words
from boardroom.executive.survey.association_claims import crossing_claims, word_claims
from boardroom.executive.survey.claim import Claim
from boardroom.executive.survey.course_claims import course_claims
from boardroom.executive.survey.difference_claims import (
    difference_claims,
    word_difference_claims,
)
from boardroom.executive.survey.even_claims import even_claims
from boardroom.executive.survey.interest import column_interest
from boardroom.executive.survey.link_claims import correlation_claims, pace_claims
from boardroom.executive.survey.share_claims import load_claims, repeat_claims, share_claims
from boardroom.executive.survey.sheet import Sheet


def examine(sheet: Sheet) -> Iterator[Claim]:
    """All claims that could be made of a sheet, whether chance explains them or not."""
    for claim in _looked_at(sheet):
        weight = math.prod(column_interest(name) for name in claim.about)
        yield replace(claim, interest=claim.interest * weight)


def _looked_at(sheet: Sheet) -> Iterator[Claim]:
    yield from share_claims(sheet)
    yield from even_claims(sheet)
    yield from difference_claims(sheet)
    yield from crossing_claims(sheet)
    yield from correlation_claims(sheet)
    yield from pace_claims(sheet)
    yield from course_claims(sheet)
    yield from repeat_claims(sheet)
    yield from load_claims(sheet)
    for texts in sheet.texts:
        vocabulary = read_words(texts.cells)
        yield from word_claims(sheet, texts, vocabulary)
        yield from word_difference_claims(sheet, texts, vocabulary)
