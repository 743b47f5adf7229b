"""Numbers and flags, as arguments and results."""

from __future__ import annotations

from ctypes import (
    c_bool,
    c_double,
    c_int16,
    c_int32,
    c_int64,
    c_uint8,
    c_uint32,
    c_uint64,
)

import reference_project as generated

from .native import check_bool, check_int, native
from .rows import Row, Target, call

try:
    import numpy
except ImportError:
    numpy = None

SMALL = Target(0.7, "naive")
WIDE = Target(0.85, "naive")
FLOAT = Target(1.05, "naive")
MIXED = Target(0.9, "naive")

_void = native("primitive_void", None)
_u8 = native("same_u8", c_uint8, c_uint8)
_u32 = native("same_u32", c_uint32, c_uint32)
_i32 = native("same_i32", c_int32, c_int32)
_i64 = native("same_i64", c_int64, c_int64)
_u64 = native("same_u64", c_uint64, c_uint64)
_f64 = native("same_f64", c_double, c_double)
_bool = native("same_bool", c_bool, c_bool)
_subtract_u32 = native("subtract_u32", c_uint32, c_uint32, c_uint32)
_five_i64 = native("weigh_five_i64", c_int64, *[c_int64] * 5)
_mixed = native("sum_mixed", c_double, c_uint8, c_int64, c_double, c_bool, c_int16)


def _safe_u8(x: int) -> int:
    check_int(x, 0, 2**8 - 1)
    return _u8(x)


def _safe_u32(x: int) -> int:
    check_int(x, 0, 2**32 - 1)
    return _u32(x)


def _safe_i32(x: int) -> int:
    check_int(x, -(2**31), 2**31 - 1)
    return _i32(x)


def _safe_i64(x: int) -> int:
    check_int(x, -(2**63), 2**63 - 1)
    return _i64(x)


def _safe_u64(x: int) -> int:
    check_int(x, 0, 2**64 - 1)
    return _u64(x)


def _safe_bool(x: bool) -> bool:
    check_bool(x)
    return _bool(x)


def _safe_subtract_u32(a: int, b: int) -> int:
    check_int(a, 0, 2**32 - 1)
    check_int(b, 0, 2**32 - 1)
    return _subtract_u32(a, b)


def _safe_five_i64(a: int, b: int, c: int, d: int, e: int) -> int:
    for x in (a, b, c, d, e):
        check_int(x, -(2**63), 2**63 - 1)
    return _five_i64(a, b, c, d, e)


def _safe_mixed(a: int, b: int, c: float, d: bool, e: int) -> float:
    check_int(a, 0, 2**8 - 1)
    check_int(b, -(2**63), 2**63 - 1)
    check_bool(d)
    check_int(e, -(2**15), 2**15 - 1)
    return _mixed(a, b, c, d, e)


ROWS = [
    call(
        "void()",
        "f()",
        generated=generated.primitive_void,
        naive=_void,
    ),
    call(
        "u8 -> u8",
        "f(123)",
        generated=generated.same_u8,
        naive=_u8,
        safe=_safe_u8,
        target=SMALL,
    ),
    call(
        "u32 -> u32",
        "f(12345)",
        generated=generated.same_u32,
        naive=_u32,
        safe=_safe_u32,
        target=SMALL,
    ),
    call(
        "u32, u32 -> u32",
        "f(12345, 6)",
        generated=generated.subtract_u32,
        naive=_subtract_u32,
        safe=_safe_subtract_u32,
        target=SMALL,
    ),
    call(
        "i32 -> i32",
        "f(12345)",
        generated=generated.same_i32,
        naive=_i32,
        safe=_safe_i32,
        target=SMALL,
    ),
    call(
        "i32 -> i32, negative",
        "f(-12345)",
        generated=generated.same_i32,
        naive=_i32,
        safe=_safe_i32,
    ),
    call(
        "bool -> bool",
        "f(True)",
        generated=generated.same_bool,
        naive=_bool,
        safe=_safe_bool,
        target=SMALL,
    ),
    call(
        "u64 -> u64",
        "f(12345)",
        generated=generated.same_u64,
        naive=_u64,
        safe=_safe_u64,
        target=WIDE,
    ),
    call(
        "i64 -> i64",
        "f(12345)",
        generated=generated.same_i64,
        naive=_i64,
        safe=_safe_i64,
        target=WIDE,
    ),
    call(
        "i64 -> i64, negative",
        "f(-12345)",
        generated=generated.same_i64,
        naive=_i64,
        safe=_safe_i64,
    ),
    call(
        "five i64 -> i64",
        "f(1, 2, 3, 4, 5)",
        generated=generated.weigh_five_i64,
        naive=_five_i64,
        safe=_safe_five_i64,
        target=WIDE,
    ),
    call(
        "f64 -> f64",
        "f(1.5)",
        generated=generated.same_f64,
        naive=_f64,
        target=FLOAT,
    ),
    call(
        "u8, i64, f64, bool, i16 -> f64",
        "f(1, 2, 3.0, True, 5)",
        generated=generated.sum_mixed,
        naive=_mixed,
        safe=_safe_mixed,
        target=MIXED,
    ),
    call(
        "the same, i16 negative",
        "f(1, 2, 3.0, True, -5)",
        generated=generated.sum_mixed,
        naive=_mixed,
        safe=_safe_mixed,
    ),
]


def _numpy_row(title: str, x: object, function: object, naive: object) -> Row:
    """Goes the slow way of the wrapper or not, as the type has it; reported only."""
    return Row(
        title,
        "f(x)",
        generated={"f": function, "x": x},
        naive={"f": naive, "x": x},
    )


if numpy is not None:
    # By hand it takes `int()`: older versions of ctypes refuse what is no int.
    ROWS += [
        _numpy_row(
            "u32 -> u32, given numpy.uint32",
            numpy.uint32(12345),
            generated.same_u32,
            lambda x: _u32(int(x)),
        ),
        _numpy_row(
            "i64 -> i64, given numpy.int64",
            numpy.int64(12345),
            generated.same_i64,
            lambda x: _i64(int(x)),
        ),
        _numpy_row(
            "i32 -> i32, given numpy.int64",
            numpy.int64(12345),
            generated.same_i32,
            lambda x: _i32(int(x)),
        ),
    ]
