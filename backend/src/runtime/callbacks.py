"""Callbacks: Python functions that Rust calls, and closures of Rust that Python calls."""

from __future__ import annotations

import collections as _collections
import ctypes as _ctypes
import functools as _functools
import itertools as _itertools
import sys as _sys
import threading as _threading
import time as _time
import typing as _t

from .c_types import _usize
from .checks import _must_be
from .codecs import _Codec, _Given
from .data_enums import _new
from .errors import ClosedError, ConcurrentUseError, InteropError, MovedError
from .exits import _exit
from .memory import _token
from .owners import _check_there, _Data
from .pending import _leave_pending, _pending
from .shield import _shielded
from .trampolines import _address_of, _Signature, _Trampoline

if _t.TYPE_CHECKING:
    from typing_extensions import Self as _Self
else:
    _Self = _t.Any


class _CCallback(_ctypes.Structure):
    """A callback as Rust lays it out."""

    if _t.TYPE_CHECKING:
        function: int | None
        data: int
        destructor: int | None

        def __init__(self, function: int, data: int, destructor: int) -> None: ...

    _fields_ = (
        ("function", _ctypes.c_void_p),
        ("data", _usize),
        ("destructor", _ctypes.c_void_p),
    )


class _Callback:
    """What every callback type shares: a function of Python, or a closure of Rust."""

    __slots__ = (
        "__weakref__",
        "_box",
        "_calls",
        "_function",
        "_gone",
        "_is_lent",
        "_owner",
        "_owners",
        "_source",
    )
    _codec: _t.ClassVar[_CallbackCodec]
    _function: _t.Callable[..., _t.Any] | None

    def __init__(self, function: _t.Callable[..., object]) -> None:
        if hasattr(self, "_box"):
            raise TypeError(f"{type(self).__name__} cannot be made again")
        self._start([])
        if not callable(function):
            where = f"{type(self).__name__}(): argument 'function'"
            raise _must_be("callable", function, where)
        self._function = function

    def _start(self, box: list[_CCallback], *, is_lent: bool = False) -> None:
        self._function = None
        # The closure, which whoever takes it from here must free or give to Rust.
        self._box = box
        # One for each call of the closure that runs.
        self._calls: list[None] = []
        # What became of the closure.
        self._gone: type[InteropError] = ClosedError
        # Whether it stays Rust's.
        self._is_lent = is_lent
        # What frees it, otherwise.
        self._owner: object = None
        # Where it stays, in memory that Rust may change, and what was there.
        self._source: tuple[_t.Any, int, bytes] | None = None

    def close(self) -> None:
        """Free a closure of Rust now; of a function of Python only let go. Then it is closed.

        Raises:
            ConcurrentUseError: The closure is being called.
        """
        self._function = None
        if self._is_lent:
            self._end()
        elif self._box:
            closure = self._give("close()")
            self._gone = ClosedError
            _freer(closure)()

    def _end(self) -> None:
        """Let go of the closure, if Rust only lent it."""
        if self._is_lent:
            self._box.clear()
            while self._calls:
                # On another thread: what Rust lent must stay until that returns.
                _time.sleep(0.001)

    def __enter__(self) -> _Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        name = type(self).__name__
        if self._function is not None:
            return f"{name}({self._function!r})"
        return f"<{name} of Rust>" if self._box else f"<{name}: {self._ended('gone')}>"

    def __reduce__(self) -> _t.Any:
        if self._function is None:
            raise TypeError(
                f"a {type(self).__name__} of Rust cannot be copied or pickled"
            )
        return type(self), (self._function,)

    def _closure(self, where: str) -> _CCallback:
        """The closure for a call, which keeps it here as long as it lasts."""
        if self._is_lent:
            _check_there(self)
        if self._source is not None:
            memory, at, closure = self._source
            if bytes(memory)[at : at + len(closure)] != closure:
                self._box.clear()  # Rust replaced it
        try:
            return self._box[0]
        except IndexError:
            raise self._ended(where) from None

    def _give(self, where: str) -> _CCallback:
        """The closure for Rust, which no call uses and no other thread gets."""
        try:
            # First take it, then look: a call that starts now finds nothing.
            closure = self._box.pop()
        except IndexError:
            raise self._ended(where) from None
        if self._calls:
            self._box.append(closure)
            raise ConcurrentUseError(f"{where}: the closure is being called")
        self._gone = MovedError
        return closure

    def _ended(self, where: str) -> Exception:
        if self._gone is MovedError:
            return MovedError(f"{where}: the closure was given to Rust")
        return ClosedError(f"{where}: the callback is closed")


