"""Strings: `str` on both sides. Rust gets a copy that it owns, and what it returns is freed."""

import collections
import concurrent.futures
import gc
import inspect
import pydoc
import re
import sys
import threading
import typing
from pathlib import Path

import pytest
from helpers import copies_of, refusal
from test_counting import balance_at_exit

import reference_project as r

SOURCE = Path(__file__).parent.parent / "reference_project" / "src" / "strings.rs"

SUCCESS, ERROR, PANICKED, NOTHING = r.Ending

TEXT = "grüße, 世界 🦀\0!"
OTHER = "ein anderer Text"
HALF_PAIR = "half a pair \ud83e"

TEXTS = [
    "",
    "a",
    "hello world",
    "\0",
    "\0in\0side\0",
    "grüße",
    "世界",
    "🦀 and 𝄞",
    "e\u0301 \u202e \ufeff",
    "\r\n\t\x7f\x80\xa0\u2028",
    "\ud7ff\ue000\uffff\U00010000\U0010ffff",
    TEXT,
    "x" * 1_000_000,
    "🦀" * 250_000,
]

NOT_TEXTS = [b"x", bytearray(b"x"), 5, True, 1.5, ["x"], ("x",), {}, str, object()]

# Every function of the module, with arguments that it takes.
CALLS = {
    "string_length": lambda: {"text": TEXT},
    "string_char_count": lambda: {"text": TEXT},
    "same_string": lambda: {"text": TEXT},
    "empty_string": dict,
    "repeat_char": lambda: {"code": ord("🦀"), "count": 3},
    "reverse_string": lambda: {"text": TEXT},
    "concatenate_strings": lambda: {"first": TEXT, "second": OTHER, "third": "!"},
    "format_mixed": lambda: {"first": TEXT, "small": 7, "factor": 0.5, "second": OTHER},
    "string_length_at": lambda: {"text": TEXT},
    "clone_string": lambda: {"text": TEXT},
    "clone_string_often": lambda: {"text": TEXT, "count": 3},
    "strings_equal": lambda: {"moved": TEXT, "lent": OTHER},
    "append_string": lambda: {"text": r.Ref(TEXT), "suffix": OTHER},
    "append_lent_string": lambda: {"text": r.Ref(TEXT), "suffix": OTHER},
    "overwrite_string": lambda: {"text": r.Ref(TEXT), "replacement": OTHER},
    "replace_string": lambda: {"text": r.Ref(TEXT), "replacement": OTHER},
    "exchange_strings": lambda: {"a": r.Ref(TEXT), "b": r.Ref(OTHER)},
    "same_lent_string": lambda: {"text": TEXT},
    "longer_string": lambda: {"a": TEXT, "b": OTHER},
    "static_string": dict,
    "same_option_string": lambda: {"x": TEXT},
    "same_option_option_string": lambda: {"x": r.Some(TEXT)},
    "same_nested_string": lambda: {"x": r.Ok(TEXT)},
    "option_string_length": lambda: {"x": TEXT},
    "option_string_length_at": lambda: {"x": TEXT},
    "flip_option_string": lambda: {"x": r.Ref(None), "filling": TEXT},
    "first_word": lambda: {"text": TEXT},
    "parse_number": lambda: {"text": "42"},
    "end_string": lambda: {"ending": SUCCESS, "text": TEXT},
    "end_string_error": lambda: {"ending": SUCCESS, "number": 7, "text": TEXT},
    "end_strings": lambda: {"ending": SUCCESS, "text": TEXT, "error": OTHER},
    "end_option_string": lambda: {"ending": SUCCESS, "x": TEXT},
    "unfold_string": lambda: {"x": r.Ok(TEXT)},
    "unfold_strings": lambda: {"x": r.Ok(TEXT)},
    "result_string_length": lambda: {"x": r.Ok(TEXT)},
    "result_string_either": lambda: {"x": r.Ok(TEXT)},
    "swap_result_string": lambda: {"x": r.Ref(r.Ok(TEXT))},
    "slice_string_length": lambda: {"texts": [TEXT, OTHER]},
    "slice_string_max": lambda: {"texts": [TEXT, OTHER]},
    "slice_string_at": lambda: {"texts": [TEXT, OTHER], "index": 1},
    "slice_string_first": lambda: {"texts": [TEXT, OTHER]},
    "slice_string_tail": lambda: {"texts": [TEXT, OTHER], "start": 1},
    "upper_case_strings": lambda: {"texts": r.Ref([TEXT, OTHER])},
}

# Other arguments, which every call returns from as well.
MORE_CALLS = [
    ("string_length", ("",)),
    ("slice_string_tail", ([], 0)),
    ("slice_string_tail", ([TEXT, OTHER], 2)),
    ("slice_string_at", ([TEXT], 1)),
    ("slice_string_first", ([],)),
    ("longer_string", (OTHER, TEXT)),
    ("same_option_string", (None,)),
    ("same_option_option_string", (None,)),
    ("same_option_option_string", (r.Some(None),)),
    ("same_nested_string", (None,)),
    ("same_nested_string", (r.Ok(None),)),
    ("same_nested_string", (r.Err(r.TextError.Empty),)),
    ("same_nested_string", (r.Panic,)),
    ("option_string_length", (None,)),
    ("option_string_length_at", (None,)),
    ("end_option_string", (SUCCESS, None)),
    ("result_string_length", (r.Err(r.TextError.Empty),)),
    ("result_string_either", (r.Err(TEXT),)),
    ("result_string_either", (r.Null,)),
]

