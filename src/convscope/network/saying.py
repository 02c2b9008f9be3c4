"""Saying what a photo shows, as a whole or region by region."""

from __future__ import annotations

from convscope.errors import NetworkError
from convscope.images import Photo, PhotoSource
from convscope.network.captioning import Caption, check_captions
from convscope.network.captioning import caption as caption_photo
from convscope.network.network import Network
from convscope.network.region_captioning import RegionCaptions, caption_regions, says_regions
from convscope.network.task.boxes import SCORE


def caption(
    network: Network, source: PhotoSource | Photo, *, beams: int = 1, score: float | None = None
) -> Caption | RegionCaptions:
    """Say what a photo shows, word by word.

    Args:
        network: a captioner, such as a run of ``attend:efficientnet-lite0``, or one of regions, such as a run of
            ``dense:efficientnet-lite0``.
        source: a photo.
        beams: how many beginnings of sentences are kept; 1 takes the likeliest word each time, as is done of regions.
        score: of regions, the least score of those that are told; by default 0.3.

    Raises:
        NetworkError: the network says no sentences, nobody knows its words, or something is asked that is for the
            other kind.
        BoxError: the score is out of its range.
        ImageError: the photo cannot be read.
    """
    if says_regions(network):
        if beams != 1:
            raise NetworkError(
                f"Of regions the likeliest word is taken each time, got beams={beams}.", "Leave beams out."
            )
        return caption_regions(network, source, score=SCORE if score is None else score)
    check_captions(network)
    if score is not None:
        raise NetworkError(
            f"{network.name} says a sentence of the whole photo, which has no score.", "Leave score out."
        )
    return caption_photo(network, source, beams=beams)
