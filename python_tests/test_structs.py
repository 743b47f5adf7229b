"""Structs: fields, checks, views, copies, and how they travel."""

import copy
import ctypes
import inspect
import math
import sys
import typing

import pytest
from helpers import Index, copies_of, refusal

import reference_project as r

SIZE_BITS = 8 * ctypes.sizeof(ctypes.c_size_t)

PRIMITIVES = {
    "a_bool": True,
    "a_u8": 8,
    "a_u16": 16,
    "a_u32": 32,
    "a_u64": 64,
    "a_usize": 65,
    "an_i8": -8,
    "an_i16": -16,
    "an_i32": -32,
    "an_i64": -64,
    "an_isize": -65,
    "an_f32": 0.5,
    "an_f64": 0.25,
}

RANGES = {
    "a_u8": (0, 2**8 - 1),
    "a_u16": (0, 2**16 - 1),
    "a_u32": (0, 2**32 - 1),
    "a_u64": (0, 2**64 - 1),
    "a_usize": (0, 2**SIZE_BITS - 1),
    "an_i8": (-(2**7), 2**7 - 1),
    "an_i16": (-(2**15), 2**15 - 1),
    "an_i32": (-(2**31), 2**31 - 1),
    "an_i64": (-(2**63), 2**63 - 1),
    "an_isize": (-(2 ** (SIZE_BITS - 1)), 2 ** (SIZE_BITS - 1) - 1),
}

NOT_INTS = ["1", b"1", None, 1.0, 1.5, 1j, [], (1,), {}, object(), ctypes.c_int(1)]
NOT_FLOATS = ["1", b"1", None, [], {}, 1j, object()]
NOT_BOOLS = [0, 1, 1.0, None, "", "True", b"\x01", []]


def make_sample(**changes):
    fields = {"channel": 1, "id": 2, "gain": 1.5, "offset": -3, "active": True}
    return r.Sample(**dict(fields, **changes))


def make_segment():
    return r.Segment(r.Vec2(1.0, 2.0), r.Vec2(3.0, 4.0), r.Rgb(5, 6, 7))


def make_scene():
    return r.Scene(
        first=make_segment(),
        second=r.Segment(r.Vec2(-1.0, -2.0), r.Vec2(-3.0, -4.0), r.Rgb(0, 128, 255)),
        best=make_sample(),
        visible=False,
    )


def make_awkward():
    return r.Awkward(*range(1, 1 + len(r.Awkward.__match_args__)))


# A value of every kind of struct.
EXAMPLES = [
    r.Vec2(1.0, -2.5),
    r.Vec3(1.0, 2.0, 3.0),
    r.Vec4(1.0, 2.0, 3.0, 0.1),
    r.Gray(7),
    r.Rgb(1, 2, 3),
    r.Interval(-1, 1),
    make_sample(),
    r.AllPrimitives(**PRIMITIVES),
    r.Marker(b"x", True, 3),
    r.Pixel(r.Color.Blue, r.Level.Low),
    make_segment(),
    make_scene(),
    r.Wide(1, 2, 3, 4, 5, 6, 7, 8, 9),
    r.PackedAligned(1000, 5),
    r.PackedHeader(1, 2**32 - 1, 3, 0.5),
    r.Envelope(True, r.PackedHeader(1, 2, 3, 4.0), 5),
    r.PackedSmall(1, 1000),
    r.PackedSwapped(1000, 1),
    r.PackedNumber(True, 2**32 - 1),
    r.PackedFloats(1, 0.5, 0.1),
    r.PackedWords(1, [1, 2, 65535]),
    r.PackedWide(2**64 - 1, True, -(2**63), 0.1, 5),
    r.PackedInside(r.PackedSmall(1, 1000), 2, 2**32 - 1),
    r.Identifier(7),
    r.Delta(-7),
    r.Meters(1.5),
    r.Switch(True),
    r.Velocity(r.Vec2(1.0, 2.0)),
    r.Celsius(21.5),
    r.Account(1, -(2**63)),
    r.Skipping(1, 2),
    make_awkward(),
    r.Settings(1, -1, 0.5),
]


def name_of(value):
    return type(value).__name__


def values_of(value):
    return [getattr(value, name) for name in value.__match_args__]


class Float:
    """A float by `__float__` only."""

    def __float__(self):
        return 0.5


def refusals(error, name, value):
    """The texts at construction and at assignment, of a field of `AllPrimitives`."""
    item = r.AllPrimitives(**PRIMITIVES)
    yield refusal(error, r.AllPrimitives, **dict(PRIMITIVES, **{name: value}))
    positional = list(dict(PRIMITIVES, **{name: value}).values())
    yield refusal(error, r.AllPrimitives, *positional)
    yield refusal(error, setattr, item, name, value)
    assert item == r.AllPrimitives(**PRIMITIVES)


