"""Slices: memory that one side lends to the other."""

from __future__ import annotations

import array
import struct
import sys
from ctypes import (
    POINTER,
    Structure,
    addressof,
    c_char,
    c_char_p,
    c_double,
    c_ubyte,
    c_uint8,
    c_uint32,
    c_uint64,
    c_void_p,
    cast,
)
from typing import Any, Callable, Sequence

import reference_project as generated

from .native import check_int, native
from .rows import Row, Target
from .strings import String, destroy, own

try:
    import numpy
except ImportError:
    numpy = None
    if "--one-run" not in sys.argv:
        print("slices: numpy is not here, nor are the rows with it", file=sys.stderr)

BUFFER = Target(1.2, "safe")
LIST = Target(1.2, "safe")


class Slice(Structure):
    """By hand."""

    _fields_ = (("data", c_void_p), ("size", c_uint64))


class BytesSlice(Structure):
    """By hand: the content of `bytes`, which the field keeps alive."""

    _fields_ = (("data", c_char_p), ("size", c_uint64))


class Bytes(Structure):
    """By hand, as most would write what comes from Rust."""

    _fields_ = (("data", POINTER(c_uint8)), ("size", c_uint64))


class Numbers(Structure):
    """By hand, as most would write what comes from Rust."""

    _fields_ = (("data", POINTER(c_uint32)), ("size", c_uint64))


# ---- in


def checked_view(items: Any, code: str) -> memoryview:
    found = memoryview(items)
    if found.format != code or not found.c_contiguous:
        raise TypeError(f"must be a C-contiguous buffer of {code}, not {found.format}")
    return found


def lend(items: Any, code: str, size: int) -> tuple[Any, object]:
    """A slice and what keeps its memory where it is."""
    kind = type(items)
    if kind is list or kind is tuple:
        count = len(items)
        return BytesSlice(struct.pack(f"{count}{code}", *items), count), None
    if kind is bytes and code == "B":
        return BytesSlice(items, len(items)), None
    found = checked_view(items, code)
    count = found.nbytes // size
    if found.readonly:
        return BytesSlice(bytes(found), count), None
    if not count:
        return Slice(None, 0), None
    # While it lives, nobody resizes the buffer.
    window = c_char.from_buffer(found)
    return Slice(addressof(window), count), window


def lend_strings(texts: Sequence[str]) -> tuple[bytes, object]:
    """Strings behind each other that Rust may read, and what keeps their content alive."""
    if not isinstance(texts, (list, tuple)):
        raise TypeError(f"must be list or tuple, not {type(texts).__name__}")
    try:
        parts = list(map(str.encode, texts))
    except TypeError:
        raise TypeError("all items must be str") from None
    content: Any = b"".join(parts)
    at = cast(content, c_void_p).value or 1
    words: list[int] = []
    for part in parts:
        size = len(part)
        words += (at, size, size)
        at += size
    return struct.pack(f"{len(words)}Q", *words), content


_sum = native("slice_sum_f64", c_double, Slice)
_safe_sum = native("slice_sum_f64", c_double)
_sum_bytes = native("slice_sum_u8", c_uint64, BytesSlice)
_safe_sum_bytes = native("slice_sum_u8", c_uint64)
_string_length = native("slice_string_length", c_uint64, Slice)
_safe_string_length = native("slice_string_length", c_uint64)


def _naive_sum_of_list(items: list[float]) -> float:
    made = (c_double * len(items))(*items)
    return _sum(Slice(cast(made, c_void_p), len(items)))


def _naive_sum_of_array(items: Any) -> float:
    made = (c_double * len(items)).from_buffer(items)
    return _sum(Slice(cast(made, c_void_p), len(items)))


def _naive_sum_of_numpy(items: Any) -> float:
    return _sum(Slice(items.ctypes.data, items.size))


def _safe_slice_sum(items: Any) -> float:
    lent, _owner = lend(items, "d", 8)
    return _safe_sum(lent)


def _naive_sum_bytes(items: bytes) -> int:
    return _sum_bytes(BytesSlice(items, len(items)))


def _safe_slice_sum_bytes(items: Any) -> int:
    lent, _owner = lend(items, "B", 1)
    return _safe_sum_bytes(lent)


def _naive_slice_string_length(texts: list[str]) -> int:
    made = (String * len(texts))(*map(own, texts))
    length = _string_length(Slice(cast(made, c_void_p), len(texts)))
    for string in made:
        destroy(string)
    return length


def _safe_slice_string_length(texts: Sequence[str]) -> int:
    strings, _owner = lend_strings(texts)
    return _safe_string_length(BytesSlice(strings, len(texts)))


# ---- out

_MEMORY: Any = c_ubyte * (1 << 62)  # one type for memory of any length


