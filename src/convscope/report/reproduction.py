"""Making anything again from what its file carries: an attribution, a synthesised picture, a look or a comparison."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, Field, ValidationError

from convscope.errors import SynthesisError
from convscope.explanation.attribution import Attribution
from convscope.explanation.reproduction import AttributionManifest
from convscope.images import decode
from convscope.makers.progress import Making
from convscope.makers.reproduction import SynthesisManifest, check_network
from convscope.makers.result import Synthesis
from convscope.network import Network, Opening, open_network
from convscope.progress import Progress
from convscope.render.manifest import read_manifest
from convscope.report.comparison import Comparison, compare
from convscope.report.photo import Look, look


class AnnotatedRegions(BaseModel):
    """Where the objects were: the folder that says it, None where they were given as tensors, and their digest."""

    folder: str | None
    digest: str


class Asked(BaseModel):
    """What was asked of maps; see `convscope.explanation.request.Request`."""

    methods: list[str]
    metrics: list[str]
    target: str | None
    layer: str | None
    options: dict[str, dict[str, Any]]
    seed: int
    regions: AnnotatedRegions | None = None
    training: bool = False
    shown: int = 6


class ReportManifest(BaseModel):
    """What must stand in a report; it may come from anyone.

    Attributes:
        made: what it is.
        network: the network's name.
        opening: how it was opened, with the digest of its tensors.
        photos: their names, with the digests of their pixels.
        asked: of their maps.
        found: digest of the figures that were found.
    """

    made: Literal["look", "comparison"]
    network: str
    opening: dict[str, Any]
    photos: list[tuple[str, str]] = Field(min_length=1)
    asked: Asked
    found: str

    def make(self, network: Network, progress: Progress | None = None) -> Look | Comparison:
        """The report again.

        Raises:
            ConvscopeError: it cannot be made again: the network, a photo or an annotation is another one or gone, or
                the report does not carry what it was made of.
        """
        self._check(network)
        asked = self.asked
        regions = None if asked.regions is None else asked.regions.folder
        given: dict[str, Any] = {**asked.model_dump(include=_ARGUMENTS), "regions": regions}
        made: Look | Comparison
        if self.made == "look":
            made = look(network, self.photos[0][0], **given)
        else:
            photos = [name for name, _ in self.photos]
            made = compare(network, photos, **given, shown=asked.shown, progress=progress)
        if asked.regions and made.provenance.settings["regions"]["digest"] != asked.regions.digest:
            raise SynthesisError(
                f"The annotations in {regions} are others than those of the report.", "Restore them."
            )
        return made

    def is_same(self, made: Look | Comparison) -> bool:
        """Whether a report holds the very figures of this one."""
        return made.provenance.found == self.found

    def _check(self, network: Network) -> None:
        check_network(self.network, self.opening, network)
        if self.asked.training:
            raise SynthesisError(
                "The report shows the nearest training pictures, which it does not carry.",
                "Look at the photo anew, with the training data.",
            )
        if self.asked.regions and self.asked.regions.folder is None:
            raise SynthesisError(
                "The report's regions were given as tensors, which it does not carry.",
                "Compare anew, with the regions.",
            )
        for name, digest in self.photos:
            if not Path(name).is_file():
                raise SynthesisError(
                    f"The report is of {name!r}, and there is no such file.", "Put the photo back."
                )
            if decode(name).digest != digest:
                raise SynthesisError(f"{name} is another photo than that of the report.", "Restore it.")


_ARGUMENTS = {"methods", "metrics", "target", "layer", "options", "seed"}


def manifest_of(path: str | os.PathLike[str]) -> SynthesisManifest | AttributionManifest | ReportManifest:
    """How a file was made.

    Raises:
        ImageError: the file cannot be read, or is of a kind that never says it.
        SynthesisError: it does not say how it was made, or is nothing that is made again.
    """
    carried = read_manifest(path)
    kind: type[SynthesisManifest | AttributionManifest | ReportManifest] = SynthesisManifest
    if "made" in carried:
        kind = ReportManifest
        if str(carried["made"]) in _OTHER_REPORTS:
            raise SynthesisError(
                f"{path} is of the command {_OTHER_REPORTS[str(carried['made'])]}, whose reports are not made again.",
                "Give a report of look or compare, or a picture; this one says at its end how it was made.",
            )
    elif "method" in carried:
        kind = AttributionManifest
    try:
        return kind.model_validate(carried)
    except ValidationError:
        raise SynthesisError(
            f"{path} does not say how it was made.", "Give a file as Convscope wrote it."
        ) from None


_OTHER_REPORTS = {"evaluation": "evaluate", "unit": "unit", "atlas": "unit"}


def reproduce(
    picture: str | os.PathLike[str],
    network: Network | None = None,
    *,
    progress: Progress | None = None,
    run_code: bool = False,
) -> Synthesis | Attribution | Look | Comparison:
    """Make a picture or a report again from what its file carries.

    Args:
        picture: a file that Convscope wrote: a picture (PNG, PDF, SVG) of an attribution, or of visualize, dream,
            invert, style or caricature; a page of look; a page, figure or table (CSV, LaTeX, JSON) of compare.
        network: the one that it was made with; by default opened as the file says.
        progress: told after each step of a synthesis, and each map of a comparison.
        run_code: whether a Python file that the picture names as its network may run.

    Returns:
        The same on the same machine: ``.save(path)`` writes a picture, ``.provenance.found`` is the digest of a
        report's figures.

    Raises:
        ImageError: the file cannot be read.
        NetworkError: the network cannot be opened.
        SynthesisError: it does not say how it was made, or the network or a photo is another one now.
    """
    manifest = manifest_of(picture)
    opening = replace(Opening.of_document(manifest.opening), run_code=run_code)
    opened = network or open_network(opening)
    if isinstance(manifest, ReportManifest):
        return manifest.make(opened, progress)
    if isinstance(manifest, AttributionManifest):
        return manifest.make(opened)
    return manifest.make(opened, Making(progress, limit=manifest.stopped_at))
