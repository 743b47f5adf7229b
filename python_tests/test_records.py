"""Records: structs and data enums with owned parts, which Python has as plain objects."""

import array
import copy
import ctypes
import gc
import inspect
import pickle
import sys
import typing

import pytest
from helpers import copies_of, kind_name, refusal
from test_counting import balance_at_exit

import reference_project as r

MOVED = "the vector was given to Rust"
CLOSED = "the vector is closed"
IN_USE = "a view of the vector is in use"

SUCCESS, ERROR, PANICKED, NOTHING = r.Ending

Content = r.Content
Refusal = r.Refusal

SURROGATE = "x\ud800"


def churn():
    """Have the memory of whatever nobody keeps alive used for something else."""
    gc.collect()
    filler = [(ctypes.c_uint64 * 1)(0xDEADBEEFDEADBEEF) for _ in range(20_000)]
    texts = [r.same_string("y" * size) for size in range(300)]
    del filler, texts


def raised(error, call, *arguments):
    """The error that a call raises, without anything that it holds."""
    with pytest.raises(error) as caught:
        call(*arguments)
    return caught.value.with_traceback(None)


def make_parcel(**changes):
    return r.Parcel(
        **dict({"sender": "Ada", "receiver": "Bob", "weight": 3}, **changes)
    )


SHIPMENT = {
    "place": r.Spot(0.5, -1.5),
    "color": r.Color.Green,
    "urgent": True,
    "code": [1, 2, 3, 255],
    "notes": r.LabeledString("left", "right"),
    "remark": "ä",
    "numbers": [1, 2, 3],
    "names": ["a", "", "ö\0"],
}


def make_shipment(**changes):
    fields = dict(SHIPMENT, parcel=make_parcel())
    return r.Shipment(**dict(fields, **changes))


def make_drawer(**changes):
    fields = {
        "id": 255,
        "content": Content.Text("a"),
        "spare": Content.Numbers([1, 2]),
        "outcome": r.Ok("b"),
    }
    return r.Drawer(**dict(fields, **changes))


def make_draft(**changes):
    fields = {"title": "title", "origin": "origin", "number": 5, "author": "author"}
    return r.Draft(**dict(fields, **dict({"bytes_": b"abc"}, **changes)))


# What a draft is worth: the bytes of all texts, the number, and the sum of the bytes.
DRAFT_TOTAL = len("titleoriginauthor") + 5 + sum(b"abc")

# A value of every kind of record whose parts hold no memory of Rust.
EXAMPLES = [
    make_parcel(),
    r.Parcel("", "\0", 0),
    make_shipment(),
    make_shipment(remark=None, numbers=(), names=()),
    r.LabeledU32("a", 2**32 - 1),
    r.LabeledString("a", "b"),
    r.LabeledLabeledU32("a", r.LabeledU32("b", 5)),
    r.Title("title"),
    make_drawer(),
    make_drawer(outcome=r.Err(r.MathError.Overflow)),
    make_drawer(outcome=r.Panic, content=Content.Nothing()),
    make_drawer(outcome=r.Null, spare=Content.Sent(make_parcel())),
    r.Rejection("why", 7),
    r.Batch([1], [2, 3], 0.5),
]

CONTENTS = [
    Content.Nothing(),
    Content.Count(5),
    Content.Text(""),
    Content.Text("ä\0"),
    Content.Sent(r.Parcel("a", "b", 1)),
    Content.Numbers([]),
    Content.Numbers([1, 2, 2**32 - 1]),
    Content.Optional(None),
    Content.Optional(""),
    Content.Optional("ä"),
]

REFUSALS = [
    Refusal.Unexplained(),
    Refusal.Because("ä"),
    Refusal.Rejected(r.Rejection("why", 7)),
    Refusal.All([]),
    Refusal.All(["a", "", "ä\0"]),
]

each_example = pytest.mark.parametrize("value", EXAMPLES, ids=repr)
each_content = pytest.mark.parametrize("content", CONTENTS, ids=repr)
each_refusal = pytest.mark.parametrize("error", REFUSALS, ids=repr)


def values_of(value):
    return [getattr(value, name) for name in value.__match_args__]


# Construction and fields


def test_construction():
    by_position = r.Parcel("a", "b", 1)
    assert by_position == r.Parcel(weight=1, receiver="b", sender="a")
    assert by_position == r.Parcel("a", weight=1, receiver="b")
    assert (by_position.sender, by_position.receiver, by_position.weight) == (
        "a",
        "b",
        1,
    )


def test_every_field_is_required():
    for bad in ((), ("a",), ("a", "b")):
        with pytest.raises(TypeError, match="'weight'"):
            r.Parcel(*bad)
    for bad in (("a", "b", 1, 2), ("a", "b", 1, None)):
        with pytest.raises(TypeError):
            r.Parcel(*bad)
    with pytest.raises(TypeError, match="'wieght'"):
        r.Parcel("a", "b", wieght=1)
    with pytest.raises(TypeError, match="'sender'"):
        r.Parcel("a", "b", 1, sender="c")


@each_example
def test_attributes(value):
    kind = type(value)
    assert kind.__name__ in r.__all__
    assert list(inspect.signature(kind).parameters) == list(kind.__match_args__)
    assert kind(*values_of(value)) == value
    assert kind(**dict(zip(kind.__match_args__, values_of(value)))) == value
    assert not hasattr(value, "__dict__")
    for name in ("misspelt", "value", "_fields_"):
        with pytest.raises(AttributeError):
            setattr(value, name, 1)
        with pytest.raises(AttributeError):
            getattr(value, name)
    with pytest.raises(AttributeError):
        delattr(value, kind.__match_args__[0])
    for name, field in zip(kind.__match_args__, values_of(value)):
        setattr(value, name, field)
    assert kind(*values_of(value)) == value


def test_names_of_generic_records():
    assert r.LabeledU32.__match_args__ == ("label", "content")
    assert typing.get_type_hints(r.LabeledU32.__init__)["content"] is int
    assert typing.get_type_hints(r.LabeledString.__init__)["content"] is str
    nested = typing.get_type_hints(r.LabeledLabeledU32.__init__)
    assert nested["content"] is r.LabeledU32


def test_docs():
    assert r.Parcel.__doc__.startswith("Two texts and a number.")
    assert r.Parcel.sender.__doc__ == "Who sends it."
    assert r.Content.__doc__.startswith("Owned payloads.")
    assert "Nothing to own." in r.Content.__doc__
    assert r.same_parcel.__doc__ == "Returns `x`."


FIELDS = [
    (make_parcel, "sender", 5, TypeError, "must be str, not int"),
    (make_parcel, "sender", b"x", TypeError, "must be str, not bytes"),
    (make_parcel, "receiver", None, TypeError, "must be str, not NoneType"),
    (make_parcel, "weight", "x", TypeError, "must be int, not str"),
    (make_parcel, "weight", 1.0, TypeError, "must be int, not float"),
    (make_parcel, "weight", None, TypeError, "must be int, not NoneType"),
    (make_parcel, "weight", -1, OverflowError, "must be in 0..=4294967295, got -1"),
    (
        make_parcel,
        "weight",
        2**32,
        OverflowError,
        "must be in 0..=4294967295, got 4294967296",
    ),
    (
        make_parcel,
        "weight",
        2**2000,
        OverflowError,
        "must be in 0..=4294967295, got a number of 2001 bits",
    ),
    (make_shipment, "parcel", None, TypeError, "must be Parcel, not NoneType"),
    (make_shipment, "parcel", ("a", "b", 1), TypeError, "must be Parcel, not tuple"),
    (make_shipment, "parcel", r.Title("x"), TypeError, "must be Parcel, not Title"),
    (make_shipment, "parcel", r.Parcel, TypeError, "must be Parcel, not type"),
    (make_shipment, "place", (1, 2), TypeError, "must be Spot, not tuple"),
    (make_shipment, "place", None, TypeError, "must be Spot, not NoneType"),
    (make_shipment, "color", r.Level.Low, TypeError, "must be Color, not Level"),
    (make_shipment, "urgent", 1, TypeError, "must be bool, not int"),
    (make_shipment, "urgent", None, TypeError, "must be bool, not NoneType"),
    (make_shipment, "code", None, TypeError, "must be a sequence, not NoneType"),
    (make_shipment, "code", "abcd", TypeError, "must be a sequence, not str"),
    (make_shipment, "code", [1, 2, 3], ValueError, "must have 4 items, got 3"),
    (make_shipment, "code", bytes(5), ValueError, "must have 4 items, got 5"),
    (make_shipment, "notes", "x", TypeError, "must be LabeledString, not str"),
    (
        make_shipment,
        "notes",
        r.LabeledU32("a", 1),
        TypeError,
        "must be LabeledString, not LabeledU32",
    ),
    (make_shipment, "remark", 5, TypeError, "must be str, not int"),
    (make_shipment, "remark", r.Some("x"), TypeError, "must be str, not Some"),
    (make_drawer, "id", 256, OverflowError, "must be in 0..=255, got 256"),
    (make_drawer, "content", "x", TypeError, "must be Content, not str"),
    (make_drawer, "content", None, TypeError, "must be Content, not NoneType"),
    (make_drawer, "content", Content.Nothing, TypeError, "must be Content, not type"),
    (
        make_drawer,
        "spare",
        Refusal.Unexplained(),
        TypeError,
        "must be Content, not Refusal.Unexplained",
    ),
    (make_drawer, "outcome", "x", TypeError, "must be Ok, Err, Panic or Null, not str"),
    (
        make_drawer,
        "outcome",
        None,
        TypeError,
        "must be Ok, Err, Panic or Null, not NoneType",
    ),
    (make_draft, "title", 5, TypeError, "must be str, not int"),
    (make_draft, "origin", 5, TypeError, "must be str, bytes or None, not int"),
]

