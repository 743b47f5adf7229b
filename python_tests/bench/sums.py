"""Options, results and enums with data, beside structs with a tag as one would write them."""

from __future__ import annotations

import ctypes
from ctypes import c_float, c_uint8, c_uint32
from typing import Any

import reference_project as generated

from .native import check_int, native
from .rows import Row, Target, call


class _OptionU32(ctypes.Structure):
    _fields_ = (("tag", c_uint32), ("value", c_uint32))


class _ResultU32(ctypes.Structure):
    _fields_ = (("tag", c_uint32), ("value", c_uint32))


class _Payload(ctypes.Structure):
    """What C sees: the tag, then four bytes of either variant and eight of the vector."""

    _fields_ = (("tag", c_uint8), ("number", c_uint32), ("rest", c_float * 2))


_invert = native("invert_option_u32", _OptionU32, _OptionU32)
_divide = native("divide", _ResultU32, c_uint32, c_uint32)
_same_payload = native("same_payload", _Payload, _Payload)
_safe_same_payload = native("same_payload", _Payload)


class _MathError(Exception):
    def __init__(self, error: generated.MathError) -> None:
        super().__init__(error)
        self.error = error


def _naive_invert(number: int | None) -> int | None:
    option = _OptionU32(1, 0) if number is None else _OptionU32(0, number)
    result = _invert(option)
    return None if result.tag else result.value


def _safe_invert(number: int | None) -> int | None:
    if number is not None:
        check_int(number, 0, 2**32 - 1)
    return _naive_invert(number)


def _naive_divide(a: int, b: int) -> int:
    result = _divide(a, b)
    if result.tag == 1:
        raise _MathError(generated.MathError(result.value & 0xFF))
    if result.tag:
        raise RuntimeError
    return result.value


def _safe_divide(a: int, b: int) -> int:
    check_int(a, 0, 2**32 - 1)
    check_int(b, 0, 2**32 - 1)
    return _naive_divide(a, b)


def _caught(divide, error):
    def run(a: int, b: int) -> str:
        try:
            return str(divide(a, b))
        except error as raised:
            return raised.error.name

    return run


class _Variant:
    """By hand, of an enum with data: its variants are subclasses."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


class _B(_Variant):
    __slots__ = ()


class _C(_Variant):
    __slots__ = ()


def _naive_payload(x: _Variant) -> _Variant:
    return _C(_same_payload(_Payload(2, x.value)).number)


def _safe_payload(x: _Variant) -> _Variant:
    if type(x) is _C:
        check_int(x.value, 0, 2**32 - 1)
        made = _safe_same_payload(_Payload(2, x.value))
    elif type(x) is _B:
        raise NotImplementedError  # not in use here
    else:
        raise TypeError(f"must be a variant, not {type(x).__name__}")
    if made.tag == 2:
        return _C(made.number)
    raise ValueError(f"the native library returned {made.tag}")


ROWS = [
    call(
        "option, a value: in and out",
        "f(12345)",
        generated=generated.invert_option_u32,
        naive=_naive_invert,
        safe=_safe_invert,
    ),
    call(
        "option, None: in and out",
        "f(None)",
        generated=generated.invert_option_u32,
        naive=_naive_invert,
        safe=_safe_invert,
    ),
    call(
        "result, a value",
        "f(84, 2)",
        generated=generated.divide,
        naive=_naive_divide,
        safe=_safe_divide,
    ),
    Row(
        "result, an error raised and caught",
        "f(1, 0)",
        generated={"f": _caught(generated.divide, generated.MathErrorException)},
        naive={"f": _caught(_naive_divide, _MathError)},
        safe={"f": _caught(_safe_divide, _MathError)},
        target=Target(1.1, "naive"),
    ),
    Row(
        "enum with data: made, called, read",
        "f(T(12345)).value",
        generated={"f": generated.same_payload, "T": generated.EnumPayload.C},
        naive={"f": _naive_payload, "T": _C},
        safe={"f": _safe_payload, "T": _C},
    ),
]
