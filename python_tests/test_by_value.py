"""How structs travel by value, and the way round what ctypes and libffi do not do right."""

import ctypes
import platform
import struct
import sys
import threading
from ctypes import (
    CFUNCTYPE,
    POINTER,
    Structure,
    c_bool,
    c_char,
    c_double,
    c_float,
    c_int8,
    c_int16,
    c_int32,
    c_int64,
    c_uint8,
    c_uint16,
    c_uint32,
    c_uint64,
    c_void_p,
)

import pytest

import reference_project as r

ABIS = ["sysv", "aapcs64", "win64", "other"]


def make(*types, packed=False, name="Made"):
    """A struct of fields of these types."""
    fields = [(f"f{number}", kind) for number, kind in enumerate(types)]
    members = {"_pack_": 1, "_layout_": "ms"} if packed else {}
    return type(name, (Structure,), dict(members, _fields_=fields))


def pack(*types):
    return make(*types, packed=True)


VEC2 = make(c_float, c_float)
PAIR = make(c_int64, c_double)
UNALIGNED = pack(c_uint8, c_uint32)
SHORTS = c_int16 * 2
FLOATS = c_float * 2
MATRIX = make(FLOATS * 2)
BIG = make(c_uint64, c_uint64, c_uint64)
BIG_UNALIGNED = pack(c_uint8, c_uint64, c_uint64)
HUGE_UNALIGNED = pack(c_uint8, c_uint64 * 5)


@pytest.fixture(params=ABIS)
def abi(request, monkeypatch):
    """Each ABI, as if this were a platform that has it."""
    monkeypatch.setattr(r, "_abi", lambda: request.param)
    return request.param


@pytest.fixture(autouse=True)
def _loaded():
    """The functions are bound for this platform, whatever a test pretends."""
    r.init_lib()


def set_abi(monkeypatch, abi):
    monkeypatch.setattr(r, "_abi", lambda: abi)


@pytest.mark.parametrize(
    ("system", "machine", "version", "expected"),
    [
        ("linux", "x86_64", "3.7.16 [GCC 12.2.0]", "sysv"),
        ("darwin", "x86_64", "3.13.0 [Clang 15]", "sysv"),
        ("freebsd14", "amd64", "3.11.7 [Clang 15]", "sysv"),
        ("linux", "aarch64", "3.11.7 [GCC 12.2.0]", "aapcs64"),
        ("darwin", "arm64", "3.11.7 [Clang 15]", "aapcs64"),
        ("win32", "AMD64", "3.11.7 [MSC v.1937 64 bit (AMD64)]", "win64"),
        ("win32", "ARM64", "3.11.7 [MSC v.1937 64 bit (AMD64)]", "win64"),
        ("win32", "ARM64", "3.11.7 [MSC v.1937 64 bit (ARM64)]", "aapcs64"),
        ("linux", "riscv64", "3.11.7 [GCC 12.2.0]", "other"),
        ("linux", "ppc64le", "3.11.7 [GCC 12.2.0]", "other"),
    ],
)
def test_abi(monkeypatch, system, machine, version, expected):
    monkeypatch.setattr(r, "_machine", lambda: machine)
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(sys, "version", version)
    assert r._abi.__wrapped__() == expected


