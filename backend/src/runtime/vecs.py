"""`ffi::Vec`: memory of Rust that Python owns, until it is given back."""

from __future__ import annotations

import struct as _struct
import typing as _t
import weakref as _weakref

from .checks import _T
from .codecs import _byref, _Codec, _Given
from .data_enums import _new
from .errors import ClosedError, InteropError, MovedError
from .memory import _token
from .owners import _Memory
from .slices import _SliceCodec
from .strings import (
    _codec_string,
    _freeing,
    _Owned,
    _pack_owned,
    _string_at,
    _unpack_owned,
)
from .views import _MutableView


class _Vec(_MutableView[_T]):
    """A vector of Rust that belongs to Python: freed with this object, or by `close()`.

    Given to Rust it is moved, not copied, and cannot be used again.
    """

    __slots__ = ("_box", "_destroy", "_gone", "_owner")
    _is_borrower = False
    # Why it cannot be used when the memory is gone.
    _gone: type[InteropError]

    def close(self) -> None:
        """Free the memory now. Closing again does nothing.

        Raises:
            BufferError: A view of the vector is in use.
        """
        try:
            vec = self._give("close()")
        except InteropError:
            return  # it is gone already
        self._gone = ClosedError
        self._destroy(vec)

    def _start(
        self,
        codec: _Codec[_t.Any],
        vec: _Owned,
        destroy: _t.Callable[[_Owned], object],
    ) -> None:
        # Whoever takes the vector from the box must free it or give it to Rust.
        box = [vec]

        def end() -> None:
            for it in box:
                destroy(it)

        self._box = box
        self._destroy = destroy
        self._gone = MovedError
        self._owner = _token(end)
        self._show(codec)

    def _show(self, codec: _Codec[_t.Any]) -> None:
        address, size, _ = _unpack_owned(self._box[0], 0)
        self._open(codec, address, size, self._owner)

    def _give(self, where: str) -> _Owned:
        """The vector for Rust: atomic, so that no two threads get it."""
        try:
            vec = self._box.pop()
        except IndexError:
            raise self._ended(where) from None
        array = None if self._array is None else _weakref.ref(self._array)
        self._items = self._data = self._array = None
        used = None if array is None else array()
        if used is not None:
            # What uses it goes on to be what tells of its use.
            length = self._length
            data = memoryview(used).cast("B")[: length * self._codec.size]
            self._look(self._codec, used, self._address, data, length)
            self._box.append(vec)
            raise BufferError(f"{where}: a view of the vector is in use")
        return vec

    def _ended(self, where: str = "") -> Exception:
        is_moved = self._gone is MovedError
        what = "was given to Rust" if is_moved else "is closed"
        return self._gone(
            f"{where}: the vector {what}" if where else f"the vector {what}"
        )


class _GivenVec(_Given):
    """A vector on its way to Rust: still Python's until it is claimed."""

    __slots__ = ("claimed", "vec", "where")

    def __init__(self, vec: _Vec[_t.Any], where: str) -> None:
        self.vec = vec
        self.where = where
        self.claimed: _Owned | None = None
        # Not by its memory: to look there is to use it, which another thread may notice.
        if not vec._box:
            raise vec._ended(where)

    def array(self) -> _t.Any:
        """The memory, which is not moved as long as somebody holds this."""
        vec = self.vec
        # First take it, then look: it cannot go away in between.
        array = vec._array
        if vec._data is None:
            raise vec._ended(self.where)
        return array

    def claim(self) -> _Owned:
        if self.claimed is None:
            self.claimed = self.vec._give(self.where)
        return self.claimed

    def put_back(self) -> None:
        vec = self.vec
        if self.claimed is not None:
            vec._box.append(self.claimed)
            vec._show(vec._codec)


