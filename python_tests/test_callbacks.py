"""Callbacks: functions of Python that Rust calls, and closures of Rust that Python calls."""

import array
import copy
import ctypes
import gc
import itertools
import pickle
import signal
import sys
import threading
import traceback
import weakref

import pytest
from helpers import copies_of, refusal

import reference_project as r

MOVED = "the closure was given to Rust"
CLOSED = "the callback is closed"

INTS = {
    "u8": (0, 2**8 - 1),
    "u16": (0, 2**16 - 1),
    "u32": (0, 2**32 - 1),
    "u64": (0, 2**64 - 1),
    "usize": (0, 2 ** (8 * ctypes.sizeof(ctypes.c_size_t)) - 1),
    "i8": (-(2**7), 2**7 - 1),
    "i16": (-(2**15), 2**15 - 1),
    "i32": (-(2**31), 2**31 - 1),
    "i64": (-(2**63), 2**63 - 1),
    "isize": (
        -(2 ** (8 * ctypes.sizeof(ctypes.c_size_t) - 1)),
        2 ** (8 * ctypes.sizeof(ctypes.c_size_t) - 1) - 1,
    ),
}

# What a callback returns, what the function makes of it, and what is no such result.
OTHERS = {
    "f32": [(1.5, -1.5, "1"), (-3, 3.0, None)],
    "f64": [(0.1, -0.1, "1"), (7, -7.0, [])],
    "bool": [(True, False, 1), (False, True, None)],
    "flag": [(True, False, 0), (False, True, "x")],
    "char": [(b"a", b"b", "a"), (b"y", b"z", 7)],
    "color": [(r.Color.Red, r.Color.Green, "1"), (r.Color.Green, r.Color.Blue, None)],
    "level": [(r.Level.Low, r.Level.Low, "-5"), (r.Level.High, r.Level.High, "High")],
}

WIDE = r.Wide(*(2**64 - 1 - n for n in range(8)), 255)
PARCEL = r.Parcel("sender", "grüße 🦀", 2**32 - 1)

# Structs and data enums of every size and of every mixture of what registers hold.
VALUES = {
    "gray": [r.Gray(255)],
    "rgb": [r.Rgb(1, 2, 255)],
    "identifier": [r.Identifier(2**32 - 2)],
    "meters": [r.Meters(-0.5)],
    "shorts": [r.Shorts([1, 2, 65535])],
    "vec2": [r.Vec2(1.5, -2.0)],
    "interval": [r.Interval(-1, 2)],
    "couple": [r.Couple(7, -0.5)],
    "vec3": [r.Vec3(1.5, -2.0, 0.25)],
    "thirds": [r.Thirds(1, 2, 3)],
    "floats_byte": [r.FloatsByte(1.5, -2.0, 7)],
    "spot": [r.Spot(0.1, -0.2)],
    "matrix": [r.Matrix([[1.0, 2.0], [3.0, 4.0]])],
    "halves": [r.Halves(1, 2**64 - 1)],
    "float_int": [r.FloatInt(0.1, 5)],
    "int_float": [r.IntFloat(5, 0.1)],
    "short_float": [r.ShortFloat(5, 0.5)],
    "mixed_halves": [r.MixedHalves(1, 0.5, 1.5, 2.5)],
    "sample": [r.Sample(1, 2, 0.5, 3, True)],
    "segment": [r.Segment(r.Vec2(1, 2), r.Vec2(3, 4), r.Rgb(5, 6, 7))],
    "vec4": [r.Vec4(0.1, 0.2, 0.3, -0.4)],
    "wide": [WIDE],
    "color": [r.Color.Blue],
    "level": [r.Level.Low, r.Level.High],
    "narrow": [r.Narrow.Empty(), r.Narrow.Full(1)],
    "reading": [r.Reading.Low(0.5), r.Reading.High(-1.5)],
    "measure": [r.Measure.Single(0.5), r.Measure.Double(0.1)],
    "number": [r.Number.Whole(5), r.Number.Real(0.1)],
    "position": [
        r.Position.Unknown(),
        r.Position.Flat(r.Vec2(1, 2)),
        r.Position.Deep(r.Vec3(1, 2, 3)),
    ],
    "payload": [
        r.EnumPayload.A(),
        r.EnumPayload.B(r.Vec3(1, 2, 3)),
        r.EnumPayload.C(5),
    ],
    "bulk": [r.Bulk.Small(5), r.Bulk.Large(WIDE)],
    "string": ["", "grüße 🦀\0", "x" * 10_000],
    "vec": [[], [0, 2**32 - 1]],
    "vec_string": [[], ["a", "", "grüße"]],
    "parcel": [PARCEL],
    "content": [
        r.Content.Nothing(),
        r.Content.Count(5),
        r.Content.Text("text"),
        r.Content.Sent(PARCEL),
        r.Content.Numbers([1, 2, 3]),
        r.Content.Optional("text"),
        r.Content.Optional(None),
    ],
    "option_unit": [None, r.Some(None)],
    "option_u8": [None, 0, 255],
    "option_u32": [None, 0, 2**32 - 1],
    "option_f32": [None, 0.0, -1.5],
    "option_u64": [None, 0, 2**64 - 1],
    "option_f64": [None, 0.0, 0.1],
    "option_color": [None, r.Color.Blue],
    "option_vec3": [None, r.Vec3(1, 2, 3)],
    "option_wide": [None, WIDE],
    "option_option": [None, r.Some(None), r.Some(5)],
    "option_string": [None, "", "text"],
    "result_unit": [None],
    "result_u8": [0, 255],
    "result_u32": [0, 2**32 - 1],
    "result_f32": [0.0, -1.5],
    "result_u64": [0, 2**64 - 1],
    "result_f64": [0.0, 0.1],
    "result_vec3": [r.Vec3(1, 2, 3)],
    "result_wide": [WIDE],
    "result_option": [None, 5],
    "result_string": ["", "text"],
    "result_vec": [[], [1, 2]],
    "result_unit_string": [None],
    "result_u32_input": [5],
    "result_u32_rejection": [5],
}

# Errors that a callback may return; those of all others are of `MathError`.
ERRORS = {
    "result_unit_string": "an error",
    "result_u32_input": r.InputError.Unexpected(7),
    "result_u32_rejection": r.Rejection("a reason", 7),
}
RESULTS = [name for name in VALUES if name.startswith("result")]

GIVEN = {
    "vec2": [r.Vec2(1.5, -2.0)],
    "vec3": [r.Vec3(1.5, -2.0, 0.25)],
    "vec4": [r.Vec4(0.1, 0.2, 0.3, -0.4)],
    "rgb": [r.Rgb(1, 2, 255)],
    "couple": [r.Couple(7, -0.5)],
    "float_int": [r.FloatInt(0.1, 5)],
    "int_float": [r.IntFloat(5, 0.1)],
    "halves": [r.Halves(1, 2**64 - 1)],
    "wide": [WIDE],
    "payload": VALUES["payload"],
    "number": VALUES["number"],
    "option_u32": VALUES["option_u32"],
    "option_f64": VALUES["option_f64"],
    "option_vec3": VALUES["option_vec3"],
    "option_string": VALUES["option_string"],
    "result_u32": [
        r.Ok(5),
        r.Err(r.MathError.Overflow),
        r.Panic,
        r.Null,
    ],
    "result_string": [
        r.Ok("text"),
        r.Err(r.Rejection("a reason", 7)),
        r.Panic,
        r.Null,
    ],
    "string": VALUES["string"],
    "vec": VALUES["vec"],
    "vec_string": VALUES["vec_string"],
    "parcel": VALUES["parcel"],
    "content": VALUES["content"],
    "cstring": ["", "grüße", None],
    "slice_u8": [[], [1, 255]],
    "slice_f64": [[], [0.1, -1.5]],
    "slice_bool": [[], [True, False]],
    "slice_colors": [[], [r.Color.Red, r.Color.Blue]],
    "slice_spots": [[], [r.Spot(1, 2), r.Spot(3, 4)]],
    "slice_strings": [[], ["a", "", "grüße"]],
    "slice_parcels": [[], [PARCEL, r.Parcel("a", "b", 1)]],
    "slice_slices": [[], [[1, 2], [], [255]]],
}

READ = {
    "string": VALUES["string"],
    "vec": VALUES["vec"],
    "parcel": VALUES["parcel"],
    "payload": VALUES["payload"],
    "slice": [[], [1, 2, 3]],
}

# What is there before and what the callback puts there.
WRITTEN = {
    "option_u32": [(None, 5), (5, None), (5, 6)],
    "payload": [(r.EnumPayload.A(), r.EnumPayload.C(5))],
    "string": [("", "grüße"), ("x" * 1000, "")],
    "vec": [([], [1, 2]), ([1, 2, 3], [])],
    "parcel": [(r.Parcel("a", "b", 1), PARCEL)],
}

each_result = pytest.mark.parametrize("name", VALUES)