SEQUENCE_FIELDS = [
    (make_shipment, "numbers"),
    (make_shipment, "names"),
    (make_draft, "bytes_"),
]


def field_id(field):
    return f"{field[1]}-{field[-1][:30]}"


@pytest.mark.parametrize(
    "make, name, value, error, text", FIELDS, ids=list(map(field_id, FIELDS))
)
def test_fields_that_do_not_fit(make, name, value, error, text):
    item = make()
    before = values_of(item)
    expected = f"{type(item).__name__}.{name} {text}"
    assert refusal(error, setattr, item, name, value) == expected
    assert refusal(error, make, **{name: value}) == expected
    position = item.__match_args__.index(name)
    fields = [*before[:position], value, *before[position + 1 :]]
    assert refusal(error, type(item), *fields) == expected
    assert values_of(item) == before


@pytest.mark.parametrize("make, name", SEQUENCE_FIELDS)
@pytest.mark.parametrize(
    "value", [5, None, "abc", {1}, {1: 2}, iter([1]), list], ids=repr
)
def test_fields_that_are_no_sequences(make, name, value):
    item = make()
    expected = (
        f"{type(item).__name__}.{name} must be a sequence or a buffer, "
        f"not {kind_name(value)}"
    )
    assert refusal(TypeError, setattr, item, name, value) == expected
    assert refusal(TypeError, make, **{name: value}) == expected


def test_parts_of_fields_that_do_not_fit():
    assert (
        refusal(ValueError, make_shipment, color=3) == "Shipment.color: 3 is no Color"
    )
    assert refusal(OverflowError, make_shipment, code=[1, 2, 3, 256]) == (
        "Shipment.code[3] must be in 0..=255, got 256"
    )
    assert refusal(TypeError, make_shipment, code=[1, "x", 3, 4]) == (
        "Shipment.code[1] must be int, not str"
    )
    for bad in (5, None, b"x"):
        message = refusal(TypeError, make_drawer, outcome=r.Ok(bad))
        assert message == f"Drawer.outcome must be str, not {kind_name(bad)}"
    message = refusal(ValueError, make_drawer, outcome=r.Err(5))
    assert message == "Drawer.outcome: 5 is no MathError"
    message = refusal(ValueError, make_draft, origin="a\0b")
    assert message.startswith("Draft.origin has a NUL at 1")


def test_texts_that_are_none():
    for make, name in (
        (make_parcel, "sender"),
        (make_shipment, "remark"),
        (make_draft, "title"),
        (make_draft, "author"),
    ):
        kind = type(make())
        with pytest.raises(UnicodeEncodeError) as caught:
            make(**{name: SURROGATE})
        assert str(caught.value).endswith(f"({kind.__name__}.{name})")
    with pytest.raises(UnicodeEncodeError, match=r"\(Drawer\.outcome\)"):
        make_drawer(outcome=r.Ok(SURROGATE))
    parcel = make_parcel()
    with pytest.raises(UnicodeEncodeError, match=r"\(Parcel\.receiver\)"):
        parcel.receiver = SURROGATE
    assert parcel == make_parcel()


def test_what_fields_make_of_values():
    shipment = make_shipment(color=7, code=b"abcd", remark=None)
    assert shipment.color is r.Color.Blue
    assert shipment.code == b"abcd"
    assert shipment.remark is None
    parcel = make_parcel(weight=True)
    assert type(parcel.weight) is int
    assert parcel.weight == 1


def test_assignment():
    shipment = make_shipment()
    shipment.parcel.sender = "x"
    shipment.place.x = 9
    shipment.code[0] = 9
    shipment.notes.content = "y"
    shipment.numbers[0] = 9
    shipment.names.append("z")
    changed = r.same_shipment(shipment)
    assert changed == shipment
    assert changed.parcel == make_parcel(sender="x")
    assert changed.place == r.Spot(9, -1.5)
    assert changed.code == [9, 2, 3, 255]
    assert changed.notes == r.LabeledString("left", "y")
    assert changed.numbers == [9, 2, 3]
    assert changed.names == ["a", "", "ö\0", "z"]
    SHIPMENT["numbers"][0] = 1
    SHIPMENT["names"].pop()
    SHIPMENT["place"].x = 0.5
    SHIPMENT["notes"].content = "right"


def test_an_array_is_copied_in():
    code = [1, 2, 3, 4]
    shipment = make_shipment(code=code)
    code[0] = 9
    assert shipment.code == [1, 2, 3, 4]
    other = make_shipment(code=shipment.code)
    other.code[0] = 9
    assert shipment.code == [1, 2, 3, 4]
    shipment.code = other.code
    other.code[1] = 9
    assert shipment.code == [9, 2, 3, 4]


# Equality, repr, copies, matching


@each_example
def test_repr_is_the_constructor_call(value):
    text = repr(value)
    assert text.startswith(f"{type(value).__name__}({value.__match_args__[0]}=")
    again = eval(text, dict(vars(r)))
    assert type(again) is type(value)
    assert again == value


def test_repr():
    assert (
        repr(r.Parcel("a", "b'", 1)) == "Parcel(sender='a', receiver=\"b'\", weight=1)"
    )
    assert str(r.LabeledLabeledU32("a", r.LabeledU32("b", 5))) == (
        "LabeledLabeledU32(label='a', content=LabeledU32(label='b', content=5))"
    )
    assert repr(make_shipment(numbers=r.vec_range(2))) == (
        "Shipment(parcel=Parcel(sender='Ada', receiver='Bob', weight=3), "
        "place=Spot(x=0.5, y=-1.5), color=Color.Green, urgent=True, "
        "code=[1, 2, 3, 255], notes=LabeledString(label='left', content='right'), "
        "remark='ä', numbers=[0, 1], names=['a', '', 'ö\\x00'])"
    )
    assert repr(make_drawer()) == (
        "Drawer(id=255, content=Content.Text('a'), spare=Content.Numbers([1, 2]), "
        "outcome=Ok('b'))"
    )


@each_example
def test_equality(value):
    same = type(value)(*values_of(value))
    assert (value == same) is True
    assert (value != same) is False
    for other in EXAMPLES:
        if other is not value:
            assert (value == other) is False
            assert (value != other) is True
    for other in (None, 5, "x", tuple(values_of(value)), object(), type(value)):
        assert (value == other) is False
        assert (value != other) is True
    with pytest.raises(TypeError, match="unhashable"):
        hash(value)
    with pytest.raises(TypeError):
        assert value < same


def test_inequality():
    for name, value in (
        ("parcel", make_parcel(weight=4)),
        ("place", r.Spot(0, 0)),
        ("color", r.Color.Red),
        ("urgent", False),
        ("code", bytes(4)),
        ("notes", r.LabeledString("left", "wrong")),
        ("remark", None),
        ("numbers", [1, 2]),
        ("names", ["a"]),
    ):
        assert make_shipment(**{name: value}) != make_shipment()
    assert make_shipment() == make_shipment()
    assert make_shipment(numbers=r.vec_range(3)) == make_shipment(numbers=[0, 1, 2])


@each_example
def test_copies(value):
    for made in copies_of(value):
        assert made == value
        assert type(made) is type(value)
        assert made is not value


def test_shallow_and_deep_copies():
    shipment = make_shipment(names=["a"])
    shallow, deep = copy.copy(shipment), copy.deepcopy(shipment)
    assert shallow.parcel is shipment.parcel
    assert shallow.names is shipment.names
    assert deep.parcel is not shipment.parcel
    deep.parcel.sender = "x"
    deep.names.append("x")
    deep.code[0] = 9
    deep.place.x = 9
    assert shipment == make_shipment(names=["a"])
    shallow.remark = "x"
    assert shipment.remark == "ä"


def test_copies_with_vectors():
    vec = r.vec_range(3)
    shipment = make_shipment(numbers=vec)
    assert copy.copy(shipment).numbers is vec
    copies = [copy.deepcopy(shipment), pickle.loads(pickle.dumps(shipment))]
    for made in copies:
        assert type(made.numbers) is list
        assert made == shipment
    vec.close()
    for made in copies:
        assert made == make_shipment(numbers=[0, 1, 2])
    for call in (copy.deepcopy, pickle.dumps):
        assert str(raised(r.ClosedError, call, shipment)) == CLOSED
    content = copy.deepcopy(Content.Numbers(r.vec_range(2)))
    assert content == Content.Numbers([0, 1])
    assert type(content.value) is list


def test_subclasses():
    class Box(r.Parcel):
        """One with a method."""

        def swapped(self):
            return Box(self.receiver, self.sender, self.weight)

    box = Box("a", "b", 1).swapped()
    assert repr(box) == "Box(sender='b', receiver='a', weight=1)"
    assert r.same_parcel(box) == r.Parcel("b", "a", 1)
    assert type(r.same_parcel(box)) is r.Parcel
    assert type(copy.copy(box)) is Box
    assert make_shipment(parcel=box).parcel is box


