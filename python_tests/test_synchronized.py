"""Services that are not `Sync` in Rust: threads use them one after the other."""

import gc
import inspect
import os
import signal
import subprocess
import textwrap
import threading

import pytest
from helpers import in_thread, interpreter, refusal
from test_counting import balance_at_exit

import reference_project as r

SECOND = 1_000_000


@pytest.fixture
def wanted_collisions():
    """How many collisions a test is about."""
    return []


@pytest.fixture(autouse=True)
def nothing_left(request, wanted_collisions):
    """Whatever a test does, its objects are freed, and no two threads met in a basin."""
    gc.collect()
    services, collisions = r.live_services(), r.basin_collisions()
    yield
    request.node.funcargs.clear()
    gc.collect()
    # Frees what had to wait.
    r.Basin(0).close()
    # What other tests left may have gone meanwhile.
    assert r.live_services() <= services
    assert r.basin_collisions() - sum(wanted_collisions) == collisions


@pytest.fixture
def basin():
    return r.Basin(5)


class Busy:
    """A thread in a call of a basin, until the end of the `with`."""

    def __init__(self, basin):
        self.basin = basin
        self.is_in = threading.Event()
        self.is_over = threading.Event()

    def wait(self, _):
        self.is_in.set()
        assert self.is_over.wait(20)
        return 0

    def __enter__(self):
        self.join = in_thread(self.basin.rise_by, self.wait)
        assert self.is_in.wait(20)
        return self

    def __exit__(self, *_):
        self.is_over.set()
        self.join()


def test_one_thread(basin):
    assert basin.rise(0) == 6
    assert basin.rise_by(lambda level: level + 1) == 13
    assert basin.level() == 13
    assert r.basin_sum(basin, basin, 0) == 26
    with pytest.raises(OverflowError, match=r"Basin.rise\(\): argument 'microseconds'"):
        basin.rise(-1)
    assert refusal(TypeError, r.basin_sum, basin, None, 0) == (
        "basin_sum(): argument 'other' must be Basin, not NoneType"
    )
    basin.close()
    basin.close()
    assert refusal(r.ClosedError, basin.level) == "Basin.level(): the Basin is closed"
    assert repr(basin) == "<Basin closed>"
    with r.Basin(1) as other:
        assert other.level() == 1
    assert refusal(r.ClosedError, other.level) == "Basin.level(): the Basin is closed"


def test_close_is_documented():
    assert inspect.getdoc(r.Basin.close) == inspect.getdoc(r.Counter.close)


def test_a_basin_notices_two_threads(basin, wanted_collisions):
    """Those that do not take their turn: else the other tests would mean nothing."""
    before = r.basin_collisions()
    with Busy(basin):
        r._native_basin_level(basin._handle)
    wanted_collisions.append(r.basin_collisions() - before)
    assert wanted_collisions == [1]


def test_threads_wait(basin):
    rounds = 50

    def rise():
        for _ in range(rounds):
            basin.rise(20)
            assert r.basin_sum(basin, basin, 20) >= 10

    joins = [in_thread(rise) for _ in range(8)]
    for join in joins:
        join()
    assert basin.level() == 5 + 8 * rounds


@pytest.mark.parametrize(
    "use",
    [
        lambda basin: basin.level(),
        lambda basin: basin.take(r.Basin(1)),
        lambda basin: r.Basin(1).take(basin),
        lambda basin: r.basin_sum(r.Basin(1), basin, 0),
        lambda basin: r.Stick(basin).close(),
        lambda basin: r.stick_level(r.Stick(basin)),
        lambda basin: basin.close(),
        # Any of them: they may share what is not `Sync`.
        lambda basin: r.Basin(1).level(),
    ],
)
def test_whatever_uses_one_waits(basin, use):
    results = []

    def run():
        use(basin)
        results.append(None)

    with Busy(basin):
        join = in_thread(run)
        threading.Event().wait(0.05)
        assert not results
    join()
    assert results


def test_others_do_not_wait(basin):
    with Busy(basin), r.Counter(1) as counter:
        assert counter.step(1) == 2
        made = r.Basin(7)
    assert made.level() == 7


def test_a_callback_uses_what_called_it(basin):
    def use(level):
        assert basin.level() == level
        assert basin.take(basin) == level
        with r.Basin(3) as other, r.Stick(other) as stick:
            assert r.stick_level(stick) == 3
        assert refusal(r.ConcurrentUseError, basin.close) == (
            "Basin.close(): the Basin is in use"
        )
        return 1

    assert basin.rise_by(use) == 6


def test_the_turn_ends_with_what_is_raised(basin):
    def fail(_):
        raise LookupError

    for error, use in (
        (LookupError, lambda: basin.rise_by(fail)),
        (TypeError, lambda: basin.rise_by(None)),
        (TypeError, lambda: basin.rise("1")),
        (TypeError, lambda: basin.take(None)),
        (TypeError, lambda: r.Stick(None)),
    ):
        with pytest.raises(error):
            use()
        in_thread(basin.level)()


def test_what_borrows_keeps_its_place(basin):
    stick = r.Stick(basin)
    assert refusal(r.ConcurrentUseError, basin.close) == (
        "Basin.close(): the Basin is in use by Stick, which must be closed first"
    )
    stick.close()
    assert basin.level() == 105
    basin.close()


