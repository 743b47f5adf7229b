"""Unit enums: members of an IntEnum, checked before Rust sees them."""

import copy
import enum
import inspect
import keyword
import pickle
import sys
import typing

import pytest
from helpers import Index, refusal

import reference_project as r

VALUES = {
    "Color": {"Red": 1, "Green": 2, "Blue": 7},
    "Direction": {"North": 0, "East": 1, "South": 2, "West": 3},
    "Single": {"Only": 0},
    "EnumU8": {"Low": 0, "High": 2**8 - 1},
    "EnumU16": {"Low": 0, "Middle": 256, "High": 2**16 - 1},
    "EnumU32": {"Low": 0, "Middle": 0x10000, "High": 2**32 - 1},
    "EnumI8": {"Low": -(2**7), "Minus": -1, "Zero": 0, "High": 2**7 - 1},
    "EnumI16": {"Low": -(2**15), "Minus": -1, "High": 2**15 - 1},
    "EnumI32": {"Low": -(2**31), "Minus": -1, "High": 2**31 - 1},
    "Level": {"Low": -5, "High": 5},
    "Suit": {"Clubs": 0, "Diamonds": 1, "Hearts": 2, "Spades": 3},
}

WIDTHS = ["u8", "u16", "u32", "i8", "i16", "i32"]


class Other(enum.Enum):
    """An enum that is not Rust's."""

    Red = 1


@pytest.mark.parametrize("name", VALUES)
def test_members(name):
    kind = getattr(r, name)
    assert issubclass(kind, enum.IntEnum)
    assert {member.name: member.value for member in kind} == VALUES[name]
    assert [member.name for member in kind] == list(VALUES[name])
    for member in kind:
        assert isinstance(member, int)
        assert kind(member.value) is member
        assert kind[member.name] is member


def test_values_come_and_go():
    assert r.next_color(r.Color.Red) is r.Color.Green
    assert r.next_color(r.Color.Green) is r.Color.Blue
    assert r.next_color(color=r.Color.Blue) is r.Color.Red
    assert r.color_to_u8(r.Color.Blue) == 7
    assert r.same_colors(r.Color.Red, r.Color.Red) is True
    assert r.same_colors(r.Color.Red, b=r.Color.Blue) is False
    for direction in r.Direction:
        assert r.turn_right(direction) is r.Direction((direction + 1) % 4)
    assert r.same_single(r.Single.Only) is r.Single.Only
    assert r.other_level(r.Level.Low) is r.Level.High
    assert r.other_level(r.Level.High) is r.Level.Low
    assert r.matching_suit(r.Suit.Clubs) is r.Suit.Spades


@pytest.mark.parametrize("width", WIDTHS)
def test_every_width(width):
    kind = getattr(r, "Enum" + width.upper())
    call = getattr(r, "same_enum_" + width)
    for member in kind:
        assert call(member) is member
        assert call(member.value) is member


def test_numbers_in_rust():
    for member in r.EnumU32:
        assert r.enum_u32_to_u64(member) == member.value
    for width in ("i8", "i16", "i32"):
        for member in getattr(r, "Enum" + width.upper()):
            assert getattr(r, f"enum_{width}_to_i64")(member) == member.value


def test_plain_values():
    assert r.next_color(1) is r.Color.Green
    assert r.next_color(7) is r.Color.Red
    assert r.next_color(Index(2)) is r.Color.Blue
    assert r.other_level(-5) is r.Level.High
    assert r.same_colors(1, r.Color.Red) is True


def test_numpy_values():
    numpy = pytest.importorskip("numpy")
    assert r.next_color(numpy.uint8(7)) is r.Color.Red
    assert r.other_level(numpy.int64(-5)) is r.Level.High
    assert refusal(ValueError, r.next_color, numpy.int64(3)) == (
        "next_color(): argument 'color': 3 is no Color"
    )
    assert "must be Color" in refusal(TypeError, r.next_color, numpy.float64(1))


@pytest.mark.parametrize(
    "value", [0, 3, 6, 8, -1, 255, 257, 263, 2**32 + 1, 2**64, -255]
)
def test_values_that_are_no_variant(value):
    message = refusal(ValueError, r.next_color, value)
    assert message == f"next_color(): argument 'color': {value} is no Color"
    message = refusal(ValueError, r.same_colors, r.Color.Red, value)
    assert message == f"same_colors(): argument 'b': {value} is no Color"


