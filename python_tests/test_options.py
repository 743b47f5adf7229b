"""Options: `None` or the value; where that is not enough, `Some`."""

import copy
import inspect
import math
import sys
import typing

import pytest
from helpers import Index, copies_of, refusal

import reference_project as r

INTS = {
    "invert_option_u8": (0, 2**8 - 1),
    "invert_option_u32": (0, 2**32 - 1),
    "invert_option_u64": (0, 2**64 - 1),
    "negate_option_i8": (-(2**7), 2**7 - 1),
    "negate_option_i64": (-(2**63), 2**63 - 1),
}

NOT_INTS = ["1", b"1", 1.0, 1j, [], (1,), {}, object()]
NOT_BOOLS = [0, 1, 1.0, "", "True", b"\x01", []]

PROFILES = [
    r.Profile(1, None, None, None, None),
    r.Profile(2, 0, r.Vec2(1.0, 2.0), r.Color.Blue, -0.5),
    r.Profile(3, 255, None, r.Color.Red, None),
]


# Calls by value


@pytest.mark.parametrize("name", INTS)
def test_integers(name):
    call = getattr(r, name)
    low, high = INTS[name]
    assert call(None) is None
    assert call(x=None) is None
    for number in {low, 0, 1, 100, high}:
        result = call(number)
        assert type(result) is int
        inverted = high - number if low == 0 else -number
        assert result == (low if inverted > high else inverted)
    assert call(True) == call(1)
    assert call(Index(5)) == call(5)


@pytest.mark.parametrize("name", INTS)
def test_integers_that_do_not_fit(name):
    call = getattr(r, name)
    low, high = INTS[name]
    for number in (low - 1, high + 1, 2**64, -(2**200)):
        assert refusal(OverflowError, call, number) == (
            f"{name}(): argument 'x' must be in {low}..={high}, got {number}"
        )
    for value in NOT_INTS:
        message = refusal(TypeError, call, value)
        assert message.startswith(f"{name}(): argument 'x' must be ")
        assert message.endswith(f", not {type(value).__name__}")


@pytest.mark.parametrize("name", INTS)
def test_numpy_integers(name, numpy):
    call = getattr(r, name)
    for kind in ("int8", "int64", "uint8", "uint64"):
        assert call(getattr(numpy, kind)(100)) == call(100)
    assert "argument 'x'" in refusal(TypeError, call, numpy.float64(1))
    assert "argument 'x'" in refusal(TypeError, call, numpy.array([1, 2]))


def test_zero_is_something():
    assert r.invert_option_u8(255) == 0
    assert r.invert_option_u8(255) is not None
    assert r.negate_option_f64(0.0) == 0.0
    assert r.not_option_bool(True) is False


def test_floats():
    for call in (r.negate_option_f32, r.negate_option_f64):
        assert call(None) is None
        assert call(0.5) == -0.5
        assert call(3) == -3.0
        assert type(call(3)) is float
        assert math.isnan(call(math.nan))
        for value in ("1", b"1", [], 1j):
            assert "argument 'x' must be " in refusal(TypeError, call, value)
    assert r.negate_option_f32(1e300) == -math.inf
    assert r.negate_option_f64(0.1) == -0.1


def test_bools():
    for call in (r.not_option_bool, r.not_option_flag):
        assert call(None) is None
        assert call(True) is False
        assert call(False) is True
        for value in NOT_BOOLS:
            assert "argument 'x' must be " in refusal(TypeError, call, value)


def test_numpy_bools(numpy):
    assert r.not_option_bool(numpy.bool_(False)) is True


def test_chars():
    assert r.same_option_char(None) is None
    for number in (0, 1, 127, 128, 255):
        assert r.same_option_char(bytes([number])) == bytes([number])
    assert "argument 'x'" in refusal(TypeError, r.same_option_char, "a")
    assert "argument 'x'" in refusal(ValueError, r.same_option_char, b"ab")


def test_structs():
    assert r.rotate_option_vec3(None) is None
    result = r.rotate_option_vec3(r.Vec3(1.0, 2.0, 3.0))
    assert result == r.Vec3(2.0, 3.0, 1.0)
    assert type(result) is r.Vec3
    wide = r.Wide(1, 2, 3, 4, 5, 6, 7, 2**64 - 1, 9)
    assert r.same_option_wide(wide) == wide
    assert r.same_option_wide(wide) is not wide
    assert r.same_option_wide(None) is None
    for value in (5, (1.0, 2.0, 3.0), r.Vec2(1.0, 2.0), r.Vec3, False):
        message = refusal(TypeError, r.rotate_option_vec3, value)
        assert message.startswith("rotate_option_vec3(): argument 'x' must be ")
        assert "Vec3" in message


