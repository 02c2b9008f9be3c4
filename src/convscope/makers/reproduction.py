"""Making a synthesised picture again from what its PNG carries."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from convscope.errors import SynthesisError
from convscope.makers.making import digests_of, find_maker, make
from convscope.makers.progress import Making
from convscope.makers.result import Synthesis
from convscope.network import Network
from convscope.progress import Progress
from convscope.synthesis.steering import Change, Steering


class SynthesisManifest(BaseModel):
    """What must stand in a PNG; it may come from anyone.

    Attributes:
        maker: what made the picture.
        network: the network's name.
        opening: how it was opened, with the digest of its tensors.
        settings: the maker's.
        photos: digests of the photos that the picture was made of, by path.
        stopped_at: the step after which it was stopped early.
        found: digest of its pixels.
        changes: of what was climbed, while it was.
    """

    maker: str
    network: str
    opening: dict[str, Any]
    settings: dict[str, Any]
    photos: dict[str, str] = {}
    stopped_at: int | None = None
    found: str = ""
    changes: tuple[Change, ...] = ()

    def is_same(self, made: Synthesis) -> bool:
        """Whether a picture has the very pixels of this one."""
        return bool(made.manifest()["found"] == self.found)

    def making(self, shown: Progress | None = None) -> Making:
        """What makes the picture again: it stops and turns where the picture did.

        Args:
            shown: told of each step.
        """
        return Making(shown, limit=self.stopped_at, steering=Steering(self.changes))

    def check(self, network: Network) -> None:
        """Check that the picture can be made again with this network and the photos that are there.

        Raises:
            SynthesisError: the network or a photo is another one than it was made with.
        """
        check_network(self.network, self.opening, network)
        parsed = find_maker(self.maker).parse(self.settings)
        for path, digest in digests_of(parsed).items():
            if self.photos.get(path) != digest:
                raise SynthesisError(f"{path} is another photo than the picture was made of.", "Restore it.")

    def make(self, network: Network, making: Making | None = None) -> Synthesis:
        """The picture again.

        Args:
            network: see `check`.
            making: who sees how far it is, from `making`.

        Raises:
            SynthesisError: as `check` does.
        """
        self.check(network)
        return make(self.maker, network, self.settings, making=making or self.making())


def check_network(name: str, opening: dict[str, Any], network: Network) -> None:
    """Check that a picture or report was made with these very tensors.

    Raises:
        SynthesisError: with others.
    """
    expected = opening.get("digest")
    if expected != network.digest:
        raise SynthesisError(
            f"This was made with {name} of digest {expected}, and this network has {network.digest}.",
            "Open the network with the same weights.",
        )
