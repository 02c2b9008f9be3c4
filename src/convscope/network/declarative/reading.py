"""Reading a declared network, its sizes worked out on the way."""

from __future__ import annotations

from convscope.arithmetic import LayerArithmetic, read_shape, shape_text
from convscope.errors import ConvscopeError, LayerSizeError, NetworkError, suggest
from convscope.network.declarative.convolution import Convolution
from convscope.network.declarative.definition import Definition
from convscope.network.declarative.elementwise import (
    Activation,
    Dropout,
    LeakyReLU,
    LocalResponseNormalization,
)
from convscope.network.declarative.learned import BatchNormalization, Dense, Flatten
from convscope.network.declarative.pooling import GlobalAveragePooling, Pooling
from convscope.network.declarative.step import Step
from convscope.network.declarative.words import split_words

STEPS: dict[str, type[Step]] = {
    **dict.fromkeys(("conv", "conv1d", "conv2d", "conv3d"), Convolution),
    **dict.fromkeys(("maxpool", "avgpool"), Pooling),
    "globalavgpool": GlobalAveragePooling,
    **dict.fromkeys(("relu", "tanh", "sigmoid", "softmax"), Activation),
    "leakyrelu": LeakyReLU,
    "dropout": Dropout,
    "batchnorm": BatchNormalization,
    "lrn": LocalResponseNormalization,
    "flatten": Flatten,
    "dense": Dense,
}
ARROW = "->"
# More than any published CNN; a slip of the pen should be named before the memory is full.
MOST_PARAMETERS = 2_000_000_000


def read_definition(text: str) -> Definition:
    """Read a network such as ``input 1x28x28 -> conv 32 3x3 -> relu -> flatten -> dense 10``.

    Raises:
        NetworkError: a word is not known or belongs elsewhere.
        LayerSizeError: a layer is impossible; the first such is named with its place and its input's size.
    """
    first, *rest = (part.split() for part in text.lower().split(ARROW))
    shape = input_shape = _read_input(first)
    steps: list[Step] = []
    layers: list[LayerArithmetic] = []
    for place, words in enumerate(rest, start=1):
        try:
            step = _read_step(words, shape)
            layer = step.arithmetic(shape)
            _check_memory(layer)
        except ConvscopeError as error:
            said = f"Layer {place}, '{' '.join(words)}' on {shape_text(shape)}, is impossible: "
            raise type(error)(said + error.message, error.hint) from error
        steps.append(step)
        layers.append(layer)
        shape = layer.output_shape
    if not steps:
        raise NetworkError("A network has at least one layer, got none.", f"Write {text} -> conv 8 3x3.")
    return Definition(input_shape, tuple(steps), tuple(layers))


def _read_input(words: list[str]) -> tuple[int, ...]:
    if len(words) != 2 or words[0] != "input":
        raise NetworkError(
            f"A network's text begins with the size of its input, got {' '.join(words)!r}.",
            "Write input 3x32x32 -> ..., channels first.",
        )
    shape = read_shape(words[1])
    if not 2 <= len(shape) <= 4 or min(shape) < 1:
        raise LayerSizeError(
            f"An input has channels and one to three axes, each at least 1, got {words[1]}.",
            "Write input 3x32x32 -> ..., channels first.",
        )
    return shape


def _read_step(words: list[str], shape: tuple[int, ...]) -> Step:
    if not words:
        raise NetworkError("An arrow leads to a layer, got nothing.", "Leave the arrow out.")
    kind = STEPS.get(words[0])
    if kind is None:
        hint = suggest(words[0], STEPS, f"There are {', '.join(STEPS)}.", most=2)
        raise NetworkError(f"There is no layer {words[0]!r}.", hint)
    return kind.read(split_words(words, kind.values, kind.least, kind.options), shape)


def _check_memory(layer: LayerArithmetic) -> None:
    if layer.cost.parameters > MOST_PARAMETERS:
        raise LayerSizeError(
            f"A layer may have {MOST_PARAMETERS:,} parameters, but it would have {layer.cost.parameters:,}.",
            "Pool before it, or choose a smaller one.",
        )
