"""How the values of a type lie in memory, for all that ctypes does not convert by itself."""

from __future__ import annotations

import ctypes as _ctypes
import struct as _struct
import typing as _t

from .c_types import (
    _bool,
    _char,
    _f32,
    _f64,
    _i8,
    _i16,
    _i32,
    _i64,
    _isize,
    _u8,
    _u16,
    _u32,
    _u64,
    _usize,
)
from .checks import (
    _E,
    _T,
    _check_bool,
    _check_char,
    _check_float,
    _check_i8,
    _check_i16,
    _check_i32,
    _check_i64,
    _check_instance,
    _check_u8,
    _check_u16,
    _check_u32,
    _check_u64,
    _check_variant,
    _must_be,
)
from .enums import _Variants

_Check = _t.Callable[[_t.Any, str], _t.Any]
_Pack = _t.Callable[[_t.Any], bytes]
_Load = _t.Callable[[_t.Any, int], _t.Any]


class _Codec(_t.Generic[_T]):
    """The values of one type: what fits, and the way to bytes and back.

    `check` makes of a value what can be packed, or raises an error that names the place;
    `pack` gives all bytes of a checked value; `load` reads a value from a buffer, which
    it does not keep. `code` is how the `struct` module packs a number, where it checks it
    as well; `is_direct` tells that ctypes itself reads the value from a field or an item,
    `takes_none` that `None` is a value, `has_pointers` that values may point to memory
    which something else must keep alive.
    """

    __slots__ = (
        "c_type",
        "check",
        "code",
        "has_pointers",
        "is_direct",
        "load",
        "pack",
        "takes_none",
    )

    def __init__(
        self,
        c_type: _t.Any,
        check: _Check,
        pack: _Pack,
        load: _Load,
        *,
        code: str = "",
        is_direct: bool = False,
        takes_none: bool = False,
        has_pointers: bool = False,
    ) -> None:
        self.c_type = c_type
        self.check = check
        self.pack = pack
        self.load: _t.Callable[[_t.Any, int], _T] = load
        self.code = code
        self.is_direct = is_direct
        self.takes_none = takes_none
        self.has_pointers = has_pointers

    def to_c(self, value: object, where: str) -> _t.Any:
        """What C takes for a value, or an error that names the place."""
        checked = self.check(value, where)
        made = self.c_type.from_buffer_copy(self.pack(checked))
        if self.has_pointers:
            made._owners = checked
        return made


def _scalar(
    c_type: _t.Any, code: str, check: _Check, pack: _Pack | None = None
) -> _Codec[_t.Any]:
    layout = _struct.Struct(f"={code}")
    unpack_from = layout.unpack_from

    def load(buffer: _t.Any, at: int) -> object:
        return unpack_from(buffer, at)[0]

    codes = "" if code in "?c" else code
    return _Codec(c_type, check, pack or layout.pack, load, code=codes, is_direct=True)


def _pack_f32(value: float) -> bytes:
    # As Rust converts: what is too large becomes infinite, where `struct` would raise.
    return bytes(_f32(value))


_codec_bool: _Codec[bool] = _scalar(_bool, "?", _check_bool)
_codec_char: _Codec[bytes] = _scalar(_char, "c", _check_char)
_codec_u8: _Codec[int] = _scalar(_u8, "B", _check_u8)
_codec_u16: _Codec[int] = _scalar(_u16, "H", _check_u16)
_codec_u32: _Codec[int] = _scalar(_u32, "I", _check_u32)
_codec_u64: _Codec[int] = _scalar(_u64, "Q", _check_u64)
_codec_usize: _Codec[int] = _scalar(_usize, "Q", _check_u64)
_codec_i8: _Codec[int] = _scalar(_i8, "b", _check_i8)
_codec_i16: _Codec[int] = _scalar(_i16, "h", _check_i16)
_codec_i32: _Codec[int] = _scalar(_i32, "i", _check_i32)
_codec_i64: _Codec[int] = _scalar(_i64, "q", _check_i64)
_codec_isize: _Codec[int] = _scalar(_isize, "q", _check_i64)
_codec_f32: _Codec[float] = _scalar(_f32, "f", _check_float, _pack_f32)
_codec_f64: _Codec[float] = _scalar(_f64, "d", _check_float)


def _check_unit(value: object, where: str) -> None:
    if value is not None:
        raise _must_be("None", value, where)


def _pack_unit(_value: None) -> bytes:
    return b""


def _load_unit(_buffer: object, _at: int) -> None:
    return None


_codec_unit: _Codec[None] = _Codec(
    _u8 * 0, _check_unit, _pack_unit, _load_unit, takes_none=True
)


def _enum_codec(
    c_type: _t.Any, code: str, kind: type[_E], variants: _Variants[_E]
) -> _Codec[_E]:
    layout = _struct.Struct(f"={code}")
    unpack_from = layout.unpack_from

    def check(value: object, where: str) -> _E:
        return _check_variant(value, kind, where)

    def load(buffer: _t.Any, at: int) -> _E:
        return variants[unpack_from(buffer, at)[0]]

    return _Codec(c_type, check, layout.pack, load)


def _struct_codec(kind: type[_T]) -> _Codec[_T]:
    c_type = _t.cast(_t.Any, kind)

    def check(value: object, where: str) -> _T:
        return _check_instance(value, kind, where)

    load, has_pointers = c_type.from_buffer_copy, hasattr(kind, "_owners")
    return _Codec(c_type, check, bytes, load, is_direct=True, has_pointers=has_pointers)


def _carrier(*fields: _t.Any) -> _t.Any:
    """A struct that C passes as it passes a union: each unit in a register of its kind."""
    members = {
        "__doc__": "What C sees of a value with a tag.",
        "_fields_": [(f"_{number}", kind) for number, kind in enumerate(fields)],
    }
    return type("_Carrier", (_ctypes.Structure,), members)


def _units(unit: _t.Any, count: int) -> _t.Any:
    return unit * count
