"""Concepts of a class: found or tested, drawn, and as a page."""

from convscope.report.concepts.study import ConceptStudy
from convscope.report.concepts.write import write_study

__all__ = ["ConceptStudy", "write_study"]
