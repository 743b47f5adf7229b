"""The generated module is code like any other: linted, formatted and strictly typed.

What is checked lies in a folder of its own, in the way that a user would have it, with the
settings of pyproject.toml: the module, a client, and the backend's static Python.
"""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parent
RUNTIME = ROOT / "backend" / "src" / "runtime"

# The tools of the environment that runs the tests, not others from PATH.
TOOLS = {
    name: shutil.which(name, path=str(Path(sys.executable).parent))
    for name in ("ruff", "mypy", "basedpyright")
}

if None in TOOLS.values():
    pytest.skip(
        "needs ruff, mypy and basedpyright of requirements-quality.txt (Python >= 3.10)",
        allow_module_level=True,
    )

each_subject = pytest.mark.parametrize(
    "subject",
    ["reference_project.py", "sample_client.py", "sample_match.py", "runtime"],
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    spec = importlib.util.find_spec("reference_project")
    assert spec is not None and spec.origin is not None
    for file in ("sample_client.py", "sample_match.py", "pyproject.toml"):
        shutil.copy(str(HERE / file), str(folder))
    shutil.copy(spec.origin, str(folder))
    shutil.copytree(
        str(RUNTIME),
        str(folder / "runtime"),
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    return folder


def check(project: Path, tool: str, *args: str) -> None:
    """Runs a tool; what it prints is the failure's message."""
    executable = TOOLS[tool]
    assert executable is not None
    process = subprocess.run(
        [executable, *args],
        cwd=str(project),
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if process.returncode != 0:
        pytest.fail(" ".join([tool, *args]) + "\n" + process.stdout, pytrace=False)


@each_subject
def test_ruff_check(project: Path, subject: str) -> None:
    check(project, "ruff", "check", "--no-cache", subject)


@each_subject
def test_ruff_format(project: Path, subject: str) -> None:
    check(project, "ruff", "format", "--no-cache", "--diff", subject)


# From the oldest version that mypy knows. That the module is fine on older ones is for
# basedpyright to say, and for the other tests to prove.
@each_subject
@pytest.mark.parametrize("version", ["3.10", "3.13"])
def test_mypy(project: Path, subject: str, version: str) -> None:
    check(project, "mypy", "--python-version", version, subject)


@each_subject
@pytest.mark.parametrize("version", ["3.7", "3.13"])
def test_basedpyright(project: Path, subject: str, version: str) -> None:
    if subject == "sample_match.py" and version == "3.7":
        pytest.skip("`match` is of Python 3.10")
    check(
        project,
        "basedpyright",
        *("--pythonpath", sys.executable),
        *("--pythonversion", version),
        subject,
    )


@pytest.mark.parametrize(
    "folder", ["python_tests", "examples", "tests", "reference_project"]
)
def test_own_python(folder: str) -> None:
    """The project's other Python, held to the same rules."""
    config = ("--no-cache", "--config", str(HERE / "pyproject.toml"), folder)
    check(ROOT, "ruff", "check", *config)
    check(ROOT, "ruff", "format", "--diff", *config)
