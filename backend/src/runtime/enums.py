"""What every unit enum shares."""

from __future__ import annotations

import enum as _enum
import typing as _t

from .checks import _E


class _Variants(_t.Dict[int, _E]):
    """The members of a unit enum by value: the fastest way from C to a member."""

    def __init__(self, kind: type[_E]) -> None:
        super().__init__((member.value, member) for member in kind)
        self._kind = kind

    def __missing__(self, value: int) -> _t.NoReturn:
        raise ValueError(
            f"the native library returned {value}, which is no {self._kind.__name__}"
        )


def _show(value: object) -> str:
    """As `repr`, but as it is written in code: a member of an enum, items as a list."""
    if isinstance(value, _enum.Enum):
        return f"{type(value).__name__}.{value.name}"
    shown = getattr(type(value), "_shown", None)
    return repr(value) if shown is None else _t.cast(str, shown(value))
