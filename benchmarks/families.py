"""Every family of networks in timm and torchvision, against plain autograd and brute force in double precision.

For one small network of each family of timm that slides kernels over places, and for all classification and
segmentation networks of torchvision, with random weights: outputs, saliency, Grad-CAM, guided backprop and occlusion
are compared with what PyTorch's own forward and autograd give for the module in its default memory layout.  The
layer table's totals are compared with the parameters that are read and with PyTorch's counter of products.  The
oracle of guided backprop is a mode that takes the place of every rectifier that the module calls.  A network is right
where no value differs by more than 1e-6 of the greatest.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.overrides import TorchFunctionMode
from torch.utils.flop_counter import FlopCounterMode

from benchmarks.measure import Figure
from convscope.errors import ConvscopeError
from convscope.explanation import explain
from convscope.graph import evaluate
from convscope.network import Network

TOLERANCE = 1e-6
FALLS = 1e-8  # smaller falls, in parts of the score, are lost in its rounding
SIZES = (64, 96, 128, 160, 224, 256, 299, 320, 384, 448, 512)
MOST_PARAMETERS = 45e6
METHODS = ("outputs", "saliency", "grad-cam", "guided-backprop", "occlusion", "parameters", "multiply-adds")
# PyTorch's counter of products leaves out biases, scales and shifts.
LEFT_OUT = 0.08


@dataclass(frozen=True)
class Family:
    """A network to try: its name, and how to build it with random weights."""

    name: str
    build: Callable[[], nn.Module]
    sizes: tuple[int, ...] = SIZES


def run() -> Iterator[Figure]:
    """How many networks are right by each method; what is not is named in the note."""
    torch.set_num_threads(2)
    found: dict[str, dict[str, str]] = {method: {} for method in METHODS}
    refused: dict[str, str] = {}
    for family in [*timm_families(), *torchvision_networks()]:
        try:
            module, size = built(family)
            for method, difference in differences(module, size).items():
                found[method][family.name] = difference
        except ConvscopeError as error:
            refused[family.name] = error.message[:120]
        except Exception as error:  # a raw error is the finding
            refused[family.name] = f"{type(error).__name__}: {str(error)[:160]}"
        row = {method: found[method].get(family.name, "-") for method in METHODS}
        print(family.name, row, refused.get(family.name, ""), file=sys.stderr, flush=True)
    total = len({name for names in found.values() for name in names} | set(refused))
    yield Figure(
        "networks that open",
        total - len(refused),
        f"of {total}",
        total,
        "at least",
        "; ".join(map(": ".join, refused.items())),
    )
    for method, rows in found.items():
        counted = {name: text for name, text in rows.items() if text != "none"}
        right = [name for name, text in counted.items() if abs(float(text)) <= TOLERANCE]
        wrong = [f"{name} {text}" for name, text in counted.items() if name not in right]
        yield Figure(method, len(right), f"of {len(counted)}", len(counted), "at least", "; ".join(wrong))


def timm_families() -> Iterator[Family]:
    """One small network of each module of timm that has at least three convolutions over places."""
    import timm

    small = (
        "test_",
        "atto",
        "femto",
        "pico",
        "nano",
        "xx",
        "tiny",
        "small",
        "_s",
        "_t",
        "18",
        "26",
        "050",
        "_0",
        "_b",
    )
    for module in sorted(timm.list_modules()):
        names = timm.list_models(module=module)
        names = [name for name in names if not name.startswith("test_")] or names
        ranked = sorted(
            names, key=lambda name: (min((i for i, s in enumerate(small) if s in name), default=99), name)
        )
        candidates = []
        for name in ranked[:6]:
            try:
                with torch.device("meta"):
                    made = timm.create_model(name)
            except Exception:  # one that cannot be made without memory is no candidate
                continue
            sliding = [m for m in made.modules() if isinstance(m, nn.Conv2d) and max(m.kernel_size) > 1]
            if len(sliding) >= 3:
                candidates.append((sum(p.numel() for p in made.parameters()), name))
        if candidates and min(candidates)[0] <= MOST_PARAMETERS:
            name = min(candidates)[1]
            config = timm.models.get_pretrained_cfg(name)
            fixed = config is not None and config.fixed_input_size
            sizes = (config.input_size[-1],) if fixed else SIZES
            yield Family(f"timm/{name}", partial(timm.create_model, name), sizes)


def torchvision_networks() -> Iterator[Family]:
    """One network of each file of torchvision's classification and segmentation networks."""
    from torchvision import models

    for module in (models, models.segmentation):
        smallest: dict[str, tuple[int, str]] = {}
        for name in models.list_models(module=module):
            file = models.get_model_builder(name).__module__
            if "vision_transformer" in file or "swin" in file:
                continue
            size = models.get_model_weights(name).DEFAULT.meta["num_params"]
            smallest[file] = min(smallest.get(file, (size, name)), (size, name))
        for _, name in smallest.values():
            more: dict[str, Any] = {"init_weights": False} if name in ("googlenet", "inception_v3") else {}
            if module is models.segmentation:
                more = {"weights_backbone": None}
            yield Family(f"torchvision/{name}", partial(models.get_model, name, weights=None, **more))


