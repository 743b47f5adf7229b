"""`Wire`: values of Python, written to memory that Rust then owns, or read from it and freed."""

from __future__ import annotations

import ctypes as _ctypes
import struct as _struct
import typing as _t

from .addresses import _address
from .c_types import _char, _i32
from .checks import _T
from .codecs import _Codec
from .errors import InteropError
from .generated import _wire_create, _wire_destroy
from .wired import _FEW, _MOST, _UNUSUAL, _too_long, _Wired, _wired


class _CWire(_ctypes.Structure):
    """A `Wire` as Rust lays it out: without a capacity it is lent, and nobody frees it."""

    if _t.TYPE_CHECKING:
        data: _t.Any
        size: int
        capacity: int
    _fields_ = (
        ("data", _t.cast(_t.Any, _ctypes).POINTER(_char)),
        ("size", _i32),
        ("capacity", _i32),
    )


_byref_at: _t.Callable[[_t.Any, int], _t.Any] = _ctypes.byref
_pack_wire = _struct.Struct("=Qii").pack
_store_address: _t.Callable[[_t.Any, int, int], None] = _struct.Struct("=Q").pack_into
_move: _t.Callable[[int, bytes, int], object] = _ctypes.memmove


class _WireCodec(_Codec[_T]):
    """What a `Wire` of such values is made of, and what it becomes."""

    __slots__ = ("wired",)

    def __init__(self, part: _Wired[_T] | _Codec[_T], destroy: _t.Any) -> None:
        wired = _wired(part)
        zero = wired.zero
        # Nobody knows for how long Rust looks there.
        _ctypes.pythonapi.Py_IncRef(_ctypes.py_object(zero))
        super().__init__(
            _CWire,
            wired.check,
            self._pack,
            self._load,
            lower=self._lower,
            lend=_lend_wire,
            take=self._take,
            free=_freeing_wire(destroy),
            takes_none=wired.takes_none,
            zero=_pack_wire(_address(zero), len(zero), 0),
        )
        self.wired = wired

    def own(self, lowered: _t.Any) -> _CWire:
        made = _CWire()
        size = len(lowered)
        if size:
            # The length and the capacity are written to where they belong.
            address = _wire_create(size, _byref_at(made, 8), _byref_at(made, 12))
            try:
                _move(address, lowered, size)
            except BaseException:
                # Where the stack ends.
                _wire_destroy(address, size, made.capacity)
                raise
            _store_address(made, 0, address)
        return made

    def result(self, wire: _CWire, where: str) -> _T:
        """The value that the native library returned."""
        data = wire.data
        try:
            content = data[: wire.size]
        finally:
            _wire_destroy(data, wire.size, wire.capacity)
        return self.read(content, where)

    def read(self, data: bytes, where: str = "a Wire") -> _T:
        """The value that the bytes stand for, and nothing but that."""
        try:
            value, end = self.wired.read(data, 0)
            if end == len(data):
                return _t.cast(_T, value)
            reason = f"the value takes {end} bytes, and there are {len(data)}"
        except (_struct.error, ValueError, IndexError, OverflowError) as error:
            reason = str(error)
        raise InteropError(
            f"{where}: the native library returned no such value: {reason}"
        )

    def _lower(self, value: object, where: str) -> bytes:
        parts: list[bytes] = []
        try:
            self.wired.write(value, parts)
            is_small = len(parts) <= _FEW
        except _UNUSUAL:
            parts.clear()
            try:
                self.wired.put(value, where, parts.append)
            except BaseException:
                # The traceback holds this frame, and buffers that are looked at cannot grow.
                parts.clear()
                raise
            is_small = False
        if not is_small:
            size = sum(map(len, parts))
            if size > _MOST:
                raise _too_long(size, where)
        packed = b"".join(parts)
        if len(packed) > _MOST:
            raise _too_long(len(packed), where)
        return packed

    def _pack(self, lowered: bytes) -> bytes:
        return bytes(self.own(lowered))

    def _load(self, buffer: _t.Any, at: int) -> _T:
        wire = _CWire.from_buffer_copy(buffer, at)
        return self.read(wire.data[: wire.size])

    def _take(self, buffer: _t.Any, at: int) -> _T:
        return self.result(_CWire.from_buffer_copy(buffer, at), "a Wire")


def _lend_wire(lowered: bytes, keep: list[object]) -> bytes:
    keep.append(lowered)
    return _pack_wire(_address(lowered), len(lowered), 0)


def _freeing_wire(destroy: _t.Any) -> _t.Callable[[_t.Any, int], None]:
    """What frees a `Wire` in a buffer; `destroy` knows the function once it is loaded."""
    # At the end of the program only what the function holds itself is still there.
    load = _CWire.from_buffer_copy

    def free(buffer: _t.Any, at: int) -> None:
        wire = load(buffer, at)
        destroy.bound(wire.data, wire.size, wire.capacity)

    return free
