"""What crosses the border, and who owns it then: made, lent, changed in place, freed.

Each step makes all that it uses and leaves nothing behind. `test_counting.py` demands that the
balance is steady over each; `tests/valgrind.rs` runs this file under valgrind, which also sees
what is read or written after it was freed. A new step is a function with `@step`.
"""

import asyncio
import ctypes
import gc
import sys
import threading
import time

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


# Strings: Rust gets copies that it owns or borrows, and gives up what it returns


@step
def strings():
    for text in ("", "grüße 🦀\0", "x" * 100_000):
        assert r.same_string(text) == text
        assert r.concatenate_strings(text, "", text) == text + text
        assert r.clone_string_often(text, 5) == 5 * len(text.encode())


@step
def strings_in_place():
    a, b = r.Ref("first"), r.Ref("second")
    r.append_string(a, "!" * 100)
    r.exchange_strings(a, b)
    assert r.replace_string(a, "third") == "second"
    r.overwrite_string(b, "")
    assert r.longer_string(a, b) == "third"
    option, result = r.Ref(None), r.Ref(r.Ok("a"))
    r.flip_option_string(option, "b")
    r.append_string(option, "c")
    r.swap_result_string(result)
    gc.collect()
    assert (a.value, b.value) == ("third", "")
    assert (option.value, result.value) == ("bc", r.Err("a"))


@step
def strings_in_options_and_results():
    for value in (None, r.Ok(None), r.Ok("a"), r.Err(r.TextError.Empty), r.Panic):
        assert r.same_nested_string(value) == value
    assert r.option_string_length("abc") == 3
    assert r.result_string_either(r.Err("a")) == "a"
    for ending in r.Ending:
        if ending is r.Ending.Success:
            assert r.end_strings(ending, "a", "b") == "a"
        else:
            raises(r.InteropError, r.end_strings, ending, "a", "b")
            raises(r.InteropError, r.end_string_error, ending, 1, "b")


@step
def slices_of_strings():
    texts = [f"text {n}" for n in range(20)]
    assert r.slice_string_at(texts, 19) == "text 19"
    view = r.slice_string_tail(r.slice_string_tail(texts, 5), 5)[1:]
    gc.collect()
    assert view == texts[11:]
    ref = r.Ref(texts)
    r.upper_case_strings(ref)
    written = ref.value
    ref.value = ["other"]
    written[0] = "ß"
    written[1:] = written[:0:-1]
    r.upper_case_strings(written[:2])
    gc.collect()
    assert written[:3] == ["SS", "TEXT 19", "TEXT 18"]


@step
def refused_strings():
    raises(TypeError, r.concatenate_strings, "a", "b", 5)
    raises(UnicodeEncodeError, r.end_strings, r.Ending.Error, "a", "\ud800")
    raises(OverflowError, r.format_mixed, "a", 256, 1.0, "b")
    raises(TypeError, r.append_string, r.Ref("a"), 5)
    raises(TypeError, r.slice_string_length, ["a", 5])
    raises(TypeError, r.upper_case_strings, r.Ref(["a", 5]))


@step
def c_strings():
    for text, size in (("grüße", 7), (b"\xff", 1), ("", 0), (None, 0)):
        assert r.cstring_length_at(r.same_cstring(text)) == size
        assert len(r.cstring_to_string(text).encode("utf-8")) in (size, 3)
        assert r.slice_cstring_length([text, "a"]) == size + 1
    ref = r.Ref("a text that nobody else keeps")
    r.advance_cstring(ref)
    label = r.next_label(r.Label("another such text", 1))
    r.advance_label(label)
    caption = r.same_caption(r.Caption.Labeled(label))
    del label
    gc.collect()
    assert ref.value == " text that nobody else keeps"
    assert caption.value == r.Label("nother such text", 3)
    raises(ValueError, r.cstring_tail, "a\0", 1)
    raises(TypeError, r.slice_cstring_length, ["a", 5])


# Slices: Rust reads and writes memory of Python, and Python that of Rust


