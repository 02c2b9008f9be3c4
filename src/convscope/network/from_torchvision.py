"""The classification networks of torchvision."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from torch import nn

from convscope.images import IMAGENET, preprocessing_of_torchvision
from convscope.network.architecture import Architecture, NetworkEntry

# Of both, evaluation leaves the auxiliary heads out; the published weights expect inputs scaled in the module;
# and drawing initial weights from SciPy's truncated normal takes half a minute.
_INCEPTION = {"aux_logits": False, "transform_input": True, "init_weights": False}
_KEYWORDS: dict[str, dict[str, Any]] = {"googlenet": _INCEPTION, "inception_v3": _INCEPTION}
_AUXILIARY_HEADS = ("aux1.", "aux2.", "AuxLogits.")
_CLASSES = 1000


def torchvision_names() -> list[str]:
    """Names of the classification networks."""
    from torchvision import models

    names: list[str] = models.list_models(module=models)
    return names


def torchvision_architecture(name: str) -> Architecture:
    """One of torchvision's architectures by one of `torchvision_names`."""
    from torchvision import models

    default = models.get_model_weights(name).DEFAULT
    keywords = _KEYWORDS.get(name, {})

    def build(classes: int | None) -> nn.Module:
        module: nn.Module = models.get_model(name, weights=None, num_classes=classes or _CLASSES, **keywords)
        return module

    def download() -> nn.Module:
        module: nn.Module = models.get_model(name, weights=default, **keywords)
        return module

    size = 299 if name == "inception_v3" else 224
    return Architecture(
        name=f"torchvision/{name}",
        build=build,
        download=download,
        weights=f"{default.name} (torchvision)",
        classes=_CLASSES,
        preprocessing=preprocessing_of_torchvision(default.transforms()),
        preprocessing_untrained=replace(IMAGENET, size=(size, size), resize=round(size * 256 / 224)),
        training_only=_AUXILIARY_HEADS if keywords else (),
    )


def torchvision_entries() -> list[NetworkEntry]:
    """The list of torchvision's networks, without building one."""
    from torchvision import models

    entries = []
    for name in torchvision_names():
        preprocessing = preprocessing_of_torchvision(models.get_model_weights(name).DEFAULT.transforms())
        entries.append(
            NetworkEntry(
                name=f"torchvision/{name}",
                family=models.get_model_builder(name).__module__.rpartition(".")[2],
                input_shape=(preprocessing.channels, *preprocessing.size),
                weights="download",
            )
        )
    return entries
