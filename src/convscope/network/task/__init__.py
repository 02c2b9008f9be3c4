"""What a network's outputs mean: classes, one score, labels, numbers, classes a place, a picture, or features."""

from convscope.network.task.prediction import Prediction, Predictions
from convscope.network.task.reading import TASKS, read_task
from convscope.network.task.task import Figure, Question, Task

__all__ = ["TASKS", "Figure", "Prediction", "Predictions", "Question", "Task", "read_task"]
