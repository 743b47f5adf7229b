"""`Wire`: plain data of Python, beside code that packs and unpacks the same with `struct`."""

from __future__ import annotations

import array
import struct
from ctypes import (
    POINTER,
    Structure,
    byref,
    c_char,
    c_int32,
    c_int64,
    c_void_p,
    memmove,
)
from typing import Any, Callable, Sequence

import reference_project as generated

from .native import native
from .rows import Row, Target

RECORD = Target(1.2, "naive")
BUFFER = Target(1.2, "naive")
LIST = Target(1.2, "naive")


class _CWire(Structure):
    _fields_ = (
        ("data", POINTER(c_char)),
        ("size", c_int32),
        ("capacity", c_int32),
    )


# Which symbol it is, only the generated module knows.
_codec: Any = generated._codec_WireStation
_functions: Any = generated._library._functions
_create, _destroy = (
    native(next(it.symbol for it in _functions if it.symbol.startswith(start)), *types)
    for start, types in (
        ("interoptopus_wire_create_", (c_int64, c_int32, c_void_p, c_void_p)),
        ("interoptopus_wire_destroy_", (None, c_void_p, c_int32, c_int32)),
    )
)


def _given(data: bytes) -> _CWire:
    made = _CWire()
    size = len(data)
    address = _create(size, byref(made, 8), byref(made, 12))
    memmove(address, data, size)
    struct.pack_into("=Q", made, 0, address)
    return made


def _taken(wire: _CWire) -> bytes:
    try:
        return wire.data[: wire.size]
    finally:
        _destroy(wire.data, wire.size, wire.capacity)


class Release:
    """By hand, as the next one."""

    __slots__ = ("beta", "major", "minor")
    major: int
    minor: int
    beta: int | None


class Station:
    __slots__ = (
        "altitude",
        "battery",
        "color",
        "company",
        "country",
        "errors",
        "firmware",
        "id",
        "latitude",
        "longitude",
        "name",
        "offset",
        "online",
        "readings",
        "remark",
        "sensors",
        "started",
        "tags",
        "visible",
    )
    id: int
    name: str
    company: str
    country: str
    latitude: float
    longitude: float
    altitude: float
    online: bool
    visible: bool
    color: generated.Color
    sensors: int
    errors: int
    offset: int
    started: int
    battery: float | None
    remark: str | None
    firmware: Release
    tags: list[str]
    readings: list[float]


_head = struct.Struct("<QI")
_count = struct.Struct("<I")
_middle = struct.Struct("<ddf??BHIiq?")
_float = struct.Struct("<f")
_release = struct.Struct("<HH?")
_COLORS = {color.value: color for color in generated.Color}


def _write(x: Station) -> bytes:
    name, company, country = x.name.encode(), x.company.encode(), x.country.encode()
    battery, remark, firmware = x.battery, x.remark, x.firmware
    parts = [
        _head.pack(x.id, len(name)),
        name,
        _count.pack(len(company)),
        company,
        _count.pack(len(country)),
        country,
        _middle.pack(
            x.latitude,
            x.longitude,
            x.altitude,
            x.online,
            x.visible,
            x.color,
            x.sensors,
            x.errors,
            x.offset,
            x.started,
            battery is not None,
        ),
    ]
    if battery is not None:
        parts.append(_float.pack(battery))
    if remark is None:
        parts.append(b"\0")
    else:
        text = remark.encode()
        parts += (b"\1", _count.pack(len(text)), text)
    parts.append(
        _release.pack(firmware.major, firmware.minor, firmware.beta is not None)
    )
    if firmware.beta is not None:
        parts.append(bytes([firmware.beta]))
    parts.append(_count.pack(len(x.tags)))
    for tag in x.tags:
        text = tag.encode()
        parts += (_count.pack(len(text)), text)
    count = len(x.readings)
    parts.append(struct.pack(f"<I{count}d", count, *x.readings))
    return b"".join(parts)


def _text(data: bytes, at: int) -> tuple[str, int]:
    start = at + 4
    end = start + _count.unpack_from(data, at)[0]
    return data[start:end].decode(), end


