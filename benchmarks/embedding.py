"""Embeddings by the embedded network: time of 5,000 photos, and how far cats and dogs are apart.

Seconds are those of one processor, all but the scan's forward pass: neighbours, t-SNE, figures, thumbnails and the
page. The photos are the first 500 of each class of the CIFAR-10 subset; the pets are all 1,200 of cats-vs-dogs.
"""

from __future__ import annotations

import os
import shutil
import tarfile
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import convscope
from benchmarks.learning import DATA
from benchmarks.measure import Figure
from convscope.examine.neighbours.duplicates import duplicates
from convscope.examine.neighbours.outliers import outliers
from convscope.examine.scans import Scan
from convscope.report.embedding import write_embedding

_EACH = 500


def run() -> list[Figure]:
    """Time, faithfulness, silhouettes, copies and outliers."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["CONVSCOPE_SCANS"] = str(folder / "scans")
        network = convscope.open_network("efficientnet-lite0")
        cifar = convscope.scan(network, _cifar(folder), name="cifar")
        pets = convscope.scan(network, DATA / "cats-vs-dogs.tar", name="pets")
        return figures(cifar, pets, folder)


def figures(cifar: Scan, pets: Scan, folder: Path) -> list[Figure]:
    """Those of two scans that are there."""
    shutil.rmtree(cifar.folder / "embeddings", ignore_errors=True)
    began = time.process_time()
    small = convscope.embed(cifar)
    write_embedding(small, folder / "page.html")
    seconds = time.process_time() - began
    found = convscope.embed(pets)
    faith, apart = found.faithfulness, found.classes
    least: Literal["at least"] = "at least"
    return [
        Figure("5,000 photos to a page by t-SNE", seconds, "s", 60, "at most", "of one processor"),
        Figure("5,000 photos: trustworthiness", small.faithfulness.trustworthiness, "", 0.9, least),
        Figure("5,000 photos: neighbourhood preservation", small.faithfulness.preservation, "", 0.2, least),
        Figure("cats and dogs: trustworthiness", faith.trustworthiness, "", 0.9, least),
        Figure("cats and dogs: neighbourhood preservation", faith.preservation, "", 0.2, least),
        Figure("cats and dogs: silhouette by the vectors", apart.silhouette or 0, "", 0.1, least),
        Figure("cats and dogs: silhouette by the points", apart.silhouette_of_points or 0, "", 0.4, least),
        Figure("cats and dogs: copies found", len(duplicates(pets).pairs), "pairs", 1, least),
        Figure("cats and dogs: outliers found", len(outliers(pets).outliers), "photos", 1, least),
    ]


def _cifar(folder: Path) -> Path:
    with tarfile.open(DATA / "cifar10-subset.tar") as archive:
        archive.extractall(folder / "all", filter="data")
    for kind in sorted((folder / "all" / "cifar10-subset" / "train").iterdir()):
        (folder / "five" / kind.name).mkdir(parents=True)
        for photo in sorted(kind.iterdir())[:_EACH]:
            shutil.copy(photo, folder / "five" / kind.name)
    return folder / "five"
