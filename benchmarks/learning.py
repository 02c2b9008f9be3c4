"""Training on MNIST: how good in how many seconds, and how much slower than a loop written by hand.

Each training is the command's, with the options that the claim names, on the data of `../shared/data`; seconds are
those of the whole command but for decoding, which is done once and kept.  Accuracies are the best epoch's on the
validation part.  The loops written by hand train the same network on the same pictures in the same batches and
validate after each epoch, one in plain PyTorch, one with Lightning's Trainer and the usual logging.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import lightning
import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset

from benchmarks.measure import Figure
from convscope.learn import TrainingOptions, TrainingRequest
from convscope.learn.preparation import prepare
from convscope.learn.run import Run
from convscope.learn.training import train
from convscope.progress import Progress

DATA = Path("../shared/data")
MNIST = str(DATA / "mnist.tar.gz")
EPOCHS = 4


def run() -> list[Figure]:
    """MNIST, and the overhead of a training."""
    torch.set_num_threads(2)
    quick = {"epochs": 3, "batch_size": 128, "rate": 3e-3, "augment": "none", "ema": 0.99, "precision": "32"}
    longer = {**quick, "epochs": 10, "augment": "affine 0.08", "dropout": 0.3, "workers": 1}
    return [
        *timed("MNIST, convscope/mnist-cnn", MNIST, "convscope/mnist-cnn", quick, 99.2, 90),
        *timed("MNIST, convscope/mnist-cnn, augmented", MNIST, "convscope/mnist-cnn", longer, 99.5, 300),
        *_overhead(),
    ]


def timed(
    claim: str, data: str, network: str, options: dict[str, Any], accuracy: float, seconds: float
) -> list[Figure]:
    """Accuracy and seconds of one training."""
    request = TrainingRequest(data, network, options=TrainingOptions(**options))
    prepare(request, Progress())
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        run = train(request, Path(folder) / "run")
        taken = time.perf_counter() - began
        said = ", ".join(f"{name} {value}" for name, value in options.items())
        best = run.result["best"]
        note = f"{said}; {run.result['epochs']} epochs"
    return [
        Figure(f"{claim}: accuracy", 100 * best["val_accuracy"], "%", accuracy, "at least", note),
        Figure(f"{claim}: time", taken, "s", seconds, "at most", note),
    ]


def _overhead() -> list[Figure]:
    """Seconds an epoch beside the two loops, on a fifth of MNIST in single precision."""
    pictures, labels = _some_of_mnist()
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "mnist.npz"
        np.savez(
            archive,
            x_train=pictures[:12_000],
            y_train=labels[:12_000],
            x_test=pictures[12_000:],
            y_test=labels[12_000:],
        )
        options = TrainingOptions(epochs=EPOCHS, augment="none", precision="32", rate=2e-3)
        request = TrainingRequest(str(archive), "convscope/mnist-cnn", options=options)
        ours = _epoch_seconds(train(request, Path(folder) / "run"))
    loops: dict[str, Callable[[DataLoader[Any], DataLoader[Any]], list[float]]] = {
        "plain PyTorch loop": _plain_loop,
        "plain Lightning loop": _lightning_loop,
    }
    figures = []
    for name, loop in loops.items():
        theirs = statistics.median(loop(*_loaders(pictures, labels))[1:])
        note = f"{ours:.2f} s an epoch of 12,000 pictures beside {theirs:.2f} s, validation in both"
        figures.append(Figure(f"an epoch beside a {name}", ours / theirs, "times", 1.1, "at most", note))
    return figures


def _epoch_seconds(run: Run) -> float:
    times = [row["seconds"] for row in run.metrics()]
    return statistics.median(np.diff(times).tolist())


def _some_of_mnist() -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    decoded = prepare(TrainingRequest(MNIST, "convscope/mnist-cnn"), Progress()).decoded.splits["train"]
    chosen = np.random.default_rng(0).permutation(len(decoded))[:14_000]
    return decoded.take(chosen)[..., 0], decoded.labels[chosen]


def _loaders(
    pictures: np.ndarray[Any, Any], labels: np.ndarray[Any, Any]
) -> tuple[DataLoader[Any], DataLoader[Any]]:
    inputs = (torch.from_numpy(pictures)[:, None].float() / 255 - 0.1307) / 0.3081
    whole = TensorDataset(inputs, torch.from_numpy(labels))
    train_part = torch.utils.data.Subset(whole, range(12_000))
    val_part = torch.utils.data.Subset(whole, range(12_000, 14_000))
    return DataLoader(train_part, 64, shuffle=True, drop_last=True), DataLoader(val_part, 256)


def _network() -> nn.Sequential:
    return nn.Sequential(
        *(nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(64, 64, 3), nn.ReLU(), nn.Flatten()),
        *(nn.Linear(576, 64), nn.ReLU(), nn.Linear(64, 10)),
    )


def _plain_loop(train_loader: DataLoader[Any], val_loader: DataLoader[Any]) -> list[float]:
    """Seconds of each epoch of the loop that PyTorch's tutorials show."""
    network = _network()
    optimizer = torch.optim.AdamW(network.parameters(), 2e-3)
    times = []
    for _ in range(EPOCHS):
        began = time.perf_counter()
        network.train()
        for inputs, labels in train_loader:
            loss = F.cross_entropy(network(inputs), labels)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
        network.eval()
        right = 0
        with torch.no_grad():
            for inputs, labels in val_loader:
                right += int((network(inputs).argmax(1) == labels).sum())
        times.append(time.perf_counter() - began)
    return times


class _Plain(lightning.LightningModule):
    """The module that Lightning's tutorials show."""

    def __init__(self) -> None:
        super().__init__()
        self.network = _network()
        self.times = [time.perf_counter()]

    def training_step(self, batch: list[Tensor], _: int) -> Tensor:
        loss = F.cross_entropy(self.network(batch[0]), batch[1])
        self.log("train_loss", loss)
        return loss

    def validation_step(self, batch: list[Tensor], _: int) -> None:
        right = (self.network(batch[0]).argmax(1) == batch[1]).float().mean()
        self.log("val_accuracy", right)

    def on_train_epoch_end(self) -> None:
        self.times.append(time.perf_counter())

    def configure_optimizers(self) -> torch.optim.Optimizer:
        return torch.optim.AdamW(self.network.parameters(), 2e-3)


def _lightning_loop(train_loader: DataLoader[Any], val_loader: DataLoader[Any]) -> list[float]:
    """Seconds of each epoch with Lightning's Trainer as it comes."""
    module = _Plain()
    with tempfile.TemporaryDirectory() as folder:
        trainer = lightning.Trainer(
            max_epochs=EPOCHS, default_root_dir=folder, accelerator="cpu", enable_progress_bar=False
        )
        trainer.fit(module, train_loader, val_loader)
    return np.diff(module.times).tolist()
