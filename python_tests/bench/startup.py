"""What large modules cost before the first call: to import them, and to bind them."""

from __future__ import annotations

import itertools
import json
import py_compile
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from .native import library_path

MODULES = {
    "no_functions": "no functions",
    "functions_10": "10 functions",
    "functions_100": "100 functions",
    "functions_1000": "1,000 functions",
    "functions_10000": "10,000 functions",
    "functions_1000_structs_200": "1,000 functions, 200 structs",
    "functions_2000_structs_500_services_50": "2,000, 500 and 50 services",
}

# In milliseconds; to import only for functions alone, as classes are slow to make whatever is in
# them.
LIMITS = {
    "functions_1000": {"from source": 60, "compiled": 5, "bound": 10},
    "functions_2000_structs_500_services_50": {"bound": 40},
}

# Runs in a process of its own. What the module needs from the standard library is there
# before, as it is in most programs.
SCRIPT = """
import json, sys, time
folder, module, library = sys.argv[1:]
sys.path.insert(0, folder)
start = time.perf_counter()
import collections.abc, ctypes, enum, operator, os, platform, struct, threading, typing
needed = time.perf_counter()
loaded = __import__(module)
imported = time.perf_counter()
loaded.init_lib(library)
bound = time.perf_counter()
print(json.dumps([1e3 * (b - a) for a, b in (
    (start, needed), (needed, imported), (imported, bound),
)]))
"""

_FUNCTION = re.compile(r'(_library\.function\(\s*")(\w+)')


class Startup(NamedTuple):
    title: str
    times: dict[str, float]
    limits: dict[str, float]


def measure(modules: Path, runs: int) -> list[Startup]:
    """Minimum over `runs` fresh processes, in ms by step."""
    with tempfile.TemporaryDirectory() as scratch:
        source, compiled = Path(scratch) / "source", Path(scratch) / "compiled"
        for folder in (source, compiled):
            folder.mkdir()
            for name in MODULES:
                write(modules, name, folder)
        for file in compiled.iterdir():
            py_compile.compile(str(file), doraise=True)
        return [
            Startup(title, _times(name, source, compiled, runs), LIMITS.get(name, {}))
            for name, title in MODULES.items()
        ]


def _times(module: str, source: Path, compiled: Path, runs: int) -> dict[str, float]:
    from_source = _minima(module, source, runs)
    from_compiled = _minima(module, compiled, runs)
    return {
        "standard library": min(from_source[0], from_compiled[0]),
        "from source": from_source[1],
        "compiled": from_compiled[1],
        "bound": min(from_source[2], from_compiled[2]),
    }


def _minima(module: str, folder: Path, runs: int) -> list[float]:
    # Nothing is written: what is imported from source stays without a compiled file.
    command = [sys.executable, "-I", "-B", "-c", SCRIPT]
    command += [str(folder), module, str(library_path())]
    times = [json.loads(subprocess.check_output(command)) for _ in range(runs)]
    return [min(column) for column in zip(*times)]


def write(modules: Path, name: str, folder: Path) -> None:
    """Writes a module to the folder, with each function bound to a symbol of the reference library.

    All but those that the library has are bound to others, only to see what that takes.
    """
    path = library_path().parent / "reference_project.py"
    known = [symbol for _, symbol in _FUNCTION.findall(path.read_text("utf-8"))]
    others = itertools.cycle(known)

    def bound(found: re.Match[str]) -> str:
        start, symbol = found.groups()
        return start + (symbol if symbol in known else next(others))

    text = _FUNCTION.sub(bound, (modules / f"{name}.py").read_text("utf-8"))
    (folder / f"{name}.py").write_text(text, "utf-8")
