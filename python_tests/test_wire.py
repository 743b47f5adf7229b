"""`Wire`: values without a layout that C knows, as plain data of Python."""

import array
import collections
import ctypes
import gc
import math
import pickle
import random
import struct
import sys
import threading
import tracemalloc
import types
import typing

import pytest
from helpers import Index, copies_of, refusal

import reference_project as r

E = r.Event
SURROGATE = "x\ud800"
TOO_LONG = "and a `Wire` holds at most 2147483647"


def make_address(**changes):
    return r.Address(**dict({"street": "Main Street", "number": 5}, **changes))


def make_user(**changes):
    fields = {
        "id": 2**64 - 1,
        "name": "Ada",
        "role": r.Role.Owner,
        "active": True,
        "score": 0.5,
        "address": make_address(),
        "position": r.Vec2(1.5, -2.5),
        "emails": ["a@b", "", "ö\0"],
        "nickname": None,
        "avatar": b"\x00\xff",
        "history": [1.5, -0.0, math.inf],
        "attributes": {"color": "red", "": ""},
    }
    return r.User(**dict(fields, **changes))


def make_station(**changes):
    fields = {
        "id": 1,
        "name": "Alpha",
        "company": "Weather",
        "country": "CH",
        "latitude": 47.5,
        "longitude": 8.5,
        "altitude": 400.5,
        "online": True,
        "visible": False,
        "color": r.Color.Blue,
        "sensors": 65535,
        "errors": 4,
        "offset": -5,
        "started": -(2**63),
        "battery": 0.25,
        "remark": "windy",
        "firmware": r.Release(1, 2, 3),
        "tags": ["a", "bc"],
        "readings": [1.0, 2.0, 3.0],
    }
    return r.Station(**dict(fields, **changes))


def make_numbers(**changes):
    fields = {
        "a_bool": True,
        "a_u8": 255,
        "a_u16": 65535,
        "a_u32": 2**32 - 1,
        "a_u64": 2**64 - 1,
        "a_usize": 2**64 - 1,
        "an_i8": -128,
        "an_i16": -(2**15),
        "an_i32": -(2**31),
        "an_i64": -(2**63),
        "an_isize": -(2**63),
        "an_f32": 0.5,
        "an_f64": -0.1,
        "bools": [True, False],
        "shorts": [-1, 32767],
        "floats": [1.5, -2.5],
        "digest": b"abcd",
        "triple": [1, -2, 3],
        "colors": [r.Color.Red, r.Color.Blue],
        "levels": list(r.EnumI16),
    }
    return r.Numbers(**dict(fields, **changes))


EMPTY_OPTIONS = {
    "number": None,
    "text": None,
    "place": None,
    "other": None,
    "other_place": None,
    "items": [],
    "list_": None,
    "twice": None,
    "both": None,
    "map": {},
    "user": None,
    "calibration": None,
}
FULL_OPTIONS = {
    "number": 1,
    "text": "x",
    "place": r.Vec2(1, 2),
    "other": 2,
    "other_place": r.Vec2(3, 4),
    "items": [1, None, 3],
    "list_": ["a", None],
    "twice": r.Some(5),
    "both": r.Some("x"),
    "map": {"a": None, "b": r.Color.Red},
    "user": make_address(number=None),
    "calibration": r.Calibration(1, 2, True),
}
if "list" in r.Options.__match_args__:
    EMPTY_OPTIONS["list"] = EMPTY_OPTIONS.pop("list_")
    FULL_OPTIONS["list"] = FULL_OPTIONS.pop("list_")


def make_options(**changes):
    return r.Options(**dict(EMPTY_OPTIONS, **changes))


def make_keys(**changes):
    fields = {
        "numbers": {-1: 2, 2**63 - 1: 0},
        "roles": {r.Role.Guest: 1, r.Role.Owner: 2},
        "flags": {True: "yes", False: "no"},
        "bytes": {b"": 1, b"ab": 2},
        "digests": {b"ab": True},
        "options": {None: 1.0, 3: 2.0},
    }
    if "bytes_" in r.Keys.__match_args__:
        fields["bytes_"] = fields.pop("bytes")
    return r.Keys(**dict(fields, **changes))


def make_forest():
    leaf = r.Leaf("oak", {"a": {1: [1, 2, 3], 2: []}, "b": {}})
    return r.Forest({"x": [r.Branch({7: [leaf, r.Leaf("", {})]})], "y": []})


EVENTS = [
    E.Started(),
    E.Renamed(""),
    E.Renamed("ä" * 1000),
    E.Counted(0),
    E.Counted(2**32 - 1),
    E.Listed([]),
    E.Listed(["a", "b"]),
    E.Mapped({}),
    E.Mapped({1: "a", 2**32 - 1: ""}),
    E.Joined(make_user()),
    E.Moved(r.Vec3(1, 2, 3)),
    E.Painted(r.Color.Green),
    E.Maybe(None),
    E.Maybe("x"),
]

