"""What overfitting looks like in the metrics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

# So much worse than its best, a validation loss has turned; noise of an epoch is less.
_RISE = 1.1
_EPOCHS = 3


def overfitting_since(rows: Sequence[Mapping[str, float]]) -> int | None:
    """The epoch from which on the network learns its training pictures by heart; None while it does not.

    That is the epoch of the least validation loss, if for the last three epochs the validation loss was more than
    10 % above it while the training loss fell below what it was then.

    Args:
        rows: of the metrics, an epoch each.
    """
    if len(rows) <= _EPOCHS:
        return None
    best = min(rows, key=lambda row: row["val_loss"])
    is_worse = all(
        row["epoch"] > best["epoch"]
        and row["val_loss"] > _RISE * best["val_loss"]
        and row["train_loss"] < best["train_loss"]
        for row in rows[-_EPOCHS:]
    )
    return int(best["epoch"]) if is_worse else None


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
