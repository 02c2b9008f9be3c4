"""The example on filter banks reports what it says, on real digits."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent.parent
MNIST = ROOT.parent / "shared" / "data" / "mnist.tar.gz"


def example() -> ModuleType:
    spec = importlib.util.spec_from_file_location("which", ROOT / "examples" / "which_filters_are_best.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
@pytest.mark.skipif(not MNIST.exists(), reason="MNIST is not in ../shared/data")
def test_oriented_filters_tell_digits_apart_better_than_the_digits_themselves() -> None:
    shares = example().main(MNIST, 1000, 500)
    assert shares["gabor"] > shares["identity"] > 0.8
