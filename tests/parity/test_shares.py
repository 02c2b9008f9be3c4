"""Methods that share a score out, and those that ask random questions, beside captum."""

import warnings
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from convscope.attribution import Probe
from convscope.attribution.superpixels import superpixels
from convscope.explanation import explain
from convscope.network import Network
from convscope.network.embedded import PREPROCESSING
from convscope.objectives import parse
from parity.peers import TOLERANCE, range_error

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import captum.attr
    from captum._utils.models.linear_model import SkLearnRidge
    from captum.attr._utils.lrp_rules import Alpha1_Beta0_Rule, EpsilonRule, GammaRule

SHAPE = (3, 32, 32)


def ask(peer: Any, photo: Tensor, **options: Any) -> NDArray[np.float64]:
    """Captum's attribution of one photo (C, rows, columns)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = peer.attribute(
            photo[None].clone().requires_grad_(), target=options.pop("target", 3), **options
        )
    return np.asarray(made.detach()[0].double())


class Small(nn.Module):
    """Convolutions, max pooling and linear layers with biases."""

    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Sequential(
            *(nn.Conv2d(3, 8, 5, stride=2), nn.ReLU(), nn.MaxPool2d(3, 2), nn.Conv2d(8, 16, 3), nn.ReLU()),
            nn.AdaptiveAvgPool2d(2),
        )
        self.head = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
        generator = torch.Generator().manual_seed(0)
        with torch.no_grad():
            for parameter in self.parameters():
                deviation = 0.1 if parameter.dim() == 1 else (2 / parameter[0].numel()) ** 0.5
                parameter.copy_(torch.randn(parameter.shape, generator=generator) * deviation)

    def forward(self, x: Tensor) -> Tensor:
        scores: Tensor = self.head(self.features(x).flatten(1))
        return scores


@pytest.fixture(scope="module")
def module() -> nn.Module:
    return Small().double().eval()


@pytest.fixture(scope="module")
def network(module: nn.Module) -> Network:
    return Network(module, input_shape=SHAPE)


@pytest.fixture(scope="module")
def photo() -> Tensor:
    return torch.rand(SHAPE, generator=torch.Generator().manual_seed(0)).double()


def test_deeplift_agrees_with_captum_on_real_weights(relu_module: nn.Module, batch: Tensor) -> None:
    photo = batch[0].double()
    theirs = ask(captum.attr.DeepLift(relu_module), photo, target=206)
    made = explain(Network(relu_module, preprocessing=PREPROCESSING), photo, "deeplift", "class:206")
    assert made.channels is not None
    assert range_error(made.channels, theirs) < TOLERANCE


@pytest.mark.parametrize(
    ("rule", "options"),
    [
        (lambda: EpsilonRule(epsilon=0), {"rule": "epsilon", "epsilon": 0}),
        (GammaRule, {"rule": "gamma"}),
        (Alpha1_Beta0_Rule, {"rule": "alpha-beta", "alpha": 1}),
    ],
    ids=["epsilon", "gamma", "alpha-beta"],
)
def test_lrp_agrees_with_captum(rule: Any, options: dict[str, Any], photo: Tensor) -> None:
    module = Small().double().eval()
    for part in module.modules():
        if isinstance(part, nn.Conv2d | nn.Linear):
            part.rule = rule()
            if options["rule"] != "epsilon":  # a bias counts by its sign in the papers, as it is in captum
                nn.init.zeros_(part.bias)  # type: ignore[arg-type]
    network = Network(module, input_shape=SHAPE)
    best = network.predictions(photo[None], top=1)[0][0].index
    theirs = ask(captum.attr.LRP(module), photo, target=best)
    made = explain(network, photo, "lrp", f"class:{best}", pixels="same", **options)
    assert made.channels is not None
    assert range_error(made.channels, theirs) < TOLERANCE


def test_guided_grad_cam_agrees_with_captum(module: nn.Module, network: Network, photo: Tensor) -> None:
    layer = module.get_submodule("features.3")
    theirs = ask(captum.attr.GuidedGradCam(module, layer), photo)
    made = explain(network, photo, "guided-grad-cam", "class:3", layer="features.3", enlarge="nearest")
    assert made.channels is not None
    assert range_error(made.channels, theirs) < TOLERANCE


def test_expected_gradients_tend_to_captums(module: nn.Module, network: Network, photo: Tensor) -> None:
    references = torch.randn((300, *SHAPE), generator=torch.Generator().manual_seed(1)).double()
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        theirs = ask(captum.attr.GradientShap(module), photo, baselines=references, n_samples=300)
    made = explain(network, photo, "expected-gradients", "class:3", samples=300)
    assert np.corrcoef(made.values.ravel(), theirs.sum(0).ravel())[0, 1] > 0.9


@pytest.fixture(scope="module")
def patches(network: Network) -> tuple[Tensor, Tensor]:
    """A photo of six flat patches, and its superpixels, which are these."""
    colours = torch.rand((3, 2, 3), generator=torch.Generator().manual_seed(2)).double() * 4 - 2
    photo = nn.functional.interpolate(colours[None], SHAPE[1:], mode="nearest")[0]
    return photo, superpixels(Probe.of(network, photo[None], [parse("class:3")]), 0, 6)


@pytest.mark.parametrize(
    ("method", "options", "error"),
    [("kernelshap", {}, TOLERANCE), ("shapley-sampling", {"permutations": 400}, 0.03)],
)
def test_shapley_values_agree_with_captums_over_all_orders(
    method: str,
    options: dict[str, Any],
    error: float,
    module: nn.Module,
    network: Network,
    patches: tuple[Tensor, Tensor],
) -> None:
    photo, parts = patches
    assert 4 <= int(parts.max()) + 1 <= 6
    theirs = ask(captum.attr.ShapleyValues(module), photo, feature_mask=parts[None, None])
    made = explain(network, photo, method, "class:3", segments=6, **options)
    assert range_error(made.values, theirs[0]) < error


def test_captums_kernelshap_tends_to_ours(
    module: nn.Module, network: Network, patches: tuple[Tensor, Tensor]
) -> None:
    photo, parts = patches
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        theirs = ask(
            captum.attr.KernelShap(module),
            photo,
            feature_mask=parts[None, None],
            n_samples=1000,
            perturbations_per_eval=50,
        )
    made = explain(network, photo, "kernelshap", "class:3", segments=6)
    assert range_error(made.values, theirs[0]) < 0.1


def test_lime_tends_to_captums_with_the_same_kernel(
    module: nn.Module, network: Network, patches: tuple[Tensor, Tensor]
) -> None:
    photo, parts = patches

    def kernel(original: Tensor, perturbed: Tensor, seen: Tensor, **_: Any) -> Tensor:
        distance = 1 - seen.double().mean().sqrt()
        return torch.exp(-(distance**2) / 0.25**2)

    peer = captum.attr.Lime(module, SkLearnRidge(alpha=1), similarity_func=kernel)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        theirs = ask(peer, photo, feature_mask=parts[None, None], n_samples=600, perturbations_per_eval=50)
    made = explain(network, photo, "lime", "class:3", segments=6, samples=600)
    assert range_error(made.values, theirs[0]) < 0.05
