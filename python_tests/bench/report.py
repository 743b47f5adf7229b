"""Tables, for the terminal and in Markdown."""

from __future__ import annotations

import statistics
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


class Result(NamedTuple):
    """What was measured of a row: in ns, over all runs."""

    title: str
    # Minimum and median.
    times: dict[str, tuple[float, float]]
    # By way, of the generated one to it: the median over the runs of the ratio of minima.
    ratios: dict[str, float]
    # The largest ratio, and the way it is to.
    target: tuple[float, str] | None

    def verdict(self, version: str) -> str:
        if self.target is None:
            return ""
        limit, way = self.target
        return _verdict(f"{limit:.2f} x {way}", self.ratios[way], limit, version)


def result(row: Row, runs: list[dict[str, tuple[float, float]]]) -> Result:
    return Result(
        row.title,
        {way: _over(runs, way) for way in row.ways()},
        {way: _ratio(runs, "generated", way) for way in row.ways() if way != WAYS[0]},
        row.target,
    )


def _over(runs: list[dict[str, tuple[float, float]]], way: str) -> tuple[float, float]:
    return min(run[way][0] for run in runs), statistics.median(
        run[way][1] for run in runs
    )


def _ratio(runs: list[dict[str, tuple[float, float]]], way: str, of: str) -> float:
    return statistics.median(run[way][0] / run[of][0] for run in runs)


def calls(version: str, word: str, results: list[Result]) -> Table:
    """What the calls of one construct cost."""

    def line(result: Result) -> tuple[str, ...]:
        times = [_shown(result.times.get(way)) for way in WAYS]
        ratios = [result.ratios.get(way) for way in WAYS[1:]]
        shown = ["" if ratio is None else f"{ratio:.2f}" for ratio in ratios]
        return (result.title, *times, *shown, result.verdict(version))

    head = ("ns: minimum (median)", *WAYS, "/ naive", "/ safe", "target")
    return Table(f"{word}, CPython {version}", head, [line(it) for it in results])


def _shown(times: tuple[float, float] | None) -> str:
    return "" if times is None else f"{times[0]:.0f} ({times[1]:.0f})"


def parsed(version: str) -> tuple[int, ...]:
    """The first two numbers of a version."""
    return tuple(map(int, version.split(".")[:2]))


def _verdict(text: str, value: float, limit: float, version: str) -> str:
    """The target, and whether it is reached where it is promised."""
    if parsed(version) < OLDEST_WITH_TARGETS:
        return text
    if value <= limit:
        return f"{text}: reached"
    within = value <= limit * TOLERANCE
    return f"{text}: {'reached within 10 %' if within else 'MISSED'}"


def scaling(version: str, runs: list[dict[str, Any]]) -> Table:
    """What does not depend on how much there is of something."""
    sizes = ("small", "large")
    table = []
    for title in runs[0]:
        found = [run[title] for run in runs]
        times = [_shown(_over(found, size)) for size in sizes]
        table.append((title, *times, f"{_ratio(found, 'large', 'small'):.2f}"))
    head = ("ns: minimum (median)", *sizes, "ratio")
    return Table(f"what does not grow, CPython {version}", head, table)


def startup(version: str, lines: list[Startup]) -> Table:
    """What modules cost before the first call."""
    steps = list(lines[0].times)
    table = []
    for line in lines:
        verdicts = [
            _verdict(f"{step} {limit}", line.times[step], limit, version)
            for step, limit in line.limits.items()
        ]
        cells = [f"{line.times[step]:.1f}" for step in steps]
        table.append((line.title, *cells, "; ".join(verdicts)))
    head = ("ms: minimum", *steps, "target")
    return Table(f"before the first call, CPython {version}", head, table)
