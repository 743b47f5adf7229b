"""Memory of the native library as sequences: nothing is copied until an item is read."""

from __future__ import annotations

import collections.abc as _abc
import ctypes as _ctypes
import sys as _sys
import threading as _threading
import typing as _t
import weakref as _weakref

from .checks import _T
from .codecs import _claim, _Codec
from .data_enums import _new
from .enums import _show
from .errors import ClosedError
from .formats import _numpy_type
from .owners import _hold, _kept, _Loan, _Memory, _tell
from .sequences import _lower_items

if _t.TYPE_CHECKING:
    from typing_extensions import Self as _Self

    _Base = _t.Sequence
else:

    class _Base(_abc.Sequence):
        """`collections.abc.Sequence`, which before Python 3.9 takes no type of items."""

        __slots__ = ()

        def __class_getitem__(cls, _item):
            return cls


def _is_memory(codec: _Codec[_t.Any]) -> bool:
    """Whether a value is a piece of memory itself: a struct or an array."""
    is_part = issubclass(codec.c_type, (_ctypes.Structure, _ctypes.Array))
    return codec.is_direct and is_part


# Items that own memory are read and replaced in several steps.
_owned_items = _threading.RLock()
_HAS_READ_ONLY_VIEWS = _sys.version_info >= (3, 8)


