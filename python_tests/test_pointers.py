"""Pointers: to values, to pointers, to nothing in particular, and in structs."""

import copy
import ctypes
import gc
import pickle

import pytest
from helpers import refusal

import reference_project as r

Int64Pointer = ctypes.POINTER(ctypes.c_int64)


def churn():
    """Collects garbage, and reuses the memory that it held."""
    gc.collect()
    return [bytearray(size) for size in range(256)], [r.Vec2(9.0, 9.0)] * 100


def address(pointer):
    return ctypes.addressof(pointer.contents)


# To values


def test_read():
    assert r.read_const(5) == 5
    assert r.read_const(-(2**63)) == -(2**63)
    number = ctypes.c_int64(7)
    assert r.read_const(number) == 7
    assert r.read_const(ctypes.pointer(number)) == 7
    assert r.read_const(ctypes.byref(number)) == 7
    numbers = (ctypes.c_int64 * 3)(1, 2, 3)
    assert r.read_const(ctypes.cast(numbers, Int64Pointer)) == 1


def test_null():
    assert r.read_const(None) == -1
    assert r.read_const(Int64Pointer()) == -1
    assert r.increment_mut(None) is False
    assert r.negate_mut(None) is False
    assert r.negate_mut(ctypes.POINTER(r.Vec2)()) is False


def test_write():
    ref = r.Ref(5)
    assert r.increment_mut(ref) is True
    assert ref.value == 6
    number = ctypes.c_int64(2**63 - 1)
    assert r.increment_mut(number) is True
    assert number.value == -(2**63)
    point = r.Vec2(1.0, -2.0)
    assert r.negate_mut(point) is True
    assert point == r.Vec2(-1.0, 2.0)
    assert r.negate_mut(ctypes.pointer(point)) is True
    assert point == r.Vec2(1.0, -2.0)


def test_of_another_type():
    for value in ("x", 1.0, b"12345678", [], r.Vec2(1.0, 2.0), object()):
        message = refusal(TypeError, r.read_const, value)
        assert message.startswith("read_const(): argument 'x' must be ")
        assert message.endswith(f", not {type(value).__name__}")
    for value in (
        ctypes.c_int32(5),
        ctypes.c_uint64(5),
        ctypes.pointer(ctypes.c_int32(5)),
        ctypes.pointer(ctypes.pointer(ctypes.c_int64(5))),
        ctypes.c_void_p(5),
    ):
        assert "argument 'x'" in refusal(TypeError, r.read_const, value)
        assert "argument 'x'" in refusal(TypeError, r.increment_mut, value)
    assert "argument 'x'" in refusal(OverflowError, r.read_const, 2**63)
    for value in (5, 1.0, True, "x"):
        assert "Ref" in refusal(TypeError, r.increment_mut, value)


def test_returned():
    number = ctypes.c_int64(5)
    pointer = r.same_const_i64(number)
    assert pointer[0] == 5
    assert address(pointer) == ctypes.addressof(number)
    pointer = r.same_mut_i64(number)
    pointer[0] = 6
    assert number.value == 6
    assert address(r.same_mut_i64(number)) == address(r.same_const_i64(number))
    point = r.Vec2(1.0, 2.0)
    assert r.same_const_vec2(point).contents == point
    assert address(r.same_const_vec2(point)) == ctypes.addressof(point)


def test_returned_null():
    assert r.null_const() is None
    assert r.null_mut() is None
    assert r.same_const_i64(None) is None
    assert r.same_mut_i64(None) is None
    assert r.same_const_vec2(None) is None


def test_returned_pointers_keep_what_they_point_into():
    temporary = r.same_const_i64(5)
    struct = r.same_const_vec2(r.Vec2(1.0, 2.0))
    scalar = r.same_mut_i64(ctypes.c_int64(6))
    kept = churn()
    assert temporary[0] == 5
    assert struct[0] == r.Vec2(1.0, 2.0)
    assert scalar[0] == 6
    assert kept


# To pointers


def test_twice():
    number = ctypes.c_int64(5)
    pointer = ctypes.pointer(number)
    assert r.read_twice(ctypes.pointer(pointer)) == 5
    assert r.read_twice(ctypes.byref(pointer)) == 5
    assert r.increment_twice(ctypes.pointer(pointer)) is True
    assert number.value == 6


def test_null_twice():
    assert r.read_twice(None) == -1
    assert r.read_twice(ctypes.pointer(Int64Pointer())) == -1
    assert r.read_twice(ctypes.POINTER(Int64Pointer)()) == -1
    assert r.increment_twice(None) is False
    assert r.increment_twice(ctypes.pointer(Int64Pointer())) is False