# Of each wire a function that returns what it gets, and values that come back as they are.
SAME = {
    r.wire_text: ["", "a", "häß", "\0", "𝄞" * 1000, "\U0010ffff"],
    r.wire_number: [0, 1, 2**32 - 1],
    r.wire_role: list(r.Role),
    r.wire_digest: [bytes(32), bytes(range(32))],
    r.wire_bytes: [b"", b"\0\xff", bytes(range(256)) * 100],
    r.wire_ints: [[], [0, 2**32 - 1], list(range(1000))],
    r.wire_texts: [[], [""], ["a", "ö"] * 100],
    r.wire_map: [{}, {"": []}, {"a": [make_address()], "b": [make_address()] * 3}],
    r.wire_optional: [None, [], ["a"]],
    r.wire_calibration: [
        r.Calibration(0.5, -0.25, None),
        r.Calibration(0.5, -0.25, False),
    ],
    r.wire_user: [
        make_user(),
        make_user(nickname="", emails=[], attributes={}, avatar=b"", history=[]),
    ],
    r.wire_users: [[], [make_user(), make_user(name="")]],
    r.wire_station: [
        make_station(),
        make_station(battery=None, remark=None, firmware=r.Release(0, 0, None)),
    ],
    r.wire_event: EVENTS,
    r.wire_events: [EVENTS, []],
    r.wire_numbers: [make_numbers(), make_numbers(bools=[], shorts=[], levels=[])],
    r.wire_options: [
        make_options(),
        make_options(**FULL_OPTIONS),
        make_options(twice=r.Some(None), both=r.Some(None)),
    ],
    r.wire_keys: [make_keys(), make_keys(numbers={}, options={})],
    r.wire_forest: [r.Forest({}), make_forest()],
    r.wire_named: [r.NamedVecVec3("", []), r.NamedVecVec3("x", [r.Vec3(1, 2, 3)])],
    r.wire_primitives: [
        r.AllPrimitives(True, 1, 2, 3, 4, 5, -1, -2, -3, -4, -5, 0.5, 0.25)
    ],
    r.wire_array: [r.Digest(bytes(range(16)))],
    r.wire_checked: [make_address()],
    r.wire_untouched: [make_user()],
    r.wire_in_option: [None, [], ["a"]],
}


def codec_of(function):
    """The codec of what a function of one argument takes."""
    names = {name for name in function.__code__.co_names if name.startswith("_codec_")}
    (name,) = {name for name in names if "Option" not in name or "Wire" in name[:11]}
    return getattr(r, name)


def wires():
    """Every codec of a wire, and a value of it."""
    for function, values in SAME.items():
        if function not in (r.wire_in_option, r.wire_checked):
            for value in values:
                yield codec_of(function), value


# Values that come back


@pytest.mark.parametrize("function", SAME, ids=lambda it: it.__name__)
def test_values_come_back(function):
    for value in SAME[function]:
        returned = function(value)
        assert returned == value
        assert type(returned) is type(value)


def test_text_sizes():
    assert r.wire_text_size("äö\0") == 5
    assert r.wire_text_size("x" * 10**6) == 10**6


def test_bare_structs_are_what_they_are_by_value():
    assert r.wire_vec3(r.Vec3(1, 2, 3)) == r.Vec3(1, 2, 3)
    assert r.swap_vec2(r.wire_user(make_user()).position) == r.Vec2(-2.5, 1.5)


def test_results():
    assert r.wire_checked(make_address()) == make_address()
    with pytest.raises(r.MathErrorException) as caught:
        r.wire_checked(make_address(street=""))
    assert caught.value.error is r.MathError.Negative
    with pytest.raises(r.NullError, match=r"wire_fail\(\) returned null"):
        r.wire_fail("x")


def test_options_at_every_level():
    assert r.wire_options_count(make_options()) == 0
    # Ten that hold a value, two of three items, and one of two values.
    assert r.wire_options_count(make_options(**FULL_OPTIONS)) == 13
    assert (
        r.wire_options_count(make_options(items=[1, 2, None], twice=r.Some(None))) == 3
    )


def test_four_levels():
    forest = make_forest()
    assert r.wire_forest_sum(forest) == 6
    forest.trees["y"].append(forest.trees["x"][0])
    assert r.wire_forest_sum(forest) == 12


def test_numbers_that_wrap_nowhere():
    assert r.wire_sum([2**32 - 1] * 3) == 3 * (2**32 - 1)
    assert r.wire_count_up(5) == [0, 1, 2, 3, 4]
    assert r.wire_count_up(0) == []
    # On either side of where they are read in another way.
    for count in (255, 256, 257):
        assert r.wire_count_up(count) == list(range(count))


