"""The features of the regions of photos, computed once and kept in the cache: a training reads them several times.

Source: Girshick et al. 2014, arXiv:1311.2524, whose features lie on the disk as well.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from convscope.cache import cache_room
from convscope.datasets.boxed.seen_boxes import SeenBoxes
from convscope.datasets.pictures import Pictures
from convscope.files import replacing
from convscope.graph import Graph, evaluate
from convscope.images import Preprocessing
from convscope.network import Network
from convscope.network.detectors.detector import SEARCHED
from convscope.network.detectors.rcnn import RCNN, REGIONS, SIDE, warped
from convscope.progress import Progress

# Another way to warp or to read gives other features: they are kept under another name.
_WAY = "region-features-1"
# Bytes of other trainings that stay in the cache.
_ROOM = 2 * 2**30
# Regions that are judged at a time.
_CHUNK = 64


@dataclass(frozen=True, eq=False)
class PhotoRegions:
    """The regions of a photo.

    Attributes:
        boxes: (R, 4) what selective search says, and behind it the things.
        things: (n, 5) left, top, right, bottom and class of each.
        place: of the features' file.
    """

    boxes: Tensor
    things: Tensor
    place: Path

    @property
    def searched(self) -> int:
        """How many of the regions selective search said."""
        return len(self.boxes) - len(self.things)

    def overlaps(self) -> Tensor:
        """(R, n) IoU of each region with each thing."""
        from torchvision.ops import box_iou

        found: Tensor = box_iou(self.boxes, self.things[:, :4])
        return found

    def features(self) -> Tensor:
        """(R, F)."""
        return torch.from_numpy(np.load(self.place)).float()


def region_features(
    module: RCNN,
    pictures: Pictures,
    boxes: SeenBoxes,
    preprocessing: Preprocessing,
    *,
    progress: Progress,
    what: str,
) -> list[PhotoRegions]:
    """The regions of photos with their features, in half precision, from the cache where they are known.

    Args:
        module: whose trunk judges them.
        pictures: decoded.
        boxes: the truth, and behind it what selective search says.
        preprocessing: whose normalisation the photos get.
        progress: told how many photos are done.
        what: the name of this phase in the progress.

    Raises:
        OutputError: the cache cannot be written.
        Cancelled: somebody asked to stop.
    """
    room, trunk, found = cache_room(_WAY), _digest(module.trunk), []
    graph = Network(module.trunk, input_shape=(preprocessing.channels, SIDE, SIDE)).graph()
    for index, (item, digest) in enumerate(zip(pictures.items, pictures.digests, strict=True)):
        rows = boxes.of[item.name]
        searched, things = rows[rows[:, 4] == SEARCHED][:REGIONS], rows[rows[:, 4] >= 0]
        seen = np.concatenate([searched[:, :4], things[:, :4]])
        key = hashlib.sha256(f"{trunk} {digest} {preprocessing}".encode() + seen.tobytes()).hexdigest()[:24]
        photo = PhotoRegions(torch.from_numpy(seen), torch.from_numpy(things), room / f"{key}.npy")
        if not photo.place.is_file():
            features = _computed(graph, pictures.take([index])[0], photo.boxes, preprocessing)
            with replacing(photo.place) as place:
                np.save(place, features.half().numpy())
        found.append(photo)
        progress.step(index + 1, len(pictures), what=what)
        progress.check()
    return found


def make_room(kept: set[Path]) -> None:
    """Remove from the cache the oldest features, other than those to be kept, that take more than 2 GiB.

    Raises:
        OutputError: the cache cannot be written.
    """
    others = [path for path in cache_room(_WAY).glob("*.npy") if path not in kept]
    free = _ROOM
    for path in sorted(others, key=lambda path: path.stat().st_mtime, reverse=True):
        free -= path.stat().st_size
        if free < 0:
            path.unlink(missing_ok=True)


@torch.no_grad()
def _computed(graph: Graph, pixels: NDArray[np.uint8], boxes: Tensor, preprocessing: Preprocessing) -> Tensor:
    photo = preprocessing.from_display(torch.from_numpy(pixels).permute(2, 0, 1)[None].float() / 255)
    crops = torch.split(warped(photo, boxes[None])[0], _CHUNK)
    return torch.cat([evaluate(graph, {graph.input: part}, [graph.output])[graph.output] for part in crops])


def _digest(module: nn.Module) -> str:
    """Changes when a weight does."""
    total = hashlib.sha256()
    for name, tensor in module.state_dict().items():
        total.update(name.encode() + tensor.contiguous().numpy().tobytes())
    return total.hexdigest()
