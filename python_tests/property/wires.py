"""Sends values of the invented types that only `Wire` can pass to Rust and back.

`cargo test --test property_wire` invents the types and the values, builds the library, and
runs this file with every Python in question: it needs nothing but the standard library, and
pytest does not collect it.
"""

from __future__ import annotations

import importlib
import json
import struct
import sys
from typing import Any

FAILURES_SHOWN = 10


class Values:
    """Makes values of what the description says of them."""

    def __init__(self, module: Any) -> None:
        self._module = module

    def make(self, fact: Any) -> Any:
        if not isinstance(fact, dict):
            return fact
        ((kind, content),) = fact.items()
        return getattr(self, f"_{kind}")(content)

    def _f32(self, bits: int) -> float:
        return struct.unpack("<f", struct.pack("<I", bits))[0]

    def _f64(self, bits: int) -> float:
        return struct.unpack("<d", struct.pack("<Q", bits))[0]

    def _str(self, digits: str) -> str:
        return bytes.fromhex(digits).decode()

    def _bytes(self, content: list[int]) -> bytes:
        return bytes(content)

    def _list(self, items: list[Any]) -> list[Any]:
        return [self.make(item) for item in items]

    def _dict(self, entries: list[list[Any]]) -> dict[Any, Any]:
        return {self.make(key): self.make(item) for key, item in entries}

    def _some(self, content: Any) -> Any:
        return self._module.Some(self.make(content))

    def _unit(self, content: list[Any]) -> Any:
        name, number = content
        return list(getattr(self._module, name))[number]

    def _struct(self, content: list[Any]) -> Any:
        name, fields = content
        return getattr(self._module, name)(*map(self.make, fields))

    def _data(self, content: list[Any]) -> Any:
        name, variant, *payload = content
        return getattr(getattr(self._module, name), variant)(*map(self.make, payload))


def bits(value: Any) -> Any:
    """What tells a value from all others, where equality does not: 0.0 from -0.0, and NaNs."""
    kind = type(value)
    if kind is float:
        return struct.pack("<d", value)
    if kind is dict:
        entries = [(repr(bits(key)), bits(item)) for key, item in value.items()]
        return kind, sorted(entries, key=lambda entry: entry[0])
    if hasattr(kind, "__match_args__"):
        return kind, [bits(getattr(value, name)) for name in kind.__match_args__]
    if kind in (bool, int, str, bytes, type(None)) or isinstance(value, int):
        return kind, value
    return kind, [bits(item) for item in value]


def check(module: Any, number: int, known: int, facts: list[Any]) -> None:
    values = Values(module)
    same, given, equals = (
        getattr(module, f"{name}{number}") for name in ("same", "given", "equals")
    )
    for at, fact in enumerate(facts):
        value = values.make(fact)
        expected = bits(value)
        for found in [same(value), given(at)] if at < known else [same(value)]:
            if bits(found) != expected:
                raise AssertionError(f"expected {value!r}\nfound    {found!r}")
        if at < known and not equals(at, value):
            raise AssertionError(f"Rust got another value than {value!r}")
        if bits(value) != expected:
            raise AssertionError(f"the argument has changed: {value!r}")


def main() -> str | None:
    bindings, library, description, name = sys.argv[1:]
    sys.path.insert(0, bindings)
    module = importlib.import_module(name)
    module.init_lib(library)
    with open(description, encoding="utf-8") as file:
        subjects = json.load(file)
    failed = []
    for number, (kind, known, facts) in enumerate(subjects):
        try:
            check(module, number, known, facts)
        except Exception as error:  # noqa: BLE001 -- whatever it is: the next type goes on
            failed.append(kind)
            if len(failed) <= FAILURES_SHOWN:
                print(f"\n{number}: {kind}\n{type(error).__name__}: {error}")
    return f"{len(failed)} of {len(subjects)} types failed" if failed else None


if __name__ == "__main__":
    sys.exit(main())
