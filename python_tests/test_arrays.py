"""Arrays: fields that read as views, and check what is assigned."""

import array
import collections.abc
import copy
import ctypes
import inspect
import math
import pickle
import struct

import pytest
from helpers import Index, refusal

import reference_project as r

SIZE_BITS = 8 * ctypes.sizeof(ctypes.c_size_t)

RANGES = {
    "u8s": (0, 2**8 - 1),
    "u16s": (0, 2**16 - 1),
    "u32s": (0, 2**32 - 1),
    "u64s": (0, 2**64 - 1),
    "usizes": (0, 2**SIZE_BITS - 1),
    "i8s": (-(2**7), 2**7 - 1),
    "i16s": (-(2**15), 2**15 - 1),
    "i32s": (-(2**31), 2**31 - 1),
    "i64s": (-(2**63), 2**63 - 1),
    "isizes": (-(2 ** (SIZE_BITS - 1)), 2 ** (SIZE_BITS - 1) - 1),
}

ALL = {
    "bools": [True, False, False],
    "u8s": [1, 2, 255],
    "u16s": [1, 2, 2**16 - 1],
    "u32s": [1, 2, 2**32 - 1],
    "u64s": [1, 2, 2**64 - 1],
    "usizes": [1, 2, 2**SIZE_BITS - 1],
    "i8s": [-128, 2, 127],
    "i16s": [-(2**15), 2, 2**15 - 1],
    "i32s": [-(2**31), 2, 2**31 - 1],
    "i64s": [-(2**63), 2, 2**63 - 1],
    "isizes": [-(2 ** (SIZE_BITS - 1)), 2, 2 ** (SIZE_BITS - 1) - 1],
    "f32s": [0.5, -1.0, math.inf],
    "f64s": [0.1, -1.0, 1e300],
    "flags": [True, True, False],
    "chars": b"abc",
}

NOT_INTS = ["1", b"1", None, 1.0, 1j, [], (1,), object()]
NOT_BOOLS = [0, 1, 1.0, None, "True", []]
NOT_FLOATS = ["1", b"1", None, [], 1j, object()]


def make_all(**changes):
    return r.AllArrays(**dict(ALL, **changes))


def make_packet():
    return r.Packet(1, [10, 20, 30, 40], True, r.Digest(bytes(range(16))))


def make_polygon():
    return r.Polygon(
        corners=[r.Vec2(1.0, 2.0), r.Vec2(3.0, 4.0), r.Vec2(5.0, 6.0)],
        samples=[r.Sample(1, 2, 3.0, 4, True), r.Sample(5, 6, 7.0, 8, False)],
        grays=[r.Gray(9), r.Gray(10)],
    )


def make_palette():
    color, level = r.Color, r.Level
    return r.Palette(
        [color.Red, color.Green, color.Blue, color.Red], [level.Low, level.High]
    )


def make_grid():
    return r.Grid(
        rows=[[1, 2, 3], [4, 5, 6]],
        masks=[[True, False], [False, False]],
        points=[
            [r.Vec2(1.0, 2.0), r.Vec2(3.0, 4.0)],
            [r.Vec2(5.0, 6.0), r.Vec2(7.0, 8.0)],
        ],
    )


# A value of every kind of struct, and what its function makes of it.
EXAMPLES = [
    (r.Digest(range(16)), "reverse_digest"),
    (make_packet(), "reverse_packet"),
    (make_all(), "reverse_all"),
    (r.Bytes3([1, 2, 3]), "reverse_bytes3"),
    (r.Lone([5]), "negate_lone"),
    (r.Floats4([1.0, 2.0, 3.0, 4.0]), "reverse_floats4"),
    (r.Doubles2([0.1, 0.2]), "reverse_doubles2"),
    (r.ShortsFloats([1, -2, 3, -4], [0.5, -0.5]), "reverse_shorts_floats"),
    (r.FloatsBytes([1.0, 2.0, 3.0], [4, 5, 6, 7]), "reverse_floats_bytes"),
    (r.Boxed(r.Bytes3([1, 2, 3]), 4), "reverse_boxed"),
    (r.Flags([True, False] * 4), "invert_flags"),
    (r.Letters(b"abcde", [b"fghi", b"jklm"]), "reverse_letters"),
    (make_polygon(), "reverse_polygon"),
    (make_palette(), "reverse_palette"),
    (make_grid(), "reverse_grid"),
]


