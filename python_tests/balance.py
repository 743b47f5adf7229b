"""What Rust has allocated and not freed, by the counters of the library that the tests use."""

from __future__ import annotations

import ctypes
import gc
from typing import Callable, NamedTuple

import reference_project as r


class Counts(NamedTuple):
    """The numbers of reference_project/src/counting.rs at one moment."""

    live_allocations: int
    live_bytes: int
    allocations: int
    frees: int

    @property
    def alive(self) -> tuple[int, int]:
        """What has to be as before where nothing leaks."""
        return self.live_allocations, self.live_bytes


class Balance:
    """Reads the counters. AttributeError where the library has none."""

    def __init__(self) -> None:
        r.init_lib()
        # The very library that the module calls, wherever it was found.
        library = r._library._loaded
        self._functions = []
        for name in Counts._fields:
            function = library[f"reference_project_{name}"]
            function.restype = ctypes.c_size_t
            self._functions.append(function)

    def counts(self) -> Counts:
        """All counters now. Garbage that Python has not yet collected counts as alive."""
        return Counts(*[function() for function in self._functions])

    def assert_steady(
        self,
        run: Callable[[], object],
        rounds: int = 100,
        *,
        objects: bool = False,
    ) -> None:
        """Fail unless Rust has as much alive after many rounds as after the first one.

        With `objects`, the garbage collector must not find an object more for each round
        either. Python may make a few on its own, so fewer than that are fine.
        """
        # What is made once and kept is no leak.
        run()
        gc.collect()
        objects_before = len(gc.get_objects()) if objects else 0
        before = self.counts()
        for _ in range(rounds):
            run()
        gc.collect()
        after = self.counts()
        assert after.alive == before.alive, (
            f"{rounds} rounds leave {after.live_allocations - before.live_allocations:+} "
            f"allocations and {after.live_bytes - before.live_bytes:+} bytes alive in Rust"
        )
        if objects:
            more = len(gc.get_objects()) - objects_before
            assert more < rounds, f"{rounds} rounds leave {more:+} Python objects alive"
