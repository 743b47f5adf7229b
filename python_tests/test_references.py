"""References: what Rust reads and writes where it lies, and what it returns of it."""

import copy
import ctypes
import gc
import math

import pytest
from helpers import Index, kind_name, refusal

import reference_project as r

INCREMENTS = {
    "u8": (ctypes.c_uint8, 0, 2**8 - 1),
    "u32": (ctypes.c_uint32, 0, 2**32 - 1),
    "u64": (ctypes.c_uint64, 0, 2**64 - 1),
    "usize": (ctypes.c_size_t, 0, 2 ** (8 * ctypes.sizeof(ctypes.c_size_t)) - 1),
    "i8": (ctypes.c_int8, -(2**7), 2**7 - 1),
    "i64": (ctypes.c_int64, -(2**63), 2**63 - 1),
}


def churn():
    """Collects garbage, and reuses the memory that it held."""
    gc.collect()
    return [bytearray(size) for size in range(256)], [r.Vec2(9.0, 9.0)] * 100


# Read


def test_values():
    assert r.next_of_u32(5) == 6
    assert r.next_of_u32(x=2**32 - 1) == 0
    assert r.negated_i64(-(2**63)) == -(2**63)
    assert r.negated_f64(0.1) == -0.1
    assert r.negated_f64(3) == -3.0
    assert r.negated_bool(True) is False
    assert r.next_of_color(r.Color.Red) is r.Color.Green
    assert r.next_of_color(7) is r.Color.Red
    assert r.next_of_u32(Index(5)) == 6
    assert r.next_of_u32(True) == 2


def test_values_that_do_not_fit():
    for number in (-1, 2**32, 2**64, -(2**200)):
        message = refusal(OverflowError, r.next_of_u32, number)
        assert message.startswith("next_of_u32(): argument 'x' must be in ")
        assert message.endswith(f"got {number}")
    for call, bad in (
        (r.next_of_u32, ["1", 1.0, b"1", [], (5,), r.Vec2(1.0, 2.0), object()]),
        (r.negated_f64, ["1", b"1", [], 1j]),
        (r.negated_bool, [0, 1, "x", 1.0]),
        (r.next_of_color, [r.Level.High, "Red", 1.0, True]),
    ):
        for value in bad:
            message = refusal(TypeError, call, value)
            assert message.startswith(f"{call.__name__}(): argument 'x' must be ")
            assert message.endswith(f", not {kind_name(value)}")
    message = refusal(ValueError, r.next_of_color, 3)
    assert message == "next_of_color(): argument 'x': 3 is no Color"


def test_numpy_values(numpy):
    assert r.next_of_u32(numpy.uint8(5)) == 6
    assert r.next_of_u32(numpy.int64(5)) == 6
    assert r.negated_f64(numpy.float32(0.5)) == -0.5
    assert r.negated_bool(numpy.bool_(False)) is True
    assert "got -1" in refusal(OverflowError, r.next_of_u32, numpy.int8(-1))
    assert "must be" in refusal(TypeError, r.next_of_u32, numpy.float64(1))


def test_ctypes_values():
    number = ctypes.c_uint32(5)
    assert r.next_of_u32(number) == 6
    assert r.next_of_u32(ctypes.byref(number)) == 6
    assert r.next_of_u32(ctypes.pointer(number)) == 6
    numbers = (ctypes.c_uint32 * 3)(1, 2, 3)
    pointer = ctypes.cast(numbers, ctypes.POINTER(ctypes.c_uint32))
    assert r.next_of_u32(pointer) == 2
    assert r.negated_bool(ctypes.c_bool(True)) is False
    assert r.negated_f64(ctypes.c_double(0.5)) == -0.5


def test_ctypes_values_of_another_type():
    for value in (
        ctypes.c_uint16(5),
        ctypes.c_int32(5),
        ctypes.c_float(5),
        ctypes.c_void_p(5),
        ctypes.pointer(ctypes.c_uint16(5)),
        ctypes.pointer(r.Vec2(1.0, 2.0)),
    ):
        message = refusal(TypeError, r.next_of_u32, value)
        assert message.startswith("next_of_u32(): argument 'x' must be ")


def test_structs_with_arrays():
    digest = r.Digest(bytes(range(16)))
    assert r.digest_total(digest) == sum(range(16))
    assert r.digest_total(ctypes.pointer(digest)) == sum(range(16))
    assert "must be Digest" in refusal(TypeError, r.digest_total, bytes(16))


