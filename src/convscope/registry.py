"""The registry: every method by its name, found in the folders that hold them."""

from __future__ import annotations

import difflib
import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from convscope import attribution
from convscope.attribution import Method
from convscope.errors import MethodError


@cache
def methods() -> Mapping[str, Method[Any]]:
    """All attribution methods by name, sorted by family and name: one for each file in ``attribution``."""
    found: list[Method[Any]] = []
    for module in pkgutil.iter_modules(attribution.__path__):
        members = vars(importlib.import_module(f"convscope.attribution.{module.name}")).values()
        found += [member for member in members if isinstance(member, Method)]
    found.sort(key=lambda method: (method.family, method.name))
    return MappingProxyType({method.name: method for method in found})


def find_method(name: str) -> Method[Any]:
    """The method of a name.

    Raises:
        MethodError: there is none; near matches are named.
    """
    if name in methods():
        return methods()[name]
    near = difflib.get_close_matches(name.lower(), methods(), n=3, cutoff=0.5)
    hint = f"Did you mean {' or '.join(near)}?" if near else "`convscope methods` lists them."
    raise MethodError(f"There is no method {name!r}.", hint)
