"""Films in the style of pictures."""

from __future__ import annotations

from torch import Tensor

from convscope.makers.films import Redrawing
from convscope.makers.kinds.styles import coloured_as_set, styles_of, styling_of
from convscope.makers.photos import check_takes_photos
from convscope.makers.settings import StyleSettings
from convscope.network import Network
from convscope.progress import Progress
from convscope.synthesis.style_objective import Style, Styling
from convscope.synthesis.style_transfer import recoloured, transfer

ANEW = (
    0.5  # where less of a frame than that is known from the one before, it is drawn from coarse to fine again
)


class StyledFrames(Redrawing):
    """Each frame redrawn as a photo is.

    The first, and those after a cut, are drawn from coarse to fine, all others at their size alone, since what they
    begin with has its large shapes already.

    Args:
        network: read, never changed.
        settings: of a style transfer, the film being its content.
    """

    what = "style"

    def __init__(self, network: Network, settings: StyleSettings) -> None:
        check_takes_photos(network)
        self.film, self.size = settings.content, settings.size
        self.steps = settings.steps * settings.scales
        self._network, self._settings = network, settings
        self._styles: list[Style] = []
        self._how: Styling | None = None

    def base(self, frame: Tensor) -> Tensor:
        """The frame in the style's colours."""
        # Those of the first frame, to which a style may be matched, are the whole film's.
        if self._how is None:
            self._styles = styles_of(self._settings, frame)
            self._how = styling_of(self._network, self._settings, frame)
        return recoloured(frame, self._styles, self._how)

    def drawn(self, frame: Tensor, begun: Tensor, carried: float, progress: Progress) -> Tensor:
        """See `Redrawing.drawn`."""
        assert self._how is not None
        found, _ = transfer(
            self._network,
            frame,
            self._styles,
            self._how,
            begun=begun if carried >= ANEW else None,
            seed=self._settings.seed,
            progress=progress,
        )
        return found

    def coloured(self, frame: Tensor, image: Tensor) -> Tensor:
        """The drawing, in the frame's colours where they are to be kept."""
        return coloured_as_set(self._settings, frame, image)
