"""A restorer beside the true photos: PSNR and SSIM, before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image

from convscope.errors import ImageError
from convscope.evaluation.resampling import Estimate
from convscope.network import Network
from convscope.record import Recorded
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import picture, table
from convscope.restore.figures import Nearness, finite

# Photos that are named as the worst.
_WORST = 10


@dataclass(frozen=True, eq=False)
class JudgedPicture:
    """A photo that was degraded and restored.

    Attributes:
        photo: its name.
        before: how near the degraded photo is to the true one.
        after: how near the restored one is.
    """

    photo: str
    before: Nearness
    after: Nearness

    @property
    def gain(self) -> float:
        """By how many dB the PSNR grew."""
        return self.after.psnr - self.before.psnr


@dataclass(frozen=True, eq=False)
class ShownPicture:
    """A part of a photo as the report shows it, in its own pixels.

    Attributes:
        photo: its name.
        before: degraded, of a smaller photo enlarged by a bicubic kernel.
        after: restored.
        truth: as it should be.
    """

    photo: str
    before: Image.Image
    after: Image.Image
    truth: Image.Image


@dataclass(frozen=True, eq=False, repr=False)
class RestorerEvaluation(Recorded, Displayed):
    """A restorer beside the true photos.

    Attributes:
        network: that was judged.
        data: name of the data.
        split: of the data.
        degradation: what was done to the photos, for people.
        scale: how many times longer the network makes the sides of a photo.
        convention: how the figures are computed, for people.
        photos: each judged.
        estimates: by the names of the figures, with their intervals.
        shown: parts of the photos with the highest PSNR gained least, the least first.
        failures: photos that cannot be read or compared, and why.
        seconds: that it took.
    """

    network: Network
    data: str
    split: str
    degradation: str
    scale: int
    convention: str
    photos: tuple[JudgedPicture, ...]
    estimates: Mapping[str, Estimate]
    shown: tuple[ShownPicture, ...]
    failures: tuple[ImageError, ...]
    seconds: float

    @property
    def worst(self) -> list[JudgedPicture]:
        """The photos with the lowest PSNR, the lowest first."""
        return sorted(self.photos, key=lambda photo: photo.after.psnr)[:_WORST]

    @property
    def metrics(self) -> dict[str, float]:
        """The means over the photos, by their names."""
        return {name: estimate.value for name, estimate in self.estimates.items()}

    def document(self) -> dict[str, Any]:
        """The evaluation in plain values; null for what is infinite."""
        return {
            "network": self.network.name,
            "digest": self.network.digest,
            "data": self.data,
            "split": self.split,
            "degradation": self.degradation,
            "scale": self.scale,
            "convention": self.convention,
            "photos": len(self.photos),
            "metrics": {name: finite(value) for name, value in self.metrics.items()},
            "intervals": {name: [finite(one.low), finite(one.high)] for name, one in self.estimates.items()},
            "worst": [_row(photo) for photo in self.worst],
            "unreadable": [str(error) for error in self.failures],
        }

    def _line(self) -> str:
        figures = self.metrics
        of = f"{self.network.name} on {self.data} ({self.split}), {self.degradation}"
        return f"{of}: PSNR {figures['PSNR before']:.2f} -> {figures['PSNR']:.2f} dB"

    def _fragments(self) -> Sequence[str]:
        rows = [(name, f"{value:.4f}") for name, value in self.metrics.items()]
        return [table(("figure", "mean"), rows), *(picture(one.after) for one in self.shown[:1])]


def _row(photo: JudgedPicture) -> dict[str, Any]:
    return {
        "photo": photo.photo,
        "psnr": finite(photo.after.psnr),
        "ssim": photo.after.ssim,
        "psnr_before": finite(photo.before.psnr),
        "ssim_before": photo.before.ssim,
    }
