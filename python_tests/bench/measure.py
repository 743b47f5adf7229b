"""Times rows: one run, in one process."""

from __future__ import annotations

import importlib
import statistics
import timeit
from typing import Any, NamedTuple, Sequence

from .rows import Names, Row


class Effort(NamedTuple):
    """How long to measure: `rounds` and `loops` of what is quick, fewer of what is slow."""

    runs: int
    rounds: int
    loops: int


FULL = Effort(runs=5, rounds=150, loops=1000)
QUICK = Effort(runs=2, rounds=15, loops=200)

# A round that takes longer is interrupted too often for any to be free of it: on a busy
# machine its minimum may be twice the truth.
LONGEST_ROUND = 0.5e-3

# In seconds, for one way of doing what takes longer than that by itself; but no fewer rounds than
# these, or a minimum says nothing.
LONGEST_WAY = 0.5
FEWEST_ROUNDS = 10


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
    return time(row.statement, row.ways(), effort)


def time(
    statement: str, ways: dict[str, Names], effort: Effort
) -> dict[str, tuple[float, float]]:
    """Minimum and median in ns of a statement, for each of the ways."""
    timers = {way: _timer(statement, names) for way, names in ways.items()}
    seconds = max(_seconds(timer) for timer in timers.values())
    loops = max(1, min(effort.loops, int(LONGEST_ROUND / seconds)))
    rounds = min(
        effort.rounds, max(FEWEST_ROUNDS, int(LONGEST_WAY / (loops * seconds)))
    )
    # What the loop around the statement takes.
    timers["nothing"] = timeit.Timer("pass")
    samples: dict[str, list[float]] = {way: [] for way in timers}
    # In turn, so that what slows the machine down slows all ways down.
    for _ in range(rounds):
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


def _seconds(timer: timeit.Timer) -> float:
    """What a statement takes, roughly."""
    few = 1 if timer.timeit(1) > LONGEST_ROUND else 20
    return min(timer.repeat(5, few)) / few


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
