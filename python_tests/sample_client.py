"""A client as a user would write it: linted and type-checked, and run by test_sample_client.py."""

from __future__ import annotations

import array
import asyncio
import typing

import reference_project as r

if typing.TYPE_CHECKING:
    from typing_extensions import assert_type


def numbers() -> float:
    """Numbers of every kind, by position and by name."""
    total = r.subtract_i64(a=44, b=2)
    if typing.TYPE_CHECKING:
        assert_type(total, int)
        assert_type(r.same_f32(1), float)
        assert_type(r.not_bool(True), bool)
        assert_type(r.same_char(b"a"), bytes)
    return total + r.same_f64(0.5)


def structs() -> r.Sample:
    """Made, changed, passed by value and by reference."""
    sample = r.Sample(1, id=2, gain=0.5, offset=-3, active=True)
    sample.channel += 1
    stepped = r.step_sample(sample)
    if typing.TYPE_CHECKING:
        assert_type(stepped, r.Sample)
        assert_type(stepped.gain, float)
        assert_type(stepped.channel, int)
    r.sample_sum(stepped)
    return stepped


def arrays() -> list[int]:
    """Views to read and sequences to assign."""
    digest = r.Digest(bytes(16))
    digest.bytes = range(16)
    digest.bytes[0] = 255
    first: int = digest.bytes[0]
    rest: list[int] = digest.bytes[1:3]
    return [first, *rest, len(digest.bytes)]


def enums(color: r.Color) -> str:
    """Members are constants to checkers, so nothing can be forgotten."""
    following = r.next_color(color)
    if typing.TYPE_CHECKING:
        assert_type(following, r.Color)
    names = {member: member.name for member in r.Color}
    return names[following]


def constants() -> tuple[int, float]:
    """Annotated as final."""
    return r.U8_MAX, r.F64_PI


def payload_size(payload: r.EnumPayload.Any) -> float:
    """Exhaustive without `match`: what is left at the end is known."""
    if isinstance(payload, r.EnumPayload.B):
        return payload.value.x
    if isinstance(payload, r.EnumPayload.C):
        return payload.value
    if typing.TYPE_CHECKING:
        assert_type(payload, r.EnumPayload.A)
    return 0.0


def options(number: int | None) -> int:
    """`None` or the value, and `Some` where `None` is a value."""
    inverted = r.invert_option_u32(number)
    nested = r.same_option_option(r.Some(inverted))
    if nested is None or nested.value is None:
        return -1
    if typing.TYPE_CHECKING:
        assert_type(nested.value, int)
    return nested.value


def results(a: int, b: int) -> str:
    """The value, or an exception with the error."""
    try:
        return str(r.divide(a, b))
    except r.MathErrorException as error:
        if typing.TYPE_CHECKING:
            assert_type(error.error, r.MathError)
        return error.error.name


def references() -> int:
    """What Rust writes is there afterwards."""
    counter = r.Ref(41)
    r.increment_u32(counter)
    if typing.TYPE_CHECKING:
        assert_type(counter.value, int)
    return counter.value


def texts(name: str) -> str:
    """Strings of Rust are strings; C strings may be missing."""
    length = r.cstring_length(name)
    if typing.TYPE_CHECKING:
        assert_type(r.same_string(name), str)
        assert_type(length, typing.Optional[int])
        assert_type(r.same_cstring(b"bytes too"), typing.Optional[str])
    return r.concatenate_strings(name, " ", str(length))


def slices() -> list[float]:
    """Buffers and sequences in, views out."""
    samples = array.array("d", [1.0, 2.0])
    r.double_slice_f64(samples)
    tail = r.slice_tail([1, 2, 3], 1)
    names = r.Ref(["a", "b"])
    r.upper_case_strings(names)
    if typing.TYPE_CHECKING:
        assert_type(r.slice_sum_f64([0.5]), float)
        assert_type(tail[0], int)
        assert_type(tail.copied(), typing.List[int])
        assert_type(names.value[0], str)
    return [r.slice_sum_f64(samples), *tail]


def vectors() -> int:
    """Owned by Python until they are given to Rust."""
    with r.vec_range(3) as numbers:
        numbers[0] = 10
        total = r.slice_sum_u32(numbers)
    if typing.TYPE_CHECKING:
        assert_type(numbers[0], int)
        assert_type(r.upper_case_vec(["a"]), typing.List[str])
    return total + r.vec_sum_u32(r.vec_range(3))


