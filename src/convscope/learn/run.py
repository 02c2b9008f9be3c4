"""A run: one training and all that is known of it, as a folder.

    settings.json       what was asked for, seed, versions, data and their fingerprint
    network.json        architecture, classes, input shape, preprocessing
    convscope.toml      the same for whoever opens a file of weights by itself
    metrics.csv         a row an epoch: loss and the task's figure of training and validation, rate, seconds
    best.safetensors    the weights of the epoch with the best validation
    last.safetensors    the weights after the last epoch
    result.json         written last: how the training ended, and the best epoch
    checkpoint.ckpt     what a killed training goes on from; removed when it has ended
    samples/            of a generator: what it makes after each epoch, always from the same noise
    progress.png        the first row of each of them
    curves.png, snapshots/, tensorboard/

Each file appears whole or not at all; a folder appears with settings and description in it.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convscope.datasets import Dataset
from convscope.datasets.boxed.seen_boxes import pictures_of
from convscope.errors import OutputError, RunError
from convscope.files import make_folder, replacing
from convscope.learn.boxed_data import pictures_with_classes
from convscope.learn.division import Division
from convscope.learn.masked_data import pictures_of_masks
from convscope.learn.metrics_table import read_metrics
from convscope.network.beside import Beside
from convscope.network.beside_file import NAME as BESIDE
from convscope.network.from_run import (
    BEST,
    DESCRIPTION,
    TrainedNetwork,
    read_description,
    run_folder,
)
from convscope.network.task import TASKS, Figure
from convscope.network.task.boxes import Boxes
from convscope.network.task.colours import Colours
from convscope.network.task.instances import Instances
from convscope.network.task.places import Generation, Picture, Segmentation
from convscope.network.task.regions import Regions
from convscope.network.task.sentences import Sentences
from convscope.network.task.things import Things
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import facts, picture

if TYPE_CHECKING:
    from PIL.Image import Image
    from torch import nn

    from convscope.network import Network

SETTINGS = "settings.json"
RESULT = "result.json"
CHECKPOINT = "checkpoint.ckpt"
# The weights with the trained head, while fine-tuning goes on from them.
HEAD = "head.safetensors"
CURVES = "curves.png"
# Of curves in a notebook, so that the numbers at their axes can be read.
CURVES_SIDE = 800
# What is needed of a run's settings to list it and to go on with it.
_KEYS = {"data", "network", "seed", "training", "started"}


@dataclass(frozen=True, repr=False)
class Run(Displayed):
    """A run's folder.

    Attributes:
        folder: where it is.
        settings: ``settings.json``: keys ``data`` (``place``, ``fingerprint``, ``split_seed``, ``split_share``,
            ``divides_anew``), ``network``, ``seed``, ``training`` (all options with their values), ``versions``,
            ``started``.
        network_description: the network that its weights belong to.
    """

    folder: Path
    settings: Mapping[str, Any]
    network_description: TrainedNetwork

    @classmethod
    def open(cls, name: str | os.PathLike[str]) -> Run:
        """The run of a name, of ``run:NAME`` or of a path.

        Raises:
            RunError: there is none, or it is cut off or broken.
        """
        folder = run_folder(name)
        try:
            settings = json.loads((folder / SETTINGS).read_text())
            if not settings.keys() >= _KEYS:
                raise ValueError(settings)
        except (OSError, ValueError, AttributeError) as error:
            raise RunError(
                f"{folder / SETTINGS} is missing or broken.", "Delete the run and train anew."
            ) from error
        return cls(folder, settings, read_description(folder))

    @classmethod
    def create(cls, folder: Path, settings: Mapping[str, Any], description: TrainedNetwork) -> Run:
        """Make the folder of a new run, whole or not at all.

        Raises:
            RunError: something is there already.
            OutputError: it cannot be written.
        """
        if folder.exists():
            raise RunError(f"There is a run {folder} already.", "Choose another name, or delete it.")
        try:
            make_folder(folder.parent)
            temporary = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
            try:
                temporary.chmod(0o755)
                (temporary / SETTINGS).write_text(_json(settings))
                (temporary / DESCRIPTION).write_text(_json(description.document()))
                (temporary / BESIDE).write_text(_beside(description).text(), encoding="utf-8")
                temporary.rename(folder)
            finally:
                shutil.rmtree(temporary, ignore_errors=True)
        except OSError as error:
            raise OutputError(
                f"The run {folder} cannot be written: {(error.strerror or str(error)).lower()}.",
                "Choose another place.",
            ) from error
        return cls(folder, settings, description)

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.name

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of the classes, in the order of the network's outputs."""
        return self.network_description.classes

    @property
    def figures(self) -> tuple[Figure, ...]:
        """By which its epochs are judged, the first before the next."""
        return TASKS[self.network_description.task].figures

    @property
    def best_weights(self) -> Path:
        """The file of the best weights."""
        return self.folder / BEST

    def metrics(self) -> list[dict[str, float]]:
        """The rows of ``metrics.csv``, an epoch each; a row that was cut off is left out.

        Raises:
            RunError: there is something else in it than numbers.
        """
        return read_metrics(self.folder)

    @cached_property
    def result(self) -> Mapping[str, Any]:
        """``result.json``; empty while the training has not ended."""
        try:
            document: Mapping[str, Any] = json.loads((self.folder / RESULT).read_text())
        except FileNotFoundError:
            return {}
        except ValueError as error:
            raise RunError(f"{self.folder / RESULT} is broken.", "Resume or train anew.") from error
        return document

    def write_json(self, name: str, document: Mapping[str, Any]) -> None:
        """Write a document into the folder, whole or not at all."""
        with replacing(self.folder / name) as temporary:
            temporary.write_text(_json(document))

    @property
    def division(self) -> Division:
        """Its data and how they were divided; of a detector they are opened by ``division.boxes()``."""
        return Division.of_settings(self.settings["data"])

    def dataset(self) -> Dataset:
        """The pictures that it was trained on, divided as they were then.

        Raises:
            DataError: they are gone.
        """
        task = self.network_description.task
        if task == Sentences.name:
            return self.division.captions().pictures
        if task == Regions.name:
            return pictures_of(self.division.regions())
        if self.network_description.words:
            return self.division.texts()
        if task == Boxes.name:
            return pictures_with_classes(self.division.boxes())
        if task in (Segmentation.name, Things.name, Instances.name):
            return pictures_of_masks(self.division.masks())
        if task in (Picture.name, Colours.name):
            return self.division.photos()
        if task == Generation.name:
            return self.division.pictures_to_make()
        return self.division.pictures()

    def module(self, *, run_code: bool = False) -> nn.Module:
        """The module with the best weights, in evaluation mode."""
        from convscope.network.from_run import trained_module

        return trained_module(str(self.folder), run_code=run_code)

    def network(self, *, device: str = "cpu", run_code: bool = False) -> Network:
        """The network with the best weights, its labels and preprocessing."""
        from convscope.network import open_network

        return open_network(f"run:{self.folder}", device=device, run_code=run_code)

    def curves(self) -> Image:
        """Loss and the task's figure of training and validation by epoch, drawn.

        Raises:
            RunError: there is no epoch yet.
            ExtraError: matplotlib is not installed.
        """
        from convscope.learn.curves import draw_curves

        if not self.metrics():
            raise RunError(f"The run {self.name} has no epoch to draw yet.", "Resume it, or train anew.")
        return draw_curves(self)

    def _line(self) -> str:
        count = len(self.metrics())
        kept = f", {self._best}" if self._best else ""
        return f"{self.name}: {self.network_description.architecture}, {count} epochs{kept}"

    def _fragments(self) -> Sequence[str]:
        return [
            picture(self.curves(), side=CURVES_SIDE) if self.metrics() else "",
            facts(
                {
                    "network": f"run:{self.name}",
                    "data": self.settings["data"]["place"],
                    "classes": ", ".join(self.classes),
                    "best": self._best or None,
                    "folder": self.folder,
                }
            ),
        ]

    def _preview(self) -> Image | None:
        return self.curves() if self.metrics() else None

    @property
    def _best(self) -> str:
        best = self.result.get("best")
        if not best:
            return ""
        figure = self.figures[0]
        return f"{figure.told(best[f'val_{figure.name}'])} in epoch {best['epoch']:.0f}"


def _json(document: Mapping[str, Any]) -> str:
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _beside(network: TrainedNetwork) -> Beside:
    return Beside.of(network.architecture, network.task, network.classes, network.preprocessing)
