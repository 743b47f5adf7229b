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
    _keep_in(value, [owners, *map(_owned, owners)])
    return value


def _keep_in(value: _t.Any, owners: object) -> None:
    kind = _t.cast(_t.Any, type(value))
    if hasattr(kind, "_owners") or hasattr(kind, "contents"):
        value._owners = owners
    elif kind is list:
        for item in _t.cast("list[object]", value):
            _keep_in(item, owners)
    elif hasattr(kind, "__match_args__") and not isinstance(value, _Data):
        # A variant, `Some`, `Ok`, `Err`, or a struct of Python.
        for name in kind.__match_args__:
            _keep_in(getattr(value, name), owners)
