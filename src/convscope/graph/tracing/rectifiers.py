"""Rectifiers recognised in a traced program, in every spelling.

What computes y = min(max(x, 0), c) by one operator keeps that operator; what computes it by several, as x * (x > 0)
does, becomes one call with the same bits.  Either way the graph holds one node that reads x alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import copysign, inf
from typing import Any

import torch
from torch import Tensor, fx

from convscope.graph import rectifiers
from convscope.graph.tracing.functional import Call

_ATEN = torch.ops.aten
_ZEROS = (_ATEN.zeros, _ATEN.zeros_like, _ATEN.new_zeros, _ATEN.zero)
_FILLED = {_ATEN.full: 1, _ATEN.full_like: 1, _ATEN.new_full: 2, _ATEN.scalar_tensor: 0, _ATEN.fill: 1}
_SAME = (
    _ATEN.to,
    _ATEN.type_as,
    _ATEN._to_copy,
    _ATEN.lift_fresh_copy,
    _ATEN.detach,
    _ATEN.clone,
    _ATEN.alias,
)
_COMPARISONS = {_ATEN.gt: ">", _ATEN.ge: ">=", _ATEN.lt: "<", _ATEN.le: "<="}
_TURNED = {">": "<", ">=": "<=", "<": ">", "<=": ">="}
_WHERE = {
    (">", True): rectifiers.where_above,
    (">=", True): rectifiers.where_not_below,
    ("<", False): rectifiers.where_below,
    ("<=", False): rectifiers.where_not_above,
}
_TIMES = {">": rectifiers.times_above, ">=": rectifiers.times_not_below}

# With one 0, and with a 0 for each number.
_MAXIMUM = (rectifiers.maximum_with_zero, rectifiers.maximum_with_zeros)
_MAXIMUM_TURNED = (rectifiers.maximum_of_zero, rectifiers.maximum_of_zeros)

# A rectifier as a function, and what it reads.
_Found = tuple[Callable[[Tensor], Tensor], fx.Node]


def ceiling_of(call: Call) -> float | None:
    """The ceiling c of a call that is a rectifier, infinite where it has none; None if it is no rectifier."""
    if call.function in rectifiers.SPELLED_OUT.values():
        return inf
    packet, rest = getattr(call.function, "overloadpacket", None), list(call.arguments[1:])
    low, high = ([*rest, None, None])[:2]
    low, high = call.keywords.get("min", low), call.keywords.get("max", high)
    if packet is _ATEN.relu or (packet is _ATEN.clamp_min and _is_zero_number(low)):
        return inf
    if packet is _ATEN.relu6:
        return 6.0
    if packet is _ATEN.threshold and _is_zero_number(low) and _is_zero_number(high):
        return inf
    if packet in (_ATEN.hardtanh, _ATEN.clamp) and _is_zero_number(low):
        if high is None and packet is _ATEN.clamp:
            return inf
        return float(high) if isinstance(high, int | float) and high > 0 else None
    return None


def with_rectifiers(calls: Sequence[Call], constants: Mapping[fx.Node, Tensor]) -> list[Call]:
    """The calls with each rectifier that is spelled out as one of them.

    Args:
        calls: functional, in order.
        constants: tensors that the program's code holds, which nothing changes.
    """
    reader = _Reader({call.node: call for call in calls}, constants)
    return [reader.rewritten(call) for call in calls]


class _Reader:
    """What the values that a call reads are."""

    def __init__(self, calls: Mapping[fx.Node, Call], constants: Mapping[fx.Node, Tensor]) -> None:
        self._calls, self._constants = calls, constants
        self._by_form: Mapping[Any, Callable[..., _Found | None]] = {
            **dict.fromkeys((_ATEN.where.self, _ATEN.where.ScalarOther, _ATEN.where.ScalarSelf), self._where),
            **dict.fromkeys((_ATEN.masked_fill.Scalar, _ATEN.masked_fill.Tensor), self._masked),
            **dict.fromkeys((_ATEN.maximum.default, _ATEN.max.other), self._maximum),
            _ATEN.mul.Tensor: self._product,
        }

    def rewritten(self, call: Call) -> Call:
        read = self._by_form.get(call.function)
        found = None if read is None or call.keywords else read(*call.arguments)
        if found is None or not _is_alike(found[1], call.node):
            return call
        function, x = found
        return replace(call, function=function, arguments=(x,), keywords={})

    def _masked(self, value: Any, condition: Any, filling: Any) -> _Found | None:
        return self._where(condition, filling, value)

    def _product(self, a: Any, b: Any) -> _Found | None:
        for x, other in ((a, b), (b, a)):
            compared = self._compared(other, through_types=True)
            if compared and compared[0] is x and compared[1] in _TIMES:
                return _TIMES[compared[1]], compared[0]
        return None

    def _maximum(self, a: Any, b: Any) -> _Found | None:
        for x, other, forms in ((a, b, _MAXIMUM), (b, a, _MAXIMUM_TURNED)):
            if isinstance(x, fx.Node) and self._is_zero(other):
                return forms[isinstance(other, fx.Node) and _is_alike(x, other)], x
        return None

    def _where(self, condition: Any, chosen: Any, otherwise: Any) -> _Found | None:
        compared = self._compared(condition, through_types=False)
        if compared is None:
            return None
        x, sign = compared
        for keeps, kept, rest in ((True, chosen, otherwise), (False, otherwise, chosen)):
            if kept is x and self._is_zero(rest) and (sign, keeps) in _WHERE:
                return _WHERE[sign, keeps], x
        return None

    def _compared(self, value: Any, *, through_types: bool) -> tuple[fx.Node, str] | None:
        """The value that is compared with 0, and how."""
        call = self._calls.get(value) if isinstance(value, fx.Node) else None
        packet = getattr(call.function, "overloadpacket", None) if call else None
        if call and through_types and packet in (_ATEN.to, _ATEN.type_as, _ATEN._to_copy):
            return self._compared(call.arguments[0], through_types=True)
        if call is None or packet not in _COMPARISONS:
            return None
        left, right = call.arguments[:2]
        sign = _COMPARISONS[packet]
        if isinstance(left, fx.Node) and self._is_zero(right):
            return left, sign
        if isinstance(right, fx.Node) and self._is_zero(left):
            return right, _TURNED[sign]
        return None

    def _is_zero(self, value: Any) -> bool:
        """Whether a value is the number 0, or a tensor of zeros that nothing changes."""
        if not isinstance(value, fx.Node):
            return _is_zero_number(value)
        if value in self._constants:
            tensor = self._constants[value]
            return not bool(tensor.any() or tensor.signbit().any())
        call = self._calls.get(value)
        packet = getattr(call.function, "overloadpacket", None) if call else None
        if call is None or packet is None:
            return False
        if packet in _ZEROS:
            return True
        if packet in _FILLED:
            return self._is_zero(call.arguments[_FILLED[packet]])
        return packet in _SAME and self._is_zero(call.arguments[0])


def _is_zero_number(value: Any) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and value == 0 and copysign(1, value) > 0


def _is_alike(a: fx.Node, b: fx.Node) -> bool:
    """Whether two values are real numbers of one type and shape."""
    x, y = a.meta.get("val"), b.meta.get("val")
    if not (isinstance(x, Tensor) and isinstance(y, Tensor)) or x.dtype != y.dtype:
        return False
    return x.dtype.is_floating_point and list(map(str, x.shape)) == list(map(str, y.shape))
