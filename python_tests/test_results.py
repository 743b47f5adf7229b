"""Results: what a function returns raises unless it is `Ok`; elsewhere it is a value."""

import copy
import math
import sys
import typing

import pytest
from helpers import copies_of, refusal

import reference_project as r

SUCCESS, ERROR, PANICKED, NOTHING = r.Ending

WIDE = r.Wide(1, 2, 3, 4, 5, 6, 7, 2**64 - 1, 9)

# What each function returns, and the error in Rust.
MATH = {
    "end_unit": (None, r.MathError.Overflow),
    "end_u8": (2**8 - 1, r.MathError.Negative),
    "end_u32": (2**32 - 1, r.MathError.DivisionByZero),
    "end_u64": (2**64 - 1, r.MathError.Overflow),
    "end_i64": (-(2**63), r.MathError.Overflow),
    "end_f32": (0.5, r.MathError.Overflow),
    "end_f64": (0.25, r.MathError.Overflow),
    "end_bool": (True, r.MathError.Overflow),
    "end_vec3": (r.Vec3(1.0, 2.0, 3.0), r.MathError.Overflow),
    "end_wide": (WIDE, r.MathError.Overflow),
    "end_color": (r.Color.Blue, r.MathError.Overflow),
    "end_payload": (r.EnumPayload.C(5), r.MathError.Overflow),
}

# Every state of a `Result<u32, MathError>`.
STATES = [
    (r.Ok(5), SUCCESS),
    (r.Err(r.MathError.Overflow), ERROR),
    (r.Panic, PANICKED),
    (r.Null, NOTHING),
]

INPUT_ERRORS = [
    r.InputError.Empty(),
    r.InputError.Unexpected(7),
    r.InputError.OutOfRange(r.Limits(-1, 2**31 - 1)),
]

EXCEPTIONS = [
    r.MathErrorException(r.MathError.Overflow),
    r.InputErrorException(r.InputError.Unexpected(7)),
    r.InputErrorException(r.InputError.Empty()),
    r.FailureException(r.Failure(1, r.Vec2(1.0, 2.0))),
    r.AccessErrorException(r.AccessError.Forbidden),
    r.RustError(5),
    r.RustError(None),
]


def raised(error, call, *arguments, **named):
    """The exception that a call raises."""
    with pytest.raises(error) as caught:
        call(*arguments, **named)
    assert type(caught.value) is error
    assert caught.value.__cause__ is None
    return caught.value


# What functions return


def test_divide():
    assert r.divide(7, 2) == 3
    assert r.divide(a=0, b=1) == 0
    with pytest.raises(r.MathErrorException) as caught:
        r.divide(7, 0)
    assert caught.value.error is r.MathError.DivisionByZero
    assert str(caught.value) == "divide(): MathError.DivisionByZero"


def test_except():
    try:
        r.divide(1, 0)
    except r.MathErrorException as error:
        assert error.error is r.MathError.DivisionByZero
    else:
        raise AssertionError("nothing was raised")


def test_hierarchy():
    assert issubclass(r.MathErrorException, r.RustError)
    assert issubclass(r.InputErrorException, r.RustError)
    assert issubclass(r.FailureException, r.RustError)
    assert issubclass(r.RustError, r.InteropError)
    assert issubclass(r.InteropError, Exception)
    for kind in (r.RustPanicError, r.NullError):
        assert issubclass(kind, r.InteropError)
        assert not issubclass(kind, r.RustError)
    assert not issubclass(r.InputErrorException, r.MathErrorException)
    for name in ("MathErrorException", "RustError", "RustPanicError", "NullError"):
        assert name in r.__all__
    assert r.MathErrorException.__module__ == r.__name__


def test_a_panic_in_rust():
    assert r.panicking(False) == 1
    error = raised(r.RustPanicError, r.panicking, True)
    assert str(error) == "panicking() panicked"
    assert r.panicking(False) == 1


@pytest.mark.parametrize("name", MATH)
def test_every_ending(name):
    call = getattr(r, name)
    value, code = MATH[name]
    result = call(SUCCESS)
    assert result == value
    assert type(result) is type(value)
    error = raised(r.MathErrorException, call, ERROR)
    assert error.error is code
    assert str(error) == f"{name}(): MathError.{code.name}"
    assert str(raised(r.RustPanicError, call, PANICKED)) == f"{name}() panicked"
    assert str(raised(r.NullError, call, NOTHING)) == f"{name}() returned null"
    assert call(ending=SUCCESS) == value


