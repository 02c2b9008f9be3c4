"""The package's own names, and what importing it loads."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import convscope
from convscope.cli import COMMANDS


def test_importing_the_package_does_not_load_torch() -> None:
    code = "import sys, convscope; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_asking_for_a_name_loads_torch() -> None:
    code = "import sys, convscope; convscope.Network; sys.exit('torch' not in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("name", sorted({*convscope.__all__} - {"__version__"}))
def test_each_name_of_the_package_is_there(name: str) -> None:
    assert name in dir(convscope)
    assert callable(getattr(convscope, name))


def test_the_type_checker_sees_each_name_where_it_is_loaded_from() -> None:
    tree = ast.parse(Path(str(convscope.__file__)).read_text())
    (block,) = (node for node in tree.body if isinstance(node, ast.If))
    seen = {
        alias.name: imported.module
        for imported in block.body
        if isinstance(imported, ast.ImportFrom)
        for alias in imported.names
    }
    assert seen == convscope._HOMES
    assert {*seen, "__version__"} == {*convscope.__all__}


def test_each_command_is_a_function_of_the_package() -> None:
    assert {*COMMANDS} - {"arithmetic"} <= {*convscope.__all__}


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        convscope.nothing  # noqa: B018


def test_a_photo_is_explained_without_what_that_does_not_need() -> None:
    """Symbolic algebra comes with autograd's checks, the others with methods and filters that nobody asked for."""
    code = (
        "import sys, convscope; from skimage.data import chelsea; "
        "network = convscope.open_network('efficientnet-lite0'); convscope.explain(network, chelsea()).picture; "
        "sys.exit(str({'sympy', 'scipy.fft', 'scipy.cluster', 'scipy.ndimage'} & {*sys.modules}))"
    )
    ended = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert ended.stderr.strip() == "set()"
