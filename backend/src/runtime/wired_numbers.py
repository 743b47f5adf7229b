"""Vectors and arrays of numbers in a `Wire`, which are written and read all at once."""

from __future__ import annotations

import array as _std_array
import ctypes as _ctypes
import struct as _struct
import typing as _t

from .checks import _Misfit
from .codecs import _Codec, _codec_u8
from .sequences import _check_sequence
from .slices import _SliceCodec
from .wired import (
    _Add,
    _check_length,
    _counted,
    _pack_count,
    _put_count,
    _Wired,
)


def _items_end(data: bytes, at: int, length: int | None, size: int) -> tuple[int, int]:
    """Where the items start and where they end."""
    if length is None:
        length = _counted(data, at, size)
        at += 4
    end = at + length * size
    if end > len(data):
        raise ValueError(f"{length} items cannot be in {len(data) - at} bytes")
    return at, end


def _wired_numbers(
    codec: _Codec[_t.Any], length: int | None = None, *, is_array: bool = False
) -> _Wired[_t.Any]:
    code, size = codec.format, _ctypes.sizeof(codec.c_type)
    lower, pack = codec.lower, codec.pack
    slices = _SliceCodec(codec)
    pack_items = _struct.pack

    def bulk(value: _t.Any, where: str) -> tuple[int, _t.Any]:
        """How many items are in a buffer, and their memory; or raise `TypeError`."""
        view: _t.Any = memoryview(value)
        if view.format != code or not (view.ndim and view.c_contiguous):
            slices._check_buffer(view, where)
        if code == "?":
            # Whatever stands there is true in Python, but not in Rust.
            items = view.cast("B").cast("?").tolist()
            return len(items), bytes(items)
        try:
            packed = view.cast("B")
        except TypeError:
            packed = view.tobytes()  # of a format with more to it than a letter
        return len(packed) // size, packed

    def write(value: _t.Any, add: _Add) -> None:
        kind = type(value)
        if kind is list or kind is tuple:
            items = tuple(value)
            count = len(items)
            if code == "?" and not {*map(type, items)} <= {bool}:
                raise _Misfit
            packed: _t.Any = pack_items(f"<{count}{code}", *items)
        else:
            count, packed = bulk(value, "")
        if length is None:
            add(_pack_count(count))
        elif count != length:
            raise _Misfit
        add(packed)

    def put(value: _t.Any, where: str, add: _Add) -> None:
        kind = type(value)
        if kind is not list and kind is not tuple:
            try:
                memoryview(value).release()
            except TypeError:
                _check_sequence(value, where, "a sequence or a buffer")
            else:
                count, packed = bulk(value, where)
                _put_count(count, length, where, add)
                add(packed)
                return
        items: list[object] = list(value)
        _put_count(len(items), length, where, add)
        numbers = [lower(it, f"{where}[{at}]") for at, it in enumerate(items)]
        add(b"".join(map(pack, numbers)))

    def check(value: _t.Any, where: str) -> object:
        checked = slices.check(value, where)
        if length is not None:
            _check_length(len(value), length, where)
        return checked

    def read(data: bytes, at: int) -> tuple[_t.Any, int]:
        start, end = _items_end(data, at, length, size)
        return _t.cast(_t.Any, memoryview(data)[start:end]).cast(code).tolist(), end

    def read_array(data: bytes, at: int) -> tuple[_t.Any, int]:
        start, end = _items_end(data, at, length, size)
        return _std_array.array(code, data[start:end]), end

    zero = b"\0\0\0\0" if length is None else codec.zero * length
    return _Wired(check, put, write, read_array if is_array else read, zero)


def _wired_bytes(length: int | None = None) -> _Wired[bytes]:
    """Vectors of `u8`, or arrays of them of that length."""
    numbers = _wired_numbers(_codec_u8, length)

    def check(value: object, where: str) -> bytes:
        parts: list[_t.Any] = [value]
        if type(value) is not bytes:
            parts.clear()
            numbers.put(value, where, parts.append)
        elif length is not None:
            _check_length(len(value), length, where)
        content: _t.Any = parts[-1]
        return bytes(content)

    def write(value: _t.Any, add: _Add) -> None:
        if type(value) is not bytes:
            numbers.write(value, add)
            return
        if length is None:
            add(_pack_count(len(value)))
        elif len(value) != length:
            raise _Misfit
        add(value)

    def read(data: bytes, at: int) -> tuple[bytes, int]:
        start, end = _items_end(data, at, length, 1)
        return data[start:end], end

    return _Wired(check, numbers.put, write, read, numbers.zero)
