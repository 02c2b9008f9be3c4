"""Networks in the files of ncnn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F

import convscope
from convscope.errors import NetworkError
from convscope.progress import Progress
from network.ncnn.writing import FLOAT16, FLOAT32, stored, write

PHOTOS = torch.rand((2, 3, 10, 13), generator=torch.Generator().manual_seed(0))
CHANCE = np.random.default_rng(0)
KERNEL = CHANCE.standard_normal((12, 3, 3, 3)).astype(np.float32) / 4
BIAS = CHANCE.standard_normal(12).astype(np.float32)
UPSCALER = """
    Input        photo  0 1 data
    Split        twice  1 2 data data_0 data_1
    Convolution  conv.0 1 1 data_0 a 0=12 1=3 4=1 5=1 6=324 9=2 -23310=1,2.000000e-01
    PixelShuffle larger 1 1 a b 0=2
    Interp       beside 1 1 data_1 c 0=1 1=2.000000e+00 2=2.000000e+00
    BinaryOp     sum    2 1 b c out 0=0
"""


def upscaled(kernel: np.ndarray) -> torch.Tensor:
    made = F.conv2d(PHOTOS, torch.from_numpy(kernel), torch.from_numpy(BIAS), padding=1)
    return F.pixel_shuffle(F.leaky_relu(made, 0.2), 2) + F.interpolate(PHOTOS, scale_factor=2)


def layer(folder: Path, line: str, content: bytes = b"") -> torch.Tensor:
    """What a single layer makes of the photos."""
    lines = f"Input photo 0 1 data\nSplit two 1 2 data d0 d1\n{line}"
    return convscope.open_network(str(write(folder, lines, content))).scores(PHOTOS)


@pytest.mark.parametrize(("flag", "kind"), [(FLOAT32, np.float32), (FLOAT16, np.float16)])
def test_an_upscaler_computes_as_in_pytorch(tmp_path: Path, flag: bytes, kind: type[np.floating]) -> None:
    place = write(tmp_path, UPSCALER, stored(KERNEL, flag) + BIAS.tobytes())
    made = convscope.open_network(str(place)).scores(PHOTOS)
    assert torch.allclose(made, upscaled(KERNEL.astype(kind).astype(np.float32)), atol=1e-5)


def test_a_photo_is_enlarged_by_it(tmp_path: Path) -> None:
    place = write(tmp_path, UPSCALER, stored(KERNEL) + BIAS.tobytes())
    found = convscope.upscale(
        convscope.open_network(str(place)), np.zeros((20, 30, 3), np.uint8), progress=Progress()
    )
    assert found.pixels.shape == (40, 60, 3)


def test_its_layers_are_called_as_in_its_file(tmp_path: Path) -> None:
    place = write(tmp_path, UPSCALER, stored(KERNEL) + BIAS.tobytes())
    names = {name.partition(".")[0] for name in convscope.open_network(str(place)).graph().tensors}
    assert names == {"conv_0"}


def test_weights_may_lie_elsewhere(tmp_path: Path) -> None:
    place = write(tmp_path, UPSCALER, stored(KERNEL) + BIAS.tobytes())
    other = place.with_suffix(".bin").rename(tmp_path / "other.bin")
    assert torch.allclose(
        convscope.open_network(str(place), weights=str(other)).scores(PHOTOS), upscaled(KERNEL), atol=1e-5
    )


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("BinaryOp op 2 1 d0 d1 out 0=2", PHOTOS * PHOTOS),
        ("Eltwise op 2 1 d0 d1 out 0=1 -23301=2,0.2,1.0", 1.2 * PHOTOS),
        ("Eltwise op 2 1 d0 d1 out 0=2", PHOTOS),
        ("Concat op 2 1 d0 d1 out", torch.cat([PHOTOS, PHOTOS], 1)),
        ("Concat op 2 1 d0 d1 out 0=2", torch.cat([PHOTOS, PHOTOS], 3)),
    ],
)
def test_a_layer_of_two_maps(tmp_path: Path, line: str, wanted: torch.Tensor) -> None:
    assert torch.allclose(layer(tmp_path, line), wanted)


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("BinaryOp op 1 1 d1 out 0=1 1=1 2=0.25", PHOTOS - 0.25),
        ("Clip op 1 1 d1 out 0=0.2 1=0.7", PHOTOS.clamp(0.2, 0.7)),
        ("Sigmoid op 1 1 d1 s\nBinaryOp same 1 1 s out 0=2 1=1 2=1", PHOTOS.sigmoid()),
        ("ReLU op 1 1 d1 out 0=0.1", PHOTOS),
        (
            "Interp op 1 1 d1 out 0=3 1=0.5 2=0.5",
            F.interpolate(PHOTOS, size=(5, 6), mode="bicubic"),
        ),
        ("Interp op 1 1 d1 out 0=2 1=2 2=3", F.interpolate(PHOTOS, size=(20, 39), mode="bilinear")),
    ],
)
def test_a_layer_of_one_map(tmp_path: Path, line: str, wanted: torch.Tensor) -> None:
    lines = f"Input photo 0 1 d1\n{line}"
    made = convscope.open_network(str(write(tmp_path, lines))).scores(PHOTOS)
    assert torch.allclose(made, wanted, atol=1e-5)


def test_a_prelu_has_a_slope_for_each_channel(tmp_path: Path) -> None:
    slopes = np.array([0.1, 0.2, 0.3], np.float32)
    lines = """
        Input photo 0 1 d1
        BinaryOp less 1 1 d1 d2 0=1 1=1 2=0.5
        PReLU op 1 1 d2 out 0=3
    """
    made = convscope.open_network(str(write(tmp_path, lines, slopes.tobytes()))).scores(PHOTOS)
    assert torch.allclose(made, nn.functional.prelu(PHOTOS - 0.5, torch.from_numpy(slopes)))


def test_sides_may_be_padded_unevenly(tmp_path: Path) -> None:
    kernel = CHANCE.standard_normal((3, 1, 3, 3)).astype(np.float32)
    lines = """
        Input photo 0 1 d1
        ConvolutionDepthWise op 1 1 d1 out 0=3 1=3 3=2 4=0 14=1 15=1 16=0 6=27 7=3
    """
    made = convscope.open_network(str(write(tmp_path, lines, stored(kernel)))).scores(PHOTOS)
    padded = F.pad(PHOTOS, (0, 1, 1, 0))
    assert torch.allclose(made, F.conv2d(padded, torch.from_numpy(kernel), stride=2, groups=3), atol=1e-5)


@pytest.mark.parametrize(
    ("lines", "content", "message"),
    [
        ("Input photo 0 1 d1\nMultiHeadAttention op 1 1 d1 out", b"", "kind MultiHeadAttention"),
        ("Input photo 0 1 d1\nReLU op 1 1 d2 out", b"", "reads d2"),
        ("Input photo 0 1 d1\nReLU op 1 one d1 out", b"", "Line 4"),
        ("Input photo 0 1 d1\nSplit op 1 2 d1 d2 d3", b"", "1 inputs and 2 outputs"),
        ("Input photo 0 1 d1\nPReLU op 1 1 d1 out 0=3", b"1234", "ends before all layers"),
        ("Input photo 0 1 d1\nReLU op 1 1 d1 out", b"1234", "4 bytes more"),
        ("Input photo 0 1 d1\nConvolution op 1 1 d1 out 0=3 1=1 6=9", b"8bit" * 9, "float32 or float16"),
        ("Input photo 0 1 d1\nConvolution op 1 1 d1 out 0=3 1=3 4=-233 6=81", b"", "not read"),
        ("Input photo 0 1 d1\nPixelShuffle op 1 1 d1 out 0=2 1=1", b"", "another order"),
        ("Input photo 0 1 d1\nInterp op 1 1 d1 out 0=1 3=90 4=90", b"", "size of its own"),
        ("Input photo 0 1 d1\nBinaryOp op 1 1 d1 out 0=77 1=1 2=1", b"", "operation 77"),
    ],
)
def test_what_cannot_be_opened_is_one_sentence(
    tmp_path: Path, lines: str, content: bytes, message: str
) -> None:
    with pytest.raises(NetworkError, match=message):
        convscope.open_network(str(write(tmp_path, lines, content or b"")))


def test_a_file_cut_short_is_one_sentence(tmp_path: Path) -> None:
    place = write(tmp_path, "Input photo 0 1 d1\nReLU op 1 1 d1 out", counts="3 3")
    with pytest.raises(NetworkError, match="announces 3 layers and holds 2"):
        convscope.open_network(str(place))


@pytest.mark.parametrize("content", [b"", b"\x00\xff" * 9, b"PK", b"7767518\n1 1\n"])
def test_a_file_of_something_else_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "odd.param").write_bytes(content)
    with pytest.raises(NetworkError, match=r"odd\.param"):
        convscope.open_network(str(tmp_path / "odd.param"))


def test_the_weights_alone_lead_to_the_layers(tmp_path: Path) -> None:
    place = write(tmp_path, UPSCALER, stored(KERNEL) + BIAS.tobytes())
    with pytest.raises(NetworkError, match=r"holds the weights of .*small\.param"):
        convscope.open_network(str(place.with_suffix(".bin")))


def test_missing_weights_are_one_sentence(tmp_path: Path) -> None:
    place = write(tmp_path, "Input photo 0 1 d1\nReLU op 1 1 d1 out")
    place.with_suffix(".bin").unlink()
    with pytest.raises(NetworkError, match=r"no file .*small\.bin"):
        convscope.open_network(str(place))
