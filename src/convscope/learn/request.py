"""What a user asks of a training: the data, the network and the settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from convscope.learn.division import Division
from convscope.network import embedded
from convscope.network.captioners import is_captioner, is_region_captioner
from convscope.network.classics import dcnn
from convscope.network.colorizers import is_colorizer
from convscope.network.detectors import detector_task, is_detector
from convscope.network.from_run import is_run, read_description, run_folder, without_epoch
from convscope.network.generators import is_generator
from convscope.network.restorers import restorer_names
from convscope.network.segmenters import is_segmenter
from convscope.network.task.boxes import Boxes
from convscope.network.task.colours import Colours
from convscope.network.task.instances import Instances
from convscope.network.task.places import Generation, Picture, Segmentation
from convscope.network.task.things import Things
from convscope.network.trunk import trunk_name

# Of the pictures for validation, where nobody says how many.
SPLIT_SHARE = 0.2


class TrainingOptions(BaseModel):
    """Settings of a training, each with a default that works."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    epochs: int | None = Field(
        None,
        ge=0,
        description="Epochs; by default 20 from scratch and 100 for the head of a trained network.",
    )
    fine_tune: int = Field(0, ge=0, description="Epochs of the whole network after its head was trained.")
    batch_size: int = Field(64, ge=1, description="Pictures in a step, over all processes together.")
    optimizer: Literal["adamw", "adam", "sgd"] = Field(
        "adamw",
        description="AdamW, Adam, or SGD with Nesterov momentum 0.9. A head is trained with Adam unless a weight "
        "decay is given.",
    )
    rate: float | Literal["find"] | None = Field(
        None,
        description="Greatest learning rate, or find to search for a good one; by default 2e-3, for SGD 5e-2, and "
        "a tenth of that for fine-tuning.",
    )
    schedule: Literal["one-cycle", "cosine", "plateau", "constant"] = Field(
        "one-cycle",
        description="How the learning rate changes: up and down once, down along a cosine, to a fifth whenever the "
        "validation loss stops falling, or not at all.",
    )
    weight_decay: float | None = Field(
        None,
        ge=0,
        description="Strength of the L2 penalty on the weights, decoupled for AdamW; by default 0.01, and for a head "
        "the number of features divided by the number of training pictures: the fewer pictures, the stronger.",
    )
    dropout: float | None = Field(
        None,
        ge=0,
        lt=1,
        description="Rate of the network's dropout layers; a network without any, and a head, gets dropout before "
        "its last layer.",
    )
    label_smoothing: float = Field(
        0.0, ge=0, lt=1, description="Share of each label that is spread evenly over all classes."
    )
    class_weights: bool = Field(False, description="Weight pictures so that rare classes count as much.")
    patience: int | None = Field(
        None, ge=1, description="Stop after so many epochs without a better validation loss."
    )
    clip: float | None = Field(None, gt=0, description="Clip the norm of a step's gradient to this.")
    ema: float | None = Field(
        None,
        ge=0,
        lt=1,
        description="Keep an exponential moving average of the weights with this decay; the average is what is "
        "validated and kept.",
    )
    precision: Literal["auto", "32", "bf16", "16"] = Field(
        "auto",
        description="Number format; auto is mixed bfloat16 where the device supports it. A head, and a network that "
        "ends with a softmax or sigmoid, is trained in 32 bits.",
    )
    augment: str | None = Field(
        None,
        description="Augmentation of the training pictures: none, light, medium, strong, or names and strengths such "
        "as 'flip, crop 0.3'; by default light from scratch and none for a trained network. A head is trained on "
        "each picture and its mirror image; other augmentation takes effect in fine-tuning.",
    )
    size: int | None = Field(
        None,
        ge=8,
        description="Rows and columns of the network's input, where its architecture leaves them free.",
    )
    unfreeze_every: int = Field(
        0,
        ge=0,
        description="In fine-tuning, unfreeze one more block every so many epochs, starting at the head; 0 trains "
        "all blocks from the beginning.",
    )
    depth_decay: float = Field(
        0.8,
        gt=0,
        le=1,
        description="In fine-tuning, learning rate of each block divided by that of the block after it.",
    )
    task: Literal["denoise", "upscale", "repair", "colorize", "generate", "caption"] | None = Field(
        None,
        description="What a network from picture to picture learns: denoise (noise 0-55 unless another is given), "
        "upscale, or repair (jpeg 5-60 likewise); colorize, which only a colorizer learns, generate, which only a "
        "generator, such as ddpm, learns, or caption, which only a captioner learns, such as "
        "attend:efficientnet-lite0 or dense:efficientnet-lite0.",
    )
    noise: str | None = Field(
        None,
        description="Noise that it learns to take away: standard deviation on the scale of 0 to 255, as 25 or 0-55, "
        "or camera.",
    )
    blur: str | None = Field(
        None,
        description="Blur that it learns to take away: standard deviation in pixels, as 1.6 or 0.5-3.",
    )
    jpeg: str | None = Field(
        None, description="JPEG that it learns to repair, by its quality, as 10 or 5-60."
    )
    missing: str | None = Field(
        None,
        description="Share of a photo that is missing and that it learns to fill in, as 0.25 or 0.1-0.4.",
    )
    target: Literal["clean", "noisy", "blind-spot"] = Field(
        "clean",
        description="What a denoiser learns from: clean photos; noisy, each photo degraded twice, the one to become "
        "the other (Noise2Noise); or blind-spot, pixels that are hidden and must be told from those around them "
        "(Noise2Void), for photos that are noisy themselves.",
    )
    workers: int = Field(0, ge=0, description="Processes that load pictures.")
    snapshots: tuple[int, ...] = Field(
        (),
        description="Epochs after which kernels, feature maps and an embedding are drawn, and the weights kept.",
    )
    checkpoint_seconds: float = Field(30.0, ge=0, description="Seconds between two checkpoints.")

    def filled(self, defaults: Mapping[str, Any]) -> TrainingOptions:
        """The options with a task's defaults for those that the user did not set; None says nothing."""
        said = {name for name in self.model_fields_set if getattr(self, name) is not None}
        return self.model_copy(update={name: value for name, value in defaults.items() if name not in said})