@pytest.mark.parametrize(
    ("kind", "classes"),
    [
        (c_int8, "I"),
        (c_bool, "I"),
        (c_char, "I"),
        (c_void_p, "I"),
        (POINTER(c_float), "I"),
        (CFUNCTYPE(c_float), "I"),
        (c_float, "F"),
        (c_double, "F"),
        (make(c_bool), "I"),
        (make(c_char), "I"),
        (make(c_float), "F"),
        (make(c_double), "F"),
        (make(c_void_p), "I"),
        (make(POINTER(c_double), c_double), "IF"),
        (make(c_double, CFUNCTYPE(c_double)), "FI"),
        (VEC2, "F"),
        (make(c_float, c_int32), "I"),
        (make(c_int32, c_float), "I"),
        (make(c_float, c_float, c_float), "FF"),
        (make(c_float, c_float, c_uint8), "FI"),
        (make(c_float, c_uint8, c_float), "IF"),
        (PAIR, "IF"),
        (make(c_double, c_int64), "FI"),
        (make(c_int16, c_double), "IF"),
        (make(c_double, c_double), "FF"),
        (make(c_uint8, c_uint16, c_uint32, c_uint64), "II"),
        # Nested.
        (make(VEC2, VEC2), "FF"),
        (make(VEC2, c_uint8), "FI"),
        (make(make(make(c_uint8), c_float), VEC2), "IF"),
        # Arrays.
        (make(c_float * 4), "FF"),
        (make(c_uint8 * 9), "II"),
        (make(c_float * 2, c_uint8 * 3), "FI"),
        (make(VEC2 * 2), "FF"),
        (make(make(c_float, c_uint8) * 2), "II"),
        (MATRIX, "FF"),
        (make(c_uint8 * 1 * 2 * 3, c_double), "IF"),
        (make(make(FLOATS * 1) * 2), "FF"),
        (make(c_uint8 * 0, c_double), "F"),
        # In memory, as they are too large.
        (BIG, "M"),
        (make(c_float * 5), "M"),
        (make(c_uint8 * 17), "M"),
        # Packed, but aligned.
        (pack(c_uint16, c_uint8), "I"),
        (pack(c_double, c_float, c_uint8), "FI"),
        (make(c_uint8, pack(c_uint8, c_uint8)), "I"),
        # Packed and unaligned.
        (UNALIGNED, "M"),
        (pack(c_uint8, c_float), "M"),
        (pack(c_uint8, c_uint16 * 3), "M"),
        (pack(c_uint16, FLOATS * 1), "M"),
        (pack(c_uint8, make(c_uint8, c_uint8)), "I"),
        (pack(c_uint8, VEC2), "M"),
        (make(c_uint8, pack(c_uint32)), "M"),
        (make(c_uint32, pack(c_uint32)), "I"),
        (make(pack(c_uint16, c_uint8) * 2), "M"),
        (make(pack(c_uint16, c_uint8) * 1), "I"),
        (make(UNALIGNED, c_double), "M"),
        (BIG_UNALIGNED, "M"),
    ],
)
def test_sysv_classes(kind, classes):
    assert r._sysv_classes(kind) == classes


def test_inherited_fields_count():
    class Derived(PAIR):
        pass

    more = type("More", (make(c_double),), {"_fields_": [("more", c_int32)]})
    assert r._sysv_classes(Derived) == "IF"
    assert r._sysv_classes(more) == "FI"


def carrier(shown, *payloads):
    """A type that shows ctypes a struct, and holds these payloads at these offsets."""
    made = make(*shown, name="Carrier")
    made._payloads = payloads
    return made


WORDS = pack(c_uint16, c_uint16)


@pytest.mark.parametrize(
    ("kind", "classes", "shown"),
    [
        (carrier([c_uint32, c_float], (c_float, 4)), "I", "I"),
        (carrier([c_uint64, c_double], (c_double, 8), (c_uint8, 1)), "IF", "IF"),
        # Unaligned, but neither in front of the other.
        (carrier([c_uint8 * 5], (WORDS, 1)), "M", "I"),
        (make(c_uint8, carrier([c_uint8 * 5], (WORDS, 1))), "I", "I"),
        (carrier([c_uint8 * 4], (pack(c_uint8, c_uint16), 1)), "I", "I"),
        (make(c_uint8, carrier([c_uint8 * 4], (pack(c_uint8, c_uint16), 1))), "M", "I"),
        (
            carrier([c_uint32 * 3], (pack(c_uint8, c_uint32), 4), (c_uint8, 4)),
            "M",
            "II",
        ),
        # In no unit of its own.
        (carrier([c_uint8 * 12], (pack(c_uint8 * 7, c_float), 1)), "IF", "II"),
        (carrier([c_uint8 * 12], (c_float, 8), (c_uint8, 9)), "II", "II"),
        # A carrier in another, and one that is unaligned itself.
        (carrier([c_uint32 * 3], (carrier([c_uint8 * 5], (WORDS, 1)), 4)), "M", "II"),
        (pack(c_uint8, carrier([c_uint32], (c_uint8, 4))), "M", "M"),
        # A field of that name is none of it.
        (type("F", (Structure,), {"_fields_": [("_payloads", c_uint32)]}), "I", "I"),
    ],
)
def test_carriers_stand_for_what_they_hold(kind, classes, shown):
    assert r._sysv_classes(kind) == classes
    assert r._sysv_classes(kind, is_shown=True) == shown
    assert r._sysv_is_mistaken(kind) is (classes == "M" or classes != shown)


