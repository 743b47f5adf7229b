"""C strings: `str`, `bytes` or `None` goes in, `str` or `None` comes out.

Rust only borrows what it gets. Bytes that are not UTF-8 are surrogates in a `str`, as they are
in Python's file names.
"""

import collections
import concurrent.futures
import copy
import gc
import inspect
import pickle
import pydoc
import re
import sys
import typing
from pathlib import Path

import pytest
from helpers import copies_of, refusal
from test_counting import balance_at_exit

import reference_project as r

SOURCE = Path(__file__).parent.parent / "reference_project" / "src" / "cstrings.rs"

SUCCESS, ERROR, PANICKED, NOTHING = r.Ending

TEXT = "grüße, 世界 🦀"
HALF_PAIR = "half a pair \ud83e"

# What C gets, and the text of it.
TEXTS = {
    "": b"",
    "a": b"a",
    "hello world": b"hello world",
    "grüße": "grüße".encode(),
    "世界 🦀": "世界 🦀".encode(),
    "\x01\x7f\u0080\U0010ffff": "\x01\x7f\u0080\U0010ffff".encode(),
    "caf\udce9 \udcff": b"caf\xe9 \xff",
    "\udc80\udcfe": b"\x80\xfe",
    # Half of a character of two bytes, and half a pair of surrogates as three bytes.
    "\udcc3": b"\xc3",
    "\udced\udca0\udc80": b"\xed\xa0\x80",
    "x" * 1_000_000: b"x" * 1_000_000,
}

NOT_TEXTS = [5, True, 1.5, ["x"], bytearray(b"x"), memoryview(b"x"), {}, str, object()]

# Every function of the module, with arguments that it takes.
CALLS = {
    "cstring_length": lambda: {"text": TEXT},
    "cstring_length_or_minus_one": lambda: {"text": TEXT},
    "cstring_is_null": lambda: {"text": TEXT},
    "cstring_is_utf8": lambda: {"text": TEXT},
    "cstring_sum": lambda: {"text": TEXT},
    "cstring_char_count": lambda: {"text": TEXT},
    "cstring_to_string": lambda: {"text": TEXT},
    "cstrings_equal": lambda: {"a": TEXT, "b": b"x"},
    "cstring_count_byte": lambda: {
        "weight": 0.5,
        "text": TEXT,
        "wanted": 0x66,
        "start": 7,
    },
    "static_cstring": dict,
    "static_cstring_bytes": dict,
    "empty_cstring": dict,
    "null_cstring": dict,
    "same_cstring": lambda: {"text": TEXT},
    "cstring_tail": lambda: {"text": TEXT, "start": 1},
    "longer_cstring": lambda: {"a": TEXT, "b": b"x"},
    "cstring_length_at": lambda: {"text": TEXT},
    "advance_cstring": lambda: {"text": r.Ref(TEXT)},
    "make_label": lambda: {"text": TEXT, "number": 7},
    "next_label": lambda: {"label": r.Label(TEXT, 7)},
    "label_total": lambda: {"label": r.Label(TEXT, 7)},
    "label_total_at": lambda: {"label": r.Label(TEXT, 7)},
    "label_text": lambda: {"label": r.Label(TEXT, 7)},
    "advance_label": lambda: {"label": r.Label(TEXT, 7)},
    "reverse_route": lambda: {"route": r.Route(TEXT, b"x", 0.5)},
    "route_length": lambda: {"route": r.Route(TEXT, b"x", 0.5)},
    "same_caption": lambda: {"caption": r.Caption.Labeled(r.Label(TEXT, 7))},
    "caption_total": lambda: {"caption": r.Caption.Text(TEXT)},
    "slice_cstring_length": lambda: {"texts": [TEXT, None, b"x"]},
    "slice_cstring_nulls": lambda: {"texts": [TEXT, None, b"x"]},
    "slice_label_total": lambda: {"labels": [r.Label(TEXT, 7), r.Label(None, 8)]},
    "static_labels": dict,
    "same_option_cstring": lambda: {"x": r.Some(TEXT)},
    "option_cstring_length": lambda: {"x": r.Some(TEXT)},
    "end_cstring": lambda: {"ending": SUCCESS, "text": TEXT},
}

