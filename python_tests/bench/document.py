"""A page of what several Pythons have found: `python -m bench.document PAGE HEADER RESULTS...`.

The page starts with the text of the header, and then has a table for each construct, with all
Pythons beside each other. What misses its target, or takes more than half as long again as the
safe way by hand, is bold. A picture of one Python lies beside the page.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from .plot import picture
from .report import OLDEST_WITH_TARGETS, Result, Table, parsed

# Nothing should take that much longer than the safe way by hand.
WORST = 1.5


def main(page: str, header: str, *files: str) -> None:
    found = [json.loads(Path(file).read_text("utf-8")) for file in files]
    text = Path(header).read_text("utf-8")
    drawing = Path(page).with_suffix(".svg")
    version, calls = _drawn(found)
    drawing.write_text(picture(version, calls), encoding="utf-8")
    text += f"![The same for CPython {version}, as a picture]({drawing.name})\n\n"
    for word in found[0]["calls"]:
        text += f"{_calls(word, found).markdown()}\n"
    for it in found:
        text += "".join(f"{Table(*table).markdown()}\n" for table in it["others"])
    Path(page).write_text(text.rstrip() + "\n", encoding="utf-8")


def _drawn(found: list[Any]) -> tuple[str, list[tuple[str, list[Result]]]]:
    """The oldest Python that has targets, or the newest, and what it found."""
    wanted = [it for it in found if parsed(it["version"]) >= OLDEST_WITH_TARGETS]
    it = (wanted or found[-1:])[0]
    calls = it["calls"].items()
    return it["version"], [
        (word, [Result(*row) for row in rows]) for word, rows in calls
    ]


def _calls(word: str, found: list[Any]) -> Table:
    head = ["ns, and ratios", "target"]
    for it in found:
        version = ".".join(it["version"].split(".")[:2])
        head += [version, "/ naive", "/ safe"]
    lines = []
    for rows in zip(*(it["calls"][word] for it in found)):
        results = [Result(*row) for row in rows]
        target = results[0].target
        line = [
            results[0].title,
            "" if target is None else f"{target[0]:.2f} {target[1]}",
        ]
        for it, result in zip(found, results):
            is_missed = "MISSED" in result.verdict(it["version"])
            line.append(f"{result.times['generated'][0]:.0f}")
            for way in ("naive", "safe"):
                ratio = result.ratios.get(way)
                shown = "" if ratio is None else f"{ratio:.2f}"
                is_of = target is not None and target[1] == way
                is_worst = way == "safe" and ratio is not None and ratio > WORST
                line.append(
                    f"**{shown}**" if (is_missed and is_of) or is_worst else shown
                )
        lines.append(tuple(line))
    return Table(word, tuple(head), lines)


if __name__ == "__main__":
    main(*sys.argv[1:])
