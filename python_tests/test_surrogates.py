"""Surrogates: types of other crates look like the struct that stands for them."""

import copy
import inspect
import pickle

import pytest

import reference_project as r


def test_by_value():
    place = r.LocalLocation(latitude=52.5, longitude=-13.25)
    assert r.mirror_location(place) == r.LocalLocation(-52.5, 13.25)
    assert type(r.mirror_location(place)) is r.LocalLocation
    assert place == r.LocalLocation(52.5, -13.25)


def test_by_reference():
    assert r.location_latitude(r.LocalLocation(52.5, -13.25)) == 52.5


def test_as_a_field():
    landmark = r.Landmark(id=7, location=r.LocalLocation(1.0, 2.0))
    assert type(landmark.location) is r.LocalLocation
    result = r.mirror_landmark(landmark)
    assert result == r.Landmark(8, r.LocalLocation(-1.0, -2.0))
    landmark.location.latitude = 5.0
    assert r.location_latitude(landmark.location) == 5.0
    assert r.mirror_landmark(landmark).location.latitude == -5.0


def test_values():
    landmark = r.Landmark(7, r.LocalLocation(1.0, 2.0))
    assert repr(landmark) == (
        "Landmark(id=7, location=LocalLocation(latitude=1.0, longitude=2.0))"
    )
    assert copy.deepcopy(landmark) == landmark
    assert pickle.loads(pickle.dumps(landmark)) == landmark


def test_refusals():
    with pytest.raises(TypeError) as caught:
        r.mirror_location(r.Vec2(1.0, 2.0))
    assert str(caught.value) == (
        "mirror_location(): argument 'location' must be LocalLocation, not Vec2"
    )
    with pytest.raises(OverflowError, match=r"Landmark\.id must be in 0\.\.="):
        r.Landmark(-1, r.LocalLocation(1.0, 2.0))


def test_only_the_local_type_is_there():
    assert not hasattr(r, "Location")
    assert not hasattr(r, "Surrogate")
    doc = inspect.getdoc(r.LocalLocation)
    assert "latitude: Degrees to the north." in doc
