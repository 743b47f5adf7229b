"""The end of the program while Rust has functions of Python or tasks, or Python has closures of Rust.

Each situation is a program in a process of its own, in Python's development mode, and is
repeated: most of what can go wrong depends on what a thread does at that moment.
"""

from __future__ import annotations

import os
import py_compile
import re
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Callable, Iterator, Tuple

import pytest
from helpers import interpreter
from test_loading import LIBRARY

import reference_project as r

SECONDS = 30

START = "import atexit, builtins, gc, os, sys, threading, time\nimport reference_project as r\n"

Loops = Callable[[int], int]
Start = Callable[[str], "subprocess.Popen[str]"]
Run = Callable[[str], Tuple[int, str]]


@pytest.fixture(scope="module")
def variables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment whose module is a copy, compiled once and not for each process."""
    folder = tmp_path_factory.mktemp("module")
    copy = shutil.copy(os.path.abspath(r.__file__), str(folder))
    py_compile.compile(str(copy), doraise=True)
    variables = {**os.environ, "PYTHONPATH": str(folder), "PYTHONIOENCODING": "utf-8"}
    # The copy has none beside it.
    variables["REFERENCE_PROJECT_LIBRARY"] = LIBRARY
    variables.pop("REFERENCE_PROJECT_BALANCE", None)
    return variables


@pytest.fixture
def start(variables: dict[str, str], tmp_path: Path) -> Iterator[Start]:
    """Starts a program, given without its imports."""
    processes: list[subprocess.Popen[str]] = []

    def start(code: str) -> subprocess.Popen[str]:
        program = tmp_path / "program.py"
        program.write_text(START + textwrap.dedent(code), encoding="utf-8")
        process = subprocess.Popen(
            [*interpreter(code), str(program)],
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        processes.append(process)
        return process

    yield start
    for process in processes:
        with process:
            process.kill()


@pytest.fixture
def run(start: Start) -> Run:
    """Runs a program: the exit code, and what it writes to standard error."""
    return lambda code: ended(start(code))


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """The exit code of a process, and the rest of what it writes to standard error."""
    try:
        _, errors = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        _, errors = process.communicate()
        pytest.fail(f"still running after {SECONDS} s: {errors}")
    return process.returncode, errors


def assert_each(
    run: Run, loops: Loops, code: str, expected: tuple[int, str] = (0, "")
) -> None:
    """Each of many runs of a program ends the same way."""
    rounds = max(2, loops(20))
    others = [end for end in (run(code) for _ in range(rounds)) if end != expected]
    if others:
        pytest.fail(f"{len(others)} of {rounds} runs end otherwise: {others[0]}")


def traceback_ends(errors: str, last: str) -> bool:
    """Whether a text is one traceback of Python's and nothing else, with this last line."""
    # Python 3.11 may put an empty line below one of the code.
    line = (
        r"Traceback \(most recent call last\):\n((  .*)?\n)+" + re.escape(last) + "\n"
    )
    return re.fullmatch(line, errors) is not None


# Functions of Python that Rust has in the end

