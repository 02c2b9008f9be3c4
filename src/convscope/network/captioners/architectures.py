"""Captioners by name: ``tell:TRUNK`` and ``attend:TRUNK``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import torch

from convscope.images import Preprocessing
from convscope.network.architecture import Architecture
from convscope.network.captioners.captioner import LENGTH, Attend, Captioner, Tell
from convscope.network.input import Input
from convscope.network.on_trunk import Heads, OnTrunk
from convscope.network.task.sentences import Sentences
from convscope.network.vocabulary import Vocabulary

CAPTIONERS: Mapping[str, Heads] = {
    "tell": lambda trunk, words, _: Captioner(trunk, Tell, words),
    "attend": lambda trunk, words, _: Captioner(trunk, Attend, words),
}
# (rows, columns) as which a photo is seen as a whole, so that what lies at its sides is told as well.
_SIZE = (224, 224)
# Where nobody says how many.
_WORDS = 1000

_KIND = OnTrunk(
    CAPTIONERS,
    of="a captioner",
    classes=lambda: _WORDS,
    seen=lambda photo: replace(photo, size=_SIZE, resize=_SIZE, fit="exact"),
    task=lambda _: Sentences.name,
)
is_captioner = _KIND.makes


def captioner_inputs(preprocessing: Preprocessing, words: Sequence[str] = ()) -> tuple[Input, ...]:
    """What a captioner takes: a photo, and the words of a sentence.

    Args:
        preprocessing: of the photo.
        words: by their numbers; where there are none, nobody knows what they mean.
    """
    photo = Input.photo(preprocessing, name="photo")
    if words:
        return photo, Input.text(Vocabulary(tuple(words)), LENGTH)
    return photo, Input.tensor((LENGTH,), torch.int64, name="words")


def captioner_architecture(spec: str, trunk: Architecture) -> Architecture:
    """A captioner on a trunk, which takes words beside the photo; see `OnTrunk.architecture`.

    Args:
        spec: ``tell:TRUNK`` or ``attend:TRUNK``.
        trunk: the architecture of that name.

    Raises:
        NetworkError: the trunk takes no colour photos.
    """
    found = _KIND.architecture(spec, trunk)
    assert found.preprocessing is not None
    return replace(found, inputs=captioner_inputs(found.preprocessing))
