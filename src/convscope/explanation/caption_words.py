"""Why each word of a caption: where the network looked, where the gradient points, and what depends on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from convscope.explanation.explaining import explain_all
from convscope.network import Network
from convscope.network.batches import batch_size
from convscope.network.captioning import Caption
from convscope.progress import Progress
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import table
from convscope.trust.similarity import likeness

METHOD = "hirescam"
# Of the places, those of a map's greatest values are its region.
_SHARE = 0.2
# The same region shifted around the picture, whose mean fall is that of no place in particular.
_SHIFTS = 8
# Rows and columns of a map that is finer and has no attention beside it.
_CELLS = 7


@dataclass(frozen=True, eq=False)
class WordMap:
    """One map of a word, and what it points at.

    Attributes:
        values: (rows, columns) of the map's places.
        falls: by how much the logarithm of the word's probability falls where the map's region, the fifth of the
            places with the greatest values, is grey in the photo, the words before being held.
        elsewhere: the mean of that where the same region is shifted to other places.
    """

    values: NDArray[np.float32]
    falls: float
    elsewhere: float

    def document(self) -> dict[str, Any]:
        """The map in plain values."""
        return {"values": self.values.tolist(), "falls": self.falls, "elsewhere": self.elsewhere}


@dataclass(frozen=True, eq=False)
class WordReason:
    """Why one word.

    Attributes:
        word: itself.
        chance: the logarithm of its probability.
        gradient: its attribution map, on the places of the attention where there is one.
        attention: where the network looked before it; None where it does not tell.
        agreement: Spearman's rank correlation of the magnitudes of both maps, 0 where one is the same everywhere;
            None where there is one map.
    """

    word: str
    chance: float
    gradient: WordMap
    attention: WordMap | None
    agreement: float | None

    def document(self) -> dict[str, Any]:
        """The reason in plain values."""
        return {
            "word": self.word,
            "log_probability": self.chance,
            "gradient": self.gradient.document(),
            "attention": self.attention and self.attention.document(),
            "rank_correlation": self.agreement,
        }


@dataclass(frozen=True, eq=False, repr=False)
class CaptionReasons(Displayed):
    """Why each word of a caption.

    Attributes:
        said: the caption.
        method: of the gradient maps.
        words: a reason each.
    """

    said: Caption
    method: str
    words: tuple[WordReason, ...]

    def document(self) -> dict[str, Any]:
        """The reasons in plain values."""
        return {"method": self.method, "words": [one.document() for one in self.words]}

    def _line(self) -> str:
        return f"{self.method} of each word of: {self.said.text}"

    def _fragments(self) -> Sequence[str]:
        rows = [
            (one.word, f"{one.gradient.falls:+.2f}", f"{one.gradient.elsewhere:+.2f}") for one in self.words
        ]
        return [table(("word", "falls without its region", "elsewhere"), rows)]


def explain_words(
    network: Network,
    said: Caption,
    *,
    method: str = METHOD,
    seed: int = 0,
    progress: Progress | None = None,
) -> CaptionReasons:
    """Explain each word of a caption by an attribution, beside the attention where there is one.

    For word i of the caption w, S_i(photo) = log p(w_i | photo, w_1 ... w_(i-1)).  A map's region M is the fifth of
    its places with the greatest values; its fall is S_i(photo) - S_i(photo with M at the mean colour).

    Args:
        network: that said it.
        said: of n words.
        method: the attribution method of the maps; finer maps are averaged over places.
        seed: of the method, and of where regions are shifted to.
        progress: ends it before the next passes when it is cancelled.

    Raises:
        MethodError: there is no such method, or it cannot explain a word.
        Cancelled: the progress was cancelled.
    """
    count = len(said.words)
    held = network.holding({network.inputs[1].name: said.numbers})
    asked = [f"caption:{number}" for number in range(1, count + 1)]
    found = explain_all(held, [said.photo] * count, method, asked, seed=seed, progress=progress)
    gradients = [_on_places(one.values, said.attention) for one in found]
    falls = _Falls(held, said, np.random.default_rng(seed), progress or Progress())
    words = []
    for place, word in enumerate(said.words):
        gradient = falls.of(place, gradients[place])
        looked = None if said.attention is None else falls.of(place, said.attention[place])
        agreement = None if looked is None else _agreement(gradient, looked)
        words.append(WordReason(word, said.chances[place], gradient, looked, agreement))
    return CaptionReasons(said, method, tuple(words))


def _on_places(values: NDArray[np.float32], attention: NDArray[np.float32] | None) -> NDArray[np.float32]:
    """A map averaged over the places of the attention, or over few where there is none."""
    size = attention.shape[1:] if attention is not None else [min(side, _CELLS) for side in values.shape]
    pooled: NDArray[np.float32] = F.adaptive_avg_pool2d(torch.from_numpy(values)[None], tuple(size))[
        0
    ].numpy()
    return pooled


def _agreement(first: WordMap, second: WordMap) -> float:
    return likeness(torch.from_numpy(first.values), torch.from_numpy(second.values), "rank")


class _Falls:
    """A captioner asked about the words of a sentence while parts of the photo are grey."""

    def __init__(self, held: Network, said: Caption, drawn: np.random.Generator, progress: Progress) -> None:
        self._held, self._numbers, self._progress = held, said.numbers, progress
        self._photo, self._drawn = held.prepare(said.photo), drawn
        self._own = self._chances(self._photo)[0]

    def of(self, place: int, values: NDArray[np.float32]) -> WordMap:
        """What the word at a place owes to a map's region, and to the same region elsewhere."""
        region = torch.from_numpy(_region(values))
        shifts = [tuple(int(self._drawn.integers(0, side)) for side in values.shape) for _ in range(_SHIFTS)]
        masks = torch.stack([region, *(region.roll(shift, (0, 1)) for shift in shifts)])[:, None].float()
        grey = F.interpolate(masks, self._photo.shape[2:], mode="nearest").to(self._photo)
        chances = self._chances(self._photo * (1 - grey))  # a photo's mean colour is zero for the network
        falls = (self._own - chances)[:, place].tolist()
        return WordMap(values, falls[0], float(np.mean(falls[1:])))

    def _chances(self, photos: Tensor) -> Tensor:
        """(N, words) the logarithm of the probability of each word of the sentence."""
        size = batch_size(self._held.graph(photos.shape[1:]))
        scores = []
        for part in torch.split(photos, size):
            self._progress.check()
            scores.append(self._held.scores(part))
        chances = torch.cat(scores).double().log_softmax(2)
        return chances[:, torch.arange(len(self._numbers)), self._numbers]


def _region(values: NDArray[np.float32]) -> NDArray[np.bool_]:
    """The fifth of the places with the greatest values, of equal ones the first."""
    count = max(1, round(_SHARE * values.size))
    chosen = np.zeros(values.size, np.bool_)
    chosen[np.argsort(-values.ravel(), kind="stable")[:count]] = True
    return chosen.reshape(values.shape)
