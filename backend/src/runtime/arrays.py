"""Arrays inside structs: views that check what is assigned to their items."""

from __future__ import annotations

import collections.abc as _abc
import ctypes as _ctypes
import struct as _struct
import typing as _t

from .checks import _MISFITS, _T, _must_be
from .codecs import _Codec
from .enums import _show
from .owners import _hold, _kept

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

        def __class_getitem__(cls, item):
            return cls  # for `typing.get_type_hints`

        def __setitem__(self, index, value):
            if not isinstance(index, slice):
                self._store(index, self._codec.lower(value, f"item {index}"))
                return
            indices = range(len(self))[index]
            values = list(value)
            if len(values) != len(indices):
                raise ValueError(
                    f"a slice of {len(indices)} items cannot be set from {len(values)}"
                )
            # All are packed first: they may be views of this very memory, or fail half-way.
            lower, pack = self._codec.lower, self._codec.pack
            lowered = [lower(v, f"item {i}") for i, v in zip(indices, values)]
            packed = [pack(v) for v in lowered]
            for i, item, memory in zip(indices, lowered, packed):
                self._write(i, item, memory)

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

        def _store(self, index, lowered):
            super().__setitem__(index, lowered)
            if self._codec.has_pointers:
                _hold(self, range(len(self))[index], lowered)

        def _write(self, index, lowered, packed):
            at = index * _ctypes.sizeof(self._type_)
            _ctypes.memmove(_ctypes.byref(self, at), packed, len(packed))
            if self._codec.has_pointers:
                _hold(self, index, lowered)

        def _assign(self, values, where):
            """Set all items, or none if one of them does not fit."""
            if values.__class__ is self.__class__:
                self._replace(values)
                return
            if values.__class__ is not list and values.__class__ is not tuple:
                unordered = isinstance(values, (str, dict, set, frozenset))
                if unordered or not hasattr(type(values), "__len__"):
                    raise _must_be("a sequence", values, where)
                try:
                    values = tuple(values)
                except TypeError:
                    raise _must_be("a sequence", values, where)
            if len(values) != len(self):
                raise ValueError(
                    f"{where} must have {len(self)} items, got {len(values)}"
                ) from None
            # What is made aside may be views of this very memory, or fail half-way.
            packed = self._packed(values)
            if packed is None:
                packed = type(self)()
                for i, v in enumerate(values):
                    packed._store(i, self._codec.lower(v, f"{where}[{i}]"))
            self._replace(packed)

        def _replace(self, packed):
            _ctypes.memmove(self, packed, _ctypes.sizeof(self))
            if self._codec.has_pointers:
                _hold(self, None, packed)

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
            indices = range(len(self))[index]
            if isinstance(index, slice):
                return [self._load(i) for i in indices]
            return self._load(indices)

        def __iter__(self):
            return map(self._load, range(len(self)))

        def _load(self, index):
            value = self._codec.load(self, index * _ctypes.sizeof(self._type_))
            return _kept(value, self) if self._codec.has_pointers else value

        def _store(self, index, lowered):
            index = range(len(self))[index]
            self._write(index, lowered, self._codec.pack(lowered))


def _array(codec: _Codec[_t.Any], length: int) -> _t.Any:
    """The type of an array of such items."""
    base: _t.Any = _Array if codec.is_direct else _LoadedArray
    array: _t.Any = codec.c_type * length
    members: dict[str, object] = {
        # Without one, `help()` parses the whole file in search of a comment.
        "__doc__": f"An array of {length} items inside a struct.",
        "__slots__": ("_owners",) if codec.has_pointers else (),
        "_codec": codec,
        "_pack": _struct.Struct(f"={length}{codec.code}").pack if codec.code else None,
    }
    made = _t.cast(_t.Any, type(array))(f"_Array_{length}", (base, array), members)
    _t.cast(_t.Any, _abc.Sequence).register(made)
    return made


def _array_codec(kind: _t.Any) -> _Codec[_t.Any]:
    def check(values: object, where: str) -> object:
        made = kind()
        made._assign(values, where)
        return made

    return _Codec(
        kind,
        check,
        bytes,
        kind.from_buffer_copy,
        is_direct=True,
        is_plain=kind._codec.is_plain,
        has_pointers=kind._codec.has_pointers,
    )


def _text_codec(kind: _t.Any) -> _Codec[bytes]:
    """An array of chars: bytes, padded with zeros on the way in and stripped of them."""
    length: int = kind._length_

    def check(value: object, where: str) -> bytes:
        # Its real class and its own length, whatever a subclass says.
        if not issubclass(type(value), bytes):
            raise _must_be("bytes", value, where)
        checked = _t.cast(bytes, value)
        size = bytes.__len__(checked)
        if size > length:
            raise ValueError(
                f"{where} must have at most {length} bytes, got {size}"
            ) from None
        return checked

    def pack(value: bytes) -> bytes:
        return bytes.ljust(value, length, b"\0")

    def load(buffer: _t.Any, at: int) -> bytes:
        return bytes(kind.from_buffer_copy(buffer, at)).rstrip(b"\0")

    return _Codec(kind, check, pack, load)
