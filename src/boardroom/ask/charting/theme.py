"""The look of charts, light and dark in pairs: the only place that knows colours and fonts.

Specifications name styles (``bar``, ``other``, ``before``…); a Vega-Lite ``config`` made here says
what these look like. The colours of series are told apart by people who see no red, green or blue
as well; that is unit-tested.
"""

from collections.abc import Mapping
from typing import Final, Literal

from boardroom.insight.html import theme as page

ThemeName = Literal["light", "dark"]

TOKENS: Final[Mapping[ThemeName, Mapping[str, str]]] = {"light": page.LIGHT, "dark": page.DARK}

SERIES: Final[Mapping[ThemeName, tuple[str, ...]]] = {
    "light": (
        page.LIGHT["accent"], "#c8831c", "#169c59", "#924a9a", "#9c3116", "#23194c", "#442421",
        page.LIGHT["flat"],
    ),
    "dark": (
        page.DARK["accent"], "#e28c36", "#56db99", "#edaadf", "#9a6a4a", "#dfdf1f", "#8c41d6",
        page.DARK["flat"],
    ),
}  # fmt: skip
"""One colour a series; the last, grey, is that of «other» where series were folded."""

FONT: Final = "Inter, 'Liberation Sans', 'Helvetica Neue', Arial, sans-serif"

_LOW: Final[Mapping[ThemeName, str]] = {"light": "#e9edfb", "dark": "#1b2036"}


def chart_config(theme: ThemeName) -> dict[str, object]:
    """The Vega-Lite ``config`` of all charts."""
    tokens = TOKENS[theme]
    return {
        "background": tokens["card"],
        "padding": 12,
        "font": FONT,
        "view": {"stroke": None},
        "title": {
            "anchor": "start", "frame": "bounds", "color": tokens["text"], "fontSize": 15,
            "fontWeight": 600, "subtitleColor": tokens["muted"], "subtitleFontSize": 12,
            "subtitlePadding": 5, "offset": 14,
        },
        "axis": {
            "domain": False, "ticks": False, "gridColor": tokens["rule"], "labelColor":
            tokens["muted"], "labelFontSize": 12, "labelPadding": 8, "titleColor": tokens["muted"],
            "titleFontSize": 12, "titleFontWeight": "normal", "titlePadding": 10,
            "domainColor": tokens["border"], "tickColor": tokens["border"],
        },
        "legend": {
            "orient": "top", "title": None, "titleColor": tokens["muted"],
            "labelColor": tokens["soft"], "labelFontSize": 12, "labelLimit": 180,
            "symbolType": "square", "symbolSize": 90, "offset": 30,
            "columnPadding": 14, "rowPadding": 4,
        },
        "range": {
            "category": list(SERIES[theme]),
            "heatmap": [_LOW[theme], tokens["accent"]],
            "ramp": [_LOW[theme], tokens["accent"]],
            "diverging": [tokens["bad"], tokens["sunken"], tokens["accent"]],
        },
        "style": _styles(tokens),
    }  # fmt: skip


def _styles(tokens: Mapping[str, str]) -> dict[str, object]:
    accent, text = tokens["accent"], tokens["text"]
    return {
        "measure-bar": {"color": accent},
        "other": {"color": tokens["flat"]},
        "good": {"color": tokens["good"]},
        "bad": {"color": tokens["bad"]},
        "measure-line": {"color": accent},
        "band": {"color": accent, "opacity": 0.18},
        "measure-area": {"color": accent, "fillOpacity": 0.18},
        "before": {"color": tokens["flat"]},
        "measure-tick": {"color": text, "opacity": 1},
        "dot": {"color": accent},
        "hollow": {"fill": tokens["card"], "stroke": accent},
        "measure-point": {"color": accent, "fillOpacity": 0.55},
        "label": {"color": text, "fontSize": 12, "fontWeight": 600},
        "note": {"color": tokens["muted"], "fontSize": 12},
        "figure": {"color": text, "fontSize": 34, "fontWeight": 700},
        "good-text": {"color": tokens["good"], "fontSize": 13, "fontWeight": 600},
        "bad-text": {"color": tokens["bad"], "fontSize": 13, "fontWeight": 600},
        "neutral-text": {"color": tokens["soft"], "fontSize": 13, "fontWeight": 600},
        "on-light": {"color": text, "fontSize": 12},
        "on-accent": {"color": tokens["card"], "fontSize": 12},
        "slice": {"stroke": tokens["card"]},
    }
