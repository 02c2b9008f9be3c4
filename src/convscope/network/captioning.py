"""What a captioner says of a photo, word by word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from torch import Tensor

from convscope.errors import NetworkError
from convscope.graph import evaluate
from convscope.images import Photo, PhotoSource, decode
from convscope.network.captioners import ATTENTION, LENGTH
from convscope.network.network import Network
from convscope.network.task.sentences import Sentences
from convscope.network.vocabulary import END, UNKNOWN, joined
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import picture, table
from convscope.render.overlay import draw_overlay

# Of a tile of the picture, and of the line with its word below.
_TILE, _LINE = 160, 18
_COLUMNS = 5


@dataclass(frozen=True, eq=False, repr=False)
class Caption(Displayed):
    """A sentence that a network says of a photo.

    Attributes:
        photo: decoded.
        words: of the sentence.
        numbers: (LENGTH,) int64 of the words, filled up with ends.
        chances: the logarithm of the probability of each word, the end's the last.
        attention: (words, rows, columns) where the network looked before each word; None where it does not tell.
        view: (rows, columns, 3) the photo as the network sees it.
    """

    photo: Photo
    words: tuple[str, ...]
    numbers: Tensor
    chances: tuple[float, ...]
    attention: NDArray[np.float32] | None
    view: NDArray[np.uint8]

    @property
    def text(self) -> str:
        """The sentence as people write it."""
        return joined(self.words)

    @property
    def log_probability(self) -> float:
        """The logarithm of the probability of the whole sentence."""
        return float(sum(self.chances))

    def picture(self) -> Image.Image:
        """The photo, and for each word where the network looked.

        Raises:
            NetworkError: the network does not tell.
        """
        if self.attention is None:
            raise NetworkError(
                "The network does not tell where it looks.", "Train attend:efficientnet-lite0."
            )
        photo = np.asarray(Image.fromarray(self.view).resize((_TILE, _TILE)))
        tiles = [(photo, "")]
        for word, values in zip(self.words, self.attention, strict=True):
            tiles.append((draw_overlay(values, "positive", float(values.max()), photo), word))
        lines = -(-len(tiles) // _COLUMNS)
        sheet = Image.new("RGB", (_TILE * min(_COLUMNS, len(tiles)), (_TILE + _LINE) * lines), "white")
        pen = ImageDraw.Draw(sheet)
        for place, (pixels, word) in enumerate(tiles):
            left, top = place % _COLUMNS * _TILE, place // _COLUMNS * (_TILE + _LINE)
            sheet.paste(Image.fromarray(pixels), (left, top))
            label = f"{place}  {word}" if word else "photo"
            pen.text((left + 4, top + _TILE + 3), label, fill="black")
        return sheet

    def document(self) -> dict[str, Any]:
        """The sentence in plain values."""
        return {
            "photo": self.photo.name,
            "caption": self.text,
            "log_probability": self.log_probability,
            "words": [
                {"word": word, "log_probability": chance}
                for word, chance in zip((*self.words, "<end>"), self.chances, strict=True)
            ],
            "regions": [],
        }

    def _line(self) -> str:
        return f"{self.photo.name}: {self.text}"

    def _fragments(self) -> Sequence[str]:
        rows = [(word, f"{np.exp(one):.1%}") for word, one in zip(self.words, self.chances, strict=False)]
        shown = picture(self.picture()) if self.attention is not None else picture(self.photo.to_pil())
        return [shown, table(("word", "probability"), rows)]


def caption(network: Network, source: PhotoSource | Photo, *, beams: int = 1) -> Caption:
    """Say what a photo shows, word by word.

    Args:
        network: a captioner, such as a run of ``attend:efficientnet-lite0``.
        source: a photo.
        beams: how many beginnings of sentences are kept; 1 takes the likeliest word each time.

    Raises:
        NetworkError: the network says no sentences, or nobody knows its words.
        ImageError: the photo cannot be read.
    """
    check_captions(network)
    if beams < 1:
        raise NetworkError(f"At least one beginning is kept, got {beams}.", "Give beams=3.")
    photo = source if isinstance(source, Photo) else decode(source)
    told = _Told(network, network.inputs[0].prepare(photo)[None])
    numbers, chances = told.sentence(beams)
    words = network.inputs[1].vocabulary.read(numbers) if network.inputs[1].vocabulary else []
    view = network.inputs[0].look(photo, told.photo[0])
    assert view is not None
    looks = told.attention(numbers)
    return Caption(
        photo,
        tuple(words),
        numbers,
        tuple(chances),
        None if looks is None else looks[: len(words)].numpy(force=True),
        view,
    )


def sentence_of(network: Network, prepared: Tensor) -> Tensor:
    """The numbers (LENGTH,) of the words that a captioner says of one photo, the likeliest each time.

    Args:
        network: a captioner.
        prepared: the photo as the network takes it, (C, rows, columns).

    Raises:
        NetworkError: the network says no sentences, or nobody knows its words.
    """
    check_captions(network)
    return _Told(network, prepared[None]).sentence(1)[0]


def check_captions(network: Network) -> None:
    """Refuse a network that says no sentences.

    Raises:
        NetworkError: it does not, or nobody knows its words.
    """
    if not says_sentences(network):
        raise NetworkError(
            f"{network.name} says no sentences: {network.task.summary}.",
            "Train a captioner: attend:efficientnet-lite0 on photos with sentences.",
        )
    if network.inputs[1].vocabulary is None:
        raise NetworkError(f"Nobody knows the words of {network.name}.", "Train it, and name the run.")


def says_sentences(network: Network) -> bool:
    """Whether it takes a photo and words, and says the next of each."""
    return len(network.inputs) == 2 and isinstance(network.task, Sentences)


def word_ablation(network: Network, said: Caption) -> NDArray[np.float32]:
    """What each word owes to each word before it.

    Args:
        network: that said it.
        said: of n words.

    Returns:
        (n, n): in row i and column j by how much the logarithm of the probability of word i falls where word j is
        replaced by one that is not known; 0 where j is not before i.
    """
    count = len(said.words)
    rows = said.numbers.repeat(count + 1, 1)
    for place in range(count):
        rows[place + 1, place] = UNKNOWN
    told = _Told(network, network.inputs[0].prepare(said.photo)[None])
    chances = told.scores(rows).double().log_softmax(2)
    own = chances[:, torch.arange(count), said.numbers[:count]]
    falls: NDArray[np.float32] = (own[0] - own[1:]).T.float().numpy(force=True)
    return np.tril(falls, -1)


class _Told:
    """A captioner asked many times about one photo, whose map is computed once."""

    def __init__(self, network: Network, photo: Tensor) -> None:
        self.photo = photo
        self._graph = network.graph(photo.shape[1:])
        self._output = network.task.scores(self._graph)
        self._outputs = self._graph.outputs
        words = self._graph.inputs[1]
        self._kept = self._graph.frontier([words], list(self._outputs.values()))
        given = {self._graph.inputs[0]: photo, words: torch.zeros(1, LENGTH, dtype=torch.int64)}
        with torch.no_grad():
            self._values = evaluate(self._graph, given, self._kept)

    @torch.no_grad()
    def _asked(self, rows: Tensor, name: str) -> Tensor:
        node = self._outputs[name] if name else self._output
        known = {one: value.expand(len(rows), *value.shape[1:]) for one, value in self._values.items()}
        return evaluate(self._graph, {self._graph.inputs[1]: rows, **known}, [node])[node]

    def scores(self, rows: Tensor) -> Tensor:
        """Scores (N, L, words) of sentences (N, L)."""
        return self._asked(rows, "")

    def attention(self, numbers: Tensor) -> Tensor | None:
        """Where the network looked before each word of a sentence, (L, rows, columns)."""
        return self._asked(numbers[None], ATTENTION)[0] if ATTENTION in self._outputs else None

    def sentence(self, beams: int) -> tuple[Tensor, list[float]]:
        """The numbers (L,) of the likeliest sentence found, and the logarithms of its words' probabilities."""
        kept: list[tuple[list[int], list[float]]] = [([], [])]
        for place in range(LENGTH):
            if all(words[-1:] == [END] for words, _ in kept):
                break
            rows = torch.tensor([words + [END] * (LENGTH - len(words)) for words, _ in kept])
            chances = self.scores(rows)[:, place].double().log_softmax(1)
            chances[:, UNKNOWN] = -torch.inf  # nobody would say so
            if place == LENGTH - 1:
                chances[:, END + 1 :] = -torch.inf
            grown = [one for one in kept if one[0][-1:] == [END]]
            for (words, before), row in zip(kept, chances, strict=True):
                if words[-1:] != [END]:
                    best = row.topk(min(beams, len(row)))
                    grown += [
                        ([*words, number], [*before, value])
                        for value, number in zip(best.values.tolist(), best.indices.tolist(), strict=True)
                    ]
            kept = sorted(grown, key=lambda one: -sum(one[1]))[:beams]
        words, found = kept[0]
        return torch.tensor(words + [END] * (LENGTH - len(words))), found
