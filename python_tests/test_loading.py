"""Loading: where the native library is looked for, and what is said when it does not fit.

Each test runs a copy of the module in a process of its own.
"""

import _ctypes
import os
import pathlib
import re
import shutil
import subprocess
import sys
import textwrap

import pytest

import reference_project as r

VARIABLE = "REFERENCE_PROJECT_LIBRARY"
SEARCH_PATHS = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH")

if sys.platform == "win32":
    FILE_NAME = "reference_project.dll"
elif sys.platform == "darwin":
    FILE_NAME = "libreference_project.dylib"
else:
    FILE_NAME = "libreference_project.so"

USES_IT = """
    from reference_project import complement_u8, make_vec2, swap_vec2
    assert complement_u8(1) == 254
    assert swap_vec2(make_vec2(1.0, 2.0)) == make_vec2(2.0, 1.0)
"""

CATCHES_IT = """
    import reference_project as r
    try:
        {call}
    except r.{error} as error:
        # By that name in a traceback, too.
        assert type(error) is r.{error}
        print(error)
    else:
        raise AssertionError("nothing was raised")
"""


def find_library():
    """The library that the tests use, wherever they found it."""
    beside = os.path.join(os.path.dirname(os.path.abspath(r.__file__)), FILE_NAME)
    found = [os.environ.get(VARIABLE), beside]
    for name in SEARCH_PATHS:
        for folder in os.environ.get(name, "").split(os.pathsep):
            found.append(os.path.join(folder, FILE_NAME))
    for path in found:
        if path and os.path.isfile(path):
            return os.path.abspath(path)
    raise AssertionError(f"no {FILE_NAME} in {found}")


LIBRARY = find_library()
# Any other library that can be loaded here.
OTHER_LIBRARY = getattr(_ctypes, "__file__", None)

needs_other_library = pytest.mark.skipif(
    OTHER_LIBRARY is None, reason="no other library at hand"
)


class Sandbox:
    """A folder with a copy of the module, and without the library."""

    def __init__(self, folder):
        self.folder = folder
        self.module = os.path.join(folder, "reference_project.py")
        shutil.copy(r.__file__, self.module)

    def edit(self, pattern, replacement):
        with open(self.module, encoding="utf-8") as file:
            text = file.read()
        text, count = re.subn(pattern, replacement, text)
        assert count > 0, f"no {pattern} in the module"
        with open(self.module, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)

    def add_library(self, *parts):
        path = os.path.join(self.folder, *(parts or (FILE_NAME,)))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        shutil.copy(LIBRARY, path)
        return path

    def run(self, code, *options, **variables):
        """What the code prints, in a process that finds the module here."""
        environment = dict(os.environ, PYTHONPATH=self.folder, PYTHONIOENCODING="utf-8")
        environment.pop(VARIABLE, None)
        for name in SEARCH_PATHS:
            folders = environment.pop(name, "").split(os.pathsep)
            kept = [
                folder
                for folder in folders
                if folder and not os.path.exists(os.path.join(folder, FILE_NAME))
            ]
            if kept:
                environment[name] = os.pathsep.join(kept)
        environment.update(variables)
        done = subprocess.run(
            [sys.executable, *options, "-c", textwrap.dedent(code)],
            cwd=self.folder,
            env=environment,
            check=False,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert done.stderr == ""
        return done.stdout

    def refusal(self, call, error="LoadError", **variables):
        """The message of the error that a call raises in its own process."""
        return self.run(CATCHES_IT.format(call=call, error=error), **variables)


@pytest.fixture
def sandbox(tmp_path):
    folder = tmp_path / "module"
    folder.mkdir()
    # Without symbolic links, as the module sees it.
    return Sandbox(os.path.realpath(str(folder)))


# Where it is looked for


def test_beside_the_module(sandbox):
    sandbox.add_library()
    sandbox.run(USES_IT)


def test_the_environment_variable(sandbox):
    sandbox.run(USES_IT, **{VARIABLE: LIBRARY})


def test_the_environment_variable_comes_first(sandbox):
    sandbox.add_library()
    missing = os.path.join(sandbox.folder, "missing", FILE_NAME)
    message = sandbox.refusal("r.primitive_void()", **{VARIABLE: missing})
    assert missing in message


def test_an_empty_environment_variable_is_none(sandbox):
    sandbox.add_library()
    sandbox.run(USES_IT, **{VARIABLE: ""})


def test_the_environment_variable_is_read_late(sandbox):
    sandbox.run(
        f"""
        import os
        import reference_project as r
        os.environ[{VARIABLE!r}] = {LIBRARY!r}
        assert r.complement_u8(1) == 254
        """
    )


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="for Linux only")
def test_the_system_loader(sandbox):
    path = sandbox.add_library("elsewhere", FILE_NAME)
    code = f"""
        import reference_project as r
        r.init_lib()
        assert r.complement_u8(1) == 254
        r.init_lib()
        r.init_lib({path!r})
        try:
            r.init_lib({LIBRARY!r})
        except r.LoadError:
            pass
        else:
            raise AssertionError("a second library was loaded")
    """
    sandbox.run(code, LD_LIBRARY_PATH=os.path.dirname(path))