@step
def slices_lent():
    data = bytearray(b"abcdef")
    assert r.slice_sum_u8(data) == sum(b"abcdef")
    assert r.slice_sum_u8(memoryview(b"abc")) == sum(b"abc")
    assert r.slice_sum_u32([1, 2, 3]) == 6
    assert r.slice_sum_slices([data, b"abc", [1, 2]]) > 0
    assert r.slice_sum_refs([1, ctypes.c_uint32(2)]) == 3
    r.fill_slice_u8(data, 7)
    data.append(1)
    raises(OverflowError, r.slice_sum_slices, [data, [1, 256]])
    raises(TypeError, r.fill_slice_u8, b"abc", 1)


@step
def slices_in_refs():
    items = r.Ref([5, None, 7])
    r.flip_slice_options(items, 9)
    assert items.value == [None, 9, None]
    numbers = r.Ref([1, 2, 3])
    assert r.shrink_slice(numbers) == 1
    view = numbers.value
    del numbers
    gc.collect()
    assert view == [2, 3]


@step
def views():
    view = r.slice_tail([1, 2, 3, 4], 1)
    part, exported = view[1:], view.as_memoryview()
    view.close()
    raises(r.ClosedError, view.copied)
    gc.collect()
    assert part == [3, 4]
    assert exported.tolist() == [2, 3, 4]
    spots = r.same_slice_mut((r.Spot * 2)(r.Spot(1, 2), r.Spot(3, 4)))
    spots[0] = spots[1]
    spot = spots[0]
    del spots
    gc.collect()
    assert spot == r.Spot(3, 4)
    assert r.slice_item([1, 2, 3], 1)[0] == 2
    assert r.static_slice_spots()[0] == r.Spot(1, 2)
    assert r.null_slice() == r.empty_slice() == []


@step
def slices_in_values():
    window = r.make_window([1, 2, 3], r.Ref([0, 0]), 2)
    target = r.widen_window(window).target
    assert r.transfer_at(window) == 6
    del window
    gc.collect()
    assert target == [2, 4]
    excerpt = r.trim_excerpt(r.Excerpt(b"abc", [r.Spot(1, 2)], [b"ab", [1, 2]]))
    gc.collect()
    assert excerpt.first == b"ab"
    assert excerpt.rest[1] == b"a"
    feed = r.same_feed(r.Feed.Bytes([1, 2]))
    gc.collect()
    assert feed.value == [1, 2]
    assert r.slice_if([1, 2], True) == r.end_slice(r.Ending.Success, [1, 2])
    raises(r.MathErrorException, r.end_slice, r.Ending.Error, [1, 2])


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


# Vectors and records: moved by value, lent by reference, and what is in them freed once


@step
def vectors():
    vec = r.same_vec(r.same_vec([1, 2, 3]))
    assert r.vec_sum_at(vec) == r.slice_sum_u32(vec) == 6
    view = vec[1:]
    for _ in range(2):
        raises(BufferError, r.vec_sum_u32, vec)
        raises(BufferError, vec.close)
    del vec
    gc.collect()
    assert view == [2, 3]
    with r.vec_range(0) as empty:
        assert r.vec_sum_u32(empty) == 0
    raises(r.MovedError, r.vec_sum_u32, empty)
    closed = r.vec_range(3)
    for _ in range(3):
        closed.close()


@step
def vectors_given_twice():
    vec = r.vec_range(3)
    raises(r.MovedError, r.concatenate_vecs, vec, vec)
    raises(TypeError, r.label_vec, vec, "label", None)
    assert r.concatenate_vecs(vec, r.vec_range(2)) == [0, 1, 2, 0, 1]


@step
def vectors_of_what_is_owned():
    texts = r.split_string("a,b,,c", ",")
    assert r.upper_case_vec(texts) == ["A", "B", "", "C"]
    raises(TypeError, r.upper_case_vec, [*texts, 5])
    rows = r.vec_triangle(4)
    first, last = rows[0], rows[3]
    assert r.flatten_vec(rows) == [0, 0, 1, 0, 1, 2]
    del rows
    gc.collect()
    assert (first, last) == ([], [0, 1, 2])
    assert r.flip_vec_options([1, None], 5) == [None, 5]
    parcels = r.reverse_vec_parcels([r.Parcel("a", "b", 1), r.Parcel("c", "d", 2)])
    assert r.vec_sum_parcels(parcels) == 3
    assert r.end_vec(r.Ending.Success, [1.0]) == [1.0]
    raises(r.MathErrorException, r.end_vec, r.Ending.Error, r.double_vec_f64([1.0]))


