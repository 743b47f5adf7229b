"""What crosses the border, and who owns it then: made, lent, changed in place, freed.

Each step makes all that it uses and leaves nothing behind. `test_counting.py` demands that the
balance is steady over each; `tests/valgrind.rs` runs this file under valgrind, which also sees
what is read or written after it was freed. A new step is a function with `@step`.
"""

import ctypes
import gc
import sys

import reference_project as r

STEPS = []


def step(function):
    STEPS.append(function)
    return function


# Handles: Rust allocates, Python says when to free


@step
def handles():
    context = r.context_create(5)
    for number in range(100):
        # Grows, so it moves.
        r.context_append(context, number)
    assert r.context_total(context) == 5 + sum(range(100))
    assert r.context_same(context) == context
    ledger = r.ledger_create()
    r.ledger_book(ledger, context)
    assert r.desk_count(r.desk_create(context, ledger, 1)) == 102
    r.ledger_destroy(ledger)
    r.context_destroy(context)


@step
def handles_of_generics():
    vault = r.vault_create(5)
    assert r.vault_replace(vault, 6) == 5
    assert r.vault_item(vault) == 6
    r.vault_destroy(vault)


@step
def handles_in_results():
    context = r.context_try_create(1)
    r.context_destroy(context)
    raises(r.MathErrorException, r.context_try_create, 0)


@step
def references_into_handles():
    context = r.context_create(5)
    r.context_append(context, 7)
    last = r.context_last(context)
    assert last[0] == 7
    del last
    r.context_destroy(context)


@step
def null_handles():
    r.context_destroy(None)
    assert r.context_null() is None
    assert r.context_optional_count(None) == -1


# Values: copied, whether in registers or in memory


@step
def structs():
    assert r.swap_vec2(r.Vec2(1, 2)) == r.Vec2(2, 1)
    segment = r.Segment(r.Vec2(1, 2), r.Vec2(3, 4), r.Rgb(5, 6, 7))
    start = r.reverse_segment(segment).start
    gc.collect()
    assert start == r.Vec2(3, 4)
    packed = r.PackedAligned(1, 2)
    assert r.same_packed(packed) == packed


@step
def arrays():
    digest = r.make_digest(7)
    assert r.digest_sum(r.reverse_digest(digest)) == r.digest_sum(digest)


@step
def data_enums():
    payload = r.EnumPayload.B(r.Vec3(1, 2, 3))
    assert r.same_payload(payload) == payload
    for index in range(3):
        r.map_payload(r.make_payload(index))


@step
def options():
    assert r.invert_option_u32(r.invert_option_u32(5)) == 5
    assert r.same_option_option(r.Some(None)) == r.Some(None)


@step
def results():
    assert r.divide(7, 2) == 3
    raises(r.MathErrorException, r.divide, 1, 0)


@step
def refused_arguments():
    raises(OverflowError, r.complement_u8, 256)
    raises(TypeError, r.swap_vec2, (1, 2))
    raises(TypeError, r.context_total, 5)


# References and pointers: Rust reads and writes what Python owns


@step
def references():
    number = r.Ref(41)
    r.increment_u32(number)
    assert number.value == 42
    point = r.Vec2(1, 2)
    r.swap_in_place(point)
    assert point == r.Vec2(2, 1)
    numbers = r.Ref([1, 2, 3, 4])
    r.reverse_array(numbers)
    assert r.same_ref_u32(5)[0] == 5
    start = r.start_of(r.Segment(r.Vec2(1, 2), r.Vec2(3, 4), r.Rgb(5, 6, 7)))
    gc.collect()
    assert start[0] == r.Vec2(1, 2)


@step
def pointers():
    number = ctypes.c_int64(7)
    assert r.read_const(ctypes.pointer(number)) == 7
    assert r.increment_twice(ctypes.pointer(ctypes.pointer(number)))
    assert number.value == 8
    kept = r.same_const_i64(5)
    gc.collect()
    assert kept[0] == 5


@step
def borrows():
    lender = r.Lender(
        loan=r.Loan.Number(1),
        maybe=r.Some(2),
        pair=[3, 4],
        held=[r.Holder(5), r.Holder(6)],
        loans=[r.Loan.Number(7), r.Loan.Held(r.Holder(8))],
        raw=ctypes.c_uint32(9),
    )
    assert r.lender_sum(lender) == 1 + 3 + 4 + 5 + 6 + 7 + 8
    other = r.same_lender(lender)
    held = r.lend_held(5)
    del lender
    gc.collect()
    assert r.lender_sum(other) == 1 + 3 + 4 + 5 + 6 + 7 + 8
    assert r.loan_number(held) == 5
    assert r.number_or_error(5, False)[0] == 5
    raises(r.InteropError, r.number_or_error, 5, True)


def raises(error, call, *arguments):
    """Without pytest, which would run under valgrind too."""
    try:
        call(*arguments)
    except error:
        return
    raise AssertionError(f"no {error.__name__}")


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    for each in STEPS:
        for _ in range(rounds):
            each()


if __name__ == "__main__":
    main()
