"""`ffi::Slice` and `ffi::SliceMut`: memory that one side lends to the other.

On the way in, what has a buffer is lent as it is, and other sequences are packed. On the way
out, Python gets a view.
"""

from __future__ import annotations

import ctypes as _ctypes
import functools as _functools
import struct as _struct
import typing as _t

from .addresses import _address, _addresses
from .by_value import _is_array, _is_struct
from .c_types import _char, _u64
from .checks import _MISFITS, _must_be
from .codecs import _claim, _Codec
from .data_enums import _new
from .formats import _format_types, _leaf_types
from .owners import _loan
from .pointers import Ref
from .sequences import _check_sequence, _lower_items
from .strings import _codec_string, _encode
from .views import _is_memory, _Slice, _SliceMut, _View

if _t.TYPE_CHECKING:
    from typing_extensions import Buffer as _Buffer
else:
    _Buffer = object


class _CSlice(_ctypes.Structure):
    """A slice as Rust lays it out, with what keeps its memory alive."""

    __slots__ = ("_owners",)
    if _t.TYPE_CHECKING:
        data: int | None
        size: int
        _owners: object

        def __init__(self, data: int | None, size: int) -> None: ...

    _fields_ = (("data", _ctypes.c_void_p), ("size", _u64))


# A window of one byte on a buffer that can be written to: its address is that of the buffer.
_window: _t.Callable[[_t.Any], _t.Any] = _char.from_buffer
_addressof: _t.Callable[[_t.Any], int] = _ctypes.addressof
_pack_items = _struct.pack


class _BufferInfo(_ctypes.Structure):
    """`Py_buffer` of CPython's stable ABI."""

    if _t.TYPE_CHECKING:
        buf: int
    _fields_ = (
        ("buf", _ctypes.c_void_p),
        ("obj", _ctypes.c_void_p),
        ("len", _ctypes.c_ssize_t),
        ("itemsize", _ctypes.c_ssize_t),
        ("readonly", _ctypes.c_int),
        ("ndim", _ctypes.c_int),
        ("format", _ctypes.c_char_p),
        ("shape", _ctypes.c_void_p),
        ("strides", _ctypes.c_void_p),
        ("suboffsets", _ctypes.c_void_p),
        ("internal", _ctypes.c_void_p),
    )


_get_buffer: _t.Any = _ctypes.PYFUNCTYPE(
    _ctypes.c_int, _ctypes.py_object, _ctypes.c_void_p, _ctypes.c_int
)(("PyObject_GetBuffer", _ctypes.pythonapi))


class _ReadOnly:
    """The address of a buffer that ctypes does not tell, because it cannot be written to."""

    __slots__ = ("address", "info", "release", "view")

    def __init__(self, view: memoryview) -> None:
        self.view = view
        self.info = _BufferInfo()
        info = _ctypes.byref(self.info)
        _get_buffer(view, info, 0)
        # At the end of the program nothing else is there any more.
        self.release = _functools.partial(_ctypes.pythonapi.PyBuffer_Release, info)
        self.address: int = self.info.buf

    def __del__(self) -> None:
        self.release()


_RUST_NAMES = {
    "?": "bool",
    "B": "u8",
    "H": "u16",
    "I": "u32",
    "L": f"u{8 * _struct.calcsize('L')}",
    "Q": "u64",
    "b": "i8",
    "c": "chars",
    "d": "f64",
    "f": "f32",
    "h": "i16",
    "i": "i32",
    "l": f"i{8 * _struct.calcsize('l')}",
    "q": "i64",
}


