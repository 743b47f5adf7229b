"""Data enums: variants that are classes, immutable, and checked when they are made."""

import copy
import ctypes
import inspect
import math
import sys
import typing

import pytest
from helpers import Index, copies_of, kind_name, refusal

import reference_project as r

SIZE_BITS = 8 * ctypes.sizeof(ctypes.c_size_t)

RANGES = {
    "U8": (0, 2**8 - 1),
    "U16": (0, 2**16 - 1),
    "U32": (0, 2**32 - 1),
    "U64": (0, 2**64 - 1),
    "Usize": (0, 2**SIZE_BITS - 1),
    "I8": (-(2**7), 2**7 - 1),
    "I16": (-(2**15), 2**15 - 1),
    "I32": (-(2**31), 2**31 - 1),
    "I64": (-(2**63), 2**63 - 1),
    "Isize": (-(2 ** (SIZE_BITS - 1)), 2 ** (SIZE_BITS - 1) - 1),
}

NOT_INTS = ["1", b"1", None, 1.0, 1j, [], (1,), {}, object(), ctypes.c_int(1)]
NOT_FLOATS = ["1", b"1", None, [], {}, 1j, object()]
NOT_BOOLS = [0, 1, 1.0, None, "", "True", b"\x01", []]

LAYERS = r.LayerLayerLayerU32


def make_wide(first=1, ninth=9):
    return r.Wide(first, 2, 3, 4, 5, 6, 7, 2**64 - 1, ninth)


def make_layers(depth, number=0):
    """Of three layers, so many that are full."""
    if depth == 0:
        return LAYERS.Empty()
    if depth == 1:
        return LAYERS.Full(r.LayerLayerU32.Empty())
    inner = r.LayerU32.Empty() if depth == 2 else r.LayerU32.Full(number)
    return LAYERS.Full(r.LayerLayerU32.Full(inner))


# A value of every kind of variant that hashes, each unequal to all others.
HASHABLE = [
    r.EnumPayload.A(),
    r.EnumPayload.C(5),
    r.EnumPayload.C(6),
    r.Scalar.U8(5),
    r.Scalar.U32(5),
    r.Scalar.I64(-(2**63)),
    r.Scalar.F32(0.5),
    r.Scalar.F64(-0.25),
    r.Scalar.Bool(True),
    r.Scalar.Flag(True),
    r.Scalar.Letter(b"x"),
    r.Narrow.Empty(),
    r.Narrow.Full(5),
    r.Reading.Low(1.5),
    r.Reading.High(1.5),
    r.Measure.Double(0.1),
    r.Number.Whole(-1),
    r.Number.Real(-1.0),
    r.Paint.Named(r.Color.Blue),
    r.Paint.Leveled(r.Level.Low),
    r.Nested.Leaf(5),
    r.Nested.Branch(r.EnumPayload.A()),
    r.Nested.Branch(r.EnumPayload.C(5)),
    r.Nested.Painted(r.Paint.Named(r.Color.Red)),
    r.Blob.Empty(),
    r.Signal.Idle(),
    r.Signal.Ping(None),
    r.Signal.Data(5),
    r.Tick.First(None),
    r.Tick.Second(None),
    r.Lonely.Only(5),
    r.Bulk.Small(5),
    r.Search.Found(5),
    r.Search.Missing(),
    r.Distance.Near(5),
    r.Distance.Far(),
    r.LayerU8.Full(5),
    r.LayerU8.Empty(),
    make_layers(0),
    make_layers(1),
    make_layers(2),
    make_layers(3, 5),
    r.Choice.Yes(5),
    r.Spare.Used(5),
]

# Their payloads can be changed, so they do not.
UNHASHABLE = [
    r.EnumPayload.B(r.Vec3(1.0, 2.0, -3.5)),
    r.Position.Flat(r.Vec2(1.0, 2.0)),
    r.Paint.Mixed(r.Rgb(1, 2, 3)),
    r.Nested.Branch(r.EnumPayload.B(r.Vec3(1.0, 2.0, 3.0))),
    r.Bulk.Large(make_wide()),
    r.LayerVec2.Full(r.Vec2(1.0, 2.0)),
]

EXAMPLES = HASHABLE + UNHASHABLE

ARRAYS = [
    (r.Blob.Bytes, list(range(16))),
    (r.Blob.Shorts, [1, 2, 65535]),
    (r.Blob.Floats, [0.5, 1.0, -1.5, 2.0]),
    (r.Blob.Points, [r.Vec2(1.0, 2.0), r.Vec2(3.0, 4.0)]),
    (r.Blob.Colors, [r.Color.Red, r.Color.Blue]),
]


class Float:
    """A float by `__float__` only."""

    def __float__(self):
        return 0.5


# Construction


def test_variants_are_classes():
    point = r.Vec3(1.0, 2.0, 3.0)
    for value, variant, payload in (
        (r.EnumPayload.A(), r.EnumPayload.A, None),
        (r.EnumPayload.B(point), r.EnumPayload.B, point),
        (r.EnumPayload.C(5), r.EnumPayload.C, 5),
        (r.EnumPayload.C(value=5), r.EnumPayload.C, 5),
    ):
        assert type(value) is variant
        assert isinstance(value, r.EnumPayload)
        assert issubclass(variant, r.EnumPayload)
        assert value.value == payload
        for other in (r.EnumPayload.A, r.EnumPayload.B, r.EnumPayload.C):
            assert isinstance(value, other) is (other is variant)
        assert not isinstance(value, r.Scalar)


