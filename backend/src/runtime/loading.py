"""Finds the native library, checks that it fits, and binds its functions."""

from __future__ import annotations

import ctypes as _ctypes
import functools as _functools
import operator as _operator
import os as _os
import sys as _sys
import threading as _threading
import typing as _t

from .by_value import _detour, _is_struct, _machine
from .c_types import (
    _bool,
    _i8,
    _i16,
    _i32,
    _i64,
    _Instance,
    _isize,
    _u8,
    _u16,
    _u32,
    _u64,
    _usize,
)
from .errors import ApiMismatchError, LoadError
from .scopes import _scopes


class _CInt:
    """Passes an integer of at most 32 bits or a bool as a C int, with no other conversion."""

    from_param = _operator.index


# Without a converter ctypes passes a Python integer as a C int, which is right for these
# once their range is checked, and much faster than the types themselves.
_SMALL = frozenset((_bool, _u8, _u16, _u32, _i8, _i16, _i32))
# The converter of `c_void_p` is much faster than that of the 64-bit integers, and the
# register is the same. Only after a range check: it would take None, str and bytes too.
_WIDE = frozenset((_u64, _usize, _i64, _isize))


def _prototype(result: _t.Any, arguments: tuple[_t.Any, ...]) -> _t.Any:
    """What makes a function of a symbol and its library, for a C signature."""
    detour = _detour(result, arguments)
    if detour is None:
        return _function_type(result, arguments)
    return _functools.partial(
        detour.bind, _function_type(detour.result, detour.arguments)
    )


def _function_type(result: _t.Any, arguments: tuple[_t.Any, ...]) -> _t.Any:
    """The ctypes function type for a C signature, with the fastest converters that are right."""
    if _sys.platform == "darwin" and _machine() == "arm64":
        # Apple packs stack arguments by their size, so there each needs its real type. Of
        # the registers for arguments a struct takes one for each four bytes at most.
        registers = [
            (_ctypes.sizeof(kind) + 3) // 4 if _is_struct(kind) else 1
            for kind in arguments
        ]
        if sum(registers) > 8:
            return _ctypes.CFUNCTYPE(result, *arguments)
    converters: list[_t.Any] = [
        _CInt if kind in _SMALL else _ctypes.c_void_p if kind in _WIDE else kind
        for kind in arguments
    ]
    as_they_are = (_ctypes.Structure, _Instance)
    if all(kind in _SMALL or issubclass(kind, as_they_are) for kind in arguments):
        converters = []
    if not _is_struct(result):
        return _ctypes.CFUNCTYPE(result, *converters)

    # A function type is a class, which few functions with structs share: too much to make.
    def bind(found: tuple[str, _t.Any]) -> _t.Any:
        symbol, library = found
        function = library[symbol]
        function.restype = result
        if converters:
            function.argtypes = converters
        return function

    return bind


