"""Services: objects of Rust that Python owns and uses through methods.

While native code runs, other threads of Python do too, and so do callbacks. Rust's rule holds
all the same: an object is used by one `&mut self` at a time, or by any number of `&self`. Who
breaks it gets an exception and not undefined behaviour.
"""

from __future__ import annotations

import gc as _gc
import threading as _threading
import typing as _t
import weakref as _weakref

from .c_types import _Instance
from .checks import _must_be
from .codecs import _Codec
from .cstrings import _pack_pointer, _unpack_pointer
from .data_enums import _new
from .errors import ClosedError, ConcurrentUseError
from .memory import _Owner
from .owners import _tell
from .pending import _pending, _reraise
from .results import NullError
from .scopes import _called

if _t.TYPE_CHECKING:
    from typing_extensions import Self as _Self
else:
    _Self = _t.Any

# What a use leaves in a list of the service as long as it lasts.
_USE = (None,)
# Such a list with one use in it.
_ONE_USE = [None]


class _Service:
    """What every service shares.

    `_shared` has an item for each use that others may share: a call with `&self`, or a loan.
    `_alone` has one for each that excludes all others: a call with `&mut self`, and for ever
    the one that closed the service.

    Whoever uses the service first adds an item, then looks at what others have added. Both
    are single operations of a list, which are atomic, with the GIL or by the lock that a list
    has without it. So of two uses that exclude each other one sees the other, whatever the
    order in which threads run; that both do is possible, and costs an exception too much.
    An item is added by a statement in front of a `try` and removed by its `finally`. It is
    no call, so no handler of a signal runs in between.

    Where nobody ever uses the service alone, most calls need none of that: they only hold the
    handle, as an argument and never in a variable, which a traceback would keep. Who closes
    the service first takes the handle away, then looks whether somebody still holds it.
    """

    __slots__ = ("__weakref__", "_alone", "_borrowed", "_lender", "_shared")
    _codec: _t.ClassVar[_ServiceCodec]
    # Nothing that ctypes would pass: what is in place of the handle of a closed service, and
    # while it is not yet known whether it can be closed.
    _closed: _t.ClassVar[object] = object()
    _closing: _t.ClassVar[object] = object()
    _is_borrower: _t.ClassVar[bool] = True
    _handle: _t.Any

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "_codec" in vars(cls):
            cls._codec.kind = cls
            # The same slot under one name for all: what is only for objects of this class
            # uses the other, which those of no other have.
            cls._handle = vars(cls)[f"_handle_{cls.__name__}"]
        elif "__init__" in vars(cls) and not hasattr(cls, "__getattr__"):
            # It may forget that of its base. Only here, since it slows attributes down.
            _t.cast(_t.Any, cls).__getattr__ = _refuse_missing

    if _t.TYPE_CHECKING:

        def __init__(self, no_constructor: _t.NoReturn) -> None: ...

    else:

        def __init__(self, *_: object, **__: object) -> None:
            self._refuse_init()

    def _refuse_init(self) -> _t.NoReturn:
        kind = type(self)
        names = [
            # By the flag of coroutines.
            f"{'await ' * (_t.cast(_t.Any, member).__func__.__code__.co_flags >> 7 & 1)}"
            f"{kind.__name__}.{name}()"
            for base in kind.__mro__
            for name, member in vars(base).items()
            if isinstance(member, classmethod) and not name.startswith("_")
        ]
        made = f"by {' or '.join(names)}" if names else "by the native library only"
        raise TypeError(f"{kind.__name__} is made {made}")

    @classmethod
    def _adopt(cls, handle: _Instance, where: str, *owners: object) -> _Self:
        """The object of Python for one that Rust has given away."""
        made: _Self = _new(cls)
        made._start(handle, where, *owners)
        return made

    @classmethod
    def _turned(cls, other: _Service) -> _Self:
        """The same as an object of this class."""
        made: _t.Any = other
        if other.__class__ is not cls:
            made = _new(cls)
            made._become(other)
        return _t.cast("_Self", made)

    def _start(self, handle: _Instance, where: str, *owners: object) -> None:
        if not handle:
            raise NullError(f"{where} returned null")
        # One that is new refers to its class only. To ask for what is not there is slow.
        if len(_gc.get_referents(self)) > 1 and hasattr(self, "_handle"):
            self._codec.drop(handle)
            raise TypeError(f"{where}: this {type(self).__name__} is made already")
        self._borrowed: object = None
        self._lender: _Lender | None = None
        self._shared: list[None] = []
        self._alone: list[None] = []
        if owners:
            self._owners = owners
        self._handle = handle

    def _become(self, other: _Service) -> None:
        """Take over what nobody else has seen yet."""
        handle, other._handle = other._handle, self._closed
        self._start(handle, "")
        if other._borrowed is not None:
            self._owners = other._borrowed

    @property
    def _owners(self) -> object:
        """What it may point into; it is not freed before this object is."""
        return self._borrowed

    @_owners.setter
    def _owners(self, owners: object) -> None:
        if self._codec.may_borrow:
            self._borrowed = owners
            _tell(owners, self)

    def close(self) -> None:
        """Free the object in Rust now. Closing again does nothing.

        Raises:
            ConcurrentUseError: It is in use, or another service borrows from it.
            BufferError: Memory that it lent is in use.
        """
        where = f"{type(self).__name__}.close()"
        # Where `__init__` of a subclass did not call this one's, there is nothing.
        if getattr(self, "_handle", self._closed) is self._closed:
            return
        alone = self._alone
        address: int | None = None
        if self._shared:
            self._settle(where)
        alone += _USE
        try:
            if self._shared or alone != _ONE_USE:
                if self._handle is self._closed:
                    return  # by another thread, just now
                raise self._refused(where)
            address = self._taken(where)
        finally:
            # Else it remains, and nobody uses the service any more.
            if address is None:
                del alone[0]
        self._codec.drop(_Instance(address))
        self._borrowed = None

    def _taken(self, where: str) -> int:
        """The address, which no call uses and none gets any more."""
        handle = self._handle
        address: int = handle.value
        held = _weakref.ref(handle)
        is_taken = False
        try:
            self._handle = self._closing
            del handle
            is_taken = held() is None
        finally:
            # The very same, by which the next one who closes knows that it is held.
            handle = None if is_taken else held() or _Instance(address)
            self._handle = self._closed if handle is None else handle
        if not is_taken:
            raise self._refused(where)
        return address

    def __enter__(self) -> _Self:
        if self._handle is self._closed:
            raise self._refused(f"{type(self).__name__}.__enter__()")
        return self

    def __exit__(self, kind: object, error: object, _trace: object) -> None:
        try:
            self.close()
        except (BufferError, ConcurrentUseError):
            # What went wrong inside is of more interest, and may use the service itself:
            # by the frames of its traceback. So it is freed with them.
            if error is None:
                raise

    def __del__(self) -> None:
        # No call runs, since it would refer to the object. But finalizers of others in the
        # same cycle may still use it, and what it lent.
        try:
            handle = self._handle
        except AttributeError:
            return  # it was never made
        if handle is self._closed or handle is self._closing:
            return
        # Nothing of the module is named here: at the end of the program it may be gone.
        self._handle = self._closed
        self._alone.append(None)
        if self._lender is None:
            self._codec.drop(handle, self._borrowed)
        else:
            self._lender.leave(handle.value, self._borrowed)

    def __reduce_ex__(self, protocol: object) -> _t.NoReturn:
        raise TypeError(f"{type(self).__name__} cannot be copied or pickled")

    def __repr__(self) -> str:
        handle: _t.Any = getattr(self, "_handle", None)
        state = "not made" if handle is None else "closed"
        if isinstance(handle, _Instance):
            state = f"at {handle.value:#x}"
        return f"<{type(self).__name__} {state}>"

    def _refused(self, where: str) -> Exception:
        name = self._codec.kind.__name__
        if self._handle is self._closed:
            return ClosedError(f"{where}: the {name} is closed")
        borrower = None if self._lender is None else self._lender.borrower()
        if borrower is not None:
            kind = borrower._codec.kind.__name__
            return ConcurrentUseError(
                f"{where}: the {name} is in use by {kind}, which must be closed first"
            )
        return ConcurrentUseError(f"{where}: the {name} is in use")

    def _opened(self, handle: object, where: str) -> _t.Any:
        """The handle, unless the service is closed."""
        if handle is self._closed or handle is self._closing:
            raise self._refused(where) from None
        return handle

    def _settle(self, where: str) -> None:
        """Before a use that excludes all others: end what the service lent, or raise."""
        lender = self._lender
        if lender is None:
            raise self._refused(where)
        lender.settle(self, where)

    def _lend(self) -> _Lease:
        """What a borrower holds. The call that makes it is a use itself, so none excludes it."""
        lender = self._opened_lender()
        return _Lease(lender, lender.loans, self._shared)

    def _lend_alone(self) -> _Lease:
        """The same for a service that goes on to use this one alone."""
        lender = self._opened_lender()
        return _Lease(lender, lender.lent_alone, self._alone)

    def _opened_lender(self) -> _Lender:
        lender = self._lender
        if lender is None:
            with _lenders:
                lender = self._lender
                if lender is None:
                    lender = self._lender = _Lender(self)
        return lender