def _freer(closure: _CCallback) -> _t.Callable[[], object]:
    """Frees what a closure of Rust holds, even when nothing else is there any more."""
    if not closure.destructor:
        return int
    return _functools.partial(_destructor(closure.destructor), closure.data)


@_functools.lru_cache(maxsize=None)
def _destructor(address: int) -> _t.Any:
    return _ctypes.CFUNCTYPE(None, _usize)(address)


class _GivenClosure(_Given):
    """A closure on its way back to Rust: still Python's until it is claimed."""

    __slots__ = ("callback", "claimed", "where")

    def __init__(self, callback: _Callback, where: str) -> None:
        if not callback._box:
            raise callback._ended(where)
        self.callback = callback
        self.where = where
        self.claimed: _CCallback | None = None

    def claim(self) -> _CCallback:
        if self.claimed is None:
            if self.callback._is_lent:
                raise MovedError(f"{self.where}: the closure is lent by Rust")
            self.claimed = self.callback._give(self.where)
        return self.claimed

    def put_back(self) -> None:
        if self.claimed is not None:
            self.callback._box.append(self.claimed)


class _Lending:
    """Calls a function when what Rust borrows is needed by nobody any more."""

    __slots__ = ("end",)

    def __init__(self, end: _t.Callable[[], object]) -> None:
        self.end = end

    def __del__(self) -> None:
        self.end()


