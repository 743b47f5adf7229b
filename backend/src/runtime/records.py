"""Structs that own memory in Rust: in Python they are plain objects, copied at the boundary."""

from __future__ import annotations

import copy as _copy
import ctypes as _ctypes
import operator as _operator
import typing as _t

from .checks import _MISFITS, _T, _must_be
from .codecs import _Codec, _Load
from .data_enums import _new
from .errors import InteropError
from .fields import _Fields
from .scopes import _called

if _t.TYPE_CHECKING:
    from typing_extensions import Self as _Self

if _t.TYPE_CHECKING:
    from typing_extensions import TypeAlias as _TypeAlias

if _t.TYPE_CHECKING:
    # Of each field the name, the private name of its slot, the codec and the offset.
    _FieldTable: _TypeAlias = "tuple[tuple[str, str, _Codec[_t.Any], int], ...]"
else:
    _Self = _t.Any


class _Record(_Fields):
    """What every such struct shares: equality, repr, copy and pickle, by its fields."""

    __slots__ = ()

    def __reduce__(self) -> tuple[_t.Callable[..., object], tuple[object, ...]]:
        return type(self), self._values()

    def __deepcopy__(self, memo: dict[int, object]) -> _Self:
        # A pointer points where it points; all else is a copy of its own.
        return type(self)(
            *(
                value if hasattr(value, "contents") else _copy.deepcopy(value, memo)
                for value in self._values()
            )
        )


def _record_field(
    storage: str, where: str, codec: _Codec[_t.Any], doc: str = ""
) -> _t.Any:
    """A field whose values go through a check; what is inside of them is checked by the call."""

    def store(self: object, value: object) -> None:
        setattr(self, storage, codec.check(value, where))

    return property(_operator.attrgetter(storage), store, None, doc)


def _reader(names: list[str]) -> _t.Callable[[object], tuple[object, ...]]:
    """Reads all these attributes."""
    if len(names) > 1:
        return _operator.attrgetter(*names)
    return lambda value: tuple(getattr(value, name) for name in names)


def _record_codec(
    kind: type[_T], fields: _FieldTable, *, is_packed: bool = False
) -> _Codec[_T]:
    members: dict[str, object] = {
        "__doc__": "What C sees of a struct that owns memory.",
        "_fields_": [(storage, codec.c_type) for _, storage, codec, _ in fields],
    }
    if is_packed:
        members["_pack_"] = 1
        members["_layout_"] = "ms"
    c_type: _t.Any = type(f"_C_{kind.__name__}", (_ctypes.Structure,), members)
    size = _ctypes.sizeof(c_type)
    codecs = [codec for _, _, codec, _ in fields]
    moves = any(codec.moves for codec in codecs)
    zero = bytearray(size)
    for _, _, codec, offset in fields:
        zero[offset : offset + len(codec.zero)] = codec.zero
    read = _reader([storage for _, storage, *_ in fields])
    # Numbers are as they have to be since they were set.
    steps = [
        (number, codec.lower, f".{name}")
        for number, (name, _, codec, _) in enumerate(fields)
        if not codec.format
    ]
    # Rust writes to places that are aligned.
    places = [
        (codec.place_packed if is_packed else codec.place, offset)
        for _, _, codec, offset in fields
    ]
    # Of each field how Python writes it, how ctypes reads it if that is of use, and the codec.
    parts = [
        (
            _t.cast(_t.Any, kind).__dict__[storage].__set__,
            _operator.attrgetter(storage)
            if codec.format or issubclass(codec.c_type, _ctypes.Structure)
            else None,
            codec,
            offset,
        )
        for _, storage, codec, offset in fields
    ]

    def readers(reads: list[_Load]) -> list[tuple[_t.Any, _t.Any, _t.Any, int]]:
        return [
            (write, get, None if codec.format else read_part, 0 if get else offset)
            for (write, get, codec, offset), read_part in zip(parts, reads)
        ]

    loads = readers([codec.load for codec in codecs])
    takes = readers([codec.take for codec in codecs])

    def check(value: object, where: str) -> _T:
        # By its real class: the numbers of what pretends to be one were never checked.
        if issubclass(type(value), kind):
            return _t.cast(_T, value)
        raise _must_be(_called(kind), value, where)

    def lower(value: object, where: str) -> list[object]:
        if type(value) is not kind:
            check(value, where)
        lowered = list(read(value))
        if not moves:  # or else the way is asked for when it is too late to try again
            try:
                for number, lower_part, _ in steps:
                    lowered[number] = lower_part(lowered[number], where)
                return lowered
            except (*_MISFITS, InteropError):
                lowered = list(read(value))
        for number, lower_part, name in steps:
            lowered[number] = lower_part(lowered[number], where + name)
        return lowered

    def place(memory: _t.Any, at: int, lowered: list[object]) -> None:
        for value, (put, offset) in zip(lowered, places):
            put(memory, at + offset, value)

    def pack(lowered: list[object]) -> bytes:
        made = c_type()
        place(made, 0, lowered)
        return bytes(made)

    def lend(lowered: list[object], keep: list[object]) -> bytes:
        memory = bytearray(size)
        for value, (_, _, codec, offset) in zip(lowered, parts):
            part = codec.lend(value, keep)
            memory[offset : offset + len(part)] = part
        return bytes(memory)

    def load(buffer: _t.Any, at: int) -> _T:
        whole = (
            buffer
            if buffer.__class__ is c_type
            else c_type.from_buffer_copy(buffer, at)
        )
        made: _T = _new(kind)
        for write, get, load_part, offset in loads:
            part = get(whole) if get else whole
            write(made, load_part(part, offset) if load_part else part)
        return made

    def take(buffer: _t.Any, at: int) -> _T:
        whole = (
            buffer
            if buffer.__class__ is c_type
            else c_type.from_buffer_copy(buffer, at)
        )
        made: _T = _new(kind)
        number = 0
        try:
            for write, get, take_part, offset in takes:
                number += 1
                part = get(whole) if get else whole
                write(made, take_part(part, offset) if take_part else part)
        finally:
            # What is behind a field that cannot be read is freed all the same.
            for _, _, codec, offset in parts[number:]:
                codec.free(whole, offset)
        return made

    def free(buffer: _t.Any, at: int) -> None:
        for _, _, codec, offset in parts:
            codec.free(buffer, at + offset)

    return _Codec(
        c_type,
        check,
        pack,
        load,
        lower=lower,
        place=place,
        lend=lend,
        take=take,
        free=free,
        has_pointers=any(codec.has_pointers for codec in codecs),
        moves=moves,
        zero=bytes(zero),
    )