# Held while a service gets or settles its loans; a finalizer may come in between.
_lenders = _threading.RLock()


class _Lender:
    """What a service has lent: to views, pointers and other services.

    It frees what the service left behind when that went before what it lent.
    """

    __slots__ = ("codec", "left", "lent_alone", "loans", "shared")

    def __init__(self, service: _Service) -> None:
        self.codec = service._codec
        self.shared = service._shared
        # Of each loan who uses it and can be made to end that.
        self.loans: _Loans = {}
        # The same of those that exclude all other uses.
        self.lent_alone: _Loans = {}
        self.left: list[tuple[int, object]] = []

    def leave(self, address: int, borrowed: object) -> None:
        # Not the handle: to refer to what is garbage already delays all of it.
        self.left.append((address, borrowed))
        self.free()

    def free(self) -> None:
        # Whoever takes it from the list frees it.
        while self.left and not self.loans and not self.lent_alone:
            try:
                address, borrowed = self.left.pop()
            except IndexError:
                return
            self.codec.drop(self.codec.c_type(address), borrowed)

    def borrower(self) -> _Service | None:
        """A service that cannot be made to end its loan."""
        for user in [*_users(self.lent_alone), *_users(self.loans)]:
            if isinstance(user, _Service) and user._handle is not user._closed:
                return user
        return None

    def settle(self, service: _Service, where: str) -> None:
        with _lenders:
            if len(self.shared) > len(self.loans) or self.borrower() is not None:
                raise service._refused(where)
            # A loan as well: until this is over nobody else uses the service alone.
            lease = service._lend()
            if service._alone or service._handle is service._closed:
                raise service._refused(where)
            gone = (_Service, type(None))
            views = [it for it in _users(self.loans) if not isinstance(it, gone)]
            resumes: list[_t.Callable[[_t.Callable[[], object]], None]] = []
            is_over = False
            try:
                resumes += [view._suspend(_without_loans) for view in views]
                is_over = len(self.loans) == 1
            finally:
                if not is_over:
                    for resume in resumes:
                        resume(service._lend)
                del lease
            if is_over:
                return
        name = service._codec.kind.__name__
        raise BufferError(
            f"{where}: memory that the {name} lent is in use"
            " by a memoryview, an array or an iterator"
        )