def function_of(family, name):
    return getattr(r, f"{family}_{name}")


def type_of(prefix, name):
    return prefix + "".join(part.capitalize() for part in name.split("_"))


def make_name(name):
    return type_of("Make", name)


def returning(value):
    return lambda *_: value


def raising(error):
    def fail(*_):
        raise error

    return fail


def raised(error, call, *arguments):
    """The error that a call raises, without anything that it holds."""
    with pytest.raises(error) as caught:
        call(*arguments)
    return caught.value.with_traceback(None)


def same(x):
    return x


def copied(value):
    """The value without a view in it."""
    if isinstance(value, (str, bytes)) or not hasattr(value, "__getitem__"):
        return value
    return [copied(item) for item in value]


class Reports:
    """What nobody can catch, as it was told: `ValueError: a text`."""

    def __init__(self, capsys):
        self.capsys = capsys
        self.told = []

    def hook(self, unraisable):
        # The object itself would keep alive what it holds.
        error = unraisable.exc_value
        self.told.append(f"{type(error).__name__}: {error}")

    def take(self):
        if sys.version_info < (3, 8):
            others = (" ", "Exception ignored", "Traceback", "During", "The above")
            lines = self.capsys.readouterr().err.splitlines()
            return [line for line in lines if line and not line.startswith(others)]
        told, self.told = self.told, []
        return told


@pytest.fixture
def reports(monkeypatch, capsys):
    made = Reports(capsys)
    monkeypatch.setattr(sys, "unraisablehook", made.hook, raising=False)
    return made


@pytest.fixture(autouse=True)
def nothing_is_left(reports):
    yield
    left = r.drop_stored(), r.drop_stored_operations()
    assert left == (0, 0)
    assert r._pending == []
    assert reports.take() == []


@pytest.fixture
def no_collector():
    gc.collect()
    gc.disable()
    yield
    gc.enable()


# Numbers and flags


@pytest.mark.parametrize("name", INTS)
def test_integers(name):
    call = function_of("map", name)
    low, high = INTS[name]
    seen = []

    def keep(x):
        seen.append(x)
        return x

    assert call(keep, high) == low
    assert call(keep, low) == low + 1
    assert call(keep, 5) == 6
    assert call(callback=keep, x=6) == 7
    assert seen == [high, low, 5, 6]
    assert call(returning(high), 5) == low
    assert call(returning(low), 5) == low + 1


@pytest.mark.parametrize("name", INTS)
def test_integers_out_of_range(name):
    call = function_of("map", name)
    low, high = INTS[name]
    for wrong in (low - 1, high + 1, 2**200, -(2**200)):
        message = refusal(OverflowError, call, returning(wrong), 5)
        expected = f"{type_of('Map', name)}(): result must be in {low}..={high}"
        assert message == f"{expected}, got {wrong}"
    for wrong in ("1", b"1", 1.0, None, [], object()):
        message = refusal(TypeError, call, returning(wrong), 5)
        kind = type(wrong).__name__
        assert message == f"{type_of('Map', name)}(): result must be int, not {kind}"


@pytest.mark.parametrize("name", OTHERS)
def test_other_plain_values(name):
    call = function_of("map", name)
    for given, expected, wrong in OTHERS[name]:
        seen = []

        def keep(x, seen=seen):
            seen.append(x)
            return x

        assert call(keep, given) == expected
        assert seen == [given]
        message = refusal(TypeError, call, returning(wrong), given)
        assert message.startswith(f"{type_of('Map', name)}(): result must be ")


def test_characters_that_are_none():
    for wrong in (b"", b"ab"):
        message = refusal(ValueError, r.map_char, returning(wrong), b"a")
        assert message.startswith("MapChar(): result must be of length 1")


def test_counts():
    calls = []
    assert r.beat(lambda: calls.append(None), 5) == len(calls) == 5
    assert r.beat(calls.clear, 0) == 0
    assert r.notify(calls.append, 3) == 3
    assert calls[5:] == [0, 1, 2]
    assert r.produce(lambda: 2**31 + 3) == 6
    assert r.combine(lambda a, b: 3 * a + b, 10, -7) == 34
    # What a callback without a result returns is nobody's business.
    assert r.notify(returning("anything"), 2) == 2


def test_more_arguments_than_registers():
    seen = []

    def weigh(*arguments):
        seen.extend(arguments)
        return 0.25

    assert r.weigh(weigh) == 0.25
    expected = [1, -2.0, 3, -4.0, 5, True, 7.0, -8, 9.0, 10, 11.0, -12, 13.0, 14]
    expected += [15.0, -16, 17.0, -18.0]
    assert seen == expected
    assert [type(x) for x in seen] == [type(x) for x in expected]


def test_the_number_of_arguments_is_checked():
    assert "positional argument" in str(raised(TypeError, r.map_u32, lambda: 5, 5))
    numbers = array.array("I", [0])
    assert "positional argument" in str(
        raised(TypeError, r.copy_u32, lambda source: 5, [1], numbers)
    )
    assert "missing" in str(
        raised(TypeError, r.give_vec2, lambda a, b: 5, r.Vec2(1, 2))
    )


# Results


@each_result
def test_results(name):
    call = function_of("call", name)
    for value in VALUES[name]:
        seen = []

        def make(x, value=value, seen=seen):
            seen.append(x)
            return value

        for x in (0, 7, 2**32 - 1):
            got = call(make, x)
            assert got == value
            assert type(got) is type(value) or isinstance(value, list)
            assert seen.pop() == x
        # A table of the type is the same.
        assert call(getattr(r, make_name(name))(make), 7) == value


@each_result
def test_wrong_results(name):
    call = function_of("call", name)
    for wrong in (object(), {}, type):
        text = str(raised((TypeError, ValueError), call, returning(wrong), 7))
        assert text.startswith(f"{make_name(name)}(): result"), text
    assert call(returning(VALUES[name][-1]), 7) == VALUES[name][-1]


@each_result
def test_exceptions_instead_of_results(name, reports):
    call = function_of("call", name)
    for error in (ValueError("a text"), KeyboardInterrupt(), SystemExit(3)):
        assert raised(type(error), call, raising(error), 7) is error
        assert r._pending == []
    assert reports.take() == []


@each_result
def test_results_are_freed(name, balance, loops):
    call = function_of("call", name)
    error = ValueError("a text")

    def run():
        for value in VALUES[name]:
            call(returning(value), 7)
        raised(ValueError, call, raising(error), 7)
        raised((TypeError, ValueError), call, returning(object()), 7)

    balance.assert_steady(run, loops(200))


@pytest.mark.parametrize("name", RESULTS)
def test_results_by_kind(name):
    call = function_of("call", name)
    error = ERRORS.get(name, r.MathError.Overflow)
    for value in VALUES[name]:
        assert call(returning(r.Ok(value)), 7) == value
    caught = raised(r.RustError, call, returning(r.Err(error)), 7)
    assert caught.error == error
    raised(r.RustPanicError, call, returning(r.Panic), 7)
    raised(r.NullError, call, returning(r.Null), 7)
    for wrong in (r.Ok(object()), r.Err(object())):
        text = str(raised((TypeError, ValueError), call, returning(wrong), 7))
        assert text.startswith(f"{make_name(name)}(): result"), text


@pytest.mark.parametrize("name", RESULTS)
def test_results_by_their_exceptions(name, reports):
    call = function_of("call", name)
    error = ERRORS.get(name, r.MathError.Overflow)
    kind = type(raised(r.RustError, call, returning(r.Err(error)), 7))
    caught = raised(kind, call, raising(kind(error)), 7)
    assert type(caught) is kind
    assert caught.error == error
    # That of another type is an exception like any other.
    other = KeyError("other")
    assert raised(KeyError, call, raising(other), 7) is other
    assert reports.take() == []


def test_what_rust_makes_of_endings(reports):
    overflow = r.MathErrorException(r.MathError.Overflow)
    assert r.call_ending(returning(5), 7) is r.Ending.Success
    assert r.call_ending(returning(r.Err(r.MathError.Overflow)), 7) is r.Ending.Error
    assert r.call_ending(returning(r.Panic), 7) is r.Ending.Panicked
    assert r.call_ending(returning(r.Null), 7) is r.Ending.Nothing
    assert r.call_ending(raising(overflow), 7) is r.Ending.Error
    # Seen where nothing is raised: on a thread of Rust.
    call = r.call_result_on_thread
    raised(r.RustPanicError, call, raising(ValueError("a text")), 7)
    assert reports.take() == ["ValueError: a text"]
    assert raised(r.MathErrorException, call, raising(overflow), 7).error == 1
    assert reports.take() == []
    assert call(returning(5), 7) == 5
    text = "MakeResultU32(): result must be int, not str"
    raised(r.RustPanicError, call, returning("x"), 7)
    assert reports.take() == [f"TypeError: {text}"]