# Construction


def test_construction():
    by_position = r.Vec2(1.0, 2.0)
    by_name = r.Vec2(y=2.0, x=1.0)
    mixed = r.Vec2(1.0, y=2.0)
    assert by_position == by_name == mixed
    assert (by_position.x, by_position.y) == (1.0, 2.0)


def test_every_field_is_required():
    for bad in ((), (1.0,)):
        with pytest.raises(TypeError, match="'y'"):
            r.Vec2(*bad)
    with pytest.raises(TypeError, match="'x'"):
        r.Vec2(y=1.0)
    with pytest.raises(TypeError):
        r.Vec2(1.0, 2.0, 3.0)
    with pytest.raises(TypeError, match="'z'"):
        r.Vec2(1.0, 2.0, z=3.0)
    with pytest.raises(TypeError, match="'x'"):
        r.Vec2(1.0, 2.0, x=3.0)


def test_tuple_structs():
    interval = r.Interval(1, field_1=-2)
    assert (interval.field_0, interval.field_1) == (1, -2)
    assert r.flip_interval(interval) == r.Interval(-2, 1)
    interval.field_0 = -(2**31)
    message = refusal(OverflowError, setattr, interval, "field_0", 2**31)
    assert message == (
        "Interval.field_0 must be in -2147483648..=2147483647, got 2147483648"
    )


def test_signatures():
    parameters = inspect.signature(r.Sample).parameters
    assert list(parameters) == ["channel", "id", "gain", "offset", "active"]
    assert typing.get_type_hints(r.Vec2.__init__) == {
        "x": float,
        "y": float,
        "return": type(None),
    }


# Checks


@pytest.mark.parametrize("name", RANGES)
def test_integer_fields_at_their_bounds(name):
    low, high = RANGES[name]
    item = r.AllPrimitives(**PRIMITIVES)
    for value in (low, low + 1, 0, 1, high - 1, high):
        setattr(item, name, value)
        assert getattr(item, name) == value
        assert type(getattr(item, name)) is int
        made = r.AllPrimitives(**dict(PRIMITIVES, **{name: value}))
        assert made == item
        assert getattr(made, name) == value


@pytest.mark.parametrize("name", RANGES)
def test_integer_fields_out_of_range(name):
    low, high = RANGES[name]
    for value in (low - 1, high + 1, -(2**64), 2**64, 2**200):
        for message in refusals(OverflowError, name, value):
            expected = f"AllPrimitives.{name} must be in {low}..={high}, got {value}"
            assert message == expected


@pytest.mark.parametrize("name", RANGES)
def test_integer_fields_of_another_type(name):
    for value in NOT_INTS:
        for message in refusals(TypeError, name, value):
            expected = f"AllPrimitives.{name} must be int, not {type(value).__name__}"
            assert message == expected


@pytest.mark.parametrize("name", RANGES)
def test_what_counts_as_integer(name):
    low, high = RANGES[name]
    item = r.AllPrimitives(**PRIMITIVES)
    for given, expected in (
        (True, 1),
        (False, 0),
        (r.Color.Blue, 7),
        (Index(low), low),
        (Index(high), high),
    ):
        setattr(item, name, given)
        assert getattr(item, name) == expected
        assert type(getattr(item, name)) is int
        assert r.AllPrimitives(**dict(PRIMITIVES, **{name: given})) == item
    for message in refusals(OverflowError, name, Index(high + 1)):
        expected = f"AllPrimitives.{name} must be in {low}..={high}, got {high + 1}"
        assert message == expected


@pytest.mark.parametrize("name", RANGES)
def test_numpy_integers(name, numpy):
    item = r.AllPrimitives(**PRIMITIVES)
    for kind in ("int8", "int64", "uint8", "uint64"):
        value = getattr(numpy, kind)(100)
        setattr(item, name, value)
        assert getattr(item, name) == 100
        assert r.AllPrimitives(**dict(PRIMITIVES, **{name: value})) == item
    for value in (numpy.float64(1), numpy.array([1]), numpy.array([1, 2])):
        for message in refusals(TypeError, name, value):
            expected = f"AllPrimitives.{name} must be int, not {type(value).__name__}"
            assert message == expected
    if RANGES[name][0] == 0:
        for message in refusals(OverflowError, name, numpy.int8(-1)):
            assert message.endswith("got -1")


@pytest.mark.parametrize("value", NOT_BOOLS)
def test_bool_fields_of_another_type(value):
    for message in refusals(TypeError, "a_bool", value):
        expected = f"AllPrimitives.a_bool must be bool, not {type(value).__name__}"
        assert message == expected


