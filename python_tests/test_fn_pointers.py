"""Function pointers: functions of Python that Rust calls by address, and functions of Rust."""

import copy
import ctypes
import functools
import gc
import math
import os
import pickle
import py_compile
import shutil
import subprocess
import sys
import textwrap
import threading
import traceback
import weakref

import pytest
from helpers import Index, copies_of, interpreter, refusal
from test_callbacks import Reports, copied, raised, raising, returning, same
from test_loading import LIBRARY

import reference_project as r

SECONDS = 30

LENT = "the function was lent for the callback only"
INT = "must be int, not"

BLOCK = r.Block(range(8))
TURNED = r.Block(range(7, -1, -1))
ORIGIN = r.Vec3(0, 0, 0)

# Of each function that calls one with one argument: the class, what it is given, what the
# function makes of that, and what comes out.
APPLIED = {
    "u8": ("FnU8ToU8", [(5, 6, 7), (255, 255, 0), (0, 0, 1), (7, True, 2)]),
    "u32": (
        "FnU32ToU32",
        [(5, 6, 7), (2**32 - 1, 2**32 - 1, 0), (0, 2**31, 2**31 + 1)],
    ),
    "i64": (
        "FnI64ToI64",
        [(-5, -6, -5), (2**63 - 1, 2**63 - 1, -(2**63)), (-(2**63), -1, 0)],
    ),
    "f32": (
        "FnF32ToF32",
        [(1.5, 2.5, -2.5), (-0.25, 3, -3.0), (0.0, 1e300, -math.inf)],
    ),
    "bool": ("FnBoolToBool", [(True, True, False), (False, False, True)]),
    "color": (
        "FnColorToColor",
        [
            (r.Color.Red, r.Color.Green, r.Color.Blue),
            (r.Color.Blue, r.Color.Blue, r.Color.Red),
            (r.Color.Green, 1, r.Color.Green),
        ],
    ),
    "block_sum": ("FnBlockToU64", [(BLOCK, 28, 28), (TURNED, 2**64 - 1, 2**64 - 1)]),
    "block": ("FnBlockToBlock", [(BLOCK, BLOCK, TURNED), (TURNED, TURNED, BLOCK)]),
    "vec2": (
        "FnVec2ToVec2",
        [
            (r.Vec2(1.5, -2), r.Vec2(3, 4), r.Vec2(4, 3)),
            (r.Vec2(0, 0), *[r.Vec2(7, 7)] * 2),
        ],
    ),
    "vec3": (
        "FnVec3ToVec3",
        [(r.Vec3(1, 2, 3), r.Vec3(4, 5, 6), r.Vec3(5, 6, 4)), (ORIGIN, ORIGIN, ORIGIN)],
    ),
    "float_int": (
        "FnFloatIntToFloatInt",
        [(r.FloatInt(0.1, 5), *[r.FloatInt(-0.1, 2**31)] * 2)],
    ),
    "vec4": (
        "FnVec4ToVec4",
        [(r.Vec4(1, 2, 3, 4), *[r.Vec4(0.1, 0.2, 0.3, -0.4)] * 2)],
    ),
    "payload": (
        "FnEnumPayloadToEnumPayload",
        [
            (r.EnumPayload.A(), *[r.EnumPayload.C(5)] * 2),
            (r.EnumPayload.C(2**32 - 1), *[r.EnumPayload.B(r.Vec3(1, 2, 3))] * 2),
            (r.EnumPayload.B(r.Vec3(1, 2, 3)), *[r.EnumPayload.A()] * 2),
        ],
    ),
    "option": (
        "FnOptionU32ToOptionU32",
        [(None, 5, 5), (2**32 - 1, None, None), (0, 0, 0)],
    ),
    "result": ("FnU32ToResultU32MathError", [(5, 6, 6), (0, r.Ok(7), 7)]),
    "string": (
        "FnStringToString",
        [("grüße", "ß", "SS"), ("", "x" * 1000, "X" * 1000)],
    ),
    "vec": (
        "FnVecU32ToVecU32",
        [([1, 2], [3], [3]), ([], [0, 2**32 - 1], [0, 2**32 - 1])],
    ),
}

# What is no such result, and what is said about it.
WRONG = {
    "u8": [
        (256, "must be in 0..=255, got 256"),
        (-1, "must be in 0..=255, got -1"),
        (1.0, f"{INT} float"),
        (None, f"{INT} NoneType"),
        ("1", f"{INT} str"),
    ],
    "u32": [
        (2**32, "must be in 0..=4294967295, got 4294967296"),
        (-1, "must be in 0..=4294967295, got -1"),
        (b"1", f"{INT} bytes"),
    ],
    "i64": [
        (2**63, f"must be in {-(2**63)}..={2**63 - 1}, got {2**63}"),
        (-(2**63) - 1, f"must be in {-(2**63)}..={2**63 - 1}, got {-(2**63) - 1}"),
        ([], f"{INT} list"),
    ],
    "f32": [("1", "must be float, not str"), (None, "must be float, not NoneType")],
    "bool": [(1, "must be bool, not int"), (None, "must be bool, not NoneType")],
    "color": [("Red", "must be Color, not str"), (3, ": 3 is no Color")],
    "block_sum": [(BLOCK, f"{INT} Block"), (-1, f"must be in 0..={2**64 - 1}, got -1")],
    "block": [(5, "must be Block, not int"), (None, "must be Block, not NoneType")],
    "vec2": [((1, 2), "must be Vec2, not tuple"), (ORIGIN, "must be Vec2, not Vec3")],
    "vec3": [(r.Vec2(1, 2), "must be Vec3, not Vec2")],
    "float_int": [(5, "must be FloatInt, not int")],
    "vec4": [(ORIGIN, "must be Vec4, not Vec3")],
    "payload": [(5, "must be EnumPayload, not int")],
    "option": [("x", f"{INT} str"), (-1, "must be in 0..=4294967295, got -1")],
    "result": [
        ("x", f"{INT} str"),
        (None, f"{INT} NoneType"),
        (2**32, "must be in 0..=4294967295, got 4294967296"),
        (r.Ok("x"), f"{INT} str"),
    ],
    "string": [(5, "must be str, not int"), (b"x", "must be str, not bytes")],
    "vec": [
        (5, "must be a sequence or a buffer, not int"),
        ([1, "x"], f"[1] {INT} str"),
    ],
}

# Calls of a function by others: the call, and what the function returns in it.
OTHERS = {
    "f64": (lambda f: r.apply_f64(f, 1, 2), 0.5),
    "nothing": (lambda f: r.apply_nothing(f, 3), None),
    "none": (r.apply_none, 5),
    "ten": (r.apply_ten, 0.5),
    "pointer": (lambda f: r.apply_pointer(f, 5), 6),
    "same_pointer": (lambda f: r.apply_same_pointer(f, 5), None),
    "optional": (lambda f: r.apply_optional(f, 5), 6),
    "nested": (lambda f: r.apply_nested(f, 5), 6),
    "callback": (lambda f: r.apply_callback(f, 3), 6),
    "use_function": (lambda f: r.use_function(f, 5), 6),
    "choose_function": (lambda f: r.choose_function(f, 5), same),
    "slice": (lambda f: r.apply_slice([f, f], 5), 6),
    "option_function": (lambda f: r.apply_option_function(r.Some(f), 5), 6),
    "toolbox": (lambda f: r.use_toolbox(r.Toolbox(f, 2, f, max), 5), 6),
    "toolbox_at": (lambda f: r.use_toolbox_at(r.Toolbox(f, 2, f, max), 5), 6),
    "toolbox_ref": (lambda f: r.use_toolbox_at(r.Ref(r.Toolbox(f, 2, f, max)), 5), 6),
    "combine": (lambda f: r.use_toolbox(r.Toolbox(same, 2, same, f), 5), 0.5),
    "tool": (lambda f: r.use_tool(r.Tool.Mapping(f), 5), 6),
    "wrapped": (lambda f: r.apply_u32(r.FnU32ToU32(f), 5), 6),
    "same_function": (lambda f: r.same_function(f)(5), 6),
    "same_optional": (lambda f: r.same_optional_function(f)(5), 6),
    "same_toolbox": (lambda f: r.same_toolbox(r.Toolbox(f, 2, f, max)).spare(5), 6),
}
OTHERS.update(
    (
        name,
        (
            lambda f, name=name, x=values[0][0]: getattr(r, f"apply_{name}")(f, x),
            values[0][1],
        ),
    )
    for name, (_, values) in APPLIED.items()
)
# Rust cannot do without the function that this one returns.
RETURNED = {"returned": (lambda f: r.apply_returned(f, 5), same)}

each_applied = pytest.mark.parametrize("name", APPLIED)
each_call = pytest.mark.parametrize("name", OTHERS)