@pytest.mark.skipif(sys.version_info < (3, 10), reason="no match statement")
def test_match():
    scope = {"r": r}
    exec(  # noqa: S102 (older versions cannot parse it)
        """
def describe(value):
    match value:
        case r.Parcel("Ada", receiver, weight=3):
            return receiver
        case r.Parcel(weight=weight):
            return weight
        case r.Content.Nothing():
            return "nothing"
        case r.Content.Text(""):
            return "empty"
        case r.Content.Text(text) | r.Content.Optional(str(text)):
            return text
        case r.Content.Sent(r.Parcel(sender=sender)):
            return sender
        case r.Content.Numbers([first, *_]):
            return first
        case r.Content.Optional(None):
            return "none"
        case r.Drawer(content=r.Content.Text(text), outcome=r.Ok(outcome)):
            return text + outcome
        case r.Refusal.All([]):
            return "no reason"
    return None
""",
        scope,
    )
    describe = scope["describe"]
    assert describe(r.same_parcel(make_parcel())) == "Bob"
    assert describe(r.Parcel("a", "b", 5)) == 5
    assert describe(r.make_content(0, 0)) == "nothing"
    assert describe(r.make_content(2, 0)) == "empty"
    assert describe(r.make_content(2, 3)) == "xxx"
    assert describe(r.make_content(3, 2)) == "xx"
    assert describe(Content.Numbers([7, 8])) == 7
    assert describe(r.make_content(4, 3)) == 0
    assert describe(r.make_content(5, 0)) == "none"
    assert describe(r.make_content(5, 2)) == "xx"
    assert describe(make_drawer()) == "ab"
    assert describe(Refusal.All([])) == "no reason"
    assert describe(Content.Count(5)) is None


# By value


def test_parcels():
    parcel = make_parcel()
    for _ in range(3):
        same = r.same_parcel(parcel)
        assert same == parcel
        assert same is not parcel
        assert type(same) is r.Parcel
    assert r.make_parcel("Ada", "Bob", 3) == parcel
    assert r.return_parcel(parcel) == r.Parcel("Bob", "Ada", 6)
    assert r.return_parcel(r.Parcel("", "", 2**31)) == r.Parcel("", "", 0)
    assert r.parcel_total(parcel) == 9
    for text in ("", "ä", "\0a\0", "\U0001f600", "x" * 1_000_000):
        given = r.Parcel(text, text[::-1], 2**32 - 1)
        assert r.same_parcel(given) == given
    assert parcel == make_parcel()


def test_several_arguments():
    first, second, third = (
        r.Parcel("a", "b", 1),
        r.Parcel("c", "d", 20),
        r.Parcel("e", "f", 300),
    )
    assert r.merge_parcels(first, 2, second, 0.5, third) == r.Parcel("a", "f", 313)
    assert r.merge_parcels(first, 2, first, 1, first) == r.Parcel("a", "b", 5)
    assert r.merge_parcels(
        third=third, first=first, count=True, factor=0, second=second
    ) == (r.Parcel("a", "f", 302))
    expected = "t: a to b, 1, [1, 2], 3"
    assert r.describe_parcel(first, "t", [1, 2], 3) == expected
    assert r.describe_numbers([1, 2], 3, "t", first) == expected
    vec = r.vec_range(2)
    assert r.describe_parcel(first, "", vec, 0) == ": a to b, 1, [0, 1], 0"
    with pytest.raises(r.MovedError):
        len(vec)


def test_shipments():
    shipment = make_shipment()
    same = r.same_shipment(shipment)
    assert same == shipment
    assert [type(value) for value in values_of(same)[:7]] == [
        type(value) for value in values_of(shipment)[:7]
    ]
    assert type(same.names) is list
    turned = r.turn_shipment(shipment)
    assert turned == r.Shipment(
        r.Parcel("Bob", "Ada", 6),
        r.Spot(-1.5, 0.5),
        r.Color.Blue,
        False,
        [255, 3, 2, 1],
        r.LabeledString("right", "left"),
        "ä",
        [3, 2, 1],
        ["ö\0", "", "a"],
    )
    assert shipment == make_shipment()
    made = r.make_shipment(2, None)
    assert made == r.Shipment(
        r.Parcel("Eve", "Fay", 2),
        r.Spot(0.5, -1.5),
        r.Color.Blue,
        True,
        [1, 2, 3, 255],
        r.LabeledString("left", "right"),
        None,
        [0, 1],
        ["name 0", "name 1"],
    )
    assert r.make_shipment(0, "ä").remark == "ä"
    assert r.make_shipment(0, "").numbers == r.make_shipment(0, None).names == []
    large = r.make_shipment(10_000, "x" * 10_000)
    assert r.turn_shipment(r.turn_shipment(large)).names[9_999] == "name 9999"


def test_parts_live_on_their_own():
    made = r.make_shipment(3, "remark")
    parcel, place, code, notes = made.parcel, made.place, made.code, made.notes
    numbers, names = made.numbers, made.names
    del made
    churn()
    assert parcel == r.Parcel("Eve", "Fay", 3)
    assert place == r.Spot(0.5, -1.5)
    assert code == [1, 2, 3, 255]
    assert notes == r.LabeledString("left", "right")
    assert numbers == [0, 1, 2]
    assert names == ["name 0", "name 1", "name 2"]


def test_sequences_in_fields():
    for numbers in ((1, 2), range(1, 3), array.array("I", [1, 2]), [True, 2]):
        for names in (("a", "b"), ["a", "b"]):
            given = make_shipment(numbers=numbers, names=names)
            assert r.same_shipment(given) == make_shipment(
                numbers=[1, 2], names=["a", "b"]
            )
            assert given.numbers is numbers
            assert given.names is names


def test_vectors_in_fields_are_moved():
    vec = r.vec_range(3)
    shipment = make_shipment(numbers=vec)
    assert shipment.numbers is vec
    same = r.same_shipment(shipment)
    assert same == make_shipment(numbers=[0, 1, 2])
    with pytest.raises(r.MovedError):
        len(vec)
    for call in (r.same_shipment, r.turn_shipment, r.shipment_total):
        assert refusal(r.MovedError, call, shipment) == (
            f"{call.__name__}(): argument 'x'.numbers: {MOVED}"
        )
    assert f"numbers=<Vec: {MOVED}>" in repr(shipment)
    # The rest of it is as it was.
    shipment.numbers = [1]
    assert r.same_shipment(shipment) == make_shipment(numbers=[1])
    again = r.turn_shipment(same)
    with pytest.raises(r.MovedError):
        len(same.numbers)
    again.numbers.close()
    assert refusal(r.ClosedError, r.same_shipment, again) == (
        f"same_shipment(): argument 'x'.numbers: {CLOSED}"
    )


def test_vectors_in_use_are_not_moved():
    vec = r.vec_range(3)
    shipment = make_shipment(numbers=vec)
    view = vec[1:]
    for _ in range(3):
        assert refusal(BufferError, r.same_shipment, shipment) == (
            f"same_shipment(): argument 'x'.numbers: {IN_USE}"
        )
        assert vec == [0, 1, 2]
        assert view == [1, 2]
    del view
    gc.collect()
    assert r.same_shipment(shipment).numbers == [0, 1, 2]


def test_what_is_inside_is_checked_by_the_call():
    vec = r.vec_range(3)
    cases = [
        ({"names": ["a", 5]}, TypeError, "names[1] must be str, not int"),
        ({"names": ["a", "b", None]}, TypeError, "names[2] must be str, not NoneType"),
        ({"names": [["a"]]}, TypeError, "names[0] must be str, not list"),
        ({"names": (b"a",)}, TypeError, "names[0] must be str, not bytes"),
        ({"numbers": [1, "x"]}, TypeError, "numbers[1] must be int, not str"),
        (
            {"numbers": [2**32]},
            OverflowError,
            "numbers[0] must be in 0..=4294967295, got 4294967296",
        ),
        (
            {"numbers": array.array("d", [1])},
            TypeError,
            "numbers must be a buffer of u32, not of f64 (8 bytes each): convert it, or give a list",
        ),
        ({"numbers": vec, "names": [5]}, TypeError, "names[0] must be str, not int"),
    ]
    for changes, error, text in cases:
        shipment = make_shipment(**changes)
        for call in (r.same_shipment, r.turn_shipment, r.shipment_total):
            message = refusal(error, call, shipment)
            assert message == f"{call.__name__}(): argument 'x'.{text}"
        message = refusal(error, r.turn_shipment_at, r.Ref(shipment))
        assert message == f"turn_shipment_at(): argument 'x'.{text}"
    assert vec == [0, 1, 2]
    with pytest.raises(
        UnicodeEncodeError, match=r"\(same_shipment\(\): argument 'x'.names\[1\]"
    ):
        r.same_shipment(make_shipment(names=["a", SURROGATE]))
    drawer = make_drawer(spare=Content.Numbers([1, -1]))
    assert refusal(OverflowError, r.turn_drawer, drawer) == (
        "turn_drawer(): argument 'x'.spare.value[1] must be in 0..=4294967295, got -1"
    )


