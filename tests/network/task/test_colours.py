"""The task of a colorizer: a colour for each place, by scores of colours or by a and b."""

import numpy as np
import pytest
import torch
from torch import nn

from convscope.errors import NetworkError
from convscope.images.lab import lab_of
from convscope.network import Network
from convscope.network.labels import Labels
from convscope.network.task.colours import Colours, colour_names, colour_weights

TASK = Colours(Labels(colour_names()))


def test_there_are_as_many_colours_as_srgb_shows_on_the_grid() -> None:
    assert len(colour_names()) == 260
    assert "a 0 b 0" in colour_names()


def test_every_srgb_colour_is_near_one_of_them() -> None:
    cube = np.random.default_rng(0).integers(0, 256, (4000, 1, 3)).astype(np.uint8)
    ab = torch.from_numpy(lab_of(cube)[:, 0, 1:])
    assert torch.cdist(ab, TASK.grid).min(1).values.max() < 10


def test_one_certain_colour_is_the_mean() -> None:
    scores = torch.zeros(1, 260, 1, 1)
    scores[0, 17] = 1000
    assert torch.allclose(TASK.ab(scores)[0, :, 0, 0], TASK.grid[17])


def test_the_annealed_mean_lies_between_the_mean_and_the_likeliest_colour() -> None:
    # Two colours, of which one is twice as likely: p^(1/T) gives it a share of 2^(1/T) / (1 + 2^(1/T)).
    scores = torch.full((1, 260, 1, 1), -1e4)
    scores[0, 3], scores[0, 200] = np.log(2), 0
    for temperature in (1.0, 0.38):
        share = 2 ** (1 / temperature) / (1 + 2 ** (1 / temperature))
        wanted = share * TASK.grid[3] + (1 - share) * TASK.grid[200]
        assert torch.allclose(TASK.ab(scores, temperature)[0, :, 0, 0], wanted, atol=1e-3)


def test_two_outputs_are_hundredths_of_a_and_b() -> None:
    scores = torch.tensor([0.3, -0.5]).reshape(1, 2, 1, 1)
    assert TASK.ab(scores).flatten().tolist() == pytest.approx([30, -50])
    (best, *_), *_ = TASK.predictions(scores)
    assert best.label == "a 30 b -50"


def test_the_loss_of_scores_is_least_at_the_true_colour() -> None:
    truth = TASK.grid[[50, 90]].reshape(2, 2, 1, 1)
    right, wrong = torch.zeros(2, 260, 1, 1), torch.zeros(2, 260, 1, 1)
    right[[0, 1], [50, 90]], wrong[[0, 1], [90, 50]] = 5, 5
    assert (TASK.loss(right, truth) < TASK.loss(wrong, truth)).all()


def test_the_loss_of_two_outputs_is_the_squared_error() -> None:
    scores = torch.tensor([0.1, 0.2]).reshape(1, 2, 1, 1)
    truth = torch.tensor([20.0, 20.0]).reshape(1, 2, 1, 1)
    assert TASK.loss(scores, truth).item() == pytest.approx((0.1**2 + 0) / 2)


def test_a_place_of_a_rare_colour_counts_more() -> None:
    shares = torch.zeros(260)
    shares[0], shares[1] = 0.9, 0.1
    weights = colour_weights(shares)
    assert weights[0] < weights[1] < weights[2]
    assert (shares * weights).sum().item() == pytest.approx(1)


def test_weights_scale_the_loss_of_their_colours() -> None:
    scores = torch.randn(1, 260, 2, 2, generator=torch.Generator().manual_seed(0))
    truth = TASK.grid[100].reshape(1, 2, 1, 1).expand(1, 2, 2, 2)
    double = TASK.loss(scores, truth, torch.full((260,), 2.0))
    assert torch.allclose(double, 2 * TASK.loss(scores, truth))


def test_a_colour_is_a_class_that_can_be_explained() -> None:
    network = Network(nn.Conv2d(3, 260, 1), input_shape=(3, 32, 32), task="colours")
    score = network.task.class_score(network.labels.find("a 10 b 20"))
    assert score(network.scores(torch.zeros(1, 3, 32, 32))).shape == (1,)


def test_another_number_of_outputs_gives_no_colours() -> None:
    with pytest.raises(NetworkError, match="do not fit the task colours"):
        _ = Network(nn.Conv2d(3, 5, 1), input_shape=(3, 32, 32), task="colours").task