class _CallbackCodec(_Codec[_t.Any]):
    """Callbacks of one type.

    C sees one function for all of them, and tells it by `data` which one is meant: the number
    of a slot. What Rust is given for a slot is made once. The destructor empties the slot, so
    a function lives exactly as long as Rust holds it.
    """

    __slots__ = (
        "address",
        "destructor",
        "function",
        "functions",
        "kind",
        "lock",
        "prototypes",
        "signature",
        "slots",
        "structs",
        "trampoline",
        "vacant",
    )

    def __init__(
        self,
        kind: type[_Callback],
        result: _Codec[_t.Any],
        parameters: tuple[tuple[str, _Codec[_t.Any]], ...],
    ) -> None:
        super().__init__(
            _CCallback,
            self._check,
            self._pack,
            self._load,
            lower=self._lower,
            lend=self._lend_callback,
            take=self._take,
            free=self._free,
            has_pointers=True,
            moves=True,
        )
        self.kind = kind
        kind._codec = self
        self.signature = _Signature(kind.__name__, result, parameters, has_number=True)
        # By slot.
        self.functions: dict[int, _t.Any] = {}
        self.structs: dict[int, _CCallback] = {}
        self.slots = _itertools.count()
        # To pop from this takes as much room on the stack as a callback: with too little, a
        # call fails here, and not where Rust would read what no callback returned.
        self.vacant: _collections.deque[int] = _collections.deque()
        # Finalizers and handlers of signals may need a callback in the midst of this.
        self.lock = _threading.RLock()
        self.trampoline = _Trampoline(self.signature, self.functions)
        self.function: _t.Any = None
        self.destructor: _t.Any = None
        self.address = 0
        self.prototypes: dict[int, _t.Any] = {}

    # Functions of Python, for Rust

    def own(self, lowered: _t.Any) -> _t.Any:
        if lowered.__class__ is _GivenClosure:
            return lowered.claim()
        try:
            slot = self.vacant.pop()
        except IndexError:
            slot = self._grow()
        self.functions[slot] = lowered
        return self.structs[slot]

    def _check(self, value: _t.Any, where: str) -> object:
        if not callable(value):
            raise _must_be("callable", value, where)
        return value

    def _lower(self, value: _t.Any, where: str) -> object:
        if isinstance(value, self.kind):
            if value._function is None:
                return _GivenClosure(value, where)
            return value._function
        return self._check(value, where)

    def _pack(self, lowered: object) -> bytes:
        return bytes(self.own(lowered))

    def _lend_callback(self, lowered: _t.Any, keep: list[object]) -> bytes:
        if lowered.__class__ is _GivenClosure:
            callback: _Callback = lowered.callback
            # Like a call of it: as long as this lasts, nobody gets the closure.
            callback._calls.append(None)
            keep.append(_Lending(callback._calls.pop))
            return bytes(callback._closure(lowered.where))
        made = self.own(lowered)
        keep.append(_Lending(_functools.partial(self._release, made.data)))
        return bytes(made)

    def _grow(self) -> int:
        _exit.check()
        with self.lock:
            if not self.address:
                self._start()
        slot = next(self.slots)
        destructor = _address_of(self.destructor)
        self.structs[slot] = _CCallback(self.address, slot, destructor)
        return slot

    def _release(self, slot: int) -> None:
        # Only once, if an interrupted destructor comes here again.
        if self.functions[slot] is not None:
            self.functions[slot] = None
            self.trampoline.kept.pop(slot, None)
            self.vacant.append(slot)

    def _start(self) -> None:
        """Make the C functions that stand for all callbacks of the type."""
        functions, vacant = self.functions, self.vacant.append
        kept, waiting = self.trampoline.kept, _pending

        def destroy(slot: int) -> None:
            try:
                functions[slot] = None
                if kept:
                    kept.pop(slot, None)
                vacant(slot)
            except BaseException as error:  # noqa: BLE001 (all of it is told)
                try:
                    lost(error, (slot,))
                except BaseException as other:  # noqa: BLE001 (here no call is safe)
                    waiting[:0] = [(None, other), (None, error)]

        def lost(error: BaseException, values: tuple[_t.Any, ...]) -> None:
            # The signal came before the first line: what it is to do is still to be done.
            self._release(values[0])
            _leave_pending(error, _sys._getframe(1).f_back, self.kind)

        destructor = _ctypes.CFUNCTYPE(None, _usize)(_shielded(destroy, lost, None))
        function = self.trampoline.function(self.signature)
        _exit.guard(function, has_result=self.trampoline.has_result)
        _exit.guard(destructor, has_result=False)
        _exit.vacant.append(self.vacant)
        if not self.address:
            self.destructor = destructor
            self.function = function
            # With this it is ready.
            self.address = _address_of(function)

    # Closures of Rust, for Python

    def call(self, callback: _Callback, *values: object) -> _t.Any:
        """Call a callback from Python."""
        if callback._function is not None:
            return callback._function(*values)
        lowered = self.signature.lower(values)
        calls = callback._calls
        calls.append(None)
        try:
            closure = callback._closure(f"{self.kind.__name__}()")
            if _exit.is_waiting:
                _exit.refuse()
            address = closure.function or 0
            function = self.prototypes.get(address)
            if function is None:
                function = self.prototypes[address] = self.signature.prototype(address)
            return self.signature.call(function, lowered, callback, closure.data)
        finally:
            calls.pop()

    def _load(self, buffer: _t.Any, at: int) -> _t.Any:
        """A callback that stays Rust's: it can be called as long as Rust has it."""
        closure = _CCallback.from_buffer_copy(buffer, at)
        if closure.function == self.address and self.address:
            return self.kind(self.functions[closure.data])
        found = bytes(closure)
        closure.destructor = None
        made = self._from_rust(closure, is_lent=True)
        if made is not None and isinstance(buffer, _Data):
            made._source = buffer, at, found
        return made

    def _take(self, buffer: _t.Any, at: int) -> _t.Any:
        closure = _CCallback.from_buffer_copy(buffer, at)
        if closure.function == self.address and self.address:
            # It comes back: a function of Python as it was given.
            function = self.functions[closure.data]
            self._release(closure.data)
            return self.kind(function)
        return self._from_rust(closure, is_lent=False)

    def _from_rust(self, closure: _CCallback, *, is_lent: bool) -> _t.Any:
        if not closure.function:
            return None
        made: _Callback = _new(self.kind)
        box = [closure]
        made._start(box, is_lent=is_lent)
        if closure.destructor:
            free = _freer(closure)

            def end() -> None:
                if box:
                    free()

            made._owner = _token(end)
        return made

    def _free(self, buffer: _t.Any, at: int) -> None:
        _freer(_CCallback.from_buffer_copy(buffer, at))()
