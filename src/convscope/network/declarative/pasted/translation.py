"""From a pasted layer to the words of the arrow form."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from convscope.errors import NetworkError, suggest
from convscope.network.declarative.pasted import keras, pytorch
from convscope.network.declarative.pasted.call import Call, sizes

INPUTS = ("Input", "InputLayer")
_FRAMEWORKS: Mapping[str, tuple[Mapping[str, Callable[..., Iterator[str]]], tuple[str, ...]]] = {
    "Keras": (keras.KERAS, keras.IGNORED),
    "PyTorch": (pytorch.PYTORCH, pytorch.IGNORED),
}
# What Keras's models may do to photos, which here is done before any network.
_PREPARING = (
    *("Rescaling", "Normalization", "Resizing", "CenterCrop", "RandomCrop", "RandomFlip", "RandomRotation"),
    *("RandomZoom", "RandomTranslation", "RandomContrast", "RandomBrightness"),
)
# What no step does: a map is padded by the layer that slides over it, and none grows.
_BEYOND = re.compile(
    r"^(Zero|Constant|Reflection|Replication|Circular)Pad|Transpose|^UpSampl|^Upsampl|^Cropping"
)
# Keras's order of the axes, by their number.
_LAYOUTS = {1: "C", 2: "LC", 3: "HWC", 4: "DHWC"}


def words_of(call: Call, framework: str, shape: tuple[int, ...]) -> Iterator[list[str]]:
    """The steps of a layer, each as its words.

    Args:
        call: the layer.
        framework: Keras or PyTorch, see `framework_of`.
        shape: (C, ...) of its input.

    Raises:
        ConvscopeError: the layer is unknown, has other arguments, or means what no network's text can say.
    """
    layers, ignored = _FRAMEWORKS[framework]
    if call.name in _PREPARING:
        raise NetworkError(
            f"{call.name} prepares photos, which is no part of a network here.",
            "Leave it out: photos are resized and normalised before the network, and augmented in training.",
        )
    if _BEYOND.search(call.name):
        raise NetworkError(
            f"{call.name} is no layer of a network's text, whose convolutions pad themselves and never enlarge.",
            "Give the next convolution its padding; or write the network in Python and open FILE.py:FUNCTION.",
        )
    if call.name not in layers:
        hint = suggest(call.name, layers, f"There are {', '.join(layers)}.", most=2)
        raise NetworkError(f"There is no layer {call.name!r} of {framework} in a network's text.", hint)
    translate = layers[call.name]
    signature = inspect.signature(translate)
    named = {name: value for name, value in call.named.items() if name not in ignored}
    try:
        bound = signature.bind(shape, *call.positional, **named)
    except TypeError as error:
        said = str(error).replace("missing a", "it misses a").replace("got an", "it got an")
        _, *arguments = signature.parameters.values()
        usage = ", ".join(
            one.name if one.default is one.empty else f"{one.name}={one.default!r}" for one in arguments
        )
        raise NetworkError(f"{said[:1].upper()}{said[1:]}.", f"Write {call.name}({usage}).") from error
    for line in translate(*bound.args, **bound.kwargs):
        yield line.split()


def framework_of(calls: Sequence[Call]) -> str:
    """Whose layers they are, by the names that only one has and by PyTorch's ``nn.``: Keras or PyTorch.

    Raises:
        NetworkError: of both.
    """
    keras_only = [one for one in calls if one.name in keras.KERAS and one.name not in pytorch.PYTORCH]
    pytorch_only = [
        one
        for one in calls
        if (one.name in pytorch.PYTORCH and one.name not in keras.KERAS)
        or one.text.startswith(("nn.", "torch."))
    ]
    if keras_only and pytorch_only:
        raise NetworkError(
            f"{keras_only[0].name} is a layer of Keras and {pytorch_only[0].name} one of PyTorch "
            f"({pytorch_only[0].place}).",
            "Write all of them as one framework does.",
        )
    return "PyTorch" if pytorch_only else "Keras"


def input_of(call: Call, framework: str) -> list[str] | None:
    """The words of the input that a first layer declares, ``28x28x1 HWC``; None where it declares none.

    Raises:
        NetworkError: its sizes are no numbers.
    """
    if framework == "PyTorch":
        if call.name != "Linear":
            return None
        given = call.positional[0] if call.positional else call.named.get("in_features")
        return [sizes("in_features", given), "C"]
    named = call.named
    shape = named.get("shape", named.get("input_shape", named.get("input_dim")))
    if shape is None and "batch_shape" in named and isinstance(named["batch_shape"], tuple):
        shape = named["batch_shape"][1:]
    if shape is None and call.name in INPUTS and call.positional:
        shape = call.positional[0]
    if shape is None:
        return None
    text = sizes("shape", shape)
    count = len(text.split("x"))
    if count not in _LAYOUTS:
        raise NetworkError(
            f"An input has one to three axes and channels, got {shape!r}.", "Write (28, 28, 1)."
        )
    return [text, _LAYOUTS[count]]
