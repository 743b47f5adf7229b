"""Primitives: every width in and out at its bounds, and what is refused."""

import ctypes
import decimal
import fractions
import inspect
import math
import struct
import typing

import helpers
import pytest
from helpers import Index

import reference_project as r

BITS = {
    "8": 8,
    "16": 16,
    "32": 32,
    "64": 64,
    "size": 8 * ctypes.sizeof(ctypes.c_size_t),
}
UNSIGNED = {"u" + width: (0, 2**bits - 1) for width, bits in BITS.items()}
SIGNED = {
    "i" + width: (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
    for width, bits in BITS.items()
}
INTS = dict(UNSIGNED, **SIGNED)
FLOATS = ("f32", "f64")

NOT_INTS = [
    "1",
    b"1",
    bytearray(b"1"),
    None,
    1.0,
    1.5,
    math.nan,
    1j,
    [],
    [1],
    (1,),
    {},
    {1},
    object(),
    int,
    ctypes.c_int(1),
    ctypes.c_void_p(1),
    decimal.Decimal(1),
    fractions.Fraction(1),
]
NOT_FLOATS = [
    "1",
    "nan",
    b"1",
    bytearray(b"1"),
    None,
    [],
    [1.0],
    {},
    1j,
    object(),
    float,
]
NOT_BOOLS = [0, 1, 2, 1.0, None, "", "True", b"", [], object()]


class Float:
    """A float by `__float__` only."""

    def __init__(self, value):
        self.value = value

    def __float__(self):
        return self.value


class Broken:
    """Raises an error of its own."""

    def __index__(self):
        raise ZeroDivisionError("mine")

    def __float__(self):
        raise ZeroDivisionError("mine")


def edges(kind):
    low, high = INTS[kind]
    return sorted({low, low + 1, 0, 1, 77, high // 2, high // 2 + 1, high - 1, high})


def beyond(kind):
    low, high = INTS[kind]
    return (low - 1, high + 1, -(2**64), 2**64, -(2**200), 2**200)


def call(name, *arguments, **named):
    return getattr(r, name)(*arguments, **named)


def refusal(error, name, *arguments, **named):
    """The text of the error that the function of that name raises."""
    return helpers.refusal(error, call, name, *arguments, **named)


def to_f32(value):
    return struct.unpack("f", struct.pack("f", value))[0]


def test_void():
    assert r.primitive_void() is None
    assert r.primitive_ignore(5) is None
    assert r.primitive_ignore(_x=5) is None
    with pytest.raises(OverflowError):
        r.primitive_ignore(-1)


@pytest.mark.parametrize("kind", INTS)
def test_identity_at_the_bounds(kind):
    for value in edges(kind):
        result = call("same_" + kind, value)
        assert result == value
        assert type(result) is int
        assert call("same_" + kind, x=value) == value


@pytest.mark.parametrize("kind", UNSIGNED)
def test_complement(kind):
    high = INTS[kind][1]
    for value in edges(kind):
        assert call("complement_" + kind, value) == high - value


@pytest.mark.parametrize("kind", SIGNED)
def test_negation(kind):
    low = INTS[kind][0]
    for value in edges(kind):
        assert call("negate_" + kind, value) == (low if value == low else -value)


@pytest.mark.parametrize("kind", INTS)
def test_two_arguments(kind):
    subtract = "subtract_" + kind
    low, high = INTS[kind]
    assert call(subtract, 7, 3) == 4
    assert call(subtract, b=3, a=7) == 4
    assert call(subtract, high, high) == 0
    assert call(subtract, low, low) == 0
    assert call(subtract, low, 1) == high
    assert call(subtract, high, low) == (high if low == 0 else -1)


@pytest.mark.parametrize("kind", INTS)
def test_out_of_range(kind):
    low, high = INTS[kind]
    for value in beyond(kind):
        text = "{}(): argument {!r} must be in {}..={}, got {}"
        name = "same_" + kind
        assert refusal(OverflowError, name, value) == text.format(
            name, "x", low, high, value
        )
        name = "subtract_" + kind
        assert refusal(OverflowError, name, value, 1) == text.format(
            name, "a", low, high, value
        )
        assert refusal(OverflowError, name, 1, value) == text.format(
            name, "b", low, high, value
        )
        assert refusal(OverflowError, name, b=value, a=1) == text.format(
            name, "b", low, high, value
        )


@pytest.mark.parametrize("kind", INTS)
def test_no_integer(kind):
    for value in NOT_INTS:
        text = "{}(): argument {!r} must be int, not " + type(value).__name__
        name = "same_" + kind
        assert refusal(TypeError, name, value) == text.format(name, "x")
        name = "subtract_" + kind
        assert refusal(TypeError, name, value, 1) == text.format(name, "a")
        assert refusal(TypeError, name, 1, value) == text.format(name, "b")


@pytest.mark.parametrize("kind", INTS)
def test_what_counts_as_integer(kind):
    class Special(int):
        """A subclass."""

    same = "same_" + kind
    assert call(same, True) == 1
    assert call(same, False) == 0
    assert call(same, r.Color.Blue) == 7
    for value in edges(kind):
        assert call(same, Index(value)) == value
        assert call(same, Special(value)) == value
    result = call(same, r.Color.Blue)
    assert type(result) is int
    low, high = INTS[kind]
    for value in beyond(kind):
        text = "{}(): argument 'x' must be in {}..={}, got {}"
        expected = text.format(same, low, high, value)
        assert refusal(OverflowError, same, Index(value)) == expected
        assert refusal(OverflowError, same, Special(value)) == expected


@pytest.mark.parametrize("kind", INTS)
def test_an_error_of_index_is_kept(kind):
    with pytest.raises(ZeroDivisionError, match="mine"):
        call("same_" + kind, Broken())


@pytest.mark.parametrize("kind", INTS)
def test_numpy_integers(kind, numpy):
    for width in (8, 16, 32, 64):
        for sign in ("int", "uint"):
            scalar = getattr(numpy, sign + str(width))
            assert call("same_" + kind, scalar(100)) == 100
            assert call("subtract_" + kind, scalar(100), scalar(1)) == 99
    low, high = INTS[kind]
    exact = getattr(
        numpy, ("uint" if low == 0 else "int") + str(high.bit_length() + (low < 0))
    )
    for value in edges(kind):
        assert call("same_" + kind, exact(value)) == value


@pytest.mark.parametrize("kind", ["u8", "i8", "u16", "i16", "u32", "i32"])
def test_numpy_integers_out_of_range(kind, numpy):
    for value in (INTS[kind][0] - 1, INTS[kind][1] + 1):
        message = refusal(OverflowError, "same_" + kind, numpy.int64(value))
        assert message.endswith(f"got {value}")


def test_negative_numpy_integers(numpy):
    for kind in UNSIGNED:
        assert refusal(OverflowError, "same_" + kind, numpy.int8(-1)).endswith("got -1")
    for kind in SIGNED:
        assert call("same_" + kind, numpy.int8(-1)) == -1
        assert call("same_" + kind, numpy.int64(-100)) == -100


@pytest.mark.parametrize("kind", INTS)
def test_numpy_values_that_are_no_integers(kind, numpy):
    for value in (
        numpy.float32(1),
        numpy.float64(1),
        numpy.array([1]),
        numpy.array([1, 2]),
        numpy.array([]),
        numpy.complex64(1),
    ):
        text = "same_{}(): argument 'x' must be int, not {}"
        expected = text.format(kind, type(value).__name__)
        assert refusal(TypeError, "same_" + kind, value) == expected


def test_bool():
    assert r.same_bool(True) is True
    assert r.same_bool(False) is False
    assert r.not_bool(True) is False
    assert r.not_bool(x=False) is True


@pytest.mark.parametrize("value", NOT_BOOLS)
def test_no_bool(value):
    expected = "not_bool(): argument 'x' must be bool, not " + type(value).__name__
    assert refusal(TypeError, "not_bool", value) == expected


def test_numpy_bool(numpy):
    assert r.not_bool(numpy.bool_(True)) is False
    assert r.not_bool(numpy.bool_(False)) is True
    assert r.not_bool(numpy.array([1]).any()) is False
    for value in (numpy.int8(1), numpy.uint8(0), numpy.array([True]), numpy.float32(1)):
        assert "must be bool" in refusal(TypeError, "not_bool", value)


@pytest.mark.parametrize("kind", FLOATS)
def test_floats(kind):
    same, negate, subtract = (
        getattr(r, name + kind) for name in ("same_", "negate_", "subtract_")
    )
    for value in (0.0, 1.0, -1.5, 2.0**-126, 2.0**-149, 2.0**127, 12345.0):
        assert same(value) == value
        assert negate(value) == -value
        assert type(same(value)) is float
    assert same(x=0.5) == 0.5
    assert subtract(b=0.5, a=2.0) == 1.5
    assert math.isnan(same(math.nan))
    assert same(math.inf) == math.inf
    assert same(-math.inf) == -math.inf
    assert math.copysign(1, same(-0.0)) == -1
    assert math.copysign(1, same(0.0)) == 1


def test_float_precision():
    assert r.same_f64(0.1) == 0.1
    assert r.same_f32(0.1) == to_f32(0.1) != 0.1
    assert r.same_f64(1.7976931348623157e308) == 1.7976931348623157e308
    assert r.same_f64(5e-324) == 5e-324
    assert r.same_f32(5e-324) == 0.0


def test_beyond_f32_is_infinite():
    assert r.same_f32(1e300) == math.inf
    assert r.same_f32(-1e300) == -math.inf
    assert r.same_f32(3.5e38) == math.inf
    assert r.subtract_f32(1.0, 1e300) == -math.inf
    assert r.same_f32(10**300) == math.inf


@pytest.mark.parametrize("kind", FLOATS)
def test_what_counts_as_float(kind):
    class Special(float):
        """A subclass."""

    same = getattr(r, "same_" + kind)
    assert same(3) == 3.0
    assert same(-(2**64)) == -(2.0**64)
    assert same(True) == 1.0
    assert same(Float(1.5)) == 1.5
    assert same(Special(1.5)) == 1.5
    assert same(fractions.Fraction(1, 4)) == 0.25
    assert same(decimal.Decimal("0.25")) == 0.25
    assert type(same(3)) is float


@pytest.mark.parametrize("kind", FLOATS)
def test_no_float(kind):
    for value in NOT_FLOATS:
        text = "{}(): argument {!r} must be float, not " + type(value).__name__
        name = "same_" + kind
        assert refusal(TypeError, name, value) == text.format(name, "x")
        name = "subtract_" + kind
        assert refusal(TypeError, name, 1.0, value) == text.format(name, "b")


@pytest.mark.parametrize("kind", FLOATS)
def test_integers_beyond_every_float(kind):
    message = refusal(OverflowError, "same_" + kind, 10**400)
    assert message.startswith(f"same_{kind}(): argument 'x'")


@pytest.mark.parametrize("kind", FLOATS)
def test_an_error_of_float_is_kept(kind):
    with pytest.raises(ZeroDivisionError, match="mine"):
        call("same_" + kind, Broken())


@pytest.mark.parametrize("kind", FLOATS)
def test_numpy_floats(kind, numpy):
    same = getattr(r, "same_" + kind)
    assert same(numpy.float32(1.5)) == 1.5
    assert same(numpy.float64(1.5)) == 1.5
    assert same(numpy.int64(3)) == 3.0
    assert same(numpy.uint8(3)) == 3.0
    assert math.isnan(same(numpy.float32("nan")))


@pytest.mark.parametrize("width", [8, 16, 32])
def test_widening_keeps_the_sign(width):
    for value in edges(f"i{width}"):
        assert call(f"widen_i{width}", value) == value
    for value in edges(f"u{width}"):
        assert call(f"widen_u{width}", value) == value
    assert call(f"widen_i{width}", Index(-2)) == -2


def weighed(values):
    return sum(weight * value for weight, value in enumerate(values, 1))


def test_five_arguments():
    assert r.weigh_five_i64(1, -2, 3, -4, 2**40) == weighed((1, -2, 3, -4, 2**40))
    assert r.weigh_five_i64(e=5, d=4, c=3, b=2, a=1) == weighed((1, 2, 3, 4, 5))
    low, high = INTS["i64"]
    assert r.weigh_five_i64(low, 0, 0, 0, 0) == low
    assert r.weigh_five_i64(high, 0, 0, 0, 0) == high
    for place, name in enumerate("abcde"):
        for value, error in (
            (2**63, OverflowError),
            (-(2**63) - 1, OverflowError),
            ("1", TypeError),
        ):
            arguments = [1, 2, 3, 4, 5]
            arguments[place] = value
            message = refusal(error, "weigh_five_i64", *arguments)
            assert message.startswith(f"weigh_five_i64(): argument {name!r} must be")
        arguments = [1, 2, 3, 4, 5]
        arguments[place] = Index(-9)
        plain = [-9 if item is arguments[place] else item for item in arguments]
        assert r.weigh_five_i64(*arguments) == weighed(plain)


def test_mixed_arguments():
    assert (
        r.sum_mixed(255, -(2**40), 0.5, True, -32768) == 255 - 2**40 + 0.5 + 1 - 32768
    )
    assert r.sum_mixed(e=1, d=False, c=2, b=3, a=True) == 7.0
    assert r.sum_mixed(Index(1), Index(2), Float(0.5), False, Index(-3)) == 0.5
    good = {"a": 1, "b": 2, "c": 3.0, "d": True, "e": 5}
    for name, value, error, text in (
        ("a", 256, OverflowError, "must be in 0..=255, got 256"),
        ("a", None, TypeError, "must be int, not NoneType"),
        (
            "b",
            2**63,
            OverflowError,
            f"must be in {-(2**63)}..={2**63 - 1}, got {2**63}",
        ),
        ("b", 1.0, TypeError, "must be int, not float"),
        ("c", "1", TypeError, "must be float, not str"),
        ("d", 1, TypeError, "must be bool, not int"),
        ("e", 32768, OverflowError, "must be in -32768..=32767, got 32768"),
        ("e", b"1", TypeError, "must be int, not bytes"),
    ):
        message = refusal(error, "sum_mixed", **dict(good, **{name: value}))
        assert message == f"sum_mixed(): argument {name!r} {text}"


def test_mixed_arguments_from_numpy(numpy):
    assert (
        r.sum_mixed(
            numpy.uint8(1),
            numpy.int64(2),
            numpy.float32(0.5),
            numpy.bool_(True),
            numpy.int8(-3),
        )
        == 1.5
    )


def test_ten_arguments_of_mixed_widths():
    values = (255, -128, 65535, -32768, 2**32 - 1, -(2**31), -7, -8, -9, -(2**50))
    assert r.weigh_ten_mixed(*values) == weighed(values)
    assert r.weigh_ten_mixed(**dict(zip("abcdefghij", values))) == weighed(values)
    assert r.weigh_ten_mixed(*[Index(value) for value in values]) == weighed(values)
    for place, name in enumerate("abcdefghij"):
        bad = list(values)
        bad[place] = 2**64
        assert f"argument {name!r} " in refusal(OverflowError, "weigh_ten_mixed", *bad)
        bad[place] = "x"
        assert f"argument {name!r} " in refusal(TypeError, "weigh_ten_mixed", *bad)


def test_arguments_on_the_stack():
    values = [2**61, 1, 2, 3, 2**32, 5, 6, 2**60]
    assert r.weigh_eight_u64(*values) == weighed(values) % 2**64
    values = [-128, 127, -1, 0, 1, -2, 2, -127, -128, -1]
    assert r.weigh_ten_i8(*values) == weighed(values)
    values = [0.5, -1.0, 2.0, 1e10, -4.0, 5.0, 6.0, 7.0, -0.25, 1e12]
    assert r.weigh_ten_f64(*values) == weighed(values)
    assert r.weigh_ten_f64(*[Float(value) for value in values]) == weighed(values)
    values = [0.5, -1.0, 2.0, 3.0, -4.0, 5.0, 6.0, 7.0, -0.25, 9.0]
    assert r.weigh_ten_f32(*values) == weighed(values)
    assert refusal(TypeError, "weigh_ten_f32", *(values[:-1] + ["9"])) == (
        "weigh_ten_f32(): argument 'j' must be float, not str"
    )


def test_a_crowd_of_arguments():
    integers = [-(2**31), 255, -(2**40), -32768, 65535, -128, 2**32 - 1, -1, -2]
    floats = [0.5, -1.0, 2.0, -3.5, 4.0, 5.25, -6.0, 7.0, -8.0]
    i1, i2, i3, i4, i5, i6, i7, i8, i9 = integers
    f1, f2, f3, f4, f5, f6, f7, f8, f9 = floats
    expected = weighed(integers) + weighed(floats) + 2000
    assert (
        r.weigh_crowd(
            i1,
            f1,
            i2,
            f2,
            i3,
            f3,
            True,
            i4,
            f4,
            i5,
            f5,
            i6,
            f6,
            i7,
            f7,
            True,
            i8,
            f8,
            i9,
            f9,
        )
        == expected
    )
    with pytest.raises(OverflowError, match="argument 'i9' must be in -32768..=32767"):
        r.weigh_crowd(
            i1,
            f1,
            i2,
            f2,
            i3,
            f3,
            True,
            i4,
            f4,
            i5,
            f5,
            i6,
            f6,
            i7,
            f7,
            True,
            i8,
            f8,
            32768,
            f9,
        )


def test_number_of_arguments():
    for bad in ((), (1,), (1, 2, 3)):
        with pytest.raises(TypeError, match="subtract_u8"):
            r.subtract_u8(*bad)
    with pytest.raises(TypeError, match="'c'"):
        r.subtract_u8(1, c=2)
    with pytest.raises(TypeError, match="'a'"):
        r.subtract_u8(1, a=2)
    with pytest.raises(TypeError):
        r.primitive_void(1)


def test_signatures():
    for kind in INTS:
        function = getattr(r, "subtract_" + kind)
        assert list(inspect.signature(function).parameters) == ["a", "b"]
        assert typing.get_type_hints(function) == {"a": int, "b": int, "return": int}
    assert typing.get_type_hints(r.not_bool) == {"x": bool, "return": bool}
    assert typing.get_type_hints(r.same_f32) == {"x": float, "return": float}
    assert typing.get_type_hints(r.primitive_void) == {"return": type(None)}


def test_docs():
    assert inspect.getdoc(r.primitive_void) == "Takes nothing and returns nothing."
    assert "Inverts every bit of `x`." in inspect.getdoc(r.complement_u8)


def test_the_largest_numbers_are_refused_like_others():
    with pytest.raises(OverflowError, match="got a number of 16610 bits"):
        r.same_u8(10**5000)
    with pytest.raises(ValueError, match="a number of 16610 bits is no Color"):
        r.next_color(10**5000)