def test_enums():
    assert r.next_option_color(None) is None
    assert r.next_option_color(r.Color.Red) is r.Color.Green
    assert r.next_option_color(7) is r.Color.Red
    message = refusal(ValueError, r.next_option_color, 3)
    assert message == "next_option_color(): argument 'x': 3 is no Color"
    for value in (r.Level.High, True, "Red", 1.0):
        message = refusal(TypeError, r.next_option_color, value)
        assert message.startswith("next_option_color(): argument 'x' must be ")


def test_data_enums():
    assert r.map_option_payload(None) is None
    assert r.map_option_payload(r.EnumPayload.A()) is r.EnumPayload.A()
    assert r.map_option_payload(r.EnumPayload.C(0)) == r.EnumPayload.C(2**32 - 1)
    result = r.map_option_payload(r.EnumPayload.B(r.Vec3(1.0, 2.0, 3.0)))
    assert result == r.EnumPayload.B(r.Vec3(2.0, 3.0, 1.0))
    for value in (5, r.EnumPayload, r.Scalar.U8(1), r.Some(r.EnumPayload.A())):
        message = refusal(TypeError, r.map_option_payload, value)
        assert message.startswith("map_option_payload(): argument 'x' must be ")


def test_some_is_only_for_nested_options():
    for call in (r.invert_option_u8, r.not_option_bool, r.rotate_option_vec3):
        message = refusal(TypeError, call, r.Some(1))
        assert "argument 'x'" in message
        assert message.endswith("not Some")


def test_something_without_size():
    assert r.option_unit(False) is None
    assert r.option_unit(True) == r.Some(None)
    assert r.option_unit_is_some(None) is False
    assert r.option_unit_is_some(r.Some(None)) is True


# Nested options


@pytest.mark.parametrize(
    "value, depth",
    [(None, 0), (r.Some(None), 1), (r.Some(0), 2), (r.Some(2**32 - 1), 2)],
    ids=repr,
)
def test_nested(value, depth):
    assert r.same_option_option(value) == value
    assert r.option_depth(value) == depth


def test_nested_results():
    assert r.same_option_option(None) is None
    result = r.same_option_option(r.Some(None))
    assert type(result) is r.Some
    assert result.value is None
    assert r.same_option_option(r.Some(5)).value == 5


@pytest.mark.parametrize(
    "value",
    [None, r.Some(None), r.Some(r.Some(None)), r.Some(r.Some(5))],
    ids=repr,
)
def test_three_deep(value):
    assert r.same_option_three(value) == value
    assert repr(r.same_option_three(value)) == repr(value)


@pytest.mark.parametrize("value", [5, "x", r.Some, r.Ok(5), (5,), False])
def test_nested_without_some(value):
    message = refusal(TypeError, r.option_depth, value)
    assert message.startswith("option_depth(): argument 'x' must be ")
    assert "Some" in message


def test_nested_that_do_not_fit():
    assert refusal(OverflowError, r.option_depth, r.Some(-1)) == (
        "option_depth(): argument 'x' must be in 0..=4294967295, got -1"
    )
    for value in (r.Some("x"), r.Some(1.0), r.Some(r.Some(5)), r.Some(r.Some)):
        message = refusal(TypeError, r.option_depth, value)
        assert message.startswith("option_depth(): argument 'x'")
    for value in (r.Some(5), r.Some(r.Some("x")), r.Some(r.Some(r.Some(5)))):
        message = refusal(TypeError, r.same_option_three, value)
        assert message.startswith("same_option_three(): argument 'x'")


def test_some():
    some = r.Some(5)
    assert some.value == 5
    assert repr(some) == "Some(5)"
    assert repr(r.Some(None)) == "Some(None)"
    assert repr(r.Some(r.Some(5))) == "Some(Some(5))"
    assert r.Some(value=5) == some
    assert r.Some(5) != r.Some(6)
    assert r.Some(5) != 5
    assert (r.Some(None) == None) is False
    assert r.Some(5) != r.Ok(5)
    assert hash(r.Some(5)) == hash(some)
    assert {some: 1}[r.Some(5)] == 1
    assert r.Some.__match_args__ == ("value",)
    with pytest.raises(TypeError, match="unhashable"):
        hash(r.Some([]))
    for bad in ((), (1, 2)):
        with pytest.raises(TypeError):
            r.Some(*bad)


def test_some_is_immutable():
    some = r.Some(5)
    for name in ("value", "misspelt"):
        with pytest.raises(AttributeError):
            setattr(some, name, 6)
        with pytest.raises(AttributeError):
            delattr(some, name)
    assert some.value == 5


def test_copies_of_some():
    for value in (r.Some(5), r.Some(None), r.Some(r.Some(r.Color.Red))):
        for made in copies_of(value):
            assert made == value
            assert type(made) is r.Some