@pytest.mark.parametrize(
    ("kind", "hides"),
    [
        (PAIR, False),
        (make(c_float * 4), False),
        (make(VEC2 * 2), False),
        (make(c_float * 5), True),
        (MATRIX, True),
        (make(c_uint8, make(FLOATS * 1)), True),
        (make(make(FLOATS * 1) * 1), True),
        (make(c_uint8, c_uint8 * 0), True),
    ],
)
def test_arrays_that_ctypes_hides(kind, hides):
    assert r._hides(kind, 16) is hides


@pytest.mark.parametrize(
    ("kind", "floats"),
    [
        (make(FLOATS * 1), [c_float] * 2),
        (make(FLOATS * 2), [c_float] * 4),
        (make(c_float, FLOATS * 1), [c_float] * 3),
        (make(c_double * 1 * 4), [c_double] * 4),
        (make(make(c_double * 1 * 2) * 2), [c_double] * 4),
        (make(make(c_float * 1 * 1), make(c_float * 1 * 1)), [c_float] * 2),
        # Not hidden.
        (VEC2, None),
        (make(c_float * 4), None),
        # Too many.
        (make(c_float * 1 * 5), None),
        (make(c_double * 2 * 3), None),
        # Not alike.
        (make(FLOATS * 1, c_double), None),
        (make(FLOATS * 1, c_int32), None),
        (make(SHORTS * 2), None),
        (make(c_void_p * 1 * 2), None),
        # Unaligned, where the size alone decides.
        (pack(c_uint8, FLOATS * 1), None),
        (UNALIGNED, None),
        (make(c_uint8 * 0), None),
        (BIG, None),
        (c_float, None),
        (None, None),
    ],
)
def test_aapcs64_floats(kind, floats):
    carrier = r._aapcs64_carrier(kind)
    if floats is None:
        assert carrier is None
    else:
        assert [kind for _, kind in carrier._fields_] == floats
        assert ctypes.sizeof(carrier) == ctypes.sizeof(kind)


@pytest.mark.parametrize(
    ("version", "shown_16", "shown_32"),
    [(0x030704F0, 0, 0), (0x030705F0, 16, 16), (0x030B07F0, 16, 16)]
    + [(0x030D00F0, 16, 32), (0x030E00F0, 16, 32)],
)
def test_what_ctypes_shows_depends_on_the_version(
    monkeypatch, version, shown_16, shown_32
):
    monkeypatch.setattr(sys, "hexversion", version)
    assert r._shown(16) == shown_16
    assert r._shown(32) == shown_32


@pytest.mark.parametrize(
    ("result", "arguments"),
    [
        (None, ()),
        (c_double, (c_uint8, c_float, c_void_p)),
        (VEC2, (VEC2,)),
        (PAIR, (PAIR,) * 5),
        (BIG, (BIG, PAIR, make(c_float * 4))),
        (pack(c_uint16, c_uint8), (pack(c_uint16, c_uint8),)),
        (make(SHORTS * 20), (make(SHORTS * 20),)),
        # What looks like a float of the struct comes after it, or there is none.
        (c_double, (c_uint64,) * 5 + (PAIR, c_double)),
        # The struct finds one register only, or not the last one.
        (None, (c_double,) * 8 + (c_uint64,) * 5 + (PAIR,)),
        (None, (c_double,) + (c_uint64,) * 6 + (PAIR,)),
        (None, (c_double,) + (c_uint64,) * 4 + (PAIR,)),
        (None, (c_double,) + (c_uint64,) * 5 + (make(c_double, c_int64),)),
        (None, (c_double,) + (c_uint64,) * 5 + (make(c_int64, c_int64),)),
    ],
)
def test_what_ctypes_does_right(abi, result, arguments):
    assert r._detour(result, arguments) is None