def test_the_first_that_is_not_ok_ends_it():
    calls = []

    def until(error):
        def run(x):
            calls.append(x)
            if x == 3:
                raise error
            return x

        return run

    assert r.call_results(same, 5) == 10
    for error in (ValueError("a text"), r.MathErrorException(r.MathError.Negative)):
        raised(type(error), r.call_results, until(error), 10)
        assert calls == [0, 1, 2, 3]
        calls.clear()


def test_an_error_that_cannot_be_one():
    wrong = r.MathErrorException(r.MathError.Overflow)
    wrong.error = "no error of arithmetic"
    raised((TypeError, ValueError), r.call_result_u32, raising(wrong), 7)


def test_results_that_are_given_through(balance, loops):
    assert r.rewrite(lambda text: text + "ß", "grüße") == "GRÜSSESS"
    assert r.rewrite_often(lambda text: f"{text},", 12) == "0,1,2,3,4,5,6,7,8,9,10,11,"
    assert r.reorder(lambda items: items, 4) == [0, 1, 2, 3]
    assert r.reorder(lambda items: list(items)[::-1], 4) == [3, 2, 1, 0]
    assert r.reorder(returning([]), 4) == []

    def run():
        r.rewrite(same, "text")
        r.rewrite_often(same, 20)
        r.reorder(same, 20)
        raised(KeyError, r.rewrite, raising(KeyError()), "text")
        raised(KeyError, r.reorder, raising(KeyError()), 20)

    balance.assert_steady(run, loops(500))


def test_a_slice_as_a_result(reports):
    assert r.narrow(same) == 54321
    assert r.narrow(lambda items: items[1:3]) == 320
    assert r.narrow(lambda items: items[:0]) == 0
    assert r.narrow(returning([1, 2, 3])) == 6
    assert r.narrow(returning(array.array("I", [4, 5]))) == 9
    raised(TypeError, r.narrow, returning(5))
    assert reports.take() == []


def test_a_c_string_as_a_result():
    first, second = r.choose(lambda a, b: a), r.choose(lambda a, b: b)
    assert r.choose(lambda a, b: a + b) == first + second > 0
    assert r.choose(returning(None)) == -1
    assert r.choose(returning("grüße")) == 7
    raised(TypeError, r.choose, returning(5))
    raised(ValueError, r.choose, returning("a\0b"))


# Arguments


@pytest.mark.parametrize("name", GIVEN)
def test_arguments(name):
    call = function_of("give", name)
    for value in GIVEN[name]:
        seen = []

        def take(x, seen=seen):
            seen.append(copied(x))
            return 3

        assert call(take, value) == 3
        assert seen == [value]
        assert type(seen[0]) is type(value)
    raised(KeyError, call, raising(KeyError()), GIVEN[name][-1])
    text = str(raised(TypeError, call, returning("x"), GIVEN[name][-1]))
    assert text.startswith(f"{type_of('Take', name)}(): result must be ")


@pytest.mark.parametrize("name", GIVEN)
def test_arguments_are_freed(name, balance, loops):
    call = function_of("give", name)

    def run():
        for value in GIVEN[name]:
            call(returning(3), value)
            raised(KeyError, call, raising(KeyError()), value)

    balance.assert_steady(run, loops(200))


def test_arguments_that_are_kept():
    kept = []

    def keep(x):
        kept.append(x)
        return 0

    r.give_string(keep, "grüße")
    r.give_vec(keep, [1, 2, 3])
    r.give_vec_string(keep, ["a", "b"])
    r.give_parcel(keep, PARCEL)
    r.give_content(keep, r.Content.Numbers([1, 2]))
    r.give_vec4(keep, r.Vec4(1, 2, 3, 4))
    gc.collect()
    assert kept[:5] == [
        "grüße",
        [1, 2, 3],
        ["a", "b"],
        PARCEL,
        r.Content.Numbers([1, 2]),
    ]
    assert kept[5] == r.Vec4(1, 2, 3, 4)
    # What Rust gave away is Python's, and can be given back.
    assert r.vec_sum_u32(kept[1]) == 6
    raised(r.MovedError, r.vec_sum_u32, kept[1])


def test_an_excerpt():
    def sum_up(x):
        assert x.second == [r.Spot(1, 2)]
        return sum(x.first) + sum(map(sum, x.rest))

    excerpt = r.Excerpt(b"\1\2", [r.Spot(1, 2)], [b"\3", b"\4\5"])
    assert r.give_excerpt(sum_up, excerpt) == 15


def test_mixed_arguments(balance, loops):
    seen = []

    def take(text, small, data, point, last):
        seen.append((text, small, list(data), point, last))
        return 0.5

    point = r.Vec3(1, 2, 3)
    assert r.give_mixed(take, "grüße", 255, b"\1\2", point, -0.5) == 0.5
    assert seen == [("grüße", 255, [1, 2], point, -0.5)]
    balance.assert_steady(
        lambda: raised(
            KeyError, r.give_mixed, raising(KeyError()), "text", 1, b"", point, 1.0
        ),
        loops(200),
    )


# References


def test_pointers_that_are_read():
    assert r.read_u32(lambda x: x[0] * 2, 2**32 - 1) == 2**33 - 2
    assert r.read_vec2(lambda x: x[0].x - x[0].y, r.Vec2(1.5, 1)) == 0.5
    assert r.read_maybe(lambda x: -1 if x is None else x[0], 5) == 5
    assert r.read_maybe(lambda x: -1 if not x else x[0], None) == -1
    context = r.context_create(5)
    r.context_append(context, 7)
    assert r.read_context(r.context_total, context) == 12
    r.context_destroy(context)
    assert r.pass_pointer(same, 5)
    assert not r.pass_pointer(returning(None), 5)
    assert not r.pass_pointer(returning(ctypes.pointer(ctypes.c_uint32(5))), 5)


@pytest.mark.parametrize("name", READ)
def test_references_that_are_read(name, balance, loops):
    call = function_of("read", name)
    for value in READ[name]:
        seen = []

        def take(x, seen=seen):
            seen.append(copied(x))
            return 3

        assert call(take, value) == 3
        assert seen == [value]

    def run():
        for value in READ[name]:
            call(returning(3), value)
            raised(KeyError, call, raising(KeyError()), value)

    balance.assert_steady(run, loops(200))


def test_pointers_that_are_written():
    def setting(value):
        def run(x):
            x[0] = value

        return run

    assert r.write_u32(setting(7), 5) == 7
    assert r.write_f64(setting(0.1), 5) == 0.1
    assert r.write_vec2(setting(r.Vec2(3, 4)), r.Vec2(1, 2)) == r.Vec2(3, 4)
    ref = r.Ref(5)
    assert r.write_u32_at(setting(7), ref) == 5
    assert ref.value == 7

    def write(x):
        x[0].y = 9

    assert r.write_vec2(write, r.Vec2(1, 2)) == r.Vec2(1, 9)

    def both(a, b):
        a[0] += 1
        b[0].x = 5
        return True

    point = r.Vec2(1, 2)
    assert r.write_two(both, ref, point) is True
    assert (ref.value, point) == (8, r.Vec2(5, 2))
    raised(KeyError, r.write_u32, raising(KeyError()), 5)


@pytest.mark.parametrize("name", WRITTEN)
def test_references_that_are_written(name, balance, loops):
    call = function_of("write", name)
    kept = []

    for before, after in WRITTEN[name]:

        def change(x, before=before, after=after):
            kept.append(x)
            assert x.value == before
            x.value = after
            assert x.value == after

        assert call(change, before) == after
        assert call(returning(None), before) == before

    # Nothing can be read or written there any more.
    for ref in kept:
        raised(r.ClosedError, getattr, ref, "value")
        raised(r.ClosedError, setattr, ref, "value", WRITTEN[name][0][1])

    def wrong(x):
        x.value = object()

    raised((TypeError, ValueError), call, wrong, WRITTEN[name][0][0])

    def run():
        for before, after in WRITTEN[name]:

            def change(x, after=after):
                x.value = after
                x.value = after
                raise KeyError

            raised(KeyError, call, change, before)

    balance.assert_steady(run, loops(200))


# Slices


def test_a_slice():
    def look(items):
        assert len(items) == 10
        assert (items[0], items[9], items[-1], items[-10]) == (0, 9, 9, 0)
        assert list(items) == list(range(10))
        assert list(reversed(items)) == list(range(10))[::-1]
        assert items[2:4] == [2, 3]
        assert 5 in items
        for index in (10, -11, 2**70):
            try:
                items[index]
            except IndexError:
                continue
            pytest.fail(f"there is an item {index}")
        return sum(items)

    assert r.give_range(look, 10) == 45
    assert r.give_range(len, 0) == r.give_null_slice(len) == 0
    assert r.give_range(sum, 100_000) == sum(range(100_000))
    assert r.give_slice_u8(sum, b"\1\2") == 3
    assert r.give_chunks(sum, range(10), 3) == 45
    seen = []
    r.give_chunks(lambda items: seen.append(list(items)) or 0, range(5), 2)
    assert seen == [[0, 1], [2, 3], [4]]


