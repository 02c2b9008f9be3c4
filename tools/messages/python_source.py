"""The messages in Python: every literal and every f-string that holds words, from the syntax tree."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from tools.messages.forms import forms, is_text

_PLACE = re.compile(r"\{[a-z_]\w*(?::[^{}]*)?\}")
_LEADING = re.compile(r"^[,;] ")  # of what is added to a sentence
_MARKUP = re.compile(r"\[/?[a-z ]+\]")
_WORD = re.compile(r"[^\W\d_]{2,}")
_SEVERAL = re.compile(r"[^\W\d_]{2,}[,.:;)%]* \S|\S [(]?[^\W\d_]{2,}")
# What is no text for people: markup, styles, code, addresses of the web, BibTeX.
_CODE = re.compile(
    r"</|/>|<\w+[ >]|^convscope[:.(]? ?|^[\w-]+:[^ ;]+;|^import |^input \d|^-> |https?://|xmlns|^@"
    r"|^\W*$|[^ ]\(\?|\\[dwsb]|^[\w.-]+\(|^\w+=\"|--\w+:"
)
# Errors of programmers, which users do not see.
_OF_PROGRAMMERS = frozenset(
    [
        "ValueError",
        "TypeError",
        "AssertionError",
        "RuntimeError",
        "NotImplementedError",
        "KeyError",
        "AttributeError",
        "IndexError",
    ]
)
# Arguments that are no text, or that come from the command tree.
_SILENT = frozenset(
    [
        "source",
        "help",
        "description",
        "metavar",
        "encoding",
        "style",
        "family",
        "font",
        "title_style",
        "justify",
        "title_justify",
        "overflow",
        "box",
        "loc",
    ]
)
# Arguments that show the words given to them.
_SHOWN = frozenset(
    ["what", "figures", "noun", "says", "caption", "title", "heading", "state", "xlabel", "ylabel", "label"]
)
# What shows the words that it is given, also single ones: by its name, with the arguments that it shows.
_SHOWING = frozenset(
    [
        "Table",
        "Text",
        "add_column",
        "add_row",
        "print",
        "note",
        "step",
        "table",
        "sentence",
        "translated",
        "facts",
        "track",
        "card",
        "set_title",
        "set_xlabel",
        "set_ylabel",
        "title",
        "operator",
        "_square",
    ]
)


def messages_of(place: Path) -> Iterator[tuple[str, bool]]:
    """The messages of a file, and whether each joins the items of a list."""
    tree = ast.parse(place.read_text(encoding="utf-8"))
    yield from _Reader(tree).found()


class _Reader(ast.NodeVisitor):
    def __init__(self, tree: ast.Module) -> None:
        self._messages: list[tuple[str, bool]] = []
        self._shown = 0
        self.visit(tree)

    def found(self) -> list[tuple[str, bool]]:
        return self._messages

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):  # a docstring is one
            self.generic_visit(node)

    def visit_Raise(self, node: ast.Raise) -> None:
        call = node.exc
        name = getattr(getattr(call, "func", None), "id", "")
        if name not in _OF_PROGRAMMERS:
            self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        self.visit(node.value)
        if not isinstance(node.slice, ast.Constant):
            self.visit(node.slice)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if isinstance(node.annotation, ast.Subscript):
            self.visit(node.annotation)
        if node.value is not None:
            self.visit(node.value)

    def visit_Compare(self, node: ast.Compare) -> None:
        for part in (node.left, *node.comparators):
            if not isinstance(part, ast.Constant):
                self.visit(part)

    def visit_Assert(self, node: ast.Assert) -> None:
        pass

    def visit_keyword(self, node: ast.keyword) -> None:
        if node.arg in _SHOWN:
            self._shown += 1
            self.visit(node.value)
            self._shown -= 1
        elif node.arg not in _SILENT:
            self.visit(node.value)

    def visit_Call(self, node: ast.Call) -> None:
        name = _called(node)
        owner = getattr(getattr(node.func, "value", None), "id", "")
        if owner == "re" or name in ("TypeVar", "getattr", "import_module", "compile", "dumps"):
            return
        self.visit(node.func)
        if name == "join" and isinstance(node.func, ast.Attribute):
            self._joined(node.func.value)
        shows = name in _SHOWING
        for argument in (*node.args, *node.keywords):
            self._shown += shows
            self.visit(argument)
            self._shown -= shows

    def visit_Dict(self, node: ast.Dict) -> None:
        for key, value in zip(node.keys, node.values, strict=True):
            if key is not None:
                self.visit(key)
            shown, self._shown = self._shown, 0
            self.visit(value)
            self._shown = shown

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self._add([node.value])

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        self._add(forms(node))
        for part in node.values:
            if isinstance(part, ast.FormattedValue) and not is_text(part.value):
                shown, self._shown = self._shown, 0
                self.visit(part.value)
                self._shown = shown
            elif isinstance(part, ast.FormattedValue):
                self._inside(part.value)

    def visit_Assign(self, node: ast.Assign) -> None:
        shown = any("COLUMNS" in getattr(target, "id", "") for target in node.targets)
        self._shown += shown
        self.visit(node.value)
        self._shown -= shown

    def visit_For(self, node: ast.For) -> None:
        """Words that a loop shows one by one, such as the heads of columns."""
        name = getattr(node.target, "id", "")
        calls = [call for call in ast.walk(node) if isinstance(call, ast.Call) and _called(call) in _SHOWING]
        shown = any(isinstance(one, ast.Name) and one.id == name for call in calls for one in call.args)
        self._shown += shown
        self.visit(node.iter)
        self._shown -= shown
        for part in (*node.body, *node.orelse):
            self.visit(part)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        for part in (node.body, node.orelse):
            self.visit(part)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        if isinstance(node.op, ast.Add) and is_text(node):
            self._add(forms(node))
        else:
            self.generic_visit(node)

    def _inside(self, node: ast.expr) -> None:
        """Messages within the values of a part of a message that is no message by itself."""
        for child in ast.walk(node):
            if isinstance(child, ast.FormattedValue) and not is_text(child.value):
                self.visit(child.value)

    def _joined(self, node: ast.expr) -> None:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _WORD.search(node.value):
            self._messages.append(("{first}" + node.value + "{second}", True))

    def _add(self, texts: Sequence[str]) -> None:
        for text in texts:
            words = _MARKUP.sub("", _PLACE.sub("", text))
            several = _SEVERAL.search(_PLACE.sub("0", text)) and _WORD.search(words)
            if (several or (self._shown and _WORD.search(words))) and not _CODE.search(text.strip()):
                self._messages.append((_LEADING.sub("", text.strip()), False))


def _called(node: ast.Call) -> str:
    return str(getattr(node.func, "attr", getattr(node.func, "id", "")))