@step
def vectors_in_place():
    ref = r.Ref(r.vec_range(3))
    r.push_to_vec(ref, 5)
    value = ref.value
    assert r.drain_vec(ref) == [0, 1, 2, 5]
    assert value == [0, 1, 2, 5]
    texts = r.Ref(["a"])
    r.push_to_vec_string(texts, "b")
    assert r.replace_vec(texts, ["c"]) == ["a", "b"]
    vecs = r.Ref([[1], r.vec_range(2)])
    r.push_to_slice_vec(vecs, 7)
    vecs.value[0] = r.vec_range(3)
    view = vecs.value
    del vecs
    gc.collect()
    assert view == [[0, 1, 2], [0, 1, 7]]
    option = r.Ref(None)
    r.flip_option_vec(option)
    assert option.value == [0, 1, 2]
    batch = r.Ref(r.make_batch(r.vec_range(3), [7], 0.5))
    r.fill_batch(batch)
    batch = r.reverse_batch(batch.value)
    gc.collect()
    assert batch == r.Batch([0, 1, 2], [2, 1, 0, 7], -0.5)


@step
def records():
    shipment = r.make_shipment(3, "remark")
    turned = r.turn_shipment(shipment)
    raises(r.MovedError, r.same_shipment, shipment)
    assert r.shipment_total(turned) > 0
    turned.names = ["a", 5]
    raises(TypeError, r.same_shipment, turned)
    ref = r.Ref(r.make_shipment(3, None))
    r.turn_shipment_at(ref)
    r.turn_shipment_at(ref)
    numbers = ref.value.numbers
    del ref
    gc.collect()
    assert numbers == [0, 1, 2]
    parcel = r.Parcel("a", "b", 1)
    assert r.heavier_parcel(parcel, r.Parcel("c", "d", 2)).sender == "c"
    assert r.merge_parcels(parcel, 1, parcel, 1.0, parcel).weight == 4
    parcels = r.Ref([parcel, parcel])
    r.return_parcels(parcels)
    parcels.value[0] = r.Parcel("c", "d", 1)
    assert r.slice_parcel_total(parcels.value) == 7


@step
def records_in_variants():
    for index in range(6):
        ref = r.Ref(r.make_content(index, 3))
        r.overwrite_content(ref, r.map_content(r.make_content(index, 3)))
        r.content_total(ref)
        r.turn_drawer(r.Drawer(1, ref.value, ref.value, r.Ok("a")))
    vec = r.vec_range(3)
    content = r.Content.Numbers(vec)
    raises(r.MovedError, r.turn_drawer, r.Drawer(1, content, content, r.Null))
    assert r.content_total(content) == 3
    raises(r.RejectionException, r.end_parcel, 1, r.Parcel("a", "b", 1))
    raises(r.RefusalException, r.require_texts, "", "", "c")
    raises(r.RustPanicError, r.end_content, 2, content)


@step
def records_that_borrow():
    draft = r.make_draft("title", "origin", 5, r.reverse_vec_u8(b"abc"), "author")
    draft = r.shout_draft(draft)
    gc.collect()
    assert draft.title == "TITLE"
    assert r.draft_total(draft) == r.draft_total_at(draft) == 17 + 5 + sum(b"abc")


# Callbacks: Rust owns functions of Python, Python closures of Rust, and both what they are given


@step
def callbacks():
    for _ in range(3):
        assert r.map_u32(lambda x: x + 1, 5) == 7
        assert r.call_lent(r.MapU32(lambda x: x), 5) == 5
        assert r.same_callback(lambda x: x + 1)(5) == 6
        assert r.call_slice([lambda x: x] * 20, 5) == 100
        assert r.call_optional(r.Some(lambda x: x), 5) == 5
    assert r.call_on_thread(lambda x: x, 5) == 5
    assert r.drop_on_thread(lambda x: x)
    for number in range(20):
        r.store_callback(lambda x, number=number: x + number)
    gc.collect()
    assert r.call_stored(5) == 290
    assert r.take_stored()(5) == 24
    assert r.drop_stored() == 19


