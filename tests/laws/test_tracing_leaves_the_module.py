"""Tracing leaves a module and all around it as it was, whatever its code does: after success, failure, interrupt."""

from __future__ import annotations

import copy
import random
from collections import deque
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn.utils import parametrizations, spectral_norm, weight_norm

from convscope.errors import TraceError
from convscope.graph import trace

STORE: dict[str, Any] = {}
LOG: list[Any] = []


class Plain(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv, self.relu, self.head = nn.Conv2d(3, 4, 3), nn.ReLU(), nn.Linear(4, 2)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.relu(self.conv(x)).mean((2, 3)))  # type: ignore[no-any-return]


class Counts(Plain):
    calls = 0

    def forward(self, x: Tensor) -> Tensor:
        self.calls += 1
        return super().forward(x)


class CountsInABuffer(Plain):
    def __init__(self) -> None:
        super().__init__()
        self.calls: Tensor
        self.register_buffer("calls", torch.zeros((), dtype=torch.int64))

    def forward(self, x: Tensor) -> Tensor:
        self.calls += 1
        return super().forward(x)


class ReplacesABuffer(Plain):
    def __init__(self) -> None:
        super().__init__()
        self.mean: Tensor
        self.register_buffer("mean", torch.zeros(3))

    def forward(self, x: Tensor) -> Tensor:
        self.mean = 0.9 * self.mean + 0.1 * x.mean((0, 2, 3))
        return super().forward(x)


class WritesItsTensor(Plain):
    def __init__(self) -> None:
        super().__init__()
        self.memory = torch.zeros(3)

    def forward(self, x: Tensor) -> Tensor:
        self.memory.add_(x.detach().mean((0, 2, 3)))
        return super().forward(x)


class WritesItsWeights(Plain):
    def forward(self, x: Tensor) -> Tensor:
        with torch.no_grad():
            self.conv.weight.mul_(0.5)
        return super().forward(x)


class KeepsFeatures(Plain):
    def forward(self, x: Tensor) -> Tensor:
        self.features = self.conv(x)
        return super().forward(x)


class FillsContainers(Plain):
    def __init__(self) -> None:
        super().__init__()
        self.by_name: dict[str, Any] = {"last": []}
        self.history: list[Any] = []
        self.sizes: set[int] = set()
        self.recent: deque[Any] = deque([1, 2], maxlen=2)

    def forward(self, x: Tensor) -> Tensor:
        self.by_name["last"].append(x)
        self.history.append(x)
        self.sizes.add(x.shape[-1])
        self.recent.append(x)
        LOG.append(x)
        return super().forward(x)


class Recorder:
    def __init__(self) -> None:
        self.last: Any = None
        self.calls = 0

    def __call__(self, module: nn.Module, inputs: Any, output: Tensor) -> None:
        self.last, self.calls = output, self.calls + 1


class Slotted(Plain):
    __slots__ = ("seen",)

    def __init__(self) -> None:
        super().__init__()
        object.__setattr__(self, "seen", None)

    def forward(self, x: Tensor) -> Tensor:
        object.__setattr__(self, "seen", x)
        return super().forward(x)


class RefusesAttributes(Plain):
    def __setattr__(self, name: str, value: Any) -> None:
        if name == "training" and "conv" in self._modules:
            raise AttributeError("nobody sets this")
        super().__setattr__(name, value)


class Trains(Plain):
    def forward(self, x: Tensor) -> Tensor:
        self.training = True
        self.conv.train()
        return super().forward(x)


class DrawsNumbers(Plain):
    def __init__(self) -> None:
        super().__init__()
        self.own = np.random.default_rng(0)
        self.owns = random.Random(0)

    def forward(self, x: Tensor) -> Tensor:
        noise = random.random() + float(np.random.rand()) + float(self.own.random()) + self.owns.random()
        return super().forward(x + noise + torch.rand(()) + torch.rand_like(x))


class ChangesItsClass(Plain):
    def forward(self, x: Tensor) -> Tensor:
        self.__class__ = Plain  # type: ignore[assignment]
        return Plain.forward(self, x)


class RegistersHooks(Plain):
    def forward(self, x: Tensor) -> Tensor:
        self.conv.register_forward_hook(lambda *_: None)
        return super().forward(x)


class AddsParts(Plain):
    def forward(self, x: Tensor) -> Tensor:
        self.late = nn.Identity()
        self.register_buffer("late_buffer", torch.ones(1))
        self.conv.extra = nn.Parameter(torch.ones(1))
        return super().forward(x)


class SwapsWeights(Plain):
    def forward(self, x: Tensor) -> Tensor:
        self.conv.weight = nn.Parameter(self.conv.weight * 2)
        return super().forward(x)


class Freezes(Plain):
    def forward(self, x: Tensor) -> Tensor:
        del self.relu
        self.relu = nn.ReLU()
        return super().forward(x)


def with_storing_hook() -> nn.Module:
    module, kept, counted = Plain(), {}, [0]

    def keep(part: nn.Module, inputs: Any, output: Tensor) -> None:
        kept["conv"] = output
        STORE["conv"] = output
        counted[0] += 1

    module.conv.register_forward_hook(keep)
    return module


def with_nonlocal_hook() -> nn.Module:
    module, last = Plain(), None

    def keep(part: nn.Module, inputs: Any, output: Tensor) -> None:
        nonlocal last
        last = output

    module.conv.register_forward_hook(keep)
    return module


