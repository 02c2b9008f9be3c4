"""``run:NAME``: a network that was trained here, with the labels and the preprocessing of its training.

``run:NAME@EPOCH`` is the same network after an epoch of which a snapshot was kept, ``run:NAME@last`` after the last.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from torch import nn

from convscope.errors import NetworkError, RunError, suggest
from convscope.images import Preprocessing
from convscope.network.about import preprocessing_of_document
from convscope.network.captioners import captioner_inputs, region_captioner_inputs
from convscope.network.checkpoint import read_checkpoint
from convscope.network.description import Description
from convscope.network.device import checked_device
from convscope.network.generators import generator_inputs, is_told_by_loss, new_generator
from convscope.network.input import Input
from convscope.network.inputs import inputs_of
from convscope.network.kept_traces import KeptTraces
from convscope.network.labels import labels_of
from convscope.network.libraries import find_architecture, is_ours
from convscope.network.network import Network
from convscope.network.opening import Opening
from convscope.network.state_dict import load_state
from convscope.network.task.classes import Classes, OneScore
from convscope.network.task.places import Generation
from convscope.network.task.regions import Regions
from convscope.network.task.sentences import Sentences
from convscope.network.vocabulary import Vocabulary

PREFIX = "run:"
DESCRIPTION = "network.json"
BEST = "best.safetensors"
LAST = "last.safetensors"
SNAPSHOTS = "snapshots"


@dataclass(frozen=True)
class TrainedNetwork:
    """The network that a run trains, apart from its weights; ``network.json`` in the run's folder.

    Attributes:
        architecture: the spec that it was built from.
        classes: their names, in the order of its outputs; of a generator, which it makes.
        input_shape: (C, rows, columns) of one photo.
        preprocessing: how a photo becomes its input; None where the input is no photo.
        task: name of what its outputs mean: ``classes``, a score each, ``score``, one score for two classes,
            or ``boxes``.
        overlap: of a detector, the IoU at which it wants its boxes suppressed; None where it says none.
        words: that it reads, or says of regions, by their numbers; empty where there are none.
    """

    architecture: str
    classes: tuple[str, ...]
    input_shape: tuple[int, ...]
    preprocessing: Preprocessing | None
    task: str = Classes.name
    overlap: float | None = None
    words: tuple[str, ...] = ()

    @property
    def outputs(self) -> int:
        """How many scores it gives; of a captioner of regions for each word."""
        if self.task == Regions.name:
            return len(self.words)
        return 1 if self.task == OneScore.name else len(self.classes)

    @property
    def inputs(self) -> tuple[Input, ...]:
        """What it takes."""
        if self.task == Generation.name:
            return generator_inputs(self.architecture, self.input_shape, self.outputs)
        if self.task == Sentences.name:
            assert self.preprocessing is not None
            return captioner_inputs(self.preprocessing, self.classes)
        if self.task == Regions.name:
            assert self.preprocessing is not None
            return region_captioner_inputs(self.preprocessing, self.words)
        if self.words:
            return (Input.text(Vocabulary(self.words), self.input_shape[0]),)
        return inputs_of(None, self.input_shape, self.preprocessing, None, None, None)

    @property
    def is_told_by_loss(self) -> bool:
        """Whether a lower loss means a better network; it does not where two networks learn from each other."""
        return self.task != Generation.name or is_told_by_loss(self.architecture)

    def document(self) -> dict[str, Any]:
        """The description in plain values."""
        return asdict(self)

    @classmethod
    def of_document(cls, document: Mapping[str, Any]) -> TrainedNetwork:
        """The description from plain values."""
        saved = document["preprocessing"]
        return cls(
            document["architecture"],
            tuple(document["classes"]),
            tuple(document["input_shape"]),
            preprocessing_of_document(saved) if saved else None,
            # Runs of former versions do not say it.
            document.get("task", Classes.name),
            document.get("overlap"),
            tuple(document.get("words", ())),
        )

    def module(self, *, run_code: bool = False) -> nn.Module:
        """The module, its weights not yet those of the run."""
        if self.task == Generation.name:
            return new_generator(self.architecture, self.input_shape, self.outputs)
        return find_architecture(self.architecture, run_code=run_code).build(self.outputs)


def is_run(spec: str) -> bool:
    """Whether a spec names a run."""
    return spec.startswith(PREFIX)


def without_epoch(spec: str) -> str:
    """A run's spec without the epoch that it may name: ``run:cats`` of ``run:cats@3``."""
    return _parted(spec)[0]


def weights_name(epoch: int) -> str:
    """Name of the file of an epoch's weights among the snapshots."""
    return f"{epoch:03}.safetensors"