@step
def callbacks_with_arguments():
    kept = []
    parcel = r.Parcel("a", "b", 5)
    assert r.give_string(len, "grüße") == 5
    assert r.give_vec(lambda x: kept.append(x) or 1, [1, 2, 3]) == 1
    assert r.give_parcel(lambda x: kept.append(x) or 1, parcel) == 1
    gc.collect()
    assert kept == [[1, 2, 3], parcel]
    assert r.read_string(len, "grüße") == 5
    assert r.read_parcel(lambda x: x.weight, parcel) == 5
    assert r.give_vec4(lambda x: x.w, r.Vec4(1, 2, 3, 4)) == 4
    assert r.give_rgb(lambda x: x.red, r.Rgb(1, 2, 3)) == 1
    assert r.give_range(sum, 10) == 45
    assert r.give_slice_strings(len, ["a", "b"]) == 2
    assert r.give_slice_parcels(lambda x: x[0].weight, [parcel]) == 5
    assert r.change_u8(lambda x: x[0], bytearray(b"ab")) == 97 + 97 + 98
    changed = r.change_parcel(lambda x: change_first(x, parcel), r.Parcel("", "", 1))
    assert changed == parcel
    assert r.write_u32(lambda x: change_first(x, 7), 5) == 7
    assert r.write_string(lambda x: change_value(x, "grüße"), "a") == "grüße"
    assert r.write_vec(lambda x: change_value(x, [1, 2]), [3]) == [1, 2]
    assert r.write_parcel(lambda x: change_value(x, parcel), parcel) == parcel


@step
def callbacks_with_results():
    parcel = r.Parcel("a", "b", 5)
    assert r.call_parcel(lambda x: parcel, 5) == parcel
    assert r.call_vec3(lambda x: r.Vec3(x, 2, 3), 1) == r.Vec3(1, 2, 3)
    assert r.call_rgb(lambda x: r.Rgb(x, 2, 3), 1) == r.Rgb(1, 2, 3)
    assert r.call_vec2(lambda x: r.Vec2(x, 2), 1) == r.Vec2(1, 2)
    assert r.call_vec4(lambda x: r.Vec4(x, 2, 3, 4), 1) == r.Vec4(1, 2, 3, 4)
    assert r.call_float_int(lambda x: r.FloatInt(x, 2), 1) == r.FloatInt(1, 2)
    assert r.call_vec_string(lambda x: ["a", "b"], 5) == ["a", "b"]
    assert r.call_content(lambda x: r.Content.Numbers([1]), 5) == r.Content.Numbers([1])
    assert r.call_option_string(lambda x: "a", 5) == "a"
    assert r.call_result_vec(lambda x: [1, 2], 5) == [1, 2]
    raises(r.RustError, r.call_result_unit_string, lambda x: r.Err("a"), 5)
    raises(r.RejectionException, r.call_result_u32_rejection, reject, 5)
    assert r.rewrite_often(lambda text: text * 2, 3) == "001122"
    assert r.reorder(lambda items: items, 3) == [0, 1, 2]
    assert r.narrow(lambda items: [1, 2, 3]) == 6
    assert r.choose(lambda a, b: a + b) > 0


@step
def callbacks_that_raise():
    raises(KeyError, r.map_u32, fail, 5)
    raises(KeyError, r.call_string, fail, 5)
    raises(KeyError, r.call_result_string, fail, 5)
    raises(KeyError, r.call_wide, fail, 5)
    raises(KeyError, r.give_string, fail, "a")
    raises(KeyError, r.give_vec_string, fail, ["a"])
    raises(KeyError, r.rewrite, fail, "a")
    raises(KeyError, r.change_parcel, fail, r.Parcel("a", "b", 5))
    raises(KeyError, r.delegate_closure, fail, 1, 5)
    raises(KeyError, r.call_lent, fail, 5)
    raises(TypeError, r.call_vec_string, lambda x: ["a", 5], 5)
    raises(TypeError, r.map_u32, None, 5)
    r.store_callback(fail)
    raises(KeyError, r.call_stored, 5)
    r.drop_stored()


