"""Vectors: owned by one side at a time, moved by value, lent by reference, freed once."""

import array
import collections
import copy
import ctypes
import gc
import math
import os
import pickle
import subprocess
import sys
import threading
import unittest.mock
from pathlib import Path

import pytest
from balance import Balance
from helpers import Index, kind_name, refusal
from test_counting import balance_at_exit

import reference_project as r

MOVED = "the vector was given to Rust"
CLOSED = "the vector is closed"
IN_USE = "a view of the vector is in use"

ENDED = {"moved": (r.MovedError, MOVED), "closed": (r.ClosedError, CLOSED)}


class Kind:
    """One kind of items: how Rust makes a vector of some, others, and one that fits not."""

    def __init__(self, call, given, items, others, misfit):
        self.call = call
        self.given = given
        self.items = items
        self.others = others
        self.misfit = misfit

    def make(self):
        return self.call(self.given)


KINDS = {
    "u8": Kind(r.reverse_vec_u8, b"\xff\x01\x00", [0, 1, 255], [7, 8, 9], 256),
    "u32": Kind(r.vec_range, 3, [0, 1, 2], [2**32 - 1, 0, 5], -1),
    "f64": Kind(
        r.double_vec_f64,
        [0.25, -1.0, math.inf],
        [0.5, -2.0, math.inf],
        [0.1, 1.0, -math.inf],
        "x",
    ),
    "bool": Kind(
        r.invert_vec_bool,
        [True, False, False],
        [False, True, True],
        [True, False, False],
        1,
    ),
    "Spot": Kind(
        r.swap_vec_spots,
        [r.Spot(1, 2), r.Spot(3, 4), r.Spot(5, 6)],
        [r.Spot(2, 1), r.Spot(4, 3), r.Spot(6, 5)],
        [r.Spot(0.5, 0), r.Spot(0, 0.5), r.Spot(0, 0)],
        (1, 2),
    ),
}

each_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))


def churn():
    """Have the memory of whatever nobody keeps alive used for something else."""
    gc.collect()
    filler = [r.same_vec([0xDEADBEEF] * size) for size in range(1, 300)]
    del filler


def settled(balance):
    """What is alive in Rust when all garbage is gone."""
    gc.collect()
    return balance.counts()


def moved():
    vec = r.vec_range(3)
    r.vec_sum_u32(vec)
    return vec


def closed():
    vec = r.vec_range(3)
    vec.close()
    return vec


def raised(error, call, *arguments):
    """The error that a call raises, without anything that it holds."""
    with pytest.raises(error) as caught:
        call(*arguments)
    return caught.value.with_traceback(None)


class Sequence:
    """A sequence by its length and its items only."""

    def __init__(self, items):
        self.items = items

    def __len__(self):
        return len(self.items)

    def __getitem__(self, index):
        return self.items[index]


class Failing(Sequence):
    """A sequence that raises at its last item."""

    def __getitem__(self, index):
        if index == len(self.items) - 1:
            raise ZeroDivisionError("half-way")
        return self.items[index]


# As sequences


@each_kind
def test_sequence(kind):
    items = kind.items
    vec = kind.make()
    assert len(vec) == 3
    assert bool(vec)
    assert list(vec) == items
    assert [vec[number] for number in range(3)] == items
    assert [vec[number] for number in range(-3, 0)] == items
    assert list(reversed(vec)) == items[::-1]
    assert items[1] in vec
    assert "x" not in vec
    assert vec.index(items[1]) == 1
    assert vec.count(items[0]) == 1
    assert [type(item) for item in vec] == [type(item) for item in items]
    first, *rest = vec
    assert [first, *rest] == items
    for number in (3, -4, 2**70):
        with pytest.raises(IndexError):
            vec[number]
    for number in ("x", None, 1.0):
        with pytest.raises(TypeError):
            vec[number]


@each_kind
def test_empty(kind):
    vec = kind.call(0 if kind.call is r.vec_range else [])
    assert len(vec) == 0
    assert not vec
    assert list(vec) == vec.copied() == []
    assert vec == []
    assert vec != kind.items
    assert vec[:] == []
    assert repr(vec) == "Vec([])"
    with pytest.raises(IndexError):
        vec[0]
    assert len(vec.as_memoryview()) == 0
    vec.close()
    vec.close()
    with pytest.raises(r.ClosedError):
        len(vec)


@each_kind
def test_equality(kind):
    items, others = kind.items, kind.others
    vec = kind.make()
    for other in (items, tuple(items), kind.make(), kind.make()[:], vec):
        assert (vec == other) is True
        assert (other == vec) is True
        assert (vec != other) is False
    for other in (others, items[:2], items + items[:1], [], (), kind.make()[1:]):
        assert (vec == other) is False
        assert (other == vec) is False
        assert (vec != other) is True
    for other in (None, 5, "012", {0, 1, 2}, {0: 0, 1: 1, 2: 2}, object(), type(vec)):
        assert (vec == other) is False
        assert (vec != other) is True
    with pytest.raises(TypeError, match="unhashable"):
        hash(vec)
    with pytest.raises(TypeError):
        assert vec < items


def test_equality_with_buffers():
    assert r.vec_range(3) == array.array("I", [0, 1, 2])
    assert r.vec_range(3) == (ctypes.c_uint32 * 3)(0, 1, 2)
    assert r.reverse_vec_u8(b"abc") == b"cba" == bytes(r.reverse_vec_u8(b"abc"))
    assert r.reverse_vec_u8(b"abc") == bytearray(b"cba")
    assert r.vec_range(3) != array.array("I", [0, 1, 3])


def test_repr():
    assert repr(r.vec_range(3)) == "Vec([0, 1, 2])"
    assert str(r.invert_vec_bool([True])) == "Vec([False])"
    assert repr(r.swap_vec_spots([r.Spot(1, 2)])) == "Vec([Spot(x=2.0, y=1.0)])"
    assert repr(r.vec_range(10)) == "Vec([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])"
    long = repr(r.vec_range(100_000))
    assert long == "Vec([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, ... 100000 items])"
    assert repr(moved()) == f"<Vec: {MOVED}>"
    assert repr(closed()) == f"<Vec: {CLOSED}>"


@each_kind
def test_items_are_set(kind):
    items, others = kind.items, kind.others
    vec = kind.make()
    for number, item in enumerate(others):
        vec[number - 3] = item
        assert vec[number] == item
    assert vec == others
    vec[1:] = items[1:]
    assert vec == [others[0], *items[1:]]
    vec[::2] = (items[0], others[2])
    assert vec == [items[0], items[1], others[2]]
    vec[:] = reversed(items)
    assert vec == items[::-1]
    vec[1:1] = []
    vec[:] = vec
    assert vec == items[::-1]
    vec[1:] = vec[:2]
    assert vec == [items[2], items[2], items[1]]


@each_kind
def test_items_that_do_not_fit(kind):
    items, others = kind.items, kind.others
    vec = kind.make()
    with pytest.raises((TypeError, OverflowError), match=r"^item 1 must be "):
        vec[1] = kind.misfit
    with pytest.raises((TypeError, OverflowError), match=r"^item 2 must be "):
        vec[-1] = kind.misfit
    with pytest.raises((TypeError, OverflowError), match=r"^items\[1\] must be "):
        vec[1:] = [others[0], kind.misfit]
    for item in (None, "x", object(), [items[0]]):
        with pytest.raises(TypeError):
            vec[0] = item
        with pytest.raises(TypeError):
            vec[0:1] = [item]
    for wrong in ([], others, [others[0]]):
        with pytest.raises(ValueError, match="a slice of 2 items cannot be set from"):
            vec[1:] = wrong
    for number in (3, -4):
        with pytest.raises(IndexError):
            vec[number] = others[0]
    for call in (
        lambda: vec.__setitem__("x", others[0]),
        lambda: vec.__setitem__(slice(0, 1), 5),
    ):
        with pytest.raises(TypeError):
            call()
    with pytest.raises((TypeError, AttributeError)):
        del vec[0]
    assert vec == items


def test_what_a_vector_is_not():
    vec = r.vec_range(3)
    for name in ("misspelt", "append", "__dict__"):
        assert not hasattr(vec, name)
    with pytest.raises(AttributeError):
        vec.misspelt = 1
    with pytest.raises(TypeError, match="made by the native library only"):
        type(vec)()


@each_kind
def test_slices_are_views(kind):
    items, others = kind.items, kind.others
    vec = kind.make()
    view = vec[1:]
    assert len(view) == 2
    assert view == items[1:]
    view[0] = others[1]
    assert vec == [items[0], others[1], items[2]]
    vec[2] = others[2]
    assert view[-1] == others[2]
    inner = view[1:]
    inner[0] = items[0]
    assert vec[2] == view[1] == items[0]
    assert vec[::-1] == list(vec)[::-1]
    assert type(vec[::2]) is list
    assert vec[5:] == vec[2:1] == []
    view.close()
    with pytest.raises(r.ClosedError):
        view[0]
    assert inner[0] == vec[2]


@each_kind
def test_copies_are_lists(kind):
    items, others = kind.items, kind.others
    vec = kind.make()
    assert type(list(vec)) is type(copy.copy(vec)) is list
    assert list(vec) == copy.copy(vec) == items
    copies = [vec.copied(), copy.deepcopy(vec)]
    copies += [
        pickle.loads(pickle.dumps(vec, protocol))
        for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1)
    ]
    for made in copies:
        assert type(made) is list
        assert made == items
        made[0] = others[0]
        assert vec[0] == items[0]
    vec[1] = others[1]
    # They have nothing to do with the memory.
    vec.close()
    for made in copies:
        assert made == [others[0], *items[1:]]


def test_copied_structs_are_copies():
    vec = r.swap_vec_spots([r.Spot(1, 2), r.Spot(3, 4)])
    for made in (vec.copied(), copy.deepcopy(vec), vec[:].copied()):
        made[0].x = 9
        assert vec[0] == r.Spot(2, 1)
    vec.close()
    assert made == [r.Spot(9, 1), r.Spot(4, 3)]


