"""A network as its users meet it: examples in, predictions, layers and activations out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import torch
from torch import Tensor, nn

from convscope.errors import NetworkError
from convscope.graph import Graph, evaluate, trace
from convscope.graph.engine import engine_for, forward
from convscope.graph.recent import Recent
from convscope.graph.shapes.layer_table import Layer, layer_table
from convscope.graph.tracing.wrappers import unwrapped
from convscope.images import Photo, Preprocessing, decode
from convscope.network.description import Description
from convscope.network.digest import digest_of
from convscope.network.feature_maps import FeatureMaps
from convscope.network.foreign import detector_of
from convscope.network.input import Input
from convscope.network.inputs import held_examples, inputs_of, signatures
from convscope.network.labels import Labels, labels_of
from convscope.network.opening import Opening
from convscope.network.task import Prediction, Predictions, Task, read_task
from convscope.network.task.boxes import overlap_of

Tracer = Callable[[tuple[int, ...]], Graph]

SIZES = 8  # graphs for so many sizes of input are kept


class Network:
    """A convolutional network with its graph, its inputs and its task.

    The module that it is made of is read, never changed.
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
            module: takes one tensor (N, C, ...) or several; what ``torch.compile`` or ``DataParallel`` put around it
                is looked through; or a detector of torchvision's, which takes a list of photos, and is read as one
                graph.
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
        name = name or type(unwrapped(module)).__name__
        if (detector := detector_of(unwrapped(module))) is not None:
            module, task = detector, task or detector.task
            if inputs is None and preprocessing is None and input_shape is None:
                one = Input.photo(detector.preprocessing).told(size, mean, std)
                inputs, mean, std, size = [one], None, None, None
        taken = inputs_of(inputs, input_shape, preprocessing, mean, std, size)

        def tracer(shape: tuple[int, ...]) -> Graph:
            return trace(module, signatures(taken, shape))

        self._set(
            tracer,
            Description(
                name=name,
                weights=weights,
                inputs=taken,
                opening=opening or Opening("", task=task),
                labels=labels_of(labels),
                task=task,
                overlap=overlap_of(unwrapped(module)),
            ),
        )

    @classmethod
    def from_tracer(cls, tracer: Tracer, description: Description) -> Network:
        """A network known by its graphs alone; ``tracer`` makes the graph for (C, ...) of the first input."""
        network = cls.__new__(cls)
        network._set(tracer, description)
        return network

    def _set(self, tracer: Tracer, description: Description) -> None:
        self._tracer, self.description = tracer, description
        self._graphs, self._digest = Recent(SIZES), Recent(1)

    def described(self, description: Description) -> Network:
        """The same network with something else said of it."""
        return Network.from_tracer(self._tracer, description)

    def __repr__(self) -> str:
        return f"<Network {self.name}, weights: {self.weights}>"

    @property
    def name(self) -> str:
        """How it was named when it was opened."""
        return self.description.name

    @property
    def weights(self) -> str:
        """Where its weights come from; "random" if nobody trained them."""
        return self.description.weights

    @property
    def is_random(self) -> bool:
        """Whether nobody trained its weights."""
        return self.weights.startswith("random")

    @property
    def inputs(self) -> tuple[Input, ...]:
        """What it takes, in its order."""
        return self.description.inputs

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
        assumed = [one.assumed for one in self.inputs if one.assumed]
        if found := [node for node in self.graph().nodes if node.is_computed_alone]:
            named = ", ".join(node.address for node in found[:3]) + (", ..." if len(found) > 3 else "")
            assumed.append(
                f"what {named} computes would depend on chance or on the other examples of a batch; each example is "
                "computed by itself, from the same random numbers every time"
            )
        return tuple(f"{self.name}: {sentence}." for sentence in assumed)

    @property
    def opening(self) -> Opening:
        """How it was opened, with the digest of the tensors that it has now."""
        return replace(self.description.opening, digest=self.digest)

    def graph(self, input_shape: Sequence[int] | None = None) -> Graph:
        """The graph for one size of its first input, traced once.

        Raises:
            TraceError: the network cannot be traced for it.
        """
        shape = tuple(input_shape or self.input_shape)
        return self._graphs.get(shape, lambda: self._tracer(shape))

    @cached_property
    def task(self) -> Task:
        """What its outputs mean.

        Raises:
            NetworkError: the outputs do not fit what was said of them.
        """
        known = self.description
        return read_task(self.graph(), known.task, known.labels, self.name, known.overlap)

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
        names, tensors = self.graph().read_tensors, self.graph().tensors
        state = [tensors.state(name) for name in names]
        return self._digest.get("digest", lambda: digest_of({name: tensors[name] for name in names}), state)

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
        place, held = held_examples(self.name, self.inputs, source, varied)

        def tracer(shape: tuple[int, ...]) -> Graph:
            first = shape if place == 0 else tuple(held[0].shape[1:])
            whole = self.graph(first)
            return whole.holding({whole.inputs[n]: value for n, value in held.items()}, shape)

        one = replace(self.description, inputs=(self.inputs[place],), labels=self.labels, task=self.task.name)
        return Network.from_tracer(tracer, one)

    def predict(self, source: Any, *, top: int = 5) -> Predictions:
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
        return Predictions(self.predictions(self.prepare(source), top=top)[0])

    def predictions(self, inputs: Tensor, *, top: int = 5) -> list[list[Prediction]]:
        """What the network says of prepared examples (N, C, ...).

        Raises:
            NetworkError: its outputs have no meaning of their own.
        """
        return self.task.predictions(self.scores(inputs), top=top)

    @torch.no_grad()
    def scores(self, inputs: Tensor, *, passes: int | None = None) -> Tensor:
        """The scores (N, ...) of prepared examples (N, C, ...), before a last softmax or sigmoid.

        Args:
            inputs: prepared.
            passes: examples that will be computed in all, by which the engine is chosen; by default PyTorch computes.
        """
        graph = self.graph(inputs.shape[1:])
        node = self.task.scores(graph)
        engine = None if passes is None else engine_for(graph, (graph.input,), (node,), passes)
        return forward(graph, engine, {graph.input: inputs}, (node,))[node]

    def activations(self, source: Any, addresses: Sequence[str]) -> FeatureMaps:
        """Values of layers for one example, (C, ...) each; the run stops at the last of them.

        Returns:
            A mapping from address to tensor, which a notebook shows as pictures.

        Raises:
            AddressError: the network has no such layer.
        """
        inputs = self.prepare(source)
        graph = self.graph(inputs.shape[1:])
        nodes = {address: graph.find_layer(address) for address in addresses}
        with torch.no_grad():
            values = evaluate(graph, {graph.input: inputs}, list(dict.fromkeys(nodes.values())))
        return FeatureMaps({address: values[node][0] for address, node in nodes.items()})
