"""Short names of the C types, as Rust calls them."""

from __future__ import annotations

import ctypes as _ctypes

_bool = _ctypes.c_bool
_char = _ctypes.c_char
_u8 = _ctypes.c_uint8
_u16 = _ctypes.c_uint16
_u32 = _ctypes.c_uint32
_u64 = _ctypes.c_uint64
_usize = _ctypes.c_size_t
_i8 = _ctypes.c_int8
_i16 = _ctypes.c_int16
_i32 = _ctypes.c_int32
_i64 = _ctypes.c_int64
_isize = _ctypes.c_ssize_t
_f32 = _ctypes.c_float
_f64 = _ctypes.c_double


class _Instance(_ctypes.c_void_p):
    """The address of an object in Rust: ctypes returns it and takes it as it is."""

    __slots__ = ()
