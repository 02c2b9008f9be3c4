"""Networks of ncnn's files compute what ncnn computes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

import convscope
from network.ncnn.test_ncnn import BIAS, KERNEL, UPSCALER
from network.ncnn.writing import FLOAT16, stored, write

ncnn = pytest.importorskip("ncnn", reason="ncnn is not installed")
# Beyond what the upscaler of the other tests does: a slope a channel, a half, a sum with shares, bicubic shrinking.
LINES = f"""{UPSCALER.rstrip()}
    PReLU        slopes 1 1 out d 0=3
    Split        again  1 2 d d_0 d_1
    Eltwise      shares 2 1 d_0 d_1 e 0=1 -23301=2,2.000000e-01,1.000000e+00
    Interp       less   1 1 e f 0=3 1=5.000000e-01 2=5.000000e-01
    Interp       more   1 1 f g 0=2 1=2.000000e+00 2=2.000000e+00
"""
SLOPES = np.array([0.1, 0.5, 0.9], np.float32)


def test_a_network_of_many_kinds_of_layers_makes_the_same_picture(tmp_path: Path) -> None:
    place = write(tmp_path, LINES, stored(KERNEL, FLOAT16) + BIAS.tobytes() + SLOPES.tobytes())
    photo = np.random.default_rng(0).random((3, 20, 24), np.float32)
    peer = ncnn.Net()
    peer.opt.use_fp16_arithmetic = peer.opt.use_fp16_storage = peer.opt.use_fp16_packed = False
    peer.load_param(str(place))
    peer.load_model(str(place.with_suffix(".bin")))
    asked = peer.create_extractor()
    asked.input("data", ncnn.Mat(photo).clone())
    wanted = np.array(asked.extract("g")[1])
    made = convscope.open_network(str(place)).scores(torch.from_numpy(photo)[None])[0]
    assert np.abs(made.numpy() - wanted).max() < 1e-4 * np.ptp(wanted)
