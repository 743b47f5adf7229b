"""Async functions: tasks of Rust, of which Python awaits the results on asyncio.

A task ends on whatever thread Rust runs it. There its result becomes one of Python's and what it
owned in Rust is freed, whether somebody still waits or not: a loop that closed, a coroutine that was
collected, or one that was cancelled just now loses a Python object and nothing else.
"""

from __future__ import annotations

import asyncio as _asyncio
import collections as _collections
import ctypes as _ctypes
import functools as _functools
import itertools as _itertools
import os as _os
import sys as _sys
import threading as _threading
import time as _time
import typing as _t
import weakref as _weakref

from .c_types import _usize
from .codecs import _Codec
from .errors import InteropError
from .exits import _exit
from .owners import _Memory
from .pending import _leave_pending, _pending, _report, _reraise
from .results import _ResultCodec
from .shield import _shielded
from .trampolines import _address_of

if _t.TYPE_CHECKING:
    from typing_extensions import Self as _Self
else:
    _Self = _t.Any


class TaskLostError(InteropError):
    """A task ended without a result: it panicked, or what runs it went away."""


class _CCompletion(_ctypes.Structure):
    """What Rust calls when a task ends, as Rust lays it out."""

    if _t.TYPE_CHECKING:

        def __init__(self, function: int, data: int) -> None: ...

    _fields_ = (("function", _usize), ("data", _usize))


class _CTask(_ctypes.Structure):
    """A task of Rust: what aborts it, and what lets go of it, which must be called once."""

    if _t.TYPE_CHECKING:
        data: int
        abort: int
        drop: int

    _fields_ = (("data", _usize), ("abort", _usize), ("drop", _usize))

    @classmethod
    def _at_end(cls, *_arguments: object) -> _CTask:
        """No task, of which nobody ever hears: a loop in a daemon thread stops there."""
        return cls()


@_functools.lru_cache(maxsize=None)
def _task_function(address: int) -> _t.Any:
    """A function of a task; it may end the task here and now, and so call Python."""
    return _ctypes.CFUNCTYPE(None, _usize)(address)


def _run_task_function(address: int, data: int) -> None:
    _task_function(address)(data)
    if _pending:
        try:
            _reraise()
        except BaseException as error:  # noqa: BLE001 (all of it is told)
            # What goes on above, such as a cancellation, must not turn into another error.
            _report(error, None)


class _Call:
    """One call of an async function, from before its task starts until nobody needs it.

    Whoever takes the task from `tasks` drops it: the coroutine, or the end of the program.
    """

    __slots__ = (
        "completions",
        "error",
        "future",
        "inbox",
        "is_left",
        "is_lost",
        "is_passed",
        "is_taken",
        "slot",
        "tasks",
        "value",
        "where",
    )

    def __init__(self, completions: _Completions, where: str) -> None:
        loop = _asyncio.get_running_loop()
        self.future: _asyncio.Future[None] = loop.create_future()
        self.inbox = _inbox_of(loop)
        self.completions = completions
        self.where = where
        self.tasks: list[_CTask] = []
        self.value: _t.Any = None
        self.error: BaseException | None = None
        # Whether Rust was given the slot; whether what it returned for it is Python's.
        self.is_passed = self.is_taken = False
        # Whether there is no result, as yet or at all; whether nobody waits for it.
        self.is_lost, self.is_left = True, False
        self.slot = completions.reserve()

    def __enter__(self) -> _Self:
        return self

    def __exit__(self, kind: object, error: object, _trace: object) -> None:
        self.is_left = True
        if self.is_passed:
            self.drop(is_wanted=kind is None)
        else:
            self.completions.vacant.append(self.slot)

    def is_in_flight(self) -> bool:
        return self.completions.calls.get(self.slot) is self

    def completion(self) -> _CCompletion:
        """What Rust is given, at once: from here on it may use the slot."""
        self.is_passed = True
        self.completions.calls[self.slot] = self
        return self.completions.structs[self.slot]

    def started(self, task: _CTask) -> None:
        self.tasks.append(task)

    def drop(self, *, is_wanted: bool) -> None:
        """Let go of the task, which is aborted if nobody wants its result."""
        try:
            task = self.tasks.pop()
        except IndexError:
            return
        try:
            if not is_wanted and task.abort:
                _run_task_function(task.abort, task.data)
        finally:
            if task.drop:
                _run_task_function(task.drop, task.data)

    def result(self) -> _t.Any:
        """What the task returned, or its error raised."""
        error, self.error = self.error, None
        if error is not None:
            try:
                raise error
            finally:
                del error  # which holds this frame
        if self.is_lost:
            raise TaskLostError(
                f"{self.where}: the task panicked, or what runs it went away"
            )
        return self.value


