"""Structs that ctypes, or libffi below it, would pass by value otherwise than C does.

What they do not do right:

- ctypes shows libffi the items of an array only in small structs, and never those of an array
  in an array. What is hidden may travel in the wrong registers.
- By the System V ABI for x86-64, a struct with an unaligned field travels in memory, however
  small it is. libffi does not know.
- Many versions of libffi damage an earlier float where a struct of an integer half and a float
  half takes the last integer register: https://github.com/libffi/libffi/issues/574

A function with such a struct is called through another signature, one that they do right, and
that fills the same registers and the same stack.
"""

from __future__ import annotations

import ctypes as _ctypes
import functools as _functools
import itertools as _itertools
import os as _os
import struct as _struct
import sys as _sys
import typing as _t

from .c_types import _f32, _f64, _u8, _u16, _u32, _u64, _usize
from .codecs import _carrier


class _Detour:
    """Another signature for a function, and the way to it from the one that is meant.

    Its arguments are picked from parts: a zero, the address of the result if that is to be in
    memory, and what each argument is split into, or the argument itself.
    """

    __slots__ = ("arguments", "in_memory", "picked", "result", "returned", "splits")

    def __init__(
        self,
        result: _t.Any,
        arguments: list[tuple[_t.Any, int]],
        splits: list[_t.Any],
        *,
        returned: _t.Any = None,
        in_memory: _t.Any = None,
    ) -> None:
        self.result = result
        self.arguments = tuple(kind for kind, _ in arguments)
        self.picked = [number for _, number in arguments]
        self.splits = splits
        # The result that is meant: made from the other one, or written to an address.
        self.returned = returned
        self.in_memory = in_memory

    def bind(self, prototype: _t.Any, found: tuple[str, _t.Any]) -> _t.Any:
        """The native function, to be called with the arguments that are meant."""
        native = prototype(found)
        splits, picked = self.splits, self.picked
        returned, in_memory = self.returned, self.in_memory

        def call(*arguments: _t.Any) -> _t.Any:
            if len(arguments) != len(splits):
                raise TypeError(
                    f"{found[0]}() takes {len(splits)} arguments, got {len(arguments)}"
                )
            made: _t.Any = None
            parts: list[_t.Any] = [0, 0]
            if in_memory is not None:
                made = in_memory.from_buffer_copy(bytes(_ctypes.sizeof(in_memory)))
                parts[1] = _ctypes.addressof(made)
            for split, argument in zip(splits, arguments):
                if split is None:
                    parts.append(argument)
                else:
                    parts.extend(split(argument))
            result = native(*[parts[number] for number in picked])
            if made is not None:
                return made
            return result if returned is None else returned.from_buffer_copy(result)

        return call


class _Refused:
    """In place of a detour where there is none: the function is there, but cannot be called."""

    result = None
    arguments = ()

    def __init__(self, problem: str) -> None:
        self.problem = problem

    def bind(self, prototype: _t.Any, found: tuple[str, _t.Any]) -> _t.Any:
        prototype(found)

        def refuse(*_arguments: object) -> _t.NoReturn:
            raise NotImplementedError(f"{found[0]}(): {self.problem}")

        return refuse


def _detour(result: _t.Any, arguments: tuple[_t.Any, ...]) -> _Detour | _Refused | None:
    """The way round what goes wrong with a C signature, if anything does."""
    structs = [kind for kind in (result, *arguments) if _is_struct(kind)]
    if not structs:
        return None
    abi = _abi()
    if abi == "sysv":
        return _sysv_detour(result, arguments)
    if abi == "aapcs64":
        return _aapcs64_detour(result, arguments)
    # On Windows for x86-64, the size alone decides.
    return None if abi == "win64" else _refused(structs)


@_functools.lru_cache(maxsize=None)
def _abi() -> str:
    """How C calls functions on this platform, on which addresses have 64 bits."""
    if _sys.platform in ("win32", "cygwin"):
        # Not by the machine: Windows on Arm runs programs for x86-64 as well.
        return "aapcs64" if "(arm64)" in _sys.version.lower() else "win64"
    if _machine() in ("x86_64", "amd64"):
        return "sysv"
    return "aapcs64" if _machine() in ("aarch64", "arm64") else "other"


def _machine() -> str:
    """The processor, anywhere but on Windows."""
    # `platform.machine()` starts another program in old Pythons.
    return str(_t.cast(_t.Any, _os).uname().machine)


def _is_struct(kind: _t.Any) -> bool:
    return kind is not None and issubclass(kind, _ctypes.Structure)


def _is_array(kind: _t.Any) -> bool:
    return issubclass(kind, _ctypes.Array)


def _is_float(kind: _t.Any) -> bool:
    return issubclass(kind, (_f32, _f64))


