"""What the layers of ncnn compute: a function from a layer's line and its weights to a module, for each kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from convscope.errors import NetworkError
from convscope.network.ncnn.param_file import Layer
from convscope.network.ncnn.weights_file import WeightsFile

# Of a `BinaryOp`, by their numbers.
_BINARY: tuple[Callable[[Tensor, Tensor], Tensor], ...] = (
    torch.add,
    torch.sub,
    torch.mul,
    torch.div,
    torch.maximum,
    torch.minimum,
)
# Of an `Interp`.
_MODES = {1: "nearest", 2: "bilinear", 3: "bicubic"}


class _Computed(nn.Module):
    """A function of one or several maps, without weights."""

    def __init__(self, function: Callable[..., Tensor]) -> None:
        super().__init__()
        self.function = function

    def forward(self, *maps: Tensor) -> Tensor:
        return self.function(*maps)


def _convolution(layer: Layer, weights: WeightsFile) -> nn.Module:
    out, width, across = layer.whole(0), layer.whole(1), layer.whole(7, 1)
    height = layer.whole(11, width)
    left, dilation, stride = layer.whole(4), layer.whole(2, 1), layer.whole(3, 1)
    top, right = layer.whole(14, left), layer.whole(15, left)
    if min(left, top) < 0 or layer.whole(8) or layer.whole(18) or layer.whole(19):
        raise _unsupported(layer, "pads, or stores its weights, in a way that is not read")
    module = nn.Conv2d(
        layer.whole(6) // (out * height * width) * across,
        out,
        (height, width),
        (layer.whole(13, stride), stride),
        dilation=(layer.whole(12, dilation), dilation),
        groups=across,
        bias=bool(layer.whole(5)),
    )
    with torch.no_grad():
        module.weight.copy_(weights.flagged(layer.whole(6)).view_as(module.weight))
        if module.bias is not None:
            module.bias.copy_(weights.plain(out))
    sides = left, right, top, layer.whole(16, top)
    if len({left, right}) == len({top, sides[3]}) == 1:
        module.padding = (top, left)
        parts: list[nn.Module] = [module]
    else:
        parts = [nn.ZeroPad2d(sides), module]
    parts += _activation(layer)
    return parts[0] if len(parts) == 1 else nn.Sequential(*parts)


def _activation(layer: Layer) -> list[nn.Module]:
    """What a convolution does at its end."""
    kind, numbers = layer.whole(9), layer.numbers(10)
    match kind:
        case 0:
            return []
        case 1:
            return [nn.ReLU()]
        case 2:
            return [nn.LeakyReLU(numbers[0])]
        case 3:
            return [nn.Hardtanh(numbers[0], numbers[1])]
        case 4:
            return [nn.Sigmoid()]
        case 5:
            return [nn.Mish()]
    raise _unsupported(layer, f"ends with activation {kind}, which is not known")


def _relu(layer: Layer, _: WeightsFile) -> nn.Module:
    slope = layer.number(0)
    return nn.LeakyReLU(slope) if slope else nn.ReLU()


def _prelu(layer: Layer, weights: WeightsFile) -> nn.Module:
    module = nn.PReLU(layer.whole(0))
    with torch.no_grad():
        module.weight.copy_(weights.plain(layer.whole(0)))
    return module


def _pixel_shuffle(layer: Layer, _: WeightsFile) -> nn.Module:
    if layer.whole(1):
        raise _unsupported(layer, "takes channels in another order than PyTorch's")
    return nn.PixelShuffle(layer.whole(0, 1))


def _interp(layer: Layer, _: WeightsFile) -> nn.Module:
    mode, scales = _MODES.get(layer.whole(0)), (layer.number(1, 1.0), layer.number(2, 1.0))
    if mode is None or layer.whole(3) or layer.whole(4) or layer.whole(5) or layer.whole(6):
        raise _unsupported(layer, "resizes to a size of its own, or in a way that is not known")

    def resized(maps: Tensor) -> Tensor:
        size = [int(side * scale) for side, scale in zip(maps.shape[2:], scales, strict=True)]
        return F.interpolate(maps, size=size, mode=mode)

    return _Computed(resized)


def _binary(layer: Layer, _: WeightsFile) -> nn.Module:
    kind, number = layer.whole(0), layer.number(2)
    if kind >= len(_BINARY):
        raise _unsupported(layer, f"computes operation {kind}, which is not known")
    function = _BINARY[kind]
    if layer.whole(1):
        return _Computed(lambda maps: function(maps, torch.full_like(maps, number)))
    return _Computed(function)


def _eltwise(layer: Layer, _: WeightsFile) -> nn.Module:
    kind, shares = layer.whole(0), layer.numbers(1)
    if kind == 0:
        return _Computed(lambda *maps: reduce(torch.mul, maps))
    if kind == 2:
        return _Computed(lambda *maps: reduce(torch.maximum, maps))
    if not shares:
        return _Computed(lambda *maps: reduce(torch.add, maps))
    return _Computed(
        lambda *maps: reduce(torch.add, [share * one for share, one in zip(shares, maps, strict=True)])
    )


def _concat(layer: Layer, _: WeightsFile) -> nn.Module:
    # The axes of one example, without the batch.
    axis = layer.whole(0)
    return _Computed(lambda *maps: torch.cat(maps, axis if axis < 0 else axis + 1))


def _clip(layer: Layer, _: WeightsFile) -> nn.Module:
    return nn.Hardtanh(layer.number(0), layer.number(1))


KINDS: Mapping[str, Callable[[Layer, WeightsFile], nn.Module]] = {
    "BinaryOp": _binary,
    "Clip": _clip,
    "Concat": _concat,
    "Convolution": _convolution,
    "ConvolutionDepthWise": _convolution,
    "Eltwise": _eltwise,
    "Interp": _interp,
    "PReLU": _prelu,
    "PixelShuffle": _pixel_shuffle,
    "ReLU": _relu,
    "Sigmoid": lambda *_: nn.Sigmoid(),
}


def _unsupported(layer: Layer, what: str) -> NetworkError:
    return NetworkError(
        f"The layer {layer.name} ({layer.kind}) {what}.",
        "Open the network that it was converted from, in PyTorch.",
    )