def test_names():
    assert r.EnumPayload.B.__qualname__ == "EnumPayload.B"
    assert r.EnumPayload.B.__module__ == r.EnumPayload.__module__ == r.__name__
    assert "EnumPayload" in r.__all__
    assert r.LayerU8.Full.__qualname__ == "LayerU8.Full"


def test_a_variant_without_payload_is_one_object():
    assert r.EnumPayload.A() is r.EnumPayload.A()
    assert r.EnumPayload.A() is r.make_payload(0)
    assert r.EnumPayload.A().value is None
    assert r.Search.Missing() is r.Search.Missing()


def test_missing_and_extra_arguments():
    for variant, bad in (
        (r.EnumPayload.A, (1,)),
        (r.EnumPayload.A, (None,)),
        (r.EnumPayload.B, ()),
        (r.EnumPayload.C, ()),
        (r.EnumPayload.C, (1, 2)),
    ):
        with pytest.raises(TypeError):
            variant(*bad)
    with pytest.raises(TypeError, match="'other'"):
        r.EnumPayload.C(other=1)
    with pytest.raises(TypeError, match="'other'"):
        r.EnumPayload.C(1, other=1)


def test_the_enum_itself_cannot_be_made():
    for bad in ((), (1,), (None,)):
        with pytest.raises(TypeError):
            r.EnumPayload(*bad)


@pytest.mark.parametrize("name", RANGES)
def test_integer_payloads(name):
    variant = getattr(r.Scalar, name)
    low, high = RANGES[name]
    for number in {low, low + 1, 0, 1, 127, high - 1, high}:
        value = variant(number)
        assert value.value == number
        assert r.same_scalar(value) == value
        result = r.invert_scalar(value)
        assert type(result) is variant
        assert type(result.value) is int
        inverted = high - number if low == 0 else -number
        assert result.value == (low if inverted > high else inverted)


@pytest.mark.parametrize("name", RANGES)
def test_integer_payloads_out_of_range(name):
    variant = getattr(r.Scalar, name)
    low, high = RANGES[name]
    for number in (low - 1, high + 1, -(2**64), 2**64, 2**200, Index(high + 1)):
        shown = high + 1 if isinstance(number, Index) else number
        assert refusal(OverflowError, variant, number) == (
            f"Scalar.{name}(): argument 'value' must be in {low}..={high}, got {shown}"
        )


@pytest.mark.parametrize("name", RANGES)
def test_integer_payloads_of_another_type(name):
    variant = getattr(r.Scalar, name)
    for value in NOT_INTS:
        assert refusal(TypeError, variant, value) == (
            f"Scalar.{name}(): argument 'value' must be int, not {kind_name(value)}"
        )


@pytest.mark.parametrize("name", RANGES)
def test_what_counts_as_integer(name):
    variant = getattr(r.Scalar, name)
    low, high = RANGES[name]
    for given, number in (
        (True, 1),
        (False, 0),
        (r.Color.Blue, 7),
        (Index(low), low),
        (Index(high), high),
    ):
        value = variant(given)
        assert value.value == number
        assert type(value.value) is int
        assert value == variant(number)
        assert r.same_scalar(value) == value


@pytest.mark.parametrize("name", RANGES)
def test_numpy_integers(name, numpy):
    variant = getattr(r.Scalar, name)
    for kind in ("int8", "int64", "uint8", "uint64"):
        value = variant(getattr(numpy, kind)(100))
        assert value == variant(100)
        assert type(value.value) is int
        assert repr(value) == f"Scalar.{name}(100)"
        assert r.same_scalar(value) == variant(100)
    for bad in (numpy.float64(1), numpy.array([1]), numpy.array([1, 2])):
        assert "must be int" in refusal(TypeError, variant, bad)
    if RANGES[name][0] == 0:
        assert refusal(OverflowError, variant, numpy.int8(-1)).endswith("got -1")


@pytest.mark.parametrize("name", ["F32", "F64"])
def test_float_payloads(name):
    variant = getattr(r.Scalar, name)
    for given, number in ((0.5, 0.5), (3, 3.0), (True, 1.0), (Float(), 0.5)):
        value = variant(given)
        assert value == variant(number)
        result = r.invert_scalar(value)
        assert type(result) is variant
        assert type(result.value) is float
        assert result.value == -number
    assert math.isnan(r.same_scalar(variant(math.nan)).value)
    assert r.same_scalar(variant(-math.inf)).value == -math.inf
    for value in NOT_FLOATS:
        assert refusal(TypeError, variant, value) == (
            f"Scalar.{name}(): argument 'value' must be float, not " + kind_name(value)
        )


def test_beyond_f32_is_infinite():
    assert r.same_scalar(r.Scalar.F32(1e300)).value == math.inf
    assert r.same_scalar(r.Scalar.F32(-1e300)).value == -math.inf
    assert r.same_scalar(r.Scalar.F64(1e300)).value == 1e300
    assert r.negate_measure(r.Measure.Single(1e39)).value == -math.inf