def name_of(value):
    return value if isinstance(value, str) else type(value).__name__


def refusals(error, name, values):
    """The texts at construction and at assignment, of a field of `AllArrays`."""
    item = make_all()
    yield refusal(error, make_all, **{name: values})
    yield refusal(error, setattr, item, name, values)
    assert item == make_all()


# Views


def test_reading():
    view = make_packet().words
    assert len(view) == 4
    assert view[0] == 10
    assert view[3] == 40
    assert view[-1] == 40
    assert view[-4] == 10
    assert list(view) == [10, 20, 30, 40]
    assert tuple(reversed(view)) == (40, 30, 20, 10)
    assert 30 in view
    assert 31 not in view
    assert view.index(30) == 2
    assert view.count(20) == 1
    assert max(view) == 40
    for item in view:
        assert type(item) is int


def test_slicing():
    view = make_packet().words
    assert view[1:3] == [20, 30]
    assert view[:] == [10, 20, 30, 40]
    assert view[::-1] == [40, 30, 20, 10]
    assert view[-2:] == [30, 40]
    assert view[9:] == []
    for part in (view[1:3], make_all().u8s[:], make_all().f64s[:], make_all().bools[:]):
        assert type(part) is list


def test_bad_indices():
    view = make_packet().words
    for index in (4, -5, 2**40):
        with pytest.raises(IndexError):
            assert view[index]
        with pytest.raises(IndexError):
            view[index] = 1
    for index in ("0", None, 1.0):
        with pytest.raises(TypeError):
            assert view[index]
        with pytest.raises(TypeError):
            view[index] = 1


def test_equality():
    view = make_packet().words
    assert view == [10, 20, 30, 40]
    assert view == (10, 20, 30, 40)
    assert view == make_packet().words
    assert view != [10, 20, 30, 41]
    assert view != [10, 20, 30]
    assert (view == [10, 20, 30, 41]) is False
    assert view != "abcd"
    assert view != None
    assert r.Digest(bytes(16)).bytes == bytes(16)


def test_views_are_sequences():
    assert isinstance(make_packet().words, collections.abc.Sequence)
    with pytest.raises(TypeError, match="unhashable"):
        hash(make_packet().words)


def test_views_show_their_items():
    assert repr(make_packet().words) == "[10, 20, 30, 40]"
    assert str(make_all().bools) == "[True, False, False]"


def test_views_write_through():
    packet = make_packet()
    view = packet.words
    view[0] = 65535
    view[-1] = 0
    assert packet.words == [65535, 20, 30, 0]
    packet.words = [1, 2, 3, 4]
    assert view == [1, 2, 3, 4]
    packet.digest.bytes[15] = 200
    assert packet.digest.bytes[15] == 200
    assert r.reverse_packet(packet).digest.bytes[0] == 200


def test_views_keep_their_owner():
    view = r.make_digest(7).bytes
    others = [r.make_digest(n) for n in range(100)]
    assert view == [7] * 16
    assert len(others) == 100


def test_views_are_buffers():
    packet = make_packet()
    assert memoryview(packet.words).nbytes == 8
    assert bytes(packet.words) == struct.pack("4H", 10, 20, 30, 40)
    view = memoryview(packet.digest.bytes)
    assert view.tobytes() == bytes(range(16))
    assert not view.readonly


def test_views_in_numpy(numpy):
    packet = make_packet()
    shared = numpy.asarray(packet.words)
    assert shared.dtype == numpy.uint16
    assert shared.tolist() == [10, 20, 30, 40]
    shared[0] = 7
    assert packet.words[0] == 7
    packet.words[1] = 8
    assert shared[1] == 8
    for name, values in ALL.items():
        if name != "chars":
            item = make_all()
            shared = numpy.frombuffer(getattr(item, name), dtype=numpy.uint8)
            shared[:] = 0
            assert list(getattr(item, name)) == [0, 0, 0] != values


