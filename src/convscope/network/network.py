"""A network as its users meet it: examples in, predictions, layers and activations out."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import torch
from torch import Tensor, nn

from convscope.errors import ImageError, NetworkError
from convscope.graph import Graph, Signature, evaluate, trace
from convscope.graph.shapes.layer_table import Layer, layer_table
from convscope.images import Photo, Preprocessing, decode
from convscope.network.inputs import Input
from convscope.network.labels import Labels
from convscope.network.opening import Opening
from convscope.network.task import Prediction, Task, read_task

Tracer = Callable[[tuple[int, ...]], Graph]

# Graphs for so many sizes of input are kept; the one used longest ago goes first.
_SIZES = 8


class Network:
    """A convolutional network with its graph, its inputs and its task.

    The module that it is made of is read, never changed.

    Attributes:
        name: how it was named when it was opened.
        weights: where its weights come from; "random" if nobody trained them.
        inputs: what it takes, in its order.
    """

    def __init__(
        self,
        module: nn.Module,
        *,
        input_shape: Sequence[int] | None = None,
        inputs: Mapping[str, Input] | Sequence[Input] | None = None,
        preprocessing: Preprocessing | None = None,
        mean: Sequence[float] | None = None,
        std: Sequence[float] | None = None,
        size: tuple[int, int] | None = None,
        labels: Labels | Sequence[str] | None = None,
        task: str | None = None,
        name: str | None = None,
        weights: str = "the module's own",
        opening: Opening | None = None,
    ) -> None:
        """Take a module as it is.

        Args:
            module: takes one tensor (N, C, ...) or several.
            input_shape: (C, ...) of one example; by default that of the preprocessing, else (3, 224, 224).
            inputs: what it takes, where that is more than one thing or is said in full; a mapping names each, as the
                module's parameters are called.
            preprocessing: how a photo becomes its input; by default values in [0, 1], normalised by ``mean`` and
                ``std`` where these are given.
            mean: per channel, on the [0, 1] scale; one number stands for all.
            std: standard deviation per channel, likewise.
            size: (rows, columns) of its photos, where there is no ``input_shape``.
            labels: names of its outputs.
            task: what its outputs mean, a name of `convscope.network.task.TASKS`; by default read off the graph.
            name: by default the module's class.
            weights: where the weights come from, for people to read.
            opening: how it was opened; by default as a module built by hand.
        """
        if inputs is None:
            taken: tuple[Input, ...] = (_one_input(input_shape, preprocessing, mean, std, size),)
        else:
            taken = _named(inputs)
        signatures = [Signature(one.name, one.shape, one.dtype) for one in taken]

        def tracer(shape: tuple[int, ...]) -> Graph:
            return trace(module, [replace(signatures[0], shape=shape), *signatures[1:]])

        self._set(
            tracer,
            name or type(module).__name__,
            weights,
            taken,
            labels,
            task,
            opening or Opening("", task=task),
        )

    @classmethod
    def from_tracer(
        cls,
        tracer: Tracer,
        *,
        name: str,
        weights: str,
        inputs: Sequence[Input],
        labels: Labels | Sequence[str] | None = None,
        task: str | None = None,
        opening: Opening | None = None,
    ) -> Network:
        """A network known by its graphs alone; ``tracer`` makes the graph for (C, ...) of the first input."""
        network = cls.__new__(cls)
        network._set(tracer, name, weights, tuple(inputs), labels, task, opening or Opening(name))
        return network

    def _set(
        self,
        tracer: Tracer,
        name: str,
        weights: str,
        inputs: tuple[Input, ...],
        labels: Labels | Sequence[str] | None,
        task: str | None,
        opening: Opening,
    ) -> None:
        self.name, self.weights, self.inputs = name, weights, inputs
        self._tracer, self._task, self._opening = tracer, task, opening
        self._labels = labels if labels is None or isinstance(labels, Labels) else Labels(tuple(labels))
        self._graphs: OrderedDict[tuple[int, ...], Graph] = OrderedDict()
        self._digest: tuple[Any, str] = (None, "")
        self._lock = threading.RLock()

    def __repr__(self) -> str:
        return f"<Network {self.name}, weights: {self.weights}>"

    @property
    def is_random(self) -> bool:
        """Whether nobody trained its weights."""
        return self.weights.startswith("random")

    @property
    def input_shape(self) -> tuple[int, ...]:
        """(C, ...) of one example of its first input."""
        return self.inputs[0].shape

    @property
    def preprocessing(self) -> Preprocessing | None:
        """How a photo becomes its first input; None where that is no photo."""
        return self.inputs[0].preprocessing

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What was assumed because nobody said it, a sentence each."""
        return tuple(f"{self.name}: {one.assumed}." for one in self.inputs if one.assumed)

    @property
    def opening(self) -> Opening:
        """How it was opened, with the digest of the tensors that it has now."""
        return replace(self._opening, digest=self.digest)

    def graph(self, input_shape: Sequence[int] | None = None) -> Graph:
        """The graph for one size of its first input, traced once.

        Raises:
            TraceError: the network cannot be traced for it.
        """
        shape = tuple(input_shape or self.input_shape)
        with self._lock:
            if shape not in self._graphs:
                self._graphs[shape] = self._tracer(shape)
                if len(self._graphs) > _SIZES:
                    self._graphs.popitem(last=False)
            self._graphs.move_to_end(shape)
            return self._graphs[shape]

    @cached_property
    def task(self) -> Task:
        """What its outputs mean.

        Raises:
            NetworkError: the outputs do not fit what was said of them.
        """
        return read_task(self.graph(), self._task, self._labels, self.name)

    @property
    def labels(self) -> Labels:
        """Names of its outputs, numbers where nobody gave names."""
        return self.task.labels

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """The layer table: address, operation, output shape, parameters, multiply-adds, receptive field."""
        return layer_table(self.graph())

    @property
    def digest(self) -> str:
        """SHA-256 of the names and values of all tensors, as 16 hexadecimal digits; computed once for each state."""
        graph = self.graph()
        names = sorted(node.address for node in graph.nodes if node.operation == "tensor")
        state = [graph.tensors.state(name) for name in names]
        with self._lock:
            if self._digest[0] != state:
                total = hashlib.sha256()
                for name in names:
                    total.update(name.encode())
                    total.update(graph.tensors[name].cpu().contiguous().float().numpy().tobytes())
                self._digest = (state, total.hexdigest()[:16])
            return self._digest[1]

    def told(
        self,
        *,
        inputs: Sequence[Input] | None = None,
        labels: Labels | Sequence[str] | None = None,
        task: str | None = None,
        opening: Opening | None = None,
    ) -> Network:
        """The same network with something else said of its inputs, its outputs or its opening."""
        return Network.from_tracer(
            self._tracer,
            name=self.name,
            weights=self.weights,
            inputs=inputs or self.inputs,
            labels=labels or self._labels,
            task=task or self._task,
            opening=opening or replace(self._opening, task=task or self._opening.task),
        )

    def photo(self, source: Any) -> Photo:
        """What is surely a photo, whatever its numbers look like; see `convscope.images.decode`.

        Raises:
            ImageError: it cannot be decoded.
        """
        return source if isinstance(source, Photo) else decode(source)

    def tensor(self, values: Any) -> Tensor:
        """What is surely a tensor as the network takes it, (C, ...), normalised already.

        Raises:
            ImageError: it has another number of axes or channels, or holds values that are NaN or infinite.
        """
        tensor = torch.as_tensor(values)
        one = self.inputs[0]
        return one.check(tensor if one.dtype or tensor.is_floating_point() else tensor.float())

    def prepare(self, *sources: Any) -> Tensor:
        """Examples of its only input as the network takes them, (N, C, ...); see `Input.prepare`.

        Raises:
            ImageError: a source is no picture, or a tensor of another shape or with NaN or infinite values.
            NetworkError: the network takes several inputs.
        """
        if len(self.inputs) > 1:
            names = ", ".join(one.name for one in self.inputs)
            raise NetworkError(
                f"{self.name} takes {len(self.inputs)} inputs: {names}.",
                "Give a mapping of all of them by name, or hold the others with holding().",
            )
        return torch.stack([self.inputs[0].prepare(source) for source in sources])

    def holding(self, source: Mapping[str, Any], varied: str | None = None) -> Network:
        """The network as a function of one of its inputs, the others held at an example's.

        Args:
            source: an example of each of the others by name.
            varied: the input that stays free, with or without ``input.`` before its name; by default the first.

        Raises:
            NetworkError: there is no such input, or the example of one is missing.
        """
        names = [one.name for one in self.inputs]
        free = names[0] if varied is None else varied.removeprefix("input.")
        missing = [name for name in names if name not in source and name != free]
        unknown = [name for name in (*source, free) if name not in names]
        if missing or unknown:
            wrong = f"no example of {missing[0]} was given" if missing else f"there is no input {unknown[0]}"
            raise NetworkError(
                f"{self.name} takes {', '.join(names)}, and {wrong}.", "Give each by its name."
            )
        place = names.index(free)
        held = {
            number: one.prepare(source[one.name])[None]
            for number, one in enumerate(self.inputs)
            if number != place
        }

        def tracer(shape: tuple[int, ...]) -> Graph:
            whole = self.graph(shape if place == 0 else tuple(held[0].shape[1:]))
            return whole.holding({whole.inputs[n]: value for n, value in held.items()}, shape)

        return Network.from_tracer(
            tracer,
            name=self.name,
            weights=self.weights,
            inputs=[self.inputs[place]],
            labels=self.labels,
            task=self.task.name,
            opening=self._opening,
        )

    def predict(self, source: Any, *, top: int = 5) -> list[Prediction]:
        """What the network says of one example, the most important first.

        Args:
            source: anything that `Input.prepare` takes; of a network of several inputs a mapping by name.
            top: how many predictions at most.
        """
        if isinstance(source, Mapping):
            first = self.inputs[0].name
            if first not in source:
                raise NetworkError(
                    f"{self.name} takes {first}, which was not given.", "Give each by its name."
                )
            return self.holding({k: v for k, v in source.items() if k != first}).predict(
                source[first], top=top
            )
        return self.predictions(self.prepare(source), top=top)[0]

    def predictions(self, inputs: Tensor, *, top: int = 5) -> list[list[Prediction]]:
        """What the network says of prepared examples (N, C, ...).

        Raises:
            NetworkError: its outputs have no meaning of their own.
        """
        return self.task.predictions(self.scores(inputs), top=top)

    @torch.no_grad()
    def scores(self, inputs: Tensor) -> Tensor:
        """The scores (N, ...) of prepared examples (N, C, ...), before a last softmax or sigmoid."""
        graph = self.graph(inputs.shape[1:])
        node = self.task.scores(graph)
        return evaluate(graph, {graph.input: inputs}, [node])[node]

    def activations(self, source: Any, addresses: Sequence[str]) -> Mapping[str, Tensor]:
        """Values of layers for one example, (C, ...) each; the run stops at the last of them.

        Raises:
            AddressError: the network has no such layer.
        """
        inputs = self.prepare(source)
        graph = self.graph(inputs.shape[1:])
        nodes = {address: graph.find(address) for address in addresses}
        with torch.no_grad():
            values = evaluate(graph, {graph.input: inputs}, list(dict.fromkeys(nodes.values())))
        return {address: values[node][0] for address, node in nodes.items()}


def _one_input(
    shape: Sequence[int] | None,
    preprocessing: Preprocessing | None,
    mean: Sequence[float] | None,
    std: Sequence[float] | None,
    size: tuple[int, int] | None,
) -> Input:
    if preprocessing is None:
        return Input.of_shape(shape or (3, *(size or (224, 224))), mean=mean, std=std)
    if mean or std or size:
        raise ImageError(
            "A preprocessing has a mean, a std and a size of its own.", "Give the one or the others."
        )
    return Input(tuple(shape or (preprocessing.channels, *preprocessing.size)), preprocessing)


def _named(inputs: Mapping[str, Input] | Sequence[Input]) -> tuple[Input, ...]:
    if isinstance(inputs, Mapping):
        return tuple(replace(one, name=name) for name, one in inputs.items())
    return tuple(inputs)