def test_exchange():
    first, second = ctypes.c_int64(1), ctypes.c_int64(2)
    a, b = ctypes.pointer(first), ctypes.pointer(second)
    r.exchange_pointers(ctypes.pointer(a), ctypes.pointer(b))
    assert (a[0], b[0]) == (2, 1)
    assert (first.value, second.value) == (1, 2)


def test_returned_twice():
    number = ctypes.c_int64(5)
    outer = ctypes.pointer(ctypes.pointer(number))
    result = r.same_const_const(outer)
    assert result[0][0] == 5
    assert address(result) == address(outer)
    assert r.same_const_const(None) is None
    assert r.read_twice(result) == 5


def test_twice_of_another_type():
    number = ctypes.c_int64(5)
    for value in (
        5,
        "x",
        r.Vec2(1.0, 2.0),
        number,
        ctypes.byref(number),
        ctypes.pointer(ctypes.pointer(ctypes.c_int32(5))),
        ctypes.c_void_p(5),
    ):
        for call in (r.read_twice, r.increment_twice):
            message = refusal(TypeError, call, value)
            assert message.startswith(f"{call.__name__}(): argument 'x' must be ")


# To nothing in particular


def test_addresses():
    for call in (r.same_void_const, r.same_void_mut):
        assert call(0x1234) == 0x1234
        assert call(2**47) == 2**47
        assert call(ctypes.c_void_p(0x1234)) == 0x1234
        assert call(None) is None
        assert call(ctypes.c_void_p()) is None
        assert call(0) is None
    assert r.address_of_void(0x1234) == 0x1234
    assert r.address_of_void(2**64 - 1) == 2**64 - 1
    assert r.address_of_void(None) == 0
    assert r.null_void() is None


def test_addresses_of_pointers():
    number = ctypes.c_uint32(5)
    assert r.address_of_void(ctypes.pointer(number)) == ctypes.addressof(number)
    assert r.address_of_void(ctypes.byref(number)) == ctypes.addressof(number)
    assert r.read_void(ctypes.pointer(number)) == 5
    assert r.read_void(ctypes.addressof(number)) == 5
    assert r.read_void(None) == 0
    r.write_void(ctypes.pointer(number), 7)
    assert number.value == 7
    r.write_void(ctypes.addressof(number), 2**32 - 1)
    assert number.value == 2**32 - 1
    r.write_void(None, 1)


def test_no_addresses():
    for value in ("x", b"x", 1.0, [], object()):
        message = refusal(TypeError, r.address_of_void, value)
        assert message.startswith("address_of_void(): argument 'x' must be ")
        assert message.endswith(f", not {type(value).__name__}")
    for value in (-1, 2**64, 2**200):
        message = refusal(OverflowError, r.address_of_void, value)
        assert message.startswith("address_of_void(): argument 'x'")


# In structs


def make_view(point=None):
    return r.View(id=1, number=ctypes.c_uint32(2), point=point)


def test_fields():
    number, point = ctypes.c_uint32(5), r.Vec2(1.0, 2.0)
    view = r.View(id=1, number=number, point=point)
    assert r.view_sum(view) == 9.0
    assert r.view_ref_sum(view) == 9.0
    number.value = 6
    point.x = 2.0
    assert r.view_sum(view) == 11.0
    assert view.number[0] == 6
    assert view.point.contents == point


def test_fields_by_pointer():
    number, point = ctypes.c_uint32(5), r.Vec2(1.0, 2.0)
    view = r.View(1, ctypes.pointer(number), ctypes.pointer(point))
    assert r.view_sum(view) == 9.0
    view.number = r.same_ref_u32(ctypes.c_uint32(7))
    assert r.view_sum(view) == 11.0


def test_fields_that_are_null():
    view = make_view()
    assert view.point is None
    assert r.view_sum(view) == 3.0
    view.point = r.Vec2(1.0, 2.0)
    assert r.view_sum(view) == 6.0
    view.point = None
    assert view.point is None
    assert r.view_sum(view) == 3.0


def test_fields_keep_what_they_point_to():
    views = [r.View(0, ctypes.c_uint32(n), r.Vec2(n, n)) for n in range(50)]
    kept = churn()
    assert [r.view_sum(view) for view in views] == [3.0 * n for n in range(50)]
    for n, view in enumerate(views):
        view.number = ctypes.c_uint32(2 * n)
        view.point = r.Vec2(1.0, 1.0)
    kept = churn()
    assert [r.view_sum(view) for view in views] == [2.0 * n + 2 for n in range(50)]
    assert kept


def test_what_is_read_keeps_its_owner():
    point = make_view(r.Vec2(1.0, 2.0)).point
    kept = churn()
    assert point.contents == r.Vec2(1.0, 2.0)
    assert kept


