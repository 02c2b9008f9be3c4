"""Judging the epochs of a training by their metrics: which is the best, and where overfitting begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median

from convscope.network.task import Figure

Metrics = Mapping[str, float]

# A validation loss so many times its least value has turned.
_RISE = 1.1
# In nats; a smaller rise is noise.
_LEAST = 0.02
_EPOCHS = 3


def is_better(metrics: Metrics, than: Metrics, figures: Sequence[Figure]) -> bool:
    """Whether an epoch validates better: by the first figure, of equals by the next."""
    return _rank(metrics, figures) > _rank(than, figures)


def best_epoch(rows: Sequence[Metrics], figures: Sequence[Figure]) -> Metrics:
    """The row of the epoch that validates best, the first of equals; there must be one."""
    return max(rows, key=lambda row: _rank(row, figures))


def _rank(metrics: Metrics, figures: Sequence[Figure]) -> tuple[float, ...]:
    signs = {"higher": 1, "lower": -1}
    return tuple(signs[figure.better] * metrics[f"val_{figure.name}"] for figure in figures)


def overfitting_since(rows: Sequence[Metrics]) -> int | None:
    """The epoch since which a network only memorises its training pictures; None where it does not.

    That is the epoch of the least validation loss, if for the last three epochs the validation loss was more than
    10 % and 0.02 above it while the training loss fell below what it was then.  The least loss is that of medians of
    three neighbouring epochs, so that one lucky epoch among noisy ones is no turn.

    Args:
        rows: of the metrics, an epoch each.
    """
    if len(rows) <= _EPOCHS:
        return None
    losses = [row["val_loss"] for row in rows]
    smooth = [median(losses[max(place - 1, 0) : place + 2]) for place in range(len(rows))]
    least = min(range(len(rows)), key=smooth.__getitem__)
    is_worse = len(rows) - least > _EPOCHS and all(
        row["val_loss"] > max(_RISE * smooth[least], smooth[least] + _LEAST)
        and row["train_loss"] < rows[least]["train_loss"]
        for row in rows[-_EPOCHS:]
    )
    return int(rows[least]["epoch"]) if is_worse else None


def describe_overfitting(rows: Sequence[Metrics], since: int) -> str:
    """One sentence with the numbers that show it."""
    least = next(row for row in rows if row["epoch"] == since)
    last = rows[-1]
    return (
        f"Overfitting since epoch {since}: the validation loss rose from {least['val_loss']:.3f} to "
        f"{last['val_loss']:.3f} while the training loss fell from {least['train_loss']:.3f} to "
        f"{last['train_loss']:.3f}. The weights of the best epoch are kept; more data, augmentation or dropout help."
    )


def describe_epoch(row: Metrics, figure: Figure) -> str:
    """One line with the losses of an epoch, and the figure by which it is judged."""
    name, told = figure.name, figure.told(row[f"val_{figure.name}"])
    if name == "loss":
        return (
            f"epoch {row['epoch']:3.0f}  training loss {row['train_loss']:.4f}   "
            f"validation loss {row['val_loss']:.4f}"
        )
    if f"train_{name}" not in row:
        return (
            f"epoch {row['epoch']:3.0f}  training loss {row['train_loss']:.4f}   "
            f"validation loss {row['val_loss']:.4f} {name} {told}"
        )
    of_training = figure.told(row[f"train_{name}"])
    return (
        f"epoch {row['epoch']:3.0f}  training loss {row['train_loss']:.4f} {name} {of_training}   "
        f"validation loss {row['val_loss']:.4f} {name} {told}"
    )