def test_bool_fields():
    sample = make_sample(active=False)
    assert sample.active is False
    sample.active = True
    assert sample.active is True
    assert refusal(TypeError, make_sample, active=1) == (
        "Sample.active must be bool, not int"
    )
    assert refusal(OverflowError, make_sample, channel=256) == (
        "Sample.channel must be in 0..=255, got 256"
    )


def test_numpy_bools(numpy):
    sample = make_sample(active=numpy.bool_(False))
    assert sample.active is False
    sample.active = numpy.bool_(True)
    assert sample.active is True
    with pytest.raises(TypeError, match=r"Sample\.active must be bool"):
        sample.active = numpy.int8(1)


@pytest.mark.parametrize("name", ["an_f32", "an_f64"])
def test_float_fields(name):
    item = r.AllPrimitives(**PRIMITIVES)
    for given, expected in ((3, 3.0), (True, 1.0), (Float(), 0.5), (-0.25, -0.25)):
        setattr(item, name, given)
        assert getattr(item, name) == expected
        assert type(getattr(item, name)) is float
        assert r.AllPrimitives(**dict(PRIMITIVES, **{name: given})) == item
    setattr(item, name, math.nan)
    assert math.isnan(getattr(item, name))
    setattr(item, name, -math.inf)
    assert getattr(item, name) == -math.inf


@pytest.mark.parametrize("name", ["an_f32", "an_f64"])
def test_float_fields_of_another_type(name):
    item = r.AllPrimitives(**PRIMITIVES)
    for value in NOT_FLOATS:
        with pytest.raises(TypeError):
            r.AllPrimitives(**dict(PRIMITIVES, **{name: value}))
        with pytest.raises(TypeError):
            setattr(item, name, value)
    assert item == r.AllPrimitives(**PRIMITIVES)


def test_beyond_f32_is_infinite():
    point = r.Vec2(1e300, -1e300)
    assert (point.x, point.y) == (math.inf, -math.inf)
    sample = make_sample(gain=1e300)
    assert sample.gain == math.inf
    sample.gain = -1e39
    assert sample.gain == -math.inf
    assert r.AllPrimitives(**dict(PRIMITIVES, an_f64=1e300)).an_f64 == 1e300


def test_char_and_flag_fields():
    marker = r.Marker(letter=b"a", visible=True, count=40000)
    assert (marker.letter, marker.visible, marker.count) == (b"a", True, 40000)
    assert r.toggle_marker(marker) == r.Marker(b"a", False, 80000 - 65536)
    for value in range(256):
        marker.letter = bytes([value])
        assert marker.letter == bytes([value])
        assert r.toggle_marker(marker).letter == bytes([value])
    for bad in ("a", 97, None):
        expected = f"Marker.letter must be bytes, not {type(bad).__name__}"
        assert refusal(TypeError, setattr, marker, "letter", bad) == expected
        assert refusal(TypeError, r.Marker, bad, True, 1) == expected
    for bad in (b"", b"ab"):
        assert "Marker.letter" in refusal(ValueError, setattr, marker, "letter", bad)
        assert "Marker.letter" in refusal(ValueError, r.Marker, bad, True, 1)
    message = refusal(TypeError, setattr, marker, "visible", 1)
    assert message == "Marker.visible must be bool, not int"
    message = refusal(TypeError, r.Marker, b"a", 0, 1)
    assert message == "Marker.visible must be bool, not int"


def test_enum_fields():
    pixel = r.Pixel(color=r.Color.Red, level=r.Level.High)
    assert pixel.color is r.Color.Red
    assert pixel.level is r.Level.High
    pixel.color = 7
    pixel.level = -5
    assert pixel.color is r.Color.Blue
    assert pixel.level is r.Level.Low
    assert r.Pixel(7, -5) == pixel
    result = r.same_pixel(pixel)
    assert result == pixel
    assert result.color is r.Color.Blue
    assert result.level is r.Level.Low


def test_enum_fields_that_hold_no_variant():
    pixel = r.Pixel(r.Color.Red, r.Level.High)
    for value in (0, 3, -1, 256, 2**64):
        message = refusal(ValueError, setattr, pixel, "color", value)
        assert message == f"Pixel.color: {value} is no Color"
        message = refusal(ValueError, r.Pixel, value, r.Level.High)
        assert message == f"Pixel.color: {value} is no Color"
    for value in (r.Level.High, True, None, "Red", 1.0, b"\x01"):
        expected = f"Pixel.color must be Color, not {type(value).__name__}"
        assert refusal(TypeError, setattr, pixel, "color", value) == expected
        assert refusal(TypeError, r.Pixel, value, r.Level.High) == expected
    assert pixel == r.Pixel(r.Color.Red, r.Level.High)
    with pytest.raises(ValueError, match="Color"):
        assert r.Pixel.from_buffer_copy(b"\x03\x05").color