def test_slices_end_with_the_callback(reports):
    kept = []

    def keep(x):
        kept.append(x)
        return 0

    r.give_range(keep, 10)
    r.give_slice_spots(keep, [r.Spot(1, 2)])
    r.give_slice_strings(keep, ["a"])
    r.give_slice_parcels(keep, [PARCEL])
    r.give_slice_slices(keep, [b"a"])
    r.read_slice(keep, [1, 2])
    r.change_range(keep, 3)
    raised(KeyError, r.give_range, lambda items: keep(items) or {}[0], 5)
    for view in kept:
        for use in (len, list, repr, lambda view: view[0], lambda view: view[:]):
            if use is not repr:
                raised(r.ClosedError, use, view)
    assert len(kept) == 8
    assert reports.take() == []


def test_parts_of_slices_end_with_the_callback(reports):
    kept = []

    def keep(*parts):
        kept.extend(parts)
        return 0

    r.give_range(lambda items: keep(items[1:], items[1:][1:]), 10)
    r.give_slice_slices(lambda x: keep(x[0], *x), [b"abc", b"d"])
    r.give_excerpt(
        lambda x: keep(x.first, x.second, x.rest),
        r.Excerpt(b"ab", [r.Spot(1, 2)], [b"c", b"d"]),
    )
    ends = []
    for part in kept:
        try:
            ends.append(list(part))
        except r.ClosedError:
            ends.append(r.ClosedError)
    assert ends == [r.ClosedError] * len(kept)
    assert reports.take() == []


def test_iterators_of_slices_end_with_the_callback():
    kept = []
    r.give_range(lambda items: kept.append(iter(items)) or next(kept[0]), 10)
    raised(r.ClosedError, next, kept[0])


def test_exports_that_are_kept(reports):
    kept = []
    told = "BufferError: the memory of a slice is used after the callback"
    for export in (memoryview, lambda items: items.as_memoryview()):
        if export is memoryview and sys.version_info < (3, 12):
            continue

        def keep(items, export=export):
            kept.append(export(items))
            return 0

        r.give_range(keep, 10)
        (report,) = reports.take()
        assert report.startswith(told)
        kept.clear()
    # Those that are gone by then are fine.
    assert r.give_range(lambda items: sum(items.as_memoryview()), 10) == 45
    assert reports.take() == []


def test_numpy_exports_that_are_kept(reports, numpy):
    kept = []

    def keep(items):
        kept.append(numpy.asarray(items.as_memoryview()))
        return 0

    r.give_range(keep, 10)
    (report,) = reports.take()
    assert report.startswith("BufferError: the memory of a slice is used after")
    assert (
        r.give_range(lambda items: int(numpy.asarray(items.as_memoryview()).sum()), 10)
        == 45
    )


def test_slices_that_are_changed():
    def change(items):
        items[0] = 7
        items[-1] = 9
        return 100

    data = bytearray(b"\1\2\3")
    assert r.change_u8(change, data) == 7 + 2 + 9 + 100
    assert data == b"\7\2\x09"
    ref = r.Ref([1, 2, 3])
    assert r.change_u8_at(change, ref) == 118
    assert ref.value == [7, 2, 9]
    numbers = array.array("d", [1, 2, 3])
    assert r.change_f64(lambda items: change(items) / 4, numbers) == 18 - 25
    assert list(numbers) == [7, 2, 9]

    def double(items):
        items[:] = [2 * item for item in items]
        return 0

    assert r.change_range(double, 4) == [0, 2, 4, 6]
    spots = (r.Spot * 2)(r.Spot(1, 2), r.Spot(3, 4))

    def exchange(items):
        items[0] = items[1]
        items[1] = r.Spot(0, 0)
        return 5

    assert r.change_spots(exchange, spots) == 5
    assert (spots[0], spots[1]) == (r.Spot(3, 4), r.Spot(0, 0))
    target = array.array("I", [0, 0, 0])

    def transfer(source, target):
        target[: len(source)] = source
        return len(source)

    assert r.copy_u32(transfer, [4, 5], target) == 2
    assert list(target) == [4, 5, 0]


def test_records_that_are_changed(balance, loops):
    def change(items):
        items[0] = r.Parcel(items[0].receiver, "new", 7)
        return 1

    before = r.Parcel("a", "b", 1)
    assert r.change_parcel(change, before) == r.Parcel("b", "new", 7)
    assert before == r.Parcel("a", "b", 1)

    def run():
        r.change_parcel(change, before)
        raised(KeyError, r.change_parcel, lambda x: change(x) and {}[0], before)
        raised(TypeError, r.change_parcel, lambda x: x.__setitem__(0, 5), before)

    balance.assert_steady(run, loops(200))


# Exceptions


def test_an_exception_is_raised_from_the_call(reports):
    error = ValueError("a text")

    def at_fault(x):
        raise error

    with pytest.raises(ValueError) as caught:
        r.map_u32(at_fault, 5)
    assert caught.value is error
    assert error.__cause__ is None
    assert error.__context__ is None
    frames = traceback.extract_tb(caught.value.__traceback__)
    names = [frame.name for frame in frames]
    assert names[0] == "test_an_exception_is_raised_from_the_call"
    assert names[-1] == "at_fault"
    assert frames[-1].line == "raise error"
    assert reports.take() == []
    assert r.map_u32(same, 5) == 6


def test_all_families_raise(reports):
    context = r.context_create(5)
    parcel = r.Parcel("a", "b", 1)
    numbers = array.array("d", [1.0])
    calls = [
        (r.beat, 1),
        (r.notify, 1),
        (r.produce,),
        (r.weigh,),
        (r.read_u32, 5),
        (r.read_vec2, r.Vec2(1, 2)),
        (r.read_maybe, None),
        (r.read_context, context),
        (r.write_u32, 5),
        (r.write_string, "a"),
        (r.write_parcel, parcel),
        (r.change_f64, numbers),
        (r.change_range, 5),
        (r.change_parcel, parcel),
        (r.narrow,),
        (r.choose,),
        (r.rewrite, "a"),
        (r.reorder, 5),
        (r.delegate_owned, same, 5),
        (r.delegate_closure, 5, 5),
        (r.delegate_lent, same, 5),
        (r.delegate_many, 3, 5),
        (r.delegate_maybe, None, 5),
        (r.call_map, 5, 5),
        (r.call_option_map, 5, 5),
        (r.call_operations, 5, 5),
        (r.call_lent, 5),
        (r.call_while_true, 1),
        (r.pass_pointer, 5),
        (r.call_ending, 5),
        (r.call_results, 1),
    ]
    for call, *arguments in calls:
        for kind in (ValueError, KeyboardInterrupt, SystemExit, GeneratorExit):
            error = kind("a text")
            assert raised(kind, call, raising(error), *arguments) is error
            assert r._pending == []
            assert reports.take() == []
    r.context_destroy(context)


def test_the_first_of_several_is_raised(reports):
    first, second = ValueError("first"), KeyError("second")
    assert raised(ValueError, r.call_both, raising(first), raising(second), 5) is first
    assert reports.take() == ["KeyError: 'second'"]
    assert raised(KeyError, r.call_both, same, raising(second), 5) is second
    errors = [ValueError(str(n)) for n in range(5)]

    def fail(x):
        raise errors[x]

    assert raised(ValueError, r.notify, fail, 5) is errors[0]
    assert reports.take() == [f"ValueError: {n}" for n in range(1, 5)]


def test_rust_goes_on_after_an_exception(reports):
    calls = []

    def fail(x):
        calls.append(x)
        if x == 3:
            raise ValueError("a text")
        return x

    raised(ValueError, r.sum_calls, fail, 6)
    assert calls == [0, 1, 2, 3, 4, 5]
    ref = r.Ref(5)
    raised(ValueError, r.write_u32_at, raising(ValueError()), ref)
    assert ref.value == 5


def test_a_stored_callback_that_raises_later(reports):
    error = ValueError("a text")
    assert r.store_callback(raising(error)) == 1
    assert r.store_callback(raising(KeyError("second"))) == 2
    for _ in range(3):
        assert raised(ValueError, r.call_stored, 5) is error
        assert reports.take() == ["KeyError: 'second'"]
    assert r.drop_stored() == 2
    assert r.call_stored(5) == 0


def test_nested_calls(reports):
    inner = ValueError("inner")

    def handled(x):
        assert raised(ValueError, r.map_u32, raising(inner), x) is inner
        return x

    assert r.map_u32(handled, 5) == 6
    assert r.call_results(lambda x: r.map_u32(handled, x), 3) == 1 + 2 + 3

    def unhandled(x):
        return r.map_u32(raising(inner), x)

    assert raised(ValueError, r.map_u32, unhandled, 5) is inner

    def replaced(x):
        try:
            return r.map_u32(raising(inner), x)
        except ValueError:
            raise KeyError("outer") from None

    raised(KeyError, r.map_u32, replaced, 5)

    # The outer one raises after the inner one did well.
    def outer(x):
        assert r.map_u32(same, x) == x + 1
        raise KeyError("outer")

    raised(KeyError, r.map_u32, outer, 5)
    assert reports.take() == []


