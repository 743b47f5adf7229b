"""A picture of one Python's results: how long ctypes by hand takes beside the generated way."""

from __future__ import annotations

import math
from typing import Iterable, Sequence
from xml.sax.saxutils import escape

from .report import Result

_LINE, _LEFT, _WIDTH = 18, 330, 480
_COLORS = {"naive": "#c0504d", "safe": "#4f81bd"}
# From a quarter of the time of the generated way to sixteen times as much.
_LOWEST, _HIGHEST = 1 / 4, 16


def picture(version: str, calls: Iterable[tuple[str, Sequence[Result]]]) -> str:
    """An SVG: a dot for each way by hand, to the right of the line where it takes longer."""
    rows: list[str] = []
    y = 3 * _LINE
    for word, results in calls:
        y += _LINE
        rows.append(_text(8, y, word, "bold"))
        for result in results:
            y += _LINE
            rows.append(_text(20, y, result.title))
            rows += [
                f'<circle cx="{_at(1 / ratio):.1f}" cy="{y - 4}" r="4" '
                f'fill="{_COLORS[way]}" fill-opacity="0.8"/>'
                for way, ratio in result.ratios.items()
            ]
    height = y + _LINE
    scale = [
        f'<line x1="{_at(times):.1f}" x2="{_at(times):.1f}" y1="{2.5 * _LINE}" '
        f'y2="{height - _LINE / 2}" stroke="{"#333" if times == 1 else "#ddd"}"/>'
        + _text(_at(times) - 8, 2 * _LINE, f"{times:g} x")
        for times in (0.25, 0.5, 1, 2, 4, 8, 16)
    ]
    legend = _text(
        8, _LINE, f"CPython {version}: time of ctypes by hand, generated = 1"
    )
    for number, (way, color) in enumerate(_COLORS.items()):
        x = _LEFT + _WIDTH - 140 + 70 * number
        legend += f'<circle cx="{x}" cy="{_LINE - 4}" r="4" fill="{color}"/>'
        legend += _text(x + 8, _LINE, way)
    body = "\n".join([legend, *scale, *rows])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_LEFT + _WIDTH + 20}" '
        f'height="{height}" font-family="sans-serif" font-size="12">\n'
        f'<rect width="100%" height="100%" fill="white"/>\n{body}\n</svg>\n'
    )


def _at(times: float) -> float:
    """Where so many times the time of the generated way are."""
    times = min(max(times, _LOWEST), _HIGHEST)
    share = math.log(times / _LOWEST) / math.log(_HIGHEST / _LOWEST)
    return _LEFT + share * _WIDTH


def _text(x: float, y: float, text: str, weight: str = "normal") -> str:
    return (
        f'<text x="{x:.1f}" y="{y}" font-weight="{weight}" fill="#222">'
        f"{escape(text)}</text>"
    )
