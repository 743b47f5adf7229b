"""`ffi::Result`: returned it raises, elsewhere it is `Ok`, `Err`, `Panic` or `Null`."""

from __future__ import annotations

import ctypes as _ctypes
import struct as _struct
import typing as _t

from .checks import _T, _must_be
from .codecs import _Codec
from .enums import _show
from .errors import InteropError
from .options import _T_co, _Value
from .owners import _kept

_Error = _t.TypeVar("_Error")


class RustPanicError(InteropError):
    """Rust code panicked."""


class NullError(InteropError):
    """Rust returned the null result."""


class RustError(InteropError, _t.Generic[_Error]):
    """Rust returned an error, which is in `error`."""

    error: _Error

    def __init__(self, error: _Error, where: str = "") -> None:
        super().__init__(error)
        self.error = error
        self._where = where

    def __str__(self) -> str:
        return (
            f"{self._where}: {_show(self.error)}" if self._where else _show(self.error)
        )


class Ok(_Value[_T_co]):
    """The value of a result."""

    __slots__ = ()


class Err(_Value[_T_co]):
    """The error of a result."""

    __slots__ = ()


class _Outcome:
    """A result that holds nothing: prints as its name, copies to itself."""

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        self._name = name

    def __repr__(self) -> str:
        return self._name

    def __reduce__(self) -> str:
        return self._name


class _Panic(_Outcome):
    """The class of `Panic`."""

    __slots__ = ()


class _Null(_Outcome):
    """The class of `Null`."""

    __slots__ = ()


Panic = _Panic("Panic")
"""The result of code that panicked."""
Null = _Null("Null")
"""The null result."""

_Result = _t.Union[Ok[_T], Err[_Error], _Panic, _Null]


class _ResultCodec(_Codec["_Result[_T, _Error]"], _t.Generic[_T, _Error]):
    """The results of such values and errors, which lie at these offsets behind the tag."""

    __slots__ = ("at_err", "at_ok", "err", "exception", "ok", "tag")

    def __init__(
        self,
        c_type: _t.Any,
        at_ok: int,
        ok: _Codec[_T],
        at_err: int,
        err: _Codec[_Error],
        exception: type[RustError[_Error]],
    ) -> None:
        is_owned = ok.is_owned or err.is_owned
        is_plain = ok.lower is ok.check and err.lower is err.check
        super().__init__(
            c_type,
            self._checker(ok.check, err.check),
            self._packer(ok.pack, err.pack),
            self._reader(ok.load, err.load),
            lower=None if is_plain else self._checker(ok.lower, err.lower),
            place=self._place,
            lend=self._lend_parts,
            take=self._reader(ok.take, err.take),
            free=self._free if is_owned else None,
            has_pointers=ok.has_pointers or err.has_pointers,
            moves=ok.moves or err.moves,
            zero=_struct.pack("=I", 2).ljust(_ctypes.sizeof(c_type), b"\0"),
        )
        c_type._payloads = ((ok.c_type, at_ok), (err.c_type, at_err))
        self.at_ok = at_ok
        self.ok = ok
        self.at_err = at_err
        self.err = err
        self.exception = exception
        self.tag = _struct.Struct("=I")

    def value(self, result: _t.Any, where: str, *owners: object) -> _T:
        """The value of a returned result, or its error raised."""
        if self.tag.unpack_from(result)[0]:
            if not self.err.has_pointers:
                owners = ()  # which the traceback would keep
            self.fail(result, where, *owners)
        value = self.ok.take(result, self.at_ok)
        return _kept(value, *owners) if owners else value

    def fail(self, result: _t.Any, where: str, *owners: object) -> _t.NoReturn:
        """Raise what a returned result holds instead of a value."""
        tag = self.tag.unpack_from(result)[0]
        if tag == 1:
            error = self.err.take(result, self.at_err)
            if owners:
                error = _kept(error, *owners)
            raise self.exception(error, where)
        if tag == 2:
            raise RustPanicError(f"{where} panicked")
        raise NullError(f"{where} returned null")

    def _checker(self, check_ok: _t.Any, check_err: _t.Any) -> _t.Any:
        def check(value: _t.Any, where: str) -> object:
            if isinstance(value, Ok):
                return Ok(check_ok(_t.cast(_t.Any, value).value, where))
            if isinstance(value, Err):
                return Err(check_err(_t.cast(_t.Any, value).value, where))
            if value is Panic or value is Null:
                return value
            raise _must_be("Ok, Err, Panic or Null", value, where)

        return check

    def _packer(self, pack_ok: _t.Any, pack_err: _t.Any) -> _t.Any:
        def pack(value: _t.Any) -> bytes:
            if isinstance(value, Ok):
                ok = pack_ok(_t.cast(_t.Any, value).value)
                packed = self.tag.pack(0).ljust(self.at_ok, b"\0") + ok
            elif isinstance(value, Err):
                err = pack_err(_t.cast(_t.Any, value).value)
                packed = self.tag.pack(1).ljust(self.at_err, b"\0") + err
            else:
                packed = self.tag.pack(2 if value is Panic else 3)
            return bytes(packed.ljust(_ctypes.sizeof(self.c_type), b"\0"))

        return pack

    def _place(self, memory: _t.Any, at: int, value: _t.Any) -> None:
        if isinstance(value, Ok):
            self.ok.place(memory, at + self.at_ok, _t.cast(_t.Any, value).value)
        elif isinstance(value, Err):
            self.tag.pack_into(memory, at, 1)
            self.err.place(memory, at + self.at_err, _t.cast(_t.Any, value).value)
        else:
            self.tag.pack_into(memory, at, 2 if value is Panic else 3)

    def _lend_parts(self, value: _t.Any, keep: list[object]) -> bytes:
        def lend_ok(ok: object) -> bytes:
            return self.ok.lend(ok, keep)

        def lend_err(err: object) -> bytes:
            return self.err.lend(err, keep)

        packed: bytes = self._packer(lend_ok, lend_err)(value)
        return packed

    def _reader(self, read_ok: _t.Any, read_err: _t.Any) -> _t.Any:
        def read(buffer: _t.Any, at: int) -> _t.Any:
            tag = self.tag.unpack_from(buffer, at)[0]
            if tag == 0:
                return Ok(read_ok(buffer, at + self.at_ok))
            if tag == 1:
                return Err(read_err(buffer, at + self.at_err))
            return Panic if tag == 2 else Null

        return read

    def _free(self, buffer: _t.Any, at: int) -> None:
        tag = self.tag.unpack_from(buffer, at)[0]
        if tag == 0:
            self.ok.free(buffer, at + self.at_ok)
        elif tag == 1:
            self.err.free(buffer, at + self.at_err)