def test_an_explicit_path(sandbox):
    sandbox.run(
        f"""
        import reference_project as r
        assert r.init_lib({LIBRARY!r}) is None
        assert r.complement_u8(1) == 254
        """
    )


def test_an_explicit_path_by_name(sandbox):
    sandbox.run(f"import reference_project as r; r.init_lib(path={LIBRARY!r})")


def test_a_path_object(sandbox):
    sandbox.run(
        f"""
        import pathlib
        import reference_project as r
        r.init_lib(pathlib.Path({LIBRARY!r}))
        assert r.complement_u8(1) == 254
        """
    )


def test_a_relative_path(sandbox):
    path = sandbox.add_library("library", FILE_NAME)
    relative = os.path.relpath(path, sandbox.folder)
    sandbox.run(
        f"""
        import reference_project as r
        r.init_lib({relative!r})
        assert r.complement_u8(1) == 254
        r.init_lib({path!r})
        """
    )


def test_an_explicit_path_wins_over_the_search(sandbox):
    path = sandbox.add_library()
    sandbox.run(
        f"""
        import reference_project as r
        r.init_lib({LIBRARY!r})
        try:
            r.init_lib({path!r})
        except r.LoadError as error:
            assert {LIBRARY!r} in str(error)
        else:
            raise AssertionError("a second library was loaded")
        """
    )


# Once


def test_the_same_file_again(sandbox):
    sandbox.run(
        f"""
        import os
        import reference_project as r
        for _ in range(3):
            r.init_lib({LIBRARY!r})
            r.init_lib()
            r.init_lib(None)
            r.init_lib(os.path.relpath({LIBRARY!r}))
        assert r.complement_u8(1) == 254
        """
    )


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_the_same_file_by_a_link(sandbox):
    link = pathlib.Path(sandbox.folder) / "link"
    link.symlink_to(LIBRARY)
    sandbox.run(
        f"""
        import reference_project as r
        r.init_lib({LIBRARY!r})
        r.init_lib({str(link)!r})
        assert r.complement_u8(1) == 254
        """
    )


def test_a_second_file(sandbox):
    path = sandbox.add_library("second", FILE_NAME)
    message = sandbox.refusal(f"r.init_lib({LIBRARY!r}); r.init_lib({path!r})")
    assert LIBRARY in message
    assert path in message
    sandbox.run(
        f"""
        import reference_project as r
        r.init_lib({LIBRARY!r})
        try:
            r.init_lib({path!r})
        except r.LoadError:
            pass
        assert r.complement_u8(1) == 254
        """
    )


def test_init_lib_after_the_first_call(sandbox):
    path = sandbox.add_library()
    sandbox.run(
        f"""
        import reference_project as r
        assert r.complement_u8(1) == 254
        r.init_lib()
        r.init_lib({path!r})
        """
    )


