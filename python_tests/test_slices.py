"""Slices: buffers are lent as they are, sequences are packed, and what returns is a view."""

import array
import collections
import collections.abc
import concurrent.futures
import copy
import ctypes
import gc
import itertools
import math
import mmap
import os
import pickle
import struct
import subprocess
import sys
import textwrap
import threading
import tracemalloc
import weakref

import pytest
from helpers import Index, refusal

import reference_project as r

HAS_BUFFERS_IN_PYTHON = sys.version_info >= (3, 12)
HAS_READ_ONLY_VIEWS = sys.version_info >= (3, 8)

each_size = pytest.mark.parametrize("size", [0, 1, 5])


class Items(collections.abc.Sequence):
    """A sequence that is no list, with a length of its own."""

    def __init__(self, items, length=None):
        self.items = items
        self.length = len(items) if length is None else length

    def __len__(self):
        if isinstance(self.length, Exception):
            raise self.length
        return self.length

    def __getitem__(self, index):
        return self.items[index]

    def __iter__(self):
        return iter(self.items)


class Old:
    """A sequence as it was before there were iterators."""

    def __init__(self, *items):
        self.items = items

    def __len__(self):
        return len(self.items)

    def __getitem__(self, index):
        return self.items[index]


class Failing:
    """Its iteration ends with an error."""

    def __init__(self, items, error):
        self.items = items
        self.error = error

    def __len__(self):
        return len(self.items) + 1

    def __iter__(self):
        yield from self.items
        raise self.error


class Odd:
    """Whatever is asked of it as a number gives that, or raises it."""

    def __init__(self, answer):
        self.answer = answer

    def __index__(self):
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    __float__ = __index__


class Bytes(bytearray):
    """Of which there can be weak references."""


class Numbers(array.array):
    pass


def churn():
    """Have the memory of whatever nobody keeps alive used for something else."""
    gc.collect()
    filler = [bytes([n]) * size for n in range(50) for size in range(1, 128)]
    filler += [(ctypes.c_uint64 * 4)(n, n, n, n) for n in range(2_000)]
    del filler


def is_gone(reference):
    gc.collect()
    return reference() is None


def spots(*pairs):
    return [r.Spot(x, y) for x, y in pairs]


def spot_array(*pairs):
    return (r.Spot * len(pairs))(*spots(*pairs))


def badges():
    color = r.Color
    return [
        r.Badge(color.Red, True, 5),
        r.Badge(color.Red, False, 7),
        r.Badge(color.Blue, True, 11),
        r.Badge(color.Red, True, 1000),
    ]


def headers():
    return [r.PackedHeader(1, 10, 2, 0.5), r.PackedHeader(3, 2**32 - 1, 4, -0.5)]


def told(code):
    """How a process ends that runs this code."""
    folder = os.path.dirname(os.path.abspath(r.__file__))
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        env=dict(os.environ, PYTHONPATH=folder),
        check=False,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )


def address_of(numpy, buffer):
    """Where the items are of what numpy reads without a copy."""
    return numpy.asarray(buffer).__array_interface__["data"][0]


# Numbers


class Case:
    """A function that adds numbers up, and how their type is called."""

    def __init__(self, call, code, c_type, dtype, items):
        self.call = call
        self.code = code
        self.c_type = c_type
        self.dtype = dtype
        self.items = items

    @property
    def where(self):
        return f"{self.call.__name__}(): argument 'items'"

    def __repr__(self):
        return self.call.__name__

    def buffers(self):
        """These numbers in every kind of buffer that Python has of its own."""
        code, items = self.code, self.items
        packed = struct.pack(f"={len(items)}{code}", *items)
        made = array.array(code, items)
        c_array = (self.c_type * len(items))(*items)
        yield "array", made
        yield "subclass of array", Numbers(code, items)
        yield "view of array", memoryview(made)
        yield "cast bytes", memoryview(packed).cast(code)
        yield "cast bytearray", memoryview(bytearray(packed)).cast(code)
        yield "part", memoryview(packed * 2).cast(code)[: len(items)]
        yield "ctypes", c_array
        yield "view of ctypes", memoryview(c_array)
        yield "table", memoryview(packed).cast(code, [1, len(items)])


U64 = 2**64 - 1
CASES = {
    "u8": Case(r.slice_sum_u8, "B", ctypes.c_uint8, "u1", [1, 2, 0, 255, 254]),
    "u32": Case(r.slice_sum_u32, "I", ctypes.c_uint32, "u4", [5, 0, 2**32 - 1, 7]),
    "i64": Case(r.slice_sum_i64, "q", ctypes.c_int64, "i8", [-(2**63), 5, 2**40, -7]),
    "usize": Case(r.slice_sum_usize, "Q", ctypes.c_size_t, "u8", [U64, 5, 2**40]),
    "f32": Case(r.slice_sum_f32, "f", ctypes.c_float, "f4", [0.5, -1.25, 3.0]),
    "f64": Case(r.slice_sum_f64, "d", ctypes.c_double, "f8", [0.5, 1e300, -1e300]),
}
RANGES = {
    "u8": (0, 2**8 - 1),
    "u32": (0, 2**32 - 1),
    "i64": (-(2**63), 2**63 - 1),
    "usize": (0, U64),
}
each_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
each_integer = pytest.mark.parametrize("kind", RANGES)
each_float = pytest.mark.parametrize("kind", ["f32", "f64"])


def total(case, items):
    """What the function makes of the numbers."""
    if case.code in "fd":
        result = 0.0
        for item in items:
            result += item
        return result
    result = sum(items)
    if case.code == "q":
        return (result + 2**63) % 2**64 - 2**63
    return result % 2**64


@each_case
def test_buffers(case):
    kinds = []
    for kind, buffer in case.buffers():
        assert case.call(buffer) == total(case, case.items), kind
        assert case.call(items=buffer) == total(case, case.items), kind
        kinds.append(kind)
    assert len(kinds) == 9


@each_case
def test_sequences(case):
    items = case.items
    for sequence in (
        items,
        tuple(items),
        collections.deque(items),
        collections.UserList(items),
        type("Mine", (list,), {})(items),
        collections.namedtuple("Mine", list("abcdefg"[: len(items)]))(*items),
        Items(items),
        Old(*items),
        {n: item for n, item in enumerate(items)}.values(),
    ):
        assert case.call(sequence) == total(case, items), type(sequence)
    assert case.call(range(5, 50, 3)) == sum(range(5, 50, 3))
    assert case.call([True, Odd(5.0 if case.code in "fd" else 5)]) == 6


@each_case
def test_numpy_arrays(case, numpy):
    expected = total(case, case.items)
    made = numpy.array(case.items, case.dtype)
    assert case.call(made) == expected
    assert case.call(list(made)) == expected
    read_only = made.copy()
    read_only.flags.writeable = False
    assert case.call(read_only) == expected
    assert case.call(numpy.concatenate([made, made])[len(made) :]) == expected
    assert case.call(memoryview(made)) == expected
    assert case.call(numpy.frombuffer(made.tobytes(), case.dtype)) == expected
    assert case.call(made[::1]) == expected
    assert case.call(numpy.asfortranarray(made)) == expected
    table = numpy.stack([made, made])
    assert case.call(table[1]) == expected
    assert case.call(table) == total(case, case.items * 2)
    assert case.call(numpy.ma.array(made)) == expected


@each_case
def test_no_items(case, numpy):
    code = case.code
    for empty in (
        [],
        (),
        range(0),
        collections.deque(),
        Items([]),
        Old(),
        array.array(code),
        memoryview(b"").cast(code),
        memoryview(bytearray()).cast(code),
        (case.c_type * 0)(),
        memoryview((case.c_type * 0)()),
        numpy.empty(0, case.dtype),
        numpy.empty((3, 0), case.dtype),
        numpy.ones(5, case.dtype)[5:],
        numpy.ones(5, case.dtype)[3:0:2],
    ):
        assert case.call(empty) == 0, type(empty)


@each_case
def test_many_items(case, numpy):
    items = [n % 100 for n in range(100_000)]
    expected = sum(items)
    assert case.call(items) == expected
    assert case.call(tuple(items)) == expected
    assert case.call(array.array(case.code, items)) == expected
    assert case.call(numpy.array(items, case.dtype)) == expected
    assert case.call((case.c_type * len(items))(*items)) == expected
    if case.code != "B":
        assert case.call(range(2000)) == sum(range(2000))


def test_bytes():
    class Mine(bytes):
        pass

    for made in (bytes, bytearray, memoryview, Mine, Bytes):
        assert r.slice_sum_u8(made(b"abc\0\xff")) == sum(b"abc\0\xff")
        assert r.slice_sum_u8(made(b"")) == 0
    anonymous = mmap.mmap(-1, 100)
    anonymous[:3] = b"abc"
    assert r.slice_sum_u8(anonymous) == sum(b"abc")
    anonymous.close()


def test_ctypes_bytes():
    assert r.slice_sum_u8((ctypes.c_char * 3)(*b"abc")) == sum(b"abc")
    assert r.slice_sum_u8(ctypes.create_string_buffer(b"abc")) == sum(b"abc")
    # Of which each item is of the right type.
    assert r.slice_sum_u8((ctypes.c_uint8 * 2 * 2)((1, 2), (3, 4))) == 10


def test_bools(numpy):
    flags = [True, False, True, True]
    for items in (
        flags,
        tuple(flags),
        Items(flags),
        (ctypes.c_bool * 4)(*flags),
        memoryview(bytes(flags)).cast("?"),
        memoryview(bytearray(flags)).cast("?"),
        numpy.array(flags),
        list(numpy.array(flags)),
    ):
        assert r.slice_count_true(items) == 3, type(items)
    for empty in ([], memoryview(b"").cast("?"), numpy.empty(0, "?")):
        assert r.slice_count_true(empty) == 0
    assert r.slice_count_true(numpy.arange(100_000) % 2 == 0) == 50_000
    where = "slice_count_true(): argument 'items'"
    for item in (1, 0, "x", None, 1.0):
        message = refusal(TypeError, r.slice_count_true, [True, item])
        assert message == f"{where}[1] must be bool, not {type(item).__name__}"
    for wrong in (b"\1\0", bytearray(2), array.array("b", [1]), numpy.ones(1, "i1")):
        message = refusal(TypeError, r.slice_count_true, wrong)
        assert message.startswith(f"{where} must be ")


def test_chars(numpy):
    text = [b"a", b"b", b"a", b"\0", b"\xff"]
    for items in (
        text,
        tuple(text),
        Items(text),
        b"".join(text),
        bytearray(b"".join(text)),
        memoryview(b"".join(text)),
        memoryview(b"".join(text)).cast("c"),
        (ctypes.c_char * 5)(*text),
        array.array("B", b"".join(text)),
        numpy.frombuffer(b"".join(text), "u1"),
    ):
        assert r.slice_count_char(items, b"a") == 2, type(items)
        assert r.slice_count_char(items, b"\0") == 1, type(items)
    assert r.slice_count_char([], b"a") == r.slice_count_char(b"", b"a") == 0
    where = "slice_count_char(): argument 'items'"
    for item in ("a", 97, None, bytearray(b"a")):
        message = refusal(TypeError, r.slice_count_char, [b"a", item], b"a")
        assert message == f"{where}[1] must be bytes, not {type(item).__name__}"
    for item in (b"", b"ab"):
        message = refusal(ValueError, r.slice_count_char, [b"a", item], b"a")
        assert message.startswith(f"{where}[1] must be of length 1")
    for wrong in ("ab", array.array("b", b"a"), array.array("H", [97])):
        assert where in refusal(TypeError, r.slice_count_char, wrong, b"a")


def test_chars_of_numpy(numpy):
    # What numpy calls such items itself, as in an array that it makes of a view.
    assert r.slice_count_char(numpy.array([b"a", b"b"], "S1"), b"a") == 1


# What does not fit


@each_case
def test_items_of_another_type(case, numpy):
    size = struct.calcsize("=" + case.code)
    for code in "bBhHiIlLqQfd":
        made = array.array(code, [1, 2])
        is_same = made.itemsize == size and (
            code == case.code or (code + case.code).upper() in ("LQ", "QL")
        )
        is_same = is_same and code.islower() == case.code.islower()
        if is_same:
            assert case.call(made) == 3
            assert case.call(numpy.array(made)) == 3
            continue
        for wrong in (made, memoryview(made), numpy.array(made)):
            message = refusal(TypeError, case.call, wrong)
            assert message.startswith(f"{case.where} must be a buffer of "), code
            kind = "f" if code in "fd" else "i" if code.islower() else "u"
            assert f", not of {kind}{8 * made.itemsize} (" in message, code


@each_case
def test_buffers_that_are_odd(case, numpy):
    def sized(values):
        return numpy.array(values, case.dtype)

    # An array of one byte items has no order of bytes.
    if case.code != "B":
        for order in ">!":
            swapped = numpy.array([1, 2], numpy.dtype(case.dtype).newbyteorder(">"))
            assert case.where in refusal(TypeError, case.call, swapped), order
        big_endian = case.c_type.__ctype_be__
        for wrong in ((big_endian * 2)(1, 2), memoryview((big_endian * 2)())):
            assert case.where in refusal(TypeError, case.call, wrong)
    strided = [
        sized(range(10))[::2],
        sized(range(10))[::-1],
        sized(range(10)).reshape(2, 5).T,
        sized(range(10)).reshape(2, 5)[:, 1:],
        numpy.broadcast_to(sized([1]), 5),
        memoryview(array.array(case.code, range(10)))[::2],
        memoryview(array.array(case.code, range(10)))[::-1],
    ]
    for wrong in strided:
        message = refusal(TypeError, case.call, wrong)
        assert (
            message
            == f"{case.where} must be a C-contiguous buffer, such as a copy of this one"
        )
    for wrong in (
        numpy.array([1, 2], object),
        numpy.array([1j, 2]),
        numpy.array(["1", "2"]),
        numpy.array([b"12345678"]),
        numpy.zeros(2, [("a", "u1"), ("b", "u1")]),
        (ctypes.c_void_p * 2)(),
        (ctypes.c_wchar * 2)(),
        (r.Vec2 * 2)(),
        (r.Spot * 2)(),
        (ctypes.POINTER(case.c_type) * 2)(),
        r.Digest(bytes(16)),
    ):
        assert case.where in refusal(TypeError, case.call, wrong)