# Assignment to items


@pytest.mark.parametrize("name", RANGES)
def test_integer_items(name):
    low, high = RANGES[name]
    item = make_all()
    view = getattr(item, name)
    for value in (low, 0, 1, high):
        view[1] = value
        assert view[1] == value
        assert type(view[1]) is int
    view[1] = True
    view[2] = Index(low)
    assert view[1:] == [1, low]
    before = list(view)
    for value in (low - 1, high + 1, 2**64, -(2**64)):
        message = refusal(OverflowError, view.__setitem__, 1, value)
        assert message.endswith(f"must be in {low}..={high}, got {value}")
    for value in NOT_INTS:
        message = refusal(TypeError, view.__setitem__, 1, value)
        assert message.endswith(f"must be int, not {type(value).__name__}")
    assert view == before


@pytest.mark.parametrize("name", ["bools", "flags"])
def test_bool_items(name):
    view = getattr(make_all(), name)
    view[0] = False
    view[2] = True
    assert view[0] is False
    assert view[2] is True
    before = list(view)
    for value in NOT_BOOLS:
        message = refusal(TypeError, view.__setitem__, 1, value)
        assert message.endswith(f"must be bool, not {type(value).__name__}")
    assert view == before


@pytest.mark.parametrize("name", ["f32s", "f64s"])
def test_float_items(name):
    view = getattr(make_all(), name)
    view[0] = 3
    view[1] = -0.25
    assert view[:2] == [3.0, -0.25]
    assert type(view[0]) is float
    view[0] = math.nan
    assert math.isnan(view[0])
    before = list(view)[1:]
    for value in NOT_FLOATS:
        with pytest.raises(TypeError):
            view[1] = value
    assert view[1:] == before


def test_float_items_beyond_f32():
    item = make_all(f32s=[1e300, 0.0, -1e300])
    assert item.f32s == [math.inf, 0.0, -math.inf]
    item.f32s[1] = 1e39
    assert item.f32s[1] == math.inf
    item.f32s = [-1e300, 1.0, 1.0]
    assert item.f32s == [-math.inf, 1.0, 1.0]


def test_numpy_items(numpy):
    item = make_all()
    item.u8s[0] = numpy.int64(200)
    item.f32s[0] = numpy.float64(0.5)
    item.bools[0] = numpy.bool_(False)
    assert (item.u8s[0], item.f32s[0], item.bools[0]) == (200, 0.5, False)
    for value in (numpy.float64(1), numpy.array([1])):
        with pytest.raises(TypeError, match="must be int"):
            item.u8s[0] = value
    with pytest.raises(OverflowError, match="got -1"):
        item.u64s[0] = numpy.int8(-1)


def test_assignment_to_slices():
    packet = make_packet()
    packet.words[1:3] = [5, 6]
    assert packet.words == [10, 5, 6, 40]
    packet.words[::2] = (1, 2)
    assert packet.words == [1, 5, 2, 40]
    for values, error in (
        ([1], ValueError),
        ([1, 2, 3], ValueError),
        ([1, 65536], OverflowError),
        ([1, "x"], TypeError),
    ):
        with pytest.raises(error):
            packet.words[1:3] = values
        assert packet.words == [1, 5, 2, 40]


# Assignment of all items


@pytest.mark.parametrize(
    "values",
    [
        [1, 2, 3],
        (1, 2, 3),
        range(1, 4),
        array.array("B", [1, 2, 3]),
        array.array("Q", [1, 2, 3]),
        [Index(1), Index(2), Index(3)],
        [True, 2, 3],
        make_all(u8s=[1, 2, 3]).u8s,
        make_all(u16s=[1, 2, 3]).u16s,
        (ctypes.c_int * 3)(1, 2, 3),
    ],
    ids=name_of,
)
def test_sequences(values):
    for name in RANGES:
        item = make_all(**{name: values})
        assert getattr(item, name) == [1, 2, 3]
        item = make_all()
        setattr(item, name, values)
        assert getattr(item, name) == [1, 2, 3]


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_bytes(kind):
    values = kind(b"\x00\x7f\xff")
    assert make_all(u8s=values).u8s == [0, 127, 255]
    item = make_all()
    item.u8s = values
    assert item.u8s == [0, 127, 255]
    assert r.Digest(kind(bytes(range(16)))).bytes == list(range(16))


