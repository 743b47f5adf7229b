"""What keeps alive the memory that values point into."""

from __future__ import annotations

import ctypes as _ctypes
import threading as _threading
import typing as _t
import weakref as _weakref

from .checks import _T
from .errors import ClosedError
from .memory import _Owner

# Taken where memory and what keeps alive what it points to are read or changed together.
_holding = _threading.RLock()

# A type for memory of any length: each type that ctypes makes is kept for ever.
_Memory: _t.Any = type(
    "_Memory",
    (_ctypes.Array,),
    {
        "__slots__": ("__weakref__", "_owners"),
        "_type_": _ctypes.c_ubyte,
        "_length_": 1 << 62,
    },
)
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
    loan = _loan((value,))
    if loan is not None and type(root) is not _Memory and owners[None] is not loan:
        # What points to memory that is lent ends with it.
        owners[()] = owners[None]
        owners[None] = loan
        loan.add(root)
    owners[_ctypes.addressof(data), place] = _owned(value)


class _Loan:
    """The owner of what Rust lends for one call only: when that ends, all of it does.

    What is in a value, or part of it, has the same owner.
    """

    __slots__ = ("is_over", "parts")

    def __init__(self) -> None:
        self.is_over = False
        self.parts: _weakref.WeakValueDictionary[int, _t.Any] | None = None

    def add(self, part: _t.Any) -> None:
        """Have this end with the loan, too."""
        if self.parts is None:
            self.parts = _weakref.WeakValueDictionary()
        self.parts[id(part)] = part
        self.check()

    def check(self) -> None:
        """Raise if it is over."""
        if self.is_over:
            raise ClosedError("the value was lent for the callback only")


def _loan(owners: _t.Sequence[object], depth: int = 2) -> _Loan | None:
    """The loan that one of the owners belongs to, if it is lent.

    What owns the owners is looked for where it is a single one: of many, the loan was found
    when they were put together.
    """
    for it in owners:
        owner: _t.Any = it
        if owner.__class__ is list or owner.__class__ is tuple:
            owner = _loan(owner, depth - 1) if depth else None
        # Mostly Python's own memory is what comes next, and nothing owns that.
        while owner is not None and owner.__class__ is not bytes:
            if owner.__class__ is _Loan:
                return owner
            if isinstance(owner, _Data):
                owner = _root(owner)
            owner = getattr(owner, "_owners", None)
            if owner.__class__ is dict:
                owner = owner.get(None)
            elif owner.__class__ is list:
                last = owner[-1] if owner else None
                owner = last if last.__class__ is _Loan else None
    return None


def _check_there(value: object) -> None:
    """Raise if it points to what was lent to a callback that has returned."""
    loan = _loan((value,))
    if loan is not None:
        loan.check()


def _hold_packed(data: _t.Any, offset: int, packed: bytes, value: object) -> None:
    """Write to the memory at an offset, and have it keep alive what the value points into."""
    with _holding:
        place = _ctypes.addressof(data), offset
        root = _root(data)
        owners: dict[_t.Any, _t.Any] = getattr(root, "_owners", None) or {}
        before: _t.Any = owners.get(place) if type(owners) is dict else None
        if before is not None:
            here = slice(offset, offset + len(packed))
            if memoryview(data).cast("B")[here] != before[-1]:
                # Rust wrote here, and what was here may be elsewhere now.
                owners[place[0], offset, before[-1]] = before
            content = bytes(root)
            keys: list[_t.Any] = list(owners)
            for key in keys:
                if len(key or ()) == 3 and key[-1] not in content:
                    del owners[key]
        _ctypes.memmove(_ctypes.byref(data, offset), packed, len(packed))
        _hold(data, offset, (value, packed))


def _kept(value: _T, *owners: object) -> _T:
    """The value, which now keeps alive what it may point into."""
    loan = _loan(owners)
    if loan is not None:
        loan.check()
    _keep_in(value, loan or [owners, *map(_owned, owners)])
    return value


def _snapshot(value: _T) -> _T:
    """A copy of memory that keeps alive what it points to, whatever is assigned to the original."""
    with _holding:
        made = _t.cast(_t.Any, type(value)).from_buffer_copy(value)
        _keep_in(made, _loan((value,)) or _owned(value))
    return _t.cast(_T, made)


def _keep_in(value: _t.Any, owners: object) -> None:
    kind = _t.cast(_t.Any, type(value))
    if hasattr(kind, "_owners") or hasattr(kind, "contents"):
        value._owners = owners
        if isinstance(owners, _Loan):
            owners.add(value)
    elif kind is list:
        for item in _t.cast("list[object]", value):
            _keep_in(item, owners)
    elif hasattr(kind, "__match_args__") and not isinstance(value, _Data):
        # A variant, `Some`, `Ok`, `Err`, or a struct of Python.
        for name in kind.__match_args__:
            _keep_in(getattr(value, name), owners)


def _tell(owners: _t.Any, user: object, depth: int = 3) -> None:
    """Tell the owners among these what keeps them now; not those of the owners' owners."""
    kind: object = owners.__class__
    if kind is tuple or kind is list:
        for owner in owners if depth else ():
            _tell(owner, user, depth - 1)
    elif isinstance(owners, _Owner):
        owners.told(user)
