"""The sample client: what type checkers accept also runs."""

import asyncio
import importlib
import math
import sys

import pytest
import sample_client

import reference_project as r


def test_sample_client():
    assert sample_client.numbers() == 42.5
    assert sample_client.structs() == r.Sample(3, 3, 1.5, -2, False)
    assert sample_client.arrays() == [255, 1, 2, 16]
    assert sample_client.enums(r.Color.Red) == r.next_color(r.Color.Red).name
    assert sample_client.constants() == (255, math.pi)
    assert sample_client.payload_size(r.EnumPayload.B(r.Vec3(1.0, 2.0, 3.0))) == 1.0
    assert sample_client.payload_size(r.EnumPayload.A()) == 0.0
    assert sample_client.options(None) == -1
    assert sample_client.options(0) == 2**32 - 1
    assert sample_client.results(7, 2) == "3"
    assert sample_client.results(7, 0) == "DivisionByZero"
    assert sample_client.references() == 42
    assert sample_client.texts("ada") == "ada 3"
    assert sample_client.slices() == [6.0, 2, 3]
    assert sample_client.vectors() == 16
    assert sample_client.callbacks(3) == 26
    assert sample_client.records(r.Parcel("Ada", "Bob", 3)) == "Adaxxx"
    assert sample_client.services() == [8, 7, 1, 2]
    assert asyncio.run(sample_client.asyncs()) == ["a", "b", "lost", "3", "7"]
    assert sample_client.wires([r.Address("a", 5)]) == ["a", "b", "a", "b"]


@pytest.mark.skipif(sys.version_info < (3, 10), reason="no `match` statement")
def test_sample_match():
    client = importlib.import_module("sample_match")
    vector = r.Vec3(1.0, 2.0, 3.0)
    assert client.describe(r.EnumPayload.A()) == "nothing"
    assert client.describe(r.EnumPayload.B(vector)) == "a vector of 1.0"
    assert client.describe(r.EnumPayload.C(0)) == "zero"
    assert client.describe(r.EnumPayload.C(5)) == "the number 5"
    assert client.outcome(r.Ok(5)) == 5
    assert client.outcome(r.Err(r.MathError.DivisionByZero)) == -1
    assert client.outcome(r.Err(r.MathError.Overflow)) == -2
    assert client.components(r.Vec3(0.0, 2.0, 3.0)) == (0.0, 3.0)
    assert client.components(vector) == (1.0, 3.0)