def test_floats_too_large_become_infinite():
    station = make_station(altitude=1e300, battery=-1e300)
    returned = r.wire_station(station)
    assert (returned.altitude, returned.battery) == (math.inf, -math.inf)
    numbers = make_numbers(floats=[1e300, 1.0], an_f32=math.nan)
    returned = r.wire_numbers(numbers)
    assert returned.floats == [math.inf, 1.0]
    assert math.isnan(returned.an_f32)


# What is taken


@pytest.mark.parametrize(
    "values",
    [
        (1, 2, 3),
        range(1, 4),
        array.array("I", [1, 2, 3]),
        memoryview(array.array("I", [1, 2, 3])),
        (ctypes.c_uint32 * 3)(1, 2, 3),
        collections.deque([1, 2, 3]),
        [True, Index(2), 3],
    ],
    ids=lambda it: type(it).__name__,
)
def test_sequences_of_numbers(values):
    assert r.wire_ints(values) == [1, 2, 3]
    assert r.wire_sum(values) == 6


def test_numpy(numpy):
    values = numpy.arange(5, dtype="uint32")
    assert r.wire_ints(values) == [0, 1, 2, 3, 4]
    assert r.wire_ints(list(values)) == [0, 1, 2, 3, 4]
    assert r.wire_bytes(values.view("uint8"))[:5] == bytes([0, 0, 0, 0, 1])
    history = numpy.array([0.5, 1.5])
    user = make_user(history=history)
    assert user.history is history
    assert r.wire_user(user).history == [0.5, 1.5]
    numbers = make_numbers(bools=numpy.array([True, False]), a_bool=numpy.bool_(True))
    assert r.wire_numbers(numbers).bools == [True, False]
    text = "wire_ints(): argument 'x' must be a buffer of u32, not of f64"
    assert text in refusal(TypeError, r.wire_ints, history)


@pytest.mark.parametrize(
    "value", [bytearray(b"abc"), memoryview(b"abc"), [97, 98, 99], (97, 98, Index(99))]
)
def test_bytes(value):
    assert r.wire_bytes(value) == b"abc"
    assert r.wire_user(make_user(avatar=value)).avatar == b"abc"
    # A field of bytes is bytes from then on.
    assert make_user(avatar=value).avatar == b"abc"


def test_bools_in_a_buffer_are_one_or_zero():
    memory = (ctypes.c_bool * 2).from_buffer(bytearray(b"\x07\x00"))
    assert r.wire_numbers(make_numbers(bools=memory)).bools == [True, False]


def test_arrays():
    assert r.wire_digest(bytearray(32)) == bytes(32)
    assert r.wire_digest(list(range(32))) == bytes(range(32))
    numbers = make_numbers(triple=(1, 2, 3), digest=[1, 2, 3, 4], colors=(2, 1))
    returned = r.wire_numbers(numbers)
    assert returned.triple == [1, 2, 3]
    assert returned.digest == b"\1\2\3\4"
    assert returned.colors == [r.Color.Green, r.Color.Red]


class Text(str):
    """A text that claims to be another."""

    def encode(self, *_):
        return b"\xff"

    def __eq__(self, other):
        return self is other

    def __hash__(self):
        return id(self)


class Pairs(typing.Mapping[str, str]):
    """A mapping that is no dict."""

    def __init__(self, **pairs):
        self.pairs = pairs

    def __getitem__(self, key):
        return self.pairs[key]

    def __iter__(self):
        return iter(self.pairs)

    def __len__(self):
        return len(self.pairs)


class OtherUser(r.User):
    """A class of Python's own."""


class OtherPoint(r.Vec2):
    """The same of a struct that C knows."""


def test_subclasses_and_the_like():
    assert r.wire_text(Text("a")) == "a"
    assert r.wire_texts([Text("a"), "b"]) == ["a", "b"]
    assert r.wire_texts(("a", "b")) == ["a", "b"]
    user = make_user(
        attributes=Pairs(a="b"), emails=("a", Text("b")), position=OtherPoint(3, 4)
    )
    returned = r.wire_user(user)
    assert returned.attributes == {"a": "b"}
    assert returned.emails == ["a", "b"]
    assert returned.position == r.Vec2(3, 4)
    names = r.User.__match_args__
    other = OtherUser(*[getattr(user, name) for name in names])
    assert r.wire_user(other) == returned
    assert r.wire_map(types.MappingProxyType({"a": ()})) == {"a": []}
    assert r.wire_map(collections.OrderedDict(a=[])) == {"a": []}
    assert r.wire_role(300) is r.Role.Owner


# Classes


def test_fields():
    user = make_user()
    assert user.name == "Ada"
    user.name = "Bob"
    user.role = 1
    assert (user.name, user.role) == ("Bob", r.Role.Member)
    with pytest.raises(AttributeError):
        user.nme = "x"
    with pytest.raises(TypeError):
        r.Address("a")
    with pytest.raises(TypeError):
        r.Address(street="a", number=1, other=2)
    assert r.Address("a", 1) == r.Address(number=1, street="a")
    assert r.Address("a", 1) != r.Address("a", None)
    assert repr(r.Address("a", None)) == "Address(street='a', number=None)"
    assert r.Address.__match_args__ == ("street", "number")
    with pytest.raises(TypeError, match="unhashable"):
        hash(r.Address("a", 1))


