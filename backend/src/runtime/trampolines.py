"""C functions that stand for functions of Python, and calls of C functions by address."""

from __future__ import annotations

import ctypes as _ctypes
import sys as _sys
import threading as _threading
import typing as _t

from .by_value import _aapcs64_carrier, _abi, _is_struct, _sysv_is_mistaken
from .c_types import _usize
from .closures import _Closure, _struct_returning
from .codecs import _claim, _Codec, _codec_unit
from .loans import _arrival, _end_loan, _outcome
from .owners import _Loan
from .pending import _leave_pending, _pending, _reraise
from .results import Err, Null, Ok, Panic, RustError, _ResultCodec
from .shield import _shielded


class _Signature:
    """What the functions of one C signature take and return, and calls of them from Python."""

    __slots__ = (
        "arrivals",
        "has_number",
        "lowers",
        "makes",
        "moves",
        "name",
        "outcome",
        "parameters",
        "result",
    )

    def __init__(
        self,
        name: str,
        result: _Codec[_t.Any],
        parameters: tuple[tuple[str, _Codec[_t.Any]], ...],
        *,
        has_number: bool,
    ) -> None:
        self.name = name
        self.result = result
        self.outcome = _outcome(result)
        self.parameters = parameters
        codecs = [codec for _, codec in parameters]
        self.arrivals = [_arrival(codec) for codec in codecs]
        places = [f"{name}(): argument '{parameter}'" for parameter, _ in parameters]
        self.lowers = [(codec.lower, where) for codec, where in zip(codecs, places)]
        self.makes = [_making(codec) for codec in codecs]
        self.moves = any(codec.moves for codec in codecs)
        # Whether C passes one more argument, which tells what the function is to work on.
        self.has_number = has_number

    def lower(self, values: tuple[object, ...]) -> list[_t.Any]:
        """What is left to be made for Rust of the arguments of a call, or an error."""
        return [
            lower(value, where) for (lower, where), value in zip(self.lowers, values)
        ]

    def call(
        self, function: _t.Any, lowered: list[_t.Any], owner: object, *number: object
    ) -> _t.Any:
        """Call a C function; what it returns may point into what the owner keeps alive."""
        if self.moves:
            _claim(*lowered)
        keep: list[object] = []
        passed = [
            value if make is None else make(value, keep)
            for make, value in zip(self.makes, lowered)
        ]
        result = function(*passed, *number)
        if _pending:
            _reraise(self.result, result)
        return self.outcome(result, (owner, keep))

    def prototype(self, address: int) -> _t.Any:
        """The C function at an address, to be called from Python."""
        types: list[_t.Any] = [codec.c_type for _, codec in self.parameters]
        returned = self.result.c_type
        for kind in (*types, returned):
            _check_passed(kind, self.name)
        if returned is _codec_unit.c_type:
            returned = None
        if self.has_number:
            types.append(_usize)
        return _ctypes.CFUNCTYPE(returned, *types)(address)


