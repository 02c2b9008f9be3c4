"""What layers cost: an MLP against a CNN, and the larger inputs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from convscope.arithmetic import LayerArithmetic, convolution_layer, dense_layer, pooling_layer


@dataclass(frozen=True)
class Rivals:
    """Two ways from the same input to as many outputs, each a row of layers.

    Attributes:
        size: (rows, columns) of the picture.
        mlp: dense layers.
        cnn: a convolution, and perhaps what follows.
    """

    size: tuple[int, int]
    mlp: tuple[LayerArithmetic, ...]
    cnn: tuple[LayerArithmetic, ...]

    @property
    def parameters(self) -> tuple[int, int]:
        """Of the MLP and of the CNN."""
        mlp, cnn = (sum(layer.cost.parameters for layer in layers) for layers in (self.mlp, self.cnn))
        return mlp, cnn

    @property
    def ratio(self) -> float:
        """How many times more the MLP has."""
        return self.parameters[0] / self.parameters[1]


def convolved(
    shape: Sequence[int],
    filters: int,
    kernel: int,
    stride: tuple[int, int] = (1, 1),
    padding: int = 0,
    *,
    bias: bool = True,
) -> LayerArithmetic:
    """The arithmetic of a convolution with square filters."""
    return convolution_layer(
        shape,
        filters=filters,
        kernel=(kernel, kernel),
        stride=stride,
        padding=(padding, padding),
        dilation=(1, 1),
        bias=bias,
    )


def pooled(shape: Sequence[int]) -> LayerArithmetic:
    """The arithmetic of a pooling of 2 x 2."""
    return pooling_layer(shape, kernel=(2, 2), stride=(2, 2), padding=(0, 0), dilation=(1, 1))


def small_rivals() -> Rivals:
    """From the 6 x 6 picture to two classes: eight hidden units, or two filters, ReLU and pooling."""
    picture = (1, 6, 6)
    first = convolved(picture, 2, 3)
    maps = pooled(first.output_shape)
    hidden = dense_layer(picture, features=8)
    return Rivals(
        (6, 6),
        (hidden, dense_layer(hidden.output_shape, features=2)),
        (first, maps, dense_layer(maps.output_shape, features=2)),
    )


def large_rivals() -> Rivals:
    """A hundred units, or a hundred filters, on a picture of 32 x 32; weights alone."""
    picture = (1, 32, 32)
    return Rivals(
        (32, 32),
        (dense_layer(picture, features=100, bias=False),),
        (convolved(picture, 100, 3, bias=False),),
    )
