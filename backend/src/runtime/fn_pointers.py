"""`extern "C" fn`: functions without data, which nobody owns."""

from __future__ import annotations

import ctypes as _ctypes
import struct as _struct
import typing as _t
import weakref as _weakref

from .checks import _must_be
from .codecs import _Codec
from .data_enums import _new
from .errors import ClosedError
from .exits import _exit
from .pending import _ToldError
from .trampolines import _address_of, _Signature, _Trampoline


class _FnPointer:
    """What every type of function pointers shares: a function of Python, or one of Rust.

    Rust may call a function of Python as long as this object is there.
    """

    __slots__ = (
        "__weakref__",
        "_address",
        "_function",
        "_is_over",
        "_native",
        "_owner",
    )
    _codec: _t.ClassVar[_FnPointerCodec]
    _function: _t.Callable[..., _t.Any] | None

    def __init__(self, function: _t.Callable[..., object]) -> None:
        if hasattr(self, "_address"):
            raise TypeError(f"{type(self).__name__} cannot be made again")
        self._start(0)
        if not callable(function):
            where = f"{type(self).__name__}(): argument 'function'"
            raise _must_be("callable", function, where)
        self._codec.make(self, function)

    def _start(self, address: int) -> None:
        self._address = address
        self._function = None
        # The C function, as ctypes knows it.
        self._native: _t.Any = None
        # Whether Rust lent it, and no longer does.
        self._is_over = False
        self._owner: object = None

    @property
    def _owners(self) -> object:
        return self._owner

    @_owners.setter
    def _owners(self, owners: object) -> None:
        # One of Python needs nothing but itself.
        if self._function is None:
            self._owner = owners

    def _end(self) -> None:
        """Let go of a function that Rust lent."""
        self._is_over = self._function is None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _FnPointer):
            return NotImplemented
        return self._address == other._address

    def __hash__(self) -> int:
        return hash(self._address)

    def __repr__(self) -> str:
        name = type(self).__name__
        if self._function is not None:
            return f"{name}({self._function!r})"
        return f"<{name} at {self._address:#x}>"

    def __reduce__(self) -> _t.Any:
        if self._function is None:
            raise TypeError(
                f"a {type(self).__name__} of Rust cannot be copied or pickled"
            )
        return type(self), (self._function,)


def _fail(*_: object) -> _t.NoReturn:
    # In place of a function that a callback failed to return.
    raise _ToldError


class _FnPointerCodec(_Codec[_t.Any]):
    """Pointers to functions of one C signature; `None` for null.

    C tells such functions by nothing but their address, so each function of Python needs a C
    function of its own, which is there as long as the `_FnPointer` that it belongs to.
    """

    __slots__ = ("kind", "known", "signature", "stub")

    def __init__(
        self,
        kind: type[_FnPointer],
        result: _Codec[_t.Any],
        parameters: tuple[tuple[str, _Codec[_t.Any]], ...],
    ) -> None:
        super().__init__(
            _ctypes.c_void_p,
            self._check,
            self._pack,
            self._load,
            lower=self._lower,
            takes_none=True,
            has_pointers=True,
        )
        self.kind = kind
        kind._codec = self
        self.signature = _Signature(kind.__name__, result, parameters, has_number=False)
        # Those of Python that come back are told by their addresses.
        self.known: _weakref.WeakValueDictionary[int, _FnPointer] = (
            _weakref.WeakValueDictionary()
        )
        self.stub: _FnPointer | None = None

    def nothing(self) -> bytes:
        # Rust would call null.
        if self.stub is None:
            self.stub = self.kind(_fail)
        return self._pack(self.stub)

    def make(self, pointer: _FnPointer, function: _t.Any) -> None:
        """Have the pointer point to a C function that stands for one of Python."""
        trampoline = _Trampoline(self.signature, {0: function})
        made = trampoline.function(self.signature)
        _exit.guard(made, has_result=trampoline.has_result)
        pointer._function = function
        pointer._native = made
        pointer._address = _address_of(made)
        self.known[pointer._address] = pointer

    def _check(self, value: _t.Any, where: str) -> object:
        if value is not None and not callable(value):
            raise _must_be("callable or None", value, where)
        if isinstance(value, self.kind):
            self._check_there(value, where)
        return value

    def _lower(self, value: _t.Any, where: str) -> object:
        self._check(value, where)
        if value is None or isinstance(value, self.kind):
            return value
        return self.kind(value)

    def _check_there(self, pointer: _FnPointer, where: str) -> None:
        if pointer._is_over:
            raise ClosedError(f"{where}: the function was lent for the callback only")

    def _pack(self, lowered: _FnPointer | None) -> bytes:
        return _struct.pack("=Q", 0 if lowered is None else lowered._address)

    def _load(self, buffer: _t.Any, at: int) -> _t.Any:
        return self.result(_struct.unpack_from("=Q", buffer, at)[0])

    def result(self, address: int | None) -> _t.Any:
        """The function at an address."""
        if not address:
            return None
        made = self.known.get(address)
        if made is None:
            made = _t.cast(_FnPointer, _new(self.kind))
            made._start(address)
        return made

    def call(self, pointer: _FnPointer, *values: object) -> _t.Any:
        """Call a function from Python."""
        if pointer._function is not None:
            return pointer._function(*values)
        name = self.signature.name
        self._check_there(pointer, f"{name}()")
        lowered = self.signature.lower(values)
        if _exit.is_waiting:
            _exit.refuse()
        if pointer._native is None:
            pointer._native = self.signature.prototype(pointer._address)
        return self.signature.call(pointer._native, lowered, pointer)