# Of each loan who uses it and can be told to end that.
_Loans = _t.Dict[int, _t.Dict[int, _t.Callable[[], object]]]


def _users(loans: _Loans) -> list[_t.Any]:
    each = [list(users.values()) for users in list(loans.values())]
    return [user() for users in each for user in users]


class _Lease(_Owner):
    """What a borrower holds: as long as somebody does, it counts as a use of the service."""

    __slots__ = ("users",)

    def __init__(self, lender: _Lender, loans: _Loans, uses: list[None]) -> None:
        users: dict[int, _t.Callable[[], object]] = {}
        number = id(users)

        def end() -> None:
            if loans.pop(number, None) is not None:
                del uses[0]
            lender.free()

        self.users = users
        super().__init__(end)
        uses += _USE
        loans[number] = users

    def told(self, user: _t.Any) -> None:
        if user._is_borrower:
            users, number = self.users, id(user)

            def forget(_: object) -> None:
                users.pop(number, None)

            users[number] = _weakref.ref(user, forget)


def _without_loans(owners: object) -> list[object]:
    found: list[object] = []
    left = [owners]
    while left:
        it: _t.Any = left.pop()
        if type(it) is tuple or type(it) is list:
            left.extend(_t.cast("list[object]", it))
        elif it is not None and not isinstance(it, _Lease):
            found.append(it)
    return found