@dataclass(frozen=True)
class TrainingRequest:
    """What is to be trained on what; a run's settings hold all of it, so that the training can be resumed.

    Attributes:
        data: place of the data set; see `convscope.datasets.open_dataset`.
        network: spec of the network.
        weights: to start from: ``random``, ``default`` or a checkpoint; None for those of the embedded network and of
            a run, and random ones for all others.
        options: settings of the training.
        seed: of everything random.
        split_share: share of the pictures for validation, where the data have no validation part.
        divides_anew: whether a validation part that the data have is put back, and another one drawn.
        skip_unreadable: whether files that cannot be read are left out; else they are an error.
        device: where to compute.
        run_code: whether a Python file may run.
    """

    data: str
    network: str
    weights: str | None = None
    options: TrainingOptions = field(default_factory=TrainingOptions)
    seed: int = 0
    split_share: float = SPLIT_SHARE
    divides_anew: bool = False
    skip_unreadable: bool = True
    device: str = "cpu"
    run_code: bool = False

    @property
    def division(self) -> Division:
        """The data and how they are divided."""
        return Division(self.data, self.seed, self.split_share, self.divides_anew)

    @property
    def word(self) -> str:
        """What stands before the trunk, ``fcos`` of ``fcos:efficientnet-lite0``, also of a run's architecture."""
        spec = self.network
        if is_run(spec):
            spec = read_description(run_folder(without_epoch(spec))).architecture
        return spec.partition(":")[0]

    @property
    def is_detector(self) -> bool:
        """Whether boxes are learned; so it is with a run of a detector, too."""
        if is_run(self.network):
            task = read_description(run_folder(without_epoch(self.network))).task
            return task in (Boxes.name, Instances.name)
        return is_detector(self.network)

    @property
    def learns_things(self) -> bool:
        """Whether a detector learns numbered things, with their masks, instead of boxes."""
        return self.is_detector and detector_task(self.word) == Instances.name

    @property
    def is_segmenter(self) -> bool:
        """Whether masks are learned; so it is with a run of a segmenter, too."""
        if is_run(self.network):
            task = read_description(run_folder(without_epoch(self.network))).task
            return task in (Segmentation.name, Things.name)
        return is_segmenter(self.network)

    @property
    def is_colorizer(self) -> bool:
        """Whether colours are learned; so it is with a run of a colorizer, too."""
        if is_run(self.network):
            return read_description(run_folder(without_epoch(self.network))).task == Colours.name
        return is_colorizer(self.network)

    @property
    def is_restorer(self) -> bool:
        """Whether pictures are learned; so it is with a run of a restorer, and where something shall be undone."""
        if is_run(self.network):
            return read_description(run_folder(without_epoch(self.network))).task == Picture.name
        options = self.options
        if self.is_generator:
            return False
        said = options.task, options.noise, options.blur, options.jpeg, options.missing
        is_said = any(said) or options.target != "clean"
        return is_said or self.network.removeprefix("convscope/") in restorer_names()

    @property
    def is_captioner(self) -> bool:
        """Whether sentences are learned; so it is with a run of a captioner, too."""
        return is_captioner(self.architecture)

    @property
    def is_region_captioner(self) -> bool:
        """Whether phrases of regions are learned; so it is with a run of such a network, too."""
        return is_region_captioner(self.architecture)

    @property
    def reads_texts(self) -> bool:
        """Whether classes of texts are learned."""
        return self.architecture.removeprefix("convscope/") == dcnn.NAME

    @property
    def is_generator(self) -> bool:
        """Whether to make pictures is learned; so it is with a run of a generator, too."""
        if is_run(self.network):
            return read_description(run_folder(without_epoch(self.network))).task == Generation.name
        return is_generator(self.network) or self.options.task == "generate"

    @property
    def architecture(self) -> str:
        """The spec of the network, of a run that of what it trained."""
        if is_run(self.network):
            return read_description(run_folder(without_epoch(self.network))).architecture
        return self.network

    @property
    def is_transfer(self) -> bool:
        """Whether the training starts from trained weights."""
        if is_run(self.network):
            return self.weights != "random"
        if self.weights is None:
            return embedded.NAME in (self.network, trunk_name(self.network))
        return self.weights != "random"
