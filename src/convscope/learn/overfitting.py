"""What overfitting looks like in the metrics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median

# So much worse than its best, a validation loss has turned.
_RISE = 1.1
# Nats; less is noise of one and the same network.
_LEAST = 0.02
_EPOCHS = 3


def overfitting_since(rows: Sequence[Mapping[str, float]]) -> int | None:
    """The epoch from which on the network learns its training pictures by heart; None while it does not.

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
    best = min(range(len(rows)), key=smooth.__getitem__)
    is_worse = len(rows) - best > _EPOCHS and all(
        row["val_loss"] > max(_RISE * smooth[best], smooth[best] + _LEAST)
        and row["train_loss"] < rows[best]["train_loss"]
        for row in rows[-_EPOCHS:]
    )
    return int(rows[best]["epoch"]) if is_worse else None


def describe_overfitting(rows: Sequence[Mapping[str, float]], since: int) -> str:
    """One sentence with the numbers that show it."""
    best = next(row for row in rows if row["epoch"] == since)
    last = rows[-1]
    return (
        f"Overfitting since epoch {since}: the validation loss rose from {best['val_loss']:.3f} to "
        f"{last['val_loss']:.3f} while the training loss fell from {best['train_loss']:.3f} to "
        f"{last['train_loss']:.3f}. The best weights are those of the best validation; more data, --augment or "
        "--dropout help."
    )
