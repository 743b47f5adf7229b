"""Values of the invented types as plain facts, apart from the bindings under test.

A fact is what a value consists of, down to the bits:

- integers, bools and chars are ints, floats are ints with the bits of the float;
- structs and arrays are tuples of facts;
- variants of unit enums are ints: the variant's position;
- variants of data enums, options and results are tuples: the variant's position, then the
  fact of its payload, or `None` without one.

Types are lists, as JSON has them: `["u8"]`, `["array", ["u8"], 4]`, `["named", "T1"]`.
"""

from __future__ import annotations

import random
from typing import Any, List

Fact = Any
Kind = List[Any]

INTEGERS = {
    "u8": (0, 2**8 - 1),
    "u16": (0, 2**16 - 1),
    "u32": (0, 2**32 - 1),
    "u64": (0, 2**64 - 1),
    "usize": (0, 2**64 - 1),
    "i8": (-(2**7), 2**7 - 1),
    "i16": (-(2**15), 2**15 - 1),
    "i32": (-(2**31), 2**31 - 1),
    "i64": (-(2**63), 2**63 - 1),
    "isize": (-(2**63), 2**63 - 1),
}

# Zeros, infinities, the smallest, the largest, one, and what is not a number.
F32 = (
    *(0, 0x8000_0000, 0x7F80_0000, 0xFF80_0000, 1, 0x8000_0001, 0x0080_0000),
    *(0x7F7F_FFFF, 0x3F80_0000, 0x7FC0_0000, 0xFFC0_0000, 0x7FC1_2345, 0xFFFF_FFFF),
)
F64 = (
    *(0, 1 << 63, 0x7FF << 52, 0xFFF << 52, 1, 1 << 63 | 1, 1 << 52),
    *(0x7FEF_FFFF_FFFF_FFFF, 0x3FF << 52, 0x7FF8 << 48, 0xFFF8 << 48),
    *(0x7FF8_1234_5678_9ABC, 0x7FF0_0000_0000_0001, 0xFFFF_FFFF_FFFF_FFFF),
)

MASK = 2**64 - 1


class Facts:
    """Makes facts, and takes the checksums of them that the library takes of values."""

    def __init__(self, definitions: dict[str, Any], seed: int) -> None:
        self.definitions = definitions
        self._random = random.Random(seed)

    def make(self, kind: Kind) -> Fact:
        """A random fact."""
        rand = self._random
        name = kind[0]
        if name == "()":
            return None
        if name in INTEGERS:
            return self._integer(*INTEGERS[name])
        if name == "f32":
            bits = rand.getrandbits(32) if rand.random() < 0.6 else rand.choice(F32)
            is_nan = bits & 0x7F80_0000 == 0x7F80_0000 and bits & 0x007F_FFFF
            # Python has no f32: converting a signalling NaN to its f64 makes it a quiet one.
            return bits | 0x0040_0000 if is_nan else bits
        if name == "f64":
            return rand.getrandbits(64) if rand.random() < 0.6 else rand.choice(F64)
        if name in ("bool", "ffi::Bool"):
            return rand.getrandbits(1)
        if name == "ffi::CChar":
            return rand.getrandbits(8) if rand.random() < 0.8 else 0
        if name == "array":
            return tuple(self.make(kind[1]) for _ in range(kind[2]))
        if name == "option":
            return self._variant([kind[1], None])
        if name == "result":
            # More often with a payload.
            position = rand.choice((0, 0, 0, 1, 1, 1, 2, 3))
            return position, self._payload([kind[1], kind[2], None, None][position])
        definition = self.definitions[kind[1]]
        if definition["kind"] == "unit enum":
            return rand.randrange(len(definition["numbers"]))
        if definition["kind"] == "data enum":
            return self._variant(definition["payloads"])
        return tuple(map(self.make, definition["fields"]))

    def _integer(self, low: int, high: int) -> int:
        rand = self._random
        if rand.random() < 0.3:
            return rand.choice((low, high, high // 2, 1, max(low, -1)))
        return rand.randint(low, high)

    def _variant(self, payloads: list[Kind | None]) -> Fact:
        position = self._random.randrange(len(payloads))
        return position, self._payload(payloads[position])

    def _payload(self, kind: Kind | None) -> Fact:
        return None if kind is None else self.make(kind)

    def checksum(self, *parts: tuple[Kind, Fact]) -> int:
        """What the library computes over the values of these facts."""
        total = 0xCBF2_9CE4_8422_2325
        words: list[int] = []
        for kind, fact in parts:
            self._words(kind, fact, words)
        for word in words:
            total = (total ^ word & MASK) * 0x9E37_79B9_7F4A_7C15 & MASK
            total = (total << 29 | total >> 35) & MASK
        return total

    def _words(self, kind: Kind, fact: Fact, words: list[int]) -> None:
        name = kind[0]
        if name == "array":
            for item in fact:
                self._words(kind[1], item, words)
        elif name == "option":
            self._variant_words([kind[1], None], fact, words)
        elif name == "result":
            self._variant_words([kind[1], kind[2], None, None], fact, words)
        elif name == "named":
            definition = self.definitions[kind[1]]
            if definition["kind"] == "unit enum":
                words.append(definition["numbers"][fact])
            elif definition["kind"] == "data enum":
                self._variant_words(definition["payloads"], fact, words)
            else:
                for field, part in zip(definition["fields"], fact):
                    self._words(field, part, words)
        elif name != "()":
            words.append(fact)

    def _variant_words(
        self, payloads: list[Kind | None], fact: Fact, words: list[int]
    ) -> None:
        position, payload = fact
        words.append(position)
        kind = payloads[position]
        if kind is not None:
            self._words(kind, payload, words)


def show(fact: Fact) -> str:
    """Facts with each bit to be seen."""
    if isinstance(fact, (list, tuple)):
        return f"({', '.join(map(show, fact))})"
    return repr(fact) if fact is None else hex(fact)