class _Trampoline:
    """What a C function does that stands for functions of Python.

    Which one is meant is told by the number that C passes as the last argument; it is 0 where C
    passes none.
    """

    __slots__ = (
        "arrivals",
        "exception",
        "functions",
        "has_number",
        "has_result",
        "kept",
        "parameters",
        "result",
        "where",
    )

    def __init__(self, signature: _Signature, functions: dict[int, _t.Any]) -> None:
        self.parameters = signature.parameters
        self.has_number = signature.has_number
        self.result = result = signature.result
        self.has_result = result.c_type is not _codec_unit.c_type
        self.where = f"{signature.name}(): result"
        # What a function may raise in place of an error that it returns.
        self.exception: _t.Any = None
        if isinstance(result, _ResultCodec):
            self.exception = _t.cast(_t.Any, result).exception
        self.functions = functions
        # What a returned pointer points to lives until the next call of the function on the
        # same thread.
        self.kept: dict[int, dict[int, object]] = {}
        self.arrivals = [arrive for _, arrive in signature.arrivals]

    def function(self, signature: _Signature) -> _t.Any:
        """The C function, made when it is needed: there may be no way to make it."""
        arguments = [kind for kind, _ in signature.arrivals]
        for kind in arguments:
            _check_passed(kind, signature.name)
        if self.has_number:
            arguments.append(_usize)
        result, failed, waiting = self.result, self._failed, _pending
        zero = result.c_type().value if result.format else None
        fast = self._fast(zero)
        if fast is not None:
            function = _shielded(fast, failed, zero)
            return _ctypes.CFUNCTYPE(result.c_type, *arguments)(function)
        if not self.has_result:

            def run_for_nothing(*values: _t.Any) -> None:
                try:
                    self._call(values, _same)
                except BaseException as error:  # noqa: BLE001 (all of it is told)
                    try:
                        failed(error, values)
                    except BaseException as other:  # noqa: BLE001 (here no call is safe)
                        waiting[:0] = [(None, other), (None, error)]

            function = _shielded(run_for_nothing, failed, None)
            return _ctypes.CFUNCTYPE(None, *arguments)(function)
        if result.format:
            lower, where = result.lower, self.where

            def lowered(value: object) -> object:
                return lower(value, where)

            def run_for_number(*values: _t.Any) -> object:
                try:
                    return self._call(values, lowered)
                except BaseException as error:  # noqa: BLE001 (all of it is told)
                    try:
                        return failed(error, values)
                    except BaseException as other:  # noqa: BLE001 (here no call is safe)
                        waiting[:0] = [(None, other), (None, error)]
                        return zero

            function = _shielded(run_for_number, failed, zero)
            return _ctypes.CFUNCTYPE(result.c_type, *arguments)(function)
        return _struct_returning(
            result.c_type, arguments, self._run, self._failed_bytes, result.zero
        )

    def _fast(self, zero: object) -> _t.Callable[..., object] | None:
        """The same for up to two numbers, written out because it runs so often."""
        result, failed, functions = self.result, self._failed, self.functions
        waiting = _pending
        count = len(self.parameters)
        if count > 2 or any(not codec.format for _, codec in self.parameters):
            return None
        where, lower = self.where, result.lower
        bits = 8 * _ctypes.sizeof(result.c_type)
        fitting: tuple[int, ...] = (0,)
        if result.code.islower():
            bits, fitting = bits - 1, (0, -1)

        def run_none(number: int = 0) -> object:
            try:
                value = functions[number]()
                if value.__class__ is int and value >> bits in fitting:
                    return value
                return lower(value, where)
            except BaseException as error:  # noqa: BLE001 (all of it is told)
                try:
                    return failed(error, (number,))
                except BaseException as other:  # noqa: BLE001 (here no call is safe)
                    waiting[:0] = [(None, other), (None, error)]
                    return zero

        def run_one(first: object, number: int = 0) -> object:
            try:
                value = functions[number](first)
                if value.__class__ is int and value >> bits in fitting:
                    return value
                return lower(value, where)
            except BaseException as error:  # noqa: BLE001 (all of it is told)
                try:
                    return failed(error, (number,))
                except BaseException as other:  # noqa: BLE001 (here no call is safe)
                    waiting[:0] = [(None, other), (None, error)]
                    return zero

        def run_two(first: object, second: object, number: int = 0) -> object:
            try:
                value = functions[number](first, second)
                if value.__class__ is int and value >> bits in fitting:
                    return value
                return lower(value, where)
            except BaseException as error:  # noqa: BLE001 (all of it is told)
                try:
                    return failed(error, (number,))
                except BaseException as other:  # noqa: BLE001 (here no call is safe)
                    waiting[:0] = [(None, other), (None, error)]
                    return zero

        is_integer = result.code != "" and result.code in "bBhHiIqQ"
        return (run_none, run_one, run_two)[count] if is_integer else None

    def _run(self, *values: _t.Any) -> bytes:
        """The bytes of what a function returns."""
        return _t.cast(bytes, self._call(values, lambda it: self._packed(it, values)))

    def _packed(self, value: _t.Any, values: tuple[_t.Any, ...]) -> bytes:
        if self.exception is not None and not _is_result(value):
            value = Ok(value)
        lowered = self.result.lower(value, self.where)
        if self.result.has_pointers:
            kept = self.kept.setdefault(self._number(values), {})
            kept[_threading.get_ident()] = lowered
        _claim(lowered)
        return self.result.pack(lowered)

    def _call(
        self, values: tuple[_t.Any, ...], finish: _t.Callable[[_t.Any], _t.Any]
    ) -> _t.Any:
        """What is made of what the function returns, before what it was lent ends."""
        function = self.functions[self._number(values)]
        loan = _Loan()
        given: list[_t.Any] = []
        try:
            try:
                for arrive, value in zip(self.arrivals, values):
                    given.append(arrive(value, loan))
            except BaseException:
                # The one that was refused is freed already.
                rest = slice(len(given) + 1, len(self.arrivals))
                for (_, codec), value in zip(self.parameters[rest], values[rest]):
                    if codec.is_owned:
                        codec.free(value, 0)
                raise
            return finish(function(*given))
        finally:
            # Of a result that points somewhere nobody knows whether it uses the memory.
            is_told = not self.result.has_pointers
            try:
                _end_loan(loan, function, is_told=is_told)
            except BaseException:
                # Interrupted: what is lent ends nevertheless.
                _end_loan(loan, function, is_told=is_told)
                raise

    def _number(self, values: tuple[_t.Any, ...]) -> int:
        return values[-1] if self.has_number else 0

    def _failed(self, error: BaseException, values: tuple[_t.Any, ...]) -> _t.Any:
        """What Rust gets as a number instead of what was raised."""
        function = self.functions[self._number(values)]
        _leave_pending(error, _sys._getframe(1).f_back, function)
        return self.result.c_type().value if self.result.format else None

    def _failed_bytes(self, error: BaseException, values: tuple[_t.Any, ...]) -> bytes:
        """The same in bytes; a result tells of the error."""
        result, exception = self.result, self.exception
        # Of errors without a name all have one class, which those with one derive from.
        is_err = exception is not None and isinstance(error, exception)
        if is_err and (type(error) is exception or exception is not RustError):
            try:
                return self._packed(Err(_t.cast(_t.Any, error).error), values)
            except Exception as other:  # noqa: BLE001 (told like the first)
                error = other
        function = self.functions[self._number(values)]
        _leave_pending(error, _sys._getframe(1).f_back, function)
        return result.nothing()