def built(family: Family) -> tuple[nn.Module, int]:
    """The module in double precision with weights that keep signals in range, and the least size that it takes."""
    torch.manual_seed(0)
    module = family.build().double().eval()
    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for name, buffer in module.named_buffers():
            if name.endswith("running_mean"):
                buffer.copy_(0.1 * torch.randn(buffer.shape, generator=generator))
            if name.endswith("running_var"):
                buffer.copy_(0.5 + torch.rand(buffer.shape, generator=generator))
        for parameter in module.parameters():
            if parameter.dim() <= 1:
                parameter.add_(0.1 * torch.randn(parameter.shape, generator=generator))
    error: Exception | None = None
    for size in family.sizes:
        try:
            with torch.no_grad():
                module(torch.zeros(2, 3, size, size, dtype=torch.float64))
            return module, size
        except (RuntimeError, AssertionError, ValueError) as raised:
            error = raised
    assert error is not None
    raise error


def differences(module: nn.Module, size: int) -> dict[str, str]:
    """The greatest difference of each method from its oracle, in parts of the greatest value."""
    x = torch.randn(3, size, size, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    network = Network(module, input_shape=(3, size, size))
    graph = network.graph()
    output = first_tensor(module(x[None]))
    own = evaluate(graph, {graph.input: x[None]}, [graph.output])[graph.output]
    found = {"outputs": apart(own, output)}
    index = int(output.flatten(1).shape[1] // 3) if output.dim() == 2 else 1
    target = f"output.0:{index}" if len(graph.outputs) > 1 else f"output:{index}"

    def score(value: Tensor) -> Tensor:
        result = first_tensor(value)
        return result[:, index].flatten(1).mean(1) if result.dim() > 2 else result[:, index]

    leaf = pair(x).requires_grad_()
    [gradient] = torch.autograd.grad(score(module(leaf))[0], leaf)
    saliency = explain(network, x, "saliency", target).values
    found["saliency"] = apart(saliency, gradient[0].abs().amax(0))
    found["grad-cam"] = grad_cam_difference(module, network, x, target, score)
    found["guided-backprop"] = guided_difference(module, network, x, target, score)
    side = max(size // 2, 1)
    made = explain(network, x, "occlusion", target, window=side, stride=side, baseline="black")
    # A fall is a difference of two scores, and no more exact than these.
    least = FALLS * abs(float(score(module(x[None]))[0]))
    found["occlusion"] = apart(made.values, occluded(module, x, side, score), least)
    return found | totals(module, network, x)


def totals(module: nn.Module, network: Network, x: Tensor) -> dict[str, str]:
    """Totals of the layer table beside the parameters that are read and the products that PyTorch counts."""
    graph = network.graph()
    read = {node.address for node in graph.nodes}.intersection(graph.parameters)
    parameters = sum(layer.parameters for layer in network.layers)
    products = sum(layer.multiply_adds for layer in network.layers)
    module.requires_grad_(requires_grad=False)  # which the counter's own hooks would take for a pass backward
    torch.backends.mha.set_fastpath_enabled(False)  # into which the counter does not see
    with sdpa_kernel(SDPBackend.MATH), FlopCounterMode(display=False) as counter, torch.no_grad():
        module(x[None])
    counted = counter.get_total_flops() / 2
    is_right = counted <= products <= (1 + LEFT_OUT) * counted
    return {
        "parameters": apart(
            torch.tensor(parameters), torch.tensor(sum(graph.tensors[n].numel() for n in read))
        ),
        "multiply-adds": "0" if is_right else f"{products / counted - 1:.1e}",
    }


def pair(x: Tensor) -> Tensor:
    """An example twice, since PyTorch's own backward of batch norm can be wrong for a batch of one.

    It is on a CPU where the gradient lies otherwise in memory than the value, as behind attention over places:
    by 1.5 of the range in `lambda_resnet26t`, where finite differences tell who is right.
    """
    return x[None].repeat(2, 1, 1, 1)


def grad_cam_difference(
    module: nn.Module, network: Network, x: Tensor, target: str, score: Callable[[Any], Tensor]
) -> str:
    """Grad-CAM by a module of which the oracle can keep the output."""
    made = explain(network, x, "grad-cam", target)
    paths = dict(module.named_modules())
    layer = made.layer
    if layer not in paths:
        spatial = [
            a
            for a, node in network.graph().addresses.items()
            if a in paths and node.is_spatial and len(node.shape) == 4
        ]
        if not spatial:
            return "none"
        layer = spatial[-1]
        made = explain(network, x, "grad-cam", target, layer=layer)
    kept: list[Tensor] = []

    def keep(_: Any, __: Any, result: Any) -> Any:
        kept.append(result)
        # What follows may overwrite it, as a ReLU in place does.
        return result.clone() if isinstance(result, Tensor) else None

    handle = paths[layer].register_forward_hook(keep)
    try:
        value = score(module(pair(x).requires_grad_()))[0]
    finally:
        handle.remove()
    activation = kept[0]
    if not isinstance(activation, Tensor) or activation.dim() != 4 or len(kept) > 1:
        return "none"
    [gradient] = torch.autograd.grad(value, activation, allow_unused=True)
    if gradient is None:
        return "none"
    axes = (2, 3) if made.values.shape == activation.shape[2:] else (1, 2)
    channel = 1 if axes == (2, 3) else 3
    expected = (gradient.mean(axes, keepdim=True) * activation).sum(channel)[0]
    return apart(made.values, expected)


class Guided(TorchFunctionMode):
    """Takes the place of every rectifier that is called: the same forward, no negative gradient back."""

    NAMES = frozenset(
        ("relu", "relu_", "relu6", "hardtanh", "hardtanh_", "threshold", "threshold_", "clamp", "clamp_")
    )

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        keywords = kwargs or {}
        name = getattr(func, "__name__", "")
        if name in self.NAMES and (bounds := self._bounds(name, args[1:], keywords)) is not None:
            floor, ceiling = bounds
            if floor == 0:
                return _GuidedRectifier.apply(args[0], ceiling)
        return func(*args, **keywords)

    @staticmethod
    def _bounds(name: str, rest: Any, keywords: dict[str, Any]) -> tuple[float, float] | None:
        if name.startswith("relu6"):
            return 0.0, 6.0
        if name.startswith("relu"):
            return 0.0, float("inf")
        low = rest[0] if rest else keywords.get("min", keywords.get("min_val", keywords.get("threshold")))
        high = rest[1] if len(rest) > 1 else keywords.get("max", keywords.get("max_val", float("inf")))
        if name.startswith("threshold"):
            high = float("inf")
        if not isinstance(low, int | float) or not isinstance(high, int | float | type(None)):
            return None
        return float(low), float("inf" if high is None else high)


class _GuidedRectifier(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, ceiling: float) -> Tensor:
        ctx.save_for_backward((x > 0) & (x < ceiling))
        return x.clamp(0, ceiling)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None]:
        (passes,) = ctx.saved_tensors
        return gradients[0].clamp(min=0) * passes, None


def guided_difference(
    module: nn.Module, network: Network, x: Tensor, target: str, score: Callable[[Any], Tensor]
) -> str:
    """Guided backprop; none where the network has no rectifier."""
    try:
        made = explain(network, x, "guided-backprop", target)
    except ConvscopeError:
        return "none"
    leaf = pair(x).requires_grad_()
    with Guided():
        value = score(module(leaf))[0]
    [gradient] = torch.autograd.grad(value, leaf)
    assert made.channels is not None
    return apart(made.channels, gradient[0])


def occluded(module: nn.Module, x: Tensor, side: int, score: Callable[[Any], Tensor]) -> Tensor:
    """The fall of the score when each of a few squares is black, the mean over the squares that cover a place."""
    size = x.shape[1]
    falls, cover = torch.zeros(size, size, dtype=torch.float64), torch.zeros(size, size, dtype=torch.float64)
    with torch.no_grad():
        whole = score(module(x[None]))[0]
        for row in range(0, size, side):
            for column in range(0, size, side):
                copy = x.clone()
                copy[:, row : row + side, column : column + side] = 0
                falls[row : row + side, column : column + side] += whole - score(module(copy[None]))[0]
                cover[row : row + side, column : column + side] += 1
    return falls / cover


def first_tensor(value: Any) -> Tensor:
    """The first tensor of what a module returns."""
    while not isinstance(value, Tensor):
        value = next(iter(value.values())) if isinstance(value, dict) else value[0]
    return value


def apart(found: Any, expected: Any, least: float = 0.0) -> str:
    """The greatest difference, in parts of the greatest expected value, or of the least that can be told."""
    ours = np.asarray(found.detach() if isinstance(found, Tensor) else found, dtype=np.float64)
    oracle = np.asarray(expected.detach() if isinstance(expected, Tensor) else expected, dtype=np.float64)
    if ours.shape != oracle.shape:
        return "inf"
    scale = max(np.abs(oracle).max(), least)
    difference = np.abs(ours - oracle).max()
    if scale < 1e-290:
        return "0" if difference < 1e-290 else "inf"
    return f"{difference / scale:.1e}"
