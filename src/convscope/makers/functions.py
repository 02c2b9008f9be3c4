"""The makers as functions of Python."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from convscope.makers.making import make
from convscope.makers.progress import Making
from convscope.makers.result import Synthesis
from convscope.network import Network
from convscope.objectives import Objective
from convscope.progress import Progress
from convscope.synthesis.recipes import recipe_named

Layers = str | Objective | Sequence[str | Objective] | None


def visualize(
    network: Network,
    units: str | Objective | Sequence[str | Objective],
    *,
    recipe: str = "distill",
    seed: int = 0,
    progress: Progress | None = None,
    **settings: Any,
) -> Synthesis:
    """Make the pictures that units answer to most.

    Args:
        network: from `convscope.open_network` or `convscope.Network`.
        units: objectives or their texts; a layer alone stands for all its channels.
        recipe: a method of the literature: distill, maco, simonyan, mahendran, yosinski, inceptionism or none.
        seed: of everything random.
        progress: told after each step; cancelling it ends the making with the best picture so far.
        settings: replace parts of the recipe; those of `convscope.makers.visualization.settings.VisualizeSettings`.

    Returns:
        The pictures with what they reach: `.picture`, `.images` (N, rows, columns, C), `.value`, `.save(path)`.

    Raises:
        ConvscopeError: of the kind that says what is wrong.
    """
    named = [units] if isinstance(units, str | Objective) else list(units)
    asked = {**recipe_named(recipe), **settings, "units": tuple(map(str, named)), "seed": seed}
    return make("visualize", network, asked, making=Making(progress))


def dream(
    network: Network,
    photo: str | os.PathLike[str],
    layer: Layers = None,
    *,
    seed: int = 0,
    progress: Progress | None = None,
    **settings: Any,
) -> Synthesis:
    """Make a photo in which a network sees more of what it already sees.

    Args:
        network: from `convscope.open_network` or `convscope.Network`.
        photo: path of the photo.
        layer: what to see more of: layers, channels or objectives, one or several; by default the last stage but
            one.
        seed: of everything random.
        progress: told after each step; cancelling it ends the making with the best picture so far.
        settings: those of `convscope.makers.kinds.dreams.DreamSettings`, such as octaves, steps, guide, zoom.

    Returns:
        The dream: `.picture`, `.images` (1, rows, columns, 3), `.value`, `.save(path)`.

    Raises:
        ConvscopeError: of the kind that says what is wrong.
    """
    asked = {**settings, "photo": photo, "layers": _texts(layer), "seed": seed}
    return make("dream", network, asked, making=Making(progress))


def invert(
    network: Network,
    photo: str | os.PathLike[str],
    layer: Layers = None,
    *,
    seed: int = 0,
    progress: Progress | None = None,
    **settings: Any,
) -> Synthesis:
    """Reconstruct a photo from what layers of a network hold of it.

    Args:
        network: from `convscope.open_network` or `convscope.Network`.
        photo: path of the photo.
        layer: from which layers, one or several; by default one at each stage.
        seed: of everything random.
        progress: told after each step; cancelling it ends the making with the best picture so far.
        settings: those of `convscope.makers.kinds.inversions.InvertSettings`.

    Returns:
        The strip as `.picture`, the reconstructions as `.images` (N, rows, columns, 3), and for each layer its
        relative error and the decibels to the photo in `.facts["layers"]`.

    Raises:
        ConvscopeError: of the kind that says what is wrong.
    """
    asked = {**settings, "photo": photo, "layers": _texts(layer), "seed": seed}
    return make("invert", network, asked, making=Making(progress))


def style(
    network: Network,
    content: str | os.PathLike[str],
    styles: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    *,
    seed: int = 0,
    progress: Progress | None = None,
    **settings: Any,
) -> Synthesis:
    """Redraw a photo in the style of other pictures.

    Args:
        network: from `convscope.open_network` or `convscope.Network`.
        content: path of the photo.
        styles: paths of one or several pictures.
        seed: of everything random.
        progress: told after each step; cancelling it ends the making with the best picture so far.
        settings: those of `convscope.makers.kinds.styles.StyleSettings`.

    Returns:
        The picture: `.picture`, `.images` (1, rows, columns, 3), `.value`, `.save(path)`.

    Raises:
        ConvscopeError: of the kind that says what is wrong.
    """
    several = [styles] if isinstance(styles, str | os.PathLike) else list(styles)
    asked = {**settings, "content": content, "styles": several, "seed": seed}
    return make("style", network, asked, making=Making(progress))


def caricature(
    network: Network,
    photo: str | os.PathLike[str],
    layer: str | None = None,
    *,
    seed: int = 0,
    progress: Progress | None = None,
    **settings: Any,
) -> Synthesis:
    """Draw what a layer sees in a photo more strongly than it is.

    Args:
        network: from `convscope.open_network` or `convscope.Network`.
        photo: path of the photo.
        layer: what sees it; by default the last stage but one.
        seed: of everything random.
        progress: told after each step; cancelling it ends the making with the best picture so far.
        settings: those of `convscope.makers.kinds.caricatures.CaricatureSettings`.

    Returns:
        The caricature: `.picture`, `.images` (1, rows, columns, 3), `.value`, `.save(path)`.

    Raises:
        ConvscopeError: of the kind that says what is wrong.
    """
    asked = {**settings, "photo": photo, "layer": layer, "seed": seed}
    return make("caricature", network, asked, making=Making(progress))


def _texts(layers: Layers) -> list[str]:
    if layers is None:
        return []
    return [str(layers)] if isinstance(layers, str | Objective) else [str(layer) for layer in layers]