# What raises an error that comes from Rust.
FAILING_CALLS = [
    ("first_word", (" \t",)),
    ("first_word", ("x" * 17,)),
    ("parse_number", (TEXT,)),
    *[("end_string", (ending, TEXT)) for ending in (ERROR, PANICKED, NOTHING)],
    *[("end_string_error", (ending, 7, TEXT)) for ending in (ERROR, PANICKED, NOTHING)],
    *[("end_strings", (ending, TEXT, OTHER)) for ending in (ERROR, PANICKED, NOTHING)],
    *[("end_option_string", (ending, TEXT)) for ending in (ERROR, PANICKED, NOTHING)],
    ("end_option_string", (ERROR, None)),
    ("unfold_string", (r.Err(r.TextError.TooLong),)),
    ("unfold_string", (r.Panic,)),
    ("unfold_strings", (r.Err(TEXT),)),
    ("unfold_strings", (r.Null,)),
]

PARAMETERS = [(name, parameter) for name in CALLS for parameter in CALLS[name]()]
TEXT_PARAMETERS = [(n, p) for n, p in PARAMETERS if isinstance(CALLS[n]()[p], str)]
# Behind these there is a reference, or nothing.
NOT_ALWAYS_TEXT = [
    ("string_length_at", "text"),
    ("clone_string", "text"),
    ("clone_string_often", "text"),
    ("strings_equal", "lent"),
    ("append_lent_string", "suffix"),
    ("same_lent_string", "text"),
    ("longer_string", "a"),
    ("longer_string", "b"),
    ("same_option_string", "x"),
    ("option_string_length", "x"),
    ("option_string_length_at", "x"),
    ("end_option_string", "x"),
]


def short(value):
    """An id for a test."""
    return ascii(value)[:24]


each_text = pytest.mark.parametrize("text", TEXTS, ids=short)
each_call = pytest.mark.parametrize("name", CALLS)
each_parameter = pytest.mark.parametrize("name, parameter", PARAMETERS)


def churn():
    """Have the memory of whatever nobody keeps alive used for something else."""
    gc.collect()
    filler = [bytes([n % 250 + 1]) * (n % 200) for n in range(20_000)]
    del filler
    r.slice_string_length(["#" * (n % 200) for n in range(2_000)])


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
def test_round_trip(text):
    result = r.same_string(text)
    assert result == text
    assert type(result) is str
    assert r.same_string(text=text) == text
    assert r.reverse_string(text) == text[::-1]


@each_text
def test_lengths(text):
    assert r.string_length(text) == len(text.encode())
    assert r.string_char_count(text) == len(text)


def test_every_character():
    every = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x110000)]))
    assert r.same_string(every) == every
    assert r.string_char_count(every) == 0x110000 - 0x800


def test_from_rust():
    assert r.empty_string() == ""
    assert r.repeat_char(ord("x"), 3) == "xxx"
    assert r.repeat_char(0, 2) == "\0\0"
    assert r.repeat_char(0x10FFFF, 1) == "\U0010ffff"
    assert r.repeat_char(0xD800, 2) == "\ufffd\ufffd"
    assert r.repeat_char(ord("🦀"), 0) == ""
    assert r.repeat_char(ord("🦀"), 1_000_000) == "🦀" * 1_000_000


def test_several():
    assert r.concatenate_strings("a", "", "\0b") == "a\0b"
    assert r.concatenate_strings(third="c", first="a", second="b") == "abc"
    assert r.format_mixed("é", 255, 0.5, "🦀") == "é 255 0.5 🦀"
    assert r.format_mixed("", True, 3, "") == " 1 3 "
    assert r.strings_equal(TEXT, TEXT)
    assert not r.strings_equal(TEXT, OTHER)


def test_python_keeps_its_text():
    text = "given to Rust"
    for _ in range(3):
        assert r.string_length(text) == 13
    assert text == "given to Rust"


def test_subclasses():
    class Text(str):
        def __str__(self):
            return "something else"

        def encode(self, *_):
            raise AssertionError("not what the text is")

    for text in (Text("grüße"), Text()):
        plain = "".join(text)
        result = r.same_string(text)
        assert result == plain
        assert type(result) is str
        assert r.clone_string(text) == plain
        assert r.same_option_string(text) == plain
        assert r.slice_string_at([text], 0) == plain


def test_numpy_texts(numpy):
    assert r.same_string(numpy.str_("grüße")) == "grüße"
    assert type(r.same_string(numpy.str_("grüße"))) is str
    assert r.slice_string_length(list(numpy.array(["a", "bc"]))) == 3


# What is refused


@pytest.mark.parametrize("name, parameter", TEXT_PARAMETERS)
def test_what_is_no_text(name, parameter):
    for value in NOT_TEXTS:
        message = refusal(TypeError, call_with, name, parameter, value)
        kind = "type" if value is str else type(value).__name__
        assert message == f"{name}(): argument {parameter!r} must be str, not {kind}", (
            value
        )


@pytest.mark.parametrize(
    "name, parameter", [it for it in TEXT_PARAMETERS if it not in NOT_ALWAYS_TEXT]
)
def test_nothing_is_no_text(name, parameter):
    for value in (None, r.Ref("x"), r.Some("x")):
        message = refusal(TypeError, call_with, name, parameter, value)
        kind = type(value).__name__
        assert message == f"{name}(): argument {parameter!r} must be str, not {kind}"


@pytest.mark.parametrize("name, parameter", TEXT_PARAMETERS)
@pytest.mark.parametrize("half", ["\ud800", "a\udc80", HALF_PAIR], ids=ascii)
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


