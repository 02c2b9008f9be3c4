"""Explain one photo by two methods: `python explain_a_photo.py [PHOTO]`."""

import sys

from skimage.data import chelsea

import convscope

network = convscope.open_network("efficientnet-lite0")
photo = sys.argv[1] if len(sys.argv) > 1 else chelsea()

for prediction in network.predict(photo):
    print(f"{prediction.probability:6.1%}  {prediction.label}")

for method in ("grad-cam", "integrated-gradients"):
    attribution = convscope.explain(network, photo, method=method)
    attribution.save(f"{method}.png")
    print(f"{method}: {attribution.target}, {attribution.display_scale}, {attribution.passes} passes")
