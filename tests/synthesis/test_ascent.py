"""Ascent: optima that are known in closed form, and the promises that hold for every climb."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import pi
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from convscope.errors import SynthesisError
from convscope.images import IMAGENET, Preprocessing
from convscope.network import Network
from convscope.objectives import Objective, channel, diversity, l2, neuron, parse
from convscope.progress import Progress
from convscope.synthesis import (
    LBFGS,
    NONE,
    STANDARD,
    Adam,
    Ascent,
    Checkpoint,
    Climb,
    Fourier,
    Normalised,
    Parameterization,
    Pixels,
    ascend,
)
from convscope.synthesis.checkpoint import State as Kept
from convscope.synthesis.steppers import Stepper
from subjects import State, randomise

NORMALISED: Any = {"mean": IMAGENET.mean, "std": IMAGENET.std}


class Small(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.first, self.relu = nn.Conv2d(3, 8, 5, padding=2), nn.ReLU()
        self.second, self.head = nn.Conv2d(8, 6, 3, stride=2, padding=1), nn.Linear(6, 4)

    def forward(self, x: Tensor) -> Any:
        return self.head(self.second(self.relu(self.first(x))).mean((2, 3)))


class CancelledAt(Progress):
    """Is cancelled after a step."""

    def __init__(self, last: int) -> None:
        super().__init__()
        self.last = last

    def step(self, done: int, total: int | None, **_: Any) -> None:
        if done == self.last:
            self.cancel()


class Keeping(Checkpoint):
    """Keeps the state of each step."""

    def __init__(self, states: list[Any]) -> None:
        super().__init__()
        self.states = states

    def keep(self, state: Callable[[], Kept], *, last: bool = False) -> None:
        self.states.append(state())


def small(rows: int = 24, columns: int = 24) -> Network:
    return Network(randomise(Small()).double().eval(), input_shape=(3, rows, columns), **NORMALISED)


def climbed(
    network: Network,
    objectives: Sequence[Objective],
    climb: Climb,
    *,
    seeds: Sequence[int] | None = None,
    **options: Any,
) -> Ascent:
    made = Parameterization(Fourier(network.input_shape))  # type: ignore[arg-type]
    seeds = list(range(len(objectives))) if seeds is None else seeds
    starts = [made.start(torch.Generator().manual_seed(seed), 0.1) for seed in seeds]
    return ascend(network, objectives, made, torch.cat(starts), climb, seeds=seeds, **options)


def no_preprocessing(module: nn.Module, shape: tuple[int, int, int]) -> Network:
    """A network whose input is the display value itself."""
    unit = Preprocessing(shape[1:], None, "bilinear", (0.5,) * shape[0], (0.25,) * shape[0])
    return Network(module, input_shape=shape, preprocessing=unit)


def test_the_picture_of_a_linear_unit_is_proportional_to_its_weights() -> None:
    """w.x - |x|^2 / 2 per number has its maximum at x = w."""
    torch.manual_seed(0)
    linear = nn.Linear(3 * 6 * 6, 2, bias=False)
    network = no_preprocessing(nn.Sequential(nn.Flatten(), linear), (3, 6, 6))
    made = Parameterization(Pixels((3, 6, 6)), decorrelated=False, range="free")
    objective = channel("1", 1) - (3 * 6 * 6 / 2) * l2()
    climb = Climb(12, LBFGS(), NONE)
    image = ascend(network, [objective], made, torch.zeros(1, 3, 6, 6), climb).images
    weights = linear.weight[1].detach().reshape(1, 3, 6, 6)
    torch.testing.assert_close((image - 0.5) / 0.25, weights, rtol=0, atol=1e-4)


@pytest.mark.parametrize(("wavelength", "degrees"), [(8, 0), (6, 45), (5, 120)])
def test_the_optimum_of_a_gabor_kernel_has_its_frequency_and_orientation(
    wavelength: int, degrees: int
) -> None:
    kernel = gabor_kernel(wavelength, degrees)
    convolution = nn.Conv2d(1, 1, len(kernel), bias=False)
    with torch.no_grad():
        convolution.weight.copy_(torch.from_numpy(kernel)[None, None])
    network = no_preprocessing(nn.Sequential(convolution, nn.ReLU()), (1, 64, 64))
    made = Parameterization(Pixels((1, 64, 64)))
    start = made.start(torch.Generator().manual_seed(0), 0.05)
    image = ascend(network, [channel("1", 0)], made, start, Climb(64, Normalised(0.1), NONE)).images[0, 0]
    spectrum = torch.fft.fftshift(torch.fft.fft2(image - image.mean()).abs())
    row, column = divmod(int(spectrum.argmax()), 64)
    found = np.array([row - 32, column - 32]) / 64
    own = np.abs(np.fft.fftshift(np.fft.fft2(kernel, (64, 64))))
    expected = np.array(np.unravel_index(own.argmax(), own.shape)) / 64 - 0.5
    assert min(np.linalg.norm(found - expected), np.linalg.norm(found + expected)) <= 1.5 / 64
    assert np.linalg.norm(found) == pytest.approx(1 / wavelength, abs=1.5 / 64)


def gabor_kernel(wavelength: int, degrees: int) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Written out here, so that the oracle is not what it judges."""
    row, column = np.mgrid[-7:8, -7:8]
    angle = degrees * pi / 180
    along = column * np.cos(angle) + row * np.sin(angle)
    waves = np.cos(2 * pi * along / wavelength) * np.exp(-(row**2 + column**2) / 18)
    kernel: np.ndarray[Any, np.dtype[np.float32]] = (waves - waves.mean()).astype(np.float32)
    return kernel


