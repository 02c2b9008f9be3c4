"""Open a network of your own and explain what one of its channels responds to."""

from skimage.data import chelsea
from torch import Tensor, nn

import convscope


class Small(nn.Module):
    """Two convolutions around a skip connection, then ten classes."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(3, 8, kernel_size=5, stride=2)
        self.second = nn.Conv2d(8, 8, kernel_size=3, padding=1)
        self.classes = nn.Linear(8, 10)

    def forward(self, photos: Tensor) -> Tensor:
        """Logits (N, 10) of photos (N, 3, 64, 64)."""
        edges = self.first(photos).relu()
        features = (edges + self.second(edges)).relu()
        return self.classes(features.mean((2, 3)))


network = convscope.Network(Small(), input_shape=(3, 64, 64))

for layer in network.layers:
    sees = layer.receptive_field[0].size
    print(f"{layer.address:12} {layer.operation:8} {layer.output_shape!s:14} sees {float(sees):g} pixels")

attribution = convscope.explain(network, chelsea(), method="saliency", target="second:3")
print(attribution.target, attribution.values.shape)