@step
def closures():
    assert r.closure_adding(1)(5) == 6
    assert r.closure_prefixing("grü")("ße") == "grüße"
    assert r.closure_vec4(1)(2) == r.Vec4(2, 1.5, -2.5, 1)
    assert r.closure_result(5)(7) == r.Err(r.MathError.Negative)
    assert r.closure_summing(5)([1, 2]) == 8
    assert r.closure_twice(r.closure_twice(r.closure_adding(1)))(5) == 9
    assert r.plain_callback()(5) == 15
    assert r.null_callback() is None
    with r.closure_adding(1) as closure:
        assert r.call_lent(closure, 5) == r.call_slice([closure], 5) == 6
    closure.close()
    raises(r.ClosedError, closure, 5)
    closure = r.closure_adding(1)
    raises(r.MovedError, r.call_both, closure, closure, 5)
    back = r.same_callback(closure)
    raises(r.MovedError, closure, 5)
    r.store_callback(back)
    assert r.take_stored()(5) == 6
    # Frees the room for those that were stored.
    assert r.drop_stored() == 0
    r.drop_on_thread(r.closure_adding(1))


@step
def callbacks_of_callbacks():
    def use(inner, x):
        return inner(x)

    assert r.delegate_closure(use, 1, 5) == 6
    assert r.delegate_owned(use, lambda x: x + 1, 5) == 6
    assert r.delegate_lent(use, r.closure_adding(1), 5) == 6
    assert r.delegate_many(lambda inner, x: inner[1](x), 3, 5) == 7
    assert r.call_map(r.closure_adding, 1, 5) == 6
    assert r.call_map(lambda a: lambda b: a + b, 1, 5) == 6
    ref = r.Ref(r.closure_adding(1))
    assert r.replace_callback(ref, lambda x: x + 2)(5) == 6
    assert r.replace_callback(ref, r.closure_adding(3))(5) == 7
    assert ref.value(5) == 8


@step
def tables_of_callbacks():
    def table():
        return r.Operations(lambda x: x, 0.5, lambda a, b: a - b, lambda x: None, 7)

    assert r.run_operations(table(), 2) == r.run_operations_at(table(), 2) == 15
    assert r.run_operations(r.same_operations(r.make_operations(1)), 1) == 15
    r.store_operations(table())
    r.store_operations(r.make_operations(1))
    gc.collect()
    assert r.run_stored_operations(0) == 14 + 14.5
    assert r.drop_stored_operations() == 2
    ref = r.Ref(r.make_operations(1))
    assert r.replace_operation(ref, lambda x: x)(5) == 6
    assert r.run_operations_at(ref, 2) == 15
    assert r.call_operations(r.make_operations, 1, 1) == 15
    assert r.operate(lambda x, y: x.scale, r.make_operations(1), 5) == 0.5
    assert r.handle(r.same_handler(r.make_handler(1)), 5) == 6


@step
def function_pointers():
    assert r.apply_u32(lambda x: x + 1, 5) == 7
    assert r.apply_vec2(lambda x: x, r.Vec2(1, 2)) == r.Vec2(2, 1)
    assert r.apply_float_int(lambda x: x, r.FloatInt(1.5, 3)) == r.FloatInt(1.5, 3)
    assert r.apply_string(lambda text: text * 2, "ab") == "ABAB"
    assert list(r.apply_vec(lambda items: [*items, 3], [1, 2])) == [1, 2, 3]
    assert r.apply_callback(lambda measure: measure("text"), 3) == 12
    assert r.apply_nested(lambda f, x: f(x), 5) == 15
    assert r.apply_returned(lambda: lambda x: x + 1, 5) == 6
    assert r.measuring_function()("text") == 4
    table = r.make_toolbox(3, True)
    table.map = lambda x: x + 1
    table = r.same_toolbox(table)
    gc.collect()
    assert r.use_toolbox(table, 5) == 3
    r.exchange_tools(table)
    assert table.spare(5) == 6
    assert r.use_tool(r.Tool.Mapping(lambda x: x + 1), 5) == 6
    assert r.apply_slice([lambda x: x + 1, table.map, abs], 5) == 18
    raises(KeyError, r.apply_string, fail, "a")
    raises(TypeError, r.apply_string, lambda _: 5, "a")


# Services: objects of Rust that Python owns


@step
def services():
    with r.Counter(5) as counter:
        assert counter.step(1) == 6
    raises(r.ClosedError, counter.current)
    dropped = r.Counter.create(1)
    assert dropped.merge(r.counter_after(dropped), r.counter_from(3)) == 6
    raises(r.ConcurrentUseError, r.exchange_counters, dropped, dropped)
    raises(r.MathErrorException, r.Thermometer, -1)
    raises(r.MathErrorException, r.counter_of_quotient, 1, 0)
    assert r.describe_services("a", dropped, r.Thermometer(2)) == "a: 6 at 2"
    raises(TypeError, r.describe_services, "a", dropped, None)
    booth = r.Booth(1)
    assert booth.issue().number() == 1
    assert booth.issue_maybe() is None