def test_misspelt_attributes():
    for value in EXAMPLES:
        with pytest.raises(AttributeError):
            value.misspelt = 1
        with pytest.raises(AttributeError):
            assert value.misspelt
    sample = make_sample()
    with pytest.raises(AttributeError):
        sample.chanel = 1


# Equality, repr, matching, copies


@pytest.mark.parametrize("value", EXAMPLES, ids=name_of)
def test_repr_is_the_constructor_call(value):
    text = repr(value)
    names = value.__match_args__
    assert text.startswith(f"{type(value).__name__}({names[0]}=")
    again = eval(text, dict(vars(r)))
    assert again == value
    assert type(again) is type(value)


def test_repr():
    assert repr(r.Vec2(1.0, -2.5)) == "Vec2(x=1.0, y=-2.5)"
    assert repr(r.Interval(1, 2)) == "Interval(field_0=1, field_1=2)"
    assert repr(make_segment()) == (
        "Segment(start=Vec2(x=1.0, y=2.0), end=Vec2(x=3.0, y=4.0), "
        "color=Rgb(red=5, green=6, blue=7))"
    )
    assert repr(r.Marker(b"x", True, 3)) == "Marker(letter=b'x', visible=True, count=3)"
    assert str(r.Gray(7)) == "Gray(level=7)"


@pytest.mark.parametrize("value", EXAMPLES, ids=name_of)
def test_equality(value):
    same = type(value)(*values_of(value))
    assert (value == same) is True
    assert (value != same) is False
    for other in EXAMPLES:
        if other is not value:
            assert (value != other) is True
            assert (value == other) is False
    for other in (None, 1, "x", tuple(values_of(value)), object(), type(value)):
        assert (value != other) is True
        assert (value == other) is False


def test_inequality():
    assert r.Vec2(1.0, 2.0) != r.Vec2(1.0, 3.0)
    assert r.Vec2(1.0, 2.0) != r.Vec2(3.0, 2.0)
    assert r.Vec2(0.0, 1.0) == r.Vec2(-0.0, 1.0)
    assert r.Vec2(math.nan, 1.0) != r.Vec2(math.nan, 1.0)
    first, second = make_scene(), make_scene()
    assert first == second
    second.second.color.blue = 1
    assert first != second


def test_padding_does_not_count():
    size = ctypes.sizeof(r.Sample)
    first = r.Sample.from_buffer_copy(b"\x01" + bytes(size - 1))
    second = r.Sample.from_buffer_copy(b"\x01\xff\xff\xff" + bytes(size - 4))
    assert first == second


@pytest.mark.parametrize("value", EXAMPLES, ids=name_of)
def test_unhashable(value):
    with pytest.raises(TypeError, match="unhashable"):
        hash(value)


def test_match_args():
    assert r.Vec2.__match_args__ == ("x", "y")
    assert r.Interval.__match_args__ == ("field_0", "field_1")
    assert r.Sample.__match_args__ == ("channel", "id", "gain", "offset", "active")
    assert r.AllPrimitives.__match_args__ == tuple(PRIMITIVES)


@pytest.mark.skipif(sys.version_info < (3, 10), reason="no match statement")
def test_match():
    scope = {"r": r}
    exec(  # noqa: S102 (older versions cannot parse it)
        """
def describe(value):
    match value:
        case r.Vec2(x=0.0, y=y):
            return ("axis", y)
        case r.Vec2(x, y):
            return (x, y)
        case r.Segment(r.Vec2(x, _), end=r.Vec2(y=y)):
            return ("segment", x, y)
        case r.Pixel(r.Color.Red, level):
            return level
        case _:
            return None
""",
        scope,
    )
    describe = scope["describe"]
    assert describe(r.Vec2(0.0, 3.0)) == ("axis", 3.0)
    assert describe(r.Vec2(1.0, 2.0)) == (1.0, 2.0)
    assert describe(make_segment()) == ("segment", 1.0, 4.0)
    assert describe(r.Pixel(r.Color.Red, r.Level.Low)) is r.Level.Low
    assert describe(r.Pixel(r.Color.Blue, r.Level.Low)) is None


@pytest.mark.parametrize("value", EXAMPLES, ids=name_of)
def test_copies(value):
    before = repr(value)
    for made in copies_of(value):
        assert made == value
        assert made is not value
        assert type(made) is type(value)
        ctypes.memset(ctypes.byref(made), 0xFF, ctypes.sizeof(made))
        assert repr(value) == before


def test_copies_of_nested_structs_are_independent():
    scene = make_scene()
    for made in copies_of(scene):
        made.first.start.x = 99.0
        assert made != scene
        assert scene.first.start.x == 1.0
    part = copy.copy(scene.first)
    part.start.x = 99.0
    assert scene.first.start.x == 1.0


