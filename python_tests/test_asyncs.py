"""Async methods: tasks of Rust awaited on asyncio, in any loop and thread, cancelled or lost."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import gc
import inspect
import os
import random
import signal
import sys
import threading
import time
import weakref

import pytest
from helpers import refusal

import reference_project as r

SECONDS = 5


@pytest.fixture(autouse=True)
def nothing_left(request):
    """Whatever a test does, its tasks end and its objects are freed."""
    gc.collect()
    before = r.live_services()
    yield
    request.node.funcargs.clear()
    settle()
    gc.collect()
    wait_until(lambda: r.live_tasks() == 0)
    wait_until(lambda: r.live_services() == before)


@pytest.fixture
def worker():
    worker = r.Worker()
    yield worker
    worker.close()


def wait_until(is_true):
    deadline = time.monotonic() + SECONDS
    while not is_true():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def settle():
    """Wait until Rust has told how each task ended."""
    wait_until(lambda: not any(completions.calls for completions in r._started))


def run(function, *arguments):
    """Runs a coroutine function in a loop of its own, which must not take long."""

    async def limited():
        return await asyncio.wait_for(function(*arguments), 60)

    return asyncio.run(limited())


def outcome(function, *arguments):
    """What a single call gives."""
    return run(function, *arguments)


async def started(awaitable, seconds=0.01):
    """A task that is on its way in Rust."""
    task = asyncio.ensure_future(awaitable)
    await asyncio.sleep(seconds)
    assert not task.done()
    return task


async def assert_cancelled(task):
    with pytest.raises(asyncio.CancelledError):
        await task
    assert task.cancelled()


@contextlib.contextmanager
def quiet_loop():
    """A loop that tells what it would log, which must be nothing, and that nobody else closes."""
    told = []
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(lambda _, context: told.append(context))
    yield loop
    if not loop.is_closed():
        loop.close()
    assert not told


# Values


def test_numbers(worker):
    assert outcome(worker.plus, 1, 2) == 3
    assert outcome(worker.plus, 2**32 - 1, 2) == 1
    assert outcome(worker.sum, 255, -3, -(2**63) + 3, 2**62, 5) == 255 - 2**62
    assert outcome(worker.half, 3) == 1.5
    assert outcome(worker.negate, False) is True


def test_unit(worker):
    assert outcome(worker.step) is None
    assert worker.steps() == 1


def test_structs_and_enums(worker):
    assert outcome(worker.swap, r.Vec2(1.0, 2.5)) == r.Vec2(2.5, 1.0)
    wide = r.Wide(*range(2**64 - 8, 2**64), 255)
    found = outcome(worker.same_wide, wide)
    assert found == wide
    assert found is not wide
    assert outcome(worker.same_color, r.Color.Green) is r.Color.Green
    for payload in (
        r.EnumPayload.A(),
        r.EnumPayload.B(r.Vec3(1, 2, 3)),
        r.EnumPayload.C(7),
    ):
        assert outcome(worker.same_payload, payload) == payload


def test_options(worker):
    assert outcome(worker.non_zero, 0) is None
    assert outcome(worker.non_zero, 5) == 5


def test_strings(worker):
    assert outcome(worker.repeat, "aé\0", 3, 0) == "aé\0" * 3
    assert outcome(worker.repeat, "", 3, 1) == ""
    assert len(outcome(worker.repeat, "ab", 500_000, 1)) == 1_000_000
    assert outcome(worker.motto) == "festina lente"
    assert outcome(worker.words, " a  bc d ") == ["a", "bc", "d"]


def test_vecs(worker):
    assert list(outcome(worker.backwards, [1, 2, 3])) == [3, 2, 1]
    vec = outcome(worker.backwards, range(10_000))
    assert len(vec) == 10_000
    assert vec[0] == 9_999
    assert list(outcome(worker.backwards, vec))[:2] == [0, 1]
    # It was given to Rust.
    with pytest.raises(r.MovedError):
        len(vec)


def test_a_vec_is_not_moved_by_a_refused_call(worker):
    vec = outcome(worker.backwards, [1, 2])
    other = r.Worker()
    other.close()
    refusal(r.ClosedError, outcome, other.backwards, vec)
    assert list(vec) == [2, 1]


def test_structs_of_strings(worker):
    parcel = r.Parcel("Ada", "Bob", 3)
    found = outcome(worker.same_parcel, parcel)
    assert found == parcel
    assert found is not parcel
    refusal(TypeError, outcome, worker.same_parcel, ("Ada", "Bob", 3))


def test_closures(worker):
    closure = outcome(worker.adding, 3, 0)
    assert closure(4) == 7
    # Back to Rust, which moves it.
    assert outcome(worker.map, closure, 5) == 8
    refusal(r.MovedError, closure, 1)


def test_results(worker):
    assert outcome(worker.quotient, 7, 2) == 3
    with pytest.raises(r.MathErrorException) as caught:
        outcome(worker.quotient, 7, 0)
    assert caught.value.error is r.MathError.DivisionByZero
    assert str(caught.value) == "Worker.quotient(): MathError.DivisionByZero"
    assert outcome(worker.fail, None) is None
    with pytest.raises(r.MathErrorException):
        outcome(worker.fail, r.MathError.Overflow)
    assert outcome(worker.outcome, "text", False, 1) == "text"
    with pytest.raises(r.RustError) as caught:
        outcome(worker.outcome, "why", True, 1)
    assert caught.value.error == "why"
    with pytest.raises(r.RustPanicError, match=r"Worker.odd\(\) panicked"):
        outcome(worker.odd, True)
    with pytest.raises(r.NullError, match=r"Worker.odd\(\) returned null"):
        outcome(worker.odd, False)


def test_what_is_raised_holds_nothing(worker):
    async def fail():
        try:
            await worker.quotient(1, 0)
        except r.MathErrorException as error:
            return weakref.ref(error)

    gc.disable()
    try:
        assert outcome(fail)() is None
    finally:
        gc.enable()


def test_callbacks_run_in_threads_of_rust(worker):
    threads = []

    def double(x):
        threads.append(threading.get_ident())
        return 2 * x

    assert outcome(worker.map, double, 4) == 8
    assert threads != [threading.get_ident()]


# Arguments


def test_arguments_are_checked_when_awaited(worker):
    coroutine = worker.plus("a", 2)
    assert inspect.iscoroutine(coroutine)

    async def wait():
        await coroutine

    text = refusal(TypeError, run, wait)
    assert text == "Worker.plus(): argument 'a' must be int, not str"
    text = refusal(OverflowError, outcome, worker.plus, 1, -1)
    assert text == "Worker.plus(): argument 'b' must be in 0..=4294967295, got -1"
    refusal(TypeError, outcome, worker.half, "1")
    refusal(TypeError, outcome, worker.swap, (1, 2))
    refusal(TypeError, outcome, worker.repeat, b"a", 1, 1)
    refusal(TypeError, outcome, worker.map, None, 1)
    refusal(TypeError, outcome, worker.backwards, [1, None])
    with pytest.raises(TypeError):
        worker.plus(1)
    assert not any(completions.calls for completions in r._started)
    assert outcome(worker.plus, True, 2) == 3


def test_refused_calls_leave_no_slot_behind(worker):
    async def fail():
        for _ in range(200):
            with pytest.raises(TypeError):
                await worker.plus("a", 2)
        return await worker.plus(1, 2)

    run(worker.plus, 1, 2)
    before = len(r._completions_U32.structs)
    assert run(fail) == 3
    assert len(r._completions_U32.structs) == before


def test_signatures(worker):
    assert inspect.iscoroutinefunction(r.Worker.plus)
    assert inspect.iscoroutinefunction(r.Session.open)
    signature = inspect.signature(r.Worker.plus)
    assert list(signature.parameters) == ["self", "a", "b"]
    assert signature.return_annotation == "int"
    assert inspect.getdoc(r.Worker.plus) == "The sum, wrapping."
    assert not inspect.iscoroutinefunction(r.Worker.steps)


def test_no_loop(worker):
    coroutine = worker.plus(1, 2)
    with pytest.raises(RuntimeError):
        coroutine.send(None)


# Constructors


def test_constructors(worker):
    async def use():
        with await r.Session.open(worker, 3, 1) as session:
            assert type(session) is r.Session
            assert session.number() == 3
            assert await session.ahead(2) == 5
        with await r.Session.open_checked(worker, 4, 0) as session:
            assert session.number() == 4
        with pytest.raises(r.MathErrorException) as caught:
            await r.Session.open_checked(worker, -4, 0)
        assert caught.value.error is r.MathError.Negative
        with r.Session.open_now(5) as session:
            assert await session.ahead(2) == 7
        with await r.Logbook.create(worker, [1, 2]) as logbook:
            assert logbook.enter(3) == 6

    run(use)


def test_constructors_of_subclasses(worker):
    class Special(r.Session):
        def twice(self):
            return 2 * self.number()

    async def use():
        session = await Special.open(worker, 3, 0)
        assert type(session) is Special
        assert session.twice() == 6
        assert type(await Special.open_checked(worker, 3, 0)) is Special

    run(use)


def test_constructors_need_a_runtime(worker):
    text = refusal(TypeError, outcome, r.Session.open, None, 1, 1)
    assert text == "Session.open(): argument 'runtime' must be Worker, not NoneType"
    closed = r.Worker()
    closed.close()
    refusal(r.ClosedError, outcome, r.Session.open, closed, 1, 1)
    text = refusal(TypeError, r.Logbook)
    assert text == "Logbook is made by await Logbook.create()"


def test_a_runtime_may_be_closed_at_once():
    async def use():
        worker = r.Worker()
        opening = await started(r.Session.open(worker, 3, 30))
        worker.close()
        with await opening as session:
            assert await session.ahead(1) == 4

    run(use)


def test_a_service_that_nobody_waits_for_is_freed(worker):
    async def use():
        before = r.live_services()
        opening = await started(r.Session.open(worker, 3, 20), 0.005)
        opening.cancel()
        await assert_cancelled(opening)
        await asyncio.sleep(0.05)
        return before, r.live_services()

    before, after = run(use)
    assert before == after


# Many at once


def test_in_sequence(worker):
    async def use():
        return [await worker.plus(number, 1) for number in range(100)]

    assert run(use) == list(range(1, 101))


def test_in_random_order(worker):
    waits = random.Random(4).sample(range(5, 60, 5), 10)

    async def one(wait, ended):
        assert await worker.sleep(wait) == wait
        ended.append(wait)

    async def use():
        ended = []
        await asyncio.gather(*[one(wait, ended) for wait in waits])
        return ended

    assert sorted(run(use)) == sorted(waits)


def test_half_a_second(worker):
    async def use():
        start = time.monotonic()
        assert await worker.sleep(500) == 500
        return time.monotonic() - start

    assert run(use) >= 0.49


def test_a_thousand_in_flight(worker):
    async def use():
        sums = [worker.sum(1, 1, number, 0, number % 5) for number in range(1000)]
        texts = [worker.repeat(str(number), 2, number % 7) for number in range(1000)]
        return await asyncio.gather(*sums), await asyncio.gather(*texts)

    sums, texts = run(use)
    assert sums == [2 + number for number in range(1000)]
    assert texts == [2 * str(number) for number in range(1000)]


def test_slots_are_used_again(worker):
    async def use():
        for _ in range(20):
            await asyncio.gather(*[worker.half(number) for number in range(50)])

    run(use)
    completions = r._completions_F64
    # A slot is given back a moment after the result.
    assert len(completions.structs) < 200
    wait_until(lambda: len(completions.vacant) == len(completions.structs))


def test_one_wake_up_for_many(worker):
    """While the loop is busy, its completions wait together."""
    woken = []

    async def use():
        loop = asyncio.get_running_loop()
        wake = loop.call_soon_threadsafe

        def count(function, *arguments, **named):
            woken.append(function)
            return wake(function, *arguments, **named)

        loop.call_soon_threadsafe = count
        tasks = [asyncio.ensure_future(worker.half(number)) for number in range(100)]
        await asyncio.sleep(0)
        time.sleep(0.1)  # noqa: ASYNC251 (on purpose)
        assert [await task for task in tasks] == [number / 2 for number in range(100)]

    run(use)
    assert 1 <= len(woken) < 20


# Cancelled by Python


def test_cancel(worker):
    async def use():
        start = time.monotonic()
        task = await started(worker.sleep(60_000))
        assert r.live_tasks() == 1
        task.cancel()
        await assert_cancelled(task)
        assert time.monotonic() - start < 3

    run(use)
    wait_until(lambda: r.live_tasks() == 0)


def test_a_cancelled_task_is_gone(worker):
    async def use():
        before = r.ticks()
        task = await started(worker.tick(), 0.05)
        assert r.ticks() > before
        task.cancel()
        await assert_cancelled(task)

    run(use)
    wait_until(lambda: r.live_tasks() == 0)
    ticks = r.ticks()
    time.sleep(0.02)
    assert r.ticks() == ticks


def test_cancel_does_not_wait_for_the_end(worker):
    async def use():
        task = await started(worker.block(300))
        start = time.monotonic()
        task.cancel()
        await assert_cancelled(task)
        assert time.monotonic() - start < 0.2

    run(use)
    settle()


def test_cancel_before_start(worker):
    async def use():
        task = asyncio.ensure_future(worker.step())
        task.cancel()
        await assert_cancelled(task)
        worker.step().close()

    run(use)
    assert worker.steps() == 0


def test_cancel_one_of_many(worker):
    async def use():
        tasks = [asyncio.ensure_future(worker.sleep(20 + n)) for n in range(20)]
        await asyncio.sleep(0.005)
        tasks[7].cancel()
        found = await asyncio.gather(*tasks, return_exceptions=True)
        assert isinstance(found.pop(7), asyncio.CancelledError)
        assert found == [20 + n for n in range(20) if n != 7]

    run(use)


def test_cancel_again_and_again(worker):
    async def use():
        for _ in range(5):
            task = await started(worker.sleep(60_000))
            task.cancel()
            task.cancel()
            await assert_cancelled(task)
            task.cancel()
            assert await worker.plus(1, 2) == 3

    run(use)


def test_cancel_in_the_tick_of_the_end(worker):
    """The result is there when the task is cancelled, which still wins."""

    async def use():
        task = asyncio.ensure_future(worker.repeat("a", 100, 0))
        await asyncio.sleep(0)
        settle()
        assert task.cancel()
        await assert_cancelled(task)
        assert await worker.repeat("a", 3, 0) == "aaa"

    run(use)


def test_cancel_at_any_moment(worker, loops):
    async def one(number):
        if number % 2:
            text = await worker.repeat("a", 200, number % 3)
            assert len(text) == 200
        else:
            assert await worker.sum(1, 1, number, 0, number % 4) == number + 2

    async def use():
        chance = random.Random(5)
        for _ in range(loops(50)):
            tasks = [asyncio.ensure_future(one(number)) for number in range(100)]
            for number in range(0, 100, 2):
                if number % 20 == 0:
                    await asyncio.sleep(chance.choice((0, 0, 0.0005, 0.002)))
                chance.choice(tasks).cancel()
            found = await asyncio.gather(*tasks, return_exceptions=True)
            others = [it for it in found if it is not None]
            assert all(isinstance(it, asyncio.CancelledError) for it in others)

    run(use)


def test_wait_for(worker):
    async def use():
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(worker.sleep(60_000), 0.01)
        assert await asyncio.wait_for(worker.sleep(5), 10) == 5

    run(use)


def test_shield(worker):
    async def use():
        inner = asyncio.ensure_future(worker.sleep(50))
        outer = asyncio.ensure_future(asyncio.shield(inner))
        await asyncio.sleep(0.005)
        outer.cancel()
        await assert_cancelled(outer)
        assert await inner == 50

    run(use)


@pytest.mark.skipif(sys.version_info < (3, 11), reason="no TaskGroup")
def test_task_groups(worker):
    async def use():
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(worker.plus(n, 1)) for n in range(20)]
        assert [task.result() for task in tasks] == list(range(1, 21))
        others = []
        with pytest.raises(BaseException) as caught:
            async with asyncio.TaskGroup() as group:
                others = [group.create_task(worker.sleep(60_000)) for _ in range(5)]
                group.create_task(worker.quotient(1, 0))
        (error,) = caught.value.exceptions
        assert error.error is r.MathError.DivisionByZero
        assert all(task.cancelled() for task in others)

    run(use)
    wait_until(lambda: r.live_tasks() == 0)


def test_gather_that_fails(worker):
    async def use():
        others = asyncio.ensure_future(worker.sleep(20))
        with pytest.raises(r.MathErrorException):
            await asyncio.gather(others, worker.quotient(1, 0))
        assert await others == 20

    run(use)


@pytest.mark.skipif(sys.version_info < (3, 12), reason="no eager tasks")
def test_eager_tasks(worker):
    async def use():
        asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
        tasks = [asyncio.ensure_future(worker.plus(n, 1)) for n in range(100)]
        assert await asyncio.gather(*tasks) == list(range(1, 101))
        with r.Hasty() as hasty:
            assert await asyncio.ensure_future(hasty.plus(1, 2)) == 3
        task = await started(worker.sleep(60_000))
        task.cancel()
        await assert_cancelled(task)

    run(use)


def test_debug_mode(worker):
    async def use():
        asyncio.get_running_loop().set_debug(True)
        assert await worker.repeat("a", 2, 1) == "aa"
        task = await started(worker.sleep(60_000))
        task.cancel()
        await assert_cancelled(task)

    run(use)


# Lost by Rust


@pytest.fixture
def panics(capfd):
    """Rust tells of panics on stderr."""
    yield
    assert "this task panics" in capfd.readouterr().err


@pytest.mark.usefixtures("panics")
def test_panics(worker):
    async def use():
        for number in range(10):
            with pytest.raises(r.TaskLostError) as caught:
                await worker.panic(number % 2)
            text = "Worker.panic(): the task panicked, or what runs it went away"
            assert str(caught.value) == text
            assert await worker.plus(number, 1) == number + 1

    run(use)
    assert issubclass(r.TaskLostError, r.InteropError)


def test_a_runtime_that_goes_away():
    async def use():
        with r.Temp() as temp:
            assert await temp.sleep(1) == 1
            tasks = [await started(temp.sleep(60_000), 0.005) for _ in range(3)]
            temp.stop()
            for task in tasks:
                with pytest.raises(r.TaskLostError):
                    await task
            # What is started now is lost before the native call returns.
            with pytest.raises(r.TaskLostError):
                await temp.sleep(1)

    run(use)


def test_a_lost_task_that_was_cancelled_is_cancelled():
    async def use():
        with r.Temp() as temp:
            task = await started(temp.sleep(60_000))
            temp.stop()
            task.cancel()
            await assert_cancelled(task)

    run(use)


# Done before the native call returns


def test_inline():
    async def use():
        with r.Hasty() as hasty:
            assert await hasty.plus(1, 2) == 3
            assert await hasty.repeat("ab", 2) == "abab"
            assert await hasty.map(lambda x: x + 1, 2) == 3
            many = [hasty.plus(number, 1) for number in range(100)]
            assert await asyncio.gather(*many) == list(range(1, 101))
            with pytest.raises(r.TaskLostError):
                await hasty.later()

    run(use)


def test_exceptions_of_inline_callbacks():
    """They are raised by the await, as by any other call that ran the callback."""

    async def use():
        with r.Hasty() as hasty:
            with pytest.raises(ZeroDivisionError):
                await hasty.map(lambda x: x // 0, 1)
            assert await hasty.plus(1, 2) == 3

    run(use)
    settle()


@pytest.mark.skipif(sys.version_info < (3, 8), reason="no unraisablehook")
def test_exceptions_of_other_callbacks(worker, monkeypatch):
    told = []
    hook = lambda it: told.append(it.exc_type)
    monkeypatch.setattr(sys, "unraisablehook", hook)
    assert outcome(worker.map, lambda x: x // 0, 1) == 0
    assert told == [ZeroDivisionError]


# Closing


def test_close_while_in_flight():
    async def use():
        worker = r.Worker()
        task = await started(worker.sleep(50))
        worker.close()
        assert await task == 50
        with pytest.raises(r.ClosedError):
            await worker.plus(1, 2)
        task = worker.plus(1, 2)
        with pytest.raises(r.ClosedError):
            await task

    run(use)


def test_leave_with_while_in_flight():
    async def use():
        with r.Worker() as worker:
            task = await started(worker.sleep(30))
        return await task

    assert run(use) == 30


def test_drop_while_in_flight():
    async def use():
        worker = r.Worker()
        reference = weakref.ref(worker)
        task = await started(worker.sleep(30))
        del worker
        assert await task == 30
        del task
        gc.collect()
        assert reference() is None

    run(use)


def test_close_in_another_thread(loops):
    async def use():
        for _ in range(loops(50)):
            worker = r.Worker()
            tasks = [asyncio.ensure_future(worker.sleep(n)) for n in range(10)]
            await asyncio.sleep(0.001)
            thread = threading.Thread(target=worker.close)
            thread.start()
            assert await asyncio.gather(*tasks) == list(range(10))
            thread.join(SECONDS)
            assert not thread.is_alive()

    run(use)


def test_close_while_others_start(loops):
    """Each call either starts, and then ends, or finds the service closed or being closed."""
    refused = (r.ClosedError, r.ConcurrentUseError)

    def close(worker):
        while True:
            try:
                return worker.close()
            except r.ConcurrentUseError:
                time.sleep(0)

    async def use():
        for _ in range(loops(100)):
            worker = r.Worker()
            thread = threading.Thread(target=close, args=(worker,))
            thread.start()
            calls = [worker.plus(number, 1) for number in range(50)]
            found = await asyncio.gather(*calls, return_exceptions=True)
            thread.join(SECONDS)
            for number, it in enumerate(found):
                assert it == number + 1 or isinstance(it, refused), it

    run(use)


def test_copies_are_refused(worker):
    refusal(TypeError, copy.copy, worker)


# Loops and threads


def test_asyncio_run_twice(worker):
    for _ in range(3):
        assert run(worker.repeat, "a", 2, 1) == "aa"


def test_run_again_in_one_loop(worker):
    with quiet_loop() as loop:
        for number in range(3):
            assert loop.run_until_complete(worker.plus(number, 1)) == number + 1


def test_many_threads(worker, loops):
    """Each runs a loop, with one service for all."""
    raised = []

    async def use(base):
        for _ in range(loops(100)):
            sums = [worker.plus(base, number) for number in range(20)]
            texts = [worker.repeat(str(base), 2, number % 2) for number in range(5)]
            assert await asyncio.gather(*sums) == [base + n for n in range(20)]
            assert await asyncio.gather(*texts) == 5 * [2 * str(base)]
            task = await started(worker.sleep(60_000), 0.001)
            task.cancel()
            await assert_cancelled(task)

    def work(base):
        try:
            run(use, base)
        except BaseException as error:  # noqa: BLE001 (raised below)
            raised.append(error)

    threads = [threading.Thread(target=work, args=(1000 * n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not raised
    assert not any(thread.is_alive() for thread in threads)


def test_a_loop_that_closed(worker):
    """With calls in flight, which end later; nothing is logged."""
    with quiet_loop() as loop:
        tasks = []

        async def leave():
            for number in range(50):
                task = asyncio.ensure_future(worker.repeat("a", 1000, number % 20 + 1))
                # What is pending when it is collected, asyncio itself would tell of.
                task._log_destroy_pending = False
                tasks.append(task)
            await asyncio.sleep(0.005)

        loop.run_until_complete(leave())
        loop.close()
        del leave
        settle()
        tasks.clear()
        gc.collect()


def test_a_loop_that_stopped_and_runs_again(worker):
    with quiet_loop() as loop:

        async def leave():
            task = asyncio.ensure_future(worker.repeat("a", 3, 1))
            await asyncio.sleep(0)
            return task

        task = loop.run_until_complete(leave())
        settle()
        assert loop.run_until_complete(task) == "aaa"


def test_a_coroutine_that_is_collected(worker):
    with quiet_loop() as loop:

        async def leave():
            coroutine = worker.sleep(60_000)
            coroutine.send(None)
            await asyncio.sleep(0.005)
            assert r.live_tasks() == 1
            del coroutine
            gc.collect()

        loop.run_until_complete(leave())
        wait_until(lambda: r.live_tasks() == 0)


def test_a_coroutine_that_is_closed_or_thrown_into(worker):
    with quiet_loop() as loop:

        async def leave():
            coroutine = worker.sleep(60_000)
            coroutine.send(None)
            coroutine.close()
            coroutine = worker.sleep(60_000)
            coroutine.send(None)
            with pytest.raises(KeyError):
                coroutine.throw(KeyError("a"))

        loop.run_until_complete(leave())
        wait_until(lambda: r.live_tasks() == 0)


def test_a_task_that_only_rust_holds(worker):
    """It is not collected as long as its result may come."""
    ended = []

    async def one():
        ended.append(await worker.sleep(30))

    async def use():
        asyncio.ensure_future(one())
        await asyncio.sleep(0.005)
        gc.collect()
        await asyncio.sleep(0.1)

    run(use)
    assert ended == [30]


def test_a_loop_is_not_kept(worker):
    async def use():
        assert await worker.plus(1, 2) == 3

    loop = asyncio.new_event_loop()
    reference = weakref.ref(loop)
    loop.run_until_complete(use())
    loop.close()
    del loop
    gc.collect()
    assert reference() is None


def test_another_loop_in_between(worker):
    """One thread runs two loops in turn."""
    with quiet_loop() as first, quiet_loop() as second:

        async def start():
            task = asyncio.ensure_future(worker.sleep(20))
            await asyncio.sleep(0.001)
            return task

        slow = first.run_until_complete(start())
        assert second.run_until_complete(worker.plus(1, 2)) == 3
        other = second.run_until_complete(start())
        assert first.run_until_complete(slow) == 20
        assert second.run_until_complete(other) == 20


def test_kept_threads_are_few(loops):
    """Threads of many workers come and go; Python keeps what it knows of some."""
    for _ in range(loops(100)):
        with r.Worker() as worker:
            assert run(worker.plus, 1, 2) == 3
    assert len(r._threads) <= r._MOST_THREADS


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT to send")
def test_ctrl_c(worker):
    async def use():
        loop = asyncio.get_running_loop()
        loop.call_later(0.02, os.kill, os.getpid(), signal.SIGINT)
        await worker.sleep(60_000)

    with pytest.raises(KeyboardInterrupt):
        asyncio.run(use())
    wait_until(lambda: r.live_tasks() == 0)
    assert run(worker.plus, 1, 2) == 3


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT to send")
def test_ctrl_c_before_a_completion(balance):
    """While Rust runs on this thread: noticed when that tells of the result, which is freed."""
    hasty = r.Hasty()

    def interrupted():
        with quiet_loop() as loop:
            timer = threading.Timer(0.02, os.kill, (os.getpid(), signal.SIGINT))
            timer.start()
            with pytest.raises(KeyboardInterrupt):
                loop.run_until_complete(hasty.nap(100))
            timer.join()
            assert loop.run_until_complete(hasty.nap(0)) == "0 ms"
        assert not any(completions.calls for completions in r._started)

    balance.assert_steady(interrupted, 5)
    hasty.close()


# Wires


PEOPLE = {"Ann": r.Address("street", 5), "Bob": r.Address("Gr\u00fc\u00dfe", None)}


def test_wires(worker):
    async def use():
        assert await worker.moved(PEOPLE, 1) == {
            "ann": "street",
            "bob": "Gr\u00fc\u00dfe",
        }
        assert await worker.next_door(r.Address("a", 5)) == r.Address("a", 6)
        assert await worker.next_door(r.Address("a", None)) == r.Address("a", None)
        with pytest.raises(r.MathErrorException) as caught:
            await worker.moved({}, 0)
        assert caught.value.error is r.MathError.Negative

    run(use)


def test_wires_that_do_not_fit(worker):
    async def use():
        with pytest.raises(TypeError) as caught:
            await worker.moved({"Ann": r.Address("a", 5), "Bob": 5}, 0)
        text = str(caught.value)
        assert text.startswith("Worker.moved(): argument 'people'"), text
        with pytest.raises(OverflowError):
            await worker.moved(PEOPLE, -1)
        with pytest.raises(TypeError):
            await worker.next_door(None)

    run(use)
    assert not any(it.calls for it in r._started)


def test_wires_leave_nothing(balance, loops):
    """Delivered, failed, refused, cancelled on the way, and late."""

    async def use(rounds):
        chance = random.Random(3)
        with r.Worker() as worker:
            for number in range(rounds):
                calls = [
                    worker.moved(PEOPLE if number % 4 else {}, chance.randrange(3)),
                    worker.next_door(r.Address("a" * 100, 5)),
                    worker.moved({"Ann": number}, 0),
                ]
                tasks = [asyncio.ensure_future(call) for call in calls]
                await asyncio.sleep(0)
                if number % 2:
                    tasks[number % 3].cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

    assert_steady(balance, use, loops(2_000))


# Memory


def assert_steady(balance, use, rounds):
    """As much is alive in Rust as before, and about as many objects in Python."""

    def once(count):
        run(use, count)
        settle()

    def alive():
        gc.collect()
        return balance.counts().alive

    once(min(rounds, 300))
    wait_until(lambda: r.live_tasks() == 0)
    time.sleep(0.05)
    before, objects = alive(), len(gc.get_objects())
    once(rounds)
    deadline = time.monotonic() + SECONDS
    # Tokio frees a task a moment after it ended, and its threads after the runtime.
    while alive() != before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert alive() == before
    assert len(gc.get_objects()) - objects < rounds / 100 + 50


def test_awaits_leave_nothing(balance, loops):
    async def use(rounds):
        with r.Worker() as worker:
            for start in range(0, rounds, 100):
                numbers = range(start, start + 50)
                calls = [worker.plus(number, 1) for number in numbers]
                calls += [worker.repeat(str(number), 3, 0) for number in numbers]
                await asyncio.gather(*calls)

    assert_steady(balance, use, loops(100_000))


def test_cancelled_awaits_leave_nothing(balance, loops):
    async def use(rounds):
        chance = random.Random(3)
        with r.Worker() as worker:
            for start in range(0, rounds, 100):
                numbers = range(start, start + 50)
                calls = [worker.sum(1, 1, number, 0, 3) for number in numbers]
                calls += [worker.repeat(str(n), 30, n % 2) for n in numbers[::2]]
                calls += [worker.adding(n, n % 2) for n in numbers[:10]]
                calls += [r.Session.open(worker, n, n % 2) for n in numbers[:5]]
                calls += [worker.words(f"a b {n}") for n in numbers[:10]]
                tasks = [asyncio.ensure_future(call) for call in calls]
                await asyncio.sleep(chance.choice((0, 0, 0.001)))
                for task in tasks[::2]:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

    assert_steady(balance, use, loops(100_000))


def test_failing_awaits_leave_nothing(balance, loops):
    async def use(rounds):
        with r.Worker() as worker, r.Hasty() as hasty:
            for number in range(rounds // 5):
                with pytest.raises(r.RustError):
                    await worker.outcome(str(number), True, 0)
                with pytest.raises(TypeError):
                    await worker.repeat(str(number), "a", 0)
                with pytest.raises(r.TaskLostError):
                    await hasty.later()
                with pytest.raises(r.MathErrorException):
                    await r.Session.open_checked(worker, -1, 0)
                (await r.Session.open(worker, 1, 0)).close()

    assert_steady(balance, use, loops(10_000))


def test_callbacks_of_cancelled_tasks_are_freed(worker):
    class Function:
        def __call__(self, x):
            return x

    async def use():
        function = Function()
        reference = weakref.ref(function)
        await worker.map(function, 1)
        task = asyncio.ensure_future(worker.map(function, 1))
        await asyncio.sleep(0)
        task.cancel()
        await assert_cancelled(task)
        del function, task
        return reference

    reference = run(use)
    settle()
    wait_until(lambda: reference() is None)