def with_recorder() -> nn.Module:
    module = Plain()
    module.conv.register_forward_hook(Recorder())
    return module


def with_pre_hook() -> nn.Module:
    module = Plain()

    def keep(part: nn.Module, inputs: Any) -> None:
        part.seen = inputs[0]

    module.conv.register_forward_pre_hook(keep)
    return module


def with_shared_parts() -> nn.Module:
    module = Counts()
    return nn.Sequential(nn.Conv2d(3, 3, 1), module, nn.Linear(2, 3, bias=False))


def with_weight_norm() -> nn.Module:
    module = Plain()
    module.conv = weight_norm(module.conv)
    return module


def with_spectral_norm() -> nn.Module:
    module = Plain()
    module.conv = spectral_norm(module.conv)
    return module


def with_parametrization() -> nn.Module:
    module = Plain()
    parametrizations.spectral_norm(module.conv)
    return module


def with_own_forward() -> nn.Module:
    module, calls = Plain(), []

    def forward(x: Tensor) -> Tensor:
        calls.append(x)
        return Plain.forward(module, x)

    module.forward = forward  # type: ignore[method-assign]
    return module


HOSTILE: list[Callable[[], nn.Module]] = [
    *(Plain, Counts, CountsInABuffer, ReplacesABuffer, WritesItsTensor, WritesItsWeights, KeepsFeatures),
    *(FillsContainers, Slotted, RefusesAttributes, Trains, DrawsNumbers, ChangesItsClass, RegistersHooks),
    *(AddsParts, SwapsWeights, Freezes, with_storing_hook, with_nonlocal_hook, with_recorder, with_pre_hook),
    *(with_shared_parts, with_weight_norm, with_spectral_norm, with_parametrization, with_own_forward),
]


class Interrupts(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        raise KeyboardInterrupt


class Decides(nn.Module):
    """Cannot be traced, and computes."""

    def forward(self, x: Tensor) -> Tensor:
        return x if x.sum() > 0 else -x


def picture(thing: Any, depth: int = 0) -> Any:
    """All of a thing that a person can find changed, in plain values; identities where there is no content."""
    if isinstance(thing, Tensor):
        plain = type(thing) in (Tensor, nn.Parameter)
        return (id(thing), type(thing), thing.requires_grad, thing.detach().tolist() if plain else "fake")
    if isinstance(thing, dict):
        return [(key, picture(value, depth + 1)) for key, value in thing.items()]
    if isinstance(thing, list | tuple | deque):
        return [picture(value, depth + 1) for value in thing]
    if isinstance(thing, set):
        return sorted(thing)
    if isinstance(thing, np.random.Generator):
        return str(thing.bit_generator.state)
    if isinstance(thing, random.Random):
        return thing.getstate()
    if isinstance(thing, nn.Module | Recorder):
        slots = getattr(thing, "seen", None) if isinstance(thing, Slotted) else None
        return (id(thing), type(thing), picture(vars(thing), depth + 1), picture(slots))
    if callable(thing) and getattr(thing, "__closure__", None):
        return [picture(cell.cell_contents, depth + 1) for cell in thing.__closure__ if depth < 20]
    return thing if isinstance(thing, int | float | str | None) else id(thing)


def around(module: nn.Module) -> Any:
    draws = (random.getstate(), str(np.random.get_state()), torch.get_rng_state().tolist())
    return (picture(module), draws, picture(STORE), picture(LOG), torch.is_grad_enabled())


@pytest.fixture(params=HOSTILE, ids=lambda make: make.__name__)
def module(request: pytest.FixtureRequest) -> nn.Module:
    torch.manual_seed(0)
    made: nn.Module = request.param()
    return made


def can_be_copied(module: nn.Module) -> bool:
    try:
        copy.deepcopy(module)
    except RuntimeError:  # weight_norm keeps a tensor that is no leaf
        return False
    return True


def test_after_a_trace(module: nn.Module) -> None:
    before, copied = around(module), can_be_copied(module)
    trace(module, (3, 8, 8))
    assert around(module) == before
    assert can_be_copied(module) == copied


def test_after_inputs_of_a_wrong_shape(module: nn.Module) -> None:
    before = around(module)
    with pytest.raises(TraceError):
        trace(module, (5, 8, 8))
    assert around(module) == before


def test_after_a_module_that_computes_but_cannot_be_traced(module: nn.Module) -> None:
    whole = nn.Sequential(module, Decides())
    before = around(whole)
    with pytest.raises(TraceError, match="Sequential could not be traced"):
        trace(whole, (3, 8, 8))
    assert around(whole) == before


def test_after_an_interrupt(module: nn.Module) -> None:
    whole = nn.Sequential(module, Interrupts())
    before = around(whole)
    with pytest.raises(KeyboardInterrupt):
        trace(whole, (3, 8, 8))
    assert around(whole) == before


def test_a_lazy_layer_stays_lazy() -> None:
    module = nn.Sequential(nn.LazyConv2d(4, 3), nn.ReLU())
    with pytest.raises(TraceError, match="lazy"):
        trace(module, (3, 8, 8))
    assert type(module[0]) is nn.LazyConv2d


def test_the_pictures_of_this_test_tell_a_changed_module() -> None:
    for make in HOSTILE[1:]:
        module = make()
        before = around(module)
        if isinstance(module, RefusesAttributes):
            continue
        module(torch.rand(2, 3, 8, 8))
        if make not in (with_weight_norm, with_spectral_norm, with_parametrization):
            assert around(module) != before, make