def test_subclasses():
    class Named(r.Vec2):
        """A point with more methods."""

        def length(self):
            return math.hypot(self.x, self.y)

    named = Named(3.0, 4.0)
    assert named.length() == 5.0
    assert r.swap_vec2(named) == r.Vec2(4.0, 3.0)
    assert type(r.swap_vec2(named)) is r.Vec2
    assert r.Segment(named, named, r.Rgb(0, 0, 0)).start == r.Vec2(3.0, 4.0)


# Nested structs


def test_nested_structs_are_views():
    segment = make_segment()
    start = segment.start
    assert type(start) is r.Vec2
    start.x = 10.0
    segment.color.red = 255
    assert segment.start == r.Vec2(10.0, 2.0)
    assert segment == r.Segment(r.Vec2(10.0, 2.0), r.Vec2(3.0, 4.0), r.Rgb(255, 6, 7))
    with pytest.raises(OverflowError, match=r"Rgb\.red must be in 0\.\.=255, got 256"):
        segment.color.red = 256


def test_views_keep_their_owner():
    start = make_scene().first.start
    others = [make_scene() for _ in range(100)]
    assert start == r.Vec2(1.0, 2.0)
    assert len(others) == 100


def test_nested_structs_are_copied_in():
    point = r.Vec2(1.0, 2.0)
    segment = r.Segment(point, point, r.Rgb(0, 0, 0))
    point.x = 9.0
    assert segment.start.x == segment.end.x == 1.0
    segment.start = point
    point.x = 7.0
    assert segment.start.x == 9.0


@pytest.mark.parametrize("value", [None, 5, "x", [1.0, 2.0], r.Vec3(1, 2, 3)])
def test_nested_structs_of_another_type(value):
    segment = make_segment()
    with pytest.raises(TypeError):
        segment.start = value
    with pytest.raises(TypeError):
        r.Segment(value, r.Vec2(0.0, 0.0), r.Rgb(0, 0, 0))
    assert segment == make_segment()


# Calls by value


def test_small_structs():
    assert r.same_vec2(r.Vec2(1.5, -2.5)) == r.Vec2(1.5, -2.5)
    assert r.swap_vec2(point=r.Vec2(1.0, 2.0)) == r.Vec2(2.0, 1.0)
    assert r.make_vec2(1.0, y=2.0) == r.Vec2(1.0, 2.0)
    assert r.rotate_vec3(r.Vec3(1.0, 2.0, 3.0)) == r.Vec3(2.0, 3.0, 1.0)
    assert r.rotate_vec4(r.Vec4(1.0, 2.0, 3.0, 4.0)) == r.Vec4(2.0, 3.0, 4.0, 1.0)
    assert r.invert_gray(r.Gray(1)) == r.Gray(254)
    assert r.rotate_rgb(r.Rgb(1, 2, 255)) == r.Rgb(2, 255, 1)
    assert type(r.swap_vec2(r.Vec2(1.0, 2.0))) is r.Vec2


def test_the_argument_stays_as_it_is():
    sample = make_sample()
    result = r.step_sample(sample)
    assert result == r.Sample(2, 3, 2.5, -2, False)
    assert result is not sample
    assert sample == make_sample()
    assert r.step_sample(make_sample(channel=255)).channel == 0


def test_every_primitive():
    result = r.invert_all(r.AllPrimitives(**PRIMITIVES))
    assert result.a_bool is False
    for name, (low, high) in RANGES.items():
        given = PRIMITIVES[name]
        assert getattr(result, name) == (high - given if low == 0 else -given)
    assert (result.an_f32, result.an_f64) == (-0.5, -0.25)
    lowest = dict(PRIMITIVES, **{name: low for name, (low, _) in RANGES.items()})
    result = r.invert_all(r.AllPrimitives(**lowest))
    for name, (low, high) in RANGES.items():
        assert getattr(result, name) == (high if low == 0 else low)


def test_large_structs():
    assert r.rotate_wide(r.Wide(1, 2, 3, 4, 5, 6, 7, 2**64 - 1, 9)) == r.Wide(
        2, 3, 4, 5, 6, 7, 2**64 - 1, 1, 9
    )
    scene = make_scene()
    result = r.swap_scene(scene)
    assert result == r.Scene(scene.second, scene.first, r.step_sample(scene.best), True)
    assert r.reverse_segment(make_segment()) == r.Segment(
        r.Vec2(3.0, 4.0), r.Vec2(1.0, 2.0), r.Rgb(6, 7, 5)
    )


