"""Points of vectors by the method asked for, kept with their scan."""

from __future__ import annotations

import hashlib
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from convscope.errors import ScanError
from convscope.examine.embedding import pca, tsne, umap
from convscope.examine.embedding.settings import EmbedSettings
from convscope.examine.neighbours.search import Matrix, unit_vectors
from convscope.examine.scans.scan import Scan
from convscope.examine.scans.vectors import Vectors
from convscope.files import replacing

FEWEST = 5
_METHODS: dict[str, ModuleType] = {"t-sne": tsne, "umap": umap, "pca": pca}
_FOLDER = "embeddings"


def points_of(scan: Scan, vectors: Vectors, settings: EmbedSettings) -> NDArray[np.float64]:
    """Points (N, 2) of a layer's vectors; computed once, and then read from the scan's folder.

    Raises:
        ScanError: there are fewer photos than `FEWEST`, or all have the same vector.
        ExtraError: a package that the method needs is not installed.
        OutputError: the scan's folder cannot be written to.
    """
    units = unit_vectors(vectors.values)
    if len(units) < FEWEST:
        raise ScanError(
            f"An embedding needs at least {FEWEST} photos, got {len(units)}.", "Scan more photos."
        )
    if np.ptp(units, axis=0).max() < 1e-6:
        raise ScanError(
            f"All photos have vectors of the same direction in {vectors.layer}.", "Choose another layer."
        )
    digest = hashlib.sha256(settings.model_dump_json(exclude={"among"}).encode())
    digest.update(units.tobytes())
    kept = scan.folder / _FOLDER / f"{settings.method}-{digest.hexdigest()[:16]}.npy"
    if kept.exists():
        read: NDArray[np.float64] = np.load(kept)
        return read
    found: NDArray[np.float64] = _METHODS[settings.method].fit(units, settings)
    with replacing(kept) as temporary:
        np.save(temporary, found)
    return found


def place_into(
    vectors: Vectors, points: NDArray[np.float64], new: Matrix, settings: EmbedSettings
) -> NDArray[np.float64]:
    """Points (M, 2) of new vectors (M, C) among those of a scan, which stay where they are."""
    units = unit_vectors(vectors.values)
    found: NDArray[np.float64] = _METHODS[settings.method].place(units, points, unit_vectors(new), settings)
    return found
