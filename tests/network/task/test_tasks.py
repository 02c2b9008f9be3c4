"""What outputs mean: said by the user or read off the graph, for networks as people write them."""

import numpy as np
import pytest
import torch
from torch import Tensor, nn

import convscope
from convscope.errors import NetworkError, ObjectiveError
from convscope.network import Network
from convscope.objectives import parse

SHAPE = (3, 16, 20)


class Net(nn.Module):
    """A convolution, and whatever a test puts behind it."""

    def __init__(self, *behind: nn.Module, channels: int = 4) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.conv = nn.Conv2d(3, channels, 3, padding=1)
        self.behind = nn.Sequential(*behind)

    def forward(self, x: Tensor) -> Tensor:
        return self.behind(self.conv(x))  # type: ignore[no-any-return]


def head(outputs: int) -> list[nn.Module]:
    torch.manual_seed(1)
    return [nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, outputs)]


class Squeeze(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x.squeeze(1)


def network(*behind: nn.Module, task: str | None = None, labels: list[str] | None = None) -> Network:
    return Network(Net(*behind).double().eval(), input_shape=SHAPE, task=task, labels=labels)


def example(seed: int = 0) -> Tensor:
    return torch.randn(SHAPE, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


CASES: dict[str, tuple[list[nn.Module], str]] = {
    "classes": (head(5), "classes"),
    "softmax": ([*head(5), nn.Softmax(1)], "classes"),
    "log-softmax": ([*head(5), nn.LogSoftmax(dim=-1)], "classes"),
    "one score": (head(1), "score"),
    "one sigmoid": ([*head(1), nn.Sigmoid()], "score"),
    "one squeezed score": ([*head(1), Squeeze()], "score"),
    "one squeezed sigmoid": ([*head(1), nn.Sigmoid(), Squeeze()], "score"),
    "sigmoids": ([*head(5), nn.Sigmoid()], "labels"),
    "a map of classes": ([], "segmentation"),
    "a map of probabilities": ([nn.Softmax2d()], "segmentation"),
    "a picture": ([nn.Conv2d(4, 3, 3, padding=1)], "picture"),
    "feature maps": ([nn.ReLU(), nn.MaxPool2d(2)], "features"),
}


@pytest.mark.parametrize("case", CASES)
def test_the_task_is_read_off_the_graph(case: str) -> None:
    behind, task = CASES[case]
    assert network(*behind).task.name == task


def test_the_users_word_overrules_what_is_read_off() -> None:
    assert network(*head(1), task="numbers").task.name == "numbers"


def test_an_unknown_task_gets_a_near_match() -> None:
    with pytest.raises(NetworkError, match="Did you mean segmentation"):
        _ = network(task="segmentaton").task


def test_a_task_that_does_not_fit_the_outputs_is_refused() -> None:
    with pytest.raises(NetworkError, match="do not fit the task score"):
        _ = network(*head(5), task="score").task


@pytest.mark.parametrize("case", ["classes", "softmax", "log-softmax"])
def test_probabilities_of_classes_are_the_one_softmax_of_the_logits(case: str) -> None:
    net = network(*CASES[case][0])
    expected = Net(*head(5)).double().eval()(example()[None])[0].softmax(0)
    found = {p.index: p.probability for p in net.predict(example(), top=5)}
    assert [found[i] for i in range(5)] == pytest.approx(expected.tolist(), abs=1e-6)
    assert net.predict(example())[0].index == int(expected.argmax())


@pytest.mark.parametrize("case", ["one score", "one sigmoid", "one squeezed score", "one squeezed sigmoid"])
def test_the_probability_of_one_score_is_its_one_sigmoid(case: str) -> None:
    module = Net(*head(1)).double().eval()
    expected = float(module(example()[None]).sigmoid())
    found = {p.label: p.probability for p in network(*CASES[case][0]).predict(example())}
    assert found == {
        "positive": pytest.approx(expected, abs=1e-6),
        "negative": pytest.approx(1 - expected, abs=1e-6),
    }


def test_sigmoids_side_by_side_are_the_probabilities() -> None:
    module = Net(*head(5), nn.Sigmoid()).double().eval()
    expected = module(example()[None])[0].tolist()
    found = {p.index: p.probability for p in network(*head(5), nn.Sigmoid()).predict(example(), top=5)}
    assert [found[i] for i in range(5)] == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("case", ["softmax", "log-softmax", "one sigmoid", "one squeezed sigmoid"])
def test_the_score_of_a_class_is_what_a_last_softmax_or_sigmoid_reads(case: str) -> None:
    plain = "classes" if "softmax" in case else "one score"
    scores = []
    for behind in (CASES[case][0], CASES[plain][0]):
        net = network(*behind)
        bound = parse("class:1").bind(net)
        values = net.activations(example(), [node.address for node in bound.reads])
        scores.append(float(bound.score({node: values[node.address][None] for node in bound.reads})))
    assert scores[0] == pytest.approx(scores[1], abs=1e-12)


def test_the_first_class_of_one_score_has_minus_the_score() -> None:
    net = network(*head(1), labels=["cat", "dog"])
    maps = [convscope.explain(net, example(), "saliency", f"class:{word}") for word in ("cat", "dog")]
    signed = [
        convscope.explain(net, example(), "input-x-gradient", f"class:{word}").values
        for word in ("cat", "dog")
    ]
    np.testing.assert_allclose(maps[0].values, maps[1].values)
    np.testing.assert_allclose(signed[0], -signed[1])


def test_numbers_are_shown_as_numbers() -> None:
    module = Net(*head(2)).double().eval()
    net = Network(module, input_shape=SHAPE, task="numbers", labels=["width", "height"])
    predictions = net.predict(example())
    assert [p.label for p in predictions] == ["width", "height"]
    assert [p.value for p in predictions] == pytest.approx(module(example()[None])[0].tolist())
    assert all(p.probability is None for p in predictions)


def test_a_segmentation_says_the_share_of_places_that_each_class_wins() -> None:
    module = Net().double().eval()
    won = module(example()[None])[0].argmax(0)
    predictions = Network(module, input_shape=SHAPE).predict(example())
    assert sum(p.value for p in predictions) == pytest.approx(1)
    for p in predictions:
        assert p.value == pytest.approx(float((won == p.index).double().mean()))
        np.testing.assert_array_equal(p.map, won.numpy() == p.index)


def test_a_class_at_its_mask_is_its_score_summed_where_it_wins() -> None:
    module = Net().double().eval()
    scores = module(example()[None])
    expected = float((scores[0, 2] * (scores[0].argmax(0) == 2)).sum())
    net = Network(module, input_shape=SHAPE)
    bound = parse("class:2@mask").bind(net)
    [node] = bound.reads
    assert float(bound.score({node: scores})) == pytest.approx(expected)


def test_a_mask_of_a_network_without_places_is_refused() -> None:
    with pytest.raises(ObjectiveError, match="a class for each place"):
        parse("class:1@mask").bind(network(*head(5)))


def test_a_picture_is_what_the_network_gives() -> None:
    module = Net(nn.Conv2d(4, 3, 3, padding=1)).double().eval()
    [prediction] = Network(module, input_shape=SHAPE).predict(example())
    assert prediction.map is not None
    np.testing.assert_allclose(prediction.map, module(example()[None])[0].detach().numpy(), rtol=1e-5)


@pytest.mark.parametrize("case", sorted(set(CASES) - {"feature maps"}))
def test_every_task_is_explained_without_being_asked_for_a_target(case: str) -> None:
    net = network(*CASES[case][0])
    for method in ("saliency", "grad-cam", "occlusion"):
        assert np.isfinite(convscope.explain(net, example(), method).values).all()


@pytest.mark.parametrize("case", sorted(set(CASES) - {"feature maps"}))
def test_the_judge_of_every_task_moves_with_the_input(case: str) -> None:
    net = network(*CASES[case][0])
    question = net.task.questions(net.scores(example()[None]))[0]
    bound = parse(question.judge).bind(net)
    values = [
        float(bound.score({n: net.activations(x, [n.address])[n.address][None] for n in bound.reads}))
        for x in (example(0), example(1))
    ]
    assert values[0] != values[1]


def test_features_without_a_meaning_say_so() -> None:
    with pytest.raises(NetworkError, match="no classifier"):
        network(nn.ReLU()).predict(example())


@pytest.mark.parametrize("task", ["classes", "score", "labels", "numbers", "segmentation", "picture"])
def test_the_loss_is_least_where_the_truth_is_said(task: str) -> None:
    others: dict[str, list[nn.Module]] = {
        "score": head(1),
        "segmentation": [],
        "picture": [nn.Conv2d(4, 3, 1)],
    }
    behind = others.get(task, head(4))
    net = network(*behind, task=task)
    scores = net.scores(example()[None])
    right, wrong = {
        "classes": (scores.argmax(1), scores.argmin(1)),
        "score": ((scores[:, 0] > 0).long(), (scores[:, 0] <= 0).long()),
        "labels": ((scores > 0).double(), (scores <= 0).double()),
        "numbers": (scores, scores + 1),
        "segmentation": (scores.argmax(1), scores.argmin(1)),
        "picture": (scores, scores + 1),
    }[task]
    assert float(net.task.loss(scores, right)) < float(net.task.loss(scores, wrong))


def test_a_better_figure_is_told_from_a_worse_one() -> None:
    accuracy, loss = network(*head(5)).task.figures
    assert accuracy.improves(0.9, 0.8)
    assert loss.improves(0.1, 0.2)
    assert not loss.improves(0.3, 0.2)
    assert accuracy.improves(0.0, None)


def test_the_classic_of_two_classes_gives_the_sigmoid_of_its_score() -> None:
    net = convscope.open_network("convscope/two-classes-150", weights="random")
    photo = np.random.default_rng(0).integers(0, 256, (150, 150, 3), dtype=np.uint8)
    score = float(net.scores(net.prepare(photo)))
    first = {p.index: p.probability for p in net.predict(photo)}
    assert first[1] == pytest.approx(1 / (1 + np.exp(-score)), abs=1e-6)