PARAMETERS = [(name, parameter) for name in CALLS for parameter in CALLS[name]()]
TEXT_PARAMETERS = [
    (n, p) for n, p in PARAMETERS if isinstance(CALLS[n]()[p], (str, bytes))
]

each_text = pytest.mark.parametrize(
    "text, data", TEXTS.items(), ids=[ascii(text)[:24] for text in TEXTS]
)
each_parameter = pytest.mark.parametrize("name, parameter", PARAMETERS)
each_text_parameter = pytest.mark.parametrize("name, parameter", TEXT_PARAMETERS)


def fresh(number):
    """A text that nobody else keeps, of which C gets 91 bytes."""
    return f"text {number} ".ljust(90, "-") + "!"


def churn():
    """Have the memory of whatever nobody keeps alive used for something else."""
    gc.collect()
    filler = [bytes([n % 250 + 1]) * 91 for n in range(20_000)]
    del filler


def call_with(name, parameter, value):
    """Calls a function with one argument replaced."""
    return getattr(r, name)(**dict(CALLS[name](), **{parameter: value}))


def test_every_function_is_called():
    code = SOURCE.read_text(encoding="utf-8")
    assert list(CALLS) == re.findall(r"function!\((\w+)\)", code)
    for name, arguments in CALLS.items():
        assert list(inspect.signature(getattr(r, name)).parameters) == list(arguments())


# By value


@each_text
def test_round_trip(text, data):
    for value in (text, data):
        result = r.same_cstring(value)
        assert result == text
        assert type(result) is str
        assert result.encode("utf-8", "surrogateescape") == data
        assert r.same_cstring(text=result) == text
        assert r.end_cstring(SUCCESS, value) == text


@each_text
def test_what_rust_sees(text, data):
    for value in (text, data):
        assert r.cstring_length(value) == len(data)
        assert r.cstring_length_or_minus_one(value) == len(data)
        assert r.cstring_length_at(value) == len(data)
        assert r.cstring_sum(value) == sum(data)
        assert r.cstring_is_null(value) is False
        assert r.cstring_to_string(value) == data.decode("utf-8", "replace")
        assert r.cstrings_equal(value, data)
        assert not r.cstrings_equal(value, data + b"!")


@each_text
def test_unicode(text, data):
    is_utf8 = data.decode("utf-8", "replace").encode() == data
    assert r.cstring_is_utf8(data) is is_utf8
    if is_utf8:
        assert r.cstring_char_count(text) == len(text)
    else:
        with pytest.raises(r.TextErrorException) as caught:
            r.cstring_char_count(text)
        assert caught.value.error is r.TextError.Forbidden


def test_every_byte():
    every = bytes(range(1, 256))
    assert r.cstring_sum(every) == sum(every)
    assert r.same_cstring(every) == every.decode("utf-8", "surrogateescape")
    for number in range(1, 256):
        text = r.same_cstring(bytes([number]))
        assert r.cstring_sum(text) == number


def test_null():
    assert r.same_cstring(None) is None
    assert r.cstring_length(None) is None
    assert r.cstring_length("") == 0
    assert r.cstring_length_or_minus_one(None) == -1
    assert r.cstring_length_at(None) == 0
    assert r.cstring_is_null(None) is True
    assert r.cstring_is_null("") is False
    assert r.cstring_is_utf8(None) is False
    assert r.cstring_to_string(None) == ""
    assert r.cstrings_equal(None, "")
    assert r.longer_cstring(None, "") is None
    assert r.cstring_tail(None, 0) is None
    with pytest.raises(r.TextErrorException):
        r.cstring_char_count(None)


def test_from_rust():
    assert r.static_cstring() == "hello world"
    assert r.cstring_length(r.static_cstring()) == 11
    assert r.static_cstring()[-5:] == "world"
    assert r.static_cstring_bytes() == "caf\udce9 \udcff"
    assert r.cstring_sum(r.static_cstring_bytes()) == sum(b"caf\xe9 \xff")
    assert r.empty_cstring() == ""
    assert r.null_cstring() is None