def test_returned_structs_keep_what_they_point_to():
    view = r.same_view(make_view(r.Vec2(1.0, 2.0)))
    kept = churn()
    assert r.view_sum(view) == 6.0
    assert kept


def test_fields_changed_by_rust():
    view = make_view(r.Vec2(1.0, 2.0))
    r.forget_point(view)
    assert view.point is None
    assert r.view_sum(view) == 3.0


def test_fields_of_another_type():
    view = make_view()
    for name, bad in (
        ("number", "x"),
        ("number", 1.0),
        ("number", ctypes.c_uint16(5)),
        ("number", ctypes.pointer(ctypes.c_uint16(5))),
        ("point", 5),
        ("point", (1.0, 2.0)),
        ("point", r.Vec3(1.0, 2.0, 3.0)),
        ("point", r.Vec2),
    ):
        message = refusal(TypeError, setattr, view, name, bad)
        assert message.startswith(f"View.{name} must be ")
        fields = {"id": 1, "number": ctypes.c_uint32(2), "point": None}
        message = refusal(TypeError, r.View, **dict(fields, **{name: bad}))
        assert message.startswith(f"View.{name} must be ")
    assert r.view_sum(view) == 3.0


def test_no_pickles():
    number = ctypes.c_uint32(5)
    for value in (
        make_view(),
        r.Target(number, number, 1),
        r.Writer(ctypes.c_uint64(5), 1),
        r.BorrowedU32(number),
        r.Chain(make_view(), None),
    ):
        for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
            with pytest.raises(TypeError, match=type(value).__name__):
                pickle.dumps(value, protocol)


def test_copies_keep_what_they_point_to():
    for copied in (copy.copy, copy.deepcopy):
        view = copied(make_view(r.Vec2(1.0, 2.0)))
        kept = churn()
        assert r.view_sum(view) == 6.0
        assert kept


def test_repr():
    assert repr(make_view()).startswith("View(id=1, number=")
    assert repr(make_view()).endswith("point=None)")


def test_raw_pointers():
    source, destination = ctypes.c_uint32(5), ctypes.c_uint32(10)
    target = r.Target(source=source, destination=destination, step=1)
    assert r.copy_target(target) is True
    assert destination.value == 16
    assert r.copy_target(r.same_target(target)) is True
    assert destination.value == 22
    assert target.destination[0] == 22
    for missing in ({"source": None}, {"destination": None}):
        fields = {"source": source, "destination": destination, "step": 1}
        assert r.copy_target(r.Target(**dict(fields, **missing))) is False
    nothing = r.same_target(r.Target(None, None, 1))
    assert nothing.source is None
    assert nothing.destination is None
    assert nothing.step == 1


def test_mutable_references():
    counter = ctypes.c_uint64(5)
    writer = r.Writer(counter=counter, step=3)
    r.advance_writer(writer)
    r.advance_writer(writer)
    assert counter.value == 11
    message = refusal(TypeError, r.Writer, 5, 3)
    assert message.startswith("Writer.counter must be ")


def test_generic():
    number, point = ctypes.c_uint32(5), r.Vec2(1.0, 2.0)
    assert r.borrowed_next(r.BorrowedU32(number)) == 6
    assert r.borrowed_sum(r.BorrowedVec2(item=point)) == 3.0
    assert "must be BorrowedU32, not BorrowedVec2" in refusal(
        TypeError, r.borrowed_next, r.BorrowedVec2(point)
    )
    with pytest.raises(TypeError, match=r"BorrowedVec2\.item must be "):
        r.BorrowedVec2(number)


def test_chains():
    chain = r.Chain(view=make_view(r.Vec2(1.0, 2.0)), raw=None)
    kept = churn()
    assert r.chain_sum(chain) == 6.0
    chain.raw = 0x1234
    assert chain.raw == 0x1234
    assert r.chain_sum(chain) == 7.0
    chain.raw = None
    assert chain.raw is None
    chain.view = make_view()
    kept = churn()
    assert r.chain_sum(chain) == 3.0
    assert kept


def test_addresses_of_all_kinds():
    text = ctypes.c_wchar_p("abc")
    callback = ctypes.CFUNCTYPE(None)(lambda: None)
    for it in [text, callback]:
        assert r.address_of_void(it) == ctypes.cast(it, ctypes.c_void_p).value
    assert r.read_void(ctypes.POINTER(ctypes.c_uint32)()) == 0


def test_variants_behind_byref_are_checked():
    for it in [ctypes.byref(ctypes.c_ubyte(77)), ctypes.pointer(ctypes.c_ubyte(77))]:
        with pytest.raises(ValueError, match=r"next_of_color\(\): argument 'x'"):
            r.next_of_color(it)