@pytest.mark.parametrize(
    "value",
    [None, 5, "x", ("a", "b", 1), {}, r.Title("x"), r.Parcel, r.Some(5)],
    ids=repr,
)
def test_arguments_of_another_kind(value):
    found = f"not {kind_name(value)}"
    for call in (r.same_parcel, r.return_parcel, r.parcel_total):
        assert refusal(TypeError, call, value) == (
            f"{call.__name__}(): argument 'x' must be Parcel, {found}"
        )
    for call in (r.same_shipment, r.turn_shipment):
        assert refusal(TypeError, call, value) == (
            f"{call.__name__}(): argument 'x' must be Shipment, {found}"
        )
    for call in (r.same_content, r.content_index, r.map_content):
        assert refusal(TypeError, call, value) == (
            f"{call.__name__}(): argument 'x' must be Content, {found}"
        )
    parcel = make_parcel()
    assert refusal(TypeError, r.merge_parcels, parcel, 1, parcel, 1.0, value) == (
        f"merge_parcels(): argument 'third' must be Parcel, {found}"
    )
    assert refusal(TypeError, r.replace_parcel, r.Ref(parcel), value) == (
        f"replace_parcel(): argument 'replacement' must be Parcel, {found}"
    )
    if value is not None:
        for call in (
            r.parcel_total_at,
            r.clone_parcel,
            r.optional_parcel,
            r.parcel_sender,
        ):
            assert refusal(TypeError, call, value) == (
                f"{call.__name__}(): argument 'x' must be Parcel, {found}"
            )
        assert refusal(TypeError, r.same_option_parcel, value) == (
            f"same_option_parcel(): argument 'x' must be Parcel, {found}"
        )
    for call in (r.slice_parcel_total, r.vec_sum_parcels):
        assert refusal(TypeError, call, [parcel, value]) == (
            f"{call.__name__}(): argument 'items'[1] must be Parcel, {found}"
        )


def test_plain_arguments_beside_records():
    parcel = make_parcel()
    vec = r.vec_range(3)
    for call, error, text in (
        (
            lambda: r.merge_parcels(parcel, 256, parcel, 1.0, parcel),
            OverflowError,
            "merge_parcels(): argument 'count' must be in 0..=255, got 256",
        ),
        (
            lambda: r.merge_parcels(parcel, 1, parcel, "x", parcel),
            TypeError,
            "merge_parcels(): argument 'factor' must be float, not str",
        ),
        (
            lambda: r.describe_parcel(parcel, 5, vec, 1),
            TypeError,
            "describe_parcel(): argument 'title' must be str, not int",
        ),
        (
            lambda: r.describe_parcel(parcel, "t", vec, -1),
            OverflowError,
            "describe_parcel(): argument 'copies' must be in 0..=255, got -1",
        ),
        (
            lambda: r.describe_numbers(vec, 1, "t", None),
            TypeError,
            "describe_numbers(): argument 'x' must be Parcel, not NoneType",
        ),
        (
            lambda: r.make_parcel("a", "b", "x"),
            TypeError,
            "make_parcel(): argument 'weight' must be int, not str",
        ),
        (
            lambda: r.make_parcel("a", None, 1),
            TypeError,
            "make_parcel(): argument 'receiver' must be str, not NoneType",
        ),
    ):
        assert refusal(error, call) == text
    assert vec == [0, 1, 2]
    assert r.vec_sum_u32(vec) == 3


def test_generic_records():
    assert r.invert_labeled_u32(r.LabeledU32("ä", 1)) == r.LabeledU32("ä", 2**32 - 2)
    assert r.swap_labeled_string(r.LabeledString("a", "b")) == r.LabeledString("b", "a")
    nested = r.LabeledLabeledU32("a", r.LabeledU32("b", 5))
    assert r.swap_labeled_labeled(nested) == r.LabeledLabeledU32(
        "b", r.LabeledU32("a", 5)
    )
    assert r.labeled_total(r.LabeledU32("ä", 5)) == 7
    message = refusal(TypeError, r.invert_labeled_u32, r.LabeledString("a", "b"))
    assert message == (
        "invert_labeled_u32(): argument 'x' must be LabeledU32, not LabeledString"
    )


def test_transparent_records():
    title = r.Title("ä")
    assert r.upper_case_title(title) == r.Title("Ä")
    assert r.title_length(title) == 2
    assert r.title_length(r.Ref(title)) == 2
    assert r.upper_case_title(r.Title("")) == r.Title("")
    assert repr(title) == "Title(text='ä')"
    for call in (r.upper_case_title, r.title_length):
        assert refusal(TypeError, call, "ä") == (
            f"{call.__name__}(): argument 'x' must be Title, not str"
        )


# References


def test_lent():
    parcel = make_parcel()
    for given in (parcel, r.Ref(parcel)):
        assert r.parcel_total_at(given) == 9
        assert r.optional_parcel(given) == 9
        assert r.clone_parcel(given) == parcel
        assert r.parcel_sender(given) == "Ada"
    assert r.optional_parcel(None) == -1
    heavy = make_parcel(weight=4)
    assert r.heavier_parcel(parcel, heavy) == heavy
    assert r.heavier_parcel(heavy, parcel) == heavy
    assert r.heavier_parcel(parcel, parcel) == parcel
    result = r.heavier_parcel(parcel, heavy)
    result.sender = "x"
    assert heavy.sender == "Ada"
    assert r.static_parcel() == r.Parcel("Ada", "Bob", 3)
    vec = r.vec_range(3)
    shipment = make_shipment(numbers=vec)
    for _ in range(3):
        assert r.shipment_total(shipment) == 288
    view = vec[1:]
    assert r.shipment_total(shipment) == 288
    assert view == [1, 2]
    assert vec == [0, 1, 2]


def test_the_total_of_a_shipment():
    # 9 for the parcel, the bytes of the texts, the numbers, the code.
    assert r.shipment_total(make_shipment(numbers=[])) == 9 + 4 + 5 + 2 + 1 + 3 + 261
    assert r.shipment_total(r.make_shipment(3, None)) == 9 + 9 + 18 + 3 + 261


def test_replaced():
    parcel = make_parcel()
    ref = r.Ref(parcel)
    assert r.replace_parcel(ref, r.Parcel("a", "b", 1)) == parcel
    assert ref.value == r.Parcel("a", "b", 1)
    assert r.redirect_parcel(ref, "ä") is None
    assert ref.value == r.Parcel("a", "ä", 1)
    assert r.parcel_total_at(ref) == 4
    assert r.replace_parcel(ref, ref.value) == ref.value
    ref.value = parcel
    assert ref.value is parcel
    r.redirect_parcel(ref, "c")
    assert ref.value == make_parcel(receiver="c")
    assert parcel == make_parcel()
    assert repr(ref) == "Ref(Parcel(sender='Ada', receiver='c', weight=3))"
    for made in (copy.deepcopy(ref), pickle.loads(pickle.dumps(ref))):
        assert made.value == ref.value
        r.redirect_parcel(made, "d")
    assert ref.value.receiver == "c"


def test_changed_in_place():
    vec = r.vec_range(3)
    shipment = make_shipment(numbers=vec)
    ref = r.Ref(shipment)
    r.turn_shipment_at(ref)
    turned = r.turn_shipment(make_shipment(numbers=range(3)))
    assert ref.value == turned
    r.turn_shipment_at(ref)
    assert ref.value.numbers == [0, 1, 2]
    assert ref.value.parcel == make_parcel(weight=12)
    with pytest.raises(r.MovedError):
        len(vec)
    assert shipment.parcel == make_parcel()
    value = ref.value
    r.turn_shipment_at(ref)
    del ref
    churn()
    assert value.numbers == [0, 1, 2]
    assert value.names == ["a", "", "ö\0"]


@pytest.mark.parametrize(
    "call, value, wanted",
    [
        (lambda x: r.replace_parcel(x, make_parcel()), make_parcel(), "Parcel"),
        (lambda x: r.redirect_parcel(x, "a"), make_parcel(), "Parcel"),
        (r.turn_shipment_at, make_shipment(), "Shipment"),
        (r.empty_drawer, make_drawer(), "Drawer"),
        (
            lambda x: r.replace_content(x, Content.Nothing()),
            Content.Count(5),
            "Content",
        ),
        (
            lambda x: r.overwrite_content(x, Content.Nothing()),
            Content.Count(5),
            "Content",
        ),
    ],
    ids=["replace", "redirect", "shipment", "drawer", "content", "overwrite"],
)
def test_what_cannot_be_written_to(call, value, wanted):
    for given in (value, "x", 5):
        message = str(raised(TypeError, call, given))
        assert "(): argument 'x' must be Ref(value), so that" in message
    for given in ("x", None, type(value), r.Title("x")):
        message = str(raised(TypeError, call, r.Ref(given)))
        assert f"(): argument 'x' must be {wanted}, not {kind_name(given)}" in message


def test_a_refused_call_changes_nothing():
    ref = r.Ref(make_parcel())
    for bad in (None, "x", r.Title("x")):
        raised(TypeError, r.replace_parcel, ref, bad)
        raised(TypeError, r.redirect_parcel, ref, [bad])
    assert ref.value == make_parcel()
    vec = r.vec_range(2)
    ref = r.Ref(Content.Numbers(vec))
    raised(r.MovedError, r.replace_content, ref, Content.Numbers(vec))
    assert ref.value == Content.Numbers([0, 1])
    raised(TypeError, r.overwrite_content, ref, Content.Numbers([1, "x"]))
    assert r.replace_content(ref, Content.Nothing()) == Content.Numbers([0, 1])


