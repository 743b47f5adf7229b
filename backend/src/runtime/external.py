"""Types that the bindings take from elsewhere, such as the bindings of another library."""

from __future__ import annotations

import ctypes as _ctypes
import enum as _enum
import typing as _t


def _check_external_struct(
    kind: _t.Any, size: int, *fields: tuple[str, _t.Any, int]
) -> None:
    """Make sure that a class lies in memory as the native library has it.

    Each field is a name, a type and an offset.
    """
    is_structure = isinstance(kind, type) and issubclass(kind, _ctypes.Structure)
    if not is_structure:
        raise ImportError(f"{kind!r} is no ctypes.Structure")
    structure = _t.cast(_t.Any, kind)
    where = f"{structure.__module__}.{structure.__qualname__}"
    found: list[_t.Any] = list(structure._fields_)
    if len(found) != len(fields) or _ctypes.sizeof(structure) != size:
        raise ImportError(
            f"{where} has {len(found)} fields in {_ctypes.sizeof(structure)} bytes, which for "
            f"the native library are {len(fields)} in {size}: generate both anew"
        )
    for entry, (name, wanted, offset) in zip(found, fields):
        c_type = entry[1]
        at = getattr(structure, entry[0]).offset
        is_same = c_type is wanted or (
            _ctypes.sizeof(c_type) == _ctypes.sizeof(wanted)
            and getattr(c_type, "_type_", None) == getattr(wanted, "_type_", None)
        )
        if at != offset or not is_same or not hasattr(structure, name):
            raise ImportError(
                f"{where}.{name} is not what the native library has there: generate both "
                "anew"
            )


def _check_external_enum(kind: _t.Any, *variants: tuple[str, int]) -> None:
    """Make sure that an enum has the variants that the native library has."""
    is_enum = isinstance(kind, type) and issubclass(kind, _enum.IntEnum)
    if not is_enum:
        raise ImportError(f"{kind!r} is no enum.IntEnum")
    members: dict[str, int] = _t.cast(_t.Any, kind).__members__
    where = f"{kind.__module__}.{kind.__qualname__}"
    found = {name: int(member) for name, member in members.items()}
    if found != dict(variants):
        raise ImportError(
            f"{where} has {found}, the native library {dict(variants)}: generate both anew"
        )
