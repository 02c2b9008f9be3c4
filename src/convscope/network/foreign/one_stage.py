"""RetinaNet, FCOS and SSD of torchvision: every place of several maps says what it shows, and where its box lies.

Each of them looks at so many candidates and no more; the scores of the others are nothing here, so that what
suppression leaves is what the module gives.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from convscope.detection.coding import decoded
from convscope.network.foreign.foreign_detector import NOTHING, ForeignDetector, anchors_of, only_best
from convscope.network.foreign.framing import Fitted
from convscope.network.foreign.probabilities import logits_of_classes, logits_of_logarithms


class OneStage(ForeignDetector):
    """What the three share: anchors, and one head for all maps."""

    def __init__(self, module: Any) -> None:
        """Take a detector's parts."""
        super().__init__(module)
        self.anchor_generator, self.head = module.anchor_generator, module.head
        self._coder, self._most = module.box_coder, module.topk_candidates


class ReadRetinaNet(OneStage):
    """RetinaNet (Lin et al. 2017, arXiv:1708.02002): a score for each class at each anchor."""

    def found(self, seen: Fitted, maps: Mapping[str, Tensor]) -> tuple[Tensor, Tensor]:
        """See `ForeignDetector.found`."""
        levels = list(maps.values())
        head, anchors = self.head(levels), anchors_of(self.anchor_generator, seen, levels)
        boxes = decoded(head["bbox_regression"], anchors, self._coder.weights)
        return boxes, _best_of_levels(head["cls_logits"], levels, self._most)


class ReadFCOS(OneStage):
    """FCOS (Tian et al. 2019, arXiv:1904.01355): a score is the root of class times centre-ness."""

    def found(self, seen: Fitted, maps: Mapping[str, Tensor]) -> tuple[Tensor, Tensor]:
        """See `ForeignDetector.found`."""
        levels = list(maps.values())
        head, anchors = self.head(levels), anchors_of(self.anchor_generator, seen, levels)
        boxes = self._coder.decode(head["bbox_regression"], anchors)
        logarithms = (F.logsigmoid(head["cls_logits"]) + F.logsigmoid(head["bbox_ctrness"])) / 2
        return boxes, _best_of_levels(logits_of_logarithms(logarithms), levels, self._most)


class ReadSSD(OneStage):
    """SSD (Liu et al. 2016, arXiv:1512.02325): a softmax over the classes and background at each default box."""

    def found(self, seen: Fitted, maps: Mapping[str, Tensor]) -> tuple[Tensor, Tensor]:
        """See `ForeignDetector.found`."""
        levels = list(maps.values())
        head, anchors = self.head(levels), anchors_of(self.anchor_generator, seen, levels)
        boxes = decoded(head["bbox_regression"], anchors, self._coder.weights)
        scores = only_best(logits_of_classes(head["cls_logits"])[..., 1:], self._most, 1)
        return boxes, F.pad(scores, (1, 0), value=NOTHING)


def _best_of_levels(scores: Tensor, maps: Sequence[Tensor], most: int) -> Tensor:
    """Scores (N, places, classes) of which the highest of each map stay, over all of its places and classes."""
    places = [values.shape[2] * values.shape[3] for values in maps]
    each = scores.shape[1] // sum(places)
    levels = torch.split(scores, [each * count for count in places], 1)
    kept = [only_best(level.flatten(1), most, 1).reshape(level.shape) for level in levels]
    return torch.cat(kept, 1)
