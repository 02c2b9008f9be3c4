"""Objectives that read one word of a sentence that a network says of a photo."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from convscope.errors import ObjectiveError
from convscope.network import Network
from convscope.network.captioners import SCORES
from convscope.network.task.regions import Regions
from convscope.network.task.sentences import Sentences
from convscope.network.vocabulary import END
from convscope.objectives.objective import Bound, Objective, Values


@dataclass(frozen=True)
class CaptionWord(Objective):
    """The logarithm of the probability of one word, those before it being as they were said.

    An explanation of a photo holds its sentence: whatever is then done to the photo, the words before stay, and the
    number is that of the same word.

    Attributes:
        number: of the word, from 1; behind the last word stands the end of the sentence.
        region: of a network that says a phrase of each of several regions, which of them, from 1 as
            `convscope.caption` lists them; None of one that says a sentence of the whole photo.
    """

    number: int
    region: int | None = None

    def __post_init__(self) -> None:
        if self.region is not None and self.region < 1:
            raise ObjectiveError(
                f"Regions are counted from 1, got {self.region}.", "Write caption:1@1 for the best region."
            )
        if self.number < 1:
            raise ObjectiveError(
                f"Words are counted from 1, got {self.number}.", "Write caption:1 for the first word."
            )

    @property
    def is_local(self) -> bool:
        """See `Objective.is_local`."""
        return True

    def bind(self, network: Network, input_shape: tuple[int, ...] | None = None) -> Bound:
        """See `Objective.bind`."""
        graph = network.graph(input_shape)
        if not isinstance(network.task, Sentences | Regions):
            raise ObjectiveError(
                f"The network says no sentences: its task is {network.task.name}.",
                "Ask for a class or a layer.",
            )
        held = [value for node, value in graph.held.items() if node.dtype is not None]
        if len(held) != 1:
            raise ObjectiveError(
                "Which word is meant is known of a sentence alone.",
                "Explain a photo, whose sentence is held.",
            )
        is_of_regions = isinstance(network.task, Regions)
        words = self._of_region(held[0][0]) if is_of_regions else self._of_photo(held[0][0])
        count = (words.index(END) if END in words else len(words) - 1) + 1
        if self.number > count:
            raise ObjectiveError(
                f"There is no word {self.number}: the sentence has {count - 1} words, and its end.",
                "Ask for one of a smaller number.",
            )
        node = graph.outputs[SCORES] if is_of_regions else network.task.scores(graph)
        place, word = self.number - 1, words[self.number - 1]

        def score(values: Values) -> Tensor:
            told = values[node] if self.region is None else values[node][:, self.region - 1]
            chances: Tensor = told[:, place].log_softmax(1)
            return chances[:, word]

        return Bound((node,), score)

    def _of_photo(self, words: Tensor) -> list[int]:
        if self.region is not None:
            raise ObjectiveError(
                "The network says one sentence of the whole photo, and nothing of regions.",
                f"Write caption:{self.number}.",
            )
        found: list[int] = words.tolist()
        return found

    def _of_region(self, words: Tensor) -> list[int]:
        count = int((words[:, 0] != END).sum())
        if self.region is None:
            raise ObjectiveError(
                "The network says a phrase of each region, and no region was named.",
                f"Write caption:{self.number}@1 for the best region.",
            )
        if self.region > count:
            raise ObjectiveError(
                f"There is no region {self.region}: {count} are told of the photo.",
                "Ask for one of a smaller number."
                if count
                else "Lower the score from which regions are told.",
            )
        found: list[int] = words[self.region - 1].tolist()
        return found

    def __str__(self) -> str:
        return f"caption:{self.number}{'' if self.region is None else f'@{self.region}'}"