def test_lists_and_dicts_stay_what_they_are():
    emails, attributes = ["a"], {"a": "b"}
    user = make_user(emails=emails, attributes=attributes)
    assert user.emails is emails
    assert user.attributes is attributes
    user.emails.append("b")
    assert r.wire_user(user).emails == ["a", "b"]
    assert make_user(emails=("a",)).emails == ["a"]


@pytest.mark.parametrize(
    ("name", "value", "error", "text"),
    [
        ("name", 5, TypeError, "User.name must be str, not int"),
        ("name", None, TypeError, "User.name must be str, not NoneType"),
        ("name", SURROGATE, UnicodeEncodeError, "(User.name)"),
        (
            "id",
            -1,
            OverflowError,
            "User.id must be in 0..=18446744073709551615, got -1",
        ),
        ("id", 1.5, TypeError, "User.id must be int, not float"),
        ("active", 1, TypeError, "User.active must be bool, not int"),
        ("role", 2, ValueError, "User.role: 2 is no Role"),
        ("role", r.Color.Red, TypeError, "User.role must be Role, not Color"),
        ("score", "1", TypeError, "User.score must be float, not str"),
        ("address", "x", TypeError, "User.address must be Address, not str"),
        ("position", (1, 2), TypeError, "User.position must be Vec2, not tuple"),
        ("emails", "abc", TypeError, "User.emails must be a sequence, not str"),
        ("emails", {"a"}, TypeError, "User.emails must be a sequence, not set"),
        ("emails", None, TypeError, "User.emails must be a sequence, not NoneType"),
        ("nickname", 5, TypeError, "User.nickname must be str, not int"),
        ("avatar", "abc", TypeError, "User.avatar must be a sequence or a buffer"),
        ("avatar", [256], OverflowError, "User.avatar[0] must be in 0..=255, got 256"),
        ("history", 5, TypeError, "User.history must be a sequence or a buffer"),
        ("attributes", [], TypeError, "User.attributes must be a mapping, not list"),
    ],
)
def test_fields_that_do_not_fit(name, value, error, text):
    assert text in refusal(error, make_user, **{name: value})
    user = make_user()
    assert text in refusal(error, setattr, user, name, value)
    assert user == make_user()


def test_payloads_that_do_not_fit():
    text = "Event.Renamed(): argument 'value' must be str, not int"
    assert refusal(TypeError, E.Renamed, 5) == text
    text = "Event.Listed(): argument 'value' must be a sequence, not str"
    assert refusal(TypeError, E.Listed, "abc") == text
    assert isinstance(E.Joined(make_user()), E)
    assert E.Renamed("a") == E.Renamed("a") != E.Renamed("b")
    assert repr(E.Mapped({1: "a"})) == "Event.Mapped({1: 'a'})"
    assert len({E.Started(), E.Started(), E.Counted(1), E.Counted(1)}) == 2


@pytest.mark.parametrize(
    "value", [make_user(), make_forest(), make_numbers(), E.Joined(make_user())]
)
def test_copies(value):
    for copied in copies_of(value):
        assert copied == value
        assert type(copied) is type(value)
    assert pickle.loads(pickle.dumps(value)) == value


def test_docs():
    assert r.User.__doc__.startswith("Somebody who has an account.")
    assert "    id: Unique." in r.User.__doc__
    assert r.User.id.__doc__ == "Unique."


# What is refused, before Rust sees it


def deep_forest(value):
    leaf = r.Leaf("oak", {"a": {1: [1, value]}})
    return r.Forest({"x": [r.Branch({}), r.Branch({7: [leaf]})]})


def with_emails(*emails):
    return make_user(emails=list(emails))


class Weird:
    def __repr__(self):
        return "weird" * 100


