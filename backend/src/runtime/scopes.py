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


# What messages call those classes that share their name with one of another module.
_called_otherwise: dict[object, str] = {}


def _called(kind: type) -> str:
    """What messages call a class."""
    return _called_otherwise.get(kind, kind.__name__)


def _publish(
    module: str, scope: dict[str, _t.Any], public: _t.Iterable[str], **private: object
) -> None:
    """Let classes and functions know how they are imported: errors, `help()`, pickles tell."""
    homes = [other["__name__"] for other in _scopes]
    items: dict[str, _t.Any] = {name: scope[name] for name in public}
    items.update(private)
    for name, item in items.items():
        is_definition = isinstance(item, (type, type(_publish)))
        # What is here as well was published where it belongs, and is left alone.
        if is_definition and item.__module__ in homes:
            if item.__name__ != name:
                _rename(item, module, name)
            item.__module__ = module
            for variant, kind in _variants_of(item):
                kind.__module__, kind.__qualname__ = module, f"{name}.{variant}"


def _variants_of(item: _t.Any) -> list[tuple[str, _t.Any]]:
    """The variants of an enum with data, by name."""
    names: _t.Any = getattr(item, "_names", ())
    # Other classes may have a field of that name, but no tuple.
    if not isinstance(names, tuple):
        return []
    return [(name, getattr(item, name)) for name in _t.cast("tuple[str, ...]", names)]


def _rename(item: _t.Any, module: str, name: str) -> None:
    item.__name__ = item.__qualname__ = name
    if not isinstance(item, type):
        return
    root = __name__.rpartition(".")[0]
    _called_otherwise[item] = shown = f"{module[len(root) + 1 :]}.{name}"
    # So does Python itself, if a method is called with too few arguments.
    methods = (it for it in vars(item).values() if isinstance(it, type(_rename)))
    for method in methods:
        method.__qualname__ = f"{shown}.{method.__name__}"
    for variant, kind in _variants_of(item):
        _called_otherwise[kind] = f"{shown}.{variant}"
        if hasattr(kind, "_where"):
            kind._where = f"{shown}.{variant}(): argument 'value'"
