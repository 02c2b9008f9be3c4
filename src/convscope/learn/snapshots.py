"""Snapshots of a network in training: weights, first-layer kernels, feature maps of one photo and an embedding."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn

from convscope.datasets.decoding import decode_dataset
from convscope.datasets.pictures import Pictures
from convscope.graph import evaluate
from convscope.images import Preprocessing
from convscope.learn.network_parts import penultimate
from convscope.learn.run import Run
from convscope.learn.weights import save_weights
from convscope.network import Network
from convscope.network.from_run import SNAPSHOTS, weights_name
from convscope.render import contact_sheet, save_array, save_picture
from convscope.render.axes import figure_picture

_MOST_MAPS = 32
_MOST_POINTS = 300


def keep_snapshot(run: Run, epoch: int, module: nn.Module) -> None:
    """Keep what a network in training looks like after an epoch, as pictures and as arrays.

    ``kernels-EPOCH.png`` are the weights of the first convolution, ``maps-EPOCH.png`` its feature maps of the first
    validation picture, ``embedding-EPOCH.png`` the validation pictures in the plane of their features' two greatest
    variances, coloured by class; the numbers stand beside them as ``.npy``,
    the classes of the embedded pictures as ``labels-EPOCH.npy``.  ``EPOCH.safetensors`` are the weights,
    by which ``run:NAME@EPOCH`` is a network.

    Args:
        run: into whose folder the snapshot is written.
        epoch: after which it is taken.
        module: the network as it is now.
    """
    description = run.network_description
    assert description.preprocessing is not None
    pictures = decode_dataset(run.dataset(), description.preprocessing).splits["val"]
    chosen = np.linspace(0, len(pictures) - 1, min(_MOST_POINTS, len(pictures))).round().astype(np.int64)
    inputs = _inputs(pictures, chosen, description.preprocessing)
    kernels, maps, features = _seen(module, inputs, description.input_shape)
    folder = run.folder / SNAPSHOTS
    save_weights(module, folder / weights_name(epoch))
    save_array(pictures.labels[chosen], folder / f"labels-{epoch:03}.npy")
    for name, picture, values in (
        ("kernels", _kernel_sheet(kernels), kernels),
        ("maps", _map_sheet(maps), maps),
        ("embedding", _scatter(features, pictures.labels[chosen], run.classes, epoch), features),
    ):
        save_picture(picture, folder / f"{name}-{epoch:03}.png")
        save_array(values.numpy(), folder / f"{name}-{epoch:03}.npy")


def _inputs(pictures: Pictures, chosen: Any, preprocessing: Preprocessing) -> Tensor:
    pixels = torch.from_numpy(pictures.take(chosen)).permute(0, 3, 1, 2)
    return preprocessing.from_display(pixels.float() / 255)


def _seen(module: nn.Module, inputs: Tensor, shape: tuple[int, ...]) -> tuple[Tensor, Tensor, Tensor]:
    """Kernels (filters, C, rows, columns), maps (filters, rows, columns) and features in the plane (N, 2)."""
    graph = Network(module, input_shape=shape).graph()
    first = next(node for node in graph.nodes if node.operation == "conv")
    last = penultimate(graph)
    with torch.no_grad():
        maps = evaluate(graph, {graph.input: inputs[:1]}, [first])[first][0]
        features = torch.cat(
            [
                evaluate(graph, {graph.input: part}, [last])[last].flatten(1)
                for part in torch.split(inputs, 32)
            ]
        )
        kernels = graph.constant(first.argument("weight"))
    centred = (features - features.mean(0)).float()
    # The same directions up to their signs, which the largest entry fixes.
    directions = torch.linalg.svd(centred, full_matrices=False).Vh[:2]
    signs = directions.gather(1, directions.abs().argmax(1, keepdim=True)).sign()
    return kernels.detach().float().cpu(), maps.float().cpu(), (centred @ (directions * signs).T).cpu()


def _grey(values: Tensor) -> Image.Image:
    low, high = values.min(), values.max()
    scaled = ((values - low) / (high - low).clamp_min(1e-8) * 255).byte().numpy()
    return Image.fromarray(scaled)


def _enlarged(picture: Image.Image, side: int = 56) -> Image.Image:
    factor = max(1, side // max(picture.size))
    return picture.resize((picture.width * factor, picture.height * factor), Image.Resampling.NEAREST)


def _kernel_sheet(kernels: Tensor) -> Image.Image:
    """Each kernel on its own scale: colours where it reads colours, else its first channel."""
    pictures = []
    for kernel in kernels[:64]:
        if kernel.shape[0] == 3 and kernel.dim() == 3:
            scaled = (kernel - kernel.min()) / (kernel.max() - kernel.min()).clamp_min(1e-8)
            pictures.append(Image.fromarray((scaled * 255).byte().permute(1, 2, 0).contiguous().numpy()))
        else:
            pictures.append(_grey(kernel[0]))
    return contact_sheet([_enlarged(p) for p in pictures], [str(i) for i in range(len(pictures))])


def _map_sheet(maps: Tensor) -> Image.Image:
    """Each map on its own scale."""
    shown = maps[:_MOST_MAPS]
    return contact_sheet([_enlarged(_grey(one), 96) for one in shown], [str(i) for i in range(len(shown))])


def _scatter(points: Tensor, labels: Any, classes: tuple[str, ...], epoch: int) -> Image.Image:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5.4, 4.6), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    for label, name in enumerate(classes[:20]):
        mine = points[torch.from_numpy(labels == label)]
        axes.scatter(mine[:, 0], mine[:, 1], s=12, label=name)
    axes.set_title(f"features of validation pictures after epoch {epoch}")
    axes.set_xticks([])
    axes.set_yticks([])
    axes.legend(frameon=False, fontsize=8)
    return figure_picture(figure, 100)
