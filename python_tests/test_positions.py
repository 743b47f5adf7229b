"""Every construct where no other test has it: round trips, and what is refused there."""

from __future__ import annotations

import array
import asyncio
import ctypes
import gc

import pytest
from helpers import refusal

import reference_project as r

HEADER = r.PackedHeader(kind=1, length=2, crc=3, scale=4.5)
OTHER_HEADER = r.PackedHeader(kind=5, length=6, crc=7, scale=8.5)
PARCEL = r.Parcel("from", "to", 5)


@pytest.fixture
def context():
    made = r.context_create(5)
    yield made
    r.context_destroy(made)


def ended(call, *arguments):
    """What a call returns, and what it fails with."""
    with pytest.raises(r.RustError) as caught:
        call(*arguments, True)
    return call(*arguments, False), caught.value.error


def numbers(*items):
    return array.array("I", items)


def add_one(x):
    return x + 1


def add_seven(x):
    return x + 7


# Numbers


def test_unit():
    assert r.has_unit(ctypes.c_uint8()) is True
    assert r.has_unit(None) is False
    assert refusal(TypeError, r.has_unit, ()) == (
        "has_unit(): argument 'x' must be an address, a ctypes instance or None, "
        "not tuple"
    )


@pytest.mark.parametrize("value", [True, False])
def test_flags(value):
    assert ended(r.bool_or_error, value) == (value, value)
    assert ended(r.flag_or_error, value) == (value, value)
    assert r.map_flag(lambda x: x, value) is not value
    assert r.last_flag([not value, value]) is value
    assert list(r.reverse_vec_flags([value, True, False])) == [False, True, value]


def test_no_flags():
    assert r.last_flag([]) is None
    assert list(r.reverse_vec_flags([])) == []
    assert refusal(TypeError, r.last_flag, [True, 1]) == (
        "last_flag(): argument 'items'[1] must be bool, not int"
    )
    assert refusal(TypeError, r.reverse_vec_flags, [1]) == (
        "reverse_vec_flags(): argument 'items'[0] must be bool, not int"
    )
    # Not every byte is a flag.
    for call in (r.last_flag, r.reverse_vec_flags):
        text = refusal(TypeError, call, bytearray(b"\0\2"))
        assert text.startswith(
            f"{call.__name__}(): argument 'items' must be a buffer of bool, not of u8"
        )
    for call in (r.bool_or_error, r.flag_or_error):
        assert refusal(TypeError, call, 1, True) == (
            f"{call.__name__}(): argument 'x' must be bool, not int"
        )


def test_floats():
    assert ended(r.f64_or_error, 0.5) == (0.5, 0.5)
    assert refusal(TypeError, r.f64_or_error, "x", True) == (
        "f64_or_error(): argument 'x' must be float, not str"
    )


def test_characters():
    assert ended(r.char_or_error, b"\xff") == (b"\xff", b"\xff")
    assert list(r.reverse_vec_chars([b"a", b"b"])) == [b"b", b"a"]
    assert list(r.reverse_vec_chars(b"ab")) == [b"b", b"a"]
    assert refusal(TypeError, r.reverse_vec_chars, [b"a", "b"]) == (
        "reverse_vec_chars(): argument 'items'[1] must be bytes, not str"
    )
    assert refusal(TypeError, r.char_or_error, "x", True) == (
        "char_or_error(): argument 'x' must be bytes, not str"
    )


@pytest.mark.parametrize(
    "make",
    [
        lambda: b"x",
        lambda: r.Ref(b"x"),
        lambda: ctypes.c_char(b"x"),
        lambda: ctypes.byref(ctypes.c_char(b"x")),
        lambda: ctypes.pointer(ctypes.c_char(b"x")),
        lambda: (ctypes.c_char * 2)(b"x", b"y"),
    ],
)
def test_characters_behind_references(make):
    assert r.char_at(make()) == b"x"


