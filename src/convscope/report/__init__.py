"""Results with all that belongs beside them, and the reports that hold them."""

from convscope.report.page import index_page, look_page
from convscope.report.photo import Look, look
from convscope.report.write import write_index, write_look, write_page
from convscope.report.written import Failure, Written

__all__ = [
    "Failure",
    "Look",
    "Written",
    "index_page",
    "look",
    "look_page",
    "write_index",
    "write_look",
    "write_page",
]
