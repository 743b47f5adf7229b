"""The command line: runs the measurements in fresh processes, and prints their tables."""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
from pathlib import Path

from bench import CONSTRUCTS, measure, report, startup


def main() -> None:
    options = _options()
    words = options.words or list(CONSTRUCTS)
    effort = measure.QUICK if options.quick else measure.FULL
    if options.one_run:
        json.dump(measure.run(words, effort), sys.stdout)
        return

    version = platform.python_version()
    # A process for each run: where things lie in memory changes times too.
    command = [sys.executable, "-m", "bench", "--one-run"]
    command += ["--quick"] * options.quick + words
    runs = [json.loads(subprocess.check_output(command)) for _ in range(effort.runs)]
    tables = [
        report.calls(version, word, rows, runs)
        for word, rows in measure.load(words).items()
    ]
    if options.modules is not None:
        lines = startup.measure(options.modules, 3 if options.quick else 15)
        tables.append(report.startup(version, lines))

    for table in tables:
        print(table.text(), end="\n\n")
    if options.markdown is not None:
        with options.markdown.open("a", encoding="utf-8") as file:
            file.writelines(f"{table.markdown()}\n" for table in tables)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument(
        "words",
        nargs="*",
        metavar="WORD",
        help=f"the constructs to measure: {', '.join(CONSTRUCTS)}; all by default",
    )
    parser.add_argument("--quick", action="store_true", help="a rough idea, soon")
    parser.add_argument(
        "--markdown", type=Path, metavar="FILE", help="append the tables to this file"
    )
    parser.add_argument(
        "--modules",
        type=Path,
        metavar="FOLDER",
        help="the folder with the large modules that `cargo bench` generates",
    )
    parser.add_argument("--one-run", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    unknown = set(options.words) - set(CONSTRUCTS)
    if unknown:
        parser.error(f"no such construct: {', '.join(sorted(unknown))}")
    return options


if __name__ == "__main__":
    main()