def test_tails():
    for value in ("hello world", b"hello world"):
        assert r.cstring_tail(value, 6) == "world"
        assert r.cstring_tail(value, 0) == "hello world"
        assert r.cstring_tail(value, 11) == ""
        for start in (12, 2**31, 2**32, 2**64 - 1):
            assert r.cstring_tail(value, start) is None
    # A character of two bytes, and half of it.
    assert r.cstring_tail("éa", 1) == "\udca9a"
    assert refusal(OverflowError, r.cstring_tail, "a", -1).startswith(
        "cstring_tail(): argument 'start' must be in "
    )


def test_lent_results():
    assert r.longer_cstring("abc", b"ab") == "abc"
    assert r.longer_cstring("abc", "grüße") == "grüße"
    assert r.longer_cstring("abc", b"\xff" * 4) == "\udcff" * 4
    for number in range(300):
        assert r.longer_cstring("x" * number, "y" * 150)[:1] == "xy"[number < 150]


def test_between_others():
    assert r.cstring_count_byte(0.5, "banana", ord("a"), 10) == 11.5
    assert r.cstring_count_byte(-1, b"\xff\xff", 255, 2**32 - 1) == 2.0**32 - 3
    assert r.cstring_count_byte(weight=2.0, text=None, wanted=0, start=True) == 1.0
    for bad in (-1, 256):
        assert refusal(OverflowError, r.cstring_count_byte, 1.0, "x", bad, 0) == (
            f"cstring_count_byte(): argument 'wanted' must be in 0..=255, got {bad}"
        )


def test_numpy(numpy):
    call = r.cstring_count_byte
    for kind in (numpy.uint8, numpy.int32, numpy.uint32, numpy.int64):
        assert call(numpy.float32(0.5), "banana", kind(97), kind(10)) == 11.5
        assert r.cstring_tail("banana", kind(4)) == "na"
        assert r.make_label("x", kind(5)) == r.Label("x", 5)
    assert r.same_cstring(numpy.str_("grüße")) == "grüße"
    assert r.same_cstring(numpy.bytes_(b"\xff")) == "\udcff"


def test_subclasses():
    class Text(str):
        def encode(self, *_):
            raise AssertionError("not what the text is")

    class Data(bytes):
        def __bytes__(self):
            raise AssertionError("not what the data is")

    for value in (Text("grüße"), Data("grüße".encode())):
        assert r.same_cstring(value) == "grüße"
        assert type(r.same_cstring(value)) is str
        assert r.cstring_length_at(value) == 7
        assert r.slice_cstring_length([value, value]) == 14
        assert r.label_total(r.Label(value, 1)) == 8
        assert r.caption_total(r.Caption.Text(value)) == 7
        assert r.option_cstring_length(r.Some(value)) == 7


# What is refused


@each_text_parameter
def test_what_is_no_text(name, parameter):
    for value in NOT_TEXTS:
        message = refusal(TypeError, call_with, name, parameter, value)
        kind = "type" if value is str else type(value).__name__
        expected = f"{name}(): argument {parameter!r} must be str, bytes or None"
        assert message == f"{expected}, not {kind}"


@each_text_parameter
def test_zeros(name, parameter):
    for value, at in (("\0", 0), ("ab\0c\0", 2), (b"ab\0", 2), (b"\xff\0", 1)):
        message = refusal(ValueError, call_with, name, parameter, value)
        assert message.startswith(f"{name}(): argument {parameter!r} ")
        assert "NUL" in message
        assert re.search(rf"\b{at}\b", message)


def test_where_zeros_are():
    # An index of what was given: characters of a text, bytes of bytes.
    assert re.search(r"\b1\b", refusal(ValueError, r.same_cstring, "🦀\0"))
    assert re.search(r"\b4\b", refusal(ValueError, r.same_cstring, "🦀\0".encode()))