def test_arrays():
    assert r.array_sum([1, 2, 3, 255]) == 261
    assert r.array_sum(b"\x01\x02\x03\x04") == 10
    assert r.array_sum((ctypes.c_uint8 * 4)(1, 2, 3, 4)) == 10
    for bad in ([], [1, 2, 3], b"12345"):
        message = refusal(ValueError, r.array_sum, bad)
        assert message.startswith("array_sum(): argument 'x'")
    assert "argument 'x'" in refusal(OverflowError, r.array_sum, [1, 2, 3, 256])
    for bad in (5, "1234", [1, 2, 3, "x"], object()):
        assert "argument 'x'" in refusal(TypeError, r.array_sum, bad)


# Written


@pytest.mark.parametrize("kind", INCREMENTS)
def test_numbers_in_refs(kind):
    call = getattr(r, "increment_" + kind)
    _, low, high = INCREMENTS[kind]
    for before, after in ((low, low + 1), (0, 1), (100, 101), (high, low)):
        ref = r.Ref(before)
        assert call(ref) is None
        assert ref.value == after
        assert type(ref.value) is int
    ref = r.Ref(True)
    call(x=ref)
    assert ref.value == 2
    ref = r.Ref(Index(5))
    call(ref)
    assert ref.value == 6


@pytest.mark.parametrize("kind", INCREMENTS)
def test_numbers_in_ctypes(kind):
    call = getattr(r, "increment_" + kind)
    ctype, low, high = INCREMENTS[kind]
    number = ctype(5)
    call(number)
    assert number.value == 6
    call(ctypes.byref(number))
    call(ctypes.pointer(number))
    assert number.value == 8
    numbers = (ctype * 2)(high, 5)
    call(ctypes.cast(numbers, ctypes.POINTER(ctype)))
    assert list(numbers) == [low, 5]


@pytest.mark.parametrize("kind", INCREMENTS)
def test_plain_numbers_cannot_be_written_to(kind):
    name = "increment_" + kind
    for value in (5, 0, 2**200, True, 1.5, "x", b"x", r.Color.Red, [5], object()):
        message = refusal(TypeError, getattr(r, name), value)
        assert message.startswith(f"{name}(): argument 'x' must be ")
        assert "Ref" in message
        assert message.endswith(f", not {kind_name(value)}")


@pytest.mark.parametrize("kind", INCREMENTS)
def test_numbers_in_refs_that_do_not_fit(kind):
    name = "increment_" + kind
    _, low, high = INCREMENTS[kind]
    for value in (low - 1, high + 1, 2**200):
        ref = r.Ref(value)
        assert refusal(OverflowError, getattr(r, name), ref) == (
            f"{name}(): argument 'x' must be in {low}..={high}, got {value}"
        )
        assert ref.value == value
    for value in ("x", None, 1.0, r.Ref(5)):
        message = refusal(TypeError, getattr(r, name), r.Ref(value))
        assert message.startswith(f"{name}(): argument 'x'")


def test_ctypes_of_another_type():
    for value in (
        ctypes.c_uint16(5),
        ctypes.c_int32(5),
        ctypes.c_float(5),
        ctypes.c_void_p(5),
        ctypes.pointer(ctypes.c_uint64(5)),
        r.Vec2(1.0, 2.0),
    ):
        message = refusal(TypeError, r.increment_u32, value)
        assert message.startswith("increment_u32(): argument 'x' must be ")


def test_numpy_numbers_cannot_be_written_to(numpy):
    assert "Ref" in refusal(TypeError, r.increment_u32, numpy.uint32(5))
    ref = r.Ref(numpy.uint32(5))
    r.increment_u32(ref)
    assert ref.value == 6
    assert type(ref.value) is int


def test_floats():
    for call, ctype in (
        (r.increment_f32, ctypes.c_float),
        (r.increment_f64, ctypes.c_double),
    ):
        ref = r.Ref(0.5)
        call(ref)
        assert ref.value == 1.5
        ref.value = 3
        call(ref)
        assert ref.value == 4.0
        assert type(ref.value) is float
        number = ctype(0.5)
        call(number)
        assert number.value == 1.5
        for value in (0.5, 1, "x"):
            assert "Ref" in refusal(TypeError, call, value)
        assert "argument 'x'" in refusal(TypeError, call, r.Ref("x"))
    ref = r.Ref(1e300)
    r.increment_f32(ref)
    assert ref.value == math.inf


