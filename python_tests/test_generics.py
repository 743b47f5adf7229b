"""Generics: each instantiation is a class of its own."""

import copy
import inspect
import pickle

import pytest

import reference_project as r

EXAMPLES = [
    r.GenericU8(5),
    r.GenericF64(0.5),
    r.GenericBool(True),
    r.PairI32(-1, 2),
    r.PairU64(1, 2**64 - 1),
    r.PairF32(0.5, 1.5),
    r.PairVec2(r.Vec2(1.0, 2.0), r.Vec2(3.0, 4.0)),
    r.GenericPairI32(r.PairI32(1, 2)),
    r.PairGenericU8(r.GenericU8(1), r.GenericU8(2)),
    r.EntryU8F64(1, 0.5),
    r.QuantityGram(1.5),
    r.QuantityU32(2.5),
    r.Gram(0.5),
    r.FixedString32(b"text".ljust(32, b"\0")),
    r.FixedString4(b"text"),
    r.MemberIntegers(-1, 1),
    r.MemberPoints(r.Vec2(1.0, 2.0), r.Vec2(3.0, 4.0)),
]


def name_of(value):
    return type(value).__name__


def test_results():
    assert r.invert_generic_u8(r.GenericU8(1)) == r.GenericU8(254)
    assert r.negate_generic_f64(r.GenericF64(item=0.5)) == r.GenericF64(-0.5)
    assert r.not_generic_bool(r.GenericBool(False)).item is True
    assert r.swap_pair_i32(r.PairI32(-1, 2)) == r.PairI32(2, -1)
    assert r.swap_pair_u64(r.PairU64(1, 2**64 - 1)) == r.PairU64(2**64 - 1, 1)
    first, second = r.Vec2(1.0, 2.0), r.Vec2(3.0, 4.0)
    assert r.swap_pair_vec2(r.PairVec2(first, second)) == r.PairVec2(second, first)
    assert r.swap_integers(r.MemberIntegers(-1, 1)) == r.MemberIntegers(1, -1)
    assert r.swap_points(r.MemberPoints(first, second)) == r.MemberPoints(second, first)


def test_two_parameters():
    entry = r.invert_entry(r.EntryU8F64(key=1, entry=0.5))
    assert (entry.key, entry.entry) == (254, -0.5)


def test_nested():
    nested = r.GenericPairI32(r.PairI32(1, 2))
    assert r.swap_generic_pair(nested) == r.GenericPairI32(r.PairI32(2, 1))
    nested.item.left = -5
    assert nested == r.GenericPairI32(r.PairI32(-5, 2))
    pair = r.PairGenericU8(r.GenericU8(1), r.GenericU8(2))
    assert r.swap_pair_generic(pair).left == r.GenericU8(2)


def test_phantom_parameters():
    assert r.QuantityGram.__match_args__ == ("amount",)
    assert r.double_grams(r.QuantityGram(1.5)) == r.QuantityGram(3.0)
    assert r.halve_numbers(r.QuantityU32(3.0)) == r.QuantityU32(1.5)
    assert r.QuantityGram(1.0) != r.QuantityU32(1.0)
    with pytest.raises(TypeError) as caught:
        r.double_grams(r.QuantityU32(1.0))
    assert str(caught.value) == (
        "double_grams(): argument 'x' must be QuantityGram, not QuantityU32"
    )


def test_const_parameters():
    text = r.FixedString32(b"hello".ljust(32, b"\0"))
    assert len(text.bytes) == 32
    assert bytes(r.upper_case_32(text).bytes).rstrip(b"\0") == b"HELLO"
    assert r.fixed_string_len(text) == 5
    assert bytes(r.upper_case_4(r.FixedString4(b"Gr8!")).bytes) == b"GR8!"
    for length in (0, 3, 31, 33):
        with pytest.raises(ValueError, match=f"must have 32 items, got {length}"):
            r.FixedString32(bytes(length))
    with pytest.raises(TypeError, match="must be FixedString32, not FixedString4"):
        r.upper_case_32(r.FixedString4(b"abcd"))


def test_references():
    assert r.pair_difference(r.PairI32(1, 5)) == 4
    assert r.pair_difference(x=r.PairI32(-(2**31), 0)) == -(2**31)
    assert r.generic_item(r.GenericU8(7)) == 7
    nested = r.GenericPairI32(r.PairI32(1, 2))
    assert r.pair_difference(nested.item) == 1
    with pytest.raises(TypeError, match="must be GenericU8"):
        r.generic_item(r.Gray(7))


def test_checks():
    for call, error, text in (
        (lambda: r.GenericU8(256), OverflowError, r"GenericU8\.item must be in 0"),
        (lambda: r.PairI32(0, 2**31), OverflowError, r"PairI32\.right must be in -"),
        (lambda: r.PairU64(-1, 0), OverflowError, r"PairU64\.left must be in 0"),
        (lambda: r.GenericBool(1), TypeError, r"GenericBool\.item must be bool"),
        (lambda: r.MemberIntegers(0, 2**15), OverflowError, r"MemberIntegers\.last"),
        (lambda: r.EntryU8F64("1", 0.5), TypeError, r"EntryU8F64\.key must be int"),
    ):
        with pytest.raises(error, match=text):
            call()


def test_instantiations_do_not_mix():
    with pytest.raises(TypeError, match="must be PairI32, not PairU64"):
        r.swap_pair_i32(r.PairU64(1, 2))
    assert r.PairI32(1, 2) != r.PairU64(1, 2)


def test_extra_types():
    assert r.PairF32(0.5, 1.5).right == 1.5
    assert r.Gram(factor=0.5).factor == 0.5


@pytest.mark.parametrize("value", EXAMPLES, ids=name_of)
def test_names(value):
    name = type(value).__name__
    assert getattr(r, name) is type(value)
    assert type(value).__qualname__ == name
    assert name in r.__all__


@pytest.mark.parametrize("value", EXAMPLES, ids=name_of)
def test_values(value):
    assert eval(repr(value), dict(vars(r))) == value
    assert copy.copy(value) == copy.deepcopy(value) == value
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(value, protocol)) == value


def test_docs():
    assert "A lone item." in inspect.getdoc(r.GenericU8)
    assert "item: The item." in inspect.getdoc(r.GenericF64)
