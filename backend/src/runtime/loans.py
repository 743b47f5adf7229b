"""What a callback gets from Rust: some of it to keep, the rest lent until it returns."""

from __future__ import annotations

import ctypes as _ctypes
import typing as _t
import weakref as _weakref

from .by_value import _is_struct, _leaves
from .c_types import _usize
from .codecs import _Codec, _codec_unit
from .owners import _Data, _kept, _Loan, _Memory
from .pending import _report
from .pointers import _HandleCodec, _lent_values, _PointerCodec

# From what ctypes makes of an argument to what Python gets, lent by that owner.
_Arrive = _t.Callable[[_t.Any, _t.Any], _t.Any]


def _arrival(codec: _Codec[_t.Any]) -> tuple[_t.Any, _Arrive]:
    """The type by which ctypes knows an argument of a callback, and what becomes of it."""
    kind = codec.c_type
    arrive = _outcome(codec)
    if _is_struct(kind) and codec.is_direct:
        # ctypes would call the class without arguments.
        fields = [("value", kind)]
        wrapper = type(kind.__name__, (_ctypes.Structure,), {"_fields_": fields})
        load = kind.from_buffer_copy
        return wrapper, lambda value, loan: arrive(load(value), loan)
    if isinstance(codec, _HandleCodec):
        return _usize, lambda value, _: codec.load(_usize(value), 0)
    if (
        isinstance(codec, _PointerCodec)
        and codec.is_mutable
        and not codec.target.is_direct
    ):
        return kind, codec.lent
    return kind, arrive


def _outcome(codec: _Codec[_t.Any]) -> _Arrive:
    """What becomes of a value that ctypes got from C, as a result for example."""
    kind, take = codec.c_type, codec.take
    if codec.format or kind is _codec_unit.c_type:
        return lambda value, _: value
    if isinstance(codec, _PointerCodec):
        return codec.result
    if isinstance(codec, _HandleCodec):
        return lambda value, _: codec.result(value)
    if _is_struct(kind) and codec.is_direct and not codec.is_owned:
        if codec.has_pointers:
            return _kept
        return lambda value, _: value
    if _is_struct(kind) and codec.has_pointers:
        return lambda value, owner: _kept(take(value, 0), owner)
    if _is_struct(kind):
        return lambda value, _: take(value, 0)
    if codec.has_pointers:
        return lambda value, owner: _kept(take(kind(value), 0), owner)
    return lambda value, _: take(kind(value), 0)


def _end_loan(loan: _Loan, function: object, *, is_told: bool) -> None:
    """End what Rust lent to a callback, and tell of memory that is still in use."""
    with _lent_values:
        loan.is_over = True
    if loan.parts is None:
        return
    arrays: list[_weakref.ref[_t.Any]] = []
    for part in list(loan.parts.values()):
        if type(part) is _Memory:
            arrays.append(_weakref.ref(part))
        elif isinstance(part, _Data):
            _forget(part)
            part._owners = loan
        else:
            part._end()
    part = None
    if is_told and any(array() is not None for array in arrays):
        error = BufferError(
            "the memory of a slice is used after the callback it was lent to"
        )
        _report(error, function)


def _forget(data: _t.Any) -> None:
    """Make all pointers in memory of Python's null: Rust takes such slices for empty."""
    for leaf, offset in _leaves(type(data)):
        if getattr(leaf, "_type_", None) in ("P", "z") or hasattr(leaf, "contents"):
            _ctypes.memset(_ctypes.byref(data, offset), 0, 8)
