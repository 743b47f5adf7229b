"""Uses what the wheel installed: some of each construct, as a user would write it."""

from __future__ import annotations

import array
import asyncio
import os
import sys
import typing

import reference_project as r

if typing.TYPE_CHECKING:
    # A complaint that does not come is one as well: the types of the package are in use.
    r.not_bool("yes")  # type: ignore[arg-type]


async def asyncs() -> list[int]:
    with r.Worker() as worker:
        return list(await asyncio.gather(worker.quotient(7, 2), worker.plus(1, 2)))


def main() -> None:
    # It is the one in the environment, with its library beside it.
    folder = os.path.realpath(os.path.dirname(r.__file__))
    assert folder.startswith(os.path.realpath(sys.prefix) + os.sep), folder

    # Primitives.
    assert r.complement_u32(0) == 2**32 - 1
    # Structs.
    sample = r.Sample(1, id=2, gain=0.5, offset=-3, active=True)
    assert r.step_sample(sample) != sample
    # Enums with data, options, results.
    assert r.map_payload(r.EnumPayload.C(0)) == r.EnumPayload.C(2**32 - 1)
    assert r.invert_option_u32(None) is None
    try:
        r.divide(1, 0)
    except r.MathErrorException as error:
        assert error.error is r.MathError.DivisionByZero
    else:
        raise AssertionError("no error")
    # Strings and slices.
    assert r.concatenate_strings("a", "b", "ü") == "abü"
    assert r.slice_sum_f64(array.array("d", [1.0, 2.0])) == 3.0
    assert r.upper_case_vec(["a"]) == ["A"]
    # Callbacks.
    assert r.give_range(lambda items: sum(items), 4) == 6
    # Services.
    with r.Counter(5) as counter:
        assert counter.step(2) == 7
    # Async.
    assert asyncio.run(asyncs()) == [3, 3]
    # Wire.
    address = r.Address(street="a", number=None)
    assert r.wire_map({"all": [address]})["all"] == [address]


main()
