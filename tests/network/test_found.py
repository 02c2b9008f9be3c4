"""What is found with masks: those of the module, of any boxes and any number of them."""

import pytest
import torch

from convscope.detection import Detection
from convscope.network import Network
from convscope.network.detecting import detect
from convscope.network.found import found
from convscope.network.libraries import find_architecture
from convscope.network.task.instances import Instances
from network.detectors.tiny import TINY_MASKS


def built() -> torch.nn.Module:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        module: torch.nn.Module = find_architecture(TINY_MASKS).build(2).eval()
        for name, tensor in module.named_parameters():
            if "judging.classes" in name:
                torch.nn.init.normal_(tensor, std=0.3)
    return module


@pytest.fixture(scope="module")
def module() -> torch.nn.Module:
    return built()


@pytest.fixture(scope="module")
def network(module: torch.nn.Module) -> Network:
    return Network(module, input_shape=(3, 64, 96), task="instances", labels=["disc", "rod"])


def photos() -> torch.Tensor:
    return torch.randn(2, 3, 64, 96, generator=torch.Generator().manual_seed(0))


def values(detections: list[Detection]) -> torch.Tensor:
    masks = [one.mask for one in detections if one.mask is not None]
    assert len(masks) == len(detections)
    return torch.stack([torch.from_numpy(mask.values) for mask in masks])


def test_the_masks_are_those_that_the_module_gives(module: torch.nn.Module, network: Network) -> None:
    with torch.no_grad():
        expected = module(photos())["masks"].sigmoid()
    for place, mine in enumerate(found(network, photos(), least=0.05)):
        assert len(mine) > 5
        count = min(len(mine), 100)
        assert torch.allclose(values(mine)[:count], expected[place, :count], atol=1e-4)


def test_those_of_a_photo_do_not_depend_on_the_others(network: Network) -> None:
    together, (alone,) = found(network, photos(), least=0.05)[1], found(network, photos()[1:], least=0.05)
    assert torch.allclose(values(together), values(alone), atol=1e-5)


def test_a_higher_least_score_leaves_out_things_and_changes_no_mask(network: Network) -> None:
    all_of_them = found(network, photos(), least=0.05)[0]
    least = all_of_them[3].score
    few = found(network, photos(), least=least)[0]
    assert len(few) == 4
    assert torch.allclose(values(few), values(all_of_them)[:4], atol=1e-5)


def test_more_things_than_the_graph_holds_masks_of_have_theirs(network: Network) -> None:
    many = found(network, photos(), least=0.0, overlap=1.0)[0]
    assert len(many) == 300
    assert values(many).shape == (300, 28, 28)


def test_where_nothing_is_found_there_is_no_mask(network: Network) -> None:
    assert found(network, photos(), least=1.0) == [[], []]


def test_the_task_says_that_there_are_masks(network: Network) -> None:
    assert isinstance(network.task, Instances)
    assert network.graph().outputs.keys() == {"boxes", "masks"}


def test_a_detected_photo_is_written_with_the_pixels_of_each_thing(network: Network) -> None:
    photo = detect(network, torch.rand(64, 96, 3).mul(255).byte().numpy(), score=0.05).document()
    assert photo["detections"]
    assert all(sum(one["segmentation"]["counts"]) == 64 * 96 for one in photo["detections"])


@pytest.mark.parametrize("kind", [torch.float64])
def test_in_double_precision_it_finds_the_same(kind: torch.dtype, network: Network) -> None:
    exact = Network(built().to(kind), input_shape=(3, 64, 96), task="instances")
    first, second = found(network, photos(), least=0.05)[0], found(exact, photos().to(kind), least=0.05)[0]
    assert torch.allclose(values(first)[:3], values(second)[:3], atol=1e-3)
