"""CAM."""

from __future__ import annotations

from convscope.attribution.method import Maps, Options, method
from convscope.attribution.probe import Probe
from convscope.errors import MethodError
from convscope.graph.shapes.head import LinearHead, linear_head


@method(
    "cam",
    family="class activation map",
    source="Zhou, Khosla, Lapedriza, Oliva and Torralba 2016, arXiv:1512.04150",
    scale="positive",
    uses_layer=True,
    points_everywhere=True,
    scores_only=True,
    linear=True,
)
def cam(probe: Probe, options: Options) -> Maps:  # noqa: ARG001  # it has none
    """Contribution of each position to a class, read from the weights of the last linear layer.

    Formula, with the channels A[k] before the mean over positions, the linear layer's weights W and scores y:

        L = sum over k of w[k] A[k]        w[k] = sum over classes of dS / dy[class] W[class, k]

    For a class's score S = y[class] the weights are simply the row W[class], and the map's mean over the positions
    is the score without its bias.

    Use: in networks that end in a global mean and one linear layer, to explain many classes at once: the maps are
    rows of one product.
    Shapes: values (N, rows, columns) of the layer before the mean.
    Cost: one forward pass, and a backward pass that ends at that layer.
    Limits: needs a network that ends in a mean over positions and one linear layer; where it works it is Grad-CAM
    times the number of positions.
    """
    head = _head(probe)
    found = probe.gradients_at([probe.layer, head.output], probe.inputs)
    weights = found.gradients[head.output] @ probe.graph.constant(head.weight)
    activations = found.values[probe.layer]
    weights = weights.reshape(*weights.shape, *[1] * (activations.dim() - 2))
    return Maps((weights * activations).sum(1))


def _head(probe: Probe) -> LinearHead:
    head = linear_head(probe.graph, probe.network.task.scores(probe.graph))
    if head is None:
        raise MethodError(
            f"{probe.network.name} does not end in a mean over places and one linear layer, as cam needs.",
            "Use grad-cam: it is the same where cam works.",
        )
    if any(set(target.reads) != {head.output} for target in probe.targets):
        raise MethodError(
            f"cam explains scores of the last layer, {head.output.address}, and nothing before it.",
            "Name a class, or use grad-cam.",
        )
    # Between that layer and the mean its positions may be put in one row, and nothing else.
    if head.layer not in probe.graph.ancestors([probe.layer]):
        raise MethodError(
            f"cam explains by the layer before the mean, {head.layer.address}, not by {probe.layer.address}.",
            "Leave the layer out, or use grad-cam.",
        )
    return head
