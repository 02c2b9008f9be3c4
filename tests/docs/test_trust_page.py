"""The figures of docs/trust.md are those that the benchmark found."""

import importlib.util
import json
from pathlib import Path

from convscope.trust.known import measured

DOCS = Path(__file__).parent.parent.parent / "docs"


def test_the_page_and_the_package_say_what_the_benchmark_found() -> None:
    spec = importlib.util.spec_from_file_location("write_trust", DOCS / "scripts" / "write_trust.py")
    assert spec is not None
    assert spec.loader is not None
    writing = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(writing)
    assert writing.sections() in (DOCS / "trust.md").read_text()
    tables = json.loads(writing.RESULTS.with_suffix(".json").read_text())["rows"]
    (sanity,) = (one for one in tables if one["part"] == "sanity")
    assert writing.record(sanity)["likeness"] == dict(measured().likeness)
