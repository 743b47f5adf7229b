"""Items on their way to Rust, one behind the other."""

from __future__ import annotations

import typing as _t

from .checks import _MISFITS, _must_be
from .codecs import _Codec
from .errors import InteropError


def _check_sequence(values: _t.Any, where: str, wanted: str = "a sequence") -> None:
    # Texts and sets are no items in an order, whatever their iteration says.
    if not isinstance(values, (str, dict, set, frozenset, type)):
        try:
            len(values)
            return
        except TypeError:
            pass
    raise _must_be(wanted, _t.cast(object, values), where)


def _lower_items(item: _Codec[_t.Any], values: _t.Any, where: str) -> list[object]:
    """Each of the values lowered, or an error that names the one which does not fit."""
    lower = item.lower
    try:
        return [lower(value, where) for value in values]
    except (*_MISFITS, InteropError):
        pass
    # The way to what does not fit is only worth spelling out now.
    return [lower(value, f"{where}[{number}]") for number, value in enumerate(values)]