def callbacks(step: int) -> int:
    """Any callable, which knows what it is given and what is expected of it."""
    seen: list[str] = []

    def tell(text: str) -> int:
        seen.append(text)
        return len(text)

    r.give_string(tell, "text")
    r.give_range(lambda items: sum(items[1:]), 5)
    adding = r.closure_adding(step)
    doubling = r.doubling_function()
    assert adding is not None
    assert doubling is not None
    if typing.TYPE_CHECKING:
        assert_type(adding(1), int)
        assert_type(doubling, r.FnU32ToU32)
    table = r.Toolbox(map=doubling, factor=2, spare=None, combine=max)
    return adding(len(seen)) + int(r.use_toolbox(table, 5)) + r.apply_u32(abs, 1)


def records(parcel: r.Parcel) -> str:
    """Plain objects, whose enums and options are as all others."""
    content: r.Content.Any = r.make_content(2, 3)
    if isinstance(content, r.Content.Text):
        parcel.sender += content.value
    returned = r.return_parcel(parcel)
    if typing.TYPE_CHECKING:
        assert_type(returned, r.Parcel)
        assert_type(returned.weight, int)
    try:
        r.end_parcel(r.Ending.Error, parcel)
    except r.RejectionException as error:
        return error.error.reason
    return returned.receiver


def wires(users: typing.Sequence[r.Address]) -> list[str]:
    """Plain data: lists, dicts, options, and classes of them."""
    found = r.wire_map({"all": users, "none": ()})
    found["all"].append(r.Address(street="b", number=None))
    event: r.Event.Any = r.wire_event(r.Event.Listed(["a", "b"]))
    if typing.TYPE_CHECKING:
        assert_type(found, typing.Dict[str, typing.List[r.Address]])
        assert_type(found["all"][0].number, typing.Optional[int])
        assert_type(r.wire_optional(["a"]), typing.Optional[typing.List[str]])
        assert_type(r.wire_digest(range(32)), bytes)
        assert_type(r.wire_checked(users[0]), r.Address)
        assert_type(r.wire_ints(array.array("I", [1])), typing.List[int])
    station = r.wire_calibration(r.Calibration(1, 2, verified=None))
    station.verified = True
    texts = event.value if isinstance(event, r.Event.Listed) else []
    return [address.street for address in found["all"]] + texts


class Doubling(r.Counter):
    """Services can be derived from."""

    def double(self) -> int:
        return self.step(self.current())


def services() -> list[int]:
    """Objects of Rust: closed at the end of `with`, or with the last reference."""
    with r.Counter(5) as counter:
        counter.step(more=1)
    doubling = Doubling.create(4)
    other = r.counter_from(1)
    track = r.Track(3)
    samples = track.samples_mut()
    samples[0] = 7
    if typing.TYPE_CHECKING:
        assert_type(counter, r.Counter)
        assert_type(doubling, Doubling)
        assert_type(other, typing.Optional[r.Counter])
        assert_type(r.Journal.parse("a"), r.Journal)
        assert_type(r.Journal.empty().count(), int)
        assert_type(r.Booth(1).issue(), r.Ticket)
        assert_type(samples[0], int)
    try:
        counter.current()
    except r.ClosedError:
        pass
    try:
        doubling.merge(doubling, doubling)
    except r.ConcurrentUseError:
        pass
    return [doubling.double(), *track.samples()]


async def asyncs() -> list[str]:
    """Awaited like any coroutine."""
    with r.Worker() as worker:
        words = await worker.words("a b")
        session = await r.Session.open(worker, 3, 0)
        if typing.TYPE_CHECKING:
            assert_type(words, typing.List[str])
            assert_type(await worker.step(), None)
            assert_type(await worker.quotient(1, 2), int)
            assert_type(await worker.non_zero(1), typing.Optional[int])
            assert_type(session, r.Session)
            assert_type(await r.Logbook.create(worker, [1]), r.Logbook)
        slow = asyncio.ensure_future(worker.sleep(60_000))
        await asyncio.sleep(0)
        slow.cancel()
        with r.Hasty() as hasty:
            try:
                await hasty.later()
            except r.TaskLostError:
                words.append("lost")
        both = await asyncio.gather(worker.plus(1, 2), session.ahead(4))
        return [*words, *map(str, both)]