SILENT = {
    "unused": "",
    "used": "assert r.sum_calls(lambda x: x, 3) == 3",
    "stored": "r.store_callback(lambda x: x)",
    "stored and called": "r.store_callback(lambda x: x); assert r.call_stored(1) == 1",
    "many stored": "[r.store_callback(lambda x, y=y: x + y) for y in range(1000)]",
    "stored table": """
        table = r.Operations(lambda x: x, 1.5, lambda a, b: a + b, lambda x: None, 7)
        r.store_operations(table)
        r.run_stored_operations(3)
    """,
    "stored in a function": """
        def store():
            seen = []
            r.store_callback(lambda x: seen.append(x) or len(seen))

        store()
        gc.collect()
        assert r.call_stored(1) == 1
    """,
    "stored from a thread": """
        thread = threading.Thread(target=r.store_callback, args=(lambda x: x,))
        thread.start()
        thread.join()
    """,
    "struct as result": """
        made = r.closure_twice(lambda x: x + 1)
        assert made(1) == 3
        r.store_callback(made)
        assert r.call_stored(1) == 3
    """,
    "late drop": "r.drop_late(lambda x: x, 5)",
    "late drop at once": "r.drop_late(lambda x: x, 0)",
    "later drop": "r.drop_late(lambda x: x, 60)",
    "late drops": "[r.drop_late(lambda x: x, 2 * n) for n in range(40)]",
    "late calls": "assert r.call_late(lambda x: x, 1, 1000)",
    "late calls that started": """
        assert r.call_late(lambda x: x, 1, 1000)
        while not r.late_calls():
            time.sleep(0.001)
    """,
    "late calls without pause": """
        for _ in range(4):
            assert r.call_late(lambda x: x, 0, 1000000)
    """,
    "late call": "[r.call_late(lambda x: x, 2 * n, 1) for n in range(40)]",
    "hammer": "assert r.hammer(lambda x: x, 4) == 4",
    "hammer that started": """
        assert r.hammer(lambda x: x, 4) == 4
        while r.hammered_calls() < 100:
            time.sleep(0.001)
    """,
    "hammer without result": "assert r.hammer_notify(lambda x: None, 4) == 4",
    "hammer without result that started": """
        assert r.hammer_notify(lambda x: None, 4) == 4
        while r.hammered_calls() < 100:
            time.sleep(0.001)
    """,
    "both hammers": """
        assert r.hammer(lambda x: x, 2) + r.hammer_notify(lambda x: None, 2) == 4
        time.sleep(0.05)
    """,
    "drop in C atexit": "assert r.drop_at_exit(lambda x: x, False)",
    "drops in C atexit": "[r.drop_at_exit(lambda x: x, False) for _ in range(30)]",
    "drop of a bound method in C atexit": """
        class Owner:
            def method(self, x):
                return x

            def __del__(self):
                raise AssertionError("runs after the end")

        assert r.drop_at_exit(Owner().method, False)
    """,
    "daemon thread in a native call": """
        def work():
            r.call_for_millis(lambda x: None, 10000, 0)

        threading.Thread(target=work, daemon=True).start()
        time.sleep(0.05)
    """,
    "daemon thread that waits for a result": """
        def work():
            while True:
                r.sum_calls(lambda x: x, 1000)

        threading.Thread(target=work, daemon=True).start()
        time.sleep(0.05)
    """,
    "handler that calls": """
        r.store_callback(lambda x: x)
        # It runs before the one of the module, which came first.
        atexit.register(lambda: r.call_stored(1) == 1 or print("wrong", file=sys.stderr))
    """,
}


@pytest.mark.parametrize("name", SILENT)
def test_functions_of_python(run: Run, loops: Loops, name: str) -> None:
    assert_each(run, loops, SILENT[name])


def test_nothing_is_done_unless_callbacks_are_used(run: Run) -> None:
    code = """
        assert r.complement_u8(1) == 254
        assert r.closure_adding(3)(1) == 4
        assert list(map(len, r._exit.functions)) == [0, 0]
        counted = getattr(atexit, "_ncallbacks", lambda: 0)
        before = counted()
        r.store_callback(lambda x: x)
        r.store_callback(lambda x: x)
        r.sum_calls(lambda x: x, 3)
        # One function and one destructor, however many callbacks of the type.
        assert list(map(len, r._exit.functions)) == [1, 1]
        r.call_for_millis(lambda x: None, 0, 0)
        assert list(map(len, r._exit.functions)) == [3, 1]
        assert counted() - before in (0, 1)
    """
    assert run(code) == (0, "")


# Known: nobody can make a result any more, so who wants one waits for ever.


def test_a_result_in_c_atexit_is_waited_for(start: Start, loops: Loops) -> None:
    for _ in range(max(2, loops(20))):
        process = start("r.drop_at_exit(lambda x: x, True)\nprint('over', flush=True)")
        assert process.stdout is not None
        assert process.stdout.readline() == "over\n"
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=1)
        process.kill()
        assert ended(process) == (-signal.SIGKILL, "")


# Tasks that are in flight in the end

# On a busy machine asyncio warns of steps that take long; what it complains of are errors.
ASYNC = """
import asyncio, logging
logging.getLogger("asyncio").setLevel(logging.ERROR)
worker = r.Worker()

async def start(*calls):
    for call in calls:
        held.append(asyncio.ensure_future(call))
    await asyncio.sleep(0.01)

async def work(start=worker.plus):
    while True:
        await asyncio.gather(*[start(n, 1) for n in range(20)])

def in_daemon_thread(function):
    threading.Thread(target=lambda: asyncio.run(function()), daemon=True).start()
    time.sleep(0.1)

held = []
"""