@pytest.mark.parametrize("name", ["Bool", "Flag"])
def test_bool_payloads(name):
    variant = getattr(r.Scalar, name)
    assert r.invert_scalar(variant(True)).value is False
    assert r.invert_scalar(variant(False)).value is True
    for value in NOT_BOOLS:
        assert refusal(TypeError, variant, value) == (
            f"Scalar.{name}(): argument 'value' must be bool, not " + kind_name(value)
        )


def test_numpy_bools_and_floats(numpy):
    value = r.Scalar.Bool(numpy.bool_(True))
    assert r.invert_scalar(value).value is False
    with pytest.raises(TypeError, match="must be bool"):
        r.Scalar.Bool(numpy.int8(1))
    assert r.same_scalar(r.Scalar.F64(numpy.float32(0.5))).value == 0.5
    assert r.same_scalar(r.Scalar.F32(numpy.int64(3))).value == 3.0


def test_char_payloads():
    for number in range(256):
        value = r.Scalar.Letter(bytes([number]))
        assert r.same_scalar(value) == value
        assert r.same_scalar(value).value == bytes([number])
    for bad in ("a", 97, None):
        assert refusal(TypeError, r.Scalar.Letter, bad) == (
            f"Scalar.Letter(): argument 'value' must be bytes, not {kind_name(bad)}"
        )
    for bad in (b"", b"ab"):
        assert "Scalar.Letter()" in refusal(ValueError, r.Scalar.Letter, bad)


def test_enum_payloads():
    assert r.Paint.Named(7) == r.Paint.Named(r.Color.Blue)
    assert r.Paint.Named(7).value is r.Color.Blue
    assert r.repaint(r.Paint.Named(r.Color.Red)).value is r.Color.Green
    assert r.repaint(r.Paint.Leveled(r.Level.Low)) == r.Paint.Leveled(r.Level.High)
    for bad in (0, 3, -1, 256, 2**64):
        message = refusal(ValueError, r.Paint.Named, bad)
        assert message == f"Paint.Named(): argument 'value': {bad} is no Color"
    for bad in (r.Level.High, True, None, "Red", 1.0):
        assert refusal(TypeError, r.Paint.Named, bad) == (
            f"Paint.Named(): argument 'value' must be Color, not {kind_name(bad)}"
        )


def test_struct_payloads():
    for bad in (5, None, "x", (1.0, 2.0, 3.0), r.Vec2(1.0, 2.0), r.Vec3):
        assert refusal(TypeError, r.EnumPayload.B, bad) == (
            "EnumPayload.B(): argument 'value' must be Vec3, not " + kind_name(bad)
        )


def test_data_enum_payloads():
    for bad in (5, None, r.Scalar.U8(1), r.EnumPayload, r.EnumPayload.A):
        message = refusal(TypeError, r.Nested.Branch, bad)
        assert message.startswith(
            "Nested.Branch(): argument 'value' must be EnumPayload"
        )
        assert message.endswith(kind_name(bad))
    inner = r.EnumPayload.C(5)
    assert r.Nested.Branch(inner).value == inner


def test_payloads_without_size():
    assert r.Signal.Ping(None).value is None
    assert r.Signal.Ping(None) != r.Signal.Idle()
    for bad in (0, False, "", ()):
        with pytest.raises(TypeError, match=r"Signal\.Ping"):
            r.Signal.Ping(bad)


# Arrays


@pytest.mark.parametrize("variant, items", ARRAYS, ids=lambda value: str(value)[:30])
def test_array_payloads(variant, items):
    value = variant(items)
    assert list(value.value) == items
    assert value == variant(tuple(items))
    result = r.reverse_blob(value)
    assert type(result) is variant
    assert list(result.value) == items[::-1]
    assert r.reverse_blob(result) == value
    assert result != value
    assert eval(repr(value), dict(vars(r))) == value
    for made in copies_of(value):
        assert made == value


def test_bytes_as_payload():
    data = bytes(range(16))
    value = r.Blob.Bytes(data)
    assert bytes(value.value) == data
    assert bytes(r.reverse_blob(value).value) == data[::-1]
    assert r.Blob.Bytes(bytearray(data)) == value


def test_text_as_payload():
    value = r.Blob.Text(b"abc")
    assert value.value == b"abc"
    assert r.reverse_blob(value) == value
    assert r.reverse_blob(r.Blob.Text(b"abcdefgh")).value == b"abcdefgh"
    assert r.reverse_blob(r.Blob.Text(b"")).value == b""
    with pytest.raises(ValueError, match=r"Blob\.Text"):
        r.Blob.Text(b"abcdefghi")
    with pytest.raises(TypeError, match=r"Blob\.Text"):
        r.Blob.Text("abc")


@pytest.mark.parametrize("variant, items", ARRAYS, ids=lambda value: str(value)[:30])
def test_array_payloads_that_do_not_fit(variant, items):
    for bad in ([], items[:-1], items + items[:1]):
        assert "Blob." in refusal(ValueError, variant, bad)
    for bad in (5, None, object(), "x" * len(items), items[:-1] + ["x"]):
        assert "Blob." in refusal(TypeError, variant, bad)


def test_array_items_out_of_range():
    for bad in ([256] * 16, [-1] + [0] * 15):
        assert "Blob.Bytes" in refusal(OverflowError, r.Blob.Bytes, bad)
    assert "Blob.Shorts" in refusal(OverflowError, r.Blob.Shorts, [1, 2, 65536])
    assert "Blob.Colors" in refusal(ValueError, r.Blob.Colors, [1, 3])


