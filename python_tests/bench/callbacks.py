"""Callbacks: Python functions that Rust calls, and closures of Rust that Python calls."""

from __future__ import annotations

import threading
from ctypes import (
    CFUNCTYPE,
    Structure,
    c_size_t,
    c_uint32,
    c_uint64,
    c_void_p,
    cast,
)
from typing import Any, Callable

import reference_project as generated

from .native import check_int, native
from .rows import Row, Target

FRESH = Target(1.1, "safe")

_FUNCTION = CFUNCTYPE(c_uint32, c_uint32, c_size_t)
_DESTRUCTOR = CFUNCTYPE(None, c_size_t)


class Callback(Structure):
    """By hand."""

    _fields_ = (("f", c_void_p), ("data", c_size_t), ("destructor", c_void_p))


class NaiveCallback(Structure):
    """By hand, with a new C function for each callable."""

    _fields_ = (("f", _FUNCTION), ("data", c_size_t), ("destructor", c_void_p))


class Slots:
    """By hand: one C function for all callables, which finds each in its slot."""

    def __init__(self) -> None:
        self.functions: list[Any] = []
        self.callbacks: list[Callback] = []
        self.vacant: list[int] = []
        self.errors: list[BaseException] = []
        self.lock = threading.Lock()
        functions, errors, vacate = self.functions, self.errors, self.vacant.append

        def call(x: int, slot: int) -> int:
            try:
                value = functions[slot](x)
                if value.__class__ is int and 0 <= value <= 0xFFFFFFFF:
                    return value
                check_int(value, 0, 0xFFFFFFFF)
            except BaseException as error:  # noqa: BLE001 (raised after the call)
                errors.append(error)
            return 0

        def destroy(slot: int) -> None:
            functions[slot] = None
            vacate(slot)

        self.call = _FUNCTION(call)
        self.destroy = _DESTRUCTOR(destroy)

    def make(self, function: Callable[[int], int]) -> Callback:
        if not callable(function):
            raise TypeError(f"must be callable, not {type(function).__name__}")
        try:
            slot = self.vacant.pop()
        except IndexError:
            with self.lock:
                slot = len(self.functions)
                self.functions.append(None)
                parts = cast(self.call, c_void_p), slot, cast(self.destroy, c_void_p)
                self.callbacks.append(Callback(*parts))
        self.functions[slot] = function
        return self.callbacks[slot]


_slots = Slots()
_naive_map = native("map_u32", c_uint32, NaiveCallback, c_uint32)
_safe_map = native("map_u32", c_uint32)
_naive_sum = native("sum_calls", c_uint64, NaiveCallback, c_uint32)
_safe_sum = native("sum_calls", c_uint64)


def _naive(function: Any) -> NaiveCallback:
    # The thunk is kept by the struct.
    return NaiveCallback(_FUNCTION(lambda x, _: function(x)), 0, None)


def _naive_map_u32(function: Any, x: int) -> int:
    return _naive_map(_naive(function), x)


def _naive_sum_calls(function: Any, count: int) -> int:
    return _naive_sum(_naive(function), count)


def _safe_map_u32(function: Any, x: int) -> int:
    check_int(x, 0, 0xFFFFFFFF)
    result = _safe_map(_slots.make(function), x)
    if _slots.errors:
        raise _slots.errors.pop(0)
    return result


def _safe_sum_calls(function: Any, count: int) -> int:
    check_int(count, 0, 0xFFFFFFFF)
    result = _safe_sum(_slots.make(function), count)
    if _slots.errors:
        raise _slots.errors.pop(0)
    return result


def _increment(x: int) -> int:
    return x + 1


_closure = generated.closure_adding(1)
_make_closure = native("closure_adding", Callback, c_uint32)
_native_closure = _make_closure(1)
_call_closure = _FUNCTION(_native_closure.f)


def _naive_closure(x: int) -> int:
    return _call_closure(x, _native_closure.data)


ROWS = [
    Row(
        "a fresh callable, called once, dropped",
        "f(g, 5)",
        generated={"f": generated.map_u32, "g": _increment},
        naive={"f": _naive_map_u32, "g": _increment},
        safe={"f": _safe_map_u32, "g": _increment},
        target=FRESH,
    ),
    Row(
        "1,000 invocations in one call",
        "f(g, 1000)",
        generated={"f": generated.sum_calls, "g": _increment},
        naive={"f": _naive_sum_calls, "g": _increment},
        safe={"f": _safe_sum_calls, "g": _increment},
        target=FRESH,
    ),
    Row(
        "a closure of Rust, called",
        "f(5)",
        generated={"f": _closure},
        naive={"f": _naive_closure},
    ),
]
