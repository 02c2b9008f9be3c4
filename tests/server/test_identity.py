"""What makes two networks give the same answers, and what does not."""

from pathlib import Path

import numpy as np
import pytest
from torch import nn

import convscope
from convscope.attribution import Maps, Options, Probe
from convscope.attribution.method import METHODS, method
from convscope.attribution.methods.saliency import saliency
from convscope.network import Network
from convscope.server import identity as identities
from convscope.server.identity import identity
from server.client import Served, array_of, toy
from toy_classifier import LABELS, PREPROCESSING, toy_module, toy_network


def test_the_same_network_is_the_same_after_a_restart() -> None:
    assert identity(toy_network(toy_module())) == identity(toy())


def test_other_operations_on_the_same_tensors_are_another_network() -> None:
    other = toy_network(toy_module(nn.Tanh))
    assert other.digest == toy().digest
    assert identity(other) != identity(toy())


@pytest.mark.parametrize(
    "said",
    [
        {"labels": LABELS[::-1], "preprocessing": PREPROCESSING},
        {"labels": LABELS, "size": (32, 32), "mean": (0.5,), "std": (0.5,)},
        {"labels": LABELS, "preprocessing": PREPROCESSING, "task": "labels"},
    ],
)
def test_the_same_tensors_of_which_something_else_is_said_are_another_network(
    said: dict[str, object],
) -> None:
    other = Network(toy_module().eval(), name="toy", weights="the test's own", **said)  # type: ignore[arg-type]
    assert other.digest == toy().digest
    assert identity(other) != identity(toy())


def test_a_program_that_was_mended_does_not_give_its_old_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    before = identity(toy())
    monkeypatch.setattr(identities, "_stamp", lambda _file: (0, 0))
    assert identity(toy()) != before


def test_a_method_of_another_package_is_asked_anew_after_each_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(METHODS, "_added", dict(METHODS._added))
    times = 1.0

    @convscope.register
    @method("of-another-package", family="gradient", source="a test")
    def ours(probe: Probe, options: Options) -> Maps:
        """A multiple of the saliency."""
        found = saliency(probe)
        return Maps(times * found.values, found.channels)

    assert ours.name in METHODS.all()
    path = "photos/{}/attributions/of-another-package"
    before = Served(tmp_path)
    first = array_of(before.get(path.format(before.id)))
    times = 2.0
    assert np.array_equal(array_of(before.get(path.format(before.id))), first)
    after = Served(tmp_path)
    assert np.array_equal(array_of(after.get(path.format(after.id))), 2 * first)
