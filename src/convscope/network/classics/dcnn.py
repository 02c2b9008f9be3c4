"""``convscope/dcnn``: the dynamic convolutional network, which reads sentences.

Source: Kalchbrenner, Grefenstette and Blunsom 2014, "A convolutional neural network for modelling sentences",
arXiv:1404.2188, in the sizes of its network for two classes.
"""

from __future__ import annotations

from math import ceil

import torch
from torch import Tensor, nn

from convscope.errors import NetworkError
from convscope.network.architecture import Architecture, NetworkEntry
from convscope.network.input import Input

NAME = "dcnn"
# Words that it has a row for, and words of a sentence where nobody says how many.
WORDS, LENGTH = 10_000, 40
_SIZE = 48
_MAPS = (6, 14)
_WIDTHS = (7, 5)
_TOP = 4
_CLASSES = 2
_SPREAD = 0.1


class DCNN(nn.Module):
    """Scores (N, classes) of sentences (N, s), rows of numbers of words.

    With d numbers a word, the sentence is a map of d rows and s columns. A wide convolution slides a filter of its
    own along each row, over s + m - 1 places; folding adds each two rows that stand one above the other; and the k
    greatest values of each row are kept in their order, where layer l of L keeps

        k_l = max(k_top, ceil((L - l) / L * s))

    of a sentence of s words.  Then come a bias a row and a tanh, and behind the last layer all values are weighed.

    Attributes:
        embedding: d numbers for each word.
    """

    def __init__(self, classes: int = _CLASSES) -> None:
        """Draw the weights.

        Args:
            classes: number of scores.
        """
        super().__init__()
        self.embedding = nn.Embedding(WORDS, _SIZE, padding_idx=0)
        # Sums of many words shall not begin in the flat parts of tanh.
        nn.init.normal_(self.embedding.weight, std=_SPREAD)
        with torch.no_grad():
            self.embedding.weight[0].zero_()
        rows, maps = _SIZE, 1
        for layer, (made, width) in enumerate(zip(_MAPS, _WIDTHS, strict=True), start=1):
            wide = nn.Conv1d(rows * maps, rows * made, width, padding=width - 1, groups=rows, bias=False)
            rows, maps = rows // 2, made
            self.add_module(f"conv{layer}", wide)
            self.add_module(f"folding{layer}", Folding(rows))
            self.add_module(f"pool{layer}", KMaxPooling(layer, len(_MAPS), _TOP))
            self.add_module(f"bias{layer}", Bias(rows * maps))
            self.add_module(f"tanh{layer}", nn.Tanh())
        self.flatten = nn.Flatten()
        self.dropout = nn.Dropout(0.5)
        self.dense = nn.Linear(rows * maps * _TOP, classes)

    def forward(self, words: Tensor) -> Tensor:
        """Scores (N, classes)."""
        values: Tensor = self.embedding(words).transpose(1, 2)
        for layer in range(1, len(_MAPS) + 1):
            values = getattr(self, f"conv{layer}")(values)
            values = getattr(self, f"folding{layer}")(values)
            kept = getattr(self, f"pool{layer}")(values, words.shape[1])
            values = getattr(self, f"tanh{layer}")(getattr(self, f"bias{layer}")(kept))
        scores: Tensor = self.dense(self.dropout(self.flatten(values)))
        return scores


class Folding(nn.Module):
    """Each two rows that stand one above the other, added: (N, 2 * rows * maps, s) becomes (N, rows * maps, s)."""

    def __init__(self, rows: int) -> None:
        super().__init__()
        self.rows = rows

    def forward(self, values: Tensor) -> Tensor:
        """The sums (N, rows * maps, s)."""
        pairs = values.reshape(values.shape[0], self.rows, 2, -1, values.shape[2])
        return pairs.sum(2).flatten(1, 2)


class KMaxPooling(nn.Module):
    """The k greatest values of each row in the order in which they stand, (N, C, s) becomes (N, C, k)."""

    def __init__(self, layer: int, layers: int, top: int) -> None:
        super().__init__()
        self.layer, self.layers, self.top = layer, layers, top

    def forward(self, values: Tensor, length: int) -> Tensor:
        """The values that are kept of a sentence of ``length`` words."""
        kept = max(self.top, ceil((self.layers - self.layer) / self.layers * length))
        places = values.topk(kept, dim=2).indices.sort(dim=2).values
        return values.gather(2, places)


class Bias(nn.Module):
    """A number a channel, added to (N, C, s)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.values = nn.Parameter(torch.zeros(channels, 1))

    def forward(self, values: Tensor) -> Tensor:
        """The values with the numbers added."""
        return values + self.values


def dcnn_architecture() -> Architecture:
    """Its architecture, which nobody has trained."""

    def build(classes: int | None) -> nn.Module:
        return DCNN(classes or _CLASSES)

    def download() -> nn.Module:
        raise NetworkError(f"{NAME} comes untrained.", "Train it on sentences: `convscope train`.")

    return Architecture(
        name=f"convscope/{NAME}",
        build=build,
        download=download,
        weights="",
        classes=_CLASSES,
        preprocessing=None,
        preprocessing_untrained=None,
        input_shape=(LENGTH,),
        inputs=(Input.tensor((LENGTH,), torch.int64, name="words"),),
    )


def dcnn_entry() -> NetworkEntry:
    """Its line in the list of networks."""
    return NetworkEntry(f"convscope/{NAME}", "dcnn", (LENGTH,), "none")