# What is said where it is not found


def test_a_missing_library(sandbox):
    message = sandbox.refusal("r.init_lib()")
    assert os.path.join(sandbox.folder, FILE_NAME) in message
    # Beside the module, and what the system loader says.
    assert message.count(FILE_NAME) >= 2


def test_a_missing_library_at_the_first_call(sandbox):
    message = sandbox.refusal("r.complement_u8(1)")
    assert os.path.join(sandbox.folder, FILE_NAME) in message
    assert "init_lib(path)" in message


def test_a_missing_library_at_a_path(sandbox):
    missing = os.path.join(sandbox.folder, "missing.so")
    assert missing in sandbox.refusal(f"r.init_lib({missing!r})")


def test_nothing_is_kept_of_a_failure(sandbox):
    sandbox.run(
        f"""
        import reference_project as r
        for call in (r.complement_u8, r.same_u8) * 2:
            try:
                call(1)
            except r.LoadError as error:
                assert "init_lib(path)" in str(error)
            else:
                raise AssertionError("nothing was raised")
        try:
            r.init_lib("missing.so")
        except r.LoadError:
            pass
        r.init_lib({LIBRARY!r})
        assert r.complement_u8(1) == 254
        """
    )


def test_arguments_are_checked_all_the_same(sandbox):
    sandbox.run(
        """
        import reference_project as r
        for bad, kind in ((256, OverflowError), ("x", TypeError)):
            try:
                r.complement_u8(bad)
            except (kind, r.LoadError):
                pass
            else:
                raise AssertionError("nothing was raised")
        """
    )


def test_structs_need_no_library(sandbox):
    sandbox.run(
        """
        import reference_project as r
        point = r.Vec2(1.0, 2.0)
        assert repr(point) == "Vec2(x=1.0, y=2.0)"
        assert r.Color(7) is r.Color.Blue
        assert r.DOZEN == 12
        """
    )


def test_a_file_that_is_no_library(sandbox):
    path = os.path.join(sandbox.folder, FILE_NAME)
    with open(path, "w", encoding="utf-8") as file:
        file.write("This is no library.\n")
    assert path in sandbox.refusal(f"r.init_lib({path!r})")
    message = sandbox.refusal("r.complement_u8(1)")
    assert path in message
    assert "init_lib(path)" in message


def test_a_folder(sandbox):
    assert sandbox.folder in sandbox.refusal(f"r.init_lib({sandbox.folder!r})")


def test_a_path_of_another_type(sandbox):
    sandbox.run(
        """
        import reference_project as r
        for bad in (5, 1.5, [], object()):
            try:
                r.init_lib(bad)
            except TypeError:
                pass
            else:
                raise AssertionError("nothing was raised")
        """
    )


# Libraries that do not fit


@needs_other_library
def test_another_library(sandbox):
    message = sandbox.refusal(f"r.init_lib({OTHER_LIBRARY!r})")
    assert OTHER_LIBRARY in message
    assert "symbol" in message
    assert re.search(r"'\w+'", message)
    sandbox.run(
        f"""
        import reference_project as r
        try:
            r.init_lib({OTHER_LIBRARY!r})
        except r.LoadError:
            pass
        r.init_lib({LIBRARY!r})
        assert r.complement_u8(1) == 254
        """
    )


def test_a_missing_symbol(sandbox):
    sandbox.edit(r"\bprimitive_void\b", "primitive_gone")
    message = sandbox.refusal(f"r.init_lib({LIBRARY!r})")
    assert "'primitive_gone'" in message
    assert LIBRARY in message
    message = sandbox.refusal("r.complement_u8(1)", **{VARIABLE: LIBRARY})
    assert "'primitive_gone'" in message


