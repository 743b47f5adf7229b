"""Vectors: memory of Rust that is given and taken."""

from __future__ import annotations

import array
import struct
from ctypes import (
    POINTER,
    Structure,
    byref,
    c_char,
    c_double,
    c_int64,
    c_uint32,
    c_uint64,
    c_void_p,
    cast,
    sizeof,
    string_at,
)
from typing import Any, Sequence

import reference_project as generated

from .native import check_int, native
from .rows import Row
from .slices import BUFFER, LIST, checked_view, lend_strings, same_items, view
from .strings import String, destroy, helper, own, plain


class Vec(Structure):
    """By hand."""

    _fields_ = (("data", c_void_p), ("size", c_uint64), ("capacity", c_uint64))


class VecU32(Structure):
    """By hand, as most would write what comes from Rust."""

    _fields_ = (("data", POINTER(c_uint32)), ("size", c_uint64), ("capacity", c_uint64))


def _symbols(codec: Any) -> Any:
    """What makes and what frees such vectors: their names end with a number."""
    return codec.create.symbol, codec.destroy.symbol


_create_f64, _ = _symbols(generated._codec_VecF64)
_, _destroy_u32 = _symbols(generated._codec_VecU32)
_create_string, _destroy_string = _symbols(generated._codec_VecString)

_CREATE = (c_int64, c_void_p, c_uint64, POINTER(Vec))
_create_floats = native(_create_f64, *_CREATE)
_safe_create_floats = native(_create_f64, c_int64)
_destroy_numbers = native(_destroy_u32, c_int64, VecU32)
_safe_destroy_numbers = helper(_destroy_u32)
_create_strings = native(_create_string, *_CREATE)
_safe_create_strings = native(_create_string, c_int64)
_destroy_strings = native(_destroy_string, c_int64, Vec)
_safe_destroy_strings = helper(_destroy_string)

_sum = native("vec_sum_f64", c_double, Vec)
_safe_sum = native("vec_sum_f64", c_double)
_range = native("vec_range", VecU32, c_uint32)
_safe_range = native("vec_range", Vec)
_length = native("vec_string_length", c_uint64, Vec)
_safe_length = native("vec_string_length", c_uint64)
_upper_case = native("upper_case_vec", Vec, Vec)
_safe_upper_case = native("upper_case_vec", Vec)


# ---- numbers


def _naive_sum_of_list(items: list[float]) -> float:
    data = (c_double * len(items))(*items)
    made = Vec()
    _create_floats(cast(data, c_void_p), len(items), byref(made))
    return _sum(made)


def _naive_sum_of_array(items: Any) -> float:
    data = (c_double * len(items)).from_buffer(items)
    made = Vec()
    _create_floats(cast(data, c_void_p), len(items), byref(made))
    return _sum(made)


def own_numbers(items: Any) -> Vec:
    """A vector of f64 for Rust, made after all checks."""
    data: Any
    if type(items) is list or type(items) is tuple:
        count = len(items)
        data = struct.pack(f"{count}d", *items)
    else:
        found = checked_view(items, "d")
        count = found.nbytes // 8
        is_window = count and not found.readonly
        data = byref(c_char.from_buffer(found)) if is_window else bytes(found)
    made = Vec()
    _safe_create_floats(data, plain(count), byref(made))
    return made


def _safe_vec_sum(items: Any) -> float:
    return _safe_sum(own_numbers(items))


class _NaiveRange:
    """What most would write: it owns the vector."""

    def __init__(self, made: VecU32) -> None:
        self.made = made

    def __getitem__(self, index: int) -> int:
        return self.made.data[index]

    def copied(self) -> list[int]:
        return self.made.data[: self.made.size]

    def __del__(self) -> None:
        _destroy_numbers(self.made)


class _Freed:
    """Frees a vector when nothing looks at it any more."""

    __slots__ = ("made",)

    def __init__(self, made: Vec) -> None:
        self.made = made

    def __del__(self) -> None:
        _safe_destroy_numbers(self.made)


def _naive_vec_range(count: int) -> _NaiveRange:
    return _NaiveRange(_range(count))


def _safe_vec_range(count: int) -> Any:
    check_int(count, 0, 2**32 - 1)
    made = _safe_range(count)
    return view(made, "I", 4, _Freed(made))


# ---- strings


def own_strings(texts: Sequence[str]) -> Vec:
    """A vector of strings for Rust, which copies what Python lends meanwhile."""
    strings, _owner = lend_strings(texts)
    made = Vec()
    _safe_create_strings(strings, plain(len(texts)), byref(made))
    return made


def take_strings(vec: Vec) -> list[str]:
    """The texts of a vector from Rust, which is freed whatever happens."""
    try:
        if not vec.size:
            return []
        strings = string_at(vec.data, vec.size * sizeof(String))
        return [
            string_at(data, size).decode()
            for data, size, _ in struct.iter_unpack("QQQ", strings)
        ]
    finally:
        _safe_destroy_strings(vec)


def _naive_own_strings(texts: list[str]) -> Vec:
    strings = (String * len(texts))(*map(own, texts))
    made = Vec()
    _create_strings(cast(strings, c_void_p), len(texts), byref(made))
    for string in strings:
        destroy(string)
    return made


def _naive_vec_string_length(texts: list[str]) -> int:
    return _length(_naive_own_strings(texts))


def _safe_vec_string_length(texts: Sequence[str]) -> int:
    return _safe_length(own_strings(texts))


def _naive_upper_case_vec(texts: list[str]) -> list[str]:
    made = _upper_case(_naive_own_strings(texts))
    strings = cast(made.data, POINTER(String))
    found = [string_at(it.data, it.size).decode() for it in strings[: made.size]]
    _destroy_strings(made)
    return found


def _safe_upper_case_vec(texts: Sequence[str]) -> list[str]:
    return take_strings(_safe_upper_case(own_strings(texts)))


# ---- rows

_FLOATS = [float(number) for number in range(1000)]
_TEXTS = [f"name {number}" for number in range(100)]


_RANGE: dict[str, Any] = {
    "generated": {
        "f": generated.vec_range,
        "read": type(generated.vec_range(1)).copied,
    },
    "naive": {"f": _naive_vec_range, "read": _NaiveRange.copied},
    "safe": {"f": _safe_vec_range, "read": memoryview.tolist},
}

ROWS = [
    same_items(
        "list of 1,000 f64 in",
        _FLOATS,
        generated.vec_sum_f64,
        _naive_sum_of_list,
        _safe_vec_sum,
        LIST,
    ),
    same_items(
        "array.array of 1,000 f64 in",
        array.array("d", _FLOATS),
        generated.vec_sum_f64,
        _naive_sum_of_array,
        _safe_vec_sum,
        BUFFER,
    ),
    Row("1,000 u32 out: an item read", "f(1000)[1]", **_RANGE),
    Row("1,000 u32 out: read as a list", "read(f(1000))", **_RANGE),
    same_items(
        "100 strings in",
        _TEXTS,
        generated.vec_string_length,
        _naive_vec_string_length,
        _safe_vec_string_length,
    ),
    same_items(
        "100 strings in and out, upper case",
        _TEXTS,
        generated.upper_case_vec,
        _naive_upper_case_vec,
        _safe_upper_case_vec,
    ),
]