def _making(
    codec: _Codec[_t.Any],
) -> _t.Callable[[_t.Any, list[object]], _t.Any] | None:
    """What makes of a lowered value what ctypes passes, unless that is the same."""
    if codec.format:
        return None
    if codec.is_owned:
        return lambda lowered, _: codec.own(lowered)
    load = codec.c_type.from_buffer_copy
    return lambda lowered, keep: load(codec.lend(lowered, keep))


def _same(value: _t.Any) -> _t.Any:
    return value


def _is_result(value: object) -> bool:
    return isinstance(value, (Ok, Err)) or value is Panic or value is Null


def _address_of(function: _t.Any) -> int:
    if isinstance(function, _Closure):
        return function.address
    # `cast` would have the function hold itself.
    return _usize.from_buffer_copy(function).value


def _check_passed(kind: _t.Any, name: str) -> None:
    """Raise if ctypes, asked for a C function, would look for a value in the wrong place."""
    if not _is_struct(kind):
        return
    if _abi() == "sysv" and not _sysv_is_mistaken(kind):
        return
    if _abi() == "win64" or (_abi() == "aapcs64" and _aapcs64_carrier(kind) is None):
        return
    raise NotImplementedError(
        f"{name}: no way is known to pass {kind.__name__} by value on this platform"
    ) from None
