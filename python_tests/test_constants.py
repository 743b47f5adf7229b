"""Constants: exact values of every primitive kind."""

import ctypes
import math
import struct

import pytest

import reference_project as r

SIZE_BITS = 8 * ctypes.sizeof(ctypes.c_size_t)

INTEGERS = {
    "U8_MIN": 0,
    "U8_MAX": 2**8 - 1,
    "U16_MAX": 2**16 - 1,
    "U32_MAX": 2**32 - 1,
    "U64_MAX": 2**64 - 1,
    "USIZE_MAX": 2**SIZE_BITS - 1,
    "I8_MIN": -(2**7),
    "I8_MAX": 2**7 - 1,
    "I16_MIN": -(2**15),
    "I16_MAX": 2**15 - 1,
    "I32_MIN": -(2**31),
    "I32_MAX": 2**31 - 1,
    "I64_MIN": -(2**63),
    "I64_MAX": 2**63 - 1,
    "ISIZE_MIN": -(2 ** (SIZE_BITS - 1)),
    "ISIZE_MAX": 2 ** (SIZE_BITS - 1) - 1,
    "DOZEN": 12,
    "GROSS": 144,
    "RENAMED_CONSTANT": -7,
    "UNDOCUMENTED": 42,
}

FLOATS = {
    "F32_MAX": (2 - 2**-23) * 2.0**127,
    "F32_MIN_POSITIVE": 2.0**-126,
    "F32_TENTH": struct.unpack("f", struct.pack("f", 0.1))[0],
    "F32_INFINITY": math.inf,
    "F32_NEG_INFINITY": -math.inf,
    "F64_MAX": 1.7976931348623157e308,
    "F64_TINY": 5e-324,
    "F64_TENTH": 0.1,
    "F64_TWO": 2.0,
    "F64_PI": math.pi,
    "F64_INFINITY": math.inf,
    "F64_NEG_INFINITY": -math.inf,
    "F64_NEG_ZERO": 0.0,
    "UNIT_RADIUS": 1.0,
}

NOT_NUMBERS = ["F32_NAN", "F64_NAN"]
BOOLS = {"IS_REFERENCE": True, "IS_EMPTY": False}


@pytest.mark.parametrize("name", INTEGERS)
def test_integers(name):
    value = getattr(r, name)
    assert value == INTEGERS[name]
    assert type(value) is int


@pytest.mark.parametrize("name", FLOATS)
def test_floats(name):
    value = getattr(r, name)
    assert value == FLOATS[name]
    assert type(value) is float


@pytest.mark.parametrize("name", NOT_NUMBERS)
def test_not_a_number(name):
    value = getattr(r, name)
    assert math.isnan(value)
    assert type(value) is float


@pytest.mark.parametrize("name", BOOLS)
def test_bools(name):
    assert getattr(r, name) is BOOLS[name]


def test_the_sign_of_zero():
    assert math.copysign(1, r.F64_NEG_ZERO) == -1


def test_constants_go_back_into_functions():
    assert r.same_u64(r.U64_MAX) == r.U64_MAX
    assert r.same_i64(r.I64_MIN) == r.I64_MIN
    assert r.same_f32(r.F32_MAX) == r.F32_MAX
    assert r.same_f32(r.F32_TENTH) == r.F32_TENTH
    assert r.not_bool(r.IS_REFERENCE) is r.IS_EMPTY


def test_renamed():
    assert not hasattr(r, "ORIGINAL_CONSTANT")


def test_public_and_final():
    for name in [*INTEGERS, *FLOATS, *NOT_NUMBERS, *BOOLS]:
        assert name in r.__all__
        assert "Final" in str(r.__annotations__[name])
