"""A colorizer, and photos."""

from __future__ import annotations

from convscope.learn.colorizer_options import DEFAULTS as DEFAULTS_OF_COLORIZERS
from convscope.learn.photo_data import read_photos
from convscope.learn.preparation.notes import unreadable_pictures
from convscope.learn.preparation.preparation import Preparation
from convscope.learn.request import TrainingRequest
from convscope.learn.starting_network import starting_network
from convscope.network.segmenters import seen_photos
from convscope.network.task.colours import Colours, colour_names
from convscope.progress import Progress


def of_colorizer(request: TrainingRequest, progress: Progress) -> Preparation:
    """See `prepare`."""
    photos = request.division.photos(progress)
    read = read_photos(photos, 1, skip_unreadable=request.skip_unreadable, progress=progress)
    side = request.options.size or DEFAULTS_OF_COLORIZERS["size"]
    module, network = starting_network(
        request, colour_names(), seen=lambda photo: seen_photos(photo, (side, side)), task=Colours.name
    )
    for note in unreadable_pictures(read):
        progress.note(note)
    return Preparation(module, network, read)
