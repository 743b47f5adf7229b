"""References and pointers: values that Rust reads, or writes to, where they are."""

from __future__ import annotations

import ctypes as _ctypes
import struct as _struct
import threading as _threading
import typing as _t

from .checks import _T, _must_be
from .codecs import _claim, _Codec
from .enums import _show
from .owners import _check_there, _Data, _hold, _kept, _Loan, _loan, _owned
from .scopes import _called


class _Pointer(_t.Generic[_T]):
    """What annotations call a ctypes pointer, which keeps alive what it points to."""

    contents: _t.Any
    if _t.TYPE_CHECKING:

        def __getitem__(self, index: int) -> _T: ...
        def __setitem__(self, index: int, value: _t.Any) -> None: ...


class Ref(_t.Generic[_T]):
    """A value that Rust may change: `value` is what it left there."""

    __slots__ = ("_lent", "_value")

    def __init__(self, value: _T) -> None:
        self.value = value

    @property
    def value(self) -> _T:
        if self._lent is None:
            return self._value
        codec, memory = self._lent
        value = codec.load(memory, 0)
        return _t.cast(_T, _kept(value, memory) if codec.has_pointers else value)

    @value.setter
    def value(self, value: _T) -> None:
        self._value = value
        # The codec and the memory, once Rust has seen it.
        self._lent: tuple[_Codec[_t.Any], _t.Any] | None = None

    def __repr__(self) -> str:
        return f"Ref({_show(self.value)})"

    def __reduce__(self) -> tuple[_t.Any, tuple[object]]:
        return type(self), (self.value,)

    def _lend(self, codec: _Codec[_t.Any], where: str) -> _t.Any:
        """The memory of the value, in the form that the codec has for it."""
        lent = self._lent
        if lent is not None and lent[0] is codec:
            return lent[1]
        value = self.value
        if codec.is_direct and isinstance(value, codec.c_type):
            # A struct or a pointer is its own memory.
            if codec.has_pointers:
                _check_there(value)
            return codec.check(value, where)
        memory = codec.lend_mutable(value, where)
        self._lent = codec, memory
        return memory


# Taken to look into memory that Rust lends, and to end that.
_lent_values = _threading.RLock()


class _Lent(Ref[_T]):
    """A value in memory of Rust that a callback may change: setting `value` changes it there."""

    __slots__ = ("_loan",)

    def __init__(self, codec: _Codec[_t.Any], memory: object, loan: _Loan) -> None:
        self._lent = codec, memory
        self._loan = loan

    @property
    def value(self) -> _T:
        with _lent_values:
            codec, memory = self._here()
            value = codec.load(memory, 0)
        return _t.cast(_T, _kept(value, self._loan) if codec.has_pointers else value)

    @value.setter
    def value(self, value: _T) -> None:
        codec, memory = self._here()
        lowered = codec.lower(value, "Ref.value")
        with _lent_values:
            self._loan.check()
            _claim(lowered)
            packed = codec.pack(lowered)
            codec.free(memory, 0)
            _ctypes.memmove(_ctypes.byref(memory), packed, len(packed))
        if codec.has_pointers:
            memory._owners = lowered

    def __reduce__(self) -> tuple[_t.Any, tuple[object]]:
        return Ref, (self.value,)

    def __repr__(self) -> str:
        return "<Ref: gone>" if self._loan.is_over else super().__repr__()

    def _lend(self, codec: _Codec[_t.Any], where: str) -> _t.Any:
        own, memory = self._here()
        if own is not codec:
            raise _must_be("a Ref of the right type", self, where)
        return memory

    def _here(self) -> tuple[_Codec[_t.Any], _t.Any]:
        self._loan.check()
        return _t.cast("tuple[_Codec[_t.Any], _t.Any]", self._lent)


# The type of what `ctypes.byref` returns, which has no name.
_ByRef: _t.Any = type(_ctypes.byref(_ctypes.c_int()))


def _is_alike(array: _t.Any, other: _t.Any) -> bool:
    """Whether two array types are of the same items, and of the same number of them."""
    item = getattr(other, "_type_", None)
    return array._type_ is item and array._length_ == getattr(other, "_length_", -1)