IN_FLIGHT = {
    "unused": "",
    "used": "assert asyncio.run(worker.plus(1, 2)) == 3",
    "used and closed": "assert asyncio.run(worker.plus(1, 2)) == 3; worker.close()",
    "cancelled by run": "asyncio.run(start(*[worker.sleep(60_000) for _ in range(200)]))",
    "cancelled by run, ends later": "asyncio.run(start(worker.block(100)))",
    "loop left": """
        loop = asyncio.new_event_loop()
        loop.run_until_complete(start(*[worker.sleep(60_000) for _ in range(200)]))
    """,
    "loop left, ends at that moment": """
        loop = asyncio.new_event_loop()
        calls = [worker.repeat("a", 100, n // 10) for n in range(700)]
        loop.run_until_complete(start(*calls))
        # Those whose results came with the last step of the loop are asyncio's to complain of, and
        # it would, if they were freed.
        import ctypes
        for kept in (loop, held):
            ctypes.pythonapi.Py_IncRef(ctypes.py_object(kept))
    """,
    "loop closed": """
        loop = asyncio.new_event_loop()
        loop.run_until_complete(start(*[worker.sleep(60_000) for _ in range(200)]))
        loop.close()
    """,
    "loop closed and dropped": """
        def leave():
            loop = asyncio.new_event_loop()
            loop.run_until_complete(start(worker.sleep(60_000)))
            loop.close()

        leave()
        held.clear()
        gc.collect()
    """,
    "service closed": """
        loop = asyncio.new_event_loop()
        loop.run_until_complete(start(*[worker.sleep(60_000) for _ in range(20)]))
        worker.close()
    """,
    "service in builtins": """
        builtins.worker = worker
        loop = asyncio.new_event_loop()
        loop.run_until_complete(start(worker.sleep(60_000)))
    """,
    "constructor": """
        loop = asyncio.new_event_loop()
        loop.run_until_complete(start(r.Session.open(worker, 1, 60_000)))
    """,
    "constructor, ends at that moment": """
        loop = asyncio.new_event_loop()
        loop.run_until_complete(start(*[r.Session.open(worker, n, n) for n in range(40)]))
    """,
    "coroutine by hand": """
        loop = asyncio.new_event_loop()

        async def leave():
            held.append(worker.sleep(60_000))
            held[0].send(None)

        loop.run_until_complete(leave())
        loop.close()
    """,
    "loop in a daemon thread": """
        async def wait():
            await worker.sleep(60_000)

        in_daemon_thread(wait)
    """,
    "busy loop in a daemon thread": "in_daemon_thread(work)",
    "busy loops in daemon threads": "in_daemon_thread(work); in_daemon_thread(work)",
    "busy loop in a daemon thread, stored callback": """
        r.store_callback(lambda x: x)
        in_daemon_thread(work)
    """,
    "ticking in a daemon thread": "in_daemon_thread(worker.tick)",
    "many workers": """
        async def use():
            workers = [r.Worker() for _ in range(10)]
            await asyncio.gather(*[it.plus(1, 2) for it in workers])
            held.extend(workers)

        asyncio.run(use())
    """,
    "callbacks in tasks": """
        async def use():
            call = lambda n: worker.map(lambda x: x + 1, n)
            return await asyncio.gather(*[call(n) for n in range(200)])

        asyncio.run(use())
    """,
    "stored callback beside": """
        r.store_callback(lambda x: x)
        loop = asyncio.new_event_loop()
        loop.run_until_complete(start(worker.sleep(60_000)))
    """,
}


@pytest.mark.parametrize("name", IN_FLIGHT)
def test_tasks_in_flight(run: Run, loops: Loops, name: str) -> None:
    # asyncio's own complaint about a loop that nobody closed is silenced.
    code = "import warnings\nwarnings.simplefilter('ignore', ResourceWarning)\n"
    assert_each(run, loops, code + ASYNC + textwrap.dedent(IN_FLIGHT[name]))


def test_a_task_that_blocks_is_waited_for_a_moment(run: Run) -> None:
    code = """
        asyncio.run(start(worker.block(60_000)))
    """
    start = time.monotonic()
    assert run(ASYNC + textwrap.dedent(code)) == (0, "")
    assert time.monotonic() - start < SECONDS / 2


@pytest.mark.parametrize(
    ("call", "expected"),
    [("sys.exit(7)", (7, "")), ("sys.exit('over')", (1, "over\n"))],
)
def test_an_exit_in_a_coroutine(
    run: Run, loops: Loops, call: str, expected: tuple[int, str]
) -> None:
    code = f"""
        async def use():
            held.append(asyncio.ensure_future(worker.sleep(60_000)))
            await worker.plus(1, 2)
            {call}

        asyncio.run(use())
    """
    assert_each(run, loops, ASYNC + textwrap.dedent(code), expected)


