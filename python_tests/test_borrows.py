"""What a value points to lives as long as the value, wherever the pointer stands in it."""

import copy
import ctypes
import gc

import pytest

import reference_project as r

GARBAGE = 0xDEADBEEFDEADBEEF


def churn():
    """Have the memory of whatever nobody keeps alive used for something else."""
    gc.collect()
    filler = [(ctypes.c_uint64 * 1)(GARBAGE) for _ in range(20_000)]
    del filler


def number(loan):
    """The number behind a loan, read by Python."""
    held = loan.value
    return held.number[0] if isinstance(held, r.Holder) else held[0]


def lender():
    """One that points to the numbers from 1 on, none of which anybody else keeps."""
    return r.Lender(
        loan=r.Loan.Number(1),
        maybe=r.Some(2),
        pair=[3, 4],
        held=[r.Holder(5), r.Holder(6)],
        loans=[r.Loan.Number(7), r.Loan.Held(r.Holder(8))],
        raw=ctypes.c_uint32(9),
    )


def numbers(it):
    raw = ctypes.cast(it.raw, ctypes.POINTER(ctypes.c_uint32))
    items = [number(it.loan), it.maybe.value[0], *(p[0] for p in it.pair)]
    items += [held.number[0] for held in it.held]
    return [*items, *map(number, it.loans), raw[0]]


ALL = list(range(1, 10))
SUM = 1 + 3 + 4 + 5 + 6 + 7 + 8


def test_arguments_live_during_the_call():
    assert r.number_in_option(r.Some(5)) == 5
    assert r.number_in_option(None) == 0
    assert r.number_behind_option(r.Some(5)) == 5
    assert r.number_behind_option(r.Ref(r.Some(5))) == 5
    assert r.number_in_result(r.Ok(5)) == 5
    assert r.number_in_result(r.Err(5)) == 0
    assert r.loan_number(r.Loan.Number(5)) == 5
    assert r.loan_number(r.Loan.Held(r.Holder(5))) == 5
    assert r.loan_number(r.Loan.Nothing()) == 0


def test_fields_keep_what_they_point_to():
    made = lender()
    churn()
    assert r.lender_sum(made) == SUM
    assert numbers(made) == ALL


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, r.same_lender])
def test_copies_keep_what_they_point_to(duplicate):
    made = lender()
    other = duplicate(made)
    # What the first one points to now is no longer what the other one does.
    made.loan = made.loans[0] = r.Loan.Nothing()
    made.maybe = None
    made.pair = [0, 0]
    made.held = [r.Holder(0), r.Holder(0)]
    made.raw = None
    del made
    churn()
    assert numbers(other) == ALL


def test_parts_keep_what_they_point_to():
    made = lender()
    loan, maybe, pair = made.loan, made.maybe, made.pair
    held, loans = made.held, made.loans
    first_held, second_loan = held[0], loans[1]
    del made
    churn()
    assert number(loan) == 1
    assert maybe.value[0] == 2
    assert [p[0] for p in pair] == [3, 4]
    assert [it.number[0] for it in held] == [5, 6]
    assert list(map(number, loans)) == [7, 8]
    del held, loans
    churn()
    assert (first_held.number[0], number(second_loan)) == (5, 8)


def test_items_keep_what_they_point_to():
    made = lender()
    made.pair[0] = 13
    made.pair[1:] = [14]
    made.held[0] = r.Holder(15)
    made.held[1:] = [r.Holder(16)]
    made.held[0].number = 25
    made.loans[0] = r.Loan.Number(17)
    made.loans[1:] = [r.Loan.Number(18)]
    churn()
    assert numbers(made) == [1, 2, 13, 14, 25, 16, 17, 18, 9]
    # From another array, which goes.
    other = lender()
    made.pair, made.held, made.loans = other.pair, other.held, other.loans
    del other
    churn()
    assert numbers(made) == ALL


def test_fields_from_pointers_that_go():
    for value in [
        ctypes.byref(ctypes.c_uint32(5)),
        ctypes.pointer(ctypes.c_uint32(5)),
        r.number_or_error(5, False),
        r.Ref(5),
        ctypes.c_uint32(5),
        5,
    ]:
        made = r.Holder(value)
        del value
        churn()
        assert made.number[0] == 5


def test_byref_with_an_offset():
    # Only the first byte of a number lies in it that far behind.
    with pytest.raises(ValueError, match="too small"):
        r.Holder(ctypes.byref(ctypes.c_uint32(5), 3))


def test_results_keep_their_arguments():
    option = r.same_number_option(r.Some(1))
    held = r.same_holder_option(r.Holder(2))
    same = r.same_loan(r.Loan.Number(3))
    lent, lent_held = r.lend(4), r.lend_held(5)
    borrowed = r.holder_or_error(r.Holder(6), False)
    pointer = r.number_or_error(7, False)
    churn()
    assert option.value[0] == 1
    assert held.number[0] == 2
    assert [number(it) for it in (same, lent, lent_held)] == [3, 4, 5]
    assert (borrowed.number[0], pointer[0]) == (6, 7)


def test_errors_keep_their_arguments():
    with pytest.raises(r.RustError) as borrowed:
        r.holder_or_error(r.Holder(6), True)
    with pytest.raises(r.RustError) as pointer:
        r.number_or_error(7, True)
    churn()
    assert borrowed.value.error.number[0] == 6
    assert pointer.value.error[0] == 7


def test_refs_keep_what_their_value_points_to():
    ref = r.Ref(r.Loan.Number(5))
    made = r.Ref(lender())
    assert r.lender_sum(made) == SUM
    value = made.value
    del made
    churn()
    assert numbers(value) == ALL
    assert number(ref.value) == 5
    twice = r.Ref(5)
    for _ in range(3):
        assert r.read_twice(twice) == 5
        churn()


def test_a_ref_lends_the_struct_itself():
    point = r.Vec2(1, 2)
    ref = r.Ref(point)
    r.negate_mut(ref)
    assert ref.value is point
    assert point == r.Vec2(-1, -2)
    point.x = 50
    assert ref.value.x == 50


def test_what_is_copied_from_a_subclass_keeps_what_it_points_to():
    class Mine(r.Holder):
        pass

    loan = r.Loan.Held(Mine(5))
    churn()
    assert type(loan.value) is r.Holder
    assert number(loan) == 5