def test_items_of_structs_are_the_memory():
    vec = r.swap_vec_spots([r.Spot(1, 2), r.Spot(3, 4)])
    vec[1].x = 0.5
    assert vec == [r.Spot(2, 1), r.Spot(0.5, 3)]
    spot = vec[0]
    spot.y = -1
    assert vec[0] == r.Spot(2, -1)
    # It looks into the memory, which thus cannot go.
    assert IN_USE in str(raised(BufferError, vec.close))
    del spot
    gc.collect()
    assert r.swap_vec_spots(vec) == [r.Spot(-1, 2), r.Spot(3, 0.5)]


# As arguments and results


@pytest.mark.parametrize("count", [0, 1, 2, 100, 100_000])
def test_in_and_out(count):
    assert r.vec_range(count) == list(range(count))
    assert r.vec_sum_u32(range(count)) == sum(range(count))
    assert r.same_vec(list(range(count))) == list(range(count))
    assert r.vec_sum_u32(r.vec_range(count)) == sum(range(count))


def test_every_kind_of_item():
    assert r.vec_sum_u8([0, 1, 255]) == 256
    assert r.vec_sum_f64([0.5, 1, -3]) == -1.5
    assert math.isnan(r.vec_sum_f64([math.nan]))
    assert r.reverse_vec_u8([1, 2, 255]) == [255, 2, 1]
    assert r.double_vec_f64([1, 0.5, -math.inf]) == [2.0, 1.0, -math.inf]
    assert r.invert_vec_bool([True, False]) == [False, True]
    assert r.swap_vec_spots([r.Spot(1, 2)]) == [r.Spot(2, 1)]
    red, green, blue = r.Color.Red, r.Color.Green, r.Color.Blue
    colors = r.next_vec_colors([red, green, 7])
    assert colors == [green, blue, red]
    assert all(type(color) is r.Color for color in colors)
    assert type(colors) is list


def test_keywords():
    assert r.vec_sum_u32(items=[1, 2]) == 3
    assert r.concatenate_vecs(second=[1], first=[2]) == [2, 1]
    with pytest.raises(TypeError):
        r.vec_sum_u32()
    with pytest.raises(TypeError):
        r.vec_sum_u32([1], 2)
    with pytest.raises(TypeError):
        r.vec_sum_u32(item=[1])


SEQUENCES = [
    [1, 2, 3],
    (1, 2, 3),
    range(1, 4),
    collections.deque([1, 2, 3]),
    Sequence([1, 2, 3]),
    collections.UserList([1, 2, 3]),
    array.array("I", [1, 2, 3]),
    memoryview(array.array("I", [1, 2, 3])),
    (ctypes.c_uint32 * 3)(1, 2, 3),
    [True, Index(2), 3],
    {1: 1, 2: 2, 3: 3}.values(),
]


@pytest.mark.parametrize("items", SEQUENCES, ids=lambda items: type(items).__name__)
def test_sequences_and_buffers(items):
    for _ in range(2):
        assert r.vec_sum_u32(items) == 6
        assert r.same_vec(items) == [1, 2, 3]
        assert r.vec_sum_at(items) == 6
        assert r.flatten_vec([items, items]) == [1, 2, 3, 1, 2, 3]


def test_bytes():
    for items in (
        b"abc",
        bytearray(b"abc"),
        memoryview(b"abc"),
        array.array("B", b"abc"),
    ):
        assert r.vec_sum_u8(items) == sum(b"abc")
        assert r.reverse_vec_u8(items) == b"cba"
    assert r.vec_sum_u8(b"") == 0
    assert r.vec_sum_u8(bytes(1_000_000)) == 0


def test_what_is_given_is_copied():
    given = array.array("I", [1, 2, 3])
    vec = r.same_vec(given)
    given[0] = 9
    assert vec == [1, 2, 3]
    vec[1] = 9
    assert given == array.array("I", [9, 2, 3])
    given.append(4)
    items = [1, 2, 3]
    vec = r.same_vec(items)
    items[0] = 9
    assert vec == [1, 2, 3]


def test_views_are_copied():
    vec = r.vec_range(5)
    view = vec[1:3]
    assert r.vec_sum_u32(view) == 3
    assert r.same_vec(view) == [1, 2]
    assert r.vec_sum_u32(r.static_slice_u32()) == sum(r.static_slice_u32())
    assert view == [1, 2]
    assert vec == [0, 1, 2, 3, 4]
    view.close()
    assert "closed" in str(raised(r.ClosedError, r.vec_sum_u32, view))
    assert r.vec_sum_u32(vec) == 10


def test_moved():
    vec = r.vec_range(3)
    vec[1] = 7
    other = r.same_vec(vec)
    assert other == [0, 7, 2]
    assert refusal(r.MovedError, r.vec_sum_u32, vec) == (
        f"vec_sum_u32(): argument 'items': {MOVED}"
    )
    again = r.same_vec(other)
    assert again == [0, 7, 2]
    assert raised(r.MovedError, len, other).args == (MOVED,)
    again.close()
    assert raised(r.ClosedError, len, again).args == (CLOSED,)
    # What is gone stays gone in its own way.
    vec.close()
    assert raised(r.MovedError, len, vec).args == (MOVED,)


def test_moving_copies_nothing():
    vec = r.vec_range(1000)
    where = ctypes.addressof(ctypes.c_uint32.from_buffer(vec.as_memoryview()))
    gc.collect()
    other = r.same_vec(vec)
    assert ctypes.addressof(ctypes.c_uint32.from_buffer(other.as_memoryview())) == where


@pytest.mark.parametrize("state", ENDED)
def test_no_use_after_the_end(state):
    vec = moved() if state == "moved" else closed()
    error, text = ENDED[state]
    uses = [
        lambda: len(vec),
        lambda: vec[0],
        lambda: vec[-1],
        lambda: vec[:],
        lambda: vec[::2],
        lambda: list(vec),
        lambda: bool(vec),
        lambda: 1 in vec,
        lambda: vec.index(1),
        lambda: vec.count(1),
        lambda: list(reversed(vec)),
        lambda: vec.copied(),
        lambda: vec.as_memoryview(),
        lambda: vec.__array_interface__,
        lambda: vec.__setitem__(0, 1),
        lambda: vec.__setitem__(slice(0, 1), [1]),
        lambda: copy.copy(vec),
        lambda: copy.deepcopy(vec),
        lambda: pickle.dumps(vec),
        lambda: vec == [0, 1, 2],
    ]
    for _ in range(2):
        for use in uses:
            assert str(raised(error, use)) == text
    for call, place in (
        (lambda: r.vec_sum_u32(vec), "vec_sum_u32(): argument 'items'"),
        (lambda: r.same_vec(vec), "same_vec(): argument 'items'"),
        (lambda: r.vec_sum_at(vec), "vec_sum_at(): argument 'items'"),
        (lambda: r.vec_length_at(vec), "vec_length_at(): argument 'items'"),
        (lambda: r.clone_vec(vec), "clone_vec(): argument 'items'"),
        (lambda: r.same_lent_vec(vec), "same_lent_vec(): argument 'items'"),
        (lambda: r.flatten_vec([[1], vec]), "flatten_vec(): argument 'items'[1]"),
        (lambda: r.concatenate_vecs([1], vec), "concatenate_vecs(): argument 'second'"),
        (lambda: r.same_option_vec(vec), "same_option_vec(): argument 'x'"),
        (lambda: r.push_to_vec(r.Ref(vec), 1), "push_to_vec(): argument 'items'"),
        (lambda: r.flip_option_vec(r.Ref(vec)), "flip_option_vec(): argument 'x'"),
        (lambda: r.make_batch([1], vec, 1.0), "make_batch(): argument 'items'"),
        (lambda: r.slice_vec_sum([[1], vec]), "slice_vec_sum(): argument 'items'[1]"),
        (
            lambda: r.push_to_slice_vec(r.Ref([[1], vec]), 1),
            "push_to_slice_vec(): argument 'items'[1]",
        ),
    ):
        assert str(raised(error, call)) == f"{place}: {text}"
    for call in (r.slice_sum_u32, r.vec_sum_f64, r.vec_sum_u8):
        assert text in str(raised(error, call, vec))
    assert repr(vec) == f"<Vec: {text}>"


def test_closing_three_times(balance):
    before = settled(balance)
    vec = r.vec_range(1000)
    assert balance.counts().live_bytes >= before.live_bytes + 4000
    for _ in range(3):
        assert vec.close() is None
        assert balance.counts().alive == before.alive
    with pytest.raises(r.ClosedError):
        len(vec)
    with pytest.raises(r.ClosedError):
        r.vec_sum_u32(vec)


def test_with(balance):
    before = settled(balance)
    with r.vec_range(1000) as vec:
        assert len(vec) == 1000
        assert balance.counts().live_bytes >= before.live_bytes + 4000
    assert balance.counts().alive == before.alive
    with pytest.raises(r.ClosedError):
        len(vec)
    with pytest.raises(ZeroDivisionError), r.vec_range(1000) as vec:
        raise ZeroDivisionError
    assert balance.counts().alive == before.alive
    with r.vec_range(3) as vec:
        vec.close()
    with r.vec_range(3) as vec:
        other = r.same_vec(vec)
    assert other == [0, 1, 2]
    with pytest.raises(r.MovedError):
        len(vec)


def test_with_while_in_use():
    with pytest.raises(BufferError), r.vec_range(3) as vec:
        view = vec[1:]
    assert view == [1, 2]
    assert vec == [0, 1, 2]


def test_forgotten(balance):
    before = settled(balance)
    vec = r.vec_range(1000)
    del vec
    assert balance.counts().alive == before.alive
    vec = [r.vec_range(10)]
    vec.append(vec)
    del vec
    assert settled(balance).alive == before.alive


