"""Sends random values of the invented types through their bindings and back.

`cargo test --test property` invents the types, builds the library, and runs this file with
every Python in question: it needs nothing but the standard library, and pytest does not
collect it.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import sys
import time
from typing import Any, Callable

from facts import Fact, Facts, Kind, show
from objects import Objects

FAILURES_SHOWN = 10


class RoundTrip:
    """The functions of the invented library, each called with values of one type."""

    def __init__(self, module: Any, definitions: dict[str, Any], seed: int) -> None:
        self._module = module
        self._facts = Facts(definitions, seed)
        self._objects = Objects(module, self._facts)
        self.calls = 0

    def check(self, subject: dict[str, Any]) -> None:
        """One random value of a type, through all functions that there are for it."""
        kind = subject["type"]
        self._check_size(kind, subject["size"])
        self._touch(f"touch_{subject['name']}", kind)
        if subject["by_value"]:
            self._echo(f"echo_{subject['name']}", kind)
            self._after(f"after_{subject['name']}", kind, *subject["preceding"])
        if subject["around"] is not None:
            self._echo(f"around_{subject['name']}", subject["around"])
        if subject["by_mutable_reference"]:
            self._swap(f"swap_{subject['name']}", kind)

    def _check_size(self, kind: Kind, size: int) -> None:
        item = getattr(self._module, kind[1]) if kind[0] == "named" else None
        if isinstance(item, type) and issubclass(item, ctypes.Structure):
            same("size of", kind, kind, size, ctypes.sizeof(item))

    def _touch(self, name: str, kind: Kind) -> None:
        """By reference: the function returns the checksum, after the misalignment."""
        fact, value = self._value(kind)
        expected = self._facts.checksum((["u64"], 0), (kind, fact))
        found = self._call(name, value)
        same(name, kind, fact, expected, found)
        same(f"argument of {name}", kind, fact, fact, self._objects.read(kind, value))

    def _echo(self, name: str, kind: Kind) -> None:
        """By value, alone."""
        fact, value = self._value(kind)
        found = self._objects.returned(kind, lambda: self._call(name, value))
        same(name, kind, fact, fact, found)
        expected = self._facts.checksum((kind, fact))
        same(f"received by {name}", kind, fact, expected, self._module.last_sum())
        same(f"argument of {name}", kind, fact, fact, self._objects.read(kind, value))

    def _after(self, name: str, kind: Kind, integers: int, floats: int) -> None:
        """By value, among others that compete for registers."""
        kinds: list[Kind] = [["u64"]] * integers + [["f64"]] * floats
        kinds += [kind, ["u32"], ["f32"]]
        values = [self._value(it) for it in kinds]
        fact = values[-3][0]
        found = self._objects.returned(
            kind, lambda: self._call(name, *(value for _, value in values))
        )
        same(name, kind, fact, fact, found)
        facts = [it for it, _ in values]
        expected = self._facts.checksum(*zip(kinds, facts))
        same(f"received by {name}", kind, facts, expected, self._module.last_sum())

    def _swap(self, name: str, kind: Kind) -> None:
        """By mutable references: what Rust writes is there afterwards."""
        facts, values = zip(*(self._value(kind) for _ in range(2)))
        boxed = [self._writable(kind, value) for value in values]
        zero = (["u64"], 0)
        first, second = ((kind, fact) for fact in facts)
        expected = self._facts.checksum(zero, first, zero, second)
        same(name, kind, facts, expected, self._call(name, *boxed))
        is_boxed = boxed[0] is not values[0]
        found = tuple(
            self._objects.read(kind, it.value if is_boxed else it) for it in boxed
        )
        same(f"arguments of {name}", kind, facts, facts[::-1], found)

    def _value(self, kind: Kind) -> tuple[Fact, Any]:
        fact = self._facts.make(kind)
        value = self._objects.make(kind, fact)
        # What was put into it is in it, before Rust gets to see it.
        same("made", kind, fact, fact, self._objects.read(kind, value))
        return fact, value

    def _writable(self, kind: Kind, value: Any) -> Any:
        # Of a struct in an option, Rust would write to a copy.
        is_struct = self._objects.is_struct(kind)
        return value if is_struct else self._module.Ref(value)

    def _call(self, name: str, *arguments: Any) -> Any:
        self.calls += 1
        function: Callable[..., Any] = getattr(self._module, name)
        return function(*arguments)


def same(what: str, kind: Kind, sent: Any, expected: Fact, found: Fact) -> None:
    if expected != found:
        shown = [f"sent     {show(sent)}"] if sent is not expected else []
        shown += [f"expected {show(expected)}", f"found    {show(found)}"]
        raise AssertionError("\n".join([f"{what} {json.dumps(kind)}", *shown]))


def describe(kind: Kind, definitions: dict[str, Any]) -> list[str]:
    """A type and all that it is made of, a line each."""
    lines = {}

    def visit(part: Any) -> None:
        if isinstance(part, list):
            if part[:1] == ["named"] and part[1] not in lines:
                lines[part[1]] = json.dumps(definitions[part[1]])
                visit(list(definitions[part[1]].values()))
            for item in part:
                visit(item)

    visit([kind])
    return [f"{name} = {line}" for name, line in lines.items()]


def main() -> str | None:
    bindings, library, description, name, seed, rounds = sys.argv[1:]
    sys.path.insert(0, bindings)
    module = importlib.import_module(name)
    module.init_lib(library)
    with open(description, encoding="utf-8") as file:
        types = json.load(file)

    start = time.time()
    round_trip = RoundTrip(module, types["definitions"], int(seed))
    failed = []
    for subject in types["subjects"]:
        try:
            for _ in range(int(rounds)):
                round_trip.check(subject)
        except Exception as error:  # noqa: BLE001 -- whatever it is: the next type goes on
            failed.append(subject["name"])
            if len(failed) <= FAILURES_SHOWN:
                parts = describe(subject["type"], types["definitions"])
                print("\n".join([f"\n{type(error).__name__}: {error}", *parts]))
    count = len(types["subjects"])
    seconds = time.time() - start
    print(f"{round_trip.calls} calls with {count} types in {seconds:.1f} s")
    return f"{len(failed)} of them failed: {', '.join(failed)}" if failed else None


if __name__ == "__main__":
    sys.exit(main())