@pytest.mark.parametrize(
    ("function", "value", "error", "text"),
    [
        (r.wire_text, 5, TypeError, "wire_text(): argument 'x' must be str, not int"),
        (r.wire_text, b"a", TypeError, "argument 'x' must be str, not bytes"),
        (r.wire_text, None, TypeError, "argument 'x' must be str, not NoneType"),
        (r.wire_text, SURROGATE, UnicodeEncodeError, "(wire_text(): argument 'x')"),
        (r.wire_number, 2**32, OverflowError, "must be in 0..=4294967295"),
        (r.wire_number, 1.0, TypeError, "argument 'x' must be int, not float"),
        (r.wire_role, 7, ValueError, "wire_role(): argument 'x': 7 is no Role"),
        (r.wire_role, r.Color.Red, TypeError, "must be Role, not Color"),
        (r.wire_role, True, TypeError, "must be Role, not bool"),
        (r.wire_digest, b"", ValueError, "must be of length 32, got length 0"),
        (r.wire_digest, bytes(33), ValueError, "must be of length 32, got length 33"),
        (r.wire_digest, [0] * 31, ValueError, "must be of length 32, got length 31"),
        (r.wire_digest, [0] * 31 + [256], OverflowError, "'x'[31] must be in 0..=255"),
        (r.wire_digest, None, TypeError, "must be a sequence or a buffer"),
        (r.wire_ints, [0, -1], OverflowError, "'x'[1] must be in 0..=4294967295"),
        (r.wire_ints, [0, "1"], TypeError, "'x'[1] must be int, not str"),
        (r.wire_ints, "12", TypeError, "'x' must be a sequence or a buffer, not str"),
        (r.wire_ints, array.array("i", [1]), TypeError, "a buffer of u32, not of i32"),
        (
            r.wire_ints,
            {1: 2},
            TypeError,
            "'x' must be a sequence or a buffer, not dict",
        ),
        (r.wire_texts, ["a", None], TypeError, "'x'[1] must be str, not NoneType"),
        (r.wire_texts, ["a", SURROGATE], UnicodeEncodeError, "argument 'x'[1])"),
        (r.wire_texts, iter(["a"]), TypeError, "'x' must be a sequence, not list_iter"),
        (r.wire_map, [], TypeError, "argument 'x' must be a mapping, not list"),
        (r.wire_map, {5: []}, TypeError, "argument 'x': key 5 must be str, not int"),
        (r.wire_map, {"a": [5]}, TypeError, "'x'['a'][0] must be Address, not int"),
        (r.wire_map, {SURROGATE: []}, UnicodeEncodeError, "key 'x\\ud800')"),
        (r.wire_map, {Weird(): []}, TypeError, "key weirdweird"),
        (r.wire_optional, "abc", TypeError, "'x' must be a sequence, not str"),
        (r.wire_user, make_address(), TypeError, "'x' must be User, not Address"),
        (r.wire_user, None, TypeError, "'x' must be User, not NoneType"),
        (r.wire_user, with_emails("a", 5), TypeError, "'x'.emails[1] must be str"),
        (r.wire_users, [make_user(), 1], TypeError, "'x'[1] must be User, not int"),
        (r.wire_event, E, TypeError, "argument 'x' must be Event, not type"),
        (r.wire_event, 1, TypeError, "argument 'x' must be Event, not int"),
        (r.wire_event, E.Listed([1]), TypeError, "'x'.value[0] must be str, not int"),
        (
            r.wire_forest,
            deep_forest("a"),
            TypeError,
            "trees['x'][1].leaves[7][0].veins",
        ),
        (
            r.wire_forest,
            deep_forest("a"),
            TypeError,
            "['a'][1][1] must be int, not str",
        ),
        (
            r.wire_forest_sum,
            deep_forest(-1),
            OverflowError,
            "must be in 0..=4294967295",
        ),
    ],
)
def test_what_is_refused(function, value, error, text, balance):
    assert text in refusal(error, function, value)
    # Nothing was made for Rust, nor is anything kept.
    before = balance.counts()
    for _ in range(10):
        refusal(error, function, value)
    after = balance.counts()
    assert after.allocations == before.allocations
    assert after.alive == before.alive


def test_lists_are_looked_at_by_the_call():
    numbers = make_numbers()
    for name, value, text in [
        ("bools", [True, 1], "'x'.bools[1] must be bool, not int"),
        ("bools", (True, None), "'x'.bools[1] must be bool, not NoneType"),
        ("shorts", [0, 32768], "'x'.shorts[1] must be in -32768..=32767, got 32768"),
        ("floats", [0, "1"], "'x'.floats[1] must be float, not str"),
        ("levels", [3], "'x'.levels[0]: 3 is no EnumI16"),
        ("levels", [r.Color.Red], "'x'.levels[0] must be EnumI16, not Color"),
        ("colors", [r.Color.Red, 5], "'x'.colors[1]: 5 is no Color"),
    ]:
        good = getattr(numbers, name)
        setattr(numbers, name, value)
        with pytest.raises((TypeError, ValueError, OverflowError)) as caught:
            r.wire_numbers(numbers)
        assert f"wire_numbers(): argument {text}" == str(caught.value)
        setattr(numbers, name, good)
    colors = [r.Color.Red, r.Color.Red]
    numbers.colors = colors
    colors.append(r.Color.Red)
    text = "wire_numbers(): argument 'x'.colors must be of length 2, got length 3"
    assert refusal(ValueError, r.wire_numbers, numbers) == text
    text = "Numbers.triple must be of length 3, got length 2"
    assert refusal(ValueError, make_numbers, triple=[1, 2]) == text
    text = "Numbers.digest must be of length 4, got length 5"
    assert refusal(ValueError, make_numbers, digest=b"12345") == text


