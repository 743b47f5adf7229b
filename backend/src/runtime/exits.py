"""The end of the program: from then on Rust cannot call Python any more."""

from __future__ import annotations

import atexit as _atexit
import collections as _collections
import ctypes as _ctypes
import os as _os
import time as _time
import typing as _t
import weakref as _weakref

from .errors import InteropError
from .generated import _library


class _Exit:
    """What Rust may call until the interpreter ends, and without harm later.

    A call into an interpreter that has ended kills the process. So at the end each C function
    of ctypes is turned into another: one that returns at once, or that never does if Rust
    would read a result that nobody made.
    """

    def __init__(self) -> None:
        # Those that are there, without and with a result.
        self.functions: tuple[
            _weakref.WeakValueDictionary[int, _t.Any],
            _weakref.WeakValueDictionary[int, _t.Any],
        ] = (_weakref.WeakValueDictionary(), _weakref.WeakValueDictionary())
        # The slots of all callbacks that can be taken without asking here.
        self.vacant: list[_collections.deque[int]] = []
        # What is to end first, while Rust can still call Python.
        self.endings: list[_t.Callable[[], None]] = []
        self.is_over = False
        # Whether a callback would never return.
        self.is_waiting = False
        # Handlers that are registered later run before: they may still use callbacks.
        _atexit.register(self.disarm)

    def guard(self, function: _t.Any, *, has_result: bool) -> None:
        """Have the function, if it is still there, end with the interpreter."""
        self.check()
        self.functions[has_result][id(function)] = function

    def check(self) -> None:
        """Raise if Rust cannot call Python any more."""
        if self.is_over:
            self.refuse()

    def refuse(self) -> _t.NoReturn:
        raise InteropError(
            "the program ends: Rust cannot call Python any more"
        ) from None

    def disarm(self) -> None:
        self.is_over = True
        try:
            for end in self.endings:
                end()
        finally:
            self.disarm_functions()

    def disarm_functions(self) -> None:
        without_result, with_result = (list(it.values()) for it in self.functions)
        if not without_result and not with_result:
            return
        for vacant in self.vacant:
            vacant.clear()
        if _os.name == "nt":
            system: _t.Any = _t.cast(_t.Any, _ctypes).WinDLL("kernel32")
            returning, waiting = system.GetCurrentThreadId, system.Sleep
        else:
            system = _ctypes.CDLL(None)
            returning, waiting = system.getpid, system.pause
        for functions, other in ((without_result, returning), (with_result, waiting)):
            address = _ctypes.cast(other, _ctypes.c_void_p).value or 0
            for function in functions:
                # Behind a closure of our own stands a function of ctypes.
                _disarm(getattr(function, "handler", function), address)
                # It must outlive the interpreter.
                keep = _ctypes.pythonapi.Py_IncRef
                keep(_ctypes.py_object(function))
        self.is_waiting = len(with_result) > 0
        if self.is_waiting:
            # So what still runs on this thread must not call Rust.
            _library.end(self.refuse)
        # Threads that wait for the interpreter already get it, and leave.
        _time.sleep(0.02)


_exit = _Exit()


def _disarm(trampoline: _t.Any, function: int) -> None:
    """Have the closure of a ctypes callback call a C function instead of ctypes.

    The object behind it holds `{closure, code}` and then what describes the signature; the
    closure holds `{signature, function, object}`. All of it is looked for by value, and
    nothing is written where it is not found.
    """
    word = _ctypes.sizeof(_ctypes.c_void_p)
    thunk = trampoline._objects["0"]
    parts = id(thunk) + object.__basicsize__ + word
    closure, code = (_ctypes.c_size_t * 2).from_address(parts)
    if code != _ctypes.cast(trampoline, _ctypes.c_void_p).value:
        return
    words = (_ctypes.c_size_t * 12).from_address(closure)
    for number in range(10):
        if words[number] == parts + 2 * word and words[number + 2] == id(thunk):
            words[number + 1] = function
