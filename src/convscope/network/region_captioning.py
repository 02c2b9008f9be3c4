"""What a captioner of regions says of a photo: boxes, and a phrase for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import torch
from PIL import Image
from torch import Tensor

from convscope.detection import Box, Detection
from convscope.errors import BoxError, NetworkError
from convscope.graph import Graph, Node, evaluate
from convscope.images import Photo, PhotoSource, decode
from convscope.network.captioners import COUNT, PHRASE, SCORES
from convscope.network.found import kept_node
from convscope.network.network import Network
from convscope.network.placing import on_photo
from convscope.network.task.boxes import SCORE
from convscope.network.task.regions import Regions
from convscope.network.vocabulary import END, UNKNOWN, Vocabulary, joined
from convscope.render.boxes import DrawnBox, draw_boxes
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import picture, table


@dataclass(frozen=True)
class RegionCaption:
    """A region with what is said of it.

    Attributes:
        box: (left, top, right, bottom) in pixels of the photo.
        score: that it is worth a phrase, between 0 and 1.
        words: of the phrase.
        chances: the logarithm of the probability of each word, the end's the last.
    """

    box: Box
    score: float
    words: tuple[str, ...]
    chances: tuple[float, ...]

    @property
    def text(self) -> str:
        """The phrase as people write it."""
        return joined(self.words)

    def document(self) -> dict[str, Any]:
        """The region in plain values."""
        told = zip((*self.words, "<end>"), self.chances, strict=True)
        return {
            "box": list(self.box),
            "caption": self.text,
            "score": self.score,
            "words": [{"word": word, "log_probability": chance} for word, chance in told],
        }


@dataclass(frozen=True, eq=False, repr=False)
class RegionCaptions(Displayed):
    """The regions of a photo with what is said of them.

    Attributes:
        photo: decoded.
        regions: in pixels of the photo, the highest score first.
    """

    photo: Photo
    regions: tuple[RegionCaption, ...]

    @property
    def text(self) -> str:
        """All phrases, the best region's first."""
        return "; ".join(one.text for one in self.regions)

    @property
    def log_probability(self) -> float:
        """The logarithm of the probability of all words."""
        return float(sum(sum(one.chances) for one in self.regions))

    def picture(self) -> Image.Image:
        """The photo with the boxes, their numbers and phrases; each region has its own colour."""
        boxes = [
            DrawnBox(one.box, number, f"{number} {one.text}") for number, one in enumerate(self.regions, 1)
        ]
        return draw_boxes(self.photo.to_pil(), boxes[::-1])

    def document(self) -> dict[str, Any]:
        """The regions in plain values."""
        return {
            "photo": self.photo.name,
            "caption": self.text,
            "log_probability": self.log_probability,
            "regions": [one.document() for one in self.regions],
        }

    def _line(self) -> str:
        return f"{self.photo.name}: {self.text or 'nothing'}"

    def _fragments(self) -> Sequence[str]:
        rows = [
            (number, one.text, f"{one.score:.1%}", *map(round, one.box))
            for number, one in enumerate(self.regions, 1)
        ]
        return [
            picture(self.picture()),
            table(("region", "phrase", "score", "left", "top", "right", "bottom"), rows),
        ]

    def _preview(self) -> Image.Image:
        return self.picture()


class Phrases(NamedTuple):
    """What is said of the regions of a photo, as the network counts.

    Attributes:
        found: the regions in pixels of the input, the highest score first.
        kept: (1, 50, 5) their boxes; boxes without area fill up.
        numbers: (1, 50, 12) of their words.
        chances: of each region the logarithms of the probabilities of its words.
    """

    found: list[Detection]
    kept: Tensor
    numbers: Tensor
    chances: list[tuple[float, ...]]


def caption_regions(network: Network, source: PhotoSource | Photo, *, score: float = SCORE) -> RegionCaptions:
    """Find the regions of a photo that are worth a phrase, and say each word by word, the likeliest each time.

    Args:
        network: a captioner of regions, such as a run of ``dense:efficientnet-lite0``.
        source: a photo.
        score: least score of a region; the 50 best at most are told.

    Raises:
        NetworkError: the network says nothing of regions, or nobody knows its words.
        BoxError: the score is out of its range.
        ImageError: the photo cannot be read.
    """
    if not 0 <= score <= 1:
        raise BoxError(f"The score lies between 0 and 1, got {score:g}.", "Write score=0.5.")
    vocabulary = _words_of(network)
    photo = source if isinstance(source, Photo) else decode(source)
    said = phrases_of(network, network.inputs[0].prepare(photo), score=score)
    regions = []
    for place, one in enumerate(on_photo(said.found, network, photo)):
        words = tuple(vocabulary.read(said.numbers[0, place]))
        regions.append(RegionCaption(one.box, one.score, words, said.chances[place][: len(words) + 1]))
    return RegionCaptions(photo, tuple(regions))