class TestFinalizers:
    """They never wait: the thread whose turn it is may wait for what this one holds."""

    def test_what_is_dropped_is_freed_later(self, basin):
        before = r.live_services()
        with Busy(basin):
            other = r.Basin(1)
            del other
            gc.collect()
            assert r.live_services() == before + 1
        assert r.live_services() == before + 1
        assert basin.level() == 5
        assert r.live_services() == before

    def test_or_with_the_next_that_is_closed(self, basin):
        made = r.Basin(1)
        before = r.live_services()
        with Busy(basin):
            other = r.Basin(1)
            del other
            gc.collect()
        made.close()
        assert r.live_services() == before - 1

    def test_many(self, basin):
        """Each the only one that borrows from another, which goes with it."""
        before = r.live_services()
        sticks = [r.Stick(r.Basin(1)) for _ in range(3000)]
        with Busy(basin):
            del sticks
            gc.collect()
            assert r.live_services() == before + 6000
        basin.level()
        assert r.live_services() == before

    def test_what_borrows_goes_first(self, basin):
        """A stick raises the basin when it is freed, so the basin must be there."""
        before = r.live_services()
        other = r.Basin(1)
        stick = r.Stick(other)
        with Busy(basin):
            del other
            gc.collect()
            del stick
            gc.collect()
            assert r.live_services() == before + 2
        r.Basin(1).close()
        gc.collect()
        assert r.live_services() == before

    def test_in_a_cycle(self, basin):
        before = r.live_services()
        other = r.Basin(1)
        stick = r.Stick(other)
        cycle = [other, stick]
        cycle.append(cycle)
        with Busy(basin):
            del other, stick, cycle
            gc.collect()
            assert r.live_services() == before + 2
        r.Basin(1).close()
        gc.collect()
        assert r.live_services() == before


def test_a_mixed_crowd(loops):
    """Threads that use, lend, close and drop the same few."""
    basins = [r.Basin(0) for _ in range(4)]
    # The last where a stick is freed at that very moment.
    allowed = (r.ClosedError, r.ConcurrentUseError, BufferError)

    def run(number):
        for count in range(loops(2_000)):
            place = (count + number) % 4
            basin = basins[place]
            try:
                if count % 7 == 0:
                    basin.close()
                elif count % 5 == 0:
                    basins[place] = r.Basin(number)
                elif count % 3 == 0:
                    stick = r.Stick(basin)
                    if count % 2:
                        r.stick_level(stick)
                elif count % 2:
                    basin.take(basins[number % 4])
                else:
                    basin.rise_by(lambda level, basin=basin: basin.rise(1))
            except allowed:
                pass

    joins = [in_thread(run, number) for number in range(8)]
    for join in joins:
        join()


def test_made_and_dropped(balance, loops):
    def run():
        basin = r.Basin(1)
        stick = r.Stick(basin)
        assert r.stick_level(stick) == 1
        assert basin.rise(0) == 2

    balance.assert_steady(run, loops(10_000))


@pytest.mark.skipif(os.name == "nt", reason="no signals to send to oneself")
def test_who_waits_can_be_interrupted(basin):
    """By Ctrl-C, in the main thread."""

    def interrupt():
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)

    busy = Busy(basin)
    with busy:
        timer = threading.Timer(0.1, interrupt)
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            basin.level()
        timer.join()
    assert basin.level() == 5
    in_thread(basin.level)()


def run_program(code):
    code = "import reference_project as r\n" + textwrap.dedent(code)
    command = [*interpreter(code), "-c", code]
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_the_program_ends_in_the_midst_of_a_call(balance):
    """The thread has its turn for ever, and nobody waits for it."""
    code = """
        import threading, time
        basin, other = r.Basin(1), r.Basin(2)
        stick = r.Stick(other)
        thread = threading.Thread(target=basin.rise, args=[30_000_000], daemon=True)
        thread.start()
        time.sleep(0.1)
        print("over")
    """
    assert run_program(code) == "over\n"


@pytest.mark.parametrize(
    "use",
    [
        """
        def session():
            with r.Basin(1) as basin:
                while True:
                    yield basin.level()
        generator = session()
        next(generator)
        """,
        """
        class Holder:
            def __init__(self):
                self.basin = r.Basin(1)
            def __del__(self):
                self.basin.close()
        holder = Holder()
        """,
    ],
    ids=["generator", "finalizer"],
)
def test_nobody_waits_for_a_thread_that_was_stopped(use):
    code = """
        import threading, time
        import reference_project as r
        busy = r.Basin(2)
        def poll():
            while True:
                busy.rise(1000)
        thread = threading.Thread(target=poll, daemon=True)
    """
    code = textwrap.dedent(code) + textwrap.dedent(use)
    code += "thread.start()\ntime.sleep(0.05)\n"
    done = subprocess.run(
        [*interpreter(code), "-c", code],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    errors = [line for line in done.stderr.splitlines() if "Error" in line]
    assert all("the program ends while another" in line for line in errors), errors


def test_what_had_to_wait_is_freed_at_the_end(balance):
    code = """
        import threading
        import reference_project as r
        basin = r.Basin(1)
        drop = threading.Thread(target=r.Basin, args=[2])
        basin.rise_by(lambda _: drop.start() or drop.join() or 1)
        assert r.live_services() == 2
        basin.rise_by(lambda _: 1)
    """
    assert balance_at_exit(code) == (0, 0)


def test_nothing_is_left_at_the_end(balance):
    code = """
        import reference_project as r
        basin = r.Basin(1)
        stick = r.Stick(basin)
        cycle = [r.Basin(2)]
        cycle.append(cycle)
    """
    assert balance_at_exit(code) == (0, 0)
