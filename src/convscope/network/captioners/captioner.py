"""A captioner: what the words before say is known, and the next is told from them and the photo.

Sources: Vinyals et al. 2015, "Show and tell: a neural image caption generator", arXiv:1411.4555, and Xu et al. 2015,
"Show, attend and tell: neural image caption generation with visual attention", arXiv:1502.03044, with soft attention.
Both stand on a trunk that stays as it was trained.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

import torch
from torch import Tensor, nn

from convscope.network.trunk import Trunk
from convscope.network.vocabulary import END

# Words of a sentence, its end among them.
LENGTH = 20
SCORES, ATTENTION = "scores", "attention"
_SIZE = 256
_DROPOUT = 0.3


class Decoder(nn.Module, ABC):
    """From a map (N, C, rows, columns) of a photo and words (N, L) to the scores of each word.

    Attributes:
        table: numbers for each word.
    """

    def __init__(self, words: int) -> None:
        """Draw the weights for so many words."""
        super().__init__()
        self.table = nn.Embedding(words, _SIZE)
        self.dropout = nn.Dropout(_DROPOUT)
        self.scores = nn.Linear(_SIZE, words)

    def before(self, words: Tensor) -> Tensor:
        """What stands for the word before each, (N, L, numbers); before the first stands the end of another."""
        start = torch.full_like(words[:, :1], END)
        numbers: Tensor = self.table(torch.cat([start, words[:, :-1]], 1))
        return numbers

    @abstractmethod
    def forward(self, values: Tensor, words: Tensor) -> dict[str, Tensor]:
        """``scores`` (N, L, words): of each word where those before it are as given; perhaps more, by name."""


class Tell(Decoder):
    """Show and Tell: an LSTM reads the photo as its first word, then the words.

    The photo is the mean of its map over all places, so that where a thing lies is hardly known.
    """

    def __init__(self, channels: int, words: int) -> None:
        """Draw the weights.

        Args:
            channels: of the map.
            words: how many there are.
        """
        super().__init__(words)
        self.photo = nn.Linear(channels, _SIZE)
        self.lstm = nn.LSTM(_SIZE, _SIZE, batch_first=True)

    def forward(self, values: Tensor, words: Tensor) -> dict[str, Tensor]:
        """See `Decoder`."""
        photo = self.photo(values.mean((2, 3)))[:, None]
        read = torch.cat([photo, self.before(words)], 1)
        # Of what is read, so that the graph may be asked about more or fewer sentences than it was traced with.
        blank = torch.zeros_like(read[:, :1]).transpose(0, 1)
        told, _ = self.lstm(read, (blank, blank))
        return {SCORES: self.scores(self.dropout(told[:, 1:]))}


class Attend(Decoder):
    """Show, Attend and Tell: before each word an LSTM looks at some of the places of the photo.

    With a_i the values of place i beside its row and column, h the LSTM's state and e the word before,

        alpha = softmax over i of w . tanh(U a_i + V h)        z = sum of alpha_i a_i

    the LSTM reads (e, z), and the scores are those of its new state and of z.  ``attention`` (N, L, rows, columns)
    holds alpha.  Row and column, from -1 to 1, are not the paper's: a map of 7 x 7 places says little of where each
    is.
    """

    def __init__(self, channels: int, words: int) -> None:
        """Draw the weights.

        Args:
            channels: of the map.
            words: how many there are.
        """
        super().__init__(words)
        self.place = nn.Linear(channels + 2, _SIZE)
        self.looked = nn.Linear(_SIZE, _SIZE, bias=False)
        self.asked = nn.Linear(_SIZE, _SIZE)
        self.weight = nn.Linear(_SIZE, 1, bias=False)
        self.cell = nn.LSTMCell(2 * _SIZE, _SIZE)
        self.seen = nn.Linear(_SIZE, _SIZE)

    def forward(self, values: Tensor, words: Tensor) -> dict[str, Tensor]:
        """See `Decoder`."""
        rows, columns = values.shape[2:]
        where = torch.meshgrid(
            torch.linspace(-1, 1, rows, device=values.device),
            torch.linspace(-1, 1, columns, device=values.device),
            indexing="ij",
        )
        placed = torch.stack(where)[None].to(values).expand(values.shape[0], -1, -1, -1)
        places = torch.relu(self.place(torch.cat([values, placed], 1).flatten(2).transpose(1, 2)))
        keys, before = self.looked(places), self.before(words)
        state = places.mean(1)
        memory = torch.zeros_like(state)
        told, looks = [], []
        for step in range(words.shape[1]):
            match = self.weight(torch.tanh(keys + self.asked(state)[:, None]))[..., 0]
            alpha = match.softmax(1)
            looked = torch.bmm(alpha[:, None], places)[:, 0]
            state, memory = self.cell(torch.cat([before[:, step], looked], 1), (state, memory))
            told.append(state + self.seen(looked))
            looks.append(alpha)
        scores = self.scores(self.dropout(torch.stack(told, 1)))
        looked_at = torch.stack(looks, 1).reshape(values.shape[0], -1, rows, columns)
        return {SCORES: scores, ATTENTION: looked_at}


class Captioner(nn.Module):
    """A decoder of words on a trunk.

    Attributes:
        trunk: gives maps, of which the coarsest is read.
        decoder: from the map and words to scores.
    """

    def __init__(self, trunk: Trunk, decoder: type[Tell | Attend], words: int) -> None:
        """Put a new decoder for so many words on a trunk."""
        super().__init__()
        self.trunk = trunk.maps
        self.decoder = decoder(trunk.channels[-1], words)

    def features(self, photos: Tensor) -> Tensor:
        """The map that the decoder reads, (N, C, rows, columns)."""
        found: Tensor = list(self.trunk(photos).values())[-1]
        return found

    def forward(self, photo: Tensor, words: Tensor) -> dict[str, Tensor]:
        """``scores`` (N, L, words) of each word of a sentence where those before it are as given."""
        told: dict[str, Tensor] = self.decoder(self.features(photo), words)
        return told