def plan(result, *arguments):
    """What the other signature is: the result, and of each argument the type and the part."""
    detour = r._detour(result, arguments)
    letters = {c_uint64: "I", c_double: "F", ctypes.c_size_t: "I"}
    types = [letters.get(kind, kind) for kind in detour.arguments]
    return detour.result, list(zip(types, detour.picked))


RESULT, FIRST = 1, 2
FILLER = ("I", 0)


def test_unaligned_arguments_travel_on_the_stack(monkeypatch):
    set_abi(monkeypatch, "sysv")
    assert plan(None, UNALIGNED) == (None, [FILLER] * 6 + [("I", 2)])
    # The registers in order, then the stack in order.
    assert plan(c_int8, c_int8, UNALIGNED, c_float, pack(c_uint8, c_double)) == (
        c_int8,
        [(c_int8, 2), (c_float, 4)] + [FILLER] * 5 + [("I", 3), ("I", 5), ("I", 6)],
    )
    # Each part is a register or a word.
    assert plan(None, PAIR, UNALIGNED, VEC2, BIG) == (
        None,
        [("I", 2), ("F", 3), ("F", 5)]
        + [FILLER] * 5
        + [("I", 4), ("I", 6), ("I", 7), ("I", 8)],
    )
    # What is too large for anything else libffi puts there by itself.
    assert plan(None, UNALIGNED, HUGE_UNALIGNED) == (
        None,
        [FILLER] * 6 + [("I", 2), (HUGE_UNALIGNED, 3)],
    )


def test_unaligned_results_are_written_to_an_address(monkeypatch):
    set_abi(monkeypatch, "sysv")
    address = ("I", RESULT)
    assert plan(UNALIGNED) == (None, [address])
    assert plan(UNALIGNED, c_int8, c_float) == (
        None,
        [address, (c_int8, 2), (c_float, 3)],
    )
    assert plan(UNALIGNED, UNALIGNED) == (None, [address] + [FILLER] * 5 + [("I", 2)])
    # As the address takes a register, the sixth integer does not find one.
    assert plan(UNALIGNED, *[c_int32] * 6, c_int8) == (
        None,
        [address] + [(c_int32, n) for n in range(2, 8)] + [(c_int8, 8)],
    )
    # Larger results too, once it is necessary.
    assert plan(BIG, UNALIGNED) == (None, [address] + [FILLER] * 5 + [("I", 2)])


def test_when_the_registers_are_exhausted(monkeypatch):
    set_abi(monkeypatch, "sysv")
    # The seventh integer and the ninth float come after the struct, in their order.
    arguments = [UNALIGNED] + [c_int32] * 7 + [c_float] * 9
    assert plan(None, *arguments) == (
        None,
        [(c_int32, n) for n in range(3, 9)]
        + [(c_float, n) for n in range(10, 18)]
        + [("I", 2), (c_int32, 9), (c_float, 18)],
    )
    # A struct needs registers for all of it; what comes later may still find one.
    arguments = [UNALIGNED] + [c_int32] * 5 + [make(c_int64, c_int64), PAIR, c_int8]
    assert plan(None, *arguments) == (
        None,
        [(c_int32, n) for n in range(3, 8)]
        + [("I", 10), ("F", 11)]
        + [("I", 2), ("I", 8), ("I", 9), (c_int8, 12)],
    )
    # A float half on the stack is a word like any other.
    arguments = [UNALIGNED] + [c_double] * 8 + [PAIR, VEC2, c_int32]
    assert plan(None, *arguments) == (
        None,
        [("F", n) for n in range(3, 11)]
        + [(c_int32, 14)]
        + [FILLER] * 5
        + [("I", 2), ("I", 11), ("I", 12), ("I", 13)],
    )


def test_arrays_in_arrays_travel_flat(monkeypatch):
    set_abi(monkeypatch, "sysv")
    assert plan(None, MATRIX, c_int8) == (None, [("F", 2), ("F", 3), (c_int8, 4)])
    cells = make(SHORTS * 2, c_double)
    result, arguments = plan(cells, cells, MATRIX)
    assert [kind for _, kind in result._fields_] == [c_uint64, c_double]
    assert arguments == [("I", 2), ("F", 3), ("F", 4), ("F", 5)]
    # Without registers for it, on the stack.
    assert plan(None, *[c_int32] * 6, cells) == (
        None,
        [(c_int32, n) for n in range(2, 8)] + [("I", 8), ("I", 9)],
    )
    # An address takes an integer register, no other.
    assert plan(None, POINTER(c_float), MATRIX)[1][1:] == [("F", 3), ("F", 4)]


