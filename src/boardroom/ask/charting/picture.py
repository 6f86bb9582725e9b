"""Charts as PNG and SVG, drawn in this process, without a browser, files or network."""

from collections.abc import Mapping
from typing import Literal

from boardroom.errors import MissingExtraError, UsageError

PictureFormat = Literal["png", "svg"]

_VEGA_LITE = "6.4"
_PIXELS = 2.0
"""Pixels of the picture for each of the chart: sharp on today's screens."""


def picture_of(spec: Mapping[str, object], picture_format: PictureFormat = "png") -> bytes:
    """A themed Vega-Lite specification, drawn.

    Raises:
        MissingExtraError: the extra ``charts`` is not installed.
        UsageError: it is no specification.
    """
    try:
        import vl_convert
    except ImportError as exc:
        message = "drawing charts needs a package that is not installed"
        raise MissingExtraError(message, hint="pip install 'boardroom[charts]'") from exc
    try:
        if picture_format == "svg":
            text = vl_convert.vegalite_to_svg(
                dict(spec), vl_version=_VEGA_LITE, allowed_base_urls=[]
            )
            return text.encode()
        return vl_convert.vegalite_to_png(
            dict(spec), vl_version=_VEGA_LITE, scale=_PIXELS, allowed_base_urls=[]
        )
    except ValueError as exc:
        raise UsageError(f"this chart cannot be drawn: {exc}") from exc