class _PointerCodec(_Codec[_t.Any]):
    """Pointers to values of one type; what Python has no pointer for is copied."""

    __slots__ = ("is_mutable", "takes_null", "target")

    def __init__(
        self,
        target: _Codec[_t.Any],
        *,
        is_mutable: bool = False,
        takes_null: bool = True,
    ) -> None:
        pointer = _t.cast(_t.Any, _ctypes).POINTER(target.c_type)
        super().__init__(
            pointer,
            self._keep,
            bytes,
            self._load,
            lower=self.pointer,
            is_direct=True,
            has_pointers=True,
        )
        self.target = target
        self.is_mutable = is_mutable
        # Whether None is a null pointer, and no value.
        self.takes_null = takes_null and not target.takes_none

    def argument(self, value: _t.Any, where: str) -> _t.Any:
        """What ctypes takes for a value: its memory, a pointer to it, or None."""
        if value.__class__ is str and not self.is_mutable:
            return self.target.to_c(value, where)
        if value is None:
            return None if self.takes_null else self._copied(value, where)
        if isinstance(value, Ref):
            return _t.cast(_t.Any, value)._lend(self.target, where)
        if isinstance(value, self.c_type):
            self._check_target(value, where)
            return value
        if type(value) is _ByRef and isinstance(value._obj, self.target.c_type):
            if not self.target.is_direct:
                self._check_target(_ctypes.cast(value, self.c_type), where)
            return value
        if self.target.is_direct:
            if isinstance(value, self.target.c_type):
                if not self.target.has_pointers:
                    return value
                _check_there(value)
                # For the call, whatever is assigned to it meanwhile.
                pointer = self.c_type(value)
                pointer._owners = _owned(value)
                return pointer
            is_array = issubclass(type(value), _ctypes.Array) and len(value) > 0
            if is_array and value._type_ is self.target.c_type:
                return value  # an array, of which Rust sees the first item
            if is_array and _is_alike(type(value), self.target.c_type):
                return _ctypes.cast(value, self.c_type)
        if isinstance(self.target, _PointerCodec):
            raise _must_be("a pointer to a pointer or None", value, where)
        return self._copied(value, where)

    def _copied(self, value: _t.Any, where: str) -> _t.Any:
        """Memory of its own for a value, unless what Rust writes there would be lost."""
        if not self.is_mutable:
            return self.target.to_c(value, where)
        if self.target.is_direct and issubclass(self.target.c_type, _ctypes.Structure):
            raise _must_be(f"{_called(self.target.c_type)} or None", value, where)
        wanted = "Ref(value), so that what Rust writes is not lost"
        raise _must_be(wanted, value, where)

    def pointer(self, value: _t.Any, where: str) -> _t.Any:
        """As `argument`, but always a pointer: for a field."""
        return self._pointed(self.argument(value, where))

    def _pointed(self, argument: _t.Any) -> _t.Any:
        if argument is None:
            return self.c_type()
        if isinstance(argument, self.c_type):
            return argument
        if type(argument) is _ByRef:
            # Of which ctypes would not keep the memory alive.
            memory = argument._obj
            at = _ctypes.cast(argument, _ctypes.c_void_p).value
            offset = (at or 0) - _ctypes.addressof(memory)
            argument = self.target.c_type.from_buffer(memory, offset)
        if isinstance(argument, self.target.c_type):
            return self.c_type(argument)
        return _ctypes.cast(argument, self.c_type)

    def lent(self, pointer: _t.Any, loan: _Loan) -> _t.Any:
        """What a callback gets for a pointer to what it may change."""
        if not pointer:
            return None
        address = _ctypes.cast(pointer, _ctypes.c_void_p).value
        memory = self.target.c_type.from_address(address)
        return _t.cast(_t.Any, _Lent)(self.target, memory, loan)

    def _keep(self, value: _t.Any, where: str) -> _t.Any:
        pointer = self.pointer(value, where)
        return pointer if self.target.is_direct else value

    def result(self, pointer: _t.Any, *owners: object) -> _t.Any:
        """What Python gets for a pointer, which keeps alive what it may point into."""
        if not pointer:
            return None
        if not self.target.is_direct:
            value = self.target.load(pointer.contents, 0)
            return _kept(value, *owners) if self.target.has_pointers else value
        if owners:
            loan = _loan(owners)
            pointer._owners = loan or owners
            if loan is not None:
                loan.add(pointer)
        return pointer

    def _load(self, buffer: _t.Any, at: int) -> _t.Any:
        return self.result(self.c_type.from_buffer_copy(buffer, at))

    def _check_target(self, pointer: _t.Any, where: str) -> None:
        # Whoever has a pointer answers for it, but not every number is a variant.
        if pointer and not self.target.is_direct:
            try:
                self.target.load(pointer.contents, 0)
            except ValueError:
                raise ValueError(f"{where} points to no value of its type") from None


