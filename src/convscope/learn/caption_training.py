"""Training a captioner: its trunk stays as it is and is asked once, its decoder learns words."""

from __future__ import annotations

import torch

from convscope.datasets.captioned import CaptionBatches
from convscope.learn.as_network import as_network
from convscope.learn.fitting import fit
from convscope.learn.phase import TrainingPhase
from convscope.learn.preparation import Preparation
from convscope.learn.request import TrainingRequest
from convscope.learn.run import Run
from convscope.network.captioners import Captioner
from convscope.progress import Progress

_CHUNK = 32


def train_captions(
    request: TrainingRequest, run: Run, prepared: Preparation, progress: Progress
) -> dict[str, float]:
    """Train the decoder on maps that are computed once; the metrics of the best epoch.

    Raises:
        Cancelled: somebody asked to stop.
    """
    module = prepared.module
    assert isinstance(module, Captioner)
    task = as_network(run, module).task
    train, val = (_batches(module, prepared, split, progress) for split in ("train", "val"))
    if not request.is_transfer:
        progress.note("The trunk has random weights, which a captioner does not learn: name others.")
    module.decoder.train()
    epochs = request.options.epochs
    assert epochs is not None
    phase = TrainingPhase(
        name="training",
        request=request,
        run=run,
        module=module.decoder,
        task=task,
        train=train,
        val=val,
        epochs=epochs,
        whole=lambda _: module,
    )
    return fit(phase, progress)


@torch.no_grad()
def _batches(module: Captioner, prepared: Preparation, split: str, progress: Progress) -> CaptionBatches:
    pictures, preprocessing = prepared.decoded.splits[split], prepared.network.preprocessing
    assert preprocessing is not None
    assert prepared.told is not None
    module.eval().to(memory_format=torch.channels_last)
    parts = []
    for start in range(0, len(pictures), _CHUNK):
        places = range(start, min(start + _CHUNK, len(pictures)))
        pixels = torch.from_numpy(pictures.take(places)).permute(0, 3, 1, 2)
        # Half the numbers are as good, and half the memory.
        parts.append(module.features(preprocessing.from_display(pixels.float() / 255)).half())
        progress.step(places.stop, len(pictures), what=f"features of {split}")
        progress.check()
    return CaptionBatches(torch.cat(parts), pictures.items, prepared.told.words(pictures.items))
