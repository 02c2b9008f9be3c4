"""What a training is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field

from convscope.learn.options import TrainingOptions


@dataclass(frozen=True)
class Asked:
    """What a training was asked for; the run's settings hold it, so that it can go on.

    Attributes:
        data: place of the data set.
        network: spec of the network.
        weights: to start from; see `convscope.learn.trainable.plan_training`.
        options: of the training.
        seed: of all that is random.
        split_share: of the pictures that are for validation, where the data are not divided.
        skip_unreadable: whether files that cannot be read are left out.
        device: where to compute.
        run_code: whether a Python file may run.
    """

    data: str
    network: str
    weights: str | None = None
    options: TrainingOptions = field(default_factory=TrainingOptions)
    seed: int = 0
    split_share: float = 0.2
    skip_unreadable: bool = True
    device: str = "cpu"
    run_code: bool = False
