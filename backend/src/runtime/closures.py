"""C functions that return structs, which ctypes cannot make of a Python function.

Small structs of integers are returned as an integer and those of floats as a float; those that
go to memory are written to the address that C passes for them. What else travels in registers
needs a closure of libffi, of the very copy that ctypes itself uses.
"""

from __future__ import annotations

import ctypes as _ctypes
import ctypes.util as _ctypes_util
import functools as _functools
import sys as _sys
import typing as _t

from .by_value import _abi, _is_array, _is_struct, _members_of, _sysv_classes
from .c_types import _f64, _u64, _usize
from .pending import _pending
from .shield import _shielded

_Run = _t.Callable[..., bytes]
# What to return instead of what was raised, by a call with these values.
_Failed = _t.Callable[[BaseException, "tuple[_t.Any, ...]"], bytes]


def _result_way(kind: _t.Any) -> str:
    """How a function returns such a struct: as an integer, as a float, in memory, or otherwise."""
    abi, size = _abi(), _ctypes.sizeof(kind)
    if abi == "win64":
        return "integer" if size in (1, 2, 4, 8) else "memory"
    if abi == "sysv":
        classes = _sysv_classes(kind)
        return {"M": "memory", "I": "integer", "F": "float"}.get(classes, "closure")
    return "closure"


def _struct_returning(
    kind: _t.Any, arguments: list[_t.Any], run: _Run, failed: _Failed, zero: bytes
) -> _t.Any:
    """The C function that returns the struct of which `run` gives the bytes.

    `zero` is what it returns if there is not even room on the stack to ask `failed`.
    """
    way, waiting = _result_way(kind), _pending
    if way == "closure":
        return _Closure(kind, arguments, run, failed, zero)
    if way == "integer":
        zero_integer = int.from_bytes(zero, "little")

        def lost_integer(error: BaseException, values: tuple[_t.Any, ...]) -> int:
            return int.from_bytes(failed(error, values), "little")

        def as_integer(*values: _t.Any) -> int:
            try:
                return int.from_bytes(run(*values), "little")
            except BaseException as error:  # noqa: BLE001 (all of it is told)
                try:
                    return lost_integer(error, values)
                except BaseException as other:  # noqa: BLE001 (here no call is safe)
                    waiting[:0] = [(None, other), (None, error)]
                    return zero_integer

        function = _shielded(as_integer, lost_integer, zero_integer)
        return _ctypes.CFUNCTYPE(_u64, *arguments)(function)
    if way == "float":
        load = _f64.from_buffer_copy
        zero_float: float = load(zero.ljust(8, b"\0")).value

        def lost_float(error: BaseException, values: tuple[_t.Any, ...]) -> float:
            return load(failed(error, values).ljust(8, b"\0")).value

        def as_float(*values: _t.Any) -> float:
            # All bits survive, also those of what is no number.
            try:
                return load(run(*values).ljust(8, b"\0")).value
            except BaseException as error:  # noqa: BLE001 (all of it is told)
                try:
                    return lost_float(error, values)
                except BaseException as other:  # noqa: BLE001 (here no call is safe)
                    waiting[:0] = [(None, other), (None, error)]
                    return zero_float

        function = _shielded(as_float, lost_float, zero_float)
        return _ctypes.CFUNCTYPE(_f64, *arguments)(function)
    memory: _t.Any = _ctypes.c_char * _ctypes.sizeof(kind)

    def lost_in_memory(error: BaseException, values: tuple[_t.Any, ...]) -> int:
        address: int = values[0]
        memory.from_address(address).raw = failed(error, values[1:])
        return address

    def in_memory(*values: _t.Any) -> _t.Any:
        try:
            result = memory.from_address(values[0])
            result.raw = run(*values[1:])
        except BaseException as error:  # noqa: BLE001 (all of it is told)
            try:
                return lost_in_memory(error, values)
            except BaseException as other:  # noqa: BLE001 (here no call is safe)
                waiting[:0] = [(None, other), (None, error)]
                try:
                    result.raw = zero  # pyright: ignore[reportPossiblyUnboundVariable]
                except UnboundLocalError:  # the first came before the first line
                    memory.from_address(values[0]).raw = zero
        return values[0]

    function = _shielded(in_memory, lost_in_memory, 0)
    return _ctypes.CFUNCTYPE(_usize, _usize, *arguments)(function)


class _FfiType(_ctypes.Structure):
    """`ffi_type`, of which libffi fills in the size."""

    _fields_ = (
        ("size", _ctypes.c_size_t),
        ("alignment", _ctypes.c_ushort),
        ("type", _ctypes.c_ushort),
        ("elements", _ctypes.c_void_p),
    )


_FFI_STRUCT = 13
# Of `ffi_abi`: what C functions of this platform are called by.
_FFI_ABI = {"sysv": 2}.get(_abi(), 1)


