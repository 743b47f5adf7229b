"""A client for Python 3.10 and later: type checkers know when a variant was forgotten."""

from __future__ import annotations

import typing

from typing_extensions import assert_never

import reference_project as r

if typing.TYPE_CHECKING:
    from typing_extensions import assert_type


def describe(payload: r.EnumPayload.Any) -> str:
    """A word for each variant."""
    match payload:
        case r.EnumPayload.A():
            return "nothing"
        case r.EnumPayload.B(vector):
            if typing.TYPE_CHECKING:
                assert_type(vector, r.Vec3)
            return f"a vector of {vector.x}"
        case r.EnumPayload.C(0):
            return "zero"
        case r.EnumPayload.C(number):
            if typing.TYPE_CHECKING:
                assert_type(number, int)
            return f"the number {number}"
        case _:
            assert_never(payload)


def outcome(result: r.Ok[int] | r.Err[r.MathError]) -> int:
    """The value, or one less than zero."""
    match result:
        case r.Ok(value):
            return value
        case r.Err(r.MathError.DivisionByZero):
            return -1
        case r.Err():
            return -2


def components(vector: r.Vec3) -> tuple[float, float]:
    """Structs match by position and by name."""
    match vector:
        case r.Vec3(x=0.0, z=z):
            return 0.0, z
        case r.Vec3(x, _, z):
            return x, z
