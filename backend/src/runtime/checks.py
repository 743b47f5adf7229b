"""The slow way of a value to Rust: convert what Python would convert, or say what is wrong.

`where` names the place for the message, such as `add(): argument 'a'` or `Vec2.x`.
"""

from __future__ import annotations

import ctypes as _ctypes
import enum as _enum
import operator as _operator
import struct as _struct
import typing as _t

from .scopes import _called, _called_otherwise

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
    # Of a variant the name of the enum too, but not the function that a class is local to.
    kind = type(value)
    name = kind.__qualname__.rpartition(".<locals>.")[2]
    found = "type" if isinstance(value, type) else _called_otherwise.get(kind, name)
    error = TypeError(f"{where} must be {wanted}, not {found}")
    # What the fast way met before is of no interest to anybody.
    error.__suppress_context__ = True
    return error


def _short(number: int) -> str:
    """The number, or how large it is: Python refuses to print the largest."""
    bits = number.bit_length()
    return str(number) if bits <= 256 else f"a number of {bits} bits"


def _check_int(value: _t.Any, where: str, low: int, high: int) -> int:
    try:
        number = int(_operator.index(value))
    except TypeError:
        raise _must_be("int", value, where)
    if not low <= number <= high:
        got = _short(number)
        raise OverflowError(f"{where} must be in {low}..={high}, got {got}") from None
    return number


def _check_u8(value: _t.Any, where: str) -> int:
    if type(value) is int and 0 <= value <= 0xFF:
        return value
    return _check_int(value, where, 0, 0xFF)


def _check_u16(value: _t.Any, where: str) -> int:
    if type(value) is int and 0 <= value <= 0xFFFF:
        return value
    return _check_int(value, where, 0, 0xFFFF)


def _check_u32(value: _t.Any, where: str) -> int:
    if type(value) is int and 0 <= value <= 0xFFFF_FFFF:
        return value
    return _check_int(value, where, 0, 0xFFFF_FFFF)


def _check_u64(value: _t.Any, where: str) -> int:
    if type(value) is int and 0 <= value <= 0xFFFF_FFFF_FFFF_FFFF:
        return value
    return _check_int(value, where, 0, 0xFFFF_FFFF_FFFF_FFFF)


def _check_i8(value: _t.Any, where: str) -> int:
    if type(value) is int and -0x80 <= value <= 0x7F:
        return value
    return _check_int(value, where, -0x80, 0x7F)


def _check_i16(value: _t.Any, where: str) -> int:
    if type(value) is int and -0x8000 <= value <= 0x7FFF:
        return value
    return _check_int(value, where, -0x8000, 0x7FFF)


def _check_i32(value: _t.Any, where: str) -> int:
    if type(value) is int and -0x8000_0000 <= value <= 0x7FFF_FFFF:
        return value
    return _check_int(value, where, -0x8000_0000, 0x7FFF_FFFF)


def _check_i64(value: _t.Any, where: str) -> int:
    if type(value) is int and -0x8000_0000_0000_0000 <= value <= 0x7FFF_FFFF_FFFF_FFFF:
        return value
    return _check_int(value, where, -0x8000_0000_0000_0000, 0x7FFF_FFFF_FFFF_FFFF)


def _check_float(value: _t.Any, where: str) -> float:
    if type(value) is float:
        return value
    # By its class: `float()` alone would also parse text, in any buffer.
    names = ("__float__", "__index__")
    if any(hasattr(_t.cast(object, type(value)), name) for name in names):
        try:
            return float(value)
        except OverflowError:
            raise OverflowError(f"{where} is too large for a float") from None
        except (TypeError, ValueError):
            pass
    raise _must_be("float", value, where)


def _check_bool(value: object, where: str) -> bool:
    # By its real class, here and above: what pretends to be a number is none that can be packed.
    kind = type(value)
    if kind is bool:
        return _t.cast(bool, value)
    if kind.__module__ == "numpy" and kind.__name__ in ("bool_", "bool"):
        return bool(value)
    raise _must_be("bool", value, where)


def _check_char(value: object, where: str) -> bytes:
    if not issubclass(type(value), bytes):
        raise _must_be("bytes", value, where)
    checked = _t.cast(bytes, value)
    # Its own, whatever a subclass says.
    length = bytes.__len__(checked)
    if length != 1:
        raise ValueError(f"{where} must be of length 1, got length {length}") from None
    return checked


def _check_instance(value: object, kind: type[_T], where: str) -> _T:
    if type(value) is kind:
        return value
    # By its real class: what pretends to be another, such as a mock, has no memory of it.
    if issubclass(type(value), kind):
        # A subclass may be larger, and ctypes would pass all of it.
        made = _t.cast(_t.Any, kind).from_buffer_copy(value)
        if hasattr(kind, "_owners"):
            made._owners = value  # the copy points to what the value keeps alive
        return _t.cast(_T, made)
    raise _must_be(_called(kind), value, where)


_E = _t.TypeVar("_E", bound=_enum.IntEnum)


def _check_variant(value: _t.Any, kind: type[_E], where: str) -> _E:
    """The member itself, or that of a plain integer which is a variant's value."""
    if type(value) is kind:
        return value
    if isinstance(value, (bool, _enum.Enum)):
        raise _must_be(_called(kind), value, where)
    try:
        number = int(_operator.index(value))
    except TypeError:
        raise _must_be(_called(kind), value, where)
    try:
        return kind(number)
    except ValueError:
        got = _short(number)
        raise ValueError(f"{where}: {got} is no {_called(kind)}") from None