def test_characters_that_are_replaced():
    ref = r.Ref(b"x")
    assert r.replace_char(ref, b"y") == b"x"
    assert ref.value == b"y"
    assert r.replace_char(ref, b"z") == b"y"
    assert ref.value == b"z"
    for lend in (lambda it: it, ctypes.byref, ctypes.pointer):
        memory = ctypes.c_char(b"x")
        assert r.replace_char(lend(memory), b"y") == b"x"
        assert memory.value == b"y"
    assert refusal(TypeError, r.char_at, "x") == (
        "char_at(): argument 'x' must be bytes, not str"
    )
    assert refusal(ValueError, r.char_at, b"xy").startswith("char_at(): argument 'x'")
    assert refusal(TypeError, r.replace_char, b"x", b"y").startswith(
        "replace_char(): argument 'x' must be Ref(value)"
    )


# Transparent and packed structs


def test_transparent_structs():
    one, two = r.Identifier(1), r.Identifier(2)
    assert ended(r.identifier_or_error, one) == (one, one)
    assert r.last_identifier([one, two]) == two
    assert r.last_identifier([]) is None
    assert r.reverse_vec_identifiers([one, two]) == [two, one]
    assert r.same_visitor(r.Visitor.Known(two)) == r.Visitor.Known(two)
    assert r.same_visitor(r.Visitor.Stranger()) is r.Visitor.Stranger()
    assert refusal(TypeError, r.identifier_or_error, 1, True) == (
        "identifier_or_error(): argument 'x' must be Identifier, not int"
    )
    assert refusal(TypeError, r.last_identifier, [1]) == (
        "last_identifier(): argument 'items'[0] must be Identifier, not int"
    )
    assert refusal(TypeError, r.reverse_vec_identifiers, [one, 2]) == (
        "reverse_vec_identifiers(): argument 'items'[1] must be Identifier, not int"
    )
    assert refusal(TypeError, r.Visitor.Known, 1) == (
        "Visitor.Known(): argument 'value' must be Identifier, not int"
    )


def test_packed_structs():
    assert ended(r.header_or_error, HEADER) == (HEADER, HEADER)
    assert r.same_option_header(HEADER) == HEADER
    assert r.same_option_header(None) is None
    assert r.reverse_vec_headers([HEADER, OTHER_HEADER]) == [OTHER_HEADER, HEADER]
    assert refusal(TypeError, r.header_or_error, 5, True) == (
        "header_or_error(): argument 'x' must be PackedHeader, not int"
    )
    assert refusal(TypeError, r.same_option_header, 5) == (
        "same_option_header(): argument 'x' must be PackedHeader, not int"
    )
    assert refusal(TypeError, r.reverse_vec_headers, [5]) == (
        "reverse_vec_headers(): argument 'items'[0] must be PackedHeader, not int"
    )


def test_fields_and_items_of_arrays():
    ids = [r.Identifier(number) for number in range(3)]
    roster = r.Roster(ids[0], ids[1:], [HEADER, OTHER_HEADER])
    assert r.same_roster(roster) == roster
    roster.rivals[1].id = 77
    roster.headers[1].length = 99
    roster.id = r.Identifier(55)
    same = r.same_roster(roster)
    assert (same.id.id, same.rivals[1].id, same.headers[1].length) == (55, 77, 99)
    assert OTHER_HEADER.length == 6
    assert refusal(TypeError, r.Roster, 0, ids[1:], [HEADER] * 2) == (
        "Roster.id must be Identifier, not int"
    )
    assert refusal(TypeError, r.Roster, ids[0], [ids[1], 2], [HEADER] * 2) == (
        "Roster.rivals[1] must be Identifier, not int"
    )
    assert refusal(TypeError, r.Roster, ids[0], ids[1:], [5, HEADER]) == (
        "Roster.headers[0] must be PackedHeader, not int"
    )


def test_wire():
    passport = r.Passport(r.Identifier(1), HEADER, "grüße")
    assert r.wire_passport(passport) == passport
    assert refusal(TypeError, r.Passport, 1, HEADER, "x") == (
        "Passport.id must be Identifier, not int"
    )
    assert refusal(TypeError, r.wire_passport, HEADER) == (
        "wire_passport(): argument 'x' must be Passport, not PackedHeader"
    )


# Arrays, enums, results


