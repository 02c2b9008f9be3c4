"""Comparisons of attribution methods on a user's photos: faithfulness and cost."""

from convscope.report.comparison.comparing import compare, default_methods
from convscope.report.comparison.comparison import Comparison, Row
from convscope.report.comparison.page import comparison_page
from convscope.report.comparison.writing import document, write_comparison

__all__ = [
    "Comparison",
    "Row",
    "compare",
    "comparison_page",
    "default_methods",
    "document",
    "write_comparison",
]
