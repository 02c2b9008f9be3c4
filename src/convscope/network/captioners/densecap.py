"""DenseCap: a network proposes regions of its own map, and an LSTM says what each shows.

Source: Johnson, Karpathy and Fei-Fei 2016, "DenseCap: fully convolutional localization networks for dense
captioning", arXiv:1511.07571, on the proposals and the map that `FasterRCNN` has here.  As in Mask R-CNN, and other
than in the paper, a phrase is said of the box that fits better, which is looked at again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import torch
from torch import Tensor

from convscope.detection.kept_boxes import kept_boxes
from convscope.network.captioners.captioner import SCORES, Tell
from convscope.network.detectors.detector import Step, SteppedDetector
from convscope.network.detectors.faster_rcnn import TwoStages, size_of
from convscope.network.detectors.mask_head import learned_regions
from convscope.network.detectors.region_head import WIDTH, boxes_of_regions
from convscope.network.task.instances import BOXES
from convscope.network.task.sentences import sentence_losses
from convscope.network.trunk import Trunk

# The paper's 300 cost a core more than the trunk does.
_PROPOSALS = 100
# Words of a phrase, its end among them, and regions of a photo that phrases are said of.
PHRASE = 12
COUNT = 50
# Of a region that a phrase is said of.
_LEAST = 0.05
# Of the four losses of boxes beside that of words, as in the paper.
_BOXES = 0.1


class DenseCap(SteppedDetector):
    """The network: a detector of one class, that of what is worth a phrase, which says phrases.

    Attributes:
        trunk: gives the maps at the strides 8, 16 and 32.
        head: that of Faster R-CNN, and the decoder of words.
    """

    # As in the published code.
    overlap: ClassVar[float] = 0.3

    def __init__(self, trunk: Trunk, words: int) -> None:
        """Put new heads for so many words on a trunk."""
        super().__init__(trunk)
        self.head = SayingHead(trunk.channels, words)

    def forward(self, photo: Tensor, words: Tensor) -> dict[str, Tensor]:
        """Boxes with their scores, and the scores of words of what suppression keeps of them.

        Args:
            photo: (N, C, rows, columns).
            words: (N, 50, 12) phrases of the regions that are kept, the best first.

        Returns:
            ``boxes`` (N, proposals, 5), and ``scores`` (N, 50, 12, words) of each word where those before it in the
            phrase are as given.
        """
        outputs: dict[str, Tensor] = self.head(self.trunk(photo), size_of(photo), words)
        return outputs

    def step(self, photos: Tensor, truth: Tensor) -> Step:
        """Outputs and losses of photos (N, C, rows, columns): those of boxes, each a tenth, and that of words.

        Args:
            photos: as the network takes them.
            truth: (N, most, 5 + 12) left, top, right, bottom, class 0 and the words of what is in each; rows of -1
                fill up.
        """
        return self.head.step(self.trunk(photos), size_of(photos), truth)


class SayingHead(TwoStages):
    """What stands on the trunk."""

    def __init__(self, channels: Sequence[int], words: int) -> None:
        super().__init__(channels, 1, _PROPOSALS)
        self.saying = Tell(WIDTH, words)

    def forward(self, maps: Mapping[str, Tensor], size: tuple[int, int], words: Tensor) -> dict[str, Tensor]:
        """Boxes, and scores of words, from the trunk's maps of photos of (rows, columns)."""
        values = self.map(maps)
        found = self.propose(values, size).regions
        places = boxes_of_regions(found, *self.judge(values, found), size)
        kept = kept_boxes(places.detach(), _LEAST, DenseCap.overlap, COUNT)
        return {BOXES: places, SCORES: self.say(values, kept[..., :4], words)}

    def say(self, values: Tensor, boxes: Tensor, words: Tensor) -> Tensor:
        """Scores (N, K, L, words) of phrases (N, K, L) of boxes (N, K, 4) on a map (N, C, rows, columns)."""
        code = self.judging.code(self.small(values, boxes))
        # Whatever K is: a graph may be asked about other boxes than its own. A code is a map of one place.
        told: Tensor = self.saying(code.reshape(-1, WIDTH, 1, 1), words.reshape(-1, words.shape[2]))[SCORES]
        return told.reshape(boxes.shape[0], -1, *told.shape[1:]).float()

    def step(self, maps: Mapping[str, Tensor], size: tuple[int, int], truth: Tensor) -> Step:
        """See `DenseCap.step`; while it trains, other regions learn phrases in each step."""
        values = self.map(maps)
        learned = self.learned(values, size, truth[..., :5])
        first = int(torch.randint(learned.regions.shape[1], ())) if self.training else 0
        chosen = learned_regions(learned.regions, truth[..., :5], first)
        rows = chosen.things[..., None].expand(-1, -1, truth.shape[2] - 5)
        words = truth[..., 5:].long().clamp_min(0).gather(1, rows)
        is_real = (chosen.boxes[..., 2] > chosen.boxes[..., 0]).to(values.dtype)
        each = sentence_losses(self.say(values, chosen.boxes, words).flatten(0, 1), words.flatten(0, 1))
        told = (each.reshape(is_real.shape) * is_real).sum(1) / is_real.sum(1).clamp_min(1)
        return Step(learned.step.outputs, _BOXES * learned.step.losses + told)
