"""The exceptions that users of a generated module can catch."""

from __future__ import annotations


class InteropError(Exception):
    """Root of the errors that this module raises."""


class LoadError(InteropError):
    """The native library was not found, could not be loaded, or lacks a symbol."""


class ApiMismatchError(LoadError):
    """The native library was built from another version of the API than this module."""


class ClosedError(InteropError):
    """What is used has been closed."""


class MovedError(InteropError):
    """What is used has been given to Rust."""


class ConcurrentUseError(InteropError):
    """What is used is in use already, by another thread or by a call that has not ended."""