class _Inbox:
    """Calls whose tasks ended, for the loop that waits for them: it is woken once for many."""

    __slots__ = ("__weakref__", "calls", "is_woken", "loop")

    def __init__(self, loop: _asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.calls: _collections.deque[_Call] = _collections.deque()
        self.is_woken = False

    def put(self, call: _Call) -> None:
        """On any thread."""
        self.calls.append(call)
        if not self.is_woken or self.loop.is_closed():
            self.wake()

    def wake(self) -> None:
        self.is_woken = True
        try:
            self.loop.call_soon_threadsafe(self.empty)
        except BaseException:
            self.is_woken = False
            if not self.loop.is_closed():
                raise
            self.calls.clear()  # nobody waits

    def empty(self) -> None:
        """On the thread of the loop."""
        # First of all: whoever puts a call when the last one was taken wakes the loop again.
        self.is_woken = False
        calls = self.calls
        try:
            while calls:
                future = calls[0].future
                if not future.done():
                    future.set_result(None)
                calls.popleft()
        except BaseException:
            # Ctrl-C, after which the loop may run on.
            self.wake()
            raise


# What each thread knows: the inbox of the loop that it runs, as long as somebody else needs that;
# and whether Python keeps what it knows of the thread.
_local = _threading.local()


def _inbox_of(loop: _asyncio.AbstractEventLoop) -> _Inbox:
    reference = getattr(_local, "inbox", None)
    inbox: _Inbox | None = None if reference is None else reference()
    if inbox is None or inbox.loop is not loop:
        inbox = _Inbox(loop)
        _local.inbox = _weakref.ref(inbox)
    return inbox


# How many threads of Rust may be kept; a thread that ended counts, too.
_MOST_THREADS = 64
_threads: list[None] = []


def _keep_thread() -> None:
    """Keep what Python knows of this thread of Rust: to make it anew takes longer than a call.

    It is some kilobytes, which are not freed before the interpreter ends.
    """
    _local.is_known = True
    frame = _sys._getframe()
    while frame.f_back is not None:
        frame = frame.f_back
    # A thread of Python starts elsewhere, and is known anyway.
    if frame.f_globals is globals():
        _threads.append(None)
        # Without the release that belongs to it.
        _ctypes.pythonapi.PyGILState_Ensure()


class _Completions:
    """What Rust calls when a task ends, for all calls with results of one type.

    C sees one function for all of them, and tells it by `data` which call is meant: the number
    of a slot. What Rust is given for a slot is made once.
    """

    __slots__ = (
        "address",
        "calls",
        "function",
        "lock",
        "receive",
        "slots",
        "structs",
        "vacant",
    )

    def __init__(self, codec: _Codec[_t.Any], offset: int) -> None:
        self.receive = _receiver(codec, offset)
        # Those in flight, by slot.
        self.calls: dict[int, _Call] = {}
        self.structs: dict[int, _CCompletion] = {}
        self.slots = _itertools.count()
        self.vacant: _collections.deque[int] = _collections.deque()
        # Finalizers and handlers of signals may start a call in the midst of this.
        self.lock = _threading.RLock()
        self.function: _t.Any = None
        self.address = 0

    def reserve(self) -> int:
        """A slot that nobody else uses."""
        if _exit.is_over:
            if _threading.current_thread() is _threading.main_thread():
                _exit.refuse()
            # Only daemon threads are left, which Python stops wherever they are.
            while True:
                _time.sleep(1)
        try:
            return self.vacant.pop()
        except IndexError:
            pass
        with self.lock:
            if not self.address:
                self.start()
        slot = next(self.slots)
        self.structs[slot] = _CCompletion(self.address, slot)
        return slot

    def start(self) -> None:
        """Make the C function."""
        settle, calls, waiting = self.settle, self.calls, _pending

        def complete(address: int, slot: int) -> None:
            try:
                settle(address, slot)
            except BaseException as error:  # noqa: BLE001 (all of it is told)
                try:
                    lost(error, (address, slot))
                except BaseException as other:  # noqa: BLE001 (here no call is safe)
                    waiting[:0] = [(None, other), (None, error)]

        def lost(error: BaseException, values: tuple[_t.Any, ...]) -> None:
            # What was interrupted is still to be done.
            try:
                settle(*values)
            except BaseException:
                calls.pop(values[1], None)  # a loop that cannot be told
                raise
            _leave_pending(error, _sys._getframe(1).f_back, self)

        function = _ctypes.CFUNCTYPE(None, _usize, _usize)(
            _shielded(complete, lost, None)
        )
        _exit.guard(function, has_result=False)
        if not _started:
            _exit.endings.append(_end_calls)
            if hasattr(_os, "register_at_fork"):
                _os.register_at_fork(after_in_child=_forget_calls)
        _started.append(self)
        self.function = function
        # With this it is ready.
        self.address = _address_of(function)

    def settle(self, address: int, slot: int) -> None:
        """Take what a task ended with, and tell its loop; once more if this is interrupted."""
        call = self.calls.get(slot)
        if call is None:
            return
        if not call.is_taken:
            call.is_taken = True
            try:
                memory = _Memory.from_address(address)
                if not memory[0]:
                    call.value = self.receive(memory, call.where)
                    call.is_lost = False
            except BaseException as error:  # noqa: BLE001 (it is raised where it is awaited)
                # Without the frames, which hold the call.
                call.error = error.with_traceback(None)
        if _exit.is_over:
            pass  # nobody is woken any more to see what the end of the program aborted
        elif call.is_left:
            call.value = call.error = None
        else:
            call.inbox.put(call)
        if not getattr(_local, "is_known", False) and len(_threads) < _MOST_THREADS:
            _keep_thread()
        # Last, as the end of the program waits for it.
        if self.calls.pop(slot, None) is not None:
            self.vacant.append(slot)


def _receiver(codec: _Codec[_t.Any], offset: int) -> _t.Callable[[_t.Any, str], _t.Any]:
    """What makes a result of memory of Rust, where it lies behind a byte, or raises its error."""
    if isinstance(codec, _ResultCodec):
        value, load = _t.cast(_t.Any, codec).value, codec.c_type.from_buffer
        return lambda memory, where: value(load(memory, offset), where)
    take = codec.take
    return lambda memory, _: take(memory, offset)


# Those that may have calls in flight.
_started: list[_Completions] = []
# The calls in flight at the end. asyncio would complain about what awaits them, if that was
# collected; so it outlives the interpreter.
_unended: list[_Call] = []


def _forget_calls() -> None:
    """After a fork: in the child is no thread of Rust, so no task will ever end there."""
    for completions in _started:
        calls = completions.calls
        for call in calls.values():
            call.tasks.clear()
        _unended.extend(calls.values())
        calls.clear()


def _end_calls() -> None:
    """Abort all tasks, and wait for a moment until they are gone."""
    for completions in _started:
        _unended.extend(list(completions.calls.values()))
    _ctypes.pythonapi.Py_IncRef(_ctypes.py_object(_unended))
    for call in _unended:
        call.drop(is_wanted=False)
    deadline = _time.monotonic() + 2
    while any(it.is_in_flight() for it in _unended) and _time.monotonic() < deadline:
        _time.sleep(0.001)
