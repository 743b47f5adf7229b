"""Strings: copied into memory of Rust, and out of it. C strings: lent."""

from __future__ import annotations

import ctypes
from ctypes import (
    POINTER,
    Structure,
    byref,
    c_bool,
    c_char,
    c_char_p,
    c_int64,
    c_uint32,
    c_uint64,
    c_void_p,
    string_at,
)
from typing import Any, Callable

import reference_project as generated

from .native import check_int, library_path, native
from .rows import Target, call

STRING = Target(1.15, "safe")


class String(Structure):
    """By hand, as most would write it."""

    _fields_ = (("data", c_void_p), ("size", c_uint64), ("capacity", c_uint64))


class SafeString(Structure):
    """By hand: ctypes itself reads the bytes, which is faster than `string_at`."""

    _fields_ = (("data", POINTER(c_char)), ("size", c_uint64), ("capacity", c_uint64))


class LentString(Structure):
    """By hand: a string in the memory of `bytes`, which the field keeps alive."""

    _fields_ = (("data", c_char_p), ("size", c_uint64), ("capacity", c_uint64))


_python_library = ctypes.PyDLL(str(library_path()))


def helper(symbol: str) -> Callable[..., int]:
    """A short function of the library that keeps the GIL and takes what comes."""
    function = _python_library[symbol]
    function.restype = c_int64
    return function


_create = native(
    "interoptopus_string_create", c_int64, c_char_p, c_uint64, POINTER(String)
)
destroy = native("interoptopus_string_destroy", c_int64, String)
_safe_create = helper("interoptopus_string_create")
destroy_safely = helper("interoptopus_string_destroy")


def own(text: str) -> String:
    """A string for Rust, the naive way."""
    utf8 = text.encode()
    made = String()
    _create(utf8, len(utf8), byref(made))
    return made


def take(string: String) -> str:
    """The text of a string from Rust, the naive way."""
    text = string_at(string.data, string.size).decode()
    destroy(string)
    return text


def encode(text: Any) -> bytes:
    try:
        return str.encode(text)
    except TypeError:
        raise TypeError(f"must be str, not {type(text).__name__}") from None


def plain(size: int) -> Any:
    """A size as ctypes passes it without a type, if that makes the right C int of it."""
    return size if size < 2**31 else c_uint64(size)


def own_safely(utf8: bytes) -> SafeString:
    """A string for Rust. Made after all checks: nothing in here fails."""
    made = SafeString()
    _safe_create(utf8, plain(len(utf8)), byref(made))
    return made


def own_in_place(utf8: bytes, place: SafeString) -> None:
    """The same in memory that is part of something else."""
    _safe_create(utf8, plain(len(utf8)), byref(place))


def take_safely(string: SafeString) -> str:
    """The text of a string from Rust, which is freed whatever happens."""
    try:
        return string.data[: string.size].decode()
    finally:
        destroy_safely(string)


# What gets structs and small integers only needs no types: ctypes passes them as they are.
_length = native("string_length", c_uint64, String)
_safe_length = native("string_length", c_uint64)
_repeat = native("repeat_char", String, c_uint32, c_uint32)
_safe_repeat = native("repeat_char", SafeString)
_same = native("same_string", String, String)
_safe_same = native("same_string", SafeString)
_concatenate = native("concatenate_strings", String, String, String, String)
_safe_concatenate = native("concatenate_strings", SafeString)
_equal = native("strings_equal", c_bool, String, POINTER(String))
_safe_equal = native("strings_equal", c_bool)
_c_length = native("cstring_length_or_minus_one", c_int64, c_char_p)
_safe_c_length = native("cstring_length_or_minus_one", c_int64)
_static = native("static_cstring", c_char_p)


def _naive_string_length(text: str) -> int:
    return _length(own(text))


def _safe_string_length(text: str) -> int:
    return _safe_length(own_safely(encode(text)))


def _naive_repeat_char(code: int, count: int) -> str:
    return take(_repeat(code, count))


def _safe_repeat_char(code: int, count: int) -> str:
    check_int(code, 0, 2**32 - 1)
    check_int(count, 0, 2**32 - 1)
    return take_safely(_safe_repeat(code, count))


def _naive_same_string(text: str) -> str:
    return take(_same(own(text)))


def _safe_same_string(text: str) -> str:
    return take_safely(_safe_same(own_safely(encode(text))))


def _naive_concatenate(first: str, second: str, third: str) -> str:
    return take(_concatenate(own(first), own(second), own(third)))


def _safe_concatenate_strings(first: str, second: str, third: str) -> str:
    # All that can fail comes before anything is owned.
    a, b, c = encode(first), encode(second), encode(third)
    return take_safely(_safe_concatenate(own_safely(a), own_safely(b), own_safely(c)))


def _naive_strings_equal(moved: str, lent: str) -> bool:
    made = own(lent)
    equal = _equal(own(moved), byref(made))
    destroy(made)
    return equal


def _safe_strings_equal(moved: str, lent: str) -> bool:
    a, b = encode(moved), encode(lent)
    return _safe_equal(own_safely(a), byref(LentString(b, len(b), len(b))))


def _naive_cstring_length(text: str) -> int:
    return _c_length(text.encode())


def _safe_cstring_length(text: str | bytes | None) -> int:
    if isinstance(text, str):
        text = str.encode(text, "utf-8", "surrogateescape")
    elif not isinstance(text, (bytes, type(None))):
        raise TypeError(f"must be str, bytes or None, not {type(text).__name__}")
    if text is not None and b"\0" in text:
        raise ValueError("must not contain NUL")
    return _safe_c_length(text)


def _naive_static_cstring() -> str:
    return _static().decode()


def _safe_static_cstring() -> str | None:
    text = _static()
    return None if text is None else text.decode("utf-8", "surrogateescape")


ROWS = [
    call(
        "string of 16 in",
        "f('abcdefghijklmnop')",
        generated=generated.string_length,
        naive=_naive_string_length,
        safe=_safe_string_length,
        target=STRING,
    ),
    call(
        "string of 16 out",
        "f(120, 16)",
        generated=generated.repeat_char,
        naive=_naive_repeat_char,
        safe=_safe_repeat_char,
        target=STRING,
    ),
    call(
        "string of 16 in and out",
        "f('abcdefghijklmnop')",
        generated=generated.same_string,
        naive=_naive_same_string,
        safe=_safe_same_string,
        target=STRING,
    ),
    call(
        "string of 1,000 in and out, not ASCII",
        f"f({'é' * 1000!r})",
        generated=generated.same_string,
        naive=_naive_same_string,
        safe=_safe_same_string,
        target=STRING,
    ),
    call(
        "two strings in, one of them lent",
        "f('abcdefghijklmnop', 'abcdefghijklmnop')",
        generated=generated.strings_equal,
        naive=_naive_strings_equal,
        safe=_safe_strings_equal,
        target=STRING,
    ),
    call(
        "three strings in, one out",
        "f('abcdefgh', 'ijkl', 'mnop')",
        generated=generated.concatenate_strings,
        naive=_naive_concatenate,
        safe=_safe_concatenate_strings,
        target=STRING,
    ),
    call(
        "C string of 16 in",
        "f('abcdefghijklmnop')",
        generated=generated.cstring_length_or_minus_one,
        naive=_naive_cstring_length,
        safe=_safe_cstring_length,
        target=STRING,
    ),
    call(
        "C string out",
        "f()",
        generated=generated.static_cstring,
        naive=_naive_static_cstring,
        safe=_safe_static_cstring,
        target=STRING,
    ),
]
