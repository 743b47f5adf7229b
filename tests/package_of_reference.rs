//! The reference project as a package.

mod support;

use support::{generator, lint, pythons, run, write};

/// What works with the one file works with the package, however large.
#[test]
fn the_reference_project_is_a_package_too() {
    let others = ["python_tests/sample_client.py"];
    let folder = write("reference", "reference_project", &generator(), &others);
    lint(&folder, &["reference_project", "sample_client.py"]);
    let script = "import asyncio, sample_client as c, reference_project as r\n\
        assert c.numbers() == 42.5\n\
        assert c.structs() == r.Sample(3, 3, 1.5, -2, False)\n\
        assert c.results(7, 0) == 'DivisionByZero'\n\
        assert c.vectors() == 16\n\
        assert c.callbacks(3) == 26\n\
        assert c.services() == [8, 7, 1, 2]\n\
        assert asyncio.run(c.asyncs()) == ['a', 'b', 'lost', '3', '7']\n\
        assert c.wires([r.Address('a', 5)]) == ['a', 'b', 'a', 'b']\n\
        assert r.shapes.solid.Ball is r.Ball and r.Ball.__module__ == 'reference_project.shapes.solid'\n\
        try: r.produce(lambda: 1 // 0)\n\
        except ZeroDivisionError: print('raised')\n";
    for python in &pythons().usable {
        let said = run(python, &folder, &["-X", "dev", "-c", script]);
        assert_eq!(said.trim(), "raised", "CPython {python}");
    }
}