def test_arrays():
    value, error = ended(r.array_or_error, [1, 2, 3])
    assert value == error == [1, 2, 3]
    assert r.same_option_array([1, 2, 3]) == [1, 2, 3]
    assert r.same_option_array(None) is None
    assert r.reverse_vec_arrays([[1, 2, 3], [4, 5, 6]]) == [[4, 5, 6], [1, 2, 3]]
    assert refusal(TypeError, r.same_option_array, 5) == (
        "same_option_array(): argument 'x' must be a sequence, not int"
    )
    assert refusal(ValueError, r.same_option_array, [1, 2]) == (
        "same_option_array(): argument 'x' must have 3 items, got 2"
    )
    assert refusal(ValueError, r.array_or_error, [1, 2], True) == (
        "array_or_error(): argument 'x' must have 3 items, got 2"
    )
    assert refusal(ValueError, r.reverse_vec_arrays, [[1, 2]]) == (
        "reverse_vec_arrays(): argument 'items'[0] must have 3 items, got 2"
    )
    assert refusal(TypeError, r.reverse_vec_arrays, [[1, 2, "x"]]) == (
        "reverse_vec_arrays(): argument 'items'[0][2] must be int, not str"
    )


def test_enums_with_data():
    payloads = [r.EnumPayload.A(), r.EnumPayload.C(4)]
    assert r.reverse_vec_payloads(payloads) == payloads[::-1]
    assert r.apply_payload(lambda x: x, payloads[1]) == payloads[1]
    assert refusal(TypeError, r.reverse_vec_payloads, [5]) == (
        "reverse_vec_payloads(): argument 'items'[0] must be EnumPayload, not int"
    )


def test_results():
    results = [r.Ok(1), r.Err(r.MathError.Overflow), r.Panic, r.Null]
    for result in results:
        assert ended(r.result_or_error, result) == (result, result)
    assert r.reverse_vec_results(results) == results[::-1]
    seen = []
    assert r.give_result_u32(lambda x: seen.append(x) or 3, results[1]) == 3
    assert seen == [results[1]]
    assert refusal(TypeError, r.result_or_error, 5, True) == (
        "result_or_error(): argument 'x' must be Ok, Err, Panic or Null, not int"
    )
    assert refusal(TypeError, r.reverse_vec_results, [5]) == (
        "reverse_vec_results(): argument 'items'[0] must be Ok, Err, Panic or Null, "
        "not int"
    )


# Pointers


def test_items_that_are_pointers():
    items = r.reverse_vec_pointers([1, ctypes.c_uint32(2), None])
    gc.collect()
    assert items[0] is None
    assert [item[0] for item in items[1:]] == [2, 1]
    assert refusal(TypeError, r.reverse_vec_pointers, ["x"]) == (
        "reverse_vec_pointers(): argument 'items'[0] must be int, not str"
    )


def test_addresses():
    number = ctypes.c_uint32(5)
    at = ctypes.addressof(number)
    assert ended(r.address_or_error, number) == (at, at)
    assert ended(r.address_or_error, None) == (None, None)
    assert r.same_option_address(r.Some(number)) == r.Some(at)
    assert r.same_option_address(r.Some(None)) == r.Some(None)
    assert r.same_option_address(None) is None
    assert r.last_address([None, number]) == at
    assert r.last_address([number, None]) is r.last_address([]) is None
    assert r.reverse_vec_addresses([number, None]) == [None, at]
    assert r.address_at(r.Ref(number)) == at
    assert r.address_at(r.Ref(None)) is None
    assert r.same_pin(r.Pin.Address(number)) == r.Pin.Address(at)
    wanted = "must be an address, a ctypes instance or None, not str"
    assert refusal(TypeError, r.address_or_error, "x", True) == (
        f"address_or_error(): argument 'x' {wanted}"
    )
    assert refusal(TypeError, r.last_address, [None, "x"]) == (
        f"last_address(): argument 'items'[1] {wanted}"
    )
    assert refusal(TypeError, r.reverse_vec_addresses, ["x"]) == (
        f"reverse_vec_addresses(): argument 'items'[0] {wanted}"
    )
    assert refusal(TypeError, r.Pin.Address, "x") == (
        f"Pin.Address(): argument 'value' {wanted}"
    )
    assert refusal(TypeError, r.same_option_address, number) == (
        "same_option_address(): argument 'x' must be Some or None, not c_uint"
    )


