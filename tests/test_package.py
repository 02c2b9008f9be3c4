"""The package's own names, and what importing it loads."""

import subprocess
import sys

import pytest

import convscope


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


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        convscope.nothing  # noqa: B018