def test_options_in_results():
    assert r.end_option(SUCCESS, 5) == 5
    assert r.end_option(SUCCESS, None) is None
    assert raised(r.MathErrorException, r.end_option, ERROR, 5).error == 1
    assert str(raised(r.NullError, r.end_option, NOTHING, None)) == (
        "end_option() returned null"
    )


@pytest.mark.parametrize("given", INPUT_ERRORS, ids=repr)
def test_errors_that_carry_data(given):
    assert r.end_input(SUCCESS, given) == 1
    error = raised(r.InputErrorException, r.end_input, ERROR, given)
    assert error.error == given
    assert type(error.error) is type(given)
    assert str(error) == f"end_input(): {given!r}" or str(error).startswith(
        f"end_input(): {type(given).__qualname__}"
    )
    raised(r.RustPanicError, r.end_input, PANICKED, given)
    raised(r.NullError, r.end_input, NOTHING, given)


def test_payloads_of_errors():
    given = r.InputError.OutOfRange(r.Limits(-5, 5))
    error = raised(r.InputErrorException, r.end_input, ERROR, given)
    assert isinstance(error.error, r.InputError.OutOfRange)
    assert (error.error.value.low, error.error.value.high) == (-5, 5)


def test_errors_that_are_structs():
    given = r.Failure(2**32 - 1, r.Vec2(0.5, -1.5))
    assert r.end_failure(SUCCESS, given) == 1
    error = raised(r.FailureException, r.end_failure, ERROR, given)
    assert error.error == given
    assert type(error.error) is r.Failure
    assert str(error).startswith("end_failure(): Failure(")


def test_renamed_errors():
    error = raised(r.AccessErrorException, r.end_denial, ERROR)
    assert error.error is r.AccessError.Forbidden
    assert str(error) == "end_denial(): AccessError.Forbidden"
    assert not hasattr(r, "DenialException")


def test_errors_without_name():
    assert r.end_number(SUCCESS) == 0.5
    error = raised(r.RustError, r.end_number, ERROR)
    assert error.error == 5
    assert type(error.error) is int
    assert str(error).startswith("end_number()")
    assert "5" in str(error)
    raised(r.RustPanicError, r.end_number, PANICKED)
    assert r.end_nothing(SUCCESS) == 1
    error = raised(r.RustError, r.end_nothing, ERROR)
    assert error.error is None
    assert str(error).startswith("end_nothing()")
    raised(r.NullError, r.end_nothing, NOTHING)


def test_neither_value_nor_error():
    assert r.end_neither(SUCCESS) is None
    assert raised(r.RustError, r.end_neither, ERROR).error is None
    raised(r.RustPanicError, r.end_neither, PANICKED)
    raised(r.NullError, r.end_neither, NOTHING)


def test_errors_that_are_options():
    for given in (None, r.MathError.Negative):
        assert r.end_optional_error(SUCCESS, given) == 1
        error = raised(r.RustError, r.end_optional_error, ERROR, given)
        assert error.error is given


def test_only_the_outer_result_raises():
    for inner, _ in STATES:
        assert r.end_result(SUCCESS, inner) == inner
        error = raised(r.InputErrorException, r.end_result, ERROR, inner)
        assert error.error == r.InputError.Unexpected(7)
        raised(r.RustPanicError, r.end_result, PANICKED, inner)
        raised(r.NullError, r.end_result, NOTHING, inner)


def test_many_errors_in_turn():
    for _ in range(100):
        for ending in r.Ending:
            try:
                assert r.end_u32(ending) == 2**32 - 1
                assert ending is SUCCESS
            except r.MathErrorException as error:
                assert error.error is r.MathError.DivisionByZero
                assert ending is ERROR
            except r.RustPanicError:
                assert ending is PANICKED
            except r.NullError:
                assert ending is NOTHING


def test_arguments_are_checked_before():
    assert refusal(OverflowError, r.divide, -1, 0) == (
        "divide(): argument 'a' must be in 0..=4294967295, got -1"
    )
    assert refusal(TypeError, r.divide, 1, "x") == (
        "divide(): argument 'b' must be int, not str"
    )
    assert refusal(ValueError, r.end_u32, 4) == (
        "end_u32(): argument 'ending': 4 is no Ending"
    )


# Exceptions