def test_half_floats_are_no_integers(numpy):
    # No function takes 16-bit integers alone.
    codec = r._SliceCodec(r._codec_i16)
    assert codec.to_c(numpy.ones(2, "i2"), "where").size == 2
    assert "where" in refusal(TypeError, codec.to_c, numpy.ones(2, "f2"), "where")


def test_buffers_that_cannot_be_had(numpy):
    released = memoryview(b"abc")
    released.release()
    dates = numpy.array(["2020-01-01"], "M8[s]")
    for wrong in (released, dates):
        for call in (r.slice_sum_u8, lambda items: r.fill_slice_u8(items, 1)):
            with pytest.raises((TypeError, ValueError)) as caught:
                call(items=wrong)
            assert "slice" in str(caught.value) and "'items'" in str(caught.value)


UNALIGNED = """
    import ctypes
    import reference_project as r

    def tried(call, *arguments):
        try:
            return call(*arguments)
        except (TypeError, ValueError) as error:
            assert "argument 'items'" in str(error), error
            return None

    data = bytearray(range(1, 18))
    numbers = [int.from_bytes(data[at : at + 4], "little") for at in (1, 5, 9, 13)]
    for wrong in (
        memoryview(bytes(data))[1:].cast("I"),
        memoryview(data)[1:].cast("I"),
        (ctypes.c_uint32 * 4).from_buffer(data, 1),
    ):
        assert tried({call}) in ({allowed})
"""


@pytest.mark.parametrize(
    "call, allowed",
    [
        ("r.slice_sum_u32, wrong", "None, sum(numbers)"),
        ("lambda items: r.slice_sum_u32(r.slice_tail(items, 1)), wrong", "None,"),
        ("r.number_slice_u32, wrong, 5", "None,"),
    ],
)
def test_unaligned_buffers_are_no_crash(call, allowed):
    # Rust demands that numbers are aligned. They may be refused, or copied if only to read.
    done = told(UNALIGNED.format(call=call, allowed=allowed))
    assert done.returncode == 0, done.stderr


def test_packed_structs_need_no_alignment():
    data = bytearray(1) + b"".join(bytes(header) for header in headers())
    items = (r.PackedHeader * 2).from_buffer(data, 1)
    assert r.slice_sum_headers(items) == 10 + 2**32 - 1


@each_case
def test_no_sequences(case):
    def generator():
        yield 1

    for wrong in (
        "12",
        "",
        {1: 2},
        {},
        {1, 2},
        frozenset([1]),
        None,
        5,
        1.5,
        object(),
        generator(),
        iter([1, 2]),
        iter(b"12"),
        map(int, [1]),
        zip([1]),
        reversed([1]),
        itertools.count(),
        list,
        r.Color,
        r.Ref([1, 2]),
        r.Some([1]),
        slice(1, 2),
    ):
        message = refusal(TypeError, case.call, wrong)
        kind = "type" if isinstance(wrong, type) else type(wrong).__name__
        wanted = "a sequence or a buffer"
        assert message == f"{case.where} must be {wanted}, not {kind}"


@each_integer
def test_integers_that_do_not_fit(kind):
    case = CASES[kind]
    low, high = RANGES[kind]
    for number in (low - 1, high + 1, 2**64, -(2**200)):
        for items in (
            [1, 2, 3, number],
            (0, 0, 0, number, "x"),
            Items([1] * 3 + [number]),
        ):
            message = refusal(OverflowError, case.call, items)
            assert message == f"{case.where}[3] must be in {low}..={high}, got {number}"
    for item in ("1", b"1", None, 1.0, 1j, [], object(), r.Spot(1, 2)):
        message = refusal(TypeError, case.call, [item])
        assert message == f"{case.where}[0] must be int, not {type(item).__name__}"
    assert case.call([low, high, Index(high)]) == total(case, [low, high, high])


@each_float
def test_floats(kind):
    case = CASES[kind]
    assert case.call([1, True, Odd(5.0), Odd(0.5)]) == 7.5
    assert case.call([math.inf]) == math.inf
    assert math.isnan(case.call([math.nan]))
    assert math.isnan(case.call(array.array(case.code, [math.nan])))
    assert case.call([1e300]) == (math.inf if kind == "f32" else 1e300)
    for item in ("1", b"1", None, [], 1j, object()):
        message = refusal(TypeError, case.call, [0.5, item])
        assert message == f"{case.where}[1] must be float, not {type(item).__name__}"
    message = refusal(OverflowError, case.call, [0, 0, 10**400])
    assert message == f"{case.where}[2] is too large for a float"


def test_lies_about_the_length():
    for length in (0, 1, 2, 4, 1000):
        assert r.slice_sum_u8(Items([1, 2, 3], length)) == 6
        assert r.slice_sum_spots(Items(spots((1, 2), (3, 4)), length)) == r.Spot(4, 6)
        ref = r.Ref(Items([1, 2, 3], length))
        r.fill_slice_u8(ref, 9)
        assert ref.value == [9, 9, 9]
    with pytest.raises(ZeroDivisionError):
        r.slice_sum_u8(Items([1], ZeroDivisionError()))
    with pytest.raises(ValueError):
        r.slice_sum_u8(Items([1], -1))
    with pytest.raises(TypeError):
        r.slice_sum_u8(Items([1], 1.0))


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of memory")
@pytest.mark.parametrize("length", ["2**40", "2**62", "2**63 - 1", "2**64"])
def test_lengths_that_no_memory_has(length):
    done = told(f"""
        import resource
        import reference_project as r

        class Liar:
            def __len__(self):
                return {length}

            def __iter__(self):
                return iter([1, 2])

        r.slice_sum_u8([1, 2])
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
        for call in (r.slice_sum_u8, r.slice_sum_u32, r.slice_sum_f64):
            for items in (range({length}), Liar()):
                try:
                    assert call(items) == 3
                except (MemoryError, OverflowError):
                    pass
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        assert r.slice_sum_u8([1, 2]) == 3
        # It was not filled either.
        print(after < 3 * before)
    """)
    assert (done.returncode, done.stdout, done.stderr) == (0, "True\n", "")


@pytest.mark.parametrize(
    "error", [KeyError("mine"), TypeError("mine"), ValueError("mine")]
)
def test_iteration_that_fails(error):
    for call, items in (
        (r.slice_sum_u8, [1, 2]),
        (r.slice_sum_f64, [0.5]),
        (r.slice_sum_spots, spots((1, 2))),
        (r.slice_sum_slices, [b"ab", [1, 2]]),
        (r.slice_sum_u8, []),
    ):
        with pytest.raises(type(error), match="mine") as caught:
            call(Failing(items, error))
        assert caught.value is error
    with pytest.raises(type(error), match="mine"):
        r.fill_slice_u8(r.Ref(Failing([1, 2], error)), 1)


def test_numbers_that_fail():
    for call in (r.slice_sum_u8, r.slice_sum_i64, r.slice_sum_f32, r.slice_sum_f64):
        with pytest.raises(ZeroDivisionError):
            call([1, Odd(ZeroDivisionError()), 3])
        assert "[1]" in refusal(TypeError, call, [1, Odd("5"), 3])
    assert r.slice_sum_u8([1, Odd(5)]) == 6
    assert "[1]" in refusal(OverflowError, r.slice_sum_u8, [1, Odd(256)])


def test_numbers_that_change_the_list():
    class Greedy:
        def __init__(self, items, change):
            self.items = items
            self.change = change

        def __index__(self):
            self.change(self.items)
            return 1

    for change in (list.clear, lambda items: items.extend([1] * 100), list.reverse):
        items = []
        items.extend([1, Greedy(items, change), 300])
        try:
            r.slice_sum_u8(items)
        except OverflowError:
            pass
        items = []
        items.extend([Greedy(items, change), 2, 3])
        assert r.slice_sum_u8(items) >= 1


def test_several_arguments():
    floats = array.array("d", [0.5, 1.5])
    assert r.slice_mixed(1, floats, 2.0, b"ab") == 1 + 4.0 + sum(b"ab")
    assert r.slice_mixed(1, [0.5], 2.0, [3]) == 5.0
    assert r.slice_mixed(bytes=(), scale=1, floats=(), shift=255) == 255.0
    message = refusal(TypeError, r.slice_mixed, 1, b"ab", 2.0, b"ab")
    assert message.startswith("slice_mixed(): argument 'floats' must be ")
    message = refusal(OverflowError, r.slice_mixed, 1, [1], 2.0, [1, 2, 256])
    assert message.startswith("slice_mixed(): argument 'bytes'[2] must be ")
    message = refusal(OverflowError, r.slice_mixed, 256, [1], 2.0, b"ab")
    assert message.startswith("slice_mixed(): argument 'shift' must be ")
    message = refusal(TypeError, r.slice_mixed, 1, floats, "x", b"ab")
    assert message.startswith("slice_mixed(): argument 'scale' must be ")
    with pytest.raises(TypeError):
        r.slice_sum_u8()
    with pytest.raises(TypeError):
        r.slice_sum_u8(b"a", b"b")


# Items that are no numbers


def test_structs(numpy):
    items = spots((1, 2), (-3, 4.5), (0.25, 0))
    expected = r.Spot(-1.75, 6.5)
    pairs = [(1, 2), (-3, 4.5), (0.25, 0)]
    dtype = [("x", "f8"), ("y", "f8")]
    read_only = numpy.array(pairs, dtype)
    read_only.flags.writeable = False
    for given in (
        items,
        tuple(items),
        Items(items),
        collections.deque(items),
        spot_array(*pairs),
        memoryview(spot_array(*pairs)),
        memoryview(spot_array((9, 9), *pairs))[1:],
        list(spot_array(*pairs)),
        numpy.array(pairs, dtype),
        numpy.array(pairs, [("left", "f8"), ("right", "f8")]),
        numpy.array(pairs, numpy.dtype(dtype, align=True)),
        read_only,
        numpy.array([((1, 2),), ((-3, 4.5),), ((0.25, 0),)], [("at", dtype)]),
        numpy.array([((1, 2),), ((-3, 4.5),), ((0.25, 0),)], [("xy", "f8", (2,))]),
    ):
        assert r.slice_sum_spots(given) == expected, type(given)
    for empty in ([], (), (r.Spot * 0)(), numpy.empty(0, dtype)):
        assert r.slice_sum_spots(empty) == r.Spot(0, 0)
    many = [r.Spot(n, 1) for n in range(100_000)]
    assert r.slice_sum_spots(many) == r.Spot(sum(range(100_000)), 100_000)


def test_structs_that_do_not_fit(numpy):
    class Mine(r.Spot):
        _fields_ = (("z", ctypes.c_double),)

    where = "slice_sum_spots(): argument 'items'"
    for item in (r.Vec2(1, 2), (1, 2), None, 5, {"x": 1, "y": 2}):
        message = refusal(TypeError, r.slice_sum_spots, [r.Spot(1, 2), item])
        assert message == f"{where}[1] must be Spot, not {type(item).__name__}"
    for wrong in (
        (r.Vec3 * 2)(),
        (r.Vec2 * 4)(),
        (Mine * 2)(),
        (ctypes.c_double * 4)(),
        array.array("d", [1, 2]),
        bytes(16),
        numpy.zeros(2, [("x", "f8"), ("y", "f4"), ("z", "f4")]),
        numpy.zeros(2, [("x", "f8"), ("y", "i8")]),
        numpy.zeros(2, [("x", "f8"), ("y", ">f8")]),
        numpy.zeros(2, [("x", "f8")]),
        numpy.zeros(2, [("x", "f8"), ("y", "f8"), ("z", "f8")]),
        numpy.zeros(2, "V16"),
        numpy.zeros(2, "c16"),
        numpy.zeros(2),
    ):
        assert refusal(TypeError, r.slice_sum_spots, wrong).startswith(f"{where} must ")
    strided = numpy.zeros(4, [("x", "f8"), ("y", "f8")])[::2]
    assert "contiguous" in refusal(TypeError, r.slice_sum_spots, strided)
    # A larger one counts as what it is based on.
    assert r.slice_sum_spots([Mine(1, 2), r.Spot(3, 4)]) == r.Spot(4, 6)


def test_unaligned_structs(numpy):
    expected = 10 + 2**32 - 1
    rows = [(1, 10, 2, 0.5), (3, 2**32 - 1, 4, -0.5)]
    dtype = [("kind", "u1"), ("length", "u4"), ("crc", "u2"), ("scale", "f8")]
    assert r.slice_sum_headers(headers()) == expected
    assert r.slice_sum_headers((r.PackedHeader * 2)(*headers())) == expected
    assert r.slice_sum_headers(numpy.array(rows, dtype)) == expected
    assert r.slice_sum_headers([]) == 0
    for wrong in (
        numpy.array(rows, numpy.dtype(dtype, align=True)),
        numpy.zeros(2, [dtype[1], dtype[0], *dtype[2:]]),
        numpy.zeros(2, [dtype[0], ("length", "i4"), *dtype[2:]]),
        bytes(15),
    ):
        assert "'items'" in refusal(TypeError, r.slice_sum_headers, wrong)


