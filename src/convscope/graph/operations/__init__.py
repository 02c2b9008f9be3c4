"""The one table of operations: what every reading of a graph must know of each kind of operation."""

from convscope.graph.operations.families import UNKNOWN
from convscope.graph.operations.operation import Operation
from convscope.graph.operations.table import OPERATIONS, named, operation_of

__all__ = ["OPERATIONS", "UNKNOWN", "Operation", "named", "operation_of"]
