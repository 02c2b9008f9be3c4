"""Several classifiers as one network."""

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

import convscope
from convscope.errors import NetworkError
from convscope.graph.backward import gradient
from convscope.images import Preprocessing
from convscope.network import Network
from convscope.network.ensemble import Combined, ensemble
from toy_classifier import toy_module, toy_network

SEEN = Preprocessing(
    size=(16, 16), resize=16, interpolation="bilinear", mean=(0.1, 0.2, 0.3), std=(0.5, 0.4, 0.3)
)


def _members() -> list[Network]:
    """Three that often disagree."""
    modules = [toy_module(), toy_module(nn.Tanh), toy_module(nn.SiLU)]
    with torch.no_grad():
        for seed, module in enumerate(modules):
            generator = torch.Generator().manual_seed(seed)
            weight, bias = _head(module)
            weight.copy_(torch.randn(5, 16, generator=generator) * 20)
            weight.sub_(weight.mean(1, keepdim=True))
            bias.zero_()
    return [toy_network(module) for module in modules]


def _head(module: nn.Sequential) -> tuple[Tensor, Tensor]:
    last = module[-1]
    assert isinstance(last, nn.Linear)
    return last.weight, last.bias


def _photos(count: int = 3, size: int = 32) -> Tensor:
    return torch.randn(count, 3, size, size, generator=torch.Generator().manual_seed(1))


def _logits(members: list[Network], photos: Tensor) -> Tensor:
    return torch.stack([member.scores(photos) for member in members], 1)


def test_the_probabilities_are_the_mean_of_the_members() -> None:
    members = _members()
    found = ensemble(members).scores(_photos()).softmax(1)
    torch.testing.assert_close(found, _logits(members, _photos()).softmax(2).mean(1))


def test_the_logits_are_the_mean_of_the_members() -> None:
    members = _members()
    found = ensemble(members, "logits").scores(_photos())
    torch.testing.assert_close(found, _logits(members, _photos()).mean(1))


def test_votes_name_the_class_of_most_members() -> None:
    members = [_members()[0], *_members()[:2]]
    first, _, other = _logits(members, _photos(20)).argmax(2).T
    assert (first != other).any()
    assert (ensemble(members, "votes").scores(_photos(20)).argmax(1) == first).all()


def test_a_tie_of_votes_goes_to_the_class_of_the_greater_mean_probability() -> None:
    members = _members()[:2]
    logits = _logits(members, _photos(50))
    assert (logits[:, 0].argmax(1) != logits[:, 1].argmax(1)).any()
    mean = logits.softmax(2).mean(1)
    voted = F.one_hot(logits.argmax(2), 5).sum(1) > 0
    expected = mean.masked_fill(~voted, 0).argmax(1)
    assert (ensemble(members, "votes").scores(_photos(50)).argmax(1) == expected).all()


@pytest.mark.parametrize("combined", ["probabilities", "logits"])
def test_its_gradient_is_autograds(combined: Combined) -> None:
    modules = [toy_module().eval(), toy_module(nn.Tanh).eval()]
    leaf = _photos().requires_grad_()
    logits = torch.stack([module(leaf) for module in modules], 1)
    scores = logits.mean(1) if combined == "logits" else logits.softmax(2).mean(1).log()
    (expected,) = torch.autograd.grad(scores[:, 2].sum(), leaf)
    graph = ensemble([toy_network(module) for module in modules], combined).graph()
    found = gradient(
        graph,
        {graph.input: _photos()},
        [graph.output],
        lambda values: values[graph.output][:, 2],
        [graph.input],
    )
    torch.testing.assert_close(found.gradients[graph.input], expected)


def test_a_member_sees_the_photo_resized_and_normalised_as_it_wants_it() -> None:
    large, module = toy_network(toy_module()), toy_module(nn.Tanh)
    small = Network(module.eval(), preprocessing=SEEN, labels=large.labels)
    photos = _photos()
    unit = photos * 0.25 + 0.5  # on the scale of 0 to 1
    resized = F.adaptive_avg_pool2d(unit, 16)
    own = (resized - torch.tensor(SEEN.mean)[:, None, None]) / torch.tensor(SEEN.std)[:, None, None]
    expected = torch.stack([large.scores(photos), small.scores(own)], 1).mean(1)
    torch.testing.assert_close(ensemble([small, large], "logits").scores(photos), expected)