def test_a_neurons_picture_lies_at_its_row_and_column() -> None:
    module = nn.Conv2d(3, 4, 3, padding=1)
    randomise(module)
    network = Network(module, input_shape=(3, 4, 10))
    made = Parameterization(Pixels((3, 4, 10)), decorrelated=False)
    address = network.graph().output.address
    start = torch.zeros(1, 3, 4, 10)
    moved = ascend(network, [neuron(address, 2, (3, 8))], made, start, Climb(3, Adam(), NONE)).images - 0.5
    rows, columns = moved[0].abs().sum(0).nonzero(as_tuple=True)
    assert (sorted(set(rows.tolist())), sorted(set(columns.tolist()))) == ([2, 3], [7, 8, 9])


@pytest.mark.parametrize("stepper", [Adam(0.05), Normalised(0.05), LBFGS()], ids=lambda s: type(s).__name__)
def test_every_stepper_climbs(stepper: Stepper) -> None:
    history = climbed(small(), [parse("second:3")], Climb(20, stepper, NONE)).history[:, 0]
    assert history[-1] > history[0] + 0.1 * abs(history[0])


def test_many_pictures_climb_as_if_each_were_alone() -> None:
    network, units = small(), [parse(text) for text in ("second:0", "second:5@3,4", "class:2")]
    together = climbed(network, units, Climb(8), seeds=[4, 5, 6])
    for row, (unit, seed) in enumerate(zip(units, (4, 5, 6), strict=True)):
        alone = climbed(network, [unit], Climb(8), seeds=[seed])
        torch.testing.assert_close(together.images[row], alone.images[0], rtol=0, atol=1e-5)
        torch.testing.assert_close(together.history[:, row], alone.history[:, 0], rtol=1e-5, atol=1e-6)


def test_pictures_of_diversity_see_each_other() -> None:
    network, unit = small(), parse("second:0")
    plain, diverse = (
        climbed(network, [objective] * 3, Climb(24, transforms=NONE))
        for objective in (unit, unit + 5.0 * diversity("first"))
    )
    likeness = [diversity_of(network, ascent) for ascent in (plain, diverse)]
    assert likeness[1] > likeness[0] + 0.02


