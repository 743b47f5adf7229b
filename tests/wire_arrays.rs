//! `Config::wire_arrays`: numbers in a `Wire` are read as `array.array`, and nothing else changes.

mod support;

use interoptopus_backend_cpython::{Config, Generator};
use reference_project as reference;
use std::process::Command;
use support::{library, pythons, target_folder};

const SCRIPT: &str = "
import array
import sys
import wire_arrays as r

r.init_lib(sys.argv[1])
counted = r.wire_count_up(1000)
assert counted == array.array('I', range(1000)), counted
assert type(counted) is array.array
assert counted.typecode == 'I'
assert r.wire_sum(counted) == sum(range(1000))
assert r.wire_ints([]) == array.array('I')
# There are no arrays of bools, and bytes are bytes.
numbers = r.Numbers(True, 1, 2, 3, 4, 5, -1, -2, -3, -4, -5, 0.5, 0.25, [True, False], [-1, 2],
                    [1.5], b'abcd', (1, 2, 3), [r.Color.Red] * 2, [])
returned = r.wire_numbers(numbers)
assert returned.bools == [True, False]
assert returned.shorts == array.array('h', [-1, 2])
assert returned.floats == array.array('f', [1.5])
assert returned.digest == b'abcd'
assert returned.triple == array.array('i', [1, 2, 3])
assert r.wire_numbers(returned) == returned
codec = r._codec_WireVecU32
for data in (b'', b'\\1\\0\\0\\0', b'\\1\\0\\0\\0abc', b'\\xff\\xff\\xff\\xff', b'\\0\\0\\0\\0\\0'):
    try:
        codec.read(data)
    except r.InteropError:
        continue
    raise AssertionError(data)
";

#[test]
fn numbers_are_arrays() {
    let config = Config::builder().wire_arrays(true).build();
    let text = |config| {
        Generator::new(config, reference::inventory())
            .file_text("wire_arrays")
            .expect("the reference project is supported")
    };
    let module = text(config);
    assert!(module.contains("def wire_count_up(count: int) -> _std_array.array[int]:"));
    assert!(text(Config::default()).contains("def wire_count_up(count: int) -> list[int]:"));
    let folder = target_folder().join("wire_arrays");
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    std::fs::write(folder.join("wire_arrays.py"), module).expect("the module can be written");
    for python in &pythons().usable {
        let output = Command::new(&python.executable)
            .args(["-c", SCRIPT])
            .arg(library("reference_project"))
            .env("PYTHONPATH", &folder)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .output()
            .expect("Python starts");
        let message = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "CPython {python}: {message}");
    }
}
