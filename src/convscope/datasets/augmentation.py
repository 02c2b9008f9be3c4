"""Augmentation by name and strength, of training pictures alone.

A text such as ``flip, crop 0.3, rotation 15`` or ``medium, mixup``: none, light, medium and strong stand for several.
How a picture is changed depends on the seed, the epoch and the picture alone, not on its batch or the process that
loads it, so that a resumed training sees the same pictures.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from convscope.datasets.transforms import GREY_WORDS, KINDS, MIXING, WORDS, torchvision_v2
from convscope.errors import DataError, suggest

if TYPE_CHECKING:
    from torch import Tensor


# Of a box that must be left in the picture.
_LEAST_PART = 0.25


@dataclass(frozen=True)
class Augmentation:
    """An augmentation of training pictures.

    Attributes:
        steps: (name, strength) of what is done to each picture, in order.
        mixing: (name, strength) of what mixes the pictures of a batch.
    """

    steps: tuple[tuple[str, float], ...] = ()
    mixing: tuple[tuple[str, float], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.steps or self.mixing)

    @property
    def text(self) -> str:
        """The text that reads as this augmentation."""
        return ", ".join(f"{name} {strength:g}" for name, strength in (*self.steps, *self.mixing)) or "none"

    def augmenter(self, size: tuple[int, int], classes: int, seed: int) -> Augmenter:
        """The augmentation at work on pictures of one size."""
        return Augmenter(self, size, classes, seed)


def read_augmentation(text: str, *, channels: int = 3) -> Augmentation:
    """Read ``flip, crop 0.3`` or none, light, medium or strong.

    Args:
        text: names with or without strengths, separated by commas.
        channels: of the pictures; light, medium and strong depend on them.

    Raises:
        DataError: a name is not known, or a strength is out of its range.
    """
    words = WORDS if channels == 3 else GREY_WORDS
    steps: list[tuple[str, float]] = []
    mixing: list[tuple[str, float]] = []
    parts = (words.get(part.strip(), part) for part in text.lower().split(","))
    for part in ",".join(parts).split(","):
        if not part.strip():
            continue
        name, *rest = part.replace("=", " ").split()
        name = {"color": "colour", "rotate": "rotation", "erase": "erasing"}.get(name, name)
        if name not in KINDS and name not in MIXING:
            raise _unknown(name)
        default, most = (KINDS[name].strength, KINDS[name].most) if name in KINDS else (MIXING[name], 8.0)
        strength = _strength(name, rest, default, most)
        (steps if name in KINDS else mixing).append((name, strength))
    if channels not in (1, 3):
        wrong = [name for name, _ in steps if name in ("colour", "randaugment", "jpeg")]
        if wrong:
            raise DataError(
                f"{wrong[0]} is for pictures of one or three channels, and these have {channels}.",
                "Leave it out.",
            )
    return Augmentation(tuple(steps), tuple(mixing))


def _strength(name: str, said: Sequence[str], default: float, most: float) -> float:
    try:
        value = float(said[0]) if said else default
    except ValueError:
        value = -1.0
    if len(said) > 1 or not 0 < value <= most:
        raise DataError(
            f"The strength of {name} is one number above 0 and at most {most:g}, got {' '.join(said)!r}.",
            f"Write {name} {default:g}.",
        )
    return value


def _unknown(name: str) -> DataError:
    names = [*KINDS, *MIXING]
    hint = suggest(name, [*names, *WORDS], f"There are {', '.join(names)}.")
    return DataError(f"There is no augmentation {name!r}.", hint)


@dataclass(frozen=True)
class Augmenter:
    """An augmentation at work.

    Attributes:
        augmentation: how pictures are changed.
        size: (rows, columns) of the pictures.
        classes: how many, for mixed labels.
        seed: of everything random.
    """

    augmentation: Augmentation
    size: tuple[int, int]
    classes: int
    seed: int

    def pictures(self, pictures: Tensor, epoch: int, indices: Sequence[int]) -> Tensor:
        """Change pictures (N, C, rows, columns) uint8, each by the seed, the epoch and its index."""
        import torch

        if not self.augmentation.steps:
            return pictures
        changed = torch.empty_like(pictures)
        # Torchvision's transforms draw from the global generator, which is given back as it was.
        with torch.random.fork_rng(devices=[]):
            for place, index in enumerate(indices):
                torch.default_generator.manual_seed(stable_seed(self.seed, epoch, index))
                changed[place] = self._transform(pictures[place])
        return changed

    def boxed(
        self, pictures: Tensor, boxes: Tensor, epoch: int, indices: Sequence[int]
    ) -> tuple[Tensor, Tensor]:
        """Change pictures as `pictures` does, and move the boxes in them along.

        Args:
            pictures: (N, C, rows, columns) uint8.
            boxes: (N, most, 5) left, top, right, bottom and class, filled up with -1; where less than a quarter of a
                box is left in the picture, it is left out.
            epoch: by which they are changed.
            indices: of the pictures, likewise.
        """
        import torch
        from torchvision.tv_tensors import BoundingBoxes, BoundingBoxFormat, Image

        if not self.augmentation.steps:
            return pictures, boxes
        changed, moved = torch.empty_like(pictures), torch.full_like(boxes, -1)
        with torch.random.fork_rng(devices=[]):
            for place, index in enumerate(indices):
                torch.default_generator.manual_seed(stable_seed(self.seed, epoch, index))
                real = boxes[place][boxes[place, :, 4] != -1]
                # What is moved out of the picture is cut off here, where it is known how much that is.
                around = BoundingBoxes(
                    real[:, :4], format=BoundingBoxFormat.XYXY, canvas_size=self.size, clamping_mode=None
                )
                changed[place], there = self._transform(Image(pictures[place]), around)
                left = _left_inside(torch.cat([there.as_subclass(torch.Tensor), real[:, 4:]], 1), self.size)
                moved[place, : len(left)] = left
        return changed, moved

    def masked(
        self, pictures: Tensor, masks: Tensor, epoch: int, indices: Sequence[int]
    ) -> tuple[Tensor, Tensor]:
        """Change pictures as `pictures` does, and move the masks on them along.

        Args:
            pictures: (N, C, rows, columns) uint8.
            masks: (N, rows, columns) classes, or (N, layers, rows, columns) numbers of things; places that come in
                from outside are -1, which is 255 in eight bits.
            epoch: by which they are changed.
            indices: of the pictures, likewise.
        """
        import torch
        from torchvision.tv_tensors import Image, Mask

        if not self.augmentation.steps:
            return pictures, masks
        changed, moved = torch.empty_like(pictures), torch.empty_like(masks)
        with torch.random.fork_rng(devices=[]):
            for place, index in enumerate(indices):
                torch.default_generator.manual_seed(stable_seed(self.seed, epoch, index))
                # Transforms fill with 0, which is -1 + 1.
                changed[place], there = self._transform(Image(pictures[place]), Mask(masks[place] + 1))
                moved[place] = there - 1
        return changed, moved

    def mixed(self, inputs: Tensor, labels: Tensor, epoch: int, batch: int) -> tuple[Tensor, Tensor]:
        """Mix the pictures of a batch, whose labels (N,) then are shares of classes (N, classes)."""
        import torch

        if not self._mixers:
            return inputs, labels
        with torch.random.fork_rng(devices=[]):
            torch.default_generator.manual_seed(stable_seed(self.seed, epoch, batch, 1))
            chosen = self._mixers[int(torch.randint(len(self._mixers), ()))]
            mixed: tuple[Tensor, Tensor] = chosen(inputs, labels)
        return mixed

    @cached_property
    def _transform(self) -> Any:
        return torchvision_v2().Compose(
            [KINDS[name].make(strength, self.size) for name, strength in self.augmentation.steps]
        )

    @cached_property
    def _mixers(self) -> list[Any]:
        kinds = {"mixup": torchvision_v2().MixUp, "cutmix": torchvision_v2().CutMix}
        return [
            kinds[name](alpha=strength, num_classes=self.classes)
            for name, strength in self.augmentation.mixing
        ]


def _left_inside(boxes: Tensor, size: tuple[int, int]) -> Tensor:
    """Boxes (n, 5) cut off at the picture's edges, without those of which less than a quarter is left."""
    cut = boxes.clone()
    cut[:, 0:4:2] = cut[:, 0:4:2].clamp(0, size[1])
    cut[:, 1:4:2] = cut[:, 1:4:2].clamp(0, size[0])
    area, left = ((one[:, 2:4] - one[:, :2]).prod(1) for one in (boxes, cut))
    return cut[(left > 0) & (left >= _LEAST_PART * area)]


def stable_seed(*parts: int) -> int:
    """A seed of 63 bits that depends on each of the parts, the same on every machine."""
    text = ",".join(map(str, parts)).encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little") >> 1
