"""Making any picture again from what its PNG carries: an attribution or a synthesised picture."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from convscope.errors import SynthesisError
from convscope.explanation.attribution import Attribution
from convscope.explanation.explaining import explain
from convscope.explanation.picture import View
from convscope.makers.progress import Making
from convscope.makers.reproduction import SynthesisManifest, check_network
from convscope.makers.result import Synthesis
from convscope.network import Network, Opening, open_network
from convscope.progress import Progress
from convscope.render.manifest import read_manifest


class AttributionManifest(BaseModel):
    """What must stand in the PNG of an attribution; it may come from anyone.

    Attributes:
        photo: the photo's path.
        digest: of the photo as the network takes it.
        network: the network's name.
        opening: how it was opened, with the digest of its tensors.
        method: the method's name.
        target: what was explained.
        layer: by which layer, if by any.
        options: the method's.
        seed: of all random numbers.
        mask: the rule of a mask, where the picture is one.
        view: what the map was drawn on.
    """

    photo: str
    digest: str
    network: str
    opening: dict[str, Any]
    method: str
    target: str
    layer: str | None
    options: dict[str, Any]
    seed: int
    mask: str | None = None
    view: View = "photo"

    def make(self, network: Network) -> Attribution:
        """The attribution again.

        Raises:
            SynthesisError: the network or the photo is another one than it was made with.
        """
        check_network(self.network, self.opening, network)
        if not Path(self.photo).exists():
            raise SynthesisError(
                f"The attribution is of {self.photo!r}, and there is no such file.",
                "Put the photo back, or explain it anew.",
            )
        made = explain(
            network, self.photo, self.method, self.target, self.layer, seed=self.seed, **self.options
        )
        if made.digest != self.digest:
            raise SynthesisError(f"{self.photo} is another photo than the one explained.", "Restore it.")
        return made


def manifest_of(path: str | os.PathLike[str]) -> SynthesisManifest | AttributionManifest:
    """How a PNG was made.

    Raises:
        ImageError: the file is no PNG that can be read.
        SynthesisError: it does not say how it was made.
    """
    carried = read_manifest(path)
    kind = AttributionManifest if "method" in carried else SynthesisManifest
    try:
        return kind.model_validate(carried)
    except ValidationError:
        raise SynthesisError(
            f"{path} does not say how it was made.", "Give a PNG as Convscope wrote it."
        ) from None


def reproduce(
    picture: str | os.PathLike[str],
    network: Network | None = None,
    *,
    progress: Progress | None = None,
    run_code: bool = False,
) -> Synthesis | Attribution:
    """Make a picture again from what its PNG carries.

    Args:
        picture: a PNG that Convscope wrote: of an attribution, or of visualize, dream, invert, style or caricature.
        network: the one that it was made with; by default opened as the picture says.
        progress: told after each step of a synthesis.
        run_code: whether a Python file that the picture names as its network may run.

    Returns:
        The same picture on the same machine; `.save(path)` writes it.

    Raises:
        ImageError: the file is no PNG that can be read.
        NetworkError: the network cannot be opened.
        SynthesisError: it does not say how it was made, or the network or a photo is another one now.
    """
    manifest = manifest_of(picture)
    opening = replace(Opening.of_document(manifest.opening), run_code=run_code)
    opened = network or open_network(opening)
    if isinstance(manifest, AttributionManifest):
        return manifest.make(opened)
    return manifest.make(opened, Making(progress, limit=manifest.stopped_at))
