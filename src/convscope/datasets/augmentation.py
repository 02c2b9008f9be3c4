"""Augmentation by name and strength, of training pictures alone.

A text such as ``flip, crop 0.3, rotation 15`` or ``medium, mixup``: none, light, medium and strong stand for several.
The transforms are torchvision's.  What happens to a picture depends on the seed, the epoch and the picture alone: not
on the batch that it comes in, nor on the process that loads it, so that a resumed training sees the same pictures.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from convscope.errors import DataError, suggest

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True)
class Kind:
    """A way to change a picture.

    Attributes:
        strength: when none is said.
        most: the greatest strength that makes sense.
        meaning: of the strength.
        make: torchvision's transform for a strength and (rows, columns).
    """

    strength: float
    most: float
    meaning: str
    make: Callable[[float, tuple[int, int]], Any]


def _v2() -> Any:
    from torchvision.transforms import v2

    return v2


def _bilinear() -> Any:
    return _v2().InterpolationMode.BILINEAR


def _crop(strength: float, size: tuple[int, int]) -> Any:
    return _v2().RandomResizedCrop(size, scale=(1 - strength, 1), ratio=(0.8, 1.25), antialias=True)


def _shift(strength: float, size: tuple[int, int]) -> Any:
    padding = [max(1, round(strength * side)) for side in size]
    return _v2().RandomCrop(size, padding=[padding[1], padding[0]], padding_mode="reflect")


def _affine(strength: float, size: tuple[int, int]) -> Any:  # noqa: ARG001
    return _v2().RandomAffine(
        90 * strength,
        translate=(strength, strength),
        scale=(1 - strength, 1 + strength),
        shear=45 * strength,
        interpolation=_bilinear(),
    )


KINDS: dict[str, Kind] = {
    "flip": Kind(
        0.5, 1, "how often left and right change places", lambda s, _: _v2().RandomHorizontalFlip(s)
    ),
    "crop": Kind(0.4, 0.95, "greatest share of the area that is cut away before resizing", _crop),
    "shift": Kind(0.125, 0.5, "greatest shift, in parts of the side; the border is mirrored", _shift),
    "rotation": Kind(
        15, 180, "greatest angle in degrees", lambda s, _: _v2().RandomRotation(s, interpolation=_bilinear())
    ),
    "shear": Kind(
        10,
        45,
        "greatest angle in degrees",
        lambda s, _: _v2().RandomAffine(0, shear=[-s, s, -s, s], interpolation=_bilinear()),
    ),
    "affine": Kind(
        0.1, 0.5, "greatest shift, scale, shear and rotation together, 1 being 90 degrees", _affine
    ),
    "colour": Kind(
        0.3,
        1,
        "greatest change of brightness, contrast and saturation; of hue a tenth",
        lambda s, _: _v2().ColorJitter(s, s, s, s / 10),
    ),
    "randaugment": Kind(9, 30, "magnitude of two operations", lambda s, _: _v2().RandAugment(2, round(s))),
    "erasing": Kind(
        0.25,
        1,
        "how often a rectangle becomes grey",
        lambda s, _: _v2().RandomErasing(s, scale=(0.04, 0.2), value=127),
    ),
}
# These mix the pictures of a batch and their labels; the strength is alpha of the Beta distribution.
MIXING = {"mixup": 0.2, "cutmix": 1.0}
WORDS = {
    "none": "",
    "light": "flip, shift",
    "medium": "flip, crop, rotation, colour 0.2",
    "strong": "flip, crop 0.6, rotation 20, shear, colour 0.4, erasing",
}
# Grey pictures are digits, letters, X-rays: mirrored they may mean something else.
GREY_WORDS = {
    "none": "",
    "light": "shift 0.07, rotation 8",
    "medium": "affine 0.08",
    "strong": "affine 0.12, erasing",
}


@dataclass(frozen=True)
class Augmentation:
    """What is done to training pictures.

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
        text: names with or without strengths, parted by commas.
        channels: of the pictures; what the words mean depends on them.

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
        wrong = [name for name, _ in steps if name in ("colour", "randaugment")]
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
            f"The strength of {name} is one number above 0 and at most {most:g}, but {' '.join(said)!r} came.",
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
        augmentation: what is done.
        size: (rows, columns) of the pictures.
        classes: how many, for mixed labels.
        seed: of all that is random.
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
        return _v2().Compose(
            [KINDS[name].make(strength, self.size) for name, strength in self.augmentation.steps]
        )

    @cached_property
    def _mixers(self) -> list[Any]:
        kinds = {"mixup": _v2().MixUp, "cutmix": _v2().CutMix}
        return [
            kinds[name](alpha=strength, num_classes=self.classes)
            for name, strength in self.augmentation.mixing
        ]


def stable_seed(*parts: int) -> int:
    """A seed of 63 bits that depends on each of the parts, the same on every machine."""
    text = ",".join(map(str, parts)).encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little") >> 1
