"""Objectives that read one word of a sentence that a network says of a photo."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from convscope.errors import ObjectiveError
from convscope.network import Network
from convscope.network.task.sentences import Sentences
from convscope.objectives.objective import Bound, Objective, Values


@dataclass(frozen=True)
class CaptionWord(Objective):
    """The logarithm of the probability of one word, those before it being as they were said.

    An explanation of a photo holds its sentence: whatever is then done to the photo, the words before stay, and the
    number is that of the same word.

    Attributes:
        number: of the word, from 1; behind the last word stands the end of the sentence.
    """

    number: int

    def __post_init__(self) -> None:
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
        if not isinstance(network.task, Sentences):
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
        words = held[0][0].tolist()
        count = (words.index(0) if 0 in words else len(words) - 1) + 1
        if self.number > count:
            raise ObjectiveError(
                f"There is no word {self.number}: the sentence has {count - 1} words, and its end.",
                "Ask for one of a smaller number.",
            )
        node, place = network.task.scores(graph), self.number - 1
        word = int(words[place])

        def score(values: Values) -> Tensor:
            chances: Tensor = values[node][:, place].log_softmax(1)
            return chances[:, word]

        return Bound((node,), score)

    def __str__(self) -> str:
        return f"caption:{self.number}"