def test_numbers_beside_texts():
    for bad in (-1, 256, 2**70):
        assert refusal(OverflowError, r.format_mixed, "a", bad, 1.0, "b") == (
            f"format_mixed(): argument 'small' must be in 0..=255, got {bad}"
        )
    for good in (0, 2**31, 2**32 - 1):
        assert r.end_string_error(SUCCESS, good, "x") == good
    message = refusal(OverflowError, r.end_string_error, SUCCESS, 2**32, "x")
    assert message.startswith("end_string_error(): argument 'number' must be in ")
    message = refusal(TypeError, r.format_mixed, "a", 1, "x", "b")
    assert message == "format_mixed(): argument 'factor' must be float, not str"
    assert refusal(ValueError, r.end_string, 4, "x") == (
        "end_string(): argument 'ending': 4 is no Ending"
    )


def test_numpy_numbers_beside_texts(numpy, balance):
    def run():
        assert r.format_mixed("a", numpy.uint8(5), numpy.float32(0.5), "b") == (
            "a 5 0.5 b"
        )
        for kind in (numpy.uint8, numpy.int32, numpy.uint32, numpy.int64):
            assert r.format_mixed("a", kind(5), 1.0, "b") == "a 5 1 b"
            assert r.end_string_error(SUCCESS, kind(5), TEXT) == 5

    balance.assert_steady(run)


def test_numpy_arrays_are_no_numbers(numpy, balance):
    def run():
        for array in (numpy.array([5]), numpy.array([0, 1]), numpy.array([])):
            message = refusal(TypeError, r.format_mixed, "a", array, 1.0, "b")
            assert message.startswith("format_mixed(): argument 'small' must be ")
            message = refusal(TypeError, r.end_string_error, SUCCESS, array, TEXT)
            assert message.startswith("end_string_error(): argument 'number' must be ")

    balance.assert_steady(run)


# By reference


@each_text
def test_references(text):
    assert r.string_length_at(text) == len(text.encode())
    assert r.clone_string(text) == text
    assert r.same_lent_string(text) == text
    assert r.string_length_at(r.Ref(text)) == len(text.encode())
    assert r.strings_equal(text, r.Ref(text))
    ref = r.Ref(text)
    assert r.same_lent_string(ref) == ref.value == text


def test_clones():
    assert r.clone_string_often("abc", 1000) == 3000
    assert r.clone_string_often(r.Ref(""), 1000) == 0


def test_lent_results():
    assert r.longer_string("abc", "ab") == "abc"
    assert r.longer_string("abc", "grüße") == "grüße"
    assert r.longer_string(r.Ref("x"), "") == "x"
    assert r.static_string() == "always here"
    for made in [r.longer_string("x" * n, "") for n in range(300)]:
        assert made == "x" * len(made)


@each_text
def test_in_place(text):
    ref = r.Ref(text)
    assert r.append_string(ref, text) is None
    assert ref.value == text + text
    assert type(ref.value) is str
    r.append_lent_string(ref, text)
    assert ref.value == text * 3
    r.append_lent_string(text=ref, suffix=r.Ref("!"))
    assert ref.value == text * 3 + "!"
    r.overwrite_string(ref, text)
    assert ref.value == text
    assert r.replace_string(ref, "new") == text
    assert ref.value == "new"


def test_exchanged():
    a, b = r.Ref("a"), r.Ref("")
    r.exchange_strings(a, b)
    assert (a.value, b.value) == ("", "a")
    r.exchange_strings(b, a)
    assert (a.value, b.value) == ("a", "")


def test_refs():
    ref = r.Ref("a")
    assert repr(ref) == "Ref('a')"
    r.append_string(ref, "\0é")
    assert repr(ref) == "Ref('a\\x00é')"
    for made in copies_of(ref):
        assert made.value == "a\0é"
        r.append_string(made, "!")
        assert made.value == "a\0é!"
    assert ref.value == "a\0é"
    ref.value = "b"
    r.append_string(ref, "c")
    assert ref.value == "bc"
    text = ref.value
    del ref
    churn()
    assert text == "bc"


def test_refs_of_changing_kind():
    ref = r.Ref(None)
    r.flip_option_string(ref, "a")
    r.append_string(ref, "b")
    assert ref.value == "ab"
    assert r.option_string_length(ref.value) == 2
    r.flip_option_string(ref, "c")
    assert ref.value is None
    message = refusal(TypeError, r.append_string, ref, "d")
    assert message == "append_string(): argument 'text' must be str, not NoneType"


@pytest.mark.parametrize(
    "name, parameter",
    [(n, p) for n, p in PARAMETERS if isinstance(CALLS[n]()[p], r.Ref)],
)
def test_what_cannot_be_written_to(name, parameter):
    for value in ("x", b"x", 5, True):
        message = refusal(TypeError, call_with, name, parameter, value)
        assert message.startswith(f"{name}(): argument {parameter!r} must be ")
        assert "Ref(" in message
    for value in (5, b"x", object(), r.Ref("x")):
        ref = r.Ref(value)
        message = refusal(TypeError, call_with, name, parameter, ref)
        assert message.startswith(f"{name}(): argument {parameter!r} must be ")
        assert ref.value is value


def test_refs_to_half_a_surrogate_pair():
    ref = r.Ref(HALF_PAIR)
    with pytest.raises(UnicodeEncodeError, match="append_string.*'text'"):
        r.append_string(ref, "x")
    assert ref.value is HALF_PAIR


def test_a_refused_argument_leaves_the_ref():
    for bad in (5, None, HALF_PAIR):
        ref = r.Ref("a")
        for name in ("append_string", "overwrite_string", "replace_string"):
            with pytest.raises((TypeError, UnicodeEncodeError)):
                getattr(r, name)(ref, bad)
            assert ref.value == "a"


# Options


