"""Architectures on a trunk, ``WORD:TRUNK``: heads for boxes or masks on any network that is known by its name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from torch import nn

from convscope.errors import NetworkError
from convscope.images import Preprocessing
from convscope.network.architecture import Architecture
from convscope.network.trunk import STRIDES, Trunk, trunk_of

# Made of a trunk, the number of classes, and how photos become the trunk's input.
Heads = Callable[[Trunk, int, Preprocessing], nn.Module]


def on_trunk(
    spec: str,
    trunk: Architecture,
    heads: Heads,
    *,
    of: str,
    classes: int,
    seen: Callable[[Preprocessing], Preprocessing],
    task: str,
    finer: Sequence[int] = (),
) -> Architecture:
    """Heads on a trunk; what ``download`` gives has the trunk's trained weights, and heads that nobody trained.

    Args:
        spec: the whole name.
        trunk: the architecture of the network behind the colon.
        heads: puts them on it.
        of: what is made, for messages: ``a detector``.
        classes: where nobody says how many.
        seen: how photos are seen, from the trunk's own preprocessing.
        task: its name.
        finer: see `trunk_of`.

    Raises:
        NetworkError: the trunk takes no colour photos.
    """
    photo = trunk.preprocessing
    if photo is None or photo.channels != 3:
        raise NetworkError(
            f"{trunk.name} takes no colour photos, as the trunk of {of} does.", "Choose another network."
        )

    def on(module: nn.Module, count: int | None) -> nn.Module:
        found = trunk_of(module, trunk.name, (3, *photo.size), of=of, finer=finer)
        return heads(found, count or classes, photo)

    preprocessing = seen(photo)
    return Architecture(
        name=spec,
        build=lambda count: on(trunk.build(None), count),
        download=lambda: on(trunk.download(), None),
        weights="",
        classes=classes,
        preprocessing=preprocessing,
        preprocessing_untrained=preprocessing,
        task=task,
    )


def in_strides(size: tuple[int, int]) -> tuple[int, int]:
    """(rows, columns) as the nearest multiples of the greatest stride."""
    rows, columns = (max(1, round(side / STRIDES[-1])) * STRIDES[-1] for side in size)
    return rows, columns


def grey_of(photo: Preprocessing) -> tuple[int, ...]:
    """The colour that a trunk's normalisation makes zero, with which what is no photo is filled."""
    return tuple(round(255 * mean) for mean in photo.mean)
