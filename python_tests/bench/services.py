"""Services: classes with a handle, beside such classes as one would write them."""

from __future__ import annotations

from ctypes import CFUNCTYPE, c_uint32, c_void_p
from threading import RLock
from typing import Any, Callable

import reference_project as generated

from .native import check_int, native
from .rows import Row, Target, call

_create = native("counter_create", c_void_p, c_uint32)
_destroy = native("counter_destroy", None, c_void_p)
_step = native("counter_step", c_uint32, c_void_p, c_uint32)
_current = native("counter_current", c_uint32, c_void_p)
_ahead = native("counter_ahead", c_uint32, c_void_p, c_uint32)


class _Naive:
    """The address as an integer, and declared types."""

    def __init__(self, start: int) -> None:
        self.handle = _create(start)

    def step(self, more: int) -> int:
        return _step(self.handle, more)

    def current(self) -> int:
        return _current(self.handle)

    def ahead(self, more: int) -> int:
        return _ahead(self.handle, more)

    def __del__(self) -> None:
        _destroy(self.handle)


def _bare(symbol: str, result: Any) -> Callable[..., Any]:
    """A function that takes what it is given as it is: an address that ctypes made before."""
    library = native(symbol, result)
    made = CFUNCTYPE(result)
    return made(c_void_p.from_buffer(library).value)


_bare_create = _bare("counter_create", c_void_p)
_bare_destroy = _bare("counter_destroy", None)
_bare_step = _bare("counter_step", c_uint32)
_bare_current = _bare("counter_current", c_uint32)
_bare_ahead = _bare("counter_ahead", c_uint32)


class _Bare:
    """As fast as can be, with arguments that are checked, but neither closed nor guarded."""

    __slots__ = ("handle",)

    def __init__(self, start: int) -> None:
        check_int(start, 0, 2**32 - 1)
        self.handle = c_void_p(_bare_create(start))

    def step(self, more: int) -> int:
        if more >> 32:
            raise OverflowError
        return _bare_step(self.handle, more)

    def current(self) -> int:
        return _bare_current(self.handle)

    def ahead(self, more: int) -> int:
        if more >> 32:
            raise OverflowError
        return _bare_ahead(self.handle, more)

    def __del__(self) -> None:
        _bare_destroy(self.handle)


_scaled = native("thermometer_scaled", c_uint32, c_void_p, c_uint32)
_bare_scaled = _bare("thermometer_scaled", c_uint32)


class _NaiveThermometer:
    """Of an object that another class owns."""

    def __init__(self, owner: Any) -> None:
        self.handle = owner._handle.value

    def scaled(self, factor: int) -> int:
        return _scaled(self.handle, factor)


class _BareThermometer:
    """The same as fast as can be."""

    __slots__ = ("handle",)

    def __init__(self, owner: Any) -> None:
        self.handle = c_void_p(owner._handle.value)

    def scaled(self, factor: int) -> int:
        if factor >> 32:
            raise OverflowError
        return _bare_scaled(self.handle, factor)


_level = native("basin_level", c_uint32, c_void_p)
_bare_level = _bare("basin_level", c_uint32)


class _NaiveBasin:
    """Of an object that another class owns, with a lock."""

    def __init__(self, owner: Any, lock: Any) -> None:
        self.handle = owner._handle.value
        self.lock = lock

    def level(self) -> int:
        with self.lock:
            return _level(self.handle)


class _BareBasin:
    """The same as fast as can be."""

    __slots__ = ("handle", "lock")

    def __init__(self, owner: Any, lock: Any) -> None:
        self.handle = c_void_p(owner._handle.value)
        self.lock = lock

    def level(self) -> int:
        with self.lock:
            return _bare_level(self.handle)


_generated, _naive, _safe = generated.Counter(1), _Naive(1), _Bare(1)
_thermometer = generated.Thermometer(20)
_basin = generated.Basin(12345)

ROWS = [
    call(
        "method, `&self`",
        "f()",
        generated=_generated.current,
        naive=_naive.current,
        safe=_safe.current,
        target=Target(1.4, "safe"),
    ),
    call(
        "method, `&self`, u32 in",
        "f(12345)",
        generated=_generated.ahead,
        naive=_naive.ahead,
        safe=_safe.ahead,
        target=Target(1.4, "safe"),
    ),
    call(
        "method, `&mut self`, u32 in",
        "f(0)",
        generated=_generated.step,
        naive=_naive.step,
        safe=_safe.step,
        target=Target(1.4, "safe"),
    ),
    call(
        "method where none is `&mut self`, u32 in",
        "f(12345)",
        generated=_thermometer.scaled,
        naive=_NaiveThermometer(_thermometer).scaled,
        safe=_BareThermometer(_thermometer).scaled,
        target=Target(1.4, "safe"),
    ),
    call(
        "method of a synchronized service",
        "f()",
        generated=_basin.level,
        naive=_NaiveBasin(_basin, RLock()).level,
        safe=_BareBasin(_basin, RLock()).level,
        target=Target(1.4, "safe"),
    ),
    Row(
        "made and dropped",
        "made = f(12345)",
        generated={"f": generated.Counter},
        naive={"f": _Naive},
        safe={"f": _Bare},
        target=Target(1.5, "safe"),
        result="made.current()",
    ),
]
