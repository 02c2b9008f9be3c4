"""Caricatures: what a layer exaggerates in a photo."""

from __future__ import annotations

import torch

from convscope.graph.shapes.stages import stage_ends
from convscope.makers.photos import array_of, check_takes_photos, photo_of_size, pil_of
from convscope.makers.progress import Making
from convscope.makers.registration import maker
from convscope.makers.result import Synthesis
from convscope.makers.settings import CaricatureSettings
from convscope.network import Network
from convscope.progress import Part
from convscope.synthesis.exaggeration import alignment, exaggeration
from convscope.synthesis.from_noise import TILE, search_from_noise
from convscope.synthesis.view import View


@maker("caricature", CaricatureSettings)
def caricature_maker(network: Network, settings: CaricatureSettings, making: Making) -> Synthesis:
    """Exaggerate what the layer sees in the photo."""
    check_takes_photos(network)
    photo = photo_of_size(settings.photo, settings.size)
    address = settings.layer or stage_ends(network.graph())[-2].address

    ascent = search_from_noise(
        network,
        photo,
        exaggeration(address, photo, settings.steps, settings.rate, settings.power),
        seed=settings.seed,
        progress=Part(making, 0, settings.steps, what="caricature"),
        checkpoint=making,
    )
    view = View.of(network, photo, TILE)
    objective = alignment(view, photo, address, settings.power)
    with torch.no_grad():
        saved = torch.tensor(array_of(ascent.images)).permute(0, 3, 1, 2)
        value = float(view.score(saved, view.bind(objective))[0])
    return Synthesis(
        picture=pil_of(ascent.images),
        images=array_of(ascent.images),
        objective=str(objective),
        value=value,
        steps=ascent.steps,
        facts={"photo": str(settings.photo), "layer": address},
    )