@each_text
def test_options(text):
    assert r.same_option_string(text) == text
    assert r.option_string_length(text) == len(text.encode())
    assert r.option_string_length_at(text) == len(text.encode())
    assert r.option_string_length_at(r.Ref(text)) == len(text.encode())
    assert r.same_option_option_string(r.Some(text)) == r.Some(text)
    assert r.same_nested_string(r.Ok(text)) == r.Ok(text)


def test_nothing():
    assert r.same_option_string(None) is None
    assert r.same_option_string("") == ""
    assert r.option_string_length(None) is None
    assert r.option_string_length("") == 0
    assert r.option_string_length_at(None) is None
    assert r.option_string_length_at(r.Ref(None)) is None


@pytest.mark.parametrize("value", [None, r.Some(None), r.Some(""), r.Some(TEXT)])
def test_nested_options(value):
    result = r.same_option_option_string(value)
    assert result == value
    assert type(result) is type(value)


@pytest.mark.parametrize(
    "value",
    [
        None,
        r.Ok(None),
        r.Ok(""),
        r.Ok(TEXT),
        r.Err(r.TextError.Empty),
        r.Err(r.TextError.Forbidden),
        r.Panic,
        r.Null,
    ],
    ids=ascii,
)
def test_nested_results(value):
    result = r.same_nested_string(value)
    assert result == value
    assert repr(result) == repr(value)


def test_options_in_place():
    ref = r.Ref(None)
    assert r.flip_option_string(ref, TEXT) is None
    assert ref.value == TEXT
    r.flip_option_string(ref, TEXT)
    assert ref.value is None
    ref.value = ""
    r.flip_option_string(x=ref, filling=TEXT)
    assert ref.value is None


def test_options_that_do_not_fit():
    for value in (r.Some("x"), r.Ok("x"), b"x"):
        message = refusal(TypeError, r.same_option_string, value)
        assert message.startswith("same_option_string(): argument 'x' must be str, not")
    for value in ("x", r.Some(5), r.Some(r.Some("x")), r.Ok("x")):
        message = refusal(TypeError, r.same_option_option_string, value)
        assert message.startswith("same_option_option_string(): argument 'x'")
    for value in ("x", r.Some(r.Ok("x")), r.Ok(5), r.Ok(r.Ok("x")), r.Err("x")):
        message = refusal(TypeError, r.same_nested_string, value)
        assert message.startswith("same_nested_string(): argument 'x'")
    with pytest.raises(UnicodeEncodeError, match=r"same_nested_string\(\).*'x'"):
        r.same_nested_string(r.Ok(HALF_PAIR))


# Results


def raised(error, call, *arguments):
    """The exception that a call raises."""
    with pytest.raises(error) as caught:
        call(*arguments)
    assert type(caught.value) is error
    assert caught.value.__cause__ is None
    return caught.value


def test_returned_or_raised():
    assert r.first_word("  two words") == "two"
    assert r.first_word("grüße 🦀") == "grüße"
    error = raised(r.TextErrorException, r.first_word, "")
    assert error.error is r.TextError.Empty
    assert str(error) == "first_word(): TextError.Empty"
    error = raised(r.TextErrorException, r.first_word, "x" * 17)
    assert error.error is r.TextError.TooLong


def test_errors_that_are_texts():
    assert r.parse_number("42") == 42
    assert r.parse_number(str(2**32 - 1)) == 2**32 - 1
    error = raised(r.RustError, r.parse_number, "4\0é")
    assert error.error == '"4\\0é": invalid digit found in string'
    assert type(error.error) is str
    assert str(error) == f"parse_number(): {error.error!r}"
    for made in copies_of(error):
        assert type(made) is r.RustError
        assert (made.error, str(made)) == (error.error, str(error))


@each_text
def test_every_ending(text):
    assert r.end_string(SUCCESS, text) == text
    assert r.end_string_error(SUCCESS, 7, text) == 7
    assert r.end_strings(SUCCESS, text, OTHER) == text
    assert r.end_option_string(SUCCESS, text) == text
    error = raised(r.TextErrorException, r.end_string, ERROR, text)
    assert error.error is r.TextError.Forbidden
    assert raised(r.RustError, r.end_string_error, ERROR, 7, text).error == text
    assert raised(r.RustError, r.end_strings, ERROR, OTHER, text).error == text
    error = raised(r.TextErrorException, r.end_option_string, ERROR, text)
    assert error.error is r.TextError.Empty
    for call, *arguments in (
        (r.end_string, text),
        (r.end_string_error, 7, text),
        (r.end_strings, text, text),
        (r.end_option_string, text),
    ):
        name = call.__name__
        panic = raised(r.RustPanicError, call, PANICKED, *arguments)
        assert str(panic) == f"{name}() panicked"
        null = raised(r.NullError, call, NOTHING, *arguments)
        assert str(null) == f"{name}() returned null"


def test_nothing_in_results():
    assert r.end_option_string(SUCCESS, None) is None
    assert r.end_option_string(SUCCESS, "") == ""
    raised(r.TextErrorException, r.end_option_string, ERROR, None)


@each_text
def test_results_as_values(text):
    assert r.unfold_string(r.Ok(text)) == text
    assert r.unfold_strings(r.Ok(text)) == text
    assert raised(r.RustError, r.unfold_strings, r.Err(text)).error == text
    assert r.result_string_length(r.Ok(text)) == len(text.encode())
    assert r.result_string_either(r.Ok(text)) == text
    assert r.result_string_either(r.Err(text)) == text
    assert r.result_string_either(r.Ref(r.Err(text))) == text


def test_without_text():
    for code in r.TextError:
        error = raised(r.TextErrorException, r.unfold_string, r.Err(code))
        assert error.error is code
        assert r.result_string_length(r.Err(code)) is None
    for value, kind in ((r.Panic, r.RustPanicError), (r.Null, r.NullError)):
        raised(kind, r.unfold_string, value)
        raised(kind, r.unfold_strings, value)
        assert r.result_string_length(value) is None
        assert r.result_string_either(value) is None
        ref = r.Ref(value)
        r.swap_result_string(ref)
        assert ref.value is value