def test_given_twice():
    vec = r.vec_range(3)
    for _ in range(3):
        assert refusal(r.MovedError, r.concatenate_vecs, vec, vec) == (
            f"concatenate_vecs(): argument 'second': {MOVED}"
        )
        assert vec == [0, 1, 2]
        vec[0] = 0
    other = r.vec_range(2)
    view = other[:]
    assert IN_USE in str(raised(BufferError, r.concatenate_vecs, vec, other))
    del view
    gc.collect()
    assert vec == [0, 1, 2]
    assert r.concatenate_vecs(vec, other) == [0, 1, 2, 0, 1]
    for each in (vec, other):
        with pytest.raises(r.MovedError):
            len(each)


def test_a_refused_call_moves_nothing():
    vec = r.vec_range(3)
    calls = [
        (TypeError, lambda: r.concatenate_vecs(vec, 5)),
        (TypeError, lambda: r.concatenate_vecs(vec, [1, "x"])),
        (OverflowError, lambda: r.concatenate_vecs([2**32], vec)),
        (r.MovedError, lambda: r.concatenate_vecs(vec, moved())),
        (r.ClosedError, lambda: r.concatenate_vecs(closed(), vec)),
        (ZeroDivisionError, lambda: r.concatenate_vecs(vec, Failing([1, 2]))),
        (TypeError, lambda: r.label_vec(vec, 5, 1.0)),
        (TypeError, lambda: r.label_vec(vec, "x", "x")),
        (UnicodeEncodeError, lambda: r.label_vec(vec, "\ud800", 1.0)),
        (TypeError, lambda: r.make_batch([1], vec, None)),
        (TypeError, lambda: r.make_batch("x", vec, 1.0)),
        (TypeError, lambda: r.vec_sum_u32([vec])),
        (TypeError, lambda: r.flatten_vec([vec, 5])),
        (TypeError, lambda: r.same_vec(vec, 5)),
    ]
    for error, call in calls:
        raised(error, call)
        assert vec == [0, 1, 2]
    # And at once: nothing of the refused calls looks at it any more.
    assert r.vec_sum_u32(vec) == 3


@pytest.mark.parametrize("call", [r.vec_sum_u8, r.vec_sum_f64, r.invert_vec_bool])
def test_refused_as_another_kind(call):
    vec = r.vec_range(3)
    message = refusal(TypeError, call, vec)
    assert message.startswith(f"{call.__name__}(): argument 'items' must be ")
    assert vec == [0, 1, 2]


def test_refused_as_another_kind_and_then_moved():
    gc.disable()
    try:
        vec = r.vec_range(3)
        with pytest.raises(TypeError):
            r.vec_sum_f64(vec)
        # Whether or not the garbage collector was there.
        assert r.vec_sum_u32(vec) == 3
    finally:
        gc.enable()


def test_lent_and_moved_at_once():
    vec = r.vec_range(3)
    for _ in range(3):
        raised(BufferError, r.make_batch, vec, vec, 1.0)
        gc.collect()
        assert vec == [0, 1, 2]
    assert r.vec_sum_u32(vec) == 3


NOT_SEQUENCES = [
    5,
    1.5,
    None,
    "abc",
    "",
    {1, 2},
    frozenset([1]),
    {1: 2},
    iter([1]),
    (number for number in [1]),
    map(int, []),
    object(),
    list,
    r.Ref([1]),
    r.Color.Red,
    r.Some([1]),
]


@pytest.mark.parametrize("value", NOT_SEQUENCES, ids=repr)
def test_no_sequences(value):
    for call in (
        r.vec_sum_u32,
        r.vec_sum_u8,
        r.vec_sum_f64,
        r.invert_vec_bool,
        r.swap_vec_spots,
        r.next_vec_colors,
        r.vec_string_length,
        r.vec_sum_parcels,
        r.present_in_vec,
        r.flatten_vec,
    ):
        assert refusal(TypeError, call, value) == (
            f"{call.__name__}(): argument 'items' must be a sequence or a buffer, "
            f"not {kind_name(value)}"
        )
    expected = f"must be a sequence or a buffer, not {kind_name(value)}"
    for call in (r.flatten_vec, r.reverse_vec_vecs, r.slice_vec_sum):
        assert refusal(TypeError, call, [[1], value]) == (
            f"{call.__name__}(): argument 'items'[1] {expected}"
        )
    if value is not None and not isinstance(value, r.Ref):
        assert refusal(TypeError, r.vec_sum_at, value) == (
            f"vec_sum_at(): argument 'items' {expected}"
        )


BAD_ITEMS = [
    (r.vec_sum_u32, "x", TypeError, "must be int, not str"),
    (r.vec_sum_u32, None, TypeError, "must be int, not NoneType"),
    (r.vec_sum_u32, 1.0, TypeError, "must be int, not float"),
    (r.vec_sum_u32, [1], TypeError, "must be int, not list"),
    (r.vec_sum_u32, -1, OverflowError, "must be in 0..=4294967295, got -1"),
    (r.vec_sum_u32, 2**32, OverflowError, "must be in 0..=4294967295, got 4294967296"),
    (
        r.vec_sum_u32,
        2**100_000,
        OverflowError,
        "must be in 0..=4294967295, got a number of 100001 bits",
    ),
    (r.vec_sum_u8, 256, OverflowError, "must be in 0..=255, got 256"),
    (r.vec_sum_u8, "x", TypeError, "must be int, not str"),
    (r.vec_sum_f64, "1", TypeError, "must be float, not str"),
    (r.vec_sum_f64, None, TypeError, "must be float, not NoneType"),
    (r.vec_sum_f64, 10**400, OverflowError, "is too large for a float"),
    (r.invert_vec_bool, 1, TypeError, "must be bool, not int"),
    (r.invert_vec_bool, None, TypeError, "must be bool, not NoneType"),
    (r.swap_vec_spots, (1, 2), TypeError, "must be Spot, not tuple"),
    (r.swap_vec_spots, None, TypeError, "must be Spot, not NoneType"),
    (r.next_vec_colors, r.Level.Low, TypeError, "must be Color, not Level"),
    (r.vec_string_length, 5, TypeError, "must be str, not int"),
    (r.vec_string_length, b"x", TypeError, "must be str, not bytes"),
    (r.vec_string_length, None, TypeError, "must be str, not NoneType"),
    (r.upper_case_vec, ["x"], TypeError, "must be str, not list"),
    (r.vec_sum_parcels, "x", TypeError, "must be Parcel, not str"),
    (r.reverse_vec_parcels, r.Title("x"), TypeError, "must be Parcel, not Title"),
    (r.present_in_vec, "x", TypeError, "must be int, not str"),
    (r.present_in_vec, -1, OverflowError, "must be in 0..=4294967295, got -1"),
    (r.present_in_vec, r.Some(1), TypeError, "must be int, not Some"),
]

GOOD_ITEMS = {
    r.vec_sum_f64: 1.0,
    r.invert_vec_bool: True,
    r.swap_vec_spots: r.Spot(1, 2),
    r.next_vec_colors: r.Color.Red,
    r.vec_string_length: "x",
    r.upper_case_vec: "x",
    r.vec_sum_parcels: r.Parcel("a", "b", 1),
    r.reverse_vec_parcels: r.Parcel("a", "b", 1),
}


@pytest.mark.parametrize(
    "call, item, error, text",
    BAD_ITEMS,
    ids=[f"{call.__name__}-{text[:40]}" for call, _, _, text in BAD_ITEMS],
)
def test_items_of_another_kind(call, item, error, text):
    good = GOOD_ITEMS.get(call, 1)
    place = f"{call.__name__}(): argument 'items'"
    for kind in (list, tuple, collections.deque, Sequence):
        for position in (0, 1, 2):
            items = [good, good, good]
            items[position] = item
            message = refusal(error, call, kind(items))
            assert message == f"{place}[{position}] {text}"
    call([good, good, good])


def test_colors_that_are_none():
    message = refusal(ValueError, r.next_vec_colors, [1, 3])
    assert message == "next_vec_colors(): argument 'items'[1]: 3 is no Color"


def test_items_of_items_of_another_kind():
    for call in (r.flatten_vec, r.reverse_vec_vecs, r.slice_vec_sum):
        name = call.__name__
        assert refusal(TypeError, call, [[1], [2, "x"]]) == (
            f"{name}(): argument 'items'[1][1] must be int, not str"
        )
        assert refusal(OverflowError, call, [[1], (-1,)]) == (
            f"{name}(): argument 'items'[1][0] must be in 0..=4294967295, got -1"
        )
    assert refusal(TypeError, r.concatenate_vecs, [1], [None]) == (
        "concatenate_vecs(): argument 'second'[0] must be int, not NoneType"
    )
    assert refusal(TypeError, r.same_option_vec, [1, "x"]) == (
        "same_option_vec(): argument 'x'[1] must be int, not str"
    )
    assert refusal(TypeError, r.result_vec_sum, r.Ok([1.0, "x"])) == (
        "result_vec_sum(): argument 'x'[1] must be float, not str"
    )


@pytest.mark.parametrize(
    "items",
    [
        array.array("i", [1]),
        array.array("Q", [1]),
        array.array("f", [1]),
        b"1234",
        bytearray(4),
        (ctypes.c_int32 * 1)(1),
        (ctypes.c_uint32.__ctype_be__ * 1)(1),
        (r.Spot * 1)(),
        r.Spot(1, 2),
        memoryview(array.array("I", range(6)))[::2],
    ],
    ids=lambda items: type(items).__name__,
)
def test_buffers_of_other_items(items):
    message = refusal(TypeError, r.vec_sum_u32, items)
    assert message.startswith("vec_sum_u32(): argument 'items' must be a ")
    assert refusal(TypeError, r.flatten_vec, [[1], items]).startswith(
        "flatten_vec(): argument 'items'[1] must be a "
    )


def test_buffers_do_not_replace_other_items():
    # Not every byte is a flag or a color, and none is a text.
    for call in (r.invert_vec_bool, r.next_vec_colors, r.vec_string_length):
        for items in (b"\x01\x02", array.array("B", [1]), bytearray(24)):
            message = refusal(TypeError, call, items)
            assert message.startswith(f"{call.__name__}(): argument 'items' must be ")


