"""What a generator in training makes, always from the same noise, so that its progress shows."""

from __future__ import annotations

from torch import nn

from convscope.generation import generate
from convscope.learn.as_network import as_network
from convscope.learn.run import Run
from convscope.progress import Progress
from convscope.render import save_picture

FOLDER = "samples"
_ROWS, _MOST = 4, 60
# Fewer than are usual, since pictures are made after every epoch.
_STEPS = 12


def keep_samples(run: Run, epoch: int, module: nn.Module) -> None:
    """Keep a sheet of what a generator makes after an epoch, ``samples/EPOCH.png``.

    Args:
        run: into whose folder it is written.
        epoch: after which it is made.
        module: the generator as it is now.
    """
    count = min(_MOST, _ROWS * len(run.classes))
    made = generate(
        as_network(run, module), count=count, seed=run.settings["seed"], steps=_STEPS, progress=Progress()
    )
    save_picture(made.sheet(), run.folder / FOLDER / f"{epoch:03}.png")