class _CharPointerCodec(_PointerCodec):
    """Pointers to characters: where one is wanted, ctypes takes no character itself."""

    __slots__ = ()

    def argument(self, value: _t.Any, where: str) -> _t.Any:
        argument = super().argument(value, where)
        return None if argument is None else self._pointed(argument)


class _Handle(_ctypes.c_void_p):
    """What Python has of an opaque value: its address."""

    __slots__ = ()
    if not _t.TYPE_CHECKING:
        value = property(_ctypes.c_void_p.value.__get__)  # as ctypes has it, but fixed

    def __init__(self, *_: object, **__: object) -> None:
        raise TypeError(f"{type(self).__name__} is made by the native library only")

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return bool(self.value == _t.cast(_t.Any, other).value)

    def __hash__(self) -> int:
        return hash((self.__class__, self.value))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} at {self.value or 0:#x}>"

    def __reduce_ex__(self, protocol: object) -> _t.NoReturn:
        raise TypeError(f"{type(self).__name__} cannot be copied or pickled")


class _HandleCodec(_Codec[_t.Any]):
    """Pointers to opaque values, `None` for null."""

    __slots__ = ("address", "kind")

    def __init__(self, kind: type[_Handle]) -> None:
        super().__init__(kind, self.argument, self._pack, self._load)
        self.kind = kind
        self.address = _struct.Struct("=Q")

    def argument(self, value: _t.Any, where: str) -> _t.Any:
        if value is None or (isinstance(value, self.kind) and value):
            return value
        raise _must_be(_called(self.kind), value, where)

    def result(self, handle: _t.Any) -> _t.Any:
        return handle if handle else None

    def _pack(self, value: _t.Any) -> bytes:
        return self.address.pack(0 if value is None else value.value or 0)

    def _load(self, buffer: _t.Any, at: int) -> _t.Any:
        return self.result(_t.cast(_t.Any, self.kind).from_buffer_copy(buffer, at))


# The ctypes classes whose instances are pointers themselves, not memory to point to.
_POINTERS: tuple[_t.Any, ...] = (
    _ctypes.c_void_p,
    _ctypes.c_char_p,
    _ctypes.c_wchar_p,
    _t.cast(_t.Any, _ctypes).POINTER(_ctypes.c_int).__mro__[1],
    _t.cast(_t.Any, _ctypes.CFUNCTYPE(None)).__mro__[1],
)


def _check_address(value: _t.Any, where: str) -> int | None:
    """An address: a number, what ctypes knows the address of, or None."""
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        if 0 <= value < 1 << 64:
            return value
        raise OverflowError(f"{where} must be an address, got {value:#x}")
    if type(value) is _ByRef or isinstance(value, _POINTERS):
        return _ctypes.cast(value, _ctypes.c_void_p).value
    if isinstance(value, _Data):
        return _ctypes.addressof(_t.cast(_t.Any, value))
    raise _must_be("an address, a ctypes instance or None", value, where)


def _pack_address(address: int | None) -> bytes:
    return _struct.pack("=Q", address or 0)


def _load_address(buffer: _t.Any, at: int) -> int | None:
    return _struct.unpack_from("=Q", buffer, at)[0] or None


_codec_address: _Codec[int | None] = _Codec(
    _ctypes.c_void_p,
    _check_address,
    _pack_address,
    _load_address,
    has_pointers=True,
)


def _pointer_field(
    storage: str, where: str, codec: _PointerCodec, doc: str = ""
) -> _t.Any:
    """A field that points somewhere; ctypes keeps alive what it points to."""

    def load(self: object) -> object:
        return codec.result(getattr(self, storage), self)

    def store(self: object, value: object) -> None:
        pointer = codec.pointer(value, where)
        setattr(self, storage, pointer)
        if hasattr(pointer, "_owners"):
            _hold(self, storage, pointer)

    return property(load, store, None, doc)
