"""How the values of a type lie in memory, for all that ctypes does not convert by itself."""

from __future__ import annotations

import ctypes as _ctypes
import struct as _struct
import typing as _t

from .addresses import _address
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
from .memory import _token
from .owners import _check_there, _loan, _snapshot

_byref: _t.Callable[..., _t.Any] = _ctypes.byref
_memmove: _t.Callable[..., object] = _ctypes.memmove

_Check = _t.Callable[[_t.Any, str], _t.Any]
_Pack = _t.Callable[[_t.Any], bytes]
_Place = _t.Callable[[_t.Any, int, _t.Any], object]
_Lend = _t.Callable[[_t.Any, "list[object]"], bytes]
_Load = _t.Callable[[_t.Any, int], _t.Any]
_Free = _t.Callable[[_t.Any, int], None]


class _Codec(_t.Generic[_T]):
    """The values of one type: what fits, and the way to bytes and back.

    On the way in, `check` gives a value as Python keeps it, and `lower` what is left to be
    packed; either raises an error that names the place, and neither makes anything in Rust.
    `pack` gives the bytes of a lowered value. What Rust is to own is made then: nothing in
    it fails. `place` writes the same to an offset of ctypes memory, where all is zero.
    `lend` gives bytes that point into Python's memory instead, which the list keeps alive:
    for what Rust only borrows.

    On the way out, `load` reads a value from a buffer, which it neither keeps nor changes;
    `take` also frees what the value owns in Rust, or gives it to the Python object, whatever
    is raised in between; `free` frees it unread.

    `code` is how the `struct` module packs a number, where it checks it as well; `is_direct`
    tells that ctypes itself reads the value from a field or an item, `takes_none` that
    `None` is a value, `has_pointers` that values may point to memory which something else
    must keep alive, `is_owned` that values own memory in Rust, `moves` that `take` gives
    some of it to a Python object. `format` is what a memoryview calls an item, if that is a
    number; `is_plain` tells that whatever stands in the memory is a value. `zero` is what
    Rust gets where there is no value to give.
    """

    __slots__ = (
        "c_type",
        "check",
        "code",
        "format",
        "free",
        "has_place",
        "has_pointers",
        "is_direct",
        "is_owned",
        "is_plain",
        "lend",
        "load",
        "lower",
        "moves",
        "pack",
        "place",
        "size",
        "take",
        "takes_none",
        "zero",
    )

    def __init__(
        self,
        c_type: _t.Any,
        check: _Check,
        pack: _Pack,
        load: _Load,
        *,
        lower: _Check | None = None,
        place: _Place | None = None,
        lend: _Lend | None = None,
        take: _Load | None = None,
        free: _Free | None = None,
        code: str = "",
        format: str = "",
        is_direct: bool = False,
        is_plain: bool = False,
        takes_none: bool = False,
        has_pointers: bool = False,
        moves: bool = False,
        zero: bytes | None = None,
    ) -> None:
        self.c_type = c_type
        self.size = _ctypes.sizeof(c_type)
        self.check = check
        self.lower = lower or check
        self.pack = pack
        self.place = place or self.place_packed
        self.has_place = place is not None
        self.lend = lend or self._lend
        self.load: _t.Callable[[_t.Any, int], _T] = load
        self.take: _t.Callable[[_t.Any, int], _T] = take or load
        self.free = free or _free_nothing
        self.code = code
        self.format = format
        self.is_direct = is_direct
        self.is_plain = is_plain
        self.takes_none = takes_none
        self.has_pointers = has_pointers
        self.is_owned = free is not None
        self.moves = moves
        self.zero = bytes(self.size) if zero is None else zero

    def nothing(self) -> bytes:
        """What Rust gets where there is no value to give."""
        return self.zero

    def to_c(self, value: object, where: str) -> _t.Any:
        """What C takes for a value that it does not own, or an error that names the place."""
        lowered = self.lower(value, where)
        if not self.has_pointers and not self.is_owned:
            return self.own(lowered)
        keep: list[object] = []
        made = self.c_type.from_buffer_copy(self.lend(lowered, keep))
        if keep:
            made._owners = _loan(keep) or keep
        return made

    def own(self, lowered: object) -> _t.Any:
        """What C takes for a value that Rust owns from then on."""
        if self.has_place:
            made = self.c_type()
            self.place(made, 0, lowered)
        else:
            made = self.c_type.from_buffer_copy(self.pack(lowered))
        if self.has_pointers:
            made._owners = lowered
        return made

    def lend_mutable(self, value: object, where: str) -> _t.Any:
        """Memory of the value that Rust may write to; what it owns is freed with it."""
        if not self.is_owned:
            return self.to_c(value, where)
        lowered = self.lower(value, where)
        _claim(lowered)
        memory, owner = self.memory(self.pack(lowered))
        made = self.c_type.from_address(_address(memory))
        made._owners = [owner, lowered]
        return made

    def memory(self, packed: bytes) -> tuple[bytes, object]:
        """Memory with these values in it, and the owner that frees them, whatever they are then."""
        free, size = self.free, self.size
        # A copy that nobody else has: Rust writes to it.
        memory = bytes(bytearray(packed))

        def end() -> None:
            for at in range(0, len(memory), size):
                free(memory, at)

        return memory, _token(end)

    def place_packed(self, memory: _t.Any, at: int, lowered: object) -> None:
        """As `place`, where the place need not be aligned."""
        _memmove(_byref(memory, at), self.pack(lowered), self.size)

    def _lend(self, lowered: object, keep: list[object]) -> bytes:
        if self.has_pointers:
            keep.append(lowered)
        return self.pack(lowered)


