"""Networks that say what regions show, by name: ``dense:TRUNK``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import torch

from convscope.images import Preprocessing
from convscope.network.architecture import Architecture
from convscope.network.captioners.densecap import COUNT, PHRASE, DenseCap
from convscope.network.detectors.architectures import in_frame
from convscope.network.input import Input
from convscope.network.on_trunk import Heads, OnTrunk
from convscope.network.task.regions import Regions
from convscope.network.vocabulary import Vocabulary

REGION_CAPTIONERS: Mapping[str, Heads] = {"dense": lambda trunk, words, _: DenseCap(trunk, words)}
# (rows, columns) where nobody says more.
_FRAME = (384, 384)
# Where nobody says how many.
_WORDS = 1000

_KIND = OnTrunk(
    REGION_CAPTIONERS,
    of="a captioner",
    classes=lambda: _WORDS,
    seen=lambda photo: in_frame(photo, _FRAME),
    task=lambda _: Regions.name,
)
is_region_captioner = _KIND.makes


def region_captioner_inputs(preprocessing: Preprocessing, words: Sequence[str] = ()) -> tuple[Input, ...]:
    """What it takes: a photo, and a phrase for each region.

    Args:
        preprocessing: of the photo.
        words: by their numbers; where there are none, nobody knows what they mean.
    """
    vocabulary = Vocabulary(tuple(words)) if words else None
    phrases = Input((COUNT, PHRASE), dtype=torch.int64, name="words", vocabulary=vocabulary)
    return Input.photo(preprocessing, name="photo"), phrases


def region_captioner_architecture(spec: str, trunk: Architecture) -> Architecture:
    """A captioner of regions on a trunk, which takes words beside the photo; see `OnTrunk.architecture`.

    Args:
        spec: ``dense:TRUNK``.
        trunk: the architecture of that name.

    Raises:
        NetworkError: the trunk takes no colour photos.
    """
    found = _KIND.architecture(spec, trunk)
    assert found.preprocessing is not None
    return replace(found, inputs=region_captioner_inputs(found.preprocessing))