def test_structs_with_arrays(numpy):
    items = [r.Digest(range(16)), r.Digest([255] * 16)]
    expected = sum(range(16)) + 255 * 16
    rows = [(list(range(16)),), ([255] * 16,)]
    assert r.slice_sum_digests(items) == expected
    assert r.slice_sum_digests((r.Digest * 2)(*items)) == expected
    assert r.slice_sum_digests(numpy.array(rows, [("b", "u1", (16,))])) == expected
    assert r.slice_sum_digests(numpy.array(rows, [("b", "u1", 16)])) == expected
    assert r.slice_sum_digests([]) == 0
    for wrong in (
        bytes(32),
        numpy.zeros(2, [("b", "u1", (15,))]),
        numpy.zeros(2, [("b", "i1", (16,))]),
        numpy.zeros(2, "V16"),
        numpy.zeros((2, 16), "u1"),
    ):
        assert "'items'" in refusal(TypeError, r.slice_sum_digests, wrong)
    assert "[1]" in refusal(TypeError, r.slice_sum_digests, [items[0], bytes(16)])


def test_structs_that_are_not_everything():
    red = r.Color.Red
    items = badges()
    for given in (items, tuple(items), Items(items), (r.Badge * 4)(*items)):
        assert r.slice_sum_badges(given, red) == 1005
        assert r.slice_sum_badges(given, r.Color.Blue) == 11
        assert r.slice_sum_badges(given, r.Color.Green) == 0
    assert r.slice_sum_badges([], red) == r.slice_sum_badges((r.Badge * 0)(), red) == 0
    where = "slice_sum_badges(): argument 'items'"
    message = refusal(TypeError, r.slice_sum_badges, [items[0], None], red)
    assert message == f"{where}[1] must be Badge, not NoneType"


def test_memory_that_may_be_no_value(numpy):
    dtype = [("color", "u1"), ("active", "?"), ("weight", "u2")]
    for wrong in (
        numpy.array([(1, True, 5)], dtype),
        numpy.zeros(1, "u4"),
        bytes(4),
        bytearray(4),
        memoryview((r.Badge * 1)(badges()[0])).cast("B"),
        (ctypes.c_uint32 * 1)(),
    ):
        message = refusal(TypeError, r.slice_sum_badges, wrong, r.Color.Red)
        assert message.startswith("slice_sum_badges(): argument 'items' must be ")
    for wrong in (
        b"\x01\x02",
        bytearray(b"\x01"),
        array.array("B", [1]),
        numpy.ones(2, "u1"),
    ):
        message = refusal(TypeError, r.slice_count_color, wrong, r.Color.Red)
        assert message.startswith("slice_count_color(): argument 'items' must be ")
        message = refusal(
            TypeError, r.advance_slice_colors, memoryview(bytearray(wrong))
        )
        assert message.startswith("advance_slice_colors(): argument 'items' must be ")
    for wrong in (bytes(8), array.array("Q", [0]), numpy.zeros((1, 2), "u4")):
        assert "'items'" in refusal(TypeError, r.slice_sum_options, wrong)
    for wrong in (bytes(16), numpy.zeros(2, "V16")):
        assert "'items'" in refusal(TypeError, r.slice_sum_payloads, wrong)
        assert "'items'" in refusal(TypeError, r.slice_sum_slices, wrong)
        assert "'items'" in refusal(TypeError, r.slice_sum_refs, wrong)


def test_ctypes_memory_that_is_no_color():
    # No class of ctypes says that its numbers are variants.
    for wrong in ((ctypes.c_uint8 * 3)(1, 2, 99), (ctypes.c_uint8 * 2)()):
        with pytest.raises((TypeError, ValueError), match="'items'"):
            r.slice_count_color(wrong, r.Color.Red)
        with pytest.raises((TypeError, ValueError), match="'items'"):
            r.advance_slice_colors(wrong)


def test_enums():
    color = r.Color
    items = [color.Red, color.Blue, color.Red, color.Green]
    for given in (items, tuple(items), Items(items), [1, 7, Index(1), 2]):
        assert r.slice_count_color(given, color.Red) == 2
        assert r.slice_count_color(given, color.Blue) == 1
    assert r.slice_count_color([], color.Red) == 0
    assert r.slice_count_color(items * 25_000, color.Red) == 50_000
    where = "slice_count_color(): argument 'items'"
    message = refusal(ValueError, r.slice_count_color, [1, 2, 3], color.Red)
    assert message == f"{where}[2]: 3 is no Color"
    for item in (r.Level.High, True, None, "Red"):
        message = refusal(TypeError, r.slice_count_color, [1, item], color.Red)
        assert message == f"{where}[1] must be Color, not {type(item).__name__}"


def test_arrays():
    items = [[1, 2, 3], (4, 5, 65535)]
    for given in (
        items,
        tuple(items),
        Items(items),
        [array.array("H", row) for row in items],
    ):
        assert r.slice_sum_arrays(given) == 15 + 65535
    assert r.slice_sum_arrays([]) == 0
    where = "slice_sum_arrays(): argument 'items'"
    message = refusal(OverflowError, r.slice_sum_arrays, [[1, 2, 3], [4, 65536, 6]])
    assert message.startswith(f"{where}[1][1] must be in 0..=65535, got 65536")
    message = refusal(ValueError, r.slice_sum_arrays, [[1, 2, 3], [4, 5]])
    assert message.startswith(f"{where}[1] must have 3 items")
    for wrong in ([1, 2, 3], [None], ["abc"], [[1, 2, "x"]]):
        assert f"{where}[0]" in refusal(TypeError, r.slice_sum_arrays, wrong)


def test_buffers_of_arrays(numpy):
    rows = [[1, 2, 3], [4, 5, 65535]]
    assert r.slice_sum_arrays(numpy.array(rows, "u2")) == 15 + 65535
    assert (
        r.slice_sum_arrays((ctypes.c_uint16 * 3 * 2)(*map(tuple, rows))) == 15 + 65535
    )
    for wrong in (
        numpy.zeros((2, 2), "u2"),
        numpy.zeros(6, "u2"),
        numpy.zeros((2, 3), "i2"),
        numpy.zeros((3, 2), "u2").T,
    ):
        assert "'items'" in refusal(TypeError, r.slice_sum_arrays, wrong)


def test_options_in_slices():
    assert r.slice_sum_options([5, None, 2**32 - 1, None]) == 5 + 2**32 - 1
    assert r.slice_sum_options((None,) * 3) == 0
    assert r.slice_sum_options([]) == 0
    assert r.slice_sum_options(range(100_000)) == sum(range(100_000))
    where = "slice_sum_options(): argument 'items'"
    message = refusal(OverflowError, r.slice_sum_options, [None, 2**32])
    assert message.startswith(f"{where}[1] must be in ")
    message = refusal(TypeError, r.slice_sum_options, [5, None, "x"])
    assert message == f"{where}[2] must be int, not str"


def test_results_in_slices():
    items = [r.Ok(5), r.Err(r.MathError.Overflow), r.Panic, r.Null, r.Ok(2**32 - 1)]
    assert r.slice_sum_results(items) == 5 + 2**32 - 1
    assert r.slice_sum_results([]) == 0
    where = "slice_sum_results(): argument 'items'"
    message = refusal(TypeError, r.slice_sum_results, [r.Ok(1), 5])
    assert message.startswith(f"{where}[1] must be Ok")
    message = refusal(OverflowError, r.slice_sum_results, [r.Null, r.Ok(-1)])
    assert message.startswith(f"{where}[1] must be in ")
    assert where in refusal(TypeError, r.slice_sum_results, [r.Err("x")])


def test_data_enums_in_slices():
    items = [r.EnumPayload.A(), r.EnumPayload.B(r.Vec3(1, 2, 3)), r.EnumPayload.C(7)]
    assert r.slice_sum_payloads(items) == sum(map(r.payload_sum, items))
    assert r.slice_sum_payloads(items[1:2] * 3) == 3 * r.payload_sum(items[1])
    assert r.slice_sum_payloads(()) == 0
    where = "slice_sum_payloads(): argument 'items'"
    message = refusal(TypeError, r.slice_sum_payloads, [*items, 5])
    assert message == f"{where}[3] must be EnumPayload, not int"


def test_references_in_slices():
    number = ctypes.c_uint32(5)
    array_of_pointers = [ctypes.pointer(number)] * 3
    assert r.slice_sum_refs(array_of_pointers) == 15
    assert r.slice_sum_refs([1, number, ctypes.byref(number), r.Ref(7)]) == 18
    assert r.slice_sum_refs([]) == 0
    assert r.slice_sum_refs(range(10_000)) == sum(range(10_000))
    # Nobody else keeps these.
    assert r.slice_sum_refs([ctypes.c_uint32(n) for n in range(1000)]) == sum(
        range(1000)
    )
    message = refusal(TypeError, r.slice_sum_refs, [1, "x"])
    assert message.startswith("slice_sum_refs(): argument 'items'[1] must be ")
    message = refusal(OverflowError, r.slice_sum_refs, [1, 2, 2**32])
    assert message.startswith("slice_sum_refs(): argument 'items'[2] must be in ")


def test_slices_in_slices(numpy):
    items = [
        b"abc",
        [1, 2, 3],
        bytearray(b"\xff"),
        array.array("B", [5]),
        (ctypes.c_uint8 * 2)(6, 7),
        numpy.arange(10, dtype="u1"),
        range(4),
        [],
        b"",
        r.same_slice(b"xyz"),
    ]
    expected = sum(sum(map(int, item)) for item in items)
    for given in (items, tuple(items), Items(items), collections.deque(items)):
        assert r.slice_sum_slices(given) == expected
        assert r.slice_count_in_slices(given) == sum(map(len, items))
    assert r.slice_sum_slices([]) == r.slice_count_in_slices([]) == 0
    assert r.slice_sum_slices([b"", []]) == 0
    assert r.slice_count_in_slices([bytes(7)] * 100_000) == 700_000
    # Nobody else keeps these.
    assert r.slice_sum_slices([[n % 256] * 5 for n in range(2560)]) == 5 * 10 * 32640
    where = "slice_sum_slices(): argument 'items'"
    message = refusal(OverflowError, r.slice_sum_slices, [b"ab", [1, 2, 300]])
    assert message == f"{where}[1][2] must be in 0..=255, got 300"
    for item in ("ab", None, 5, {1}, iter([1])):
        message = refusal(TypeError, r.slice_sum_slices, [b"ab", item])
        kind = type(item).__name__
        assert message == f"{where}[1] must be a sequence or a buffer, not {kind}"
    message = refusal(TypeError, r.slice_sum_slices, [array.array("H", [1])])
    assert message.startswith(f"{where}[0] must be ")


# Nothing is copied


def test_what_is_lent_is_the_memory_itself(numpy):
    numbers = numpy.arange(1_000_000, dtype="u4")
    view = r.slice_tail(numbers, 0)
    assert address_of(numpy, view) == numbers.ctypes.data
    assert address_of(numpy, r.slice_tail(numbers, 5)) == numbers.ctypes.data + 20
    assert address_of(numpy, r.slice_tail(view, 7)) == numbers.ctypes.data + 28
    numbers.flags.writeable = False
    assert address_of(numpy, r.slice_tail(numbers, 0)) == numbers.ctypes.data
    for buffer in (
        b"abcdef",
        bytearray(b"abcdef"),
        memoryview(b"xabcdef")[1:],
        array.array("B", b"abcdef"),
        (ctypes.c_uint8 * 6)(*b"abcdef"),
        numpy.frombuffer(b"abcdef", "u1"),
    ):
        view = r.same_slice(buffer)
        assert address_of(numpy, view) == address_of(
            numpy, numpy.frombuffer(buffer, "u1")
        )
        assert address_of(numpy, r.same_slice(view)) == address_of(numpy, view)
    points = spot_array((1, 2), (3, 4))
    for view in (r.longer_slice(points, []), r.same_slice_mut(points)):
        assert address_of(numpy, view) == ctypes.addressof(points)


def test_views_show_what_is_written_elsewhere():
    data = bytearray(b"abc")
    view = r.same_slice(data)
    data[1] = 0
    assert view == b"a\0c"
    numbers = array.array("I", [1, 2, 3])
    tail = r.slice_tail(numbers, 1)
    numbers[2] = 7
    assert tail == [2, 7]
    points = spot_array((1, 2))
    view = r.longer_slice(points, ())
    points[0].x = 9
    assert view == [r.Spot(9, 2)]


def test_a_list_is_copied():
    items = [1, 2, 3]
    view = r.same_slice(items)
    items[0] = 9
    assert view == [1, 2, 3]


def peak_of(call, *arguments):
    """The bytes that Python allocates in a call at most."""
    call(*arguments)
    tracemalloc.start()
    try:
        call(*arguments)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_what_is_lent_needs_no_memory(numpy):
    length = 1_000_000
    small = 50_000
    numbers = numpy.ones(length, "u4")
    read_only = numpy.ones(length, "f8")
    read_only.flags.writeable = False
    points = numpy.ones(length, [("x", "f8"), ("y", "f8")])
    data = bytes(length)
    assert peak_of(r.slice_sum_u32, numbers) < small
    assert peak_of(r.slice_sum_f64, read_only) < small
    assert peak_of(r.slice_sum_spots, points) < small
    assert peak_of(r.slice_sum_u8, data) < small
    assert peak_of(r.slice_sum_u8, bytearray(data)) < small
    assert peak_of(r.number_slice_u32, numbers, 5) < small
    assert peak_of(r.slice_tail, numbers, 5) < small
    assert peak_of(r.slice_sum_u32, r.slice_tail(numbers, 5)) < small
    assert peak_of(r.slice_sum_u32, list(range(length))) > length


def test_what_is_exported_needs_no_memory(numpy):
    small = 50_000
    numbers = r.slice_tail(numpy.ones(1_000_000, "u4"), 0)
    points = r.longer_slice(numpy.ones(1_000_000, [("x", "f8"), ("y", "f8")]), [])
    for view in (numbers, points):
        assert len(view) == 1_000_000
        assert peak_of(view.__getitem__, slice(1, -1)) < small
        assert peak_of(view.as_memoryview) < small
        assert peak_of(numpy.asarray, view) < small
    assert peak_of(r.longer_slice, points, points) < small


