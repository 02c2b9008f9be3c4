"""The lecture's numbers: the 6 x 6 exercise, what layers cost, and backpropagation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from convscope.arithmetic import LayerArithmetic
from convscope.convolution.worked import WorkedConvolution, convolve
from convscope.record import Recorded, recorded
from convscope.render.notebook import Displayed, fragments
from convscope.report.lecture.backpropagation import Backpropagation
from convscope.report.lecture.counts import Rivals, convolved, large_rivals, small_rivals

PICTURE = "100001/010010/001100/100010/010010/001010"
FILTERS = ("1 -1 -1/-1 1 -1/-1 -1 1", "-1 1 -1/-1 1 -1/-1 1 -1")


@dataclass(frozen=True, eq=False, repr=False)
class Lecture(Recorded, Displayed):
    """A whole exercise, every number of it computed.

    Attributes:
        exercise: the picture, two filters, ReLU, max pooling and flattening.
        strided: the same convolution with stride 2.
        padded: with a frame of zeros.
        sizes: arithmetic of these three, in this order.
        small: an MLP and a CNN for the 6 x 6 picture.
        large: a dense layer and filters for a picture of 32 x 32.
        maps: forty filters of 5 x 5 on 64 channels of 128 x 128.
        photo: thirty filters of 7 x 7 on a colour photo of 255 x 255, stride 3 x 4, padding 2.
        backpropagation: through a 3 x 3 input with a 2 x 2 filter.
    """

    exercise: WorkedConvolution
    strided: WorkedConvolution
    padded: WorkedConvolution
    sizes: tuple[LayerArithmetic, LayerArithmetic, LayerArithmetic]
    small: Rivals
    large: Rivals
    maps: LayerArithmetic
    photo: LayerArithmetic
    backpropagation: Backpropagation

    def document(self) -> dict[str, Any]:
        """All numbers."""
        examples = {"maps_128x128x64": self.maps, "photo_255x255x3": self.photo}
        return {
            "exercise": self.exercise.document(),
            "strided": self.strided.document(),
            "padded": self.padded.document(),
            "parameters": {
                "6x6": dict(zip(("mlp", "cnn"), self.small.parameters, strict=True)),
                "32x32": dict(zip(("mlp", "cnn"), self.large.parameters, strict=True)),
            },
            "examples": {
                name: {
                    "input_shape": layer.input_shape,
                    "output_shape": layer.output_shape,
                    "parameters": layer.cost.parameters,
                    "multiply_adds": layer.cost.multiply_adds,
                    "formula": layer.formula,
                }
                for name, layer in examples.items()
            },
            "backpropagation": self.backpropagation.document(),
        }

    def _line(self) -> str:
        return "a 6 x 6 picture, two filters, what layers cost, and backpropagation"

    def _fragments(self) -> Sequence[str]:
        values = {stage.name: "x".join(map(str, stage.values.shape)) for stage in self.exercise.stages}
        return [fragments.drawing(self.exercise.picture().svg), fragments.facts(values)]


@recorded()
def lecture() -> Lecture:
    """The whole exercise: two filters on a 6 x 6 picture, up to backpropagation.

    Its `convscope.report.lecture.write_lecture` writes a page, pictures and a film.
    """
    return Lecture(
        exercise=convolve(PICTURE, FILTERS, activation="relu", pool="max:2", flatten=True),
        strided=convolve(PICTURE, FILTERS, stride=2),
        padded=convolve(PICTURE, FILTERS, padding=1),
        sizes=(
            convolved((1, 6, 6), 2, 3),
            convolved((1, 6, 6), 2, 3, stride=(2, 2)),
            convolved((1, 6, 6), 2, 3, padding=1),
        ),
        small=small_rivals(),
        large=large_rivals(),
        maps=convolved((64, 128, 128), 40, 5),
        photo=convolved((3, 255, 255), 30, 7, stride=(3, 4), padding=2),
        backpropagation=Backpropagation.example(),
    )
