"""`ffi::CStrPtr`: text that ends at the first NUL and that Rust only borrows."""

from __future__ import annotations

import ctypes as _ctypes
import struct as _struct
import typing as _t

from .addresses import _address
from .checks import _must_be
from .codecs import _Codec
from .strings import _encode, _utf8

_pack_pointer = _struct.Struct("=Q").pack
_unpack_pointer = _struct.Struct("=Q").unpack_from


def _check_cstring(value: object, where: str) -> _t.Any:
    """The bytes of a text, which ctypes passes with a NUL behind them, or None."""
    if value is None:
        return None
    if type(value) is str:
        try:
            made: bytes = _encode(value)
            if b"\0" not in made:
                return made
        except UnicodeEncodeError:
            pass
    # By its real class: what pretends to be bytes has other content.
    is_text = issubclass(type(value), str)
    if not is_text and not issubclass(type(value), bytes):
        raise _must_be("str, bytes or None", value, where)
    content = _t.cast(_t.Any, value)
    end: int = content.find("\0" if is_text else b"\0")
    if end >= 0:
        reason = "where C ends a string"
        raise ValueError(f"{where} has a NUL at {end}, {reason}") from None
    # As Python does with file names: bytes that are no UTF-8 survive the way and back.
    return _utf8(content, where, "surrogateescape") if is_text else content


def _cstring(value: bytes | None) -> str | None:
    """The text of a C string, None for null."""
    return None if value is None else value.decode("utf-8", "surrogateescape")


def _keep_cstring(value: object, where: str) -> object:
    _check_cstring(value, where)
    return value


def _pack_cstring(value: bytes | None) -> bytes:
    return _pack_pointer(0 if value is None else _address(value))


def _load_cstring(buffer: _t.Any, at: int) -> str | None:
    address = _unpack_pointer(buffer, at)[0]
    return _cstring(_ctypes.string_at(address)) if address else None


_codec_cstring: _Codec[str | None] = _Codec(
    _ctypes.c_char_p,
    _keep_cstring,
    _pack_cstring,
    _load_cstring,
    lower=_check_cstring,
    takes_none=True,
    has_pointers=True,
)


def _cstring_field(storage: str, where: str, doc: str = "") -> _t.Any:
    """A field that is a C string; ctypes keeps its bytes alive."""

    def load(self: object) -> str | None:
        return _cstring(getattr(self, storage))

    def store(self: object, value: object) -> None:
        setattr(self, storage, _check_cstring(value, where))

    return property(load, store, None, doc)
