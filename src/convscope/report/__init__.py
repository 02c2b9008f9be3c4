"""Results with all that belongs beside them, and the reports that hold them."""

from convscope.report.attribution import Attribution
from convscope.report.explain import explain, explain_all
from convscope.report.targets import class_target

__all__ = ["Attribution", "class_target", "explain", "explain_all"]
