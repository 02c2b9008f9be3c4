"""A detector as ONNX with suppression in it: what comes out are detections."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from convscope.detection import suppressed
from convscope.errors import ExportError
from convscope.exports.exporting import Export, about, checking_inputs, export_network
from convscope.exports.format import INPUT, KEY, OUTPUT
from convscope.exports.to_onnx import ONNX
from convscope.extras import extra
from convscope.files import replacing_together
from convscope.network import Network
from convscope.network.detecting import boxes_task
from convscope.network.task.boxes import MOST, SCORE

# The outputs, each with a row for each detection: its photo of the batch, class, score and box.
OUTPUTS = ("photo", "label", "score", "box")
# The thresholds, inputs that may be left out.
THRESHOLDS = ("least_score", "overlap")
_PROBABILITIES = "suppress_probabilities"
_TOLERANCE = 1e-4
# Detections of a photo that the file is checked on.
_CHECKED = 100


def export_suppressed(network: Network, place: Path, *, card: str | None = None) -> Export:
    """Write a detector as ONNX whose outputs are the detections that suppression keeps.

    The outputs are ``photo`` (K,), the index in the batch, ``label`` (K,), ``score`` (K,) and ``box`` (K, 4) left,
    top, right and bottom in pixels of the input, in the order of photos and classes.  ``least_score`` and ``overlap``
    are inputs that may be left out: by default 0.3 and the detector's own, such as 0.6.  Of a class at most 300 are
    kept.

    Args:
        network: a detector.
        place: path of the file, which ends with ``.onnx``.
        card: a model card, written beside it.

    Raises:
        NetworkError: the network finds no boxes.
        ExportError: ONNX cannot hold the network, or the file finds something else than the network.
        ExtraError: a package is missing.
        OutputError: the place cannot be written to.
    """
    overlap = boxes_task(network).overlap
    onnx = extra("onnx", "export")
    with TemporaryDirectory() as between, replacing_together(place.parent) as folder:
        plain = export_network(network, ONNX, Path(between) / f"plain{ONNX.suffix}")
        model = onnx.load(plain.files[0])
        _append(model, overlap)
        known = about(network, ONNX) | {"outputs": OUTPUTS, "thresholds": THRESHOLDS}
        del known["output"]
        onnx.helper.set_model_props(model, {KEY: json.dumps(known, ensure_ascii=False)})
        onnx.checker.check_model(model)
        written = folder / place.name
        onnx.save(model, written)
        shape = ["batch", "classes", "places"]
        told = onnx.helper.make_tensor_value_info(_PROBABILITIES, onnx.TensorProto.FLOAT, shape)
        model.graph.output.append(told)
        telling = Path(between) / f"telling{ONNX.suffix}"
        onnx.save(model, telling)
        difference, largest, checked_on = _checked(network, plain.files[0], telling)
        if card is not None:
            line = f"{place.name} finds the same boxes within {difference:.1e} on {checked_on}."
            (folder / f"{place.stem}.card.md").write_text(f"{card}\n## Export\n\n{line}\n", encoding="utf-8")
        names = sorted((file.name for file in folder.iterdir()), key=lambda name: name != place.name)
    return Export(tuple(place.parent / name for name in names), ONNX.name, difference, largest, checked_on)


def _append(model: Any, overlap: float) -> None:
    """Put suppression at an IoU behind the scores (N, places, 4 + classes) of a model."""
    onnx = extra("onnx", "export")
    helper, graph, types = onnx.helper, model.graph, onnx.TensorProto
    constants = {
        "suppress_zero": np.array([0], np.int64),
        "suppress_four": np.array([4], np.int64),
        "suppress_end": np.array([np.iinfo(np.int64).max], np.int64),
        "suppress_axis": np.array([2], np.int64),
        "suppress_most": np.array([MOST], np.int64),
        "suppress_photo": np.array(0, np.int64),
        "suppress_label": np.array(1, np.int64),
        "suppress_place": np.array([0, 2], np.int64),
        THRESHOLDS[0]: np.array([SCORE], np.float32),
        THRESHOLDS[1]: np.array([overlap], np.float32),
    }
    graph.initializer.extend(onnx.numpy_helper.from_array(value, name) for name, value in constants.items())
    # An initializer that is an input, too, is its default.
    graph.input.extend(helper.make_tensor_value_info(name, types.FLOAT, [1]) for name in THRESHOLDS)
    edges, scores = [OUTPUT, "suppress_zero", "suppress_four"], [OUTPUT, "suppress_four", "suppress_end"]
    asked = ["suppress_boxes", _PROBABILITIES, "suppress_most", THRESHOLDS[1], THRESHOLDS[0]]
    graph.node.extend(
        [
            helper.make_node("Slice", [*edges, "suppress_axis"], ["suppress_boxes"]),
            helper.make_node("Slice", [*scores, "suppress_axis"], ["suppress_logits"]),
            helper.make_node("Sigmoid", ["suppress_logits"], ["suppress_by_place"]),
            helper.make_node("Transpose", ["suppress_by_place"], [_PROBABILITIES], perm=[0, 2, 1]),
            helper.make_node("NonMaxSuppression", asked, ["suppress_kept"]),
            helper.make_node("Gather", ["suppress_kept", "suppress_photo"], ["photo"], axis=1),
            helper.make_node("Gather", ["suppress_kept", "suppress_label"], ["label"], axis=1),
            helper.make_node("GatherND", [_PROBABILITIES, "suppress_kept"], ["score"]),
            helper.make_node("Gather", ["suppress_kept", "suppress_place"], ["suppress_rows"], axis=1),
            helper.make_node("GatherND", ["suppress_boxes", "suppress_rows"], ["box"]),
        ]
    )
    del graph.output[:]
    kinds = (types.INT64, types.INT64, types.FLOAT, types.FLOAT)
    for name, kind in zip(OUTPUTS, kinds, strict=True):
        shape = ["detections", 4] if name == "box" else ["detections"]
        graph.output.append(helper.make_tensor_value_info(name, kind, shape))


def _checked(network: Network, plain: Path, telling: Path) -> tuple[float, float, str]:
    """How far a score or an edge is at most from those that PyTorch's suppression keeps, and the largest of all.

    The scores are those that the file itself computes, as the least difference of two neighbours changes their order.

    Args:
        network: whose photos are looked at.
        plain: the file without suppression.
        telling: the file that also gives its probabilities (N, classes, places).

    Raises:
        ExportError: the two keep other things.
    """
    inputs, checked_on = checking_inputs(network)
    photos = {INPUT: inputs.numpy()}
    overlap = boxes_task(network).overlap
    boxes = torch.from_numpy(_session(plain).run([OUTPUT], photos)[0])[..., :4]
    session = _session(telling)
    (probabilities,) = map(torch.from_numpy, session.run([_PROBABILITIES], photos))
    ranked = probabilities.flatten(1).sort(descending=True).values
    least = ranked[:, min(_CHECKED, ranked.shape[1]) - 1].min().numpy()
    wanted = np.concatenate(
        [_kept(photo, boxes[photo], mine, float(least), overlap) for photo, mine in enumerate(probabilities)]
    )
    # ONNX wants scores above the least one.
    below = np.nextafter(least, np.float32(-1))
    found = np.column_stack(session.run(list(OUTPUTS), photos | {THRESHOLDS[0]: below[None]}))
    is_same = found.shape == wanted.shape
    difference = float(np.abs(_ordered(found) - wanted).max(initial=0.0)) if is_same else np.inf
    largest = float(np.abs(wanted[:, 2:]).max(initial=0.0))
    if not difference <= _TOLERANCE * max(1.0, largest):
        raise ExportError(
            f"What ONNX finds with suppression differs from {network.name}: {len(found)} boxes for {len(wanted)}; "
            "nothing was kept.",
            "Export without suppression.",
        )
    return difference, largest, checked_on


def _kept(
    photo: int, boxes: Tensor, probabilities: Tensor, least: float, overlap: float
) -> NDArray[np.float64]:
    """Rows of photo, class, score and box that suppression keeps, class after class."""
    label, place = (probabilities >= least).nonzero(as_tuple=True)
    scores = probabilities[label, place]
    kept = suppressed(boxes[place], scores, label, overlap)
    columns = [torch.full((len(kept), 1), photo), label[kept, None], scores[kept, None], boxes[place[kept]]]
    return _ordered(torch.cat([column.double() for column in columns], 1).numpy())


def _session(path: Path) -> Any:
    runtime = extra("onnxruntime", "export")
    options = runtime.SessionOptions()
    options.log_severity_level = 3  # it warns of inputs that may be left out
    return runtime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _ordered(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """By photo, class and score."""
    return rows[np.lexsort((-rows[:, 2], rows[:, 1], rows[:, 0]))]
