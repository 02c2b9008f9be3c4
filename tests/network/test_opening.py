"""Opening networks by name: libraries, random weights, devices, and names that nothing has."""

from pathlib import Path
from typing import Any
from urllib.error import URLError

import pytest
import torch
from torch import Tensor
from torchvision import models

from convscope import Network, open_network
from convscope.errors import NetworkError
from convscope.images import preprocessing_of_torchvision


def refused(spec: str, **options: Any) -> NetworkError:
    with pytest.raises(NetworkError) as caught:
        open_network(spec, **options)
    return caught.value


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where PyTorch looks for downloaded weights, empty."""
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    folder = tmp_path / "hub" / "checkpoints"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture(scope="module")
def in_the_hub(tmp_path_factory: pytest.TempPathFactory) -> tuple[Network, Path]:
    """torchvision's smallest SqueezeNet, opened from a file that stands where its own weights would be."""
    home = tmp_path_factory.mktemp("torch")
    file = home / "hub" / "checkpoints" / Path(models.SqueezeNet1_1_Weights.DEFAULT.url).name
    file.parent.mkdir(parents=True)
    torch.save(models.squeezenet1_1().state_dict(), file)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TORCH_HOME", str(home))
        return open_network("torchvision/squeezenet1_1", weights="default"), file


@pytest.fixture
def squeezenet(in_the_hub: tuple[Network, Path]) -> Network:
    return in_the_hub[0]


def test_default_weights_of_torchvision_come_with_their_preprocessing(squeezenet: Network) -> None:
    transforms = models.SqueezeNet1_1_Weights.DEFAULT.transforms()
    assert squeezenet.preprocessing == preprocessing_of_torchvision(transforms)


def test_default_weights_of_torchvision_say_which_they_are(squeezenet: Network) -> None:
    assert squeezenet.weights == "IMAGENET1K_V1 (torchvision)"


def test_default_weights_of_torchvision_are_the_ones_in_the_file(in_the_hub: tuple[Network, Path]) -> None:
    network, file = in_the_hub
    saved: dict[str, Tensor] = torch.load(file, weights_only=True)
    name = "classifier.1.weight"
    assert torch.equal(network.graph().tensors[name], saved[name])


def test_default_weights_of_torchvision_have_imagenets_labels(squeezenet: Network) -> None:
    assert squeezenet.labels.synset(281) == "n02123045"


def test_default_weights_of_timm_come_with_their_configuration(hub: Path) -> None:
    import timm

    module = timm.create_model("legacy_seresnet18")
    torch.save(module.state_dict(), hub / Path(module.pretrained_cfg["url"]).name)
    network = open_network("timm/legacy_seresnet18", weights="default")
    assert network.preprocessing is not None
    assert network.preprocessing.interpolation == module.pretrained_cfg["interpolation"]
    assert network.weights == "in1k (timm)"
    assert network.labels.synset(281) == "n02123045"


