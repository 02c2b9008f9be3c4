"""What a generator in training makes, always from the same noise, so that its progress shows."""

from __future__ import annotations

import numpy as np
from PIL import Image
from torch import nn

from convscope.errors import OutputError
from convscope.generation import Generated, generate
from convscope.generation.drawing import is_diffusion
from convscope.learn.as_network import as_network
from convscope.learn.run import Run
from convscope.progress import Progress
from convscope.render import contact_sheet, save_picture

FOLDER = "samples"
PROGRESS = "progress.png"
_ROWS, _MOST = 4, 60
# Of a diffusion model; fewer than are usual, since pictures are made after every epoch.
_STEPS = 12
# Of epochs on the sheet of progress.
_EPOCHS = 12


def keep_samples(run: Run, epoch: int, module: nn.Module) -> Generated:
    """Keep a sheet of what a generator makes after an epoch, ``samples/EPOCH.png``, and that of all epochs.

    Args:
        run: into whose folder they are written.
        epoch: after which it is made.
        module: the generator as it is now.

    Returns:
        The pictures.
    """
    count = min(_MOST, _ROWS * len(run.classes))
    network = as_network(run, module)
    steps = _STEPS if is_diffusion(network) else None
    made = generate(network, count=count, seed=run.settings["seed"], steps=steps, progress=Progress())
    save_picture(made.sheet(), run.folder / FOLDER / f"{epoch:03}.png")
    save_picture(_progress_sheet(run, -(-count // made.columns)), run.folder / PROGRESS)
    return made


def _progress_sheet(run: Run, rows: int) -> Image.Image:
    """The first row of the sheets of up to twelve epochs, from the first to the last, one below the other.

    Args:
        run: whose sheets are kept.
        rows: of pictures on each sheet.

    Raises:
        OutputError: a sheet cannot be read.
    """
    sheets = sorted((run.folder / FOLDER).glob("*.png"))
    chosen = np.linspace(0, len(sheets) - 1, min(_EPOCHS, len(sheets))).round().astype(int)
    strips = []
    for sheet in (sheets[place] for place in chosen):
        try:
            with Image.open(sheet) as whole:
                strips.append(whole.crop((0, 0, whole.width, whole.height // rows)))
        except OSError as error:
            raise OutputError(f"{sheet} cannot be read.", "Delete it, then resume the training.") from error
    names = [f"epoch {int(sheets[place].stem)}" for place in chosen]
    return contact_sheet(strips, names, columns=1, gap=4)
