"""The registry: every method and metric by its name, found in the folders that hold them."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType, ModuleType
from typing import Any, TypeVar

from convscope.attribution import Method
from convscope.attribution import methods as attribution_methods
from convscope.errors import ConvscopeError, MethodError, suggest
from convscope.trust import Metric
from convscope.trust import metrics as trust_metrics

T = TypeVar("T")


@cache
def methods() -> Mapping[str, Method[Any]]:
    """All attribution methods by name, sorted by family and name: one for each file in ``attribution/methods``."""
    found = sorted(members(attribution_methods, Method), key=lambda method: (method.family, method.name))
    return MappingProxyType({method.name: method for method in found})


@cache
def metrics() -> Mapping[str, Metric[Any]]:
    """All metrics of attributions by name, sorted by kind and name: one for each file in ``trust/metrics``."""
    found = sorted(members(trust_metrics, Metric), key=lambda metric: (metric.kind, metric.name))
    return MappingProxyType({metric.name: metric for metric in found})


def find_method(name: str) -> Method[Any]:
    """The method of a name.

    Raises:
        MethodError: there is none; near matches are named.
    """
    return find(name, methods(), "method", "`convscope methods` lists them.")


def find_metric(name: str) -> Metric[Any]:
    """The metric of a name.

    Raises:
        MethodError: there is none; near matches are named.
    """
    return find(name, metrics(), "metric", "`convscope metrics` lists them.")


def members(package: ModuleType, kind: type[T]) -> list[T]:
    """The things of a kind that the modules of a package define."""
    found: list[T] = []
    for module in pkgutil.iter_modules(package.__path__):
        members = vars(importlib.import_module(f"{package.__name__}.{module.name}")).values()
        found += [member for member in members if isinstance(member, kind)]
    return found


def find(
    name: str, among: Mapping[str, T], kind: str, where: str, error: type[ConvscopeError] = MethodError
) -> T:
    """What bears a name.

    Args:
        name: what the user wrote.
        among: all by name.
        kind: what they are, such as ``method``.
        where: the hint where no name is near.
        error: raised where there is none.

    Raises:
        ConvscopeError: of the kind ``error``; near matches are named.
    """
    if name in among:
        return among[name]
    raise error(f"There is no {kind} {name!r}.", suggest(name, among, where))
