"""Which questions are answered beforehand: what the page asks when somebody looks at what is published."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from torch import Tensor

from convscope.errors import AddressError, ObjectiveError
from convscope.network import Network
from convscope.objectives import parse
from convscope.objectives.units import Channel, Neuron
from convscope.server.publishing.settings import PublishSettings
from convscope.server.schemas import Output

SMALL = 4096  # values of a layer that are published whole
DOCUMENT = 4096  # bytes, about, of one


@dataclass(frozen=True)
class Question:
    """What is asked of a route.

    Attributes:
        path: of the route, without a slash before it.
        words: the query.
        size: bytes of the answer, about.
    """

    path: str
    words: Mapping[str, object] = field(default_factory=dict)
    size: int = DOCUMENT

    @property
    def key(self) -> str:
        """The question as the page knows it: decoded, its words in the order of the alphabet."""
        words = sorted(f"{name}={value}" for name, value in self.words.items())
        return f"{self.path}?{'&'.join(words)}" if words else self.path


OPENING = tuple(
    Question(f"api/{name}") for name in ("network", "layers", "photos", "methods", "colours", "filters")
)


def of_a_photo(photo: str, output: Output) -> Iterator[Question]:
    """What is asked of every photo: its picture and what the network says of it."""
    yield Question(f"api/photos/{photo}/picture", size=200_000)
    yield Question(f"api/photos/{photo}/predictions")
    if output == "mask":
        yield Question(f"api/photos/{photo}/mask", size=200_000)
    if output == "boxes":
        yield Question(f"api/photos/{photo}/boxes")
    if output == "picture":
        yield Question(f"api/photos/{photo}/result", size=200_000)


def map_questions(photo: str, values: Mapping[str, Tensor], channels: int) -> Iterator[Question]:
    """The first maps of layers, in half precision; vectors and small layers whole, the former exactly."""
    for layer, found in values.items():
        places = math.prod(found.shape[1:])
        count = min(found.shape[0], max(channels, SMALL // places), 4096)
        words = {"layer": layer, "first": 0, "count": count, "dtype": "float32" if places == 1 else "float16"}
        yield Question(f"api/photos/{photo}/maps", words, count * places * (4 if places == 1 else 2))


def unit_questions(
    photo: str, network: Network, values: Mapping[str, Tensor], settings: PublishSettings
) -> Iterator[Question]:
    """The exact maps of units, and these worked out at one place or several."""
    for layer, channel, place in _chosen(network, values, settings.units):
        extent = values[layer].shape[1:]
        words = {"layer": layer, "first": channel, "count": 1, "dtype": "float32"}
        yield Question(f"api/photos/{photo}/maps", words, 4 * math.prod(extent))
        for one in _around(place, extent, settings.places):
            unit = f"{layer}:{channel}" + (f"@{','.join(map(str, one))}" if one else "")
            yield Question(f"api/photos/{photo}/element", {"unit": unit})


def attribution_questions(
    photo: str, labels: Iterable[str], methods: Iterable[str], size: int
) -> Iterator[Question]:
    """Each method for what the task asks first, and for the likeliest classes."""
    targets = [{}, *({"target": f"class:{label.split(',')[0]}"} for label in labels)]
    for method in methods:
        for target in targets:
            yield Question(f"api/photos/{photo}/attributions/{method}", target, size)


def _chosen(
    network: Network, values: Mapping[str, Tensor], units: Iterable[str]
) -> Iterator[tuple[str, int, tuple[int, ...]]]:
    """Layer, channel and place of the units that were named; else of the strongest of each layer."""
    named = [_named(network, values, unit) for unit in units]
    for layer, found in values.items():
        if units:
            yield from ((at, channel, place) for at, channel, place in named if at == layer)
        else:
            channel, *place = _strongest(found)
            yield layer, channel, tuple(place)


def _named(network: Network, values: Mapping[str, Tensor], unit: str) -> tuple[str, int, tuple[int, ...]]:
    one = parse(unit)
    if not isinstance(one, Channel | Neuron):
        raise ObjectiveError(
            f"A unit was expected, but {unit!r} is another objective.",
            "Write LAYER:CHANNEL or LAYER:CHANNEL@ROW,COLUMN, for example blocks.1:12@7,7.",
        )
    (node,) = one.bind(network).reads
    found = values.get(node.address)
    if found is None:
        raise AddressError(f"{node.address} is none of the layers that are published.", "Name it, too.")
    place = one.place if isinstance(one, Neuron) else _strongest(found[one.channel])
    return node.address, one.channel, place


def _strongest(values: Tensor) -> tuple[int, ...]:
    """Where the greatest value is, the first one in the order of the axes."""
    found = values.float().cpu().numpy()
    return tuple(int(at) for at in np.unravel_index(np.nanargmax(found), found.shape))


def _around(place: tuple[int, ...], extent: Iterable[int], count: int) -> Iterator[tuple[int, ...]]:
    """So many places at most around one, a square within the map."""
    side = max(1, math.floor(count ** (1 / max(1, len(place))) + 1e-9))
    spans = []
    for at, length in zip(place, extent, strict=True):
        width = min(side, length)
        first = min(max(0, at - width // 2), length - width)
        spans.append(range(first, first + width))
    grid = (
        np.array(np.meshgrid(*spans, indexing="ij")).reshape(len(spans), -1).T if spans else np.empty((1, 0))
    )
    # The place itself comes first: it is what the page shows first.
    rest = [tuple(int(at) for at in one) for one in grid]
    yield place
    yield from (one for one in rest if one != place)
