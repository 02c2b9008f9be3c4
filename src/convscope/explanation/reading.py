"""Texts: what a network says of one, and which of its words count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from convscope.errors import MethodError, NetworkError
from convscope.explanation.attribution import Attribution
from convscope.explanation.explaining import explain
from convscope.explanation.targets import Target
from convscope.network import Network
from convscope.network.embedded_words import reads_words
from convscope.network.task import Prediction
from convscope.registry import find_method
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import table

# What stands for a word is taken away from it, one word at a time.
METHOD = "occlusion"
_ONE_WORD = {"window": 1, "stride": 1}


@dataclass(frozen=True, eq=False, repr=False)
class Reading(Displayed):
    """What a network says of a text.

    Attributes:
        text: as it was written.
        words: that the network reads.
        predictions: the most probable first.
        attribution: what the target owes to each word.
    """

    text: str
    words: tuple[str, ...]
    predictions: tuple[Prediction, ...]
    attribution: Attribution

    @property
    def shares(self) -> list[tuple[str, float]]:
        """Each word with what the target owes to it."""
        return [
            (word, float(value)) for word, value in zip(self.words, self.attribution.values, strict=False)
        ]

    def document(self) -> dict[str, Any]:
        """The reading in plain values."""
        return {
            "text": self.text,
            "predictions": [one.document() for one in self.predictions],
            "method": self.attribution.method,
            "target": self.attribution.target,
            "words": [{"word": word, "value": value} for word, value in self.shares],
        }

    def _line(self) -> str:
        said = ", ".join(f"{one.label} {one.amount}" for one in self.predictions[:2])
        return f"{' '.join(self.words)}: {said}"

    def _fragments(self) -> Sequence[str]:
        target = f"{self.attribution.method} of {self.attribution.target}"
        return [table(("word", target), [(word, f"{value:+.3f}") for word, value in self.shares])]


def read(
    network: Network, text: str, *, method: str = METHOD, target: Target = None, seed: int = 0, **options: Any
) -> Reading:
    """Read a text: what a network says of it, and what that owes to each word.

    Args:
        network: that was trained on texts, such as a run of ``convscope/dcnn``.
        text: a sentence.
        method: that explains by the input; by default each word is taken away by itself, and the fall of the score is
            told.
        target: what to explain; by default the most probable class.
        seed: of all random numbers.
        options: the method's own.

    Raises:
        NetworkError: the network reads no texts.
        DataError: there is no word in the text.
        MethodError: the method explains by a layer.
    """
    check_reads(network, method)
    if method == METHOD:
        options = {**_ONE_WORD, **options}
    found = explain(network, text, method, target, seed=seed, **options)
    return Reading(text, found.words, tuple(network.predict(text)), found)


def check_reads(network: Network, method: str = METHOD) -> None:
    """Refuse a network that reads no texts, and a method that says nothing of words.

    Raises:
        NetworkError: the network reads no texts, or nobody knows its words.
        MethodError: the method explains by a layer.
    """
    if network.inputs[0].vocabulary is None:
        hint = "Train convscope/dcnn on a CSV with the columns text and label, and name the run."
        if reads_words(network):
            raise NetworkError(
                f"{network.name} reads words as numbers, and was trained on no texts that say which.", hint
            )
        raise NetworkError(f"{network.name} reads no texts: it takes {network.inputs[0].name}.", hint)
    if find_method(method).uses_layer:
        raise MethodError(
            f"{method} explains by a layer, and words are what a text is read by.",
            "Choose occlusion, integrated-gradients or deeplift.",
        )
