"""Meta: names, modules and docs that `#[ffi(...)]` gives to an item."""

import inspect
import pydoc
import sys
import typing

import pytest

import reference_project as r


def test_one_rust_name_in_two_modules():
    metric = r.MetricLength(metres=3.048)
    imperial = r.metric_to_imperial(metric)
    assert type(imperial) is r.ImperialLength
    assert imperial.feet == pytest.approx(10.0)
    assert r.imperial_to_metric(imperial).metres == pytest.approx(3.048)
    assert not hasattr(r, "Length")
    with pytest.raises(TypeError, match="must be MetricLength, not ImperialLength"):
        r.metric_to_imperial(imperial)


def test_docs_of_both():
    assert inspect.getdoc(r.MetricLength).strip() == "A length in metres."
    assert inspect.getdoc(r.ImperialLength).strip() == "A length in feet."


def test_renamed_struct():
    assert r.swap_documented(r.Documented(1, 2, 3)) == r.Documented(3, 2, 1)
    assert repr(r.Documented(1, 2, 3)) == "Documented(first=1, second=2, third=3)"
    assert not hasattr(r, "DocumentedStruct")


def test_renamed_enum():
    assert r.next_phase(r.Phase.Waiting) is r.Phase.Running
    assert r.next_phase(r.Phase.Running) is r.Phase.Done
    assert r.next_phase(r.Phase.Done) is r.Phase.Done
    assert not hasattr(r, "DocumentedEnum")


def test_struct_docs():
    lines = inspect.getdoc(r.Documented).splitlines()
    assert lines[:7] == [
        "A struct with *docs*.",
        "",
        'They have `code`, "quotes" and a list:',
        "",
        "- one,",
        "- two.",
        "",
    ]
    assert lines[7] == "Attributes:"
    fields = " ".join(" ".join(lines[8:]).split())
    assert 'first: A field with """quotes""" and a \\ in its docs.' in fields
    assert "second" not in fields
    assert "third: A field with docs of several lines." in fields


def test_enum_docs():
    before, after = inspect.getdoc(r.Phase).split("Attributes:")
    assert before.strip() == "An enum with docs, under another name."
    assert "Waiting: Before it starts." in after
    assert 'Running: While it lasts: "quoted" and \\ escaped.' in after
    assert "Done" not in after


def test_items_with_a_module():
    assert r.double_circle(r.Circle(1.5)) == r.Circle(3.0)
    assert r.circle_kind(r.Circle(0.0)) is r.CircleKind.Point
    assert r.circle_kind(circle=r.Circle(1.0)) is r.CircleKind.Proper
    assert r.double_ball(r.Ball(r.Circle(2.0))) == r.Ball(r.Circle(4.0))
    assert r.same_shared(r.Shared(x=5)) == r.Shared(5)
    assert r.UNIT_RADIUS == 1.0


def test_all_items_are_public():
    for name in (
        "Ball",
        "Circle",
        "CircleKind",
        "Documented",
        "ImperialLength",
        "MetricLength",
        "Phase",
        "Shared",
        "UNIT_RADIUS",
        "circle_kind",
        "double_ball",
        "double_circle",
        "same_shared",
    ):
        assert name in r.__all__


def test_docs_name_items_as_python_does():
    assert inspect.getdoc(r.PhaseError).startswith(
        "Why `phase_after()` has no phase.\n"
    )
    assert "None_: There are none at all, see `MAX`." in inspect.getdoc(r.PhaseError)
    first = inspect.getdoc(r.phase_after).splitlines()[0]
    assert (
        first == "The phase that `next_phase()` finds in so many steps, see its docs."
    )


def test_docs_say_what_is_raised():
    doc = inspect.getdoc(r.phase_after)
    examples = "Examples:\n    ```rust\n    let phase = phase_after(1);\n    ```\n\n"
    assert examples + "Raises:\n    PhaseErrorException: `PhaseError.Over` where" in doc
    with pytest.raises(r.PhaseErrorException) as caught:
        r.phase_after(3)
    assert caught.value.error is r.PhaseError.Over
    assert r.phase_after(2) is r.Phase.Done


@pytest.mark.parametrize(
    "function",
    [r.divide, r.Worker.quotient],
    ids=["function", "async method"],
)
def test_what_returns_a_result_says_what_is_raised(function):
    lines = inspect.getdoc(function).splitlines()
    assert lines[lines.index("Raises:") + 1].startswith("    MathErrorException: ")
    assert "    RustPanicError: If Rust reports a panic." in lines
    assert "    NullError: If Rust returns null." in lines


def test_block_comments():
    assert inspect.getdoc(r.block_documented) == (
        "Docs in one comment,\n"
        "with a margin of stars.\n"
        "\n"
        "```text\n"
        "It keeps\n"
        "    its indentation.\n"
        "```"
    )
    assert r.block_documented() is None


def test_help_shows_docs_without_anything_private():
    page = pydoc.plain(pydoc.render_doc(r.phase_after))
    assert "phase_after(steps: " in page
    assert "    Raises:\n        PhaseErrorException: `PhaseError.Over`" in page


@pytest.mark.skipif(
    sys.version_info < (3, 10),
    reason="before 3.10, Python cannot compute `int | None`",
)
def test_type_hints_can_be_asked_for():
    assert typing.get_type_hints(r.phase_after) == {"steps": int, "return": r.Phase}
    asked = 0
    for name in r.__all__:
        item = getattr(r, name)
        functions = [item] if inspect.isfunction(item) else []
        if inspect.isclass(item):
            functions += [item, *(member for _, member in inspect.getmembers(item))]
        for function in functions:
            if inspect.isroutine(function) or inspect.isclass(function):
                typing.get_type_hints(function)
                asked += 1
    assert asked > 1000