# Memory that Rust writes to


def test_bytes_written(numpy):
    for buffer in (
        bytearray(5),
        memoryview(bytearray(5)),
        array.array("B", bytes(5)),
        (ctypes.c_uint8 * 5)(),
        ctypes.create_string_buffer(5),
        numpy.zeros(5, "u1"),
        mmap.mmap(-1, 5),
    ):
        assert r.fill_slice_u8(buffer, 200) is None
        assert bytes(buffer) == b"\xc8" * 5, type(buffer)
    part = bytearray(5)
    r.fill_slice_u8(memoryview(part)[1:3], 7)
    assert part == b"\0\7\7\0\0"
    r.fill_slice_u8(items=part, filling=1)
    assert part == b"\1" * 5


def test_numbers_written(numpy):
    for buffer in (
        array.array("I", [0] * 4),
        memoryview(array.array("I", [0] * 4)),
        memoryview(bytearray(16)).cast("I"),
        (ctypes.c_uint32 * 4)(),
        numpy.zeros(4, "u4"),
        numpy.zeros((2, 2), "u4"),
    ):
        r.number_slice_u32(buffer, 2**32 - 2)
        written = struct.pack("4I", 2**32 - 2, 2**32 - 1, 0, 1)
        assert bytes(memoryview(buffer).cast("B")) == written, type(buffer)
    for buffer in (array.array("d", [0.5, -1]), numpy.array([0.5, -1])):
        r.double_slice_f64(buffer)
        assert list(buffer) == [1.0, -2.0]
    for buffer in (
        memoryview(bytearray([1, 0])).cast("?"),
        numpy.array([True, False]),
        (ctypes.c_bool * 2)(True, False),
    ):
        r.invert_slice_bool(buffer)
        assert list(buffer) == [False, True]


def test_structs_written(numpy):
    points = spot_array((1, 2), (3, 4))
    r.swap_slice_spots(points)
    assert list(points) == spots((2, 1), (4, 3))
    r.swap_slice_spots(memoryview(points)[1:])
    assert list(points) == spots((2, 1), (3, 4))
    rows = numpy.array([(1, 2), (3, 4)], [("x", "f8"), ("y", "f8")])
    r.swap_slice_spots(rows)
    assert rows.tolist() == [(2, 1), (4, 3)]
    marks = (r.Badge * 4)(*badges())
    r.toggle_slice_badges(marks)
    assert [mark.active for mark in marks] == [False, True, False, False]
    assert [mark.weight for mark in marks] == [10, 14, 22, 2000]


@each_size
def test_both_kinds(numpy, size):
    source = numpy.arange(10, 10 + size, dtype="u4")
    target = array.array("I", [0] * 3)
    assert r.copy_slice(source, target) == min(3, size)
    assert list(target) == [10, 11, 12][:size] + [0] * (3 - size)
    assert r.copy_slice(range(20, 20 + size), target) == min(3, size)
    assert list(target) == [20, 21, 22][:size] + [0] * (3 - size)
    a, b = bytearray(b"x" * size), bytearray(b"yyy")
    r.exchange_slices(a, b)
    assert a == (b"yyy" + b"x" * size)[:size]
    assert b == b"x" * min(size, 3) + b"y" * (3 - min(size, 3))


MUTABLE = {
    "fill_slice_u8": (lambda items: r.fill_slice_u8(items, 1), "B"),
    "number_slice_u32": (lambda items: r.number_slice_u32(items, 1), "I"),
    "double_slice_f64": (r.double_slice_f64, "d"),
    "slice_first_half": (r.slice_first_half, "B"),
    "slice_frozen": (r.slice_frozen, "I"),
    "slice_mut_sum_at": (r.slice_mut_sum_at, "B"),
}
each_mutable = pytest.mark.parametrize("name", MUTABLE)


@each_mutable
def test_what_cannot_be_written_to(name, numpy):
    call, code = MUTABLE[name]
    where = f"{name}(): argument 'items'"
    read_only = numpy.zeros(8, {"B": "u1", "I": "u4", "d": "f8"}[code])
    read_only.flags.writeable = False
    for wrong in (
        b"12345678",
        b"",
        memoryview(bytes(8)).cast(code),
        read_only,
        [1, 2],
        [],
        (1, 2),
        range(5),
        collections.deque([1]),
        "12",
        5,
        object(),
        {1: 2},
        iter([1]),
    ):
        message = refusal(TypeError, call, wrong)
        assert message.startswith(f"{where} must be a buffer that can be written to")
    for wrong in (
        r.static_slice_u8(),
        r.static_slice_u32(),
        r.static_slice_f64(),
        r.static_slice_spots(),
        r.static_slice_colors(),
    ):
        assert refusal(TypeError, call, wrong).startswith(f"{where} must be ")
    if name != "slice_mut_sum_at":
        assert where in refusal(TypeError, call, None)
    for wrong in (
        array.array("b", [1]),
        array.array("f", [1]),
        memoryview(array.array(code, range(8)))[::2],
        numpy.zeros(8, read_only.dtype)[::-1],
        (ctypes.c_int16 * 4)(),
        spot_array((1, 2)),
        r.same_slice_mut(spot_array((1, 2))),
    ):
        assert refusal(TypeError, call, wrong).startswith(f"{where} must be ")


def test_read_only_is_said(numpy):
    read_only = numpy.zeros(8, "u1")
    read_only.flags.writeable = False
    for wrong in (
        memoryview(b"12"),
        read_only,
        r.same_slice(b"12"),
        r.static_slice_u8(),
    ):
        message = refusal(TypeError, r.fill_slice_u8, wrong, 1)
        assert message.endswith("and this one is read-only")


def test_other_arguments_that_do_not_fit():
    data = bytearray(b"abc")
    message = refusal(OverflowError, r.fill_slice_u8, data, 256)
    assert message.startswith("fill_slice_u8(): argument 'filling' must be in ")
    assert "'filling'" in refusal(TypeError, r.fill_slice_u8, data, "x")
    assert "'target'" in refusal(TypeError, r.copy_slice, [1, 2], [3, 4])
    assert "'source'" in refusal(TypeError, r.copy_slice, "12", array.array("I", [3]))
    assert data == b"abc"
    gc.collect()
    data.append(1)


def test_no_items_to_write(numpy):
    for empty in (
        bytearray(),
        array.array("B"),
        (ctypes.c_uint8 * 0)(),
        memoryview(bytearray()),
        numpy.empty(0, "u1"),
        r.Ref([]),
        r.slice_first_half(bytearray(1)),
    ):
        r.fill_slice_u8(empty, 1)
        r.exchange_slices(empty, bytearray(b"ab"))
        assert r.slice_first_half(empty) == []
    r.swap_slice_spots((r.Spot * 0)())
    r.toggle_slice_badges((r.Badge * 0)())
    r.advance_slice_colors(r.Ref([]))


def test_many_items_written(numpy):
    numbers = numpy.zeros(100_000, "u4")
    r.number_slice_u32(numbers, 5)
    assert (numbers == numpy.arange(5, 100_005)).all()
    ref = r.Ref([0] * 100_000)
    r.number_slice_u32(ref, 5)
    assert ref.value == list(range(5, 100_005))


# Ref


def changes():
    color = r.Color
    yield r.fill_slice_u8, [1, 2, 255], [9] * 3, (9,)
    yield r.number_slice_u32, [1, 2, 2**32 - 1], [5, 6, 7], (5,)
    yield r.double_slice_f64, [0.5, 2, -1.0], [1.0, 4.0, -2.0], ()
    yield r.invert_slice_bool, [True, False], [False, True], ()
    before, after = [color.Red, color.Green, 7], [color.Green, color.Blue, color.Red]
    yield r.advance_slice_colors, before, after, ()
    yield r.swap_slice_spots, spots((1, 2), (3, 4)), spots((2, 1), (4, 3)), ()
    toggled = [r.Badge(b.color, not b.active, b.weight * 2) for b in badges()]
    yield r.toggle_slice_badges, badges(), toggled, ()
    yield r.flip_slice_options, [5, None, 7, None], [None, 3, None, 3], (3,)
    payloads = [r.EnumPayload.A(), r.EnumPayload.B(r.Vec3(1, 2, 3)), r.EnumPayload.C(7)]
    yield r.map_slice_payloads, payloads, list(map(r.map_payload, payloads)), ()


each_ref = pytest.mark.parametrize(
    "call, before, after, more",
    list(changes()),
    ids=[call.__name__ for call, *_ in changes()],
)


@each_ref
def test_refs(call, before, after, more):
    for items in (before, tuple(before), Items(before), collections.deque(before)):
        ref = r.Ref(items)
        assert call(ref, *more) is None
        view = ref.value
        assert view == after
        assert type(view).__name__ == "_SliceMut"
        assert [type(item) for item in view] == [type(item) for item in after]
        assert ref.value == view
    # Not what was given, but a copy.
    assert before == {c: b for c, b, *_ in changes()}[call]


@each_ref
def test_refs_again(call, before, after, more):
    ref = r.Ref(before)
    call(ref, *more)
    view = ref.value
    call(ref, *more)
    other = r.Ref(list(after))
    call(other, *more)
    assert ref.value == other.value == view
    # The view is memory that can be written to, too.
    call(view, *more)
    assert ref.value == view
    ref.value = before[:1]
    call(ref, *more)
    assert ref.value == after[:1]
    assert len(view) == len(before)


def test_refs_that_do_not_fit():
    where = "fill_slice_u8(): argument 'items'"
    ref = r.Ref([1, 2, 3, 256])
    message = refusal(OverflowError, r.fill_slice_u8, ref, 1)
    assert message == f"{where}[3] must be in 0..=255, got 256"
    assert ref.value == [1, 2, 3, 256]
    message = refusal(TypeError, r.fill_slice_u8, r.Ref([1, "x"]), 1)
    assert message == f"{where}[1] must be int, not str"
    for value in ("12", 5, None, {1}, {1: 2}, iter([1]), object(), list, r.Ref([1])):
        message = refusal(TypeError, r.fill_slice_u8, r.Ref(value), 1)
        assert message.startswith(f"{where} must be ")
    message = refusal(TypeError, r.fill_slice_u8, r.Ref(array.array("H", [1])), 1)
    assert message.startswith(f"{where} must be ")
    message = refusal(TypeError, r.fill_slice_u8, r.Ref(r.static_slice_u8()), 1)
    assert message.startswith(f"{where} must be ")
    message = refusal(ValueError, r.advance_slice_colors, r.Ref([1, 3]))
    assert message == "advance_slice_colors(): argument 'items'[1]: 3 is no Color"
    ref = r.Ref([1, 2])
    assert "'filling'" in refusal(OverflowError, r.fill_slice_u8, ref, 256)
    assert ref.value == [1, 2]


def test_refs_of_buffers(numpy):
    data = bytearray(b"abc")
    ref = r.Ref(data)
    r.fill_slice_u8(ref, 1)
    assert data == b"\1\1\1"
    assert ref.value == [1, 1, 1]
    ref.value[0] = 7
    assert data == b"\7\1\1"
    numbers = numpy.zeros(3, "u4")
    ref = r.Ref(numbers)
    r.number_slice_u32(ref, 5)
    assert numbers.tolist() == [5, 6, 7]
    assert address_of(numpy, ref.value) == numbers.ctypes.data
    points = spot_array((1, 2))
    r.swap_slice_spots(r.Ref(r.same_slice_mut(points)))
    assert points[0] == r.Spot(2, 1)


def test_the_same_ref_for_both_kinds():
    numbers = r.Ref([1, 2, 3])
    r.number_slice_u32(numbers, 7)
    assert r.slice_sum_u32(numbers.value) == 7 + 8 + 9
    assert r.slice_tail(numbers.value, 1) == [8, 9]


# Slices behind references


def test_slices_behind_references(numpy):
    for items in (
        [1, 2, 3],
        (1, 2, 3),
        array.array("I", [1, 2, 3]),
        numpy.array([1, 2, 3], "u4"),
        (ctypes.c_uint32 * 3)(1, 2, 3),
        r.Ref([1, 2, 3]),
        r.Ref(array.array("I", [1, 2, 3])),
        r.slice_tail([0, 1, 2, 3], 1),
        r.Ref(r.slice_tail([0, 1, 2, 3], 1)),
    ):
        assert r.slice_sum_at(items) == 6
    assert r.slice_sum_at([]) == r.slice_sum_at(r.Ref([])) == 0
    for items in (
        bytearray(b"\1\2\3"),
        numpy.array([1, 2, 3], "u1"),
        (ctypes.c_uint8 * 3)(1, 2, 3),
        r.Ref([1, 2, 3]),
        r.Ref(bytearray(b"\1\2\3")),
        r.slice_first_half(bytearray(b"\1\2\3\0\0\0")),
    ):
        assert r.slice_mut_sum_at(items) == 6
    for wrong in ("12", 5, {1}, array.array("i", [1]), [1, "x"], iter([1])):
        message = refusal(TypeError, r.slice_sum_at, wrong)
        assert message.startswith("slice_sum_at(): argument 'items'")
    message = refusal(OverflowError, r.slice_sum_at, [1, 2, -1])
    assert message.startswith("slice_sum_at(): argument 'items'[2] must be in ")


def test_slices_that_shrink(numpy):
    for items in (
        [1, 2, 3],
        (1, 2, 3),
        range(1, 4),
        array.array("I", [1, 2, 3]),
        numpy.array([1, 2, 3], "u4"),
        r.slice_tail([0, 1, 2, 3], 1),
    ):
        ref = r.Ref(items)
        assert r.shrink_slice(ref) == 1
        assert ref.value == [2, 3]
        view = ref.value
        assert r.shrink_slice(ref) == 2
        assert r.shrink_slice(ref) == 3
        assert ref.value == []
        assert r.shrink_slice(ref) is None
        assert view == [2, 3]
        assert list(items) == [1, 2, 3]
    ref = r.Ref([])
    assert r.shrink_slice(ref) is None
    ref.value = [5, 6]
    assert r.shrink_slice(ref) == 5
    assert ref.value == [6]


