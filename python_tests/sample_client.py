"""A client as a user would write it: never run, but linted and type-checked."""

import reference_project as r

__all__ = ["names"]


def names() -> "list[str]":
    """Everything that the module offers."""
    return sorted(r.__all__)
