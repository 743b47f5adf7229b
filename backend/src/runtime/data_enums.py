"""Enums with data: a class for each variant, below the class of the enum."""

from __future__ import annotations

import ctypes as _ctypes
import struct as _struct
import typing as _t

from .checks import _T, _must_be
from .codecs import _Codec
from .enums import _show
from .scopes import _called

if _t.TYPE_CHECKING:
    from typing_extensions import TypeAlias as _TypeAlias

if _t.TYPE_CHECKING:
    # Of each variant the name, the class, the tag, the payload and its offset.
    _VariantTable: _TypeAlias = (
        "tuple[tuple[str, type[_DataEnum], int, _Codec[_t.Any] | None, int], ...]"
    )


class _DataEnum:
    """What every data enum shares. Its variants are immutable: equal and hashed by value."""

    __slots__ = ()
    _is_case = True
    _names: _t.ClassVar[tuple[str, ...]] = ()
    if _t.TYPE_CHECKING:

        @property
        def value(self) -> object: ...

    if _t.TYPE_CHECKING:

        def __init__(self, only_variants: _t.NoReturn) -> None: ...

    else:

        def __init__(self, *_: object, **__: object) -> None:
            name = type(self).__name__
            variants = ", ".join(f"{name}.{variant}" for variant in self._names)
            raise TypeError(f"{name} is one of its variants: {variants}")

    if not _t.TYPE_CHECKING:  # or else checkers allow to set whatever is misspelt

        def __setattr__(self, name: str, value: object) -> _t.NoReturn:
            raise AttributeError(f"{type(self).__qualname__} is immutable")

    def __delattr__(self, name: str) -> _t.NoReturn:
        raise AttributeError(f"{type(self).__qualname__} is immutable")

    def __eq__(self, other: object) -> bool:
        if isinstance(other, _DataEnum) and type(other) is type(self):
            return bool(self.value == other.value)
        return NotImplemented

    def __hash__(self) -> int:
        return hash((self.__class__, self.value))


class _Variant(_DataEnum, _t.Generic[_T]):
    """A variant that carries a value."""

    __match_args__ = ("value",)
    _payload: _t.ClassVar[_Codec[_t.Any]]
    _where: _t.ClassVar[str]
    if _t.TYPE_CHECKING:

        @property
        def value(self) -> _T: ...

    else:
        __slots__ = ("value",)

    def __init__(self, value: _T) -> None:
        _set_payload(self, self._payload.check(value, self._where))

    def __repr__(self) -> str:
        return f"{type(self).__qualname__}({_show(self.value)})"

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        return type(self), (self.value,)


_new: _t.Callable[[type], _t.Any] = object.__new__
_set_payload: _t.Callable[[object, object], None] = _Variant.__dict__["value"].__set__


class _UnitVariant(_DataEnum):
    """A variant that carries nothing, of which there is one instance."""

    __slots__ = ()
    __match_args__ = ()
    _instance: _t.ClassVar[_UnitVariant | None] = None
    if _t.TYPE_CHECKING:

        @property
        def value(self) -> None: ...

    else:
        value = None

        def __new__(cls):
            if cls._instance is None:
                cls._instance = super().__new__(cls)
            return cls._instance

    def __init__(self) -> None:
        pass

    def __repr__(self) -> str:
        return f"{type(self).__qualname__}()"

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        return type(self), ()