@pytest.mark.parametrize("is_first", [True, False])
def test_late_awaits(run: Run, loops: Loops, is_first: bool) -> None:
    """A handler that runs after the module's own gets an error, and no process hangs."""
    use = "asyncio.run(worker.plus(1, 2))"
    handler = """
import atexit, asyncio, sys
def late():
    try:
        assert asyncio.run(worker.plus(1, 2)) == 3
    except BaseException as error:
        print(type(error).__name__, file=sys.stderr)
atexit.register(late)
"""
    if is_first:
        # Registered before the module is imported, so it runs after the module's handler.
        program = (
            f"{handler}\nimport reference_project as r\nworker = r.Worker()\n{use}\n"
        )
        code = f"import subprocess\nend = subprocess.run([sys.executable, '-c', {program!r}])\nassert end.returncode == 0"
        expected = (0, "InteropError\n")
    else:
        code = ASYNC + handler + use
        expected = (0, "")
    for _ in range(max(2, loops(20))):
        assert run(code) == expected


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_a_fork_after_awaits(run: Run, loops: Loops) -> None:
    """The child has no threads of Rust, but what it makes itself works."""
    code = """
        assert asyncio.run(worker.plus(1, 2)) == 3
        child = os.fork()
        if child == 0:
            with r.Worker() as other:
                assert asyncio.run(other.plus(3, 4)) == 7
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
        assert asyncio.run(worker.plus(1, 2)) == 3
    """
    code = (
        "import warnings\nwarnings.simplefilter('ignore')\n"
        + ASYNC
        + textwrap.dedent(code)
    )
    assert_each(run, loops, code)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_a_fork_with_tasks_in_flight(run: Run, loops: Loops) -> None:
    """The child does not wait for what only goes on in its parent."""
    code = """
        loop = asyncio.new_event_loop()
        loop.run_until_complete(start(*[worker.sleep(60_000) for _ in range(20)]))
        begin = time.monotonic()
        child = os.fork()
        if child == 0:
            sys.exit(0)
        assert os.waitpid(child, 0)[1] == 0
        assert time.monotonic() - begin < 1.5
        assert loop.run_until_complete(worker.plus(1, 2)) == 3
    """
    code = (
        "import warnings\nwarnings.simplefilter('ignore')\n"
        + ASYNC
        + textwrap.dedent(code)
    )
    assert_each(run, loops, code)


# Python code that runs after the end began

LATE = {
    "handler of before": """
        atexit.register(lambda: r.sum_calls(lambda x: x, 3))
        r.store_callback(lambda x: x)
    """,
    "handler of before, of a stored one": """
        atexit.register(lambda: r.call_stored(3))
        r.store_callback(lambda x: x)
    """,
    "finalizer": """
        class Owner:
            def __del__(self, call=r.sum_calls, function=lambda x: x):
                call(function, 3)

        builtins.owner = Owner()
        r.store_callback(lambda x: x)
    """,
    "finalizer, of a stored one": """
        class Owner:
            def __del__(self, call=r.call_stored):
                call(3)

        builtins.owner = Owner()
        r.store_callback(lambda x: x)
    """,
    "finalizer, of a closure": """
        class Owner:
            def __init__(self):
                self.closure = r.closure_twice(lambda x: x)

            def __del__(self):
                self.closure(3)

        builtins.owner = Owner()
    """,
}


@pytest.mark.parametrize("name", LATE)
def test_later_calls_do_not_block(run: Run, loops: Loops, name: str) -> None:
    """They may tell of an error; a process that never ends would be worse."""
    for _ in range(max(2, loops(20))):
        code, errors = run(LATE[name])
        assert code == 0, errors
        assert "Fatal" not in errors


FIRST = {
    "used": "r.sum_calls(lambda x: x, 3)",
    "stored": "r.store_callback(lambda x: x)",
    "dropped in C atexit": "r.drop_at_exit(lambda x: x, False)",
    "late drop": "r.drop_late(lambda x: x, 60)",
    "hammer": "r.hammer(lambda x: x, 4)",
    "hammer without result": "r.hammer_notify(lambda x: None, 4)",
}


