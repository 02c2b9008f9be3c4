"""Inversion: the pictures that layers cannot tell from a photo, as one strip from the first layer to the last."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor

from convscope.graph.shapes.stages import stage_ends
from convscope.makers.photos import array_of, check_takes_photos, photo_of_size, pil_of
from convscope.makers.progress import Making
from convscope.makers.registration import maker
from convscope.makers.result import Synthesis
from convscope.makers.settings import InvertSettings
from convscope.network import Network
from convscope.progress import Part
from convscope.render import contact_sheet
from convscope.synthesis import STEPPERS
from convscope.synthesis.checkpoint import State
from convscope.synthesis.from_noise import search_from_noise
from convscope.synthesis.inversion import inversion, matching, psnr
from convscope.synthesis.pictures import as_image
from convscope.synthesis.view import View

RATES = {"lbfgs": 1.0, "adam": 0.05, "sgd": 0.02}


@maker("invert", InvertSettings)
def invert_maker(network: Network, settings: InvertSettings, making: Making) -> Synthesis:
    """Reconstruct the photo from each layer, and set the reconstructions beside it."""
    check_takes_photos(network)
    photo = _photo(network, settings)
    view = View.of(network, photo)
    addresses = settings.layers or tuple(node.address for node in stage_ends(network.graph()))
    targets = {address: matching(view, photo, address) for address in addresses}
    stepper = STEPPERS[settings.stepper](settings.rate or RATES[settings.stepper])
    begun = making.resumed or {"images": [], "taken": 0, "ascent": None}
    images: list[Tensor] = list(begun["images"])
    ascent_state, taken = begun["ascent"], begun["taken"]
    for address in addresses[len(images) :]:

        def whole(ascent: State, taken: int = taken) -> State:
            return {"images": list(images), "taken": taken, "ascent": ascent}

        ascent = search_from_noise(
            network,
            photo,
            inversion(address, photo, settings.steps, stepper, settings.tv),
            seed=settings.seed,
            progress=Part(making, taken, settings.steps * len(addresses), what="invert"),
            checkpoint=making.within(whole, ascent_state),
        )
        ascent_state, taken = None, taken + ascent.steps
        images.append(ascent.images)
        if making.stopped:
            break
    figures = [
        _figures(view, photo, image, address, targets)
        for address, image in zip(addresses, images, strict=False)
    ]
    captions = [f"{f['layer']}: {f['psnr']:.1f} dB, error {f['relative_error']:.2g}" for f in figures]
    pictures = [pil_of(photo), *(pil_of(image) for image in images)]
    values = [float(f["value"]) for f in figures]
    return Synthesis(
        picture=contact_sheet(pictures, [settings.photo.name, *captions], columns=min(8, len(pictures))),
        images=np.concatenate([array_of(image) for image in images]),
        objective=", ".join(str(targets[address]) for address in addresses[: len(images)]),
        value=sum(values) / len(values),
        steps=making.done,
        facts={"photo": str(settings.photo), "layers": figures},
    )


def _photo(network: Network, settings: InvertSettings) -> Tensor:
    """The photo as the network sees it, or at the size that was asked for."""
    if settings.size is not None or network.preprocessing is None:
        return photo_of_size(settings.photo, settings.size)
    from convscope.images import decode

    # A network of one channel sees grey, which is a colour like others here.
    return as_image(network.preprocessing.look(decode(settings.photo))).expand(-1, 3, -1, -1)


@torch.no_grad()
def _figures(
    view: View, photo: Tensor, image: Tensor, address: str, targets: Mapping[str, Any]
) -> dict[str, Any]:
    """How near a reconstruction is: to the layer in units of its values, and to the photo in decibels."""
    saved = torch.tensor(array_of(image)).permute(0, 3, 1, 2)
    value = float(view.score(saved, view.bind(targets[address]))[0])
    return {
        "layer": address,
        "value": value,
        "relative_error": (-value) ** 0.5,
        "psnr": psnr(saved, photo),
    }