def test_options_that_do_not_fit():
    text = "Options.twice must be Some or None, not int"
    assert refusal(TypeError, make_options, twice=5) == text
    text = "Options.number must be int, not str"
    assert refusal(TypeError, make_options, number="5") == text
    options = make_options(items=[r.Some(5)])
    text = "wire_options(): argument 'x'.items[0] must be int, not Some"
    assert refusal(TypeError, r.wire_options, options) == text


def test_keys_that_mean_the_same():
    two = {Index(1): 1, Index(1): 2}
    text = ".numbers: key "
    said = refusal(ValueError, r.wire_keys, make_keys(numbers=two))
    assert text in said
    assert said.endswith("means the same as another")
    two = {Text("a"): [], Text("a"): []}
    said = refusal(ValueError, r.wire_map, two)
    assert said == "wire_map(): argument 'x': key 'a' means the same as another"
    # An enum's member is its value.
    assert r.wire_keys(make_keys(roles={1: 2})).roles == {r.Role.Member: 2}


def test_another_thing_in_a_private_slot_is_refused():
    user = object.__new__(r.User)
    with pytest.raises(AttributeError):
        r.wire_user(user)


class Pretender:
    """Says that it is a user."""

    @property
    def __class__(self):
        return r.User

    def __getattr__(self, name):
        return getattr(make_user(), name)


def test_what_pretends_to_be_another_is_refused():
    text = "wire_user(): argument 'x' must be User, not Pretender"
    assert refusal(TypeError, r.wire_user, Pretender()) == text
    text = "wire_users(): argument 'x'[0] must be User, not Pretender"
    assert refusal(TypeError, r.wire_users, [Pretender()]) == text
    assert text[:5] in refusal(TypeError, r.wire_user, make_user.__class__)


def test_too_long(balance):
    block = bytes(1 << 20)
    before = balance.counts()
    user = make_user(avatar=block)
    said = refusal(OverflowError, r.wire_users, [user] * 2100)
    assert said.startswith("wire_users(): argument 'x' takes 22")
    assert said.endswith(TOO_LONG)
    large = make_user(avatar=bytes((1 << 24) + 1))
    said = refusal(OverflowError, r.wire_users, [large] * 130)
    assert said.endswith(TOO_LONG)
    assert balance.counts().allocations == before.allocations
    assert r.wire_user(large) == large
    said = refusal(OverflowError, r.wire_ints, range(2**31))
    assert said.startswith("wire_ints(): argument 'x' takes 2147483648 bytes or more")
    said = refusal(OverflowError, r.wire_texts, range(2**40))
    assert said.endswith(TOO_LONG)


# What changes while it is looked at


class Changing:
    """Does something when it is looked at."""

    def __init__(self, action, value=1):
        self.action = action
        self.value = value

    def __index__(self):
        self.action()
        return self.value


def test_changes_by_what_is_written():
    values = []
    values += [1, Changing(values.clear), 3]
    assert r.wire_ints(values) == [1, 1, 3]
    values += [1, Changing(lambda: values.extend([5] * 1000)), 3]
    assert r.wire_ints(values) == [1, 1, 3]
    numbers = make_numbers()
    numbers.shorts = [1, Changing(lambda: numbers.shorts.clear()), 3]
    assert r.wire_numbers(numbers).shorts == [1, 1, 3]
    keys = make_keys()
    changing = Changing(keys.numbers.clear)
    keys.numbers = {1: changing, 2: 5}
    changing.action = keys.numbers.clear
    # What is unusual is looked at twice, and is gone by then.
    assert r.wire_keys(keys).numbers in ({1: 1, 2: 5}, {})


def test_changes_by_other_threads(loops):
    users = [make_user(emails=["x"] * number) for number in range(20)]
    is_over = []

    def change():
        rounds = random.Random(1)
        while not is_over:
            # Of a copy: the other thread may have taken one out meanwhile.
            user = rounds.choice(users[:])
            user.emails.append("another")
            user.history = [1.0] * rounds.randrange(9)
            user.attributes[str(rounds.randrange(99))] = "x"
            user.nickname = None if user.nickname else "nick"
            if len(user.emails) > 50:
                del user.emails[5:]
                user.attributes.clear()
            users.append(users.pop(0))

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    threads = [threading.Thread(target=change) for _ in range(2)]
    try:
        for thread in threads:
            thread.start()
        for _ in range(loops(2000)):
            # Malformed bytes would end the process.
            try:
                r.wire_users(users)
            except RuntimeError as error:
                assert "changed size" in str(error)
    finally:
        is_over.append(True)
        for thread in threads:
            thread.join()
        sys.setswitchinterval(interval)


class Unprintable(str):
    __slots__ = ()

    def __repr__(self):
        raise LookupError


def test_keys_that_cannot_be_printed():
    assert r.wire_map({Unprintable("a"): []}) == {"a": []}
    with pytest.raises(TypeError, match="\\[<Unprintable>\\] must be"):
        r.wire_map({Unprintable("a"): 5})


