"""What keeps alive the memory that values point into."""

from __future__ import annotations

import ctypes as _ctypes
import typing as _t

from .checks import _T

# The base of all ctypes classes, which has no public name.
_Data: _t.Any = _t.cast(_t.Any, _ctypes.Structure).__mro__[1]


def _root(data: _t.Any) -> _t.Any:
    """The instance that the memory belongs to, of which this one may be a view."""
    while data._b_base_ is not None:
        data = data._b_base_
    return data


def _owned(value: _t.Any) -> object:
    """What a value keeps alive now, whatever is assigned to it later."""
    if not isinstance(value, _Data):
        return value  # immutable
    data: _t.Any = value
    root = _root(data)
    parts: list[_t.Any] = [getattr(data, "_owners", None), root._objects]
    if root is not data:
        parts.append(getattr(root, "_owners", None))
    # ctypes and `_hold` change their dicts in place.
    return [
        _t.cast(_t.Any, it).copy() if type(it) is dict else it for it in parts if it
    ]


def _hold(data: _t.Any, place: object, value: object) -> None:
    """Have the memory keep alive what a value points into, which now stands in that place."""
    root = _root(data)
    owners: _t.Any = getattr(root, "_owners", None)
    if type(owners) is not dict:
        owners = root._owners = {None: owners}
    owners[_ctypes.addressof(data), place] = _owned(value)


def _kept(value: _T, *owners: object) -> _T:
    """The value, which now keeps alive what it may point into."""
    inner: _t.Any = value
    # A pointer or a struct may stand in a variant, in `Some`, `Ok` or `Err`.
    while inner is not None and not isinstance(inner, _Data):
        inner = getattr(inner, "value", None)
    kind = _t.cast(_t.Any, type(inner))
    if hasattr(kind, "_owners") or hasattr(kind, "contents"):
        _t.cast(_t.Any, inner)._owners = [owners, *map(_owned, owners)]
    return value
