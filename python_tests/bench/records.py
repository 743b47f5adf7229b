"""Structs and enums with owned parts: plain objects in Python, copied at the boundary."""

from __future__ import annotations

from ctypes import Structure, c_uint8, c_uint32, c_uint64
from typing import Any

import reference_project as generated

from .native import check_int, native
from .rows import Row, Target
from .strings import (
    SafeString,
    String,
    destroy_safely,
    encode,
    own,
    own_in_place,
    own_safely,
    take,
    take_safely,
)

RECORD = Target(1.2, "safe")


class _CParcel(Structure):
    _fields_ = (("sender", String), ("receiver", String), ("weight", c_uint32))


class _SafeCParcel(Structure):
    _fields_ = (("sender", SafeString), ("receiver", SafeString), ("weight", c_uint32))


class _CContent(Structure):
    """A tag, and the largest payload: a parcel."""

    _fields_ = (("tag", c_uint8), ("text", String), ("rest", c_uint64 * 4))


class _SafeCContent(Structure):
    _fields_ = (("tag", c_uint8), ("text", SafeString), ("rest", c_uint64 * 4))


class Parcel:
    """By hand, for the safe way too, which checks the fields when Rust gets them."""

    __slots__ = ("receiver", "sender", "weight")

    def __init__(self, sender: str, receiver: str, weight: int) -> None:
        self.sender = sender
        self.receiver = receiver
        self.weight = weight


class Text:
    """By hand: the only variant that is in use here."""

    __slots__ = ("value",)

    def __init__(self, value: str) -> None:
        self.value = value


_same_parcel = native("same_parcel", _CParcel, _CParcel)
_safe_same_parcel = native("same_parcel", _SafeCParcel)
_total = native("parcel_total", c_uint64, _CParcel)
_safe_total = native("parcel_total", c_uint64)
_same_content = native("same_content", _CContent, _CContent)
_safe_same_content = native("same_content", _SafeCContent)


def _naive_parcel(x: Parcel) -> _CParcel:
    return _CParcel(own(x.sender), own(x.receiver), x.weight)


def _safe_parcel(x: Parcel) -> _SafeCParcel:
    if not isinstance(x, Parcel):
        raise TypeError(f"must be Parcel, not {type(x).__name__}")
    check_int(x.weight, 0, 2**32 - 1)
    sender, receiver = encode(x.sender), encode(x.receiver)
    # All that can fail was before this; what is owned is made where it belongs.
    made = _SafeCParcel(weight=x.weight)
    own_in_place(sender, made.sender)
    own_in_place(receiver, made.receiver)
    return made


def _naive_same_parcel(x: Parcel) -> Parcel:
    made = _same_parcel(_naive_parcel(x))
    return Parcel(take(made.sender), take(made.receiver), made.weight)


def _safe_same(x: Parcel) -> Parcel:
    made = _safe_same_parcel(_safe_parcel(x))
    a, b = made.sender, made.receiver
    try:
        sender, receiver = a.data[: a.size].decode(), b.data[: b.size].decode()
        return Parcel(sender, receiver, made.weight)
    finally:
        destroy_safely(a)
        destroy_safely(b)


def _naive_parcel_total(x: Parcel) -> int:
    return _total(_naive_parcel(x))


def _safe_parcel_total(x: Parcel) -> int:
    return _safe_total(_safe_parcel(x))


def _naive_same_text(x: Text) -> Text:
    made = _same_content(_CContent(2, own(x.value)))
    return Text(take(made.text))


def _safe_same_text(x: Text) -> Text:
    if not isinstance(x, Text):
        raise TypeError(f"must be Text, not {type(x).__name__}")
    text = encode(x.value)
    made = _safe_same_content(_SafeCContent(2, own_safely(text)))
    if made.tag != 2:
        raise ValueError(f"the native library returned {made.tag}")
    return Text(take_safely(made.text))


_PARCEL: dict[str, Any] = {
    "generated": {"f": generated.same_parcel, "T": generated.Parcel},
    "naive": {"f": _naive_same_parcel, "T": Parcel},
    "safe": {"f": _safe_same, "T": Parcel},
}
_TOTAL: dict[str, Any] = {
    "generated": {
        "f": generated.parcel_total,
        "x": generated.Parcel("abcdefgh", "ijklmnop", 3),
    },
    "naive": {"f": _naive_parcel_total, "x": Parcel("abcdefgh", "ijklmnop", 3)},
    "safe": {"f": _safe_parcel_total, "x": Parcel("abcdefgh", "ijklmnop", 3)},
}
_CONTENT: dict[str, Any] = {
    "generated": {"f": generated.same_content, "T": generated.Content.Text},
    "naive": {"f": _naive_same_text, "T": Text},
    "safe": {"f": _safe_same_text, "T": Text},
}

ROWS = [
    Row(
        "two strings, a number: made, called, read",
        "r = f(T('abcdefgh', 'ijklmnop', 3)); r.sender; r.receiver; r.weight",
        **_PARCEL,
        target=RECORD,
        result="(r.sender, r.receiver, r.weight)",
    ),
    Row(
        "two strings, a number: made",
        "T('abcdefgh', 'ijklmnop', 3)",
        # By hand nothing is checked yet.
        **dict(_PARCEL, safe=None),
        result="0",
    ),
    Row("two strings, a number: in", "f(x)", **_TOTAL),
    Row(
        "enum with a string: made, called, read",
        "f(T('abcdefghijklmnop')).value",
        **_CONTENT,
        target=RECORD,
    ),
    Row(
        "enum with a string: made",
        "T('abcdefghijklmnop')",
        **dict(_CONTENT, safe=None),
        result="0",
    ),
]
