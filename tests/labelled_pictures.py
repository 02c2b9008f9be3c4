"""Folders of labelled pictures for tests, and a run that was trained on them by hand."""

from pathlib import Path

import numpy as np
import torch
from PIL import Image
from safetensors.torch import save_file

from convscope.images import Preprocessing
from convscope.learn import Run
from convscope.network.from_run import TrainedNetwork

TEXT = "input 3x16x16 -> conv 4 3x3 -> relu -> globalavgpool -> dense 3"
PREPROCESSING = Preprocessing((16, 16), 16, "bilinear", (0.5, 0.5, 0.5), (0.25, 0.25, 0.25))
COLOURS = {"blue": (40, 60, 200), "green": (40, 190, 70), "red": (210, 50, 40)}


def picture(colour: tuple[int, int, int], seed: int) -> Image.Image:
    """Noise about a colour, of a size that depends on the seed."""
    generator = np.random.default_rng(seed)
    noise = generator.normal(0, 25, (20 + seed % 7, 24, 3))
    return Image.fromarray((np.array(colour) + noise).clip(0, 255).astype(np.uint8))


def write_pictures(folder: Path, *, train: int = 6, val: int = 8, wrong: int = 2) -> Path:
    """``train`` and ``val`` of three colours; the first ``wrong`` validation pictures of red are green."""
    for split, count in (("train", train), ("val", val)):
        for place, (name, colour) in enumerate(COLOURS.items()):
            (folder / split / name).mkdir(parents=True)
            for number in range(count):
                shown = COLOURS["green"] if (split, name) == ("val", "red") and number < wrong else colour
                file = folder / split / name / f"{name}{number}.png"
                picture(shown, 100 * place + number + 50 * (split == "val")).save(file)
    return folder


def colour_run(folder: Path, data: Path) -> Run:
    """A run whose network tells the three colours apart: three channels carry a colour, the fourth nothing."""
    description = TrainedNetwork(TEXT, tuple(COLOURS), (3, 16, 16), PREPROCESSING)
    run = Run.create(
        folder,
        {
            "data": {"place": str(data), "fingerprint": "", "split_seed": 0, "split_share": 0.2},
            "network": TEXT,
            "seed": 0,
            "training": {"epochs": 1},
            "versions": {"torch": torch.__version__},
            "started": "2000-01-01T00:00:00",
        },
        description,
    )
    module = description.module()
    state = {name: torch.zeros_like(tensor) for name, tensor in module.state_dict().items()}
    convolution, dense = (name for name, tensor in state.items() if tensor.dim() > 1)
    for channel, colour in enumerate((2, 1, 0)):
        state[convolution][channel, colour, 1, 1] = 1
        state[dense][channel, channel] = 3
    save_file(state, run.best_weights)
    return run