def test_mutable_slices_that_shrink(numpy):
    for items in (bytearray(b"abc"), numpy.frombuffer(bytearray(b"abc"), "u1")):
        ref = r.Ref(items)
        assert r.shrink_slice_mut(ref) == 97
        assert ref.value == b"bc"
        assert bytes(items) == b"\0bc"
        ref.value[0] = 5
        assert bytes(items) == b"\0\5c"
        r.fill_slice_u8(ref, 7)
        assert bytes(items) == b"\0\7\7"
        assert r.slice_mut_sum_at(ref) == 14
    ref = r.Ref([1, 2])
    assert r.shrink_slice_mut(ref) == 1
    assert ref.value == [2]
    assert r.shrink_slice_mut(ref) == 2
    assert r.shrink_slice_mut(ref) is None
    assert ref.value == []


def test_what_cannot_shrink():
    for call, name in (
        (r.shrink_slice, "shrink_slice"),
        (r.shrink_slice_mut, "shrink_slice_mut"),
    ):
        for wrong in ([1, 2], b"ab", bytearray(2), array.array("I", [1]), 5, "x"):
            message = refusal(TypeError, call, wrong)
            assert message.startswith(f"{name}(): argument 'items' must be Ref(value)")
        for wrong in ("x", 5, None, {1}, ["x"], array.array("f", [1])):
            message = refusal(TypeError, call, r.Ref(wrong))
            assert message.startswith(f"{name}(): argument 'items'")
    for wrong in (b"ab", r.static_slice_u8()):
        assert "'items'" in refusal(TypeError, r.shrink_slice_mut, r.Ref(wrong))


# Views


def payload_views():
    color = r.Color
    yield "u8", lambda: r.static_slice_u8(), [1, 2, 3, 254, 255]
    yield "u32", lambda: r.static_slice_u32(), [10, 200, 2**32 - 1]
    yield "f64", lambda: r.static_slice_f64(), [0.5, -0.25]
    yield (
        "colors",
        lambda: r.static_slice_colors(),
        [color.Blue, color.Red, color.Green],
    )
    yield "spots", lambda: r.static_slice_spots(), spots((1, 2), (-3, 4.5))
    yield "options", lambda: r.static_slice_options(), [7, None, 9]
    yield "empty", lambda: r.empty_slice(), []
    yield "null", lambda: r.null_slice(), []
    yield "given", lambda: r.same_slice(b"abc"), [97, 98, 99]
    yield "packed", lambda: r.slice_tail([1, 2, 3, 4], 1), [2, 3, 4]
    yield "longer", lambda: r.longer_slice([], spots((1, 2))), spots((1, 2))
    yield "mutable u8", lambda: r.slice_first_half(bytearray(b"abcd")), [97, 98]
    array_of = spot_array
    yield (
        "mutable spots",
        lambda: r.same_slice_mut(array_of((1, 2), (3, 4), (5, 6))),
        spots((1, 2), (3, 4), (5, 6)),
    )
    yield "mutable empty", lambda: r.slice_first_half(bytearray(1)), []
    yield "mutable list", lambda: r.same_slice_mut(r.Ref(spots((1, 2)))), spots((1, 2))
    yield "frozen", lambda: r.slice_frozen(r.Ref([5, 6])), [5, 6]

    def changed(call, items, *more):
        ref = r.Ref(items)
        call(ref, *more)
        return ref.value

    yield "bools", lambda: changed(r.invert_slice_bool, [True, False]), [False, True]
    yield (
        "mutable colors",
        lambda: changed(r.advance_slice_colors, [color.Red, color.Green]),
        [color.Green, color.Blue],
    )
    yield (
        "badges",
        lambda: changed(r.toggle_slice_badges, [r.Badge(color.Red, True, 5)]),
        [r.Badge(color.Red, False, 10)],
    )
    yield (
        "mutable options",
        lambda: changed(r.flip_slice_options, [5, None, None], 8),
        [None, 8, 8],
    )
    yield "part", lambda: r.same_slice(b"abcdef")[1:-1], list(b"bcde")
    yield "part of part", lambda: r.same_slice(b"abcdef")[1:][1:][:2], list(b"cd")


VIEWS = {name: (make, items) for name, make, items in payload_views()}
each_view = pytest.mark.parametrize("make, items", VIEWS.values(), ids=VIEWS.keys())
READ_ONLY = ["u8", "u32", "f64", "spots", "given", "packed", "longer", "frozen", "part"]
PLAIN = [*READ_ONLY, "bools", "empty", "null", "mutable u8", "mutable spots"]


def is_writable(view):
    return type(view).__name__ == "_SliceMut"


@each_view
def test_views_are_sequences(make, items):
    view = make()
    assert isinstance(view, collections.abc.Sequence)
    assert len(view) == len(items)
    assert bool(view) == bool(items)
    assert list(view) == items
    assert [type(item) for item in view] == [type(item) for item in items]
    assert list(iter(view)) == items
    assert list(reversed(view)) == items[::-1]
    assert [view[n] for n in range(len(items))] == items
    assert [view[n] for n in range(-len(items), 0)] == items
    assert [view[Index(n)] for n in range(len(items))] == items
    for item in items:
        assert item in view
        assert view.index(item) == items.index(item)
        assert view.count(item) == items.count(item)
    assert object() not in view
    assert view.count(object()) == 0
    with pytest.raises(ValueError):
        view.index(object())
    first, *rest = [*view, 0]
    assert [first, *rest] == [*items, 0]


@each_view
def test_views_by_wrong_index(make, items):
    view = make()
    for index in (len(items), -len(items) - 1, 2**31, 2**64, -(2**64)):
        with pytest.raises(IndexError):
            view[index]
    for index in ("0", None, 0.0, [0]):
        with pytest.raises(TypeError):
            view[index]
    for step in (0, "x", 1.0):
        with pytest.raises((TypeError, ValueError)):
            view[::step]


@each_view
def test_views_have_one_dimension(make, items):
    view = make()
    for index in ((0,), (0, 0), (), ..., (slice(1),)):
        with pytest.raises(TypeError):
            view[index]


@each_view
def test_parts_of_views(make, items):
    view = make()
    ends = [None, 0, 1, 2, -1, -2, 100, -100, 2**64, -(2**64)]
    for start, stop, step in itertools.product(ends, ends, [None, 1, 2, -1, -3, 2**64]):
        part = view[start:stop:step]
        assert part == items[start:stop:step]
        assert len(part) == len(items[start:stop:step])
        assert type(part) is (type(view) if step in (None, 1) else list)
    part = view[:]
    assert part is not view
    assert part == view
    assert part[:1][-1:] == items[:1]


@each_view
def test_views_are_equal_by_value(make, items):
    view = make()
    assert view == items
    assert items == view
    assert view == tuple(items)
    assert tuple(items) == view
    assert view == make()
    assert view == view[:]
    assert not view.__ne__(items)
    other = [*items, None]
    assert view != other
    assert other != view
    assert not view.__eq__(other)
    if items:
        assert view != items[:-1]
        assert view != [object(), *items[1:]]
        assert view != []
        assert view[1:] != view
    for other in (None, 5, "abc", object(), {1: 2}, set()):
        assert view != other
    with pytest.raises(TypeError, match="unhashable"):
        hash(view)


def test_views_equal_other_sequences(numpy):
    view = r.same_slice([1, 2, 3])
    for other in (
        b"\1\2\3",
        bytearray(b"\1\2\3"),
        memoryview(b"\1\2\3"),
        array.array("B", [1, 2, 3]),
        array.array("d", [1, 2, 3]),
        (ctypes.c_uint8 * 3)(1, 2, 3),
        [1.0, 2.0, 3.0],
        r.slice_tail([1, 2, 3], 0),
        r.slice_first_half(bytearray(b"\1\2\3\0\0\0")),
    ):
        assert view == other
        assert not view.__ne__(other)
    for other in (b"\1\2", array.array("B", [1, 2, 4]), r.same_slice(b"")):
        assert view != other
    assert r.static_slice_spots() == spot_array((1, 2), (-3, 4.5))
    assert (view == numpy.array([1, 2, 4])).tolist() == [True, True, False]
    assert r.empty_slice() == r.null_slice() == [] == r.same_slice(b"")


@each_view
def test_copies_of_views(make, items):
    view = make()
    made = view.copied()
    assert type(made) is list
    assert made == items
    made.append(None)
    assert view == items
    for copied in (copy.copy(view), copy.deepcopy(view)):
        assert copied == items
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(view, protocol)) == items


def test_repr_of_views():
    assert repr(r.static_slice_u8()) == "Slice([1, 2, 3, 254, 255])"
    assert (
        repr(r.static_slice_colors()) == "Slice([Color.Blue, Color.Red, Color.Green])"
    )
    assert repr(r.static_slice_options()) == "Slice([7, None, 9])"
    assert repr(r.slice_first_half(bytearray(b"ab"))) == "SliceMut([97])"
    assert repr(r.longer_slice(spots((1, 2)), [])) == "Slice([Spot(x=1.0, y=2.0)])"
    assert repr(r.empty_slice()) == "Slice([])"
    text = repr(r.same_slice(bytes(100_000)))
    assert len(text) < 200
    assert "100000 items" in text
    assert "..." not in repr(r.same_slice(bytes(10)))


@each_view
def test_views_are_not_made_by_hand(make, items):
    view = make()
    with pytest.raises(TypeError, match="native library"):
        type(view)()
    with pytest.raises(TypeError):
        type(view)([1])
    with pytest.raises(AttributeError):
        view.misspelt = 1


def test_read_only_views():
    for name, (make, _) in VIEWS.items():
        view = make()
        if not is_writable(view):
            with pytest.raises(TypeError):
                view[0] = 1
            with pytest.raises(TypeError):
                del view[0]
        assert not hasattr(view, "append")
        assert is_writable(view) == (
            name.startswith("mutable") or name in ("bools", "badges")
        )


# Items of views


def test_setting_items():
    data = bytearray(b"abcdef")
    view = r.slice_first_half(data)
    view[0] = 1
    view[-1] = Index(255)
    assert data == b"\1b\xffdef"
    view[:] = b"xyz"
    assert data == b"xyzdef"
    view[1:] = (7, True)
    assert data == b"x\7\1def"
    view[::2] = [8, 9]
    assert data == b"\x08\7\x09def"
    view[::-1] = view
    assert data == b"\x09\7\x08def"
    view[1:] = view[:-1]
    assert data == b"\x09\x09\7def"
    view[:-1] = view[1:]
    assert data == b"\x09\7\7def"
    view[1:1] = []
    part = view[1:]
    part[0] = 5
    assert (view, data) == ([9, 5, 7], b"\x09\5\7def")


def test_items_that_cannot_be_set():
    data = bytearray(b"abcdef")
    view = r.slice_first_half(data)
    for value, error in ((256, OverflowError), (-1, OverflowError), ("x", TypeError)):
        assert "item 1" in refusal(error, view.__setitem__, 1, value)
        assert "items[2]" in refusal(error, view.__setitem__, slice(3), [1, 2, value])
    for value in ([1, 2], b"abcd", [], range(4)):
        with pytest.raises(ValueError, match="3 items"):
            view[:] = value
    with pytest.raises(ValueError):
        view[::2] = [1]
    for index in (3, -4, 2**64):
        with pytest.raises(IndexError):
            view[index] = 1
    for index in ("0", None, 0.5):
        with pytest.raises(TypeError):
            view[index] = 1
    with pytest.raises(TypeError):
        view[:] = 5
    with pytest.raises((TypeError, AttributeError)):
        del view[0]
    with pytest.raises(ZeroDivisionError):
        view[:] = Failing([1, 2], ZeroDivisionError())
    assert data == b"abcdef"


@each_ref
def test_setting_all_kinds_of_items(call, before, after, more):
    ref = r.Ref(before)
    call(ref, *more)
    view = ref.value
    for number, item in enumerate(before):
        view[number] = item
    assert view == list(before)
    view[:] = after
    assert ref.value == after
    view[:] = view[::-1]
    assert ref.value == after[::-1]
    with pytest.raises((TypeError, ValueError)):
        view[0] = object()
    assert ref.value == after[::-1]
    call(view, *more)
    assert ref.value == view


def test_items_that_are_live():
    points = spot_array((1, 2), (3, 4))
    view = r.same_slice_mut(points)
    view[1].x = 9
    assert points[1] == r.Spot(9, 4)
    item = view[0]
    points[0].y = 8
    assert item == r.Spot(1, 8)
    for each in view:
        each.x = 0
    assert [point.x for point in points] == [0, 0]
    for each in view[1:]:
        each.y = -1
    assert points[1].y == -1
    view[0] = r.Spot(5, 6)
    assert item == r.Spot(5, 6)
    # A struct is copied in.
    mine = r.Spot(1, 1)
    view[1] = mine
    mine.x = 100
    assert points[1] == r.Spot(1, 1)


def test_items_that_are_copies():
    points = spot_array((1, 2), (3, 4))
    view = r.longer_slice(points, [])
    item = view[0]
    item.x = 9
    assert points[0] == r.Spot(1, 2)
    assert view[0] == r.Spot(1, 2)
    points[0].x = 7
    assert item == r.Spot(9, 2)
    for each in view:
        each.x = 100
    assert list(points) == spots((7, 2), (3, 4))
    mine = r.same_slice_mut(points).copied()
    assert mine == spots((7, 2), (3, 4))


def test_live_items_outlive_their_view():
    item = r.same_slice_mut(r.Ref(spots((1, 2), (3, 4))))[1]
    churn()
    assert item == r.Spot(3, 4)
    view = r.same_slice_mut(spot_array((5, 6)))
    item = view[0]
    view.close()
    del view
    churn()
    assert item == r.Spot(5, 6)


