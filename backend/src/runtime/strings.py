"""`ffi::String` is `str`: copied on the way in, copied and freed on the way out."""

from __future__ import annotations

import ctypes as _ctypes
import struct as _struct
import sys as _sys
import typing as _t

from .addresses import _address
from .c_types import _char, _u64
from .checks import _must_be
from .codecs import _byref, _Codec, _free_nothing
from .generated import _string_create, _string_destroy


class _Owned(_ctypes.Structure):
    """An `ffi::String` or `ffi::Vec`, as Rust lays it out."""

    if _t.TYPE_CHECKING:
        data: _t.Any
        size: int
        capacity: int
    _fields_ = (
        ("data", _t.cast(_t.Any, _ctypes).POINTER(_char)),
        ("size", _u64),
        ("capacity", _u64),
    )


def _no_strings(*_: object) -> _t.NoReturn:
    """Stands for the functions that make and free strings, where the library has none."""
    raise NotImplementedError("the native library has no strings")


_encode: _t.Callable[[_t.Any], _t.Any] = str.encode
_pack_owned = _struct.Struct("=QQQ").pack
_unpack_owned = _struct.Struct("=QQQ").unpack_from
# What is larger does not fit the C int that ctypes makes of a plain number; nor does Windows
# promise how the number is extended.
_PLAIN_SIZES = 0 if _sys.platform == "win32" else 1 << 31


def _own_string(utf8: _t.Any) -> _Owned:
    """A string in Rust made of UTF-8, which whoever gets it must free."""
    made = _Owned()
    size = len(utf8)
    _string_create(utf8, size if size < _PLAIN_SIZES else _u64(size), _byref(made))
    return made


def _take_string(string: _Owned) -> str:
    """The text of a string from Rust, which is freed."""
    try:
        text: str = string.data[: string.size].decode()
        return text
    finally:
        _string_destroy(string)


def _check_str(value: object, where: str) -> _t.Any:
    """The text as UTF-8, in which there is no place for half a surrogate pair."""
    try:
        return _encode(value)
    except (TypeError, UnicodeEncodeError):
        pass
    # By its real class: what pretends to be a text has no content that Python could read.
    if not issubclass(type(value), str):
        raise _must_be("str", value, where)
    return _utf8(_t.cast(str, value), where)


def _utf8(text: str, where: str, errors: str = "strict") -> bytes:
    try:
        return str.encode(text, "utf-8", errors)
    except UnicodeEncodeError as error:
        reason = f"{error.reason} ({where})"
        start, end = error.start, error.end
    raise UnicodeEncodeError("utf-8", text, start, end, reason) from None


_string_at: _t.Callable[[int, int], bytes] = _ctypes.string_at
# What is ASCII needs no other look at it.
_is_ascii: _t.Callable[[_t.Any], bool] = str.isascii


def _check_text(value: _t.Any, where: str) -> str:
    if type(value) is not str or not _is_ascii(value):
        _check_str(value, where)
    return _t.cast(str, value)


def _pack_string(utf8: bytes) -> bytes:
    return bytes(_own_string(utf8))


def _place_string(memory: _t.Any, at: int, utf8: bytes) -> None:
    size = len(utf8)
    place = _byref(memory, at)
    _string_create(utf8, size if size < _PLAIN_SIZES else _u64(size), place)


def _lend_string(utf8: bytes, keep: list[object]) -> bytes:
    keep.append(utf8)
    size = len(utf8)
    return _pack_owned(_address(utf8), size, size)


def _load_string(buffer: _t.Any, at: int) -> str:
    is_whole = buffer.__class__ is _Owned
    string = buffer if is_whole else _Owned.from_buffer_copy(buffer, at)
    text: str = string.data[: string.size].decode()
    return text


def _take_string_at(buffer: _t.Any, at: int) -> str:
    is_whole = buffer.__class__ is _Owned
    return _take_string(buffer if is_whole else _Owned.from_buffer_copy(buffer, at))


class _StringCodec(_Codec[str]):
    __slots__ = ()

    def to_c(self, value: object, where: str) -> _t.Any:
        utf8: bytes = _check_str(value, where)
        size = len(utf8)
        made = _Owned.from_buffer_copy(_pack_owned(_address(utf8), size, size))
        _t.cast(_t.Any, made)._owners = utf8
        return made


_codec_string: _Codec[str] = _StringCodec(
    _Owned,
    _check_text,
    _pack_string,
    _load_string,
    lower=_check_str,
    place=_place_string,
    lend=_lend_string,
    take=_take_string_at,
    free=_free_nothing,
    # Empty, not null: there is an address that nobody reads from.
    zero=_pack_owned(1, 0, 0),
)


def _freeing(destroy: _t.Any) -> _t.Callable[[_t.Any, int], None]:
    """What frees a string or vector in a buffer; `destroy` knows the function once it is loaded."""
    # At the end of the program only what the function holds itself is still there.
    load = _Owned.from_buffer_copy

    def free(buffer: _t.Any, at: int) -> None:
        destroy.bound(load(buffer, at))

    return free