# Data enums


@each_content
def test_contents(content):
    assert r.same_content(content) == content
    assert type(r.same_content(content)) is type(content)
    assert r.content_index(content) == [
        Content.Nothing,
        Content.Count,
        Content.Text,
        Content.Sent,
        Content.Numbers,
        Content.Optional,
    ].index(type(content))
    assert r.same_option_content(content) == content
    assert r.end_content(SUCCESS, content) == content
    assert isinstance(content, Content)
    assert eval(repr(content), dict(vars(r))) == content
    for made in copies_of(content):
        assert made == content
        assert type(made) is type(content)
    for other in CONTENTS:
        assert (other == content) is (other is content)
        assert (other != content) is (other is not content)
    for name in ("value", "misspelt"):
        with pytest.raises(AttributeError):
            setattr(content, name, 5)
    with pytest.raises(AttributeError):
        del content.value
    ref = r.Ref(Content.Text("before"))
    assert r.replace_content(ref, content) == Content.Text("before")
    assert ref.value == content
    assert r.content_total(ref) == r.content_total(content)
    r.overwrite_content(ref, Content.Count(1))
    assert ref.value == Content.Count(1)


def test_contents_from_rust():
    assert [r.make_content(index, 2) for index in range(7)] == [
        Content.Nothing(),
        Content.Count(2),
        Content.Text("xx"),
        Content.Sent(r.Parcel("xx", "y", 2)),
        Content.Numbers([0, 1]),
        Content.Optional("xx"),
        Content.Optional("xx"),
    ]
    assert r.make_content(5, 0) == Content.Optional(None)
    assert r.make_content(0, 1) is Content.Nothing()
    assert len(r.make_content(2, 65535).value) == 65535


def test_mapped_contents():
    mapped = [
        (Content.Nothing(), Content.Nothing(), 0),
        (Content.Count(1), Content.Count(2**32 - 2), 1),
        (Content.Text("ä"), Content.Text("Ä"), 2),
        (
            Content.Sent(r.Parcel("a", "bc", 5)),
            Content.Sent(r.Parcel("bc", "a", 10)),
            8,
        ),
        (Content.Numbers([1, 2, 3]), Content.Numbers([3, 2, 1]), 6),
        (Content.Optional("ab"), Content.Optional("abab"), 2),
        (Content.Optional(None), Content.Optional(None), 0),
    ]
    for given, expected, total in mapped:
        assert r.map_content(given) == expected
        assert r.content_total(given) == total
    given = [given for given, _, _ in mapped]
    assert r.slice_content_total(given) == sum(total for _, _, total in mapped)
    assert r.slice_content_total([]) == 0
    assert r.same_option_content(None) is None


def test_hashes():
    assert hash(Content.Text("a")) == hash(r.same_content(Content.Text("a")))
    made = {
        Content.Text("a"),
        Content.Optional("a"),
        Content.Nothing(),
        Content.Text("a"),
    }
    assert len(made) == 3
    for content in (
        Content.Sent(make_parcel()),
        Content.Numbers([1]),
        r.make_content(4, 1),
    ):
        with pytest.raises(TypeError, match="unhashable"):
            hash(content)


def test_payloads_that_do_not_fit():
    cases = [
        (Content.Count, -1, OverflowError, "must be in 0..=4294967295, got -1"),
        (Content.Count, "x", TypeError, "must be int, not str"),
        (Content.Text, 5, TypeError, "must be str, not int"),
        (Content.Text, None, TypeError, "must be str, not NoneType"),
        (Content.Sent, "x", TypeError, "must be Parcel, not str"),
        (Content.Sent, r.Title("x"), TypeError, "must be Parcel, not Title"),
        (Content.Numbers, 5, TypeError, "must be a sequence or a buffer, not int"),
        (Content.Numbers, "abc", TypeError, "must be a sequence or a buffer, not str"),
        (Content.Optional, 5, TypeError, "must be str, not int"),
        (Content.Optional, r.Some("x"), TypeError, "must be str, not Some"),
        (Refusal.Because, None, TypeError, "must be str, not NoneType"),
        (Refusal.Rejected, "x", TypeError, "must be Rejection, not str"),
        (Refusal.All, "x", TypeError, "must be a sequence or a buffer, not str"),
    ]
    for variant, value, error, text in cases:
        assert refusal(error, variant, value) == (
            f"{variant.__qualname__}(): argument 'value' {text}"
        )
    for variant in (Content.Text, Content.Optional, Refusal.Because):
        with pytest.raises(UnicodeEncodeError, match="argument 'value'"):
            variant(SURROGATE)
    for bad in ((), (1, 2)):
        with pytest.raises(TypeError):
            Content.Text(*bad)
    with pytest.raises(TypeError):
        Content.Nothing(5)
    with pytest.raises(TypeError, match=r"one of its variants: Content\.Nothing, "):
        Content()


def test_what_is_inside_of_payloads_is_checked_by_the_call():
    content = Content.Numbers([1, "x"])
    for call in (r.same_content, r.content_total, r.map_content, r.same_option_content):
        assert refusal(TypeError, call, content) == (
            f"{call.__name__}(): argument 'x'.value[1] must be int, not str"
        )
    assert refusal(TypeError, r.slice_content_total, [Content.Nothing(), content]) == (
        "slice_content_total(): argument 'items'[1].value[1] must be int, not str"
    )
    ref = r.Ref(Content.Text("a"))
    assert refusal(TypeError, r.replace_content, ref, content) == (
        "replace_content(): argument 'replacement'.value[1] must be int, not str"
    )
    assert refusal(TypeError, r.end_refusal, ERROR, "x", Refusal.All(["a", 5])) == (
        "end_refusal(): argument 'error'.value[1] must be str, not int"
    )
    assert ref.value == Content.Text("a")


def test_vectors_in_payloads():
    vec = r.vec_range(3)
    content = Content.Numbers(vec)
    assert content.value is vec
    assert r.content_total(content) == 3
    assert r.slice_content_total([content, content]) == 6
    assert r.same_content(content) == Content.Numbers([0, 1, 2])
    assert refusal(r.MovedError, r.same_content, content) == (
        f"same_content(): argument 'x'.value: {MOVED}"
    )
    assert refusal(r.MovedError, r.content_total, content) == (
        f"content_total(): argument 'x'.value: {MOVED}"
    )
    assert repr(content) == f"Content.Numbers(<Vec: {MOVED}>)"
    made = r.make_content(4, 3)
    made.value[0] = 9
    assert r.map_content(made) == Content.Numbers([2, 1, 9])


def test_drawers():
    drawer = make_drawer()
    turned = r.turn_drawer(drawer)
    assert turned == r.Drawer(0, Content.Numbers([1, 2]), Content.Text("a"), r.Ok("b"))
    assert drawer == make_drawer()
    for outcome in (
        r.Ok(""),
        r.Ok("ä"),
        r.Err(r.MathError.Negative),
        r.Panic,
        r.Null,
    ):
        assert r.turn_drawer(make_drawer(outcome=outcome)).outcome == outcome
    for content in CONTENTS:
        for spare in CONTENTS:
            given = r.Drawer(1, content, spare, r.Null)
            assert r.turn_drawer(given) == r.Drawer(2, spare, content, r.Null)
    ref = r.Ref(make_drawer())
    assert r.empty_drawer(ref) == Content.Text("a")
    assert ref.value == make_drawer(content=Content.Nothing())
    assert r.empty_drawer(ref) == Content.Nothing()


def test_a_vector_twice_in_one_record():
    vec = r.vec_range(3)
    drawer = make_drawer(content=Content.Numbers(vec), spare=Content.Numbers(vec))
    for _ in range(3):
        assert refusal(r.MovedError, r.turn_drawer, drawer) == (
            f"turn_drawer(): argument 'x'.spare.value: {MOVED}"
        )
        assert vec == [0, 1, 2]
    drawer.spare = Content.Numbers([1, "x"])
    assert refusal(TypeError, r.turn_drawer, drawer) == (
        "turn_drawer(): argument 'x'.spare.value[1] must be int, not str"
    )
    assert vec == [0, 1, 2]
    drawer.spare = Content.Nothing()
    assert r.turn_drawer(drawer).spare == Content.Numbers([0, 1, 2])
    with pytest.raises(r.MovedError):
        len(vec)


# Options and results


def test_options():
    parcel = make_parcel()
    assert r.same_option_parcel(parcel) == parcel
    assert r.same_option_parcel(None) is None
    ref = r.Ref(None)
    assert r.flip_option_parcel(ref, parcel) is None
    assert ref.value == parcel
    r.flip_option_parcel(ref, parcel)
    assert ref.value is None
    ref.value = parcel
    r.flip_option_parcel(ref, parcel)
    assert ref.value is None
    for bad in (None, parcel, "x"):
        message = refusal(TypeError, r.flip_option_parcel, bad, parcel)
        assert "argument 'x' must be Ref(value)" in message
    message = refusal(TypeError, r.flip_option_parcel, r.Ref("x"), parcel)
    assert message == "flip_option_parcel(): argument 'x' must be Parcel, not str"
    message = refusal(TypeError, r.flip_option_parcel, r.Ref(None), None)
    assert message == (
        "flip_option_parcel(): argument 'filling' must be Parcel, not NoneType"
    )


