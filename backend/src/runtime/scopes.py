"""The namespaces in which native functions are called: of the one module, or of a package's."""

from __future__ import annotations

import typing as _t

_scopes: list[dict[str, _t.Any]] = [globals()]


def _replace_global(old: object, new: object) -> None:
    """Put one thing in the place of another, wherever it is called by a name."""
    for scope in _scopes:
        for name, value in list(scope.items()):
            if value is old:
                scope[name] = new


def _publish(module: str, scope: dict[str, _t.Any], names: _t.Iterable[str]) -> None:
    """Let classes and functions know how they are imported: errors, `help()` and pickles tell."""
    for name in names:
        item = scope[name]
        if isinstance(item, (type, type(_publish))):
            item.__module__ = module
            if item.__name__ != name:
                item.__name__ = item.__qualname__ = name
                for variant in getattr(item, "_names", ()):
                    getattr(item, variant).__qualname__ = f"{name}.{variant}"