def test_nested_calls_in_the_second_of_two(reports):
    def second(x):
        # What the first one left belongs to the call outside.
        assert r.map_u32(same, x) == x + 1
        assert r.call_option_u32(same, x) == x
        return x

    raised(ValueError, r.call_both, raising(ValueError()), second, 5)
    assert reports.take() == []


def test_deep_nesting():
    def down(x):
        if x == 0:
            raise ValueError("at the bottom")
        return r.map_u32(down, x - 1)

    assert str(raised(ValueError, r.map_u32, down, 40)) == "at the bottom"

    def count(x):
        return 0 if x == 0 else r.map_u32(count, x - 1)

    assert r.map_u32(count, 40) == 41


RECURSIVE = {
    "map_u32": lambda f: r.map_u32(f, 5),
    "call_result_u32": lambda f: r.call_result_u32(f, 5),
    "call_vec3": lambda f: r.call_vec3(f, 5),
    "call_couple": lambda f: r.call_couple(f, 5),
    "call_option_f64": lambda f: r.call_option_f64(f, 5),
    "give_range": lambda f: r.give_range(f, 5),
    "give_string": lambda f: r.give_string(f, "a"),
    "produce": r.produce,
    "notify": lambda f: r.notify(f, 1),
}


@pytest.mark.parametrize("room", range(200, 206))
@pytest.mark.parametrize("name", RECURSIVE)
def test_recursion_without_end(name, room, reports):
    """Wherever the end of the stack is, Rust gets a value and Python the error."""
    call = RECURSIVE[name]

    def down(*_):
        return call(down)

    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(min(limit, len(traceback.extract_stack()) + room))
    try:
        raised(RecursionError, call, down)
    finally:
        sys.setrecursionlimit(limit)
    # Several may come where there is no room to put them in order.
    assert {told.partition(":")[0] for told in reports.take()} <= {"RecursionError"}
    assert r._pending == []
    assert r.map_u32(same, 5) == 6


def test_exceptions_on_threads_of_rust(reports):
    assert r.call_on_thread(raising(ValueError("a text")), 5) == 0
    assert reports.take() == ["ValueError: a text"]
    assert r.call_from_threads(raising(ValueError("a text")), 4, 3) == 0
    assert reports.take() == ["ValueError: a text"] * 12
    r.store_callback(raising(KeyError("stored")))
    assert r.call_stored_on_thread(5) == 0
    assert reports.take() == ["KeyError: 'stored'"]
    assert r.drop_stored_on_thread() == 1
    assert r.call_on_thread(returning(-1), 5) == 0
    told = "OverflowError: MapU32(): result must be in 0..=4294967295, got -1"
    assert reports.take() == [told]


def test_exceptions_do_not_leak(balance, loops, reports):
    def run():
        raised(ValueError, r.map_u32, raising(ValueError()), 5)
        raised(ValueError, r.call_both, raising(ValueError()), raising(KeyError()), 5)
        r.call_on_thread(raising(ValueError()), 5)
        reports.take()

    balance.assert_steady(run, loops(1000), objects=True)


# How long functions live


class Watched(ValueError):
    """An exception that can be watched."""


class Function:
    """A function that can be watched."""

    def __init__(self, result):
        self.result = result

    def __call__(self, *_):
        if isinstance(self.result, BaseException):
            raise type(self.result)
        return self.result


LIVES = {
    "map_u32": (lambda f: r.map_u32(f, 5), 5),
    "map_f64": (lambda f: r.map_f64(f, 5), 5.0),
    "wrapped": (lambda f: r.map_u32(r.MapU32(f), 5), 5),
    "notify": (lambda f: r.notify(f, 5), None),
    "weigh": (r.weigh, 5.0),
    "call_vec3": (lambda f: r.call_vec3(f, 5), r.Vec3(1, 2, 3)),
    "call_option_u32": (lambda f: r.call_option_u32(f, 5), None),
    "call_result_string": (lambda f: r.call_result_string(f, 5), "a"),
    "call_wide": (lambda f: r.call_wide(f, 5), WIDE),
    "give_string": (lambda f: r.give_string(f, "a"), 1),
    "give_range": (lambda f: r.give_range(f, 5), 1),
    "write_string": (lambda f: r.write_string(f, "a"), None),
    "narrow": (r.narrow, [1, 2]),
    "choose": (r.choose, "text"),
    "same_callback": (lambda f: r.same_callback(f)(5), 5),
    "call_lent": (lambda f: r.call_lent(f, 5), 5),
    "lent and wrapped": (lambda f: r.call_lent(r.MapU32(f), 5), 5),
    "call_slice": (lambda f: r.call_slice([f, f], 5), 5),
    "call_optional": (lambda f: r.call_optional(r.Some(f), 5), 5),
    "call_if_ok": (lambda f: r.call_if_ok(r.Ok(f), 5), 5),
    "replace_callback": (lambda f: r.replace_callback(r.Ref(f), f)(5), 5),
    "handle": (lambda f: r.handle(r.Handler.Mapping(f), 5), 5),
    "closure_twice": (lambda f: r.closure_twice(f)(5), 5),
    "call_map": (lambda f: r.call_map(returning(f), 5, 5), 5),
    "delegate_lent": (lambda f: r.delegate_lent(lambda g, x: g(x), f, 5), 5),
    "delegate_owned": (lambda f: r.delegate_owned(lambda g, x: g(x), f, 5), 5),
    "call_on_thread": (lambda f: r.call_on_thread(f, 5), 5),
    "drop_on_thread": (r.drop_on_thread, 5),
}


@pytest.mark.parametrize("name", LIVES)
def test_functions_live_as_long_as_rust_has_them(name, no_collector, reports):
    call, result = LIVES[name]
    for outcome in (result, ValueError("a text"), object()):
        function = Function(outcome)
        watched = weakref.ref(function)
        try:
            call(function)
        except (ValueError, TypeError) as error:
            # Who catches one without its traceback holds nothing.
            error.__traceback__ = None
        del function
        assert watched() is None, f"{outcome!r}"
    reports.take()


def test_exceptions_hold_no_cycle(no_collector):
    function = Function(Watched())
    watched = weakref.ref(function)
    for call in (r.map_u32, r.call_result_u32, r.call_vec3, r.sum_calls_lent):
        for _ in range(2):
            try:
                call(function, 1)
            except ValueError as error:
                caught = weakref.ref(error)
            assert caught() is None
    del function
    assert watched() is None


def test_stored_functions_live_on(balance):
    functions = [Function(n) for n in range(300)]
    watched = [weakref.ref(function) for function in functions]
    for number, function in enumerate(functions):
        assert r.store_callback(function) == number + 1
    del functions, function
    gc.collect()
    assert all(reference() is not None for reference in watched)
    assert r.call_stored(5) == sum(range(300))
    taken = r.take_stored()
    assert taken(5) == 299
    assert r.drop_stored() == 299
    assert sum(reference() is not None for reference in watched) == 1
    del taken
    assert all(reference() is None for reference in watched)
    assert r.take_stored() is None


def test_a_callback_that_drops_itself():
    def drop(x):
        return r.drop_stored()

    r.store_callback(drop)
    assert r.call_stored(5) == 1
    assert r.count_stored() == 0


def test_callbacks_made_and_dropped_often(balance, loops):
    def run():
        r.map_u32(lambda x: x, 5)

    balance.assert_steady(run, loops(100_000), objects=True)
    assert len(r._codec_MapU32.structs) < 1000


@pytest.mark.parametrize("name", LIVES)
def test_all_ways_are_steady(name, balance, loops, reports):
    call, result = LIVES[name]

    def run():
        call(Function(result))

    balance.assert_steady(run, loops(1000), objects=True)


def test_slots_are_used_again():
    r.map_f64(same, 5)
    before = len(r._codec_MapF64.structs)
    for _ in range(1000):
        r.map_f64(lambda x: x, 5)
    assert len(r._codec_MapF64.structs) == before


# Callback objects


def test_wrapped_functions():
    calls = []
    callback = r.MapU32(lambda x: calls.append(x) or x)
    for number in range(1000):
        assert r.map_u32(callback, number) == number + 1
    assert calls == list(range(1000))
    assert callback(7) == 7
    assert r.sum_thousand(callback) == 499_500
    assert r.MapU32(function=same)(5) == 5
    # Another type with the same parameters takes it as any callable.
    assert r.call_option_u32(r.MapU32(same), 5) == 5
    assert r.map_u32(r.MapU32(r.MapU32(same)), 5) == 6


