"""What a `Wire` holds: values written one after the other, without gaps, as both sides agree."""

from __future__ import annotations

import ctypes as _ctypes
import struct as _struct
import typing as _t

from .checks import _MISFITS, _T, _Misfit, _must_be
from .codecs import _Codec
from .data_enums import _DataEnum
from .options import Some
from .scopes import _called
from .sequences import _check_sequence
from .strings import _check_str, _check_text, _encode

if _t.TYPE_CHECKING:
    from typing_extensions import TypeAlias as _TypeAlias

if _t.TYPE_CHECKING:
    # What holds of a part: of a number or an enum it is the codec.
    _Part: _TypeAlias = "_Wired[_t.Any] | _Codec[_t.Any]"

if _t.TYPE_CHECKING:
    # Of each field the name, the attribute that it is read from, and the type.
    _WiredFields: _TypeAlias = "tuple[tuple[str, str, _Part], ...]"

if _t.TYPE_CHECKING:
    # Of each variant the class, the tag, and the type of what it carries.
    _WiredVariants: _TypeAlias = "tuple[tuple[type[_DataEnum], int, _Part | None], ...]"

# Takes the bytes of a value, part by part.
_Add = _t.Callable[[_t.Any], object]
_Put = _t.Callable[[_t.Any, str, _Add], None]
_Write = _t.Callable[[_t.Any, "list[_t.Any]"], None]
# From the bytes and a place in them to the value there, and the place behind it.
_Read = _t.Callable[[bytes, int], "tuple[_t.Any, int]"]
_Packs = _t.Callable[..., bytes]
_Unpacks = _t.Callable[[bytes, int], "tuple[_t.Any, ...]"]

_type_of: _t.Callable[[_t.Any], object] = type
_pack_count: _Packs = _struct.Struct("<I").pack
_unpack_count: _Unpacks = _struct.Struct("<I").unpack_from
# What Rust counts with: what is longer does not fit in any case.
_MOST = 0x7FFF_FFFF
# What is larger is counted before it is copied: the same memory may stand in a value many times.
_LARGE = 1 << 24
# How many parts that are not larger cannot be too long together.
_FEW = 100


def _layouts(*formats: str) -> list[_struct.Struct]:
    """What packs and unpacks runs of numbers."""
    return [_struct.Struct(it) for it in formats]


class _Wired(_t.Generic[_T]):
    """The values of one type, as a `Wire` holds them.

    `check` gives a value as a field keeps it, or raises an error that names the place.

    `write` appends the bytes of a value. It is quick, takes only what is usual, and raises what
    the fast way of a call may raise where there is more to be said. `put` then takes all that
    fits, or raises an error that names the place and the way to it. Both look at a value once,
    because another thread may change it, and so may what it does when it is looked at.

    `read` is quick too. It does not look whether there are as many bytes as a text claims:
    then it ends behind the end of all, which whoever called it first must look at.

    `zero` is what Rust gets where there is no value to give.
    """

    __slots__ = ("check", "put", "read", "takes_none", "write", "zero")

    def __init__(
        self,
        check: _t.Callable[[_t.Any, str], _t.Any],
        put: _Put,
        write: _Write,
        read: _t.Callable[[bytes, int], tuple[_T, int]],
        zero: bytes,
        *,
        takes_none: bool = False,
    ) -> None:
        self.check = check
        self.put = put
        self.write = write
        self.read = read
        self.zero = zero
        self.takes_none = takes_none


_scalars: dict[_Codec[_t.Any], _Wired[_t.Any]] = {}


def _wired(part: _Part) -> _Wired[_t.Any]:
    """What holds of a part, of which numbers and enums have a codec only."""
    if isinstance(part, _Wired):
        return part
    made = _scalars.get(part)
    if made is None:
        made = _scalars[part] = _wired_scalar(part)
    return made