@_functools.lru_cache(maxsize=None)
def _libffi() -> _t.Any:
    """The library that ctypes is built on; None where it cannot be found."""
    extension = getattr(_sys.modules.get("_ctypes"), "__file__", None)
    names = [extension, None, "libffi.so.8", "libffi.so.7", "libffi.so.6"]
    names += [
        "libffi.8.dylib",
        "/usr/lib/libffi.dylib",
        _ctypes_util.find_library("ffi"),
    ]
    if _abi() == "win64":
        # Those that are loaded are found by their names.
        names = ["libffi-8.dll", "libffi-7.dll", "ffi-8.dll"]
    for name in names:
        try:
            # Symbols of what the extension depends on are found through it.
            library: _t.Any = _ctypes.PyDLL(name)
            library.ffi_closure_alloc.restype = _ctypes.c_void_p
            library.ffi_closure_alloc.argtypes = (_ctypes.c_size_t, _ctypes.c_void_p)
            library.ffi_closure_free.argtypes = (_ctypes.c_void_p,)
            library.ffi_prep_cif.argtypes = (
                _ctypes.c_void_p,
                _ctypes.c_int,
                _ctypes.c_uint,
                _ctypes.c_void_p,
                _ctypes.c_void_p,
            )
            library.ffi_prep_closure_loc.argtypes = (_ctypes.c_void_p,) * 5
        except (OSError, AttributeError, TypeError):
            continue
        return library
    return None


@_functools.lru_cache(maxsize=None)
def _ffi_type(kind: _t.Any) -> _FfiType:
    """What libffi knows of a C type; it must be kept, since it is read at every call."""
    if not _is_struct(kind):
        size = _ctypes.sizeof(kind)
        code = getattr(kind, "_type_", "P")
        is_float = code in ("f", "d")
        is_pointer = not isinstance(code, str) or code in "PzZ"
        sign = "sint" if not is_pointer and code in "bhilq" else "uint"
        name = {4: "float", 8: "double"}[size] if is_float else f"{sign}{size * 8}"
        return _FfiType.in_dll(_libffi(), f"ffi_type_{name}")
    elements: list[_FfiType] = []
    for field, _ in _members_of(kind):
        count, item = 1, field
        while _is_array(item):
            count, item = count * item._length_, item._type_
        elements.extend([_ffi_type(item)] * count)
    made = _FfiType(0, 0, _FFI_STRUCT, None)
    addresses = [_ctypes.addressof(element) for element in elements]
    memory = (_ctypes.c_void_p * (len(elements) + 1))(*addresses, None)
    made.elements = _ctypes.addressof(memory)
    made._parts = memory, elements
    return made


@_functools.lru_cache(maxsize=None)
def _pointers(*kinds: _t.Any) -> _t.Any:
    """A struct of pointers to such values."""
    members = [
        (f"_{number}", _t.cast(_t.Any, _ctypes).POINTER(kind))
        for number, kind in enumerate(kinds)
    ]
    return type("_Pointers", (_ctypes.Structure,), {"_fields_": members})


class _Closure:
    """A C function that libffi makes: it serves structs that no function of ctypes returns."""

    def __init__(
        self,
        kind: _t.Any,
        arguments: list[_t.Any],
        run: _Run,
        failed: _Failed,
        zero: bytes,
    ) -> None:
        library, waiting = _libffi(), _pending
        if library is None:
            raise NotImplementedError(
                f"no way is known here to return {kind.__name__} from a callback: "
                "libffi was not found"
            ) from None
        pointers = _pointers(*arguments)
        memory: _t.Any = _ctypes.c_char * _ctypes.sizeof(kind)
        names = [name for name, _ in pointers._fields_]

        def read(at: int) -> tuple[_t.Any, ...]:
            given = pointers.from_address(at)
            return tuple([getattr(given, name)[0] for name in names])

        def lost(error: BaseException, values: tuple[_t.Any, ...]) -> None:
            memory.from_address(values[1]).raw = failed(error, read(values[2]))

        def handle(*values: _t.Any) -> None:
            try:
                result = memory.from_address(values[1])
                result.raw = run(*read(values[2]))
            except BaseException as error:  # noqa: BLE001 (all of it is told)
                try:
                    lost(error, values)
                except BaseException as other:  # noqa: BLE001 (here no call is safe)
                    waiting[:0] = [(None, other), (None, error)]
                    try:
                        result.raw = zero  # pyright: ignore[reportPossiblyUnboundVariable]
                    except UnboundLocalError:  # the first came before the first line
                        memory.from_address(values[1]).raw = zero

        handler = _ctypes.CFUNCTYPE(
            None, _ctypes.c_void_p, _usize, _usize, _ctypes.c_void_p
        )
        self.handler = handler(_shielded(handle, lost, None))
        # Larger than what libffi needs on any platform.
        self.signature = (_u64 * 16)()
        types = [_ffi_type(argument) for argument in arguments]
        addresses = [_ctypes.addressof(it) for it in types]
        self.types = (_ctypes.c_void_p * len(types))(*addresses)
        self.result = _ffi_type(kind)
        code = _ctypes.c_void_p()
        closure = library.ffi_closure_alloc(512, _ctypes.byref(code))
        status = library.ffi_prep_cif(
            self.signature, _FFI_ABI, len(types), _ctypes.byref(self.result), self.types
        )
        status = status or library.ffi_prep_closure_loc(
            closure, self.signature, self.handler, None, code
        )
        if status or self.result.size != _ctypes.sizeof(kind):
            raise NotImplementedError(
                f"libffi does not return {kind.__name__}"
            ) from None
        self.address = code.value or 0
        self.free = _functools.partial(library.ffi_closure_free, closure)

    def __del__(self) -> None:
        self.free()
