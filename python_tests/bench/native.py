"""The library of the reference project, bound by hand."""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import Any, Callable

import reference_project

_PATTERN = "*reference_project.[ds][lyo]*"  # .so, .dylib, .dll


def library_path() -> Path:
    """The library beside the generated module."""
    (path,) = Path(reference_project.__file__).parent.glob(_PATTERN)
    return path


_library = ctypes.CDLL(str(library_path()))


def native(symbol: str, result: Any, *arguments: Any) -> Callable[..., Any]:
    """The naive way: types are declared, values are not checked."""
    function = _library[symbol]
    function.restype = result
    function.argtypes = arguments
    return function


def check_int(value: object, low: int, high: int) -> None:
    """The check of an integer as one would write it."""
    if not isinstance(value, int):
        raise TypeError(f"must be int, not {type(value).__name__}")
    if not low <= value <= high:
        raise OverflowError(f"must be in {low}..={high}, got {value}")


def check_bool(value: object) -> None:
    if not isinstance(value, bool):
        raise TypeError(f"must be bool, not {type(value).__name__}")