def test_it_takes_photos_of_another_size() -> None:
    members = _members()
    found = ensemble(members, "logits").scores(_photos(size=40))
    torch.testing.assert_close(found, _logits(members, _photos(size=40)).mean(1))


def test_classes_are_matched_by_their_names() -> None:
    first = toy_network(toy_module())
    names = first.labels.names
    other = Network(toy_module().eval(), preprocessing=first.preprocessing, labels=names[::-1])
    found = ensemble([first, other], "logits").scores(_photos())
    own = first.scores(_photos())
    torch.testing.assert_close(found, (own + own.flip(1)) / 2)


def test_members_that_end_with_a_softmax_are_read_before_it() -> None:
    plain = toy_network(toy_module())
    soft = toy_network(nn.Sequential(toy_module(), nn.Softmax(1)))
    found = ensemble([plain, soft], "logits").scores(_photos())
    torch.testing.assert_close(found, plain.scores(_photos()))


def test_members_of_one_score_count_as_two_classes() -> None:
    module = toy_module(head=nn.Linear(16, 1))
    one = Network(module.eval(), preprocessing=SEEN, labels=("cat", "dog"))
    ended = Network(nn.Sequential(module, nn.Sigmoid()).eval(), preprocessing=SEEN, labels=("cat", "dog"))
    network = ensemble([one, ended])
    found = network.scores(_photos(size=16)).softmax(1)[:, 1]
    torch.testing.assert_close(found, one.scores(_photos(size=16)).sigmoid()[:, 0])
    assert network.labels.names == ("cat", "dog")


def test_in_float64_and_bfloat16_its_scores_are_finite_and_of_that_type() -> None:
    for dtype in (torch.float64, torch.bfloat16):
        members = [toy_network(toy_module().to(dtype)), toy_network(toy_module(nn.Tanh).to(dtype))]
        found = ensemble(members).scores(_photos().to(dtype))
        assert found.dtype == dtype
        assert found.isfinite().all()


def test_a_class_that_no_member_thinks_possible_has_a_finite_score() -> None:
    module = toy_module()
    with torch.no_grad():
        _head(module)[1][0] = -1e4
    assert ensemble([toy_network(module)] * 2).scores(_photos()).isfinite().all()


def test_a_changed_weight_of_a_member_shows() -> None:
    module = toy_module()
    network = ensemble([toy_network(module), toy_network(toy_module(nn.Tanh))])
    before = network.scores(_photos())
    with torch.no_grad():
        _head(module)[0].mul_(2)
    assert not torch.equal(network.scores(_photos()), before)


def test_layers_of_the_members_have_addresses_of_their_own() -> None:
    layers = [layer.address for layer in ensemble(_members()).layers]
    assert {"member1.0", "member2.0", "member3.0", "member3.8"} <= set(layers)
    assert len(set(layers)) == len(layers)


def test_it_is_opened_by_the_names_of_its_members() -> None:
    texts = "input 3x16x16 -> conv 4 3x3 -> relu -> globalavgpool -> dense 3"
    network = convscope.open_network(f"ensemble-logits:{texts} + {texts}", weights="random", seed=3)
    parts = [convscope.open_network(texts, weights="random", seed=seed) for seed in (3, 4)]
    expected = _logits(parts, _photos(size=16)).mean(1)
    torch.testing.assert_close(network.scores(_photos(size=16)), expected)
    again = convscope.open_network(network.opening)
    torch.testing.assert_close(again.scores(_photos(size=16)), expected)


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("ensemble:efficientnet-lite0", r"names its members with \+ between them"),
        ("ensemble:efficientnet-lite0+", r"names its members with \+ between them"),
        ("ensemble:efficientnet-lite0+efficientnet-lite9", "efficientnet-lite9"),
    ],
)
def test_a_name_that_is_none_is_refused(spec: str, message: str) -> None:
    with pytest.raises(NetworkError, match=message):
        convscope.open_network(spec)


def test_members_of_other_classes_are_refused() -> None:
    other = Network(toy_module().eval(), preprocessing=SEEN, labels=("a", "b", "c", "d", "e"))
    with pytest.raises(NetworkError, match="tells other classes apart"):
        ensemble([toy_network(toy_module()), other])


def test_a_member_that_is_no_classifier_is_refused() -> None:
    picture = Network(nn.Conv2d(3, 3, 3, padding=1).eval(), preprocessing=SEEN)
    with pytest.raises(NetworkError, match="tell classes apart"):
        ensemble([picture, picture])