def test_another_api(sandbox):
    hashes = []

    def change(match):
        number = int(match.group(2), 0)
        hashes.extend((number, number ^ 1))
        return match.group(1) + hex(number ^ 1)

    sandbox.edit(r'("__api_guard",\s*)(0x[0-9a-fA-F_]+|[0-9_]+)', change)
    right, wrong = hashes
    for call in (f"r.init_lib({LIBRARY!r})", "r.complement_u8(1)"):
        message = sandbox.refusal(call, "ApiMismatchError", **{VARIABLE: LIBRARY})
        assert f"{right:016x}" in message.lower().replace("_", "")
        assert f"{wrong:016x}" in message.lower().replace("_", "")
        assert LIBRARY in message


def test_the_errors():
    assert issubclass(r.InteropError, Exception)
    assert issubclass(r.LoadError, r.InteropError)
    assert issubclass(r.ApiMismatchError, r.InteropError)
    for name in ("ApiMismatchError", "InteropError", "LoadError", "init_lib"):
        assert name in r.__all__
        assert getattr(r, name).__doc__


# Import


def test_import_loads_nothing(sandbox):
    sandbox.run(
        f"""
        import ctypes
        import os
        import sys
        import threading

        def refuse(*arguments, **named):
            raise AssertionError("a library was loaded")

        opener = ctypes.CDLL
        ctypes.CDLL = ctypes.PyDLL = refuse
        before = dict(os.environ), list(sys.path), threading.active_count()
        import reference_project as r
        assert before == (dict(os.environ), list(sys.path), threading.active_count())
        assert "numpy" not in sys.modules
        ctypes.CDLL = opener
        r.init_lib({LIBRARY!r})
        """
    )


def test_imports_come_from_the_standard_library(sandbox):
    # `-S`: no site packages, `-s`: no user's packages.
    sandbox.run("import reference_project", "-S", "-s")


def test_functions_imported_before_loading(sandbox):
    sandbox.run(
        f"""
        from reference_project import complement_u8, init_lib, not_bool
        init_lib({LIBRARY!r})
        for _ in range(3):
            assert complement_u8(1) == 254
            assert not_bool(True) is False
        """
    )


def test_warnings_are_errors(sandbox):
    sandbox.run(USES_IT, "-W", "error", "-bb", **{VARIABLE: LIBRARY})


def test_without_docstrings_and_assertions(sandbox):
    code = """
        import reference_project as r
        if r.complement_u8(1) != 254:
            raise ValueError("wrong")
        if repr(r.Sample(1, 2, 3.0, 4, True))[:6] != "Sample":
            raise ValueError("wrong")
        try:
            r.complement_u8(256)
        except OverflowError:
            pass
        else:
            raise ValueError("nothing was raised")
    """
    sandbox.run(code, "-OO", **{VARIABLE: LIBRARY})


def test_two_copies_in_one_process(sandbox):
    shutil.copy(sandbox.module, os.path.join(sandbox.folder, "second_project.py"))
    second = sandbox.add_library("second", FILE_NAME)
    sandbox.run(
        f"""
        import reference_project as r
        import second_project as s
        r.init_lib({LIBRARY!r})
        s.init_lib({second!r})
        assert r.complement_u8(1) == s.complement_u8(1) == 254
        try:
            r.swap_vec2(s.Vec2(1.0, 2.0))
        except TypeError:
            pass
        else:
            raise AssertionError("a struct of another module was taken")
        """
    )


def test_many_threads(sandbox):
    code = """
        import sys
        import threading
        import reference_project as r

        sys.setswitchinterval(1e-6)
        barrier = threading.Barrier(8)
        results = []

        def work(number):
            barrier.wait()
            for _ in range(20):
                results.append(r.complement_u8(number) == 255 - number)

        threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert results == [True] * 160
    """
    sandbox.run(code, **{VARIABLE: LIBRARY})


def test_many_threads_without_a_library(sandbox):
    sandbox.run(
        """
        import threading
        import reference_project as r

        barrier = threading.Barrier(8)
        messages = []

        def work():
            barrier.wait()
            try:
                r.complement_u8(1)
            except r.LoadError as error:
                messages.append(str(error))

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(messages) == 8
        assert len(set(messages)) == 1
        """
    )
