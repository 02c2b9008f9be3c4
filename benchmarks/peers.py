"""What peers' packages answer to the works that are timed: as their documentation shows, or at their best."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import torch
from captum.attr import IntegratedGradients, Occlusion
from pytorch_grad_cam import AblationCAM, ScoreCAM
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget
from torch import Tensor, nn

from benchmarks.best_settings import Settings

STEPS = 50
WINDOW, STRIDE = 15, 8
ABLATION, SCORE = "Ablation-CAM", "Score-CAM"
OCCLUSION = f"Occlusion {WINDOW} x {WINDOW} every {STRIDE}"
INTEGRATED = f"Integrated gradients, {STEPS} steps"


class Question(NamedTuple):
    """What is asked.

    Attributes:
        module: in evaluation mode.
        layer: that a CAM reads.
        target: class.
        inputs: one photo (1, 3, rows, columns).
    """

    module: nn.Module
    layer: str
    target: int
    inputs: Tensor


class Peer(NamedTuple):
    """Who answers.

    Attributes:
        package: its name.
        answer: gives a map before any scaling for display, (1, rows, columns) or (rows, columns); with settings those
            are used, without them what the documentation shows.
    """

    package: str
    answer: Callable[[Question, Settings | None], Tensor]


def integrated(question: Question, at_once: int | None = None) -> Tensor:
    """By captum, the sum over colours.

    Args:
        question: what is asked.
        at_once: steps in a batch; all by default.
    """
    found: Tensor = IntegratedGradients(question.module).attribute(
        question.inputs,
        target=question.target,
        n_steps=STEPS,
        method="gausslegendre",
        internal_batch_size=at_once,
    )
    return found.detach().sum(1)


def _occlusion(question: Question, settings: Settings | None) -> Tensor:
    found: Tensor = Occlusion(question.module).attribute(
        _laid(question, settings),
        sliding_window_shapes=(3, WINDOW, WINDOW),
        strides=(3, STRIDE, STRIDE),
        target=question.target,
        perturbations_per_eval=settings.batch if settings else 1,
    )
    return found[:, 0]


def _laid(question: Question, settings: Settings | None) -> Tensor:
    return question.inputs.contiguous(memory_format=settings.layout) if settings else question.inputs


def _cam(method: Any, question: Question, settings: Settings | None) -> Tensor:
    """A map of pytorch-grad-cam before it is cut at zero and scaled."""
    raw: list[np.ndarray] = []
    enlarge = nn.UpsamplingBilinear2d
    nn.UpsamplingBilinear2d = lambda size: nn.Upsample(size, mode="bilinear", align_corners=False)  # type: ignore
    try:
        layers = [question.module.get_submodule(question.layer)]
        with method(model=question.module, target_layers=layers) as cam:
            if settings:
                cam.batch_size = settings.batch
            image = cam.get_cam_image

            def kept(*arguments: object) -> np.ndarray:
                raw.append(image(*arguments))
                return raw[-1]

            cam.get_cam_image = kept
            cam(_laid(question, settings), [ClassifierOutputTarget(question.target)])
    finally:
        nn.UpsamplingBilinear2d = enlarge  # type: ignore[misc]
    return torch.from_numpy(np.asarray(raw[0]))


PEERS = {
    ABLATION: Peer("pytorch-grad-cam", lambda asked, settings: _cam(AblationCAM, asked, settings)),
    SCORE: Peer("pytorch-grad-cam", lambda asked, settings: _cam(ScoreCAM, asked, settings)),
    OCCLUSION: Peer("captum", _occlusion),
    INTEGRATED: Peer(
        "captum",
        lambda asked, settings: integrated(
            asked._replace(inputs=_laid(asked, settings)), settings.batch if settings else None
        ),
    ),
}