def test_errors_that_are_records():
    parcel = make_parcel()
    assert r.end_parcel(SUCCESS, parcel) == parcel
    error = raised(r.RejectionException, r.end_parcel, ERROR, parcel)
    assert error.error == r.Rejection("Ada", 3)
    assert type(error.error) is r.Rejection
    assert str(error) == "end_parcel(): Rejection(reason='Ada', code=3)"
    assert isinstance(error, r.RustError)
    assert isinstance(error, r.InteropError)
    given = r.Rejection("ä" * 1000, 2**32 - 1)
    assert r.end_rejection(SUCCESS, given) == 1
    error = raised(r.RejectionException, r.end_rejection, ERROR, given)
    churn()
    assert error.error == given
    for made in copies_of(error):
        assert type(made) is r.RejectionException
        assert made.error == given
        assert str(made) == str(error)
    for call, value in ((r.end_parcel, parcel), (r.end_rejection, given)):
        name = call.__name__
        assert (
            str(raised(r.RustPanicError, call, PANICKED, value)) == f"{name}() panicked"
        )
        assert (
            str(raised(r.NullError, call, NOTHING, value)) == f"{name}() returned null"
        )
        message = refusal(ValueError, call, 9, value)
        assert message == f"{name}(): argument 'ending': 9 is no Ending"
        message = refusal(TypeError, call, ERROR, "x")
        assert message.endswith(", not str")
    error = r.RejectionException(given)
    assert error.error is given


@each_refusal
def test_errors_that_are_data_enums(error):
    assert r.end_refusal(SUCCESS, "ä", error) == "ä"
    caught = raised(r.RefusalException, r.end_refusal, ERROR, "ä", error)
    assert caught.error == error
    assert type(caught.error) is type(error)
    assert str(caught) == f"end_refusal(): {error!r}"
    for made in copies_of(caught):
        assert made.error == error
        assert str(made) == str(caught)
    raised(r.RustPanicError, r.end_refusal, PANICKED, "ä", error)
    raised(r.NullError, r.end_refusal, NOTHING, "ä", error)


def test_required_texts():
    assert r.require_texts("a", "b", "c") is None
    error = raised(r.RefusalException, r.require_texts, "a", "", "c")
    assert error.error == Refusal.Because("second")
    error = raised(r.RefusalException, r.require_texts, "", "", "")
    assert error.error == Refusal.All(["first", "second", "third"])
    assert type(error.error.value) is list
    assert refusal(TypeError, r.require_texts, "", "", None) == (
        "require_texts(): argument 'third' must be str, not NoneType"
    )


def test_errors_of_contents():
    for content in CONTENTS:
        error = raised(r.MathErrorException, r.end_content, ERROR, content)
        assert error.error is r.MathError.Overflow
        raised(r.RustPanicError, r.end_content, PANICKED, content)
        raised(r.NullError, r.end_content, NOTHING, content)
    vec = r.vec_range(3)
    raised(r.MathErrorException, r.end_content, ERROR, Content.Numbers(vec))
    with pytest.raises(r.MovedError):
        len(vec)


def test_unfolded():
    parcel, rejection = make_parcel(), r.Rejection("ä", 5)
    assert r.unfold_parcel(r.Ok(parcel)) == parcel
    error = raised(r.RejectionException, r.unfold_parcel, r.Err(rejection))
    assert error.error == rejection
    raised(r.RustPanicError, r.unfold_parcel, r.Panic)
    raised(r.NullError, r.unfold_parcel, r.Null)
    for bad in (parcel, r.Ok(rejection), r.Err(parcel), r.Ok(None), r.Err("x"), None):
        message = refusal(TypeError, r.unfold_parcel, bad)
        assert message.startswith("unfold_parcel(): argument 'x' must be ")


# Slices


def test_slices():
    parcels = [r.Parcel("a", "b", 5), r.Parcel("cd", "", 5), r.Parcel("", "", 0)]
    for given in (parcels, tuple(parcels), parcels * 1000):
        assert r.slice_parcel_total(given) == 14 * len(given) // 3
    assert r.slice_parcel_total([]) == 0
    assert r.slice_parcel_heaviest(parcels) == parcels[1]
    assert r.slice_parcel_heaviest([]) is None
    assert parcels[1] == r.Parcel("cd", "", 5)
    assert refusal(TypeError, r.slice_parcel_total, parcels[0]) == (
        "slice_parcel_total(): argument 'items' must be a sequence or a buffer, not Parcel"
    )
    assert refusal(TypeError, r.slice_parcel_total, [parcels[0], None]) == (
        "slice_parcel_total(): argument 'items'[1] must be Parcel, not NoneType"
    )


def test_static_slices():
    view = r.static_parcels()
    expected = [r.Parcel("Ada", "Bob", 3), r.Parcel("Cyd", "", 40)]
    assert view == expected
    assert view[-1] == expected[1]
    assert view[1:] == expected[1:]
    assert view.copied() == expected
    assert r.slice_parcel_total(view) == r.slice_parcel_total(expected) == 52
    assert r.slice_parcel_heaviest(view[:1]) == expected[0]
    view[0].sender = "x"
    assert view[0].sender == "Ada"
    with pytest.raises(TypeError):
        view[0] = expected[1]
    with pytest.raises(TypeError):
        view.as_memoryview()
    assert not hasattr(view, "__array_interface__")
    for bad in (view, expected, tuple(expected)):
        message = refusal(TypeError, r.return_parcels, bad)
        assert message.startswith("return_parcels(): argument 'items' must be a buffer")


def test_slices_changed_in_place():
    parcels = [r.Parcel("a", "b", 1), r.Parcel("c", "d", 2)]
    ref = r.Ref(parcels)
    r.return_parcels(ref)
    view = ref.value
    assert view == [r.Parcel("b", "a", 2), r.Parcel("d", "c", 4)]
    assert parcels == [r.Parcel("a", "b", 1), r.Parcel("c", "d", 2)]
    r.return_parcels(view)
    assert ref.value == [r.Parcel("a", "b", 4), r.Parcel("c", "d", 8)]
    view[0] = r.Parcel("e", "f", 3)
    view[1:] = [view[0]]
    assert view == [r.Parcel("e", "f", 3)] * 2
    r.return_parcels(view[1:])
    assert view == [r.Parcel("e", "f", 3), r.Parcel("f", "e", 6)]
    view[:] = reversed(view)
    assert view == [r.Parcel("f", "e", 6), r.Parcel("e", "f", 3)]
    for bad in ("x", None, r.Title("x")):
        with pytest.raises(TypeError, match="^item 0 must be Parcel"):
            view[0] = bad
        with pytest.raises(TypeError, match=r"^items\[1\] must be Parcel"):
            view[:] = [parcels[0], bad]
    with pytest.raises(ValueError):
        view[:] = [parcels[0]]
    assert r.slice_parcel_total(view) == 13
    assert r.vec_sum_parcels(view) == 9
    del ref
    churn()
    assert view == [r.Parcel("f", "e", 6), r.Parcel("e", "f", 3)]
    assert refusal(TypeError, r.return_parcels, r.Ref([parcels[0], 5])) == (
        "return_parcels(): argument 'items'[1] must be Parcel, not int"
    )
    assert refusal(TypeError, r.return_parcels, r.Ref(5)).startswith(
        "return_parcels(): argument 'items' must be "
    )
    r.return_parcels(r.Ref([]))


# What is owned beside what is lent


def parts_of(draft):
    """What a draft from Rust holds, as Python reads it."""
    number = draft.number[0]
    return draft.title, draft.origin, number, bytes(list(draft.bytes_)), draft.author


PARTS = ("title", "origin", 5, b"abc", "author")


def test_drafts():
    draft = make_draft()
    assert parts_of(draft) == PARTS
    for _ in range(2):
        assert r.draft_total(draft) == DRAFT_TOTAL
        assert r.draft_total_at(draft) == DRAFT_TOTAL
    shouted = r.shout_draft(draft)
    assert parts_of(shouted) == ("TITLE", *PARTS[1:])
    assert r.draft_total(shouted) == DRAFT_TOTAL
    made = r.make_draft("title", "origin", 5, b"abc", "author")
    assert parts_of(made) == PARTS
    assert parts_of(r.shout_draft(made)) == ("TITLE", *PARTS[1:])
    for given in (
        make_draft(origin=b"origin"),
        make_draft(number=ctypes.pointer(ctypes.c_uint32(5))),
        make_draft(number=r.Ref(5)),
        make_draft(bytes_=bytearray(b"abc")),
        make_draft(bytes_=[97, 98, 99]),
        make_draft(bytes_=array.array("B", b"abc")),
        make_draft(bytes_=r.reverse_vec_u8(b"cba")),
        make_draft(author=r.Ref("author")),
    ):
        assert r.draft_total(given) == r.draft_total_at(given) == DRAFT_TOTAL
        assert parts_of(r.shout_draft(given)) == ("TITLE", *PARTS[1:])
    empty = r.Draft("", None, 0, b"", "")
    assert r.draft_total(empty) == 0
    assert parts_of(r.shout_draft(empty)) == ("", None, 0, b"", "")