@pytest.mark.skipif(sys.version_info < (3, 10), reason="no match statement")
def test_match():
    scope = {"r": r}
    exec(  # noqa: S102 (older versions cannot parse it)
        """
def describe(value):
    match value:
        case None:
            return 0
        case r.Some(None):
            return 1
        case r.Some(number):
            return number
""",
        scope,
    )
    describe = scope["describe"]
    assert describe(r.same_option_option(None)) == 0
    assert describe(r.same_option_option(r.Some(None))) == 1
    assert describe(r.same_option_option(r.Some(7))) == 7


# Several


def test_two():
    assert r.larger_option(None, None) is None
    assert r.larger_option(5, None) == 5
    assert r.larger_option(None, 5) == 5
    assert r.larger_option(a=5, b=7) == 7
    assert r.larger_option(None, 0) == 0
    assert refusal(OverflowError, r.larger_option, 1, -1) == (
        "larger_option(): argument 'b' must be in 0..=4294967295, got -1"
    )
    assert "argument 'a'" in refusal(TypeError, r.larger_option, "x", 1)


def test_between_others():
    arguments = {
        "first": 1,
        "a": 2,
        "second": 0.5,
        "b": 0.25,
        "c": 4.0,
        "third": -8,
        "d": 2**32 - 1,
        "e": r.Vec3(1.0, 2.0, 4.0),
        "f": -16,
        "fourth": 1.5,
        "g": True,
        "h": 32.0,
    }
    weights = dict(arguments, e=7.0)
    assert r.sum_options(**arguments) == sum(weights.values())
    assert r.sum_options(*arguments.values()) == sum(weights.values())
    for name in "abcdefgh":
        expected = sum(weights.values()) - weights[name]
        assert r.sum_options(**dict(arguments, **{name: None})) == expected
        bad = dict(arguments, **{name: "x"})
        message = refusal(TypeError, r.sum_options, **bad)
        assert message.startswith(f"sum_options(): argument {name!r} must be ")
    nothing = dict(arguments, **dict.fromkeys("abcdefgh"))
    assert r.sum_options(**nothing) == 1 + 0.5 - 8 + 1.5


# Calls by reference


def test_references():
    assert r.option_or_minus_one(5) == 5
    assert r.option_or_minus_one(0) == 0
    assert r.option_or_minus_one(2**32 - 1) == 2**32 - 1
    message = refusal(OverflowError, r.option_or_minus_one, -1)
    assert message.startswith("option_or_minus_one(): argument 'x' must be in ")
    message = refusal(TypeError, r.option_or_minus_one, "x")
    assert message.startswith("option_or_minus_one(): argument 'x' must be ")


def test_references_to_nothing():
    ref = r.Ref(None)
    r.clear_option(ref)
    assert ref.value is None


def test_in_place():
    ref = r.Ref(None)
    assert r.fill_option(ref) is None
    assert ref.value == 5
    r.fill_option(x=ref)
    assert ref.value == 6
    r.clear_option(ref)
    assert ref.value is None
    ref.value = 2**32 - 1
    r.fill_option(ref)
    assert ref.value == 0


def test_structs_in_place():
    ref = r.Ref(None)
    r.flip_option_vec3(ref)
    assert ref.value == r.Vec3(1.0, 2.0, 3.0)
    r.flip_option_vec3(ref)
    assert ref.value is None


def test_nested_in_place():
    ref = r.Ref(None)
    for expected in (r.Some(None), r.Some(7), None):
        r.deepen_option(ref)
        assert ref.value == expected


def test_what_cannot_be_written_to():
    for value in (5, "x", r.Some(5), 1.5, False):
        message = refusal(TypeError, r.fill_option, value)
        assert message.startswith("fill_option(): argument 'x' must be ")
        assert "Ref" in message


def test_refs_to_what_does_not_fit():
    for value, error in (
        (-1, OverflowError),
        (2**32, OverflowError),
        ("x", TypeError),
        (r.Some(5), TypeError),
    ):
        ref = r.Ref(value)
        message = refusal(error, r.fill_option, ref)
        assert message.startswith("fill_option(): argument 'x'")
        assert ref.value is value


# In structs


@pytest.mark.parametrize("profile", PROFILES, ids=repr)
def test_profiles(profile):
    assert eval(repr(profile), dict(vars(r))) == profile
    for made in copies_of(profile):
        assert made == profile
    for other in PROFILES:
        assert (profile == other) is (profile is other)
    twice = r.flip_profile(profile)
    assert twice.id == profile.id + 1
    for name in ("age", "position", "color", "balance"):
        before, after = getattr(profile, name), getattr(twice, name)
        assert (before is None) is (after is not None)


