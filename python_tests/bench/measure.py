"""Times rows: one run, in one process."""

from __future__ import annotations

import importlib
import statistics
import timeit
from typing import Any, NamedTuple, Sequence

from .rows import Names, Row


class Effort(NamedTuple):
    """How long to measure."""

    runs: int
    rounds: int
    loops: int


FULL = Effort(runs=5, rounds=150, loops=1000)
QUICK = Effort(runs=2, rounds=15, loops=200)

# A round that takes longer is interrupted too often for any to be free of it: on a busy
# machine its minimum may be twice the truth.
LONGEST_ROUND = 0.5e-3


def load(words: Sequence[str]) -> dict[str, list[Row]]:
    """The rows of these constructs."""
    return {word: importlib.import_module(f"bench.{word}").ROWS for word in words}


def run(words: Sequence[str], effort: Effort) -> dict[str, Any]:
    """Minimum and median in ns per call, by construct, row and way."""
    return {
        word: {row.title: _time(row, effort) for row in rows}
        for word, rows in load(words).items()
    }


def _time(row: Row, effort: Effort) -> dict[str, tuple[float, float]]:
    _compare_results(row)
    timers = {way: _timer(row.statement, names) for way, names in row.ways().items()}
    loops = min(_fitting_loops(timer, effort) for timer in timers.values())
    # What the loop around the statement takes.
    timers["nothing"] = timeit.Timer("pass")
    samples: dict[str, list[float]] = {way: [] for way in timers}
    # In turn, so that what slows the machine down slows all ways down.
    for _ in range(effort.rounds):
        for way, timer in timers.items():
            samples[way].append(timer.timeit(loops) / loops * 1e9)
    nothing = samples.pop("nothing")
    return {
        way: (
            min(times) - min(nothing),
            statistics.median(times) - statistics.median(nothing),
        )
        for way, times in samples.items()
    }


def _timer(statement: str, names: Names) -> timeit.Timer:
    """Names become local variables: looking them up costs next to nothing."""
    setup = "; ".join(f"{name} = names[{name!r}]" for name in names)
    return timeit.Timer(statement, setup, globals={"names": names})


def _fitting_loops(timer: timeit.Timer, effort: Effort) -> int:
    """As many as wanted, unless a round would become too long."""
    few = 20
    seconds = min(timer.repeat(5, few)) / few
    return max(few, min(effort.loops, int(LONGEST_ROUND / seconds)))


def _compare_results(row: Row) -> None:
    results = {}
    for way, names in row.ways().items():
        scope = dict(names)
        exec(row.statement, scope)  # noqa: S102
        results[way] = eval(row.result or row.statement, scope)
    expected = results["naive"]
    for way, found in results.items():
        if found != expected:
            raise AssertionError(
                f"{row.title}: {way} gives {found!r}, naive {expected!r}"
            )
