"""The networks of torchvision that give a class for each place: FCN, DeepLabv3 and LR-ASPP."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from torch import nn

from convscope.images import IMAGENET, Preprocessing
from convscope.network.architecture import Architecture, NetworkEntry
from convscope.network.task.places import Segmentation

# VOC's twenty classes and the background, on which the published weights were trained.
_CLASSES = 21
_AUXILIARY_HEAD = ("aux_classifier.",)


def segmentation_names() -> list[str]:
    """Names of the networks."""
    from torchvision import models

    names: list[str] = models.list_models(module=models.segmentation)
    return names


def segmentation_architecture(name: str) -> Architecture:
    """One of the architectures by one of `segmentation_names`; evaluation leaves the auxiliary head out."""
    from torchvision import models

    default = models.get_model_weights(name).DEFAULT

    def build(classes: int | None) -> nn.Module:
        module: nn.Module = models.get_model(
            name, weights=None, weights_backbone=None, num_classes=classes or _CLASSES
        )
        return module

    def download() -> nn.Module:
        module: nn.Module = models.get_model(name, weights=default)
        module.register_module("aux_classifier", None)
        return module

    preprocessing = _preprocessing(default)
    return Architecture(
        name=f"torchvision/{name}",
        build=build,
        download=download,
        weights=f"{default.name} (torchvision)",
        classes=_CLASSES,
        preprocessing=preprocessing,
        preprocessing_untrained=preprocessing,
        training_only=_AUXILIARY_HEAD,
        labels=tuple(label.strip("_") for label in default.meta["categories"]),
        task=Segmentation.name,
    )


def segmentation_entries() -> list[NetworkEntry]:
    """The list of the networks, without building one."""
    from torchvision import models

    return [
        NetworkEntry(
            name=f"torchvision/{name}",
            family=models.get_model_builder(name).__module__.rpartition(".")[2],
            input_shape=(3, *_preprocessing(models.get_model_weights(name).DEFAULT).size),
            weights="download",
        )
        for name in segmentation_names()
    ]


def _preprocessing(weights: Any) -> Preprocessing:
    """Of the shorter side; the presets cut nothing, while an input of a fixed shape is the middle."""
    side = int(weights.transforms().resize_size[0])
    return replace(IMAGENET, size=(side, side), resize=side)
