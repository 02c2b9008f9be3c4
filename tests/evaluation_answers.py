"""Answers of a network that is right more often than not."""

import numpy as np

from convscope.evaluation import Answers


def random_answers(count: int, classes: int, *, seed: int = 0, skill: float = 2.0) -> Answers:
    generator = np.random.default_rng(seed)
    truth = generator.integers(0, classes, count)
    logits = generator.normal(size=(count, classes)).astype(np.float32)
    logits[np.arange(count), truth] += skill
    features = generator.normal(size=(count, 8)).astype(np.float32)
    names = tuple(f"class {index}" for index in range(classes))
    return Answers(tuple(f"{row}.png" for row in range(count)), truth, logits, features, names)
