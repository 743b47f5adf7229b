"""Facts as objects of the bindings under test, and back."""

from __future__ import annotations

import struct
from typing import Any, Callable

from facts import INTEGERS, Fact, Facts, Kind

# The states of a result.
OK, ERR, PANIC, NULL = range(4)


class Objects:
    """Knows how values look in Python."""

    def __init__(self, module: Any, facts: Facts) -> None:
        self._module = module
        self._definitions = facts.definitions

    def make(self, kind: Kind, fact: Fact) -> Any:
        """The object that a fact is."""
        name = kind[0]
        if name in INTEGERS:
            return fact
        if name == "()":
            return None
        if name == "f32":
            return struct.unpack("<f", struct.pack("<I", fact))[0]
        if name == "f64":
            return struct.unpack("<d", struct.pack("<Q", fact))[0]
        if name in ("bool", "ffi::Bool"):
            return bool(fact)
        if name == "ffi::CChar":
            return bytes([fact])
        if name == "array":
            if kind[1] == ["ffi::CChar"]:
                return bytes(fact)
            return [self.make(kind[1], item) for item in fact]
        if name == "option":
            position, payload = fact
            if position == 1:
                return None
            value = self.make(kind[1], payload)
            return self._module.Some(value) if kind[1][0] == "option" else value
        if name == "result":
            position, payload = fact
            if position == OK:
                return self._module.Ok(self.make(kind[1], payload))
            if position == ERR:
                return self._module.Err(self.make(kind[2], payload))
            return self._module.Panic if position == PANIC else self._module.Null
        definition = self._definitions[kind[1]]
        made = getattr(self._module, kind[1])
        if definition["kind"] == "unit enum":
            return made(definition["numbers"][fact])
        if definition["kind"] == "data enum":
            position, payload = fact
            variant = getattr(made, f"V{position}")
            payload_kind = definition["payloads"][position]
            if payload_kind is None:
                return variant()
            return variant(self.make(payload_kind, payload))
        return made(*map(self.make, definition["fields"], fact))

    def is_struct(self, kind: Kind) -> bool:
        """Whether its values are structs, which Rust may write to where they are."""
        is_named = len(kind) == 2 and isinstance(kind[1], str)
        return is_named and self._definitions[kind[1]]["kind"] == "struct"

    def read(self, kind: Kind, value: Any) -> Fact:
        """The fact that an object is, which must be of the very type that it should be."""
        name = kind[0]
        if name in INTEGERS:
            return self._exactly(int, value)
        if name == "()":
            return self._exactly(type(None), value)
        if name == "f32":
            packed = struct.pack("<f", self._exactly(float, value))
            back = struct.pack("<d", *struct.unpack("<f", packed))
            assert back == struct.pack("<d", value), f"{value!r} is no f32"
            return struct.unpack("<I", packed)[0]
        if name == "f64":
            return struct.unpack("<Q", struct.pack("<d", self._exactly(float, value)))[
                0
            ]
        if name in ("bool", "ffi::Bool"):
            return int(self._exactly(bool, value))
        if name == "ffi::CChar":
            (char,) = self._exactly(bytes, value)
            return char
        if name == "array":
            return self._read_array(kind, value)
        if name == "option":
            return self._read_option(kind, value)
        if name == "result":
            return self._read_result(kind, value)
        definition = self._definitions[kind[1]]
        made = getattr(self._module, kind[1])
        if definition["kind"] == "unit enum":
            return definition["numbers"].index(self._exactly(made, value).value)
        if definition["kind"] == "data enum":
            return self._read_variant(made, definition["payloads"], value)
        self._exactly(made, value)
        fields = enumerate(definition["fields"])
        return tuple(self.read(it, getattr(value, f"f{i}")) for i, it in fields)

    def _exactly(self, expected: type, value: Any) -> Any:
        assert type(value) is expected, f"{value!r} is no {expected.__name__}"
        return value

    def _read_array(self, kind: Kind, value: Any) -> Fact:
        _, item, length = kind
        if item == ["ffi::CChar"]:
            return tuple(self._exactly(bytes, value).ljust(length, b"\0"))
        assert len(value) == length, f"{value!r} has not {length} items"
        return tuple(self.read(item, part) for part in value)

    def _read_option(self, kind: Kind, value: Any) -> Fact:
        if value is None:
            return 1, None
        if kind[1][0] == "option":
            value = self._exactly(self._module.Some, value).value
        return 0, self.read(kind[1], value)

    def _read_result(self, kind: Kind, value: Any) -> Fact:
        if value is self._module.Panic:
            return PANIC, None
        if value is self._module.Null:
            return NULL, None
        if isinstance(value, self._module.Err):
            return ERR, self.read(kind[2], value.value)
        return OK, self.read(kind[1], self._exactly(self._module.Ok, value).value)

    def _read_variant(self, made: Any, payloads: list[Kind | None], value: Any) -> Fact:
        classes = [getattr(made, f"V{i}") for i in range(len(payloads))]
        (position,) = (i for i, it in enumerate(classes) if isinstance(value, it))
        assert isinstance(value, made), f"{value!r} is no {made.__name__}"
        payload = payloads[position]
        return position, None if payload is None else self.read(payload, value.value)

    def returned(self, kind: Kind, call: Callable[[], Any]) -> Fact:
        """The fact that a function returns, which raises what is not `Ok` in a result."""
        if kind[0] != "result":
            return self.read(kind, call())
        _, ok, error = kind
        module = self._module
        named = error[0] == "named"
        expected = getattr(module, f"{error[1]}Exception" if named else "RustError")
        try:
            value = call()
        except module.RustPanicError:
            return PANIC, None
        except module.NullError:
            return NULL, None
        except expected as raised:
            return ERR, self.read(error, self._exactly(expected, raised).error)
        return OK, self.read(ok, value)