def test_results_in_place():
    ref = r.Ref(r.Ok(TEXT))
    for expected in (r.Err(TEXT), r.Ok(TEXT), r.Err(TEXT)):
        assert r.swap_result_string(ref) is None
        assert ref.value == expected
    ref.value = r.Err("")
    r.swap_result_string(ref)
    assert ref.value == r.Ok("")


def test_results_that_do_not_fit():
    calls = (r.unfold_string, r.result_string_length)
    for call in (*calls, r.unfold_strings, r.result_string_either):
        for value in ("x", r.Ok, r.Some("x"), r.Ok(5), r.Ok(None), r.Err(b"x")):
            message = refusal(TypeError, call, value)
            assert message.startswith(f"{call.__name__}(): argument 'x'")
        with pytest.raises(UnicodeEncodeError, match=call.__name__):
            call(r.Ok(HALF_PAIR))
    for call in calls:
        message = refusal(TypeError, call, r.Err("x"))
        assert message.startswith(f"{call.__name__}(): argument 'x'")


# Slices


class Sequence(collections.abc.Sequence):
    """Neither a list nor a tuple, nor does it have a buffer."""

    def __init__(self, *items):
        self.items = items

    def __len__(self):
        return len(self.items)

    def __getitem__(self, index):
        return self.items[index]


@pytest.mark.parametrize(
    "kind",
    [
        list,
        tuple,
        collections.deque,
        collections.UserList,
        lambda texts: Sequence(*texts),
        lambda texts: r.slice_string_tail(texts, 0),
        lambda texts: dict.fromkeys(texts).keys(),
    ],
    ids=["list", "tuple", "deque", "UserList", "Sequence", "view", "keys"],
)
def test_slices(kind):
    texts = kind(["a", "", TEXT, "x" * 1000])
    size = len(TEXT.encode())
    assert r.slice_string_length(texts) == 1001 + size
    assert r.slice_string_max(texts=texts) == 1000
    assert [r.slice_string_at(texts, n) for n in (2, 3, 4)] == [TEXT, "x" * 1000, None]
    assert r.slice_string_first(texts) == "a"
    assert list(r.slice_string_tail(texts, 1)) == ["", TEXT, "x" * 1000]


def test_without_items():
    for nothing in ([], (), Sequence(), r.slice_string_tail([], 0)):
        assert r.slice_string_length(nothing) == 0
        assert r.slice_string_max(nothing) == 0
        assert r.slice_string_at(nothing, 0) is None
        assert r.slice_string_first(nothing) is None
        assert list(r.slice_string_tail(nothing, 0)) == []


def test_large_slices():
    texts = [str(n) for n in range(100_000)]
    assert r.slice_string_length(texts) == sum(map(len, texts))
    assert r.slice_string_at(texts, 99_999) == "99999"
    assert r.slice_string_tail(texts, 50_000) == texts[50_000:]
    assert r.slice_string_length(["x" * 1_000_000] * 3) == 3_000_000


def test_numbers_beside_slices():
    assert r.slice_string_at(["a"], 2**32) is None
    assert r.slice_string_at(["a"], 2**64 - 1) is None
    assert list(r.slice_string_tail(["a"], 2**63)) == []
    for bad in (-1, 2**64):
        message = refusal(OverflowError, r.slice_string_at, ["a"], bad)
        assert message.startswith("slice_string_at(): argument 'index' must be in ")


