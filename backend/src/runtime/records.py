"""Structs that own memory in Rust: in Python they are plain objects, copied at the boundary."""

from __future__ import annotations

import copy as _copy
import ctypes as _ctypes
import operator as _operator
import typing as _t

from .checks import _MISFITS, _T, _must_be
from .codecs import _Codec
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
    # Of each field: how it is read and written in Python, and how it lies in memory.
    parts = [
        (
            _operator.attrgetter(storage),
            _t.cast(_t.Any, kind).__dict__[storage].__set__,
            codec,
            offset,
            f".{name}",
        )
        for name, storage, codec, offset in fields
    ]

    codecs = [codec for _, _, codec, _ in fields]
    moves = any(codec.moves for codec in codecs)
    zero = bytearray(size)
    for _, _, codec, offset in fields:
        zero[offset : offset + len(codec.zero)] = codec.zero

    def check(value: object, where: str) -> _T:
        if isinstance(value, kind):
            return value
        raise _must_be(_called(kind), value, where)

    def lower(value: object, where: str) -> list[object]:
        if value.__class__ is not kind:
            check(value, where)
        if not moves:  # or else the way is asked for when it is too late to try again
            try:
                return [
                    codec.lower(read(value), where) for read, _, codec, _, _ in parts
                ]
            except (*_MISFITS, InteropError):
                pass
        return [
            codec.lower(read(value), where + name) for read, _, codec, _, name in parts
        ]

    def put_together(packed: _t.Iterable[bytes]) -> bytes:
        memory = bytearray(size)
        for part, (_, _, _, offset, _) in zip(packed, parts):
            memory[offset : offset + len(part)] = part
        return bytes(memory)

    def pack(lowered: list[object]) -> bytes:
        return put_together([it.pack(value) for it, value in zip(codecs, lowered)])

    def lend(lowered: list[object], keep: list[object]) -> bytes:
        return put_together(
            [it.lend(value, keep) for it, value in zip(codecs, lowered)]
        )

    def load(buffer: _t.Any, at: int) -> _T:
        made: _T = _new(kind)
        for _, write, codec, offset, _ in parts:
            write(made, codec.load(buffer, at + offset))
        return made

    def take(buffer: _t.Any, at: int) -> _T:
        made: _T = _new(kind)
        number = 0
        try:
            for _, write, codec, offset, _ in parts:
                number += 1
                write(made, codec.take(buffer, at + offset))
        finally:
            # What is behind a field that cannot be read is freed all the same.
            for _, _, codec, offset, _ in parts[number:]:
                codec.free(buffer, at + offset)
        return made

    def free(buffer: _t.Any, at: int) -> None:
        for _, _, codec, offset, _ in parts:
            codec.free(buffer, at + offset)

    return _Codec(
        c_type,
        check,
        pack,
        load,
        lower=lower,
        lend=lend,
        take=take,
        free=free,
        has_pointers=any(codec.has_pointers for codec in codecs),
        moves=moves,
        zero=bytes(zero),
    )
