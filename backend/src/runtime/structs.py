"""What every struct shares, and the fields that check what is assigned to them.

A field whose values ctypes would not check is stored under a private name, and is public
as a property: reading it runs in C, assigning to it goes through a check.
"""

from __future__ import annotations

import ctypes as _ctypes
import operator as _operator
import struct as _struct
import typing as _t

from .checks import _E, _MISFITS, _T, _check_instance, _check_variant
from .codecs import _Codec
from .enums import _Variants
from .fields import _Fields
from .owners import _hold, _hold_packed, _holding, _kept, _owned, _snapshot

if _t.TYPE_CHECKING:
    from typing_extensions import Self as _Self
else:
    _Self = _t.Any


class _Struct(_Fields, _ctypes.Structure):
    """What every struct shares: equality, repr, copy and pickle, by its public fields."""

    __slots__ = ()
    if _t.TYPE_CHECKING:
        # Of `Structure` these are declared for every name, which would hide what is misspelt.
        __getattr__: None  # type: ignore[misc, assignment]  # pyright: ignore[reportIncompatibleMethodOverride]
        __setattr__: None  # type: ignore[misc, assignment]  # pyright: ignore[reportIncompatibleMethodOverride]

    def __copy__(self) -> _Self:
        if hasattr(type(self), "_owners"):
            made = _snapshot(self)
        else:
            made = type(self).from_buffer_copy(self)
        if hasattr(self, "__dict__"):  # of a subclass
            vars(made).update(vars(self))
        return made

    def __deepcopy__(self, memo: object) -> _Self:
        return self.__copy__()

    def __reduce__(self) -> tuple[_t.Callable[..., object], tuple[object, ...]]:
        if hasattr(type(self), "_owners"):
            raise TypeError(f"{type(self).__name__} holds a pointer: cannot be pickled")
        return type(self), self._values()


def _packer(layout: str) -> _t.Callable[..., None]:
    """Writes numbers into a struct, or raises if one does not fit."""
    return _struct.Struct(layout).pack_into


def _int_field(
    storage: str,
    where: str,
    check: _t.Callable[[object, str], int],
    bits: int,
    doc: str = "",
) -> _t.Any:
    """A field of an integer type that holds `bits` bits beside the sign."""
    fitting = (0, -1) if bits % 8 else (0,)

    def store(self: object, value: _t.Any) -> None:
        try:
            # By class, because before Python 3.8 ctypes takes whatever has `__int__`.
            if value.__class__ is int and value >> bits in fitting:
                setattr(self, storage, value)
                return
        except _MISFITS:
            pass
        setattr(self, storage, check(value, where))

    return property(_operator.attrgetter(storage), store, None, doc)


def _checked_field(
    storage: str,
    where: str,
    check: _t.Callable[[object, str], object],
    doc: str = "",
) -> _t.Any:
    """A field whose every value goes through a check."""

    def store(self: object, value: object) -> None:
        setattr(self, storage, check(value, where))

    return property(_operator.attrgetter(storage), store, None, doc)


def _struct_field(storage: str, where: str, kind: type[_T], doc: str = "") -> _t.Any:
    """A field that is a struct: reading gives a view, assigning copies."""

    def store(self: object, value: object) -> None:
        setattr(self, storage, _check_instance(value, kind, where))

    return property(_operator.attrgetter(storage), store, None, doc)


def _owning_field(storage: str, where: str, kind: type[_T], doc: str = "") -> _t.Any:
    """As `_struct_field`, for a struct that points to what others keep alive."""

    def store(self: _t.Any, value: object) -> None:
        setattr(self, storage, _check_instance(value, kind, where))
        _hold(self, storage, value)

    return property(_operator.attrgetter(storage), store, None, doc)


def _enum_field(
    storage: str,
    where: str,
    kind: type[_E],
    variants: _Variants[_E],
    doc: str = "",
) -> _t.Any:
    def load(self: object) -> _E:
        return variants[getattr(self, storage)]

    def store(self: object, value: object) -> None:
        setattr(self, storage, _check_variant(value, kind, where))

    return property(load, store, None, doc)


def _array_field(storage: str, where: str, doc: str = "") -> _t.Any:
    def store(self: object, values: object) -> None:
        getattr(self, storage)._assign(values, where)

    return property(_operator.attrgetter(storage), store, None, doc)


def _codec_field(
    where: str, codec: _Codec[_t.Any], offset: int, doc: str = ""
) -> _t.Any:
    """A field of a type that ctypes does not convert, which lies at that offset."""

    def load(self: object) -> object:
        if not codec.has_pointers:
            return codec.load(self, offset)
        with _holding:
            return _kept(codec.load(self, offset), self)

    def store(self: _t.Any, value: object) -> None:
        lowered = codec.lower(value, where)
        packed = codec.pack(lowered)
        if not codec.has_pointers:
            _ctypes.memmove(_ctypes.byref(self, offset), packed, len(packed))
            return
        _hold_packed(self, offset, packed, (value, _owned(lowered)))

    return property(load, store, None, doc)
