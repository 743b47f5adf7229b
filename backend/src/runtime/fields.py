"""What classes with fields share, whether C knows their memory or not."""

from __future__ import annotations

import typing as _t

from .enums import _show


class _Fields:
    """Equality and repr, by the public fields."""

    __slots__ = ()
    __match_args__: tuple[str, ...] = ()
    if not _t.TYPE_CHECKING:
        __hash__ = None  # equal by value and mutable

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Fields) or type(other) is not type(self):
            return NotImplemented
        return self._values() == other._values()

    def __repr__(self) -> str:
        fields = zip(self.__match_args__, self._values())
        return (
            f"{type(self).__name__}({', '.join(f'{k}={_show(v)}' for k, v in fields)})"
        )

    def _values(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self.__match_args__)
