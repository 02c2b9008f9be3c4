"""Three networks alone and as one: EfficientNet-Lite0, 1 and 2 and their ensembles, on the shared ImageNet photos.

The photos are few: three of a hundred are 2.4 photos.  The log loss is the mean of minus the logarithm of the right
class's probability; the calibration error compares confidence and accuracy in bins (`convscope evaluate`).
"""

from __future__ import annotations

import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import get_args

import torch
from torch.nn import functional as F

from benchmarks.learning import DATA
from benchmarks.lite_networks import NAMES, open_lite
from benchmarks.measure import Table
from convscope.evaluation.calibration import reliability
from convscope.images import decode
from convscope.network import Network
from convscope.network.ensemble import Combined, ensemble

HEADER = ("network", "top-1", "top-5", "log loss", "calibration error")


def run() -> Iterator[Table]:
    """The table of the documentation."""
    members = [open_lite(name) for name in NAMES]
    networks = dict(zip(NAMES, members, strict=True))
    networks |= {f"the three by their {way}": ensemble(members, way) for way in get_args(Combined)}
    with tempfile.TemporaryDirectory() as folder, tarfile.open(DATA / "imagenet-samples.tar") as archive:
        archive.extractall(folder, filter="data")
        photos = sorted(Path(folder).rglob("*.JPEG"))
        found = {name: _judged(network, photos) for name, network in networks.items()}
    rows = tuple(
        (name, f"{top1:.1%}", f"{top5:.1%}", f"{loss:.3f}", f"{error:.3f}")
        for name, (top1, top5, loss, error) in found.items()
    )
    numbers = {name: dict(zip(HEADER[1:], values, strict=True)) for name, values in found.items()}
    yield Table(f"{len(photos)} photos", HEADER, rows, numbers)


def _judged(network: Network, photos: Sequence[Path]) -> tuple[float, float, float, float]:
    truth = torch.tensor([network.labels.find(path.name.partition("_")[0]) for path in photos])
    with torch.no_grad():
        scores = torch.cat([network.scores(network.prepare(decode(path))) for path in photos])
    ranked = scores.argsort(1, descending=True)
    right = ranked[:, :5] == truth[:, None]
    loss = float(F.cross_entropy(scores, truth))
    probabilities = scores.softmax(1).max(1).values.double().numpy()
    bins = reliability(probabilities, right[:, 0].numpy())
    return (
        float(right[:, 0].float().mean()),
        float(right.any(1).float().mean()),
        loss,
        bins.expected_error,
    )
