"""LPIPS by AlexNet's weights where they are on disk, here random ones in their place."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import torchmetrics
from numpy.typing import NDArray
from PIL import Image
from torchvision import models

import convscope
from convscope.errors import EvaluationError
from convscope.evaluation.lpips import NAMES, installed_lpips
from convscope.evaluation.restorer_evaluation import RestorerEvaluation

Pixels = NDArray[np.uint8]


def weights_below(home: Path) -> Path:
    return home / "hub" / "checkpoints" / Path(models.AlexNet_Weights.DEFAULT.url).name


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, torch.nn.Module]:
    """Where PyTorch keeps weights, with those of an AlexNet that nobody trained."""
    torch.manual_seed(0)
    folder, module = tmp_path_factory.mktemp("torch"), models.alexnet().eval()
    weights_below(folder).parent.mkdir(parents=True)
    torch.save(module.state_dict(), weights_below(folder))
    return folder, module


@pytest.fixture
def alexnet(home: tuple[Path, torch.nn.Module], monkeypatch: pytest.MonkeyPatch) -> torch.nn.Module:
    monkeypatch.setenv("TORCH_HOME", str(home[0]))
    return home[1]


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for weights without any, where a download is a failure."""

    def no_download(*_: Any, **__: Any) -> None:
        raise AssertionError("Something was downloaded.")

    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    monkeypatch.setattr(torch.hub, "download_url_to_file", no_download)
    return tmp_path


def pictures(side: int) -> tuple[Pixels, Pixels]:
    generator = np.random.default_rng(0)
    first, second = (generator.integers(0, 256, (side, side + 5, 3)).astype(np.uint8) for _ in range(2))
    return first, second


@torch.no_grad()
def by_hand(alexnet: torch.nn.Module, first: Pixels, second: Pixels) -> float:
    """The formula, layer by layer."""
    file = Path(torchmetrics.__file__).parent / "functional" / "image" / "lpips_models" / "alex.pth"
    linear = torch.load(file, map_location="cpu", weights_only=True)
    shift = torch.tensor([-0.030, -0.088, -0.188])[:, None, None]
    scale = torch.tensor([0.458, 0.448, 0.450])[:, None, None]
    maps = [
        (torch.from_numpy(one.astype(np.float32)).permute(2, 0, 1) / 127.5 - 1 - shift) / scale
        for one in (first, second)
    ]
    distance, number = 0.0, 0
    for layer in alexnet.get_submodule("features").children():
        maps = [layer(one) for one in maps]
        if isinstance(layer, torch.nn.ReLU):
            one, other = (each / each.square().sum(0).sqrt().clamp(min=1e-8) for each in maps)
            weights = linear[f"lin{number}.model.1.weight"][0]
            distance += float(((one - other).square() * weights).sum(0).mean())
            number += 1
    assert number == 5
    return distance


def test_it_is_the_formula_of_the_paper(alexnet: torch.nn.Module) -> None:
    measure = installed_lpips()
    assert measure is not None
    first, second = pictures(70)
    assert measure(first, second) == pytest.approx(by_hand(alexnet, first, second), rel=1e-4)


@pytest.mark.parametrize("side", [1, 11, 31, 64])
def test_equal_pictures_have_none_also_tiny_ones(alexnet: torch.nn.Module, side: int) -> None:
    measure = installed_lpips()
    assert measure is not None
    first, _ = pictures(side)
    assert measure(first, first) == 0


def test_where_the_weights_are_not_on_disk_it_is_not_measured_and_nothing_is_downloaded(
    nowhere: Path,
) -> None:
    assert installed_lpips() is None


def test_a_broken_file_of_weights_is_one_sentence(nowhere: Path) -> None:
    weights_below(nowhere).parent.mkdir(parents=True)
    weights_below(nowhere).write_bytes(b"no weights")
    with pytest.raises(EvaluationError, match=r"alexnet.* cannot be read as AlexNet's weights"):
        installed_lpips()


def judged(folder: Path) -> RestorerEvaluation:
    """What a network that changes nothing does to noise."""
    (folder / "photos").mkdir()
    Image.fromarray(pictures(40)[0]).save(folder / "photos" / "a.png")
    layer = torch.nn.Conv2d(3, 3, 1, bias=False)
    torch.nn.init.dirac_(layer.weight)
    network = convscope.Network(layer, input_shape=(3, 32, 32), task="picture")
    found = convscope.evaluate(network, folder / "photos", noise="25")
    assert isinstance(found, RestorerEvaluation)
    return found


def test_an_evaluation_of_a_restorer_tells_it_before_and_after(
    alexnet: torch.nn.Module, tmp_path: Path
) -> None:
    figures = judged(tmp_path).document()["metrics"]
    assert figures[NAMES[0]] == figures[NAMES[1]] > 0


def test_without_the_weights_an_evaluation_tells_the_other_figures_alone(
    nowhere: Path, tmp_path: Path
) -> None:
    assert list(judged(tmp_path).metrics) == ["PSNR", "SSIM", "PSNR before", "SSIM before"]
