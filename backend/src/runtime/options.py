"""`ffi::Option`: `None` or the value, and `Some` where that would be ambiguous."""

from __future__ import annotations

import ctypes as _ctypes
import struct as _struct
import typing as _t

from .checks import _must_be
from .codecs import _Codec
from .enums import _show

_T_co = _t.TypeVar("_T_co", covariant=True)


class _Value(_t.Generic[_T_co]):
    """One immutable value under a name."""

    __match_args__ = ("value",)
    _is_case = True
    if _t.TYPE_CHECKING:

        @property
        def value(self) -> _T_co: ...

    else:
        __slots__ = ("value",)

    def __init__(self, value: _T_co) -> None:
        _set_value(self, value)

    def __setattr__(self, name: str, value: object) -> _t.NoReturn:
        raise AttributeError(f"{type(self).__name__} is immutable")

    def __delattr__(self, name: str) -> _t.NoReturn:
        raise AttributeError(f"{type(self).__name__} is immutable")

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return bool(self.value == _t.cast(_t.Any, other).value)

    def __hash__(self) -> int:
        return hash((self.__class__, self.value))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({_show(self.value)})"

    def __reduce__(self) -> tuple[type, tuple[object]]:
        return type(self), (self.value,)


_set_value: _t.Callable[[object, object], None] = _Value.__dict__["value"].__set__


class Some(_Value[_T_co]):
    """A value that is there, where it may itself be `None`: the outer part of an option in an option."""

    __slots__ = ()


def _option(
    c_type: _t.Any, at_item: int, item: _Codec[_t.Any], *, is_wrapped: bool = False
) -> _Codec[_t.Any]:
    """The options of such items, which lie at that offset behind the tag."""
    c_type._payloads = ((item.c_type, at_item),)
    size = _ctypes.sizeof(c_type)
    nothing = _struct.pack("=I", 1).ljust(size, b"\0")
    before = _struct.pack("=I", 0).ljust(at_item, b"\0")
    behind = b"\0" * (size - at_item - _ctypes.sizeof(item.c_type))
    tag = _struct.Struct("=I").unpack_from
    pack_tag = _struct.Struct("=I").pack_into

    def checker(check_item: _t.Any) -> _t.Any:
        def check(value: _t.Any, where: str) -> object:
            if value is None:
                return None
            if not is_wrapped:
                return check_item(value, where)
            if not isinstance(value, Some):
                raise _must_be("Some or None", value, where)
            return Some(check_item(_t.cast(_t.Any, value).value, where))

        return check

    def pack(value: _t.Any) -> bytes:
        if value is None:
            return nothing
        packed = item.pack(value.value if is_wrapped else value)
        return before + packed + behind

    def place(memory: _t.Any, at: int, value: _t.Any) -> None:
        pack_tag(memory, at, value is None)
        if value is not None:
            part = value.value if is_wrapped else value
            item.place(memory, at + at_item, part)

    def lend(value: _t.Any, keep: list[object]) -> bytes:
        if value is None:
            return nothing
        packed = item.lend(value.value if is_wrapped else value, keep)
        return before + packed + behind

    def reader(read_item: _t.Any) -> _t.Any:
        def read(buffer: _t.Any, at: int) -> object:
            if tag(buffer, at)[0]:
                return None
            value = read_item(buffer, at + at_item)
            return Some(value) if is_wrapped else value

        return read

    def free(buffer: _t.Any, at: int) -> None:
        if not tag(buffer, at)[0]:
            item.free(buffer, at + at_item)

    return _Codec(
        c_type,
        checker(item.check),
        pack,
        reader(item.load),
        lower=None if item.lower is item.check else checker(item.lower),
        place=place,
        lend=lend,
        take=reader(item.take),
        free=free if item.is_owned else None,
        takes_none=True,
        has_pointers=item.has_pointers,
        moves=item.moves,
        zero=nothing,
    )
