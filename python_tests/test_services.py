"""Services: objects of Rust as Python classes, used under Rust's rule of one or many."""

from __future__ import annotations

import array
import copy
import gc
import inspect
import itertools
import pickle
import signal
import sys
import threading
import time
import weakref
from unittest import mock

import pytest
from helpers import in_thread, kind_name, refusal
from test_counting import balance_at_exit

import reference_project as r

COLLECTS_AT_ONCE = sys.implementation.name == "cpython"


@pytest.fixture(autouse=True)
def nothing_left(request):
    """Whatever a test does, its objects are freed, and no detector was used wrongly."""
    gc.collect()
    before = r.live_services(), r.detected_overlaps()
    yield
    # pytest has what it gave to the test.
    request.node.funcargs.clear()
    gc.collect()
    assert (r.live_services(), r.detected_overlaps()) == before


@pytest.fixture
def counter():
    return r.Counter(5)


@pytest.fixture
def track():
    return r.Track(5)


# Made, used, closed


def test_methods_of_other_services():
    counter = r.Counter(5)
    for method, arguments in (
        (r.Track.title, ()),
        (r.Track.extend, (1,)),
        (r.Thermometer.read, ()),
        (r.Thermometer.scaled, (5,)),
        (r.Journal.all, ()),
    ):
        text = refusal(AttributeError, method, counter, *arguments)
        assert "'Counter' object has no attribute" in text
    with pytest.raises(TypeError, match="lay-out conflict"):
        type("Both", (r.Counter, r.Track), {})
    with pytest.raises(TypeError, match="object layout differs"):
        counter.__class__ = r.Track
    assert counter.current() == 5


def test_making_again(balance, loops):
    def run():
        counter, track = r.Counter(5), r.Track(5)
        view = track.samples()
        refusal(TypeError, counter.__init__, 7)
        refusal(TypeError, track.__init__, 7)
        assert (counter.current(), len(view)) == (5, 5)

    balance.assert_steady(run, loops(1000), objects=True)


def test_refused_uses_do_not_pile_up():
    track = r.Track(5)
    view, memory = track.samples(), track.samples().as_memoryview()
    for _ in range(3000):
        refusal(BufferError, track.extend, 1)
    assert view[1] == memory[1] == 1


def test_made_and_used(counter):
    assert type(counter) is r.Counter
    assert counter.current() == 5
    assert counter.step(2) == 7
    assert counter.step(more=3) == counter.current() == 10
    assert counter.ahead(5) == 15


@pytest.mark.parametrize("make", [r.Counter, r.Counter.create], ids=["class", "create"])
def test_a_lone_constructor_called_create_is_the_class_itself(make):
    assert make(3).current() == make(start=3).current() == 3
    assert refusal(TypeError, make, "3") == (
        "Counter.create(): argument 'start' must be int, not str"
    )
    assert refusal(OverflowError, make, -1) == (
        "Counter.create(): argument 'start' must be in 0..=4294967295, got -1"
    )
    with pytest.raises(TypeError):
        make()


def test_several_constructors():
    assert r.Journal.empty().all() == []
    assert r.Journal.with_entry("a").all() == ["a"]
    assert r.Journal.with_entries(["a", "b"]).all() == ["a", "b"]
    assert r.Journal.with_entries(entries=()).all() == []
    assert r.Journal.parse("a").all() == r.Journal.parse(b"a").all() == ["a"]


def test_constructors_that_fail(balance):
    def fail():
        with pytest.raises(r.MathErrorException) as caught:
            r.Journal.with_entries(["a", ""])
        assert caught.value.error is r.MathError.Negative
        assert str(caught.value) == "Journal.with_entries(): MathError.Negative"
        with pytest.raises(r.RustError) as caught:
            r.Journal.parse("")
        assert caught.value.error == "nothing to read"
        assert refusal(r.RustPanicError, r.Journal.panicking) == (
            "Journal.panicking() panicked"
        )
        with pytest.raises(r.MathErrorException):
            r.Thermometer(-1)
        with pytest.raises(r.MathErrorException):
            r.Thermometer.create(-1)
        with pytest.raises(TypeError):
            r.Journal.with_entry(5)

    balance.assert_steady(fail)


def test_made_by_constructors_only():
    assert (
        refusal(TypeError, r.Journal)
        == refusal(TypeError, r.Journal, "a")
        == (
            "Journal is made by Journal.empty() or Journal.with_entry() or "
            "Journal.with_entries() or Journal.parse() or Journal.panicking()"
        )
    )
    assert refusal(TypeError, r.Beacon) == "Beacon is made by Beacon.with_range()"
    assert refusal(TypeError, r.Ticket) == ("Ticket is made by the native library only")


class Half(r.Counter):
    """Forgets to call the constructor."""

    def __init__(self):
        pass


@pytest.mark.parametrize("make", [Half, lambda: r.Counter.__new__(r.Counter)])
def test_made_without_a_constructor(make):
    half = make()
    name = type(half).__name__
    assert repr(half) == f"<{name} not made>"
    half.close()
    reason = f"was never made: the __init__ of {name} has to call that of Counter"
    for use, arguments in (
        (half.step, (1,)),
        (half.ahead, (1,)),
        (half.current, ()),
        (half.__enter__, ()),
    ):
        message = refusal(AttributeError, use, *arguments)
        # Where there is an `__init__` that may have forgotten it.
        assert message == f"{name} {reason}" or type(half) is r.Counter
    assert refusal(TypeError, r.Counter(1).merge, half, r.Counter(1)) == (
        f"Counter.merge(): argument 'other' {reason}"
    )
    assert not hasattr(half, "other")
    # And still can be.
    r.Counter.__init__(half, 3)
    assert half.current() == 3


def test_closed(counter):
    assert counter.close() is None
    for _ in range(3):
        counter.close()
    assert refusal(r.ClosedError, counter.current) == (
        "Counter.current(): the Counter is closed"
    )
    assert refusal(r.ClosedError, counter.step, 1) == (
        "Counter.step(): the Counter is closed"
    )
    other, third = r.Counter(1), r.Counter(2)
    assert refusal(r.ClosedError, other.same, counter) == (
        "Counter.same(): argument 'other': the Counter is closed"
    )
    for arguments in [(counter, third), (third, counter)]:
        with pytest.raises(r.ClosedError):
            other.merge(*arguments)
        with pytest.raises(r.ClosedError):
            r.exchange_counters(*arguments)
        with pytest.raises(r.ClosedError):
            r.counters_sum(*arguments, 0)
    assert other.step(1) == 2
    with pytest.raises(r.ClosedError), counter:
        pytest.fail("entered")


