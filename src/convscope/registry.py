"""The registry: every method and metric by its name, this package's own and those of others."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from convscope.attribution.method import METHODS, Method
from convscope.trust.metric import METRICS, Metric


def methods() -> Mapping[str, Method[Any]]:
    """All attribution methods by name, sorted by family and name: one for each file in ``attribution/methods``."""
    found = sorted(METHODS.all().values(), key=lambda method: (method.family, method.name))
    return MappingProxyType({method.name: method for method in found})


def metrics() -> Mapping[str, Metric[Any]]:
    """All metrics of attributions by name, sorted by kind and name: one for each file in ``trust/metrics``."""
    found = sorted(METRICS.all().values(), key=lambda metric: (metric.kind, metric.name))
    return MappingProxyType({metric.name: metric for metric in found})


def find_method(name: str) -> Method[Any]:
    """The method of a name.

    Raises:
        MethodError: there is none; near matches are named.
    """
    return METHODS.find(name)


def find_metric(name: str) -> Metric[Any]:
    """The metric of a name.

    Raises:
        MetricError: there is none; near matches are named.
    """
    return METRICS.find(name)
