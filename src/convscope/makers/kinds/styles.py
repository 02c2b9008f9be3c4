"""Neural style: a photo redrawn so that its layers' statistics are those of other pictures."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from PIL.Image import Image
from torch import Tensor

from convscope.errors import SynthesisError
from convscope.graph.forward.resources import read_memory
from convscope.makers.photos import (
    array_of,
    check_takes_photos,
    mask_of,
    photo_of_size,
    pil_of,
)
from convscope.makers.progress import Making
from convscope.makers.registration import maker
from convscope.makers.result import Synthesis
from convscope.makers.settings import StyleSettings
from convscope.network import Network
from convscope.progress import Part
from convscope.synthesis import LBFGS, STEPPERS
from convscope.synthesis.colours import with_colours_of, with_luminance_of
from convscope.synthesis.footprint import within
from convscope.synthesis.pictures import as_image, resized
from convscope.synthesis.style_layers import default_layers
from convscope.synthesis.style_objective import Style, Styling, style_objective
from convscope.synthesis.style_transfer import transfer
from convscope.synthesis.view import View

RATES = {"lbfgs": 1.0, "adam": 0.08, "sgd": 0.04}


@maker("style", StyleSettings)
def style_maker(network: Network, settings: StyleSettings, making: Making) -> Synthesis:
    """Redraw the photo from coarse to fine."""
    check_takes_photos(network)
    content = photo_of_size(settings.content, settings.size)
    styles, how = styles_of(settings, content), styling_of(network, settings, content)

    def coloured(picture: Image) -> Image:
        return pil_of(coloured_as_set(settings, content, as_image(np.asarray(picture))))

    steps = settings.steps * len(how.sizes(content))
    drawn, _ = transfer(
        network,
        content,
        styles,
        how,
        seed=settings.seed,
        progress=Part(making, 0, steps, what="style", picture=coloured),
        checkpoint=making,
    )
    view = View.of(network, content, how.tile)
    with torch.no_grad():
        bound = view.bind(style_objective(view, content, styles, how))
        value, before = (float(view.score(one, bound)[0]) for one in (drawn, content))
    image = coloured_as_set(settings, content, drawn)
    names = " + ".join(str(path) for path in settings.styles)
    return Synthesis(
        picture=pil_of(image),
        images=array_of(image),
        objective=f"{settings.content} in the style of {names}",
        value=value,
        steps=making.done,
        facts={
            "content": str(settings.content),
            "styles": [str(path) for path in settings.styles],
            "style_layers": dict(how.style_layers),
            "content_layers": dict(how.content_layers),
            "photo_value": before,
        },
    )


def coloured_as_set(settings: StyleSettings, content: Tensor, image: Tensor) -> Tensor:
    """The drawing, in the photo's colours where they are to be kept."""
    if settings.colours != "luminance":
        return image
    return with_luminance_of(resized(content, image.shape[2:]).clamp(0, 1), image)


def styles_of(settings: StyleSettings, content: Tensor) -> list[Style]:
    """The styles, matched to the content's colours where that is asked for.

    Raises:
        ConvscopeError: one cannot be read, or blend and masks do not go with them.
    """
    for name, given in (("blend", settings.blend), ("masks", settings.masks)):
        if given and len(given) != len(settings.styles):
            raise SynthesisError(
                f"{len(settings.styles)} styles need as many {name}, {len(given)} were given.",
                "Give one for each style, in their order, or none.",
            )
    weights = settings.blend or (1.0,) * len(settings.styles)
    if min(weights) < 0 or sum(weights) <= 0:
        raise SynthesisError(
            f"Weights of styles must not be negative, and one above 0, but are {weights}.", "Write 2 and 1."
        )
    masks: list[Tensor | None] = [mask_of(path) for path in settings.masks]
    masks = masks or [None] * len(settings.styles)
    found = []
    for path, weight, mask in zip(settings.styles, weights, masks, strict=True):
        image = photo_of_size(path, settings.size)
        if settings.colours == "match":
            image = with_colours_of(content, image)
        found.append(Style(str(path), image, weight, mask))
    return found


def styling_of(network: Network, settings: StyleSettings, content: Tensor) -> Styling:
    """How to redraw a content (1, 3, rows, columns).

    Raises:
        ConvscopeError: a layer or the memory is written wrongly.
    """
    of_style, of_content = default_layers(network)
    style_layers = _weighted(settings.style_layers or of_style)
    content_layers = _weighted(settings.content_layers or of_content)
    rows, columns = content.shape[2:]
    tile, remembered = within(
        network, [*style_layers, *content_layers], (rows, columns), read_memory(settings.memory)
    )
    rate = settings.rate or RATES[settings.stepper]
    stepper = LBFGS(rate, remembered) if settings.stepper == "lbfgs" else STEPPERS[settings.stepper](rate)
    return Styling(
        style_layers=style_layers,
        content_layers=content_layers,
        style=settings.style_weight,
        content=settings.content_weight,
        tv=settings.tv,
        match=settings.match,
        scales=settings.scales,
        steps=settings.steps,
        stepper=stepper,
        scale=settings.style_scale,
        tile=tile,
    )


def _weighted(texts: Sequence[str]) -> dict[str, float]:
    """Layers with their weights: LAYER or LAYER=WEIGHT."""
    found = {}
    for text in texts:
        layer, sign, weight = text.partition("=")
        try:
            found[layer] = float(weight) if sign else 1.0
        except ValueError:
            found[layer] = -1.0
        if not 0 < found[layer] < float("inf"):
            raise SynthesisError(
                f"A layer with a weight is written LAYER=2, but {text!r} was given.", "The weight is above 0."
            )
    return found
