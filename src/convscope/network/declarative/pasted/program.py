"""The layers of a pasted text, in their order; the text is parsed and never run."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator
from typing import Any, NoReturn

from convscope.errors import NetworkError
from convscope.network.declarative.pasted.call import Call, Unread, value_of

# What stands around a model and computes nothing of it.
_IGNORED = ("compile", "summary")
_HINT = "Paste Sequential([...]), lines of model.add(...) or nn.Sequential(...)."


def read_program(text: str, *, before: str = "") -> list[Call]:
    """The layers of a pasted text.

    Args:
        text: Python: constants such as ``num_classes = 10``, then a model.
        before: what the user wrote before it, so that places are counted from its beginning.

    Raises:
        NetworkError: it is no Python, or something other than layers in a row; with the place.
    """
    source = text.lstrip("\n")
    first_line = 1 + before.count("\n") + len(text) - len(source)
    indentation = len(source) - len(source.lstrip())
    if before.strip() and source == text:  # behind an arrow, so that only the rest of a line is indented
        margins = (len(before.rpartition("\n")[2]) + indentation, 0)
        source = source.lstrip()
    else:
        margins = (indentation, indentation)
        source = textwrap.dedent(source)
    try:
        return [*_Reader(source, first_line, margins).calls(ast.parse(source).body)]
    except SyntaxError as error:
        line = error.lineno or 1
        column = (error.offset or 1) + margins[line > 1]
        raise NetworkError(
            f"Line {line + first_line - 1}, column {column}, is no Python: {error.msg}.",
            "Paste the whole model.",
        ) from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise NetworkError("The text is no Python that can be parsed.", _HINT) from error


class _Reader:
    def __init__(self, source: str, first_line: int, margins: tuple[int, int]) -> None:
        self.source, self.first_line, self.margins = source, first_line, margins
        self.constants: dict[str, Any] = {}

    def calls(self, body: list[ast.stmt]) -> Iterator[Call]:
        for statement in body:
            if isinstance(statement, ast.Assign) and not isinstance(statement.value, ast.Call):
                value = value_of(statement.value, self.constants)
                for target in statement.targets:
                    if isinstance(target, ast.Name) and not isinstance(value, Unread):
                        self.constants[target.id] = value
            elif isinstance(statement, ast.Assign | ast.Expr) and isinstance(
                statement.value, ast.Call | ast.List
            ):
                yield from self.layers(statement.value)
            elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Tuple):
                yield from (call for one in statement.value.elts for call in self.layers(one))
            elif not isinstance(statement, ast.Import | ast.ImportFrom) and not _is_text(statement):
                self.refuse(statement)

    def layers(self, node: ast.expr) -> Iterator[Call]:
        if isinstance(node, ast.List):
            yield from (call for one in node.elts for call in self.layers(one))
            return
        if isinstance(node, ast.Tuple) and len(node.elts) == 2 and isinstance(node.elts[0], ast.Constant):
            yield from self.layers(node.elts[1])  # ("conv1", nn.Conv2d(...))
            return
        if not isinstance(node, ast.Call):
            self.refuse(node)
        name = _name(node.func)
        if name in ("Sequential", "OrderedDict") or (name == "add" and len(node.args) == 1):
            yield from (call for one in node.args for call in self.layers(one))
        elif name not in _IGNORED:
            yield self.call(node, name)

    def call(self, node: ast.Call, name: str) -> Call:
        if not name or any(isinstance(one, ast.Starred) for one in node.args):
            self.refuse(node)
        if any(one.arg is None for one in node.keywords):
            self.refuse(node)
        return Call(
            name,
            tuple(value_of(one, self.constants) for one in node.args),
            {one.arg: value_of(one.value, self.constants) for one in node.keywords if one.arg},
            self.text(node),
            self.place(node),
        )

    def text(self, node: ast.AST) -> str:
        return " ".join((ast.get_source_segment(self.source, node) or "").split())

    def place(self, node: ast.stmt | ast.expr) -> str:
        column = node.col_offset + 1 + self.margins[node.lineno > 1]
        return f"line {node.lineno + self.first_line - 1}, column {column}"

    def refuse(self, node: ast.stmt | ast.expr) -> NoReturn:
        said = textwrap.shorten(self.text(node), 60, placeholder=" ...")
        place = self.place(node).capitalize()
        hint = _HINT
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            hint = "Code that must run is opened as file.py:function."
        raise NetworkError(f"{place}: {said!r} is no layer.", hint)


def _name(function: ast.expr) -> str:
    """The last part of ``keras.layers.Conv2D``; nothing where it is no name."""
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