@each_text_parameter
@pytest.mark.parametrize(
    "half", ["\ud800", "a\udfff", "ab\udc7f", HALF_PAIR], ids=ascii
)
def test_half_a_surrogate_pair(name, parameter, half):
    with pytest.raises(UnicodeEncodeError) as caught:
        call_with(name, parameter, half)
    error = caught.value
    assert f"{name}(): argument {parameter!r}" in str(error)
    assert "surrogates not allowed" in str(error)
    assert error.object == half
    assert (error.start, error.end) == (len(half) - 1, len(half))
    assert error.__cause__ is None
    assert error.__suppress_context__ or error.__context__ is None


@each_parameter
def test_what_nothing_takes(name, parameter):
    for value in (object(), 1.5j):
        message = refusal(TypeError, call_with, name, parameter, value)
        assert message.startswith(f"{name}(): argument {parameter!r} must be ")


# By reference


def test_in_place():
    for value in ("abc", b"abc"):
        ref = r.Ref(value)
        for expected in ("bc", "c", "", None, None):
            assert r.advance_cstring(ref) is None
            assert ref.value == expected
    ref = r.Ref("éa")
    r.advance_cstring(text=ref)
    assert ref.value == "\udca9a"
    assert repr(ref) == "Ref('\\udca9a')"
    r.advance_cstring(ref)
    assert ref.value == "a"
    ref = r.Ref(None)
    r.advance_cstring(ref)
    assert ref.value is None


def test_refs():
    ref = r.Ref("abc")
    assert r.cstring_length_at(ref) == 3
    r.advance_cstring(ref)
    assert r.cstring_length_at(ref) == 2
    for made in copies_of(ref):
        assert made.value == "bc"
    ref.value = b"\xff\xfe"
    r.advance_cstring(ref)
    assert ref.value == "\udcfe"


def test_refs_keep_their_text():
    refs = [r.Ref(fresh(n)) for n in range(10)]
    refs += [r.Ref(fresh(n).encode()) for n in range(10, 20)]
    for ref in refs:
        r.advance_cstring(ref)
    churn()
    for number, ref in enumerate(refs):
        assert ref.value == fresh(number)[1:]
        r.advance_cstring(ref)
        assert ref.value == fresh(number)[2:]


def test_what_cannot_be_written_to():
    for value in ("abc", b"abc", None, 5):
        message = refusal(TypeError, r.advance_cstring, value)
        assert message.startswith("advance_cstring(): argument 'text' must be ")
        assert "Ref(" in message
    for value in (5, ["x"], r.Ref("x")):
        ref = r.Ref(value)
        message = refusal(TypeError, r.advance_cstring, ref)
        assert message.startswith("advance_cstring(): argument 'text' must be ")
        assert ref.value is value
    for value in ("a\0", b"a\0"):
        message = refusal(ValueError, r.advance_cstring, r.Ref(value))
        assert message.startswith("advance_cstring(): argument 'text' has a NUL at 1")


# In structs


@each_text
def test_fields(text, data):
    for value in (text, data):
        label = r.Label(value, 7)
        assert label.text == text
        assert type(label.text) is str
        assert label == r.Label(text=text, number=7)
        assert r.make_label(value, 7) == label
        assert r.next_label(label) == r.Label(text, 8)
        assert r.label_total(label) == r.label_total_at(label) == len(data) + 7
        assert r.label_text(label) == text
        route = r.reverse_route(r.Route(value, "end", 0.5))
        assert (route.start, route.end, route.distance) == ("end", text, -0.5)
        assert r.route_length(route) == len(data) + 3


def test_null_fields():
    label = r.Label(None, 7)
    assert label.text is None
    assert label != r.Label("", 7)
    assert r.label_total(label) == 7
    assert r.label_text(label) is None
    assert r.next_label(label).text is None
    assert r.make_label(None, 7) == label
    assert r.reverse_route(r.Route("a", None, 1)) == r.Route(None, "a", -1)
    assert repr(label) == "Label(text=None, number=7)"


def test_assigned_fields():
    label = r.Label("a", 7)
    for value, text in (("b", "b"), (b"\xff", "\udcff"), (None, None), ("", "")):
        label.text = value
        assert label.text == text
    assert label.number == 7
    route = r.Route("a", "b", 1)
    route.start, route.end = route.end, route.start
    assert route == r.Route("b", "a", 1.0)
    assert repr(route) == "Route(start='b', end='a', distance=1.0)"
    assert eval(repr(route), dict(vars(r))) == route