def test_pointers_to_items():
    pointer = r.slice_item([1, 2, 3], 1)
    churn()
    assert pointer[0] == 2
    assert r.slice_item([1, 2, 3], 3) is None
    assert r.slice_item([], 0) is None
    assert r.slice_item(array.array("I", [5]), 2**64 - 1) is None
    numbers = array.array("I", [5, 6])
    assert ctypes.cast(r.slice_item(numbers, 1), ctypes.c_void_p).value == (
        numbers.buffer_info()[0] + 4
    )
    points = spot_array((1, 2), (3, 4))
    pointer = r.slice_item_mut(points, 1)
    assert pointer[0] == r.Spot(3, 4)
    pointer.contents.x = 9
    assert points[1] == r.Spot(9, 4)
    assert r.slice_item_mut(points, 2) is None
    ref = r.Ref(spots((1, 2)))
    pointer = r.slice_item_mut(ref, 0)
    pointer.contents.y = 7
    assert ref.value == spots((1, 7))
    del ref
    churn()
    assert pointer[0] == r.Spot(1, 7)


# Views go in


@each_view
def test_views_as_arguments(make, items):
    view = make()
    if all(type(item) is int for item in items):
        if "B" in view.as_memoryview().format:
            assert r.slice_sum_u8(view) == sum(items)
            assert r.same_slice(view) == items
        else:
            assert r.slice_sum_u32(view) == sum(items)
            assert r.slice_sum_at(view) == sum(items)
    if items and type(items[0]) is r.Spot:
        assert r.slice_sum_spots(view) == r.slice_sum_spots(items)
        assert r.longer_slice(view, []) == items
    if items and type(items[0]) is r.Color:
        assert r.slice_count_color(view, items[0]) == 1
    if items and type(items[0]) is float:
        assert r.slice_sum_f64(view) == sum(items)
    if items and type(items[0]) is bool:
        assert r.slice_count_true(view) == sum(items)


def test_views_of_odd_items_as_arguments():
    options = r.static_slice_options()
    assert r.slice_sum_options(options) == 16
    assert r.slice_sum_options(options[1:]) == 9
    ref = r.Ref(badges())
    r.toggle_slice_badges(ref)
    assert r.slice_sum_badges(ref.value, r.Color.Red) == 14
    ref = r.Ref([r.EnumPayload.C(7), r.EnumPayload.A()])
    r.map_slice_payloads(ref)
    assert r.slice_sum_payloads(ref.value) == r.slice_sum_payloads(list(ref.value))
    r.map_slice_payloads(ref.value[1:])
    r.advance_slice_colors(r.Ref(r.Ref([1]).value))
    for wrong in (r.static_slice_u8(), r.static_slice_colors(), r.static_slice_spots()):
        message = refusal(TypeError, r.slice_sum_options, wrong)
        assert message.startswith("slice_sum_options(): argument 'items' must be ")
    for wrong in (r.static_slice_options(), r.static_slice_colors()):
        message = refusal(TypeError, r.slice_sum_u32, wrong)
        assert message.startswith("slice_sum_u32(): argument 'items' must be ")


def test_views_of_other_numbers():
    for view in (r.static_slice_u8(), r.static_slice_f64(), r.static_slice_spots()):
        message = refusal(TypeError, r.slice_sum_u32, view)
        assert message.startswith("slice_sum_u32(): argument 'items' must be ")
    assert "'items'" in refusal(TypeError, r.slice_sum_u8, r.static_slice_u32())
    assert "'items'" in refusal(TypeError, r.slice_sum_spots, r.static_slice_f64())
    assert "'items'" in refusal(TypeError, r.slice_count_true, r.static_slice_u8())
    assert "'items'" in refusal(TypeError, r.slice_count_color, r.static_slice_u8(), 1)


# Exports


@pytest.mark.parametrize("name", PLAIN)
def test_memoryviews(name):
    make, items = VIEWS[name]
    view = make()
    exported = view.as_memoryview()
    assert type(exported) is memoryview
    assert exported.contiguous
    assert len(exported) == len(items)
    if name not in ("spots", "longer", "mutable spots"):
        assert exported.tolist() == items
        assert exported.format in "BIdc?"
    assert bytes(exported) == b"".join(
        bytes(item) if isinstance(item, r.Spot) else struct.pack(exported.format, item)
        for item in items
    )
    if items and HAS_READ_ONLY_VIEWS:
        assert exported.readonly == (not is_writable(view))
    if HAS_BUFFERS_IN_PYTHON:
        assert bytes(memoryview(view)) == bytes(exported)
        assert memoryview(view).format == exported.format


def test_memoryviews_write_through():
    data = bytearray(b"abcd")
    exported = r.slice_first_half(data).as_memoryview()
    exported[0] = 7
    assert data == b"\7bcd"
    points = spot_array((1, 2))
    exported = r.same_slice_mut(points).as_memoryview()
    exported.cast("B")[:8] = struct.pack("d", 9)
    assert points[0] == r.Spot(9, 2)
    if HAS_READ_ONLY_VIEWS:
        exported = r.same_slice(data).as_memoryview()
        with pytest.raises(TypeError):
            exported[0] = 1
        with pytest.raises(TypeError):
            ctypes.c_char.from_buffer(exported)


def test_what_is_no_memoryview():
    for name in set(VIEWS) - {*PLAIN, "part of part", "mutable list", "mutable empty"}:
        view = VIEWS[name][0]()
        with pytest.raises(TypeError, match="memoryview"):
            view.as_memoryview()
        with pytest.raises(TypeError):
            memoryview(view)
        assert not hasattr(view, "__array_interface__")


DTYPES = {
    "u8": "u1",
    "u32": "u4",
    "f64": "f8",
    "given": "u1",
    "packed": "u4",
    "frozen": "u4",
    "part": "u1",
    "bools": "?",
    "empty": "u4",
    "null": "u4",
    "mutable u8": "u1",
}


@pytest.mark.parametrize("name", PLAIN)
def test_numpy_arrays_of_views(name, numpy):
    make, items = VIEWS[name]
    view = make()
    made = numpy.asarray(view)
    assert made.shape == (len(items),)
    if name in DTYPES:
        assert made.dtype == DTYPES[name]
        assert made.tolist() == items
    else:
        assert made.dtype.names == ("x", "y")
        assert made["x"].dtype == made["y"].dtype == "f8"
        assert made.tolist() == [(item.x, item.y) for item in items]
    assert numpy.array(view).tolist() == made.tolist()
    assert numpy.asarray(view[1:]).tolist() == made[1:].tolist()
    if items:
        if HAS_READ_ONLY_VIEWS:
            assert made.flags.writeable == is_writable(view)
        address = address_of(numpy, view)
        assert address == made.ctypes.data
        if len(items) > 1:
            assert address_of(numpy, view[1:]) == address + made.itemsize


def test_numpy_writes_through(numpy):
    data = bytearray(b"abcd")
    made = numpy.asarray(r.slice_first_half(data))
    made[0] = 7
    made += 1
    assert data == b"\x08ccd"
    points = spot_array((1, 2), (3, 4))
    made = numpy.asarray(r.same_slice_mut(points))
    made["x"] *= 10
    assert list(points) == spots((10, 2), (30, 4))
    assert r.slice_sum_spots(made) == r.Spot(40, 6)
    if HAS_READ_ONLY_VIEWS:
        with pytest.raises(ValueError):
            numpy.asarray(r.same_slice(data))[0] = 1


def test_numpy_there_and_back(numpy):
    given = numpy.arange(1000, dtype="u4")
    view = r.slice_tail(given, 100)
    back = numpy.asarray(view)
    assert back.ctypes.data == given[100:].ctypes.data
    assert r.slice_sum_u32(back) == given[100:].sum()
    assert view.copied() == list(range(100, 1000))
    assert numpy.array_equal(view, given[100:])
    assert numpy.sum(view) == given[100:].sum()


# The end of a view


@each_view
def test_closed_views(make, items):
    view = make()
    part = view[:]
    view.close()
    uses = [
        lambda: len(view),
        lambda: bool(view),
        lambda: view[0],
        lambda: view[-1],
        lambda: view[0:1],
        lambda: view[::2],
        lambda: list(view),
        lambda: iter(view),
        lambda: list(reversed(view)),
        lambda: 1 in view,
        lambda: view.index(1),
        lambda: view.count(1),
        lambda: view == items,
        lambda: view != items,
        lambda: items == view,
        lambda: view.copied(),
        lambda: view.as_memoryview(),
        lambda: view.__array_interface__,
        lambda: copy.copy(view),
        lambda: pickle.dumps(view),
    ]
    if is_writable(view):
        uses.append(lambda: view.__setitem__(0, items[0] if items else 1))
        uses.append(lambda: view.__setitem__(slice(None), items))
    if HAS_BUFFERS_IN_PYTHON:
        uses.append(lambda: memoryview(view))
    for use in uses:
        with pytest.raises(r.ClosedError, match="closed"):
            use()
    assert "closed" in repr(view)
    view.close()
    assert part == items


def test_closed_views_as_arguments():
    numbers, data = r.static_slice_u32(), r.static_slice_u8()
    options, colors = r.static_slice_options(), r.static_slice_colors()
    points = r.same_slice_mut(spot_array((1, 2)))
    for view in (numbers, data, points, options, colors):
        view.close()
    for call in (
        lambda: r.slice_sum_u32(numbers),
        lambda: r.slice_sum_at(numbers),
        lambda: r.slice_tail(numbers, 0),
        lambda: r.shrink_slice(r.Ref(numbers)),
        lambda: r.slice_sum_u8(data),
        lambda: r.slice_sum_slices([b"ab", data]),
        lambda: r.swap_slice_spots(points),
        lambda: r.slice_sum_spots(points),
        lambda: r.slice_sum_options(options),
        lambda: r.slice_count_color(colors, r.Color.Red),
        lambda: r.Excerpt(data, [], [b"", b""]),
        lambda: r.slice_option_length(data),
    ):
        with pytest.raises(r.ClosedError):
            call()
    assert issubclass(r.ClosedError, r.InteropError)


def test_views_in_with():
    with r.same_slice(b"abc") as view:
        assert view == b"abc"
        exported = view.as_memoryview()
        part = view[1:]
        iterator = iter(view)
    with pytest.raises(r.ClosedError):
        len(view)
    assert bytes(exported) == b"abc"
    assert part == b"bc"
    assert next(iterator, 97) == 97
    with pytest.raises(ZeroDivisionError), r.same_slice_mut(spot_array((1, 2))) as view:
        assert view[0].x == 1
        raise ZeroDivisionError
    with pytest.raises(r.ClosedError):
        view[0]
    with pytest.raises(r.ClosedError), view:
        len(view)


def test_closing_lets_go():
    data = Bytes(b"abcd")
    view = r.same_slice(data)
    with pytest.raises(BufferError):
        data.append(1)
    view.close()
    data.append(1)
    view = r.slice_first_half(data)
    part = view[1:]
    view.close()
    with pytest.raises(BufferError):
        data.append(1)
    part.close()
    data.append(1)
    with r.slice_first_half(data) as view:
        exported = view.as_memoryview()
    with pytest.raises(BufferError):
        data.append(1)
    del exported
    data.append(1)
    assert data == b"abcd\1\1\1"


# What keeps alive what


def test_nothing_is_lent_after_the_call():
    data = bytearray(b"abcdef")
    numbers = array.array("I", [1, 2, 3])
    gc.disable()
    try:
        for call in (
            lambda: r.slice_sum_u8(data),
            lambda: r.fill_slice_u8(data, 1),
            lambda: r.slice_sum_slices([data, data]),
            lambda: r.same_slice(data).copied(),
            lambda: r.slice_mut_sum_at(data),
            lambda: r.shrink_slice_mut(r.Ref(data)),
            lambda: r.slice_option_length(data),
            lambda: r.feed_sum(r.Feed.Bytes(data)),
            lambda: r.transfer(r.Window([1], data, 1)),
            lambda: r.slice_sum_u32(numbers),
            lambda: r.slice_item(numbers, 0)[0],
            lambda: r.number_slice_u32(numbers, 1),
            lambda: r.copy_slice(numbers, (ctypes.c_uint32 * 3)()),
            lambda: r.end_slice(r.Ending.Success, numbers)[0],
        ):
            call()
            data.append(1)
            numbers.append(1)
    finally:
        gc.enable()


def test_nothing_is_lent_after_a_refusal():
    data = bytearray(b"abcdef")
    numbers = array.array("I", [1, 2, 3])
    gc.disable()
    try:
        for call, error in (
            (lambda: r.slice_sum_u32(data), TypeError),
            (lambda: r.fill_slice_u8(data, 256), OverflowError),
            (lambda: r.fill_slice_u8(data, "x"), TypeError),
            (lambda: r.slice_sum_slices([data, [1, 256]]), OverflowError),
            (lambda: r.slice_sum_slices([data, None]), TypeError),
            (lambda: r.copy_slice(numbers, [1]), TypeError),
            (lambda: r.copy_slice(numbers, data), TypeError),
            (lambda: r.slice_tail(numbers, -1), OverflowError),
            (lambda: r.exchange_slices(data, b"x"), TypeError),
            (lambda: r.slice_sum_u8(memoryview(data)[::2]), TypeError),
            (lambda: r.end_slice(r.Ending.Error, numbers), r.RustError),
            (lambda: r.end_slice_mut(r.Ending.Error, numbers), r.RustError),
            (lambda: r.Window([1], data, -1), OverflowError),
            (lambda: r.Excerpt(data, numbers, []), TypeError),
        ):
            try:
                call()
            except error:
                pass
            else:
                raise AssertionError("not refused")
            data.append(1)
            numbers.append(1)
    finally:
        gc.enable()


