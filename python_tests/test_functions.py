"""Functions: names, arguments, visibility, docs, and what the module makes public."""

import inspect
import keyword
import pydoc
import re
import sys
import typing

import pytest

import reference_project as r


def either(name):
    """A function named like a builtin keeps its name, unless the module uses the builtin."""
    found = [n for n in (name, name + "_") if inspect.isfunction(vars(r).get(n))]
    assert len(found) == 1
    return found[0]


def squeezed(text):
    """Without line breaks and indentation."""
    return " ".join(text.split())


def test_no_arguments():
    assert r.no_arguments() == 42
    with pytest.raises(TypeError):
        r.no_arguments(1)


def test_unnamed_arguments():
    assert list(inspect.signature(r.unnamed_arguments).parameters) == [
        "_0",
        "second",
        "_2",
    ]
    assert r.unnamed_arguments(1, 2, 3) == 2
    assert r.unnamed_arguments(_2=3, second=2, _0=1) == 2
    with pytest.raises(
        OverflowError, match="argument '_0' must be in 0..=255, got 256"
    ):
        r.unnamed_arguments(256, 2, 3)
    with pytest.raises(TypeError, match="argument '_2' must be int, not str"):
        r.unnamed_arguments(1, 2, "3")


def test_numbered_arguments():
    names = list(inspect.signature(r.numbered_arguments).parameters)
    assert len(set(names)) == 3
    assert names[2] == "last"
    assert r.numbered_arguments(1, 2, 3) == 3
    for place, name in enumerate(names):
        arguments = [1, 2, 3]
        arguments[place] = 256
        with pytest.raises(OverflowError, match=f"argument '{name}' must be in"):
            r.numbered_arguments(*arguments)


def test_underscored_arguments():
    assert list(inspect.signature(r.underscored_argument).parameters) == [
        "_unused",
        "used",
    ]
    assert r.underscored_argument(_unused=1, used=2) == 2
    with pytest.raises(OverflowError, match="argument '_unused'"):
        r.underscored_argument(-1, 2)


def test_keyword_arguments():
    names = ["match", "type", "lambda_", "class_", "global_"]
    assert list(inspect.signature(r.keyword_arguments).parameters) == names
    assert r.keyword_arguments(1, 2, 3, 4, 5) == 12345
    assert r.keyword_arguments(**dict(zip(names, (1, 2, 3, 4, 5)))) == 12345
    for name in names:
        good = dict.fromkeys(names, 1)
        good[name] = "x"
        with pytest.raises(TypeError) as caught:
            r.keyword_arguments(**good)
        expected = "keyword_arguments(): argument {!r} must be int, not str"
        assert str(caught.value) == expected.format(name)


@pytest.mark.parametrize(
    "function, good, expected",
    [
        (
            "builtin_arguments",
            {"len": 1, "str": 2, "list": 3, "int": 4, "object": 5},
            5,
        ),
        (
            "module_arguments",
            {
                "self_": 1,
                "result": True,
                "ctypes": 3,
                "init_lib": -4,
                "module_arguments": 5,
            },
            6.0,
        ),
        (
            "private_arguments",
            {
                "_ctypes": 1.5,
                "_int": -2,
                "_u8": 3,
                "_native_private_arguments": 4,
                "_unfit": True,
            },
            7.5,
        ),
    ],
)
def test_arguments_hide_nothing_that_is_needed(function, good, expected):
    call = getattr(r, function)
    names = list(inspect.signature(call).parameters)
    if function == "private_arguments":
        # What the module itself has by that name makes room with an underscore.
        assert [name.rstrip("_") for name in names] == list(good)
        good = dict(zip(names, good.values()))
    assert names == list(good)
    assert call(*good.values()) == expected
    assert call(**good) == expected
    for name, value in good.items():
        with pytest.raises(TypeError) as caught:
            call(**dict(good, **{name: "x"}))
        text = "{}(): argument {!r} must be {}, not str"
        assert str(caught.value) == text.format(function, name, type(value).__name__)
        if type(value) is int:
            with pytest.raises(OverflowError, match=f"argument '{name}' must be in"):
                call(**dict(good, **{name: 2**64}))


def test_private_functions():
    assert r._hidden_function(5) == 15
    assert r._restricted_function(x=5) == 25
    for name in ("hidden_function", "restricted_function"):
        assert not hasattr(r, name)
        assert name not in r.__all__
        assert "_" + name not in r.__all__
    with pytest.raises(OverflowError, match="argument 'x'"):
        r._hidden_function(-1)


def test_unsafe():
    assert r.unsafe_add(1, b=2) == 3
    assert "The sum must fit." in inspect.getdoc(r.unsafe_add)


def test_exported_names():
    assert r.exported_name(21) == 42
    assert not hasattr(r, "original_name")
    unique = [name for name in r.__all__ if name.startswith("unique_name")]
    assert len(unique) == 1
    assert re.match(r"unique_name_\d+$", unique[0])
    assert getattr(r, unique[0])(21) == 84


def test_keywords_as_names():
    assert r.match(1) == 2
    assert r.lambda_(1) == 3
    assert "match" in r.__all__
    assert "lambda_" in r.__all__


