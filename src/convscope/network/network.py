"""A network as its users meet it: photos in, predictions, layers and activations out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

import torch
from torch import Tensor, nn

from convscope.errors import ImageError, NetworkError
from convscope.graph import Graph, evaluate, trace
from convscope.graph.shapes.layer_table import Layer, layer_table
from convscope.images import IMAGENET, Photo, Preprocessing, decode
from convscope.network.labels import Labels, numbered

Tracer = Callable[[tuple[int, ...]], Graph]


@dataclass(frozen=True)
class Prediction:
    """One of the classes that a network sees in a photo.

    Attributes:
        index: place among the network's outputs.
        label: the class's words.
        synset: WordNet's name of it, if it has one.
        probability: the softmax of the network's outputs.
    """

    index: int
    label: str
    synset: str | None
    probability: float


class Network:
    """A convolutional network with its graph, its preprocessing and its labels.

    The module that it is made of is read, never changed.

    Attributes:
        name: how it was named when it was opened.
        weights: where its weights come from; "random" if nobody trained them.
        preprocessing: how a photo becomes its input; None for inputs that are no pictures.
        input_shape: (C, ...) of one photo as the network takes it.
    """

    def __init__(
        self,
        module: nn.Module,
        *,
        input_shape: Sequence[int] | None = None,
        preprocessing: Preprocessing | None = None,
        labels: Labels | Sequence[str] | None = None,
        name: str | None = None,
        weights: str = "the module's own",
    ) -> None:
        """Take a module as it is.

        Args:
            module: takes one tensor (N, C, ...).
            input_shape: (C, ...) of one photo; by default that of the preprocessing.
            preprocessing: by default ImageNet's, for networks that take (3, rows, columns).
            labels: names of the classes.
            name: by default the module's class.
            weights: where the weights come from, for people to read.
        """
        self._set(
            partial(trace, module), name or type(module).__name__, weights, input_shape, preprocessing, labels
        )

    @classmethod
    def from_tracer(
        cls,
        tracer: Tracer,
        *,
        name: str,
        weights: str,
        input_shape: Sequence[int] | None = None,
        preprocessing: Preprocessing | None = None,
        labels: Labels | Sequence[str] | None = None,
    ) -> Network:
        """A network known by its graphs alone; ``tracer`` makes the graph for (C, ...)."""
        network = cls.__new__(cls)
        network._set(tracer, name, weights, input_shape, preprocessing, labels)
        return network

    def _set(
        self,
        tracer: Tracer,
        name: str,
        weights: str,
        input_shape: Sequence[int] | None,
        preprocessing: Preprocessing | None,
        labels: Labels | Sequence[str] | None,
    ) -> None:
        if preprocessing is None and input_shape is None:
            preprocessing = IMAGENET
        if (
            preprocessing is None
            and input_shape is not None
            and len(input_shape) == 3
            and input_shape[0] == 3
        ):
            rows, columns = input_shape[1:]
            preprocessing = replace(
                IMAGENET, size=(rows, columns), resize=round(min(rows, columns) * 256 / 224)
            )
        if input_shape is None:
            assert preprocessing is not None
            input_shape = (preprocessing.channels, *preprocessing.size)
        self.name, self.weights, self.preprocessing = name, weights, preprocessing
        self.input_shape = tuple(input_shape)
        self._tracer = tracer
        self._labels = Labels(tuple(labels)) if labels and not isinstance(labels, Labels) else labels
        self._graphs: dict[tuple[int, ...], Graph] = {}

    def __repr__(self) -> str:
        return f"<Network {self.name}, weights: {self.weights}>"

    @property
    def is_random(self) -> bool:
        """Whether nobody trained its weights."""
        return self.weights.startswith("random")

    def graph(self, input_shape: Sequence[int] | None = None) -> Graph:
        """The graph for one size of input, traced once.

        Raises:
            TraceError: the network cannot be traced for it.
        """
        shape = tuple(input_shape or self.input_shape)
        if shape not in self._graphs:
            self._graphs[shape] = self._tracer(shape)
        return self._graphs[shape]

    @cached_property
    def labels(self) -> Labels:
        """Names of the classes, numbers where nobody gave names.

        Raises:
            NetworkError: there are more or fewer names than classes.
        """
        classes = self.graph().output.shape[1]
        assert classes is not None
        labels = self._labels if isinstance(self._labels, Labels) else numbered(classes)
        if len(labels) != classes:
            raise NetworkError(
                f"{self.name} has {classes} classes, {len(labels)} labels were given.",
                "Give one label for each class, in the order of the network's outputs.",
            )
        return labels

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """The layer table: address, operation, output shape, parameters, multiply-adds, receptive field."""
        return layer_table(self.graph())

    @property
    def digest(self) -> str:
        """SHA-256 of the names and values of all tensors, as 16 hexadecimal digits."""
        total = hashlib.sha256()
        graph = self.graph()
        for node in sorted(graph.nodes, key=lambda node: node.address):
            if node.operation == "tensor":
                total.update(node.address.encode())
                total.update(graph.tensors[node.address].cpu().contiguous().float().numpy().tobytes())
        return total.hexdigest()[:16]

    def prepare(self, *sources: Any) -> Tensor:
        """Photos as the network takes them, (N, C, ...).

        Args:
            sources: anything that `convscope.images.decoding` reads; also tensors of the network's own shape
                (C, ...), which are taken as they are.

        Raises:
            ImageError: a source is no picture, or a tensor of another shape or with NaN or infinite values.
        """
        return torch.stack([self._prepare(source) for source in sources])

    def _prepare(self, source: Any) -> Tensor:
        if isinstance(source, Tensor) and tuple(source.shape) == self.input_shape:
            if not source.isfinite().all():
                raise ImageError("A tensor holds values that are NaN or infinite.", "Give finite numbers.")
            return source
        if self.preprocessing is None:
            raise ImageError(
                f"{self.name} takes tensors of shape {self.input_shape}, {type(source).__name__} was given.",
                "Give a torch tensor of that shape, or open the network with a preprocessing.",
            )
        photo = source if isinstance(source, Photo) else decode(source)
        return self.preprocessing.apply(photo)

    def predict(self, source: Any, *, top: int = 5) -> list[Prediction]:
        """The most probable classes of one photo, most probable first."""
        return self.predictions(self.prepare(source), top=top)[0]

    def predictions(self, inputs: Tensor, *, top: int = 5) -> list[list[Prediction]]:
        """The most probable classes of prepared photos (N, C, ...).

        Raises:
            NetworkError: the network is no classifier: its output is not (N, classes).
        """
        graph = self.graph(inputs.shape[1:])
        if len(graph.output.shape) != 2:
            raise NetworkError(
                f"{self.name} is no classifier: its output is of shape {graph.output.shape[1:]}.",
                "Use activations() to see what it computes.",
            )
        with torch.no_grad():
            logits = evaluate(graph, {graph.input: inputs}, [graph.output])[graph.output]
        probabilities, indices = logits.float().softmax(1).topk(min(top, logits.shape[1]))
        return [
            [
                Prediction(i, self.labels.names[i], self.labels.synset(i), p)
                for i, p in zip(row.tolist(), chances.tolist(), strict=True)
            ]
            for row, chances in zip(indices, probabilities, strict=True)
        ]

    def activations(self, source: Any, addresses: Sequence[str]) -> Mapping[str, Tensor]:
        """Values of layers for one photo, (C, ...) each; the run stops at the last of them.

        Raises:
            AddressError: the network has no such layer.
        """
        inputs = self.prepare(source)
        graph = self.graph(inputs.shape[1:])
        nodes = {address: graph.find(address) for address in addresses}
        with torch.no_grad():
            values = evaluate(graph, {graph.input: inputs}, list(dict.fromkeys(nodes.values())))
        return {address: values[node][0] for address, node in nodes.items()}