def test_arrays_in_arrays_on_arm(monkeypatch):
    set_abi(monkeypatch, "aapcs64")
    result, arguments = plan(MATRIX, c_int8, MATRIX, UNALIGNED)
    assert [kind for _, kind in result._fields_] == [c_float] * 4
    assert [number for _, number in arguments] == [2, 3, 4]
    (first, second, third) = (kind for kind, _ in arguments)
    assert (first, second, third) == (c_int8, result, UNALIGNED)
    assert plan(c_int8, MATRIX)[0] is c_int8
    assert plan(MATRIX, c_int8)[1] == [(c_int8, 2)]
    assert r._detour(None, (UNALIGNED, make(SHORTS * 2))) is None


def test_the_last_integer_register(monkeypatch):
    set_abi(monkeypatch, "sysv")
    five = [c_int32] * 5
    numbered = [(c_int32, n) for n in range(3, 8)]
    assert plan(None, c_float, *five, PAIR) == (
        None,
        [(c_float, 2)] + numbered + [("I", 8), ("F", 9)],
    )
    short = make(c_int16, c_double)
    assert plan(None, c_float, *five, short, c_int8, c_float)[1][6:] == [
        ("I", 8),
        ("F", 9),
        (c_float, 11),
        (c_int8, 10),
    ]
    # The address of the result counts.
    assert r._detour(BIG, (c_float, *five[1:], PAIR)) is not None
    assert r._detour(BIG, (c_float, *five, PAIR)) is None
    # So do structs.
    assert r._detour(None, (PAIR,) * 6) is not None
    assert r._detour(None, (VEC2, make(c_int64, c_int64), *five[2:], PAIR)) is not None
    assert r._detour(None, (BIG, make(c_int64, c_int64), *five[2:], PAIR)) is None


def test_what_is_large_is_in_memory_anyway(monkeypatch):
    for abi in ("sysv", "aapcs64", "win64"):
        set_abi(monkeypatch, abi)
        assert r._detour(BIG_UNALIGNED, (BIG_UNALIGNED, HUGE_UNALIGNED)) is None


def test_apple_packs_what_is_on_the_stack(monkeypatch):
    def real_types(*arguments):
        return r._function_type(None, arguments)._argtypes_ == arguments

    assert not real_types(*[c_uint8] * 9)
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(r, "_machine", lambda: "arm64")
    assert not real_types(*[c_uint8] * 8)
    assert real_types(*[c_uint8] * 9)
    # Structs take more than a register.
    four = make(c_float * 4)
    assert not real_types(c_uint8, four, c_uint8)
    assert real_types(four, four, c_uint8)
    monkeypatch.setattr(r, "_machine", lambda: "x86_64")
    assert not real_types(*[c_uint8] * 9)


def test_the_machine():
    assert sys.platform == "win32" or r._machine() == platform.machine()


def test_nothing_is_needed_on_windows(monkeypatch):
    set_abi(monkeypatch, "win64")
    assert r._detour(UNALIGNED, (UNALIGNED, MATRIX, BIG_UNALIGNED)) is None


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        (make(FLOATS * 2, name="Matrix"), "Matrix has arrays of arrays"),
        (make(FLOATS * 8, name="Matrix"), "Matrix has arrays of arrays"),
        (pack(c_uint8, c_uint32), "Made has unaligned fields"),
        (make(c_uint8, pack(c_uint32)), "Made has unaligned fields"),
    ],
)
def test_unknown_platforms_refuse_the_call(monkeypatch, kind, what):
    set_abi(monkeypatch, "other")
    monkeypatch.setattr(r, "_machine", lambda: "riscv64")
    library = r._library._loaded
    for signature in [(None, (kind,)), (kind, ()), (None, (c_uint8, VEC2, kind))]:
        # Not when it is loaded, where its absence is noticed as ever.
        function = r._prototype(*signature)(("same_vec2", library))
        with pytest.raises(AttributeError):
            r._prototype(*signature)(("no_such_function", library))
        with pytest.raises(NotImplementedError) as caught:
            function(*[None] * len(signature[1]))
        assert str(caught.value) == (
            f"same_vec2(): {what}, and how such values travel on this platform "
            f"({sys.platform}, riscv64) is not known"
        )
    # What is so large travels in memory everywhere.
    assert r._detour(None, (make(FLOATS * 9), pack(c_uint8, c_uint64 * 8))) is None