class _View(_Base[_T]):
    """Items in memory of the native library.

    A view is a sequence: it has a length, is indexed, iterated and compared as a list is. Slices
    of it are views of the same memory, `copied()` is a list of its own. It keeps alive what
    the memory belongs to.
    """

    __slots__ = (
        "__weakref__",
        "_address",
        "_array",
        "_codec",
        "_data",
        "_items",
        "_length",
    )
    _is_writable: _t.ClassVar[bool] = False
    # Whether the owner of the memory may end the view.
    _is_borrower: _t.ClassVar[bool] = True
    if not _t.TYPE_CHECKING:
        __hash__ = None  # equal by value

    def __init__(self) -> None:
        raise TypeError("views are made by the native library only")

    def _open(
        self, codec: _Codec[_t.Any], address: int | None, length: int, owner: object
    ) -> None:
        """Look at so many items at an address, which the owner keeps valid."""
        if not address or not length:
            self._look(codec, None, 0, memoryview(bytearray()), 0)
            return
        array = _Memory.from_address(address)
        data = memoryview(array).cast("B")[: length * codec.size]
        array._owners = owner
        self._look(codec, array, address, data, length)
        if owner and self._is_borrower:
            _tell(owner, self)

    def _look(
        self,
        codec: _Codec[_t.Any],
        array: _t.Any,
        address: int,
        data: memoryview,
        length: int,
    ) -> None:
        if _HAS_READ_ONLY_VIEWS and not self._is_writable:
            data = data.toreadonly()
        self._codec = codec
        self._length = length
        self._address = address
        # Exports of the memory keep the array alive, and with it the owners.
        self._array: _t.Any = array
        self._data: memoryview | None = data
        # As numbers, where they are.
        code: _t.Any = codec.format
        self._items: _t.Any = data.cast(code) if code else None

    def close(self) -> None:
        """End the view: later use raises `ClosedError`."""
        self._items = self._data = self._array = None

    def _end(self) -> None:
        """End the view with what it looks at, for those as well that hold an iterator of it."""
        items, data = self._items, self._data
        self.close()
        for memory in (items, data):
            try:
                if memory is not None:
                    memory.release()
            except BufferError:
                pass  # what uses it is told of

    def _suspend(
        self, others: _t.Callable[[object], object]
    ) -> _t.Callable[[_t.Callable[[], object]], None]:
        """End the view, and give what resumes it, also if the array has gone meanwhile.

        `others` are those of the owners that may be held on to until then.
        """
        array, codec, length = self._array, self._codec, self._length
        address = self._address
        kept = None if array is None else _weakref.ref(array)
        owners = None if array is None else others(array._owners)

        def resume(lend: _t.Callable[[], object]) -> None:
            array = None if kept is None else kept()
            if array is not None:
                start = address - _ctypes.addressof(array)
                size = length * codec.size
                data = memoryview(array).cast("B")[start : start + size]
                self._look(codec, array, address, data, length)
            elif kept is not None:
                self._open(codec, address, length, (owners, lend()))

        self.close()
        return resume

    def __enter__(self) -> _Self:
        return self

    def __exit__(self, kind: object, error: object, _trace: object) -> None:
        try:
            self.close()
        except BufferError:
            # What went wrong inside is of more interest, and may use the memory itself.
            if error is None:
                raise

    def _ended(self) -> Exception:
        return ClosedError(
            "the view is closed: by close(), or because Rust may have moved what it showed"
        )

    @property
    def _owners(self) -> object:
        return getattr(self._array, "_owners", None)

    @_owners.setter
    def _owners(self, owners: object) -> None:
        if self._array is not None:
            if isinstance(owners, _Loan):
                self._array._owners = owners
                owners.add(self._array)
            else:
                self._array._owners = [self._array._owners, owners]
                _tell(owners, self)

    def __len__(self) -> int:
        if self._data is None:
            raise self._ended()
        return self._length

    @_t.overload
    def __getitem__(self, index: int) -> _T: ...
    @_t.overload
    def __getitem__(self, index: slice) -> _t.Sequence[_T]: ...
    def __getitem__(self, index: _t.Any) -> _t.Any:
        if index.__class__ is slice:
            return self._part(index)
        items = self._items
        if items is not None and index.__class__ is int:
            try:
                return items[index]
            except IndexError:
                # The frame of an exception that somebody keeps must not use the memory.
                items = None
            except ValueError:
                raise self._ended() from None
            raise IndexError("index out of range")
        del items
        return self._load(self._number(index))

    def _number(self, index: int) -> int:
        """The index counted from the start."""
        return range(len(self))[index]

    def _part(self, index: slice) -> _t.Sequence[_T]:
        # First take it, then look: it cannot go away in between.
        array, all_data = self._array, self._data
        if all_data is None:
            raise self._ended()
        numbers = self._numbers(index)
        if numbers.step != 1:
            return [self[number] for number in numbers]
        start, stop = numbers.start, numbers.start + len(numbers)
        size = self._codec.size
        data = all_data[start * size : stop * size]
        made: _View[_T] = _new(_SliceMut if self._is_writable else _Slice)
        address = self._address + start * size
        made._look(self._codec, array, address, data, stop - start)
        if array is not None and array._owners.__class__ is _Loan:
            array._owners.add(made)
        elif array is not None and array._owners:
            _tell(array._owners, made)
        return made

    def _numbers(self, index: slice) -> range:
        return range(len(self))[index]

    def _load(self, number: int) -> _T:
        array, data = self._array, self._data
        if data is None:
            raise self._ended()
        codec = self._codec
        items = self._items
        if items is not None:
            return _t.cast(_T, items[number])
        at = number * codec.size
        value: _T
        if self._is_writable and _is_memory(codec):
            # The item itself: what is assigned to its fields stands in the memory.
            value = codec.c_type.from_buffer(data, at)
        elif codec.is_owned:
            with _owned_items:
                value = codec.load(data, at)
        else:
            value = codec.load(data, at)
        return _kept(value, array) if codec.has_pointers else value

    def __iter__(self) -> _t.Iterator[_T]:
        items, array = self._items, self._array
        if items is None:
            return map(self._load, range(len(self)))
        if array is not None and array._owners.__class__ is _Loan:
            return self._iterate(items)
        return iter(items)

    def _iterate(self, items: memoryview) -> _t.Iterator[_T]:
        # The iterator holds the view, which ends the iteration when it ends.
        try:
            yield from _t.cast(_t.Any, items)
        except ValueError:
            raise self._ended() from None

    def __eq__(self, other: object) -> bool:
        kinds = (list, tuple, bytes, bytearray, memoryview, _ctypes.Array, _View)
        if isinstance(other, kinds) or type(other).__module__ == "array":
            return self.copied() == list(_t.cast(_t.Any, other))
        return NotImplemented

    def __repr__(self) -> str:
        name = type(self).__name__.lstrip("_")
        if self._data is None:
            return f"<{name}: {self._ended()}>"
        shown = ", ".join(map(_show, self[:10]))
        more = f", ... {len(self)} items" if len(self) > 10 else ""
        return f"{name}([{shown}{more}])"

    def _shown(self) -> str:
        return repr(self) if self._data is None else repr(self.copied())

    def __reduce__(self) -> tuple[_t.Any, tuple[object, ...]]:
        return list, (self.copied(),)

    def copied(self) -> list[_T]:
        """The items in a list, which stays valid whatever becomes of the memory."""
        items, data = self._items, self._data
        if items is not None:
            return _t.cast("list[_T]", items.tolist())
        if data is None:
            raise self._ended()
        codec, array = self._codec, self._array
        size = codec.size
        with _owned_items:
            loaded = [codec.load(data, number * size) for number in range(self._length)]
        return _kept(loaded, array) if codec.has_pointers else loaded

    def as_memoryview(self) -> memoryview:
        """The memory as Python's own `memoryview`, for items that are numbers or structs of them."""
        memory, items = self._array, self._items
        if self._data is None:
            raise self._ended()
        if items is not None:
            return memoryview(items)
        if self._codec.format or (memory is None and self._length):
            raise self._ended()  # just now
        if not self._codec.is_plain:
            raise TypeError("a memoryview shows numbers and structs of numbers only")
        kind: _t.Any = self._codec.c_type * self._length
        array = kind() if memory is None else kind.from_address(self._address)
        array._owners = memory
        view = memoryview(array)
        is_shown = self._is_writable or not _HAS_READ_ONLY_VIEWS
        return view if is_shown else view.toreadonly()

    def __buffer__(self, flags: int) -> memoryview:
        return self.as_memoryview()

    @property
    def __array_interface__(self) -> dict[str, object]:
        """What numpy needs to know of the memory, of which it then makes an array without a copy."""
        data = self._data
        if data is None:
            raise self._ended()
        kind, shape = _numpy_type(self._codec)
        if kind is None:
            raise AttributeError("__array_interface__")
        interface: dict[str, object] = {
            "version": 3,
            "shape": (self._length, *shape),
            "typestr": kind,
            # An export of its own, which numpy keeps.
            "data": memoryview(data),
        }
        if not isinstance(kind, str):
            interface["typestr"] = f"|V{self._codec.size}"
            interface["descr"] = kind
        return interface


