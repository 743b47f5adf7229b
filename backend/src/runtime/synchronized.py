"""Services that one thread at a time may use: in Rust they are `Send`, but not `Sync`."""

from __future__ import annotations

import atexit as _atexit
import threading as _threading
import typing as _t

from .c_types import _Instance
from .pending import _report
from .services import _Service, _ServiceCodec

# Held by the thread that uses such services. One for all: some may share what is not `Sync`,
# as one that borrows from another does, and with several locks two threads could wait for
# each other.
_turn = _threading.RLock()


class _Left:
    """What could not be freed yet: whose it is, where it is, and what it has borrowed."""

    __slots__ = ("items", "turn")

    def __init__(self) -> None:
        self.items: list[tuple[_SynchronizedCodec, int, object]] = []
        # At the end of the program the names of the module may be gone.
        self.turn = _turn
        _atexit.register(self.drop)

    def drop(self) -> None:
        """Free it, unless it is another thread's turn still."""
        while self.items:
            if not self.turn.acquire(blocking=False):
                return
            try:
                codec, address, _borrowed = self.items.pop()
                codec.drop_left(address)
            except IndexError:
                return  # a finalizer did it, just now
            finally:
                self.turn.release()


_left = _Left()


class _Synchronized(_Service):
    """What such services share. Methods and functions take their turn themselves."""

    __slots__ = ()

    def _start(self, handle: _Instance, where: str, *owners: object) -> None:
        super()._start(handle, where, *owners)
        _left.drop()

    def close(self) -> None:
        with _turn:
            # Some of it may borrow from this one.
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
        if not turn.acquire(blocking=False):
            self.left.items.append((self, handle.value or 0, borrowed))
            return
        try:
            super().drop(handle)
        finally:
            turn.release()
        self.left.drop()

    def drop_left(self, address: int) -> None:
        try:
            super().drop(self.c_type(address))
        except BaseException as error:  # noqa: BLE001 (there is no caller to raise it)
            _report(error, None)