def test_wrapping_what_cannot_be_called(reports):
    for wrong in (None, 5, "abs", []):
        kind = type(wrong).__name__
        expected = f"MapU32(): argument 'function' must be callable, not {kind}"
        assert refusal(TypeError, r.MapU32, wrong) == expected
    gc.collect()
    assert reports.take() == []


def test_what_can_be_called():
    class Adder:
        def __init__(self, step):
            self.step = step

        def add(self, x):
            return x + self.step

        @staticmethod
        def same(x):
            return x

        __call__ = add

    assert r.map_u32(Adder(3), 5) == 9
    assert r.map_u32(Adder(3).add, 5) == 9
    assert r.map_u32(Adder.same, 5) == 6
    assert r.map_i64(abs, -5) == 6
    assert r.map_u32(int, 5) == 6
    assert r.map_u32(r.complement_u32, 5) == 2**32 - 5


def test_reprs():
    assert repr(r.MapU32(abs)) == f"MapU32({abs!r})"
    closure = r.closure_adding(1)
    assert repr(closure) == "<MapU32 of Rust>"
    closure.close()
    assert CLOSED in repr(closure)
    closure = r.closure_adding(1)
    r.map_u32(closure, 5)
    assert MOVED in repr(closure)


def test_closing_wrapped_functions():
    function = Function(5)
    watched = weakref.ref(function)
    with r.MapU32(function) as callback:
        assert callback(1) == 5
    del function
    callback.close()
    assert watched() is None
    for call in (callback, lambda x: r.map_u32(callback, x)):
        assert raised(r.ClosedError, call, 5).args[0].endswith(CLOSED)
    # What Rust has it keeps.
    callback = r.MapU32(same)
    r.store_callback(callback)
    callback.close()
    assert r.call_stored(5) == 5
    r.drop_stored()


def test_callbacks_there_and_back(balance, loops):
    back = r.same_callback(same)
    assert type(back) is r.MapU32
    assert back(5) == 5
    assert r.map_u32(back, 5) == r.map_u32(back, 5) == 6
    for _ in range(10):
        back = r.same_callback(back)
    assert back(5) == 5
    callback = r.MapU32(same)
    assert r.same_callback(callback)(5) == callback(5) == 5
    closure = r.closure_adding(3)
    other = r.same_callback(closure)
    assert other(5) == 8
    raised(r.MovedError, closure, 5)
    r.store_callback(other)
    assert r.take_stored()(5) == 8
    balance.assert_steady(lambda: r.same_callback(same)(5), loops(1000), objects=True)


def test_lent_callbacks():
    closure = r.closure_adding(3)
    for _ in range(3):
        assert r.call_lent(closure, 5) == 8
        assert r.has_function(closure)
        assert r.sum_calls_lent(closure, 3) == 3 + 4 + 5
    assert r.call_lent(same, 5) == 5
    assert r.call_lent(r.MapU32(same), 5) == 5
    assert r.call_lent(r.Ref(same), 5) == 5


def test_replacing_a_callback(balance, loops):
    ref = r.Ref(lambda x: x + 1)
    before = r.replace_callback(ref, lambda x: x + 2)
    assert (before(5), ref.value(5)) == (6, 7)
    before = r.replace_callback(ref, r.closure_adding(3))
    assert (before(5), ref.value(5)) == (7, 8)
    before = r.replace_callback(ref, lambda x: x + 4)
    assert (before(5), ref.value(5)) == (8, 9)
    assert r.call_lent(ref, 5) == 9

    def run():
        ref = r.Ref(r.closure_adding(1))
        r.replace_callback(ref, r.closure_adding(2))
        r.replace_callback(ref, same)
        ref.value(5)

    balance.assert_steady(run, loops(1000), objects=True)


def test_slices_of_callbacks(balance, loops):
    closure = r.closure_adding(3)
    callbacks = [same, r.MapU32(lambda x: x + 1), closure, closure]
    assert r.call_slice(callbacks, 5) == 5 + 6 + 8 + 8
    assert r.call_chain(callbacks, 5) == 5 + 1 + 3 + 3
    assert closure(5) == 8
    assert r.call_slice([], 5) == 0
    assert r.call_slice((same,) * 1000, 5) == 5000
    for wrong in ([None], [same, 5], [same, None]):
        text = str(raised(TypeError, r.call_slice, wrong, 5))
        assert text.startswith("call_slice(): argument 'callbacks'")
    raised(ValueError, r.call_slice, [same, raising(ValueError())], 5)
    balance.assert_steady(lambda: r.call_slice(callbacks, 5), loops(1000), objects=True)


def test_options_and_results_of_callbacks():
    assert r.call_optional(r.Some(same), 5) == 5
    assert r.call_optional(r.Some(r.closure_adding(1)), 5) == 6
    assert r.call_optional(None, 5) is None
    assert r.call_if_ok(r.Ok(same), 5) == 5
    assert r.call_if_ok(r.Ok(r.closure_adding(1)), 5) == 6
    for other in (r.Err(r.MathError.Overflow), r.Panic, r.Null):
        assert r.call_if_ok(other, 5) is None
    raised(TypeError, r.call_optional, r.Some(None), 5)
    raised(TypeError, r.call_if_ok, r.Ok(None), 5)
    assert r.closure_if(is_present=True, step=3).value(5) == 8
    assert r.closure_if(is_present=False, step=3) is None
    assert r.end_closure(r.Ending.Success, 3)(5) == 8
    raised(r.MathErrorException, r.end_closure, r.Ending.Error, 3)
    raised(r.RustPanicError, r.end_closure, r.Ending.Panicked, 3)
    raised(r.NullError, r.end_closure, r.Ending.Nothing, 3)


def test_none_is_no_callback():
    calls = [(f"map_{name}", 5) for name in INTS]
    calls += [(f"call_{name}", 5) for name in VALUES]
    calls += [(f"give_{name}", values[-1]) for name, values in GIVEN.items()]
    calls += [(f"read_{name}", values[-1]) for name, values in READ.items()]
    calls += [(f"write_{name}", values[-1][0]) for name, values in WRITTEN.items()]
    calls += [("produce",), ("weigh",), ("store_callback",), ("same_callback",)]
    for name, *arguments in calls:
        for wrong in (None, 5, "abs"):
            kind = type(wrong).__name__
            expected = f"{name}(): argument 'callback' must be callable, not {kind}"
            assert refusal(TypeError, getattr(r, name), wrong, *arguments) == expected


# Tables


def operations(told=None):
    notify = returning(None) if told is None else told.append
    return r.Operations(lambda x: x + 1, 0.5, lambda a, b: a - b, notify, 7)


def test_tables():
    told = []
    table = operations(told)
    assert r.run_operations(table, 5) == 6 * 0.5 + 7 + 7
    assert r.run_operations_at(table, 7) == 8 * 0.5 + 7 + 7
    assert told == [5, 7]
    back = r.same_operations(table)
    assert (back.map(5), back.scale, back.combine(5, 3), back.id) == (6, 0.5, 2, 7)
    back.notify(9)
    assert told == [5, 7, 9]
    made = r.make_operations(3)
    assert (made.map(5), made.combine(5, 3), made.notify(5)) == (8, 2, None)
    assert r.run_operations_at(made, 5) == 8 * 0.5 + 7 + 7
    assert r.run_operations(made, 5) == 18
    raised(r.MovedError, r.run_operations, made, 5)
    raised(TypeError, r.Operations, None, 0.5, same, same, 7)
    raised(TypeError, setattr, table, "map", 5)
    table.map = r.closure_adding(10)
    assert r.run_operations_at(table, 5) == 15 * 0.5 + 7 + 7
    table.map = raising(ValueError("a text"))
    raised(ValueError, r.run_operations, table, 5)


def test_stored_tables(reports):
    functions = Function(5), Function(3), Function(None)
    watched = [weakref.ref(function) for function in functions]
    table = r.Operations(functions[0], 2.0, functions[1], functions[2], 7)
    assert r.store_operations(table) == 1
    assert r.store_operations(r.make_operations(1)) == 2
    del functions, table
    gc.collect()
    assert r.run_stored_operations(5) == (10 + 3 + 7) + (3 + 7 + 7)
    # Two of them raise: the first is raised, the others are told.
    for reference, error in zip(watched[:2], (ValueError("a"), KeyError("b"))):
        function = reference()
        function.result = error
    del function
    raised(ValueError, r.run_stored_operations, 5)
    assert reports.take() == ["KeyError: "]
    assert r.drop_stored_operations() == 2
    gc.collect()
    assert [reference() for reference in watched] == [None] * 3


