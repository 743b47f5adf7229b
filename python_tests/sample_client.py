"""A client as a user would write it: linted and type-checked, and run by test_sample_client.py."""

from __future__ import annotations

import typing

import reference_project as r

if typing.TYPE_CHECKING:
    from typing_extensions import assert_type


def numbers() -> float:
    """Numbers of every kind, by position and by name."""
    total = r.subtract_i64(a=44, b=2)
    if typing.TYPE_CHECKING:
        assert_type(total, int)
        assert_type(r.same_f32(1), float)
        assert_type(r.not_bool(True), bool)
        assert_type(r.same_char(b"a"), bytes)
    return total + r.same_f64(0.5)


def structs() -> r.Sample:
    """Made, changed, passed by value and by reference."""
    sample = r.Sample(1, id=2, gain=0.5, offset=-3, active=True)
    sample.channel += 1
    stepped = r.step_sample(sample)
    if typing.TYPE_CHECKING:
        assert_type(stepped, r.Sample)
        assert_type(stepped.gain, float)
        assert_type(stepped.channel, int)
    r.sample_sum(stepped)
    return stepped


def arrays() -> list[int]:
    """Views to read and sequences to assign."""
    digest = r.Digest(bytes(16))
    digest.bytes = range(16)
    digest.bytes[0] = 255
    first: int = digest.bytes[0]
    rest: list[int] = digest.bytes[1:3]
    return [first, *rest, len(digest.bytes)]


def enums(color: r.Color) -> str:
    """Members are constants to checkers, so nothing can be forgotten."""
    following = r.next_color(color)
    if typing.TYPE_CHECKING:
        assert_type(following, r.Color)
    names = {member: member.name for member in r.Color}
    return names[following]


def constants() -> tuple[int, float]:
    """Annotated as final."""
    return r.U8_MAX, r.F64_PI


def payload_size(payload: r.EnumPayload.Any) -> float:
    """Exhaustive without `match`: what is left at the end is known."""
    if isinstance(payload, r.EnumPayload.B):
        return payload.value.x
    if isinstance(payload, r.EnumPayload.C):
        return payload.value
    if typing.TYPE_CHECKING:
        assert_type(payload, r.EnumPayload.A)
    return 0.0


def options(number: int | None) -> int:
    """`None` or the value, and `Some` where `None` is a value."""
    inverted = r.invert_option_u32(number)
    nested = r.same_option_option(r.Some(inverted))
    if nested is None or nested.value is None:
        return -1
    if typing.TYPE_CHECKING:
        assert_type(nested.value, int)
    return nested.value


def results(a: int, b: int) -> str:
    """The value, or an exception with the error."""
    try:
        return str(r.divide(a, b))
    except r.MathErrorException as error:
        if typing.TYPE_CHECKING:
            assert_type(error.error, r.MathError)
        return error.error.name


def references() -> int:
    """What Rust writes is there afterwards."""
    counter = r.Ref(41)
    r.increment_u32(counter)
    if typing.TYPE_CHECKING:
        assert_type(counter.value, int)
    return counter.value
