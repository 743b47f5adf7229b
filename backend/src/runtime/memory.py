"""Frees memory of Rust when nothing refers to it any more, and not before.

The garbage collector calls the finalizers of a cycle in any order, when all objects in it can still
be used, by other finalizers too. So an owner of memory has a token: an object that the
collector does not look at, and that goes with the last reference to it.
"""

from __future__ import annotations

import ctypes as _ctypes
import sys as _sys
import typing as _t
import weakref as _weakref

# Of each weak reference to a token what is to be done when that goes.
_endings: dict[int, tuple[object, _t.Callable[[], None]]] = {}
# Tokens may outlive the module.
_ctypes.pythonapi.Py_IncRef(_ctypes.py_object(_endings))


def _end(
    reference: object,
    endings: dict[int, tuple[object, _t.Callable[[], None]]] = _endings,
) -> None:
    ending = endings.pop(id(reference), None)
    if ending is not None:
        ending[1]()


if _sys.version_info >= (3, 8):
    # Code objects are made fast, and the collector does not look at them.
    _new_token: _t.Callable[[], object] = _end.__code__.replace
else:
    import _thread

    _new_token = _thread.allocate_lock


def _token(ending: _t.Callable[[], None]) -> object:
    """What calls a function when nothing refers to it any more; no cycle must lead back to it."""
    token = _new_token()
    reference = _weakref.ref(token, _end)
    _endings[id(reference)] = reference, ending
    return token


class _Owner:
    """Holds a token, and wants to know what keeps it."""

    __slots__ = ("token",)

    def __init__(self, ending: _t.Callable[[], None]) -> None:
        self.token = _token(ending)

    def told(self, user: _t.Any) -> None:
        """Be told of what keeps the owner now."""
        raise NotImplementedError