def test_borrowed_parts_stay_alive(balance):
    gc.collect()
    before = balance.counts()
    author = "author " * 100
    made = r.make_draft(
        "title",
        "origin " * 100,
        ctypes.c_uint32(7),
        r.reverse_vec_u8(bytes(range(200))),
        "author " * 100,
    )
    draft = r.shout_draft(r.shout_draft(made))
    del made
    churn()
    assert parts_of(draft) == (
        "TITLE",
        "origin " * 100,
        7,
        bytes(range(200))[::-1],
        author,
    )
    total = 5 + 700 + 700 + 7 + sum(range(200))
    assert r.draft_total(draft) == total
    number, data = draft.number, draft.bytes_
    del draft
    churn()
    assert number[0] == 7
    assert bytes(list(data)) == bytes(range(200))[::-1]
    del number, data
    gc.collect()
    assert balance.counts().alive == before.alive


def test_parts_of_drafts_by_hand_stay_alive():
    draft = make_draft(
        number=ctypes.c_uint32(7),
        bytes_=bytearray(b"abc") * 100,
        author="author " * 100,
        origin="origin " * 100,
    )
    other = copy.copy(draft)
    del draft
    churn()
    total = 5 + 700 + 7 + 100 * sum(b"abc") + 700
    assert r.draft_total(other) == r.draft_total_at(other) == total
    shouted = r.shout_draft(other)
    del other
    churn()
    assert r.draft_total(shouted) == total


def test_lent_buffers_can_be_resized_after_the_call():
    data = bytearray(b"abc")
    draft = make_draft(bytes_=data)
    assert r.draft_total(draft) == DRAFT_TOTAL
    data.append(1)
    assert r.draft_total_at(draft) == DRAFT_TOTAL + 1


def test_texts_of_drafts_are_texts():
    draft = make_draft()
    assert draft.author == "author"
    draft.author = "ä"
    assert draft.author == "ä"
    assert "author='ä'" in repr(draft)


def test_copies_of_drafts():
    draft = make_draft()
    assert copy.copy(draft) == draft
    for made in (copy.copy(draft), copy.deepcopy(draft)):
        churn()
        assert parts_of(made) == PARTS
        assert r.draft_total(made) == DRAFT_TOTAL


def test_parts_of_drafts_that_do_not_fit():
    assert refusal(OverflowError, make_draft, number=-1) == (
        "Draft.number must be in 0..=4294967295, got -1"
    )
    assert (
        refusal(TypeError, make_draft, number="x")
        == "Draft.number must be int, not str"
    )
    assert (
        refusal(TypeError, make_draft, author=5) == "Draft.author must be str, not int"
    )
    for call in (r.draft_total, r.draft_total_at, r.shout_draft):
        assert refusal(OverflowError, call, make_draft(bytes_=[1, 256])) == (
            f"{call.__name__}(): argument 'x'.bytes_[1] must be in 0..=255, got 256"
        )
    for position, value, error, name in (
        (0, 5, TypeError, "title"),
        (1, 5, TypeError, "origin"),
        (1, "a\0", ValueError, "origin"),
        (2, -1, OverflowError, "number"),
        (3, [256], OverflowError, "bytes"),
        (3, 5, TypeError, "bytes"),
        (4, 5, TypeError, "author"),
    ):
        given = list(PARTS)
        given[position] = value
        message = refusal(error, r.make_draft, *given)
        assert message.startswith(f"make_draft(): argument '{name}'")


# Nothing leaks


def half_way(call, *arguments):
    """Runs a call that has to raise."""

    def run():
        try:
            call(*arguments)
        except (TypeError, ValueError, OverflowError, BufferError, r.InteropError):
            return
        raise AssertionError("nothing was raised")

    return run


def in_place():
    ref = r.Ref(make_parcel())
    r.redirect_parcel(ref, "x")
    assert r.replace_parcel(ref, make_parcel()).receiver == "x"
    assert r.clone_parcel(ref) == make_parcel()
    shipment = r.Ref(make_shipment(numbers=r.vec_range(5)))
    r.turn_shipment_at(shipment)
    assert shipment.value.numbers[0] == 4
    drawer = r.Ref(make_drawer())
    assert r.empty_drawer(drawer) == Content.Text("a")
    option = r.Ref(None)
    for _ in range(3):
        r.flip_option_parcel(option, make_parcel())
    assert option.value == make_parcel()
    parcels = r.Ref([make_parcel(), make_parcel()])
    r.return_parcels(parcels)
    parcels.value[0] = make_parcel(sender="x")
    parcels.value[:] = list(parcels.value)[::-1]
    assert parcels.value[1].sender == "x"


def contents_in_place():
    ref = r.Ref(Content.Text("before"))
    for content in CONTENTS:
        r.replace_content(ref, content)
        r.overwrite_content(ref, Content.Text("between"))
        r.overwrite_content(ref, content)
    assert ref.value == CONTENTS[-1]


def each_ending(call, *arguments):
    def run():
        call(SUCCESS, *arguments)
        for ending in (ERROR, PANICKED, NOTHING):
            half_way(call, ending, *arguments)()

    return run


def each_of(call, values):
    return lambda: [call(value) for value in values]


def cycle():
    parcel = make_parcel()
    ref = r.Ref([parcel])
    shipment = r.make_shipment(5, None)
    shipment.names = [shipment, ref]
    drawer = r.Ref(make_drawer())
    r.empty_drawer(drawer)
    shipment.names.append(drawer)


def given_twice():
    vec = r.vec_range(10)
    drawer = make_drawer(content=Content.Numbers(vec), spare=Content.Numbers(vec))
    half_way(r.turn_drawer, drawer)()
    assert len(vec) == 10
    half_way(r.replace_content, r.Ref(Content.Numbers(vec)), Content.Numbers(vec))()


def given_in_use():
    vec = r.vec_range(10)
    view = vec[1:]
    half_way(r.turn_drawer, make_drawer(spare=Content.Numbers(vec)))()
    half_way(r.same_shipment, make_shipment(numbers=vec))()
    half_way(r.turn_shipment_at, r.Ref(make_shipment(numbers=vec)))()
    half_way(r.same_content, Content.Numbers(vec))()
    half_way(r.describe_parcel, make_parcel(), "t", vec, 1)()
    half_way(r.end_content, SUCCESS, Content.Numbers(vec))()
    assert view[0] == 1


def wrong_shipments(call):
    def run():
        for changes in (
            {"names": ["a", 5]},
            {"names": ["a", SURROGATE]},
            {"numbers": [1, "x"]},
            {"numbers": r.vec_range(3), "names": [None]},
        ):
            half_way(call, make_shipment(**changes))()

    return run


PARCEL = make_parcel()

SUCCESSES = {
    "parcel": lambda: r.same_parcel(r.make_parcel("a", "b", 1)),
    "returned": lambda: r.return_parcel(PARCEL),
    "total": lambda: r.parcel_total(PARCEL),
    "lent": lambda: (r.parcel_total_at(PARCEL), r.clone_parcel(PARCEL)),
    "optional": lambda: (r.optional_parcel(PARCEL), r.optional_parcel(None)),
    "sender": lambda: r.parcel_sender(PARCEL),
    "heavier": lambda: r.heavier_parcel(PARCEL, make_parcel(weight=5)),
    "static": lambda: (r.static_parcel(), r.static_parcels().copied()),
    "merged": lambda: r.merge_parcels(PARCEL, 1, PARCEL, 1.0, PARCEL),
    "described": lambda: r.describe_parcel(PARCEL, "t", r.vec_range(3), 1),
    "numbers described": lambda: r.describe_numbers([1], 1, "t", PARCEL),
    "in place": in_place,
    "shipment": lambda: r.same_shipment(r.make_shipment(5, "x")),
    "turned": lambda: r.turn_shipment(make_shipment(numbers=r.vec_range(5))),
    "lent shipment": lambda: r.shipment_total(r.make_shipment(5, None)),
    "labels": lambda: (
        r.invert_labeled_u32(r.LabeledU32("a", 1)),
        r.swap_labeled_string(r.LabeledString("a", "b")),
        r.swap_labeled_labeled(r.LabeledLabeledU32("a", r.LabeledU32("b", 5))),
        r.labeled_total(r.LabeledU32("a", 1)),
    ),
    "title": lambda: (r.upper_case_title(r.Title("a")), r.title_length(r.Title("a"))),
    "contents": each_of(r.same_content, CONTENTS),
    "mapped contents": each_of(r.map_content, CONTENTS),
    "indices": each_of(r.content_index, CONTENTS),
    "totals": each_of(r.content_total, CONTENTS),
    "option of content": each_of(r.same_option_content, [None, *CONTENTS]),
    "made contents": lambda: [r.make_content(index, 3) for index in range(6)],
    "made and given": lambda: [r.map_content(r.make_content(i, 3)) for i in range(6)],
    "contents in place": contents_in_place,
    "slice of contents": lambda: r.slice_content_total(CONTENTS),
    "drawers": lambda: [
        r.turn_drawer(make_drawer(outcome=outcome, spare=r.make_content(4, 3)))
        for outcome in (r.Ok("a"), r.Err(r.MathError.Overflow), r.Panic, r.Null)
    ],
    "option": lambda: (r.same_option_parcel(PARCEL), r.same_option_parcel(None)),
    "slices": lambda: (
        r.slice_parcel_total([PARCEL] * 3),
        r.slice_parcel_heaviest([PARCEL] * 3),
        r.slice_parcel_total(r.static_parcels()),
    ),
    "unfolded": lambda: r.unfold_parcel(r.Ok(PARCEL)),
    "texts": lambda: r.require_texts("a", "b", "c"),
    "draft": lambda: r.shout_draft(r.make_draft(*PARTS)),
    "draft total": lambda: (
        r.draft_total(make_draft()),
        r.draft_total_at(make_draft()),
    ),
    "pickled": lambda: pickle.loads(pickle.dumps(r.make_shipment(3, None))),
    "cycle": cycle,
}

