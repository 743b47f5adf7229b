"""The counters that leaks are found with: they see what is there, and nothing steady fails."""

import os
import re
import subprocess
import sys
import textwrap

import pytest
from balance import Balance
from ownership import STEPS

import reference_project as r

# A context has a box with a vector of 24 bytes, and one number of 4 bytes in it.
ALLOCATIONS, BYTES = 2, 28


def test_this_library_counts():
    try:
        Balance()
    except AttributeError:
        pytest.fail(
            "the native library does not count: run `cargo test --test python`, or"
            " build it with `--features counting`"
        )


def test_an_allocation_and_its_free(balance):
    before = balance.counts()
    context = r.context_create(5)
    made = balance.counts()
    assert made.live_allocations == before.live_allocations + ALLOCATIONS
    assert made.live_bytes == before.live_bytes + BYTES
    assert made.allocations == before.allocations + ALLOCATIONS
    assert made.frees == before.frees
    r.context_destroy(context)
    after = balance.counts()
    assert after.alive == before.alive
    assert after.allocations == before.allocations + ALLOCATIONS
    assert after.frees == before.frees + ALLOCATIONS


def test_one_that_grows(balance):
    context = r.context_create(5)
    before = balance.counts()
    for number in range(7):
        r.context_append(context, number)
    grown = balance.counts()
    # Room for eight numbers, and the same allocation.
    assert grown.live_bytes == before.live_bytes + 7 * 4
    assert grown[0] == before[0]
    assert grown[2:] == before[2:]
    r.context_destroy(context)


def test_the_numbers_fit_together(balance):
    counts = balance.counts()
    assert counts.live_allocations == counts.allocations - counts.frees
    assert counts.allocations > 0


def test_what_is_freed_is_steady(balance, loops):
    balance.assert_steady(
        lambda: r.context_destroy(r.context_create(5)), loops(1000), objects=True
    )


def test_what_is_made_once_is_steady(balance):
    made = []

    def run():
        if not made:
            made.append(r.context_create(5))

    balance.assert_steady(run)
    r.context_destroy(made[0])


def test_a_leak_fails(balance):
    made = []
    with pytest.raises(AssertionError) as caught:
        balance.assert_steady(lambda: made.append(r.context_create(5)), 10)
    message = str(caught.value)
    assert "10 rounds leave +20 allocations and +280 bytes alive in Rust" in message
    assert len(made) == 11
    for context in made:
        r.context_destroy(context)


def test_a_leak_in_a_single_round_fails(balance):
    made = []

    def run():
        made.append(r.context_create(5) if len(made) == 5 else None)

    with pytest.raises(AssertionError):
        balance.assert_steady(run, 10)
    r.context_destroy(made[5])


def test_as_many_allocations_of_another_size_fail(balance):
    made = [r.context_create(5)]
    vaults = []

    def run():
        # In the second round two allocations with 28 bytes go, and two with 8 come.
        if vaults:
            r.context_destroy(made.pop())
            vaults.extend(r.vault_create(5) for _ in range(2))
        else:
            vaults.append(r.vault_create(5))

    with pytest.raises(AssertionError) as caught:
        balance.assert_steady(run, 1)
    assert "+0 allocations and -20 bytes" in str(caught.value)
    for vault in vaults:
        r.vault_destroy(vault)


def test_python_objects_that_stay_fail_where_asked(balance):
    kept = []
    with pytest.raises(AssertionError) as caught:
        balance.assert_steady(lambda: kept.append([]), 100, objects=True)
    assert "100 rounds leave +" in str(caught.value)
    balance.assert_steady(lambda: kept.append([]), 100)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
def test_steps(balance, loops, step):
    balance.assert_steady(step, loops(300), objects=True)


# At exit


def told_at_exit(code, **variables):
    """What a process writes to standard error in the end."""
    folder = os.path.dirname(os.path.abspath(r.__file__))
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        env=dict(os.environ, PYTHONPATH=folder, **variables),
        check=False,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stderr


def balance_at_exit(code):
    """The allocations and bytes of the line, which is all there is."""
    text = told_at_exit(code, REFERENCE_PROJECT_BALANCE="1")
    line = r"reference_project: (\d+) allocations alive, (\d+) bytes\n"
    match = re.fullmatch(line, text)
    assert match, text
    return int(match.group(1)), int(match.group(2))


def test_nothing_is_alive_at_exit(balance):
    assert balance_at_exit("import reference_project as r; r.init_lib()") == (0, 0)
    code = """
        import reference_project as r
        assert r.complement_u8(1) == 254
        r.context_destroy(r.context_create(5))
    """
    assert balance_at_exit(code) == (0, 0)


def test_the_steps_leave_nothing_at_exit(balance):
    """As valgrind sees them, which takes longer."""
    code = f"""
        import sys
        sys.path.append({os.path.dirname(os.path.abspath(__file__))!r})
        import ownership
        ownership.main()
    """
    assert balance_at_exit(code) == (0, 0)


def test_a_leak_is_alive_at_exit(balance):
    code = """
        import reference_project as r
        contexts = [r.context_create(5) for _ in range(3)]
    """
    assert balance_at_exit(code) == (3 * ALLOCATIONS, 3 * BYTES)


def test_python_finalizes_before(balance):
    code = """
        import reference_project as r

        class Owner:
            def __init__(self):
                self.context = r.context_create(5)

            def __del__(self, destroy=r.context_destroy):
                destroy(self.context)

        # Goes with the module, which goes when Python finalizes.
        owner = Owner()
    """
    assert balance_at_exit(code) == (0, 0)


def test_other_ends_tell_it_too(balance):
    code = """
        import sys
        import threading
        import reference_project as r

        thread = threading.Thread(target=r.context_create, args=(5,))
        thread.start()
        thread.join()
        sys.exit(0)
    """
    assert balance_at_exit(code) == (ALLOCATIONS, BYTES)


def test_silent_unless_asked(balance, monkeypatch):
    monkeypatch.delenv("REFERENCE_PROJECT_BALANCE", raising=False)
    assert told_at_exit("import reference_project as r; r.context_create(5)") == ""
