"""A restorer, and photos."""

from __future__ import annotations

from convscope.errors import TrainingError
from convscope.learn.photo_data import read_photos
from convscope.learn.preparation.notes import unreadable_pictures
from convscope.learn.preparation.preparation import Preparation
from convscope.learn.request import TrainingRequest
from convscope.learn.restorer_options import DEFAULTS as DEFAULTS_OF_RESTORERS
from convscope.learn.restorer_options import learned_degradation
from convscope.learn.starting_network import enlargement, starting_network
from convscope.network.restorers import FFDNet, InpaintResUNet, in_own_pixels
from convscope.network.task.places import Picture
from convscope.progress import Progress


def of_restorer(request: TrainingRequest, progress: Progress) -> Preparation:
    """See `prepare`."""
    photos = request.division.photos(progress)
    side = request.options.size or DEFAULTS_OF_RESTORERS["size"]
    read = read_photos(photos, side, skip_unreadable=request.skip_unreadable, progress=progress)
    channels = ("grey",) if read.channels == 1 else ("red", "green", "blue")
    module, network = starting_network(
        request,
        channels,
        channels=read.channels,
        seen=lambda _: in_own_pixels(read.channels),
        task=Picture.name,
    )
    scale = enlargement(module, network.input_shape)
    if side % scale:
        raise TrainingError(
            f"Patches of {side} rows cannot be made {scale} times smaller.",
            f"Choose size={side // scale * scale}.",
        )
    degradation = learned_degradation(request.options, scale)
    if isinstance(module, FFDNet) and request.options.target != "clean":
        raise TrainingError(
            "FFDNet is told how noisy a photo is, which only its clean photo says.",
            "Train resunet or dncnn, which see the noise by themselves.",
        )
    if isinstance(module, InpaintResUNet) and not degradation.hides:
        raise TrainingError(
            "Inpainting networks learn to fill holes, and no share of the photos is to be missing.",
            "Give missing=0.05-0.4, or train resunet.",
        )
    for note in (
        *unreadable_pictures(read),
        f"learned is to undo: {degradation.text or 'the noise of the photos'}",
    ):
        progress.note(note)
    return Preparation(module, network, read, degradation=degradation)
