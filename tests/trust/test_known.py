"""What the package says about its methods, and that it is so."""

import pytest
from skimage import data

from convscope.network import open_network
from convscope.registry import methods
from convscope.report.comparison import compare
from convscope.trust.known import FAILS_FROM, measured, warning_about


def test_every_method_of_the_record_is_one() -> None:
    assert set(measured().likeness) <= set(methods())


@pytest.mark.parametrize("name", ["guided-backprop", "deconvnet"])
def test_methods_that_show_the_photo_are_warned_about(name: str) -> None:
    said = warning_about(name)
    assert said.startswith(f"{name} fails the randomization check")
    assert f"{measured().likeness[name]:.2f}, {measured().network}" in said


@pytest.mark.parametrize("name", ["grad-cam", "saliency", "no-such-method"])
def test_others_are_not(name: str) -> None:
    assert warning_about(name) == ""


@pytest.mark.slow
@pytest.mark.parametrize("name", ["guided-backprop", "deconvnet", "grad-cam", "saliency"])
def test_the_record_is_what_real_weights_and_real_photos_give(name: str) -> None:
    network = open_network("efficientnet-lite0")
    found = compare(
        network,
        [data.chelsea(), data.coffee(), data.rocket()],
        methods=[name],
        metrics=["randomization"],
        options={"randomization": {"levels": 3}},
        shown=0,
    )
    # The second of three levels, at which the upper half of the layers is random, is what the record holds.
    likeness = sum(score.curve[1] for score in found.rows[0].scores["randomization"]) / 3
    assert (likeness >= FAILS_FROM) == bool(warning_about(name))
