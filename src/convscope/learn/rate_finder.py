"""Searching for a learning rate before a training.

Source: Smith 2017, "Cyclical learning rates for training neural networks", arXiv:1506.01186.
"""

from __future__ import annotations

from contextlib import redirect_stderr
from copy import deepcopy
from dataclasses import replace
from io import StringIO
from tempfile import TemporaryDirectory

from lightning.pytorch.tuner.tuning import Tuner

from convscope.datasets.batches import Loader
from convscope.learn.learner import Learner
from convscope.learn.phase import TrainingPhase
from convscope.learn.trainer import new_trainer, quiet


def find_rate(phase: TrainingPhase, batch_size: int) -> float | None:
    """The learning rate at which the loss falls most steeply; None where it falls nowhere.

    A copy of the module is trained for 20 to 100 steps while the rate grows from 1e-6 to 1.
    """
    copy = replace(phase, module=deepcopy(phase.module))
    loader = Loader(phase.train, batch_size, phase.request.seed + 1)
    # Its own bar and its advice on too few points are not for the user.
    with TemporaryDirectory() as folder, quiet(), redirect_stderr(StringIO()):
        found = Tuner(new_trainer(copy, [], False, folder)).lr_find(
            Learner(copy, phase.usual_rate, len(loader) * phase.epochs),
            loader,
            num_training=min(100, max(20, len(loader))),
            attr_name="rate",
            min_lr=1e-6,
            max_lr=1,
        )
        return found.suggestion() if found else None
