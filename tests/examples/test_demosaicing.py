"""The example of a published network opens it, and it does what was published."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
import torch

PLACE = Path(__file__).parent.parent.parent / "examples" / "demosaicing.py"


def example() -> ModuleType:
    spec = importlib.util.spec_from_file_location("demosaicing", PLACE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("shape", [(64, 64), (41, 50), (52, 43)])
def test_the_picture_has_the_size_of_the_photo(shape: tuple[int, int]) -> None:
    with torch.no_grad():
        assert example().bayer()(torch.zeros(1, 3, *shape)).shape[2:] == shape


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("demosaicnet") is None, reason="demosaicnet is not installed")
def test_its_weights_restore_the_colours_of_a_photo(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["demosaicing.py"])
    example().main()
    assert float(capsys.readouterr().out.split("photo itself: ")[1].split()[0]) > 36
