"""What has a name, from this package and from others: attribution methods, metrics, makers, libraries of networks.

Another package names its modules in the entry-point group ``convscope``:

    [project.entry-points.convscope]
    mine = "mine.methods"

They are imported once, when a `Registry` is first asked.  All that they hold, and all that `register` is given, is
then found by name as if it were this package's own.
"""

from __future__ import annotations

import importlib
import pkgutil
import threading
import warnings
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType
from typing import Any, Generic, Protocol, TypeVar

from convscope.errors import ConvscopeError, PluginError, suggest

GROUP = "convscope"
BY_HAND = "convscope.register"

_lock = threading.RLock()
_registries: list[Registry[Any]] = []
_adding: ContextVar[str] = ContextVar("adding", default=BY_HAND)
_is_loaded = False


class PluginWarning(UserWarning):
    """A package that adds to this one is broken and was left out."""


class Named(Protocol):
    """What a registry holds."""

    @property
    def name(self) -> str:
        """By which it is found."""


N = TypeVar("N", bound=Named)
T = TypeVar("T")


class Registry(Generic[N]):
    """All things of one kind by their names."""

    def __init__(
        self,
        kind: type[N],
        what: str,
        own: Callable[[], Iterable[N]],
        error: type[ConvscopeError],
        where: Callable[[], str],
    ) -> None:
        """A registry that asks for the package's own things when it is first asked itself.

        Args:
            kind: their class.
            what: what they are called, such as ``method``.
            own: the package's own.
            error: raised for a name that nothing has.
            where: the hint for a name that is near none.
        """
        self.kind, self.what, self._own_things, self._error, self._where = kind, what, own, error, where
        self._own: dict[str, N] | None = None
        self._added: dict[str, tuple[N, str]] = {}
        _registries.append(self)

    def all(self) -> Mapping[str, N]:
        """The package's own things, then those of others, in the order of their names."""
        with _lock:
            _load()
            added = {name: thing for name, (thing, _) in sorted(self._added.items())}
            return MappingProxyType({**self._known(), **added})

    def find(self, name: str) -> N:
        """The thing of a name.

        Raises:
            ConvscopeError: of the registry's kind; there is none, and near matches are named.
        """
        known = self.all()
        if name not in known:
            raise self._error(f"There is no {self.what} {name!r}.", suggest(name, known, self._where()))
        return known[name]

    def add(self, thing: N, source: str) -> None:
        """Add what another package, ``source``, brings.

        Raises:
            PluginError: something else has its name.
        """
        with _lock:
            own = self._known().get(thing.name)
            known, other = (own, "convscope") if own else self._added.get(thing.name, (None, ""))
            if known is thing:
                return
            if known is not None and not (source == other and _defined_at(known) == _defined_at(thing)):
                raise PluginError(
                    f"{source} adds the {self.what} {thing.name!r}, a name that {other} has already given.",
                    "Give one of the two another name.",
                )
            self._added[thing.name] = thing, source

    def _known(self) -> dict[str, N]:
        if self._own is None:
            self._own = {thing.name: thing for thing in self._own_things()}
        return self._own


def register(thing: T) -> T:
    """Add a method, metric, maker or library of networks, so that it is found by its name.

    Args:
        thing: a `Method`, `Metric`, `Maker` or `Library`; one of the same module and function is replaced.

    Returns:
        The thing itself, so that ``@convscope.register`` can stand above ``@method(...)``.

    Raises:
        PluginError: something else has its name, or it is none of these.
    """
    registry = _registry_of(thing)
    if registry is None:
        raise PluginError(
            f"A method, metric, maker or library of networks can be registered, got {type(thing).__name__}.",
            "Make one of a function with @method(...), @metric(...) or @maker(...).",
        )
    registry.add(thing, _adding.get())
    return thing


def members(package: str, kind: type[T]) -> list[T]:
    """The things of a kind that the modules of a package define."""
    found: list[T] = []
    for module in pkgutil.iter_modules(importlib.import_module(package).__path__):
        held = vars(importlib.import_module(f"{package}.{module.name}")).values()
        found += [member for member in held if isinstance(member, kind)]
    return found


def _registry_of(thing: object) -> Registry[Any] | None:
    return next((registry for registry in _registries if isinstance(thing, registry.kind)), None)


def _defined_at(thing: object) -> tuple[object, object]:
    """Where in the source a thing stands: a notebook's cell that runs twice defines the same thing again."""
    function = getattr(thing, "function", thing)
    return getattr(function, "__module__", None), getattr(function, "__qualname__", id(thing))


def _load() -> None:
    global _is_loaded  # once in a process
    if _is_loaded:
        return
    _is_loaded = True  # before, since a module may ask a registry while it is imported
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: (entry.name, entry.value)):
        _load_plugin(entry)


def _load_plugin(entry: EntryPoint) -> None:
    source = entry.dist.name if entry.dist else entry.name
    token = _adding.set(source)
    try:
        for thing in vars(importlib.import_module(entry.value)).values():
            if (registry := _registry_of(thing)) is not None:
                registry.add(thing, source)
    except Exception as error:  # whatever is wrong with another's package, this one goes on
        said = error.message if isinstance(error, ConvscopeError) else f"{type(error).__name__}: {error}"
        warnings.warn(
            f"The package {source} is left out from where it failed, module {entry.value}: {said}",
            PluginWarning,
            stacklevel=2,
        )
    finally:
        _adding.reset(token)
