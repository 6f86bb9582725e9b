"""Plain facts of one column make no relation of several more likely."""

from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import numpy as np

from boardroom.executive.survey.choosing import choose
from boardroom.executive.survey.claim import Claim, ClaimKind
from boardroom.executive.survey.sheet import Sheet
from boardroom.insight.wording import Sentence
from boardroom.semantic.query import Query

SHEET = cast("Sheet", SimpleNamespace())


def claim(kind: ClaimKind, p_value: float, *, column: int) -> Claim:
    return Claim(
        kind=kind,
        sheet=SHEET,
        about=frozenset({f"{kind} {column}"}),
        strength=0.5,
        reach=0.5,
        query=Query(),
        say=lambda: Sentence(title="", text="", numbers=()),
        p_value=p_value,
    )


FACTS = [claim("share", 1e-9, column=place) for place in range(50)]
CHANCE = [claim("difference", (place + 0.5) / 100, column=place) for place in range(100)]


def test_relations_that_chance_makes_are_not_told_beside_facts() -> None:
    assert {item.kind for item in choose([*FACTS, *CHANCE])} == {"share"}


def test_a_plain_relation_is_told() -> None:
    plain = claim("association", 1e-6, column=0)
    assert plain in choose([*FACTS, *CHANCE, plain])


def test_the_same_records_by_another_name_are_news_no_more() -> None:
    def share(name: str, holders: list[bool], p_value: float) -> Claim:
        told = claim("share", p_value, column=0)
        return replace(told, about=frozenset({name}), records=np.array(holders))

    first = share("city", [True] * 50 + [False] * 50, 1e-9)
    again = share("shop", [True] * 48 + [False] * 52, 1e-8)
    other = share("team", [False] * 50 + [True] * 50, 1e-7)
    assert choose([first, again, other]) == (first, other, again)


def test_how_something_moves_is_news_beside_how_high_it_is() -> None:
    level = replace(claim("difference", 1e-9, column=0), about=frozenset({"team", "time"}))
    again = replace(claim("association", 1e-8, column=0), about=level.about)
    rise = replace(claim("course", 1e-7, column=0), about=level.about)
    assert choose([level, again, rise]) == (level, rise, again)
