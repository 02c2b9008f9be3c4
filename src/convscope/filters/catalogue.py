"""Every named kernel; a new one is a function in its family's file and a line here."""

from __future__ import annotations

import inspect
from collections.abc import Mapping

from convscope.filters import edges, gabor, haar, laplacian, leung_malik, sharpening, smoothing, steerable
from convscope.filters.kernels import Kernel
from convscope.filters.recipe import Maker, parse

KERNELS: Mapping[str, Maker] = {
    "identity": smoothing.identity,
    "box": smoothing.box,
    "blur": smoothing.blur,
    "gaussian": smoothing.gaussian,
    "motion-blur": smoothing.motion_blur,
    "sharpen": sharpening.sharpen,
    "unsharp": sharpening.unsharp,
    "emboss": sharpening.emboss,
    "edge": edges.edge,
    "outline": edges.outline,
    "horizontal-edges": edges.horizontal_edges,
    "vertical-edges": edges.vertical_edges,
    "prewitt-horizontal": edges.prewitt_horizontal,
    "prewitt-vertical": edges.prewitt_vertical,
    "sobel-horizontal": edges.sobel_horizontal,
    "sobel-vertical": edges.sobel_vertical,
    "top-sobel": edges.top_sobel,
    "bottom-sobel": edges.bottom_sobel,
    "left-sobel": edges.left_sobel,
    "right-sobel": edges.right_sobel,
    "scharr-horizontal": edges.scharr_horizontal,
    "scharr-vertical": edges.scharr_vertical,
    "roberts-down-right": edges.roberts_down_right,
    "roberts-down-left": edges.roberts_down_left,
    "laplacian": laplacian.laplacian,
    "laplacian-of-gaussian": laplacian.laplacian_of_gaussian,
    "difference-of-gaussians": laplacian.difference_of_gaussians,
    "haar-average": haar.average,
    "haar-horizontal": haar.horizontal,
    "haar-vertical": haar.vertical,
    "haar-diagonal": haar.diagonal,
    "gabor": gabor.gabor,
    "steerable": steerable.steerable,
    "bar": leung_malik.bar,
}


def kernel(text: str) -> Kernel:
    """Make a named kernel.

    Args:
        text: a name of `KERNELS`, with options where wanted: ``gaussian:sigma=2,size=9``.

    Raises:
        FilterError: when the name or an option is unknown, with near matches, or a value impossible.
    """
    recipe = parse(text, KERNELS, "kernel")
    return Kernel(str(recipe), recipe.make(KERNELS), summary_of(KERNELS[recipe.name]))


def summary_of(maker: Maker) -> str:
    """First sentence of the function's docstring."""
    return (inspect.getdoc(maker) or "").partition("\n")[0]
