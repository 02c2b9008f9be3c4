"""The registry, from which commands, forms and reference pages are made."""

import json
import pkgutil
import re
from typing import Any

import pytest

from convscope.attribution import Method
from convscope.attribution import methods as attribution_methods
from convscope.registry import find_method, methods

PROMISED = {
    "ablation-cam",
    "blur-integrated-gradients",
    "cam",
    "deconvnet",
    "deeplift",
    "eigen-cam",
    "eigengrad-cam",
    "expected-gradients",
    "fem",
    "finer-cam",
    "fullgrad",
    "grad-cam",
    "grad-cam++",
    "guided-backprop",
    "guided-grad-cam",
    "hirescam",
    "input-x-gradient",
    "integrated-gradients",
    "kernelshap",
    "layercam",
    "lime",
    "lrp",
    "meaningful-perturbation",
    "occlusion",
    "rise",
    "saliency",
    "score-cam",
    "shapley-sampling",
    "smoothgrad",
    "smoothgrad-cam++",
    "smoothgrad-squared",
    "vargrad",
    "xgrad-cam",
}


@pytest.fixture(params=sorted(methods()))
def method(request: pytest.FixtureRequest) -> Method[Any]:
    return methods()[request.param]


def test_holds_the_methods_under_their_papers_names() -> None:
    assert set(methods()) >= PROMISED


def test_every_file_of_methods_is_one_method() -> None:
    files = {module.name for module in pkgutil.iter_modules(attribution_methods.__path__)}
    functions = [method.function.__module__.rpartition(".")[2] for method in methods().values()]
    assert sorted(functions) == sorted(files)


def test_name_is_lower_case_with_hyphens(method: Method[Any]) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9+-]*", method.name)
    assert find_method(method.name) is method


@pytest.mark.parametrize("section", ["Formula", "Use:", "Shapes:", "Cost:", "Limits:"])
def test_documentation_has(section: str, method: Method[Any]) -> None:
    assert re.search(rf"^{section}", method.documentation, re.MULTILINE)


def test_source_can_be_looked_up(method: Method[Any]) -> None:
    assert re.search(r"\d{4}, (arXiv:\d{4}\.\d{4,5}|doi:10\.\d+/\S+)$", method.source)


def test_summary_is_one_sentence(method: Method[Any]) -> None:
    assert 20 < len(method.summary) < 120
    assert "\n" not in method.summary
    assert not method.summary.endswith(".")


def test_every_option_is_described_and_has_a_default(method: Method[Any]) -> None:
    for field in method.options.model_fields.values():
        assert field.description
        assert not field.is_required()


def test_options_have_a_plain_json_schema(method: Method[Any]) -> None:
    schema = method.options.model_json_schema()
    assert json.loads(json.dumps(schema)) == schema
    assert schema["additionalProperties"] is False
    assert "$defs" not in schema
    assert set(schema["properties"]) == set(method.options.model_fields)
    for described in schema["properties"].values():
        assert described["type"] in ("integer", "number", "boolean", "string")


def test_defaults_are_options_that_it_takes(method: Method[Any]) -> None:
    defaults = method.options().model_dump()
    assert method.parse_options(defaults).model_dump() == defaults


def test_options_are_read_from_text_too(method: Method[Any]) -> None:
    defaults = method.options().model_dump()
    assert method.parse_options({name: str(v) for name, v in defaults.items()}).model_dump() == defaults