def test_closed_without_exclusive_use():
    thermometer = r.Thermometer(5)
    assert thermometer.read() == 5
    thermometer.close()
    thermometer.close()
    assert refusal(r.ClosedError, thermometer.read) == (
        "Thermometer.read(): the Thermometer is closed"
    )
    for factor in (2, True, 2**40, "x", None):
        assert refusal(r.ClosedError, thermometer.scaled, factor) == (
            "Thermometer.scaled(): the Thermometer is closed"
        )
    with pytest.raises(r.ClosedError):
        r.describe_services("x", r.Counter(1), thermometer)


def test_what_does_not_fit_leaves_a_service_as_it_was():
    thermometer = r.Thermometer(5)
    for value, error in [("x", TypeError), (-1, OverflowError), (None, TypeError)]:
        with pytest.raises(error):
            thermometer.scaled(value)
    assert thermometer.scaled(True) == 5
    thermometer.close()


def test_an_error_that_is_kept_holds_nothing(track):
    thermometer = r.Thermometer(5)
    kept = []
    for error, call in [
        (TypeError, lambda: thermometer.scaled("x")),
        (TypeError, lambda: r.describe_services("x", None, thermometer)),
        (TypeError, lambda: track.extend("x")),
        (r.MathErrorException, lambda: track.samples_from(100)),
        (r.MathErrorException, lambda: r.track_cursor_at(track, 100)),
    ]:
        with pytest.raises(error) as caught:
            call()
        kept.append(caught.value)
    assert track.extend(1) == 6
    thermometer.close()
    track.close()
    assert len(kept) == 5
    del kept[:], caught, call


def test_closed_at_the_end_of_with(counter):
    with counter as inside:
        assert inside is counter
        assert counter.step(1) == 6
    with pytest.raises(r.ClosedError):
        counter.current()
    with r.Counter(1) as other:
        other.close()
    with pytest.raises(KeyError), r.Counter(1):
        raise KeyError


def test_dropped():
    before = r.live_services()
    made = [r.Counter(1), r.Thermometer(1), r.Journal.empty()]
    assert r.live_services() == before + 3
    del made
    if COLLECTS_AT_ONCE:
        assert r.live_services() == before


def test_dropped_after_close_is_freed_once(balance):
    def run():
        counter = r.Counter(1)
        counter.close()
        del counter

    balance.assert_steady(run)


