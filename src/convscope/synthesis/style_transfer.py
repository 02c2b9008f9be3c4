"""Neural style: a photo redrawn so that its layers' statistics are those of other pictures.

Gatys, Ecker and Bethge 2015, "A neural algorithm of artistic style" (arXiv:1508.06576), from coarse to fine as in
Gatys et al. 2017 (arXiv:1611.07865).  What is climbed: `convscope.synthesis.style_objective`.
"""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor

from convscope.network import Network
from convscope.progress import Progress
from convscope.synthesis.checkpoint import Checkpoint
from convscope.synthesis.climb import Climb
from convscope.synthesis.colours import with_colours_of
from convscope.synthesis.parameterization import Parameterization, Pixels
from convscope.synthesis.pictures import resized, shown
from convscope.synthesis.resolutions import Resolution, climb_resolutions
from convscope.synthesis.style_objective import Style, Styling, style_objective
from convscope.synthesis.view import View


def transfer(
    network: Network,
    content: Tensor,
    styles: Sequence[Style],
    how: Styling,
    *,
    begun: Tensor | None = None,
    seed: int = 0,
    progress: Progress | None = None,
    checkpoint: Checkpoint | None = None,
) -> tuple[Tensor, list[Tensor]]:
    """Redraw a photo in the style of others, from coarse to fine.

    Args:
        network: read, never changed.
        content: (1, 3, rows, columns), 0 to 1.
        styles: at least one; those without a mask are blended by their weights.
        how: layers, weights, sizes, steps.
        begun: (1, 3, rows, columns), the picture to begin with, at its size alone; by default the photo in the first
            style's colours, at the coarsest size.
        seed: of the random movements, of which a style transfer has none.
        progress: see `climb_resolutions`.
        checkpoint: see `climb_resolutions`.

    Returns:
        The picture, of the content's shape, and the objective's values (steps, 1) at each size.
    """
    sizes = how.sizes(content) if begun is None else [(content.shape[2], content.shape[3])]
    first = recoloured(content, styles, how) if begun is None else begun

    def resolution(number: int) -> Resolution:
        rows, columns = sizes[number]
        view = View(network, rows, columns, tile=how.tile)
        return Resolution(
            view,
            style_objective(view, resized(content, sizes[number]).clamp(0, 1), styles, how),
            Parameterization(Pixels((3, rows, columns)), decorrelated=False, range="clamp"),
            Climb(how.steps, how.stepper, transforms=(), constraints=(), revive=False),
        )

    def start(number: int, before: Tensor | None) -> Tensor:
        return shown(resized(first if before is None else before, sizes[number]))

    return climb_resolutions(
        network, len(sizes), resolution, start, seed=seed, progress=progress, checkpoint=checkpoint
    )


def recoloured(content: Tensor, styles: Sequence[Style], how: Styling) -> Tensor:
    """The photo in the colours of the style that is everywhere: the part of a style that needs no steps."""
    if not how.style or styles[0].mask is not None:
        return content
    return with_colours_of(styles[0].image, content)