def test_a_refused_call_lets_go_of_buffers():
    history = array.array("d", [1.0] * 5)
    user = make_user(history=history)
    user.attributes["bad"] = 5
    with pytest.raises(TypeError) as caught:
        r.wire_users([user])
    history.append(1.0)
    assert "attributes" in str(caught.value)


# Malformed bytes, as no Rust would return them


def test_what_is_written_is_read():
    for codec, value in wires():
        data = codec.lower(value, "")
        assert codec.read(data) == value
        # The careful way writes the same.
        parts = []
        codec.wired.put(value, "", parts.append)
        assert b"".join(parts) == data


def test_every_cut_is_an_error():
    for codec, value in wires():
        data = codec.lower(value, "")
        for size in range(min(len(data), 2000)):
            with pytest.raises(r.InteropError, match="returned no such value"):
                codec.read(data[:size])
        with pytest.raises(r.InteropError, match="returned no such value"):
            codec.read(data + b"\0")


def test_claims_of_more_than_there_is():
    ints = codec_of(r.wire_ints)
    text = "a Wire: the native library returned no such value: "
    for call, reason in [
        (lambda: ints.read(b"\xff\xff\xff\xff"), "4294967295 items cannot be in 0 byt"),
        (
            lambda: codec_of(r.wire_texts).read(b"\2\0\0\0abcd"),
            "2 items cannot be in 4",
        ),
        (lambda: codec_of(r.wire_text).read(b"\2\0\0\0a"), "takes 6 bytes, and there"),
        (lambda: codec_of(r.wire_text).read(b"\1\0\0\0\xff"), "'utf-8' codec"),
        (lambda: codec_of(r.wire_role).read(b"\2\0"), "which is no Role"),
        (lambda: codec_of(r.wire_event).read(b"\x09"), "9 is no Event"),
        (lambda: codec_of(r.wire_optional).read(b"\2"), "2 is no tag of an option"),
    ]:
        assert refusal(r.InteropError, call).startswith(text)
        assert reason in refusal(r.InteropError, call)


def test_malformed_bytes(loops):
    rounds = random.Random(42)
    samples = [(codec, codec.lower(value, "")) for codec, value in wires()]
    samples = [(codec, data) for codec, data in samples if 0 < len(data) < 5000]
    refused = 0
    tracemalloc.start()
    try:
        for _ in range(loops(100_000)):
            codec, data = rounds.choice(samples)
            changed = bytearray(data)
            for _ in range(rounds.randrange(1, 4)):
                at = rounds.randrange(len(changed) + 1)
                kind = rounds.randrange(4)
                if kind == 0:
                    changed[at : at + 1] = bytes([rounds.randrange(256)])
                elif kind == 1:
                    changed[at : at + 4] = struct.pack("<I", rounds.getrandbits(32))
                elif kind == 2:
                    del changed[at:]
                else:
                    changed[at:at] = rounds.getrandbits(32).to_bytes(4, "little")
            try:
                codec.read(bytes(changed))
            except r.InteropError as error:
                assert type(error) is r.InteropError
                refused += 1
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert refused > loops(100_000) // 3
    assert peak < 10 << 20


# Who owns what


def test_rust_keeps_what_it_gets(balance):
    def keep():
        assert r.wire_keep(make_address(street="kept" * 100)) is None
        gc.collect()
        filler = [bytes(420) for _ in range(1000)]
        returned = r.wire_keep(None)
        assert returned == make_address(street="kept" * 100)
        del filler

    balance.assert_steady(keep)


def test_lent_and_changed_in_place(balance):
    def run():
        assert r.wire_lent_size("äö") == 4
        assert refusal(TypeError, r.wire_lent_size, 5).startswith("wire_lent_size()")
        text = r.Ref("ab")
        r.wire_double(text)
        assert text.value == "abab"
        assert "argument 'x'" in refusal(TypeError, r.wire_double, "ab")
        assert "str" in refusal(TypeError, r.wire_double, r.Ref(5))

    balance.assert_steady(run)


def test_in_structs(balance):
    def run():
        delivery = r.Delivery(3, make_user())
        returned = r.wire_delivery(delivery)
        assert returned == delivery
        assert returned.user == make_user()
        delivery.user.emails.append(5)
        said = refusal(TypeError, r.wire_delivery, delivery)
        assert "argument 'x'.user.emails[3] must be str, not int" in said
        said = refusal(TypeError, r.Delivery, 3, 4)
        assert said == "Delivery.user must be User, not int"

    balance.assert_steady(run)


def test_steady(balance, loops):
    user, event = make_user(), E.Joined(make_user())
    bad = make_user(emails=[5])

    def run():
        r.wire_user(user)
        r.wire_event(event)
        r.wire_text("abc")
        refusal(TypeError, r.wire_user, bad)
        with pytest.raises(r.MathErrorException):
            r.wire_checked(make_address(street=""))

    balance.assert_steady(run, loops(10_000))


