"""The makers as functions of Python."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar, Unpack

from convscope.makers.kept_photo import path_of
from convscope.makers.making import make
from convscope.makers.options import (
    CaricatureOptions,
    DreamOptions,
    InvertOptions,
    Photo,
    StyleOptions,
    VisualizeOptions,
)
from convscope.makers.progress import Making
from convscope.makers.result import Synthesis
from convscope.makers.settings import (
    CaricatureSettings,
    DreamSettings,
    InvertSettings,
    Settings,
    StyleSettings,
)
from convscope.makers.visualization.settings import VisualizeSettings
from convscope.network import Network
from convscope.objectives import Objective
from convscope.progress import Progress
from convscope.render.notebook import default_progress

# The settings that name photos.
_PHOTOS = ("photo", "guide", "content", "styles", "masks")

Objectives = str | Objective | Sequence[str | Objective]
F = TypeVar("F", bound=Callable[..., Synthesis])


def _documented(settings: type[Settings]) -> Callable[[F], F]:
    """Add to a function's documentation what each setting means and what it is by default."""

    def document(function: F) -> F:
        lines = [
            f"    {name}: {field.description}"
            + ("" if field.is_required() else f" Default: {field.default!r}.")
            for name, field in settings.model_fields.items()
            if not {name, name.removesuffix("s")} & inspect.signature(function).parameters.keys()
        ]
        function.__doc__ = "\n".join([inspect.cleandoc(function.__doc__ or ""), "", "Settings:", *lines])
        return function

    return document


@_documented(VisualizeSettings)
def visualize(
    network: Network,
    units: Objectives,
    *,
    progress: Progress | None = None,
    **settings: Unpack[VisualizeOptions],
) -> Synthesis:
    """Make the pictures that activate units most.

    Args:
        network: from `convscope.open_network` or `convscope.Network`.
        units: objectives or their texts; a layer alone stands for all its channels.
        progress: told after each step; cancelling it ends the synthesis with the best picture so far.
        settings: those of `convscope.makers.visualization.settings.VisualizeSettings`.

    Returns:
        The pictures with what they reach: `.picture`, `.images` (N, rows, columns, C), `.value`, `.save(path)`.

    Raises:
        ConvscopeError: of the kind that says what is wrong.
    """
    return _made("visualize", network, progress, {**settings, "units": texts_of(units)})


@_documented(DreamSettings)
def dream(
    network: Network,
    photo: Photo,
    layer: Objectives = (),
    *,
    progress: Progress | None = None,
    **settings: Unpack[DreamOptions],
) -> Synthesis:
    """Make a photo in which a network sees more of what it already sees.

    Args:
        network: from `convscope.open_network` or `convscope.Network`.
        photo: a path, or a picture in memory, as `convscope.images.decode` takes it.
        layer: what to see more of: layers, channels or objectives, one or several; by default the last stage but
            one.
        progress: told after each step; cancelling it ends the synthesis with the best picture so far.
        settings: those of `convscope.makers.settings.DreamSettings`.

    Returns:
        The dream: `.picture`, `.images` (1, rows, columns, 3), `.value`, `.save(path)`.

    Raises:
        ConvscopeError: of the kind that says what is wrong.
    """
    return _made("dream", network, progress, {**settings, "photo": photo, "layers": texts_of(layer)})


@_documented(InvertSettings)
def invert(
    network: Network,
    photo: Photo,
    layer: Objectives = (),
    *,
    progress: Progress | None = None,
    **settings: Unpack[InvertOptions],
) -> Synthesis:
    """Reconstruct a photo from what layers of a network hold of it.

    Args:
        network: from `convscope.open_network` or `convscope.Network`.
        photo: a path, or a picture in memory, as `convscope.images.decode` takes it.
        layer: from which layers, one or several; by default one at each stage.
        progress: told after each step; cancelling it ends the synthesis with the best picture so far.
        settings: those of `convscope.makers.settings.InvertSettings`.

    Returns:
        The strip as `.picture`, the reconstructions as `.images` (N, rows, columns, 3), and for each layer its
        relative error and the decibels to the photo in `.facts["layers"]`.

    Raises:
        ConvscopeError: of the kind that says what is wrong.
    """
    return _made("invert", network, progress, {**settings, "photo": photo, "layers": texts_of(layer)})


@_documented(StyleSettings)
def style(
    network: Network,
    content: Photo,
    styles: Photo | Sequence[Photo],
    *,
    progress: Progress | None = None,
    **settings: Unpack[StyleOptions],
) -> Synthesis:
    """Redraw a photo in the style of other pictures.

    Args:
        network: from `convscope.open_network` or `convscope.Network`.
        content: a path, or a picture in memory, as `convscope.images.decode` takes it.
        styles: one or several pictures, likewise.
        progress: told after each step; cancelling it ends the synthesis with the best picture so far.
        settings: those of `convscope.makers.settings.StyleSettings`.

    Returns:
        The picture: `.picture`, `.images` (1, rows, columns, 3), `.value`, `.save(path)`.

    Raises:
        ConvscopeError: of the kind that says what is wrong.
    """
    several = list(styles) if isinstance(styles, list | tuple) else [styles]
    return _made("style", network, progress, {**settings, "content": content, "styles": several})


@_documented(CaricatureSettings)
def caricature(
    network: Network,
    photo: Photo,
    layer: str | None = None,
    *,
    progress: Progress | None = None,
    **settings: Unpack[CaricatureOptions],
) -> Synthesis:
    """Draw what a layer sees in a photo more strongly than it is.

    Args:
        network: from `convscope.open_network` or `convscope.Network`.
        photo: a path, or a picture in memory, as `convscope.images.decode` takes it.
        layer: what sees it; by default the last stage but one.
        progress: told after each step; cancelling it ends the synthesis with the best picture so far.
        settings: those of `convscope.makers.settings.CaricatureSettings`.

    Returns:
        The caricature: `.picture`, `.images` (1, rows, columns, 3), `.value`, `.save(path)`.

    Raises:
        ConvscopeError: of the kind that says what is wrong.
    """
    return _made("caricature", network, progress, {**settings, "photo": photo, "layer": layer})


def _made(name: str, network: Network, progress: Progress | None, settings: dict[str, Any]) -> Synthesis:
    return make(name, network, maker_settings(settings), making=Making(default_progress(progress)))


def maker_settings(given: Mapping[str, Any]) -> dict[str, Any]:
    """Keyword arguments as a maker's settings: photos in memory become files."""
    return {key: _paths(value) if key in _PHOTOS else value for key, value in given.items()}


def _paths(photos: Any) -> Any:
    if isinstance(photos, list | tuple):
        return [path_of(photo) for photo in photos]
    return photos if photos is None else path_of(photos)


def texts_of(objectives: Objectives) -> list[str]:
    """Objectives as texts."""
    several = [objectives] if isinstance(objectives, str | Objective) else objectives
    return [str(objective) for objective in several]
