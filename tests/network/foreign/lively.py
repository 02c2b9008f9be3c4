"""Torchvision's detectors with weights made on the spot, of which a real photo's scores and boxes vary."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from skimage.data import astronaut
from torch import Tensor, nn
from torchvision.models.detection import FCOS, RetinaNet, ssd
from torchvision.models.detection.anchor_utils import AnchorGenerator, DefaultBoxGenerator
from torchvision.models.detection.backbone_utils import BackboneWithFPN
from torchvision.models.detection.faster_rcnn import FasterRCNN
from torchvision.models.detection.mask_rcnn import MaskRCNN
from torchvision.ops import MultiScaleRoIAlign

SIDE = 96


def photo(rows: int = 72, columns: int = SIDE) -> Tensor:
    """A real photo as torchvision takes it, (3, rows, columns) in [0, 1]."""
    whole = torch.from_numpy(astronaut().copy()).permute(2, 0, 1)[None] / 255
    return torch.nn.functional.interpolate(whole, (rows, columns), mode="area")[0].mul(255).round().div(255)


def pixels(values: Tensor) -> np.ndarray[Any, Any]:
    """The same as a photo, (rows, columns, 3) of 0 to 255."""
    return values.mul(255).round().to(torch.uint8).permute(1, 2, 0).numpy()


@torch.no_grad()
def lively(module: nn.Module, seen: Tensor) -> nn.Module:
    """Scale each layer's weights so that what it gives of a photo varies by about one."""
    generator = torch.Generator().manual_seed(0)
    for part in module.modules():
        if isinstance(part, nn.BatchNorm2d):
            part.running_mean = 0.2 * torch.randn(part.num_features, generator=generator)
            part.running_var = 0.5 + torch.rand(part.num_features, generator=generator)
    done: set[int] = set()

    def scale(layer: nn.Module, _: Any, found: Tensor) -> Tensor | None:
        if id(layer) in done:
            return None
        done.add(id(layer))
        factor = 1 / found.std().clamp_min(1e-6)
        for tensor in layer.parameters():
            tensor.mul_(factor)
        return found * factor

    kinds = (nn.Conv2d, nn.Linear, nn.ConvTranspose2d)
    hooks = [part.register_forward_hook(scale) for part in module.modules() if isinstance(part, kinds)]
    module.eval()([seen])
    for hook in hooks:
        hook.remove()
    _vary_scores(module)
    return module


def _vary_scores(module: nn.Module) -> None:
    for name, tensor in module.named_parameters():
        if name.endswith("cls_logits.bias"):
            tensor.fill_(-3.0)
        if tensor.dim() > 1 and "cls_score" in name:
            tensor.mul_(3.0 if len(tensor) > 2 else 1.0)  # of two classes a softmax is sure before
        if tensor.dim() > 1 and "classification_head.module" in name:
            tensor.mul_(1.5)
        if "bbox" in name or "regression_head.module" in name:
            tensor.mul_(0.3)


def backbone(channels: int = 16) -> BackboneWithFPN:
    """A small pyramid of maps of the strides 4, 8 and 16, and 32 by pooling."""
    layers: list[nn.Module] = []
    before = 3
    for width in (8, 8, 12, 16):
        layers += [nn.Conv2d(before, width, 3, 2, 1), nn.BatchNorm2d(width), nn.ReLU()]
        before = width
    body = nn.Sequential(*layers)
    return BackboneWithFPN(body, {"5": "0", "8": "1", "11": "2"}, [8, 12, 16], channels)


def small(kind: str) -> Any:
    """One of each kind of detector, for five classes and the background."""
    sizes = {"min_size": 64, "max_size": 80}
    torch.manual_seed(0)
    anchors = AnchorGenerator(((8,), (16,), (32,), (64,)), ((0.5, 1.0, 2.0),) * 4)
    if kind == "retinanet":
        return RetinaNet(backbone(), 6, anchor_generator=anchors, topk_candidates=50, **sizes)
    if kind == "fcos":
        points = AnchorGenerator(((4,), (8,), (16,), (32,)), ((1.0,),) * 4)
        return FCOS(backbone(32), 6, anchor_generator=points, score_thresh=0.05, **sizes)
    if kind == "ssd":
        boxes = DefaultBoxGenerator([[2], [2, 3], [2], [2]])
        return ssd.SSD(
            backbone(), boxes, (64, 64), 6, topk_candidates=40, head=ssd.SSDHead([16] * 4, [4, 6, 4, 4], 6)
        )
    pool = MultiScaleRoIAlign(["0", "1", "2"], 7, 2, canonical_scale=32)
    if kind == "mask-rcnn":
        masks = MultiScaleRoIAlign(["0", "1", "2"], 14, 2, canonical_scale=32)
        return MaskRCNN(
            backbone(), 6, rpn_anchor_generator=anchors, box_roi_pool=pool, mask_roi_pool=masks,
            rpn_pre_nms_top_n_test=60, rpn_post_nms_top_n_test=80, **sizes,
        )  # fmt: skip
    return FasterRCNN(
        backbone(), 6, rpn_anchor_generator=anchors, box_roi_pool=pool, rpn_pre_nms_top_n_test=60,
        rpn_post_nms_top_n_test=80, **sizes,
    )  # fmt: skip


def thresholds(module: nn.Module) -> dict[str, Any]:
    """At what a module tells its detections, as a task is asked."""
    own: Any = getattr(module, "roi_heads", module)
    return {"least": own.score_thresh, "overlap": own.nms_thresh, "most": own.detections_per_img}
