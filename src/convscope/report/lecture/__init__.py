"""A lecture on convolutional networks, worked out: numbers, pictures, a page and a film."""

from convscope.report.lecture.film import film_scenes
from convscope.report.lecture.worked import Lecture, lecture
from convscope.report.lecture.write import write_lecture

__all__ = ["Lecture", "film_scenes", "lecture", "write_lecture"]
