"""The slow way of a value to Rust: convert what Python would convert, or say what is wrong.

`where` names the place for the message, such as `add(): argument 'a'` or `Vec2.x`.
"""

from __future__ import annotations

import ctypes as _ctypes
import enum as _enum
import operator as _operator
import struct as _struct
import typing as _t

_T = _t.TypeVar("_T")


class _Misfit(Exception):
    """Leaves the fast way of a call: a value does not fit as it is."""


# What the fast way of a call or a constructor may raise before anything happened; the slow
# way then converts the values one by one, or says which is wrong. ValueError: the truth of
# a numpy array.
_MISFITS = (
    _Misfit,
    TypeError,
    ValueError,
    OverflowError,
    _ctypes.ArgumentError,
    _struct.error,
)


def _must_be(wanted: str, value: object, where: str) -> TypeError:
    return TypeError(f"{where} must be {wanted}, not {type(value).__name__}")


def _check_int(value: _t.Any, where: str, low: int, high: int) -> int:
    try:
        number = _operator.index(value)
    except TypeError:
        raise _must_be("int", value, where) from None
    if not low <= number <= high:
        raise OverflowError(
            f"{where} must be in {low}..={high}, got {number}"
        ) from None
    return number


def _check_u8(value: object, where: str) -> int:
    return _check_int(value, where, 0, 0xFF)


def _check_u16(value: object, where: str) -> int:
    return _check_int(value, where, 0, 0xFFFF)


def _check_u32(value: object, where: str) -> int:
    return _check_int(value, where, 0, 0xFFFF_FFFF)


def _check_u64(value: object, where: str) -> int:
    return _check_int(value, where, 0, 0xFFFF_FFFF_FFFF_FFFF)


def _check_i8(value: object, where: str) -> int:
    return _check_int(value, where, -0x80, 0x7F)


def _check_i16(value: object, where: str) -> int:
    return _check_int(value, where, -0x8000, 0x7FFF)


def _check_i32(value: object, where: str) -> int:
    return _check_int(value, where, -0x8000_0000, 0x7FFF_FFFF)


def _check_i64(value: object, where: str) -> int:
    return _check_int(value, where, -0x8000_0000_0000_0000, 0x7FFF_FFFF_FFFF_FFFF)


def _check_float(value: _t.Any, where: str) -> float:
    if not isinstance(value, (str, bytes, bytearray)):
        try:
            return float(value)
        except OverflowError:
            raise OverflowError(f"{where} is too large for a float") from None
        except TypeError:
            pass
    raise _must_be("float", value, where) from None


def _check_bool(value: object, where: str) -> bool:
    if isinstance(value, bool):
        return value
    kind = type(value)
    if kind.__module__ == "numpy" and kind.__name__ in ("bool_", "bool"):
        return bool(value)
    raise _must_be("bool", value, where) from None


def _check_char(value: object, where: str) -> bytes:
    if not isinstance(value, bytes):
        raise _must_be("bytes", value, where) from None
    if len(value) != 1:
        raise ValueError(
            f"{where} must be of length 1, got length {len(value)}"
        ) from None
    return value


def _check_instance(value: object, kind: type[_T], where: str) -> _T:
    if isinstance(value, kind):
        return value
    raise _must_be(kind.__name__, value, where) from None


def _check_reference(value: _t.Any, kind: _t.Any, where: str) -> _t.Any:
    """What `POINTER(kind)` takes: an instance, a pointer to one, an array of them, or None."""
    try:
        _t.cast(_t.Any, _ctypes.POINTER(kind)).from_param(value)
    except TypeError:
        raise _must_be(f"{kind.__name__} or None", value, where) from None
    return value


_E = _t.TypeVar("_E", bound=_enum.IntEnum)


def _check_variant(value: _t.Any, kind: type[_E], where: str) -> _E:
    """The member itself, or that of a plain integer which is a variant's value."""
    if isinstance(value, kind):
        return value
    if isinstance(value, (bool, _enum.Enum)):
        raise _must_be(kind.__name__, value, where) from None
    try:
        number = _operator.index(value)
    except TypeError:
        raise _must_be(kind.__name__, value, where) from None
    try:
        return kind(number)
    except ValueError:
        raise ValueError(f"{where}: {number} is no {kind.__name__}") from None