@pytest.mark.parametrize(
    "name, added", [("print", 3), ("len", 4), ("range", 5), ("int", 6)]
)
def test_builtins_as_names(name, added):
    found = either(name)
    function = getattr(r, found)
    assert function(1) == 1 + added
    assert found in r.__all__
    assert function.__name__ == found
    with pytest.raises(TypeError) as caught:
        function("x")
    assert str(caught.value) == found + "(): argument 'x' must be int, not str"


def test_errors_name_the_function_as_python_knows_it():
    for name in ("lambda_", "match", "exported_name"):
        with pytest.raises(OverflowError) as caught:
            getattr(r, name)(-1)
        expected = "{}(): argument 'x' must be in 0..=4294967295, got -1"
        assert str(caught.value) == expected.format(name)


def test_lifetimes():
    assert r.explicit_lifetime(r.Vec2(1.5, 2.0), r.Vec2(3.0, 4.0)) == 1.5


def test_functions_are_plain_functions():
    for name in r.__all__:
        item = getattr(r, name)
        if inspect.isfunction(item):
            assert item.__name__ == name
            assert item.__qualname__ == name
            assert item.__module__ == r.__name__
            for parameter in inspect.signature(item).parameters.values():
                if name != "init_lib":
                    assert parameter.kind is parameter.POSITIONAL_OR_KEYWORD
                    assert parameter.default is parameter.empty
                    assert parameter.annotation is not parameter.empty


def test_annotations_can_be_evaluated():
    assert typing.get_type_hints(r.swap_vec2) == {"point": r.Vec2, "return": r.Vec2}
    assert typing.get_type_hints(r.next_color) == {"color": r.Color, "return": r.Color}


@pytest.mark.skipif(sys.version_info < (3, 10), reason="no `|` between types")
def test_annotations_of_references_can_be_evaluated():
    optional = typing.get_type_hints(r.explicit_lifetime)["point"]
    assert r.Vec2 in typing.get_args(optional)


def place_in_all(name):
    """Constants, then classes, then functions; numbers by value."""
    rank = 0 if name.isupper() else 1 if name[0].isupper() else 2
    parts = re.split(r"(\d+)", name)
    return rank, [(int(p), "") if p.isdigit() else (-1, p) for p in parts if p]


def test_all_is_sorted_and_complete():
    names = list(r.__all__)
    assert names == sorted(names, key=place_in_all)
    assert len(names) == len(set(names))
    for name in names:
        assert hasattr(r, name)
        assert name.isidentifier()
        assert not keyword.iskeyword(name)
        assert not name.startswith("_")


def test_nothing_else_is_public():
    public = {name for name in vars(r) if not name.startswith("_")}
    assert public - {"annotations"} == set(r.__all__)


def test_import_star():
    scope = {}
    exec("from reference_project import *", scope)  # noqa: S102 (only modules may do so)
    del scope["__builtins__"]
    assert set(scope) == set(r.__all__)


def test_helpers_are_not_public():
    for name in r.__all__:
        assert "api_guard" not in name
        assert not name.startswith("interoptopus")


def test_odd_docs():
    text = squeezed(inspect.getdoc(r.odd_docs))
    for line in (
        'Quotes: "double", \'single\', `back`, and """three""" of them;',
        'of them; \\ and \\n and \\" stay as they are.',
        "A long line that is in no need of being wrapped, but longer than what any",
        "than what any formatter would leave on one line in a docstring.",
        'code( "indented", )',
        "Beyond ASCII: Gr\u00fc\u00dfe, \u4e16\u754c, \U0001f991, and a tab: .",
        "| a table | of two |",
        "| with | rows |",
    ):
        assert line in text


def test_docs_that_end_in_what_ends_a_string():
    assert 'ends with a quote: "here"' in r.docs_end_in_quote.__doc__
    assert inspect.getdoc(r.docs_end_in_quote).rstrip() == 'ends with a quote: "here"'
    assert (
        inspect.getdoc(r.docs_end_in_backslash).rstrip() == "ends with a backslash \\"
    )
    assert inspect.getdoc(r.docs_start_with_quote).rstrip() == '"starts with a quote'


def test_docs_in_a_block():
    text = squeezed(inspect.getdoc(r.docs_in_block))
    assert text == "A block of docs, with lines of its own."


def test_paragraphs_stay_apart():
    lines = inspect.getdoc(r.weigh_crowd).splitlines()
    assert (
        lines[0]
        == "Integers, floats and flags in turn, more of each than fit into registers."
    )
    assert lines[1] == ""


def test_without_docs():
    assert r.without_docs(1) == 2
    assert not inspect.getdoc(r.without_docs)


def test_module_docs():
    assert r.__doc__


def test_help():
    text = pydoc.plain(pydoc.render_doc(r))
    for name in r.__all__:
        assert name in text
    assert not re.findall(r"(?m)^    (?:class )?_[a-z]\w*", text)
    assert "Inverts every bit of `x`." in text
    assert "To the right." in pydoc.plain(pydoc.render_doc(r.Vec2))
    assert "complement_u8(x:" in pydoc.plain(pydoc.render_doc(r.complement_u8))