def test_handles(context):
    assert ended(r.context_or_error, context) == (context, context)
    assert r.same_option_context(r.Some(context)) == r.Some(context)
    assert r.same_option_context(r.Some(None)) == r.Some(None)
    assert r.same_option_context(None) is None
    assert r.last_context([None, context]) == context
    assert r.last_context([context, None]) is r.last_context([]) is None
    assert r.reverse_vec_contexts([context, None]) == [None, context]
    assert r.context_at(context) == r.context_at(r.Ref(context)) == context
    assert r.same_pin(r.Pin.Context(context)) == r.Pin.Context(context)
    assert r.same_pin(r.Pin.Nowhere()) is r.Pin.Nowhere()
    # A handle that came back is one.
    assert r.context_total(r.last_context([context])) == 5
    assert refusal(TypeError, r.context_or_error, 5, True) == (
        "context_or_error(): argument 'x' must be Context, not int"
    )
    assert refusal(TypeError, r.last_context, [context, 5]) == (
        "last_context(): argument 'items'[1] must be Context, not int"
    )
    assert refusal(TypeError, r.reverse_vec_contexts, [5]) == (
        "reverse_vec_contexts(): argument 'items'[0] must be Context, not int"
    )
    assert refusal(TypeError, r.Pin.Context, 5) == (
        "Pin.Context(): argument 'value' must be Context, not int"
    )


def test_functions(context):
    value, error = ended(r.function_or_error, add_one)
    gc.collect()
    assert value(5) == error(5) == 6
    items = r.reverse_vec_functions([lambda x: x + 2, None, r.doubling_function()])
    gc.collect()
    assert items[1] is None
    assert (items[0](5), items[2](5)) == (10, 7)
    assert r.apply_function_at(add_seven, 5) == 12
    assert r.apply_function_at(r.Ref(add_seven), 5) == 12
    assert r.apply_function_at(r.doubling_function(), 5) == 10
    wanted = "must be callable or None, not int"
    assert refusal(TypeError, r.function_or_error, 5, True) == (
        f"function_or_error(): argument 'f' {wanted}"
    )
    assert refusal(TypeError, r.reverse_vec_functions, [5]) == (
        f"reverse_vec_functions(): argument 'items'[0] {wanted}"
    )
    assert refusal(TypeError, r.apply_function_at, 5, 5) == (
        f"apply_function_at(): argument 'f' {wanted}"
    )


def test_arrays_of_pointers(context):
    number = ctypes.c_uint32(5)
    board = r.Board(
        [number, None], [None, context], [lambda x: x + 1, r.doubling_function()]
    )
    same = r.same_board(board)
    del board
    gc.collect()
    assert same.addresses == [ctypes.addressof(number), None]
    assert same.contexts == [None, context]
    assert [function(5) for function in same.functions] == [6, 10]
    assert refusal(TypeError, r.Board, ["x", None], [None] * 2, [add_one] * 2) == (
        "Board.addresses[0] must be an address, a ctypes instance or None, not str"
    )
    assert refusal(TypeError, r.Board, [None] * 2, [None, 5], [add_one] * 2) == (
        "Board.contexts[1] must be Context, not int"
    )
    assert refusal(TypeError, r.Board, [None] * 2, [None] * 2, [add_one, 5]) == (
        "Board.functions[1] must be callable or None, not int"
    )


# What is lent


def test_c_strings():
    assert ended(r.cstring_or_error, "grüße") == ("grüße", "grüße")
    assert ended(r.cstring_or_error, None) == (None, None)
    assert refusal(TypeError, r.cstring_or_error, 5, True) == (
        "cstring_or_error(): argument 'x' must be str, bytes or None, not int"
    )


def test_slices():
    value, error = ended(r.slice_or_error, [1, 2])
    gc.collect()
    assert list(value) == list(error) == [1, 2]
    items = r.reverse_vec_slices([[1], numbers(2, 3), []])
    gc.collect()
    assert [list(item) for item in items] == [[], [2, 3], [1]]
    assert refusal(TypeError, r.slice_or_error, 5, True) == (
        "slice_or_error(): argument 'items' must be a sequence or a buffer, not int"
    )
    assert refusal(TypeError, r.reverse_vec_slices, [[1], ["x"]]) == (
        "reverse_vec_slices(): argument 'items'[1][0] must be int, not str"
    )