def test_every_mix_of_registers():
    assert r.invert_float_int(r.FloatInt(1.5, 1)) == r.FloatInt(-1.5, 2**64 - 2)
    assert r.invert_int_float(r.IntFloat(-5, 0.25)) == r.IntFloat(5, -0.25)
    assert r.invert_mixed_halves(r.MixedHalves(-1, 2.0, 3.0, -4.0)) == r.MixedHalves(
        1, -2.0, -3.0, 4.0
    )
    assert r.invert_floats_byte(r.FloatsByte(1.0, -2.0, 3)) == r.FloatsByte(
        -1.0, 2.0, 252
    )


def test_many_structs():
    points = [r.Vec2(float(n), float(-2 * n)) for n in range(1, 11)]
    assert r.sum_vec2s(*points) == r.Vec2(55.0, -110.0)
    assert r.sum_vec2s(**dict(zip("abcdefghij", points))) == r.Vec2(55.0, -110.0)
    with pytest.raises(TypeError) as caught:
        r.sum_vec2s(*(points[:9] + [None]))
    assert str(caught.value) == "sum_vec2s(): argument 'j' must be Vec2, not NoneType"


def test_structs_between_scalars():
    arguments = {
        "first": 1,
        "gray": r.Gray(2),
        "float_int": r.FloatInt(0.5, 4),
        "second": 0.25,
        "int_float": r.IntFloat(-6, 7.5),
        "mixed": r.MixedHalves(-8, 9.0, 10.0, 11.5),
        "wide": r.Wide(12, 0, 0, 0, 0, 0, 0, 13, 14),
        "third": -(2**40),
        "rgb": r.Rgb(15, 16, 17),
        "floats_byte": r.FloatsByte(18.0, 19.0, 20),
        "point": r.Vec2(21.0, 22.0),
        "flag": True,
    }
    expected = 1 + 2 + 4.5 + 0.25 + 1.5 + 22.5 + 39 + 48 + 57 + 43 + 1 - 2**40
    assert r.sum_structs(**arguments) == expected
    assert r.sum_structs(*arguments.values()) == expected
    for name, value in arguments.items():
        wanted = type(value).__name__
        message = refusal(TypeError, r.sum_structs, **dict(arguments, **{name: "x"}))
        assert message == f"sum_structs(): argument {name!r} must be {wanted}, not str"


@pytest.mark.parametrize(
    "value",
    [(1.0, 2.0), [1.0, 2.0], None, 1, "x", r.Vec3(1, 2, 3), b"12345678", {}, object()],
)
def test_arguments_of_another_type(value):
    message = refusal(TypeError, r.swap_vec2, value)
    assert message == (
        f"swap_vec2(): argument 'point' must be Vec2, not {type(value).__name__}"
    )


def test_a_pointer_is_no_struct():
    for value in (ctypes.pointer(r.Vec2(1.0, 2.0)), (r.Vec2 * 1)()):
        with pytest.raises(TypeError, match="argument 'point' must be Vec2, not"):
            r.swap_vec2(value)


# Calls by reference


def test_references():
    sample = make_sample()
    assert r.sample_sum(sample) == 1 + 2 + 1.5 - 3 + 1
    assert r.sample_sum(sample=sample) == 2.5
    assert r.segment_middle(make_segment()) == r.Vec2(2.0, 3.0)
    point = r.Vec3(1.0, 2.0, 3.0)
    assert r.dot(point, point) == 14.0
    assert r.dot(point, b=r.Vec3(1.0, 0.0, -1.0)) == -2.0


def test_references_to_parts():
    scene = make_scene()
    assert r.segment_middle(scene.first) == r.Vec2(2.0, 3.0)
    scene.best.channel = 100
    assert r.sample_sum(scene.best) == 101.5


def test_references_by_pointer():
    sample = make_sample()
    assert r.sample_sum(ctypes.pointer(sample)) == 2.5
    assert r.sample_sum(ctypes.byref(sample)) == 2.5
    several = (r.Sample * 2)(sample, make_sample(channel=3))
    assert r.sample_sum(several[1]) == 4.5
    assert r.sample_sum(ctypes.pointer(several[1])) == 4.5


@pytest.mark.parametrize("value", [(1, 2), 5, "x", b"x", r.Vec2(1, 2), object()])
def test_references_to_another_type(value):
    with pytest.raises(TypeError) as caught:
        r.sample_sum(value)
    message = str(caught.value)
    assert message.startswith("sample_sum(): argument 'sample' must be Sample")
    assert message.endswith(f"not {type(value).__name__}")


def test_pointers_to_another_type():
    for value in (
        ctypes.pointer(r.Vec2(1.0, 2.0)),
        ctypes.pointer(ctypes.c_int(1)),
        ctypes.c_void_p(1),
        (r.Vec2 * 2)(),
    ):
        with pytest.raises(TypeError, match="argument 'sample' must be Sample"):
            r.sample_sum(value)


# Layouts