def test_sequences_that_fail():
    for items in (Failing([1, 2]), Failing([2])):
        for call in (r.vec_sum_u32, r.vec_sum_at, r.same_option_vec):
            with pytest.raises(ZeroDivisionError, match="half-way"):
                call(items)
    with pytest.raises(ZeroDivisionError, match="half-way"):
        r.vec_string_length(Failing(["a", "b"]))


# Vectors of what is owned itself


TEXTS = ["", "a", "äöü", "\0", "a\0b", "\U0001f600", "x" * 100_000]


def test_texts():
    assert r.vec_string_length(TEXTS) == sum(len(it.encode()) for it in TEXTS)
    assert r.upper_case_vec(TEXTS) == [text.upper() for text in TEXTS]
    assert r.upper_case_vec(()) == []
    made = r.upper_case_vec(("a", "ß"))
    assert made == ["A", "SS"]
    assert type(made) is list
    assert r.split_string("a,b,,ä", ",") == ["a", "b", "", "ä"]
    assert r.split_string("", ",") == [""]
    assert r.join_vec(["a", "", "ä"], "-\0") == "a-\0-\0ä"
    assert r.join_vec([], "-") == ""
    many = [str(number) for number in range(10_000)]
    assert r.split_string(r.join_vec(many, " "), " ") == many
    assert r.label_vec([1, 2], "n", 1.5) == ["n 1.5", "n 3"]
    assert r.label_vec(r.vec_range(2), "", 1) == [" 0", " 1"]


def test_texts_that_are_none():
    for call in (r.vec_string_length, r.upper_case_vec):
        with pytest.raises(UnicodeEncodeError) as caught:
            call(["a", "b\ud800"])
        assert f"({call.__name__}(): argument 'items'[1])" in str(caught.value)
    with pytest.raises(UnicodeEncodeError, match="argument 'separator'"):
        r.join_vec(["a"], "\ud800")


def test_what_stays_in_python():
    texts = ["a", "b"]
    assert r.upper_case_vec(texts) == ["A", "B"]
    assert texts == ["a", "b"]
    parcels = [r.Parcel("a", "b", 1), r.Parcel("c", "d", 2)]
    made = r.reverse_vec_parcels(parcels)
    assert made == parcels[::-1]
    assert made[0] is not parcels[1]
    made[0].sender = "x"
    assert parcels[1].sender == "c"
    assert r.vec_sum_parcels(parcels) == r.vec_sum_parcels(tuple(parcels)) == 3
    same = [parcels[0]] * 3
    assert r.vec_sum_parcels(same) == 3
    assert r.reverse_vec_parcels([]) == []
    assert r.reverse_vec_parcels(r.static_parcels()) == r.static_parcels()[::-1]


def test_options():
    assert r.present_in_vec([None, 1, None, 2**32 - 1]) == [1, 2**32 - 1]
    assert r.present_in_vec([]) == []
    assert r.flip_vec_options([None, 1, None], 9) == [9, None, 9]
    assert type(r.flip_vec_options([None], 9)) is list
    message = refusal(OverflowError, r.flip_vec_options, [None, 1], -1)
    assert message.startswith("flip_vec_options(): argument 'filling' must be in ")


def test_vectors():
    rows = r.vec_triangle(4)
    assert rows == [[], [0], [0, 1], [0, 1, 2]]
    assert type(rows) is list
    rows[2][0] = 9
    assert rows == [[], [0], [9, 1], [0, 1, 2]]
    # Copied, not moved: the same one as often as anybody likes.
    assert r.flatten_vec(rows) == [0, 9, 1, 0, 1, 2]
    assert r.flatten_vec([rows[2], [5], rows[2], rows[3][1:]]) == [9, 1, 5, 9, 1, 1, 2]
    assert r.reverse_vec_vecs(rows) == rows[::-1]
    assert rows == [[], [0], [9, 1], [0, 1, 2]]
    rows[2].close()
    assert refusal(r.ClosedError, r.flatten_vec, rows) == (
        f"flatten_vec(): argument 'items'[2]: {CLOSED}"
    )
    assert r.vec_sum_u32(rows[3]) == 3
    assert r.flatten_vec([]) == []
    assert r.vec_triangle(0) == []


def test_vectors_each_on_their_own(balance):
    before = settled(balance)
    rows = r.vec_triangle(3)
    last = rows[2]
    del rows
    assert last == [0, 1]
    view = last[1:]
    del last
    churn()
    assert view == [1]
    del view
    assert settled(balance).alive == before.alive


# References


def test_lent():
    vec = r.vec_range(5)
    view = vec[1:]
    for _ in range(3):
        assert r.vec_length_at(vec) == 5
        assert r.vec_sum_at(vec) == 10
        assert r.slice_sum_u32(vec) == 10
    vec[0] = 7
    assert r.vec_sum_at(vec) == 17
    assert r.vec_length_at(view) == 4
    clone = r.clone_vec(vec)
    assert clone == vec == [7, 1, 2, 3, 4]
    clone[0] = 0
    assert vec[0] == 7
    lent = r.same_lent_vec(vec)
    assert lent == vec
    lent[0] = 1
    lent.close()
    assert vec == [7, 1, 2, 3, 4]
    for empty in ([], (), r.vec_range(0), b"", array.array("I")):
        assert r.vec_length_at(empty) == 0
        assert r.vec_sum_at(empty) == 0
        assert r.clone_vec(empty) == []
    assert r.vec_sum_at(r.Ref([1, 2])) == 3
    assert r.clone_vec_often(["a", "b"], 1000) == 2000
    assert r.clone_vec_often(TEXTS, 10) == 10 * len(TEXTS)
    assert r.clone_vec_often([], 5) == 0


def test_as_slices():
    vec = r.vec_range(5)
    assert r.slice_sum_u32(vec) == 10
    tail = r.slice_tail(vec, 3)
    assert tail == [3, 4]
    vec[3] = 7
    assert tail == [7, 4]
    # What Rust returned of it keeps it.
    del vec
    churn()
    assert tail == [7, 4]
    vec = r.vec_range(5)
    r.number_slice_u32(vec, 10)
    assert vec == [10, 11, 12, 13, 14]
    assert r.vec_sum_u32(vec) == 60
    spots = r.swap_vec_spots([r.Spot(1, 2), r.Spot(3, 4)])
    r.swap_slice_spots(spots)
    assert spots == [r.Spot(1, 2), r.Spot(3, 4)]
    flags = r.invert_vec_bool([True, False])
    assert r.slice_count_true(flags) == 1
    r.invert_slice_bool(flags)
    assert flags == [True, False]


def test_slices_of_a_vector_block_its_move():
    vec = r.vec_range(5)
    tail = r.slice_tail(vec, 3)
    for _ in range(3):
        raised(BufferError, r.vec_sum_u32, vec)
        raised(BufferError, vec.close)
        churn()
        assert tail == [3, 4]
    del tail
    gc.collect()
    assert r.vec_sum_u32(vec) == 10


def test_changed_in_place():
    ref = r.Ref([1, 2])
    for number in range(100):
        assert r.push_to_vec(ref, number) is None
    assert ref.value == [1, 2, *range(100)]
    assert r.pop_from_vec(ref) == 99
    assert len(ref.value) == 101
    assert r.vec_sum_at(ref) == 3 + sum(range(99))
    assert r.drain_vec(ref) == [1, 2, *range(99)]
    assert ref.value == []
    assert r.pop_from_vec(ref) is None
    ref.value = (5, 6)
    assert ref.value == (5, 6)
    r.push_to_vec(ref, 7)
    assert ref.value == [5, 6, 7]
    for given in ([], (), array.array("I", [1]), r.vec_range(3), r.vec_range(3)[1:]):
        before = list(given)
        ref = r.Ref(given)
        r.push_to_vec(ref, 9)
        assert ref.value == [*before, 9]
        assert repr(ref) == f"Ref({[*before, 9]})"


def test_texts_changed_in_place():
    ref = r.Ref(["a", "ä"])
    r.push_to_vec_string(ref, "b\0")
    assert ref.value == ["a", "ä", "b\0"]
    assert r.replace_vec(ref, ["c"]) == ["a", "ä", "b\0"]
    assert ref.value == ["c"]
    assert r.overwrite_vec(ref, ("d", "e")) is None
    assert ref.value == ["d", "e"]
    assert r.replace_vec(ref, ref.value) == ["d", "e"]
    r.overwrite_vec(ref, [])
    assert ref.value == []
    assert r.clone_vec_often(ref, 5) == 0


def test_a_value_is_a_copy():
    ref = r.Ref([1, 2])
    r.push_to_vec(ref, 3)
    value = ref.value
    value[0] = 9
    assert ref.value == [1, 2, 3]
    value.close()
    assert ref.value == [1, 2, 3]
    value = ref.value
    r.push_to_vec(ref, 4)
    assert value == [1, 2, 3]
    assert r.vec_sum_u32(ref.value) == r.vec_sum_u32(ref.value) == 10
    del ref
    churn()
    assert value == [1, 2, 3]


def test_a_reference_takes_the_vector():
    vec = r.vec_range(3)
    ref = r.Ref(vec)
    assert ref.value is vec
    r.push_to_vec(ref, 7)
    assert ref.value == [0, 1, 2, 7]
    with pytest.raises(r.MovedError):
        len(vec)
    vec.close()
    assert ref.value == [0, 1, 2, 7]
    vec = r.vec_range(3)
    view = vec[:]
    for _ in range(2):
        assert IN_USE in str(raised(BufferError, r.push_to_vec, r.Ref(vec), 1))
        churn()
        assert view == vec == [0, 1, 2]


def test_a_refused_call_loses_nothing_behind_a_reference():
    vec = r.vec_range(3)
    ref = r.Ref(vec)
    raised(TypeError, r.push_to_vec, ref, "x")
    assert ref.value == [0, 1, 2]
    r.push_to_vec(ref, 7)
    assert ref.value == [0, 1, 2, 7]
    ref = r.Ref(["a"])
    raised(TypeError, r.replace_vec, ref, ["b", 5])
    assert ref.value == ["a"]
    assert r.replace_vec(ref, ["b"]) == ["a"]