def test_slices_that_rust_changes():
    items, others = numbers(1, 2), numbers(3)
    value, error = ended(r.slice_mut_or_error, items)
    value[0], error[1] = 5, 6
    assert items == numbers(5, 6)
    assert r.double_option_slice(items) == [10, 12]
    assert r.double_option_slice(None) is None
    r.double_slices(r.Ref([items, others]))
    r.double_slices(r.Ref([value]))
    assert (items, others) == (numbers(40, 48), numbers(6))
    plot = r.same_plot(r.Plot.Field(items))
    r.double_plot(plot)
    assert items == numbers(80, 96)
    # Nobody else keeps what is behind this one.
    plot = r.same_plot(r.Plot.Field(numbers(1, 2)))
    gc.collect()
    r.double_plot(plot)
    assert list(plot.value) == [2, 4]
    assert r.same_plot(r.Plot.Fallow()) is r.Plot.Fallow()
    ref = r.Ref([1, 2])
    r.double_plot(r.Plot.Field(ref))
    r.double_option_slice(ref)
    assert ref.value == [4, 8]


def test_slices_that_rust_could_not_change():
    wanted = "must be a buffer that can be written to or Ref(sequence), not"
    assert refusal(TypeError, r.slice_mut_or_error, [1], True) == (
        f"slice_mut_or_error(): argument 'items' {wanted} list"
    )
    assert refusal(TypeError, r.double_option_slice, [1]) == (
        f"double_option_slice(): argument 'x' {wanted} list"
    )
    assert refusal(TypeError, r.double_slices, [numbers(1)]) == (
        f"double_slices(): argument 'items' {wanted} list"
    )
    assert refusal(TypeError, r.double_slices, r.Ref([numbers(1), [2]])) == (
        f"double_slices(): argument 'items'[1] {wanted} list"
    )
    assert refusal(TypeError, r.Plot.Field, [1]) == (
        f"Plot.Field(): argument 'value' {wanted} list"
    )
    assert refusal(TypeError, r.double_plot, r.Plot.Field(b"abcd")) == (
        f"double_plot(): argument 'x'.value {wanted} bytes"
    )


# What is owned


def test_what_is_owned():
    assert ended(r.vec_or_error, [1, 2]) == ([1, 2], [1, 2])
    assert ended(r.wire_or_error, ["a", "ß"]) == (["a", "ß"], ["a", "ß"])
    mail = r.Mail.Letter(["a", "ß"])
    assert r.same_mail(mail) == mail
    assert r.same_mail(r.Mail.Lost()) is r.Mail.Lost()
    assert refusal(TypeError, r.vec_or_error, 5, True) == (
        "vec_or_error(): argument 'items' must be a sequence or a buffer, not int"
    )
    assert refusal(TypeError, r.wire_or_error, ["a", 5], True) == (
        "wire_or_error(): argument 'x'[1] must be str, not int"
    )
    assert refusal(TypeError, r.same_mail, r.Mail.Letter([5])) == (
        "same_mail(): argument 'x'.value[0] must be str, not int"
    )
    assert refusal(TypeError, r.same_mail, ["a"]) == (
        "same_mail(): argument 'x' must be Mail, not list"
    )


def test_callbacks():
    value, error = ended(r.callback_or_error, add_one)
    gc.collect()
    assert value(5) == error(5) == 6
    closure = r.closure_adding(3)
    with pytest.raises(r.RustError) as caught:
        r.callback_or_error(closure, True)
    assert caught.value.error(5) == 8
    with pytest.raises(r.MovedError):
        closure(5)
    assert refusal(TypeError, r.callback_or_error, 5, True) == (
        "callback_or_error(): argument 'callback' must be callable, not int"
    )


def test_services():
    before = r.live_services()
    value, error = ended(r.counter_or_error, 5)
    assert (value.step(1), error.step(2)) == (6, 7)
    value.close()
    error.close()
    assert r.live_services() == before
    assert refusal(TypeError, r.counter_or_error, "x", True) == (
        "counter_or_error(): argument 'start' must be int, not str"
    )


