"""`ffi::Bool` and `ffi::CChar`: a bool and a byte."""

import typing

import pytest

import reference_project as r

ALL_BYTES = [bytes([number]) for number in range(256)]


def test_flags():
    assert r.same_flag(True) is True
    assert r.same_flag(False) is False
    assert r.not_flag(True) is False
    assert r.not_flag(flag=False) is True
    assert r.flag_to_bool(True) is True
    assert r.flag_to_bool(False) is False
    assert r.flag_from_bool(True) is True
    assert r.flag_from_bool(False) is False


@pytest.mark.parametrize("value", [0, 1, 2, 1.0, None, "", "True", b"\x01", []])
def test_no_flag(value):
    with pytest.raises(TypeError) as caught:
        r.not_flag(value)
    expected = "not_flag(): argument 'flag' must be bool, not "
    assert str(caught.value) == expected + type(value).__name__


def test_numpy_flags(numpy):
    assert r.not_flag(numpy.bool_(True)) is False
    with pytest.raises(TypeError, match="must be bool"):
        r.not_flag(numpy.int8(1))


def test_chars():
    for letter in ALL_BYTES:
        result = r.same_char(letter)
        assert result == letter
        assert type(result) is bytes
    assert r.same_char(letter=b"x") == b"x"


def test_chars_in_rust():
    for number, letter in enumerate(ALL_BYTES):
        assert r.char_to_u8(letter) == number
        assert r.char_from_u8(number) == letter
        assert r.next_char(letter) == ALL_BYTES[(number + 1) % 256]


def test_several_chars():
    assert r.count_equal_chars(b"a", b"b", b"a") == 2
    assert r.count_equal_chars(c=b"\xff", b=b"\xff", a=b"\xff") == 3
    with pytest.raises(TypeError, match=r"count_equal_chars\(\): argument 'b' must be"):
        r.count_equal_chars(b"a", "b", b"a")


@pytest.mark.parametrize("value", ["a", 97, None, 1.0, [b"a"], True])
def test_no_char(value):
    with pytest.raises(TypeError) as caught:
        r.same_char(value)
    message = str(caught.value)
    assert message.startswith("same_char(): argument 'letter' must be bytes")
    assert message.endswith("not " + type(value).__name__)


@pytest.mark.parametrize("value", [b"", b"ab", b"a\x00", b"\x00\x00"])
def test_bytes_of_another_length(value):
    with pytest.raises(ValueError, match=r"same_char\(\): argument 'letter'"):
        r.same_char(value)


def test_signatures():
    assert typing.get_type_hints(r.same_flag) == {"flag": bool, "return": bool}
    assert typing.get_type_hints(r.same_char) == {"letter": bytes, "return": bytes}