class _Uses:
    """The uses of services that are arguments of one call."""

    __slots__ = ("lists", "services")

    def __init__(self) -> None:
        self.lists: list[list[None]] = []
        # Nobody frees them meanwhile. And whether each is used alone.
        self.services: list[tuple[_Service, bool]] = []

    def share(self, service: object, kind: type[_Service], where: str) -> _t.Any:
        """What C takes for a service that others may use at the same time."""
        used = _checked(service, kind, where)
        lists, shared = self.lists, used._shared
        shared += _USE
        lists += (shared,)
        if used._alone:
            raise used._refused(where)
        self.services.append((used, False))
        return _copied(used._handle)

    def exclude(self, service: object, kind: type[_Service], where: str) -> _t.Any:
        """What C takes for a service that nobody else may use at the same time."""
        used = _checked(service, kind, where)
        lists, alone = self.lists, used._alone
        if used._shared:
            used._settle(where)
        alone += _USE
        lists += (alone,)
        if used._shared or alone != _ONE_USE:
            raise used._refused(where)
        self.services.append((used, True))
        return _copied(used._handle)

    def lend(self) -> list[_Lease]:
        """What the result of the call holds, which may point into any of the services."""
        return [service._lend() for service, _ in self.services]

    def lend_on(self) -> list[_Lease]:
        """The same for a service, which goes on to use them as the call does."""
        return [
            service._lend_alone() if is_alone else service._lend()
            for service, is_alone in self.services
        ]

    def end(self) -> None:
        # Once more where it was interrupted, which it is between two steps.
        while self.lists:
            del self.lists[-1][0], self.lists[-1]


# Of a handle that may stand in a variable.
_copied: _t.Callable[[_t.Any], _t.Any] = _Instance.from_buffer_copy


def _never_made(what: str, service: object) -> str:
    kind = type(service)
    base = next(it.__name__ for it in kind.__mro__ if "_codec" in vars(it))
    name = kind.__name__
    return f"{what} was never made: the __init__ of {name} has to call that of {base}"


def _refuse_missing(service: _Service, name: str) -> object:
    """Tell why a service has no such attribute."""
    if name == "_handle" or (name[0] == "_" and not hasattr(service, "_handle")):
        raise AttributeError(_never_made(type(service).__name__, service))
    return object.__getattribute__(service, name)  # raises as it did


def _checked(service: object, kind: type[_Service], where: str) -> _Service:
    # By its real class: what pretends to be another, such as a mock, has no address.
    if issubclass(type(service), kind):
        if not hasattr(service, "_handle"):
            raise TypeError(_never_made(where, service))
        return _t.cast(_Service, service)
    raise _must_be(_called(kind), service, where)


class _ServiceCodec(_Codec[_t.Any]):
    """Pointers to objects of a service, in options and results: Rust gives them away."""

    __slots__ = ("destroy", "kind", "may_borrow")

    def __init__(self, destroy: _t.Any, *, may_borrow: bool = False) -> None:
        super().__init__(
            _Instance,
            self._check,
            self._pack,
            self._take,
            free=self._free,
            has_pointers=may_borrow,
            moves=True,
        )
        # A native function, which it knows once the library is loaded.
        self.destroy = destroy
        self.may_borrow = may_borrow
        # The class says so itself.
        self.kind: type[_Service] = _Service

    def drop(self, handle: _Instance, _borrowed: object = None) -> None:
        """Free an object, which may call what it holds, and drops that.

        What it has borrowed lives until then.
        """
        self.destroy.bound(handle)
        if _pending:
            _reraise()

    def _check(self, value: object, where: str) -> object:
        raise _must_be("a value without services", value, where)

    def _pack(self, handle: _Instance) -> bytes:
        return _pack_pointer(handle.value or 0)

    def _take(self, buffer: _t.Any, at: int) -> _t.Any:
        handle = _Instance(_unpack_pointer(buffer, at)[0])
        return self.kind._adopt(handle, f"a {self.kind.__name__}")

    def _free(self, buffer: _t.Any, at: int) -> None:
        address = _unpack_pointer(buffer, at)[0]
        if address:
            self.drop(_Instance(address))