def test_fields_that_do_not_fit():
    label = r.Label("a", 7)
    for bad in (5, ["x"], bytearray(b"x"), r.Label("b", 1)):
        message = refusal(TypeError, setattr, label, "text", bad)
        assert message.startswith("Label.text must be str, bytes or None, not ")
        message = refusal(TypeError, r.Label, bad, 7)
        assert message.startswith("Label.text must be str, bytes or None, not ")
    for bad in ("b\0", b"b\0"):
        assert "Label.text has a NUL at 1" in refusal(ValueError, r.Label, bad, 7)
        assert "Route.end" in refusal(ValueError, r.Route, "a", bad, 1.0)
    with pytest.raises(UnicodeEncodeError, match=r"Label\.text"):
        label.text = HALF_PAIR
    with pytest.raises(OverflowError, match=r"Label\.number"):
        r.Label("a", -1)
    assert label == r.Label("a", 7)


def test_equality():
    first, second = (r.Label(fresh(1), 1) for _ in range(2))
    assert first == second
    assert r.Label("é", 1) == r.Label("é".encode(), 1)
    assert first != r.Label(fresh(2), 1)
    assert first != r.Label(fresh(1), 2)
    with pytest.raises(TypeError, match="unhashable"):
        hash(first)


def test_structs_in_place():
    label = r.Label("éa", 2**32 - 1)
    for text, number in (("\udca9a", 0), ("a", 1), ("", 2), (None, 3), (None, 4)):
        assert r.advance_label(label) is None
        assert label == r.Label(text, number)
    ref = r.Ref(r.Label("abc", 1))
    r.advance_label(ref)
    assert ref.value == r.Label("bc", 2)
    assert r.label_total_at(ref) == 4


def test_structs_keep_their_text():
    label = r.Label(fresh(1), 1)
    made = r.make_label(fresh(2), 2)
    following = r.next_label(r.Label(fresh(3), 3))
    advanced = r.Label(fresh(4), 4)
    r.advance_label(advanced)
    route = r.reverse_route(r.Route(fresh(5), fresh(6), 1.0))
    twice = r.next_label(r.next_label(r.make_label(fresh(7).encode(), 7)))
    churn()
    assert label == r.Label(fresh(1), 1)
    assert made == r.Label(fresh(2), 2)
    assert following == r.Label(fresh(3), 4)
    assert advanced == r.Label(fresh(4)[1:], 5)
    assert route == r.Route(fresh(6), fresh(5), -1.0)
    assert twice == r.Label(fresh(7), 9)


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, r.next_label])
def test_copies_keep_their_text(duplicate):
    label = r.Label(fresh(1), 1)
    made = duplicate(label)
    label.text = fresh(2)
    del label
    churn()
    assert made.text == fresh(1)


def test_pointers_cannot_be_pickled():
    for value in (r.Label("a", 1), r.Caption.Labeled(r.Label("a", 1))):
        assert refusal(TypeError, pickle.dumps, value).startswith("Label ")


def test_arrays_of_structs_keep_their_text():
    labels = (r.Label * 3)(*[r.Label(fresh(n), n) for n in range(3)])
    churn()
    assert [label.text for label in labels] == [fresh(0), fresh(1), fresh(2)]
    labels[1] = r.Label(fresh(5), 5)
    churn()
    assert labels[1].text == fresh(5)
    assert r.slice_label_total(labels) == 3 * 91 + 0 + 5 + 2


# In enums


@each_text
def test_payloads(text, data):
    for value in (text, data):
        caption = r.Caption.Text(value)
        assert r.same_caption(caption) == r.Caption.Text(text)
        assert r.caption_total(caption) == len(data)
        caption = r.Caption.Labeled(r.Label(value, 7))
        assert r.same_caption(caption) == caption
        assert r.caption_total(caption) == len(data) + 7