def _parted(spec: str) -> tuple[str, str]:
    """A run's spec, and the epoch that it names or ""; a run may itself be called so."""
    run, at, epoch = spec.rpartition("@")
    said = spec.removeprefix(PREFIX)
    is_run_itself = any((folder / DESCRIPTION).is_file() for folder in (runs_folder() / said, Path(said)))
    names_epoch = at and (epoch.isdecimal() or epoch == "last")
    return (run, epoch) if names_epoch and not is_run_itself else (spec, "")


def weights_of_run(spec: str) -> Path:
    """The file of the weights that a spec means: the best, those of an epoch, or those of the last one.

    Raises:
        RunError: there is no such run, or it has kept no such weights.
    """
    said, epoch = _parted(spec)
    folder = run_folder(said)
    names = {"": BEST, "last": LAST}
    file = folder / (names[epoch] if epoch in names else f"{SNAPSHOTS}/{weights_name(int(epoch))}")
    if file.is_file():
        return file
    if not epoch:
        raise RunError(
            f"The run {folder.name} has no weights yet: its training was stopped before the first epoch ended.",
            f"Go on with the training: resume='{folder}'.",
        )
    kept = [str(int(path.stem)) for path in sorted((folder / SNAPSHOTS).glob("*.safetensors"))]
    raise RunError(
        f"The run {folder.name} has kept no weights of epoch {epoch}.",
        f"It has those of {', '.join(kept)}." if kept else "Train with snapshots of the epochs that matter.",
    )


def runs_folder() -> Path:
    """Where runs are kept: ``CONVSCOPE_RUNS``, or ``runs`` in the working directory."""
    return Path(os.environ.get("CONVSCOPE_RUNS") or "runs")


def run_folder(name: str | os.PathLike[str]) -> Path:
    """The folder of a run by its name, also as ``run:NAME``, or by its path.

    Raises:
        RunError: there is none; near names are given.
    """
    said = os.fspath(name).removeprefix(PREFIX)
    for folder in (runs_folder() / said, Path(said)):
        if said and (folder / DESCRIPTION).is_file():
            return folder
    names = [path.name for path in sorted(runs_folder().glob("*")) if path.is_dir()]
    if Path(said).is_dir() or said in names:
        raise RunError(f"{said} is no whole run: it has no {DESCRIPTION}.", "Train it anew.")
    known = f"There are {', '.join(names[:3])}." if names else "`convscope train` makes one."
    raise RunError(f"There is no run {said!r} in {runs_folder()}.", suggest(said, names, known))


def read_description(folder: Path) -> TrainedNetwork:
    """The network that a run trains, apart from its weights.

    Raises:
        RunError: the file is broken.
    """
    try:
        return TrainedNetwork.of_document(json.loads((folder / DESCRIPTION).read_text()))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise RunError(f"{folder / DESCRIPTION} is broken.", "Train the run anew.") from error


def trained_module(spec: str, *, run_code: bool = False) -> nn.Module:
    """A run's module with its weights, in evaluation mode on the CPU.

    Args:
        spec: the run's name or path, also with an epoch.
        run_code: whether the Python file may run that the architecture comes from, if it does.

    Raises:
        RunError: the run has no such weights.
        NetworkError: they are broken.
    """
    file = weights_of_run(spec)
    description = read_description(run_folder(without_epoch(spec)))
    module = description.module(run_code=run_code)
    load_state(module, read_checkpoint(file), str(file), description.architecture)
    return module.eval()


def open_run(spec: str, asked: str | None, opening: Opening) -> Network:
    """The network of a run, with its best weights or those of an epoch.

    Raises:
        RunError: there is no such run, or it has no weights yet.
        NetworkError: weights were named beside it, or its own are broken.
    """
    if asked not in (None, "default"):
        raise NetworkError(f"{spec} has its own weights, got {asked}.", "Leave weights out.")
    run, epoch = _parted(spec)
    folder = run_folder(run)
    description = read_description(folder)
    device = checked_device(opening.device)
    state = {name: tensor.to(device) for name, tensor in read_checkpoint(weights_of_run(spec)).items()}
    traces = KeptTraces(
        description.architecture,
        state,
        lambda: trained_module(spec, run_code=opening.run_code).to(device),
        inputs=description.inputs,
        is_kept=device.type == "cpu" and is_ours(description.architecture),
    )
    network = Network.from_tracer(
        traces.graph,
        Description(
            opening.spec,
            f"trained in {folder}" + (f", epoch {epoch}" if epoch else ""),
            description.inputs,
            opening,
            labels_of(description.classes),
            description.task,
            description.overlap,
        ),
    )
    network.graph()  # whether the weights fit shows now
    return network