def test_replacing_in_tables(balance, loops):
    ref = r.Ref(operations())
    before = r.replace_operation(ref, lambda x: x + 2)
    assert (before(5), ref.value.map(5)) == (6, 7)
    before = r.replace_operation(ref, r.closure_adding(3))
    assert (before(5), ref.value.map(5)) == (7, 8)
    assert r.run_operations_at(ref, 5) == 8 * 0.5 + 7 + 7

    def run():
        ref = r.Ref(r.make_operations(1))
        r.replace_operation(ref, same)
        r.replace_operation(ref, r.closure_adding(1))
        r.run_operations_at(ref, 5)
        r.store_operations(r.make_operations(2))
        r.store_operations(operations())
        r.run_stored_operations(5)
        r.drop_stored_operations()

    balance.assert_steady(run, loops(500), objects=True)


def test_tables_of_a_wrong_callback_move_nothing():
    made = r.make_operations(3)
    made.combine.close()
    raised(r.ClosedError, r.run_operations, made, 5)
    assert made.map(5) == 8


def test_handlers():
    assert r.handle(r.Handler.Missing(), 5) == -1
    assert r.handle(r.Handler.Mapping(same), -5) == 5
    assert r.handle(r.Handler.Combining(lambda a, b: a - b), -5) == -105
    handler = r.make_handler(3)
    assert isinstance(handler, r.Handler.Mapping)
    assert handler.value(5) == 8
    handler = r.same_handler(handler)
    assert r.handle(handler, 5) == 8
    raised(r.MovedError, r.handle, handler, 5)
    assert r.same_handler(r.Handler.Mapping(same)).value(5) == 5
    raised(ValueError, r.handle, r.Handler.Mapping(raising(ValueError())), 5)


# Callbacks of callbacks


def test_callbacks_as_arguments(balance, loops):
    def use(inner, x):
        return inner(x)

    assert r.delegate_owned(use, lambda x: x + 1, 5) == 6
    assert r.delegate_owned(use, r.closure_adding(3), 5) == 8
    assert r.delegate_closure(use, 3, 5) == 8
    assert r.delegate_lent(use, lambda x: x + 1, 5) == 6
    assert r.delegate_lent(use, r.closure_adding(3), 5) == 8
    assert r.delegate_many(lambda many, x: sum(f(x) for f in many), 4, 5) == 30
    maybe = [None, r.Some(same), r.Some(r.closure_adding(3))]
    got = [
        r.delegate_maybe(lambda f, x: -1 if f is None else f.value(x), inner, 5)
        for inner in maybe
    ]
    assert got == [-1, 5, 8]
    for table in (operations(), r.make_operations(1)):
        assert r.operate_lent(lambda x, y: x.map(y) + x.combine(5, 3), table, 5) == 8
    assert r.operate(lambda x, y: x.map(y) + x.combine(5, 3), operations(), 5) == 8
    kept = []
    r.delegate_closure(lambda inner, x: kept.append(inner) or x, 3, 5)
    assert kept[0](5) == 8

    def run():
        r.delegate_closure(use, 3, 5)
        r.delegate_owned(use, same, 5)
        r.delegate_lent(use, same, 5)
        r.delegate_many(lambda many, x: many[0](x), 4, 5)
        r.operate(lambda x, y: 0.5, r.make_operations(1), 5)
        r.operate_lent(lambda x, y: 0.5, r.make_operations(1), 5)
        raised(KeyError, r.delegate_closure, raising(KeyError()), 3, 5)
        raised(KeyError, r.operate, raising(KeyError()), operations(), 5)

    balance.assert_steady(run, loops(500), objects=True)


def test_callbacks_as_results(balance, loops):
    assert r.call_map(lambda a: lambda b: 10 * a + b, 1, 2) == 12
    assert r.call_map(r.closure_adding, 1, 2) == 3
    assert r.call_option_map(lambda a: r.Some(lambda b: a + b), 1, 2) == 3
    assert r.call_option_map(returning(None), 1, 2) is None
    assert r.call_operations(r.make_operations, 1, 2) == 3 * 0.5 + 7 + 7
    assert r.call_operations(lambda a: operations(), 1, 2) == 15.5
    expected = "MakeMap(): result must be callable, not NoneType"
    assert refusal(TypeError, r.call_map, returning(None), 1, 2) == expected
    assert r.closure_making(3)(5)(7) == 15

    def run():
        r.call_map(lambda a: lambda b: a + b, 1, 2)
        r.call_map(r.closure_adding, 1, 2)
        r.call_operations(r.make_operations, 1, 2)
        raised(KeyError, r.call_map, returning(raising(KeyError())), 1, 2)

    balance.assert_steady(run, loops(500), objects=True)


def test_what_was_lent_ends_with_the_callback():
    kept = []

    def keep(*parts):
        kept.extend(parts)
        return 0

    r.delegate_lent(lambda f, x: keep(f), r.closure_adding(3), 5)
    r.delegate_many(lambda many, x: keep(many[0], *many), 2, 5)
    r.operate_lent(lambda x, _: keep(x.map), r.make_operations(3), 5)
    for part in kept:
        raised(r.ClosedError, part, 5)
        raised(r.ClosedError, r.map_u32, part, 5)


def test_what_was_lent_cannot_be_given_away():
    def give(inner, x):
        raised(r.InteropError, r.map_u32, inner, x)
        return inner(x)

    assert r.delegate_lent(give, r.closure_adding(3), 5) == 8
    assert r.delegate_many(lambda many, x: give(many[0], x), 2, 5) == 6


# Closures of Rust


CLOSURES = {
    "adding": (lambda: r.closure_adding(3), (5,), 8),
    "counting": (lambda: r.closure_counting(3), (), 3),
    "combining": (lambda: r.closure_combining(-3), (5, 7), -8),
    "prefixing": (lambda: r.closure_prefixing("grü"), ("ße",), "grüße"),
    "vec2": (lambda: r.closure_vec2(0.5), (3,), r.Vec2(3, 0.5)),
    "vec4": (lambda: r.closure_vec4(0.1), (3,), r.Vec4(3, 1.5, -2.5, 0.1)),
    "result": (lambda: r.closure_result(5), (3,), r.Ok(2)),
    "error": (lambda: r.closure_result(5), (7,), r.Err(r.MathError.Negative)),
    "option": (r.closure_option, (8,), 4),
    "none": (r.closure_option, (7,), None),
    "summing": (lambda: r.closure_summing(5), ([1, 2],), 8),
    "doubling": (r.closure_doubling, (array.array("d", [1.0]),), None),
    "writing": (lambda: r.closure_writing(3), (r.Ref(5),), None),
    "twice": (lambda: r.closure_twice(lambda x: x + 2), (5,), 9),
    "if": (lambda: r.closure_if(is_present=True, step=3).value, (5,), 8),
    "end": (lambda: r.end_closure(r.Ending.Success, 3), (5,), 8),
    "plain": (r.plain_callback, (5,), 15),
    "operation": (lambda: r.make_operations(3).map, (5,), 8),
    "handler": (lambda: r.make_handler(3).value, (5,), 8),
}

each_closure = pytest.mark.parametrize("name", CLOSURES)


@each_closure
def test_closures(name):
    make, arguments, expected = CLOSURES[name]
    closure = make()
    got = closure(*arguments)
    if expected is not None:
        assert got == expected
    with closure as entered:
        assert entered is closure
        closure(*arguments)
    for _ in range(3):
        closure.close()
    kind = type(closure).__name__
    expected = f"{kind}(): {CLOSED}"
    assert str(raised(r.ClosedError, closure, *arguments)) == expected


