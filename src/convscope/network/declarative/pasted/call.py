"""One layer of a pasted text: its name and the values of its arguments."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from convscope.errors import NetworkError

_OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
}


@dataclass(frozen=True)
class Unread:
    """An expression that is no plain value; an error only where its value is needed."""

    text: str

    def __repr__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Call:
    """A layer as it was written.

    Attributes:
        name: its class, ``Conv2D``.
        positional: arguments without a name, each a plain value or `Unread`.
        named: arguments with one.
        text: all of it, on one line.
        place: where it stands, ``line 3, column 9``.
    """

    name: str
    positional: tuple[Any, ...]
    named: Mapping[str, Any]
    text: str
    place: str


def value_of(node: ast.expr, constants: Mapping[str, Any]) -> Any:
    """A number, text, None, truth value or tuple of them, in which names of constants and sums may stand."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Tuple | ast.List):
        return tuple(value_of(one, constants) for one in node.elts)
    if isinstance(node, ast.Name) and node.id in constants:
        return constants[node.id]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = value_of(node.operand, constants)
        if _is_number(value):
            return -value
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        left, right = value_of(node.left, constants), value_of(node.right, constants)
        if (
            _is_number(left)
            and _is_number(right)
            and (right or not isinstance(node.op, ast.Div | ast.FloorDiv))
        ):
            return _OPERATORS[type(node.op)](left, right)
    return Unread(ast.unparse(node))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def sizes(name: str, value: Any) -> str:
    """Whole numbers, one for all axes or one an axis, as the arrow form writes them: 3x3.

    Raises:
        NetworkError: they are none.
    """
    numbers = value if isinstance(value, tuple) else (value,)
    if not numbers or not all(isinstance(one, int) and _is_number(one) for one in numbers):
        raise NetworkError(f"{name} takes whole numbers, got {value!r}.", f"Write {name}=3 or {name}=(3, 3).")
    return "x".join(map(str, numbers))


def number(name: str, value: Any) -> str:
    """One number as a text.

    Raises:
        NetworkError: it is none.
    """
    if not _is_number(value):
        raise NetworkError(f"{name} takes a number, got {value!r}.", f"Write {name}=0.5.")
    return repr(value)


def yes_or_no(name: str, value: Any) -> str:
    """A truth value as the arrow form writes it.

    Raises:
        NetworkError: it is none.
    """
    if not isinstance(value, bool):
        raise NetworkError(f"{name} is True or False, got {value!r}.", f"Write {name}=False.")
    return "yes" if value else "no"


def only(name: str, value: Any, *allowed: Any) -> None:
    """Check an argument of which other values mean what no network's text can say.

    Raises:
        NetworkError: it has another.
    """
    if not any(type(value) is type(one) and value == one for one in allowed):
        said = " or ".join(f"{name}={one!r}" for one in allowed)
        raise NetworkError(f"A network's text knows {said}, got {name}={value!r}.", "Leave it out.")
