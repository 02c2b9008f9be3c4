"""Requests that Schemathesis makes of the documentation: each answer is of a kind that is documented."""

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import CheckFunction
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from server.client import HOST, TOKEN, Served, scan_of_toy
from server.small_run import small_run

# What a method or maker does many times, so that an answer would take minutes.
MANY = ("samples", "steps", "segments", "cells", "count", "octaves", "zoom", "diverse")
CHECKS: list[CheckFunction] = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


HEARD = settings(
    max_examples=12, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


def _few(given: Any) -> None:
    for name in MANY:
        if isinstance(given, dict) and isinstance(given.get(name), int):
            given[name] = min(given[name], 4)


# Numbers of the scan's ten photos and of the run's epochs, so that requests get beyond "there is no such".
NUMBERS = {"number": 10, "run": 1, "epoch": 4}


@pytest.fixture
def full(tmp_path: Path) -> Served:
    """A server with a photo, a scan and a run."""
    pytest.importorskip("datasketches")
    return Served(tmp_path, scan=scan_of_toy(tmp_path), runs=[small_run(tmp_path)])


@pytest.mark.slow
def test_no_request_makes_the_server_fail(full: Served) -> None:
    served = full
    served.get(
        "scan/embedding?method=umap", timeout=600
    )  # the first time it compiles itself, for half a minute
    door = served.ask("GET", "/", known=False, params={"token": TOKEN})
    headers = {"Host": HOST, "Cookie": door.headers["set-cookie"].split(";")[0]}
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", served.app, headers=headers)
    found = list(schema.exclude(path_regex="events$").get_all_operations())
    operations = [one.ok() for one in found if isinstance(one, Ok)]
    assert len(operations) == len(found) > 30
    for operation in operations:

        @HEARD
        @given(case=operation.as_strategy())
        def asked(case: Any) -> None:
            _few(case.query)
            _few(case.body)
            for name, value in (case.path_parameters or {}).items():
                if name == "photo":
                    case.path_parameters[name] = served.id
                elif name in NUMBERS and isinstance(value, int):
                    case.path_parameters[name] = value % NUMBERS[name]
            case.call_and_validate(headers=headers, checks=CHECKS)
            served.app.state.microscope.jobs.close()

        asked()