def test_array_payloads_from_numpy(numpy):
    value = r.Blob.Shorts(numpy.array([1, 2, 3], dtype=numpy.uint16))
    assert value == r.Blob.Shorts([1, 2, 3])
    value = r.Blob.Floats(numpy.array([1, 2, 3, 4], dtype=numpy.float32))
    assert list(r.reverse_blob(value).value) == [4.0, 3.0, 2.0, 1.0]


# What every variant can do


@pytest.mark.parametrize("value", EXAMPLES, ids=repr)
def test_repr_is_the_constructor_call(value):
    again = eval(repr(value), dict(vars(r)))
    assert again == value
    assert type(again) is type(value)


def test_repr():
    assert repr(r.EnumPayload.A()) == "EnumPayload.A()"
    assert repr(r.EnumPayload.C(5)) == "EnumPayload.C(5)"
    assert repr(r.EnumPayload.B(r.Vec3(1.0, 2.0, 3.0))) == (
        "EnumPayload.B(Vec3(x=1.0, y=2.0, z=3.0))"
    )
    assert repr(r.Paint.Named(r.Color.Blue)) == "Paint.Named(Color.Blue)"
    assert repr(make_layers(3, 5)) == (
        "LayerLayerLayerU32.Full(LayerLayerU32.Full(LayerU32.Full(5)))"
    )
    assert str(r.Choice.Yes(1)) == "Choice.Yes(1)"


@pytest.mark.parametrize("value", EXAMPLES, ids=repr)
def test_equality(value):
    for other in EXAMPLES:
        assert (value == other) is (other is value)
        assert (value != other) is (other is not value)
    again = copy.deepcopy(value)
    assert (value == again) is True
    assert (value != again) is False
    for other in (None, value.value, 5, "x", type(value), object()):
        assert (value == other) is False
        assert (value != other) is True


@pytest.mark.parametrize("value", HASHABLE, ids=repr)
def test_hashes(value):
    assert hash(value) == hash(copy.deepcopy(value))
    assert {other: repr(other) for other in HASHABLE}[value] == repr(value)


@pytest.mark.parametrize("value", UNHASHABLE, ids=repr)
def test_payloads_that_do_not_hash(value):
    with pytest.raises(TypeError, match="unhashable"):
        hash(value)


@pytest.mark.parametrize("value", EXAMPLES, ids=repr)
def test_immutable(value):
    before = repr(value)
    name = type(value).__qualname__
    for attribute in ("value", "misspelt"):
        with pytest.raises(AttributeError) as caught:
            setattr(value, attribute, 1)
        assert name in str(caught.value)
        with pytest.raises(AttributeError):
            delattr(value, attribute)
    with pytest.raises(AttributeError):
        assert value.misspelt
    assert repr(value) == before


@pytest.mark.parametrize("value", EXAMPLES, ids=repr)
def test_copies(value):
    for made in copies_of(value):
        assert made == value
        assert type(made) is type(value)
        assert repr(made) == repr(value)


def test_copies_of_unit_variants():
    for made in copies_of(r.EnumPayload.A()):
        assert made is r.EnumPayload.A()


def test_deep_copies_are_independent():
    value = r.EnumPayload.B(r.Vec3(1.0, 2.0, 3.0))
    made = copy.deepcopy(value)
    made.value.x = 9.0
    assert value.value.x == 1.0


def test_match_args():
    assert r.EnumPayload.B.__match_args__ == ("value",)
    assert r.LayerU8.Full.__match_args__ == ("value",)


@pytest.mark.skipif(sys.version_info < (3, 10), reason="no match statement")
def test_match():
    scope = {"r": r}
    exec(  # noqa: S102 (older versions cannot parse it)
        """
def describe(value):
    match value:
        case r.EnumPayload.A():
            return "nothing"
        case r.EnumPayload.B(r.Vec3(x, y=0.0)):
            return ("flat", x)
        case r.EnumPayload.B(point):
            return point
        case r.EnumPayload.C(5):
            return "five"
        case r.EnumPayload.C(value=number):
            return number
        case r.Nested.Branch(r.EnumPayload.C(number)):
            return ("nested", number)
        case r.EnumPayload() | r.Nested():
            return "another"
        case _:
            return None
""",
        scope,
    )
    describe = scope["describe"]
    assert describe(r.EnumPayload.A()) == "nothing"
    assert describe(r.EnumPayload.B(r.Vec3(3.0, 0.0, 1.0))) == ("flat", 3.0)
    assert describe(r.make_payload(1)) == r.Vec3(1.0, 2.0, 3.0)
    assert describe(r.EnumPayload.C(5)) == "five"
    assert describe(r.make_payload(7)) == 7
    assert describe(r.Nested.Branch(r.EnumPayload.C(3))) == ("nested", 3)
    assert describe(r.Nested.Leaf(3)) == "another"
    assert describe(r.Scalar.U8(3)) is None


# Calls by value


def test_values_come_and_go():
    for value in (
        r.EnumPayload.A(),
        r.EnumPayload.B(r.Vec3(1.5, -2.5, 1e30)),
        r.EnumPayload.C(0),
        r.EnumPayload.C(2**32 - 1),
    ):
        result = r.same_payload(value)
        assert result == value
        assert type(result) is type(value)
        assert r.same_payload(x=value) == value