@pytest.mark.parametrize("error", EXCEPTIONS, ids=repr)
def test_exceptions_by_hand(error):
    assert isinstance(error, r.RustError)
    with pytest.raises(type(error)) as caught:
        raise error
    assert caught.value is error


def test_their_errors():
    assert r.MathErrorException(r.MathError.Overflow).error is r.MathError.Overflow
    assert r.RustError(5).error == 5
    assert r.RustError(None).error is None
    failure = r.Failure(1, r.Vec2(1.0, 2.0))
    assert r.FailureException(failure).error == failure


@pytest.mark.parametrize("error", EXCEPTIONS, ids=repr)
def test_copies_of_exceptions(error):
    for made in copies_of(error):
        assert type(made) is type(error)
        assert made.error == error.error
        assert str(made) == str(error)


def test_copies_of_raised_exceptions():
    for error in (
        raised(r.MathErrorException, r.divide, 1, 0),
        raised(r.InputErrorException, r.end_input, ERROR, INPUT_ERRORS[2]),
        raised(r.RustError, r.end_number, ERROR),
    ):
        for made in copies_of(error):
            assert type(made) is type(error)
            assert made.error == error.error
            assert str(made) == str(error)
    for kind, ending in ((r.RustPanicError, PANICKED), (r.NullError, NOTHING)):
        error = raised(kind, r.end_u32, ending)
        for made in copies_of(error):
            assert type(made) is kind
            assert str(made) == str(error)


# Values


@pytest.mark.parametrize("value, ending", STATES, ids=repr)
def test_states(value, ending):
    assert r.ending_of(value) is ending
    assert r.ending_of(x=value) is ending
    assert r.ending_of_ref(value) is ending
    assert r.same_option_result(value) == value
    assert eval(repr(value), dict(vars(r))) == value
    assert hash(value) == hash(copy.deepcopy(value))
    for other, _ in STATES:
        assert (value == other) is (value is other)
        assert (value != other) is (value is not other)


def test_unfolded():
    assert r.unfold(r.Ok(5)) == 5
    error = raised(r.MathErrorException, r.unfold, r.Err(r.MathError.Negative))
    assert error.error is r.MathError.Negative
    assert str(error) == "unfold(): MathError.Negative"
    assert str(raised(r.RustPanicError, r.unfold, r.Panic)) == "unfold() panicked"
    assert str(raised(r.NullError, r.unfold, r.Null)) == "unfold() returned null"
    assert r.unfold_input(r.Ok(r.Vec2(1.0, 2.0))) == r.Vec2(1.0, 2.0)
    for given in INPUT_ERRORS:
        error = raised(r.InputErrorException, r.unfold_input, r.Err(given))
        assert error.error == given


def test_without_payloads():
    assert r.unfold_unit(r.Ok(None)) is None
    assert raised(r.RustError, r.unfold_unit, r.Err(None)).error is None
    raised(r.RustPanicError, r.unfold_unit, r.Panic)
    raised(r.NullError, r.unfold_unit, r.Null)
    for value, ending in (
        (r.Ok(None), SUCCESS),
        (r.Err(None), ERROR),
        (r.Panic, PANICKED),
        (r.Null, NOTHING),
    ):
        assert r.ending_of_unit(value) is ending
    assert "argument 'x'" in refusal(TypeError, r.ending_of_unit, r.Ok(5))


def test_ok_and_err():
    for kind in (r.Ok, r.Err):
        name = kind.__name__
        value = kind(5)
        assert value.value == 5
        assert kind(value=5) == value
        assert repr(value) == f"{name}(5)"
        assert repr(kind(None)) == f"{name}(None)"
        assert value != kind(6)
        assert value != 5
        assert hash(value) == hash(kind(5))
        assert kind.__match_args__ == ("value",)
        with pytest.raises(TypeError, match="unhashable"):
            hash(kind([]))
        for attribute in ("value", "misspelt"):
            with pytest.raises(AttributeError):
                setattr(value, attribute, 6)
        with pytest.raises(AttributeError):
            assert value.misspelt
        for bad in ((), (1, 2)):
            with pytest.raises(TypeError):
                kind(*bad)
        for made in copies_of(value):
            assert made == value
            assert type(made) is kind
    assert r.Ok(5) != r.Err(5)
    assert repr(r.Err(r.MathError.Overflow)) == "Err(MathError.Overflow)"