def test_bools():
    ref = r.Ref(True)
    assert r.toggle_bool(ref) is True
    assert ref.value is False
    assert r.toggle_bool(ref) is False
    assert ref.value is True
    flag = ctypes.c_bool(False)
    r.toggle_bool(flag)
    assert flag.value is True
    ref = r.Ref(False)
    r.toggle_flag(ref)
    assert ref.value is True
    for call in (r.toggle_bool, r.toggle_flag):
        for value in (True, False, 1):
            assert "Ref" in refusal(TypeError, call, value)
        for value in (1, None, "x"):
            assert "argument 'x'" in refusal(TypeError, call, r.Ref(value))


def test_enums():
    ref = r.Ref(r.Color.Red)
    r.advance_color(ref)
    assert ref.value is r.Color.Green
    ref.value = 7
    r.advance_color(ref)
    assert ref.value is r.Color.Red
    for value in (r.Color.Red, 7, "Red"):
        assert "Ref" in refusal(TypeError, r.advance_color, value)
    ref.value = 3
    message = refusal(ValueError, r.advance_color, ref)
    assert message == "advance_color(): argument 'x': 3 is no Color"
    assert "argument 'x'" in refusal(TypeError, r.advance_color, r.Ref(r.Level.High))


def test_structs():
    point = r.Vec2(1.0, 2.0)
    assert r.swap_in_place(point) is None
    assert point == r.Vec2(2.0, 1.0)
    r.swap_in_place(ctypes.pointer(point))
    assert point == r.Vec2(1.0, 2.0)
    r.swap_in_place(ctypes.byref(point))
    assert point == r.Vec2(2.0, 1.0)
    for value in (5, (1.0, 2.0), "x", r.Vec3(1.0, 2.0, 3.0), r.Vec2):
        message = refusal(TypeError, r.swap_in_place, value)
        assert message.startswith("swap_in_place(): argument 'x' must be ")
        assert "Vec2" in message
        assert message.endswith(f", not {kind_name(value)}")


def test_parts_of_structs():
    segment = r.Segment(r.Vec2(1.0, 2.0), r.Vec2(3.0, 4.0), r.Rgb(5, 6, 7))
    r.swap_in_place(segment.end)
    assert segment.end == r.Vec2(4.0, 3.0)
    assert segment.start == r.Vec2(1.0, 2.0)
    several = (r.Vec2 * 2)(r.Vec2(1.0, 2.0), r.Vec2(3.0, 4.0))
    r.swap_in_place(several[1])
    assert several[1] == r.Vec2(4.0, 3.0)


def test_arrays_in_structs():
    digest = r.Digest(bytes(16))
    r.fill_digest(digest, 250)
    assert bytes(digest.bytes) == bytes((250 + n) % 256 for n in range(16))
    packet = r.Packet(255, [0, 0, 0, 0], False, r.Digest(bytes(16)))
    r.fill_packet(packet)
    assert packet == r.Packet(0, [1, 2, 3, 4], True, r.Digest(bytes(range(16))))
    r.fill_digest(packet.digest, 1)
    assert packet.digest.bytes[0] == 1


def test_arrays_in_place():
    numbers = (ctypes.c_uint8 * 4)(1, 2, 3, 4)
    r.reverse_array(numbers)
    assert list(numbers) == [4, 3, 2, 1]
    ref = r.Ref([1, 2, 3, 4])
    r.reverse_array(ref)
    assert list(ref.value) == [4, 3, 2, 1]
    for value in ([1, 2, 3, 4], b"1234", 5):
        message = refusal(TypeError, r.reverse_array, value)
        assert message.startswith("reverse_array(): argument 'x' must be ")
    assert "argument 'x'" in refusal(ValueError, r.reverse_array, r.Ref([1, 2, 3]))
    assert "argument 'x'" in refusal(TypeError, r.reverse_array, r.Ref(5))


def test_two():
    a, b = r.Ref(5), r.Ref(-7)
    r.exchange(a, b)
    assert (a.value, b.value) == (-7, 5)
    number = ctypes.c_int64(9)
    r.exchange(a=a, b=number)
    assert (a.value, number.value) == (9, -7)
    with pytest.raises(TypeError, match="argument 'b' must be .*Ref"):
        r.exchange(a, 5)


