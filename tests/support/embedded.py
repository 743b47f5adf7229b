"""Runs the Python code of a test, with the generated module as `r`."""

from __future__ import annotations

import importlib
import linecache
import sys
import textwrap
import traceback
from pathlib import Path

sys.dont_write_bytecode = True


def start(folder: Path) -> None:
    """Makes the bindings in `folder` importable."""
    sys.path.insert(0, str(folder))


def run(source: str, name: str) -> str | None:
    """The traceback of the exception that the code ended with, or nothing."""
    source = textwrap.dedent(source)
    # Lets the traceback show the lines, although there is no such file.
    linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    try:
        module = importlib.import_module("reference_project")
        code = compile(source, name, "exec")
        exec(code, {"__name__": name, "r": module})  # noqa: S102 (what tests ask for)
    except BaseException:  # noqa: BLE001 (reported as it is)
        return traceback.format_exc()
    return None