def test_null_payloads():
    assert r.same_caption(r.Caption.Blank()) is r.Caption.Blank()
    assert r.same_caption(r.Caption.Text(None)) == r.Caption.Text(None)
    assert r.same_caption(r.Caption.Text("")) == r.Caption.Text("")
    assert r.Caption.Text(None) != r.Caption.Text("")
    assert r.Caption.Text(None) != r.Caption.Blank()
    assert r.caption_total(r.Caption.Blank()) == 0
    assert r.caption_total(r.Caption.Text(None)) == 0


def test_variants():
    caption = r.Caption.Text("grüße")
    assert repr(caption) == "Caption.Text('grüße')"
    assert hash(caption) == hash(r.Caption.Text("grüße"))
    for made in copies_of(caption):
        assert made == caption
    assert isinstance(r.same_caption(caption), r.Caption.Text)


def test_payloads_that_do_not_fit():
    for bad in (5, ["x"], r.Label("x", 1)):
        message = refusal(TypeError, r.Caption.Text, bad)
        assert message.startswith("Caption.Text(): argument 'value' must be str, ")
    assert "has a NUL at 1" in refusal(ValueError, r.Caption.Text, "a\0")
    with pytest.raises(UnicodeEncodeError, match=r"Caption\.Text.*'value'"):
        r.Caption.Text(HALF_PAIR)


def test_payloads_keep_their_text():
    captions = [r.Caption.Labeled(r.Label(fresh(n), n)) for n in range(10)]
    captions = [r.same_caption(caption) for caption in captions]
    churn()
    labels = [caption.value for caption in captions]
    del captions
    churn()
    assert labels == [r.Label(fresh(n), n) for n in range(10)]


# In slices


@pytest.mark.parametrize("kind", [list, tuple, collections.deque])
def test_slices(kind):
    texts = kind(["a", None, "", b"\xff", "grüße", "x" * 1000, None])
    assert r.slice_cstring_length(texts) == 1 + 1 + 7 + 1000
    assert r.slice_cstring_nulls(texts=texts) == 2
    labels = kind([r.Label("abc", 1), r.Label(None, 20), r.Label(b"\xff", 300)])
    assert r.slice_label_total(labels) == 325
    assert r.slice_cstring_length(kind()) == 0
    assert r.slice_label_total(kind()) == 0


def test_slices_of_texts_that_nobody_keeps():
    class Fresh:
        def __len__(self):
            return 1000

        def __iter__(self):
            return map(fresh, range(1000))

    assert r.slice_cstring_length(Fresh()) == 91 * 1000
    assert r.slice_cstring_nulls([None] * 1000) == 1000


def test_what_is_no_slice():
    for value in ("abc", b"abc", {"a"}, None, 5, iter(["a"])):
        for call in (r.slice_cstring_length, r.slice_cstring_nulls):
            message = refusal(TypeError, call, value)
            assert message.startswith(f"{call.__name__}(): argument 'texts' must be ")


def test_items_that_do_not_fit():
    assert refusal(TypeError, r.slice_cstring_length, ["a", None, 5]) == (
        "slice_cstring_length(): argument 'texts'[2] must be str, bytes or None, not int"
    )
    message = refusal(ValueError, r.slice_cstring_nulls, ["a", "b\0"])
    assert message.startswith("slice_cstring_nulls(): argument 'texts'[1] has a NUL")
    with pytest.raises(UnicodeEncodeError, match=r"slice_cstring_length.*\[1\]"):
        r.slice_cstring_length(["a", HALF_PAIR])
    assert refusal(TypeError, r.slice_label_total, [r.Label("a", 1), "a"]) == (
        "slice_label_total(): argument 'labels'[1] must be Label, not str"
    )


def test_views():
    labels = r.static_labels()
    expected = [r.Label("first", 1), r.Label("second", 20), r.Label("", 300)]
    assert labels == expected
    assert [label.text for label in labels] == ["first", "second", ""]
    assert (len(labels), labels[-1].number) == (3, 300)
    assert labels[1:] == expected[1:]
    assert r.slice_label_total(labels) == r.slice_label_total(expected) == 332
    assert r.slice_label_total(labels[1:]) == 326
    with pytest.raises(TypeError):
        labels[0] = r.Label("x", 1)


