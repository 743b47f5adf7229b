"""What a row of the report is made of."""

from __future__ import annotations

from typing import Callable, Dict, NamedTuple

# What a statement refers to: `f` is a function in most rows.
Names = Dict[str, object]

# The ways of doing the same job: what the generator wrote; ctypes with `argtypes` and
# `restype` and no other check; ctypes with the checks of the bindings, written plainly.
WAYS = ("generated", "naive", "safe")


class Target(NamedTuple):
    """The generated way takes at most `ratio` times as long as the way `of`."""

    ratio: float
    of: str


class Row(NamedTuple):
    """A statement that all ways run, each with names of its own.

    One text for all is what makes it the same job; that all come to the same `result`, by
    default the value of the statement, is checked before anything is timed. There is no
    `safe` where it would be the same as `naive`.
    """

    title: str
    statement: str
    generated: Names
    naive: Names
    safe: Names | None = None
    target: Target | None = None
    result: str | None = None

    def ways(self) -> dict[str, Names]:
        found = {way: getattr(self, way) for way in WAYS}
        return {way: names for way, names in found.items() if names is not None}


def call(
    title: str,
    statement: str,
    *,
    generated: Callable[..., object],
    naive: Callable[..., object],
    safe: Callable[..., object] | None = None,
    target: Target | None = None,
) -> Row:
    """A row that only differs in what it calls, named `f`."""
    return Row(
        title,
        statement,
        generated={"f": generated},
        naive={"f": naive},
        safe=None if safe is None else {"f": safe},
        target=target,
    )
