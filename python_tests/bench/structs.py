"""Structs of plain data: made, passed by value and by reference, read and changed."""

from __future__ import annotations

from ctypes import (
    POINTER,
    Structure,
    c_bool,
    c_float,
    c_int16,
    c_uint8,
    c_uint32,
)
from typing import Any

import reference_project as generated

from .native import check_bool, check_int, native
from .rows import Row, Target

STRUCT = Target(1.15, "naive")
# Integers wrap in the naive way, which thus does another job.
CHECKED_STRUCT = Target(1.15, "safe")


class Vec3(Structure):
    """By hand: ctypes itself refuses what is no float."""

    _fields_ = (("x", c_float), ("y", c_float), ("z", c_float))


class Rgb(Structure):
    """By hand: integers wrap."""

    _fields_ = (("red", c_uint8), ("green", c_uint8), ("blue", c_uint8))


class Sample(Structure):
    """By hand: integers wrap, anything is a bool."""

    _fields_ = (
        ("channel", c_uint8),
        ("id", c_uint32),
        ("gain", c_float),
        ("offset", c_int16),
        ("active", c_bool),
    )


def _checked(storage: str, check: Any, *limits: int) -> Any:
    def get(self: object) -> object:
        return getattr(self, storage)

    def put(self: object, value: object) -> None:
        check(value, *limits)
        setattr(self, storage, value)

    return property(get, put)


class SafeRgb(Structure):
    """By hand, each field checked when it is set."""

    _fields_ = (("_red", c_uint8), ("_green", c_uint8), ("_blue", c_uint8))
    red = _checked("_red", check_int, 0, 255)
    green = _checked("_green", check_int, 0, 255)
    blue = _checked("_blue", check_int, 0, 255)

    def __init__(self, red: int, green: int, blue: int) -> None:
        super().__init__()
        self.red = red
        self.green = green
        self.blue = blue


class SafeSample(Structure):
    """By hand, each field checked when it is set."""

    _fields_ = (
        ("_channel", c_uint8),
        ("_id", c_uint32),
        ("gain", c_float),
        ("_offset", c_int16),
        ("_active", c_bool),
    )
    channel = _checked("_channel", check_int, 0, 2**8 - 1)
    id = _checked("_id", check_int, 0, 2**32 - 1)
    offset = _checked("_offset", check_int, -(2**15), 2**15 - 1)
    active = _checked("_active", check_bool)

    def __init__(
        self, channel: int, id: int, gain: float, offset: int, active: bool
    ) -> None:
        super().__init__()
        self.channel = channel
        self.id = id
        self.gain = gain
        self.offset = offset
        self.active = active


_VEC3 = {
    "generated": {"f": generated.rotate_vec3, "T": generated.Vec3},
    "naive": {"f": native("rotate_vec3", Vec3, Vec3), "T": Vec3},
}
_RGB = {
    "generated": {"f": generated.rotate_rgb, "T": generated.Rgb},
    "naive": {"f": native("rotate_rgb", Rgb, Rgb), "T": Rgb},
    "safe": {"f": native("rotate_rgb", SafeRgb, SafeRgb), "T": SafeRgb},
}
_SAMPLE = {
    "generated": {"f": generated.step_sample, "T": generated.Sample},
    "naive": {"f": native("step_sample", Sample, Sample), "T": Sample},
    "safe": {"f": native("step_sample", SafeSample, SafeSample), "T": SafeSample},
}
_DOT = {
    "generated": {
        "f": generated.dot,
        "v": generated.Vec3(1.0, 2.0, 3.0),
    },
    "naive": {
        "f": native("dot", c_float, POINTER(Vec3), POINTER(Vec3)),
        "v": Vec3(1.0, 2.0, 3.0),
    },
}


def _instances(ways: dict[str, Any], *values: object) -> dict[str, Any]:
    """An instance `s` for each way, to read from and write to."""
    return {way: {"s": names["T"](*values)} for way, names in ways.items()}


_VEC3_INSTANCES = _instances(_VEC3, 1.0, 2.0, 3.0)
_SAMPLE_INSTANCES = _instances(_SAMPLE, 1, 2, 0.5, 4, True)

ROWS = [
    Row(
        "3 floats: made, called, read",
        "r = f(T(1.0, 2.0, 3.0)); r.x; r.y; r.z",
        **_VEC3,
        target=STRUCT,
        result="(r.x, r.y, r.z)",
    ),
    Row("3 floats: made", "T(1.0, 2.0, 3.0)", **_VEC3, result="0"),
    Row(
        "3 floats: made by keywords",
        "T(x=1.0, y=2.0, z=3.0)",
        **_VEC3,
        result="0",
    ),
    Row(
        "3 floats: called by value",
        "f(s)",
        **{way: {**_VEC3[way], **_VEC3_INSTANCES[way]} for way in _VEC3},
        result="0",
    ),
    Row("3 floats: two called by reference", "f(v, v)", **_DOT),
    Row(
        "3 bytes: made, called, read",
        "r = f(T(1, 2, 3)); r.red; r.green; r.blue",
        **_RGB,
        target=CHECKED_STRUCT,
        result="(r.red, r.green, r.blue)",
    ),
    Row("3 bytes: made", "T(1, 2, 3)", **_RGB, result="0"),
    Row(
        "5 mixed fields: made, called, read",
        "r = f(T(1, 2, 0.5, 4, True)); r.channel; r.id; r.gain; r.offset; r.active",
        **_SAMPLE,
        target=CHECKED_STRUCT,
        result="(r.channel, r.id, r.gain, r.offset, r.active)",
    ),
    Row("5 mixed fields: made", "T(1, 2, 0.5, 4, True)", **_SAMPLE, result="0"),
    Row("float field: read", "s.x", **_VEC3_INSTANCES),
    Row("float field: set", "s.x = 1.5", **_VEC3_INSTANCES, result="s.x"),
    Row("integer field: read", "s.id", **_SAMPLE_INSTANCES),
    Row("integer field: set", "s.id = 7", **_SAMPLE_INSTANCES, result="s.id"),
    Row(
        "integer field: set negative",
        "s.offset = -7",
        **_SAMPLE_INSTANCES,
        result="s.offset",
    ),
    Row("bool field: set", "s.active = True", **_SAMPLE_INSTANCES, result="s.active"),
]
