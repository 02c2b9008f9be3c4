"""The detectors of torchvision, which know the classes of COCO."""

from __future__ import annotations

from torch import nn

from convscope.network.architecture import Architecture, NetworkEntry
from convscope.network.task.boxes import Boxes
from convscope.network.task.instances import Instances

# Of these the published weights ask for batch norms that add nothing to the variance.
_PLAIN_NORMS = (
    "fasterrcnn_resnet50_fpn",
    "keypointrcnn_resnet50_fpn",
    "maskrcnn_resnet50_fpn",
    "retinanet_resnet50_fpn",
)
# (rows, columns) at which each looks at a usual photo; known before one is built.
_FRAMES = {
    "fasterrcnn_mobilenet_v3_large_320_fpn": (320, 448),
    "ssd300_vgg16": (300, 300),
    "ssdlite320_mobilenet_v3_large": (320, 320),
}
_FRAME = (800, 1088)


def detection_names() -> list[str]:
    """Names of the detectors."""
    from torchvision import models

    names: list[str] = models.list_models(module=models.detection)
    return names


def detection_architecture(name: str) -> Architecture:
    """One of the architectures by one of `detection_names`."""
    from torchvision import models

    default = models.get_model_weights(name).DEFAULT
    # COCO's 80 things among the 90 numbers that it first gave out, and the background; of key points only persons.
    labels = tuple(label.strip("_") for label in default.meta["categories"])

    def build(classes: int | None) -> nn.Module:
        module: nn.Module = models.get_model(
            name, weights=None, weights_backbone=None, num_classes=classes or len(labels)
        )
        if name in _PLAIN_NORMS:
            for part in module.modules():
                if isinstance(part, nn.BatchNorm2d):
                    part.eps = 0.0
        return module

    def download() -> nn.Module:
        module: nn.Module = models.get_model(name, weights=default)
        return module

    return Architecture(
        name=f"torchvision/{name}",
        build=build,
        download=download,
        weights=f"{default.name} (torchvision)",
        classes=len(labels),
        preprocessing=None,
        preprocessing_untrained=None,
        labels=labels,
        task=Instances.name if name.startswith("maskrcnn") else Boxes.name,
    )


def detection_entries() -> list[NetworkEntry]:
    """The list of the detectors, without building one."""
    from torchvision import models

    return [
        NetworkEntry(
            name=f"torchvision/{name}",
            family=models.get_model_builder(name).__module__.rpartition(".")[2],
            input_shape=(3, *_FRAMES.get(name, _FRAME)),
            weights="download",
        )
        for name in detection_names()
    ]
