"""Design tokens of the HTML page, light and dark in pairs; their contrast is unit-tested.

Called by ``insight.html.sheet``.
"""

from collections.abc import Mapping
from typing import Final

LIGHT: Final[Mapping[str, str]] = {
    "page": "#f7f8fa",
    "card": "#ffffff",
    "sunken": "#f3f4f7",
    "border": "#e2e5ea",
    "rule": "#eef0f3",
    "text": "#0f131a",
    "soft": "#3d4552",
    "muted": "#5b6472",
    "accent": "#3557d6",
    "accent-soft": "#e4eafd",
    "good": "#0b6e4f",
    "good-soft": "#e3f1ec",
    "bad": "#b3261e",
    "bad-soft": "#fbe9e7",
    "flat": "#8a93a1",
    "warn": "#7a4f01",
    "warn-soft": "#fdf3dc",
}

DARK: Final[Mapping[str, str]] = {
    "page": "#0f1115",
    "card": "#15181d",
    "sunken": "#1b1f26",
    "border": "#2a2f38",
    "rule": "#22262e",
    "text": "#e7e9ee",
    "soft": "#c3c9d3",
    "muted": "#98a1af",
    "accent": "#8da2fb",
    "accent-soft": "#1f2850",
    "good": "#4ccb9f",
    "good-soft": "#12302a",
    "bad": "#f28b82",
    "bad-soft": "#3a1d1d",
    "flat": "#7b8593",
    "warn": "#e9b949",
    "warn-soft": "#33290f",
}

READABLE: Final = (
    ("text", "page"), ("text", "card"), ("soft", "card"), ("muted", "card"), ("muted", "page"),
    ("accent", "card"), ("good", "card"), ("bad", "card"), ("warn", "warn-soft"),
    ("muted", "sunken"), ("soft", "sunken"), ("accent", "accent-soft"), ("good", "good-soft"),
    ("bad", "bad-soft"),
)  # fmt: skip
"""Pairs of foreground and background that stand on each other and must reach 4.5 : 1."""


def variables(tokens: Mapping[str, str]) -> str:
    """The tokens as CSS custom properties.

    Example:
        >>> variables({"page": "#fff"})
        '--page:#fff;'
    """
    return "".join(f"--{name}:{value};" for name, value in tokens.items())


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two ``#rrggbb`` colours, 1 to 21.

    Example:
        >>> round(contrast("#000000", "#ffffff"), 1)
        21.0

    Source: WCAG 2.2, relative luminance and contrast ratio.
    """
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
