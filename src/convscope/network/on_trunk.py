"""Architectures on a trunk, ``WORD:TRUNK``: heads for boxes or masks on any network that is known by its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from torch import nn

from convscope.errors import NetworkError
from convscope.images import Preprocessing
from convscope.network.architecture import Architecture
from convscope.network.trunk import STRIDES, Trunk, trunk_of

# Made of a trunk, the number of classes, and how photos become the trunk's input.
Heads = Callable[[Trunk, int, Preprocessing], nn.Module]


@dataclass(frozen=True)
class OnTrunk:
    """A kind of network that stands on a trunk.

    Attributes:
        heads: by the word before the colon, what puts them on the trunk.
        of: what is made, for messages: ``a detector``.
        classes: where nobody says how many.
        seen: how photos are seen, from the trunk's own preprocessing.
        task: its name, of a word.
        finer: see `trunk_of`.
    """

    heads: Mapping[str, Heads]
    of: str
    classes: Callable[[], int]
    seen: Callable[[Preprocessing], Preprocessing]
    task: Callable[[str], str]
    finer: Sequence[int] = ()

    def makes(self, spec: str) -> bool:
        """Whether a name is that of such a network on a trunk."""
        return spec.partition(":")[0] in self.heads

    def architecture(self, spec: str, trunk: Architecture) -> Architecture:
        """Heads on a trunk; what ``download`` gives has the trunk's trained weights, and heads that nobody trained.

        Args:
            spec: the whole name, ``WORD:TRUNK``.
            trunk: the architecture of the network behind the colon.

        Raises:
            NetworkError: the trunk takes no colour photos.
        """
        word = spec.partition(":")[0]
        heads, photo = self.heads[word], trunk.preprocessing
        if photo is None or photo.channels != 3:
            raise NetworkError(
                f"{trunk.name} takes no colour photos, as the trunk of {self.of} does.",
                "Choose another network.",
            )

        def on(module: nn.Module, count: int | None) -> nn.Module:
            found = trunk_of(module, trunk.name, (3, *photo.size), of=self.of, finer=self.finer)
            return heads(found, count or self.classes(), photo)

        preprocessing = self.seen(photo)
        return Architecture(
            name=spec,
            build=lambda count: on(trunk.build(None), count),
            download=lambda: on(trunk.download(), None),
            weights="",
            classes=self.classes(),
            preprocessing=preprocessing,
            preprocessing_untrained=preprocessing,
            task=self.task(word),
        )


def in_strides(size: tuple[int, int]) -> tuple[int, int]:
    """(rows, columns) as the nearest multiples of the greatest stride."""
    rows, columns = (max(1, round(side / STRIDES[-1])) * STRIDES[-1] for side in size)
    return rows, columns


def grey_of(photo: Preprocessing) -> tuple[int, ...]:
    """The colour that a trunk's normalisation makes zero, with which what is no photo is filled."""
    return tuple(round(255 * mean) for mean in photo.mean)
