"""Arrays inside structs: read item by item or as a whole, assigned likewise."""

from __future__ import annotations

from ctypes import Structure, c_float, c_uint8
from typing import Any, Sequence

import reference_project as generated

from .native import check_int
from .rows import Row


class Digest(Structure):
    """By hand: integers wrap."""

    _fields_ = (("bytes", c_uint8 * 16),)


class Floats4(Structure):
    """By hand: ctypes itself refuses what is no float."""

    _fields_ = (("items", c_float * 4),)


class SafeDigest(Structure):
    """By hand: what is assigned as a whole is checked, single items wrap."""

    _fields_ = (("_bytes", c_uint8 * 16),)

    @property
    def bytes(self) -> Any:
        return self._bytes

    @bytes.setter
    def bytes(self, values: Sequence[int]) -> None:
        if len(values) != 16:
            raise ValueError(f"must have 16 items, got {len(values)}")
        for value in values:
            check_int(value, 0, 255)
        self._bytes[:] = values


_BYTES = tuple(range(16))
_FLOATS = (1.0, 2.0, 3.0, 4.0)


def _digest(kind: Any) -> dict[str, Any]:
    instance = kind()
    instance.bytes = _BYTES
    return {"s": instance, "values": _BYTES}


def _floats(kind: Any) -> dict[str, Any]:
    return {"s": kind(_FLOATS), "values": _FLOATS}


_DIGEST = {
    "generated": {"s": generated.Digest(_BYTES), "values": _BYTES},
    "naive": _digest(Digest),
    "safe": _digest(SafeDigest),
}
_FLOATS4 = {"generated": _floats(generated.Floats4), "naive": _floats(Floats4)}

ROWS = [
    Row("16 bytes: item read", "s.bytes[3]", **_DIGEST),
    Row(
        "16 bytes: item set",
        "s.bytes[3] = 3",
        generated=_DIGEST["generated"],
        naive=_DIGEST["naive"],
        result="s.bytes[3]",
    ),
    Row("16 bytes: read as a list", "s.bytes[:]", **_DIGEST),
    Row("16 bytes: assigned", "s.bytes = values", **_DIGEST, result="s.bytes[:]"),
    Row("4 floats: assigned", "s.items = values", **_FLOATS4, result="s.items[:]"),
]