def diversity_of(network: Network, ascent: Ascent) -> float:
    graph, bound = network.graph(), diversity("first").bind(network)
    from convscope.graph import evaluate

    assert network.preprocessing is not None
    inputs = network.preprocessing.from_display(ascent.images)
    return float(bound.score(evaluate(graph, {graph.input: inputs}, bound.reads)).mean())


@pytest.mark.parametrize("stepper", [Adam(), Normalised(), LBFGS()], ids=lambda s: type(s).__name__)
def test_a_climb_goes_on_from_its_state_to_the_same_picture(stepper: Stepper) -> None:
    network, unit = small(), [parse("second:1")]
    whole = climbed(network, unit, Climb(9, stepper, attention=True))
    half = climbed(network, unit, Climb(4, stepper, attention=True))
    state = half.state()
    resumed = climbed(network, unit, Climb(9, stepper, attention=True), checkpoint=Checkpoint(state))
    assert torch.equal(resumed.parameters, whole.parameters)
    assert torch.equal(resumed.history, whole.history)
    assert torch.equal(resumed.attention, whole.attention)


def test_a_state_stays_what_it_was_while_the_climb_goes_on() -> None:
    states: list[Any] = []
    climbed(small(), [parse("second:1")], Climb(5), checkpoint=Keeping(states))
    assert [len(state["history"]) for state in states] == [1, 2, 3, 4, 5]
    assert not torch.equal(states[0]["parameters"], states[4]["parameters"])


def test_one_seed_gives_one_picture() -> None:
    network, unit = small(), [parse("second:1")]
    one, same, other = (climbed(network, unit, Climb(3), seeds=[seed]).images for seed in (1, 1, 2))
    assert torch.equal(one, same)
    assert not torch.equal(one, other)


def test_who_watches_can_stop_and_keeps_what_has_come_of_it() -> None:
    stopped = climbed(small(), [parse("second:1")], Climb(50), progress=CancelledAt(3))
    assert stopped.steps == 3
    assert torch.equal(stopped.images, climbed(small(), [parse("second:1")], Climb(3)).images)


def test_who_stops_a_climb_gets_each_picture_at_its_best_and_not_the_last() -> None:
    """Steps so large that they overshoot one optimum; each picture has its best at a step of its own."""

    def stopped_after(steps: int) -> Ascent:
        progress = CancelledAt(steps)
        return climbed(small(), [-1.0 * l2(), parse("second:1")], climb, progress=progress)

    climb = Climb(50, Adam(3.0), NONE)
    whole = climbed(small(), [-1.0 * l2(), parse("second:1")], climb).history[:8]
    best_steps = whole.argmax(0)
    assert len(set(best_steps.tolist())) == 2
    assert best_steps.min() < 7
    best = stopped_after(7)
    for picture, step in enumerate(best_steps.tolist()):
        before = climbed(small(), [-1.0 * l2(), parse("second:1")], replace(climb, steps=step))
        assert torch.equal(best.parameters[picture], before.parameters[picture])


def test_a_stopped_climb_that_goes_on_knows_its_best_of_before() -> None:
    states: list[Any] = []

    climb, objective = Climb(50, Adam(3.0), NONE), [-1.0 * l2()]
    stopped = climbed(small(), objective, climb, progress=CancelledAt(7), checkpoint=Keeping(states))
    resumed = climbed(small(), objective, climb, progress=CancelledAt(7), checkpoint=Checkpoint(states[4]))
    assert torch.equal(stopped.parameters, resumed.parameters)


def test_a_picture_that_has_converged_is_left_as_it_is() -> None:
    """A bounded objective: it converges, and the other picture goes on."""
    network = small()
    units = [-1.0 * l2(), parse("second:1")]
    climb = Climb(200, Adam(0.1), NONE, tolerance=1e-3, patience=8)
    ascent = climbed(network, units, climb)
    alone = climbed(network, units[:1], climb)
    assert alone.steps < 200
    torch.testing.assert_close(ascent.images[0], alone.images[0], rtol=0, atol=1e-5)


class Broken(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 2, 3)

    def forward(self, x: Tensor) -> Any:
        return self.conv(x).sub(1e4).log()


