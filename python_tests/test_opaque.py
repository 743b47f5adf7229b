"""Opaque types: handles, which know their type and nothing else."""

import copy
import ctypes
import gc
import pickle

import pytest
from helpers import kind_name, refusal

import reference_project as r


@pytest.fixture
def context():
    made = r.context_create(5)
    yield made
    r.context_destroy(made)


@pytest.fixture
def ledger():
    made = r.ledger_create()
    yield made
    r.ledger_destroy(made)


@pytest.fixture
def vault():
    made = r.vault_create(5)
    yield made
    r.vault_destroy(made)


def test_made_used_changed(context):
    assert isinstance(context, r.Context)
    assert type(context) is r.Context
    assert r.context_total(context) == 5
    r.context_append(context, 2**32 - 1)
    r.context_append(context=context, number=1)
    assert r.context_total(context) == 2**32 + 5
    assert r.context_count(context) == 3
    assert r.context_optional_count(context) == 3


def test_two_types(context, ledger):
    assert r.ledger_book(ledger, context) == 5
    assert r.ledger_book(ledger=ledger, context=context) == 10
    assert type(ledger) is r.Ledger
    assert not isinstance(ledger, r.Context)


def test_null():
    assert r.context_null() is None
    assert r.context_count(None) == 0
    assert r.context_optional_count(None) == -1
    r.context_destroy(None)


def test_results(context):
    made = r.context_try_create(7)
    assert type(made) is r.Context
    assert r.context_total(made) == 7
    assert made != context
    r.context_destroy(made)
    with pytest.raises(r.MathErrorException) as caught:
        r.context_try_create(0)
    assert caught.value.error is r.MathError.Negative
    assert str(caught.value) == "context_try_create(): MathError.Negative"


def test_equality(context, ledger):
    same = r.context_same(context)
    assert same == context
    assert (same != context) is False
    assert hash(same) == hash(context)
    assert {context: 1}[same] == 1
    other = r.context_create(5)
    assert other != context
    assert (other == context) is False
    r.context_destroy(other)
    for value in (ledger, None, 5, "x", r.Context, object()):
        assert (context == value) is False
        assert (context != value) is True


def test_handles_are_true(context):
    assert context


def test_repr(context):
    assert "Context" in repr(context)


@pytest.mark.parametrize(
    "value",
    [5, 0, "x", b"x", 1.5, [], r.Vec2(1.0, 2.0), ctypes.c_void_p(0), object()],
    ids=lambda value: type(value).__name__,
)
def test_what_is_no_handle(value, ledger):
    wrong = kind_name(value)
    for call in (r.context_total, r.context_count, r.context_optional_count):
        assert refusal(TypeError, call, value) == (
            f"{call.__name__}(): argument 'context' must be Context, not {wrong}"
        )
    assert refusal(TypeError, r.context_append, value, 1) == (
        f"context_append(): argument 'context' must be Context, not {wrong}"
    )
    assert refusal(TypeError, r.context_destroy, value) == (
        f"context_destroy(): argument 'context' must be Context, not {wrong}"
    )
    assert refusal(TypeError, r.ledger_book, ledger, value) == (
        f"ledger_book(): argument 'context' must be Context, not {wrong}"
    )


def test_handles_of_another_type(context, ledger, vault):
    for call in (r.context_total, r.context_destroy, r.context_count):
        for value in (ledger, vault):
            wrong = kind_name(value)
            assert refusal(TypeError, call, value) == (
                f"{call.__name__}(): argument 'context' must be Context, not {wrong}"
            )
    assert refusal(TypeError, r.ledger_book, context, context) == (
        "ledger_book(): argument 'ledger' must be Ledger, not Context"
    )
    assert refusal(TypeError, r.context_total, r.Context) == (
        "context_total(): argument 'context' must be Context, not type"
    )


def test_not_made_by_hand():
    for kind in (r.Context, r.Ledger, r.VaultU32):
        for arguments in ((), (0,), (5,), (None,)):
            with pytest.raises(TypeError, match=kind.__name__):
                kind(*arguments)


def test_no_copies(context):
    for copied in (copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="Context"):
            copied(context)
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError, match="Context"):
            pickle.dumps(context, protocol)


def test_what_is_inside(context):
    pointer = r.context_last(context)
    assert pointer[0] == 5
    r.context_append(context, 7)
    assert r.context_last(context)[0] == 7


def test_generic(vault):
    assert type(vault) is r.VaultU32
    assert r.vault_item(vault) == 5
    assert r.vault_replace(vault, 7) == 5
    assert r.vault_item(vault) == 7
    assert r.vault_item_f64(None) == -1.0
    assert refusal(TypeError, r.vault_item_f64, vault) == (
        "vault_item_f64(): argument 'vault' must be VaultF64, not VaultU32"
    )
    assert refusal(OverflowError, r.vault_replace, vault, -1).startswith(
        "vault_replace(): argument 'item'"
    )


def test_fields(context, ledger):
    desk = r.desk_create(context, ledger, 3)
    assert desk.context == context
    assert type(desk.context) is r.Context
    assert desk.ledger == ledger
    assert r.desk_count(desk) == 4
    desk.context = None
    assert desk.context is None
    assert r.desk_count(desk) == 3
    desk.context = context
    assert r.desk_count(desk) == 4
    by_hand = r.Desk(context=context, ledger=None, number=1)
    assert by_hand.ledger is None
    assert r.desk_count(by_hand) == 2


def test_fields_of_another_type(context, ledger):
    desk = r.Desk(context, ledger, 1)
    for value in (ledger, 5, "x", r.Context):
        wrong = kind_name(value)
        message = refusal(TypeError, setattr, desk, "context", value)
        assert message == f"Desk.context must be Context, not {wrong}"
        message = refusal(TypeError, r.Desk, value, ledger, 1)
        assert message == f"Desk.context must be Context, not {wrong}"
    assert desk.context == context


def test_fields_do_not_pickle(context):
    desk = r.Desk(context, None, 1)
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError, match="Context"):
            pickle.dumps(desk, protocol)


def test_many(loops):
    for number in range(loops(10_000)):
        made = r.context_create(number)
        assert r.context_total(made) == number
        r.context_destroy(made)


def test_handles_that_are_dropped():
    address = r.context_create(5)
    same = r.context_same(address)
    del address
    gc.collect()
    assert r.context_total(same) == 5
    r.context_destroy(same)


def test_names():
    for name in ("Context", "Ledger", "VaultU32", "VaultF64"):
        assert name in r.__all__
        assert getattr(r, name).__name__ == name


def test_handles_cannot_be_forged(context):
    for value in [None, 12345]:
        with pytest.raises(AttributeError):
            context.value = value
    assert r.context_total(context) == 5
    empty = r.Context.from_buffer_copy(bytes(8))
    for forged in [empty, r.Context.__new__(r.Context)]:
        refusal(TypeError, r.context_total, forged)
