"""A published network opened: `pip install --no-deps demosaicnet`, then `python demosaicing.py [PHOTO]`.

A sensor sees one colour a pixel; the network of Gharbi et al. 2016, "Deep joint demosaicking and denoising", says the
others.  Its weights are read from the package, which cannot be imported without `pkg_resources`; what computes with
them stands here.
"""

import importlib.util
import sys
from pathlib import Path

import torch
from skimage.data import chelsea
from torch import Tensor, nn
from torch.nn import functional as F

import convscope
from convscope.images import decode
from convscope.restore import restore

WIDTH, DEPTH = 64, 15
# By how much its convolutions, which do not pad, are given more at each edge: an even number, so that colours stay.
MARGIN = 32


class Demosaicked(nn.Module):
    """Photos (N, 3, rows, columns) as the network makes them of what a Bayer sensor saw, one channel a pixel."""

    def __init__(self) -> None:
        super().__init__()
        layers: dict[str, nn.Module] = {"pack_mosaic": nn.Conv2d(3, 4, 2, stride=2)}
        for place in range(1, DEPTH + 1):
            inputs = 4 if place == 1 else WIDTH
            layers[f"conv{place}"] = nn.Conv2d(inputs, 2 * WIDTH if place == DEPTH else WIDTH, 3)
            layers[f"relu{place}"] = nn.ReLU()
        self.main_processor = nn.Sequential()
        for name, layer in layers.items():
            self.main_processor.add_module(name, layer)
        self.residual_predictor = nn.Conv2d(WIDTH, 12, 1)
        self.upsampler = nn.ConvTranspose2d(12, 3, 2, stride=2, groups=3)
        self.fullres_processor = nn.Sequential()
        self.fullres_processor.add_module("post_conv", nn.Conv2d(6, WIDTH, 3))
        self.fullres_processor.add_module("post_relu", nn.ReLU())
        self.fullres_processor.add_module("output", nn.Conv2d(WIDTH, 3, 1))
        # Green and red in the even rows, blue and green in the others.
        seen = torch.zeros(3, 2, 2)
        seen[1, [0, 1], [0, 1]] = seen[0, 0, 1] = seen[2, 1, 0] = 1
        self.register_buffer("seen", seen, persistent=False)

    def forward(self, photos: Tensor) -> Tensor:
        """(N, 3, rows, columns)."""
        rows, columns = photos.shape[2:]
        sides = MARGIN, MARGIN + columns % 2, MARGIN, MARGIN + rows % 2
        wide = F.pad(photos, sides, mode="reflect")
        mosaic = wide * self.seen.repeat(1, wide.shape[2] // 2, wide.shape[3] // 2)
        filters, masks = self.main_processor(mosaic).chunk(2, 1)
        details = self.upsampler(self.residual_predictor(filters * masks))
        lost = (wide.shape[2] - details.shape[2]) // 2
        known = mosaic[:, :, lost : lost + details.shape[2], lost : lost + details.shape[3]]
        made: Tensor = self.fullres_processor(torch.cat([known, details], 1))
        left = MARGIN - lost - 1
        return made[:, :, left : left + rows, left : left + columns]


def bayer() -> nn.Module:
    """The network, which nobody has trained."""
    return Demosaicked()


def main() -> None:
    """Say how near the demosaicked photo is to the photo itself."""
    package = importlib.util.find_spec("demosaicnet")
    if package is None or package.origin is None:
        sys.exit("The weights come with a package: pip install --no-deps demosaicnet")
    weights = Path(package.origin).with_name("data") / "bayer.pth"
    network = convscope.open_network(f"{__file__}:bayer", weights=str(weights), run_code=True, task="picture")
    photo = decode(sys.argv[1] if len(sys.argv) > 1 else chelsea())
    found = restore(network, photo, truth=photo)
    assert found.figures is not None
    print(f"PSNR to the photo itself: {found.figures.psnr:.2f} dB, SSIM {found.figures.ssim:.4f}")


if __name__ == "__main__":
    main()
