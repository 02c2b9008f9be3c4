"""Dropout as it was request for."""

from pathlib import Path

import pytest
import torch
from torch import nn

from convscope.errors import TrainingError
from convscope.learn import TrainingOptions, TrainingRequest
from convscope.learn.dropout import set_dropout
from convscope.learn.training import train
from convscope.network.checkpoint import read_checkpoint


def test_the_layers_that_a_network_has_get_the_rate() -> None:
    module = nn.Sequential(nn.Flatten(), nn.Dropout(0.1), nn.Linear(12, 2))
    set_dropout(module, (3, 2, 2), 0.7)
    assert module[1].p == 0.7
    assert not module[2]._forward_pre_hooks


def test_a_network_without_them_drops_what_its_last_layer_reads() -> None:
    head = nn.Linear(300, 2, bias=False)
    nn.init.eye_(head.weight)
    module = nn.Sequential(nn.Flatten(), head)
    names = list(module.state_dict())
    set_dropout(module, (3, 10, 10), 0.5)
    torch.manual_seed(0)
    ones = module(torch.ones(200, 3, 10, 10))
    # What is kept is doubled, so that the mean stays.
    assert set(ones.flatten().tolist()) == {0.0, 2.0}
    assert ones.mean().item() == pytest.approx(1, abs=0.2)
    assert torch.equal(module.eval()(torch.ones(1, 3, 10, 10)), torch.ones(1, 2))
    assert list(module.state_dict()) == names


def test_a_network_with_no_place_for_it_is_said() -> None:
    module = nn.Sequential(nn.Conv2d(3, 2, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten())
    with pytest.raises(TrainingError, match="has no dropout layer"):
        set_dropout(module, (3, 2, 2), 0.5)


def test_a_training_with_dropout_learns_other_weights(stripes: Path, tmp_path: Path) -> None:
    text = "input 3x16x16 -> conv 4 3x3 -> relu -> flatten -> dense 2"
    found = []
    for rate in (None, 0.5):
        options = TrainingOptions(epochs=1, augment="none", dropout=rate)
        run = train(TrainingRequest(str(stripes), text, options=options), tmp_path / f"{rate}")
        found.append(read_checkpoint(run.best_weights)["dense1.weight"])
    assert not torch.equal(*found)
