"""The command line: runs the measurements in fresh processes, and prints their tables."""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench import CONSTRUCTS, measure, report, scaling, startup


def main() -> None:
    options = _options()
    words = options.words or list(CONSTRUCTS)
    effort = measure.QUICK if options.quick else measure.FULL
    if options.one_run:
        json.dump(_run(options, words, effort), sys.stdout)
        return

    version = platform.python_version()
    # A process for each run: where things lie in memory changes times too.
    arguments = [sys.executable, "-m", "bench", "--one-run", *sys.argv[1:]]
    runs = [json.loads(subprocess.check_output(arguments)) for _ in range(effort.runs)]
    results = {
        word: [
            report.result(row, [run[word][row.title] for run in runs]) for row in rows
        ]
        for word, rows in measure.load(words).items()
    }
    tables = [report.calls(version, word, found) for word, found in results.items()]
    others = []
    if options.modules is not None:
        others.append(report.scaling(version, [run["scaling"] for run in runs]))
        lines = startup.measure(options.modules, 3 if options.quick else 7)
        others.append(report.startup(version, lines))
    for table in tables + others:
        print(table.text(), end="\n\n")
    if options.results is not None:
        found = {"version": version, "calls": results, "others": others}
        options.results.write_text(json.dumps(found), encoding="utf-8")


def _run(
    options: argparse.Namespace, words: list[str], effort: measure.Effort
) -> dict[str, Any]:
    found = measure.run(words, effort)
    if options.modules is not None:
        found["scaling"] = scaling.run(options.modules, effort)
    return found


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
        "--results",
        type=Path,
        metavar="FILE",
        help="write what was found there, for `python -m bench.document`",
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