def test_what_is_owned_is_freed(balance, loops):
    def run():
        ended(r.vec_or_error, [1, 2])
        ended(r.wire_or_error, ["a", "ß"])
        ended(r.callback_or_error, add_one)
        ended(r.counter_or_error, 5)
        with pytest.raises(r.RustError):
            r.callback_or_error(r.closure_adding(3), True)
        r.same_mail(r.Mail.Letter(["a", "ß"]))
        r.reverse_vec_slices([[1], [2, 3]])
        r.reverse_vec_pointers([1, 2])
        r.reverse_vec_functions([add_one, None])
        r.reverse_vec_results([r.Ok(1), r.Null])
        r.wire_passport(r.Passport(r.Identifier(1), HEADER, "x"))
        with pytest.raises(TypeError):
            r.same_mail(r.Mail.Letter(["a", 5]))

    balance.assert_steady(run, loops(200))


# Callbacks


def test_structs_in_callbacks():
    def step(x):
        return r.Identifier(x.id + 1)

    assert r.pass_identifier(step, r.Identifier(4)) == r.Identifier(5)
    assert r.call_header(lambda x: r.PackedHeader(1, x, 3, 4.5), 2) == HEADER
    assert r.call_parcel(lambda x: r.Parcel("from", "to", x), 5) == PARCEL
    with pytest.raises(TypeError, match=r"^PassIdentifier\(\): result must be Ident"):
        r.pass_identifier(lambda _: 5, r.Identifier(4))
    with pytest.raises(TypeError, match=r"^MakeHeader\(\): result must be PackedHe"):
        r.call_header(lambda _: 5, 2)
    assert refusal(TypeError, r.pass_identifier, step, 4) == (
        "pass_identifier(): argument 'x' must be Identifier, not int"
    )


@pytest.mark.skipif(r._abi() != "sysv", reason="on x86-64 only there is no way")
def test_packed_structs_for_callbacks():
    for callback in (lambda _: 5, r.TakeHeader(lambda _: 5)):
        assert refusal(NotImplementedError, r.take_header, callback, HEADER) == (
            "TakeHeader: no way is known to pass PackedHeader by value on this platform"
        )


def test_pointers_in_callbacks(context):
    number = ctypes.c_uint32(5)
    seen = []
    assert r.pass_address(lambda x: seen.append(x) or x, number) is True
    assert r.pass_address(lambda _: number, number) is True
    assert r.pass_address(lambda _: None, number) is False
    assert r.pass_context(lambda x: seen.append(x) or x, context) is True
    assert r.pass_context(lambda _: None, context) is False
    assert seen == [ctypes.addressof(number), context]
    with pytest.raises(TypeError, match=r"^PassAddress\(\): result must be an addre"):
        r.pass_address(lambda _: "x", number)
    with pytest.raises(TypeError, match=r"^PassContext\(\): result must be Context"):
        r.pass_context(lambda _: 5, context)


def test_slices_that_callbacks_lend():
    items, ref = numbers(1, 2), r.Ref([3, 4])
    assert r.double_lent(lambda: items) == 3
    assert r.double_lent(lambda: ref) == 7
    assert (items, ref.value) == (numbers(2, 4), [6, 8])
    # Nobody else keeps this one.
    assert r.double_lent(lambda: numbers(5, 6)) == 11
    with pytest.raises(TypeError, match=r"^LendItems\(\): result must be a buffer"):
        r.double_lent(lambda: [1])


# Tasks


def awaited(method, *arguments):
    async def run():
        return await method(*arguments)

    return asyncio.run(run())


def test_tasks():
    with r.Courier() as courier:
        assert awaited(courier.carry_flag, True) is True
        assert awaited(courier.carry_char, b"x") == b"x"
        one = r.Identifier(1)
        assert awaited(courier.carry_identifier, one) == one
        assert awaited(courier.carry_header, HEADER) == HEADER
        assert awaited(courier.carry_array, 65535) == [65535, 0, 1]
        assert awaited(courier.fetch_function)(5) == 6


def test_what_tasks_do_not_take():
    with r.Courier() as courier:
        for method, value, wanted in [
            (courier.carry_flag, 1, "'x' must be bool, not int"),
            (courier.carry_char, "x", "'x' must be bytes, not str"),
            (courier.carry_identifier, 1, "'x' must be Identifier, not int"),
            (courier.carry_header, 1, "'x' must be PackedHeader, not int"),
            (courier.carry_array, "x", "'start' must be int, not str"),
        ]:
            with pytest.raises(TypeError) as caught:
                awaited(method, value)
            assert str(caught.value) == (
                f"Courier.{method.__name__}(): argument {wanted}"
            )