def test_layouts():
    for kind, size in (
        (r.Gray, 1),
        (r.Rgb, 3),
        (r.Vec2, 8),
        (r.Sample, 16),
        (r.Wide, 72),
        (r.PackedAligned, 3),
        (r.PackedHeader, 15),
        (r.Envelope, 20),
        (r.PackedSmall, 3),
        (r.PackedNumber, 5),
        (r.PackedFloats, 13),
        (r.PackedWords, 7),
        (r.PackedWide, 26),
        (r.PackedInside, 8),
        (r.Delta, 1),
        (r.Skipping, 4),
    ):
        assert issubclass(kind, ctypes.Structure)
        assert ctypes.sizeof(kind) == size


def test_bytes_and_buffers():
    point = r.Vec2.from_buffer_copy(bytes(r.Vec2(1.0, 2.0)))
    assert point == r.Vec2(1.0, 2.0)
    shared = bytearray(bytes(point))
    view = r.Vec2.from_buffer(shared)
    view.x = 5.0
    assert r.Vec2.from_buffer_copy(shared) == r.Vec2(5.0, 2.0)


def test_ctypes_arrays_of_structs():
    points = (r.Vec2 * 2)(r.Vec2(1.0, 2.0), r.Vec2(3.0, 4.0))
    points[0].x = 9.0
    assert [point.x for point in points] == [9.0, 3.0]


def test_packed():
    packed = r.PackedAligned(x=65535, y=255)
    assert r.same_packed(packed) == packed
    assert type(r.same_packed(packed)) is r.PackedAligned
    header = r.PackedHeader(kind=1, length=2**31, crc=3, scale=0.5)
    assert r.packed_header_sum(header) == 2**31 + 4.5
    header.length = 10
    assert r.packed_header_sum(header) == 14.5
    message = refusal(OverflowError, setattr, header, "crc", 65536)
    assert message == "PackedHeader.crc must be in 0..=65535, got 65536"
    envelope = r.Envelope(True, header, 100)
    assert r.envelope_sum(envelope) == 115.5
    envelope.header.kind = 255
    assert r.envelope_sum(envelope) == 369.5


def test_packed_and_unaligned():
    assert r.reorder_packed(r.PackedSmall(x=1, y=1000)) == r.PackedSwapped(1000, 1)
    assert r.reorder_swapped(r.PackedSwapped(65534, 255)) == r.PackedSmall(255, 65534)
    assert r.invert_packed_number(r.PackedNumber(True, 1)) == r.PackedNumber(
        False, 2**32 - 2
    )
    assert r.negate_packed_floats(r.PackedFloats(1, 0.5, 0.1)) == r.PackedFloats(
        254, -0.5, -0.1
    )
    assert r.rotate_packed_words(r.PackedWords(1, [2, 3, 65535])) == r.PackedWords(
        1, [3, 65535, 2]
    )
    header = r.make_packed_header(1, 2**31, 3, 0.1)
    assert header == r.PackedHeader(1, 2**31, 3, 0.1)
    assert r.invert_packed_header(header) == r.PackedHeader(254, 2**31 - 1, 65532, -0.1)
    wide = r.PackedWide(1, True, -5, 0.1, 2)
    assert r.invert_packed_wide(wide) == r.PackedWide(2**64 - 2, False, 5, -0.1, 253)
    inside = r.PackedInside(r.PackedSmall(1, 2), 3, 4)
    assert r.invert_packed_inside(inside) == r.PackedInside(
        r.PackedSmall(254, 65533), 252, 2**32 - 5
    )
    envelope = r.Envelope(True, r.PackedHeader(1, 2, 3, 4.5), 5)
    assert r.same_envelope(envelope) == envelope


def test_the_packed_argument_stays_as_it_is():
    header = r.PackedHeader(1, 2, 3, 4.0)
    result = r.invert_packed_header(header)
    assert type(result) is r.PackedHeader
    assert header == r.PackedHeader(1, 2, 3, 4.0)
    other = r.invert_packed_header(r.PackedHeader(5, 6, 7, 8.0))
    assert result == r.PackedHeader(254, 2**32 - 3, 65532, -4.0)
    assert other == r.PackedHeader(250, 2**32 - 7, 65528, -8.0)


def test_packed_of_another_type():
    for value in (5, None, (1, 2), r.PackedSwapped(1, 2)):
        assert refusal(TypeError, r.reorder_packed, value) == (
            f"reorder_packed(): argument 'packed' must be PackedSmall, not "
            f"{type(value).__name__}"
        )


def test_many_packed():
    numbers = [r.PackedNumber(bool(n % 3), 10**n % 2**32) for n in range(10)]
    expected = sum(10**n % 2**32 for n in range(10) if n % 3)
    assert r.sum_packed_numbers(*numbers) == expected
    assert r.sum_packed_numbers(**dict(zip("abcdefghij", numbers))) == expected


