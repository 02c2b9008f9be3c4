"""What a detector finds in prepared photos, with masks where it gives some."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import torch
from torch import Tensor

from convscope.detection import Detection
from convscope.detection.box_mask import BoxMask
from convscope.graph import Graph, Node, evaluate
from convscope.network.network import Network
from convscope.network.task.boxes import SCORE, Boxes
from convscope.network.task.instances import KEPT, MASKS, Instances

# Masks that are computed at a time.
_CHUNK = 100


def found(
    network: Network,
    inputs: Tensor,
    *,
    least: float = SCORE,
    overlap: float | None = None,
    passes: int | None = None,
) -> list[list[Detection]]:
    """What is found in each photo, the highest score first.

    Masks are computed of what is found alone, from the maps of the run that found it.

    Args:
        network: a detector.
        inputs: (N, C, rows, columns) prepared.
        least: score below which a detection is left out.
        overlap: greatest IoU of two detections of a class; by default the detector's own.
        passes: see `Network.scores`.
    """
    task = network.task
    assert isinstance(task, Boxes)
    if not isinstance(task, Instances):
        return task.detections(network.scores(inputs, passes=passes), least=least, overlap=overlap)
    graph = network.graph(inputs.shape[1:])
    kept, masks, scores = kept_node(graph), graph.outputs[MASKS], task.scores(graph)
    around = graph.frontier([kept], [masks])
    values = evaluate(graph, {graph.input: inputs}, list(dict.fromkeys([scores, *around])))
    return [
        _with_masks(graph, each, {node: values[node][place : place + 1] for node in around}, kept, masks)
        for place, each in enumerate(task.detections(values[scores], least=least, overlap=overlap))
    ]


def kept_node(graph: Graph) -> Node:
    """What the masks of a graph are of: boxes and classes (N, K, 5)."""
    return next(node for node in graph.nodes if node.operation == KEPT)


def _with_masks(
    graph: Graph, detections: Sequence[Detection], around: Mapping[Node, Tensor], kept: Node, masks: Node
) -> list[Detection]:
    done: list[Detection] = []
    for start in range(0, len(detections), _CHUNK):
        part = detections[start : start + _CHUNK]
        rows = torch.tensor([[[*one.box, one.index] for one in part]], dtype=graph.dtype, device=graph.device)
        logits = evaluate(graph, {**around, kept: rows}, [masks])[masks][0]
        probabilities = logits.float().sigmoid().cpu().numpy()
        done += [
            replace(one, mask=BoxMask(values, one.box))
            for one, values in zip(part, probabilities, strict=True)
        ]
    return done