def _read(data: bytes) -> Station:
    x = Station()
    x.id, size = _head.unpack_from(data, 0)
    at = 12 + size
    x.name = data[12:at].decode()
    x.company, at = _text(data, at)
    x.country, at = _text(data, at)
    (
        x.latitude,
        x.longitude,
        x.altitude,
        x.online,
        x.visible,
        color,
        x.sensors,
        x.errors,
        x.offset,
        x.started,
        has_battery,
    ) = _middle.unpack_from(data, at)
    x.color = _COLORS[color]
    at += 42
    x.battery = None
    if has_battery:
        x.battery = _float.unpack_from(data, at)[0]
        at += 4
    x.remark = None
    has_remark = data[at]
    at += 1
    if has_remark:
        x.remark, at = _text(data, at)
    x.firmware = firmware = Release()
    firmware.major, firmware.minor, has_beta = _release.unpack_from(data, at)
    at += 5
    firmware.beta = None
    if has_beta:
        firmware.beta = data[at]
        at += 1
    count = _count.unpack_from(data, at)[0]
    at += 4
    x.tags = tags = []
    for _ in range(count):
        tag, at = _text(data, at)
        tags.append(tag)
    count = _count.unpack_from(data, at)[0]
    x.readings = list(struct.unpack_from(f"<{count}d", data, at + 4))
    return x


_wire_station = native("wire_station", _CWire, _CWire)
_wire_sum = native("wire_sum", c_int64, _CWire)
_wire_count_up = native("wire_count_up", _CWire, c_int32)


def _same_station(x: Station) -> Station:
    return _read(_taken(_wire_station(_given(_write(x)))))


def _sum_of_buffer(x: array.array[int]) -> int:
    count = len(x)
    return int(
        _wire_sum(_given(b"".join((_count.pack(count), memoryview(x).cast("B")))))
    )


def _sum_of_list(x: Sequence[int]) -> int:
    count = len(x)
    return int(_wire_sum(_given(struct.pack(f"<I{count}I", count, *x))))


def _count_up(count: int) -> list[int]:
    data = _taken(_wire_count_up(count))
    return list(struct.unpack_from(f"<{count}I", data, 4))


def _filled(station: Any, release: Any) -> Any:
    """A station with 21 leaves, of either class."""
    firmware = release()
    firmware.major, firmware.minor, firmware.beta = 1, 2, None
    fields: dict[str, object] = {
        "id": 1,
        "name": "station one",
        "company": "weather ltd",
        "country": "CH",
        "latitude": 1.5,
        "longitude": 2.5,
        "altitude": 3.5,
        "online": True,
        "visible": False,
        "color": generated.Color.Green,
        "sensors": 3,
        "errors": 4,
        "offset": -5,
        "started": 1234567890123,
        "battery": 0.5,
        "remark": "windy",
        "firmware": firmware,
        "tags": ["a", "bc"],
        "readings": [1.0, 2.0, 3.0],
    }
    made = station()
    for name, value in fields.items():
        setattr(made, name, value)
    return made


def _numbers(
    title: str,
    statement: str,
    functions: tuple[Callable[..., Any], Callable[..., Any]],
    x: object,
    target: Target,
) -> Row:
    ours, by_hand = functions
    return Row(
        title,
        statement,
        generated={"f": ours, "x": x},
        naive={"f": by_hand, "x": x},
        target=target,
    )


_SUM = (generated.wire_sum, _sum_of_buffer)
ROWS = [
    Row(
        "struct of 21 leaves: there and back",
        "r = f(x)",
        generated={
            "f": generated.wire_station,
            "x": _filled(
                lambda: generated.Station.__new__(generated.Station),
                lambda: generated.Release(0, 0, None),
            ),
        },
        naive={"f": _same_station, "x": _filled(Station, Release)},
        target=RECORD,
        result="(r.id, r.name, r.offset, r.remark, r.firmware.minor, r.tags, r.readings)",
    ),
    _numbers(
        "1,000 u32 in, array", "f(x)", _SUM, array.array("I", range(1000)), BUFFER
    ),
    _numbers(
        "1,000,000 u32 in, array", "f(x)", _SUM, array.array("I", range(10**6)), BUFFER
    ),
    _numbers(
        "1,000,000 u32 in, list",
        "f(x)",
        (generated.wire_sum, _sum_of_list),
        list(range(10**6)),
        LIST,
    ),
    _numbers(
        "1,000,000 u32 out, list",
        "f(x)",
        (generated.wire_count_up, _count_up),
        10**6,
        LIST,
    ),
]
