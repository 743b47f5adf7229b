"""What calls cost: the generated bindings beside ctypes written by hand.

`cargo bench` builds all that is needed and runs this package on several Pythons. By hand,
from `python_tests` and after a `cargo bench`:

    PYTHONPATH=../target/release/bindings python -m bench [--quick] [WORD ...]

A file per construct holds its rows, `python -m bench structs` runs those of one. To add a
construct, add a file with a list `ROWS`, and its name to `CONSTRUCTS` below.
"""

# The order of the report.
CONSTRUCTS = (
    "scalars",
    "chars",
    "enums",
    "structs",
    "arrays",
    "sums",
    "strings",
    "slices",
    "vecs",
    "records",
    "wire",
    "callbacks",
    "services",
    "asyncs",
)
