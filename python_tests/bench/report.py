"""Tables, for the terminal and in Markdown."""

from __future__ import annotations

import statistics
import sys
from typing import Any, NamedTuple, Sequence

from .rows import WAYS, Row
from .startup import Startup

# Times vary by that much between runs, whatever is done.
TOLERANCE = 1.1

# Times are promised for these Pythons and later ones, and reported for others.
OLDEST_WITH_TARGETS = (3, 11)


class Table(NamedTuple):
    title: str
    head: tuple[str, ...]
    lines: list[tuple[str, ...]]

    def text(self) -> str:
        rows = [self.head, *self.lines]
        widths = [max(len(row[i]) for row in rows) for i in range(len(self.head))]

        def line(row: tuple[str, ...]) -> str:
            first, *others = (
                cell.ljust(width) if i in (0, len(row) - 1) else cell.rjust(width)
                for i, (cell, width) in enumerate(zip(row, widths))
            )
            return "  ".join([first, *others]).rstrip()

        rule = "-" * len(line(tuple("x" * width for width in widths)))
        return "\n".join([self.title, rule, line(self.head), *map(line, self.lines)])

    def markdown(self) -> str:
        def line(row: Sequence[str]) -> str:
            return f"| {' | '.join(row)} |"

        align = ["---", *["---:"] * (len(self.head) - 2), "---"]
        lines = [line(self.head), line(align), *map(line, self.lines)]
        return "\n".join([f"### {self.title}", "", *lines, ""])


def calls(version: str, word: str, rows: list[Row], runs: list[Any]) -> Table:
    """What the calls of one construct cost."""
    head = ("ns: minimum (median)", *WAYS, "/ naive", "/ safe", "target")
    lines = [_call(row, [run[word][row.title] for run in runs]) for row in rows]
    return Table(f"{word}, CPython {version}", head, lines)


def _call(row: Row, runs: list[dict[str, tuple[float, float]]]) -> tuple[str, ...]:
    def cost(way: str) -> str:
        if way not in runs[0]:
            return ""
        lowest = min(run[way][0] for run in runs)
        return f"{lowest:.0f} ({statistics.median(run[way][1] for run in runs):.0f})"

    def ratio(way: str) -> float | None:
        if way not in runs[0]:
            return None
        return statistics.median(run["generated"][0] / run[way][0] for run in runs)

    ratios = {way: ratio(way) for way in WAYS[1:]}
    shown = ["" if value is None else f"{value:.2f}" for value in ratios.values()]
    target = ""
    if row.target is not None:
        limit, way = row.target
        target = _verdict(f"{limit:.2f} x {way}", ratios[way], limit)
    return (row.title, *map(cost, WAYS), *shown, target)


def _verdict(text: str, value: float | None, limit: float) -> str:
    """The target, and whether it is reached where it is promised."""
    if value is None or sys.version_info < OLDEST_WITH_TARGETS:
        return text
    if value <= limit:
        return f"{text}: reached"
    within = value <= limit * TOLERANCE
    return f"{text}: {'reached within 10 %' if within else 'MISSED'}"


def startup(version: str, lines: list[Startup]) -> Table:
    """What modules cost before the first call."""
    steps = list(lines[0].times)
    table = []
    for line in lines:
        verdicts = [
            _verdict(f"{step} {limit}", line.times[step], limit)
            for step, limit in line.limits.items()
        ]
        cells = [f"{line.times[step]:.1f}" for step in steps]
        table.append((line.title, *cells, "; ".join(verdicts)))
    head = ("ms: minimum", *steps, "target")
    return Table(f"before the first call, CPython {version}", head, table)