def phrases_of(network: Network, prepared: Tensor, *, score: float = SCORE) -> Phrases:
    """What is said of the regions of a photo as the network takes it, (C, rows, columns); see `caption_regions`.

    Raises:
        NetworkError: the network says nothing of regions, or nobody knows its words.
    """
    _words_of(network)
    asked = _Asked.of(network, prepared[None])
    found = asked.found(score)
    kept, numbers = torch.zeros(1, COUNT, 5), torch.full((1, COUNT, PHRASE), END)
    told: list[tuple[float, ...]] = []
    if found:
        kept[0, : len(found)] = torch.tensor([[*one.box, 0] for one in found])
        numbers[0, : len(found)], told = asked.phrases(kept[:, : len(found)])
    return Phrases(found, kept, numbers, told)


def says_regions(network: Network) -> bool:
    """Whether it takes a photo and words, and says the next of each region's phrase."""
    return len(network.inputs) == 2 and isinstance(network.task, Regions)


def holding_phrases(network: Network, said: Phrases) -> Network:
    """The network as a function of the photo alone, the regions and their phrases held.

    Whatever is then done to the photo, a word is asked about where it was said.
    """
    words = network.inputs[1].name
    plain = network.holding({words: said.numbers[0]})

    def tracer(shape: tuple[int, ...]) -> Graph:
        graph = plain.graph(shape)
        return graph.holding({**graph.held, kept_node(graph): said.kept.to(graph.dtype)}, shape)

    return Network.from_tracer(tracer, plain.description)


def _words_of(network: Network) -> Vocabulary:
    if not says_regions(network):
        raise NetworkError(
            f"{network.name} says nothing of regions: {network.task.summary}.",
            "Train dense:efficientnet-lite0 on photos with regions and phrases.",
        )
    vocabulary = network.inputs[1].vocabulary
    if vocabulary is None:
        raise NetworkError(f"Nobody knows the words of {network.name}.", "Train it, and name the run.")
    return vocabulary


@dataclass(frozen=True, eq=False)
class _Asked:
    """A captioner of regions asked many times about one photo, whose map is computed once.

    Attributes:
        task: of the network.
        graph: of it.
        values: of the boxes, and of what words follow from.
    """

    task: Regions
    graph: Graph
    values: Mapping[Node, Tensor]

    @classmethod
    def of(cls, network: Network, inputs: Tensor) -> _Asked:
        """Compute what does not depend on the words, of a photo (1, C, rows, columns)."""
        graph, task = network.graph(inputs.shape[1:]), network.task
        assert isinstance(task, Regions)
        photo, words = graph.inputs
        around = graph.frontier([words, kept_node(graph)], [graph.outputs[SCORES]])
        given = {photo: inputs, words: torch.zeros(1, COUNT, PHRASE, dtype=torch.int64)}
        return cls(task, graph, evaluate(graph, given, list(dict.fromkeys([task.scores(graph), *around]))))

    def found(self, score: float) -> list[Detection]:
        """The regions of at least a score."""
        return self.task.detections(self.values[self.task.scores(self.graph)], least=score, most=COUNT)[0]

    def phrases(self, kept: Tensor) -> tuple[Tensor, list[tuple[float, ...]]]:
        """Of regions (1, K, 5) the numbers (K, 12) of their words, and the logarithms of the words' probabilities."""
        words = self.graph.inputs[1]
        numbers = torch.full((1, kept.shape[1], PHRASE), END)
        chances = torch.zeros(kept.shape[1], PHRASE, dtype=torch.float64)
        goes_on = torch.ones(kept.shape[1], dtype=torch.bool)
        known = {**self.values, kept_node(self.graph): kept.to(self.graph.dtype)}
        for place in range(PHRASE):
            if not goes_on.any():
                break
            asked = self.graph.outputs[SCORES]
            scores = evaluate(self.graph, {**known, words: numbers}, [asked])[asked][0, :, place]
            row = scores.double().cpu().log_softmax(1)
            row[:, UNKNOWN] = -torch.inf  # nobody would say so
            if place == 0:
                row[:, END] = -torch.inf  # a region is worth a word
            if place == PHRASE - 1:
                row[:, END + 1 :] = -torch.inf
            best = row.max(1)
            numbers[0, goes_on, place] = best.indices[goes_on]
            chances[goes_on, place] = best.values[goes_on]
            goes_on &= best.indices != END
        return numbers[0], [tuple(row) for row in chances.tolist()]