def test_numpy_arrays(numpy):
    for name in RANGES:
        item = make_all(**{name: numpy.array([1, 2, 3])})
        assert getattr(item, name) == [1, 2, 3]
        setattr(item, name, numpy.array([3, 2, 1], dtype=numpy.uint8))
        assert getattr(item, name) == [3, 2, 1]
        with pytest.raises(TypeError):
            setattr(item, name, numpy.array([1.0, 2.0, 3.0]))
        assert getattr(item, name) == [3, 2, 1]
    with pytest.raises(OverflowError):
        make_all(u8s=numpy.array([1, 2, 256]))
    assert make_all(f32s=numpy.array([1.0, 2.0, 3.0])).f32s == [1.0, 2.0, 3.0]
    assert make_all(bools=numpy.array([True, False, True])).bools == [True, False, True]


@pytest.mark.parametrize("name", [name for name in ALL if name != "chars"])
def test_wrong_lengths(name):
    for length in (0, 2, 4, 17):
        values = [ALL[name][0]] * length
        for message in refusals(ValueError, name, values):
            assert message == f"AllArrays.{name} must have 3 items, got {length}"


def test_wrong_lengths_of_bytes():
    for length in (0, 3, 15, 17):
        message = refusal(ValueError, r.Digest, bytes(length))
        assert message == f"Digest.bytes must have 16 items, got {length}"
        message = refusal(ValueError, r.Digest, [0] * length)
        assert message == f"Digest.bytes must have 16 items, got {length}"


@pytest.mark.parametrize("name", [name for name in ALL if name != "chars"])
def test_no_sequence(name):
    for values in (None, 1, 1.0, "abc", object(), {1, 2, 3}, {1: 1, 2: 2, 3: 3}):
        for message in refusals(TypeError, name, values):
            assert message.startswith(f"AllArrays.{name} must be a sequence")
            assert message.endswith(f"not {type(values).__name__}")


@pytest.mark.parametrize("name", RANGES)
@pytest.mark.parametrize("place", range(3))
def test_wrong_integers(name, place):
    low, high = RANGES[name]
    for value in (low - 1, high + 1):
        values = [7, 8, 9]
        values[place] = value
        for message in refusals(OverflowError, name, values):
            where = f"AllArrays.{name}[{place}]"
            assert message == f"{where} must be in {low}..={high}, got {value}"
    for value in NOT_INTS:
        values = [7, 8, 9]
        values[place] = value
        for message in refusals(TypeError, name, values):
            where = f"AllArrays.{name}[{place}]"
            assert message == f"{where} must be int, not {type(value).__name__}"


@pytest.mark.parametrize("name", ["bools", "flags"])
def test_wrong_bools(name):
    for value in NOT_BOOLS:
        for message in refusals(TypeError, name, [False, True, value]):
            where = f"AllArrays.{name}[2]"
            assert message == f"{where} must be bool, not {type(value).__name__}"


@pytest.mark.parametrize("name", ["f32s", "f64s"])
def test_wrong_floats(name):
    for value in NOT_FLOATS:
        for message in refusals(TypeError, name, [7.0, 8.0, value]):
            where = f"AllArrays.{name}[2]"
            assert message == f"{where} must be float, not {type(value).__name__}"


def test_a_view_assigned_to_itself():
    packet = make_packet()
    packet.words = packet.words
    assert packet == make_packet()
    packet.words = packet.words[::-1]
    assert packet.words == [40, 30, 20, 10]


# Chars


def test_chars():
    letters = r.Letters(text=b"ab", lines=[b"cd", b""])
    assert letters.text == b"ab"
    assert type(letters.text) is bytes
    assert list(letters.lines) == [b"cd", b""]
    assert bytes(letters) == b"ab\0\0\0cd\0\0\0\0\0\0"
    letters.text = b"vwxyz"
    letters.lines = (b"1", b"2345")
    assert letters.text == b"vwxyz"
    assert letters.lines[1] == b"2345"
    result = r.reverse_letters(letters)
    assert result == r.Letters(b"zyxwv", [b"2345", b"1"])
    letters.lines[0] = b"\xff"
    assert letters.lines[0] == b"\xff"


