"""How many inputs fit into a budget follows from all that a layer holds of each."""

import torch
from torch import Tensor, nn

from convscope.graph import trace
from convscope.graph.forward.chunks import chunk_size


class Windows(nn.Module):
    """Sees four windows of an input by themselves, as rows of one value."""

    def __init__(self) -> None:
        super().__init__()
        self.convolution = nn.Conv2d(1, 16, 3, padding=1)

    def forward(self, inputs: Tensor) -> Tensor:
        seen = self.convolution(inputs.reshape(-1, 1, 8, 8))
        mean: Tensor = seen.reshape(inputs.shape[0], 4, -1).mean((1, 2), keepdim=True)
        return mean


def test_rows_of_an_input_count_each() -> None:
    graph = trace(Windows().eval(), (4, 8, 8))
    of_each = 4 * 16 * 8 * 8 * torch.float32.itemsize
    assert chunk_size(graph, keeps_values=False, budget=5 * 3 * of_each) == 5
