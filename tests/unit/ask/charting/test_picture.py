"""Charts as pictures: what stands in them."""

import re
import struct
import sys

import pytest

from boardroom.ask.charting.chart import visualization_of
from boardroom.ask.charting.picture import picture_of
from boardroom.ask.charting.theme import ThemeName
from boardroom.ask.charting.visualization import Spec, Visualization
from boardroom.errors import MissingExtraError, UsageError
from tests.unit.ask.charting.gallery import CHARTS, REVENUE
from tests.unit.ask.charting.rows import dimension, result

pytest.importorskip("vl_convert")


def themed(found: Visualization, theme: ThemeName = "light") -> Spec:
    """The specification of a chart that is no table."""
    spec = found.themed(theme)
    assert spec is not None
    return spec


def texts_of(name: str) -> list[str]:
    """All texts of a chart, as they are drawn."""
    svg = picture_of(themed(CHARTS[name]()), "svg").decode()
    return re.findall(r"<(?:text|tspan)[^>]*>([^<]+)<", svg)


@pytest.mark.parametrize("name", CHARTS)
def test_each_chart_can_be_drawn(name: str) -> None:
    svg = picture_of(themed(CHARTS[name](), "dark"), "svg").decode()
    assert svg.startswith("<svg")
    assert not {"NaN", "undefined", "Infinity"} & set(re.findall(r"\w+", svg))


def test_a_png_is_as_wide_as_asked_for_and_sharp() -> None:
    for width in (320, 640):
        found = visualization_of(CHARTS_ROWS, width=width)
        assert found is not None
        png = picture_of(themed(found))
        assert png.startswith(b"\x89PNG")
        assert struct.unpack(">I", png[16:20]) == (2 * width,)


CHARTS_ROWS = result([dimension("region"), REVENUE], [("North America", 5), ("EMEA", 3)])


def test_axes_write_numbers_by_their_unit() -> None:
    assert "$500K" in texts_of("bar")
    assert any(re.fullmatch(r"\d+%", text) for text in texts_of("lines above each other"))
    assert "−$40K" in texts_of("bar of long names") or "−$50K" in texts_of("bar of long names")


def test_each_month_has_its_tick_and_years_are_named_once() -> None:
    texts = texts_of("line")
    months = "Jul Aug Sep Oct Nov Dec Jan Feb Mar Apr May Jun".split()
    assert [text for text in texts if text in months] == months
    assert [text for text in texts if re.fullmatch(r"20\d\d", text)] == ["2025", "2026"]


def test_texts_of_the_data_are_not_markup() -> None:
    rows = [("<script>alert(1)</script>", 5), ("Beans & more", 3)]
    found = visualization_of(result([dimension("name"), REVENUE], rows))
    assert found is not None
    svg = picture_of(themed(found), "svg").decode()
    assert "<script" not in svg
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in svg


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with pytest.raises(MissingExtraError) as caught:
        picture_of(themed(CHARTS["bar"]()))
    assert "boardroom[charts]" in str(caught.value.hint)


def test_what_is_no_specification_is_refused() -> None:
    with pytest.raises(UsageError, match="cannot be drawn"):
        picture_of({"mark": 5})


def test_nothing_is_fetched() -> None:
    spec = themed(CHARTS["bar"]())
    with pytest.raises(UsageError, match="cannot be drawn"):
        picture_of({**spec, "data": {"url": "http://127.0.0.1:9/rows.json"}})
