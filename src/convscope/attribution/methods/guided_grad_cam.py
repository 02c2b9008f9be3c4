"""Guided Grad-CAM."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from convscope.attribution.maps import enlarged, strongest
from convscope.attribution.method import Maps, Options, method
from convscope.attribution.methods.grad_cam import grad_cam
from convscope.attribution.methods.guided_backprop import guided_backprop
from convscope.attribution.probe import Probe


class GuidedGradCamOptions(Options):
    """Options of guided Grad-CAM."""

    enlarge: Literal["linear", "nearest"] = Field("linear", description="How the coarse map is enlarged.")


@method(
    "guided-grad-cam",
    family="gradient",
    source="Selvaraju, Cogswell, Das, Vedantam, Parikh and Batra 2017, arXiv:1610.02391",
    drawn="relief",
    options=GuidedGradCamOptions,
    uses_layer=True,
    needs_rectifiers=True,
    full_resolution=True,
)
def guided_grad_cam(probe: Probe, options: GuidedGradCamOptions) -> Maps:
    """Guided backpropagation multiplied by Grad-CAM: fine edges within the region of the class.

    Formula, with Grad-CAM's map L of a layer, enlarged to the photo, and guided backpropagation's R:

        A[c, row, column] = max(L, 0)[row, column] R[c, row, column]

    Use: for pictures with fine detail of the object that Grad-CAM finds; trust it for no more than Grad-CAM says.
    Shapes: channels (N, C, rows, columns) of the photo; values (N, rows, columns) the strongest channel with its
    sign.
    Cost: two forward and two backward passes, one of which ends at the layer.
    Limits: which part of the photo shows comes from Grad-CAM; the edges within it are guided backpropagation's,
    which hardly depend on the class.
    """
    coarse = grad_cam(probe).values.clamp(min=0).unsqueeze(1)
    guided = guided_backprop(probe)
    assert guided.channels is not None
    extents = probe.inputs.shape[2:]
    channels = enlarged(coarse, extents, smooth=options.enlarge == "linear") * guided.channels
    return Maps(strongest(channels), channels)