class _Tags(_t.Dict[int, _t.Any]):
    """What each tag stands for."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def __missing__(self, tag: int) -> _t.NoReturn:
        raise ValueError(f"the native library returned {tag}, which is no {self._name}")


def _join_variants(
    kind: type[_DataEnum],
    variants: tuple[tuple[str, type[_DataEnum], _t.Any], ...],
) -> None:
    """Puts an enum together, of variants and of what checks the values that they carry."""
    for name, variant, payload in variants:
        # The names they are used by: repr, pickle and help() say `Shape.Point`.
        variant.__name__ = name
        variant.__qualname__ = f"{kind.__qualname__}.{name}"
        setattr(kind, name, variant)
        if payload is not None:
            made = _t.cast(_t.Any, variant)
            made._payload = payload
            made._where = f"{variant.__qualname__}(): argument 'value'"
    made_kind = _t.cast(_t.Any, kind)
    made_kind._names = tuple(name for name, *_ in variants)
    # What annotations call the union of the variants.
    made_kind.Any = _t.Union[tuple(variant for _, variant, _ in variants)]


def _data_enum_codec(
    kind: type[_DataEnum], c_type: _t.Any, code: str, variants: _VariantTable
) -> _Codec[_t.Any]:
    """Puts an enum together: its variants, and the codec of its values.

    `code` is how the tag is packed; a transparent enum has none, and no tag.
    """
    _join_variants(kind, tuple((name, it, part) for name, it, _, part, _ in variants))
    tag_layout = _struct.Struct(f"={code}")
    pack_tag = tag_layout.pack_into
    unpack_tag = tag_layout.unpack_from
    size = _ctypes.sizeof(c_type)
    # For each class what stands before the payload, how to pack it, what stands behind.
    by_class: dict[type, tuple[bytes, _t.Callable[[_t.Any], bytes] | None, bytes]] = {}
    # For each tag the variant, how to load its payload, and where that lies.
    by_tag = _Tags(kind.__name__)
    taken_by_tag = _Tags(kind.__name__)
    payloads: dict[type, _Codec[_t.Any]] = {}
    # For each class the tag, and where the payload lies.
    tags: dict[type, tuple[int, int]] = {}
    for _, variant, tag, payload, at in variants:
        tags[variant] = tag, at
        before = (tag_layout.pack(tag) if code else b"").ljust(at, b"\0")
        if payload is None:
            by_class[variant] = before.ljust(size, b"\0"), None, b""
            by_tag[tag] = taken_by_tag[tag] = _t.cast(_t.Any, variant)(), None, 0
            continue
        behind = b"\0" * (size - at - _ctypes.sizeof(payload.c_type))
        by_class[variant] = before, payload.pack, behind
        by_tag[tag] = variant, payload.load, at
        taken_by_tag[tag] = variant, payload.take, at
        payloads[variant] = payload
    if code:
        c_type._payloads = tuple(
            (it.c_type, at) for *_, it, at in variants if it is not None
        )

    def check(value: _t.Any, where: str) -> object:
        if type(value) in by_class:
            return value
        raise _must_be(_called(kind), value, where)

    def lower(value: _t.Any, where: str) -> object:
        check(value, where)
        payload = payloads.get(value.__class__)
        if payload is None:
            return value
        made = _new(value.__class__)
        _set_payload(made, payload.lower(value.value, where + ".value"))
        return made

    def pack(value: _t.Any) -> bytes:
        before, pack_payload, behind = by_class[value.__class__]
        if pack_payload is None:
            return before
        return before + pack_payload(value.value) + behind

    def place(memory: _t.Any, at: int, value: _t.Any) -> None:
        tag, at_payload = tags[value.__class__]
        if code:
            pack_tag(memory, at, tag)
        payload = payloads.get(value.__class__)
        if payload is not None:
            payload.place(memory, at + at_payload, value.value)

    def lend(value: _t.Any, keep: list[object]) -> bytes:
        before, pack_payload, behind = by_class[value.__class__]
        if pack_payload is None:
            return before
        return before + payloads[value.__class__].lend(value.value, keep) + behind

    def reader(readers: dict[int, tuple[_t.Any, _t.Any, int]]) -> _t.Any:
        def read(buffer: _t.Any, at: int) -> _t.Any:
            tag = unpack_tag(buffer, at)[0] if code else 0
            variant, read_payload, at_payload = readers[tag]
            if read_payload is None:
                return variant
            made = _new(variant)
            _set_payload(made, read_payload(buffer, at + at_payload))
            return made

        return read

    def free(buffer: _t.Any, at: int) -> None:
        tag = unpack_tag(buffer, at)[0] if code else 0
        variant, _, at_payload = by_tag[tag]
        if variant in payloads:
            payloads[variant].free(buffer, at + at_payload)

    parts = payloads.values()
    before, _, behind = by_class[variants[0][1]]
    first = payloads.get(variants[0][1])
    zero = before + (first.zero if first else b"") + behind
    is_plain = all(it.lower is it.check for it in parts)
    is_owned = any(it.is_owned for it in parts)
    return _Codec(
        c_type,
        check,
        pack,
        reader(by_tag),
        lower=None if is_plain else lower,
        place=place,
        lend=lend,
        take=reader(taken_by_tag) if is_owned else None,
        free=free if is_owned else None,
        has_pointers=any(it.has_pointers for it in parts),
        moves=any(it.moves for it in parts),
        zero=zero,
    )
