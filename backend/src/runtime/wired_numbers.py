"""Vectors and arrays of numbers in a `Wire`, which are written and read all at once."""

from __future__ import annotations

import array as _std_array
import ctypes as _ctypes
import struct as _struct
import typing as _t

from .checks import _Misfit
from .codecs import _Codec, _codec_u8
from .slices import _SliceCodec
from .wired import (
    _LARGE,
    _Add,
    _check_length,
    _counted,
    _items_of,
    _pack_count,
    _put_count,
    _too_many,
    _type_of,
    _unpack_count,
    _Wired,
)


def _wired_numbers(
    codec: _Codec[_t.Any], length: int | None = None, *, is_array: bool = False
) -> _Wired[_t.Any]:
    code, size = codec.format, _ctypes.sizeof(codec.c_type)
    lower, pack = codec.lower, codec.pack
    slices = _SliceCodec(codec)
    unpack_count = _unpack_count
    pack_items, unpack_items = _struct.pack, _struct.unpack_from

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

    def write(value: _t.Any, out: list[_t.Any]) -> None:
        kind = _type_of(value)
        if kind is list or kind is tuple:
            if code == "?":
                value = tuple(value)
                if not {*map(type, value)} <= {bool}:
                    raise _Misfit
            # If the number of items changes meanwhile, packing fails.
            if length is None:
                count = len(value)
                out.append(pack_items(f"<I{count}{code}", count, *value))
            else:
                out.append(pack_items(f"<{length}{code}", *value))
            return
        count, packed = bulk(value, "")
        if len(packed) > _LARGE:
            raise _Misfit
        if length is None:
            out.append(_pack_count(count))
        elif count != length:
            raise _Misfit
        out.append(packed)

    def put(value: _t.Any, where: str, add: _Add) -> None:
        kind = _type_of(value)
        if kind is not list and kind is not tuple:
            try:
                memoryview(value).release()
            except TypeError:
                pass
            else:
                count, packed = bulk(value, where)
                _put_count(count, length, where, add)
                add(packed)
                return
        items = _items_of(value, where, "a sequence or a buffer")
        _put_count(len(items), length, where, add)
        numbers = [lower(it, f"{where}[{at}]") for at, it in enumerate(items)]
        add(b"".join(map(pack, numbers)))

    def check(value: _t.Any, where: str) -> object:
        checked = slices.check(value, where)
        if length is not None:
            _check_length(len(value), length, where)
        return checked

    def read(data: bytes, at: int) -> tuple[_t.Any, int]:
        count = length
        if count is None:
            count = unpack_count(data, at)[0]
            at += 4
        end = at + count * size
        if end > len(data):
            raise _too_many(count, len(data) - at)
        if count < 256:
            return list(unpack_items(f"<{count}{code}", data, at)), end
        return _t.cast(_t.Any, memoryview(data)[at:end]).cast(code).tolist(), end

    def read_array(data: bytes, at: int) -> tuple[_t.Any, int]:
        count = _counted(data, at, size) if length is None else length
        at += 4 if length is None else 0
        end = at + count * size
        if end > len(data):
            raise _too_many(count, len(data) - at)
        return _std_array.array(code, data[at:end]), end

    zero = b"\0\0\0\0" if length is None else codec.zero * length
    return _Wired(check, put, write, read_array if is_array else read, zero)


def _wired_bytes(length: int | None = None) -> _Wired[bytes]:
    """Vectors of `u8`, or arrays of them of that length."""
    numbers = _wired_numbers(_codec_u8, length)
    unpack_count = _unpack_count

    def check(value: object, where: str) -> bytes:
        parts: list[_t.Any] = [value]
        if type(value) is not bytes:
            parts.clear()
            numbers.put(value, where, parts.append)
        elif length is not None:
            _check_length(len(value), length, where)
        content: _t.Any = parts[-1]
        return bytes(content)

    def write(value: _t.Any, out: list[_t.Any]) -> None:
        if type(value) is not bytes:
            numbers.write(value, out)
            return
        size = len(value)
        if size > _LARGE or (length is not None and size != length):
            raise _Misfit
        if length is None:
            out.append(_pack_count(size))
        out.append(value)

    def read(data: bytes, at: int) -> tuple[bytes, int]:
        size = length
        if size is None:
            size = unpack_count(data, at)[0]
            at += 4
        # If it is cut, it ends behind the end.
        end = at + size
        return data[at:end], end

    return _Wired(check, numbers.put, write, read, numbers.zero)
