"""A module left as it was, whatever its own code does while it is traced or tried.

A tracer runs a module's code with tensors that have no values.  That code may count its calls, keep what it
computed, fill the lists and dictionaries of hooks or draw random numbers; none of that was asked for.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from types import BuiltinFunctionType, CellType, FunctionType, MethodType, ModuleType, SimpleNamespace
from typing import Any

import torch
from torch import Tensor, nn

from convscope.graph.tracing.random_states import random_states, state_of_generator

_Restore = Callable[[], object]
_PLAIN = (str, bytes, int, float, complex, bool, type(None), type, ModuleType, BuiltinFunctionType)
# What other threads wait for, such as an event, is theirs: it must not be put back.
_LIBRARIES = {*sys.stdlib_module_names, "torch", "numpy"}
_CONTAINERS = (dict, list, set, deque)


@contextmanager
def left_as_it_was(module: nn.Module, *, values: bool = False) -> Iterator[None]:
    """Let code of a module run, and put back all that it changed; also after an error or an interrupt.

    Put back are the attributes, slots, buffers, hooks and classes of all parts, the contents of the containers and
    objects that they and their hooks reach, and the states of all random number generators.

    Args:
        module: whose code runs.
        values: whether the numbers of its tensors are put back, too: needed where the code runs on real tensors,
            and costs a copy of them.
    """
    restores = [*random_states(module)]
    for thing in _reached(module):
        restores += _restores_of(thing, values=values)
    try:
        yield
    finally:
        for restore in restores:
            restore()


def _reached(module: nn.Module) -> Iterator[Any]:
    """All that a module's code can change in place: the module, its parts, and what they and their hooks hold."""
    seen: dict[int, Any] = {}
    waiting: list[Any] = [module]
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, _PLAIN) or id(thing) in seen:
            continue
        seen[id(thing)] = thing
        yield thing
        waiting += _held(thing)


def _held(thing: Any) -> list[Any]:
    """What a thing refers to."""
    if isinstance(thing, dict):
        return list(thing.values())
    if isinstance(thing, list | tuple | set | frozenset | deque):
        return list(thing)
    if isinstance(thing, FunctionType):
        # Of a function's globals only what holds things: through other functions one would reach everything.
        named = [thing.__globals__.get(name) for name in thing.__code__.co_names]
        containers = [one for one in named if isinstance(one, _CONTAINERS)]
        return [*(thing.__closure__ or ()), *(thing.__defaults__ or ()), thing.__dict__, *containers]
    if isinstance(thing, CellType):
        return [content for _, content in _content(thing)]
    if isinstance(thing, MethodType):
        return [thing.__self__, thing.__func__]
    if isinstance(thing, partial):
        return [thing.func, thing.args, thing.keywords]
    if not _is_users(thing):
        return []
    forward = getattr(type(thing), "forward", None)
    return [*(value for _, value in _slots(thing)), getattr(thing, "__dict__", None), forward]


def _is_users(thing: Any) -> bool:
    """Whether a thing is an object whose attributes a module's code may set, rather than a lock or a tensor."""
    if isinstance(thing, nn.Module | SimpleNamespace):
        return True
    library = type(thing).__module__.partition(".")[0]
    return not isinstance(thing, Tensor) and library not in _LIBRARIES


def _slots(thing: Any) -> Iterator[tuple[str, Any]]:
    for kind in type(thing).__mro__:
        names = kind.__dict__.get("__slots__", ())
        for name in (names,) if isinstance(names, str) else names:
            if name not in ("__dict__", "__weakref__") and hasattr(thing, name):
                yield name, getattr(thing, name)


def _content(cell: CellType) -> Iterator[tuple[CellType, Any]]:
    try:
        yield cell, cell.cell_contents
    except ValueError:  # it is empty
        return


def _restores_of(thing: Any, *, values: bool) -> Iterator[_Restore]:
    """How to put a thing back into the state that it is in now."""
    if isinstance(thing, dict):
        yield partial(_restore_dict, thing, dict(thing))
    elif isinstance(thing, list | deque):
        yield partial(_restore_sequence, thing, list(thing))
    elif isinstance(thing, set):
        yield partial(_restore_set, thing, set(thing))
    elif isinstance(thing, CellType):
        yield from (partial(setattr, cell, "cell_contents", content) for cell, content in _content(thing))
    elif isinstance(thing, Tensor):
        if values and not thing.is_meta:
            yield partial(_restore_tensor, thing, thing.detach().clone())
    elif generator := state_of_generator(thing):
        yield generator
    elif _is_users(thing):
        yield partial(_restore_object, thing, type(thing), dict(_slots(thing)))


# What did not change is not touched, since other threads may be reading it.


def _restore_dict(now: dict[Any, Any], before: dict[Any, Any]) -> None:
    same = len(now) == len(before) and all(
        key is old and now[key] is value for key, (old, value) in zip(now, before.items(), strict=True)
    )
    if not same:
        now.clear()
        now.update(before)


def _restore_sequence(now: list[Any] | deque[Any], before: list[Any]) -> None:
    if len(now) != len(before) or any(a is not b for a, b in zip(now, before, strict=True)):
        now.clear()
        now.extend(before)


def _restore_set(now: set[Any], before: set[Any]) -> None:
    if now != before:
        now.clear()
        now.update(before)


def _restore_tensor(now: Tensor, before: Tensor) -> None:
    with torch.no_grad():
        if not torch.equal(now, before):
            now.detach().copy_(before)


def _restore_object(now: Any, kind: type, slots: dict[str, Any]) -> None:
    if type(now) is not kind:
        object.__setattr__(now, "__class__", kind)
    for name, value in slots.items():
        if getattr(now, name, None) is not value:
            object.__setattr__(now, name, value)
