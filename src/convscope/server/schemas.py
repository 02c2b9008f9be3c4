"""What the routes answer in JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, Field

from convscope.language import localised

if TYPE_CHECKING:
    from convscope.network.edits.editing import Change
    from convscope.network.task import Prediction

Output = Literal["list", "mask", "picture", "boxes"]


class NetworkCard(BaseModel):
    """The network that is open."""

    name: str
    weights: str = Field(description="Where they come from; begins with random if nobody trained them.")
    code: str = Field(description="The Python expression that opens it.")
    spec: str = Field(description="What was opened; empty for a module that was built by hand.")
    said: dict[str, Any] = Field(
        description="What else was said when it was opened, as open_network takes it."
    )
    digest: str = Field(description="Of all its tensors.")
    task: str = Field(description="What its outputs mean.")
    output: Output = Field(description="How what it says of a photo is shown.")
    input_shape: list[int] = Field(description="(C, rows, columns) of an example.")
    labels: list[str] = Field(description="Names of its outputs.")
    parameters: int
    multiply_adds: int = Field(description="For one photo.")
    assumptions: list[str] = Field(description="What was assumed because nobody said it.")


class PhotoCard(BaseModel):
    """A photo on the shelf."""

    id: str = Field(description="12 hexadecimal digits.")
    name: str
    is_sent: bool = Field(description="Whether it was sent to the server, rather than given when it began.")


class PredictionRow(BaseModel):
    """One thing that the network says of a photo."""

    index: int = Field(description="Place among what the task tells apart.")
    label: str
    probability: float | None = Field(description="Null where the task has no probabilities.")
    value: float = Field(description="The number behind it.")
    amount: str = Field(description="For people to read.")

    @classmethod
    def of(cls, one: Prediction) -> PredictionRow:
        """The row of a prediction."""
        amount = localised(one.amount)
        return cls(
            index=one.index, label=one.label, probability=one.probability, value=one.value, amount=amount
        )


class ChangeRow(BaseModel):
    """One thing that the network says, without and with edits; null where it does not say it."""

    before: PredictionRow | None
    after: PredictionRow | None

    @classmethod
    def of(cls, change: Change) -> ChangeRow:
        """The row of a change."""
        before, after = (
            None if one is None else PredictionRow.of(one) for one in (change.before, change.after)
        )
        return cls(before=before, after=after)


class EditedCard(BaseModel):
    """What edits change."""

    edits: list[str] = Field(description="Each as it was understood.")
    changes: list[ChangeRow] = Field(
        description="With the edits, the most important first, then what was among these before and no more."
    )


class BoxRow(BaseModel):
    """One thing that a detector finds."""

    index: int = Field(description="Of its class.")
    label: str
    score: float = Field(description="Between 0 and 1.")
    box: tuple[float, float, float, float] = Field(
        description="(left, top, right, bottom) in pixels of what the network sees."
    )
    outline: list[list[tuple[float, float]]] | None = Field(
        None, description="Polygons of x and y around what its mask covers, if the network gives masks."
    )


class FieldCard(BaseModel):
    """A receptive field along each axis of the input, in pixels."""

    size: list[float]
    stride: list[float] = Field(description="From one unit's field to the next one's.")
    start: list[float] = Field(description="Where the first unit's begins.")


class LayerRow(BaseModel):
    """A layer, in the order of evaluation."""

    address: str
    operation: str
    output_shape: list[int] = Field(description="(C, ...) for one photo.")
    parameters: int
    multiply_adds: int
    receptive_field: FieldCard
    remarks: list[str] = Field(description="What is easily overlooked, such as a checkerboard.")
    has_kernels: bool = Field(description="Whether its weights can be asked for.")
    weight: str = Field(description="The tensor of its weights; empty where it has none of its own.")
    bias: str = Field(description="The tensor of its biases, likewise.")
    also: list[str] = Field(description="Its other addresses: of modules whose result it is, and of outputs.")
    reads: list[str] = Field(
        description="The layers whose values it is computed from: several where branches join."
    )


class MethodCard(BaseModel):
    """An attribution method of the registry."""

    name: str
    family: str
    summary: str
    source: str = Field(description="The paper.")
    scale: str = Field(description="How it is shown: signed or positive.")
    uses_layer: bool = Field(description="Whether it explains by a layer.")
    fits: bool = Field(description="Whether it applies to the network.")
    options: dict[str, Any] = Field(description="JSON schema of its options.")


class CurvesCard(BaseModel):
    """How faithful an attribution is."""

    judge: str = Field(description="The number that is watched: of a class its probability.")
    insertion: float = Field(description="Area under inserted; the higher, the better.")
    deletion: float = Field(description="Area under deleted; the lower, the better.")
    inserted: list[float] = Field(
        description="From the blurred photo to the whole one, in equal shares of pixels."
    )
    deleted: list[float] = Field(description="From the whole photo to a grey one, likewise.")


class TermRow(BaseModel):
    """What one channel adds to a score."""

    address: str
    factor: float | None = Field(description="The weight; null where there is no linear head behind a mean.")
    mean: float = Field(description="Of the channel over its places.")
    contribution: float


class ContributionsCard(BaseModel):
    """A score as a sum over the channels of the last layer."""

    label: str
    layer: str
    is_exact: bool = Field(description="Whether each term is weight x mean, and the constant the bias.")
    terms: list[TermRow] = Field(
        description="Those that add most and those that add least, the greatest first."
    )
    others: int = Field(description="How many channels more there are.")
    rest: float = Field(description="What they add together.")
    constant: float = Field(description="The bias, or what the terms leave of the score.")
    score: float = Field(description="The network's own.")


class WorkedUnitCard(BaseModel):
    """How a unit comes to its value."""

    network: str
    weights: str
    unit: str
    value: float = Field(description="What the network itself computes.")
    worked: float = Field(description="What the steps come to.")
    difference: float
    steps: list[dict[str, Any]] = Field(
        description="From the last convolution, linear layer or input on: address, operation, index, value, formula "
        "and the numbers of each."
    )
    receptive_field: FieldCard


class FilterCard(BaseModel):
    """A kernel that slides over photos."""

    name: str = Field(description="Its text: a name with options, or the weights.")
    summary: str
    weights: list[list[float]] = Field(description="Rows, as they lie on the photo.")
    is_picture: bool = Field(
        description="Whether they sum to 1, so that what comes out is a picture; else it is signed."
    )


class FiltersCard(BaseModel):
    """The kernels that have names."""

    luminance: list[float] = Field(description="Weights of red, green and blue in luminance.")
    percentile: float = Field(description="Of the magnitudes: where signed responses get their full colour.")
    kernels: list[FilterCard]