class Stretching(bytes):
    """Says that it is shorter than it is, and grows where it should not."""

    def __len__(self):
        return 1

    def ljust(self, *_):
        return bytes(1000)


def test_chars_of_a_subclass():
    letters = r.Letters(Stretching(b"ab"), [b"cd", b""])
    assert letters.text == b"ab"
    message = refusal(ValueError, setattr, letters, "text", Stretching(b"abcdef"))
    assert message == "Letters.text must have at most 5 bytes, got 6"
    message = refusal(ValueError, r.char_or_error, Stretching(b"ab"), False)
    assert message.endswith("must be of length 1, got length 2")


def test_chars_that_do_not_fit():
    letters = r.Letters(b"ab", [b"cd", b""])
    for value in (b"abcdef", bytes(6)):
        message = refusal(ValueError, setattr, letters, "text", value)
        assert message.startswith("Letters.text must have at most 5")
        with pytest.raises(ValueError, match=r"Letters\.text"):
            r.Letters(value, [b"", b""])
    for value in ("ab", None, 5, [1, 2]):
        message = refusal(TypeError, setattr, letters, "text", value)
        assert message == f"Letters.text must be bytes, not {type(value).__name__}"
    for values, error in (
        ([b"", b"12345"], ValueError),
        ([b""], ValueError),
        ([b"", "x"], TypeError),
        (None, TypeError),
    ):
        with pytest.raises(error, match=r"Letters\.lines"):
            letters.lines = values
    with pytest.raises(ValueError, match="at most 4"):
        letters.lines[0] = b"12345"
    assert letters == r.Letters(b"ab", [b"cd", b""])


# Arrays of structs, of enums, of arrays


def test_arrays_of_structs():
    polygon = make_polygon()
    assert len(polygon.corners) == 3
    assert type(polygon.corners[0]) is r.Vec2
    assert polygon.corners == [r.Vec2(1.0, 2.0), r.Vec2(3.0, 4.0), r.Vec2(5.0, 6.0)]
    polygon.corners[0].x = 9.0
    polygon.corners[-1] = r.Vec2(7.0, 8.0)
    polygon.samples[1].channel = 255
    assert polygon.corners[0] == r.Vec2(9.0, 2.0)
    assert polygon.corners[2] == r.Vec2(7.0, 8.0)
    assert [sample.channel for sample in polygon.samples] == [1, 255]
    with pytest.raises(OverflowError, match=r"Sample\.channel"):
        polygon.samples[1].channel = 256
    polygon.corners = polygon.corners[::-1]
    assert polygon.corners == [r.Vec2(7.0, 8.0), r.Vec2(3.0, 4.0), r.Vec2(9.0, 2.0)]
    polygon.grays = (r.Gray(1), r.Gray(2))
    assert polygon.grays[:] == [r.Gray(1), r.Gray(2)]


def test_structs_are_copied_in():
    point = r.Vec2(1.0, 2.0)
    polygon = make_polygon()
    polygon.corners[1] = point
    polygon.corners[2] = point
    point.x = 9.0
    assert polygon.corners[1:] == [r.Vec2(1.0, 2.0)] * 2


@pytest.mark.parametrize("value", [None, 1, "x", (1.0, 2.0), r.Vec3(1, 2, 3)])
def test_wrong_structs(value):
    polygon = make_polygon()
    wrong = type(value).__name__
    message = refusal(TypeError, polygon.corners.__setitem__, 0, value)
    assert message.endswith(f"must be Vec2, not {wrong}")
    values = [r.Vec2(0.0, 0.0), value, r.Vec2(0.0, 0.0)]
    message = refusal(TypeError, setattr, polygon, "corners", values)
    assert message == f"Polygon.corners[1] must be Vec2, not {wrong}"
    with pytest.raises(TypeError, match=r"Polygon\.corners\[1\] must be Vec2"):
        r.Polygon(values, polygon.samples, polygon.grays)
    assert polygon == make_polygon()


