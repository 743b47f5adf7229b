"""What does not grow: calls in large modules, and what is passed without a copy."""

from __future__ import annotations

import array
import importlib
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

import reference_project as generated

from . import measure, startup
from .native import library_path
from .rows import Names


class Pair(NamedTuple):
    """The same statement with little and with much of something."""

    title: str
    statement: str
    small: Names
    large: Names


def pairs(modules: Path) -> list[Pair]:
    """What is measured; modules are in that folder."""
    few, many = (_load(modules, f"functions_{count}") for count in (10, 10_000))
    # A vector is moved to Rust and back.
    one_vec, large_vec = ([generated.vec_range(count)] for count in (10, 10**6))
    return [
        Pair(
            "call: a module with 10 functions, with 10,000",
            "f(12345)",
            {"f": few.same_u32},
            {"f": many.same_u32},
        ),
        Pair(
            "bytes as a slice, there and back: 10 bytes, 1 MB",
            "f(x)",
            {"f": generated.same_slice, "x": bytes(10)},
            {"f": generated.same_slice, "x": bytes(10**6)},
        ),
        Pair(
            "array as a slice, there and back: 10 u32, 1,000,000 u32",
            "f(x, 1)",
            {"f": generated.slice_tail, "x": array.array("I", range(10))},
            {"f": generated.slice_tail, "x": array.array("I", range(10**6))},
        ),
        Pair(
            "vec there and back: 10 u32, 1,000,000 u32",
            "v[0] = f(v[0])",
            {"f": generated.same_vec, "v": one_vec},
            {"f": generated.same_vec, "v": large_vec},
        ),
    ]


def run(modules: Path, effort: measure.Effort) -> dict[str, Any]:
    """Minimum and median in ns by title, for the small one and for the large one."""
    return {
        it.title: measure.time(
            it.statement, {"small": it.small, "large": it.large}, effort
        )
        for it in pairs(modules)
    }


def _load(modules: Path, name: str) -> Any:
    """A large module, bound to the reference library."""
    with tempfile.TemporaryDirectory() as folder:
        startup.write(modules, name, Path(folder))
        sys.path.insert(0, folder)
        try:
            module = importlib.import_module(name)
        finally:
            sys.path.remove(folder)
    module.init_lib(str(library_path()))
    return module