def test_copies_of_references():
    ref = r.Ref([1])
    r.push_to_vec(ref, 2)
    for made in (copy.deepcopy(ref), pickle.loads(pickle.dumps(ref))):
        assert made.value == [1, 2]
        r.push_to_vec(made, 3)
        assert made.value == [1, 2, 3]
    assert ref.value == [1, 2]


@pytest.mark.parametrize("value", [[1], (), r.Some([1]), 5, "x", None], ids=repr)
def test_what_cannot_be_written_to(value):
    calls = [
        lambda it: r.push_to_vec_string(it, "x"),
        lambda it: r.overwrite_vec(it, []),
        lambda it: r.replace_vec(it, []),
        lambda it: r.push_to_vec(it, 1),
        r.pop_from_vec,
        r.drain_vec,
    ]
    for call in calls:
        if value is not None:  # null, which is for whoever calls to know
            message = str(raised(TypeError, call, value))
            assert "(): argument 'items' must be Ref(value)" in message
        if value != [1] and value != ():
            message = str(raised(TypeError, call, r.Ref(value)))
            assert "(): argument 'items' must be a sequence or a buffer" in message
    message = str(raised(TypeError, r.push_to_vec, r.vec_range(3), 1))
    assert message.startswith("push_to_vec(): argument 'items' must be Ref(value)")
    message = str(raised(TypeError, r.push_to_vec, r.Ref(["x"]), 1))
    assert message == "push_to_vec(): argument 'items'[0] must be int, not str"
    message = str(raised(TypeError, r.push_to_vec_string, r.Ref([1]), "x"))
    assert message == "push_to_vec_string(): argument 'items'[0] must be str, not int"


def test_options_changed_in_place():
    ref = r.Ref(None)
    r.flip_option_vec(ref)
    assert ref.value == [0, 1, 2]
    r.flip_option_vec(ref)
    assert ref.value is None
    vec = r.vec_range(5)
    ref = r.Ref(vec)
    r.flip_option_vec(ref)
    assert ref.value is None
    with pytest.raises(r.MovedError):
        len(vec)
    assert refusal(TypeError, r.flip_option_vec, r.Ref("x")).startswith(
        "flip_option_vec(): argument 'x' must be "
    )
    for bad in (None, [1], r.vec_range(1)):
        assert "Ref(value)" in refusal(TypeError, r.flip_option_vec, bad)


# In options, results, structs and slices


def test_in_options():
    assert r.same_option_vec(None) is None
    assert r.same_option_vec([]) == []
    vec = r.vec_range(3)
    other = r.same_option_vec(vec)
    assert other == [0, 1, 2]
    with pytest.raises(r.MovedError):
        len(vec)
    assert r.option_vec_sum(other) == 3
    assert r.option_vec_sum(None) is None
    assert r.option_vec_sum([]) == 0
    with pytest.raises(r.MovedError):
        len(other)


def test_in_results():
    vec = r.double_vec_f64([1, 2])
    other = r.end_vec(r.Ending.Success, vec)
    assert other == [2.0, 4.0]
    for ending, error in (
        (r.Ending.Error, r.MathErrorException),
        (r.Ending.Panicked, r.RustPanicError),
        (r.Ending.Nothing, r.NullError),
    ):
        vec = r.double_vec_f64([1, 2])
        caught = raised(error, r.end_vec, ending, vec)
        assert str(caught).startswith("end_vec()")
        with pytest.raises(r.MovedError):
            len(vec)
    assert (
        raised(r.MathErrorException, r.end_vec, r.Ending.Error, []).error
        is r.MathError.Negative
    )
    assert r.result_vec_sum(r.Ok([1, 2.5])) == 3.5
    assert r.result_vec_sum(r.Ok(other)) == 6
    with pytest.raises(r.MovedError):
        len(other)
    for result in (r.Err(r.MathError.Overflow), r.Panic, r.Null):
        assert r.result_vec_sum(result) is None
    for bad in ([1.0], None, r.Ok(5), r.Ok("x"), r.Ok(None), r.Err([1.0])):
        message = refusal(TypeError, r.result_vec_sum, bad)
        assert message.startswith("result_vec_sum(): argument 'x'")
    vec = r.double_vec_f64([1, 2])
    assert refusal(ValueError, r.end_vec, 9, vec).startswith(
        "end_vec(): argument 'ending'"
    )
    assert vec == [2.0, 4.0]


def test_in_structs():
    source = array.array("I", [1, 2])
    batch = r.make_batch(source, r.vec_range(3), 0.5)
    assert batch == r.Batch([1, 2], [0, 1, 2], 0.5)
    assert (batch.source, batch.items, batch.weight) == ([1, 2], [0, 1, 2], 0.5)
    assert r.batch_sum_at(batch) == 6
    source[0] = 7
    assert batch.source == [7, 2]
    batch.items[0] = 10
    other = r.reverse_batch(batch)
    assert other == r.Batch([7, 2], [2, 1, 10], -0.5)
    assert refusal(r.MovedError, r.reverse_batch, batch) == (
        f"reverse_batch(): argument 'batch'.items: {MOVED}"
    )
    assert refusal(r.MovedError, r.batch_sum_at, batch) == (
        f"batch_sum_at(): argument 'batch'.items: {MOVED}"
    )
    batch.items = [1]
    assert r.batch_sum(batch) == 10
    assert batch.items == [1]
    assert r.batch_sum(other) == 22
    with pytest.raises(r.MovedError):
        len(other.items)
    assert r.batch_sum(r.Batch([], [], 0)) == 0
    assert r.Batch(source=(1,), weight=1, items=range(2)).weight == 1.0


def test_what_a_struct_borrows_stays(balance):
    before = settled(balance)
    batch = r.make_batch(array.array("I", range(1000)), [1], 0.5)
    other = r.reverse_batch(batch)
    vec = r.vec_range(1000)
    third = r.make_batch(vec, [5], 1.0)
    raised(BufferError, vec.close)
    del batch, vec
    churn()
    assert other.source == third.source == list(range(1000))
    source = third.source
    del other, third
    churn()
    assert source == list(range(1000))
    del source
    assert settled(balance).alive == before.alive


def test_structs_changed_in_place():
    vec = r.vec_range(2)
    batch = r.Batch(array.array("I", [5, 6]), vec, 1.5)
    assert refusal(TypeError, r.fill_batch, batch).startswith(
        "fill_batch(): argument 'batch' must be Ref(value)"
    )
    assert vec == [0, 1]
    ref = r.Ref(batch)
    del batch
    for _ in range(2):
        r.fill_batch(ref)
    churn()
    assert ref.value == r.Batch([5, 6], [0, 1, 5, 6, 5, 6], 1.5)
    with pytest.raises(r.MovedError):
        len(vec)
    value = ref.value
    del ref
    churn()
    assert value == r.Batch([5, 6], [0, 1, 5, 6, 5, 6], 1.5)


def test_fields_that_do_not_fit():
    batch = r.Batch([1], [2], 1.0)
    for value in (5, None, "x", {1}, iter([1])):
        for name in ("source", "items"):
            expected = (
                f"Batch.{name} must be a sequence or a buffer, not {kind_name(value)}"
            )
            assert refusal(TypeError, setattr, batch, name, value) == expected
            fields = dict({"source": [1], "items": [2], "weight": 1.0}, **{name: value})
            assert refusal(TypeError, r.Batch, **fields) == expected
    assert refusal(TypeError, setattr, batch, "weight", "x") == (
        "Batch.weight must be float, not str"
    )
    # What is inside shows in the call.
    batch.items = [1, -1]
    for call in (r.batch_sum, r.batch_sum_at, r.reverse_batch):
        name = call.__name__
        assert refusal(OverflowError, call, batch) == (
            f"{name}(): argument 'batch'.items[1] must be in 0..=4294967295, got -1"
        )
    batch.items = [1]
    batch.source = [1, "x"]
    assert refusal(TypeError, r.batch_sum, batch) == (
        "batch_sum(): argument 'batch'.source[1] must be int, not str"
    )


def test_in_slices():
    vec = r.vec_range(4)
    view = vec[:]
    assert r.slice_vec_sum([[1], vec, (2, 3), vec, view, []]) == 6 + 3 * 6
    assert vec == [0, 1, 2, 3]
    assert r.slice_vec_sum([]) == 0
    assert r.slice_vec_sum(r.vec_triangle(4)) == 4


def test_slices_changed_in_place():
    vec = r.vec_range(2)
    ref = r.Ref([[1], vec, ()])
    r.push_to_slice_vec(ref, 9)
    with pytest.raises(r.MovedError):
        len(vec)
    view = ref.value
    assert view == [[1, 9], [0, 1, 9], [9]]
    r.push_to_slice_vec(view, 8)
    assert view == [[1, 9, 8], [0, 1, 9, 8], [9, 8]]
    view[0] = [5]
    vec = r.vec_range(3)
    view[1] = vec
    with pytest.raises(r.MovedError):
        len(vec)
    view[2:] = [view[0]]
    assert view == [[5], [0, 1, 2], [5]]
    r.push_to_slice_vec(ref, 7)
    assert ref.value == [[5, 7], [0, 1, 2, 7], [5, 7]]
    item = view[1]
    item[0] = 9
    assert view[1] == [0, 1, 2, 7]
    del ref
    churn()
    assert view == [[5, 7], [0, 1, 2, 7], [5, 7]]
    del view
    churn()
    assert item == [9, 1, 2, 7]