def view(made: Any, code: str, size: int, owner: object) -> Any:
    """The memory of a slice, to be read only, which keeps alive what it belongs to."""
    found: Any = memoryview(b"")
    if made.size:
        memory = _MEMORY.from_address(made.data)
        memory.owner = owner
        found = memoryview(memory).cast("B")[: made.size * size]
    found = found.cast(code)
    return found.toreadonly() if sys.version_info >= (3, 8) else found


_static = native("static_slice_u32", Numbers)
_safe_static = native("static_slice_u32", Slice)
_same = native("same_slice", Bytes, BytesSlice)
_safe_same = native("same_slice", Slice)
_tail = native("slice_tail", Numbers, Slice, c_uint64)
_safe_tail = native("slice_tail", Slice)


def _naive_static_slice() -> Any:
    return _static().data


def _safe_static_slice() -> Any:
    return view(_safe_static(), "I", 4, None)


def _naive_same_slice(items: bytes) -> Any:
    return _same(BytesSlice(items, len(items))).data


def _safe_same_slice(items: Any) -> Any:
    lent, owner = lend(items, "B", 1)
    return view(_safe_same(lent), "B", 1, (lent, owner))


def _naive_slice_tail(items: Any, start: int) -> Numbers:
    made = (c_uint32 * len(items)).from_buffer(items)
    return _tail(Slice(cast(made, c_void_p), len(items)), start)


def _safe_slice_tail(items: Any, start: int) -> Any:
    check_int(start, 0, 2**64 - 1)
    lent, owner = lend(items, "I", 4)
    return view(_safe_tail(lent, c_uint64(start)), "I", 4, (lent, owner))


def _naive_list(made: Numbers) -> list[int]:
    return made.data[: made.size]


# ---- rows

_FLOATS = [float(number) for number in range(1000)]
_TEXTS = [f"name {number}" for number in range(100)]
_NUMBERS = array.array("I", range(1000))


def same_items(
    title: str,
    items: object,
    generated: Callable[..., object],
    naive: Callable[..., object],
    safe: Callable[..., object],
    target: Target | None = None,
    statement: str = "f(x)",
) -> Row:
    """A row in which all ways get the same `x`."""
    return Row(
        title,
        statement,
        generated={"f": generated, "x": items},
        naive={"f": naive, "x": items},
        safe={"f": safe, "x": items},
        target=target,
    )


_SUM = (generated.slice_sum_f64, _naive_sum_of_array, _safe_slice_sum)
_SAME = (generated.same_slice, _naive_same_slice, _safe_same_slice)
_COPIED: dict[str, Any] = {
    "generated": {
        "f": generated.slice_tail,
        "read": type(generated.static_slice_u32()).copied,
        "x": _NUMBERS,
    },
    "naive": {"f": _naive_slice_tail, "read": _naive_list, "x": _NUMBERS},
    "safe": {"f": _safe_slice_tail, "read": memoryview.tolist, "x": _NUMBERS},
}

ROWS = [
    same_items(
        "list of 1,000 f64 in",
        _FLOATS,
        generated.slice_sum_f64,
        _naive_sum_of_list,
        _safe_slice_sum,
        LIST,
    ),
    same_items(
        "array.array of 10 f64 in", array.array("d", _FLOATS[:10]), *_SUM, BUFFER
    ),
    same_items("array.array of 1,000 f64 in", array.array("d", _FLOATS), *_SUM, BUFFER),
    same_items(
        "10 bytes in",
        bytes(10),
        generated.slice_sum_u8,
        _naive_sum_bytes,
        _safe_slice_sum_bytes,
        BUFFER,
    ),
    same_items("10 bytes in, seen from a slice", bytes(10), *_SAME, BUFFER, "f(x)[1]"),
    same_items("1 MB in, seen from a slice", bytes(10**6), *_SAME, BUFFER, "f(x)[1]"),
    same_items(
        "100 strings in",
        _TEXTS,
        generated.slice_string_length,
        _naive_slice_string_length,
        _safe_slice_string_length,
    ),
    Row(
        "slice out: an item read",
        "f()[1]",
        generated={"f": generated.static_slice_u32},
        naive={"f": _naive_static_slice},
        safe={"f": _safe_static_slice},
    ),
    Row(
        "slice of 1,000 u32 in and out: read as a list",
        "read(f(x, 0))",
        **_COPIED,
    ),
]

if numpy is not None:
    _NUMPY = (generated.slice_sum_f64, _naive_sum_of_numpy, _safe_slice_sum)
    ROWS += [
        same_items("numpy of 10 f64 in", numpy.ones(10), *_NUMPY, BUFFER),
        same_items("numpy of 1,000 f64 in", numpy.ones(1000), *_NUMPY, BUFFER),
    ]
