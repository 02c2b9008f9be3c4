"""Packages that only some commands need, imported when they are, and without what they would send home."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from types import ModuleType

from convscope.errors import ExtraError


def extra(package: str, name: str) -> ModuleType:
    """Import a package that belongs to one of the project's extras.

    Args:
        package: what to import, such as ``onnxruntime``.
        name: the extra that it belongs to, such as ``export``.

    Raises:
        ExtraError: it is not installed.
    """
    if package == "openvino":
        return _openvino(name)
    try:
        return importlib.import_module(package)
    except ImportError as error:
        raise _missing(package.partition(".")[0], name) from error


def needs(name: str, *packages: str) -> None:
    """Check, before a long computation begins, that packages of an extra are there; none is imported.

    Args:
        name: of the extra, such as ``train``.
        packages: that will be imported, such as ``lightning``.

    Raises:
        ExtraError: one is not installed.
    """
    for package in packages:
        if importlib.util.find_spec(package) is None:
            raise _missing(package, name)


def _openvino(name: str) -> ModuleType:
    """OpenVINO reports its own import, unless the package for that is missing: then it has a stub."""
    reporter = sys.modules.get("openvino_telemetry")
    sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]  # Python's own sign for "not there"
    try:
        return importlib.import_module("openvino")
    except ImportError as error:
        raise _missing("openvino", name) from error
    finally:
        del sys.modules["openvino_telemetry"]
        if reporter is not None:
            sys.modules["openvino_telemetry"] = reporter


def _missing(package: str, name: str) -> ExtraError:
    return ExtraError(
        f"This needs the package {package}, which is not installed.", f"Run: pip install 'convscope[{name}]'"
    )
