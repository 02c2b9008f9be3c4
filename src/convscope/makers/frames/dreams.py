"""Dreams of films."""

from __future__ import annotations

from torch import Tensor

from convscope.errors import SynthesisError
from convscope.makers.films import Redrawing
from convscope.makers.kinds.dreams import coloured_as_set, dreaming, scenes_of
from convscope.makers.photos import check_takes_photos
from convscope.makers.settings import DreamSettings
from convscope.network import Network
from convscope.progress import Progress
from convscope.synthesis.deepdream import dream


class DreamtFrames(Redrawing):
    """Each frame dreamt, as a photo is.

    Args:
        network: read, never changed.
        settings: of a dream, the film being its photo.
    """

    what = "dream"

    def __init__(self, network: Network, settings: DreamSettings) -> None:
        check_takes_photos(network)
        if settings.zoom:
            raise SynthesisError("A zoom goes into a photo, and a film was given.", "Take one of its frames.")
        self.film, self.size = settings.photo, settings.size
        self.steps = settings.steps * settings.octaves
        self._network, self._settings = network, settings
        self._terms = scenes_of(network, settings)[0]

    def drawn(self, frame: Tensor, begun: Tensor, carried: float, progress: Progress) -> Tensor:  # noqa: ARG002
        """See `Redrawing.drawn`."""
        # One seed for all frames: where nothing moves, the dream is moved about in the same way each time.
        how = dreaming(self._settings, self._settings.octaves)
        found, _ = dream(self._network, begun, self._terms, how, seed=self._settings.seed, progress=progress)
        return found

    def coloured(self, frame: Tensor, image: Tensor) -> Tensor:
        """The dream, in the frame's colours where they are to be kept."""
        return coloured_as_set(self._settings, frame, image)
