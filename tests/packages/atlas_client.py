"""A client of the package `atlas`: type-checked, and run on each Python."""

from __future__ import annotations

import pickle
import pydoc
import sys
import typing

import atlas
from atlas import land, sea
from atlas.sea import Ship, Trouble
from atlas.sea.deep import Trench, sound

if typing.TYPE_CHECKING:
    from typing_extensions import assert_type


def names() -> None:
    """Each module has names of its own; what has a name alone is in the package, too."""
    assert len({land.Point, sea.Point, land.Trouble, sea.Trouble}) == 4
    assert not hasattr(atlas, "Point")
    assert not hasattr(atlas, "Trouble")
    assert atlas.Harbour is land.Harbour
    assert atlas.Lookout is sea.Lookout
    assert atlas.sea.deep.Trench is Trench
    for module in (atlas, land, sea, sea.deep):
        for name in module.__all__:
            getattr(module, name)
    assert "Colour" in atlas.__all__
    assert "Colour" not in land.__all__


def homes() -> None:
    """Everything says where it is imported from."""
    assert land.Point.__module__ == "atlas.land"
    assert sea.Point.__module__ == "atlas.sea"
    assert sea.Point.__qualname__ == sea.Point.__name__ == "Point"
    assert land.TroubleException.__module__ == "atlas.land"
    assert sound.__module__ == "atlas.sea.deep"
    assert atlas.InteropError.__module__ == atlas.init_lib.__module__ == "atlas"
    assert atlas.Colour.__module__ == "atlas"
    assert repr(Trouble.Storm) == "<class 'atlas.sea.Trouble.Storm'>"
    text = pydoc.plain(pydoc.TextDoc().document(atlas.sea))
    assert "A point on the chart" in text
    assert "class Ship" in text
    assert "A point on the map" not in text


def calls() -> None:
    """Types of one module in calls and structs of the other, in circles."""
    harbour = land.landing(land.Point(3.0, 4.0))
    berth = harbour.berth
    if typing.TYPE_CHECKING:
        assert_type(berth, sea.Point)
        assert_type(harbour.quay, land.Point)
    assert repr(berth) == "Point(longitude=3.0, latitude=4.0, depth=4.0)"
    island = sea.Island(berth, summit=land.Point(1.0, 2.0))
    assert sea.sail(island, 10).longitude == 4.0
    assert sound(berth) == Trench(sea.Point(3.0, 4.0, 8.0))
    assert sea.watch(lambda point: point.depth == 4.0, berth)
    assert atlas.colour_of(-1.0) is atlas.Colour.Blue
    assert atlas.NAUTICAL_MILE == 1852.0
    with Ship("Beagle") as ship:
        assert ship.hail() == "Ahoy, Beagle!"
        assert ship.moor(harbour) == berth


def errors() -> None:
    """Exceptions of one name are told apart, and a wrong type is told where it comes from."""
    try:
        land.walk(land.Point(0.0, 0.0), land.Point(-1.0, 0.0))
    except land.TroubleException as error:
        assert error.error is land.Trouble.Lost
        assert not isinstance(error, sea.TroubleException)
    else:
        raise AssertionError
    try:
        sea.sail(sea.Island(sea.Point(0, 0, 0), land.Point(0, 0)), 50)
    except sea.TroubleException as error:
        assert error.error == Trouble.Storm(50)
        assert repr(error.error) == "Trouble.Storm(50)"
    else:
        raise AssertionError
    try:
        sound(land.Point(0.0, 0.0))  # type: ignore[arg-type]
    except TypeError as error:
        message = "sound(): argument 'point' must be sea.Point, not land.Point"
        assert str(error) == message
    else:
        raise AssertionError
    assert "`sea.Trouble`" in str(sea.TroubleException.__doc__)
    for call, message in (
        (lambda: sea.Point("x", 1, 1), "sea.Point.longitude must be float, not str"),  # type: ignore[arg-type]
        (lambda: Trouble.Storm("x"), "sea.Trouble.Storm(): argument 'value' must be"),  # type: ignore[arg-type]
        (lambda: land.Point(1), "land.Point.__init__() missing"),  # type: ignore[call-arg]
    ):
        try:
            call()
        except TypeError as error:
            # Before 3.10 Python tells the name of the method alone.
            is_old = sys.version_info < (3, 10) and "__init__" in message
            assert str(error).startswith(message) or is_old, error
        else:
            raise AssertionError(message)


def pickles() -> None:
    """Under the names of the modules, which stay."""
    values = [
        land.Point(1.0, 2.0),
        sea.Point(1.0, 2.0, 3.0),
        land.Trouble.Bogged,
        Trouble.Storm(4),
        Trouble.Calm(),
        sea.Trouble.Storm,
        atlas.Colour.Blue,
    ]
    for value in values:
        for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
            data = pickle.dumps(value, protocol)
            assert b"_bindings" not in data
            assert pickle.loads(data) == value


if __name__ == "__main__":
    names()
    homes()
    calls()
    errors()
    pickles()
    sys.stdout.write("all is well\n")