@step
def results_of_services():
    journal = r.Journal.with_entries(["red", "x"])
    assert journal.write("y") == 3
    assert journal.all() == ["red", "x", "y"]
    assert journal.entry(1) == "x"
    assert journal.color() is r.Color.Red
    assert journal.parcel(1) == r.Parcel("red", "y", 1)
    raises(r.MathErrorException, journal.entry, 3)
    raises(r.MathErrorException, r.Journal.with_entries, ["a", ""])
    raises(r.RustError, r.Journal.parse, "")


@step
def what_services_lend():
    track = r.Track(5)
    for lend in (track.samples, track.samples_mut, track.some_samples):
        view = lend()[1:]
        assert view[0] == 1
        assert track.extend(1) > 5
        raises(r.ClosedError, view.copied)
    memory = track.samples().as_memoryview()
    raises(BufferError, track.extend, 1)
    pointer = track.sample(0).value
    view = track.samples()
    del track
    gc.collect()
    assert (memory[1], pointer[0], view[2]) == (1, 0, 2)


@step
def services_that_borrow():
    track = r.Track(5)
    lens = r.Lens(track, [1, 2, 3])
    cursor = r.track_cursor_at(track, 1)
    raises(r.ConcurrentUseError, track.close)
    assert (r.lens_total(lens), cursor.advance()) == (8, 1)
    del track
    gc.collect()
    assert (r.lens_total(lens), cursor.advance()) == (8, 2)
    cursor.close()


@step
def services_with_callbacks():
    hub = r.Hub(lambda x: x)
    assert hub.attach(lambda x: 2 * x) == 2
    hub.attach_table(r.make_operations(1))
    hub.attach_table(r.make_operations(2))
    assert hub.call_all(3) == 9
    hub.at_last(fail)
    raises(KeyError, hub.close)
    detector = r.Detector()
    raises(r.ConcurrentUseError, detector.call_alone, lambda _: detector.close() or 1)


@step
def synchronized_services():
    basin = r.Basin(1)
    stick = r.Stick(basin)
    raises(r.ConcurrentUseError, basin.close)
    assert (
        basin.rise_by(lambda level: r.stick_level(stick) + r.Basin(level).rise(0)) == 4
    )
    # Freed later, because another thread has its turn now.
    drop = threading.Thread(target=r.Basin, args=[1])
    basin.rise_by(lambda _: drop.start() or drop.join() or 1)


@step
def services_in_cycles():
    holder = [r.Track(5)]
    holder += [holder, r.Lens(holder[0], [1]), holder[0].samples()]
    holder += [r.track_cursor(holder[0]), holder[0].samples().as_memoryview()]


@step
def asyncs():
    async def use():
        worker = shared_worker()
        assert await worker.repeat("ab", 2, 1) == "abab"
        assert await worker.words("a b") == ["a", "b"]
        assert list(await worker.backwards([1, 2])) == [2, 1]
        assert await worker.map(lambda x: x + 1, 2) == 3
        for call in (worker.outcome("a", True, 0), worker.repeat("a", "b", 0)):
            try:
                await call
            except (r.RustError, TypeError):
                continue
            raise AssertionError("no error")
        (await r.Session.open(worker, 3, 0)).close()
        await asyncio.gather(*[worker.repeat("a", n, n % 3) for n in range(20)])

    run(use)


@step
def asyncs_that_nobody_awaits():
    async def use():
        worker = shared_worker()
        calls = [worker.repeat("a", 10, n) for n in range(20)]
        calls += [r.Session.open(worker, n, n % 5) for n in range(20)]
        tasks = [asyncio.ensure_future(call) for call in calls]
        await asyncio.sleep(0.002)
        for task in tasks[::2]:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    run(use)


@step
def asyncs_done_at_once():
    async def use():
        with r.Hasty() as hasty:
            assert await hasty.repeat("ab", 2) == "abab"
            try:
                await hasty.later()
            except r.TaskLostError:
                return
            raise AssertionError("no error")

    run(use)


WORKERS = []


def shared_worker():
    """One for all steps: Python keeps what it knows of each thread of Rust."""
    if not WORKERS:
        WORKERS.append(r.Worker())
    return WORKERS[0]


