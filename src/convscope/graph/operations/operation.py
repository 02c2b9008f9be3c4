"""A row of the table of operations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Linearity = Literal["no", "yes", "in the first argument"]
FieldRule = (
    Literal["pointwise", "concatenation", "window", "transposed window", "border", "slice", "resizing"]
    | Literal["pixel shuffle", "pixel unshuffle"]
    | Literal["adaptive", "permutation", "regrouping", "squeezing", "along dimensions", "everything"]
)
Cost = (
    Literal["weights at each place", "weights at each row", "weights at each step", "weights once", "none"]
    | Literal["product", "added product", "summed product", "attention"]
)
Channels = (
    Literal["apart", "by dimensions", "by grouping", "by weights"]
    | Literal["by border", "by statistics", "mixed"]
)
DeepLift = Literal["gradient", "rescale", "product", "halves", "maximum", "nothing"]
Relevance = Literal["gradient", "shares", "product", "passes"]
Arithmetic = (
    Literal["pointwise", "batch norm", "layer norm", "moved", "convolution", "transposed convolution"]
    | Literal["linear", "pooling", "adaptive pooling", "reduction", "none"]
)
Arrangement = Literal["computes", "same", "regroups", "moves"]
Memory = Literal["fresh", "own", "written over", "shared"]
Drawing = Literal["box", "merge", "word", "reshaping", "silent"]
Probabilities = Literal["no", "softmax", "sigmoid"]
Dependence = Literal["never", "in training", "always"]
OnLayout = Literal["nothing", "result", "gradient"]


@dataclass(frozen=True, kw_only=True)
class Operation:
    """What is known of one kind of operation.

    Plain facts alone: each reading keeps its own table from a fact to what it does about it.

    Attributes:
        name: the field's name.
        spellings: PyTorch's names of it, without the underscore of in-place variants; ``max.other`` is one overload.
        title: how a diagram calls it.
        is_pointwise: whether each place of the result is computed from the same place of what it reads.
        linear: whether it is linear in the argument that depends on the input, if only one does.
        is_rectifier: whether it is y = min(max(x, 0), c).
        is_gate: whether its result says how much of another value passes where the two are multiplied.
        probabilities: whether it makes probabilities, or their logarithms, of scores.
        receptive_field: how a receptive field passes through it (`convscope.graph.shapes.receptive_field_rules`).
        cost: how often numbers are multiplied (`convscope.graph.shapes.multiply_adds`).
        channels: when a channel of the result follows from the same channel of what it reads
            (`convscope.graph.shapes.channels`).
        deeplift: what it passes back in DeepLIFT (`convscope.attribution.rules.deeplift`).
        lrp: what it passes back in LRP (`convscope.attribution.rules.relevance`).
        openvino: OpenVINO's name of it; empty where only PyTorch computes it (`convscope.graph.engine.translators`).
        arithmetic: how one number of it is worked out by hand (`convscope.graph.element`).
        arrangement: whether the numbers of the result are those that it reads: in the same places, in the same order
            under another shape, or elsewhere.
        memory: of its result: fresh; its own, which the backward pass does not read; written over what it reads;
            or perhaps that of what it reads.
        drawing: a box of a diagram; one where several values meet; a word in the box before it; a word that does not
            change the box's shape; nothing.
        batch: whether a result depends on the other inputs of the batch.
        chance: whether it depends on random numbers.
        training: the argument that is true in training mode; empty where it has none.
        depends_on_layout: what PyTorch computes otherwise where values lie otherwise in memory: its result, or its
            gradient alone.
    """

    name: str
    spellings: tuple[str, ...]
    title: str
    is_pointwise: bool
    linear: Linearity
    is_rectifier: bool
    is_gate: bool
    probabilities: Probabilities
    receptive_field: FieldRule
    cost: Cost
    channels: Channels
    deeplift: DeepLift
    lrp: Relevance
    openvino: str
    arithmetic: Arithmetic
    arrangement: Arrangement
    memory: Memory
    drawing: Drawing
    batch: Dependence
    chance: Dependence
    training: str
    depends_on_layout: OnLayout

    @property
    def is_weighted(self) -> bool:
        """Whether it sums what it reads with weights: a convolution or a linear layer."""
        return self.lrp == "shares"

    def is_linear_in(self, place: int) -> bool:
        """Whether it is linear in the argument at a place, if no other depends on the input."""
        return self.linear == "yes" or (self.linear == "in the first argument" and place == 0)
