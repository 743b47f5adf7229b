"""What all tests share: the module, how long the long tests run, and what Rust allocates."""

import gc
import importlib.util
import signal
import sys
from typing import Any, Callable, Iterator

import pytest
from balance import Balance

# Or else a failing `assert` in it would not show its values.
pytest.register_assert_rewrite("helpers")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--full",
        action="store_true",
        help="run the loops of long tests in full, not a tenth of their rounds",
    )


def pytest_configure() -> None:
    spec = importlib.util.find_spec("reference_project")
    # Without an origin it is the folder of the Rust crate, taken for a namespace package.
    if spec is None or spec.origin is None:
        raise pytest.UsageError(
            "cannot import reference_project: run `cargo test --test python`, and to run"
            " pytest by hand after that, set PYTHONPATH=target/counting"
        )
    # Shells start what runs in the background so, and its children inherit that.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish() -> None:
    """Spares the garbage collector the thousands of definitions, in every test that collects."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(hookwrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Iterator[None]:
    """Has the fixture `reports` told of what nobody can catch, where pytest itself listens too."""
    reports = pyfuncitem.funcargs.get("reports")
    with pytest.MonkeyPatch.context() as patch:
        if reports is not None:
            patch.setattr(sys, "unraisablehook", reports.hook, raising=False)
        yield


@pytest.fixture(scope="session")
def full(pytestconfig: pytest.Config) -> bool:
    """Whether the long tests run in full."""
    return bool(pytestconfig.getoption("--full"))


@pytest.fixture(scope="session")
def loops(full: bool) -> Callable[[int], int]:
    """How many rounds of n to run: `for _ in range(loops(1000))`."""
    return lambda n: n if full else max(1, n // 10)


@pytest.fixture
def numpy() -> Any:
    return pytest.importorskip("numpy")


@pytest.fixture(scope="session")
def balance() -> Balance:
    """What is alive in Rust: `balance.assert_steady(run)` fails where a call leaks."""
    try:
        return Balance()
    except AttributeError:
        # As it is where pytest is run by hand with another one; test_counting.py fails then.
        pytest.skip("the native library is not the one that counts")