def _members_of(kind: _t.Any) -> _t.Iterator[tuple[_t.Any, int]]:
    """The type and the offset of each field of a struct."""
    for base in kind.__mro__[::-1]:
        for name, ty in base.__dict__.get("_fields_", ()):
            yield ty, getattr(base, name).offset


def _leaves(
    kind: _t.Any, start: int = 0, *, is_shown: bool = False
) -> _t.Iterator[tuple[_t.Any, int]]:
    """The type and the offset of each scalar in a type.

    Of a carrier, that of what it stands for, unless what it shows to ctypes is asked for.
    """
    if _is_struct(kind):
        payloads = None if is_shown else kind.__dict__.get("_payloads")
        if isinstance(payloads, tuple):
            # The tag. It is aligned if all is that decides about the carrier's alignment.
            yield _BY_ALIGNMENT[_ctypes.alignment(kind)], start
            fields = iter(_t.cast("tuple[tuple[_t.Any, int], ...]", payloads))
        else:
            fields = _members_of(kind)
        for ty, offset in fields:
            yield from _leaves(ty, start + offset, is_shown=is_shown)
    elif issubclass(kind, _ctypes.Array):
        item: _t.Any = kind._type_
        for number in range(_t.cast(int, kind._length_)):
            at = start + number * _ctypes.sizeof(item)
            yield from _leaves(item, at, is_shown=is_shown)
    else:
        yield kind, start


_BY_ALIGNMENT: dict[int, _t.Any] = {1: _u8, 2: _u16, 4: _u32, 8: _u64}


def _hides(kind: _t.Any, shown: int) -> bool:
    """Whether libffi sees a pointer where a struct has an array.

    ctypes shows the items in structs of at most `shown` bytes.
    """
    for ty, _ in _members_of(kind):
        if issubclass(ty, _ctypes.Array):
            item: _t.Any = ty._type_
            is_nested = issubclass(item, _ctypes.Array)
            if is_nested or not ty._length_ or _ctypes.sizeof(kind) > shown:
                return True
            ty = item
        if _is_struct(ty) and _hides(ty, shown):
            return True
    return False


def _shown(size: int) -> int:
    """The size of structs up to which ctypes shows the items of arrays, if it should be that."""
    if _sys.hexversion < 0x0307_05F0:
        return 0
    # Above 16 not on all platforms before Python 3.13.
    return size if _sys.hexversion >= 0x030D_00F0 else min(size, 16)


def _splitter(kind: _t.Any, layout: str) -> _t.Callable[[_t.Any], tuple[_t.Any, ...]]:
    """Splits a struct into numbers, with that layout for the `struct` module."""
    size = _ctypes.sizeof(kind)
    words = _struct.Struct(layout)

    def split(value: _t.Any) -> tuple[_t.Any, ...]:
        _expect(kind, value)
        return words.unpack(bytes(value)[:size].ljust(words.size, b"\0"))

    return split


def _converter(kind: _t.Any, carrier: _t.Any) -> _t.Callable[[_t.Any], tuple[_t.Any]]:
    def convert(value: _t.Any) -> tuple[_t.Any]:
        _expect(kind, value)
        return (carrier.from_buffer_copy(value),)

    return convert


def _expect(kind: _t.Any, value: object) -> None:
    if not isinstance(value, kind):
        raise _ctypes.ArgumentError(
            f"expected {kind.__name__} instance instead of {type(value).__name__}"
        )


