"""LRP."""

from __future__ import annotations

from typing import Literal

import torch
from pydantic import Field
from torch import Tensor

from convscope.attribution.baseline import baseline_of
from convscope.attribution.maps import total
from convscope.attribution.method import Maps, Options, method
from convscope.attribution.probe import Probe
from convscope.attribution.rules.relevance import relevance_rules, weighted_layers
from convscope.attribution.rules.relevance_shares import (
    Share,
    alpha_beta_rule,
    box_rule,
    epsilon_rule,
    gamma_rule,
    off_zero,
)
from convscope.graph import Graph, Node, evaluate


class LrpOptions(Options):
    """Options of LRP."""

    rule: Literal["composite", "epsilon", "gamma", "alpha-beta"] = Field(
        "composite", description="Rule of the layers; composite: gamma up to a depth, epsilon above it."
    )
    epsilon: float = Field(
        1e-3, ge=0, le=10, description="Of the epsilon rule, relative to the magnitude of the layer."
    )
    gamma: float = Field(0.25, ge=0, le=1_000, description="Of the gamma rule.")
    alpha: float = Field(2, ge=1, le=10, description="Of the alpha-beta rule; beta is alpha - 1.")
    depth: float = Field(
        1, ge=0, le=1, description="Share of the convolutions to which composite applies gamma."
    )
    pixels: Literal["box", "same"] = Field("box", description="Rule of the first layer; same: as the others.")


@method(
    "lrp",
    family="gradient",
    source="Bach, Binder, Montavon, Klauschen, Müller and Samek 2015, doi:10.1371/journal.pone.0130140",
    options=LrpOptions,
    linear=True,
)
def lrp(probe: Probe, options: LrpOptions) -> Maps:
    """The score propagated back layer by layer: each unit shares its relevance among its inputs.

    Formula, from the relevance R of a layer's values z = sum over i of x[i] w[i] + b to that of its inputs:

        epsilon     R[i] = sum of x[i] w[i] / (z + epsilon sign z) R
        gamma       the same with contributions of z's own sign counted 1 + gamma times, in numerator and
        denominator alpha-beta  R[i] = sum of (alpha (x[i] w[i])+ / (z+) - (alpha - 1) (x[i] w[i])- / (z-)) R box
        R[i] = sum of (x[i] w[i] - low w[i]+ - high w[i]-) / (their sum) R, low and high of the pixels

    It begins with R = y dS/dy at what the objective S reads.  A batch norm is one with its convolution; ReLUs
    pass all, of a gated value the signal gets all, sums and means share by contribution, max pooling gives all to
    the greatest.  All pixels together add up to the score minus the share of the biases; the fact
    ``completeness_gap`` is the difference.  The composite gives the gamma rule to the convolutions up to a depth,
    by default to all, and the epsilon rule to the layers above.

    Use: for signed pixels with little noise that add up, in one backward pass; the composite is the one for photos.
    Shapes: channels (N, C, rows, columns), values (N, rows, columns) their sum over the channels.
    Cost: one forward and one backward pass with two to five times the convolutions.
    Limits: the rules are a choice; two networks that compute the same may be explained differently.  With the
    epsilon rule and epsilon 0 it is input x gradient in a network of ReLUs.
    """
    graph = probe.graph
    reads = tuple(dict.fromkeys(node for target in probe.targets for node in target.reads))
    rules = relevance_rules(graph, _shares(probe, options), reads)
    scores, inputs, gradients = probe.gradients(probe.inputs, rules=rules, copies=8)
    channels = off_zero(inputs) * gradients
    gap = (channels.flatten(1).sum(1) - scores).abs()
    return Maps(total(channels), channels, {"completeness_gap": gap})


def _shares(probe: Probe, options: LrpOptions) -> dict[Node, Share]:
    graph = probe.graph
    layers = weighted_layers(graph)
    rules = {
        "epsilon": epsilon_rule(options.epsilon),
        "gamma": gamma_rule(options.gamma),
        "alpha-beta": alpha_beta_rule(options.alpha),
    }
    shares = {}
    for place, node in enumerate(layers):
        name = options.rule
        if name == "composite":
            name = (
                "gamma" if place < options.depth * len(layers) and node.operation != "linear" else "epsilon"
            )
        shares[node] = rules[name]
        if options.pixels == "box" and not graph.ancestors([node]) & set(layers) - {node}:
            shares[node] = box_rule(*_bounds(probe, graph, node))
    return shares


@torch.no_grad()
def _bounds(probe: Probe, graph: Graph, node: Node) -> tuple[Tensor | None, Tensor | None]:
    """Smallest and greatest possible pixel values (1, C, ...) at the input of a layer."""
    if probe.network.preprocessing is None:
        return None, None
    photo = probe.inputs[:1]
    ends = torch.cat([baseline_of(end, photo, probe.network.preprocessing) for end in ("black", "white")])
    source = node.argument("input")
    values = evaluate(graph, {graph.input: ends}, [source])[source]
    return values.amin(0, keepdim=True), values.amax(0, keepdim=True)
