"""Faster R-CNN of torchvision, with what was built on it: regions of a pyramid of maps, and what each shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import torch
from torch import Tensor
from torch.nn import functional as F

from convscope.detection.coding import clipped, decoded
from convscope.detection.kept_boxes import kept_boxes
from convscope.detection.proposals import is_filling, proposals
from convscope.detection.regions import regions
from convscope.network.detectors.mask_head import of_own_class
from convscope.network.foreign.foreign_detector import NOTHING, ForeignDetector, anchors_of
from convscope.network.foreign.framing import Fitted
from convscope.network.foreign.probabilities import logits_of_classes
from convscope.network.task.instances import BOXES, MASKS, Instances

# Sides of boxes in pixels below which the second stage tells none.
_LEAST = 1e-2


class ReadFasterRCNN(ForeignDetector):
    """Faster R-CNN on a feature pyramid (Ren et al. 2015, arXiv:1506.01497; Lin et al. 2017, arXiv:1612.03144).

    The box differs from class to class, so that a place of the outputs is a region and one of its classes; the
    other classes score nothing there.
    """

    def __init__(self, module: Any) -> None:
        """Take a detector's parts."""
        super().__init__(module)
        self.rpn, self.roi_heads = module.rpn, module.roi_heads

    def found(self, seen: Fitted, maps: Mapping[str, Tensor]) -> tuple[Tensor, Tensor]:
        """See `ForeignDetector.found`."""
        heads, proposed = self.roi_heads, self.proposed(seen, maps)
        values = of_regions(heads.box_roi_pool, seen, maps, proposed)
        logits, offsets = heads.box_predictor(heads.box_head(values.flatten(0, 1)))
        logits = logits.reshape(*proposed.shape[:2], -1)
        boxes = decoded(
            offsets.reshape(*proposed.shape[:2], -1, 4), proposed.unsqueeze(-2), heads.box_coder.weights
        )
        return self.told(seen, proposed, boxes, logits)

    def proposed(self, seen: Fitted, maps: Mapping[str, Tensor]) -> Tensor:
        """The first stage: regions (N, count, 4), those without area filling up."""
        rpn, levels = self.rpn, list(maps.values())
        scores, offsets = rpn.head(levels)
        counts = [level.shape[1] * level.shape[2] * level.shape[3] for level in scores]
        flat = torch.cat([level.permute(0, 2, 3, 1).flatten(1) for level in scores], 1)
        moved = torch.cat([level.permute(0, 2, 3, 1).flatten(1) for level in offsets], 1)
        moved = moved.reshape(moved.shape[0], -1, 4)
        boxes = decoded(moved, anchors_of(rpn.anchor_generator, seen, levels), rpn.box_coder.weights)
        chances = flat.sigmoid()
        # What has no area is no proposal.
        likely = torch.where(chances.unsqueeze(-1) >= rpn.score_thresh, clipped(boxes, seen.size), 0.0)
        found: Tensor = proposals(
            likely.detach(),
            chances.detach(),
            rpn._pre_nms_top_n["testing"],
            rpn.nms_thresh,
            rpn._post_nms_top_n["testing"],
            counts,
            rpn.min_size,
        )
        return found

    def told(self, seen: Fitted, proposed: Tensor, boxes: Tensor, logits: Tensor) -> tuple[Tensor, Tensor]:
        """What is told of regions (N, K, 4) with boxes (N, K, classes, 4) and logits (N, K, classes)."""
        inside = clipped(boxes[..., 1:, :], seen.size)
        is_large = (inside[..., 2:] - inside[..., :2]).amin(-1) >= _LEAST
        is_told = torch.logical_and(is_large, is_filling(proposed).logical_not().unsqueeze(-1))
        scores = torch.where(is_told, logits_of_classes(logits)[..., 1:], NOTHING)
        own = torch.eye(scores.shape[2], dtype=torch.bool, device=scores.device)
        each = torch.where(own, scores.unsqueeze(-1), NOTHING)
        return inside.flatten(1, 2), F.pad(each, (1, 0), value=NOTHING).flatten(1, 2)


class ReadMaskRCNN(ReadFasterRCNN):
    """Mask R-CNN (He et al. 2017, arXiv:1703.06870): of each detection also which places of its box it covers."""

    task: ClassVar[str] = Instances.name

    def outputs(self, seen: Fitted, maps: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """The places, and the masks (N, K, rows, columns), logits, of what the module's own suppression keeps."""
        heads, places = self.roi_heads, self.places(seen, maps)
        kept = kept_boxes(places.detach(), heads.score_thresh, self.overlap, heads.detections_per_img)
        values = of_regions(heads.mask_roi_pool, seen, maps, seen.looked_at(kept[..., :4]))
        # Whatever K is: a graph may be asked about other boxes than its own.
        masks = heads.mask_predictor(heads.mask_head(values.reshape(-1, *values.shape[2:])))
        masks = masks.reshape(kept.shape[0], -1, *masks.shape[1:])
        return {BOXES: places, MASKS: of_own_class(masks, kept[..., 4])}


def of_regions(pool: Any, seen: Fitted, maps: Mapping[str, Tensor], boxes: Tensor) -> Tensor:
    """The regions (N, K, C, side, side) of a pyramid, each of the map that fits its size.

    Args:
        pool: torchvision's ``MultiScaleRoIAlign``.
        seen: photos to whose pixels the boxes belong.
        maps: of the trunk.
        boxes: (N, K, 4).
    """
    levels = [values for name, values in maps.items() if name in pool.featmap_names]
    scales = [_scale(values, seen.size) for values in levels]
    finest = pool.canonical_level, float(pool.canonical_scale)
    found: Tensor = regions(levels, boxes, scales, pool.output_size[0], "align-unshifted", *finest)
    return found


def _scale(values: Tensor, size: Sequence[int]) -> float:
    """Places of a map in a pixel: the power of two that is nearest."""
    return float(2.0 ** torch.tensor(values.shape[2] / size[0]).log2().round().item())