@pytest.mark.parametrize("spec", ["torchvision/shufflenet_v2_x0_5", "timm/legacy_seresnet18"])
def test_a_failed_download_is_one_sentence(spec: str, hub: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_connection(*args: object, **keywords: object) -> None:
        raise URLError("Name or service not known")

    monkeypatch.setattr(torch.hub, "download_url_to_file", no_connection)
    error = refused(spec, weights="default")
    assert error.message.startswith("The weights ")
    assert error.message.endswith("could not be loaded: <urlopen error Name or service not known>.")


def test_a_download_is_not_announced_on_stdout(
    hub: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(torch.hub, "download_url_to_file", lambda *args, **keywords: None)
    refused("torchvision/shufflenet_v2_x0_5", weights="default")
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Downloading" in captured.err


def test_weights_that_do_not_exist_are_not_asked_for() -> None:
    assert "no weights for timm/seresnet18" in refused("timm/seresnet18", weights="default").message


@pytest.mark.parametrize("spec", ["torchvision/resnet18", "timm/resnet18"])
@pytest.mark.parametrize("choice", ["default (downloads them)", "random (untrained)", "or a file"])
def test_an_architecture_without_weights_names_the_choices(spec: str, choice: str) -> None:
    assert choice in refused(spec).hint


@pytest.fixture(params=["torchvision/squeezenet1_1", "timm/resnet10t"])
def spec(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_random_weights_say_so(spec: str) -> None:
    network = open_network(spec, weights="random", seed=3)
    assert network.weights == "random (seed 3)"
    assert network.is_random


def test_random_weights_follow_the_seed() -> None:
    spec = "torchvision/squeezenet1_1"
    digests = [open_network(spec, weights="random", seed=seed).digest for seed in (0, 0, 1)]
    assert digests[0] == digests[1] != digests[2]


def test_random_weights_leave_the_random_state_alone(spec: str) -> None:
    before = torch.get_rng_state()
    open_network(spec, weights="random")
    assert torch.equal(before, torch.get_rng_state())


def test_random_weights_have_numbered_classes() -> None:
    assert open_network("torchvision/squeezenet1_1", weights="random").labels.names[281] == "class 281"


@pytest.mark.parametrize(
    ("spec", "shape"),
    [
        ("torchvision/inception_v3", (3, 299, 299)),
        ("torchvision/efficientnet_b1", (3, 224, 224)),
        ("timm/resnet10t", (3, 176, 176)),
        ("timm/nfnet_l0", (3, 224, 224)),
    ],
)
def test_random_weights_take_the_architectures_input(spec: str, shape: tuple[int, ...]) -> None:
    assert open_network(spec, weights="random").input_shape == shape


@pytest.mark.parametrize("name", ["inception_v3", "googlenet"])
@pytest.mark.slow
def test_inception_networks_are_opened_without_auxiliary_heads(name: str) -> None:
    graph = open_network(f"torchvision/{name}", weights="random").graph()
    assert len(graph.outputs) == 1
    assert not any("aux" in node.address.lower() for node in graph.nodes)


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("resnett50", "torchvision/resnet50, timm/resnet50"),
        ("torchvision/resnet5O", "torchvision/resnet50"),
        ("timm/mobilenetv2_10", "timm/mobilenetv2_100"),
        ("efficientnet-lite", "efficientnet-lite0"),
        ("efficientnet-lite0/", "efficientnet-lite0"),
        ("timm/resnet18.a1_in2k", "timm/resnet18.a1_in1k"),
        ("timm:resnet50", "Did you mean timm/resnet50?"),
        ("torchvision:resnet50", "Did you mean torchvision/resnet50?"),
    ],
)
def test_an_unknown_name_gets_near_ones(name: str, near: str) -> None:
    error = refused(name, weights="random")
    assert error.message == f"There is no network {name!r}."
    assert near in error.hint


def test_a_name_near_nothing_gets_the_list() -> None:
    assert "convscope networks" in refused("qqqqqqqqqqqqqqq").hint


@pytest.mark.parametrize("name", ["torchvision/raft_small", "torchvision/r3d_18"])
def test_torchvisions_other_tasks_are_not_networks_here(name: str) -> None:
    assert "There is no network" in refused(name, weights="random").message


@pytest.mark.parametrize("device", ["nowhere", "cuda:99", "meta", ""])
def test_a_device_that_cannot_compute_is_refused(device: str) -> None:
    assert repr(device) in refused("efficientnet-lite0", device=device).message


def test_an_architecture_takes_no_architecture() -> None:
    assert "architecture belongs to a checkpoint" in refused("timm/resnet18", arch="timm/resnet18").message


def test_the_embedded_network_takes_no_other_weights() -> None:
    assert "timm/tf_efficientnet_lite0" in refused("efficientnet-lite0", weights="random").hint


def test_a_file_of_another_kind_is_named(tmp_path: Path) -> None:
    (tmp_path / "net.onnx").write_bytes(b"onnx")
    assert ".pt2" in refused(str(tmp_path / "net.onnx")).hint


def test_a_bare_name_is_that_of_the_first_library_that_has_it() -> None:
    network = open_network("resnet18", weights="random")
    assert (network.name, network.opening.spec) == ("torchvision/resnet18", "torchvision/resnet18")