def test_mapped():
    assert r.map_payload(r.EnumPayload.A()) is r.EnumPayload.A()
    assert r.map_payload(r.EnumPayload.C(1)) == r.EnumPayload.C(2**32 - 2)
    result = r.map_payload(r.EnumPayload.B(r.Vec3(1.0, 2.0, 3.0)))
    assert result == r.EnumPayload.B(r.Vec3(2.0, 3.0, 1.0))


def test_made_by_rust():
    assert r.make_payload(0) == r.EnumPayload.A()
    assert r.make_payload(1) == r.EnumPayload.B(r.Vec3(1.0, 2.0, 3.0))
    assert r.make_payload(200) == r.EnumPayload.C(200)
    for index in (0, 1, 2):
        assert r.payload_index(r.make_payload(index)) == index


def test_results_are_independent():
    first, second = r.make_payload(1), r.make_payload(1)
    first.value.x = 9.0
    assert second.value.x == 1.0


def test_the_argument_stays_as_it_is():
    value = r.EnumPayload.B(r.Vec3(1.0, 2.0, 3.0))
    r.map_payload(value)
    assert value == r.EnumPayload.B(r.Vec3(1.0, 2.0, 3.0))


def test_small_data_enums():
    assert r.invert_narrow(r.Narrow.Empty()) is r.Narrow.Empty()
    for number in range(256):
        assert r.invert_narrow(r.Narrow.Full(number)) == r.Narrow.Full(255 - number)
    assert r.invert_lonely(r.Lonely.Only(1)) == r.Lonely.Only(65534)
    assert r.other_tick(r.Tick.First(None)) == r.Tick.Second(None)
    assert r.other_tick(r.Tick.Second(None)) == r.Tick.First(None)


def test_without_size():
    signals = [r.Signal.Idle(), r.Signal.Ping(None), r.Signal.Data(9)]
    for before, after in zip(signals, signals[1:] + signals[:1]):
        assert r.next_signal(before) == after


def test_every_mix_of_registers():
    assert r.invert_reading(r.Reading.Low(1.5)) == r.Reading.High(-1.5)
    assert r.invert_reading(r.Reading.High(-1.5)) == r.Reading.Low(1.5)
    assert r.negate_measure(r.Measure.Single(1.5)) == r.Measure.Single(-1.5)
    assert r.negate_measure(r.Measure.Double(0.1)) == r.Measure.Double(-0.1)
    assert r.negate_position(r.Position.Unknown()) is r.Position.Unknown()
    assert r.negate_position(r.Position.Flat(r.Vec2(1.0, -2.0))) == r.Position.Flat(
        r.Vec2(-1.0, 2.0)
    )
    assert r.negate_position(r.Position.Deep(r.Vec3(1.0, 2.0, 3.0))) == r.Position.Deep(
        r.Vec3(-1.0, -2.0, -3.0)
    )
    assert r.negate_number(r.Number.Whole(5)) == r.Number.Whole(-5)
    assert r.negate_number(r.Number.Whole(-(2**63))) == r.Number.Whole(-(2**63))
    assert r.negate_number(r.Number.Real(0.1)) == r.Number.Real(-0.1)


def test_large_data_enums():
    assert r.invert_bulk(r.Bulk.Small(1)) == r.Bulk.Small(254)
    assert r.invert_bulk(r.Bulk.Large(make_wide(1, 9))) == r.Bulk.Large(
        make_wide(2**64 - 2, 246)
    )


def test_nested():
    assert r.map_nested(r.Nested.Leaf(1)) == r.Nested.Leaf(254)
    assert r.map_nested(r.Nested.Branch(r.EnumPayload.C(1))) == r.Nested.Branch(
        r.EnumPayload.C(2**32 - 2)
    )
    assert r.map_nested(r.Nested.Branch(r.EnumPayload.A())) == r.Nested.Branch(
        r.EnumPayload.A()
    )
    assert r.map_nested(r.Nested.Painted(r.Paint.Mixed(r.Rgb(1, 2, 3)))) == (
        r.Nested.Painted(r.Paint.Mixed(r.Rgb(3, 2, 1)))
    )


def test_numbers_of_variants():
    assert r.search_on(r.Search.Found(5)) == r.Search.Found(6)
    assert r.search_on(r.Search.Missing()) is r.Search.Missing()
    assert r.go_near(r.Distance.Near(5)) == r.Distance.Near(4)
    assert r.go_near(r.Distance.Near(0)) is r.Distance.Far()
    assert r.go_near(r.Distance.Far()) == r.Distance.Near(255)
    assert r.next_altitude(r.Altitude.Above(7)) is r.Altitude.Below()
    assert r.next_altitude(r.Altitude.Below()) is r.Altitude.Above2()
    assert r.next_altitude(r.Altitude.Above2()) == r.Altitude.Above(1)


def test_generic():
    assert r.invert_layer_u8(r.LayerU8.Full(1)) == r.LayerU8.Full(254)
    assert r.invert_layer_u8(r.LayerU8.Empty()) is r.LayerU8.Empty()
    assert r.swap_layer_vec2(r.LayerVec2.Full(r.Vec2(1.0, 2.0))) == r.LayerVec2.Full(
        r.Vec2(2.0, 1.0)
    )
    for depth in range(4):
        layers = make_layers(depth, 2**32 - 1)
        assert r.same_layers(layers) == layers
        assert r.count_layers(layers) == depth
    assert r.LayerU8.Empty() != r.LayerVec2.Empty()
    with pytest.raises(TypeError, match="argument 'x' must be LayerU8, not "):
        r.invert_layer_u8(r.LayerVec2.Full(r.Vec2(1.0, 2.0)))
    with pytest.raises(OverflowError, match=r"LayerU8\.Full\(\): argument 'value'"):
        r.LayerU8.Full(256)