@_functools.lru_cache(maxsize=None)
def _sysv_classes(kind: _t.Any, *, is_shown: bool = False) -> str:
    """How a type travels by the System V ABI for x86-64.

    "M" is in memory. Else each eight bytes have a letter: "I" is in an integer register, "F" in
    a floating-point one. If `is_shown`, how libffi believes that it does.
    """
    if not _is_struct(kind):
        return "F" if _is_float(kind) else "I"
    size = _ctypes.sizeof(kind)
    if size > 16:
        return "M"
    classes = ["F"] * ((size + 7) // 8)
    for leaf, offset in _leaves(kind, is_shown=is_shown):
        if offset % _ctypes.alignment(leaf):
            return "M"
        if not _is_float(leaf):
            classes[offset // 8] = "I"
    return "".join(classes)


@_functools.lru_cache(maxsize=None)
def _sysv_is_mistaken(kind: _t.Any) -> bool:
    """Whether a type travels otherwise than ctypes and libffi believe."""
    if not _is_struct(kind) or _ctypes.sizeof(kind) > 16:
        return False
    classes = _sysv_classes(kind)
    is_right = classes == _sysv_classes(kind, is_shown=True) and classes != "M"
    return not is_right or _hides(kind, _shown(16))


def _sysv_places(
    arguments: tuple[_t.Any, ...], integers: int
) -> tuple[list[bool], int, bool]:
    """Whether each argument travels in registers, if there are so many for integers.

    Also how many of those stay free, and whether the error of libffi strikes.
    """
    floats = 8
    is_damaged = False
    places: list[bool] = []
    for kind in arguments:
        classes = _sysv_classes(kind)
        free = integers - classes.count("I"), floats - classes.count("F")
        fits = classes != "M" and min(free) >= 0
        if fits:
            is_last = classes == "IF" and integers == 1
            # If there is no earlier float, it damages what it then sets.
            is_damaged = is_damaged or (is_last and floats < 8)
            integers, floats = free
        places.append(fits)
    return places, integers, is_damaged


def _sysv_detour(result: _t.Any, arguments: tuple[_t.Any, ...]) -> _Detour | None:
    is_mistaken = any(map(_sysv_is_mistaken, (result, *arguments)))
    if not is_mistaken and "IF" not in map(_sysv_classes, arguments):
        return None  # what nearly all functions are, known without counting registers
    is_in_memory = _is_struct(result) and _sysv_classes(result) == "M"
    # The address of the result takes the first register.
    places, free, is_damaged = _sysv_places(arguments, 5 if is_in_memory else 6)
    if not is_mistaken and not is_damaged:
        return None
    # Registers and stack are filled apart from each other: so what travels on the stack may
    # come last, when no integer register is free, as 64-bit integers.
    numbers = _itertools.count(2)
    in_registers: list[tuple[_t.Any, int]] = [(_usize, 1)] if is_in_memory else []
    on_stack: list[tuple[_t.Any, int]] = []
    splits: list[_t.Any] = []
    for kind, fits in zip(arguments, places):
        types, split = _sysv_split(kind, fits)
        (in_registers if fits else on_stack).extend(zip(types, numbers))
        splits.append(split)
    if on_stack:
        in_registers.extend([(_u64, 0)] * free)
    laid_out = [*in_registers, *on_stack]
    if is_in_memory:
        return _Detour(None, laid_out, splits, in_memory=result)
    if not _sysv_is_mistaken(result):
        return _Detour(result, laid_out, splits)
    types, _ = _sysv_split(result, True)
    return _Detour(_carrier(*types), laid_out, splits, returned=result)


def _sysv_split(kind: _t.Any, is_in_registers: bool) -> tuple[list[_t.Any], _t.Any]:
    """The types that an argument is split into, and what splits it if it is more than one."""
    if not _is_struct(kind):
        return [kind], None
    size = _ctypes.sizeof(kind)
    if size > 32:
        # So large that libffi puts it on the stack, whatever is in it.
        return [kind], None
    classes = _sysv_classes(kind) if is_in_registers else "I" * ((size + 7) // 8)
    layout = classes.replace("I", "Q").replace("F", "d")
    types = [_u64 if it == "I" else _f64 for it in classes]
    return types, _splitter(kind, f"={layout}")


@_functools.lru_cache(maxsize=None)
def _aapcs64_carrier(kind: _t.Any) -> _t.Any:
    """What shows libffi that a struct is up to four floats of one type, if ctypes hides it.

    Those travel in floating-point registers. For all other types the size alone decides.
    """
    if not _is_struct(kind) or _ctypes.sizeof(kind) > 32:
        return None
    leaves = [leaf for leaf, _ in _leaves(kind)]
    is_alike = 1 <= len(leaves) <= 4 and len(set(leaves)) == 1 and _is_float(leaves[0])
    return _carrier(*leaves) if is_alike and _hides(kind, _shown(32)) else None


def _aapcs64_detour(result: _t.Any, arguments: tuple[_t.Any, ...]) -> _Detour | None:
    carrier = _aapcs64_carrier(result)
    pairs = [(kind, _aapcs64_carrier(kind)) for kind in arguments]
    if carrier is None and all(it is None for _, it in pairs):
        return None
    splits = [it and _converter(kind, it) for kind, it in pairs]
    types = [it or kind for kind, it in pairs]
    numbered = list(zip(types, _itertools.count(2)))
    if carrier is None:
        return _Detour(result, numbered, splits)
    return _Detour(carrier, numbered, splits, returned=result)


def _refused(structs: list[_t.Any]) -> _Refused | None:
    """Why a function with such structs cannot be called on a platform that nobody looked at."""
    for kind in structs:
        # No platform passes larger ones in registers.
        if _ctypes.sizeof(kind) > 64:
            continue
        found = "arrays of arrays" if _hides(kind, 64) else ""
        if any(offset % _ctypes.alignment(leaf) for leaf, offset in _leaves(kind)):
            found = "unaligned fields"
        if found:
            return _Refused(
                f"{kind.__name__} has {found}, and how such values travel on this platform "
                f"({_sys.platform}, {_machine()}) is not known"
            )
    return None
