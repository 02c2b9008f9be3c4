"""The peers' packages, asked for their raw values, before any display scaling."""

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor, nn

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import captum.attr
    import pytorch_grad_cam
    from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget

CAMS = {
    "grad-cam": pytorch_grad_cam.GradCAM,
    "grad-cam++": pytorch_grad_cam.GradCAMPlusPlus,
    "hirescam": pytorch_grad_cam.HiResCAM,
    "layercam": pytorch_grad_cam.LayerCAM,
    "eigen-cam": pytorch_grad_cam.EigenCAM,
    "eigengrad-cam": pytorch_grad_cam.EigenGradCAM,
    "xgrad-cam": pytorch_grad_cam.XGradCAM,
}
FREE_SIGN = ("eigen-cam", "eigengrad-cam")  # of principal components
TOLERANCE = 1e-4  # of the range of the peer's map


def range_error(ours: ArrayLike, theirs: ArrayLike) -> float:
    """Largest difference, in parts of the range of the peer's map."""
    left, right = np.asarray(ours, np.float64), np.asarray(theirs, np.float64)
    assert left.shape == right.shape
    reach = float(right.max() - right.min())
    assert reach > 0
    return float(np.abs(left - right).max()) / reach


def captum_map(
    name: str, module: nn.Module, photos: Tensor, classes: Sequence[int], **options: Any
) -> NDArray[np.float64]:
    """Captum's attribution (N, C, rows, columns)."""
    photos, target = photos.clone().requires_grad_(), torch.tensor(classes)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peer = {
            "saliency": captum.attr.Saliency,
            "input-x-gradient": captum.attr.InputXGradient,
            "integrated-gradients": captum.attr.IntegratedGradients,
            "guided-backprop": captum.attr.GuidedBackprop,
            "deconvnet": captum.attr.Deconvolution,
            "occlusion": captum.attr.Occlusion,
        }[name](module)
        return np.asarray(peer.attribute(photos, target=target, **options).detach().double())


def cam_map(
    method: str, module: nn.Module, layer: str, photos: Tensor, classes: Sequence[int]
) -> NDArray[np.float64]:
    """pytorch-grad-cam's map (N, rows, columns) of the layer, signed, neither cut at zero nor scaled."""
    raw: list[NDArray[np.float64]] = []
    with CAMS[method](model=module, target_layers=[module.get_submodule(layer)]) as cam:
        image = cam.get_cam_image

        def keep(*arguments: Any) -> NDArray[np.float64]:
            raw.append(np.asarray(image(*arguments), np.float64))
            return raw[-1]

        cam.get_cam_image = keep
        cam(photos, [ClassifierOutputTarget(index) for index in classes])
    return raw[0]