def test_renamed():
    assert r.decide_otherwise(r.Choice.No()) == r.Choice.Yes(1)
    assert r.decide_otherwise(r.Choice.Yes(5)) is r.Choice.No()
    assert r.Choice.__name__ == "Choice"
    assert not hasattr(r, "Decision")


def test_extra_type():
    assert r.Spare.Used(5).value == 5
    assert "Spare" in r.__all__


def test_awkward_names():
    names = ("True_", "Any_", "value_", "mro_", "Awry", "Plain")
    for number, name in enumerate(names, 1):
        variant = getattr(r.Awry, name)
        value = variant(number)
        assert value.value == number
        assert isinstance(value, r.Awry)
        assert r.same_awry(value) == value
        assert eval(repr(value), dict(vars(r))) == value
        for made in copies_of(value):
            assert made == value
    for name in ("None_", "lambda_"):
        value = getattr(r.Awry, name)()
        assert r.same_awry(value) is value
    assert r.Awry.mro()[0] is r.Awry
    assert r.Awry.Plain(1).__class__ is r.Awry.Plain


@pytest.mark.parametrize(
    "value",
    [5, None, "A", 1.5, b"\x00", (), r.Vec3(1, 2, 3), r.Color.Red, object()],
    ids=lambda value: type(value).__name__,
)
def test_arguments_of_another_type(value):
    wrong = kind_name(value)
    for call in (r.payload_index, r.same_payload):
        assert refusal(TypeError, call, value) == (
            f"{call.__name__}(): argument 'x' must be EnumPayload, not {wrong}"
        )


def test_variants_of_another_enum():
    for value in (
        r.Scalar.U32(1),
        r.Narrow.Empty(),
        r.Nested.Branch(r.make_payload(0)),
    ):
        message = refusal(TypeError, r.payload_index, value)
        assert message.startswith("payload_index(): argument 'x' must be EnumPayload")


def test_classes_instead_of_variants():
    for value in (r.EnumPayload, r.EnumPayload.A, r.EnumPayload.B):
        assert refusal(TypeError, r.payload_index, value) == (
            "payload_index(): argument 'x' must be EnumPayload, not type"
        )


def test_many():
    numbers = [
        r.Number.Whole(n) if n % 2 else r.Number.Real(float(n)) for n in range(10)
    ]
    expected = sum(n if n % 2 else 100.0 * n for n in range(10))
    assert r.sum_measures(*numbers) == expected
    assert r.sum_measures(*[r.Number.Whole(-n) for n in range(10)]) == -45
    assert r.sum_measures(*[r.Number.Real(0.5) for _ in range(10)]) == 500.0
    message = refusal(TypeError, r.sum_measures, *(numbers[:9] + [5]))
    assert message == "sum_measures(): argument 'j' must be Number, not int"


def test_between_others():
    arguments = {
        "first": 1,
        "payload": r.EnumPayload.B(r.Vec3(1.0, 2.0, 4.0)),
        "second": 0.5,
        "measure": r.Measure.Double(0.25),
        "third": -(2**40),
        "narrow": r.Narrow.Full(8),
        "fourth": 1.5,
        "bulk": r.Bulk.Large(make_wide(1, 9)),
        "number": r.Number.Real(2.0),
        "fifth": 10,
        "position": r.Position.Deep(r.Vec3(0.5, 1.0, 2.0)),
        "reading": r.Reading.Low(3.0),
        "flag": True,
    }
    expected = 1 + 7 + 0.5 + 0.25 - 2**40 + 8 + 1.5 + 9 + 200 + 10 + 3.5 - 3 + 1
    assert r.sum_data_enums(**arguments) == expected
    assert r.sum_data_enums(*arguments.values()) == expected
    others = dict(
        arguments,
        payload=r.EnumPayload.C(7),
        measure=r.Measure.Single(0.25),
        bulk=r.Bulk.Small(9),
        number=r.Number.Whole(200),
        position=r.Position.Flat(r.Vec2(1.0, 2.5)),
        reading=r.Reading.High(-3.0),
    )
    assert r.sum_data_enums(**others) == expected
    for name in arguments:
        message = refusal(TypeError, r.sum_data_enums, **dict(arguments, **{name: "x"}))
        assert message.startswith(f"sum_data_enums(): argument {name!r} must be ")
        assert message.endswith(", not str")


# Calls by reference


def test_references():
    assert r.payload_sum(r.EnumPayload.A()) == 0.0
    assert r.payload_sum(r.EnumPayload.B(r.Vec3(1.0, 2.0, 4.0))) == 7.0
    assert r.payload_sum(x=r.EnumPayload.C(2**32 - 1)) == 2**32 - 1
    for variant, items in ARRAYS:
        size = {"Bytes": 16, "Shorts": 6, "Colors": 2}.get(variant.__name__, 16)
        assert r.blob_size(variant(items)) == size
    assert r.blob_size(r.Blob.Empty()) == 0