def bind(symbol, result, *arguments):
    """A function of the library, which takes a way round."""
    function = r._prototype(result, arguments)((symbol, r._library._loaded))
    assert r._abi() != "sysv" or not isinstance(function, ctypes._CFuncPtr)
    return function


def test_other_types_are_refused_as_ctypes_does():
    native = bind("sum_matrices", *SUM_MATRICES)
    matrix, cells = r.Matrix([[1, 2], [3, 4]]), r.Cells([[1, 2], [3, 4]], 1.0)
    arguments = [matrix, 1.0, matrix, matrix, cells, 1.0, matrix, 1.0]
    assert native(*arguments) == 50.0
    for wrong in (None, 1, "1", (1, 2), r.Vec2(1.0, 2.0), r.Matrix, b"1" * 16):
        for position in (0, 4, 6):
            changed = list(arguments)
            changed[position] = wrong
            with pytest.raises(ctypes.ArgumentError):
                native(*changed)
    for wrong in (None, "1", b"1", [], matrix):
        for position in (1, 7):
            changed = list(arguments)
            changed[position] = wrong
            with pytest.raises(ctypes.ArgumentError):
                native(*changed)
    for wrong in (arguments[1:], [*arguments, 1], []):
        with pytest.raises(TypeError):
            native(*wrong)
    with pytest.raises(TypeError) as caught:
        r.transpose(r.Vec2(1.0, 2.0))
    assert (
        str(caught.value) == "transpose(): argument 'matrix' must be Matrix, not Vec2"
    )


SUM_MATRICES = (
    *(c_double, r.Matrix, c_float, r.Matrix, r.Matrix, r.Cells),
    *(c_float, r.Matrix, c_double),
)


def test_arrays_in_arrays():
    assert r.transpose(r.Matrix([[1, 2], [3, 4]])) == r.Matrix([[1, 3], [2, 4]])
    cells = r.Cells([[-1, 2], [3, -32768]], 0.1)
    assert r.transpose_cells(cells) == r.Cells([[-1, 3], [2, -32768]], -0.1)
    assert cells == r.Cells([[-1, 2], [3, -32768]], 0.1)
    assert type(r.transpose(r.Matrix([[1, 2], [3, 4]]))) is r.Matrix


@pytest.mark.skipif(r._abi() not in ("sysv", "aapcs64"), reason="needs such registers")
def test_arrays_in_arrays_as_on_arm(monkeypatch):
    # Four floats fill the registers that they should on x86-64, too.
    set_abi(monkeypatch, "aapcs64")
    native = r._prototype(r.Matrix, (r.Matrix,))(("transpose", r._library._loaded))
    assert not isinstance(native, ctypes._CFuncPtr)
    result = native(r.Matrix([[1, 2], [3, 4]]))
    assert type(result) is r.Matrix
    assert result == r.Matrix([[1, 3], [2, 4]])
    for wrong in (None, 1, r.Vec2(1.0, 2.0), r.Matrix):
        with pytest.raises(ctypes.ArgumentError):
            native(wrong)


def test_arrays_in_arrays_when_registers_run_out():
    matrices = [r.Matrix([[n, 10 * n], [100 * n, 1000 * n]]) for n in range(1, 5)]
    a, b, c, d = matrices
    cells = r.Cells([[1, -2], [3, 32767]], 0.5)
    expected = 2.0 * 1111 + 3.0 * 2222 + 4.0 * 3333 + 4444 + 0.5 * 32769
    assert r.sum_matrices(a, 2.0, b, c, cells, 3.0, d, 4.0) == expected