def test_results_by_reference():
    quotient, rest = r.Ref(0), r.Ref(0)
    assert r.divide_with_rest(17, 5, quotient, rest) is True
    assert (quotient.value, rest.value) == (3, 2)
    assert r.divide_with_rest(17, 0, quotient, rest) is False
    assert (quotient.value, rest.value) == (3, 2)
    assert "argument 'a'" in refusal(
        OverflowError, r.divide_with_rest, -1, 1, quotient, rest
    )
    bad = r.Ref("x")
    assert "argument 'rest'" in refusal(
        TypeError, r.divide_with_rest, 1, 1, quotient, bad
    )
    assert (quotient.value, rest.value, bad.value) == (3, 2, "x")


def test_both_kinds():
    total = r.Vec3(1.0, 1.0, 1.0)
    r.add_scaled(total, 0.5, r.Vec3(2.0, 4.0, 6.0), 2)
    assert total == r.Vec3(3.0, 5.0, 7.0)
    assert "argument 'x' must be Vec3" in refusal(
        TypeError, r.add_scaled, total, 0.5, 5, 2
    )
    assert total == r.Vec3(3.0, 5.0, 7.0)


def test_ref():
    ref = r.Ref(5)
    assert ref.value == 5
    assert repr(ref) == "Ref(5)"
    ref.value = 7
    assert repr(ref) == "Ref(7)"
    assert repr(r.Ref(r.Color.Red)) == "Ref(Color.Red)"
    assert repr(r.Ref(r.EnumPayload.C(5))) == "Ref(EnumPayload.C(5))"
    assert repr(r.Ref(None)) == "Ref(None)"
    assert r.Ref(value=5).value == 5
    for bad in ((), (1, 2)):
        with pytest.raises(TypeError):
            r.Ref(*bad)
    with pytest.raises(AttributeError):
        ref.misspelt = 1
    made = copy.copy(ref)
    made.value = 9
    assert ref.value == 7


def test_refs_are_for_references_only():
    assert "argument" in refusal(TypeError, r.same_u32, r.Ref(5))
    assert "argument" in refusal(TypeError, r.swap_vec2, r.Ref(r.Vec2(1.0, 2.0)))


# Optional


def test_optional():
    assert r.optional_u32(5) == 5
    assert r.optional_u32(0) == 0
    assert r.optional_u32(None) == -1
    assert r.optional_u32(ctypes.c_uint32(7)) == 7
    assert r.optional_vec2(r.Vec2(1.0, 2.0)) == 3.0
    assert r.optional_vec2(None) == -1.0
    assert r.optional_color(r.Color.Blue) == 7
    assert r.optional_color(None) == 0
    assert [r.optional_bool(value) for value in (False, True, None)] == [0, 1, 2]
    assert r.optional_payload(r.EnumPayload.C(5)) == 5.0
    assert r.optional_payload(r.EnumPayload.A()) == 0.0
    assert r.optional_payload(None) == -1.0


def test_optional_of_another_type():
    assert "argument 'x'" in refusal(TypeError, r.optional_u32, "x")
    assert "argument 'x'" in refusal(OverflowError, r.optional_u32, -1)
    assert "argument 'x' must be Vec2" in refusal(TypeError, r.optional_vec2, 5)
    assert "argument 'x'" in refusal(TypeError, r.optional_color, r.Level.High)
    assert "argument 'x'" in refusal(TypeError, r.optional_bool, 0)
    assert "argument 'x'" in refusal(TypeError, r.optional_payload, 5)


def test_null_pointers():
    assert r.optional_u32(ctypes.POINTER(ctypes.c_uint32)()) == -1
    assert r.optional_vec2(ctypes.POINTER(r.Vec2)()) == -1.0


def test_optional_in_place():
    ref = r.Ref(5)
    assert r.optional_increment(ref) is True
    assert ref.value == 6
    assert r.optional_increment(None) is False
    assert "Ref" in refusal(TypeError, r.optional_increment, 5)
    point = r.Vec2(1.0, 2.0)
    assert r.optional_swap(point) is True
    assert point == r.Vec2(2.0, 1.0)
    assert r.optional_swap(None) is False
    ref = r.Ref(r.EnumPayload.C(1))
    assert r.optional_replace(ref) is True
    assert ref.value is r.EnumPayload.A()
    assert r.optional_replace(None) is False
    assert "Ref" in refusal(TypeError, r.optional_replace, r.EnumPayload.A())


# Returned


