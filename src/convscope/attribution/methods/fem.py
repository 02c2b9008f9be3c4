"""FEM."""

from __future__ import annotations

from pydantic import Field

from convscope.attribution.maps import spatial_mean
from convscope.attribution.method import Maps, Options, method
from convscope.attribution.probe import Probe


class FemOptions(Options):
    """Options of FEM."""

    deviations: float = Field(
        2, ge=0, le=10, description="Standard deviations by which a rare value exceeds the mean."
    )


@method(
    "fem",
    family="class activation map",
    source="Fuad, Martin, Giot, Bourqui, Benois-Pineau and Zemmari 2020, doi:10.1109/IPTA50016.2020.9286629",
    options=FemOptions,
    scale="positive",
    uses_layer=True,
    points_everywhere=True,
)
def fem(probe: Probe, options: FemOptions) -> Maps:
    """Where channels of a layer are unusually active, whatever the class.

    Formula, with the layer's channels A[k], their means m[k] and standard deviations s[k] over the positions, and
    [.] one where it is true, else zero:

        L = sum over k of m[k] [A[k] > m[k] + deviations s[k]]

    Use: to see where a layer is unusually active, whatever the class; quick, and without a gradient.
    Shapes: values (N, rows, columns) of the layer.
    Cost: one forward pass that ends at the layer.
    Limits: does not depend on the objective; made for layers behind a ReLU, where every mean is positive.  Packages
    differ: some weight the values themselves by how many of them are rare; this is the paper's sum.
    """
    activations = probe.activations()
    means = spatial_mean(activations)
    deviations = spatial_mean((activations - means).square()).sqrt()
    rare = activations > means + options.deviations * deviations
    return Maps((means * rare).sum(1))