def kept_views():
    yield "same_slice", lambda data: r.same_slice(data)
    yield "first half", lambda data: r.slice_first_half(data)
    yield "part", lambda data: r.same_slice(data)[1:]
    yield "part of mutable", lambda data: r.slice_first_half(data)[1:]
    yield "same again", lambda data: r.same_slice(r.same_slice(data))
    yield "memoryview", lambda data: r.same_slice(data).as_memoryview()
    yield "mutable memoryview", lambda data: r.slice_first_half(data).as_memoryview()
    yield "part exported", lambda data: r.same_slice(data)[1:].as_memoryview()[1:]
    yield "exported part", lambda data: r.same_slice(data).as_memoryview()[1:]
    if HAS_READ_ONLY_VIEWS:
        yield "read-only", lambda data: r.same_slice(memoryview(data).toreadonly())
    yield "iterator", lambda data: iter(r.same_slice(data))
    yield "option", lambda data: r.slice_if(data, True)
    yield "variant", lambda data: r.same_feed(r.Feed.Bytes(data))
    yield "value of variant", lambda data: r.same_feed(r.Feed.Bytes(data)).value
    yield "struct", lambda data: r.Excerpt(data, [], [b"", b""])
    yield "item of array", lambda data: r.Excerpt(b"", [], [b"", data])
    yield "array", lambda data: r.Excerpt(b"", [], [b"", data]).rest
    yield "view in array", lambda data: r.Excerpt(b"", [], [b"", data]).rest[1]
    yield "view in struct", lambda data: r.Excerpt(data, [], [b"", b""]).first
    yield (
        "returned struct",
        lambda data: r.trim_excerpt(r.Excerpt(data, [], [b"", b""])),
    )
    yield "window", lambda data: r.make_window([1], data, 1)
    yield "view of window", lambda data: r.make_window([1], data, 1).target
    yield "widened", lambda data: r.widen_window(r.Window([1], data, 1)).target
    yield "copied struct", lambda data: copy.copy(r.Window([1], data, 1))
    yield "ref", shrunk_ref
    yield "value of ref", lambda data: shrunk_ref(data).value


def shrunk_ref(data):
    ref = r.Ref(data)
    r.shrink_slice_mut(ref)
    return ref


KEPT = dict(kept_views())


@pytest.mark.parametrize("make", KEPT.values(), ids=KEPT.keys())
def test_arguments_are_kept(make):
    data = Bytes(range(100, 116))
    reference = weakref.ref(data)
    made = make(data)
    assert not is_gone(reference)
    with pytest.raises(BufferError):
        data.append(1)
    del data
    assert not is_gone(reference)
    del made
    assert is_gone(reference)


@pytest.mark.parametrize("make", KEPT.values(), ids=KEPT.keys())
def test_arguments_are_freed_at_once(make):
    # By counting references: nothing waits for the garbage collector.
    gc.collect()
    gc.disable()
    try:
        data = Bytes(range(100, 116))
        reference = weakref.ref(data)
        made = make(data)
        del data
        del made
        assert reference() is None
    finally:
        gc.enable()


def test_numpy_arrays_are_kept(numpy):
    for dtype, call in (
        ("u4", lambda given: r.slice_tail(given, 0)),
        ("u4", lambda given: numpy.asarray(r.slice_tail(given, 0))),
        ("u4", lambda given: numpy.asarray(r.slice_tail(given, 0)[1:])[1:]),
        ("u4", lambda given: r.slice_item(given, 5)),
        ("u4", r.slice_frozen),
        ([("x", "f8"), ("y", "f8")], r.same_slice_mut),
        ([("x", "f8"), ("y", "f8")], lambda given: r.same_slice_mut(given)[3]),
        (
            [("x", "f8"), ("y", "f8")],
            lambda given: numpy.asarray(r.same_slice_mut(given)),
        ),
        ([("x", "f8"), ("y", "f8")], lambda given: r.slice_item_mut(given, 5)),
    ):
        given = numpy.zeros(10, dtype)
        reference = weakref.ref(given)
        made = call(given)
        del given
        assert not is_gone(reference)
        del made
        assert is_gone(reference)


def test_one_of_two_is_kept():
    first, second = spot_array((1, 2), (3, 4)), spot_array((5, 6))
    references = weakref.ref(first), weakref.ref(second)
    view = r.longer_slice(first, second)
    item = view[0]
    del first, second
    assert not is_gone(references[0])
    assert view == spots((1, 2), (3, 4))
    del view
    assert is_gone(references[0])
    assert is_gone(references[1])
    assert item == r.Spot(1, 2)


def test_packed_items_are_kept():
    made = [
        (r.same_slice(list(range(n % 100))), list(range(n % 100))) for n in range(500)
    ]
    tails = [r.slice_tail(range(n), 2) for n in range(100)]
    points = [r.longer_slice(spots((n, n)), []) for n in range(100)]
    exports = [r.same_slice([n, n, n]).as_memoryview() for n in range(100)]
    halves = [r.slice_first_half(r.Ref([n] * 4)) for n in range(100)]
    churn()
    for view, items in made:
        assert view == items
    assert tails == [list(range(n))[2:] for n in range(100)]
    assert points == [spots((n, n)) for n in range(100)]
    assert [bytes(it) for it in exports] == [bytes([n] * 3) for n in range(100)]
    assert halves == [[n, n] for n in range(100)]


def test_numpy_arrays_of_packed_items(numpy):
    arrays = [numpy.asarray(r.slice_tail([n, n + 1], 0)) for n in range(100)]
    churn()
    assert [made.tolist() for made in arrays] == [[n, n + 1] for n in range(100)]


def test_references_are_given_back():
    values = [b"abc", bytearray(b"abc"), memoryview(b"abc"), [1, 2, 3], (1, 2, 3)]
    values.append((ctypes.c_uint8 * 3)(1, 2, 3))
    for value in values:
        before = sys.getrefcount(value)
        for _ in range(10):
            r.slice_sum_u8(value)
            r.same_slice(value)
            r.slice_sum_slices([value, value])
            r.feed_sum(r.Feed.Bytes(value))
            try:
                r.slice_sum_badges(value, r.Color.Red)
            except TypeError:
                pass
        gc.collect()
        assert sys.getrefcount(value) == before, type(value)


def test_views_at_exit():
    done = told("""
        import sys
        import reference_project as r

        # Modules go one by one; these are the last to go.
        sys.kept = [
            r.same_slice(memoryview(b"abc")),
            r.same_slice([1, 2]),
            r.static_slice_u32(),
            r.static_slice_spots().as_memoryview(),
            r.slice_first_half(r.Ref([1, 2])),
            r.Excerpt(memoryview(b"abc"), [], [b"", b""]),
        ]
        r.kept = sys.modules["kept"] = list(sys.kept)
        print("fine")
    """)
    assert (done.returncode, done.stdout, done.stderr) == (0, "fine\n", "")


# Structs with slices


def test_windows(numpy):
    target = bytearray(4)
    window = r.make_window([1, 2, 300], target, 3)
    assert type(window) is r.Window
    assert window.source == [1, 2, 300]
    assert window.target == bytes(4)
    assert window.scale == 3
    assert r.transfer_at(window) == 303
    assert target == bytes([3, 6, 900 % 256, 0])
    assert window.target == target
    assert r.window_sum(window) == 303 + 3 + 6 + 900 % 256 + 3
    window.scale = 1
    assert r.transfer(window) == 303
    assert target == bytes([1, 2, 300 % 256, 0])
    source = numpy.arange(5, dtype="u4")
    window.source = source
    assert address_of(numpy, window.source) == source.ctypes.data
    assert r.transfer(window) == 10
    assert target == bytes([0, 1, 2, 3])
    window.target[3] = 99
    assert target[3] == 99
    r.fill_slice_u8(window.target, 7)
    assert target == b"\7" * 4
    r.transfer(window=r.Window(source=[5], target=target, scale=2))
    assert target == b"\x0a\7\7\7"


def test_windows_from_refs():
    ref = r.Ref([0, 0])
    window = r.Window([5, 6, 7], ref, 2)
    assert r.transfer_at(window) == 18
    assert window.target == ref.value == [10, 12]
    del ref
    churn()
    assert window.target == [10, 12]
    window.target = r.Ref([0, 0, 0])
    r.transfer(window)
    assert window.target == [10, 12, 14]
    other = r.widen_window(window)
    del window
    churn()
    assert other.scale == 4
    r.transfer(other)
    assert other.target == [20, 24, 28]
    assert other.source == [5, 6, 7]


def test_fields_that_do_not_fit(numpy):
    window = r.Window([1], bytearray(2), 3)
    for value in ("12", 5, None, {1}, iter([1]), array.array("i", [1]), [1, "x"]):
        message = refusal(TypeError, setattr, window, "source", value)
        assert message.startswith("Window.source")
        message = refusal(TypeError, r.Window, value, bytearray(2), 3)
        assert "source" in message
    message = refusal(OverflowError, setattr, window, "source", [1, 2**32])
    assert message.startswith("Window.source[1] must be in ")
    for value in ([1], (1,), b"12", "12", 5, None, array.array("b", [1])):
        message = refusal(TypeError, setattr, window, "target", value)
        assert message.startswith("Window.target must be a buffer")
        assert "target" in refusal(TypeError, r.Window, [1], value, 3)
    assert window.source == [1]
    assert window.target == bytes(2)
    with pytest.raises(AttributeError):
        window.sources = [1]
    assert "make_window(): argument 'target'" in refusal(
        TypeError, r.make_window, [1], [2], 3
    )
    assert "transfer(): argument 'window'" in refusal(
        TypeError, r.transfer, ([1], 2, 3)
    )


def test_excerpts(numpy):
    points = spot_array((1, 2), (3, 4))
    excerpt = r.Excerpt(b"abc", points, [[1, 2], bytearray(b"xyz")])
    assert excerpt.first == b"abc"
    assert excerpt.second == spots((1, 2), (3, 4))
    assert list(excerpt.rest) == [[1, 2], list(b"xyz")]
    assert r.excerpt_size(excerpt) == 3 + 2 + 5
    trimmed = r.trim_excerpt(excerpt)
    assert trimmed.first == b"ab"
    assert trimmed.second == spots((1, 2))
    assert [view.copied() for view in trimmed.rest] == [[120, 121], [1]]
    assert r.excerpt_size(trimmed) == 2 + 1 + 3
    assert address_of(numpy, trimmed.second) == ctypes.addressof(points)
    points[0].x = 9
    assert trimmed.second[0].x == excerpt.second[0].x == 9
    del excerpt, points
    churn()
    for _ in range(5):
        trimmed = r.trim_excerpt(trimmed)
        churn()
    assert r.excerpt_size(trimmed) == 0
    assert trimmed.first == trimmed.second == []
    assert r.excerpt_size(r.Excerpt(second=[], first=[], rest=[(), ()])) == 0


def test_items_of_arrays_of_slices():
    excerpt = r.Excerpt(b"", [], [b"a", b"b"])
    excerpt.rest[0] = [1, 2]
    excerpt.rest[1] = bytearray(b"xyz")
    churn()
    assert excerpt.rest[0] == [1, 2]
    assert excerpt.rest[-1] == b"xyz"
    excerpt.rest = ([7], range(3))
    churn()
    assert [view.copied() for view in excerpt.rest] == [[7], [0, 1, 2]]
    excerpt.rest[:] = excerpt.rest[::-1]
    churn()
    assert [view.copied() for view in excerpt.rest] == [[0, 1, 2], [7]]
    for value, error in (([b""], ValueError), ([b"", "x"], TypeError), (5, TypeError)):
        message = refusal(error, setattr, excerpt, "rest", value)
        assert message.startswith("Excerpt.rest")
    message = refusal(OverflowError, setattr, excerpt, "rest", [b"", [1, 256]])
    assert message.startswith("Excerpt.rest[1][1] must be in ")
    assert [view.copied() for view in excerpt.rest] == [[0, 1, 2], [7]]


def test_fields_keep_and_let_go():
    first, second = Bytes(b"first"), Bytes(b"second")
    references = weakref.ref(first), weakref.ref(second)
    window = r.Window([1], first, 1)
    view = window.target
    window.target = second
    del first, second
    assert not is_gone(references[0])
    assert view == b"first"
    del view
    assert is_gone(references[0])
    assert window.target == b"second"
    window.target = bytearray()
    assert is_gone(references[1])
    assert window.target == []


def test_views_of_fields_outlive_the_struct():
    excerpt = r.Excerpt([1, 2, 3], spots((1, 2)), [[4], [5]])
    views = [excerpt.first, excerpt.second, *excerpt.rest, excerpt.first[1:]]
    exports = [view.as_memoryview() for view in views]
    del excerpt
    churn()
    assert views[0] == [1, 2, 3]
    assert views[1] == spots((1, 2))
    assert views[2:] == [[4], [5], [2, 3]]
    del views
    churn()
    assert bytes(exports[0]) == b"\1\2\3"
    assert bytes(exports[1]) == bytes(r.Spot(1, 2))


def test_copies_of_structs_with_slices():
    excerpt = r.Excerpt([1, 2, 3], spots((1, 2)), [[4], [5]])
    for other in (copy.copy(excerpt), copy.deepcopy(excerpt)):
        assert other == excerpt
        other.first = [9]
        assert excerpt.first == [1, 2, 3]
    other = copy.copy(excerpt)
    excerpt.first = [7]
    del excerpt
    churn()
    assert other.first == [1, 2, 3]
    with pytest.raises(TypeError):
        pickle.dumps(other)
    assert repr(other).startswith("Excerpt(first=[1, 2, 3], ")


def test_structs_behind_pointers():
    window = r.Window([1, 2], bytearray(2), 5)
    assert r.transfer_at(ctypes.pointer(window)) == 3
    assert r.transfer_at(r.Ref(window)) == 3
    assert window.target == [5, 10]
    assert r.window_sum(ctypes.byref(window)) == 3 + 15 + 5


# Options, results and variants with slices


