"""Ensembles: several classifiers of the same classes as one network, one graph, which every reading reads.

The winners of ImageNet's challenges were ensembles, CUImage's of 2016 among them.

Source: Hansen and Salamon 1990, "Neural network ensembles", IEEE TPAMI 12(10); Lakshminarayanan, Pritzel and Blundell
2017, "Simple and scalable predictive uncertainty estimation using deep ensembles", arXiv:1612.01474.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, get_args

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from convscope.errors import NetworkError, suggest
from convscope.graph import Graph, Signature, trace
from convscope.graph.joining import Joining
from convscope.images import Preprocessing
from convscope.network.description import Description
from convscope.network.input import Input
from convscope.network.network import Network
from convscope.network.opening import Opening
from convscope.network.task.classes import Classes, OneScore

Combined = Literal["probabilities", "logits", "votes"]
FEWEST = 2
# What the names of ensembles begin with.
_WORDS: Mapping[str, Combined] = {
    "ensemble": "probabilities",
    "ensemble-logits": "logits",
    "ensemble-votes": "votes",
}
# What a member's mean probability counts beside votes: it breaks their ties, and no class is impossible.
_OF_PROBABILITIES = 0.01
# From here on an enlarged pixel would be missed between the points that a bilinear reading looks at.
_COARSE = 2


def ensemble(
    members: Sequence[Network], combined: Combined = "probabilities", *, opening: Opening | None = None
) -> Network:
    """Several classifiers as one network.

    With the logits z_k of K members and p_k = softmax(z_k), its scores, whose softmax are its probabilities, are

        probabilities: log(1/K sum of p_k)
        logits: 1/K sum of z_k, the geometric mean of the p_k
        votes: log(0.99 v + 0.01/K sum of p_k), v_c the share of members whose greatest logit is that of class c

    Votes do not follow small changes: where only they are combined, gradients are those of the hundredth part.

    It takes photos as the member of the largest input does; the others get them resized and normalised as they want
    them.  Members of one score count as two classes.  The members' layers are ``member1.ADDRESS``,
    ``member2.ADDRESS`` and so on.

    Args:
        members: two or more classifiers of the same classes, in any order of these.
        combined: what is combined.
        opening: how it was opened; by default as something built by hand.

    Raises:
        NetworkError: there are fewer than two members, one is no classifier of photos, they tell different classes
            apart, or there is no such way to combine them.
    """
    if combined not in get_args(Combined):
        raise NetworkError(
            f"Members cannot be combined by their {combined!r}.",
            suggest(combined, get_args(Combined), f"There are {', '.join(get_args(Combined))}."),
        )
    photos = [_checked(one) for one in members]
    if len(members) < FEWEST:
        raise NetworkError(
            f"An ensemble has two members or more, got {len(members)}.", "Name several networks."
        )
    orders = [_order(members[0], one) for one in members]
    first = max(photos, key=lambda one: one.size[0] * one.size[1])

    def graph(shape: tuple[int, ...]) -> Graph:
        joining = Joining(shape)
        scores = []
        for number, (member, photo) in enumerate(zip(members, photos, strict=True), 1):
            size = _scaled(photo.size, first.size, shape[1:])
            name = f"member{number}"
            given = joining.input
            if size != shape[1:] or (photo.mean, photo.std) != (first.mean, first.std):
                seen = trace(_Seen(first, photo, size), shape)
                given = joining.add(seen, f"{name}.photo", [given], seen.output)
            own = member.graph((shape[0], *size))
            scores.append(joining.add(own, name, [given], member.task.scores(own)))
        single = [isinstance(member.task, OneScore) for member in members]
        signatures = [Signature(f"scores{n}", _sizes(one.shape)) for n, one in enumerate(scores, 1)]
        last = trace(_Combination(combined, orders, single), signatures)
        return joining.graph(joining.add(last, "", scores, last.output))

    names = ", ".join(one.name for one in members)
    weights = "; ".join(dict.fromkeys(one.weights for one in members))
    is_random = all(one.is_random for one in members)
    labels = members[0].labels if any(one.labels.are_given for one in members) else None
    return Network.from_tracer(
        graph,
        Description(
            name=(opening and opening.spec) or f"an ensemble of {names}",
            weights="random" if is_random else f"of its members: {weights}",
            inputs=(Input.photo(first),),
            opening=opening or Opening(""),
            labels=labels,
            task=Classes.name,
        ),
    )


def is_ensemble(spec: str) -> bool:
    """Whether a name is that of an ensemble, such as ``ensemble:NAME+NAME`` or ``ensemble-votes:NAME+NAME``."""
    return spec.partition(":")[0] in _WORDS


def named_members(spec: str) -> tuple[Combined, list[str]]:
    """What an ensemble's name says: how its members are combined, and their names.

    Raises:
        NetworkError: a name is missing.
    """
    word, _, said = spec.partition(":")
    names = [name.strip() for name in said.split("+")]
    if len(names) < FEWEST or not all(names):
        raise NetworkError(
            f"An ensemble names its members with + between them, got {spec}.",
            f"Write {word}:efficientnet-lite0+run:mine.",
        )
    return _WORDS[word], names


def _checked(member: Network) -> Preprocessing:
    """How a member takes photos.

    Raises:
        NetworkError: it is no classifier of photos.
    """
    if not isinstance(member.task, Classes | OneScore):
        raise NetworkError(
            f"Members of an ensemble tell classes apart, and {member.name} does not: {member.task.summary}.",
            "Name classifiers.",
        )
    if len(member.inputs) > 1 or member.preprocessing is None:
        raise NetworkError(
            f"Members of an ensemble take photos alone, and {member.name} does not.",
            "Open it with a preprocessing.",
        )
    return member.preprocessing


def _order(first: Network, member: Network) -> list[int] | None:
    """Where the first member's classes stand among a member's; None where they stand in the same places.

    Raises:
        NetworkError: it tells other classes apart.
    """
    if member.inputs[0].shape[0] != first.inputs[0].shape[0]:
        raise NetworkError(
            f"{member.name} takes photos of {member.inputs[0].shape[0]} channels, "
            f"and {first.name} of {first.inputs[0].shape[0]}.",
            "Name networks that take the same photos.",
        )
    wanted, own = first.labels.names, member.labels.names
    if len(own) != len(wanted) or (
        first.labels.are_given and member.labels.are_given and sorted(own) != sorted(wanted)
    ):
        raise NetworkError(
            f"{member.name} tells other classes apart than {first.name}: {_few(own)}, not {_few(wanted)}.",
            "Name networks of the same classes.",
        )
    if own == wanted or not (first.labels.are_given and member.labels.are_given):
        return None
    return [own.index(name) for name in wanted]


def _few(names: Sequence[str]) -> str:
    return f"{len(names)} ({', '.join(names[:2])}, ...)" if len(names) > FEWEST else ", ".join(names)


def _scaled(own: tuple[int, int], usual: tuple[int, int], asked: tuple[int, ...]) -> tuple[int, int]:
    """The (rows, columns) that a member gets where the ensemble is asked about photos of other sizes."""
    rows, columns = (max(1, round(a * b / c)) for a, b, c in zip(own, asked, usual, strict=True))
    return rows, columns


def _sizes(shape: Sequence[int | None]) -> tuple[int, ...]:
    return tuple(size or 0 for size in shape[1:])


class _Seen(nn.Module):
    """A photo as a member takes it, from how the ensemble takes it."""

    scale: Tensor
    shift: Tensor

    def __init__(self, first: Preprocessing, own: Preprocessing, size: tuple[int, int]) -> None:
        super().__init__()
        mean, std = (torch.tensor(one, dtype=torch.float64) for one in (first.mean, first.std))
        own_mean, own_std = (torch.tensor(one, dtype=torch.float64) for one in (own.mean, own.std))
        self.register_buffer("scale", (std / own_std).float()[:, None, None])
        self.register_buffer("shift", ((mean - own_mean) / own_std).float()[:, None, None])
        self.size = size

    def forward(self, photos: Tensor) -> Tensor:
        """(N, C, rows, columns) in both."""
        if tuple(photos.shape[2:]) != self.size:
            if photos.shape[2] >= _COARSE * self.size[0] or photos.shape[3] >= _COARSE * self.size[1]:
                photos = F.adaptive_avg_pool2d(photos, self.size)
            else:
                photos = F.interpolate(photos, self.size, mode="bilinear", align_corners=False)
        return photos * self.scale + self.shift


class _Combination(nn.Module):
    """The ensemble's scores from those of its members; see `ensemble`."""

    def __init__(
        self, combined: Combined, orders: Sequence[list[int] | None], single: Sequence[bool]
    ) -> None:
        super().__init__()
        self.combined, self.single = combined, tuple(single)
        for number, order in enumerate(orders):
            self.register_buffer(f"order{number}", None if order is None else torch.tensor(order))

    def forward(self, *scores: Tensor) -> Tensor:
        """(N, classes) from scores (N, classes, ...) or (N, 1) of each member."""
        logits = torch.stack([self._own(place, one) for place, one in enumerate(scores)], 1)
        if self.combined == "logits":
            return logits.mean(1)
        mean = logits.log_softmax(2).exp().mean(1)
        if self.combined == "votes":
            votes = F.one_hot(logits.argmax(2), logits.shape[2]).to(logits.dtype).mean(1)
            mean = (1 - _OF_PROBABILITIES) * votes + _OF_PROBABILITIES * mean
        return mean.clamp_min(torch.finfo(mean.dtype).tiny).log()

    def _own(self, place: int, scores: Tensor) -> Tensor:
        flat = scores.flatten(1)
        if self.single[place]:
            flat = torch.cat([torch.zeros_like(flat), flat], 1)
        order = getattr(self, f"order{place}")
        return flat if order is None else flat[:, order]
