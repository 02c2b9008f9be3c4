"""Making an attribution again from what its picture carries."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel

from convscope.errors import SynthesisError
from convscope.explanation.attribution import Attribution
from convscope.explanation.explaining import explain
from convscope.explanation.picture import View
from convscope.makers.reproduction import check_network
from convscope.network import Network


class AttributionManifest(BaseModel):
    """What must stand in the picture of an attribution; it may come from anyone.

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
        array: whether the file holds the map's values instead of a picture.
        found: digest of these values.
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
    array: bool = False
    found: str = ""

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

    def write(self, made: Attribution, place: Path) -> None:
        """Write the attribution as the file shows it: a picture, a mask or its values.

        Raises:
            ConvscopeError: as the attribution's own ways to save it do.
        """
        if self.array:
            made.save_array(place)
        elif self.mask:
            made.save_mask(place, self.mask)
        else:
            made.save(place, self.view)

    def is_same(self, made: Attribution) -> bool:
        """Whether a map holds the very values of this one."""
        return bool(made.manifest()["found"] == self.found)

    def document(self) -> dict[str, Any]:
        """What it is of, in plain values."""
        return {
            "made": "explain",
            "photo": self.photo,
            "network": self.network,
            "method": self.method,
            "target": self.target,
            "layer": self.layer,
        }
