"""The sample client: what type checkers accept also runs."""

import math

import reference_project as r
import sample_client


def test_sample_client():
    assert sample_client.numbers() == 42.5
    assert sample_client.structs() == r.Sample(3, 3, 1.5, -2, False)
    assert sample_client.arrays() == [255, 1, 2, 16]
    assert sample_client.enums(r.Color.Red) == r.next_color(r.Color.Red).name
    assert sample_client.constants() == (255, math.pi)
