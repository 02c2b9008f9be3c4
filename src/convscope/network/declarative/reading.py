"""Reading a declared network, its sizes worked out on the way."""

from __future__ import annotations

from collections.abc import Sequence

from convscope.arithmetic import LayerArithmetic, read_input, read_shape, shape_text
from convscope.errors import ConvscopeError, LayerSizeError, NetworkError, suggest
from convscope.network.declarative.convolution import Convolution
from convscope.network.declarative.definition import Definition
from convscope.network.declarative.elementwise import (
    ACTIVATIONS,
    Activation,
    ChannelDropout,
    Dropout,
    LeakyReLU,
    LocalResponseNormalization,
)
from convscope.network.declarative.learned import BatchNormalization, Dense, Flatten
from convscope.network.declarative.parts import split_parts
from convscope.network.declarative.pooling import Pooling
from convscope.network.declarative.step import Step
from convscope.network.declarative.whole_maps import AdaptivePooling, GlobalPooling
from convscope.network.declarative.words import split_words

_SLIDING: dict[str, type[Step]] = {
    "conv": Convolution,
    **dict.fromkeys(("maxpool", "avgpool"), Pooling),
    **dict.fromkeys(("globalavgpool", "globalmaxpool"), GlobalPooling),
    "adaptiveavgpool": AdaptivePooling,
}
STEPS: dict[str, type[Step]] = {
    **_SLIDING,
    **{f"{word}{axes}d": kind for word, kind in _SLIDING.items() for axes in (1, 2, 3)},
    **dict.fromkeys(ACTIVATIONS, Activation),
    "leakyrelu": LeakyReLU,
    "dropout": Dropout,
    "channeldropout": ChannelDropout,
    "batchnorm": BatchNormalization,
    "lrn": LocalResponseNormalization,
    "flatten": Flatten,
    **dict.fromkeys(("dense", "linear"), Dense),
}
# More than any published CNN; a slip of the pen should be named before the memory is full.
MOST_PARAMETERS = 2_000_000_000


def read_definition(text: str) -> Definition:
    """Read a network such as ``input 1x28x28 -> conv 32 3x3 -> relu -> flatten -> dense 10``, or a pasted one.

    Raises:
        NetworkError: a word is not known or belongs elsewhere.
        LayerSizeError: a layer is impossible; the first such is named with its place and its input's size.
    """
    said, parts = split_parts(text)
    shape = input_shape = _read_input(said, next((part.axes for part in parts if part.axes), None))
    steps: list[Step] = []
    layers: list[LayerArithmetic] = []
    for place, part in enumerate(parts, start=1):
        try:
            for words in part.steps(shape):
                steps.append(_read_step(words, shape))
                layers.append(steps[-1].arithmetic(shape))
                _check_memory(layers[-1])
                shape = layers[-1].output_shape
        except ConvscopeError as error:
            where = f"Layer {place}, '{part.text}' on {shape_text(shape)}{part.place}, is impossible: "
            raise type(error)(where + error.message, error.hint) from error
    if not steps:
        raise NetworkError("A network has at least one layer, got none.", f"Write {text} -> conv 8 3x3.")
    return Definition(input_shape, tuple(steps), tuple(layers))


def _read_input(words: Sequence[str], axes: int | None) -> tuple[int, ...]:
    """The input's shape; ``axes`` are those of the first layer that says how many it has."""
    text, *layout = words
    sizes = read_shape(text)
    if len(sizes) > 4 or min(sizes) < 1:
        raise LayerSizeError(
            f"An input has one to three axes and perhaps channels, each at least 1, got {text}.",
            "Write input 3x32x32 -> ..., channels first.",
        )
    if layout:
        return read_input(text, layout=layout[0]).shape
    fits = axes is not None and len(sizes) in (axes, axes + 1)
    return read_input(text, axes=axes if fits else 0 if len(sizes) == 1 else None).shape


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
