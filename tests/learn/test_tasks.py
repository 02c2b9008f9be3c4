"""Networks of one score, and networks that end with a softmax or a sigmoid, train by the task's loss."""

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F

from convscope import open_network
from convscope.errors import TrainingError
from convscope.learn import Run, TrainingOptions, TrainingRequest
from convscope.learn.outputs import scores_of
from convscope.learn.training import train
from convscope.network import Network
from convscope.network.libraries import find_architecture

BODY = "input 3x16x16 -> conv 8 3x3 -> relu -> maxpool 2 -> flatten -> "
OPTIONS = TrainingOptions(epochs=15, batch_size=8, augment="none", rate=5e-3)
ENDS = {
    "softmax": nn.Softmax(1),
    "log softmax": nn.LogSoftmax(1),
    "sigmoid": nn.Sigmoid(),
    "log sigmoid": nn.LogSigmoid(),
    "nothing": nn.Identity(),
}


@pytest.fixture(scope="module")
def one_score(stripes: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run of a network whose one score tells two classes apart."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONVSCOPE_CACHE", str(tmp_path_factory.mktemp("cache")))
        request = TrainingRequest(str(stripes), BODY + "dense 1", options=OPTIONS)
        return train(request, tmp_path_factory.mktemp("runs") / "run")


def test_one_score_learns_two_classes(one_score: Run) -> None:
    assert one_score.result["best"]["val_accuracy"] == 1.0
    assert one_score.network_description.outputs == 1


def test_its_validation_loss_is_the_binary_cross_entropy(one_score: Run) -> None:
    network = open_network(f"run:{one_score.folder}")
    items = one_score.dataset().split("val")
    scores = network.scores(network.prepare(*(item.photo() for item in items))).flatten().double()
    truth = torch.tensor([item.label for item in items]).double()
    expected = -(truth * scores.sigmoid().log() + (1 - truth) * (-scores).sigmoid().log()).mean()
    assert one_score.result["best"]["val_loss"] == pytest.approx(float(expected), rel=2e-2)


def test_the_opened_run_predicts_what_validation_found(one_score: Run) -> None:
    network = open_network(f"run:{one_score.folder}")
    items = one_score.dataset().split("val")
    assert [network.predict(item.photo(), top=1)[0].index for item in items] == [item.label for item in items]


def test_the_head_of_a_network_of_one_score_is_trained_alone(
    one_score: Run, stripes: Path, tmp_path: Path
) -> None:
    request = TrainingRequest(str(stripes), f"run:{one_score.folder}", options=OPTIONS)
    run = train(request, tmp_path / "run")
    assert run.network_description.outputs == 1
    assert run.result["best"]["val_accuracy"] == 1.0


@pytest.mark.parametrize("end", ["nn.Linear(392, 2), nn.Softmax(1)", "nn.Linear(392, 1), nn.Sigmoid()"])
def test_a_network_that_ends_with_probabilities_learns(stripes: Path, tmp_path: Path, end: str) -> None:
    body = f"nn.Conv2d(3, 8, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), {end}"
    (tmp_path / "nets.py").write_text(f"from torch import nn\ndef net():\n    return nn.Sequential({body})\n")
    options = OPTIONS.model_copy(update={"size": 16})
    request = TrainingRequest(str(stripes), f"{tmp_path / 'nets.py'}:net", options=options, run_code=True)
    run = train(request, tmp_path / "run")
    assert run.result["best"]["val_accuracy"] == 1.0


@pytest.mark.parametrize("end", ENDS)
def test_scores_are_found_behind_any_last_operation(end: str) -> None:
    body, last = nn.Sequential(nn.Flatten(), nn.Linear(12, 3)), ENDS[end]
    module = nn.Sequential(body, last)
    inputs = torch.randn(5, 3, 2, 2, generator=torch.Generator().manual_seed(0))
    found = scores_of(Network(module, input_shape=(3, 2, 2)).graph())(module(inputs))
    expected = body(inputs)
    if "softmax" in end:
        found, expected = F.log_softmax(found, 1), F.log_softmax(expected, 1)
    assert torch.allclose(found, expected, atol=1e-5)


def test_one_score_for_three_classes_is_refused(tmp_path: Path, stripes: Path) -> None:
    (tmp_path / "nets.py").write_text(
        "from torch import nn\ndef net():\n    return nn.Sequential(nn.Flatten(), nn.Linear(768, 1))\n"
    )
    third = tmp_path / "data" / "third"
    third.mkdir(parents=True)
    for kind in ("lying", "upright"):
        (tmp_path / "data" / kind).symlink_to(stripes / kind)
    for number in range(3):
        shutil.copy(stripes / "lying" / f"{number:03}.png", third)
    options = OPTIONS.model_copy(update={"size": 16})
    request = TrainingRequest(
        str(tmp_path / "data"), f"{tmp_path / 'nets.py'}:net", options=options, run_code=True
    )
    with pytest.raises(TrainingError, match="gives 1 score for a picture, and the data have 3 classes"):
        train(request, tmp_path / "run")


@pytest.mark.parametrize(("end", "outputs"), [("softmax", 3), ("sigmoid", 1)])
def test_the_gradient_of_a_text_network_is_that_of_one_softmax_or_sigmoid(end: str, outputs: int) -> None:
    """d loss / d W = (p - t) x^T / N, with p of one softmax or sigmoid and t the truth."""
    module = find_architecture(f"input 3x2x2 -> flatten -> dense {outputs} -> {end}").build(None)
    network = Network(module, input_shape=(3, 2, 2))
    inputs = torch.randn(8, 3, 2, 2, generator=torch.Generator().manual_seed(0))
    truth = torch.arange(8) % max(outputs, 2)
    loss = network.task.loss(scores_of(network.graph())(module(inputs)), truth).mean()
    weight, bias = (parameter.detach().double() for parameter in module.parameters())
    flat = inputs.flatten(1).double()
    scores = flat @ weight.T + bias
    shown = scores.softmax(1) if end == "softmax" else scores.sigmoid()
    expected = F.one_hot(truth, 3).double() if end == "softmax" else truth.double()[:, None]
    gradient = (shown - expected).T @ flat / 8
    (found,) = torch.autograd.grad(loss, [next(iter(module.parameters()))])
    assert np.allclose(found.numpy(), gradient.numpy(), atol=1e-6)


@pytest.mark.parametrize(("end", "outputs"), [("softmax", 2), ("sigmoid", 1)])
def test_a_text_network_learns_alike_with_and_without_a_last_softmax_or_sigmoid(
    stripes: Path, tmp_path: Path, end: str, outputs: int
) -> None:
    options = TrainingOptions(
        epochs=2,
        batch_size=8,
        augment="none",
        optimizer="sgd",
        schedule="constant",
        rate=1e-2,
        precision="32",
    )
    bare, ended = (
        train(TrainingRequest(str(stripes), BODY + text, options=options), tmp_path / str(number))
        for number, text in enumerate((f"dense {outputs}", f"dense {outputs} -> {end}"))
    )
    first, second = (list(run.module().state_dict().values()) for run in (bare, ended))
    assert all(torch.allclose(a, b, atol=1e-5) for a, b in zip(first, second, strict=True))
