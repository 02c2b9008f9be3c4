"""What every detector promises."""

import pytest
import torch

from convscope.network import Network
from convscope.network.detectors import DETECTORS, Detector, SteppedDetector
from convscope.network.detectors.mask_rcnn import MaskRCNN
from convscope.network.libraries import find_architecture
from network.detectors.tiny import TRUNK

TRUTH = torch.tensor([[[8.0, 8, 40, 44, 1], [50, 30, 90, 60, 0]], [[30, 10, 60, 40, 0], [-1] * 5]])


def truth_of(module: Detector, boxes: torch.Tensor = TRUTH) -> torch.Tensor:
    """The boxes as a detector learns them: one that learns masks takes maps of numbers."""
    if not isinstance(module, MaskRCNN):
        return boxes
    numbers = torch.zeros(len(boxes), 1, 64, 96, dtype=torch.int32)
    for photo, rows in enumerate(boxes):
        for number, (left, top, right, bottom, label) in enumerate(rows.int().tolist(), 1):
            if label >= 0:
                numbers[photo, 0, top:bottom, left:right] = number
    return numbers


def boxes_of(outputs: torch.Tensor | dict[str, torch.Tensor]) -> torch.Tensor:
    return outputs["boxes"] if isinstance(outputs, dict) else outputs


def photos() -> torch.Tensor:
    return torch.randn(2, 3, 64, 96, generator=torch.Generator().manual_seed(0))


def built(word: str) -> Detector:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        made = find_architecture(f"{word}:{TRUNK}").build(2).eval()
    assert isinstance(made, Detector)
    return made


@pytest.fixture(scope="module", params=DETECTORS)
def module(request: pytest.FixtureRequest) -> Detector:
    return built(request.param)


@pytest.fixture(scope="module", params=[word for word in DETECTORS if word != "rcnn"])
def stepped(request: pytest.FixtureRequest) -> SteppedDetector:
    made = built(request.param)
    assert isinstance(made, SteppedDetector)
    return made


def test_its_graph_gives_what_it_gives(module: Detector) -> None:
    network = Network(module, input_shape=(3, 64, 96), task="boxes")
    with torch.no_grad():
        expected = boxes_of(module(photos()))
    assert expected.shape[2] == 6
    assert torch.allclose(network.scores(photos()), expected, atol=1e-4)


def test_what_it_finds_in_a_photo_does_not_depend_on_the_others_of_a_batch(module: Detector) -> None:
    with torch.no_grad():
        together, alone = boxes_of(module(photos())), boxes_of(module(photos()[1:]))
    assert torch.allclose(together[1:], alone, atol=1e-4)


def test_a_step_gives_what_it_gives_and_a_loss_a_photo(stepped: SteppedDetector) -> None:
    with torch.no_grad():
        step, outputs = stepped.step(photos(), truth_of(stepped)), boxes_of(stepped(photos()))
    assert torch.allclose(step.outputs, outputs, atol=1e-4)
    assert step.losses.shape == (2,)
    assert (step.losses > 0).all()


def test_the_loss_of_a_photo_does_not_depend_on_the_others(stepped: SteppedDetector) -> None:
    with torch.no_grad():
        truth = truth_of(stepped)
        together = stepped.step(photos(), truth).losses
        alone = torch.cat([stepped.step(photos()[n : n + 1], truth[n : n + 1]).losses for n in range(2)])
    assert torch.allclose(together, alone, rtol=1e-4)


def test_a_photo_that_shows_nothing_has_a_loss(stepped: SteppedDetector) -> None:
    with torch.no_grad():
        losses = stepped.step(photos(), truth_of(stepped, torch.full((2, 1, 5), -1.0))).losses
    assert losses.isfinite().all()


def test_every_layer_that_learns_gets_a_gradient(stepped: SteppedDetector) -> None:
    named = dict(stepped.named_parameters())
    loss = stepped.step(photos(), truth_of(stepped)).losses.sum()
    found = torch.autograd.grad(loss, list(named.values()), allow_unused=True)
    assert not [name for name, gradient in zip(named, found, strict=True) if gradient is None]


def test_two_photos_are_learned_by_heart(stepped: SteppedDetector) -> None:
    own = {name: tensor.clone() for name, tensor in stepped.state_dict().items()}
    optimizer = torch.optim.AdamW(stepped.parameters(), 3e-3)
    losses = []
    for _ in range(60):
        optimizer.zero_grad()
        loss = stepped.step(photos(), truth_of(stepped)).losses.mean()
        torch.autograd.backward(loss)
        optimizer.step()
        losses.append(loss.item())
    stepped.load_state_dict(own)
    assert losses[-1] < 0.4 * losses[0]
