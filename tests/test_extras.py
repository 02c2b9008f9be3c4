"""Packages of the extras: missing ones are said in one sentence, and none of them reports anything."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from convscope.errors import ExtraError
from convscope.extras import extra


def test_a_missing_package_is_named_with_the_extra_that_holds_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(ExtraError, match=r"onnxruntime.*pip install 'convscope\[export\]'"):
        extra("onnxruntime", "export")


def test_openvino_is_imported_without_what_reports_its_use(tmp_path: Path) -> None:
    """Its package for that is neither imported nor does it write its files of consent into the user's home."""
    pytest.importorskip("openvino_telemetry", reason="there is nothing that could report")
    code = (
        "import sys\n"
        "from convscope.extras import extra\n"
        "extra('openvino', 'export')\n"
        "from openvino.tools.ovc import convert_impl, telemetry_utils\n"
        "print(telemetry_utils.tm.__name__, convert_impl.tm.__name__)\n"
        "print([name for name in sys.modules if name.startswith('openvino_telemetry')])\n"
    )
    environment = {**os.environ, "HOME": str(tmp_path), "CI": ""}
    said = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert said == ["openvino.tools.ovc.telemetry_stub openvino.tools.ovc.telemetry_stub", "[]"]
    assert list(tmp_path.iterdir()) == []


def test_what_reports_is_importable_by_others_afterwards() -> None:
    pytest.importorskip("openvino")
    extra("openvino", "export")
    assert sys.modules.get("openvino_telemetry", "absent") is not None
