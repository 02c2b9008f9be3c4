"""What can be chosen about a training; no option is needed."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class TrainingOptions(BaseModel):
    """Options of a training, each with a default that works."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    epochs: int | None = Field(
        None,
        ge=0,
        description="Epochs from scratch, or of the head alone; by default 20 "
        "from scratch and 100 of a head on computed features.",
    )
    fine_tune: int = Field(0, ge=0, description="Epochs of the whole network after its head was trained.")
    batch_size: int = Field(64, ge=1, description="Pictures a step, over all processes.")
    optimizer: Literal["adamw", "adam", "sgd"] = Field(
        "adamw", description="SGD is with Nesterov momentum 0.9."
    )
    rate: float | Literal["find"] | None = Field(
        None,
        description="Greatest learning rate; find tries them out; "
        "by default 2e-3, for SGD 5e-2, and of a whole trained network "
        "a tenth of that.",
    )
    schedule: Literal["one-cycle", "cosine", "plateau", "constant"] = Field(
        "one-cycle",
        description="How the rate changes: up and down once, down along a cosine, a fifth whenever "
        "validation stands still, or not at all.",
    )
    weight_decay: float | None = Field(
        None,
        ge=0,
        description="Decoupled for adamw; by default 0.01, and of a head on computed features as many "
        "parts of the penalty |w|^2 / 2 as there are features for each picture.",
    )
    dropout: float | None = Field(
        None,
        ge=0,
        lt=1,
        description="Rate of all dropout layers that the network has; before the last layer where it "
        "has none, and of a head on computed features.",
    )
    label_smoothing: float = Field(
        0.0, ge=0, lt=1, description="Share of each label given to all classes evenly."
    )
    class_weights: bool = Field(False, description="Count rare classes as much as frequent ones.")
    patience: int | None = Field(
        None, ge=1, description="Stop after so many epochs without a better validation loss."
    )
    clip: float | None = Field(None, gt=0, description="Greatest norm of a step's gradient.")
    ema: float | None = Field(
        None,
        ge=0,
        lt=1,
        description="Average the weights over steps with this decay; the average is validated and kept.",
    )
    precision: Literal["auto", "32", "bf16", "16"] = Field(
        "auto", description="Mixed where the device has it."
    )
    augment: str | None = Field(
        None,
        description="Names and strengths such as 'flip, crop 0.3', or none, light, "
        "medium, strong; by default light from scratch and none for a trained network, whose head sees each "
        "picture and its mirror image, and which --augment changes only when fine-tuning.",
    )
    size: int | None = Field(
        None,
        ge=8,
        description="Rows and columns of the network's input, where its architecture leaves them free.",
    )
    unfreeze_every: int = Field(
        0,
        ge=0,
        description="Fine-tuning frees one more block, from the head on, every so "
        "many epochs; 0 frees all at once.",
    )
    depth_decay: float = Field(
        0.8, gt=0, le=1, description="Rate of each block in parts of that of the next one when fine-tuning."
    )
    workers: int = Field(0, ge=0, description="Processes that load pictures.")
    snapshots: tuple[int, ...] = Field(
        (), description="Epochs after which kernels, feature maps and an embedding are kept."
    )
    checkpoint_seconds: float = Field(30.0, ge=0, description="Time between two checkpoints within an epoch.")
