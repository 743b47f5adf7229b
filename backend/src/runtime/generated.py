"""What the generated part of a module defines, and the code here calls by name."""

from __future__ import annotations

import typing as _t

_library: _t.Any
_string_create: _t.Callable[..., int]
_string_destroy: _t.Callable[..., int]
_wire_create: _t.Callable[..., int]
_wire_destroy: _t.Callable[..., int]