class _Library:
    """The native library of this module: found, checked and bound once, on first use."""

    def __init__(
        self,
        module: str,
        file: str,
        *,
        name: str,
        variable: str,
        guard: tuple[str, int] | None,
        search: tuple[str, ...] = (),
    ) -> None:
        self._module = module
        folder = _os.path.dirname(_os.path.abspath(file))
        self._folders = [
            _os.path.normpath(_os.path.join(folder, it)) for it in ("", *search)
        ]
        self._name = name
        self._variable = variable
        self._guard = guard
        self._lock = _threading.RLock()
        self._loaded: _ctypes.CDLL | None = None
        self._functions: list[_Unbound] = []

    def load(
        self, path: str | _os.PathLike[str] | None = None, *, advice: str = ""
    ) -> None:
        """Load, check and bind, unless that is done; nothing is bound if anything is wrong.

        The advice is for whoever has no library where it is looked for.
        """
        if path is not None:
            path = _os.fsdecode(path)
        with self._lock:
            if self._loaded is None:
                library = self._open(path, advice)
                self._check(library)
                self._bind(library)
                self._loaded = library
            elif path is not None and not self._is_loaded_from(path):
                raise LoadError(
                    f"{self._module}: the native library is already loaded from "
                    f"{self._loaded._name}, cannot load {path} too"
                )

    def function(self, symbol: str, result: _t.Any, *arguments: _t.Any) -> _Unbound:
        """The native function of that symbol and C signature: to be a global of the module."""
        made = _Unbound(self, symbol, result, arguments)
        self._functions.append(made)
        return made

    def starter(self, symbol: str, result: _t.Any, *arguments: _t.Any) -> _Unbound:
        """As `function`, for one that starts a task without waiting for any other thread.

        These do not run meanwhile: to hand over to them would take longer than the call.
        """
        made = self.function(symbol, result, *arguments)
        made.keeps_gil = True
        return made

    def helper(self, symbol: str) -> _Unbound:
        """A function of the library's own that only makes or frees memory.

        It is called as it comes, without any conversion and without letting other threads
        run meanwhile, which for so short a call costs more than it brings.
        """
        made = _Unbound(self, symbol, _i64, None)
        self._functions.append(made)
        return made

    def end(self, refuse: _t.Callable[[], _t.NoReturn]) -> None:
        """Have this called, which raises, in place of all but what makes or frees memory.

        What has a result with an idea of its own of the end gives that.
        """

        def ended(*_arguments: object) -> _t.NoReturn:
            refuse()

        functions = [it for it in self._functions if it.arguments is not None]
        known = {
            id(it): getattr(function.result, "_at_end", ended)
            for function in functions
            for it in (function, function.bound)
        }
        for scope in _scopes:
            for name, value in list(scope.items()):
                if value is not None and id(value) in known:
                    scope[name] = known[id(value)]

    def load_on_call(self) -> None:
        advice = f"call {self._module}.init_lib(path) with its path first"
        self.load(advice=f"\n{advice}")

    def _is_loaded_from(self, path: str) -> bool:
        loaded = _t.cast(_ctypes.CDLL, self._loaded)
        if _os.path.dirname(loaded._name):
            return _os.path.realpath(path) == _os.path.realpath(loaded._name)
        # The system loader found it and does not tell where, but it knows an open file again.
        return self._open(path)._handle == loaded._handle

    def _open(self, path: str | None, advice: str = "") -> _ctypes.CDLL:
        if _ctypes.sizeof(_ctypes.c_void_p) != 8:
            raise LoadError(f"{self._module} needs a 64-bit Python")
        variable = _os.environ.get(self._variable) if path is None else None
        file = self._file_name()
        candidates = [*(_os.path.join(it, file) for it in self._folders), file]
        source = f"; {self._variable} is not set"
        if path is not None:
            candidates = [_os.path.abspath(path) if path else path]
            source = ""
        elif variable:
            candidates = [_os.path.abspath(variable)]
            source = f", as {self._variable} says"
        tried: list[str] = []
        for candidate in candidates:
            if not candidate:
                tried.append("the path is empty")
            elif _os.path.isdir(candidate):
                tried.append(f"{candidate}: is a folder")
            elif _os.path.dirname(candidate) and not _os.path.exists(candidate):
                tried.append(f"{candidate}: no such file")
            else:
                try:
                    return _ctypes.CDLL(candidate)
                except OSError as error:
                    said = str(error)
                    is_named = said.startswith(candidate)
                    tried.append(said if is_named else f"{candidate}: {said}")
        lines = "".join(f"\n  {line}" for line in tried)
        raise LoadError(
            f"{self._module}: cannot load the native library{source}; "
            f"tried:{lines}{advice}"
        )

    def _file_name(self) -> str:
        if _os.name == "nt":
            return f"{self._name}.dll"
        return f"lib{self._name}.{'dylib' if _sys.platform == 'darwin' else 'so'}"

    def _check(self, library: _ctypes.CDLL) -> None:
        if self._guard is None:
            return
        symbol, expected = self._guard
        try:
            found: int = _ctypes.CFUNCTYPE(_u64)((symbol, library))()
        except AttributeError:
            raise self._lacks(library, [symbol]) from None
        if found != expected:
            raise ApiMismatchError(
                f"{library._name} has the API hash {found:#018x}, but {self._module} was "
                f"generated for {expected:#018x}: rebuild the library, or generate the "
                "module again"
            )

    def _bind(self, library: _ctypes.CDLL) -> None:
        prototypes: dict[_t.Any, _t.Any] = {}
        starters: _ctypes.CDLL | None = None
        missing: list[str] = []
        for function in self._functions:
            try:
                if function.arguments is None:
                    helper = _ctypes.PYFUNCTYPE(function.result)
                    function.bound = helper((function.symbol, library))
                    continue
                signature = (function.result, function.arguments)
                prototype = prototypes.get(signature)
                if prototype is None:
                    prototype = prototypes[signature] = _prototype(*signature)
                found = library
                if function.keeps_gil:
                    if starters is None:
                        name, handle = library._name, library._handle
                        starters = _ctypes.PyDLL(name, handle=handle)
                    found = starters
                function.bound = prototype((function.symbol, found))
            except AttributeError:
                missing.append(function.symbol)
        if missing:
            raise self._lacks(library, missing)
        for scope in _scopes:
            bound = {
                name: value.bound
                for name, value in list(scope.items())
                if isinstance(value, _Unbound)
            }
            scope.update(bound)

    def _lacks(self, library: _ctypes.CDLL, symbols: list[str]) -> LoadError:
        names = ", ".join(repr(symbol) for symbol in symbols)
        what = "symbol" if len(symbols) == 1 else "symbols"
        return LoadError(
            f"{library._name} lacks the {what} {names}: is it the library that "
            f"{self._module} was generated for?"
        )


class _Unbound:
    """Stands for a native function until the library is loaded; a call loads it."""

    __slots__ = ("arguments", "bound", "keeps_gil", "library", "result", "symbol")

    def __init__(
        self,
        library: _Library,
        symbol: str,
        result: _t.Any,
        arguments: tuple[_t.Any, ...] | None,
    ) -> None:
        self.library = library
        self.symbol = symbol
        self.result = result
        self.arguments = arguments
        self.bound: _t.Any = None
        self.keeps_gil = False

    def __call__(self, *arguments: _t.Any) -> _t.Any:
        self.library.load_on_call()
        return self.bound(*arguments)