class _MutableView(_View[_T]):
    """As `_View`, with items that can be set."""

    __slots__ = ()
    _is_writable = True

    @_t.overload
    def __setitem__(self, index: int, value: _T) -> None: ...
    @_t.overload
    def __setitem__(self, index: slice, value: _t.Iterable[_T]) -> None: ...
    def __setitem__(self, index: _t.Any, value: _t.Any) -> None:
        codec = self._codec
        if index.__class__ is not slice:
            number = self._number(index)
            numbers = range(number, number + 1)
            lowered = [codec.lower(value, f"item {number}")]
        else:
            numbers = self._numbers(index)
            values: list[object] = list(value)
            if len(values) != len(numbers):
                raise ValueError(
                    f"a slice of {len(numbers)} items cannot be set from {len(values)}"
                )
            lowered = _lower_items(codec, values, "items")
        data = self._data
        if data is None:
            raise self._ended()
        # All are made first: they may be views of this very memory, or fail half-way.
        _claim(lowered)
        packed = [codec.pack(item) for item in lowered]
        size = codec.size
        for number, item, memory in zip(numbers, lowered, packed):
            part = slice(number * size, (number + 1) * size)
            with _owned_items:
                # Freed when nothing points there any more, whatever happens in between.
                before = bytes(data[part])
                data[part] = memory
                codec.free(before, 0)
            if codec.has_pointers:
                _hold(self._array, number, item)


class _Slice(_View[_T]):
    """A view of memory that Rust lends: valid as long as what the memory belongs to."""

    __slots__ = ()


class _SliceMut(_MutableView[_T]):
    """A view of memory that Rust lends, and that can be written to."""

    __slots__ = ()
