"""The pictures that a network learned from, by the features that it has of them: of a scan, or of a data set."""

from __future__ import annotations

import os

from convscope.datasets import open_dataset
from convscope.errors import DataError, EvaluationError
from convscope.evaluation.features import TrainingFeatures, read_features
from convscope.evaluation.scanned_features import scanned_features
from convscope.examine.scans import Scan
from convscope.network import Network
from convscope.progress import Progress


def learned_from(
    network: Network,
    *,
    data: str | os.PathLike[str] | None = None,
    scan: str | os.PathLike[str] | Scan | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> TrainingFeatures:
    """The features of the pictures that a network learned from; labels are of use but not needed.

    Args:
        network: takes photos.
        data: place of a data set (`convscope.datasets.open_dataset`), of which the training part is taken where it
            has parts; of more than 2,000 pictures a random sample is read.
        scan: or a scan of the network, its name or its folder, of which all pictures are known already.
        seed: of the sample.
        progress: told how many pictures are read.

    Raises:
        DataError: there are no such data, or both are given, or neither.
        ScanError: there is no such scan, or it is of another network.
        EvaluationError: none of the pictures can be read.
        Cancelled: somebody asked to stop.
    """
    if (data is None) == (scan is None):
        raise DataError("The training pictures are those of a scan or of a data set.", "Give one of the two.")
    if scan is not None:
        return scanned_features(scan if isinstance(scan, Scan) else Scan.open(scan), network)
    assert data is not None
    dataset = open_dataset(data, needs_labels=False)
    items = dataset.splits.get("train", dataset.items)
    found = read_features(network, items, dataset.classes, seed=seed, progress=progress)
    if found is None:
        raise EvaluationError(f"None of the pictures of {dataset.name} could be read.", "Give others.")
    return found