@pytest.mark.parametrize("name", FIRST)
def test_a_first_callback_in_a_handler(run: Run, loops: Loops, name: str) -> None:
    for _ in range(max(2, loops(20))):
        code, errors = run(f"atexit.register(lambda: {FIRST[name]})")
        assert code == 0, errors
        assert "Fatal" not in errors


@pytest.mark.parametrize("name", FIRST)
def test_a_first_callback_in_a_finalizer(run: Run, loops: Loops, name: str) -> None:
    code = f"""
        class Owner:
            def __del__(self, r=r):
                {FIRST[name]}

        builtins.owner = Owner()
    """
    for _ in range(max(2, loops(20))):
        exit_code, errors = run(code)
        assert exit_code == 0, errors
        assert "Fatal" not in errors


# Closures of Rust that Python has in the end

CLOSURES = {
    "adding": "r.closure_adding(3)",
    "struct": "r.closure_vec4(1.5)",
    "result": "r.closure_result(3)",
    "with a function of Python": "r.closure_twice(lambda x: x)",
    "made by another": "r.closure_making(3)(4)",
}

HOLDERS = {
    "global": "holder = {closure}",
    "called": "holder = {closure}; holder(1)",
    "builtins": "builtins.holder = {closure}",
    "sys": "sys.holder = {closure}",
    "module": "r.holder = {closure}",
    "type": "r.MapU32.holder = {closure}",
    "list": "holder = [{closure} for _ in range(100)]",
    "cycle": """
        class Node:
            pass

        node = Node()
        node.node, node.closure = node, {closure}
        del node
    """,
    "global cycle": """
        class Node:
            pass

        node = Node()
        node.node, node.closure = node, {closure}
    """,
    "generator": """
        def generate():
            closure = {closure}
            yield closure
            yield closure

        generator = generate()
        next(generator)
    """,
    "default": "def function(closure={closure}): pass",
    "handler": "atexit.register(lambda closure: closure, {closure})",
    "thread local": """
        local = threading.local()
        local.closure = {closure}
    """,
    "daemon thread": """
        def work():
            closure = {closure}
            threading.Event().wait()

        threading.Thread(target=work, daemon=True).start()
        time.sleep(0.02)
    """,
    "stored": """
        closure = {closure}
        r.store_callback(lambda x, closure=closure: x)
    """,
}


@pytest.mark.parametrize("holder", HOLDERS)
@pytest.mark.parametrize("name", ["adding", "with a function of Python"])
def test_closures_of_rust(run: Run, loops: Loops, name: str, holder: str) -> None:
    assert_each(run, loops, HOLDERS[holder].format(closure=CLOSURES[name]))


@pytest.mark.parametrize("name", CLOSURES)
def test_kinds_of_closures(run: Run, loops: Loops, name: str) -> None:
    code = f"builtins.a = a = {CLOSURES[name]}\nsys.b = {CLOSURES[name]}\na(1)"
    assert_each(run, loops, code)


def test_a_closure_called_by_a_finalizer(run: Run, loops: Loops) -> None:
    code = """
        class Owner:
            def __init__(self):
                self.closure = r.closure_adding(3)

            def __del__(self):
                assert self.closure(1) == 4

        builtins.owner = Owner()
    """
    assert_each(run, loops, code)


# Ends of other kinds

BUSY = {
    "stored": "r.store_callback(lambda x: x)",
    "late drop": "r.drop_late(lambda x: x, 5)",
    "drop in C atexit": "r.drop_at_exit(lambda x: x, False)",
    "hammer": "r.hammer(lambda x: x, 4)",
    "closure": "closure = r.closure_adding(1)",
}


@pytest.mark.parametrize("name", BUSY)
def test_an_exception_that_leaves_main(run: Run, loops: Loops, name: str) -> None:
    code = f"{BUSY[name]}\nraise ValueError('over')"
    for _ in range(max(2, loops(20))):
        exit_code, errors = run(code)
        assert exit_code == 1, errors
        assert traceback_ends(errors, "ValueError: over"), errors


@pytest.mark.parametrize("name", BUSY)
def test_an_exception_that_leaves_a_callback(run: Run, loops: Loops, name: str) -> None:
    code = f"{BUSY[name]}\nr.sum_calls(lambda x: x // 0, 1)"
    for _ in range(max(2, loops(20))):
        exit_code, errors = run(code)
        assert exit_code == 1, errors
        last = errors.splitlines()[-1]
        assert last.startswith("ZeroDivisionError: "), errors
        assert traceback_ends(errors, last), errors


