"""A look into an exported program before it is loaded: does it hold anything that would run?

``torch.export.load`` unpickles objects, loads compiled libraries and evaluates the expressions of its JSON.  A
program that Convscope can read needs none of that: it is tensors, the names of tensor operations, and expressions
in the batch size.
"""

from __future__ import annotations

import ast
import builtins
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from convscope.errors import NetworkError

_OPERATION = re.compile(
    r"torch\.ops\.(aten|prims|torchvision|convscope|higher_order)\.\w+(\.\w+)?"
    r"|_operator\.(getitem|add|sub|mul|truediv|floordiv|mod|pow|neg|eq|ne|lt|le|gt|ge|and_|or_)"
    r"|math\.(ceil|floor|trunc|sqrt)"
)
_EXPRESSION = (
    *(ast.Expression, ast.Name, ast.Call, ast.keyword, ast.BinOp, ast.UnaryOp, ast.Compare, ast.Constant),
    *(ast.operator, ast.unaryop, ast.cmpop, ast.expr_context),
)


def check_harmless(path: Path) -> None:
    """Refuse an exported program that is broken or could run code.

    Raises:
        NetworkError: saying which part of it.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            documents = [json.loads(archive.read(name)) for name in names if name.endswith(".json")]
    except (zipfile.BadZipFile, json.JSONDecodeError, OSError, EOFError) as error:
        _check_is_no_pickle(path)
        raise NetworkError(
            f"{path} is no complete exported program.", "Write it anew with torch.export.save."
        ) from error
    if any(name.endswith("/data.pkl") and name.count("/") == 1 for name in names):
        raise _is_a_pickle(path)
    suspects = [name for name in names if _is_code(name)]
    suspects += [text for document in documents for text in _suspicious(document)]
    if suspects:
        raise NetworkError(
            f"{path} holds more than tensors and their operations: {suspects[0][:80]}.",
            "Export the network alone, with plain tensor operations, or open it as file.py:function.",
        )


def _check_is_no_pickle(path: Path) -> None:
    with path.open("rb") as file:
        if file.read(1) == b"\x80":
            raise _is_a_pickle(path)


def _is_a_pickle(path: Path) -> NetworkError:
    return NetworkError(
        f"{path} is no exported program but a pickle, as torch.save writes, and reading it could run code from it.",
        "Write the program with torch.export.save; a checkpoint ends in .pth, and only its tensors are read.",
    )


def _is_code(name: str) -> bool:
    file = name.rpartition("/")[2]
    return "/data/aotinductor/" in name or file.startswith(("custom_obj_", "opaque_obj_"))


def _suspicious(value: Any) -> Iterator[str]:
    """Texts that would be evaluated, or looked up and called, and are not of a program's kind."""
    if isinstance(value, list):
        for item in value:
            yield from _suspicious(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key == "expr_str" and not _is_expression(item):
                yield str(item)
            elif key == "target" and isinstance(item, str) and not _OPERATION.fullmatch(item):
                yield item
            else:
                yield from _suspicious(item)


def _is_expression(text: Any) -> bool:
    """Arithmetic with symbols: no attribute, no built-in function, no text but a symbol's name."""
    try:
        nodes = list(ast.walk(ast.parse(text, mode="eval")))
    except (SyntaxError, TypeError, ValueError):
        return False
    return all(
        isinstance(node, _EXPRESSION)
        and not (isinstance(node, ast.Name) and (hasattr(builtins, node.id) or "__" in node.id))
        and not (
            isinstance(node, ast.Constant) and isinstance(node.value, str) and not node.value.isidentifier()
        )
        for node in nodes
    )