def test_arrays_of_enums():
    palette = make_palette()
    assert palette.colors[2] is r.Color.Blue
    assert palette.levels[-1] is r.Level.High
    assert list(palette.levels) == [r.Level.Low, r.Level.High]
    for color in palette.colors:
        assert type(color) is r.Color
    for level in palette.levels[:]:
        assert type(level) is r.Level
    assert palette.colors == [r.Color.Red, r.Color.Green, r.Color.Blue, r.Color.Red]
    palette.colors[0] = 7
    assert palette.colors[0] is r.Color.Blue
    palette.levels = (5, r.Level.Low)
    assert palette.levels[0] is r.Level.High
    assert bytes(palette) == struct.pack("4B2b", 7, 2, 7, 1, 5, -5)


def test_wrong_variants():
    palette = make_palette()
    for value in (3, 0, -1, 256):
        message = refusal(ValueError, palette.colors.__setitem__, 0, value)
        assert message.endswith(f"{value} is no Color")
        message = refusal(ValueError, setattr, palette, "colors", [1, 2, value, 1])
        assert message == f"Palette.colors[2]: {value} is no Color"
    for value in (r.Level.High, True, None, "Red", 1.0):
        wrong = type(value).__name__
        message = refusal(TypeError, palette.colors.__setitem__, 0, value)
        assert message.endswith(f"must be Color, not {wrong}")
        message = refusal(TypeError, setattr, palette, "colors", [1, 2, value, 1])
        assert message == f"Palette.colors[2] must be Color, not {wrong}"
    assert palette == make_palette()


def test_arrays_of_arrays():
    grid = make_grid()
    assert len(grid.rows) == 2
    assert grid.rows[0] == [1, 2, 3]
    assert grid.rows[1][-1] == 6
    assert [list(row) for row in grid.rows] == [[1, 2, 3], [4, 5, 6]]
    assert grid.masks[0][0] is True
    grid.rows[0][1] = 65535
    assert grid.rows[0] == [1, 65535, 3]
    grid.rows[1] = (7, 8, 9)
    assert grid.rows[1] == [7, 8, 9]
    grid.points[1][0].x = -1.0
    assert grid.points[1][0] == r.Vec2(-1.0, 6.0)
    grid.masks = [[False, True], (True, False)]
    assert [list(row) for row in grid.masks] == [[False, True], [True, False]]


@pytest.mark.parametrize(
    "name, values, error",
    [
        ("rows", [[1, 2, 3]], ValueError),
        ("rows", [[1, 2, 3], [4, 5]], ValueError),
        ("rows", [[1, 2, 3], [4, 5, 65536]], OverflowError),
        ("rows", [[1, 2, 3], [4, 5, "6"]], TypeError),
        ("rows", [[1, 2, 3], None], TypeError),
        ("rows", [1, 2], TypeError),
        ("rows", None, TypeError),
        ("masks", [[True, True], [True, 1]], TypeError),
        ("points", [[r.Vec2(1.0, 2.0)] * 2, [r.Vec2(1.0, 2.0), None]], TypeError),
    ],
)
def test_wrong_arrays_of_arrays(name, values, error):
    grid = make_grid()
    with pytest.raises(error, match=rf"Grid\.{name}"):
        setattr(grid, name, values)
    assert grid == make_grid()


# Whole structs


@pytest.mark.parametrize("value, function", EXAMPLES, ids=name_of)
def test_there_and_back(value, function):
    before = copy.deepcopy(value)
    call = getattr(r, function)
    result = call(value)
    assert type(result) is type(value)
    assert value == before
    if function not in ("reverse_packet", "reverse_boxed"):
        assert call(result) == before