def test_nan_stops_with_the_step_and_what_to_do() -> None:
    network = Network(Broken(), input_shape=(3, 8, 8))
    with pytest.raises(SynthesisError, match=r"not a number any more at step 1\..*rate"):
        climbed(network, [parse(f"{network.graph().output.address}:0")], Climb(3))


class Dead(nn.Module):
    """A ReLU that no small picture opens."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.relu = nn.Conv2d(3, 4, 3, padding=1), nn.ReLU()
        assert self.conv.bias is not None
        with torch.no_grad():
            self.conv.bias.copy_(torch.tensor([-0.6, 0.1, 0.1, 0.1]))
            self.conv.weight.mul_(0.5)

    def forward(self, x: Tensor) -> Any:
        return self.relu(self.conv(x))


@pytest.mark.parametrize(("revive", "is_open"), [(True, True), (False, False)])
def test_a_dead_unit_is_started_by_the_backward_rule_alone(revive: bool, is_open: bool) -> None:
    torch.manual_seed(0)
    module = Dead()
    network, before = Network(module, input_shape=(3, 12, 12), **NORMALISED), State.of(module)
    ascent = climbed(network, [channel("relu", 0)], Climb(40, Adam(0.1), NONE, revive=revive))
    assert ascent.history[0, 0] == 0
    assert bool(ascent.history[-1, 0] > 0) == is_open
    assert State.of(module) == before


def test_only_the_pixels_get_gradients_and_nothing_is_left_behind() -> None:
    module = randomise(Small()).eval()
    network, before = Network(module, input_shape=(3, 16, 16)), State.of(module)
    climbed(network, [parse("second:1")], Climb(3))
    assert all(parameter.grad is None for parameter in module.parameters())
    assert State.of(module) == before


def test_layers_behind_the_objective_are_not_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    from torch.utils._python_dispatch import TorchDispatchMode

    class Operations(TorchDispatchMode):  # type: ignore[no-untyped-call]
        def __init__(self) -> None:
            super().__init__()  # type: ignore[no-untyped-call]
            self.weights: set[tuple[int, ...]] = set()

        def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            if func is torch.ops.aten.convolution.default:
                self.weights.add(tuple(args[1].shape))
            return func(*args, **(kwargs or {}))

    network = small()
    network.graph()
    with Operations() as seen:
        climbed(network, [parse("first:1")], Climb(4, transforms=STANDARD))
    assert (8, 3, 5, 5) in seen.weights
    assert (6, 8, 3, 3) not in seen.weights


def test_lbfgs_takes_one_picture_at_a_time() -> None:
    with pytest.raises(SynthesisError, match="one picture at a time"):
        climbed(small(), [parse("second:0"), parse("second:1")], Climb(2, LBFGS()))


@pytest.mark.parametrize("channels", [1, 12])
def test_networks_of_other_than_three_channels_are_climbed(channels: int) -> None:
    module = nn.Sequential(nn.Conv2d(channels, 4, 3), nn.ReLU())
    network = Network(module, input_shape=(channels, 10, 14))
    ascent = climbed(network, [channel("0", 2)], Climb(12, transforms=STANDARD))
    assert ascent.images.shape == (1, channels, 10, 14)
    assert ascent.history[-1] > ascent.history[0]


def test_a_rate_that_falls_is_whole_at_first_half_in_the_middle_and_nothing_after_the_last_step() -> None:
    climb = Climb(8, Adam(0.2), NONE, falling=True)
    assert [climb.rate_at(step) for step in (0, 4, 8)] == pytest.approx([0.2, 0.1, 0.0])


def test_the_last_steps_of_a_rate_that_falls_change_less_than_the_first() -> None:
    network = small()
    falling = Climb(16, Adam(), NONE, falling=True)
    steady = Climb(16, Adam(), NONE)
    rises = [climbed(network, [parse("second:3")], climb).history[:, 0].diff() for climb in (falling, steady)]
    assert (rises[0] / rises[1])[-1] < 0.5
