"""Why a module could not be traced: the line that stopped it, and the way out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from torch import Tensor, fx, nn
from torch.export import export

from convscope.errors import TraceError
from convscope.graph.tracing.restoring import left_as_it_was
from convscope.graph.tracing.signature import Signature, example
from convscope.graph.tracing.source import innermost_hooks_line, innermost_users_line, source_line

# Where a module has made a constant of the batch size, tracing once more with an odd size shows the line in which
# that number appears.
_ODD_BATCH = 7

_HINT = (
    "Write that line with tensor operations that hold for any input and any batch size (torch.where, x.shape[0]; "
    "no .item(), no .numpy(), no `if` on values), or open the part of the module before it."
)
_HINT_IF_ALL_FAILS = (
    "The module raises this without being traced, too: check that its forward takes one tensor, "
    "and of which shape."
)
_HINT_OF_HOOKS = "That is a hook: remove it before the module is opened, and register it again afterwards."
_UNKNOWN_RESULT = re.compile(r"Found <class '(?:.*\.)?(\w+)'> in output, which is not a known type")
_NOT_WHOLE = "one of the following scalar types: Long, Int"


def explained(error: Exception, module: nn.Module, signatures: Sequence[Signature]) -> TraceError:
    """The error of a trace as one sentence, with the way out."""
    name = type(module).__name__
    if found := _UNKNOWN_RESULT.search(str(error)):
        return TraceError(
            f"{name} returns a {found[1]}, which PyTorch does not know how to take apart.",
            f"Say it once: torch.export.register_dataclass({found[1]}); or return a tensor, a tuple or a dict.",
        )
    shape = signatures[0].shape if len(signatures) == 1 else tuple(one.shape for one in signatures)
    hook = innermost_hooks_line(error)
    line = hook or innermost_users_line(error) or _line_that_fixes_the_batch(module, signatures)
    reason = next(iter(str(error).strip().splitlines()), type(error).__name__).rstrip(".:")
    if reason.startswith("Constraints violated"):
        reason = "it holds for one batch size only"
    message = (
        f"{name} could not be traced for inputs of shape {shape}"
        + (f" because of {line}" if line else "")
        + f": {reason[:240]}."
    )
    if _NOT_WHOLE in reason:
        return TraceError(message, _hint_of_integers(signatures))
    if hook:
        return TraceError(message, _HINT_OF_HOOKS)
    return TraceError(message, _HINT_IF_ALL_FAILS if _fails_itself(module, signatures) else _HINT)


def _hint_of_integers(signatures: Sequence[Signature]) -> str:
    described = ", ".join(f"{one.name!r}: Input.tensor({one.shape}, torch.int64)" for one in signatures)
    return f"An input of whole numbers is described as such: inputs={{{described}}}."


def _fails_itself(module: nn.Module, signatures: Sequence[Signature]) -> bool:
    """Whether the module cannot compute such an input without being traced, either."""
    with left_as_it_was(module, values=True):
        try:
            module(*example(module, signatures, 2))
        except Exception:
            return True
    return False


def _line_that_fixes_the_batch(module: nn.Module, signatures: Sequence[Signature]) -> str:
    try:
        with left_as_it_was(module):
            program = export(module, example(module, signatures, _ODD_BATCH))
    except Exception as error:
        return innermost_users_line(error)
    calls = [node for node in program.graph.nodes if node.op == "call_function"]
    fixing = [node for node in calls if _ODD_BATCH in _numbers((node.args, node.kwargs))]
    losing = [node for node in calls if _first_size(node) != _ODD_BATCH]
    return next((source_line(node) for node in fixing + losing), "")


def _first_size(node: fx.Node) -> int:
    value = node.meta.get("val")
    return value.shape[0] if isinstance(value, Tensor) and value.dim() else _ODD_BATCH


def _numbers(value: Any) -> set[int]:
    if isinstance(value, int):
        return {value}
    if isinstance(value, dict):
        return _numbers(list(value.values()))
    if isinstance(value, list | tuple):
        return {number for item in value for number in _numbers(item)}
    return set()