def run(use):
    """Until all is freed, which threads of Rust do a moment later."""
    asyncio.run(use())
    while r.live_tasks() or any(it.calls for it in r._started):
        time.sleep(0.001)
    time.sleep(0.05)


# Wires: plain data, written to memory that Rust owns, read and freed


def make_address(street="street"):
    return r.Address(street, 5)


@step
def wires():
    addresses = {"a": [make_address()] * 3, "b": []}
    assert r.wire_map(addresses) == addresses
    assert r.wire_text("text" * 100) == "text" * 100
    assert r.wire_bytes(bytearray(1000)) == bytes(1000)
    assert r.wire_sum(range(100)) == 4950
    assert r.wire_optional(None) is None
    assert r.wire_event(r.Event.Maybe("x")) == r.Event.Maybe("x")
    raises(TypeError, r.wire_map, {"a": [make_address(), 5]})
    raises(r.MathErrorException, r.wire_checked, make_address(""))
    raises(r.NullError, r.wire_fail, "x")


@step
def wires_that_rust_keeps():
    assert r.wire_keep(make_address("kept")) is None
    gc.collect()
    assert r.wire_keep(make_address("other")) == make_address("kept")
    assert r.wire_keep(None) == make_address("other")


@step
def wires_lent_and_changed():
    assert r.wire_lent_size("text") == 4
    text = r.Ref("ab")
    r.wire_double(text)
    assert text.value == "abab"
    assert r.wire_in_option(["a"]) == ["a"]


@step
def wires_in_callbacks():
    event = r.Event.Listed(["a", "b"])
    assert r.wire_call_result(event, lambda it: it) == event
    assert r.wire_call_number(5, len) == 5
    assert r.wire_call_lent(len) == 4
    raises(KeyError, r.wire_call_number, 5, fail)
    raises(KeyError, r.wire_call_result, event, fail)
    r.wire_closure().close()


@step
def wires_in_services():
    with r.Registry.with_users([]) as registry:
        assert registry.by_name() == {}
        raises(r.MathErrorException, registry.user, 0)
        raises(TypeError, registry.register, 5)


# Errors that own or lend, and items that point elsewhere


@step
def errors_that_own():
    for call, value in [
        (r.vec_or_error, [1, 2, 3]),
        (r.wire_or_error, ["a", "b"]),
        (r.callback_or_error, abs),
        (r.callback_or_error, r.closure_adding(1)),
        (r.counter_or_error, 5),
        (r.slice_or_error, [1, 2]),
        (r.slice_mut_or_error, r.Ref([1, 2])),
        (r.cstring_or_error, "text"),
        (r.function_or_error, abs),
    ]:
        raises(r.RustError, call, value, True)
    assert r.same_mail(r.Mail.Letter(["a", "b"])) == r.Mail.Letter(["a", "b"])


@step
def items_that_point_elsewhere():
    numbers = r.reverse_vec_pointers([1, 2])
    slices = r.reverse_vec_slices([[1], [2, 3]])
    functions = r.reverse_vec_functions([abs, None])
    board = r.same_board(r.Board([5, None], [None, None], [abs, abs]))
    plot = r.same_plot(r.Plot.Field(r.Ref([1, 2])))
    gc.collect()
    assert [number[0] for number in numbers] == [2, 1]
    assert [list(it) for it in slices] == [[2, 3], [1]]
    assert functions[1](5) == board.functions[1](5) == 5
    r.double_plot(plot)
    assert list(plot.value) == [2, 4]
    lists = [r.Ref([1, 2]), r.Ref([3])]
    r.double_slices(r.Ref(lists))
    assert [it.value for it in lists] == [[2, 4], [6]]
    assert r.double_lent(lambda: lists[0]) == 6
    letter = r.Ref(b"x")
    assert r.replace_char(letter, b"y") == b"x"
    assert r.char_at(letter) == b"y"


def change_first(items, value):
    items[0] = value
    return 1


def change_value(ref, value):
    ref.value = value


def fail(*_):
    raise KeyError("on purpose")


def reject(x):
    raise r.RejectionException(r.Rejection("a reason", x))


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
    while WORKERS:
        WORKERS.pop().close()
    # Its threads end on their own.
    time.sleep(0.2)


if __name__ == "__main__":
    main()
