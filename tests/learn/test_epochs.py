"""What overfitting looks like, said when it starts and not before."""

from convscope.learn.epochs import describe_overfitting, overfitting_since


def rows(train: list[float], val: list[float]) -> list[dict[str, float]]:
    return [
        {"epoch": epoch, "train_loss": a, "val_loss": b}
        for epoch, (a, b) in enumerate(zip(train, val, strict=True), start=1)
    ]


def test_a_rising_validation_loss_beside_a_falling_training_loss_is_overfitting() -> None:
    assert overfitting_since(rows([1, 0.8, 0.6, 0.4, 0.2, 0.1], [1, 0.5, 0.55, 0.7, 0.8, 0.9])) == 2


def test_a_lucky_epoch_among_noisy_ones_is_no_turn() -> None:
    noisy = [1, 0.7, 0.71, 0.6, 0.7, 0.72, 0.7, 0.71]
    assert overfitting_since(rows([1, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2], noisy)) is None


def test_one_bad_epoch_is_none() -> None:
    assert overfitting_since(rows([1, 0.8, 0.6, 0.4, 0.2], [1, 0.5, 0.8, 0.52, 0.8])) is None


def test_both_rising_is_none() -> None:
    assert overfitting_since(rows([0.5, 0.8, 0.9, 1, 1], [0.5, 0.8, 0.9, 1, 1])) is None


def test_it_is_said_with_the_numbers() -> None:
    table = rows([1, 0.8, 0.6, 0.4, 0.2], [1, 0.5, 0.6, 0.7, 0.8])
    said = describe_overfitting(table, 2)
    assert said.startswith("Overfitting since epoch 2: the validation loss rose from 0.500 to 0.800")
