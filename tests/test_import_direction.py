"""Imports inside the package point only upward in the order that ARCHITECTURE.md lists."""

import ast
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "src" / "convscope"

ORDER = (
    "errors",
    "files",
    "rows",
    "extras",
    "images",
    "arithmetic",
    "filters",
    "convolution",
    "graph",
    "network",
    "objectives",
    "attribution",
    "masks",
    "synthesis",
    "examine",
    "trust",
    "data",
    "learn",
    "detect",
    "registry",
    "render",
    "report",
    "server",
    "cli",
)

MODULES = sorted(
    path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE or path.name != "__init__.py"
)


def place(path: Path) -> str:
    """Name of the folder, or of the single file, directly below the package."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_places(path: Path) -> set[str]:
    """Places of the package that a module imports, also inside functions."""
    places = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("convscope."):
            places.add(node.module.split(".")[1])
        elif isinstance(node, ast.ImportFrom) and node.module == "convscope":
            places.update(alias.name for alias in node.names)
        elif isinstance(node, ast.Import):
            places.update(a.name.split(".")[1] for a in node.names if a.name.startswith("convscope."))
    return places


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_module_imports_only_what_stands_above_it(path: Path) -> None:
    own = ORDER.index(place(path))
    below = {other for other in imported_places(path) if other in ORDER and ORDER.index(other) > own}
    assert not below, f"{path.name} in {place(path)} imports {below}, which stand below it"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_module_uses_no_relative_imports(path: Path) -> None:
    relative = [n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.ImportFrom) and n.level]
    assert not relative


def test_every_folder_is_in_the_order() -> None:
    assert {place(path) for path in MODULES} <= set(ORDER)


def test_architecture_md_lists_this_order() -> None:
    page = (PACKAGE.parent.parent / "ARCHITECTURE.md").read_text()
    assert tuple(re.findall(r"^\| `(\w+)` \|", page, flags=re.MULTILINE)) == ORDER
