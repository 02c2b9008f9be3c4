"""Results with all that belongs beside them, and the reports that hold them."""

from convscope.report.attribution import Attribution
from convscope.report.explain import explain, explain_all
from convscope.report.look import Look, look
from convscope.report.page import index_page, look_page
from convscope.report.targets import class_target
from convscope.report.write import Failure, Written, write_index, write_look

__all__ = [
    "Attribution",
    "Failure",
    "Look",
    "Written",
    "class_target",
    "explain",
    "explain_all",
    "index_page",
    "look",
    "look_page",
    "write_index",
    "write_look",
]
