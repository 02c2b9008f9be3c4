"""Exporting a network: the file is written, checked on real photos, and only then put in its place."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from convscope.errors import ConvscopeError, ExportError
from convscope.exports.format import INPUT, OUTPUT, Format
from convscope.exports.to_onnx import ONNX
from convscope.exports.to_openvino import OPENVINO
from convscope.exports.to_pt2 import PT2
from convscope.exports.to_safetensors import SAFETENSORS
from convscope.files import replacing_together
from convscope.graph import Graph, evaluate
from convscope.network import Network
from convscope.network.beside import Beside
from convscope.network.beside_file import NAME as BESIDE
from convscope.network.beside_file import with_section
from convscope.network.task.boxes import Boxes
from convscope.network.task.instances import Instances
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import facts

FORMATS: Mapping[str, Format] = {known.name: known for known in (ONNX, PT2, SAFETENSORS, OPENVINO)}

# Greatest difference that rounding may make: of the scores, or relative to the largest where that is above 1.
TOLERANCE = 1e-4
PHOTOS = ("astronaut.png", "chelsea.png", "coffee.png", "rocket.jpg")
# The namespace of operations that PyTorch has not.
_OWN = "convscope"


@dataclass(frozen=True, repr=False)
class Export(Displayed):
    """An exported network.

    Attributes:
        files: the file of the format, then those that belong to it.
        format: its format.
        difference: the greatest difference of a score from the original's.
        largest: the original's largest score by magnitude.
        checked_on: what it was compared on.
    """

    files: tuple[Path, ...]
    format: str
    difference: float
    largest: float
    checked_on: str

    def document(self) -> dict[str, Any]:
        """All of it in plain values."""
        return {
            "format": self.format,
            "files": self.files,
            "difference": self.difference,
            "largest": self.largest,
            "checked_on": self.checked_on,
        }

    def _line(self) -> str:
        return f"{self.files[0]}: {self.format}, the same scores within {self.difference:.1e}"

    def _fragments(self) -> Sequence[str]:
        return [
            facts(
                {
                    "format": self.format,
                    "greatest difference": f"{self.difference:.2g} of a largest score of {self.largest:.3g}",
                    "checked on": self.checked_on,
                    "files": ", ".join(map(str, self.files)),
                }
            )
        ]


def export_network(
    network: Network, kind: Format, place: Path, *, card: str | None = None, beside: Beside | None = None
) -> Export:
    """Write a network in a format, with its labels and preprocessing inside.

    The file is put in its place only after it has given the original's scores for real photos, in a batch and alone.

    Args:
        network: any classifier.
        kind: the format.
        place: path of the file; its suffix is the format's.
        card: a model card, written beside it as ``NAME.card.md``.
        beside: what the file does not hold, written into the ``convscope.toml`` beside it.

    Raises:
        ExportError: the format cannot hold the network, or the file computes something else.
        ExtraError: a package that the format needs is missing.
        OutputError: the place cannot be written to.
    """
    if place.suffix.lower() != kind.suffix:
        raise ExportError(
            f"A file for {kind.name} ends with {kind.suffix}, not as {place}.",
            f"Name it {place.stem}{kind.suffix}.",
        )
    inputs, checked_on = checking_inputs(network)
    graph = network.graph()
    _check_operations(network, graph, kind)
    with torch.no_grad():
        expected = evaluate(graph, {graph.input: inputs}, [graph.output])[graph.output].float().cpu()
    with replacing_together(place.parent) as folder:
        written = folder / place.name
        try:
            kind.write(graph, json.dumps(about(network, kind), ensure_ascii=False), written)
            compute = kind.read(written, graph)
            found = torch.cat([compute(inputs), compute(inputs[:1])]).float()
        except (ConvscopeError, OSError):
            raise
        # Exporters raise errors of many kinds for an operation that they do not know.
        except Exception as error:
            # Their writers say in words of their own that the disk is full.
            if shutil.disk_usage(folder).free < sum(tensor.nbytes for tensor in graph.tensors.values()):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
            reason = next(iter(str(error).strip().splitlines()), type(error).__name__)
            raise ExportError(
                f"{network.name} cannot be exported to {kind.name}: {reason[:200].rstrip('.')}.",
                "Try another format.",
            ) from error
        difference = float((found - torch.cat([expected, expected[:1]])).abs().max())
        largest = float(expected.abs().max())
        if not difference <= TOLERANCE * max(1.0, largest):
            raise ExportError(
                f"What {kind.name} computes differs from {network.name} by {difference:.2g} where the largest score "
                f"is {largest:.3g}; nothing was kept.",
                "Try another format.",
            )
        if card is not None:
            line = f"{place.name} gives the same scores within {difference:.1e} on {checked_on}."
            (folder / f"{place.stem}.card.md").write_text(f"{card}\n## Export\n\n{line}\n", encoding="utf-8")
        if beside is not None:
            known = place.parent / BESIDE
            before = known.read_text(encoding="utf-8") if known.is_file() else ""
            (folder / BESIDE).write_text(with_section(before, place.name, beside), encoding="utf-8")
        names = sorted((file.name for file in folder.iterdir()), key=lambda name: name != place.name)
    return Export(tuple(place.parent / name for name in names), kind.name, difference, largest, checked_on)


def about(network: Network, kind: Format) -> dict[str, Any]:
    """What a program needs to know to use the network, in plain values.

    Args:
        network: that is exported.
        kind: the format; of things, those of other programs have the boxes alone.
    """
    from convscope.version import VERSION

    preprocessing = network.preprocessing
    return {
        "convscope": VERSION,
        "network": network.name,
        "weights": network.weights,
        "digest": network.digest,
        "input": {"name": INPUT, "shape": ["batch", *network.input_shape]},
        "output": {"name": OUTPUT, "meaning": network.task.meaning},
        "task": Boxes.name
        if isinstance(network.task, Instances) and not kind.is_of_pytorch
        else network.task.name,
        **({"overlap": network.task.overlap} if isinstance(network.task, Boxes) else {}),
        "labels": list(network.labels.names),
        "synsets": list(network.labels.synsets),
        "preprocessing": None if preprocessing is None else asdict(preprocessing),
    }


def _check_operations(network: Network, graph: Graph, kind: Format) -> None:
    """Refuse operations that are Convscope's own in a format of other programs."""
    own = [node for node in graph.nodes if getattr(node.function, "namespace", "") == _OWN]
    if own and not kind.is_of_pytorch:
        raise ExportError(
            f"{network.name} cannot be exported to {kind.name}, which has nothing for {own[0].kind.title}: a part of "
            "it is chosen photo by photo.",
            "Take pt2, which Convscope opens, or a detector of one stage such as fcos or yolo.",
        )


def checking_inputs(network: Network) -> tuple[Tensor, str]:
    """Prepared photos to compare on; random numbers for networks that take no photos."""
    if network.preprocessing is None or network.preprocessing.channels not in (1, 3):
        generator = torch.Generator().manual_seed(0)
        inputs = torch.randn((len(PHOTOS), *network.input_shape), generator=generator)
        return inputs.to(network.graph().dtype), f"{len(PHOTOS)} inputs of random numbers"
    folder = resources.files("skimage") / "data"
    return network.prepare(*(Path(str(folder / name)) for name in PHOTOS)), f"{len(PHOTOS)} photos"