FAILURES = {
    "end_parcel": each_ending(r.end_parcel, PARCEL),
    "end_rejection": each_ending(r.end_rejection, r.Rejection("a", 1)),
    "end_content": lambda: [
        each_ending(r.end_content, content)() for content in CONTENTS
    ],
    "end_content of a vector": lambda: half_way(
        r.end_content, ERROR, Content.Numbers(r.vec_range(3))
    )(),
    "end_refusal": lambda: [
        each_ending(r.end_refusal, "text", error)() for error in REFUSALS
    ],
    "require_texts": lambda: (
        half_way(r.require_texts, "a", "", "c")(),
        half_way(r.require_texts, "", "", "")(),
    ),
    "unfold_parcel": lambda: [
        half_way(r.unfold_parcel, result)()
        for result in (r.Err(r.Rejection("a", 1)), r.Panic, r.Null, r.Ok("x"))
    ],
    "last parcel": half_way(r.merge_parcels, PARCEL, 1, PARCEL, 1.0, None),
    "middle parcel": half_way(r.merge_parcels, PARCEL, 1, "x", 1.0, PARCEL),
    "count": half_way(r.merge_parcels, PARCEL, 256, PARCEL, 1.0, PARCEL),
    "factor": half_way(r.merge_parcels, PARCEL, 1, PARCEL, "x", PARCEL),
    "title": lambda: half_way(r.describe_parcel, PARCEL, 5, r.vec_range(3), 1)(),
    "surrogate": half_way(r.describe_parcel, PARCEL, SURROGATE, [1], 1),
    "copies": lambda: half_way(r.describe_parcel, PARCEL, "t", r.vec_range(3), "x")(),
    "numbers": half_way(r.describe_parcel, PARCEL, "t", [1, "x"], 1),
    "last of four": lambda: half_way(
        r.describe_numbers, r.vec_range(3), 1, "t", None
    )(),
    "by value": wrong_shipments(r.same_shipment),
    "turned": wrong_shipments(r.turn_shipment),
    "lent": wrong_shipments(r.shipment_total),
    "in place": wrong_shipments(lambda x: r.turn_shipment_at(r.Ref(x))),
    "drawer": half_way(r.turn_drawer, make_drawer(spare=Content.Numbers([1, "x"]))),
    "drawer with a vector": lambda: half_way(
        r.turn_drawer,
        make_drawer(content=r.make_content(4, 3), spare=Content.Numbers(["x"])),
    )(),
    "content": half_way(r.same_content, Content.Numbers([1, "x"])),
    "mapped content": half_way(r.map_content, Content.Numbers([1, "x"])),
    "replacement": lambda: half_way(r.replace_parcel, r.Ref(PARCEL), "x")(),
    "receiver": lambda: half_way(r.redirect_parcel, r.Ref(PARCEL), 5)(),
    "filling": lambda: half_way(r.flip_option_parcel, r.Ref(PARCEL), 5)(),
    "content for a Ref": lambda: half_way(
        r.overwrite_content, r.Ref(r.make_content(4, 3)), Content.Numbers(["x"])
    )(),
    "no ending": half_way(r.end_refusal, 9, "text", REFUSALS[4]),
    "text of a refusal": half_way(r.end_refusal, ERROR, 5, REFUSALS[4]),
    "refusal": half_way(r.end_refusal, ERROR, "text", Refusal.All(["a", 5])),
    "slice": half_way(r.slice_parcel_total, [PARCEL, None]),
    "slice of contents": half_way(r.slice_content_total, [*CONTENTS, None]),
    "mutable slice": lambda: half_way(r.return_parcels, r.Ref([PARCEL, None]))(),
    "draft": half_way(r.make_draft, "title", "origin", 5, b"abc", 5),
    "draft title": half_way(r.make_draft, SURROGATE, "origin", 5, b"abc", "author"),
    "draft bytes": half_way(r.shout_draft, make_draft(bytes_=[256])),
    "given twice": given_twice,
    "in use": given_in_use,
}


@pytest.mark.parametrize("run", SUCCESSES.values(), ids=list(SUCCESSES))
def test_success_is_steady(run, balance, loops):
    balance.assert_steady(run, loops(10_000))


@pytest.mark.parametrize("run", FAILURES.values(), ids=list(FAILURES))
def test_failure_is_steady(run, balance, loops):
    balance.assert_steady(run, loops(10_000))


# At exit


AT_EXIT = {
    "globals": """
        shipment, parcels = r.make_shipment(5, "x"), r.vec_triangle(3)
        content, draft = r.make_content(4, 5), r.make_draft("a", "b", 1, b"c", "d")
        other = r.shout_draft(draft)
    """,
    "references": """
        parcel, option = r.Ref(r.Parcel("a", "b", 1)), r.Ref(None)
        r.redirect_parcel(parcel, "c")
        r.flip_option_parcel(option, r.Parcel("a", "b", 1))
        shipment = r.Ref(r.make_shipment(5, "x"))
        r.turn_shipment_at(shipment)
        content = r.Ref(r.make_content(2, 5))
        r.overwrite_content(content, r.make_content(4, 5))
        parcels = r.Ref([r.Parcel("a", "b", 1)])
        r.return_parcels(parcels)
        view = parcels.value
    """,
    "a cycle": """
        shipment = r.make_shipment(5, "x")
        ref = r.Ref(r.Parcel("a", "b", 1))
        r.redirect_parcel(ref, "c")
        shipment.names = [shipment, ref]
        del shipment, ref
    """,
    "a suspended generator": """
        def parcels():
            ref = r.Ref(r.Parcel("a", "b", 1))
            shipment = r.make_shipment(5, "x")
            while True:
                r.redirect_parcel(ref, "c")
                yield ref.value

        generator = parcels()
        assert next(generator) == r.Parcel("a", "c", 1)
    """,
    "builtins": """
        import builtins
        builtins.shipment = r.make_shipment(5, "x")
        builtins.ref = r.Ref(r.Parcel("a", "b", 1))
        r.redirect_parcel(builtins.ref, "c")
    """,
    "an error": """
        try:
            r.end_parcel(r.Ending.Error, r.Parcel("a", "b", 1))
        except r.RejectionException as error:
            kept = error
        shipment = r.make_shipment(5, "x")
        shipment.names.append(5)
        try:
            r.same_shipment(shipment)
        except TypeError as error:
            other = error
    """,
    "atexit": """
        import atexit
        ref = r.Ref(r.make_shipment(5, "x"))
        atexit.register(r.turn_shipment_at, ref)
        atexit.register(r.same_shipment, r.make_shipment(5, "x"))
    """,
}


@pytest.mark.parametrize("name", AT_EXIT)
def test_nothing_is_alive_at_exit(name, balance):
    code = "        import reference_project as r\n" + AT_EXIT[name].lstrip("\n")
    assert balance_at_exit(code) == (0, 0)


class Liar:
    """Says that it is a parcel, and has never been checked."""

    __class__ = r.Parcel

    def __init__(self, weight):
        self._sender, self._receiver, self._weight = "a", "b", weight


@pytest.mark.parametrize("weight", [-1, 2**40, "x", None, 1.5])
def test_what_pretends_to_be_a_record(weight, balance, loops):
    def run():
        liar = Liar(weight)
        wanted = "same_parcel(): argument 'x' must be Parcel, not Liar"
        assert refusal(TypeError, r.same_parcel, liar) == wanted
        refusal(TypeError, r.same_option_parcel, liar)
        refusal(TypeError, r.Content.Sent, liar)

    balance.assert_steady(run, loops(1000))


class LyingInt:
    __class__ = int

    def __ge__(self, other):
        return True

    __le__ = __ge__

    def __index__(self):
        raise KeyError


class LyingStr:
    __class__ = str


class LyingBool:
    __class__ = bool

    def __bool__(self):
        raise KeyError


def test_what_pretends_to_be_a_field():
    assert refusal(KeyError, r.Parcel, "a", "b", LyingInt()) == ""
    wanted = "Parcel.sender must be str, not LyingStr"
    assert refusal(TypeError, r.Parcel, LyingStr(), "b", 1) == wanted
    parcel = r.Parcel("a", "b", 1)
    with pytest.raises(KeyError):
        parcel.weight = LyingInt()
    assert parcel.weight == 1
    wanted = "argument 'x' must be bool, not LyingBool"
    assert wanted in refusal(TypeError, r.not_option_bool, LyingBool())
