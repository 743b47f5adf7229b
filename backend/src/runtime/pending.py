"""Exceptions in callbacks: raised from the Python call whose native code ran the callback."""

from __future__ import annotations

import sys as _sys
import typing as _t
import weakref as _weakref

# Of each exception that waits the frame that is to raise it, or None if that may be any: empty
# but for moments. What makes native calls looks here after each of them.
_pending: list[tuple[_t.Any, BaseException]] = []


class _ToldError(Exception):
    """Rust gets no value, because of an exception that was told of already."""


def _leave_pending(error: BaseException, frame: _t.Any, function: object) -> None:
    """Leave an exception to the function below that made the native call."""
    if isinstance(error, _ToldError):
        return
    # The one that looks into `_pending`. There is none on a thread that Rust made.
    while frame is not None and not (
        "_pending" in frame.f_code.co_names
        and frame.f_globals.get("_pending") is _pending
    ):
        frame = frame.f_back
    if frame is None or any(other is frame for other, _ in list(_pending)):
        # Only the first one of a native call can be raised.
        _report(error, function)
    else:
        _pending.append((frame, error))


def _reraise(codec: _t.Any = None, result: object = None) -> None:
    """Raise what was left to the calling function, after what Rust returned to it is freed."""
    frame = _sys._getframe(1)
    mine: list[BaseException] = []
    for owner, error in _pending[:]:
        if owner is frame or owner is None or _is_over(owner):
            try:
                _pending.remove((owner, error))
            except ValueError:
                continue  # another thread took it, just now
            # What nobody else is to raise comes second.
            if not any(other is error for other in mine):
                mine.insert(0 if owner is frame else len(mine), error)
        del owner, error
    if mine:
        if codec is not None:
            codec.free(result, 0)
        error = mine.pop(0)
        for other in mine:
            _report(other, None)
        # Else the exception would hold the frame that holds the exception.
        del frame, mine
        try:
            raise error
        finally:
            del error


def _is_over(frame: _t.Any) -> bool:
    """Whether a function ended without looking here, because it had no room on the stack."""
    try:
        frame.clear()
    except RuntimeError:
        return False
    return True


class _Ignored:
    """What is raised in the callback of a weak reference goes to `sys.unraisablehook`."""

    def __init__(self, error: BaseException, function: object) -> None:
        self.error = error
        self.function = function

    def __call__(self, _: object) -> None:
        raise self.error

    def __repr__(self) -> str:
        name = "" if self.function is None else f" {self.function!r}"
        return f"callback{name}"


def _report(error: BaseException, function: object) -> None:
    """Tell of an exception that nobody can catch, as Python does of those in `__del__`."""
    trace = error.__traceback__
    target = _Ignored(error, function)
    reference = _weakref.ref(target, _Ignored(error, function))
    del target, reference
    # Else the exception would hold the frames above that hold the exception.
    error.__traceback__ = trace