def test_fields():
    profile = r.Profile(id=1, age=5, position=None, color=None, balance=None)
    assert (profile.age, profile.position, profile.color) == (5, None, None)
    profile.age = None
    profile.position = r.Vec2(1.0, 2.0)
    profile.color = 7
    profile.balance = 3
    assert profile.age is None
    assert profile.position == r.Vec2(1.0, 2.0)
    assert profile.color is r.Color.Blue
    assert profile.balance == 3.0
    assert repr(profile) == (
        "Profile(id=1, age=None, position=Vec2(x=1.0, y=2.0), color=Color.Blue, "
        "balance=3.0)"
    )
    assert r.flip_profile(profile) == r.Profile(2, 0, None, None, None)
    filled = r.flip_profile(r.Profile(1, None, None, None, None))
    assert filled == r.Profile(2, 0, r.Vec2(0.0, 0.0), r.Color.Red, 0.0)


def test_fields_that_do_not_fit():
    profile = r.Profile(1, 5, None, None, None)
    for name, bad, error in (
        ("age", 256, OverflowError),
        ("age", -1, OverflowError),
        ("age", "x", TypeError),
        ("age", 1.0, TypeError),
        ("position", 5, TypeError),
        ("position", r.Vec3(1.0, 2.0, 3.0), TypeError),
        ("color", 3, ValueError),
        ("color", "Red", TypeError),
        ("balance", "x", TypeError),
    ):
        message = refusal(error, setattr, profile, name, bad)
        assert message.startswith(f"Profile.{name}")
        fields = {"id": 1, "age": 5, "position": None, "color": None, "balance": None}
        message = refusal(error, r.Profile, **dict(fields, **{name: bad}))
        assert message.startswith(f"Profile.{name}")
    assert profile == r.Profile(1, 5, None, None, None)


def test_unused_bytes_do_not_count():
    profile = r.Profile(1, 5, r.Vec2(1.0, 2.0), r.Color.Red, 1.0)
    profile.age = profile.position = profile.color = profile.balance = None
    assert profile == r.Profile(1, None, None, None, None)


def test_structs_in_place_with_options():
    profile = r.Profile(1, 255, None, None, None)
    r.celebrate(profile)
    assert profile.age == 0
    profile.age = None
    r.celebrate(profile)
    assert profile.age is None


def test_arrays():
    slots = r.Slots(items=[None, 5, 0], count=0)
    assert list(slots.items) == [None, 5, 0]
    assert slots.items[0] is None
    result = r.reverse_slots(slots)
    assert list(result.items) == [0, 5, None]
    assert result.count == 2
    slots.items[0] = 7
    slots.items[1] = None
    assert list(slots.items) == [7, None, 0]
    with pytest.raises(OverflowError):
        slots.items[0] = -1
    with pytest.raises(TypeError):
        slots.items[0] = "x"
    with pytest.raises(ValueError, match=r"Slots\.items"):
        slots.items = [None]
    with pytest.raises(OverflowError, match=r"Slots\.items"):
        slots.items = [1, 2, -3]
    assert list(slots.items) == [7, None, 0]


@pytest.mark.parametrize(
    "value",
    [
        r.Answer.Unasked(),
        r.Answer.Given(None),
        r.Answer.Given(5),
        r.Answer.Doubted(None),
        r.Answer.Doubted(r.Some(None)),
        r.Answer.Doubted(r.Some(255)),
    ],
    ids=repr,
)
def test_payloads(value):
    assert r.same_answer(value) == value
    assert eval(repr(value), dict(vars(r))) == value
    assert hash(value) == hash(copy.deepcopy(value))


def test_payloads_that_do_not_fit():
    assert refusal(OverflowError, r.Answer.Given, -1) == (
        "Answer.Given(): argument 'value' must be in 0..=4294967295, got -1"
    )
    for bad in ("x", r.Some(5), 1.0):
        message = refusal(TypeError, r.Answer.Given, bad)
        assert message.startswith("Answer.Given(): argument 'value' must be ")
    for bad in (5, r.Some("x"), r.Some(r.Some(5))):
        message = refusal(TypeError, r.Answer.Doubted, bad)
        assert message.startswith("Answer.Doubted(): argument 'value'")
    assert r.Answer.Given(None) != r.Answer.Unasked()


# Signatures


@pytest.mark.skipif(sys.version_info < (3, 10), reason="no `|` between types")
def test_signatures():
    hints = typing.get_type_hints(r.invert_option_u8)
    assert hints == {"x": typing.Optional[int], "return": typing.Optional[int]}
    hints = typing.get_type_hints(r.rotate_option_vec3)
    assert hints["return"] == typing.Optional[r.Vec3]
    assert list(inspect.signature(r.larger_option).parameters) == ["a", "b"]
