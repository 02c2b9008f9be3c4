"""Pictures as data URIs."""

import base64
import io

import numpy as np
from PIL import Image

from convscope.render.embed import photo_uri


def test_a_picture_of_noise_is_embedded_whole() -> None:
    noise = np.random.default_rng(0).integers(0, 255, (300, 400, 3), np.uint8)
    kind, _, content = photo_uri(Image.fromarray(noise)).partition(",")
    assert kind == "data:image/jpeg;base64"
    again = np.asarray(Image.open(io.BytesIO(base64.b64decode(content))))
    assert np.abs(again.astype(int) - noise).mean() < 10