def test_panic_and_null():
    assert repr(r.Panic) == "Panic"
    assert repr(r.Null) == "Null"
    assert r.Panic != r.Null
    for value in (r.Panic, r.Null):
        for made in copies_of(value):
            assert made is value
        with pytest.raises(AttributeError):
            value.misspelt = 1
    assert r.same_option_result(r.Panic) is r.Panic
    assert r.same_option_result(r.Null) is r.Null


@pytest.mark.skipif(sys.version_info < (3, 10), reason="no match statement")
def test_match():
    scope = {"r": r}
    exec(  # noqa: S102 (older versions cannot parse it)
        """
def describe(value):
    match value:
        case r.Ok(number):
            return number
        case r.Err(r.MathError.Overflow):
            return "overflow"
        case r.Err(error):
            return error
        case r.Panic:
            return "panic"
        case r.Null:
            return "null"
""",
        scope,
    )
    describe = scope["describe"]
    assert describe(r.same_option_result(r.Ok(5))) == 5
    assert describe(r.same_option_result(r.Err(r.MathError.Overflow))) == "overflow"
    negative = r.MathError.Negative
    assert describe(r.same_option_result(r.Err(negative))) is negative
    assert describe(r.same_option_result(r.Panic)) == "panic"
    assert describe(r.same_option_result(r.Null)) == "null"


@pytest.mark.parametrize(
    "value",
    [5, "x", None, r.Ok, r.Err, r.Some(5), r.MathError.Overflow, (r.Ok(5),), True],
    ids=repr,
)
def test_plain_values(value):
    for call in (r.ending_of, r.ending_of_unit, r.unfold):
        message = refusal(TypeError, call, value)
        assert message.startswith(f"{call.__name__}(): argument 'x' must be ")
        assert message.endswith(f", not {type(value).__name__}")


def test_payloads_that_do_not_fit():
    for call in (r.ending_of, r.ending_of_ref):
        name = call.__name__
        assert refusal(OverflowError, call, r.Ok(-1)) == (
            f"{name}(): argument 'x' must be in 0..=4294967295, got -1"
        )
        for bad in ("x", None, 1.0, r.MathError, r.Ok(5), r.Some(5)):
            message = refusal(TypeError, call, r.Ok(bad))
            assert message.startswith(f"{name}(): argument 'x'")
        message = refusal(ValueError, call, r.Err(3))
        assert message == f"{name}(): argument 'x': 3 is no MathError"
        for bad in ("x", None, r.Color.Red, r.Err(r.MathError.Overflow)):
            message = refusal(TypeError, call, r.Err(bad))
            assert message.startswith(f"{name}(): argument 'x'")
    assert "argument 'x'" in refusal(TypeError, r.unfold_input, r.Ok(r.Vec3(1, 2, 3)))
    assert "argument 'x'" in refusal(TypeError, r.unfold_input, r.Err(5))


def test_numbers_as_payloads():
    assert r.unfold(r.Ok(True)) == 1
    assert r.unfold(r.Ok(r.Color.Blue)) == 7
    assert raised(r.MathErrorException, r.unfold, r.Err(0)).error == 0


def test_numpy_payloads():
    numpy = pytest.importorskip("numpy")
    assert r.unfold(r.Ok(numpy.uint8(5))) == 5
    assert r.unfold(r.Ok(numpy.int64(2**32 - 1))) == 2**32 - 1
    assert "got -1" in refusal(OverflowError, r.unfold, r.Ok(numpy.int8(-1)))
    assert "argument 'x'" in refusal(TypeError, r.unfold, r.Ok(numpy.float64(1)))


@pytest.mark.parametrize("value", [None] + [state for state, _ in STATES], ids=repr)
def test_results_in_options(value):
    result = r.same_option_result(value)
    assert result == value
    assert type(result) is type(value)


@pytest.mark.parametrize(
    "value",
    [
        None,
        r.Some(None),
        r.Some(r.Ok(None)),
        r.Some(r.Ok(5)),
        r.Some(r.Err(r.MathError.Negative)),
        r.Some(r.Panic),
        r.Some(r.Null),
    ],
    ids=repr,
)
def test_four_deep(value):
    result = r.same_option_result_option(value)
    assert result == value
    assert repr(result) == repr(value)


def test_four_deep_that_do_not_fit():
    for bad in (5, r.Ok(5), r.Some(5), r.Some(r.Some(r.Ok(5))), r.Some(r.Ok("x"))):
        message = refusal(TypeError, r.same_option_result_option, bad)
        assert message.startswith("same_option_result_option(): argument 'x'")


