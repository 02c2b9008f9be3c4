"""What a training begins with."""

from __future__ import annotations

from typing import NamedTuple

from torch import nn

from convscope.datasets.boxed.seen_boxes import SeenBoxes
from convscope.datasets.dataset import LeftOut
from convscope.datasets.decoding import DecodedDataset
from convscope.datasets.masked.seen_things import SeenThings
from convscope.learn.boxed_data import boxes_fingerprint
from convscope.learn.caption_data import Told
from convscope.learn.masked_data import (
    ReadMasks,
)
from convscope.learn.photo_data import ReadPhotos
from convscope.learn.text_data import ReadTexts
from convscope.network.from_run import TrainedNetwork
from convscope.restore.degradations import Degradation


class Preparation(NamedTuple):
    """What a training begins with.

    Attributes:
        module: to train.
        network: its description.
        data: the pictures as it sees them; for a segmenter photos with their masks, for a restorer photos, for a
            network that reads texts.
        boxes: in them, for a detector.
        things: in them, for a detector that learns their masks; ``masks`` changes when one of these does.
        degradation: what a restorer learns to undo.
        told: the sentences that a captioner learns.
    """

    module: nn.Module
    network: TrainedNetwork
    data: DecodedDataset | ReadMasks | ReadPhotos | ReadTexts
    boxes: SeenBoxes | None = None
    things: SeenThings | None = None
    masks: str | None = None
    degradation: Degradation | None = None
    told: Told | None = None

    @property
    def decoded(self) -> DecodedDataset:
        """The pictures of a classifier, a detector or a generator."""
        assert isinstance(self.data, DecodedDataset)
        return self.data

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """Files that are none of the pictures, though they lie among them."""
        return self.data.dataset.left_out if isinstance(self.data, DecodedDataset) else ()

    @property
    def fingerprint(self) -> str:
        """Changes when a training or validation picture does, when one moves to the other part, or a box changes."""
        if isinstance(self.data, ReadMasks | ReadPhotos | ReadTexts):
            return self.data.fingerprint
        parts = [self.decoded.splits[split].fingerprint for split in ("train", "val")]
        parts += [boxes_fingerprint(self.boxes)] if self.boxes else []
        parts += [self.told.fingerprint] if self.told else []
        return "-".join([*parts, self.masks] if self.masks else parts)