@pytest.mark.parametrize(
    "value",
    [
        "abc",
        b"abc",
        bytearray(24),
        memoryview(bytes(48)),
        {"a", "b"},
        frozenset("a"),
        {"a": "b"},
        5,
        None,
        iter(["a"]),
        (it for it in ["a"]),
        list,
        object(),
        r.Ref(["a"]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_no_sequence(value):
    for name in ("slice_string_length", "slice_string_first"):
        message = refusal(TypeError, getattr(r, name), value)
        assert message.startswith(f"{name}(): argument 'texts' must be ")
        assert not re.search(r"\b_[A-Z]", message), "a private name"


def test_items_that_do_not_fit():
    for bad in (5, None, b"x", ["x"], r.Some("x")):
        for texts in (["a", bad], ("a", bad, "b"), Sequence("a", bad)):
            assert refusal(TypeError, r.slice_string_length, texts) == (
                "slice_string_length(): argument 'texts'[1] must be str, not "
                + type(bad).__name__
            )
    with pytest.raises(UnicodeEncodeError, match=r"slice_string_max.*'texts'\[2\]"):
        r.slice_string_max(["a", "b", HALF_PAIR])


def test_sequences_that_raise():
    class Broken(Sequence):
        def __getitem__(self, index):
            if index == 2:
                raise KeyError("broken")
            return "x" * 100

    with pytest.raises(KeyError, match="broken"):
        r.slice_string_length(Broken(1, 2, 3))


def test_views():
    view = r.slice_string_tail(["a", "b", TEXT, ""], 1)
    assert isinstance(view, collections.abc.Sequence)
    assert not isinstance(view, list)
    assert len(view) == 3
    assert (view[0], view[1], view[-1], view[-3]) == ("b", TEXT, "", "b")
    assert type(view[0]) is str
    assert list(view) == list(iter(view)) == ["b", TEXT, ""]
    assert list(reversed(view)) == ["", TEXT, "b"]
    assert view == ["b", TEXT, ""]
    assert view == ("b", TEXT, "")
    assert view != ["b"]
    assert TEXT in view
    assert "a" not in view
    assert view.index(TEXT) == 1
    assert view.count("b") == 1
    assert repr(view) == f"Slice(['b', {TEXT!r}, ''])"
    for index in (3, -4, 2**70):
        with pytest.raises(IndexError):
            assert view[index]


def test_parts_of_views():
    view = r.slice_string_tail(["a", "b", "c", "d"], 0)
    part = view[1:3]
    assert type(part) is type(view)
    assert part == ["b", "c"]
    assert part[1:] == ["c"]
    assert view[3:1] == []
    assert view[::2] == ["a", "c"]
    assert view[::-1] == ["d", "c", "b", "a"]
    assert r.slice_string_length(part) == 2
    assert r.slice_string_tail(part, 1) == ["c"]


def test_copies_of_views():
    view = r.slice_string_tail(["a", TEXT], 0)
    copied = view.copied()
    assert type(copied) is list
    assert copied == ["a", TEXT]
    for made in copies_of(view):
        assert made == ["a", TEXT]


def test_views_that_cannot_be_written_to():
    view = r.slice_string_tail(["a", "b"], 0)
    with pytest.raises(TypeError):
        view[0] = "x"
    with pytest.raises(TypeError):
        memoryview(view)
    with pytest.raises(TypeError, match="numbers"):
        view.as_memoryview()
    with pytest.raises(TypeError):
        hash(view)
    message = refusal(TypeError, r.upper_case_strings, view)
    assert message.startswith("upper_case_strings(): argument 'texts' must be ")
    assert view == ["a", "b"]


def test_views_in_numpy(numpy):
    array = numpy.array(r.slice_string_tail(["a", "grüße"], 0))
    assert array.tolist() == ["a", "grüße"]


def test_views_keep_their_memory():
    view = r.slice_string_tail([f"text {n} " * 10 for n in range(100)], 50)
    part = view[49:]
    nested = r.slice_string_tail(r.slice_string_tail(view, 10), 10)
    churn()
    assert view == [f"text {n} " * 10 for n in range(50, 100)]
    del view
    churn()
    assert part == ["text 99 " * 10]
    assert nested[0] == "text 70 " * 10


def test_views_that_end():
    view = r.slice_string_tail(["a", "b"], 0)
    part = view[1:]
    with view as same:
        assert same is view
    for use in (
        len,
        list,
        lambda it: it[0],
        lambda it: it[1:],
        lambda it: it.copied(),
        r.slice_string_length,
    ):
        with pytest.raises(r.ClosedError):
            use(view)
    view.close()
    assert "closed" in repr(view)
    assert part == ["b"]


# Slices that Rust writes to


def test_slices_in_place():
    texts = ["a", "straße", "ŉ", ""]
    ref = r.Ref(texts)
    assert r.upper_case_strings(ref) is None
    assert ref.value == ["A", "STRASSE", "ʼN", ""]
    assert texts == ["a", "straße", "ŉ", ""]
    r.upper_case_strings(texts=ref)
    assert ref.value == ["A", "STRASSE", "ʼN", ""]
    ref.value = ("x",)
    r.upper_case_strings(ref)
    assert list(ref.value) == ["X"]
    for nothing in ([], ()):
        ref = r.Ref(nothing)
        r.upper_case_strings(ref)
        assert list(ref.value) == []


def writable(*texts):
    """A view that can be written to."""
    ref = r.Ref(texts)
    r.upper_case_strings(ref)
    return ref.value


def test_views_that_can_be_written_to():
    view = writable("a", "b", "c")
    view[0] = "x"
    view[-1] = TEXT
    assert view == ["x", "B", TEXT]
    view[:2] = ["", "grüße"]
    assert view == ["", "grüße", TEXT]
    view[1:] = (it for it in ["y", "z"])
    assert view == ["", "y", "z"]
    view[:] = view[::-1]
    assert view == ["z", "y", ""]
    view[:] = view
    assert view == ["z", "y", ""]
    view[::2] = ["p", "q"]
    assert view == ["p", "y", "q"]
    view[0] = view[2]
    assert view == ["q", "y", "q"]


def test_views_in_place():
    view = writable("a", "b", "c")
    view[:] = ["x", "y", "ß"]
    r.upper_case_strings(view[1:])
    assert view == ["x", "Y", "SS"]
    r.upper_case_strings(view)
    assert view == ["X", "Y", "SS"]
    assert r.slice_string_length(view) == 4
    ref = r.Ref(view)
    view[0] = "z"
    r.upper_case_strings(ref)
    assert view == ["Z", "Y", "SS"]
    assert ref.value == view


def test_what_does_not_fit_in_views():
    view = writable("a", "b", "c")
    for bad in (5, None, b"x", ["x"], HALF_PAIR):
        error = UnicodeEncodeError if bad is HALF_PAIR else TypeError
        with pytest.raises(error, match="item 1"):
            view[1] = bad
        with pytest.raises(error, match=r"items\[2\]"):
            view[:] = ["x", "y", bad]
    for values in ([], ["x"], ["x"] * 4):
        with pytest.raises(ValueError, match="3 items"):
            view[:] = values
    with pytest.raises(IndexError):
        view[3] = "x"
    with pytest.raises((TypeError, AttributeError)):
        del view[0]
    assert view == ["A", "B", "C"]


def test_written_views_keep_their_memory():
    ref = r.Ref([f"text {n} " * 10 for n in range(10)])
    r.upper_case_strings(ref)
    view, part = ref.value, ref.value[9:]
    ref.value = ["other"]
    r.upper_case_strings(ref)
    del ref
    churn()
    assert view == [f"TEXT {n} " * 10 for n in range(10)]
    view[9] = "new " * 20
    del view
    churn()
    assert part == ["new " * 20]


def test_what_no_slice_can_be_written_to():
    for value in (["a"], ("a",), "a", b"a", bytearray(24), None, 5, {"a"}):
        message = refusal(TypeError, r.upper_case_strings, value)
        assert message.startswith("upper_case_strings(): argument 'texts' must be ")
        assert not re.search(r"\b_[A-Z]", message), "a private name"
    for value in ("abc", {"a"}, {"a": 1}, None, 5, ["a", 5], ["a", None], [b"a"]):
        ref = r.Ref(value)
        message = refusal(TypeError, r.upper_case_strings, ref)
        assert message.startswith("upper_case_strings(): argument 'texts'")
        assert ref.value is value


# What Rust owns, and who frees it


def fail(call, *arguments, **named):
    """Makes a call that must raise an error: as pytest does, but fast."""
    try:
        call(*arguments, **named)
    except (TypeError, ValueError, OverflowError, r.InteropError):
        return
    raise AssertionError("nothing was raised")


@each_call
def test_calls_are_steady(name, balance, loops):
    call, arguments = getattr(r, name), CALLS[name]
    balance.assert_steady(lambda: call(**arguments()), loops(10_000), objects=True)


@pytest.mark.parametrize("name, arguments", MORE_CALLS, ids=short)
def test_more_calls_are_steady(name, arguments, balance, loops):
    call = getattr(r, name)
    balance.assert_steady(lambda: call(*arguments), loops(10_000), objects=True)


@pytest.mark.parametrize("name, arguments", FAILING_CALLS, ids=short)
def test_errors_from_rust_are_steady(name, arguments, balance, loops):
    call = getattr(r, name)

    balance.assert_steady(lambda: fail(call, *arguments), loops(10_000), objects=True)


@each_parameter
def test_refused_calls_are_steady(name, parameter, balance, loops):
    call = getattr(r, name)
    bad = {
        int: [2**70, -1],
        str: [HALF_PAIR, b"x"],
        list: [[TEXT, object()], [TEXT, HALF_PAIR]],
    }.get(type(CALLS[name]()[parameter]), [])

    def run():
        for value in [object(), *bad]:
            fail(call, **dict(CALLS[name](), **{parameter: value}))

    balance.assert_steady(run, loops(10_000), objects=True)


@pytest.mark.parametrize(
    "name, value",
    [
        ("same_option_option_string", r.Some(HALF_PAIR)),
        ("same_nested_string", r.Ok(5)),
        ("same_nested_string", r.Err(TEXT)),
        ("unfold_strings", r.Err(5)),
        ("result_string_either", r.Err(HALF_PAIR)),
        ("swap_result_string", r.Ref(r.Ok(5))),
        ("upper_case_strings", r.Ref([TEXT, OTHER, 5])),
        ("upper_case_strings", [TEXT, OTHER]),
        ("slice_string_first", (TEXT, OTHER, HALF_PAIR)),
    ],
    ids=short,
)
def test_refused_parts_are_steady(name, value, balance, loops):
    call = getattr(r, name)

    balance.assert_steady(lambda: fail(call, value), loops(10_000), objects=True)


@pytest.mark.parametrize(
    "name, arguments",
    [
        ("same_string", ("x",)),
        ("clone_string", ("x",)),
        ("same_lent_string", ("x",)),
        ("replace_string", (r.Ref("x"), "y")),
        ("same_option_string", ("x",)),
        ("same_option_option_string", (r.Some("x"),)),
        ("same_nested_string", (r.Ok("x"),)),
        ("end_string", (SUCCESS, "x")),
        ("end_string_error", (ERROR, 7, "x")),
        ("end_strings", (SUCCESS, "x", "y")),
        ("end_strings", (ERROR, "x", "y")),
        ("end_option_string", (SUCCESS, "x")),
        ("unfold_string", (r.Ok("x"),)),
        ("unfold_strings", (r.Err("x"),)),
        ("result_string_either", (r.Err("x"),)),
        ("slice_string_at", (["x"], 0)),
        ("slice_string_first", (["x"],)),
    ],
    ids=short,
)
def test_results_that_cannot_be_read_are_freed(
    name, arguments, balance, loops, monkeypatch
):
    # Nothing that a call takes leads to a text that is not UTF-8.
    for function in ("_encode", "_utf8"):
        monkeypatch.setattr(r, function, lambda *_: b"not UTF-8: \xff")
    call = getattr(r, name)

    def run():
        with pytest.raises(UnicodeDecodeError):
            call(*arguments)

    balance.assert_steady(run, loops(1_000))


def test_many_calls_are_steady(balance, loops):
    text, lent = "x" * 100, r.Ref("y" * 100)

    def run():
        assert r.string_length_at(lent) == 100
        assert r.same_string(text) == text

    balance.assert_steady(run, loops(1_000_000))


def test_large_texts_are_steady(balance):
    text = "🦀" * 250_000
    ref = r.Ref(text)

    def run():
        assert r.same_string(text) == text
        r.overwrite_string(ref, text)
        assert r.replace_string(ref, text) == text

    balance.assert_steady(run, 20)


def test_forgotten_refs_are_freed(balance, loops):
    def run():
        text, option, result = r.Ref(TEXT), r.Ref(None), r.Ref(r.Ok(TEXT))
        texts = r.Ref([TEXT, OTHER])
        r.append_string(text, OTHER)
        r.flip_option_string(option, TEXT)
        r.swap_result_string(result)
        r.upper_case_strings(texts)

    balance.assert_steady(run, loops(10_000), objects=True)


def test_forgotten_cycles_are_freed(balance, loops):
    def run():
        ref, texts = r.Ref(TEXT), r.Ref([TEXT, OTHER])
        r.append_string(ref, OTHER)
        r.upper_case_strings(texts)
        cycle = [ref, texts.value, texts.value[1:], r.slice_string_tail([TEXT], 0)]
        cycle.append(cycle)

    balance.assert_steady(run, loops(10_000), objects=True)


def test_refs_free_what_they_held(balance, loops):
    ref, texts = r.Ref(TEXT), r.Ref([TEXT])

    def run():
        ref.value = TEXT
        r.append_string(ref, OTHER)
        texts.value = [TEXT, OTHER]
        r.upper_case_strings(texts)
        with pytest.raises(TypeError):
            r.append_string(ref, 5)

    balance.assert_steady(run, loops(10_000), objects=True)


def test_refs_own_one_text_each(balance):
    gc.collect()
    before = balance.counts()
    ref = r.Ref(TEXT)
    assert balance.counts().alive == before.alive
    r.string_length_at(ref)
    size = len(TEXT.encode())
    assert balance.counts().live_allocations == before.live_allocations + 1
    assert balance.counts().live_bytes == before.live_bytes + size
    for _ in range(10):
        r.overwrite_string(ref, TEXT)
    assert balance.counts().live_bytes == before.live_bytes + size
    del ref
    gc.collect()
    assert balance.counts().alive == before.alive


def test_written_views_are_steady(balance, loops):
    view = writable("a", "b", "c")

    def run():
        view[0] = TEXT
        view[1:] = [OTHER, TEXT]
        view[:] = view[::-1]
        r.upper_case_strings(view[1:])
        view[:] = ["a", "b", "c"]
        for bad in (5, HALF_PAIR):
            with pytest.raises((TypeError, UnicodeEncodeError)):
                view[0] = bad
            with pytest.raises((TypeError, UnicodeEncodeError)):
                view[:] = [TEXT, OTHER, bad]
        with pytest.raises(ValueError, match="items"):
            view[:] = [TEXT, OTHER]

    balance.assert_steady(run, loops(10_000), objects=True)


def test_lent_texts_are_not_copied_in_rust(balance):
    texts = [TEXT, OTHER]
    r.slice_string_length(texts)
    before = balance.counts()
    r.slice_string_length(texts)
    r.slice_string_tail(texts, 1)
    r.string_length_at(TEXT)
    assert balance.counts() == before


# Threads and exit


def test_threads(balance, loops):
    gc.collect()
    before = balance.counts()
    barrier = threading.Barrier(4)

    def work(number):
        text = f"thread {number} 🦀"
        ref = r.Ref("")
        barrier.wait(60)
        for count in range(loops(10_000)):
            assert r.same_string(text) == text
            assert r.concatenate_strings(text, "\0", text) == f"{text}\0{text}"
            assert r.same_nested_string(r.Ok(text)) == r.Ok(text)
            assert r.slice_string_tail([OTHER, text], 1) == [text]
            r.overwrite_string(ref, f"{text}{count}")
            assert ref.value == f"{text}{count}"
            assert raised(r.RustError, r.unfold_strings, r.Err(text)).error == text

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            list(pool.map(work, range(4)))
    finally:
        sys.setswitchinterval(interval)
    gc.collect()
    assert balance.counts().alive == before.alive


MAKE_REFS = """
    import sys, types
    import reference_project as r
    helper = sys.modules["helper"] = types.ModuleType("helper")
    exec("def function(): pass", vars(helper))
    text, texts = r.Ref("a text"), r.Ref(["some", "texts"])
    option, result = r.Ref("a text"), r.Ref(r.Ok("a text"))
    r.append_string(text, "!")
    r.upper_case_strings(texts)
    r.option_string_length_at(option)
    r.result_string_either(result)
    view = texts.value
    view[0] = "another"
"""


@pytest.mark.parametrize(
    "keep",
    [
        "",
        "kept = [text, texts, option, result, view]; kept.append(kept)",
        "import builtins; builtins.kept = [text, texts, option, result, view]",
        "sys.kept = [text, texts, option, result, view]",
        "helper.kept = [text, texts, option, result, view]",
        "del text, texts, option, result, view",
    ],
    ids=["global", "cycle", "builtins", "sys", "other", "deleted"],
)
def test_forgotten_at_exit(keep, balance):
    assert balance_at_exit(f"{MAKE_REFS}    {keep}\n") == (0, 0)


# Signatures


def test_annotations():
    hints = typing.get_type_hints(r.format_mixed)
    assert hints == {
        "first": str,
        "small": int,
        "factor": float,
        "second": str,
        "return": str,
    }
    assert typing.get_type_hints(r.string_length) == {"text": str, "return": int}
    assert typing.get_type_hints(r.end_string)["ending"] is r.Ending


@pytest.mark.skipif(sys.version_info < (3, 10), reason="no `|` between types")
def test_annotations_of_what_may_be_missing():
    hints = typing.get_type_hints(r.same_option_string)
    assert hints == {"x": typing.Optional[str], "return": typing.Optional[str]}
    hints = typing.get_type_hints(r.append_string)
    assert hints["text"] == typing.Optional[r.Ref[str]]
    hints = typing.get_type_hints(r.slice_string_length)
    assert hints == {"texts": typing.Sequence[str], "return": int}


def test_help():
    text = pydoc.plain(pydoc.render_doc(r.concatenate_strings))
    assert "One after the other." in text
    for name in ("first", "second", "third"):
        assert re.search(rf"\b{name}: '?str'?\b", text)
    assert re.search(r"\) -> '?str'?\n", text)
    text = pydoc.plain(pydoc.render_doc(r.append_string))
    assert "Appends to a text in place." in text
    assert "Ref[str]" in text
    assert "_Owned" not in text
