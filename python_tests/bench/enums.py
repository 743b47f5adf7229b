"""Unit enums: the naive way knows numbers only."""

from __future__ import annotations

from ctypes import c_uint8

import reference_project as generated

from .native import native
from .rows import Row

_next_color = native("next_color", c_uint8, c_uint8)
_color_to_u8 = native("color_to_u8", c_uint8, c_uint8)


def _check_color(color: object) -> None:
    if not isinstance(color, generated.Color):
        raise TypeError(f"must be Color, not {type(color).__name__}")


def _safe_next_color(color: generated.Color) -> generated.Color:
    _check_color(color)
    return generated.Color(_next_color(color))


def _safe_color_to_u8(color: generated.Color) -> int:
    _check_color(color)
    return _color_to_u8(color)


ROWS = [
    Row(
        "enum -> u8",
        "f(color)",
        generated={"f": generated.color_to_u8, "color": generated.Color.Red},
        naive={"f": _color_to_u8, "color": 1},
        safe={"f": _safe_color_to_u8, "color": generated.Color.Red},
    ),
    Row(
        "enum -> enum",
        "f(color)",
        generated={"f": generated.next_color, "color": generated.Color.Red},
        naive={"f": _next_color, "color": 1},
        safe={"f": _safe_next_color, "color": generated.Color.Red},
    ),
]