def test_items_of_slices_that_do_not_fit():
    ref = r.Ref([[1], [2]])
    r.push_to_slice_vec(ref, 3)
    view = ref.value
    with pytest.raises(TypeError, match=r"^item 1 must be a sequence or a buffer"):
        view[1] = "x"
    with pytest.raises(TypeError, match=r"^item 1\[1\] must be int, not str"):
        view[1] = [1, "x"]
    vec = r.vec_range(2)
    with pytest.raises(r.MovedError):
        view[:] = [vec, vec]
    with pytest.raises(TypeError, match=r"^items\[1\]\[0\] must be int, not str"):
        view[:] = [vec, ["x"]]
    assert vec == [0, 1]
    assert view == [[1, 3], [2, 3]]
    for bad in ([[1]], ([1],), r.vec_triangle(2), None, 5):
        message = refusal(TypeError, r.push_to_slice_vec, bad, 1)
        assert message.startswith("push_to_slice_vec(): argument 'items' must be ")
    with pytest.raises(r.MovedError):
        r.push_to_slice_vec(r.Ref([vec, vec]), 1)
    assert vec == [0, 1]
    assert r.vec_sum_u32(vec) == 1


# Exports


EXPORTS = {
    "slice": lambda vec: vec[1:],
    "empty slice": lambda vec: vec[1:1],
    "slice of a slice": lambda vec: vec[1:][1:],
    "memoryview": lambda vec: vec.as_memoryview(),
    "part of a memoryview": lambda vec: vec.as_memoryview()[1:],
    "iterator": iter,
    "ctypes": lambda vec: ctypes.c_uint32.from_buffer(vec.as_memoryview()),
    "reference": lambda vec: r.slice_item(vec, 0),
    "struct": lambda vec: r.make_batch(vec, [1], 1.0),
}

if sys.version_info >= (3, 12):
    EXPORTS["buffer"] = memoryview

each_export = pytest.mark.parametrize("name", EXPORTS)


@each_export
def test_exports_block_the_end(name, balance):
    before = settled(balance)
    vec = r.vec_range(100)
    kept = EXPORTS[name](vec)
    # However often it is tried, it never goes from under the export.
    for _ in range(3):
        assert refusal(BufferError, vec.close) == f"close(): {IN_USE}"
        assert refusal(BufferError, r.vec_sum_u32, vec) == (
            f"vec_sum_u32(): argument 'items': {IN_USE}"
        )
        assert refusal(BufferError, r.same_option_vec, vec) == (
            f"same_option_vec(): argument 'x': {IN_USE}"
        )
        assert vec == list(range(100))
        assert r.vec_sum_at(vec) == r.slice_sum_u32(vec) == sum(range(100))
    vec[2] = 7
    assert balance.counts().live_bytes >= before.live_bytes + 400
    del kept
    gc.collect()
    assert r.vec_sum_u32(vec) == sum(range(100)) + 5
    assert balance.counts().alive == before.alive


@each_export
def test_exports_keep_the_memory(name, balance):
    before = settled(balance)
    vec = r.vec_range(100)
    kept = EXPORTS[name](vec)
    del vec
    churn()
    if name == "ctypes":
        assert kept.value == 0
    elif name == "reference":
        assert kept[0] == 0
    elif name == "struct":
        assert kept.source == list(range(100))
    else:
        items = list(kept)
        assert items == list(range(100))[100 - len(items) :]
    if name != "iterator":  # which ended
        assert balance.counts().live_bytes >= before.live_bytes + 400
    del kept
    assert settled(balance).alive == before.alive


def test_closed_views_and_released_exports_do_not_block():
    vec = r.vec_range(3)
    view = vec[1:]
    view.close()
    view.close()
    with vec[:] as view:
        assert view == [0, 1, 2]
    memory = vec.as_memoryview()
    memory.release()
    vec.close()
    with pytest.raises(r.ClosedError):
        len(vec)
    with pytest.raises(r.ClosedError):
        len(view)


def test_used_on_after_a_refused_end():
    vec = r.vec_range(3)
    memory = vec.as_memoryview()
    raised(BufferError, vec.close)
    vec[0] = 5
    assert memory[0] == 5
    memory[1] = 6
    assert vec == [5, 6, 2]
    other = vec[2:]
    other[0] = 7
    assert memory.tolist() == [5, 6, 7]
    raised(BufferError, vec.close)
    del other
    gc.collect()
    raised(BufferError, vec.close)
    del memory
    gc.collect()
    vec.close()


def test_memoryviews():
    memory = r.vec_range(3).as_memoryview()
    assert memory.format == "I"
    assert memory.tolist() == [0, 1, 2]
    assert not memory.readonly
    memory[0] = 5
    assert memory[0] == 5
    flags = r.invert_vec_bool([True]).as_memoryview()
    assert flags.format == "?"
    assert flags.tolist() == [False]
    spots = r.swap_vec_spots([r.Spot(1, 2), r.Spot(3, 4)])
    memory = spots.as_memoryview()
    assert memory.nbytes == 32
    assert bytes(memory) == bytes(array.array("d", [2, 1, 4, 3]))
    for _ in range(2):
        raised(BufferError, spots.close)
        churn()
        assert bytes(memory) == bytes(array.array("d", [2, 1, 4, 3]))
    if sys.version_info >= (3, 12):
        assert memoryview(r.vec_range(3)).tolist() == [0, 1, 2]
        assert bytes(r.reverse_vec_u8(b"abc")) == b"cba"


def test_numpy(numpy, balance):
    before = settled(balance)
    vec = r.vec_range(1000)
    made = numpy.asarray(vec)
    assert made.dtype == numpy.uint32
    assert made.shape == (1000,)
    made[0] = 7
    assert vec[0] == 7
    vec[1] = 8
    assert made[1] == 8
    part = made[500:]
    del made
    for _ in range(3):
        assert IN_USE in str(raised(BufferError, vec.close))
        assert IN_USE in str(raised(BufferError, r.vec_sum_u32, vec))
        churn()
        assert part.sum() == sum(range(500, 1000))
    del vec
    churn()
    assert part.sum() == sum(range(500, 1000))
    del part
    assert settled(balance).alive == before.alive


def test_numpy_of_every_kind(numpy):
    flags = numpy.asarray(r.invert_vec_bool([True, False]))
    assert flags.dtype == numpy.bool_
    assert flags.tolist() == [False, True]
    floats = numpy.asarray(r.double_vec_f64([0.5]))
    assert floats.dtype == numpy.float64
    assert floats.tolist() == [1.0]
    vec = r.swap_vec_spots([r.Spot(1, 2), r.Spot(3, 4)])
    spots = numpy.asarray(vec)
    assert spots["x"].tolist() == [2.0, 4.0]
    spots["y"] = 0.5
    assert vec == [r.Spot(2, 0.5), r.Spot(4, 0.5)]
    assert numpy.asarray(r.vec_range(0)).tolist() == []


def test_numpy_as_argument(numpy):
    items = numpy.arange(5, dtype=numpy.uint32)
    assert r.vec_sum_u32(items) == 10
    made = r.same_vec(items)
    items[0] = 9
    assert made == [0, 1, 2, 3, 4]
    assert r.flatten_vec([items, items[1:]]) == [9, 1, 2, 3, 4, 1, 2, 3, 4]
    assert r.vec_sum_f64(numpy.ones(3)) == 3
    assert r.invert_vec_bool([numpy.bool_(True)]) == [False]
    assert r.vec_sum_u32([numpy.uint8(5), numpy.int64(6)]) == 11
    for bad in (
        items[::2],
        items.astype(numpy.int32),
        items.astype(numpy.float32),
        items.astype(">u4"),
        numpy.array(["x"]),
        numpy.array([1], dtype=object),
    ):
        message = refusal(TypeError, r.vec_sum_u32, bad)
        assert message.startswith("vec_sum_u32(): argument 'items' must be ")


def test_arrays_of_structs():
    assert r.swap_vec_spots((r.Spot * 2)(r.Spot(1, 2), r.Spot(3, 4))) == [
        r.Spot(2, 1),
        r.Spot(4, 3),
    ]


# Threads