class _Given:
    """What is on its way to Rust and can only be given once."""

    __slots__ = ()

    def claim(self) -> object:
        """Take it from Python, or raise."""
        raise NotImplementedError

    def put_back(self) -> None:
        """Give it back to Python."""
        raise NotImplementedError


def _claim(*lowered: object) -> None:
    """Take from Python all that can only be given once, or nothing of it."""
    given: list[_Given] = []
    for it in lowered:
        _find_given(it, given)
    claimed: list[_Given] = []
    try:
        for given_once in given:
            given_once.claim()
            claimed.append(given_once)
    except Exception:
        for given_once in claimed:
            given_once.put_back()
        raise


def _find_given(lowered: _t.Any, found: list[_Given]) -> None:
    """Collect what can only be given once, in a lowered value."""
    kind: _t.Any = lowered.__class__
    if kind is bytes or kind is int:
        return
    if kind is list or kind is tuple:
        for part in lowered:
            _find_given(part, found)
    elif hasattr(kind, "_is_case"):
        _find_given(lowered.value, found)
    elif isinstance(lowered, _Given):
        found.append(lowered)


def _free_nothing(_buffer: object, _at: int) -> None:
    pass


def _scalar(
    c_type: _t.Any, code: str, check: _Check, pack: _Pack | None = None
) -> _Codec[_t.Any]:
    layout = _struct.Struct(f"={code}")
    unpack_from = layout.unpack_from

    def load(buffer: _t.Any, at: int) -> object:
        return unpack_from(buffer, at)[0]

    return _Codec(
        c_type,
        check,
        pack or layout.pack,
        load,
        place=None if pack else layout.pack_into,
        code="" if code in "?c" else code,
        format=code,
        is_direct=True,
        is_plain=code != "?",
    )


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

    zero = layout.pack(min(variants, key=abs))
    return _Codec(c_type, check, layout.pack, load, place=layout.pack_into, zero=zero)


def _struct_codec(kind: type[_T], *, is_plain: bool = False) -> _Codec[_T]:
    c_type = _t.cast(_t.Any, kind)

    def check(value: object, where: str) -> _T:
        return _check_instance(value, kind, where)

    def snapshot(value: object, where: str) -> _T:
        checked = check(value, where)
        _check_there(checked)
        return _snapshot(checked)

    has_pointers = hasattr(kind, "_owners")
    return _Codec(
        c_type,
        check,
        bytes,
        c_type.from_buffer_copy,
        lower=snapshot if has_pointers else None,
        is_direct=True,
        is_plain=is_plain,
        has_pointers=has_pointers,
    )


def _carrier(*fields: _t.Any) -> _t.Any:
    """A struct that C passes as it passes a union: each unit in a register of its kind."""
    members = {
        "__doc__": "What C sees of a value with a tag.",
        "_fields_": [(f"_{number}", kind) for number, kind in enumerate(fields)],
    }
    return type("_Carrier", (_ctypes.Structure,), members)


def _units(unit: _t.Any, count: int) -> _t.Any:
    return unit * count