def _wired_scalar(codec: _Codec[_T]) -> _Wired[_T]:
    lower, pack, load = codec.lower, codec.pack, codec.load
    size = _ctypes.sizeof(codec.c_type)

    def put(value: object, where: str, add: _Add) -> None:
        add(pack(lower(value, where)))

    def write(value: object, out: list[_t.Any]) -> None:
        out.append(pack(lower(value, "")))

    def read(data: bytes, at: int) -> tuple[_T, int]:
        return load(data, at), at + size

    return _Wired(codec.check, put, write, read, codec.zero)


def _write_text(value: _t.Any, out: list[_t.Any]) -> None:
    utf8 = _encode(value)
    out += (_pack_count(len(utf8)), utf8)


def _read_text(data: bytes, at: int) -> tuple[str, int]:
    start = at + 4
    end = start + _unpack_count(data, at)[0]
    return data[start:end].decode(), end


def _put_text(value: object, where: str, add: _Add) -> None:
    utf8 = _check_str(value, where)
    _put_count(len(utf8), None, where, add)
    add(utf8)


def _put_count(count: int, length: int | None, where: str, add: _Add) -> None:
    """The number of items, unless that is fixed."""
    if length is not None:
        _check_length(count, length, where)
    elif count > _MOST:
        raise _too_long(count, where)
    else:
        add(_pack_count(count))


def _items_of(value: _t.Any, where: str, wanted: str = "a sequence") -> list[object]:
    """The items now, whatever becomes of the sequence."""
    _check_sequence(value, where, wanted)
    if len(value) > _MOST:
        raise _too_long(len(value), where)
    return list(value)


def _check_length(count: int, length: int, where: str) -> None:
    if count != length:
        raise ValueError(
            f"{where} must be of length {length}, got length {count}"
        ) from None


def _too_long(size: int, where: str) -> OverflowError:
    error = OverflowError(
        f"{where} takes {size} bytes or more, and a `Wire` holds at most {_MOST}"
    )
    error.__suppress_context__ = True
    return error


def _counted(data: bytes, at: int, least: int) -> int:
    """The number of items there, which take at least so many bytes each."""
    count: int = _unpack_count(data, at)[0]
    left = len(data) - at - 4
    if count * least > left:
        raise _too_many(count, left)
    return count


def _too_many(count: int, left: int) -> ValueError:
    return ValueError(f"{count} items cannot be in {left} bytes")


def _no_tag(tag: int, name: str) -> ValueError:
    return ValueError(f"{tag} is no {name}")


_wired_string: _Wired[str] = _Wired(
    _check_text, _put_text, _write_text, _read_text, b"\0\0\0\0"
)


def _wired_struct(
    kind: type[_T], fields: _WiredFields, write: _Write, read: _Read
) -> _Wired[_T]:
    parts = [(f".{name}", attribute, _wired(it)) for name, attribute, it in fields]

    def check(value: object, where: str) -> _T:
        # By its real class: what pretends to be another may hold anything.
        if issubclass(type(value), kind):
            return _t.cast(_T, value)
        raise _must_be(_called(kind), value, where)

    def put(value: object, where: str, add: _Add) -> None:
        check(value, where)
        for name, attribute, part in parts:
            part.put(getattr(value, attribute), where + name, add)

    zero = b"".join(part.zero for *_, part in parts)
    return _Wired(check, put, write, read, zero)


def _wired_variants(
    kind: type[_DataEnum],
    code: str,
    variants: _WiredVariants,
    write: _Write,
    read: _Read,
) -> _Wired[_t.Any]:
    pack = _struct.Struct(f"<{code}").pack
    parts = {
        variant: (pack(tag), None if it is None else _wired(it))
        for variant, tag, it in variants
    }

    def check(value: object, where: str) -> object:
        if type(value) in parts:
            return value
        raise _must_be(_called(kind), value, where)

    def put(value: _t.Any, where: str, add: _Add) -> None:
        check(value, where)
        tag, payload = parts[type(value)]
        add(tag)
        if payload is not None:
            payload.put(value.value, f"{where}.value", add)

    tag, first = parts[variants[0][0]]
    zero = tag + (first.zero if first else b"")
    return _Wired(check, put, write, read, zero)


