"""Keeps Ctrl-C out of the gap before a trampoline's first instruction.

Python runs the handlers of signals when a function starts. If one came while Rust ran, that is
when the next callback starts: before any `try` in it, so the exception would leave the trampoline
and Rust would read a result that nobody made.
"""

from __future__ import annotations

import functools as _functools
import sys as _sys
import typing as _t

from .pending import _pending


def _shielded(
    function: _t.Any,
    lost: _t.Callable[[BaseException, tuple[_t.Any, ...]], object],
    zero: object,
) -> _t.Any:
    """The function, whose body is one `try`, with its handler in force from the very start.

    Python 3.8 to 3.10 run no handlers of signals before a `try` that stands first, and 3.7
    none before a `finally`. Later ones do; what a handler covers is data there, of which only
    the first entry is changed, and only if it is what the compiler makes of such a function.
    `lost` gives what to return after an exception, `zero` is that if this is interrupted too.
    """
    if _sys.version_info < (3, 8):
        # What names `_pending` is taken for what makes native calls.
        waiting = _pending

        def shielded(
            *values: _t.Any, done: bool = False, result: object = None
        ) -> object:
            try:
                result = function(*values)
                done = True
            finally:
                if not done:
                    error = _t.cast(BaseException, _sys.exc_info()[1])
                    try:
                        result = lost(error, values)
                    except BaseException as other:  # noqa: BLE001 (here no call is safe)
                        waiting[:0] = [(None, other), (None, error)]
                        result = zero
                return result  # noqa: B012 (what was raised is told)

        return shielded
    function.__code__ = _widened(function.__code__)
    return function


@_functools.lru_cache(maxsize=None)
def _widened(code: _t.Any) -> _t.Any:
    """The code, with its first handler in force from the first instruction."""
    table: bytes = getattr(code, "co_exceptiontable", b"")
    # Start, length, target and depth, each of digits of six bits; 64 tells that more follow.
    numbers: list[int] = []
    end = 0
    while end < len(table) and len(numbers) < 4:
        number = table[end] & 63
        while table[end] & 64:
            end += 1
            number = number << 6 | table[end] & 63
        end += 1
        numbers.append(number)
    if len(numbers) == 4 and numbers[0] < 8 and numbers[3] < 2:
        start, length, target, depth = numbers
        entry = b"".join(map(_digits, [0, start + length, target, depth]))
        # The first byte of an entry has a mark.
        entry = bytes([entry[0] | 128]) + entry[1:]
        return code.replace(co_exceptiontable=entry + table[end:])
    return code


def _digits(number: int) -> bytes:
    digits = [number & 63]
    while number > 63:
        number >>= 6
        digits.append(number & 63 | 64)
    return bytes(reversed(digits))
