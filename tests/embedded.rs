//! The generated module within this very process: an embedded Python imports it and calls the
//! native library. Needs a libpython to link (see `build.rs`), and says so where there is none.

#[cfg(libpython)]
mod support;

#[cfg(libpython)]
#[path = "support/embedded.rs"]
mod python;

#[cfg(libpython)]
use python::run;

#[cfg(not(libpython))]
#[test]
#[ignore = "the python3 in use has no shared libpython to link"]
fn embedded() {}

#[cfg(libpython)]
#[test]
fn module_imports() {
    run("assert r.__name__ == 'reference_project'");
}

#[cfg(libpython)]
#[test]
fn all_names_exist() {
    run("
        missing = [name for name in r.__all__ if not hasattr(r, name)]
        assert not missing, missing
        assert list(r.__all__) == sorted(set(r.__all__), key=r.__all__.index), 'repeated names'
    ");
}

/// A failing test is only of use if it shows what went wrong, and where.
#[cfg(libpython)]
#[test]
#[should_panic(expected = "assert 1 + 1 == 3")]
fn exceptions_show_their_traceback() {
    run("assert 1 + 1 == 3");
}

#[cfg(libpython)]
#[test]
fn functions_call_the_library() {
    run("
        assert r.complement_u32(0) == 2**32 - 1
        assert r.negate_i8(-127) == 127
        assert r.sum_mixed(1, -2, 0.5, True, -4) == -3.5
        assert r.weigh_five_i64(1, 1, 1, 1, e=1) == 15
        assert r.same_char(b'x') == b'x'
        assert r.primitive_void() is None
    ");
}

#[cfg(libpython)]
#[test]
fn structs_and_enums_travel() {
    run("
        sample = r.Sample(1, 2, 0.5, -3, True)
        assert r.step_sample(sample) == r.Sample(2, 3, 1.5, -2, False)
        assert r.sample_sum(sample) == 1.5
        assert type(r.next_color(r.Color.Red)) is r.Color
    ");
}

#[cfg(libpython)]
#[test]
fn what_does_not_fit_is_refused() {
    run("
        for wrong, kind in ((-1, OverflowError), (2**32, OverflowError), ('1', TypeError), (None, TypeError)):
            try:
                r.complement_u32(wrong)
            except kind as error:
                assert str(error).startswith('complement_u32(): argument '), error
            else:
                raise AssertionError(wrong)
    ");
}

#[cfg(libpython)]
#[test]
fn sums_travel() {
    run("
        for payload in (r.EnumPayload.A(), r.EnumPayload.B(r.Vec3(1, 2, 3)), r.EnumPayload.C(7)):
            assert r.same_payload(payload) == payload
        assert r.invert_option_u32(None) is None
        assert r.same_option_option(r.Some(None)) == r.Some(None)
        assert r.divide(7, 2) == 3
        try:
            r.divide(1, 0)
        except r.MathErrorException as error:
            assert error.error is r.MathError.DivisionByZero
        else:
            raise AssertionError('no error')
    ");
}

#[cfg(libpython)]
#[test]
fn references_are_written_through() {
    run("
        number = r.Ref(41)
        r.increment_u32(number)
        assert number.value == 42
        point = r.Vec2(1, 2)
        r.swap_in_place(point)
        assert point == r.Vec2(2, 1)
    ");
}