class _SliceCodec(_Codec[_t.Any]):
    """Slices of such items."""

    __slots__ = ("formats", "is_mutable", "item", "misaligned", "view")

    def __init__(self, item: _Codec[_t.Any], *, is_mutable: bool = False) -> None:
        super().__init__(
            _CSlice,
            self._keep,
            bytes,
            self._load,
            lower=self.to_c,
            has_pointers=True,
        )
        self.item = item
        self.is_mutable = is_mutable
        # The bits that no address of an item has.
        self.misaligned = _ctypes.alignment(item.c_type) - 1
        self.view: _t.Any = _SliceMut if is_mutable else _Slice
        # What buffers were met, and whether their items are right.
        self.formats: dict[str, bool] = {}

    def to_c(self, value: _t.Any, where: str) -> _t.Any:
        """The memory of a buffer, or of a copy in which the items of a sequence are packed."""
        if self.is_mutable:
            return self._lower_mutable(value, where)
        kind = value.__class__
        item_format = self.item.format
        if kind is list or kind is tuple:
            return self._packed(value, where)
        # By its real class: what pretends to be bytes has other content.
        if kind is bytes and item_format == "B" and type(value) is bytes:
            made = _CSlice(_address(value), len(value))
            made._owners = value
            return made
        # Since Python 3.12 it is a buffer as well, but that would forget what lends the memory.
        if isinstance(value, _View):
            return self._viewed(_t.cast(_t.Any, value), where)
        try:
            view = memoryview(value)
        except TypeError:
            return self._packed(value, where)
        except (ValueError, BufferError) as error:
            raise _no_buffer(error, where) from None
        if view.format != item_format or not (view.ndim and view.c_contiguous):
            self._check_buffer(view, where)
        return self._lent(view, where)

    def own(self, lowered: _t.Any) -> _t.Any:
        return lowered

    def _keep(self, value: object, where: str) -> object:
        # What is in it may change, and so is looked at when it is lent.
        if isinstance(value, _View) or (self.is_mutable and isinstance(value, Ref)):
            return _t.cast(object, value)
        try:
            memoryview(_t.cast("_Buffer", value)).release()
        except (ValueError, BufferError) as error:
            raise _no_buffer(error, where) from None
        except TypeError:
            if self.is_mutable:
                raise self._must_be_mutable(value, where)
            _check_sequence(value, where, "a sequence or a buffer")
        return value

    def _lower_mutable(self, value: _t.Any, where: str) -> _t.Any:
        if isinstance(value, _View):
            return self._viewed(_t.cast(_t.Any, value), where)
        try:
            view = memoryview(value)
        except TypeError:
            if isinstance(value, Ref):
                return _t.cast(_t.Any, value)._lend(self, where)
            raise self._must_be_mutable(value, where)
        except (ValueError, BufferError) as error:
            raise _no_buffer(error, where) from None
        if view.readonly:
            raise self._must_be_mutable(value, where)
        if view.format != self.item.format or not (view.ndim and view.c_contiguous):
            self._check_buffer(view, where)
        return self._lent(view, where)

    def _must_be_mutable(self, value: object, where: str) -> TypeError:
        wanted = "a buffer that can be written to"
        if isinstance(value, memoryview) or hasattr(value, "__array_interface__"):
            error = TypeError(f"{where} must be {wanted}, and this one is read-only")
            error.__suppress_context__ = True
            return error
        return _must_be(f"{wanted} or Ref(sequence)", value, where)

    def _lent(self, view: memoryview, where: str) -> _CSlice:
        size = view.nbytes
        if not size:
            return _CSlice(None, 0)
        owner: _t.Any
        if view.readonly:
            owner = _ReadOnly(view)
            address: int = owner.address
        else:
            owner = _window(view)
            address = _addressof(owner)
        if address & self.misaligned:
            align = self.misaligned + 1
            raise ValueError(f"{where} must be aligned to {align} bytes") from None
        made = _CSlice(address, size // self.item.size)
        # Holds the buffer, which meanwhile cannot be resized.
        made._owners = owner
        return made

    def _viewed(self, view: _View[_t.Any], where: str) -> _CSlice:
        """The memory of a view, which before Python 3.12 is no buffer."""
        # First take it, then look: it cannot go away in between.
        array = view._array
        if view._data is None:
            raise view._ended()
        if self.is_mutable and not view._is_writable:
            raise self._must_be_mutable(view, where)
        if view._codec is not self.item:
            if view._codec.is_plain:
                return _t.cast(_CSlice, self.to_c(view.as_memoryview(), where))
            raise _must_be("a sequence of the right items", view, where)
        made = _CSlice(view._address or None, view._length)
        made._owners = array
        return made

    def _packed(self, values: _t.Any, where: str) -> _CSlice:
        if values.__class__ is not list and values.__class__ is not tuple:
            _check_sequence(values, where, "a sequence or a buffer")
        data = b""
        count = len(values)
        keep: list[object] = []
        if count > 1 << 20:
            bytes(count * self.item.size)  # raises if no memory holds so much
        if self.item.code:
            try:
                data = _pack_items(f"{count}{self.item.code}", *values)
            except _MISFITS:
                pass  # one by one, they are converted or explained
        if self.item is _codec_string:
            made = _lent_strings(values)
            if made is not None:
                return made
        if not data:
            lend = self.item.lend
            lowered = _lower_items(self.item, values, where)
            count = len(lowered)
            data = b"".join([lend(value, keep) for value in lowered])
        if not data:
            return _CSlice(None, 0)
        made = _CSlice(_address(data), count)
        made._owners = [data, _loan(keep) or keep] if keep else data
        return made

    def _check_buffer(self, view: memoryview, where: str) -> None:
        if not view.ndim:
            # A single number or struct also has a buffer.
            raise _must_be("a sequence or a buffer", view.obj, where)
        is_struct = _is_memory(self.item) and _is_struct(self.item.c_type)
        is_fitting = self._is_fitting(view)
        if not is_fitting and not is_struct and not self.item.format:
            raise _must_be("a sequence of the right items", view.obj, where)
        if not is_fitting and view.nbytes:
            kind = self.item.c_type.__name__
            wanted = _RUST_NAMES.get(self.item.format, kind)
            # What memoryviews call items is what `array.array` and numpy call them too.
            found = _RUST_NAMES.get(view.format, f"items {view.format!r}")
            raise TypeError(
                f"{where} must be a buffer of {wanted}, not of {found} "
                f"({view.itemsize} bytes each): convert it, or give a list"
            ) from None
        if not view.c_contiguous:
            raise TypeError(
                f"{where} must be a C-contiguous buffer, such as a copy of this one"
            ) from None

    def _is_fitting(self, view: memoryview) -> bool:
        if not self.item.format and not _is_memory(self.item):
            return False  # not every pattern of bits is a value
        if view.itemsize != self.item.size:
            return self._has_rows(view)
        kind = _t.cast(_t.Any, type(view.obj))
        if _is_array(kind) and view.format == memoryview(view.obj).format:
            # Where ctypes spells out structs, it leaves out the padding.
            while _is_array(kind) and kind is not self.item.c_type:
                kind = kind._type_
            if kind is self.item.c_type:
                return True
            if _is_struct(kind):
                return False
        is_fitting = self.formats.get(view.format)
        if is_fitting is None:
            is_fitting = self._is_readable(view.format)
            self.formats[view.format] = is_fitting
        return is_fitting

    def _has_rows(self, view: memoryview) -> bool:
        """Whether the items, which are arrays, are the rows of the buffer."""
        kind, shape = self.item.c_type, view.shape or ()
        lengths: list[int] = []
        while _is_array(kind):
            lengths.append(kind._length_)
            kind = kind._type_
        is_shaped = len(lengths) > 0 and list(shape[1:]) == lengths
        found = _format_types(view.format) if is_shaped else None
        return self.item.is_plain and found == _leaf_types(kind)

    def _is_readable(self, layout: str) -> bool:
        if not self.item.is_plain and not self.item.format:
            return False  # not every pattern of bits is a value
        found = _format_types(layout)
        wanted = _leaf_types(self.item.c_type)
        # ctypes and C call bytes what else are chars.
        either = {"|S1": "|u1"} if self.item.format in ("B", "c") else {}
        if found is None:
            return False
        return [(at, either.get(it, it)) for at, it in found] == [
            (at, either.get(it, it)) for at, it in wanted
        ]

    def _load(self, buffer: _t.Any, at: int) -> _t.Any:
        return self.result(_CSlice.from_buffer_copy(buffer, at))

    def result(self, memory: _CSlice, *owners: object) -> _t.Any:
        """The view that Python gets of a slice."""
        made: _t.Any = _new(self.view)
        made._open(self.item, memory.data, memory.size, owners)
        loan = _loan(owners) if owners else None
        if loan is not None:
            made._owners = loan
            loan.add(made)
        return made

    def lend_mutable(self, value: _t.Any, where: str) -> _t.Any:
        """Memory that Rust may write to: that of a buffer, or that of new items."""
        if not self.is_mutable or isinstance(value, _View):
            return self.to_c(value, where)
        try:
            memoryview(value).release()
        except TypeError:
            return self._lent_items(value, where)
        return self.to_c(value, where)

    def _lent_items(self, values: _t.Any, where: str) -> _t.Any:
        _check_sequence(values, where)
        lowered = _lower_items(self.item, values, where)
        _claim(lowered)
        packed = b"".join(map(self.item.pack, lowered))
        memory, owner = self.item.memory(packed)
        made = _CSlice(_address(memory) if lowered else None, len(lowered))
        made._owners = [owner, lowered]
        return made


def _lent_strings(values: _t.Any) -> _CSlice | None:
    """Many strings at once, where all are; they point to their UTF-8."""
    try:
        utf8: list[bytes] = list(map(_encode, values))
    except (TypeError, UnicodeEncodeError):
        return None
    if not utf8:
        return _CSlice(None, 0)
    sizes = list(map(len, utf8))
    words = [0] * (3 * len(utf8))
    words[0::3] = _addresses(utf8)
    words[1::3] = sizes
    words[2::3] = sizes
    data = _pack_items(f"={len(words)}Q", *words)
    made = _CSlice(_address(data), len(utf8))
    made._owners = [data, utf8]
    return made


def _no_buffer(error: Exception, where: str) -> TypeError:
    """Of an object that has a buffer but cannot give it now."""
    return TypeError(f"{where} must be a sequence or a buffer: {error}")
