"""Real photos, real weights, and the peers' module beside our graph."""

import tarfile
from pathlib import Path

import pytest
from torch import Tensor, nn

from convscope.images import Photo, decode
from convscope.network import Network
from convscope.network.embedded import _weights, open_embedded

SAMPLES = Path(__file__).parents[2].parent / "shared" / "data" / "imagenet-samples.tar"
NAMES = ("n02099429_curly-coated_retriever", "n03785016_moped", "n07753592_banana")


@pytest.fixture(scope="session")
def photos() -> list[Photo]:
    if not SAMPLES.exists():
        pytest.skip(f"the shared photos are not here: {SAMPLES.name}")
    with tarfile.open(SAMPLES) as archive:
        files = [archive.extractfile(f"imagenet-samples/{name}.JPEG") for name in NAMES]
        return [decode(file.read()) for file in files if file]


@pytest.fixture(scope="session")
def embedded() -> Network:
    return open_embedded()


@pytest.fixture(scope="session")
def batch(embedded: Network, photos: list[Photo]) -> Tensor:
    return embedded.prepare(*photos)


def timm_module(**changes: object) -> nn.Module:
    """The embedded network as timm builds it."""
    import timm

    module: nn.Module = timm.create_model("tf_efficientnet_lite0", **changes)
    module.load_state_dict(dict(zip(module.state_dict(), _weights(), strict=True)))
    return module.eval()


@pytest.fixture(scope="session")
def module() -> nn.Module:
    return timm_module()


@pytest.fixture(scope="session")
def relu_module() -> nn.Module:
    """With plain ReLUs, the only rectifier that captum replaces; in float64, where no unit flips by rounding."""
    return timm_module(act_layer=nn.ReLU).double()