def test_references_to_another_type():
    for value in (5, "x", r.Scalar.U8(1), r.Vec3(1, 2, 3), r.EnumPayload.C):
        message = refusal(TypeError, r.payload_sum, value)
        assert message.startswith("payload_sum(): argument 'x' must be EnumPayload")
        assert message.endswith(kind_name(value))


def test_replaced():
    ref = r.Ref(r.EnumPayload.A())
    assert r.replace_payload(ref) is None
    assert ref.value == r.EnumPayload.B(r.Vec3(1.0, 2.0, 3.0))
    r.replace_payload(ref)
    assert ref.value == r.EnumPayload.C(7)
    r.replace_payload(x=ref)
    assert ref.value is r.EnumPayload.A()


def test_the_value_behind_a_ref_stays_as_it_was():
    value = r.EnumPayload.C(5)
    ref = r.Ref(value)
    r.replace_payload(ref)
    assert value == r.EnumPayload.C(5)
    assert ref.value == r.EnumPayload.A()


def test_every_scalar_in_place():
    for value in (
        r.Scalar.U64(1),
        r.Scalar.I8(-128),
        r.Scalar.F64(0.1),
        r.Scalar.Flag(False),
        r.Scalar.Letter(b"x"),
    ):
        ref = r.Ref(value)
        r.invert_scalar_in_place(ref)
        assert ref.value == r.invert_scalar(value)


def test_layers_in_place():
    ref = r.Ref(make_layers(0))
    for depth in range(1, 4):
        r.fill_layers(ref)
        assert ref.value == make_layers(depth, 1)
    r.fill_layers(ref)
    assert ref.value == make_layers(3, 2)


def test_what_cannot_be_replaced():
    for value in (r.EnumPayload.A(), r.EnumPayload.C(5), 5, "x", r.EnumPayload.A):
        message = refusal(TypeError, r.replace_payload, value)
        assert message.startswith("replace_payload(): argument 'x' must be ")
        assert "Ref" in message
    for value in (5, None, r.Scalar.U8(1), r.EnumPayload.A):
        ref = r.Ref(value)
        message = refusal(TypeError, r.replace_payload, ref)
        assert message.startswith("replace_payload(): argument 'x'")
        assert ref.value is value


# In structs


def test_fields():
    tagged = r.Tagged(id=1, payload=r.EnumPayload.C(5), weight=0.5)
    assert tagged.payload == r.EnumPayload.C(5)
    tagged.payload = r.EnumPayload.A()
    assert tagged.payload is r.EnumPayload.A()
    tagged.payload = r.EnumPayload.B(r.Vec3(1.0, 2.0, 3.0))
    assert tagged.payload == r.EnumPayload.B(r.Vec3(1.0, 2.0, 3.0))
    assert r.map_tagged(tagged) == r.Tagged(
        2, r.EnumPayload.B(r.Vec3(2.0, 3.0, 1.0)), 1.0
    )
    assert repr(tagged) == (
        "Tagged(id=1, payload=EnumPayload.B(Vec3(x=1.0, y=2.0, z=3.0)), weight=0.5)"
    )
    assert eval(repr(tagged), dict(vars(r))) == tagged
    for made in copies_of(tagged):
        assert made == tagged
    assert tagged != r.Tagged(1, r.EnumPayload.A(), 0.5)


def test_unused_bytes_do_not_count():
    first = r.Tagged(1, r.EnumPayload.B(r.Vec3(1.0, 2.0, 3.0)), 0.5)
    first.payload = r.EnumPayload.A()
    assert first == r.Tagged(1, r.EnumPayload.A(), 0.5)


def test_fields_of_another_type():
    tagged = r.Tagged(1, r.EnumPayload.C(5), 0.5)
    for bad in (5, None, r.Scalar.U32(5), r.EnumPayload.A):
        message = refusal(TypeError, setattr, tagged, "payload", bad)
        assert message.startswith("Tagged.payload must be EnumPayload, not ")
        assert message.endswith(kind_name(bad))
        message = refusal(TypeError, r.Tagged, 1, bad, 0.5)
        assert message.startswith("Tagged.payload must be EnumPayload")
    assert tagged == r.Tagged(1, r.EnumPayload.C(5), 0.5)


def test_tags_that_no_variant_has():
    tagged = r.Tagged(1, r.EnumPayload.A(), 0.5)
    memory = bytearray(bytes(tagged))
    memory[4] = 77
    with pytest.raises(ValueError, match="EnumPayload"):
        assert r.Tagged.from_buffer_copy(memory).payload


def test_fields_replaced_in_place():
    tagged = r.Tagged(1, r.EnumPayload.C(5), 0.5)
    r.replace_tagged(tagged)
    assert tagged == r.Tagged(1, r.EnumPayload.A(), 0.5)
    r.replace_tagged(tagged)
    assert tagged.payload == r.EnumPayload.B(r.Vec3(1.0, 2.0, 3.0))
    r.replace_tagged(ctypes.pointer(tagged))
    assert tagged.payload == r.EnumPayload.C(7)


