"""Networks under test with nothing in them trivially zero or one, each with its graph."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import log, prod
from typing import Any

import torch
from torch import Tensor, nn

from convscope.graph import Graph, trace
from convscope.network.embedded import _module
from toys import TOYS

# name -> size of the quick photo, size of the slow one; a network without a quick one is slow altogether
NETWORKS: dict[str, tuple[int | None, int]] = {
    "torchvision/alexnet": (None, 224),
    "torchvision/vgg16": (None, 224),
    "torchvision/vgg16_bn": (None, 224),
    "torchvision/vgg19": (None, 224),
    "torchvision/vgg19_bn": (None, 224),
    "torchvision/squeezenet1_1": (64, 224),
    "torchvision/googlenet": (None, 224),
    "torchvision/inception_v3": (None, 299),
    "torchvision/resnet18": (64, 224),
    "torchvision/resnet50": (None, 224),
    "torchvision/densenet121": (None, 224),
    "torchvision/mobilenet_v2": (None, 224),
    "torchvision/mobilenet_v3_small": (64, 224),
    "torchvision/convnext_tiny": (None, 224),
    "torchvision/regnet_y_400mf": (None, 224),
    "timm/seresnet50": (None, 224),
    "timm/legacy_senet154": (None, 224),
    "timm/nfnet_l0": (None, 224),
    "embedded": (64, 224),
}


@dataclass(frozen=True)
class State:
    """Everything about a module that is promised to stay as it is."""

    parts: list[tuple[str, int, bool, tuple[int, ...]]]
    tensors: list[tuple[Any, ...]]
    gradients: list[Any]
    surroundings: tuple[Any, ...]

    @classmethod
    def of(cls, module: nn.Module) -> State:
        hooks = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks")
        tensors = [*module.named_parameters(), *module.named_buffers()]
        return cls(
            [
                (name, id(part), part.training, tuple(len(getattr(part, hook)) for hook in hooks))
                for name, part in module.named_modules()
            ],
            [
                (
                    name,
                    id(t),
                    type(t),
                    t.data_ptr(),
                    t._version,
                    t.requires_grad,
                    t.stride(),
                    float(t.detach().double().sum()),
                )
                for name, t in tensors
            ],
            [None if t.grad is None else (id(t.grad), t.grad._version) for _, t in tensors],
            (
                torch.is_grad_enabled(),
                torch.is_inference_mode_enabled(),
                torch.get_default_dtype(),
                torch.get_rng_state().tolist(),
                torch.get_num_threads(),
            ),
        )


def randomise(module: nn.Module) -> nn.Module:
    """Weights of the scale that keeps signals alive, gains and variances around one, everything else small."""
    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for name, tensor in [*module.named_parameters(), *module.named_buffers()]:
            if not tensor.is_floating_point():
                continue
            fan = prod(tensor.shape[1:])
            if name.endswith("running_var") or (
                tensor.numel() == max(tensor.shape, default=1) and not name.endswith(("bias", "running_mean"))
            ):
                tensor.uniform_(0.5, 1.5, generator=generator)
            elif tensor.dim() > 1 and fan > 1:
                tensor.normal_(0, (2 / fan) ** 0.5, generator=generator)
            else:
                tensor.normal_(0, 0.1, generator=generator)
    return module


def calibrate(module: nn.Module, photos: Tensor) -> None:
    """Batch norms in the state in which training leaves them: a network that rounding does not disturb.

    Statistics near what the photos give, though not equal to it: at random, signals grow from block to block.  And
    means above zero, so that most units are open: around zero each rectifier after a batch norm amplifies what tells
    two signals apart, rounding included, until a module in float32 is 1e-5 (ResNet-50) to 1 (SENet-154) away from
    itself in float64 and comparing it says nothing.  The embedded network, which was trained, is 4e-7 away.
    """
    norms = [part for part in module.modules() if isinstance(part, nn.BatchNorm2d)]
    momenta = [norm.momentum for norm in norms]
    with torch.no_grad(), torch.random.fork_rng():
        torch.manual_seed(0)
        for norm in norms:
            norm.momentum = 1.0
            norm.bias.add_(1)
        module.train()(photos)
        for norm, momentum in zip(norms, momenta, strict=True):
            norm.momentum = momentum
            if norm.running_mean is not None and norm.running_var is not None:
                norm.running_mean += 0.1 * norm.running_var.sqrt() * torch.randn_like(norm.running_mean)
                # ln 3 is the mean of 1 / u for u from 1/2 to 3/2: the spread leaves the signal's strength alone.
                norm.running_var *= (torch.rand_like(norm.running_var) + 0.5) * log(3)


def build(name: str) -> nn.Module:
    """A network with random weights, the embedded one with its own; every second part set to training."""
    module: nn.Module
    if name == "embedded":
        from convscope.network.embedded import open_embedded

        tensors = dict(open_embedded().graph().tensors)
        module = _module(tensors)
        return module
    if name in TOYS:
        module = TOYS[name][0]()
    elif name.startswith("torchvision/"):
        import torchvision

        own = {"init_weights": False} if name.endswith(("googlenet", "inception_v3")) else {}
        module = torchvision.models.get_model(name.removeprefix("torchvision/"), weights=None, **own)
    else:
        import timm

        module = timm.create_model(name.removeprefix("timm/"))
    return randomise(module)


class Subject:
    """A module, its graph, and what the module was like before and after tracing."""

    def __init__(self, name: str, input_shape: tuple[int, ...]) -> None:
        self.name, self.input_shape = name, input_shape
        self.module = build(name)
        if name in NETWORKS and name != "embedded":
            many = (
                2 * 224**2 // prod(input_shape[1:]) + 1
            )  # small photos have few places to take statistics from
            photos = torch.randn((many, *input_shape), generator=torch.Generator().manual_seed(9))
            calibrate(self.module, photos)
        self.module.eval()
        for index, part in enumerate(self.module.modules()):
            part.training = index % 2 == 0
        for index, parameter in enumerate(self.module.parameters()):
            parameter.requires_grad_(index % 3 > 0)
            parameter.grad = (
                torch.zeros_like(parameter) if index % 3 == 1 and parameter.numel() < 10_000 else None
            )
        self.before = State.of(self.module)
        self.graph: Graph = trace(self.module, input_shape)
        self.after = State.of(self.module)

    def photos(self, count: int) -> Tensor:
        generator = torch.Generator().manual_seed(count)
        return torch.randn((count, *self.input_shape), generator=generator, dtype=self.graph.dtype)

    def own_outputs(self, photos: Tensor) -> list[Tensor]:
        """The tensors that the module itself returns, in evaluation mode; its flags and buffers are put back."""
        modes = [(part, part.training) for part in self.module.modules()]
        buffers = [(buffer, buffer.clone()) for buffer in self.module.buffers()]
        try:
            for part, _ in modes:
                part.training = False
            leaves = torch.utils._pytree.tree_leaves(self.module(photos.clone()))
            return [leaf for leaf in leaves if isinstance(leaf, Tensor)]
        finally:
            for part, mode in modes:
                part.training = mode
            with torch.no_grad():
                for buffer, value in buffers:
                    if not torch.equal(buffer, value):
                        buffer.copy_(value)

    @cached_property
    def spatial(self) -> list[Any]:
        return [node for node in self.graph.layers if node.is_spatial]