class _VecCodec(_Codec[_t.Any]):
    """Vectors of such items: objects that own the memory, or lists of what is read from it."""

    __slots__ = ("create", "destroy", "item", "slices")

    def __init__(
        self,
        item: _Codec[_t.Any],
        create: _t.Any,
        destroy: _t.Any,
        *,
        is_list: bool = False,
    ) -> None:
        super().__init__(
            _Owned,
            self._check,
            self._pack,
            self._load_list if is_list else self._load_vec,
            lower=self._lower,
            lend=self._lend_vec,
            take=self._take_list if is_list else self._take_vec,
            free=_freeing(destroy),
            has_pointers=item.has_pointers,
            moves=item.moves or not is_list,
            zero=_pack_owned(8, 0, 0),
        )
        self.item = item
        self.slices = _SliceCodec(item)
        # Both stand for native functions, which they know once the library is loaded.
        self.create = create
        self.destroy = destroy

    def own(self, lowered: _t.Any) -> _t.Any:
        if isinstance(lowered, _GivenVec):
            return lowered.claim()
        made = _Owned()
        create = self.create.bound or self.create
        create(lowered.data, lowered.size, _byref(made))
        return made

    def result(self, vec: _Owned) -> _Vec[_t.Any]:
        """The object that owns a vector from Rust."""
        made: _Vec[_t.Any] = _new(_Vec)
        made._start(self.item, vec, self.destroy.bound)
        return made

    def _check(self, value: _t.Any, where: str) -> object:
        if isinstance(value, _Vec):
            return _t.cast(object, value)
        return self.slices.check(value, where)

    def _lower(self, value: _t.Any, where: str) -> object:
        if value.__class__ is _Vec and value._codec is self.item:
            return _GivenVec(value, where)
        return self.slices.to_c(value, where)

    def _pack(self, lowered: _t.Any) -> bytes:
        return bytes(self.own(lowered))

    def _lend_vec(self, lowered: _t.Any, keep: list[object]) -> bytes:
        if isinstance(lowered, _GivenVec):
            keep.append(lowered.array())
            vec = lowered.vec
            address, size = vec._address, vec._length
        else:
            keep.append(lowered)
            address, size = lowered.data, lowered.size
        # A vector without items has an address too, which nobody reads from.
        return _pack_owned(address or 8, size, size)

    def _load_vec(self, buffer: _t.Any, at: int) -> _Vec[_t.Any]:
        address, size, _ = _unpack_owned(buffer, at)
        vec = _Owned()
        self.create.bound(address, size, _byref(vec))
        return self.result(vec)

    def _take_vec(self, buffer: _t.Any, at: int) -> _Vec[_t.Any]:
        return self.result(_Owned.from_buffer_copy(buffer, at))

    def _load_list(self, buffer: _t.Any, at: int) -> list[_t.Any]:
        address, count, _ = _unpack_owned(buffer, at)
        if not count:
            return []
        if self.item is _codec_string:
            words = _struct.unpack(f"={3 * count}Q", _string_at(address, 24 * count))
            # Of each the address and the length; the third says how much more would fit.
            pairs = zip(words[0::3], words[1::3])
            return [_string_at(at, length).decode() for at, length in pairs]
        memory = _Memory.from_address(address)
        load, size = self.item.load, self.item.size
        return [load(memory, number * size) for number in range(count)]

    def _take_list(self, buffer: _t.Any, at: int) -> list[_t.Any]:
        vec = _Owned.from_buffer_copy(buffer, at)
        if not self.item.moves:
            try:
                return self._load_list(vec, 0)
            finally:
                self.destroy.bound(vec)
        return self._take_items(vec)

    def _take_items(self, vec: _Owned) -> list[_t.Any]:
        """Items of which parts go to Python objects, and so are not the vector's any more."""
        address, count, _ = _unpack_owned(vec, 0)
        memory = _Memory.from_address(address)
        made: list[_t.Any] = []
        number = 0
        try:
            for number in range(1, count + 1):
                made.append(self.item.take(memory, (number - 1) * self.item.size))
        finally:
            for rest in range(number, count):
                self.item.free(memory, rest * self.item.size)
            # The memory alone: no item is left in it.
            vec.size = 0
            self.destroy.bound(vec)
        return made