def test_packed_between_others():
    arguments = {
        "first": 1,
        "small": r.PackedSmall(2, 3),
        "second": 0.25,
        "number": r.PackedNumber(True, 4),
        "third": -5,
        "floats": r.PackedFloats(6, 7.5, 8.5),
        "wide": r.PackedWide(0, False, 0, 9.5, 10),
        "fourth": 11.5,
        "header": r.PackedHeader(12, 13, 14, 15.0),
        "fifth": 16,
        "inside": r.PackedInside(r.PackedSmall(0, 17), 18, 19),
        "point": r.Vec2(20.0, 21.0),
        "sixth": 22,
        "words": r.PackedWords(0, [23, 24, 25]),
        "flag": True,
    }
    expected = 1 + 5 + 0.25 + 4 - 5 + 22 + 19.5 + 11.5 + 54 + 16 + 54 + 41 + 22 + 72 + 1
    assert r.sum_packed(**arguments) == expected
    assert r.sum_packed(*arguments.values()) == expected
    for name, value in arguments.items():
        wanted = type(value).__name__
        message = refusal(TypeError, r.sum_packed, **dict(arguments, **{name: "x"}))
        assert message == f"sum_packed(): argument {name!r} must be {wanted}, not str"


def test_transparent():
    assert r.next_identifier(r.Identifier(7)) == r.Identifier(8)
    assert r.next_identifier(r.Identifier(id=2**32 - 1)) == r.Identifier(0)
    assert r.negate_delta(r.Delta(5)) == r.Delta(-5)
    assert r.negate_delta(r.Delta(-128)).field_0 == -128
    assert r.double_meters(r.Meters(1.25)) == r.Meters(2.5)
    assert r.toggle_switch(r.Switch(True)) == r.Switch(False)
    assert r.toggle_switch(r.Switch(False)).field_0 is True
    velocity = r.reverse_velocity(r.Velocity(r.Vec2(1.0, -2.0)))
    assert velocity == r.Velocity(r.Vec2(-1.0, 2.0))
    assert "must be Identifier, not int" in refusal(TypeError, r.next_identifier, 7)


def test_renamed():
    assert r.warmer(r.Celsius(degrees=20.5)) == r.Celsius(21.5)
    assert r.Celsius.__name__ == "Celsius"
    assert not hasattr(r, "Temperature")


def test_private_fields():
    account = r.Account(number=1, balance=-5)
    assert r.deposit(account, 7) == r.Account(1, 2)
    assert r.deposit(account, amount=-(2**63)).balance == 2**63 - 5


def test_skipped_fields():
    assert r.Skipping.__match_args__ == ("x", "y")
    assert r.double_skipping(r.Skipping(3, 40000)) == r.Skipping(6, 80000 - 65536)


def test_extra_type():
    settings = r.Settings(volume=1, balance=-1, scale=0.5)
    assert values_of(settings) == [1, -1, 0.5]
    assert "Settings" in r.__all__


def test_awkward_names():
    names = r.Awkward.__match_args__
    assert len(set(names)) == ctypes.sizeof(r.Awkward)
    assert {"type", "match", "class_", "lambda_", "len", "self_", "id"} <= set(names)
    assert {"hash", "x"} <= set(names)
    awkward = make_awkward()
    expected = list(range(1, 1 + len(names)))
    assert values_of(awkward) == expected
    assert list(bytes(awkward)) == expected
    assert r.same_awkward(awkward) == awkward
    assert r.Awkward(**dict(zip(names, expected))) == awkward
    for place, name in enumerate(names):
        setattr(awkward, name, 255)
        expected[place] = 255
        assert values_of(awkward) == expected
        message = refusal(OverflowError, setattr, awkward, name, 256)
        assert message == f"Awkward.{name} must be in 0..=255, got 256"
        named = dict(zip(names, expected), **{name: "x"})
        message = refusal(TypeError, r.Awkward, **named)
        assert message == f"Awkward.{name} must be int, not str"


# Docs


def test_class_docs():
    doc = inspect.getdoc(r.Vec2)
    assert doc.startswith("A point on the plane.")
    before, after = doc.split("Attributes:")
    assert before.strip() == "A point on the plane."
    fields = [line.strip() for line in after.strip().splitlines()]
    assert fields == ["x: To the right.", "y: Upwards."]


def test_paragraphs_of_field_docs():
    doc = inspect.getdoc(r.Sample)
    assert "Each field is checked when it is set." in doc
    fields = doc.split("Attributes:")[1]
    for text in ("Where it was taken.", "Counts from zero.", "Zero is silence."):
        assert text in fields
    assert "plain comment" not in doc


def test_no_attributes_without_docs():
    doc = inspect.getdoc(r.Vec3)
    assert doc.strip() == "A point in space."
