"""Metrics beside pytorch-grad-cam's and torchcam's, on the embedded network and real photos."""

import warnings
from typing import Any

import pytest
import torch
from torch import Tensor, nn

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from pytorch_grad_cam.metrics.road import NoisyLinearImputer, ROADCombined
    from torchcam import metrics as peer_metrics

from convscope.network import Network
from convscope.objectives import class_probability, class_score
from convscope.registry import find_metric
from convscope.trust import Candidate, Case
from convscope.trust.imputation import imputed

CLASS = 206


@pytest.fixture(scope="module")
def values() -> Tensor:
    """A map in the photo's resolution, from 0 to 1, without equal values."""
    generator = torch.Generator().manual_seed(0)
    coarse = torch.rand((1, 1, 14, 14), generator=generator)
    fine = nn.functional.interpolate(coarse, (224, 224), mode="bilinear")[0, 0]
    fine += 1e-4 * torch.rand((224, 224), generator=generator)
    return (fine - fine.min()) / (fine.max() - fine.min())


@pytest.fixture(scope="module")
def case(embedded: Network, batch: Tensor, values: Tensor) -> Case:
    return Case(embedded, batch[0], class_score(CLASS), class_probability(CLASS), (Candidate("map", values),))


def probability(module: nn.Module) -> nn.Module:
    return nn.Sequential(module, nn.Softmax(1))


def test_imputation_without_noise_is_pytorch_grad_cams(batch: Tensor, values: Tensor) -> None:
    photo, missing = batch[0, :, :64, :64], values[:64, :64] > 0.4
    theirs = NoisyLinearImputer(noise=0)(photo, (~missing).float())
    ours = imputed(photo, missing, torch.Generator(), noise=0)
    assert float((ours - theirs).abs().max()) < 1e-4


def test_road_agrees_with_pytorch_grad_cam(case: Case, module: nn.Module, values: Tensor) -> None:
    """Up to the noise, and to how each rounds the count of removed places."""
    peer = ROADCombined(percentiles=[50])
    torch.manual_seed(0)
    theirs = peer(
        case.photo[None], values[None].numpy(), [lambda output: output[CLASS]], probability(module).eval()
    )
    [ours] = find_metric("road")(case, steps=1)
    assert ours.value == pytest.approx(float(theirs[0]), abs=0.01)


class Extractor:
    """What torchcam's metrics take for a method: it gives the one map that it was given."""

    def __init__(self, module: nn.Module, values: Tensor) -> None:
        self.model, self.values = module, values

    def __call__(self, *_: Any, **__: Any) -> list[Tensor]:
        return [self.values[None].clone()]

    def fuse_cams(self, cams: list[Tensor]) -> Tensor:
        return cams[0]

    def _hooks_off(self) -> Any:
        import contextlib

        return contextlib.nullcontext()


def test_average_drop_and_increase_agree_with_torchcam(case: Case, module: nn.Module, values: Tensor) -> None:
    peer = peer_metrics.ClassificationMetric(Extractor(module, values), lambda logits: logits.softmax(1))
    peer.update(case.photo[None], CLASS)
    theirs = peer.summary()
    [drop] = find_metric("average-drop")(case)
    [increase] = find_metric("average-increase")(case)
    assert drop.value == pytest.approx(theirs["avg_drop"], abs=1e-4)
    assert increase.value == theirs["conf_increase"]


def test_insertion_and_deletion_agree_with_torchcam(case: Case, module: nn.Module, values: Tensor) -> None:
    steps = 7  # 224 x 224 places in seven equal parts
    peer = peer_metrics.DeletionInsertionMetric(
        Extractor(module, values), lambda logits: logits.softmax(1), steps=steps
    )
    peer.update(case.photo[None], CLASS)
    theirs = peer.summary()
    [insertion] = find_metric("insertion")(case, steps=steps, removed="mean")
    [deletion] = find_metric("deletion")(case, steps=steps, removed="mean")
    assert insertion.value == pytest.approx(theirs["insertion_auc"], abs=1e-4)
    assert deletion.value == pytest.approx(theirs["deletion_auc"], abs=1e-4)
