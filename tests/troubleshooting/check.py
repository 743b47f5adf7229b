"""Holds `docs/troubleshooting.md` to the sources: `check.py <root of the repository>`.

Each message on the page is one of the sources, and each message that the sources raise is on the
page. What differs from case to case is `…` on the page, and between braces in the sources.
"""

from __future__ import annotations

import ast
import re
import sys
import typing
from pathlib import Path

# A row of a table that starts with a message.
ROW = re.compile(r"^\| (`+) ?((?:(?!\1).)+?) ?\1 \|", re.MULTILINE)
# The first group is the content of a string.
RUST_STRING = re.compile(r"//[^\n]*|'(?:\\.|[^\\'])'|\"((?:[^\"\\]|\\.)*)\"", re.DOTALL)
# Where Rust says why something is refused, up to the string.
RUST_REASON = re.compile(
    r"(?:refuse\(\s*&?\w+,\s*|\blet reason\s*=\s*(?:format!\(\s*)?)(?=\")"
)
# What ends a build, beside exceptions.
FAILING = ("_must_be", "fail", "_no_buffer")


def text_of(node: ast.AST) -> str | None:
    """A string as the page has it, if that is what the expression is."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = [text_of(part) or "…" for part in node.values]
        return re.sub("…+", "…", "".join(parts))
    return None


def name_of(node: ast.AST) -> str:
    return getattr(node, "attr", getattr(node, "id", ""))


def pattern(message: str) -> str:
    """What a message looks like in a case."""
    return ".+".join(map(re.escape, message.split("…")))


class Messages:
    """What the sources say."""

    def __init__(self) -> None:
        self.texts: set[str] = set()
        # Where each message is raised, and what `_must_be` says must be.
        self.raised: dict[str, str] = {}
        self.wanted: dict[str, str] = {}

    def add_python(self, path: Path) -> None:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            text = text_of(node)
            if text is not None:
                self.texts.add(text)
            place = f"{path.name}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.Call):
                self.add_call(node, place)
            if isinstance(node, ast.Assign) and "wanted" in map(name_of, node.targets):
                self.wanted[text_of(node.value) or ""] = place

    def add_call(self, call: ast.Call, place: str) -> None:
        name = name_of(call.func)
        if not name.endswith(("Error", "Exception")) and name not in FAILING:
            return
        for text in filter(None, map(text_of, call.args)):
            if name == "_must_be":
                self.wanted[text] = place
            elif re.search(r"\w \w|… \w|\w+: …|\w …", text):
                self.raised[text] = place

    def add_rust(self, path: Path) -> None:
        source = path.read_text(encoding="utf-8").partition("#[cfg(test)]")[0]
        reasons = {found.end() for found in RUST_REASON.finditer(source)}
        for found in RUST_STRING.finditer(source):
            if found[1] is None:
                continue
            text = re.sub(r"\\\n\s*", "", found[1])
            text = text.replace('\\"', '"').replace("\\n", "\n")
            text = re.sub("…+", "…", re.sub(r"\{[^{}]*\}", "…", text))
            self.texts.add(text)
            if found.start() in reasons:
                line = source.count("\n", 0, found.start()) + 1
                self.raised[text] = f"{path.name}:{line}"


def complaints(root: Path) -> typing.Iterator[str]:
    messages = Messages()
    for path in sorted(root.glob("backend/src/runtime/*.py")):
        messages.add_python(path)
    messages.add_python(root / "reference_project" / "hatch_build.py")
    for path in sorted(root.glob("backend/src/**/*.rs")):
        messages.add_rust(path)

    page = (root / "docs" / "troubleshooting.md").read_text(encoding="utf-8")
    rows = [found[2] for found in ROW.finditer(page)]
    for row in rows:
        if row not in messages.texts:
            yield f"the sources do not say: {row}"
        if rows.count(row) > 1:
            yield f"twice on the page: {row}"
    for text, place in messages.raised.items():
        if text not in rows:
            yield f"not on the page: {text} ({place})"
    for wanted, place in messages.wanted.items():
        if not re.search(f"`{pattern(wanted)}`", page):
            yield f"not on the page, as what something must be: {wanted} ({place})"

    # What the generator's tests have it say is explained, too.
    patterns = [pattern(row) for row in rows]
    for path in sorted(root.glob("tests/snapshots/error_*.snap")):
        for line in path.read_text(encoding="utf-8").splitlines()[4:]:
            is_problem = line and not line.startswith(("  hint: ", "no Python was"))
            said = any(re.fullmatch(f".*: {it}", line) for it in patterns)
            if is_problem and not said:
                yield f"not on the page: {line} ({path.name})"


def main(root: str) -> None:
    found = list(complaints(Path(root)))
    if found:
        raise SystemExit("\n".join(found))


main(*sys.argv[1:])
