"""The standard metrics as data: what each needs, how it is computed, how it is called.

``recipes.toml`` holds the recipes and explains its slots; here are their types. Called by
``standard``.
"""

from dataclasses import dataclass
from functools import cache

from boardroom.semantic.model import Direction, Grain
from boardroom.semantic.propose.tables import direction_of, grain_of, read_table_file, text_of


@dataclass(frozen=True, kw_only=True)
class Variant:
    """One way to compute a metric.

    Attributes:
        needs: slots, filled from one table and its parents.
        says: the formula in words.
        rows: entities whose tables may give it, in order of preference; empty = any table.
        moment: the slot that places it in time instead of the dataset's own placement; two slots
            (start, end) make a stock of what holds between them.
        running: the sum of all rows up to the end of the period: a balance made of movements.
        opening: names in ``sql`` that mean another metric at the opening of the period.
        of: the entity whose rows the metrics it builds on must count; empty = any.
        identified: a metric it builds on, of whose persons only the rows count.
        loose: the metrics it builds on need not belong to joined tables.
    """

    sql: str
    needs: tuple[str, ...]
    says: str
    score: float
    rows: tuple[str, ...] = ()
    moment: str | None = None
    opening: tuple[tuple[str, str], ...] = ()
    of: str = ""
    identified: str = ""
    loose: bool = False
    running: bool = False


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """A standard metric.

    ``unit`` «money» is the currency of its columns or of the model, ``=`` the unit of the column it
    averages.

    Attributes:
        rivals: several tables may tell it; those that have nothing to do with the chosen one get
            metrics named after them.
        max_grain: the longest period it is right for.
        follows: the recipe whose table it should count, where it can.
    """

    name: str
    unit: str
    direction: Direction | None
    department: str
    synonyms: tuple[str, ...]
    variants: tuple[Variant, ...]
    rivals: bool = False
    follows: str = ""
    max_grain: Grain | None = None


@cache
def recipes() -> tuple[Recipe, ...]:
    """All recipes in order: one may build on metrics of earlier ones."""
    found = []
    for name, item in read_table_file("recipes.toml").items():
        variants = item["variants"]
        found.append(
            Recipe(
                name=name,
                unit=text_of(item, "unit"),
                direction=direction_of(item),
                department=text_of(item, "department"),
                synonyms=tuple(word.strip() for word in text_of(item, "synonyms").split(",")),
                variants=tuple(_variant(one) for one in variants),
                rivals=item.get("rivals") is True,
                follows=text_of(item, "follows"),
                max_grain=grain_of(item),
            )
        )
    return tuple(found)


def _variant(item: dict[str, object]) -> Variant:
    opening = item.get("opening", {})
    pairs = opening.items() if isinstance(opening, dict) else ()
    return Variant(
        sql=text_of(item, "sql"),
        needs=tuple(text_of(item, "needs").split()),
        says=text_of(item, "says"),
        score=float(text_of(item, "score")),
        rows=tuple("" if row == "-" else row for row in text_of(item, "rows").split()),
        moment=text_of(item, "moment") or None,
        opening=tuple((str(name), str(of)) for name, of in pairs),
        of=text_of(item, "of"),
        identified=text_of(item, "identified"),
        loose=item.get("loose") is True,
        running=item.get("running") is True,
    )
