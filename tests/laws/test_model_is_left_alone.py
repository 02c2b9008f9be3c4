"""Whatever a method does, the user's module is afterwards as it was before."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import nn

from classifiers import Classifier, inputs
from convscope.attribution import Method, Probe
from convscope.attribution.methods import occlusion
from convscope.errors import ConvscopeError
from convscope.explanation import explain
from convscope.network import Network

SHAPE = (3, 20, 14)


@pytest.fixture
def module(device: torch.device, dtype: torch.dtype) -> nn.Module:
    """A module in a state that nobody would have by default."""
    module = Classifier(3, 2).to(device, dtype).to(memory_format=torch.channels_last)
    module.train()
    module.norm.eval()
    module.stem.weight.requires_grad_(False)
    module.head.weight.grad = torch.ones_like(module.head.weight)
    module.down.register_forward_hook(lambda *_: None)
    return module


def state(module: nn.Module) -> dict[str, Any]:
    """All that a person could find changed."""
    tensors = {**dict(module.named_parameters()), **dict(module.named_buffers())}
    return {
        "parts": [(name, id(part)) for name, part in module.named_modules()],
        "training": [part.training for part in module.modules()],
        "hooks": [
            (len(part._forward_hooks), len(part._forward_pre_hooks), len(part._backward_hooks))
            for part in module.modules()
        ],
        "identities": {name: id(tensor) for name, tensor in tensors.items()},
        "values": {name: _bits(tensor) for name, tensor in tensors.items()},
        "strides": {name: tensor.stride() for name, tensor in tensors.items()},
        "requires_grad": {name: tensor.requires_grad for name, tensor in tensors.items()},
        "gradients": {name: None if t.grad is None else _bits(t.grad) for name, t in tensors.items()},
    }


def _bits(tensor: torch.Tensor) -> bytes:
    """The values of any type, bit for bit."""
    return tensor.detach().cpu().contiguous().flatten().view(torch.uint8).numpy().tobytes()


def test_after_an_explanation(method: Method[Any], options: dict[str, Any], module: nn.Module) -> None:
    before = state(module)
    explain(Network(module, input_shape=SHAPE), inputs(SHAPE, 1)[0], method.name, **options)
    assert state(module) == before


def test_after_a_wrong_target(module: nn.Module) -> None:
    before = state(module)
    with pytest.raises(ConvscopeError):
        explain(Network(module, input_shape=SHAPE), inputs(SHAPE, 1)[0], "grad-cam", "class:99")
    assert state(module) == before


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
@pytest.mark.parametrize("step", ["scores", "falls_of_windows", "gradients", "activations"])
def test_after_an_error_on_the_way(
    step: str, error: type[BaseException], module: nn.Module, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = Network(module, input_shape=SHAPE)
    before = state(module)
    owner = occlusion if step == "falls_of_windows" else Probe
    real: Callable[..., Any] = getattr(owner, step)

    def fail_afterwards(*arguments: Any, **keywords: Any) -> None:
        real(*arguments, **keywords)
        raise error

    monkeypatch.setattr(owner, step, fail_afterwards)
    name = {
        "scores": "rise",
        "falls_of_windows": "occlusion",
        "gradients": "guided-backprop",
        "activations": "eigen-cam",
    }[step]
    with pytest.raises(error):
        explain(network, inputs(SHAPE, 1)[0], name)
    assert state(module) == before