def _wired_items(
    part: _Part, write: _Write, read: _Read, length: int | None = None
) -> _Wired[list[_t.Any]]:
    """Vectors, or arrays of that length."""
    item = _wired(part)

    def check(value: _t.Any, where: str) -> object:
        if not isinstance(value, list):
            _check_sequence(value, where)
            value = list(value)
        if length is not None:
            _check_length(len(_t.cast("list[object]", value)), length, where)
        return _t.cast(object, value)

    def put(value: _t.Any, where: str, add: _Add) -> None:
        items = _items_of(value, where)
        _put_count(len(items), length, where, add)
        for number, it in enumerate(items):
            item.put(it, f"{where}[{number}]", add)

    zero = b"\0\0\0\0" if length is None else item.zero * length
    return _Wired(check, put, write, read, zero)


def _wired_texts() -> _Wired[list[str]]:
    """Vectors of texts."""

    def write(value: _t.Any, out: list[_t.Any]) -> None:
        if type(value) is not list:
            raise _Misfit
        texts = [_encode(it) for it in _t.cast("list[object]", value)]
        out.append(_pack_count(len(texts)))
        for utf8 in texts:
            out += (_pack_count(len(utf8)), utf8)

    def read(data: bytes, at: int) -> tuple[list[str], int]:
        count: int = _unpack_count(data, at)[0]
        at += 4
        if 4 * count > len(data) - at:
            raise _too_many(count, len(data) - at)
        made: list[str] = []
        for _ in range(count):
            start = at + 4
            at = start + _unpack_count(data, at)[0]
            made.append(data[start:at].decode())
        return made, at

    return _wired_items(_wired_string, write, read)


def _wired_map(
    key_part: _Part, part: _Part, write: _Write, read: _Read
) -> _Wired[dict[_t.Any, _t.Any]]:
    keys, item = _wired(key_part), _wired(part)

    def check(value: object, where: str) -> object:
        if isinstance(value, dict):
            return _t.cast(object, value)
        if not isinstance(value, _t.Mapping):
            raise _must_be("a mapping", value, where)
        return dict(_t.cast("_t.Mapping[object, object]", value))

    def put(value: object, where: str, add: _Add) -> None:
        items = list(_t.cast("dict[object, object]", check(value, where)).items())
        _put_count(len(items), None, where, add)
        seen: set[bytes] = set()
        for key, it in items:
            packed: list[bytes] = []
            shown = _show_key(key)
            keys.put(key, f"{where}: key {shown}", packed.append)
            found = b"".join(packed)
            if found in seen:
                # Rust would keep one of them, and drop the other.
                raise ValueError(
                    f"{where}: key {shown} means the same as another"
                ) from None
            seen.add(found)
            add(found)
            item.put(it, f"{where}[{shown}]", add)

    return _Wired(check, put, write, read, b"\0\0\0\0")


def _show_key(key: object) -> str:
    try:
        text = repr(key)
    except Exception:  # noqa: BLE001 (as a key it may do all the same)
        return f"<{type(key).__name__}>"
    return text if len(text) <= 60 else f"{text[:57]}..."


def _wired_option(
    part: _Part, write: _Write, read: _Read, *, is_wrapped: bool = False
) -> _Wired[_t.Any]:
    item = _wired(part)

    def inner(value: _t.Any, where: str) -> _t.Any:
        if not is_wrapped:
            return value
        if type(value) is Some:
            return _t.cast(_t.Any, value).value
        raise _must_be("Some or None", value, where)

    def check(value: object, where: str) -> object:
        if value is None:
            return None
        checked = item.check(inner(value, where), where)
        return Some(checked) if is_wrapped else checked

    def put(value: object, where: str, add: _Add) -> None:
        add(b"\0" if value is None else b"\1")
        if value is not None:
            item.put(inner(value, where), where, add)

    return _Wired(check, put, write, read, b"\0", takes_none=True)


# What the fast way of writing may raise.
_UNUSUAL = (*_MISFITS, AttributeError)
