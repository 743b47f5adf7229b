"""What every struct shares, and the fields that check what is assigned to them.

A field whose values ctypes would not check is stored under a private name, and is public
as a property: reading it runs in C, assigning to it goes through a check.
"""

from __future__ import annotations

import ctypes as _ctypes
import operator as _operator
import typing as _t

from .arrays import _padded, _unpadded
from .checks import _E, _MISFITS, _check_variant
from .enums import _show, _Variants

if _t.TYPE_CHECKING:
    from typing_extensions import Self as _Self


class _Struct(_ctypes.Structure):
    """What every struct shares: equality, repr, copy and pickle, by its public fields."""

    __slots__ = ()
    __match_args__: tuple[str, ...] = ()
    if not _t.TYPE_CHECKING:
        __hash__ = None  # equal by value and mutable

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Struct) or type(other) is not type(self):
            return NotImplemented
        return self._values() == other._values()

    def __repr__(self) -> str:
        fields = zip(self.__match_args__, self._values())
        return (
            f"{type(self).__name__}({', '.join(f'{k}={_show(v)}' for k, v in fields)})"
        )

    def __copy__(self) -> _Self:
        return type(self).from_buffer_copy(self)

    def __deepcopy__(self, memo: object) -> _Self:
        return type(self).from_buffer_copy(self)

    def __reduce__(self) -> tuple[_t.Callable[..., object], tuple[object, ...]]:
        return type(self), self._values()

    def _values(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self.__match_args__)


def _int_field(
    storage: str,
    where: str,
    check: _t.Callable[[object, str], int],
    bits: int,
    doc: str | None = None,
) -> _t.Any:
    """A field of an integer type that holds `bits` bits beside the sign."""

    def store(self: object, value: _t.Any) -> None:
        try:
            # By class, because before Python 3.8 ctypes takes whatever has `__int__`.
            if value.__class__ is int and not value >> bits:
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
    doc: str | None = None,
) -> _t.Any:
    def store(self: object, value: object) -> None:
        setattr(self, storage, check(value, where))

    return property(_operator.attrgetter(storage), store, None, doc)


def _enum_field(
    storage: str,
    where: str,
    kind: type[_E],
    variants: _Variants[_E],
    doc: str | None = None,
) -> _t.Any:
    def load(self: object) -> _E:
        return variants[getattr(self, storage)]

    def store(self: object, value: object) -> None:
        setattr(self, storage, _check_variant(value, kind, where))

    return property(load, store, None, doc)


def _array_field(storage: str, where: str, doc: str | None = None) -> _t.Any:
    def store(self: object, values: object) -> None:
        getattr(self, storage)._assign(values, where)

    return property(_operator.attrgetter(storage), store, None, doc)


def _text_field(
    storage: str, where: str, length: int, doc: str | None = None
) -> _t.Any:
    """An array of chars: bytes, padded with zeros on the way in and stripped of them."""

    def load(self: object) -> bytes:
        return _unpadded(getattr(self, storage))

    def store(self: object, value: object) -> None:
        getattr(self, storage)[:] = _padded(value, where, length)

    return property(load, store, None, doc)