def test_between_others():
    arguments = {
        "a": r.Ok(5),
        "first": 1.0,
        "b": r.Ok(0.5),
        "second": 1,
        "c": r.Ok(None),
        "d": r.Ok(r.Vec2(1.0, 2.0)),
        "third": 1,
        "e": r.Ok(0.25),
        "fourth": 1.0,
        "f": r.Ok(math.inf),
    }
    assert r.count_ok(**arguments) == 10
    assert r.count_ok(*arguments.values()) == 10
    errors = {
        "a": r.Err(r.MathError.Overflow),
        "b": r.Err(5),
        "c": r.Err(None),
        "d": r.Err(r.InputError.Unexpected(7)),
        "e": r.Null,
        "f": r.Panic,
    }
    for name, error in errors.items():
        assert r.count_ok(**dict(arguments, **{name: error})) == 9
        message = refusal(TypeError, r.count_ok, **dict(arguments, **{name: "x"}))
        assert message.startswith(f"count_ok(): argument {name!r} must be ")
    assert r.count_ok(**dict(arguments, **errors)) == 4


# References


def test_in_place():
    ref = r.Ref(r.Ok(5))
    expected = [r.Err(r.MathError.Overflow), r.Panic, r.Null, r.Ok(1)]
    for state in expected:
        assert r.next_result(ref) is None
        assert ref.value == state


def test_what_cannot_be_written_to():
    for value in (r.Ok(5), r.Panic, r.Err(r.MathError.Overflow), 5, "x"):
        message = refusal(TypeError, r.next_result, value)
        assert message.startswith("next_result(): argument 'x' must be ")
        assert "Ref" in message
    for value in (5, None, r.Some(5), r.Ok):
        message = refusal(TypeError, r.next_result, r.Ref(value))
        assert message.startswith("next_result(): argument 'x'")


# In structs


@pytest.mark.parametrize("value, ending", STATES, ids=repr)
def test_fields(value, ending):
    attempt = r.Attempt(id=1, outcome=value, weight=0.5)
    assert attempt.outcome == value
    assert r.ending_of(attempt.outcome) is ending
    assert r.same_attempt(attempt) == r.Attempt(1, value, 1.0)
    assert eval(repr(attempt), dict(vars(r))) == attempt
    for made in copies_of(attempt):
        assert made == attempt
    for other, _ in STATES:
        attempt.outcome = other
        assert attempt.outcome == other
        assert attempt == r.Attempt(1, other, 0.5)


def test_fields_that_do_not_fit():
    attempt = r.Attempt(1, r.Ok(5), 0.5)
    for bad, error in (
        (5, TypeError),
        (None, TypeError),
        (r.Ok("x"), TypeError),
        (r.Ok(-1), OverflowError),
        (r.Err(3), ValueError),
    ):
        message = refusal(error, setattr, attempt, "outcome", bad)
        assert message.startswith("Attempt.outcome")
        assert refusal(error, r.Attempt, 1, bad, 0.5).startswith("Attempt.outcome")
    assert attempt == r.Attempt(1, r.Ok(5), 0.5)


def test_fields_in_place():
    attempt = r.Attempt(1, r.Ok(5), 0.5)
    for state in (r.Err(r.MathError.Overflow), r.Panic, r.Null, r.Ok(1)):
        r.retry(attempt)
        assert attempt == r.Attempt(1, state, 0.5)


def test_payloads():
    assert r.same_progress(r.Progress.Pending()) is r.Progress.Pending()
    for value, _ in STATES:
        progress = r.Progress.Done(value)
        assert r.same_progress(progress) == progress
        assert r.same_progress(progress).value == value
        assert eval(repr(progress), dict(vars(r))) == progress
    for bad in (5, None, r.Ok, r.Ok("x")):
        message = refusal(TypeError, r.Progress.Done, bad)
        assert message.startswith("Progress.Done(): argument 'value'")
    message = refusal(OverflowError, r.Progress.Done, r.Ok(2**32))
    assert message.startswith("Progress.Done(): argument 'value' must be in ")


def test_signatures():
    hints = typing.get_type_hints(r.divide)
    assert hints == {"a": int, "b": int, "return": int}
    assert typing.get_type_hints(r.end_unit)["return"] is type(None)