@pytest.fixture
def switching():
    """Has threads take turns as often as they can."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


ROUNDS, THREADS = 200, 4


def race(vecs, use):
    """What each thread made of each vector, or the error, when all use it at once."""
    barrier = threading.Barrier(THREADS)
    outcomes = [[None] * THREADS for _ in vecs]

    def run(number):
        for vec, outcome in zip(vecs, outcomes):
            barrier.wait()
            try:
                outcome[number] = use(vec)
            except (BufferError, TypeError, r.InteropError) as error:
                outcome[number] = error.with_traceback(None)

    threads = [
        threading.Thread(target=run, args=(number,)) for number in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.parametrize(
    "use",
    [
        r.vec_sum_u32,
        lambda vec: r.concatenate_vecs(vec, [0]).copied()[-2] + 1,
        lambda vec: sum(r.same_option_vec(vec)),
        lambda vec: r.drain_vec(r.Ref(vec))[2] + 1,
        lambda vec: r.batch_sum(r.Batch([], vec, 1.0)),
    ],
    ids=["argument", "of two arguments", "option", "reference", "struct"],
)
def test_one_thread_moves(use, switching, balance):
    before = settled(balance)
    vecs = [r.vec_range(3) for _ in range(ROUNDS)]
    for outcome in race(vecs, use):
        winners = [it for it in outcome if not isinstance(it, Exception)]
        losers = [it for it in outcome if isinstance(it, Exception)]
        assert winners == [3], outcome
        assert {type(error) for error in losers} == {r.MovedError}, outcome
        assert all(MOVED in str(error) for error in losers)
    for vec in vecs:
        with pytest.raises(r.MovedError):
            len(vec)
    del vecs
    assert settled(balance).alive == before.alive


def test_threads_close(switching, balance):
    before = settled(balance)
    vecs = [r.vec_range(3) for _ in range(ROUNDS)]
    # To close what is closed does nothing, whoever closed it.
    assert race(vecs, lambda vec: vec.close()) == [[None] * THREADS] * ROUNDS
    assert balance.counts().alive == before.alive


def test_threads_lend(switching):
    vecs = [r.vec_range(100) for _ in range(ROUNDS)]
    expected = [[sum(range(100))] * THREADS] * ROUNDS
    for use in (r.vec_sum_at, r.slice_sum_u32, sum):
        assert race(vecs, use) == expected


def test_given_twice_by_threads(switching, balance):
    before = settled(balance)
    vecs = [(r.vec_range(3), r.vec_range(3)) for _ in range(ROUNDS)]

    def use(pair):
        number = threading.get_ident() // 64 % 2
        return r.concatenate_vecs(pair[number], pair[1 - number]).copied()

    for outcome in race(vecs, use):
        winners = [it for it in outcome if not isinstance(it, Exception)]
        # Two who each have one of both may both have to give it back.
        assert winners in ([], [[0, 1, 2, 0, 1, 2]]), outcome
    del vecs
    assert settled(balance).alive == before.alive


def meanwhile(call, action, line):
    """Runs the action, as another thread might, before that line of the module's code.

    Whether there was such a line, and the outcome of the call: what it returned or raised.
    """
    seen = []

    def trace(frame, event, _):
        if frame.f_code.co_filename != r.__file__:
            return None
        if event == "line":
            seen.append(line)
            if len(seen) == line:
                sys.settrace(None)
                action()
                sys.settrace(trace)
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        outcome = call()
    except (BufferError, r.InteropError) as error:
        outcome = error.with_traceback(None)
    finally:
        sys.settrace(before)
    return len(seen) >= line, outcome


MEANWHILE = {
    "by value": r.vec_sum_u32,
    "by reference": r.vec_sum_at,
    "as a slice": r.slice_sum_u32,
    "in a list": lambda vec: r.vec_sum_u32(r.flatten_vec([vec])),
    "in a slice": lambda vec: r.slice_vec_sum([vec]),
    "in a struct": lambda vec: r.batch_sum(r.Batch([], vec, 1.0)),
    "in a lent struct": lambda vec: r.batch_sum_at(r.Batch([], vec, 1.0)),
    "in an option": r.option_vec_sum,
    "in a Ref": lambda vec: r.vec_sum_u32(r.drain_vec(r.Ref(vec))),
    "one of two": lambda vec: r.vec_sum_u32(r.concatenate_vecs([], vec)),
    "memoryview": lambda vec: sum(vec.as_memoryview()),
    "slice": lambda vec: sum(vec[:]),
    "copied": lambda vec: sum(vec.copied()),
    "iterated": sum,
}


def end_meanwhile(name):
    """Ends a vector before each line of what a call runs: that is refused, or the call is."""
    call, count = MEANWHILE[name], 1000
    total = sum(range(count))
    balance = Balance()
    before = settled(balance)
    for end in (lambda vec: vec.close(), r.vec_sum_u32):
        line = 0
        is_there = True
        while is_there:
            line += 1
            vec = r.vec_range(count)
            others = []

            def action(vec=vec, others=others, end=end):
                try:
                    end(vec)
                except (BufferError, r.MovedError, r.ClosedError):
                    return
                # Takes the place of what was freed.
                others.append(r.same_vec([1] * count))

            is_there, outcome = meanwhile(lambda vec=vec: call(vec), action, line)
            if not isinstance(outcome, Exception):
                assert outcome == total, (line, outcome)
        assert line > 2
    del vec, others, action, outcome
    assert settled(balance).alive == before.alive


@pytest.mark.parametrize("name", list(MEANWHILE))
def test_ended_meanwhile(name):
    # In a process of its own: where memory is used after it was freed, anything may happen.
    folders = [
        os.path.dirname(os.path.abspath(file)) for file in (r.__file__, __file__)
    ]
    done = subprocess.run(
        [sys.executable, "-c", f"import test_vecs; test_vecs.end_meanwhile({name!r})"],
        env=dict(os.environ, PYTHONPATH=os.pathsep.join(folders)),
        check=False,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert done.returncode == 0, done.stderr


def outcome_of(call, vec):
    try:
        return call(vec)
    except (BufferError, r.InteropError) as error:
        return type(error)


@pytest.mark.parametrize(
    "call, first, second",
    [
        (lambda vec: vec.close(), None, None),
        (r.vec_sum_u32, 3, r.MovedError),
        (lambda vec: r.batch_sum(r.Batch([], vec, 1.0)), 3, r.MovedError),
    ],
    ids=["close", "move", "move in a struct"],
)
def test_ended_by_two_at_once(call, first, second, balance):
    before = settled(balance)
    line = 0
    is_there = True
    while is_there:
        line += 1
        vec = r.vec_range(3)
        outcomes = []

        def action(vec=vec, outcomes=outcomes):
            outcomes.append(outcome_of(call, vec))

        is_there, outcome = meanwhile(
            lambda vec=vec: outcome_of(call, vec), action, line
        )
        if is_there:
            assert [outcome, *outcomes] in ([first, second], [second, first]), line
        with pytest.raises((r.MovedError, r.ClosedError)):
            len(vec)
    assert line > 2
    del vec, action
    assert settled(balance).alive == before.alive


# Nothing leaks


def half_way(call, *arguments):
    """Runs a call that has to raise."""

    def run():
        try:
            call(*arguments)
        except (TypeError, OverflowError, UnicodeEncodeError, ZeroDivisionError):
            return
        except (BufferError, r.InteropError):
            return
        raise AssertionError("nothing was raised")

    return run


def given_twice():
    vec = r.vec_range(100)
    half_way(r.concatenate_vecs, vec, vec)()
    half_way(r.push_to_slice_vec, r.Ref([[1], vec, vec]), 1)()
    assert len(vec) == 100


def given_in_use():
    vec, other = r.vec_range(100), r.vec_range(10)
    view = vec[1:]
    half_way(r.same_vec, vec)()
    half_way(r.concatenate_vecs, other, vec)()
    half_way(r.label_vec, vec, "label", 1.0)()
    half_way(r.make_batch, vec, vec, 1.0)()
    half_way(r.push_to_vec, r.Ref(vec), 1)()
    half_way(vec.close)()
    assert len(view) == 99


def in_place():
    ref = r.Ref(r.vec_range(10))
    r.push_to_vec(ref, 5)
    r.pop_from_vec(ref)
    assert ref.value.copied() == list(range(10))
    r.drain_vec(ref)
    r.push_to_vec(ref, 5)
    texts = r.Ref(["a", "b"])
    r.push_to_vec_string(texts, "c")
    r.overwrite_vec(texts, ["d", "e"])
    assert r.replace_vec(texts, ["f"]) == ["d", "e"]
    option = r.Ref(None)
    r.flip_option_vec(option)
    r.flip_option_vec(option)
    r.flip_option_vec(option)
    vecs = r.Ref([[1], r.vec_range(2)])
    r.push_to_slice_vec(vecs, 1)
    vecs.value[0] = [5]
    vecs.value[1] = r.vec_range(3)
    assert vecs.value[1] == [0, 1, 2]
    batch = r.Ref(r.Batch([1], r.vec_range(2), 1.0))
    r.fill_batch(batch)
    assert batch.value.items == [0, 1, 1]


def set_back():
    """What a reference has from Rust goes when it is set."""
    ref = r.Ref([1])
    r.push_to_vec(ref, 2)
    ref.value = [3]
    r.push_to_vec(ref, 4)
    half_way(r.push_to_vec, ref, "x")()
    assert r.vec_sum_at(ref) == 7


def cycle():
    ref = r.Ref([r.vec_range(10)])
    ref.value.append(ref)


SUCCESSES = {
    "vec_range": lambda: r.vec_range(100),
    "closed": lambda: r.vec_range(100).close(),
    "empty": lambda: r.same_vec(r.vec_range(0)),
    "list": lambda: r.same_vec([1, 2, 3]),
    "array": lambda: r.vec_sum_u32(array.array("I", [1])),
    "bytes": lambda: r.reverse_vec_u8(b"abc"),
    "moved": lambda: r.vec_sum_u32(r.same_vec(r.same_vec(r.vec_range(100)))),
    "floats": lambda: r.double_vec_f64(r.double_vec_f64([1.5])),
    "flags": lambda: r.invert_vec_bool(r.invert_vec_bool([True])),
    "spots": lambda: r.swap_vec_spots(r.swap_vec_spots([r.Spot(1, 2)])),
    "spot": lambda: r.swap_vec_spots([r.Spot(1, 2)])[0],
    "colors": lambda: r.next_vec_colors([1, 2]),
    "lent": lambda: r.clone_vec(r.same_lent_vec(r.vec_range(100))),
    "cloned often": lambda: r.clone_vec_often(["a", "b"], 10),
    "in place": in_place,
    "set back": set_back,
    "texts": lambda: r.upper_case_vec(["a", "b" * 100, ""]),
    "length": lambda: r.vec_string_length(["a", "b"]),
    "split": lambda: r.join_vec(r.split_string("a b c", " "), "-"),
    "labels": lambda: r.label_vec(r.vec_range(3), "label", 1.5),
    "parcels": lambda: r.reverse_vec_parcels([r.Parcel("a", "b", 1)] * 3),
    "sum of parcels": lambda: r.vec_sum_parcels([r.Parcel("a", "b", 1)]),
    "static parcels": lambda: r.reverse_vec_parcels(r.static_parcels()),
    "vecs": lambda: r.flatten_vec(r.vec_triangle(5)),
    "reversed vecs": lambda: r.reverse_vec_vecs([[1], (), r.vec_range(3)]),
    "options": lambda: r.flip_vec_options([1, None], 5),
    "present": lambda: r.present_in_vec([1, None]),
    "two": lambda: r.concatenate_vecs(r.vec_range(3), [1]),
    "option": lambda: r.same_option_vec(r.same_option_vec([1, 2])),
    "no option": lambda: r.same_option_vec(None),
    "sum of an option": lambda: r.option_vec_sum(r.vec_range(3)),
    "result": lambda: r.end_vec(r.Ending.Success, r.double_vec_f64([1])),
    "sum of a result": lambda: r.result_vec_sum(r.Ok(r.double_vec_f64([1]))),
    "batch": lambda: r.batch_sum(
        r.reverse_batch(r.make_batch([1], r.vec_range(3), 1.0))
    ),
    "lent batch": lambda: r.batch_sum_at(r.make_batch(r.vec_range(3), [1], 1.0)),
    "slice": lambda: r.slice_vec_sum([r.vec_range(3), [1]]),
    "tail": lambda: r.slice_tail(r.vec_range(100), 50),
    "view": lambda: r.vec_range(100)[50:],
    "memoryview": lambda: r.vec_range(100).as_memoryview(),
    "pickled": lambda: pickle.dumps(r.vec_range(100)),
    "cycle": cycle,
}

FAILURES = {
    "Err": half_way(r.end_vec, r.Ending.Error, [1.0]),
    "Panic": half_way(r.end_vec, r.Ending.Panicked, [1.0]),
    "Null": half_way(r.end_vec, r.Ending.Nothing, [1.0]),
    "moved Err": lambda: half_way(r.end_vec, 1, r.double_vec_f64([1.0]))(),
    "no ending": lambda: half_way(r.end_vec, "x", r.double_vec_f64([1.0]))(),
    "last item": half_way(r.same_vec, [1, 2, "x"]),
    "last text": half_way(r.upper_case_vec, ["a", "b", 5]),
    "last half of a pair": half_way(r.upper_case_vec, ["a", "b", "\ud800"]),
    "last parcel": half_way(r.reverse_vec_parcels, [r.Parcel("a", "b", 1), None]),
    "last item of the last": half_way(r.flatten_vec, [[1], [2, -1]]),
    "last option": half_way(r.present_in_vec, [1, None, "x"]),
    "raising item": half_way(r.same_vec, Failing([1, 2, 3])),
    "raising text": half_way(r.vec_string_length, Failing(["a", "b"])),
    "last argument": lambda: half_way(r.label_vec, r.vec_range(3), "label", "x")(),
    "middle argument": lambda: half_way(r.label_vec, r.vec_range(3), 5, 1.0)(),
    "second text": half_way(r.join_vec, ["a", "b"], 5),
    "second vec": lambda: half_way(r.concatenate_vecs, r.vec_range(3), ["x"])(),
    "moved second": lambda: half_way(r.concatenate_vecs, r.vec_range(3), moved())(),
    "last of a batch": lambda: half_way(r.make_batch, [1], r.vec_range(3), "x")(),
    "batch": lambda: half_way(r.batch_sum, r.Batch(["x"], r.vec_range(3), 1.0))(),
    "items of a batch": half_way(r.reverse_batch, r.Batch([1], [1, "x"], 1.0)),
    "replacement": lambda: half_way(r.replace_vec, r.Ref(["a", "b"]), ["c", 5])(),
    "overwriting": lambda: half_way(r.overwrite_vec, r.Ref(["a", "b"]), 5)(),
    "pushed text": lambda: half_way(r.push_to_vec_string, r.Ref(["a"]), 5)(),
    "pushed number": lambda: half_way(r.push_to_vec, r.Ref(r.vec_range(3)), -1)(),
    "referenced items": half_way(r.push_to_vec, r.Ref([1, "x"]), 1),
    "slice": lambda: half_way(r.slice_vec_sum, [r.vec_range(3), ["x"]])(),
    "mutable slice": lambda: half_way(
        r.push_to_slice_vec, r.Ref([r.vec_range(3), ["x"]]), 1
    )(),
    "number for a slice": lambda: half_way(
        r.push_to_slice_vec, r.Ref([r.vec_range(3), [1]]), "x"
    )(),
    "option": half_way(r.same_option_vec, [1, "x"]),
    "result": half_way(r.result_vec_sum, r.Ok([1.0, "x"])),
    "another kind": lambda: half_way(r.vec_sum_f64, r.vec_range(3))(),
    "given twice": given_twice,
    "in use": given_in_use,
}


@pytest.mark.parametrize("run", SUCCESSES.values(), ids=list(SUCCESSES))
def test_success_is_steady(run, balance, loops):
    balance.assert_steady(run, loops(10_000))


@pytest.mark.parametrize("run", FAILURES.values(), ids=list(FAILURES))
def test_failure_is_steady(run, balance, loops):
    balance.assert_steady(run, loops(10_000))


def test_every_function_is_in_use():
    """What the module has of vectors is in the tables above, or is there for its position."""
    others = Path(__file__).with_name("test_positions.py")
    text = Path(__file__).read_text("utf-8") + others.read_text("utf-8")
    public = [name for name in dir(r) if not name.startswith("_")]
    names = [it for it in public if {"vec", "vecs", "batch"} & set(it.split("_"))]
    # Those of functions and callbacks are tested with these.
    functions = ("apply_", "call_", "give_", "read_", "write_")
    names = [it for it in names if not it.startswith(functions)]
    assert len(names) > 30
    assert [name for name in names if f"r.{name}" not in text] == []


# At exit


AT_EXIT = {
    "globals": """
        vec, texts, rows = r.vec_range(100), r.upper_case_vec(["a"]), r.vec_triangle(5)
        view, memory = vec[1:], r.vec_range(10).as_memoryview()
        batch = r.make_batch(r.vec_range(10), [1], 1.0)
    """,
    "references": """
        numbers, texts, vecs = r.Ref(r.vec_range(3)), r.Ref(["a"]), r.Ref([[1], [2]])
        option, batch = r.Ref(None), r.Ref(r.Batch([1], [2], 1.0))
        r.push_to_vec(numbers, 1)
        r.push_to_vec_string(texts, "b")
        r.push_to_slice_vec(vecs, 3)
        r.flip_option_vec(option)
        r.fill_batch(batch)
        view, item = vecs.value, vecs.value[0]
    """,
    "a cycle": """
        ref = r.Ref(["a"])
        r.push_to_vec_string(ref, "b")
        things = [r.vec_range(100), ref, r.vec_range(5)[1:]]
        things.append(things)
        del ref, things
    """,
    "a suspended generator": """
        def numbers():
            with r.vec_range(100) as vec:
                ref = r.Ref([1])
                r.push_to_vec(ref, 2)
                for number in vec.copied():
                    yield number

        generator = numbers()
        assert next(generator) == 0
    """,
    "builtins": """
        import builtins
        builtins.vec = r.vec_range(100)
        builtins.ref = r.Ref(["a"])
        r.push_to_vec_string(builtins.ref, "b")
        builtins.view = r.vec_range(5)[1:]
    """,
    "a thread that ended": """
        import threading
        made = []
        thread = threading.Thread(target=lambda: made.append(r.vec_range(10)))
        thread.start()
        thread.join()
    """,
    "other modules": """
        import sys
        sys.vec = r.vec_range(10)
        sys.ref = r.Ref(["a"])
        r.push_to_vec_string(sys.ref, "b")
        del sys.modules["reference_project"]
    """,
    "an error": """
        try:
            r.concatenate_vecs(r.vec_range(10), ["x"])
        except TypeError as error:
            kept = error
        vec = r.vec_range(3)
        try:
            r.concatenate_vecs(vec, vec)
        except r.MovedError as error:
            other = error
    """,
    "atexit": """
        import atexit
        vec = r.vec_range(10)
        atexit.register(lambda: r.vec_sum_u32(vec))
        ref = r.Ref([1])
        atexit.register(r.push_to_vec, ref, 2)
    """,
}


@pytest.mark.parametrize("name", AT_EXIT)
def test_nothing_is_alive_at_exit(name, balance):
    code = "        import reference_project as r\n" + AT_EXIT[name].lstrip("\n")
    assert balance_at_exit(code) == (0, 0)


# Finalizers in cycles


class Session:
    """Uses a vector when the garbage collector finalizes its cycle, and may live on."""

    def __init__(self, held, revived, seen):
        self.held = held
        self.revived = revived
        self.seen = seen
        self.me = self

    def __del__(self):
        self.revived.append(self)
        held = self.held
        self.seen.append(held.value if isinstance(held, r.Ref) else held.copied())


@pytest.mark.parametrize(
    ("make", "seen"),
    [
        (lambda: r.vec_range(1000), list(range(1000))),
        (lambda: appended(r.Ref("abc" * 30)), "abc" * 30 + "!"),
        (lambda: raised_case(r.Ref(["ab", "c"])).value, ["AB", "C"]),
    ],
    ids=["vector", "text", "view"],
)
def test_what_a_cycle_holds_is_there_for_its_finalizers(make, seen, balance):
    before = settled(balance)
    revived, found = [], []

    def run():
        # Older than the object that uses it, so finalized before it.
        held = make()
        Session(held, revived, found)

    run()
    gc.collect()
    assert found == [seen]
    again = revived.pop().held
    assert (again.value if isinstance(again, r.Ref) else again.copied()) == seen
    del again
    assert settled(balance).alive == before.alive


def appended(ref):
    r.append_string(ref, "!")
    return ref


def raised_case(ref):
    r.upper_case_strings(ref)
    return ref


def test_errors_do_not_use_the_vector():
    with pytest.raises(IndexError) as caught, r.vec_range(3) as vec:
        vec[99]
    assert str(caught.value) == "index out of range"
    with pytest.raises(r.ClosedError):
        vec[0]


def test_items_that_own_memory_are_set_by_many_threads(balance):
    before = settled(balance)
    view = raised_case(r.Ref(["a" * 50] * 4)).value

    def run(letter, view=view):
        for _ in range(2000):
            view[0] = letter * 100
            assert len(set(view[0])) == 1

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        threads = [threading.Thread(target=run, args=(it,)) for it in "abcd"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert len(view[0]) == 100
    del view, threads, run
    assert settled(balance).alive == before.alive


@pytest.mark.parametrize("kind", [bytes, str])
def test_what_pretends_to_be_another_type(kind):
    spoof = unittest.mock.MagicMock(spec=kind)
    spoof.__len__.return_value = 10**9
    for call in (r.same_cstring, r.string_length):
        assert refusal(TypeError, call, spoof).endswith(", not MagicMock")
    if kind is bytes:
        # A sequence by its items, of which there are none, whatever it says.
        assert r.slice_sum_u8(spoof) == 0