def test_options(numpy):
    assert r.slice_if(b"abc", False) is None
    view = r.slice_if(b"abc", True)
    assert view == b"abc"
    assert r.slice_if(b"", True) == []
    view = r.slice_if([1, 2], True)
    churn()
    assert view == [1, 2]
    data = bytearray(b"abc")
    assert address_of(numpy, r.slice_if(data, True)) == address_of(
        numpy, numpy.frombuffer(data, "u1")
    )
    assert r.slice_option_length(None) == -1
    for items in (b"", [], (), bytearray(), r.empty_slice()[:0]):
        assert r.slice_option_length(items) == 0
    for items in (b"abc", [1, 2, 3], bytearray(3), range(3), numpy.zeros(3, "u1")):
        assert r.slice_option_length(items) == 3
    for wrong in ("abc", 5, {1}, [1, "x"], array.array("H", [1])):
        message = refusal(TypeError, r.slice_option_length, wrong)
        assert message.startswith("slice_option_length(): argument 'items'")


def test_results(numpy):
    ending = r.Ending
    numbers = array.array("I", [1, 2, 3])
    view = r.end_slice(ending.Success, numbers)
    assert view == [1, 2, 3]
    assert address_of(numpy, view) == numbers.buffer_info()[0]
    view = r.end_slice(ending.Success, [4, 5])
    churn()
    assert view == [4, 5]
    view = r.end_slice_mut(ending.Success, numbers)
    view[0] = 9
    assert numbers[0] == 9
    ref = r.Ref([1, 2])
    view = r.end_slice_mut(ending.Success, ref)
    view[1] = 7
    assert ref.value == [1, 7]
    for call in (r.end_slice, r.end_slice_mut):
        with pytest.raises(r.MathErrorException) as caught:
            call(ending.Error, numbers)
        is_mutable = call is r.end_slice_mut
        expected = r.MathError.Negative if is_mutable else r.MathError.Overflow
        assert caught.value.error is expected
        with pytest.raises(r.RustPanicError):
            call(ending.Panicked, numbers)
        with pytest.raises(r.NullError):
            call(ending.Nothing, numbers)
        assert call(ending.Success, array.array("I")) == []
    assert "'items'" in refusal(TypeError, r.end_slice_mut, ending.Success, [1])


def test_variants(numpy):
    feed = r.Feed
    assert r.feed_sum(feed.Closed()) == 0
    assert r.same_feed(feed.Closed()) is feed.Closed()
    for items in (
        b"abc",
        bytearray(b"abc"),
        [97, 98, 99],
        numpy.frombuffer(b"abc", "u1"),
    ):
        variant = feed.Bytes(items)
        assert r.feed_sum(variant) == sum(b"abc")
        back = r.same_feed(variant)
        assert type(back) is feed.Bytes
        assert back.value == b"abc"
        again = r.same_feed(back)
        del back, variant
        churn()
        assert again.value == b"abc"
    for items in (spots((1, 2), (3, 4)), spot_array((1, 2), (3, 4))):
        assert r.feed_sum(feed.Spots(items)) == 10
        back = r.same_feed(feed.Spots(items))
        churn()
        assert back.value == spots((1, 2), (3, 4))
    assert r.same_feed(feed.Bytes(b"")).value == []
    assert r.feed_sum(feed.Spots([])) == 0
    assert feed.Bytes([1, 2]) == r.same_feed(feed.Bytes([1, 2]))
    assert feed.Bytes([1, 2]) != r.same_feed(feed.Bytes([1, 3]))
    assert r.same_feed(feed.Bytes([1, 2])) != feed.Spots([])


def test_variants_that_do_not_fit():
    for wrong in ("abc", 5, None, {1}, iter([1]), (n for n in [1]), r.Ref([1])):
        message = refusal(TypeError, r.Feed.Bytes, wrong)
        assert message.startswith("Feed.Bytes(): argument 'value' must be ")
    for variant, error in (
        (r.Feed.Bytes([1, 256]), OverflowError),
        (r.Feed.Bytes([1, "x"]), TypeError),
        (r.Feed.Bytes(array.array("H", [1])), TypeError),
        (r.Feed.Spots([r.Spot(1, 2), 5]), TypeError),
        (r.Feed.Spots(b"abc"), TypeError),
    ):
        assert "argument 'feed'" in refusal(error, r.feed_sum, variant)
        assert "argument 'feed'" in refusal(error, r.same_feed, variant)
    assert "Feed" in refusal(TypeError, r.feed_sum, b"abc")


# Threads and sizes


def test_a_buffer_that_another_thread_appends_to():
    data = bytearray(200_000)
    numbers = array.array("I", [1]) * 50_000
    refused = collections.Counter()
    is_done = threading.Event()

    def append(buffer, name):
        while not is_done.is_set():
            try:
                buffer.append(1)
                buffer.pop()
            except BufferError:
                refused[name] += 1

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        made = [pool.submit(append, data, "data")]
        made.append(pool.submit(append, numbers, "numbers"))
        try:
            for _ in range(500):
                # What a refused `pop` leaves behind makes them longer.
                assert r.slice_sum_u8(data) <= len(data)
                r.fill_slice_u8(data, 0)
                assert r.slice_sum_u32(numbers) >= 50_000
                assert len(r.same_slice(data)) >= 200_000
                if len(refused) == 2:
                    break
        finally:
            is_done.set()
        for future in made:
            assert future.result() is None
    assert refused["data"] > 0
    assert refused["numbers"] > 0
    data.append(1)
    numbers.append(1)


def test_views_from_many_threads():
    numbers = array.array("I", range(100))

    def run():
        for _ in range(300):
            view = r.slice_tail(numbers, 10)
            assert view == list(range(10, 100))
            assert r.slice_sum_u32(view[1:]) == sum(range(11, 100))
            assert r.slice_sum_slices([b"ab", [1, 2]]) == 198
            ref = r.Ref([1, 2, 3])
            assert r.shrink_slice(ref) == 1
            assert ref.value == [2, 3]
            view.close()

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        for future in [pool.submit(run) for _ in range(8)]:
            assert future.result() is None
    numbers.append(1)


def huge_mmap(size):
    flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000  # without room in swap
    try:
        return mmap.mmap(-1, size, flags=flags)
    except (OSError, ValueError, OverflowError, MemoryError):
        pytest.skip("so much memory cannot be had")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory only if used")
def test_more_items_than_32_bits_count(numpy):
    size = 2**32 + 16
    memory = huge_mmap(size)
    memory[size - 1] = 7
    memory[5] = 9
    view = r.same_slice(memory)
    assert len(view) == size
    assert (view[5], view[-1], view[size - 1], view[2**32]) == (9, 7, 7, 0)
    assert len(view[1:]) == size - 1
    assert view[2**32 :] == bytes(15) + b"\7"
    assert r.slice_sum_u8(view[-5:]) == 7
    assert numpy.asarray(view).shape == (size,)
    assert len(view.as_memoryview()) == size
    half = r.slice_first_half(memory)
    assert len(half) == size // 2
    half[2**31] = 5
    assert memory[2**31] == 5
    assert r.slice_option_length(memory) == size
    numbers = numpy.frombuffer(memory, "u4")
    tail = r.slice_tail(numbers, 2**30)
    assert len(tail) == 4
    assert tail[-1] == 7 << 24
    assert r.slice_item(numbers, 2**30 + 3)[0] == 7 << 24
    window = r.Window([], memory, 1)
    assert len(window.target) == size
    del view, half, numbers, tail, window
    gc.collect()
    memory.close()


# Nothing is lost


def leak_runs():
    numbers = array.array("I", [1, 2, 3])
    data = bytearray(b"abcdef")
    points = spot_array((1, 2), (3, 4))
    lengths = itertools.count(1)

    def refused(call, *arguments):
        try:
            call(*arguments)
        except (TypeError, ValueError, OverflowError, r.RustError):
            return
        raise AssertionError

    yield "list", lambda: r.slice_sum_u32([1, 2, 3])
    yield "bytes", lambda: r.slice_sum_u8(b"abc")
    yield "array", lambda: r.slice_sum_u32(numbers)
    yield "read-only", lambda: r.slice_sum_u8(memoryview(b"abc"))
    yield "structs", lambda: r.slice_sum_spots(spots((1, 2)))
    yield "ctypes", lambda: r.slice_sum_spots(points)
    yield "colors", lambda: r.slice_count_color([1, 2], 1)
    yield "references", lambda: r.slice_sum_refs([1, 2])
    yield "slices", lambda: r.slice_sum_slices([b"ab", [1], data])
    yield "options", lambda: r.slice_sum_options([1, None])
    yield "payloads", lambda: r.slice_sum_payloads([r.EnumPayload.C(1)])
    yield "written", lambda: r.fill_slice_u8(data, 1)
    yield "ref", lambda: r.fill_slice_u8(r.Ref([1, 2]), 1)
    yield "value of ref", lambda: changed_value(r.fill_slice_u8, [1, 2], 1)
    yield "ref of options", lambda: changed_value(r.flip_slice_options, [1, None], 1)
    yield "ref of structs", lambda: changed_value(r.swap_slice_spots, spots((1, 2)))
    yield "shrunk", lambda: r.shrink_slice(r.Ref([1, 2]))
    yield "view", lambda: r.slice_tail(numbers, 1)
    yield "view of list", lambda: r.same_slice([1, 2])
    yield "static view", lambda: r.static_slice_spots()
    yield "part", lambda: r.same_slice(b"abc")[1:][1:]
    yield "items", lambda: list(r.static_slice_spots())
    yield "live items", lambda: list(r.same_slice_mut(points))
    yield "set items", lambda: r.same_slice_mut(points).__setitem__(0, r.Spot(1, 2))
    yield "export", lambda: r.slice_tail(numbers, 1).as_memoryview()[1:]
    yield "export of structs", lambda: r.static_slice_spots().as_memoryview()
    yield "closed", lambda: r.same_slice(b"abc").close()
    yield "equal", lambda: r.same_slice(b"abc") == b"abc"
    yield "repr", lambda: repr(r.same_slice(b"abc"))
    yield "view as argument", lambda: r.slice_sum_u8(r.same_slice(b"abc"))
    yield "pointer", lambda: r.slice_item(numbers, 1)[0]
    yield "struct", lambda: r.transfer_at(r.Window([1, 2], data, 1))
    yield "returned struct", lambda: r.trim_excerpt(r.Excerpt(b"a", points, [b"", [1]]))
    yield "option", lambda: r.slice_if([1, 2], True)
    yield "variant", lambda: r.same_feed(r.Feed.Bytes([1, 2])).value
    yield "result", lambda: r.end_slice(r.Ending.Success, [1, 2])
    yield "error", lambda: refused(r.end_slice, r.Ending.Error, [1, 2])
    yield "wrong item", lambda: refused(r.slice_sum_u8, [1, 2, 256])
    yield "wrong buffer", lambda: refused(r.slice_sum_u8, numbers)
    yield "wrong nested", lambda: refused(r.slice_sum_slices, [b"ab", data, [256]])
    yield "wrong struct", lambda: refused(r.slice_sum_spots, [*points, None])
    yield "wrong ref", lambda: refused(r.fill_slice_u8, r.Ref([1, 256]), 1)
    yield "wrong second", lambda: refused(r.fill_slice_u8, data, 256)
    yield "failing", lambda: refused(r.slice_sum_u8, Failing([1], ValueError("mine")))
    yield "list of any length", lambda: r.slice_sum_u32(range(next(lengths) % 20_000))
    yield (
        "ref of any length",
        lambda: r.number_slice_u32(r.Ref(range(next(lengths) % 20_000)), 1),
    )
    yield (
        "export of any length",
        lambda: r.longer_slice((r.Spot(1, 2),) * next(lengths), []).as_memoryview(),
    )


def changed_value(call, items, *more):
    ref = r.Ref(items)
    call(ref, *more)
    return ref.value.copied()


LEAKS = dict(leak_runs())


@pytest.mark.parametrize("name", LEAKS)
def test_nothing_leaks(balance, loops, name):
    run = LEAKS[name]
    rounds = loops(1_000 if "any length" in name else 10_000)
    balance.assert_steady(run, rounds, objects=True)
    # Also what the garbage collector does not know of, such as bytes.
    gc.collect()
    before = sys.getallocatedblocks()
    for _ in range(rounds):
        run()
    gc.collect()
    assert sys.getallocatedblocks() - before < rounds / 2


def test_nothing_leaks_into_numpy(balance, loops, numpy):
    numbers = numpy.arange(1000, dtype="u4")
    points = numpy.zeros(10, [("x", "f8"), ("y", "f8")])
    read_only = numpy.arange(10.0)
    read_only.flags.writeable = False

    def run():
        numpy.asarray(r.slice_tail(numbers, 5))
        numpy.asarray(r.static_slice_spots())
        numpy.asarray(r.same_slice_mut(points))["x"] = 1
        r.slice_sum_f64(read_only)
        r.slice_sum_spots(points)
        for wrong in (numbers[::2], points, numbers.astype("i4")):
            try:
                r.slice_sum_u32(wrong)
            except TypeError:
                pass

    balance.assert_steady(run, loops(10_000), objects=True)
    for given in (numbers, points, read_only):
        # No view is left, or else it could not be resized.
        reference = weakref.ref(given)
        assert sys.getrefcount(given) <= 5
        del given, reference


def test_large_memory_is_freed(loops):
    # Each round would leave 80 KB.
    items = [0.5] * 10_000
    wrong = [*items, "x"]
    r.slice_sum_f64(items)
    gc.collect()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        for _ in range(loops(100)):
            r.slice_sum_f64(items)
            with pytest.raises(TypeError):
                r.slice_sum_f64(wrong)
            r.double_slice_f64(r.Ref(items))
        gc.collect()
        assert tracemalloc.get_traced_memory()[0] - before < 200_000
    finally:
        tracemalloc.stop()