def test_results():
    assert r.reverse_digest(r.Digest(range(16))).bytes == list(range(15, -1, -1))
    assert r.make_digest(fill=200).bytes == [200] * 16
    assert r.digest_sum(r.Digest(bytes(range(16)))) == 120
    packet = r.reverse_packet(make_packet())
    assert (packet.kind, packet.verified) == (2, False)
    assert packet.words == [40, 30, 20, 10]
    assert packet.digest.bytes[0] == 15
    assert r.reverse_bytes3(r.Bytes3(b"abc")) == r.Bytes3(b"cba")
    assert r.negate_lone(r.Lone([-5])).items == [5]
    assert r.reverse_floats4(r.Floats4([1, 2, 3, 4])).items == [4.0, 3.0, 2.0, 1.0]
    assert r.reverse_doubles2(r.Doubles2([0.1, 0.2])).items == [0.2, 0.1]
    assert r.reverse_shorts_floats(
        r.ShortsFloats([1, -2, 3, -4], [0.5, -0.5])
    ) == r.ShortsFloats([-4, 3, -2, 1], [-0.5, 0.5])
    assert r.reverse_floats_bytes(
        r.FloatsBytes([1.0, 2.0, 3.0], [4, 5, 6, 7])
    ) == r.FloatsBytes([3.0, 2.0, 1.0], [7, 6, 5, 4])
    assert r.reverse_boxed(r.Boxed(r.Bytes3([1, 2, 3]), 4)) == r.Boxed(
        r.Bytes3([3, 2, 1]), 8
    )
    assert r.invert_flags(r.Flags([True] + [False] * 7)).items == [False] + [True] * 7
    assert r.polygon_sum(make_polygon()) == 21.0
    assert r.reverse_polygon(make_polygon()).grays == [r.Gray(10), r.Gray(9)]
    assert r.reverse_palette(make_palette()).levels == [r.Level.High, r.Level.Low]
    grid = r.reverse_grid(make_grid())
    assert [list(row) for row in grid.rows] == [[6, 5, 4], [3, 2, 1]]
    assert grid.points[0][0] == r.Vec2(7.0, 8.0)


def test_every_name_of_item():
    expected = make_all(**{name: values[::-1] for name, values in ALL.items()})
    assert r.reverse_all(make_all()) == expected
    assert r.reverse_all_at(make_all()) == expected


def test_between_scalars():
    arguments = (
        1,
        r.Bytes3([2, 3, 4]),
        r.Floats4([5.0, 6.0, 7.0, 8.5]),
        0.25,
        r.Boxed(r.Bytes3([9, 10, 11]), 12),
        r.Doubles2([13.0, 14.0]),
        -15,
    )
    assert r.sum_arrays(*arguments) == 1 + 9 + 26.5 + 0.25 + 30 + 12 + 27 - 15


def test_long_arrays():
    table = r.Table([float(n) for n in range(256)])
    result = r.double_table(table)
    assert result.items[255] == 510.0
    assert sum(result.items) == 2 * sum(range(256))
    assert table.items[255] == 255.0
    with pytest.raises(ValueError, match="must have 256 items, got 255"):
        table.items = [0.0] * 255


@pytest.mark.parametrize("value, function", EXAMPLES, ids=name_of)
def test_repr_is_the_constructor_call(value, function):
    assert eval(repr(value), dict(vars(r), inf=math.inf)) == value
    assert repr(r.Bytes3(b"abc")) == "Bytes3(items=[97, 98, 99])"


@pytest.mark.parametrize("value, function", EXAMPLES, ids=name_of)
def test_copies(value, function):
    before = repr(value)
    made = [copy.copy(value), copy.deepcopy(value)]
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        made.append(pickle.loads(pickle.dumps(value, protocol)))
    for other in made:
        assert other == value
        assert type(other) is type(value)
        ctypes.memset(ctypes.byref(other), 0, ctypes.sizeof(other))
        assert repr(value) == before


def test_copies_of_views():
    view = make_packet().words
    for made in (
        copy.copy(view),
        copy.deepcopy(view),
        pickle.loads(pickle.dumps(view)),
    ):
        assert list(made) == [10, 20, 30, 40]
        made[0] = 1
        assert view[0] == 10


def test_unhashable():
    for value, _ in EXAMPLES:
        with pytest.raises(TypeError, match="unhashable"):
            hash(value)


def test_docs():
    assert "bytes: The bytes." in inspect.getdoc(r.Digest)
