"""The page of a unit: what it responds to, and what depends on it."""

from convscope.report.unit.study import UnitStudy
from convscope.report.unit.write import check_beside, write_study

__all__ = ["UnitStudy", "check_beside", "write_study"]