@each_closure
def test_closures_are_freed(name, balance, loops):
    make, arguments, _ = CLOSURES[name]

    def run():
        make()(*arguments)
        with make() as closure:
            closure(*arguments)
        closure.close()
        del closure
        make().close()
        make()

    balance.assert_steady(run, loops(10_000) // 5, objects=True)


@each_closure
def test_closures_are_not_copied(name):
    closure = CLOSURES[name][0]()
    kind = type(closure).__name__
    for ends in (False, True):
        if ends:
            closure.close()
        for copies in (copy.copy, copy.deepcopy, pickle.dumps):
            message = str(raised(TypeError, copies, closure))
            assert message == f"a {kind} of Rust cannot be copied or pickled"


def test_copies_of_functions():
    for copied_one in copies_of(r.MapI64(abs)):
        assert type(copied_one) is r.MapI64
        assert copied_one(-5) == 5
        assert r.map_i64(copied_one, -5) == 6


def test_arguments_of_closures():
    closure = r.closure_adding(3)
    assert closure(x=5) == 8
    for wrong in (-1, 2**32):
        message = refusal(OverflowError, closure, wrong)
        assert message.startswith("MapU32(): argument 'x' must be in 0..=4294967295")
    expected = "MapU32(): argument 'x' must be int, not str"
    assert refusal(TypeError, closure, "5") == expected
    raised(TypeError, closure)
    raised(TypeError, closure, 1, 2)
    raised(TypeError, r.closure_prefixing("a"), 5)
    raised(TypeError, r.closure_summing(5), [1, "x"])
    counting = r.closure_counting(2**32 - 1)
    assert [counting() for _ in range(3)] == [2**32 - 1, 0, 1]
    numbers = array.array("d", [1.0, 2.0])
    assert r.closure_doubling()(numbers) == 2.0
    assert list(numbers) == [2.0, 4.0]
    ref = r.Ref(5)
    assert r.closure_writing(3)(ref) is None
    assert ref.value == 8


def test_closures_that_rust_gets_back(balance, loops):
    for give in (r.same_callback, r.store_callback, lambda f: r.map_u32(f, 5)):
        closure = r.closure_adding(3)
        give(closure)
        expected = f"MapU32(): {MOVED}"
        assert str(raised(r.MovedError, closure, 5)) == expected
        for call in (r.map_u32, r.call_lent, r.closure_twice):
            arguments = () if call is r.closure_twice else (5,)
            text = str(raised(r.MovedError, call, closure, *arguments))
            assert text == f"{call.__name__}(): argument 'callback': {MOVED}"
        closure.close()
        raised(r.MovedError, closure, 5)
    assert r.call_stored(5) == 8
    r.drop_stored()

    def run():
        r.map_u32(r.closure_adding(3), 5)
        r.same_callback(r.closure_adding(3))
        r.closure_twice(r.closure_twice(r.closure_adding(3)))(5)
        r.store_callback(r.closure_adding(3))
        r.take_stored()
        r.drop_on_thread(r.closure_adding(3))

    balance.assert_steady(run, loops(1000), objects=True)


def test_a_refused_call_moves_nothing(balance, loops):
    def run():
        closure = r.closure_adding(3)
        raised(OverflowError, r.map_u32, closure, -1)
        raised(r.MovedError, r.call_both, closure, closure, 5)
        raised(TypeError, r.call_both, closure, None, 5)
        assert closure(5) == 8
        assert r.map_u32(closure, 5) == 9

    balance.assert_steady(run, loops(500), objects=True)


def test_a_closed_closure_takes_nothing(balance, loops):
    def run():
        given, delegating = r.closure_adding(3), r.closure_delegating()
        assert delegating(lambda x: 2 * x, 5) == 10
        delegating.close()
        raised(r.ClosedError, delegating, given, 5)
        assert given(5) == 8
        delegating = r.closure_delegating()
        raised(TypeError, delegating, given, "5")
        assert delegating(given, 5) == 8
        raised(r.MovedError, given, 5)

    balance.assert_steady(run, loops(500), objects=True)


def test_no_closure_moves_during_a_call():
    refused = []

    def inner(x):
        for use in (
            lambda: r.map_u32(closure, x),
            lambda: r.store_callback(closure),
            closure.close,
        ):
            refused.append(str(raised(r.ConcurrentUseError, use)))
        # Lending it is fine.
        return x + 1

    closure = r.closure_twice(inner)
    assert closure(5) == 7
    assert refused[0] == "map_u32(): argument 'callback': the closure is being called"
    assert refused[2] == "close(): the closure is being called"
    assert len(refused) == 6
    # Nor while it is lent.
    refused.clear()
    assert r.call_lent(closure, 5) == 7
    assert len(refused) == 6
    assert closure(5) == 7
    closure.close()


def test_a_closure_in_itself():
    depth = []

    def inner(x):
        if x < 3:
            depth.append(x)
            return closure(x + 1)
        return x

    closure = r.closure_twice(inner)
    assert closure(0) == 3
    assert depth == [0, 1, 2]
    closure.close()


def test_exceptions_through_closures(reports):
    closure = r.closure_twice(raising(ValueError("a text")))
    for _ in range(3):
        raised(ValueError, closure, 5)
        assert reports.take() == ["ValueError: a text"]
    raised(ValueError, r.call_lent, closure, 5)
    assert reports.take() == ["ValueError: a text"]


def test_null_callbacks():
    assert r.null_callback() is None
    assert r.take_stored() is None


# Threads


def test_threads_of_rust():
    done = []
    calls = []

    def call():
        calls.append(None)
        done.append(r.call_from_threads(lambda x: calls.append(x) or x, 8, 2000))

    thread = threading.Thread(target=call)
    thread.start()
    turns = 0
    while thread.is_alive():
        turns += sum(range(100)) > 0
    thread.join()
    assert done == [8 * sum(range(2000))]
    assert len(calls) == 1 + 8 * 2000
    assert turns > 0
    # And with the main thread waiting in Rust.
    assert r.call_from_threads(same, 8, 2000) == 8 * sum(range(2000))
    assert r.call_from_threads(r.closure_adding(1), 8, 10) == 8 * sum(range(11))


def test_other_results_on_threads_of_rust():
    assert r.call_on_thread(same, 5) == 5
    assert r.call_result_on_thread(same, 5) == 5
    idents = []
    r.call_on_thread(lambda x: idents.append(threading.get_ident()) or x, 5)
    assert idents[0] != threading.get_ident()

    # A call of Rust there is one like any other, and raises there.
    def nested(x):
        raised(ValueError, r.map_u32, raising(ValueError()), x)
        return r.map_u32(same, x)

    assert r.call_on_thread(nested, 5) == 6
    assert r.call_from_threads(nested, 4, 10) == 4 * sum(range(11))


def test_threads_of_python(loops):
    failures = []
    start = threading.Barrier(8)

    def work(number):
        try:
            start.wait()
            error = ValueError(number)
            for turn in range(loops(2000)):
                assert r.map_u32(lambda x: x + number, turn) == turn + number + 1
                assert raised(ValueError, r.map_u32, raising(error), 5) is error
                assert r.call_vec3(lambda x: r.Vec3(x, number, 0), 5) == r.Vec3(
                    5, number, 0
                )
                assert (
                    r.rewrite(lambda text: text * 2, f"a{number}") == f"A{number}" * 2
                )
                with r.closure_twice(lambda x: x + number) as closure:
                    assert closure(turn) == turn + 2 * number
                assert r.give_range(sum, number) == sum(range(number))
        except BaseException as error:  # noqa: BLE001 (all of it is told)
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_one_callback_on_many_threads(loops):
    callback, closure, failures = r.MapU32(same), r.closure_adding(1), []

    def work():
        try:
            for turn in range(loops(5000)):
                assert r.map_u32(callback, turn) == turn + 1
                assert closure(turn) == turn + 1
                assert r.call_lent(closure, turn) == turn + 1
        except BaseException as error:  # noqa: BLE001 (all of it is told)
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    closure.close()


def test_one_closure_is_given_once(loops):
    for _ in range(loops(200)):
        closure, outcomes = r.closure_adding(1), []
        start = threading.Barrier(4)

        def work(closure=closure, outcomes=outcomes, start=start):
            start.wait()
            try:
                outcomes.append(r.map_u32(closure, 5))
            except r.MovedError:
                outcomes.append(None)

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(outcomes, key=str) == [7, None, None, None]


# Ctrl-C


@pytest.fixture
def interruptible():
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("after", [0, 1, 2, 20])
def test_ctrl_c(after, interruptible, reports):
    for _ in range(50):
        seen = []

        def call(x, seen=seen):
            seen.append(x)
            return 1

        raised(KeyboardInterrupt, r.call_around_sigint, call, 3, after)
        assert r._pending == []
        # At most the call that the signal came with was not made.
        assert r.calls_after_sigint() == after
        assert seen[:3] == [0, 1, 2]
        assert seen[-1] == 2 + after or after == 1
        assert len(seen) in (3 + after - 1, 3 + after) or after == 0
        assert r.map_u32(same, 5) == 6
    assert reports.take() == []


@pytest.mark.parametrize("after", [0, 1, 20])
def test_ctrl_c_and_results(after, interruptible, reports):
    for _ in range(50):
        seen = []

        def call(x, seen=seen):
            seen.append(x)
            return 1

        raised(KeyboardInterrupt, r.call_results_around_sigint, call, 3, after)
        assert r._pending == []
        # It panics in the call that the signal came with, which ends the loop.
        assert r.calls_after_sigint() == min(after, 1)
        assert seen in ([0, 1, 2], [0, 1, 2, 3])
        assert r.call_results(returning(1), 5) == 5
    assert reports.take() == []


def test_ctrl_c_with_another_handler(interruptible):
    told = []
    signal.signal(signal.SIGINT, lambda number, _: told.append(number))
    assert r.call_around_sigint(returning(1), 3, 20) == 23
    assert r.call_results_around_sigint(returning(1), 3, 20) == 23
    assert told == [signal.SIGINT, signal.SIGINT]

    def fail(number, _):
        raise KeyError("handler")

    signal.signal(signal.SIGINT, fail)
    raised(KeyError, r.call_around_sigint, returning(1), 3, 20)
    assert r.calls_after_sigint() == 20


def test_calls_that_take_a_while():
    calls = itertools.count()
    assert r.call_while_true(lambda x: x < 5, 100) == 6
    assert r.call_while_true(returning(True), 100) == 100
    assert r.call_for_millis(lambda x: next(calls), 30, 1) == next(calls)
    raised(TypeError, r.call_while_true, returning(1), 100)