def test_changes_to_items_of_views_are_lost():
    label = r.static_labels()[0]
    label.text = "changed"
    label.number = 7
    assert label == r.Label("changed", 7)
    assert r.static_labels()[0] == r.Label("first", 1)


def test_items_outlive_their_view():
    label = r.static_labels()[1]
    churn()
    assert label == r.Label("second", 20)
    assert r.next_label(label) == r.Label("second", 21)


# In options and results


def test_options():
    for value in (None, r.Some(None), r.Some(""), r.Some(TEXT), r.Some("\udcff")):
        result = r.same_option_cstring(value)
        assert result == value
        assert type(result) is type(value)
    assert r.same_option_cstring(r.Some(b"\xff")) == r.Some("\udcff")
    assert r.option_cstring_length(None) == -2
    assert r.option_cstring_length(r.Some(None)) == -1
    assert r.option_cstring_length(r.Some("")) == 0
    assert r.option_cstring_length(r.Some("grüße")) == 7


def test_options_that_do_not_fit():
    for value in ("a", b"a", 5, r.Some(5), r.Some(r.Some("a")), r.Ok("a")):
        message = refusal(TypeError, r.option_cstring_length, value)
        assert message.startswith("option_cstring_length(): argument 'x' must be ")
    message = refusal(ValueError, r.option_cstring_length, r.Some("a\0"))
    assert message.startswith("option_cstring_length(): argument 'x' has a NUL at 1")


def test_results():
    assert r.end_cstring(SUCCESS, None) is None
    assert r.end_cstring(SUCCESS, b"\xff") == "\udcff"
    with pytest.raises(r.TextErrorException) as caught:
        r.end_cstring(ERROR, TEXT)
    assert caught.value.error is r.TextError.Empty
    assert str(caught.value) == "end_cstring(): TextError.Empty"
    with pytest.raises(r.RustPanicError, match=r"end_cstring\(\) panicked"):
        r.end_cstring(PANICKED, TEXT)
    with pytest.raises(r.NullError, match=r"end_cstring\(\) returned null"):
        r.end_cstring(NOTHING, TEXT)


# What is kept, and how long


def fail(call, *arguments, **named):
    """Makes a call that must raise an error: as pytest does, but fast."""
    try:
        call(*arguments, **named)
    except (TypeError, ValueError, OverflowError, r.InteropError):
        return
    raise AssertionError("nothing was raised")


@pytest.mark.parametrize("name", CALLS)
def test_calls_are_steady(name, balance, loops):
    call, arguments = getattr(r, name), CALLS[name]
    balance.assert_steady(lambda: call(**arguments()), loops(10_000), objects=True)


@each_parameter
def test_refused_calls_are_steady(name, parameter, balance, loops):
    call = getattr(r, name)
    bad = {
        int: [2**70, -1],
        str: [HALF_PAIR, "a\0"],
        list: [[TEXT, object()], [TEXT, HALF_PAIR]],
    }.get(type(CALLS[name]()[parameter]), [])

    def run():
        for value in [object(), *bad]:
            fail(call, **dict(CALLS[name](), **{parameter: value}))

    balance.assert_steady(run, loops(10_000), objects=True)


@pytest.mark.parametrize("ending", [ERROR, PANICKED, NOTHING])
def test_errors_from_rust_are_steady(ending, balance, loops):
    def run():
        fail(r.end_cstring, ending, TEXT)
        fail(r.cstring_char_count, b"\xff")

    balance.assert_steady(run, loops(10_000), objects=True)


def test_nothing_is_allocated_in_rust(balance):
    r.same_cstring(TEXT)
    before = balance.counts()
    r.same_cstring(TEXT)
    r.next_label(r.Label(TEXT, 1))
    r.slice_cstring_length([TEXT, TEXT])
    r.advance_cstring(r.Ref(TEXT))
    assert balance.counts() == before


