"""What items in a buffer are: as the buffer protocol, numpy and ctypes say it."""

from __future__ import annotations

import ctypes as _ctypes
import re as _re
import struct as _struct
import typing as _t

from .by_value import _is_array, _is_struct, _leaves, _members_of
from .codecs import _Codec

# Where each number in an item lies, and its type as numpy spells it.
_Leaves = _t.List[_t.Tuple[int, str]]


def _number_type(code: str, size: int) -> str:
    """The type of a number that `struct` and ctypes call by a letter."""
    if code in "?cbB":
        return {"?": "|b1", "c": "|S1", "b": "|i1", "B": "|u1"}[code]
    if code in "fd":
        return f"<f{size}"
    if code not in "hHiIlLqQnN":
        raise _struct.error(code)
    return f"<{'i' if code.islower() else 'u'}{size}"


def _leaf_types(kind: _t.Any) -> _Leaves:
    """The numbers in a C type."""
    return [
        (at, _number_type(leaf._type_, _ctypes.sizeof(leaf)))
        for leaf, at in _leaves(kind)
    ]


_TOKEN = _re.compile(r"T\{|\}|:[^:]*:|\([0-9,]+\)|[@=<^]|[0-9]+|[A-Za-z?]")


def _format_types(layout: str) -> _Leaves | None:
    """The numbers in an item of that format; None for what this module does not read."""
    tokens = _TOKEN.findall(layout)
    if "".join(tokens) != layout.replace(" ", ""):
        return None  # such as another byte order
    try:
        leaves, size = _parse(iter([*tokens, "}"]), "@")
    except (_struct.error, StopIteration):
        return None
    return leaves if size else None


def _parse(tokens: _t.Iterator[str], order: str) -> tuple[_Leaves, int]:
    """The numbers up to the end of a struct, and its size. Padding is always spelled out."""
    leaves: _Leaves = []
    end = 0
    count = 1
    for token in tokens:
        if token == "}":
            return leaves, end
        if token in "@=<^":
            order = token
        elif token.isdigit():
            count = int(token)
        elif token[0] == "(":
            for length in token[1:-1].split(","):
                count *= int(length)
        elif token[0] != ":":
            if token == "T{":
                inner, size = _parse(tokens, order)
            else:
                size = _struct.calcsize(("@" if order in "@^" else "=") + token)
                if token == "s":
                    token = "c" * count  # bytes of a length: a char if it is one
                inner = [] if token == "x" else [(0, _number_type(token, size))]
            for _ in range(count):
                leaves.extend((end + at, kind) for at, kind in inner)
                end += size
            count = 1
    raise StopIteration


def _numpy_type(codec: _Codec[_t.Any]) -> tuple[object, tuple[int, ...]]:
    """What numpy calls an item, and the shape of an array; nothing if it is no number of it."""
    shape: tuple[int, ...] = ()
    kind: _t.Any = codec.c_type
    if codec.format:
        return _number_type(codec.format, _ctypes.sizeof(kind)), shape
    if not codec.is_plain:
        return None, shape
    while _is_array(kind):
        shape += (kind._length_,)
        kind = kind._type_
    return _numpy_fields(kind), shape


def _numpy_fields(kind: _t.Any) -> object:
    if not _is_struct(kind):
        return _number_type(kind._type_, _ctypes.sizeof(kind))
    fields: list[tuple[object, ...]] = []
    end = 0
    for name, (field, offset) in zip(kind.__match_args__, _members_of(kind)):
        ty: _t.Any = field
        if offset > end:
            fields.append(("", f"|V{offset - end}"))
        end = offset + _ctypes.sizeof(ty)
        shape: tuple[int, ...] = ()
        while _is_array(ty):
            shape += (ty._length_,)
            ty = ty._type_
        fields.append((name, _numpy_fields(ty), shape))
    if _ctypes.sizeof(kind) > end:
        fields.append(("", f"|V{_ctypes.sizeof(kind) - end}"))
    return fields
