"""All that an expression of text can say: its forms, with a place for each value.

An f-string gets a place named after what stands there: ``f"{len(photos)} photos"`` is ``{photos:d} photos``. A
value that is one of several constants makes a form of each: ``photo{"s" if n > 1 else ""}`` has two, so that a
translation is a whole sentence, too.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from itertools import product

MOST_FORMS = 16
_ITERATORS = frozenset(["len", "sum"])
_THROUGH = frozenset(
    [
        "str",
        "repr",
        "abs",
        "min",
        "max",
        "round",
        "sorted",
        "next",
        "tuple",
        "list",
        "set",
        "reversed",
        "iter",
        "int",
        "float",
    ]
)
_OF_TEXTS = frozenset(
    [
        "strip",
        "lower",
        "upper",
        "removeprefix",
        "removesuffix",
        "replace",
        "rstrip",
        "lstrip",
        "title",
        "capitalize",
        "with_suffix",
        "as_posix",
    ]
)


def forms(node: ast.expr) -> list[str]:
    """All that an expression of text can say, with places for its values; a single place where that is too much."""
    names: dict[str, str] = {}
    said = _forms(node, names)
    return said if len(said) <= MOST_FORMS else _forms(node, names, whole=False)


def _forms(node: ast.expr, names: dict[str, str], *, whole: bool = True) -> list[str]:
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if isinstance(node, ast.IfExp):
        return [*_forms(node.body, names, whole=whole), *_forms(node.orelse, names, whole=whole)]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return [*_forms(node.left, names, whole=whole), ""]
    if isinstance(node, ast.BinOp):
        return _products([_forms(node.left, names, whole=whole), _forms(node.right, names, whole=whole)])
    if isinstance(node, ast.JoinedStr):
        return _products([_forms(part, names, whole=whole) for part in node.values])
    assert isinstance(node, ast.FormattedValue), ast.dump(node)
    if whole and is_text(node.value):
        return _forms(node.value, names, whole=whole)
    return [_place(node, names)]


def _products(parts: Sequence[Sequence[str]]) -> list[str]:
    return list(dict.fromkeys("".join(choice) for choice in product(*parts)))


def is_text(node: ast.expr) -> bool:
    """Whether an expression says one of several texts that stand in the source."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str)
    if isinstance(node, ast.IfExp):
        return is_text(node.body) and is_text(node.orelse)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return isinstance(node.left, ast.Constant) and isinstance(node.left.value, str)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return is_text(node.left) and is_text(node.right)
    return isinstance(node, ast.JoinedStr)


def _place(node: ast.FormattedValue, names: dict[str, str]) -> str:
    source = ast.unparse(node.value)
    if source not in names:
        name = base = re.sub(r"\W", "", _name(node.value)).strip("_").lower() or "value"
        number = 1
        while name in names.values():
            number += 1
            name = f"{base}{number}"
        names[source] = name
    is_count = isinstance(node.value, ast.Call) and getattr(node.value.func, "id", "") in _ITERATORS
    return "{" + names[source] + (_kind(node.format_spec) or (":d" if is_count else "")) + "}"


def _kind(spec: ast.expr | None) -> str:
    """A format where it says that a number comes."""
    if not isinstance(spec, ast.JoinedStr):
        return ""
    text = "".join(str(part.value) if isinstance(part, ast.Constant) else "0" for part in spec.values)
    if text.endswith(","):
        return f":{text}d"
    return f":{text}" if re.fullmatch(r"[-+ ]?[<>^]?0?\d*,?(\.\d+)?[defgn%]", text) else ""


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Call):
        return _called(node)
    if (
        isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Constant)
        and isinstance(node.slice.value, str)
    ):
        return node.slice.value
    if isinstance(node, ast.Subscript | ast.Starred):
        return _name(node.value)
    if isinstance(node, ast.BinOp):
        return _name(node.left) if not isinstance(node.left, ast.Constant) else _name(node.right)
    if isinstance(node, ast.GeneratorExp | ast.ListComp):
        return _name(node.elt)
    if isinstance(node, ast.IfExp | ast.UnaryOp):
        return _name(node.body if isinstance(node, ast.IfExp) else node.operand)
    if isinstance(node, ast.BoolOp):
        return _name(node.values[0])
    return "value"


def _called(node: ast.Call) -> str:
    name = getattr(node.func, "attr", getattr(node.func, "id", "value"))
    if isinstance(node.func, ast.Attribute):
        if name == "join" and node.args:
            return _name(node.args[0])
        if name in _OF_TEXTS:
            return _name(node.func.value)
    if name in (*_THROUGH, *_ITERATORS, "map") and node.args:
        return _name(node.args[-1])
    return str(name)
