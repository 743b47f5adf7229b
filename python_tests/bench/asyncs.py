"""Awaiting tasks of Rust, beside such code as one would write it.

The naive way wakes the loop once for each completion, and Python meets the thread anew each time;
the safe way batches wake-ups and keeps the threads of Rust, as the bindings do, and does nothing
else. The rows that start with "nonblocking" are of bindings that were generated with
`Config::nonblocking_spawn`. Each way has a worker of its own, whose threads are only kept where
they are meant to be.
"""

from __future__ import annotations

import asyncio
import collections
import ctypes
import itertools
import threading
from ctypes import CFUNCTYPE, POINTER, Structure, c_size_t, c_uint8, c_uint32, c_void_p
from typing import Any

import reference_project as generated
import reference_project_nonblocking as nonblocking

from .native import check_int, library_path, native
from .rows import Names, Row, Target


class _Completion(Structure):
    _fields_ = (("function", c_void_p), ("data", c_size_t))


class _Task(Structure):
    _fields_ = (("data", c_void_p), ("abort", c_void_p), ("drop", c_void_p))


class _Outcome(Structure):
    _fields_ = (("tag", c_uint8), ("value", c_uint32))


_create = native("worker_create", c_void_p)
_plus = native("worker_plus", _Task, c_void_p, c_uint32, c_uint32, _Completion)
_Function: Any = CFUNCTYPE(None, POINTER(_Outcome), c_size_t)
_drops: dict[int, Any] = {}


def _drop(task: _Task) -> None:
    drop = _drops.get(task.drop)
    if drop is None:
        drop = _drops[task.drop] = CFUNCTYPE(None, c_void_p)(task.drop)
    drop(task.data)


class _Naive:
    """One wake-up for each completion."""

    def __init__(self) -> None:
        self.handle = _create()
        self.numbers = itertools.count()
        self.waiting: dict[int, asyncio.Future[Any]] = {}
        self.function = _Function(self.complete)
        self.address = ctypes.cast(self.function, c_void_p).value

    def complete(self, outcome: Any, number: int) -> None:
        future = self.waiting.pop(number)
        value = outcome[0].value
        future.get_loop().call_soon_threadsafe(future.set_result, value)

    async def plus(self, a: int, b: int) -> int:
        check_int(a, 0, 2**32 - 1)
        check_int(b, 0, 2**32 - 1)
        future = asyncio.get_running_loop().create_future()
        number = next(self.numbers)
        self.waiting[number] = future
        task = _plus(self.handle, a, b, _Completion(self.address, number))
        result = await future
        _drop(task)
        return result


class _Safe:
    """One wake-up for many completions, threads that are kept, calls that can be cancelled."""

    def __init__(self) -> None:
        self.handle = _create()
        self.numbers = itertools.count()
        self.waiting: dict[int, asyncio.Future[Any]] = {}
        self.queue: collections.deque[tuple[asyncio.Future[Any], Any]]
        self.queue = collections.deque()
        self.is_woken = False
        self.known = threading.local()
        self.function = _Function(self.complete)
        self.address = ctypes.cast(self.function, c_void_p).value

    def complete(self, outcome: Any, number: int) -> None:
        future = self.waiting.pop(number)
        found = outcome[0]
        self.queue.append((future, None if found.tag else found.value))
        if not self.is_woken:
            self.is_woken = True
            future.get_loop().call_soon_threadsafe(self.empty)
        if not hasattr(self.known, "thread"):
            self.known.thread = True
            ctypes.pythonapi.PyGILState_Ensure()

    def empty(self) -> None:
        self.is_woken = False
        while self.queue:
            future, value = self.queue.popleft()
            if not future.done():
                future.set_result(value)

    async def plus(self, a: int, b: int) -> int:
        check_int(a, 0, 2**32 - 1)
        check_int(b, 0, 2**32 - 1)
        future = asyncio.get_running_loop().create_future()
        number = next(self.numbers)
        self.waiting[number] = future
        task = _plus(self.handle, a, b, _Completion(self.address, number))
        try:
            result = await future
        except BaseException:
            CFUNCTYPE(None, c_void_p)(task.abort)(task.data)
            raise
        finally:
            _drop(task)
        if result is None:
            raise RuntimeError("the task was lost")
        return result


_loop = asyncio.new_event_loop()


def _sequence(plus: Any) -> Any:
    async def run() -> int:
        total = 0
        for number in range(64):
            total += await plus(number, 1)
        return total

    return lambda: _loop.run_until_complete(run())


def _at_once(plus: Any) -> Any:
    async def run() -> int:
        return sum(await asyncio.gather(*[plus(number, 1) for number in range(64)]))

    return lambda: _loop.run_until_complete(run())


def _in_turns(plus: Any) -> Any:
    async def work() -> int:
        total = 0
        for number in range(16):
            total += await plus(number, 1)
        return total

    async def run() -> int:
        return sum(await asyncio.gather(*[work() for _ in range(64)]))

    return lambda: _loop.run_until_complete(run())


_generated, _naive, _safe = generated.Worker(), _Naive(), _Safe()
nonblocking.init_lib(str(library_path()))
_nonblocking = nonblocking.Worker()


def _names(make: Any, way: Any) -> Names:
    return {"f": make(way.plus)}


def _row(title: str, make: Any, naive_target: float, worker: Any = None) -> Row:
    return Row(
        title,
        "f()",
        generated=_names(make, worker or _generated),
        naive=_names(make, _naive),
        safe=_names(make, _safe),
        target=Target(naive_target, "naive"),
    )


ROWS = [
    _row("64 awaits, one at a time", _sequence, 1.1),
    _row("64 awaits at once", _at_once, 0.33),
    _row("64 in flight, 16 each", _in_turns, 0.33),
    # With `Config::nonblocking_spawn`.
    _row("nonblocking: one at a time", _sequence, 1.1, _nonblocking),
    _row("nonblocking: 64 at once", _at_once, 0.33, _nonblocking),
    _row("nonblocking: 16 each", _in_turns, 0.33, _nonblocking),
]