def test_arrays_in_structs():
    items = [r.EnumPayload.A(), r.make_payload(1), r.EnumPayload.C(5)]
    tray = r.Tray(items=items, count=1)
    assert list(tray.items) == items
    assert tray.items[1] == items[1]
    assert tray.items[-1] == items[2]
    assert r.tray_sum(tray) == 6 + 5 + 1
    result = r.reverse_tray(tray)
    assert list(result.items) == items[::-1]
    assert result.count == 2
    tray.items[0] = r.EnumPayload.C(100)
    assert r.tray_sum(tray) == 100 + 6 + 5 + 1
    with pytest.raises(TypeError):
        tray.items[0] = 5
    with pytest.raises(ValueError, match=r"Tray\.items"):
        tray.items = items[:2]
    with pytest.raises(TypeError, match=r"Tray\.items"):
        tray.items = items[:2] + [5]
    assert r.tray_sum(tray) == 112


def test_structs_of_data_enums_by_value():
    gauge = r.Gauge(r.Reading.Low(1.5), 2.5)
    assert r.invert_gauge(gauge) == r.Gauge(r.Reading.High(-1.5), -2.5)
    pair = r.NarrowPair(1, r.Narrow.Empty(), r.Narrow.Full(5), 65535)
    assert r.swap_narrow_pair(pair) == r.NarrowPair(
        254, r.Narrow.Full(5), r.Narrow.Empty(), 0
    )


def test_fields_without_size():
    hollow = r.make_hollow(1, 2**32 - 1)
    assert (hollow.before, hollow.after) == (1, 2**32 - 1)
    inverted = r.invert_hollow(hollow)
    assert (inverted.before, inverted.after) == (254, 0)
    assert r.invert_hollow(inverted) == hollow
    assert eval(repr(hollow), dict(vars(r))) == hollow


# Signatures and docs


def test_signatures():
    variants = {r.EnumPayload.A, r.EnumPayload.B, r.EnumPayload.C}
    assert set(r.EnumPayload.Any.__args__) == variants
    hints = typing.get_type_hints(r.map_payload)
    assert hints["x"] in (r.EnumPayload, r.EnumPayload.Any)
    assert hints["return"] == r.EnumPayload.Any
    if sys.version_info >= (3, 9):  # before, that of `typing.Generic`
        assert list(inspect.signature(r.EnumPayload.C).parameters) == ["value"]
    assert list(inspect.signature(r.EnumPayload.A).parameters) == []


def test_docs():
    assert inspect.getdoc(r.EnumPayload).startswith("One of three.")
    assert "Nothing more." in inspect.getdoc(r.EnumPayload.A)
    doc = inspect.getdoc(r.EnumPayload.B)
    assert "A point in space." in doc
    assert "Or a direction." in doc
    for item in (r.EnumPayload, r.EnumPayload.C):
        assert "plain comment" not in (inspect.getdoc(item) or "")


# Transparent


@pytest.mark.parametrize("metres", [-127, -1, 0, 1, 127])
def test_transparent_enums_are_passed_as_what_they_carry(metres):
    assert r.mirror_depth(r.Depth.Below(metres)) == r.Depth.Below(-metres)


def test_transparent_enums_of_other_kinds():
    anchor = r.Anchor.At(r.Vec2(1.0, 2.0))
    assert r.swap_anchor(anchor, 1) == r.Anchor.At(r.Vec2(2.0, 1.0))
    assert r.swap_anchor(anchor, 2) == anchor
    assert r.next_guess(r.Guess.Of(5)) == r.Guess.Of(6)
    assert r.next_guess(r.Guess.Of(None)) == r.Guess.Of(None)


def test_transparent_enums_in_memory():
    below = r.Depth.Below
    dive = r.Dive(below(-3), r.Anchor.At(r.Vec2(1.0, 2.0)), [below(4), below(5)])
    other = r.reverse_dive(dive)
    assert other.depth == below(3)
    assert other.anchor.value == r.Vec2(2.0, 1.0)
    assert other.deepest == [below(5), below(4)]
    other.depth = below(9)
    other.deepest[0] = below(-1)
    assert eval(repr(other), vars(r)) == other
    depth = r.Ref(below(127))
    r.sink(depth)
    assert depth.value == below(-128)


def test_transparent_enums_refuse_what_they_carry():
    message = "argument 'depth' must be Depth, not int"
    with pytest.raises(TypeError, match=message):
        r.mirror_depth(5)
    with pytest.raises(OverflowError, match=r"Depth\.Below\(\): argument 'value'"):
        r.Depth.Below(128)
    with pytest.raises(TypeError, match="argument 'anchor' must be Anchor, not Vec2"):
        r.swap_anchor(r.Vec2(1.0, 2.0), 1)
    with pytest.raises(OverflowError, match="argument 'times'"):
        r.swap_anchor(r.Anchor.At(r.Vec2(1.0, 2.0)), 256)
    with pytest.raises(TypeError, match="argument 'guess' must be Guess, not NoneType"):
        r.next_guess(None)


def test_what_is_unaligned_behind_the_tag():
    header = r.PackedSwapped(0x1234, 0x56)
    found = r.shift_cramped(1, r.Cramped.Header(header), 2)
    assert found == r.Cramped.Header(r.PackedSwapped(0x1235, 0x54))
    number = r.shift_cramped(1, r.Cramped.Number(254), 2)
    assert number == r.Cramped.Number(1)
    assert r.shift_cramped(1, r.Cramped.Empty(), 2) is r.Cramped.Empty()


def test_the_wrong_enum_is_named():
    with pytest.raises(TypeError, match="must be EnumPayload, not Narrow.Empty"):
        r.same_payload(r.Narrow.Empty())
