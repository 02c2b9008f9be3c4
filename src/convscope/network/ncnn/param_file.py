"""The layers of an ncnn network, as its ``.param`` file lists them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from convscope.errors import NetworkError

_MAGIC = "7767517"
# The key k of a list of numbers is written as -23300 - k.
_LIST = -23300


@dataclass(frozen=True)
class Layer:
    """A line of the file.

    Attributes:
        kind: such as ``Convolution``.
        name: of the layer.
        inputs: names of the maps that it reads.
        outputs: names of the maps that it makes.
        options: numbers by their keys, whose meaning depends on the kind.
    """

    kind: str
    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    options: Mapping[int, tuple[float, ...]]

    def number(self, key: int, default: float = 0.0) -> float:
        """An option that is one number."""
        return self.options[key][0] if self.options.get(key) else default

    def whole(self, key: int, default: int = 0) -> int:
        """An option that is one whole number."""
        return int(self.number(key, default))

    def numbers(self, key: int) -> tuple[float, ...]:
        """An option that is a list; nothing where it is not said."""
        return self.options.get(key, ())


def read_param(path: Path) -> tuple[Layer, ...]:
    """The layers of a ``.param`` file, in the order in which they compute.

    Raises:
        NetworkError: it is no such file, or broken.

    Source: https://github.com/Tencent/ncnn/wiki/param-and-model-file-structure.
    """
    try:
        magic, counts, *lines = [line for line in path.read_text("ascii").splitlines() if line.strip()]
    except (UnicodeDecodeError, ValueError):
        magic, counts, lines = "", "", []
    if magic.strip() != _MAGIC:
        raise NetworkError(
            f"{path} is no .param file of ncnn: its first line is not {_MAGIC}.",
            "A binary .param.bin is not read: give the text that it was made of.",
        )
    layers = []
    for number, line in enumerate(lines, 3):
        try:
            layers.append(_layer(line))
        except (ValueError, IndexError) as error:
            raise NetworkError(
                f"Line {number} of {path} is no layer: {line[:80]}.", "Fetch it anew."
            ) from error
    if counts.split()[:1] != [str(len(layers))]:
        raise NetworkError(
            f"{path} announces {counts.split()[0]} layers and holds {len(layers)}.", "Fetch it anew."
        )
    return tuple(layers)


def _layer(line: str) -> Layer:
    kind, name, reads, makes, *words = line.split()
    middle, end = int(reads), int(reads) + int(makes)
    if len(words) < end:
        raise ValueError(line)
    options: dict[int, tuple[float, ...]] = {}
    for word in words[end:]:
        key, values = word.split("=")
        if int(key) <= _LIST:
            options[_LIST - int(key)] = tuple(map(float, values.split(",")[1:]))
        else:
            options[int(key)] = (float(values),)
    return Layer(kind, name, tuple(words[:middle]), tuple(words[middle:end]), options)
