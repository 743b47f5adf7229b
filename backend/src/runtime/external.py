"""Types that the bindings take from elsewhere, such as the bindings of another library."""

from __future__ import annotations

import ctypes as _ctypes
import enum as _enum
import typing as _t


def _check_external_struct(
    kind: _t.Any, size: int, align: int, *fields: tuple[str, _t.Any, int]
) -> None:
    """Make sure that a class lies in memory as the native library has it.

    Each field is a name, a type and an offset.
    """
    structure: _t.Any = kind
    is_structure = isinstance(kind, type) and issubclass(kind, _ctypes.Structure)
    if not is_structure or hasattr(structure, "_swappedbytes_"):
        raise ImportError(f"{structure!r} is no ctypes.Structure of this machine")
    where = f"{structure.__module__}.{structure.__qualname__}"
    found: list[_t.Any] = list(structure._fields_)
    extent = (_ctypes.sizeof(structure), _ctypes.alignment(structure))
    if len(found) != len(fields) or extent != (size, align):
        raise ImportError(
            f"{where} has {len(found)} fields in {extent[0]} bytes, aligned to {extent[1]}, "
            f"which for the native library are {len(fields)} in {size}, aligned to {align}: "
            "generate both anew"
        )
    for entry, (name, wanted, offset) in zip(found, fields):
        # A third part says that the field has some bits only.
        is_same = len(entry) == 2 and entry[0] in (name, f"_{name}")
        at = getattr(structure, entry[0]).offset
        if not is_same or at != offset or not _is_same_type(entry[1], wanted):
            raise ImportError(
                f"{where}.{name} is not what the native library has there: generate both "
                "anew"
            )


def _is_same_type(kind: _t.Any, wanted: _t.Any) -> bool:
    """Whether values of two types of ctypes are the same bytes, and mean the same."""
    if kind is wanted:
        return True
    if hasattr(wanted, "_length_"):
        return getattr(kind, "_length_", None) == wanted._length_ and _is_same_type(
            kind._type_, wanted._type_
        )
    if issubclass(wanted, _ctypes.Structure):
        return False
    code = getattr(kind, "_type_", None)
    return isinstance(code, str) and bool(code == wanted._type_)


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