def test_returned_numbers():
    number = ctypes.c_uint32(5)
    for pointer in (r.same_ref_u32(number), r.same_mut_u32(number)):
        assert pointer[0] == 5
        assert pointer.contents.value == 5
        assert ctypes.addressof(pointer.contents) == ctypes.addressof(number)
        assert r.next_of_u32(pointer) == 6
    r.same_mut_u32(number)[0] = 7
    assert number.value == 7


def test_returned_structs():
    point = r.Vec2(1.0, 2.0)
    for pointer in (r.same_ref_vec2(point), r.same_mut_vec2(point)):
        assert pointer.contents == point
        assert pointer[0] == point
        assert type(pointer.contents) is r.Vec2
        assert ctypes.addressof(pointer.contents) == ctypes.addressof(point)
    r.same_mut_vec2(point).contents.x = 9.0
    assert point.x == 9.0
    r.swap_in_place(r.same_mut_vec2(point))
    assert point == r.Vec2(2.0, 9.0)


def test_returned_pointers_keep_what_they_point_into():
    temporary = r.same_ref_u32(5)
    numbers = r.same_mut_u32(ctypes.c_uint32(6))
    struct = r.same_ref_vec2(r.Vec2(1.0, 2.0))
    part = r.start_of(r.Segment(r.Vec2(3.0, 4.0), r.Vec2(0.0, 0.0), r.Rgb(0, 0, 0)))
    scalar = r.x_of(r.Vec2(5.0, 6.0))
    made = [r.same_ref_u32(n) for n in range(100)]
    kept = churn()
    assert temporary[0] == 5
    assert numbers[0] == 6
    assert struct[0] == r.Vec2(1.0, 2.0)
    assert part.contents == r.Vec2(3.0, 4.0)
    assert scalar[0] == 5.0
    assert [pointer[0] for pointer in made] == list(range(100))
    assert kept


def test_either_argument_is_kept():
    larger = r.larger_ref(5, 7)
    other = r.larger_ref(ctypes.c_uint32(9), 7)
    kept = churn()
    assert larger[0] == 7
    assert other[0] == 9
    assert kept


def test_pointers_from_pointers():
    pointer = r.same_ref_vec2(r.same_ref_vec2(r.Vec2(1.0, 2.0)))
    nested = r.x_of(r.same_mut_vec2(r.Vec2(3.0, 4.0)))
    kept = churn()
    assert pointer[0] == r.Vec2(1.0, 2.0)
    assert nested[0] == 3.0
    assert kept


def test_parts():
    segment = r.Segment(r.Vec2(1.0, 2.0), r.Vec2(3.0, 4.0), r.Rgb(5, 6, 7))
    start = r.start_of(segment)
    segment.start.x = 9.0
    assert start.contents == r.Vec2(9.0, 2.0)
    point = r.Vec2(1.0, 2.0)
    r.x_of(point)[0] = 5.0
    assert point == r.Vec2(5.0, 2.0)


def test_optional_results():
    point = r.Vec2(1.0, 2.0)
    assert r.same_optional_ref(point)[0] == point
    assert r.same_optional_ref(None) is None
    ref = ctypes.c_uint32(5)
    r.same_optional_mut(ref)[0] = 6
    assert ref.value == 6
    assert r.same_optional_mut(None) is None


def test_refs_by_returned_pointers():
    ref = r.Ref(5)
    pointer = r.same_mut_u32(ref)
    kept = churn()
    assert pointer[0] == 5
    assert ref.value == 5
    assert kept


def test_returned_sum_types_are_copies():
    assert r.same_ref_color(r.Color.Blue) is r.Color.Blue
    payload = r.EnumPayload.B(r.Vec3(1.0, 2.0, 3.0))
    result = r.same_ref_payload(payload)
    assert result == payload
    assert r.same_ref_payload(r.EnumPayload.A()) is r.EnumPayload.A()
    assert r.same_ref_option(5) == 5
    assert r.same_optional_ref_payload(payload) == payload
    assert r.same_optional_ref_payload(None) is None
    kept = churn()
    assert result == payload
    assert kept


def test_static():
    assert r.static_u32()[0] == 42
    assert r.static_vec2().contents == r.Vec2(0.5, -0.5)
    assert r.static_payload() == r.EnumPayload.C(42)
    assert r.static_option() == 42
    addresses = {ctypes.addressof(r.static_vec2().contents) for _ in range(3)}
    assert len(addresses) == 1
