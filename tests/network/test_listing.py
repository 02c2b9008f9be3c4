"""The list of networks."""

import pytest

from convscope.network import NetworkEntry, networks


@pytest.fixture(scope="module")
def entries() -> dict[str, NetworkEntry]:
    return {entry.name: entry for entry in networks()}


@pytest.mark.parametrize(
    "entry",
    [
        NetworkEntry("efficientnet-lite0", "efficientnet", (3, 224, 224), "embedded"),
        NetworkEntry("torchvision/inception_v3", "inception", (3, 299, 299), "download"),
        NetworkEntry("timm/resnetv2_50", "resnetv2", (3, 224, 224), "download"),
        NetworkEntry("timm/seresnet18", "resnet", (3, 224, 224), "none"),
    ],
    ids=lambda entry: entry.name,
)
def test_an_entry_says_family_input_and_weights(
    entry: NetworkEntry, entries: dict[str, NetworkEntry]
) -> None:
    assert entries[entry.name] == entry


def test_each_name_stands_once(entries: dict[str, NetworkEntry]) -> None:
    assert len(entries) == len(networks())


def test_the_embedded_network_stands_first(entries: dict[str, NetworkEntry]) -> None:
    assert next(iter(entries)) == "efficientnet-lite0"


def test_listing_builds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def build(self: object, *args: object, **keywords: object) -> None:
        raise AssertionError("a module with parameters was built")

    monkeypatch.setattr("torch.nn.Module.register_parameter", build)
    assert networks()