@pytest.fixture
def reports(monkeypatch, capsys):
    made = Reports(capsys)
    monkeypatch.setattr(sys, "unraisablehook", made.hook, raising=False)
    return made


@pytest.fixture(autouse=True)
def nothing_is_left(reports):
    yield
    assert r._pending == []
    assert reports.take() == []


@pytest.fixture
def no_collector():
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Runs a program in a process of its own: the exit code and what it writes to stderr."""
    folder = tmp_path_factory.mktemp("programs")
    # A copy of the module is compiled once and not for each process.
    py_compile.compile(shutil.copy(r.__file__, str(folder)), doraise=True)
    variables = {**os.environ, "PYTHONPATH": str(folder), "PYTHONIOENCODING": "utf-8"}
    variables["REFERENCE_PROJECT_LIBRARY"] = LIBRARY
    start = "import atexit, builtins, gc, sys, threading, weakref\n"
    start += "import reference_project as r\n"

    def run(code):
        program = folder / "program.py"
        program.write_text(start + textwrap.dedent(code), encoding="utf-8")
        ended = subprocess.run(
            [*interpreter(code), str(program)],
            env=variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=SECONDS,
            check=False,
        )
        return ended.returncode, ended.stderr

    return run


class Function:
    """A function that can be watched."""

    def __init__(self, result):
        self.result = result

    def __call__(self, *_):
        if isinstance(self.result, BaseException):
            raise type(self.result)
        return self.result


def call_on_threads(work, count=8):
    """What the work raises on so many threads, each of which gets its number."""
    failures = []
    start = threading.Barrier(count)

    def guarded(number):
        try:
            start.wait()
            work(number)
        except BaseException as error:  # noqa: BLE001 (all of it is told)
            failures.append(error)

    threads = [threading.Thread(target=guarded, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def toolbox():
    return r.Toolbox(lambda x: x + 1, 2, lambda x: x + 2, lambda a, b: a - b)


# Functions of Python


@each_applied
def test_functions_of_one_argument(name):
    call = getattr(r, f"apply_{name}")
    kind, cases = APPLIED[name]
    kind = getattr(r, kind)
    for given, made, expected in cases:
        seen = []

        def function(x, made=made, seen=seen):
            seen.append(copied(x))
            return made

        handle = kind(function)
        assert call(function, given) == expected
        assert call(handle, given) == expected
        assert type(call(handle, given)) is type(expected) or isinstance(expected, list)
        # From Python it is called directly.
        assert handle(given) == made
        assert seen == [given] * 4
        if name != "vec":
            assert [type(x) for x in seen] == [type(given)] * 4


def test_arguments_by_name():
    assert r.apply_u32(f=same, x=5) == 6
    assert r.apply_f64(b=1, a=3, f=lambda a, b: a / b) == 3 - 1 / 3
    assert r.FnU32ToU32(function=same)(x1=5) == 5
    assert r.doubling_function()(x1=5) == 10


def test_two_numbers():
    assert r.apply_f64(lambda a, b: a / b, 1, 4) == 0.25 - 4
    assert r.apply_f64(pow, 2, 3) == 8 - 9
    assert r.apply_f64(lambda a, b: a, -0.5, 1e300) == -0.5 - 1e300
    assert math.isnan(r.apply_f64(returning(math.nan), 1, 2))


def test_no_arguments():
    calls = []
    for count in (0, 1, 5):
        calls.clear()
        assert r.apply_nothing(lambda: calls.append(None), count) == count
        assert len(calls) == count
    # What such a function returns is nobody's business.
    assert r.apply_nothing(returning("anything"), 2) == 2
    for number in (0, 5, 2**31 + 3):
        assert r.apply_none(returning(number)) == number * 2 % 2**32


def test_ten_arguments():
    seen = []

    def function(*values):
        seen.extend(values)
        return 0.25

    assert r.apply_ten(function) == 0.25
    expected = [1, -2.0, 3, -4.0, 5, True, 7.0, -8, 9.0, -10.0]
    assert seen == expected
    assert [type(x) for x in seen] == [type(x) for x in expected]


def test_structs_by_value_are_copies():
    kept = []
    block = r.Block(range(8))

    def change(x):
        kept.append(x)
        x.items[0] = 100
        return x

    assert r.apply_block(change, block) == r.Block([7, 6, 5, 4, 3, 2, 1, 100])
    assert block == BLOCK
    point = r.Vec2(1, 2)
    assert r.apply_vec2(lambda x: kept.append(x) or x, point) == r.Vec2(2, 1)
    gc.collect()
    assert kept == [r.Block([100, 1, 2, 3, 4, 5, 6, 7]), r.Vec2(1, 2)]


def test_strings_and_vecs_are_pythons():
    kept = []
    r.apply_string(lambda x: kept.append(x) or x, "grüße")
    r.apply_vec(lambda x: kept.append(x) or [], [1, 2, 3])
    gc.collect()
    assert kept == ["grüße", [1, 2, 3]]
    assert r.vec_sum_u32(kept[1]) == 6
    assert r.apply_vec(same, [1, 2, 3]) == [1, 2, 3]
    assert r.apply_vec(lambda x: list(x)[::-1], range(3)) == [2, 1, 0]


def test_pointers():
    def add(p):
        p[0] += 10
        return p[0]

    assert r.apply_pointer(add, 5) == 15 + 15
    assert r.apply_pointer(lambda p: 2**32 - 1, 5) == 4
    assert r.apply_same_pointer(same, 5) is True
    assert r.apply_same_pointer(returning(None), 5) is False
    assert r.apply_same_pointer(returning(7), 7) is False
    assert r.apply_same_pointer(same, None) is True
    assert r.apply_same_pointer(lambda p: r.Ref(p[0]), r.Ref(7)) is False
    kept = []
    r.apply_pointer(lambda p: kept.append(p) or 0, 5)
    r.apply_same_pointer(lambda p: kept.append(p), 5)
    assert [bool(p) for p in kept] == [False, False]


def test_a_callback_as_argument(balance, loops):
    assert r.apply_callback(lambda measure: measure("grüße"), 3) == 21
    kept = []
    assert r.apply_callback(lambda it: kept.append(it) or 7, 2) == 7
    assert kept[0]("abc") == 6
    kept[0].close()
    assert str(raised(r.ClosedError, kept[0], "abc")).startswith("TakeString(): ")

    def run():
        r.apply_callback(lambda measure: measure("abc"), 2)
        raised(KeyError, r.apply_callback, raising(KeyError()), 2)

    balance.assert_steady(run, loops(1000), objects=True)


def test_results_of_functions():
    overflow = r.MathErrorException(r.MathError.Overflow)
    for end in (returning(r.Err(r.MathError.Overflow)), raising(overflow)):
        caught = raised(r.MathErrorException, r.apply_result, end, 5)
        assert caught.error is r.MathError.Overflow
    raised(r.RustPanicError, r.apply_result, returning(r.Panic), 5)
    raised(r.NullError, r.apply_result, returning(r.Null), 5)
    # That of another type is an exception like any other.
    error = ValueError("a text")
    assert raised(ValueError, r.apply_result, raising(error), 5) is error
    wrong = r.MathErrorException(r.MathError.Overflow)
    wrong.error = "no error of arithmetic"
    raised(TypeError, r.apply_result, raising(wrong), 5)


# None


def test_null():
    assert r.apply_optional(None, 5) == 5
    assert r.same_optional_function(None) is None
    assert r.tripling_function(is_present=False) is None
    assert r.apply_option_function(None, 5) is None
    table = r.Toolbox(same, 2, None, lambda a, b: a - b)
    assert table.spare is None
    assert r.use_toolbox(table, 5) == r.use_toolbox_at(table, 5) == 10.0
    assert r.same_toolbox(table).spare is None
    assert r.make_toolbox(1, has_spare=False).spare is None
    r.exchange_tools(table)
    assert (table.map(5), table.spare) == (5, None)
    table.spare = same
    assert r.use_toolbox(table, 5) == 5.0
    table.spare = None
    assert r.use_toolbox(table, 5) == 10.0
    # To set a function aside is fine as long as Rust does not get the struct.
    table.map = table.combine = None
    assert (table.map, table.combine) == (None, None)
    assert r.Tool.Mapping(None).value is None


# What is refused


WRONG_FUNCTIONS = (5, "abs", [], 1.5, object())


@pytest.mark.parametrize("name", [*APPLIED, "pointer", "optional", "nested"])
def test_what_is_no_function(name):
    call = getattr(r, f"apply_{name}")
    for wrong in WRONG_FUNCTIONS:
        given = APPLIED[name][1][0][0] if name in APPLIED else 5
        expected = f"apply_{name}(): argument 'f' must be callable or None"
        expected += f", not {type(wrong).__name__}"
        assert refusal(TypeError, call, wrong, given) == expected


def test_what_is_no_function_elsewhere():
    for wrong in WRONG_FUNCTIONS:
        for call, arguments, where in (
            (r.apply_f64, (wrong, 1, 2), "apply_f64(): argument 'f'"),
            (r.apply_nothing, (wrong, 2), "apply_nothing(): argument 'f'"),
            (r.apply_none, (wrong,), "apply_none(): argument 'f'"),
            (r.apply_ten, (wrong,), "apply_ten(): argument 'f'"),
            (r.apply_same_pointer, (wrong, 5), "apply_same_pointer(): argument 'f'"),
            (r.apply_returned, (wrong, 5), "apply_returned(): argument 'f'"),
            (r.apply_callback, (wrong, 5), "apply_callback(): argument 'f'"),
            (r.same_function, (wrong,), "same_function(): argument 'f'"),
            (
                r.same_optional_function,
                (wrong,),
                "same_optional_function(): argument 'f'",
            ),
            (
                r.apply_slice,
                ([same, wrong], 5),
                "apply_slice(): argument 'functions'[1]",
            ),
            (
                r.apply_option_function,
                (r.Some(wrong), 5),
                "apply_option_function(): argument 'f'",
            ),
            (r.Toolbox, (wrong, 2, None, max), "Toolbox.map"),
            (r.Toolbox, (same, 2, wrong, max), "Toolbox.spare"),
            (r.Toolbox, (same, 2, None, wrong), "Toolbox.combine"),
            (setattr, (toolbox(), "map", wrong), "Toolbox.map"),
            (r.Tool.Mapping, (wrong,), "Tool.Mapping(): argument 'value'"),
        ):
            expected = f"{where} must be callable or None, not {type(wrong).__name__}"
            assert refusal(TypeError, call, *arguments) == expected
        expected = f"FnU32ToU32(): argument 'function' must be callable, not {type(wrong).__name__}"
        assert refusal(TypeError, r.FnU32ToU32, wrong) == expected
    # A null pointer needs no object.
    expected = "FnU32ToU32(): argument 'function' must be callable, not NoneType"
    assert refusal(TypeError, r.FnU32ToU32, None) == expected
    for call, wrong, expected in (
        (
            r.use_toolbox,
            same,
            "use_toolbox(): argument 'toolbox' must be Toolbox, not ",
        ),
        (r.use_tool, same, "use_tool(): argument 'tool' must be Tool, not "),
        (
            r.apply_option_function,
            same,
            "apply_option_function(): argument 'f' must be Some or None, not ",
        ),
    ):
        assert refusal(TypeError, call, wrong, 5) == f"{expected}function"
    for wrong in (5, "ab", None):
        expected = "apply_slice(): argument 'functions' must be a sequence or a buffer"
        expected += f", not {type(wrong).__name__}"
        assert refusal(TypeError, r.apply_slice, wrong, 5) == expected
    expected = "Toolbox.factor must be in 0..=255, got 256"
    assert refusal(OverflowError, r.Toolbox, same, 256, None, max) == expected


def test_other_arguments():
    calls = []
    for call in (r.apply_u32, r.apply_optional, r.apply_nested, r.apply_pointer):
        where = f"{call.__name__}(): argument 'x'"
        for wrong in (-1, 2**32):
            expected = f"{where} must be in 0..=4294967295, got {wrong}"
            assert refusal(OverflowError, call, calls.append, wrong) == expected
        expected = f"{where} must be int, not str"
        assert refusal(TypeError, call, calls.append, "5") == expected
    for name, wrong, expected in (
        ("u8", 256, "must be in 0..=255, got 256"),
        ("f32", "x", "must be float, not str"),
        ("bool", 1, "must be bool, not int"),
        ("vec2", (1, 2), "must be Vec2, not tuple"),
        ("block", BLOCK.items, "must be Block, not "),
        ("option", "x", "must be int, not str"),
    ):
        call = getattr(r, f"apply_{name}")
        text = str(raised((TypeError, OverflowError), call, calls.append, wrong))
        assert text.startswith(f"apply_{name}(): argument 'x' {expected}")
    assert calls == []


@each_applied
def test_wrong_results(name):
    call = getattr(r, f"apply_{name}")
    kind, cases = APPLIED[name]
    given, made, expected = cases[0]
    for wrong, message in WRONG[name]:
        space = "" if message[0] in ":[" else " "
        text = str(
            raised(
                (TypeError, ValueError, OverflowError), call, returning(wrong), given
            )
        )
        assert text == f"{kind}(): result{space}{message}"
    assert call(returning(made), given) == expected


def test_other_wrong_results():
    for call, wrong, expected in (
        (
            r.apply_ten,
            None,
            "FnU8F64I16F32U64BoolF64I8F32F64ToF64(): result must be float",
        ),
        (r.apply_none, None, "FnToU32(): result must be int"),
        (
            lambda f: r.use_toolbox(r.Toolbox(same, 2, None, f), 5),
            None,
            "FnF64F64ToF64(): result must be float",
        ),
        (
            lambda f: r.apply_nested(f, 1),
            None,
            "FnFnU32ToU32U32ToU32(): result must be int",
        ),
        (
            lambda f: r.apply_callback(f, 1),
            None,
            "FnTakeStringToUsize(): result must be int",
        ),
        (
            lambda f: r.apply_pointer(f, 1),
            None,
            "FnMutPointerU32ToU32(): result must be int",
        ),
        (lambda f: r.use_function(f, 1), None, "UseFunction(): result must be int"),
    ):
        assert (
            str(raised(TypeError, call, returning(wrong)))
            == f"{expected}, not NoneType"
        )
    expected = "ChooseFunction(): result must be callable or None, not int"
    assert str(raised(TypeError, r.choose_function, returning(5), 5)) == expected
    text = str(raised(TypeError, r.apply_same_pointer, returning("x"), 5))
    assert text == "FnPointerU32ToPointerU32(): result must be int, not str"


def test_the_number_of_arguments():
    for wrong in (lambda: 5, lambda a, b: 5):
        assert "positional argument" in str(raised(TypeError, r.apply_u32, wrong, 5))
        assert "positional argument" in str(
            raised(TypeError, r.apply_vec2, wrong, r.Vec2(1, 2))
        )
    assert "positional argument" in str(raised(TypeError, r.apply_none, lambda a: 5))
    table = r.Toolbox(same, 2, None, lambda a: 5)
    assert "positional argument" in str(raised(TypeError, r.use_toolbox, table, 5))
    assert "positional argument" in str(
        raised(TypeError, r.apply_nothing, lambda a: 5, 1)
    )
    assert "positional argument" in str(raised(TypeError, r.FnU32ToU32(lambda: 5), 5))
    for wrong in ((), (1, 2)):
        raised(TypeError, r.doubling_function(), *wrong)
    for wrong in ((), (same, same)):
        raised(TypeError, r.FnU32ToU32, *wrong)


# Exceptions


@each_call
def test_exceptions(name, reports):
    call, _ = OTHERS[name]
    several = name in ("nothing", "slice", "f64") or name.startswith("toolbox")
    is_direct = name in ("same_function", "same_optional", "same_toolbox")
    for kind in (ValueError, KeyboardInterrupt, SystemExit, GeneratorExit):
        error = kind("a text")
        assert raised(kind, call, raising(error)) is error
        assert r._pending == []
        more = reports.take()
        assert more == [] or (several and set(more) == {f"{kind.__name__}: a text"})
        assert error.__cause__ is None
        assert error.__context__ is None or is_direct


def test_the_traceback_of_a_function(reports):
    error = ValueError("a text")

    def at_fault(*_):
        raise error

    for call in (
        lambda: r.apply_u32(at_fault, 5),
        lambda: r.apply_vec3(at_fault, ORIGIN),
        lambda: r.apply_float_int(at_fault, r.FloatInt(0.5, 5)),
        lambda: r.apply_nothing(at_fault, 1),
        lambda: r.apply_u32(r.FnU32ToU32(at_fault), 5),
        lambda: r.use_tool(r.Tool.Mapping(at_fault), 5),
        lambda: r.use_function(at_fault, 5),
    ):
        error.__traceback__ = None
        with pytest.raises(ValueError) as caught:
            call()
        frames = traceback.extract_tb(caught.value.__traceback__)
        assert caught.value is error
        assert frames[0].name == "test_the_traceback_of_a_function"
        assert (frames[-1].name, frames[-1].line) == ("at_fault", "raise error")
        assert len([frame for frame in frames if frame.name == "at_fault"]) == 1


def test_the_first_of_several_is_raised(reports):
    errors = [ValueError(str(number)) for number in range(4)]
    left = iter(errors)

    def fail():
        raise next(left)

    assert raised(ValueError, r.apply_nothing, fail, 4) is errors[0]
    assert reports.take() == ["ValueError: 1", "ValueError: 2", "ValueError: 3"]
    first, second, third = ValueError("a"), KeyError("b"), TypeError("c")
    table = r.Toolbox(raising(first), 2, raising(second), raising(third))
    for call in (r.use_toolbox, r.use_toolbox_at):
        assert raised(ValueError, call, table, 5) is first
        assert reports.take() == ["KeyError: 'b'", "TypeError: c"]
    table.map = same
    assert raised(KeyError, r.use_toolbox, table, 5) is second
    assert reports.take() == ["TypeError: c"]
    seen = []
    functions = [raising(first), seen.append, raising(third)]
    assert raised(ValueError, r.apply_slice, functions, 5) is first
    # Rust went on with zero, and None is no number.
    assert seen == [0]
    expected = "TypeError: FnU32ToU32(): result must be int, not NoneType"
    assert reports.take() == [expected, "TypeError: c"]


def test_rust_goes_on_with_zero():
    seen = []

    def then(value):
        seen.append(value)
        return 7

    raised(KeyError, r.apply_slice, [raising(KeyError()), then], 5)
    raised(
        KeyError,
        r.use_toolbox,
        r.Toolbox(
            raising(KeyError()), 2, same, lambda a, b: seen.extend((a, b)) or 1.0
        ),
        5,
    )
    assert seen == [0, 0.0, 5.0]


def test_exceptions_of_python_calls():
    error = ValueError("a text")
    # Of one's own function it is not Rust that calls.
    assert raised(ValueError, r.FnU32ToU32(raising(error)), 5) is error
    assert raised(ValueError, r.same_function(raising(error)), 5) is error


def test_nothing_is_said_to_come_before():
    def fail(x):
        assert sys.exc_info() == (None, None, None)
        raise ValueError(x)

    table = r.Toolbox(fail, 2, None, max)
    for call, arguments in (
        (r.apply_u32, (fail, 5)),
        (r.apply_u32, (fail, Index(5))),
        (r.apply_optional, (fail, Index(5))),
        (r.apply_slice, ([fail], Index(5))),
        (r.use_tool, (r.Tool.Mapping(fail), Index(5))),
        (r.use_toolbox, (table, Index(5))),
        (r.use_toolbox_at, (r.Ref(table), 5)),
        (r.use_toolbox_at, (ctypes.pointer(table), 5)),
    ):
        error = raised(ValueError, call, *arguments)
        assert error.args == (5,)
        assert error.__context__ is None


def test_nested_exceptions(reports):
    inner = ValueError("inner")

    def handled(x):
        assert raised(ValueError, r.apply_u32, raising(inner), x) is inner
        return x

    assert r.apply_u32(handled, 5) == 6
    assert (
        raised(ValueError, r.apply_u32, lambda x: r.apply_u32(raising(inner), x), 5)
        is inner
    )

    def second(x):
        # What the first one left belongs to the call outside.
        assert r.apply_u32(same, x) == x + 1
        assert r.doubling_function()(x) == 2 * x
        return x

    raised(KeyError, r.apply_slice, [raising(KeyError()), second], 5)

    def use(f, x):
        return (
            f(x) + raised(KeyError, r.apply_u32, raising(KeyError()), x).args.__len__()
        )

    assert r.apply_nested(use, 5) == 15


def test_a_function_that_cannot_return_one(run):
    code = """
        for wrong, expected in (
            (lambda: 1 // 0, ZeroDivisionError),
            (lambda: 5, TypeError),
            (lambda x: x, TypeError),
            (lambda: sys.exit(3), SystemExit),
        ):
            try:
                r.apply_returned(wrong, 5)
            except expected:
                pass
            else:
                raise AssertionError(expected)
    """
    assert run(code) == (0, "")


# Functions of Rust


def test_functions_of_rust():
    double, triple = r.doubling_function(), r.tripling_function(is_present=True)
    assert type(double) is type(triple) is r.FnU32ToU32
    assert (double(5), triple(5)) == (10, 15)
    assert double(2**31 + 1) == 2
    assert (double(0), triple(2**32 - 1)) == (0, 2**32 - 3)
    assert r.apply_u32(double, 5) == 11
    assert r.apply_slice([double, triple, same, double], 1) == 12
    assert r.apply_optional(triple, 5) == 15
    assert r.apply_option_function(r.Some(double), 5) == 10
    assert r.use_tool(r.Tool.Mapping(triple), 5) == 15
    exchange = r.exchanging_function()
    assert exchange(r.Vec2(1, 2)) == r.Vec2(2, 1)
    assert r.apply_vec2(exchange, r.Vec2(1, 2)) == r.Vec2(1, 2)
    measure = r.measuring_function()
    assert (measure("grüße"), measure("")) == (7, 0)


def test_arguments_of_functions_of_rust(balance, loops):
    double, measure = r.doubling_function(), r.measuring_function()
    where = "FnU32ToU32(): argument 'x1'"
    for wrong in (-1, 2**32):
        expected = f"{where} must be in 0..=4294967295, got {wrong}"
        assert refusal(OverflowError, double, wrong) == expected
    for wrong in ("5", None, 1.0):
        assert (
            refusal(TypeError, double, wrong) == f"{where} {INT} {type(wrong).__name__}"
        )
    expected = "FnStringToUsize(): argument 'x1' must be str, not int"
    assert refusal(TypeError, measure, 5) == expected
    expected = "FnVec2ToVec2(): argument 'x1' must be Vec2, not tuple"
    assert refusal(TypeError, r.exchanging_function(), (1, 2)) == expected
    # One of another type is a callable like any other.
    expected = "FnStringToUsize(): argument 'x1' must be str, not int"
    assert str(raised(TypeError, r.apply_u32, measure, 5)) == expected

    def run():
        measure("text" * 100)
        raised(TypeError, measure, 5)
        r.measuring_function()("text")

    balance.assert_steady(run, loops(10_000), objects=True)


def test_results_that_hold_functions():
    assert r.end_function(r.Ending.Success)(5) == 10
    caught = raised(r.MathErrorException, r.end_function, r.Ending.Error)
    assert caught.error is r.MathError.Overflow
    raised(r.RustPanicError, r.end_function, r.Ending.Panicked)
    raised(r.NullError, r.end_function, r.Ending.Nothing)


def test_functions_as_results():
    for inner in (lambda x: x + 1, r.FnU32ToU32(lambda x: x + 1)):
        assert r.apply_returned(lambda inner=inner: inner, 5) == 6
        assert r.choose_function(lambda a, b, inner=inner: inner, 5) == 6
    assert r.apply_returned(r.doubling_function, 5) == 10
    assert r.choose_function(lambda a, b: a, 5) == 10
    assert r.choose_function(lambda a, b: b, 5) == 15
    assert r.choose_function(returning(None), 5) is None
    raised(KeyError, r.choose_function, raising(KeyError()), 5)
    handle = r.FnToFnU32ToU32(lambda: lambda x: x + 1)
    for _ in range(3):
        assert r.apply_returned(handle, 5) == 6
    assert handle()(5) == 6
    error = ValueError("a text")
    assert raised(ValueError, r.apply_returned, returning(raising(error)), 5) is error


def test_a_returned_function_is_kept_until_the_next_call(no_collector):
    functions = [Function(number) for number in range(3)]
    watched = [weakref.ref(function) for function in functions]
    handle = r.FnToFnU32ToU32(functions.pop)
    for number in (2, 1, 0):
        assert r.apply_returned(handle, 5) == number
        alive = [reference() is not None for reference in watched]
        assert alive == [n <= number for n in range(3)]
    del handle
    assert watched[0]() is None


def test_returned_functions_on_threads(run):
    code = """
        sys.setswitchinterval(1e-6)
        handle = r.FnToFnU32ToU32(lambda: lambda x: x + 1)

        def work():
            for _ in range(2000):
                assert r.apply_returned(handle, 5) == 6

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    """
    assert run(code) == (0, "")


def test_returned_functions_in_each_other():
    depth = []

    def make():
        def function(x):
            depth.append(x)
            return r.apply_returned(handle, x - 1) + 1 if x else 0

        return function

    handle = r.FnToFnU32ToU32(make)
    assert r.apply_returned(handle, 10) == 10
    assert depth == list(range(10, -1, -1))


# Functions that Rust lends


def test_functions_as_arguments():
    assert r.apply_nested(lambda f, x: f(x) + 1, 5) == 16
    assert r.use_function(lambda f, x: f(x) + 1, 5) == 16
    assert r.apply_nested(lambda f, x: r.apply_u32(f, x), 5) == 16
    assert r.apply_nested(lambda f, x: r.same_function(f)(x), 5) == 15
    triple = r.tripling_function(is_present=True)
    assert r.apply_nested(lambda f, x: int(f == triple), 5) == 1
    assert triple(5) == 15


@pytest.mark.parametrize("lend", [r.apply_nested, r.use_function])
def test_lent_functions_end_with_the_call(lend):
    kept = []

    def keep(f, x):
        kept.extend((f, r.same_function(f), r.same_optional_function(f)))
        return f(x)

    assert lend(keep, 5) == 15
    for f in kept:
        assert str(raised(r.ClosedError, f, 5)) == f"FnU32ToU32(): {LENT}"
        for call, arguments, where in (
            (r.apply_u32, (f, 5), "apply_u32(): argument 'f'"),
            (r.apply_optional, (f, 5), "apply_optional(): argument 'f'"),
            (r.same_function, (f,), "same_function(): argument 'f'"),
            (r.apply_slice, ([f], 5), "apply_slice(): argument 'functions'[0]"),
            (
                r.apply_option_function,
                (r.Some(f), 5),
                "apply_option_function(): argument 'f'",
            ),
            (r.Toolbox, (f, 2, None, max), "Toolbox.map"),
            (setattr, (toolbox(), "spare", f), "Toolbox.spare"),
            (r.Tool.Mapping, (f,), "Tool.Mapping(): argument 'value'"),
        ):
            assert str(raised(r.ClosedError, call, *arguments)) == f"{where}: {LENT}"
        repr(f)
        for copies in (copy.copy, pickle.dumps):
            raised(TypeError, copies, f)
    with pytest.raises(r.ClosedError):
        r.choose_function(lambda a, b: kept[0], 5)


def test_lent_functions_stay_what_they_were():
    found = {}

    def keep(a, b):
        found[a], found[b] = "double", "triple"

    r.choose_function(keep, 5)
    first, second = found
    # What is in a dict must not change its hash, nor become equal to another.
    assert (found[first], found[second]) == ("double", "triple")
    assert first != second
    assert (first in found, second in found) == (True, True)


def test_lent_functions_that_raise():
    kept = []

    def keep(f, x):
        kept.append(f)
        raise KeyError

    raised(KeyError, r.apply_nested, keep, 5)
    raised(r.ClosedError, kept[0], 5)
    raised(KeyError, r.choose_function, lambda a, b: kept.extend((a, b)) or {}[0], 5)
    for f in kept:
        raised(r.ClosedError, f, 5)


def test_functions_that_were_not_lent():
    """What Python has of its own does not end."""
    own, double = r.FnU32ToU32(same), r.doubling_function()
    kept = []

    def keep(f, x):
        kept.extend((own, double, r.same_function(own), r.same_function(double)))
        return f(x)

    assert r.apply_nested(keep, 5) == 15
    assert [f(5) for f in kept] == [5, 10, 5, 10]
    assert [r.apply_u32(f, 5) for f in kept] == [6, 11, 6, 11]


def test_variants_of_lent_functions():
    kept = []
    r.apply_nested(
        lambda f, x: kept.append(r.Tool.Mapping(f)) or r.use_tool(kept[0], x), 5
    )
    assert str(raised(r.ClosedError, r.use_tool, kept[0], 5)) == (
        f"use_tool(): argument 'tool'.value: {LENT}"
    )
    raised(r.ClosedError, kept[0].value, 5)


def test_fields_of_lent_functions(run):
    code = """
        tables = []

        def keep(f, x):
            tables.append(r.Toolbox(lambda x: x + 1, 1, None, lambda a, b: a - b))
            tables[0].map = f
            tables.append(r.same_toolbox(tables[0]))
            tables.append(tables[0].__copy__())
            assert r.use_toolbox(tables[0], x) == 15.0
            return f(x)

        assert r.apply_nested(keep, 5) == 15
        for table in tables:
            for use in (
                lambda: table.map(5),
                lambda: r.use_toolbox(table, 5),
                lambda: r.use_toolbox_at(table, 5),
                lambda: r.same_toolbox(table),
            ):
                try:
                    use()
                except r.ClosedError:
                    continue
                raise AssertionError("not closed")
    """
    assert run(code) == (0, "")


# Function objects


def test_handles_are_used_again():
    calls = []
    handle = r.FnU32ToU32(lambda x: calls.append(x) or x)
    for number in range(1000):
        assert r.apply_u32(handle, number) == number + 1
    assert calls == list(range(1000))
    assert r.apply_slice([handle] * 3, 7) == 7
    assert handle(8) == 8
    assert calls[1000:] == [7, 7, 7, 8]


def test_identity():
    handle = r.FnU32ToU32(same)
    assert r.same_function(handle) is handle
    assert r.same_optional_function(handle) is handle
    back = r.same_function(same)
    assert type(back) is r.FnU32ToU32
    assert r.same_function(back) is back
    assert r.apply_u32(back, 5) == 6
    table = r.Toolbox(handle, 2, back, max)
    assert table.map is handle
    assert table.spare is back
    assert r.same_toolbox(table).map is handle
    r.exchange_tools(table)
    assert (table.map is back, table.spare is handle) == (True, True)
    assert r.Tool.Mapping(handle).value is handle
    assert r.apply_slice([lambda x: int(r.same_function(handle) is handle)], 5) == 1


def test_equality():
    first, second = r.FnU32ToU32(same), r.FnU32ToU32(same)
    assert first == r.same_function(first)
    assert first != second
    assert hash(first) == hash(r.same_function(first))
    assert len({first, second, r.same_function(first)}) == 2
    double, other = r.doubling_function(), r.doubling_function()
    assert double is not other
    assert (
        double == other == r.same_function(double) == r.end_function(r.Ending.Success)
    )
    assert hash(double) == hash(other)
    assert double == r.make_toolbox(1, has_spare=True).map
    assert r.make_tool() == r.Tool.Mapping(r.tripling_function(is_present=True))
    assert double not in (r.tripling_function(is_present=True), first, None, 5, same)
    assert (double == 5, double != 5) == (False, True)
    assert r.make_toolbox(1, has_spare=True) == r.make_toolbox(1, has_spare=True)
    assert r.make_toolbox(1, has_spare=True) != r.make_toolbox(1, has_spare=False)


def test_reprs():
    assert repr(r.FnU32ToU32(abs)) == f"FnU32ToU32({abs!r})"
    double = r.doubling_function()
    address = double._address
    assert repr(double) == f"<FnU32ToU32 at {address:#x}>"
    assert repr(r.Fn(print)) == f"Fn({print!r})"
    table = r.Toolbox(double, 2, None, max)
    expected = f"Toolbox(map=<FnU32ToU32 at {address:#x}>, factor=2, spare=None"
    assert repr(table) == f"{expected}, combine=FnF64F64ToF64({max!r}))"
    assert repr(r.Tool.Mapping(abs)) == f"Tool.Mapping({abs!r})"


def test_copies():
    handle = r.FnI64ToI64(abs)
    for other in copies_of(handle):
        assert type(other) is r.FnI64ToI64
        assert repr(other) == repr(handle)
        assert other(-5) == 5
        assert r.apply_i64(other, -5) == 6
    double = r.doubling_function()
    expected = "a FnU32ToU32 of Rust cannot be copied or pickled"
    for copies in (copy.copy, copy.deepcopy, pickle.dumps):
        assert refusal(TypeError, copies, double) == expected
    expected = "Toolbox holds a pointer: cannot be pickled"
    assert refusal(TypeError, pickle.dumps, toolbox()) == expected
    with pytest.raises((pickle.PicklingError, AttributeError)):
        pickle.dumps(r.FnU32ToU32(lambda x: x))


def test_weak_references():
    ended = []
    handles = [r.FnU32ToU32(same), r.doubling_function()]
    references = [weakref.ref(handle, ended.append) for handle in handles]
    assert [reference() for reference in references] == handles
    handles.clear()
    gc.collect()
    assert sorted(map(id, ended)) == sorted(map(id, references))
    handle = r.FnU32ToU32(same)
    found = weakref.WeakSet([handle])
    assert r.same_function(handle) in found


def test_no_attribute_is_added():
    for handle in (r.FnU32ToU32(same), r.doubling_function()):
        raised(AttributeError, setattr, handle, "other", 5)


def test_subclasses():
    class Named(r.FnU32ToU32):
        name = "a name"

    named = Named(lambda x: x + 1)
    assert r.apply_u32(named, 5) == 7
    assert r.same_function(named) is named
    assert type(copy.copy(named)) is Named


def test_initializing_again(run):
    code = """
        handle = r.FnU32ToU32(lambda x: x + 1)
        table = r.Toolbox(handle, 1, None, lambda a, b: a - b)
        try:
            handle.__init__(lambda x: x + 2)
        except Exception:
            pass
        gc.collect()
        assert table.map(5) in (6, 7)
        assert r.use_toolbox(table, 5) in (6.0, 7.0)
        assert r.apply_u32(handle, 5) in (7, 8)
    """
    assert run(code) == (0, "")


def test_what_can_be_called():
    class Adder:
        def __init__(self, step):
            self.step = step

        def add(self, x):
            return x + self.step

        @staticmethod
        def same(x):
            return x

        @classmethod
        def kind(cls, x):
            return x + len(cls.__name__)

        __call__ = add

    class Number(int):
        pass

    for function, expected in (
        (Adder(3), 8),
        (Adder(3).add, 8),
        (Adder(3).__call__, 8),
        (Adder.same, 5),
        (Adder.kind, 10),
        (functools.partial(pow, 2), 32),
        (functools.partial(Adder.add, Adder(4)), 9),
        (functools.lru_cache(maxsize=None)(same), 5),
        (int, 5),
        (Number, 5),
        (abs, 5),
        ([0, 1, 2, 3, 4, 7].__getitem__, 7),
        ({5: 6}.get, 6),
        (r.complement_u32, 2**32 - 6),
        (r.MapU32(same), 5),
        (r.closure_adding(3), 8),
        (r.doubling_function(), 10),
        (r.FnU32ToU32(r.FnU32ToU32(same)), 5),
        (r.FnU32ToU32(r.doubling_function()), 10),
        (r.FnI64ToI64(same), 5),
        (ctypes.CFUNCTYPE(ctypes.c_uint32, ctypes.c_uint32)(lambda x: x + 2), 7),
    ):
        assert r.apply_u32(function, 5) == expected + 1
        assert r.apply_optional(r.FnU32ToU32(function), 5) == expected
        assert r.use_tool(r.Tool.Mapping(function), 5) == expected
    assert r.apply_none(lambda *_, x=7: x) == 14
    assert r.apply_none(lambda x=7: x) == 14
    assert r.apply_f64(max, 1, 2) == 0
    assert r.apply_bool(bool, x=True) is False
    assert r.apply_string(str.title, "a b") == "A B"
    assert r.apply_vec(sorted, [3, 1, 2]) == [1, 2, 3]
    assert r.apply_color(r.Color, r.Color.Red) is r.Color.Green
    # A function of Python is called from Rust by a callback, too.
    assert r.map_u32(r.doubling_function(), 5) == 11
    assert r.map_u32(r.FnU32ToU32(same), 5) == 6


# Structs and variants


def test_toolboxes():
    table = toolbox()
    # 2 * 6 - 7
    for call in (r.use_toolbox, r.use_toolbox_at):
        assert call(table, 5) == 5.0
        assert call(r.make_toolbox(3, has_spare=True), 5) == 3 * 10 - 15
        assert call(r.make_toolbox(255, has_spare=False), 5) == 2550.0
        assert call(r.same_toolbox(table), 0) == 0.0
    assert r.use_toolbox_at(r.Ref(table), 5) == 5.0
    assert (table.map(5), table.factor, table.spare(5)) == (6, 2, 7)
    assert table.combine(5, 3) == 2
    made = r.make_toolbox(3, has_spare=True)
    assert (made.map(5), made.factor, made.spare(5), made.combine(5, 3)) == (
        10,
        3,
        15,
        2,
    )
    made.map = same
    assert r.use_toolbox(made, 5) == 3 * 5 - 15
    table.combine = made.combine
    table.map = made.spare
    assert r.use_toolbox(table, 5) == 2 * 15 - 7


def test_exchanging():
    table = toolbox()
    r.exchange_tools(table)
    assert (table.map(5), table.spare(5)) == (7, 6)
    assert r.use_toolbox(table, 5) == 2 * 7 - 6
    r.exchange_tools(table)
    assert r.use_toolbox(table, 5) == 5.0
    ref = r.Ref(toolbox())
    r.exchange_tools(ref)
    gc.collect()
    assert r.use_toolbox_at(ref, 5) == 8.0
    value = ref.value
    del ref
    gc.collect()
    assert (value.map(5), value.spare(5), value.combine(5, 3)) == (7, 6, 2)


def test_tools():
    assert r.use_tool(r.Tool.Absent(), 5) is None
    assert r.use_tool(r.Tool.Mapping(lambda x: x + 1), 5) == 6
    made = r.make_tool()
    assert isinstance(made, r.Tool.Mapping)
    assert (made.value(5), r.use_tool(made, 5)) == (15, 15)
    assert r.Tool.Mapping(same) == r.Tool.Mapping(same)
    assert r.Tool.Mapping(same) != r.Tool.Mapping(abs)
    (other,) = {
        copy.copy(r.Tool.Mapping(abs)),
        pickle.loads(pickle.dumps(r.Tool.Mapping(abs))),
    }
    assert other.value is abs


def test_slices():
    assert r.apply_slice([], 5) == 5
    assert r.apply_slice([lambda x: x + 1, lambda x: 2 * x], 5) == 12
    assert r.apply_slice((lambda x: 2 * x, lambda x: x + 1), 5) == 11
    assert r.apply_slice([lambda x: x + 1] * 1000, 5) == 1005
    assert r.apply_slice([lambda x, y=y: x + y for y in range(100)], 0) == 4950


# How long functions live


@pytest.mark.parametrize("name", [*OTHERS, *RETURNED])
def test_functions_end_with_the_call(name, no_collector, reports):
    call, result = {**OTHERS, **RETURNED}[name]
    outcomes = (result, ValueError("a text"), object())
    for outcome in outcomes[: 1 if name in RETURNED else 3]:
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


@pytest.mark.parametrize("name", [*OTHERS, *RETURNED])
def test_all_ways_are_steady(name, balance, loops, reports):
    call, result = {**OTHERS, **RETURNED}[name]

    def run():
        call(Function(result))

    balance.assert_steady(run, loops(10_000), objects=True)
    assert sum(map(len, r._exit.functions)) < 1000


@pytest.mark.parametrize("name", [*OTHERS, *RETURNED])
def test_no_garbage_is_left(name, no_collector):
    call, result = {**OTHERS, **RETURNED}[name]
    call(returning(result))
    gc.collect()
    for _ in range(50):
        call(returning(result))
    assert gc.collect() < 50


@each_call
def test_exceptions_do_not_leak(name, balance, loops, reports):
    call, _ = OTHERS[name]

    def run():
        raised(ValueError, call, raising(ValueError()))
        try:
            call(returning(object()))
        except (TypeError, ValueError) as error:
            error.__traceback__ = None
        reports.take()

    balance.assert_steady(run, loops(1000), objects=True)


def test_the_c_functions_are_freed(no_collector):
    before = sum(map(len, r._exit.functions))
    known = len(r._codec_FnU32ToU32.known)
    handles = [r.FnU32ToU32(same) for _ in range(100)]
    handles += [r.FnFloatIntToFloatInt(same) for _ in range(100)]
    assert sum(map(len, r._exit.functions)) == before + 200
    r.apply_u32(same, 5)
    assert sum(map(len, r._exit.functions)) == before + 200
    handles.clear()
    assert sum(map(len, r._exit.functions)) == before
    assert len(r._codec_FnU32ToU32.known) == known


def test_a_handle_keeps_its_function(no_collector):
    function = Function(6)
    watched = weakref.ref(function)
    handle = r.FnU32ToU32(function)
    other = r.same_function(handle)
    del function, handle
    assert r.apply_u32(other, 5) == 7
    del other
    assert watched() is None


def test_a_returned_handle_keeps_its_function(no_collector):
    function = Function(6)
    watched = weakref.ref(function)
    back = r.same_function(function)
    del function
    assert watched() is not None
    assert (back(5), r.apply_u32(back, 5)) == (6, 7)
    del back
    assert watched() is None


def test_fields_keep_functions(no_collector):
    functions = [Function(number) for number in (6, 7)] + [Function(0.5)]
    watched = [weakref.ref(function) for function in functions]
    table = r.Toolbox(functions[0], 2, functions[1], functions[2])
    del functions

    def alive():
        return [reference() is not None for reference in watched]

    assert alive() == [True] * 3
    others = [copy.copy(table), copy.deepcopy(table), r.same_toolbox(table)]
    table.map = table.combine = None
    table.spare = same
    assert alive() == [True] * 3
    del table
    while others:
        other = others.pop()
        assert r.use_toolbox(other, 5) == 0.5
        assert (other.map(5), other.spare(5), other.combine(1, 2)) == (6, 7, 0.5)
    assert alive() == [True] * 3
    spare = other.spare
    del other
    assert alive() == [False, True, False]
    assert r.apply_u32(spare, 5) == 8
    del spare
    assert alive() == [False] * 3


def test_setting_a_field_frees_the_old_function(no_collector):
    function = Function(6)
    watched = weakref.ref(function)
    for new in (same, r.doubling_function(), None):
        function = Function(6)
        watched = weakref.ref(function)
        table = r.Toolbox(same, 2, function, lambda a, b: a - b)
        del function
        assert r.use_toolbox(table, 5) == 4.0
        table.spare = new
        assert watched() is None
        expected = 10.0 - (0 if new is None else new(5))
        assert r.use_toolbox(table, 5) == expected


def test_a_wrong_field_keeps_the_old_function():
    table = toolbox()
    for name in ("map", "spare", "combine"):
        raised(TypeError, setattr, table, name, 5)
    gc.collect()
    assert r.use_toolbox(table, 5) == 5.0


def test_refs_keep_functions(no_collector):
    function = Function(6)
    watched = weakref.ref(function)
    ref = r.Ref(r.Toolbox(function, 2, None, lambda a, b: a - b))
    del function
    assert r.use_toolbox_at(ref, 5) == 12.0
    value = ref.value
    ref.value = toolbox()
    assert r.use_toolbox_at(ref, 5) == 5.0
    assert r.use_toolbox(value, 5) == 12.0
    del value, ref
    assert watched() is None


def test_pointers_keep_functions(no_collector):
    pointer = ctypes.pointer(toolbox())
    assert r.use_toolbox_at(pointer, 5) == 5.0
    r.exchange_tools(pointer)
    assert r.use_toolbox_at(pointer, 5) == 8.0
    assert pointer.contents.map(5) == 7


def test_variants_keep_functions(no_collector):
    function = Function(6)
    watched = weakref.ref(function)
    tool = r.Tool.Mapping(r.FnU32ToU32(function))
    other = copy.copy(tool)
    del function, tool
    assert r.use_tool(other, 5) == 6
    del other
    assert watched() is None


def test_options_keep_functions(no_collector):
    function = Function(6)
    watched = weakref.ref(function)
    option = r.Some(function)
    del function
    for _ in range(3):
        assert r.apply_option_function(option, 5) == 6
    del option
    assert watched() is None


def test_setting_a_field_after_rust_exchanged_them(run):
    code = """
        table = r.Toolbox(lambda x: x + 1, 1, lambda x: x + 2, lambda a, b: a - b)
        r.exchange_tools(table)
        table.map = lambda x: x + 3
        gc.collect()
        assert (table.map(5), table.spare(5)) == (8, 6)
        assert r.use_toolbox(table, 5) == 2.0
        for _ in range(100):
            table.map = table.map
            r.exchange_tools(table)
        assert r.use_toolbox(table, 5) == 2.0
    """
    assert run(code) == (0, "")


def test_setting_a_field_during_the_call(run):
    code = """
        def change(x):
            table.spare = table.map = lambda x: 100
            table.combine = lambda a, b: -1.0
            gc.collect()
            return x + 1

        def subtract(a, b):
            return a - b

        # Rust has a copy of the old one.
        table = r.Toolbox(change, 1, lambda x: x, subtract)
        assert r.use_toolbox(table, 5) == 1.0
        assert r.use_toolbox(table, 5) == -1.0
    """
    assert run(code) == (0, "")


def test_setting_a_ref_during_the_call(run):
    code = """
        def change(x):
            ref.value = r.Toolbox(lambda x: 100, 1, lambda x: 50, lambda a, b: a + b)
            gc.collect()
            return x + 1

        ref = r.Ref(r.Toolbox(change, 1, lambda x: x, lambda a, b: a - b))
        # Rust has the new one at once, or the old one to the end.
        assert r.use_toolbox_at(ref, 5) in (1.0, 56.0)
        assert r.use_toolbox_at(ref, 5) == 150.0
    """
    assert run(code) == (0, "")


def test_setting_a_field_of_a_borrowed_toolbox_during_the_call(run):
    code = """
        def change(x):
            table.map = table.spare = lambda x: 50
            table.combine = lambda a, b: a + b
            gc.collect()
            return x + 1

        table = r.Toolbox(change, 1, lambda x: x, lambda a, b: a - b)
        del change
        assert r.use_toolbox_at(table, 5) in (1.0, 56.0)
        assert r.use_toolbox_at(table, 5) == 100.0
    """
    assert run(code) == (0, "")


def test_a_function_that_frees_itself():
    for kind, apply, x in (
        (r.FnU32ToU32, r.apply_u32, 5),
        (r.FnF32ToF32, r.apply_f32, 5),
        (r.FnVec2ToVec2, r.apply_vec2, r.Vec2(1, 2)),
        (r.FnFloatIntToFloatInt, r.apply_float_int, r.FloatInt(0.5, 5)),
        (r.FnVec4ToVec4, r.apply_vec4, r.Vec4(1, 2, 3, 4)),
        (r.FnStringToString, r.apply_string, "text"),
    ):
        expected = apply(same, x)
        for _ in range(20):
            box = []

            def function(x, box=box):
                box.clear()
                gc.collect()
                return x

            box.append(kind(function))
            del function
            assert apply(box[0], x) == expected
            assert box == []


def test_a_field_that_frees_itself(run):
    code = """
        for _ in range(20):
            def change(x):
                table.map = lambda x: x
                gc.collect()
                return x + 1

            table = r.Toolbox(change, 1, None, lambda a, b: a - b)
            del change
            assert r.use_toolbox_at(table, 5) == 6.0
            assert r.use_toolbox(table, 5) == 5.0
    """
    assert run(code) == (0, "")


def test_cycles_are_collected():
    class Owner:
        def __init__(self, kind):
            self.handle = kind(self.method)

        def method(self, x):
            return x

    class Table(Owner):
        def __init__(self, kind):
            self.handle = r.Toolbox(self.method, 1, None, max)

    before = sum(map(len, r._exit.functions))
    for make, kind in (
        (Owner, r.FnU32ToU32),
        (Owner, r.FnVec2ToVec2),
        (Owner, r.FnVec4ToVec4),
        (Owner, r.FnFloatIntToFloatInt),
        (Owner, r.Tool.Mapping),
        (Table, None),
    ):
        owner = make(kind)
        watched = weakref.ref(owner)
        del owner
        gc.collect()
        assert watched() is None, f"{make.__name__} {kind}"
    assert sum(map(len, r._exit.functions)) == before


def test_cycles_that_are_used_by_finalizers(run):
    code = """
        class Owner:
            def __init__(self):
                self.handle = r.FnU32ToU32(self.method)
                self.table = r.Toolbox(self.handle, 1, None, lambda a, b: a - b)

            def method(self, x):
                return x

            def __del__(self):
                done.append(r.apply_u32(self.handle, 5))
                done.append(r.use_toolbox(self.table, 5))
                done.append(r.same_function(self.handle)(5))

        done = []
        Owner()
        gc.collect()
        assert done == [6, 5.0, 5], done
    """
    assert run(code) == (0, "")


def test_a_cycle_that_is_resurrected(run):
    code = """
        class Owner:
            def __init__(self):
                self.handle = r.FnU32ToU32(self.method)

            def method(self, x):
                return x

            def __del__(self):
                kept.append(self)

        kept = []
        Owner()
        gc.collect()
        assert len(kept) == 1
        assert r.apply_u32(kept[0].handle, 5) == 6
    """
    assert run(code) == (0, "")


def test_long_ways():
    double = r.doubling_function()
    for _ in range(50_000):
        double = r.same_function(double)
    assert double(5) == 10
    del double
    table = r.make_toolbox(2, has_spare=True)
    for _ in range(20_000):
        table = r.same_toolbox(table)
    assert table.map(5) == 10


def test_handles_and_structs_do_not_leak(balance, loops):
    table = toolbox()

    def run():
        handle = r.FnU32ToU32(lambda x: x)
        r.apply_u32(handle, 5)
        table.map = handle
        table.spare = lambda x: x
        r.exchange_tools(table)
        copy.copy(table)
        r.same_toolbox(table)
        r.use_tool(r.Tool.Mapping(handle), 5)
        r.same_function(r.doubling_function())
        r.apply_nested(lambda f, x: f(x), 5)
        raised(TypeError, setattr, table, "map", 5)

    balance.assert_steady(run, loops(10_000), objects=True)


# Nested calls and threads


def test_nested_calls():
    assert r.apply_u32(lambda x: r.apply_u32(lambda y: x * y, x), 5) == 27
    assert r.apply_vec2(lambda p: r.apply_vec2(same, p), r.Vec2(1, 2)) == r.Vec2(1, 2)
    assert r.apply_nested(lambda f, x: r.apply_nested(lambda g, y: f(g(y)), x), 5) == 45
    assert r.map_u32(lambda x: r.apply_u32(same, x), 5) == 7
    assert r.apply_string(lambda text: r.apply_string(same, text) + "b", "a") == "AB"
    handle = r.FnU32ToU32(lambda x: r.apply_u32(handle, x - 1) if x else 0)
    assert r.apply_u32(handle, 40) == 41


def test_recursion_without_end():
    def down(x):
        return r.apply_u32(down, x)

    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(min(limit, len(traceback.extract_stack()) + 200))
    try:
        raised(RecursionError, r.apply_u32, down, 5)
    finally:
        sys.setrecursionlimit(limit)
    assert r.apply_u32(same, 5) == 6


def test_threads(loops):
    shared, table, double = r.FnU32ToU32(same), toolbox(), r.doubling_function()

    def work(number):
        error = ValueError(number)
        for turn in range(loops(2000)):
            assert r.apply_u32(lambda x: x + number, turn) == turn + number + 1
            assert r.apply_u32(shared, turn) == turn + 1
            assert r.same_function(shared) is shared
            assert double(turn) == 2 * turn
            assert r.use_toolbox(table, turn) == turn
            assert raised(ValueError, r.apply_u32, raising(error), 5) is error
            point = r.FloatInt(0.5, number)
            assert r.apply_float_int(lambda _, point=point: point, point) == point
            assert (
                r.apply_string(lambda text: text * 2, f"a{number}") == f"A{number}" * 2
            )
            assert r.apply_nested(lambda f, x: f(x) + number, turn) == 3 * turn + number
            assert r.apply_returned(lambda: lambda x: x + number, turn) == turn + number
            back = r.same_function(lambda x: x + number)
            assert back(turn) == r.apply_u32(back, turn) - 1 == turn + number

    assert call_on_threads(work) == []


def test_threads_that_set_a_field(run):
    code = """
        sys.setswitchinterval(1e-6)
        table = r.Toolbox(lambda x: x, 1, None, lambda a, b: a - b)

        def work():
            for _ in range(20):
                table.map = lambda x: x + 1

        for _ in range(200):
            threads = [threading.Thread(target=work) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert isinstance(table.map._function, type(work))
            assert r.use_toolbox(table, 5) == 6.0
    """
    assert run(code) == (0, "")


@pytest.mark.parametrize(
    "use",
    [
        "r.use_toolbox(table, 5)",
        "r.same_toolbox(table).map(5)",
        "table.__copy__().map(5)",
        "table.map(5)",
    ],
)
def test_threads_that_share_a_field(run, use):
    code = f"""
        sys.setswitchinterval(1e-6)
        table = r.Toolbox(lambda x: x, 1, None, lambda a, b: a - b)
        stop = []

        def use():
            while not stop:
                assert {use} in (5, 6)

        threads = [threading.Thread(target=use) for _ in range(4)]
        for thread in threads:
            thread.start()
        for number in range(3000):
            table.map = lambda x, more=number % 2: x + more
        stop.append(None)
        for thread in threads:
            thread.join()
    """
    assert run(code) == (0, "")


# The end of the program

ENDS = {
    "module": "handle = r.FnU32ToU32(lambda x: x); assert r.apply_u32(handle, 5) == 6",
    "unused": "handle = r.FnU32ToU32(lambda x: x)",
    "call only": "assert r.apply_u32(lambda x: x, 5) == 6",
    "no result": "handle = r.Fn(print)",
    "structs": """
        handles = [
            r.FnVec2ToVec2(lambda x: x),
            r.FnFloatIntToFloatInt(lambda x: x),
            r.FnVec4ToVec4(lambda x: x),
            r.FnStringToString(lambda x: x),
        ]
        assert r.apply_vec2(handles[0], r.Vec2(1, 2)) == r.Vec2(2, 1)
    """,
    "builtins": "builtins.handle = r.FnU32ToU32(lambda x: x)",
    "builtins, of Rust": "builtins.handle = r.doubling_function(); builtins.handle(5)",
    "sys": "sys.handle = r.FnFloatIntToFloatInt(lambda x: x)",
    "its own module": "r.handle = r.FnU32ToU32(lambda x: x)",
    "its type": "r.FnU32ToU32.handle = r.FnU32ToU32(lambda x: x)",
    "list in builtins": "builtins.handles = [r.FnU32ToU32(lambda x: x) for _ in range(100)]",
    "toolbox": "table = r.Toolbox(lambda x: x, 2, None, max)",
    "toolbox in builtins": "builtins.table = r.Toolbox(lambda x: x, 2, None, max)",
    "tool in builtins": "builtins.tool = r.Tool.Mapping(r.FnU32ToU32(lambda x: x))",
    "made toolbox": "builtins.table = r.make_toolbox(2, True); builtins.map = builtins.table.map",
    "ref": "ref = r.Ref(r.Toolbox(lambda x: x, 2, None, max)); r.exchange_tools(ref)",
    "cycle": """
        class Owner:
            def __init__(self):
                self.handle = r.FnU32ToU32(self.method)
                self.table = r.Toolbox(self.method, 2, self.handle, max)

            def method(self, x):
                return x

        Owner()
        owner = Owner()
        builtins.owner = Owner()
        gc.collect()
    """,
    "cycle with its handle": """
        handle = r.FnU32ToU32(lambda x: handle(x - 1) if x else 0)
        assert r.apply_u32(handle, 5) == 1
    """,
    "cycle in builtins": """
        def make():
            handle = r.FnU32ToU32(lambda x: handle(x - 1) if x else 0)
            return handle

        builtins.handle = make()
    """,
    "handler": "atexit.register(lambda: r.apply_u32(lambda x: x, 5) == 6 or 1 // 0)",
    "handler of a handle": """
        handle = r.FnU32ToU32(lambda x: x)
        atexit.register(lambda: r.apply_u32(handle, 5) == 6 or 1 // 0)
    """,
    "daemon thread": """
        def work():
            handle = r.FnU32ToU32(lambda x: x)
            while True:
                r.apply_u32(handle, 5)
                r.apply_u32(lambda x: x, 5)

        threading.Thread(target=work, daemon=True).start()
    """,
    "thread local": """
        local = threading.local()
        local.handle = r.FnU32ToU32(lambda x: x)
    """,
    "returned": """
        handle = r.FnToFnU32ToU32(lambda: lambda x: x)
        assert r.apply_returned(handle, 5) == 5
    """,
    "lent": "r.apply_nested(lambda f, x: setattr(builtins, 'f', f) or f(x), 5)",
    "finalizer that calls from Python": """
        class Owner:
            def __init__(self):
                self.handle = r.FnU32ToU32(lambda x: x)

            def __del__(self):
                assert self.handle(5) == 5

        builtins.owner = Owner()
    """,
}


@pytest.mark.parametrize("name", ENDS)
def test_the_end_of_the_program(run, loops, name):
    ends = {run(ENDS[name]) for _ in range(max(2, loops(20)))}
    assert ends == {(0, "")}


LATE = {
    "finalizer of a handle": """
        assert r.apply_u32(lambda x: x, 5) == 6

        class Owner:
            def __init__(self):
                self.handle = r.FnU32ToU32(lambda x: x)

            def __del__(self, call=r.apply_u32):
                call(self.handle, 5)

        builtins.owner = Owner()
    """,
    "finalizer of a handle, before any call": """
        class Owner:
            def __init__(self):
                self.handle = r.FnU32ToU32(lambda x: x)

            def __del__(self, call=r.apply_u32):
                call(self.handle, 5)

        builtins.owner = Owner()
    """,
    "finalizer of a call": """
        class Owner:
            def __del__(self, call=r.apply_u32, function=lambda x: x):
                call(function, 5)

        builtins.owner = Owner()
        handle = r.FnU32ToU32(lambda x: x)
    """,
    "finalizer of a function of Rust": """
        class Owner:
            def __init__(self):
                self.double = r.doubling_function()

            def __del__(self):
                self.double(5)

        builtins.owner = Owner()
        handle = r.FnU32ToU32(lambda x: x)
    """,
}


@pytest.mark.parametrize("name", LATE)
def test_later_calls_do_not_block(run, loops, name):
    """They may tell of an error; a process that never ends would be worse."""
    for _ in range(max(2, loops(20))):
        code, errors = run(LATE[name])
        assert code == 0, errors
        assert "Fatal" not in errors


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_forks(run):
    code = """
        import os
        handle = r.FnU32ToU32(lambda x: x)
        child = os.fork()
        assert r.apply_u32(handle, 5) == 6
        assert r.apply_u32(lambda x: x, 5) == 6
        if child == 0:
            sys.exit(0)
        assert os.waitpid(child, 0)[1] == 0
    """
    assert run(code) == (0, "")
