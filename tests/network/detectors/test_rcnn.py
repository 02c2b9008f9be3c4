"""R-CNN cuts out regions with what is around them, and judges each by itself."""

import pytest
import torch

from convscope import open_network
from convscope.errors import MethodError
from convscope.explanation import explain
from convscope.network.detectors.rcnn import RCNN, with_context
from convscope.network.libraries import find_architecture
from network.detectors.tiny import TRUNK


@pytest.fixture(scope="module")
def module() -> RCNN:
    made = find_architecture(f"rcnn:{TRUNK}").build(2).eval()
    assert isinstance(made, RCNN)
    return made


def test_sixteen_of_227_pixels_on_each_side_show_what_is_around() -> None:
    box = torch.tensor([0.0, 100, 195, 295])
    assert torch.allclose(with_context(box), torch.tensor([-16.0, 84, 211, 311]), atol=1e-3)


@torch.no_grad()
def test_the_features_of_a_region_depend_on_nothing_far_from_it(module: RCNN) -> None:
    photo = torch.randn(1, 3, 64, 96, generator=torch.Generator().manual_seed(0))
    seen = torch.tensor([[[4.0, 4, 30, 30], [60, 20, 90, 60]]])
    changed = photo.clone()
    changed[..., 50:] = 0
    before, after = module.features(photo, seen)[0], module.features(changed, seen)[0]
    assert torch.equal(before[0], after[0])
    assert not torch.allclose(before[1], after[1])


@torch.no_grad()
def test_a_region_has_the_box_of_its_best_class(module: RCNN) -> None:
    features = torch.randn(1, 5, module.head.scores.in_features)
    seen = torch.tensor([[[10.0, 10, 30, 40]] * 5])
    scores, offsets = module.head(features)
    found = module.judged(features, seen, (64, 96))
    middle = (found[0, :, 0] + found[0, :, 2]) / 2
    wanted = 20 + 20 * offsets[0, torch.arange(5), scores[0].argmax(-1), 0]
    assert torch.allclose(middle, wanted, atol=1e-4)


@torch.no_grad()
def test_what_is_no_region_is_nothing(module: RCNN) -> None:
    features = torch.randn(1, 1, module.head.scores.in_features)
    assert (module.judged(features, torch.zeros(1, 1, 4), (64, 96))[..., 4:] == -30).all()


def test_a_class_activation_map_is_refused_in_a_sentence() -> None:
    network = open_network(f"rcnn:{TRUNK}", weights="random", size=(64, 96))
    with pytest.raises(MethodError, match="has no layer with rows and columns"):
        explain(network, torch.zeros(3, 64, 96).permute(1, 2, 0).byte().numpy(), "grad-cam", "class:1")
