"""Integrated gradients of a layer: closed forms, completeness, and a peer."""

from numpy.testing import assert_allclose

from classifiers import Classifier, classifier, inputs
from convscope.explanation import explain

SHAPE = (3, 20, 14)


def test_after_the_last_rectifier_it_is_what_each_place_adds_to_the_score() -> None:
    network = classifier(SHAPE)
    photo = inputs(SHAPE, 1)[0]
    made = explain(network, photo, "layer-integrated-gradients", "class:1", layer="last", steps=1)
    values = network.activations(photo, ["last"])["last"]
    start = network.activations(photo * 0, ["last"])["last"]
    weight = network.graph().tensors["head.weight"][1]
    expected = (weight[:, None, None] * (values - start)).sum(0) / values[0].numel()
    assert_allclose(made.values, expected, rtol=1e-5, atol=1e-7)
    assert made.facts["completeness_gap"] < 1e-9


def test_gap_closes_with_more_steps() -> None:
    network = classifier(SHAPE)
    photo = inputs(SHAPE, 1)[0]
    few, many = (
        explain(network, photo, "layer-integrated-gradients", "class:1", layer="relu", steps=n).facts[
            "completeness_gap"
        ]
        for n in (2, 200)
    )
    assert many < few / 10


def test_equals_captums() -> None:
    import captum.attr

    module = Classifier(3, 2).double().eval()
    photo = inputs(SHAPE, 1)[0]
    peer = captum.attr.LayerIntegratedGradients(module, module.down)
    theirs = peer.attribute(photo[None], target=1, n_steps=40, method="gausslegendre").sum(1)[0]
    ours = explain(classifier(SHAPE), photo, "layer-integrated-gradients", "class:1", layer="down", steps=40)
    assert_allclose(ours.values, theirs.detach(), rtol=0, atol=1e-5 * float(theirs.abs().max()))