def test_floats_keep_their_bits():
    # Two floats of a half are no double: as one they may be anything, also a signalling NaN.
    for words in [(1, 0x7FF00000), (0, 0xFFF80000), (0x7FC00000, 0x7FF40000), (1, 1)]:
        bits = struct.pack("<4I", *words, *words)
        result = r.transpose(r.Matrix.from_buffer_copy(bits))
        order = (words[0], words[0], words[1], words[1])
        assert bytes(result) == struct.pack("<4I", *order)
    for bits in (0x7FF0000000000001, 0xFFF8000000000123, 1 << 63):
        cells = r.Cells.from_buffer_copy(struct.pack("<QQ", 0, bits))
        assert bytes(r.transpose_cells(cells))[8:] == struct.pack("<Q", bits ^ 1 << 63)


def test_a_float_before_the_last_integer_register():
    for last in (r.ShortFloat(-7, 0.1), r.ShortFloat(32767, float("inf"))):
        arguments = (1, 2**64 - 1, 3, 4, 5, 1234.5, last)
        assert r.float_before_last(*arguments) == 1234.5
        assert r.last_after_float(*arguments) == last
        expected = 0
        for number in arguments[:5]:
            expected = expected * 31 + number
        assert r.integers_before_last(*arguments) == expected % 2**64
        found = r.all_before_last(1, 2, 3, 2**32 - 1, 1234.5, last)
        assert found == r.Vec4(1234.5, last.a, last.b, 6.0 + 2**32 - 1)


def test_masked_integers():
    # As negative ones come: their low 32 bits.
    signature = (r.PackedHeader, c_uint8, c_uint32, c_uint16, c_double)
    native = bind("make_packed_header", *signature)
    expected = r.PackedHeader(0xFF, 0xFFFFFFFE, 0xFFFD, 0.5)
    assert native(0xFF, 0xFFFFFFFE, 0xFFFD, 0.5) == expected
    assert native(-1 & 0xFFFFFFFF, -2 & 0xFFFFFFFF, -3 & 0xFFFFFFFF, 0.5) == expected


def test_results_are_apart_from_each_other():
    results = [r.make_packed_header(n, 2 * n, 3 * n, n / 2) for n in range(200)]
    assert results == [r.PackedHeader(n, 2 * n, 3 * n, n / 2) for n in range(200)]


class Subclass(r.PackedHeader):
    """Without fields of its own, but an instance is larger in Python."""


class Larger(r.PackedHeader):
    _fields_ = (("more", c_uint64 * 9),)


@pytest.mark.parametrize("kind", [Subclass, Larger])
def test_instances_of_subclasses(kind):
    made = kind.from_buffer_copy(bytes(r.PackedHeader(1, 2, 3, 4.0)).ljust(100, b"x"))
    expected = r.PackedHeader(254, 2**32 - 3, 65532, -4.0)
    assert r.invert_packed_header(made) == expected
    native = bind("invert_packed_header", r.PackedHeader, r.PackedHeader)
    assert native(made) == expected


def test_many_threads(loops):
    failed = []

    def work(start):
        for n in range(start, start + loops(5000)):
            header = r.PackedHeader(n % 256, n, n % 65536, n / 4)
            expected = r.PackedHeader(
                255 - header.kind, 2**32 - 1 - n, 65535 - header.crc, -n / 4
            )
            matrix = r.Matrix([[n, 2], [3, 4]])
            if r.invert_packed_header(header) != expected:
                failed.append(n)
            if r.transpose(matrix) != r.Matrix([[n, 3], [2, 4]]):
                failed.append(n)

    threads = [threading.Thread(target=work, args=(n * 10000,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_functions_without_structs_do_not_pay(monkeypatch):
    def fail(*_arguments):
        raise AssertionError

    for name in (
        "_abi",
        "_sysv_classes",
        "_sysv_is_mistaken",
        "_leaves",
        "_members_of",
    ):
        monkeypatch.setattr(r, name, fail)
    assert r._detour(c_double, (c_uint8, c_void_p, POINTER(BIG))) is None
    prototype = r._prototype(c_double, (c_uint8, c_void_p, POINTER(BIG)))
    assert issubclass(prototype, ctypes._CFuncPtr)
