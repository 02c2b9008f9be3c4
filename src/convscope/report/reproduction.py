"""Making anything again from what its file carries."""

from __future__ import annotations

import os
from dataclasses import replace

from pydantic import ValidationError

from convscope.errors import SynthesisError
from convscope.explanation.attribution import Attribution
from convscope.explanation.reproduction import AttributionManifest
from convscope.makers.reproduction import SynthesisManifest
from convscope.makers.result import Synthesis
from convscope.network import Network, Opening, open_network
from convscope.progress import Progress
from convscope.record import Recorded
from convscope.record.carried import read_manifest
from convscope.report.recorded_manifest import RecordedManifest

Manifest = SynthesisManifest | AttributionManifest | RecordedManifest


def manifest_of(path: str | os.PathLike[str]) -> Manifest:
    """How a file was made.

    Raises:
        ImageError: the file cannot be read, or is of a kind that never says it.
        SynthesisError: it does not say how it was made, or is nothing that is made again.
    """
    carried = read_manifest(path)
    kind: type[Manifest] = SynthesisManifest
    if "made" in carried:
        kind = RecordedManifest
    elif "method" in carried:
        kind = AttributionManifest
    try:
        manifest: Manifest = kind.model_validate(carried)
    except ValidationError:
        raise SynthesisError(
            f"{path} does not say how it was made.", "Give a file as Convscope wrote it."
        ) from None
    if isinstance(manifest, RecordedManifest):
        manifest.check_kind()
    return manifest


def reproduce(
    picture: str | os.PathLike[str],
    network: Network | None = None,
    *,
    progress: Progress | None = None,
    run_code: bool = False,
) -> Synthesis | Attribution | Recorded:
    """Make a picture, a page, a table or figures again from what their file carries.

    Args:
        picture: a file that Convscope wrote: PNG, SVG, PDF, HTML, JSON, CSV, LaTeX or NumPy's .npy.
        network: the one that it was made with; by default opened as the file, or its scan, says.
        progress: told how far it is.
        run_code: whether a Python file that the file names as its network may run.

    Returns:
        What the function of that name returns, the same on the same machine.

    Raises:
        ImageError: the file cannot be read.
        NetworkError: the network cannot be opened.
        SynthesisError: it does not say how it was made, or the network, a photo or data are others now.
    """
    manifest = manifest_of(picture)
    opened = network
    if opened is None and manifest.opening is not None:
        opened = open_network(replace(Opening.of_document(manifest.opening), run_code=run_code))
    if isinstance(manifest, RecordedManifest):
        return manifest.make(opened, progress, run_code=run_code)
    assert opened is not None
    if isinstance(manifest, AttributionManifest):
        return manifest.make(opened)
    return manifest.make(opened, manifest.making(progress))
