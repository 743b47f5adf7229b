"""`CChar`: a byte."""

from __future__ import annotations

from ctypes import c_char

import reference_project as generated

from .native import native
from .rows import call

_char = native("same_char", c_char, c_char)


def _safe_char(letter: bytes) -> bytes:
    if not isinstance(letter, bytes):
        raise TypeError(f"must be bytes, not {type(letter).__name__}")
    if len(letter) != 1:
        raise ValueError(f"must be of length 1, got length {len(letter)}")
    return _char(letter)


ROWS = [
    call(
        "char -> char",
        "f(b'x')",
        generated=generated.same_char,
        naive=_char,
        safe=_safe_char,
    ),
]
