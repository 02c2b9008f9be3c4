"""Imports inside the package point only upward in the order that ARCHITECTURE.md lists, and never in a circle."""

import ast
import re
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import convscope

PACKAGE = Path(__file__).parent.parent / "src" / "convscope"

ORDER = (
    "language",
    "errors",
    "version",
    "settings",
    "progress",
    "files",
    "record",
    "cache",
    "rows",
    "extras",
    "plugins",
    "images",
    "arithmetic",
    "filters",
    "convolution",
    "graph",
    "render",
    "detection",
    "network",
    "objectives",
    "attribution",
    "masks",
    "synthesis",
    "trust",
    "datasets",
    "segmentation",
    "restore",
    "generation",
    "learn",
    "examine",
    "evaluation",
    "exports",
    "registry",
    "makers",
    "explanation",
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


def module_name(path: Path) -> str:
    """Dotted name of a module, that of its folder for an ``__init__``."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


NAMES = {module_name(path): path for path in PACKAGE.rglob("*.py")}


def loaded_at_import(path: Path) -> set[str]:
    """Modules of the package that a module names at its top, also for the type checker alone."""
    found = set()
    stack: list[ast.AST] = [ast.parse(path.read_text())]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "convscope":
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            of_modules = inner & NAMES.keys()
            found |= of_modules
            if of_modules != inner:
                found.add(node.module)
        stack.extend(ast.iter_child_nodes(node))
    return found & NAMES.keys()


def test_no_modules_import_each_other_in_a_circle() -> None:
    sorter = TopologicalSorter({name: loaded_at_import(path) - {"convscope"} for name, path in NAMES.items()})
    try:
        sorter.prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


PACKAGES = sorted(path.parent for path in PACKAGE.rglob("__init__.py"))


@pytest.mark.parametrize("folder", PACKAGES, ids=lambda folder: folder.name)
def test_no_module_bears_the_name_of_what_its_folder_exports(folder: Path) -> None:
    modules = {path.stem for path in folder.glob("*.py")}
    modules |= {path.parent.name for path in folder.glob("*/__init__.py")}
    imports = [
        n for n in ast.parse((folder / "__init__.py").read_text()).body if isinstance(n, ast.ImportFrom)
    ]
    exported = {alias.asname or alias.name for node in imports for alias in node.names}
    assert not modules & exported


def test_no_room_bears_the_name_of_a_public_function() -> None:
    assert not {place(path) for path in MODULES} & set(convscope.__all__)