def test_what_cannot_be_read_is_freed(balance, monkeypatch):
    def read(_data, _at):
        raise ValueError("on purpose")

    wired = r._codec_WireUser.wired
    user = make_user()
    r.wire_user(user)
    monkeypatch.setattr(wired, "read", read)

    def run():
        said = refusal(r.InteropError, r.wire_user, user)
        assert said == (
            "wire_user(): the native library returned no such value: on purpose"
        )

    balance.assert_steady(run)


def test_slices_and_vectors(balance):
    def run():
        assert r.wire_slice_size(["a", "bc", ""]) == 3
        assert r.wire_slice_size(()) == 0
        said = refusal(TypeError, r.wire_slice_size, ["a", 5])
        assert said == "wire_slice_size(): argument 'x'[1] must be str, not int"
        assert r.wire_maps([{}, {1: "a"}]) == [{}, {1: "a"}]
        said = refusal(TypeError, r.wire_maps, [{}, {1: 2}])
        assert said == "wire_maps(): argument 'x'[1][1] must be str, not int"

    balance.assert_steady(run)


def test_function_pointers(balance):
    def run():
        assert r.wire_call_pointer(len) == 5
        assert r.wire_call_pointer(lambda text: len(text * 2)) == 10
        with pytest.raises(KeyError):
            r.wire_call_pointer(lambda _: {}["on purpose"])

    balance.assert_steady(run)


# Callbacks and services


def test_callbacks(balance):
    def rename(user):
        assert user == make_user()
        user.name += "!"
        return user

    def run():
        assert r.wire_call(make_user(), rename).name == "Ada!"
        assert r.wire_call_number(5, len) == 5
        assert r.wire_call_number(3, lambda texts: int(texts[2])) == 2
        assert r.wire_call_lent(lambda text: len(text + "!")) == 5
        for event in EVENTS:
            assert r.wire_call_result(event, lambda x: x) == event
            assert r.wire_call_result(event, r.Ok) == event
        with pytest.raises(r.MathErrorException):
            r.wire_call_result(E.Started(), lambda _: r.Err(r.MathError.Overflow))
        closure = r.wire_closure()
        assert closure(make_user()) == make_user()
        assert refusal(TypeError, closure, 5).endswith("must be User, not int")
        assert r.wire_call(make_user(), closure) == make_user()

    balance.assert_steady(run)


def test_callbacks_that_fail(balance):
    def fail(_):
        raise KeyError("on purpose")

    def run():
        with pytest.raises(KeyError):
            r.wire_call(make_user(), fail)
        with pytest.raises(KeyError):
            r.wire_call_result(E.Started(), fail)
        said = refusal(TypeError, r.wire_call, make_user(), lambda _: 5)
        assert said == "WireToWire(): result must be User, not int"
        said = refusal(TypeError, r.wire_call, make_user(), lambda _: with_emails(1))
        assert said == "WireToWire(): result.emails[0] must be str, not int"
        with pytest.raises(KeyError):
            r.wire_call_number(2, fail)

    balance.assert_steady(run)


def test_services(balance):
    def run():
        with r.Registry.with_users([make_user()]) as registry:
            assert registry.register(make_user(name="Bob")) == 2
            assert registry.user(1).name == "Bob"
            assert set(registry.by_name()) == {"Ada", "Bob"}
            with pytest.raises(r.MathErrorException):
                registry.user(2)
            said = refusal(TypeError, registry.register, with_emails(1))
            assert "Registry.register(): argument 'user'.emails[0]" in said
        said = refusal(TypeError, r.Registry.with_users, [5])
        assert "Registry.with_users(): argument 'users'[0] must be User" in said

    balance.assert_steady(run)


def test_threads():
    failures = []

    def run(number):
        user = make_user(id=number, emails=[str(number)] * number)
        for _ in range(100):
            if r.wire_user(user) != user:
                failures.append(number)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures


def test_little_room_on_the_stack():
    """However little room is left, a call succeeds or raises, and leaves nothing behind."""
    forest = make_forest()
    r.wire_forest(forest)

    def descend(depth):
        if depth:
            return descend(depth - 1)
        return r.wire_forest(forest)

    outcomes = set()
    limit = sys.getrecursionlimit()
    frame, depth = sys._getframe(), 0
    while frame is not None:
        frame, depth = frame.f_back, depth + 1
    for room in range(limit - depth - 60, limit - depth):
        try:
            outcomes.add(descend(room) == forest)
        except RecursionError:
            outcomes.add("refused")
    assert outcomes == {True, "refused"}


@pytest.mark.parametrize("name", ["wire_lent_size", "wire_double"])
def test_none_is_no_reference(name):
    """Rust would read what is not there."""
    with pytest.raises(TypeError, match=f"{name}\\(\\): argument 'x' must be "):
        getattr(r, name)(None)
