"""Services that one thread at a time may use: in Rust they are `Send`, but not `Sync`."""

from __future__ import annotations

import atexit as _atexit
import sys as _sys
import threading as _threading
import typing as _t

from .c_types import _Instance
from .errors import InteropError
from .pending import _report
from .scopes import _replace_global
from .services import _Service, _ServiceCodec


class _LastTurn:
    """The turn once the program ends.

    Python stops other threads then, also in the midst of a call, and their turn never ends.
    """

    def __init__(self, turn: _t.Any) -> None:
        self.turn = turn

    def __enter__(self) -> None:
        # Until it is finalized, they go on.
        if not self.turn.acquire(blocking=not _sys.is_finalizing()):
            raise InteropError("the program ends while another thread uses a service")

    def __exit__(self, *_: object) -> None:
        self.turn.release()


# Held by the thread that uses such services. One for all: some may share what is not `Sync`,
# as one that borrows from another does, and with several locks two threads could wait for
# each other.
_turn: _t.Any = _threading.RLock()


class _Left:
    """What could not be freed yet: whose it is, where it is, and what it has borrowed."""

    __slots__ = ("is_dropping", "items", "turn")

    def __init__(self) -> None:
        self.items: list[tuple[_SynchronizedCodec, int, object]] = []
        # At the end of the program the names of the module may be gone.
        self.turn = _turn
        self.is_dropping = False
        _atexit.register(self.end)

    def drop(self) -> None:
        """Free it, unless it is another thread's turn still."""
        turn = self.turn
        is_mine = turn._is_owned()
        try:
            # What is freed may come back here.
            if (is_mine or turn.acquire(blocking=False)) and not self.is_dropping:
                self.drop_all()
        finally:
            if not is_mine and turn._is_owned():
                turn.release()

    def drop_all(self) -> None:
        self.is_dropping = True
        try:
            while self.items:
                codec, address, _borrowed = self.items.pop()
                codec.drop_left(address)
                # Which may free, too.
                del _borrowed
        finally:
            self.is_dropping = False

    def end(self) -> None:
        self.drop()
        _replace_global(self.turn, _LastTurn(self.turn))


_left = _Left()


class _Synchronized(_Service):
    """What such services share. Methods and functions take their turn themselves."""

    __slots__ = ()

    def close(self) -> None:
        with _turn:
            # Some of it may borrow from this one.
            if _left.items:
                _left.drop()
            super().close()


class _SynchronizedCodec(_ServiceCodec):
    __slots__ = ("left",)

    def __init__(self, destroy: _t.Any, *, may_borrow: bool = False) -> None:
        super().__init__(destroy, may_borrow=may_borrow)
        self.left = _left

    def drop(self, handle: _Instance, borrowed: object = None) -> None:
        # It never waits: it may run in a finalizer, and so in the midst of code that holds
        # what the thread waits for whose turn it is.
        turn = self.left.turn
        if turn._is_owned():
            super().drop(handle)
            return
        try:
            if turn.acquire(blocking=False):
                super().drop(handle)
            else:
                self.left.items.append((self, handle.value or 0, borrowed))
        finally:
            # Also where an interrupt came before its result.
            if turn._is_owned():
                turn.release()

    def drop_left(self, address: int) -> None:
        try:
            super().drop(self.c_type(address))
        except BaseException as error:  # noqa: BLE001 (there is no caller to raise it)
            _report(error, None)