EXITS: list[tuple[str, tuple[int, str]]] = [
    ("sys.exit()", (0, "")),
    ("sys.exit(0)", (0, "")),
    ("sys.exit(7)", (7, "")),
    ("sys.exit('over')", (1, "over\n")),
    ("os._exit(9)", (9, "")),
]


@pytest.mark.parametrize(("call", "expected"), EXITS, ids=[call for call, _ in EXITS])
@pytest.mark.parametrize("name", BUSY)
def test_an_exit_in_a_callback(
    run: Run, loops: Loops, name: str, call: str, expected: tuple[int, str]
) -> None:
    code = f"{BUSY[name]}\nr.sum_calls(lambda x: {call}, 1)"
    assert_each(run, loops, code, expected)


def test_an_exit_in_a_callback_without_result(run: Run, loops: Loops) -> None:
    code = "r.call_for_millis(lambda x: x or sys.exit(5), 1, 0)"
    assert_each(run, loops, code, (5, ""))


def test_an_exit_in_a_stored_callback(run: Run, loops: Loops) -> None:
    code = "r.store_callback(lambda x: sys.exit(x))\nr.call_stored(6)"
    assert_each(run, loops, code, (6, ""))


# Signals and forks


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT to send")
@pytest.mark.parametrize("pause", [0, 1])
@pytest.mark.parametrize("name", BUSY)
def test_ctrl_c(start: Start, loops: Loops, name: str, pause: int) -> None:
    """It comes while native code runs, and is raised when that is over."""
    code = f"""
        {BUSY[name]}
        told = []

        def tell(x):
            if not told:
                told.append(x)
                print("ready", flush=True)

        r.call_for_millis(tell, 300, {pause})
        print("unharmed", flush=True)
    """
    # Python 3.7 has no exit code of its own for it.
    expected: tuple[int, ...] = (130, -signal.SIGINT)
    if sys.version_info < (3, 8):
        expected = (1,)
    for _ in range(max(2, loops(20))):
        process = start(code)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGINT)
        exit_code, errors = ended(process)
        assert exit_code in expected, errors
        assert traceback_ends(errors, "KeyboardInterrupt"), errors


FORKS = {
    "stored": "r.store_callback(lambda x: x)",
    "stored table": """
        table = r.Operations(lambda x: x, 1.5, lambda a, b: a + b, lambda x: None, 7)
        r.store_operations(table)
    """,
    "drop in C atexit": "r.drop_at_exit(lambda x: x, False)",
    "closure": "closure = r.closure_twice(lambda x: x)",
}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
@pytest.mark.parametrize("name", FORKS)
def test_forks(run: Run, loops: Loops, name: str) -> None:
    code = """
        child = os.fork()
        if child == 0:
            assert r.sum_calls(lambda x: 2 * x, 3) == 6
            assert r.call_stored(4) in (0, 4)
            r.store_callback(lambda x: x)
            sys.exit(0)
        _, status = os.waitpid(child, 0)
        assert status == 0, status
        assert r.sum_calls(lambda x: 2 * x, 3) == 6
    """
    assert_each(run, loops, textwrap.dedent(FORKS[name]) + textwrap.dedent(code))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_a_fork_in_a_callback(run: Run, loops: Loops) -> None:
    code = """
        children = []
        r.sum_calls(lambda x: children.append(os.fork()) or 0, 1)
        if children[0] == 0:
            sys.exit(0)
        assert os.waitpid(children[0], 0)[1] == 0
    """
    assert_each(run, loops, code)


@pytest.mark.parametrize(
    "make, use, expected",
    [
        ("r.Track(2_000_000).samples()", "x[1_500_000]", "1500000"),
        ("r.Track(2_000_000).samples()[5:]", "x[1_500_000]", "1500005"),
        ("r.Track(2_000_000).samples().as_memoryview()", "x[1_500_000]", "1500000"),
        ("r.closure_adding(1)", "x(5)", "6"),
    ],
    ids=["view", "part", "memoryview", "closure"],
)
def test_a_finalizer_in_a_cycle_uses_what_goes_with_it(
    start: Start, make: str, use: str, expected: str
) -> None:
    process = start(
        f"""
        class Node:
            def __del__(self):
                x = self.x
                print({use}, flush=True)

        node = Node()
        node.x = {make}
        node.me = node
        del node
        """
    )
    output, errors = process.communicate(timeout=SECONDS)
    assert (process.returncode, output, errors) == (0, expected + "\n", "")