def test_negative_values_that_are_no_variant():
    for value in (251, 2**32 - 5, 0, -4, 4):
        message = refusal(ValueError, r.other_level, value)
        assert message == f"other_level(): argument 'level': {value} is no Level"


@pytest.mark.parametrize(
    "value",
    [
        r.Level.High,
        r.Direction.East,
        Other.Red,
        True,
        False,
        None,
        "Red",
        b"\x01",
        1.0,
        1j,
        [],
        object(),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_no_variant(value):
    wrong = type(value).__name__
    message = refusal(TypeError, r.next_color, value)
    assert message == f"next_color(): argument 'color' must be Color, not {wrong}"
    message = refusal(TypeError, r.same_colors, r.Color.Red, value)
    assert message == f"same_colors(): argument 'b' must be Color, not {wrong}"


def test_a_class_is_no_variant():
    with pytest.raises(TypeError, match="argument 'color' must be Color"):
        r.next_color(r.Color)


def test_between_numbers():
    arguments = {
        "color": r.Color.Blue,
        "fraction": 0.5,
        "level": r.Level.High,
        "integer": 1,
        "wide": r.EnumU32.High,
        "direction": r.Direction.West,
    }
    assert r.count_last(**arguments) == 6
    assert r.count_last(*arguments.values()) == 6
    assert r.count_last(7, -1.0, -5, -(2**63), 0, 3) == 2
    for name, value in arguments.items():
        wanted = type(value).__name__
        message = refusal(TypeError, r.count_last, **dict(arguments, **{name: "x"}))
        assert message == f"count_last(): argument {name!r} must be {wanted}, not str"


def test_renamed():
    assert r.Suit.__name__ == "Suit"
    assert not hasattr(r, "CardSuit")


def test_tricky_names():
    names = [member.name for member in r.Tricky]
    assert [member.value for member in r.Tricky] == list(range(15))
    for member in r.Tricky:
        assert member.name.isidentifier()
        assert not keyword.iskeyword(member.name)
        assert getattr(r.Tricky, member.name) is member
        assert r.same_tricky(member) is member
        assert r.same_tricky(member.value) is member
    plain = r.Tricky.Plain
    assert (plain.name, plain.value) == ("Plain", 14)
    for name in ("None_", "True_", "False_", "name_", "value_", "mro_", "lambda_"):
        assert name in names
    # What every integer and every enum can do.
    assert plain.real == 14
    assert plain.to_bytes(1, "little") == b"\x0e"
    assert r.Tricky.mro()[0] is r.Tricky
    assert isinstance(plain, r.Tricky)
    with pytest.raises(ValueError, match="15"):
        r.Tricky(15)


@pytest.mark.parametrize("name", VALUES)
def test_copies(name):
    for member in getattr(r, name):
        assert copy.copy(member) is member
        assert copy.deepcopy(member) is member
        for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
            assert pickle.loads(pickle.dumps(member, protocol)) is member


def test_members_are_integers():
    assert r.Color.Red + 1 == 2
    assert r.Color.Red == 1
    assert {r.Color.Red: "red"}[1] == "red"
    assert sorted([r.Color.Blue, r.Color.Red]) == [r.Color.Red, r.Color.Blue]
    assert [0, 1, 2][r.Color.Green] == 2


def test_members_are_constant():
    with pytest.raises(AttributeError):
        r.Color.Red = 5
    with pytest.raises(TypeError):

        class More(r.Color):
            """Enums with members cannot be extended."""


@pytest.mark.skipif(sys.version_info < (3, 10), reason="no match statement")
def test_match():
    scope = {"r": r}
    exec(  # noqa: S102 (older versions cannot parse it)
        """
def describe(color):
    match color:
        case r.Color.Red:
            return "red"
        case r.Color.Green | r.Color.Blue:
            return "cold"
""",
        scope,
    )
    assert scope["describe"](r.next_color(r.Color.Blue)) == "red"
    assert scope["describe"](r.Color.Blue) == "cold"


def test_signatures():
    assert typing.get_type_hints(r.next_color) == {"color": r.Color, "return": r.Color}


def test_docs():
    doc = inspect.getdoc(r.Color)
    assert doc.startswith("A color of the palette.")
    before, after = doc.split("Attributes:")
    assert before.strip() == "A color of the palette."
    for text in ("Red: Like a tomato.", "Green: Like grass.", "Or like a frog."):
        assert text in after
    assert "plain comment" not in doc
    assert inspect.getdoc(r.Direction).strip() == "Numbered from zero."
