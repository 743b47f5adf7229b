//! The memory of structs: Python's idea of each struct's size, alignment and offsets is Rust's.

mod support;

use reference_project::layout::layouts;
use std::fmt::Write as _;
use std::process::Command;
use support::{bindings, pythons};

#[test]
fn python_and_rust_agree_on_every_struct() {
    let mut script = "import ctypes\nimport reference_project as r\nstructs = {\n".to_owned();
    for layout in layouts() {
        let fields: Vec<_> = layout
            .fields
            .iter()
            .map(|(name, at)| format!("({name:?}, {at})"))
            .collect();
        let fields = fields.join(", ");
        writeln!(
            script,
            "    {:?}: ({}, {}, [{fields}]),",
            layout.name, layout.size, layout.align
        )
        .expect("strings grow");
    }
    script.push_str(
        "}
found = {
    name
    for name, item in vars(r).items()
    if isinstance(item, type)
    and issubclass(item, (r._Struct, r._Record))
    # What only `Wire` can pass has no layout.
    and (issubclass(item, r._Struct) or hasattr(r, '_codec_' + name))
    and not name.startswith('_')
}
assert found == set(structs), found ^ set(structs)
for name, (size, align, fields) in structs.items():
    item = kind = getattr(r, name)
    if issubclass(kind, r._Record):
        item = getattr(r, '_codec_' + name).c_type
    memory = [field[0] for field in item._fields_]
    offsets = [getattr(item, field).offset for field in memory]
    assert ctypes.sizeof(item) == size, (name, ctypes.sizeof(item), size)
    assert ctypes.alignment(item) == align, (name, ctypes.alignment(item), align)
    assert list(kind.__match_args__) == [name for name, _ in fields], (name, fields)
    assert offsets == [at for _, at in fields], (name, offsets, fields)
",
    );
    for python in &pythons().usable {
        let output = Command::new(&python.executable)
            .args(["-c", &script])
            .env("PYTHONPATH", bindings())
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .output()
            .expect("Python starts");
        let message = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "CPython {python}: {message}");
    }
}