def test_made_and_dropped_often(balance, loops):
    def use(make):
        def run():
            for _ in range(loops(100_000) // 10):
                made = make()
                made.close()
            for _ in range(loops(100_000) // 10):
                make()

        return run

    balance.assert_steady(use(lambda: r.Counter(1)), 2)
    balance.assert_steady(use(lambda: r.Thermometer.create(1)), 2)


def test_a_hundred_thousand_calls(balance, loops):
    counter = r.Counter(0)
    count = loops(100_000) // 10

    def run():
        for _ in range(count):
            counter.step(1)
            counter.current()

    balance.assert_steady(run, 9, objects=True)
    assert counter.current() == 10 * count


def test_not_copied(counter):
    for copied in (copy.copy, copy.deepcopy, pickle.dumps):
        for it in (counter, r.Thermometer(1)):
            assert refusal(TypeError, copied, it) == (
                f"{kind_name(it)} cannot be copied or pickled"
            )
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError):
            pickle.dumps(counter, protocol)


def test_weak_references():
    ended = []
    counter = r.Counter(5)
    reference = weakref.ref(counter, ended.append)
    assert reference() is counter
    counter.close()
    assert reference() is counter
    del counter
    gc.collect()
    assert reference() is None
    assert ended == [reference]
    by_service = weakref.WeakKeyDictionary()
    key = r.Counter(1)
    by_service[key] = 1
    assert by_service[key] == 1


def test_equal_to_itself_only(counter):
    same = counter
    assert counter == same
    assert counter != r.Counter(5)
    assert {counter: 1}[counter] == 1


def test_repr(counter):
    assert repr(counter).startswith("<Counter at 0x")
    counter.close()
    assert repr(counter) == "<Counter closed>"


def test_no_other_attributes(counter):
    with pytest.raises(AttributeError):
        counter.curent = 5
    for skipped in ("into_count", "ticket", "of"):
        for kind in (r.Counter, r.Booth, r.Journal):
            assert not hasattr(kind, skipped)


def test_reads_well():
    assert r.Counter.__doc__.startswith("Counts.")
    assert r.Counter.step.__doc__ == "Counts on, wrapping; returns the new count."
    assert r.Counter.create.__doc__ == "A counter that starts somewhere."
    assert r.Counter.__init__.__doc__ == "A counter that starts somewhere."
    assert str(inspect.signature(r.Counter)) == "(start: 'int') -> 'None'"
    assert str(inspect.signature(r.Counter.create)) == "(start: 'int') -> '_Self'"
    merge = inspect.signature(r.Counter.merge)
    assert list(merge.parameters) == ["self", "other", "third"]
    names = [name for name in dir(r.Journal) if not name.startswith("_")]
    assert names == [
        "all",
        "check",
        "close",
        "color",
        "count",
        "empty",
        "entry",
        "panicking",
        "parcel",
        "parse",
        "with_entries",
        "with_entry",
        "write",
    ]
    for name in ("Counter", "Ticket", "Lens"):
        assert name in r.__all__


# Subclasses


class Named(r.Counter):
    """With a constructor and attributes of its own."""

    def __init__(self, name, start):
        super().__init__(start)
        self.name = name

    def twice(self):
        return 2 * self.current()


def test_subclasses():
    named = Named("a", 5)
    assert (named.name, named.twice(), named.step(1)) == ("a", 10, 6)
    assert isinstance(named, r.Counter)
    other = r.Counter(1)
    assert other.merge(named, named.create(2)) == 9
    assert other.same(r.Counter(9))
    named.close()
    assert refusal(r.ClosedError, named.current) == (
        "Counter.current(): the Counter is closed"
    )
    assert repr(named) == "<Named closed>"


def test_constructors_give_the_class_they_are_called_on():
    made = Named.create(3)
    assert type(made) is Named
    assert made.twice() == 6
    assert not hasattr(made, "name")

    class Diary(r.Journal):
        pass

    for diary in (Diary.with_entry("a"), Diary.with_entries(["a"]), Diary.parse("a")):
        assert type(diary) is Diary
        assert diary.all() == ["a"]
    assert "Diary.empty()" in refusal(TypeError, Diary)

    class Warm(r.Thermometer):
        __slots__ = ("place",)

        def __init__(self, place):
            super().__init__(30)
            self.place = place

    assert Warm("here").read() == 30
    assert type(Warm.create(5)) is Warm

    class Near(r.Lens):
        pass

    track = r.Track(3)
    lens = Near(track, [1, 1, 1])
    assert r.lens_total(lens) == 3
    with pytest.raises(r.ConcurrentUseError):
        track.extend(1)
    assert type(r.counter_after(Named("a", 1))) is r.Counter


# Arguments


@pytest.mark.parametrize("value", [None, 5, "x", object(), r.Counter, "other"])
def test_what_is_no_such_service(counter, value):
    value = r.Thermometer(1) if value == "other" else value
    what = kind_name(value)
    assert refusal(TypeError, counter.same, value) == (
        f"Counter.same(): argument 'other' must be Counter, not {what}"
    )
    assert refusal(TypeError, r.exchange_counters, counter, value) == (
        f"exchange_counters(): argument 'b' must be Counter, not {what}"
    )
    assert refusal(TypeError, r.Summary.of_track, value) == (
        f"Summary.of_track(): argument 'track' must be Track, not {what}"
    )
    assert counter.step(1) == 6


def test_mocks_are_no_services(counter):
    fake = mock.Mock(spec=r.Counter)
    assert isinstance(fake, r.Counter)
    with pytest.raises(TypeError):
        counter.same(fake)


def test_arguments_of_functions(counter):
    other = r.Counter(7)
    assert r.counters_sum(counter, other, 2**63) == 2**63 + 12
    assert r.counters_sum(a=counter, b=counter, x=True) == 11
    r.exchange_counters(counter, b=other)
    assert (counter.current(), other.current()) == (7, 5)
    text = r.describe_services("all", counter, r.Thermometer(20))
    assert text == "all: 7 at 20"
    for arguments in [(5, counter, r.Thermometer(1)), ("x", counter, counter)]:
        with pytest.raises(TypeError):
            r.describe_services(*arguments)


def test_arguments_that_fail_half_way(balance):
    counter, thermometer = r.Counter(1), r.Thermometer(1)

    def run():
        with pytest.raises(TypeError):
            r.describe_services("text", counter, None)
        with pytest.raises(UnicodeEncodeError):
            r.describe_services("\ud800", counter, thermometer)
        assert counter.step(0) == 1

    balance.assert_steady(run)


def test_strings_and_slices():
    journal = r.Journal.with_entry("ä\0")
    assert journal.write(entry="b") == 2
    assert journal.all() == ["ä\0", "b"]
    with pytest.raises(TypeError):
        journal.write(5)
    track = r.Track(0)
    target = array.array("I", [1, 2, 3])
    assert track.mix([10, 20], target) == 36
    assert list(target) == [11, 22, 3]
    assert track.samples() == [36]
    with pytest.raises(TypeError):
        track.mix([1], bytes(4))
    assert track.title() == "untitled"
    track.rename("new")
    assert track.title() == "new"
    track.rename(None)
    assert track.title() == ""


# Results


def test_results_of_every_kind(balance):
    def run():
        journal = r.Journal.with_entries(["red", "x"])
        assert journal.check(True) is None
        with pytest.raises(r.MathErrorException) as caught:
            journal.check(is_right=False)
        assert caught.value.error is r.MathError.Overflow
        assert str(caught.value) == "Journal.check(): MathError.Overflow"
        assert journal.count() == 2
        with pytest.raises(r.MathErrorException):
            r.Journal.empty().count()
        assert journal.entry(1) == "x"
        with pytest.raises(r.MathErrorException):
            journal.entry(at=2)
        assert journal.color() is r.Color.Red
        assert r.Journal.empty().color() is None
        assert journal.parcel(3) == r.Parcel("red", "x", 3)
        assert r.Journal.empty().parcel(3) is None
        assert journal.all() == ["red", "x"]

    balance.assert_steady(run)


def test_services_as_results(counter):
    made = r.counter_after(counter)
    assert type(made) is r.Counter
    assert made.step(1) == 7
    assert r.counter_from(0) is None
    assert r.counter_from(3).current() == 3
    assert r.counter_of_quotient(7, 2).current() == 3
    with pytest.raises(r.MathErrorException):
        r.counter_of_quotient(7, 0)
    assert refusal(r.NullError, r.counter_null) == "counter_null() returned null"


def test_services_without_constructors():
    booth = r.Booth(3)
    first, second = booth.issue(), booth.issue_maybe()
    assert (first.number(), second.number()) == (1, 2)
    assert type(first) is r.Ticket
    third = booth.issue()
    with pytest.raises(r.MathErrorException):
        booth.issue()
    assert booth.issue_maybe() is None
    booth.close()
    assert third.number() == 3
    third.close()
    with pytest.raises(r.ClosedError):
        third.number()


def test_names():
    assert r.HTTPServer(80).port() == 80
    relay = r.Relay()
    assert relay.toggle() is True
    assert relay.toggle() is False
    assert r.Beacon.with_range(5).range() == 5
    oddity = r.Oddity(cls_=5)
    assert oddity.close_(2) == 7
    assert oddity.pass_(len=10, _shared_=7) == 10
    assert oddity.list_() == [7]
    oddity.close()
    with pytest.raises(r.ClosedError):
        oddity.list_()


# One or many


def callback(function, *arguments):
    """A callback that calls a function of other arguments."""
    return lambda _: function(*arguments)


def refused(use):
    with pytest.raises(r.ConcurrentUseError):
        use()
    return 7


def test_used_again_by_a_callback_of_an_exclusive_call():
    detector = r.Detector()
    uses = {
        "Detector.together()": lambda: detector.together(0),
        "Detector.alone()": lambda: detector.alone(0),
        "Detector.close()": detector.close,
        "Detector.call_alone()": lambda: detector.call_alone(lambda _: 0),
        "detect_both(): argument 'alone'": lambda: r.detect_both(
            detector, r.Detector(), 0
        ),
        "detect_both(): argument 'shared'": lambda: r.detect_both(
            r.Detector(), detector, 0
        ),
    }
    for where, use in uses.items():
        # It is raised in the callback, and from there by the call.
        assert refusal(r.ConcurrentUseError, detector.call_alone, callback(use)) == (
            f"{where}: the Detector is in use"
        )
        assert detector.call_alone(callback(refused, use)) == 7
    assert detector.alone(0) == 1


def test_used_again_by_a_callback_of_a_shared_call():
    detector = r.Detector()
    assert detector.call_together(lambda _: detector.together(0) + 1) == 1
    assert (
        detector.call_together(
            lambda _: detector.call_together(lambda _: detector.together(0) + 2)
        )
        == 2
    )
    for use in (lambda: detector.alone(0), detector.close):
        with pytest.raises(r.ConcurrentUseError):
            detector.call_together(callback(use))
    assert detector.together(0) == 0
    assert detector.alone(0) == 1


def test_closed_by_a_callback_without_exclusive_use():
    detector = r.SharedDetector()
    assert (
        detector.call_together(lambda x: detector.call_together(lambda y: x + y)) == 2
    )
    assert (
        refusal(
            r.ConcurrentUseError, detector.call_together, lambda _: detector.close()
        )
        == "SharedDetector.close(): the SharedDetector is in use"
    )
    with pytest.raises(r.ConcurrentUseError):
        detector.call_together(lambda _: detector.close())
    assert detector.together(0) is True
    detector.close()


def test_dropped_by_its_own_callback():
    # The call itself keeps it.
    detectors = [r.Detector()]
    before = r.live_services()

    def drop(_):
        del detectors[:]
        gc.collect()
        return r.live_services() - before

    assert detectors[0].call_alone(drop) == 0


def test_one_service_as_two_arguments(counter):
    other = r.Counter(1)
    assert refusal(r.ConcurrentUseError, counter.merge, counter, other) == (
        "Counter.merge(): argument 'other': the Counter is in use"
    )
    assert refusal(r.ConcurrentUseError, counter.merge, other, counter) == (
        "Counter.merge(): argument 'third': the Counter is in use"
    )
    assert refusal(r.ConcurrentUseError, counter.merge, other, other) == (
        "Counter.merge(): argument 'third': the Counter is in use"
    )
    assert refusal(r.ConcurrentUseError, r.exchange_counters, other, other) == (
        "exchange_counters(): argument 'b': the Counter is in use"
    )
    assert counter.same(counter)
    assert r.counters_sum(other, other, 0) == 2
    # Nothing remains of what was refused.
    assert counter.merge(other, r.Counter(1)) == 7


def test_threads_share():
    for detector in (r.Detector(), r.SharedDetector()):
        r.most_detected()
        joins = [in_thread(detector.together, 50_000) for _ in range(4)]
        for join in joins:
            join()
        assert r.most_detected() > 1
        detector.close()


@pytest.mark.parametrize(
    "use",
    [
        lambda it: it.alone(0),
        lambda it: it.together(0),
        lambda it: it.close(),
        lambda it: r.detect_both(it, r.Detector(), 0),
        lambda it: r.detect_both(r.Detector(), it, 0),
        lambda it: r.Detector().with_other(it, 0),
    ],
)
def test_used_by_another_thread(use):
    detector = r.Detector()
    inside, outside = threading.Event(), threading.Event()

    def wait(_):
        inside.set()
        outside.wait(20)
        return 0

    join = in_thread(detector.call_alone, wait)
    assert inside.wait(20)
    with pytest.raises(r.ConcurrentUseError):
        use(detector)
    outside.set()
    join()
    use(detector)


@pytest.mark.parametrize("kind", [r.Detector, r.SharedDetector])
def test_closed_during_a_call_of_another_thread(kind):
    detector = kind()
    inside, outside = threading.Event(), threading.Event()

    def wait(_):
        inside.set()
        outside.wait(20)
        return 0

    join = in_thread(detector.call_together, wait)
    assert inside.wait(20)
    with pytest.raises(r.ConcurrentUseError):
        detector.close()
    with pytest.raises(r.ConcurrentUseError), detector:
        detector.together(0)
    with pytest.raises(KeyError), detector:
        raise KeyError  # is of more interest than that it cannot be closed
    detector.together(0)
    outside.set()
    join()
    detector.close()


def test_free_again_after_every_error():
    detector = r.Detector()

    def fail(_):
        raise KeyError

    for _ in range(3):
        for error, call in [
            (TypeError, lambda: detector.alone("x")),
            (OverflowError, lambda: detector.alone(-1)),
            (TypeError, lambda: detector.together(None)),
            (TypeError, lambda: detector.call_alone(5)),
            (TypeError, lambda: detector.with_other(None, 0)),
            (TypeError, lambda: detector.with_other(r.Detector(), "x")),
            (r.ConcurrentUseError, lambda: detector.with_other(detector, 0)),
            (KeyError, lambda: detector.call_alone(fail)),
            (KeyError, lambda: detector.call_together(fail)),
        ]:
            with pytest.raises(error):
                call()
    assert detector.alone(0) == 1
    detector.close()


class Meddler:
    """A number that does something when it is asked for its value."""

    def __init__(self, meddle):
        self.meddle = meddle

    def __index__(self):
        self.meddle()
        return 0


def test_used_by_the_conversion_of_an_argument():
    detector = r.Detector()
    for use in (lambda: detector.alone(0), detector.close):
        with pytest.raises(r.ConcurrentUseError):
            detector.alone(Meddler(use))
        with pytest.raises(r.ConcurrentUseError):
            detector.together(Meddler(use))
    assert detector.together(Meddler(lambda: detector.together(0))) == 0
    # Where nobody is ever alone, it may be closed in between; the call then finds that.
    shared = r.SharedDetector()
    with pytest.raises((r.ConcurrentUseError, r.ClosedError)):
        shared.together(Meddler(shared.close))


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs signals")
def test_interrupted(loops):
    """Signals come at any moment; none leaves a service in use, or lets two into it."""

    class Interrupt(Exception):
        pass

    def interrupt(*_):
        raise Interrupt

    detector, stuck, count = r.Detector(), 0, 0
    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        deadline = time.monotonic() + loops(50) / 10
        while time.monotonic() < deadline:
            try:
                signal.setitimer(signal.ITIMER_REAL, 0.0002)
                for _ in range(1000):
                    detector.alone(0)
                    detector.together(0)
            except Interrupt:
                count += 1
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
            try:
                detector.alone(0)
            except r.ConcurrentUseError:
                # Before Python 3.11 signals may also come right between two operations.
                stuck += 1
                detector = r.Detector()
    finally:
        signal.signal(signal.SIGALRM, before)
    assert count > 10
    assert stuck == 0 or (sys.version_info < (3, 11) and stuck < count / 5)


def test_interrupted_by_a_callback():
    detector = r.Detector()

    def interrupt(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        detector.call_alone(interrupt)
    with pytest.raises(KeyboardInterrupt):
        detector.call_together(interrupt)
    assert detector.alone(0) == 1


def test_stress(full):
    """Threads use services that others close and replace: results or errors, and no overlap."""
    detectors = [r.Detector() for _ in range(3)]
    shared = [r.SharedDetector() for _ in range(2)]
    deadline = time.monotonic() + (10 if full else 1)
    expected = (r.ConcurrentUseError, r.ClosedError)
    done = [0] * 16
    unexpected = []

    def use(number, turn):
        it, other = detectors[turn % 3], detectors[(turn + number) % 3]
        kind = (turn + number) % 11
        if kind < 3:
            it.together(turn % 3)
        elif kind < 5:
            it.alone(turn % 3)
        elif kind == 5:
            r.detect_both(it, other, turn % 3)
        elif kind == 6:
            it.with_other(other, turn % 3)
        elif kind < 9:
            shared[turn % 2].together(turn % 3)
        elif turn % 7 == 0:
            it.close()
        elif turn % 7 == 1:
            shared[turn % 2].close()
        elif turn % 7 == 2:
            detectors[turn % 3] = r.Detector()
            shared[turn % 2] = r.SharedDetector()

    def run(number):
        turn = number
        while time.monotonic() < deadline and not unexpected:
            turn += 1
            try:
                use(number, turn)
                done[number] += 1
            except expected:
                pass
            except BaseException as error:  # noqa: BLE001 (none is expected)
                unexpected.append(error)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        for join in [in_thread(run, number) for number in range(16)]:
            join()
    finally:
        sys.setswitchinterval(interval)
    assert unexpected == []
    assert min(done) > 0
    assert sum(done) > 1000


# What a service lends


def lent(track):
    """Every way to borrow the samples of a track."""
    yield track.samples()
    yield track.samples_mut()
    yield track.some_samples()
    yield track.samples_from(0)
    yield track.longer([])
    yield r.samples_of_track(track)


WAYS = range(6)


def borrow(track, way):
    return next(itertools.islice(lent(track), way, None))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "end",
    [
        lambda track: track.extend(9),
        lambda track: r.extend_track(track, 9),
        lambda track: track.samples_mut(),
        lambda track: track.close(),
    ],
    ids=["method", "function", "another", "close"],
)
def test_views_end(track, way, end):
    view = borrow(track, way)
    part, rest = view[1:4], view[1:][1:]
    iterator = view.__iter__()
    assert view == [0, 1, 2, 3, 4]
    assert (part, rest) == ([1, 2, 3], [2, 3, 4])
    assert track.total() == 10  # shares it
    assert view[0] == 0
    del iterator
    end(track)
    for ended in (view, part, rest):
        for use in (len, list, repr, lambda it: it[0], lambda it: it[0:1]):
            if use is repr:
                assert "closed" in repr(ended)
                continue
            with pytest.raises(r.ClosedError):
                use(ended)
        with pytest.raises(r.ClosedError):
            ended.as_memoryview()
        with pytest.raises(r.ClosedError):
            r.slice_sum_u32(ended)


@pytest.mark.parametrize("way", WAYS)
def test_views_keep_what_they_show(balance, way):
    def run():
        view = borrow(r.Track(5), way)
        part = view[1:3]
        gc.collect()
        assert view == [0, 1, 2, 3, 4]
        del view
        assert part == [1, 2]

    before = r.live_services()
    balance.assert_steady(run)
    assert r.live_services() == before


@pytest.mark.parametrize("way", WAYS)
def test_exports_are_not_ended(track, way):
    view = borrow(track, way)
    memory = view.as_memoryview()
    part = view[1:]
    uses = [
        ("Track.extend()", lambda: track.extend(9)),
        ("Track.close()", track.close),
        ("extend_track(): argument 'track'", lambda: r.extend_track(track, 9)),
    ]
    for where, use in uses:
        assert refusal(BufferError, use) == (
            f"{where}: memory that the Track lent is in use by a memoryview, an array or"
            " an iterator"
        )
        # And all of it goes on.
        assert view == memory.tolist() == [0, 1, 2, 3, 4]
        assert part == [1, 2, 3, 4]
        assert track.total() == 10
    memory.release()
    del memory
    gc.collect()
    assert track.extend(9) == 6
    with pytest.raises(r.ClosedError):
        view[0]
    with pytest.raises(r.ClosedError):
        part[0]


def test_one_export_keeps_all_views(track):
    first, second = track.samples(), track.samples_from(2)
    memory = first.as_memoryview()
    for _ in range(3):
        with pytest.raises(BufferError):
            track.extend(1)
        assert (first, second, second[1:]) == ([0, 1, 2, 3, 4], [2, 3, 4], [3, 4])
    del memory
    track.extend(1)
    for view in (first, second):
        with pytest.raises(r.ClosedError):
            len(view)


def test_numpy(numpy, track):
    numbers = numpy.asarray(track.samples())
    assert numbers.tolist() == [0, 1, 2, 3, 4]
    with pytest.raises(BufferError):
        track.extend(1)
    part = numbers[2:]
    del numbers
    with pytest.raises(BufferError):
        track.close()
    assert part.tolist() == [2, 3, 4]
    del part
    assert track.extend(1) == 6
    changed = numpy.asarray(track.samples_mut())
    changed[0] = 100
    assert track.samples()[0] == 100
    del track
    gc.collect()
    assert changed[0] == 100


def test_written_and_read_back(track):
    samples = track.samples_mut()
    samples[0] = 7
    samples[1:3] = [8, 9]
    assert track.samples() == [7, 8, 9, 3, 4]
    assert track.total() == 31
    spots = track.spots_mut()
    assert len(spots) == 4
    spots[1].x = 5.0
    spots[2] = r.Spot(1.5, 2.5)
    assert track.spots_mut()[1:3].copied() == [r.Spot(5.0, 2.0), r.Spot(1.5, 2.5)]


def test_items_are_exports(track):
    spot = track.spots_mut()[0]
    with pytest.raises(BufferError):
        track.extend(1)
    spot.x = 9.0
    del spot
    assert track.spots_mut()[0].x == 9.0
    track.extend(1)


def test_pointers_are_not_ended(track):
    pointer = track.sample(2).value
    assert pointer[0] == 2
    with pytest.raises(BufferError):
        track.extend(1)
    with pytest.raises(BufferError):
        track.close()
    contents = pointer.contents
    del pointer
    with pytest.raises(BufferError):
        track.extend(1)
    assert contents.value == 2
    del contents
    assert track.sample(5) is None
    assert track.extend(1) == 6


def test_pointers_keep_what_they_point_to():
    pointer = r.Track(5).sample(4).value
    gc.collect()
    assert pointer[0] == 4


def test_what_is_lent_keeps_other_arguments_too(track):
    numbers = array.array("I", range(10))
    view = track.longer(numbers)
    with pytest.raises(BufferError):
        numbers.append(1)
    del numbers
    gc.collect()
    assert view == list(range(10))
    track.extend(1)
    with pytest.raises(r.ClosedError):
        view[0]


def test_nothing_lent_is_nothing_to_end(track):
    assert r.Track(0).samples() == []
    assert track.some_samples() is not None
    assert r.Track(0).some_samples() is None
    with pytest.raises(r.MathErrorException):
        track.samples_from(6)
    assert track.extend(1) == 6


def test_closed_views_are_not_opened_again(track):
    closed, memory = track.samples(), track.samples().as_memoryview()
    closed.close()
    with pytest.raises(BufferError):
        track.extend(1)
    with pytest.raises(r.ClosedError):
        closed[0]
    del memory


def test_lending_often(balance, track):
    kept = track.samples()

    def run():
        for _ in range(100):
            track.samples()[1:]

    balance.assert_steady(run, 20, objects=True)
    assert kept == [0, 1, 2, 3, 4]

    def lend_and_end():
        view = track.samples_mut()
        part = view[1:]
        track.samples_mut()
        del view, part

    balance.assert_steady(lend_and_end, objects=True)


def test_many_parts_of_a_view():
    track = r.Track(1000)
    view = track.samples()
    parts = [view[start : start + 2] for start in range(990)] * 2
    parts += [view[start:] for start in range(990)]
    track.extend(1)
    for part in parts:
        with pytest.raises(r.ClosedError):
            len(part)


def test_lent_while_others_share(track):
    """A view that is made and one that is dropped, in threads, disturb no other use."""
    stop = time.monotonic() + 0.5

    def run():
        while time.monotonic() < stop:
            view = track.samples()
            assert view[4] == view[1:][3] == 4
            assert track.total() == 10

    for join in [in_thread(run) for _ in range(4)]:
        join()
    assert track.extend(1) == 6


def test_lent_and_ended_by_threads(full):
    """Whoever looks at a view sees what was there, or that it ended."""
    track, errors = r.Track(1000), []
    deadline = time.monotonic() + (5 if full else 0.5)
    expected = (r.ClosedError, r.ConcurrentUseError, BufferError)

    def run(number):
        view = None
        while time.monotonic() < deadline and not errors:
            try:
                if number % 2:
                    track.extend(1)
                    continue
                view = view or track.samples()
                assert view[999] == 999
                assert view[10:20] == list(range(10, 20))
                with view.as_memoryview() as memory:
                    assert memory[500] == 500
            except expected:
                view = None
            except BaseException as error:  # noqa: BLE001 (none is expected)
                errors.append(error)

    for join in [in_thread(run, number) for number in range(6)]:
        join()
    assert errors == []


# Services that are made from others


def test_a_service_that_copies(track):
    summary = r.Summary.of_track(track)
    assert summary.total() == 10
    assert summary.fits(track)
    track.extend(5)
    assert not summary.fits(track)
    track.close()
    assert summary.total() == 10
    with pytest.raises(r.ClosedError):
        summary.fits(track)
    with pytest.raises(r.MathErrorException):
        r.Summary.of_track(r.Track(0))


def dependents(track):
    yield r.Lens(track, [1, 2, 3, 4, 5])
    yield r.Lens.create(track=track, weights=array.array("I", [1] * 5))
    yield r.track_cursor(track)
    yield r.track_cursor_at(track, 1)
    yield track.walk()


@pytest.mark.parametrize("way", range(5))
def test_a_service_that_borrows(track, way):
    made = next(itertools.islice(dependents(track), way, None))
    name = type(made).__name__
    assert track.total() == 10
    assert track.samples() == [0, 1, 2, 3, 4]
    for where, use in [
        ("Track.extend()", lambda: track.extend(1)),
        ("Track.close()", track.close),
        ("extend_track(): argument 'track'", lambda: r.extend_track(track, 1)),
    ]:
        assert refusal(r.ConcurrentUseError, use) == (
            f"{where}: the Track is in use by {name}, which must be closed first"
        )
    if way < 2:
        assert r.lens_total(made) == (40 if way == 0 else 10)
    else:
        at = 1 if way == 3 else 0
        assert made.advance() == at
        assert made.remaining() == 4 - at
    if way % 2:
        made.close()
    else:
        del made
        gc.collect()
    assert track.extend(1) == 6
    track.close()


@pytest.mark.parametrize("way", range(5))
def test_a_service_that_borrows_keeps_what_it_needs(balance, way):
    def run():
        track = r.Track(5)
        made = next(itertools.islice(dependents(track), way, None))
        del track
        gc.collect()
        if way < 2:
            assert r.lens_total(made) == (40 if way == 0 else 10)
        else:
            assert made.remaining() == (4 if way == 3 else 5)
        made.close()

    before = r.live_services()
    balance.assert_steady(run, 30)
    assert r.live_services() == before


def test_a_buffer_that_a_service_borrows(track):
    weights = array.array("I", [1] * 5)
    lens = r.Lens(track, weights)
    with pytest.raises(BufferError):
        weights.append(1)
    weights[4] = 2
    assert r.lens_total(lens) == 14
    lens.close()
    weights.append(1)


def test_several_that_borrow(track):
    first, second = r.track_cursor(track), r.track_cursor(track)
    view = track.samples()
    first.close()
    with pytest.raises(r.ConcurrentUseError):
        track.extend(1)
    assert view[4] == 4
    with track, second:
        second.advance()
    assert repr(track) == "<Track closed>"
    with pytest.raises(r.ClosedError):
        view[4]
    with pytest.raises(r.ConcurrentUseError), r.Track(1) as other:
        lens = r.Lens(other, [])
    assert repr(other) != "<Track closed>"
    lens.close()
    other.close()


@pytest.mark.parametrize("make", [r.Editor, r.Editor.create, r.track_editor])
def test_a_service_that_borrows_alone(track, make):
    view = track.samples()
    editor = make(track)
    with pytest.raises(r.ClosedError):
        view[0]
    for where, use in [
        ("Track.total()", track.total),
        ("Track.samples()", track.samples),
        ("Track.title()", track.title),
        ("Track.extend()", lambda: track.extend(1)),
        ("Track.close()", track.close),
        ("samples_of_track(): argument 'track'", lambda: r.samples_of_track(track)),
        ("Editor.create(): argument 'track'", lambda: r.Editor(track)),
        ("track_editor(): argument 'track'", lambda: r.track_editor(track)),
    ]:
        assert refusal(r.ConcurrentUseError, use) == (
            f"{where}: the Track is in use by Editor, which must be closed first"
        )
    assert r.editor_write(editor, 5) == 15
    assert r.editor_write(editor, 6) == 21
    editor.close()
    assert track.samples() == [0, 1, 2, 3, 4, 5, 6, 0]
    assert track.extend(1) == 9


def test_nothing_is_borrowed_alone_for_nothing():
    track = r.Track(0)
    assert r.track_editor(track) is None
    assert track.total() == 0
    with pytest.raises(TypeError):
        r.Editor(None)
    editor = r.Editor(track)
    with pytest.raises(r.ConcurrentUseError), track:
        pass
    del editor
    gc.collect()
    assert track.samples() == [0]


def test_what_is_borrowed_alone_is_kept(balance):
    def run():
        editor = r.Editor(r.Track(2))
        gc.collect()
        assert r.editor_write(editor, 5) == 6
        other = r.Track(1)
        with other, r.Editor(other) as editor:
            r.editor_write(editor, 1)

    balance.assert_steady(run)


def test_failed_constructors_borrow_nothing(track):
    with pytest.raises(r.MathErrorException):
        r.track_cursor_at(track, 100)
    with pytest.raises(TypeError):
        r.Lens(track, 5)
    with pytest.raises(TypeError):
        r.Lens(None, [1])
    assert track.extend(1) == 6


# With callbacks


def test_callbacks_that_a_service_keeps(balance):
    def run():
        seen = []
        hub = r.Hub(lambda x: seen.append(x) or 1)
        for number in range(8):
            assert hub.attach(lambda x, number=number: x + number) == number + 2
        hub.attach_table(
            r.Operations(
                lambda x: x, 0.5, lambda a, b: a - b, lambda x: seen.append(-x), 7
            )
        )
        gc.collect()
        assert hub.call_all(10) == 1 + 80 + 28
        assert hub.run_table(2) == 15
        assert seen == [10, -2]
        hub.detach()
        assert hub.call_all(11) == 1
        hub.attach(lambda x: x)
        hub.at_last(lambda count: seen.append(-count))
        hub.close()
        assert seen == [10, -2, 11, -2]

    balance.assert_steady(run)


def test_callbacks_are_dropped_with_the_service():
    class Function:
        def __call__(self, x):
            return x

    function = Function()
    reference = weakref.ref(function)
    hub = r.Hub(function)
    del function
    gc.collect()
    assert hub.call_all(3) == 3
    del hub
    gc.collect()
    assert reference() is None


def test_exceptions_of_callbacks(balance):
    def fail(x):
        raise KeyError(x)

    def run():
        hub = r.Hub(lambda x: 1)
        hub.attach(fail)
        with pytest.raises(KeyError):
            hub.call_all(1)
        hub.detach()
        assert hub.call_all(1) == 1
        hub = r.Hub(fail)
        with pytest.raises(KeyError):
            hub.text(1)
        hub.at_last(fail)
        # It is freed all the same.
        with pytest.raises(KeyError):
            hub.close()
        assert repr(hub) == "<Hub closed>"

    balance.assert_steady(run)


@pytest.mark.skipif(sys.version_info < (3, 8), reason="needs sys.unraisablehook")
def test_exceptions_of_callbacks_when_dropped(monkeypatch):
    told = []
    monkeypatch.setattr(sys, "unraisablehook", lambda it: told.append(it.exc_type))

    def fail(x):
        raise KeyError(x)

    hub = r.Hub(abs)
    hub.at_last(fail)
    del hub
    gc.collect()
    assert told == [KeyError]


def test_results_of_callbacks():
    hub = r.Hub(lambda x: x)
    assert hub.attempt(lambda x: x + 1, 2) == 3
    with pytest.raises(r.MathErrorException):
        hub.attempt(lambda x: r.Err(r.MathError.Negative), 2)
    buffer = bytearray(b"abc")

    def change(items):
        items[0] = 65
        return len(items)

    assert hub.change(change, buffer) == 3
    assert buffer == b"Abc"


def test_a_callback_that_uses_its_hub():
    hub = r.Hub(lambda x: 1)
    hub.attach(lambda x: hub.call_all(x - 1) if x else 0)
    assert hub.call_all(3) == 4
    with pytest.raises(r.ConcurrentUseError):
        hub.change(lambda items: hub.attach(lambda x: x), bytearray(1))
    # The cycle through Rust is not one that Python can see.
    hub.detach()


# Garbage


class Node:
    """Part of a cycle; uses what it holds when it is finalized."""

    def __init__(self, use):
        self.use = use
        self.cycle = self

    def __del__(self):
        self.use()


def collected(*makers):
    """What happens to objects of which only a cycle knows, in every order."""
    for order in itertools.permutations(makers):
        seen = []
        nodes = [make(seen) for make in order]
        for node, other in zip(nodes, nodes[1:] + nodes[:1]):
            node.other = other
        del node, other, nodes
        gc.collect()
        yield seen


def outcome(seen, call):
    """Notes what a call does: a value, or the exception."""

    def use():
        try:
            seen.append(call())
        except (r.ClosedError, BufferError, r.ConcurrentUseError) as error:
            seen.append(type(error))

    return use


def test_services_in_cycles():
    def make():
        counter, thermometer = r.Counter(5), r.Thermometer(5)

        def with_counter(seen):
            return Node(outcome(seen, lambda: counter.step(1) + thermometer.read()))

        def with_other(seen):
            return Node(outcome(seen, lambda: r.counters_sum(counter, counter, 0)))

        return with_counter, with_other

    for _ in range(5):
        for seen in collected(*make()):
            assert len(seen) == 2
            for it in seen:
                assert it is r.ClosedError or it in (10, 11, 12, 13)


def test_views_in_cycles():
    for _ in range(5):
        track = r.Track(5)
        view, memory = track.samples(), track.samples().as_memoryview()
        cursor = r.track_cursor(track)
        lens = r.Lens(track, [1] * 5)
        makers = [
            lambda seen, it=view: Node(outcome(seen, lambda: it[4])),
            lambda seen, it=memory: Node(outcome(seen, lambda: it[4])),
            lambda seen, it=cursor: Node(outcome(seen, it.remaining)),
            lambda seen, it=lens: Node(outcome(seen, lambda: r.lens_total(it))),
            lambda seen, it=track: Node(outcome(seen, lambda: it.extend(1))),
        ]
        seen = []
        nodes = [make(seen) for make in makers]
        nodes[0].nodes = nodes
        del track, view, memory, cursor, lens, makers, nodes
        gc.collect()
        assert len(seen) == 5
        allowed = (4, 5, 10, r.ClosedError, r.ConcurrentUseError, BufferError)
        assert all(it in allowed for it in seen)


def test_a_service_that_is_saved_by_a_finalizer():
    saved = []

    def make():
        counter = r.Counter(5)
        node = Node(lambda: saved.append(counter))
        node.counter = counter

    make()
    gc.collect()
    (counter,) = saved
    try:
        assert counter.current() == 5
    except r.ClosedError:
        assert repr(counter) == "<Counter closed>"
    del counter, saved[:]


# The end of the program

FORGOTTEN = {
    "module global": "counter = r.Counter(5)",
    "used": "counter = r.Counter(5); counter.step(1); counter.current()",
    "builtins": "import builtins; builtins.counter = r.Counter(5)",
    "another module": "import sys; sys.counter = r.Counter(5)",
    "cycle": """
        class Holder: pass
        holder = Holder()
        holder.me, holder.counter = holder, r.Counter(5)
        del holder
    """,
    "cycle in a global": """
        class Holder: pass
        holder = Holder()
        holder.me, holder.counter = holder, r.Counter(5)
    """,
    "suspended generator": """
        def run():
            with r.Counter(5) as counter:
                yield counter.step(1)
        generator = run()
        assert next(generator) == 6
    """,
    "default of a function": "def use(counter=r.Counter(5)): pass",
    "thread local": """
        import threading
        local = threading.local()
        local.counter = r.Counter(5)
    """,
    "other services": """
        made = [r.Thermometer(5), r.Journal.with_entry("x"), r.Booth(1).issue()]
    """,
    "view": "view = r.Track(5).samples()",
    "service and view": "track = r.Track(5); view = track.samples(); part = view[1:]",
    "memoryview": "memory = r.Track(5).samples().as_memoryview()",
    "pointer": "pointer = r.Track(5).sample(1)",
    "dependent": "lens = r.Lens(r.Track(5), [1, 2, 3])",
    "dependent and lender": """
        track = r.Track(5)
        lens = r.Lens(track, [1, 2, 3])
        cursor = r.track_cursor(track)
    """,
    "dependent in builtins": """
        import builtins
        builtins.track = r.Track(5)
        builtins.lens = r.Lens(builtins.track, [1, 2, 3])
    """,
    "dependent that writes": "editor = r.Editor(r.Track(5))",
    "dependents in a cycle": """
        class Holder: pass
        holder = Holder()
        holder.track = r.Track(5)
        holder.lens = r.Lens(holder.track, [1, 2, 3])
        holder.me, holder.view = holder, holder.track.samples()
        holder.more = {"holder": holder, "cursor": r.track_cursor(holder.track)}
        del holder
    """,
    "exception": """
        def fail():
            counter = r.Counter(5)
            counter.step("x")
        try:
            fail()
        except TypeError as error:
            kept = error
    """,
    "module is gone": """
        import sys
        counter = r.Counter(5)
        del sys.modules["reference_project"], r
    """,
}


@pytest.mark.parametrize("name", FORGOTTEN)
def test_forgotten(balance, name):
    assert balance_at_exit("import reference_project as r\n" + dedented(name)) == (0, 0)


def dedented(name):
    return inspect.cleandoc(FORGOTTEN[name])


def test_callbacks_at_the_end(balance):
    # A function would hold the module, which holds the hub, which Rust holds the function for.
    code = """
        import reference_project as r
        hub = r.Hub(abs)
        hub.attach(abs)
        hub.at_last(print)
        assert hub.call_all(1) == 2
    """
    assert balance_at_exit(code) == (0, 0)
