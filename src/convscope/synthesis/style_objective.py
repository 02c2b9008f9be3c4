"""What a picture in the style of others is like: the statistics of its layers.

    content * mean over content layers of Content  +  style * mean over style layers of GramStyle or PatchStyle
    - tv * total variation

The regions are those of Gatys et al. 2017, "Controlling perceptual factors in neural style transfer"
(arXiv:1611.07865).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from convscope.objectives import (
    Content,
    GramStyle,
    Objective,
    PatchStyle,
    gram_pool,
    patches_of,
    total_variation,
)
from convscope.objectives.objective import Combination
from convscope.synthesis.pictures import resized
from convscope.synthesis.resolutions import growing_sizes
from convscope.synthesis.steppers import LBFGS, Stepper
from convscope.synthesis.view import View

HALVING = 2.0  # from a coarse size to the next finer one
LEAST = 48  # pixels of the coarsest size's shorter side: there the deep layers see large parts of the picture
MOST_PATCHES = 8192  # of a style: beyond, every so many is taken


@dataclass(frozen=True, eq=False)
class Style:
    """A picture whose style is wanted.

    Attributes:
        name: for people.
        image: (1, 3, rows, columns), 0 to 1.
        weight: among several that are blended.
        mask: (rows, columns), the region of the content that shall have it; None for all of it.
    """

    name: str
    image: Tensor = field(repr=False)
    weight: float = 1.0
    mask: Tensor | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Styling:
    """How to redraw.

    Attributes:
        style_layers: with their weights.
        content_layers: with their weights.
        style: weight of the style.
        content: weight of the content.
        tv: weight of the total variation.
        match: ``gram`` for statistics, ``patches`` for whole patches.
        scales: sizes from coarse to fine, each twice the one before; those below 48 pixels are left out.
        steps: at each size.
        stepper: how a gradient becomes a step.
        scale: size of the styles beside the content: at 2 their strokes are twice as large.
        tile: longest side that is computed at once.
    """

    style_layers: Mapping[str, float]
    content_layers: Mapping[str, float]
    style: float = 1.0
    content: float = 1.0
    tv: float = 0.0
    match: str = "gram"
    scales: int = 4
    steps: int = 50
    stepper: Stepper = field(default_factory=LBFGS)
    scale: float = 1.0
    tile: int = 1024

    def sizes(self, content: Tensor) -> list[tuple[int, int]]:
        """Sizes at which a content (1, 3, rows, columns) is redrawn, the coarsest first."""
        return growing_sizes(content.shape[2], content.shape[3], self.scales, HALVING, LEAST)


def style_objective(view: View, content: Tensor, styles: Sequence[Style], how: Styling) -> Objective:
    """What a picture of the content's size shall be like."""
    terms: list[tuple[float, Objective]] = []
    if how.content:
        seen = view.values(content, list(how.content_layers))
        total = sum(how.content_layers.values())
        for address, weight in how.content_layers.items():
            terms.append((how.content * weight / total, Content(address, seen[address][0], "the photo")))
    if how.style:
        terms += [(how.style * share, term) for share, term in _style_terms(view, content, styles, how)]
    if how.tv:
        terms.append((-how.tv, total_variation()))
    return Combination(tuple(terms))


def _style_terms(
    view: View, content: Tensor, styles: Sequence[Style], how: Styling
) -> list[tuple[float, Objective]]:
    """Each layer's terms: one for each region, and one for the blend of the styles that are everywhere."""
    everywhere = [style for style in styles if style.mask is None]
    groups = [*([everywhere] if everywhere else []), *([style] for style in styles if style.mask is not None)]
    total = sum(how.style_layers.values()) * len(groups)
    terms: list[tuple[float, Objective]] = []
    for group in groups:
        mask, name = group[0].mask, " + ".join(style.name for style in group)
        seen = [_seen(view, max(content.shape[2:]), style, how) for style in group]
        if how.match == "patches":
            made = [_patches(of, image, list(how.style_layers)) for of, image in seen]
            targets = [torch.cat(of) for of in zip(*made, strict=True)]
        else:
            weights = torch.tensor([style.weight for style in group])
            made = [_grams(of, image, list(how.style_layers)) for of, image in seen]
            targets = [_blended(weights / weights.sum(), of) for of in zip(*made, strict=True)]
        kind = PatchStyle if how.match == "patches" else GramStyle
        for (address, weight), target in zip(how.style_layers.items(), targets, strict=True):
            terms.append((weight / total, kind(address, target, mask, name)))
    return terms


def _seen(view: View, side: int, style: Style, how: Styling) -> tuple[View, Tensor]:
    """A style whose longest side is that of the picture, or larger by the scale, and how the network sees it."""
    rows, columns = style.image.shape[2:]
    ratio = how.scale * side / max(rows, columns)
    image = resized(style.image, (max(32, round(rows * ratio)), max(32, round(columns * ratio)))).clamp(0, 1)
    return View.of(view.network, image, how.tile), image


def _patches(view: View, image: Tensor, addresses: Sequence[str]) -> list[Tensor]:
    """Patches of each layer; beyond `MOST_PATCHES` every so many."""
    values = view.values(image, addresses)
    patches = [patches_of(values[address][0]) for address in addresses]
    return [of[:: -(-len(of) // MOST_PATCHES)] for of in patches]


def _grams(view: View, image: Tensor, addresses: Sequence[str]) -> list[Tensor]:
    """The Gram matrix (C, C) of each layer."""
    pools = [gram_pool(view.network, address, input_shape=view.graph.input_shape) for address in addresses]
    return [of[0] for of in view.sums(image, pools)]


def _blended(weights: Tensor, grams: Sequence[Tensor]) -> Tensor:
    return torch.einsum("n,nij->ij", weights.to(grams[0]), torch.stack(list(grams)))