def test_nothing_keeps_the_bytes(loops):
    data = fresh(1).encode()
    before = sys.getrefcount(data)
    for _ in range(loops(1_000)):
        r.same_cstring(data)
        r.cstring_length_at(data)
        r.slice_cstring_length([data, data])
        r.slice_label_total([r.Label(data, 1), r.Label(data, 2)])
        r.same_option_cstring(r.Some(data))
        label = r.next_label(r.make_label(data, 7))
        label = r.next_label(copy.copy(label))
        r.advance_label(label)
        label = r.same_caption(r.Caption.Labeled(label)).value
        route = r.reverse_route(r.Route(data, data, 1.0))
        route.start = route.end = None
        ref = r.Ref(data)
        r.advance_cstring(ref)
        r.end_cstring(SUCCESS, data)
        fail(r.end_cstring, ERROR, data)
        fail(r.cstring_tail, data, -1)
        fail(r.slice_cstring_length, [data, 5])
    del label, route, ref
    gc.collect()
    assert sys.getrefcount(data) == before


def test_assigned_fields_keep_one_text(loops):
    old, new = fresh(1).encode(), fresh(2).encode()
    before = sys.getrefcount(old)
    label = r.Label(old, 1)
    for _ in range(loops(1_000)):
        label.text = old
        label.text = new
    gc.collect()
    assert sys.getrefcount(old) == before
    assert label.text == fresh(2)


def test_many_calls_are_steady(balance, loops):
    def run():
        assert r.cstring_length("hello world") == 11
        assert r.static_cstring() == "hello world"
        assert r.cstring_to_string(b"abc") == "abc"

    balance.assert_steady(run, loops(1_000_000))


def test_forgotten_cycles_are_freed(balance, loops):
    def run():
        label, ref = r.Label(TEXT, 1), r.Ref(TEXT)
        r.advance_cstring(ref)
        cycle = [label, ref, r.next_label(label), r.static_labels()]
        cycle.append(cycle)

    balance.assert_steady(run, loops(10_000), objects=True)


# Threads and exit


def test_threads(balance, loops):
    gc.collect()
    before = balance.counts()

    def work(number):
        text = fresh(number) + "\udcff"
        for _ in range(loops(10_000)):
            assert r.same_cstring(text) == text
            assert r.cstring_to_string(text) == fresh(number) + "\ufffd"
            assert r.next_label(r.Label(text, 1)) == r.Label(text, 2)
            assert r.slice_cstring_length([text, None, text]) == 184
            ref = r.Ref(text)
            r.advance_cstring(ref)
            assert ref.value == text[1:]

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            list(pool.map(work, range(4)))
    finally:
        sys.setswitchinterval(interval)
    gc.collect()
    assert balance.counts().alive == before.alive


def test_forgotten_at_exit(balance):
    code = """
        import reference_project as r
        label, ref, labels = r.Label("a", 1), r.Ref("abc"), r.static_labels()
        r.advance_cstring(ref)
        kept = [label, ref, labels, r.next_label(label), r.cstring_to_string("abc")]
        kept.append(kept)
    """
    assert balance_at_exit(code) == (0, 0)


# Signatures


@pytest.mark.skipif(sys.version_info < (3, 10), reason="no `|` between types")
def test_annotations():
    taken, returned = typing.Union[str, bytes, None], typing.Optional[str]
    hints = typing.get_type_hints(r.same_cstring)
    assert hints == {"text": taken, "return": returned}
    hints = typing.get_type_hints(r.same_option_cstring)
    assert hints["x"] == typing.Optional[r.Some[taken]]
    hints = typing.get_type_hints(r.slice_cstring_length)
    assert hints == {"texts": typing.Sequence[taken], "return": int}
    assert typing.get_type_hints(r.Label.__init__)["text"] == taken


def test_help():
    text = pydoc.plain(pydoc.render_doc(r.make_label))
    assert "A label from its parts." in text
    assert re.search(r"text: '?str \| bytes \| None'?, number: '?int'?\) -> ", text)
    assert inspect.getdoc(r.Label).startswith("A C string beside a number.")
    assert inspect.getdoc(r.Label.text) == "May be null."
    assert "text: May be null." in pydoc.plain(pydoc.render_doc(r.Label))
