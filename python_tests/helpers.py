"""What several test files use: odd values, what a refused call says, and threads."""

import copy
import pickle
import sys
import threading

import pytest


class Index:
    """An integer by `__index__` only."""

    def __init__(self, value):
        self.value = value

    def __index__(self):
        return self.value


def refusal(error, call, *arguments, **named):
    """The text of the error that a call raises, which nothing else has caused."""
    with pytest.raises(error) as caught:
        call(*arguments, **named)
    assert type(caught.value) is error
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    return str(caught.value)


def kind_name(value):
    """What messages call the kind of a value."""
    return "type" if isinstance(value, type) else type(value).__name__


def copies_of(value):
    """The value copied in every way, and pickled by every protocol from 2 on."""
    yield copy.copy(value)
    yield copy.deepcopy(value)
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        yield pickle.loads(pickle.dumps(value, protocol))


def interpreter(code):
    """Runs a program in development mode, in which CPython 3.8 breaks the memory of its children."""
    is_safe = sys.version_info[:2] != (3, 8) or "os.fork()" not in code
    return [sys.executable, "-X", "dev"] if is_safe else [sys.executable]


def in_thread(function, *arguments):
    """Starts a thread that runs the function; what it raises is raised by the returned one."""
    raised = []

    def run():
        try:
            function(*arguments)
        except BaseException as error:  # noqa: BLE001 (raised again)
            raised.append(error)

    thread = threading.Thread(target=run)
    thread.start()

    def join():
        thread.join(20)
        assert not thread.is_alive()
        for error in raised:
            raise error

    return join
