"""Arrays inside structs: views that check what is assigned to their items."""

from __future__ import annotations

import collections.abc as _abc
import ctypes as _ctypes
import struct as _struct
import typing as _t

from .checks import _E, _MISFITS, _T, _check_variant, _must_be
from .enums import _show, _Variants

if _t.TYPE_CHECKING:

    class _Array(_t.Sequence[_T], _t.Generic[_T]):
        """A fixed-size array inside a struct: a view, not a copy."""

        @_t.overload
        def __getitem__(self, index: int) -> _T: ...
        @_t.overload
        def __getitem__(self, index: slice) -> list[_T]: ...
        def __getitem__(self, index: int | slice) -> _T | list[_T]: ...
        @_t.overload
        def __setitem__(self, index: int, value: _T) -> None: ...
        @_t.overload
        def __setitem__(self, index: slice, value: _t.Iterable[_T]) -> None: ...
        def __setitem__(self, index: int | slice, value: object) -> None: ...
        def __len__(self) -> int: ...
        def __buffer__(self, flags: int) -> memoryview: ...

    _LoadedArray = _Array

else:

    class _Array:
        """A fixed-size array inside a struct: a view, not a copy."""

        __slots__ = ()
        __hash__ = None  # equal by value and mutable

        def __setitem__(self, index, value):
            if not isinstance(index, slice):
                super().__setitem__(index, self._check(value, f"item {index}"))
                return
            indices = range(len(self))[index]
            values = list(value)
            if len(values) != len(indices):
                raise ValueError(
                    f"a slice of {len(indices)} items cannot be set from {len(values)}"
                )
            changed = type(self).from_buffer_copy(self)
            for i, v in zip(indices, values):
                changed[i] = v
            _ctypes.memmove(self, changed, _ctypes.sizeof(self))

        def __eq__(self, other):
            if isinstance(other, (list, tuple, bytes, bytearray, _ctypes.Array)):
                return self[:] == list(other)
            return NotImplemented

        def __repr__(self):
            return f"[{', '.join(map(_show, self))}]"

        def __reduce__(self):
            return list, (self[:],)

        def index(self, *arguments):
            return self[:].index(*arguments)

        def count(self, value):
            return self[:].count(value)

        def _assign(self, values, where):
            """Set all items, or none if one of them does not fit."""
            if values.__class__ is self.__class__:
                _ctypes.memmove(self, values, _ctypes.sizeof(self))
                return
            unordered = isinstance(values, (str, dict, set, frozenset))
            if unordered or not hasattr(values, "__len__"):
                raise _must_be("a sequence", values, where)
            if len(values) != len(self):
                raise ValueError(
                    f"{where} must have {len(self)} items, got {len(values)}"
                )
            # What is made aside may be views of this very memory, or fail half-way.
            packed = self._packed(values)
            if packed is None:
                packed = type(self)()
                for i, v in enumerate(values):
                    item = self._check(v, f"{where}[{i}]")
                    super(_Array, packed).__setitem__(i, item)
            _ctypes.memmove(self, packed, _ctypes.sizeof(self))

        def _packed(self, values):
            if self._pack is None:
                return None
            try:
                return self._pack(*values)
            except _MISFITS:
                return None

    class _LoadedArray(_Array):
        """An array whose items are not what ctypes makes of them."""

        __slots__ = ()

        def __getitem__(self, index):
            item = super().__getitem__(index)
            if isinstance(index, slice):
                return [self._load(part) for part in item]
            return self._load(item)

        def __iter__(self):
            return map(self._load, super().__getitem__(slice(None)))


def _array(
    item: _t.Any,
    length: int,
    check: _t.Callable[[object, str], object],
    code: str = "",
    load: _t.Callable[[_t.Any], object] | None = None,
) -> _t.Any:
    """The type of an array.

    `check` turns a value into an item or raises, `load` turns an item into a value,
    `code` is how the `struct` module packs the items, where it checks them as well.
    """
    base: _t.Any = _Array if load is None else _LoadedArray
    members: dict[str, object] = {
        "__slots__": (),
        "_check": staticmethod(check),
        "_pack": _struct.Struct(f"={length}{code}").pack if code else None,
    }
    if load is not None:
        members["_load"] = staticmethod(load)
    kind = _t.cast(_t.Any, type(item * length))
    made = kind(f"_Array_{length}", (base, item * length), members)
    _t.cast(_t.Any, _abc.Sequence).register(made)
    return made


def _array_of_arrays(item: _t.Any, length: int) -> _t.Any:
    def check(values: object, where: str) -> object:
        made = item()
        made._assign(values, where)
        return made

    return _array(item, length, check)


def _array_of_enums(
    item: _t.Any, length: int, kind: type[_E], variants: _Variants[_E]
) -> _t.Any:
    def check(value: object, where: str) -> _E:
        return _check_variant(value, kind, where)

    return _array(item, length, check, load=variants.__getitem__)


def _array_of_structs(item: _t.Any, length: int) -> _t.Any:
    def check(value: object, where: str) -> object:
        if isinstance(value, item):
            return value
        raise _must_be(item.__name__, value, where)

    return _array(item, length, check)


def _array_of_texts(item: _t.Any, length: int) -> _t.Any:
    """An array of arrays of chars."""

    def check(value: object, where: str) -> object:
        return item.from_buffer_copy(_padded(value, where, item._length_))

    return _array(item, length, check, load=_unpadded)


def _padded(value: object, where: str, length: int) -> bytes:
    if not isinstance(value, bytes):
        raise _must_be("bytes", value, where)
    if len(value) > length:
        raise ValueError(f"{where} must have at most {length} bytes, got {len(value)}")
    return value.ljust(length, b"\0")


def _unpadded(chars: _t.Any) -> bytes:
    return bytes(chars).rstrip(b"\0")
