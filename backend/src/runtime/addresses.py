"""Where the content of `bytes` lies in memory."""

from __future__ import annotations

import ctypes as _ctypes
import typing as _t

_PROBE = b"content"
_BYTES_HEADER = bytes.__basicsize__ - 1
# CPython has the content of bytes behind the header of the object.
_IS_BEHIND_HEADER = (
    _ctypes.cast(_t.cast(_t.Any, _PROBE), _ctypes.c_void_p).value
    == id(_PROBE) + _BYTES_HEADER
)


def _address(data: bytes) -> int:
    """Where the content lies as long as the object lives."""
    if _IS_BEHIND_HEADER:
        return id(data) + _BYTES_HEADER
    return _ctypes.cast(_t.cast(_t.Any, data), _ctypes.c_void_p).value or 0


def _addresses(data: list[bytes]) -> list[int]:
    if _IS_BEHIND_HEADER:
        return [id(item) + _BYTES_HEADER for item in data]
    return [_address(item) for item in data]
