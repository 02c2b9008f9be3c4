"""All messages of the package: of Python, of templates, of the help, of summaries, and of the packages beneath."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import convscope
from convscope.language.catalogue import LIST, LIVE, PAGE
from tools.messages import beneath, command_tree, page_source, python_source, template_source
from tools.messages.message import Message

PACKAGE = Path(convscope.__file__).parent
# What the live page is built from.
LIVE_PAGE = PACKAGE.parent.parent / "web" / "src"
# Where the templates and the scripts of pages are.
PAGES = (PACKAGE / "report" / "templates", PACKAGE / "server" / "page")
# Files whose texts nobody translates: citations, commands, the words of languages that programs read.
UNTRANSLATED = frozenset(["attribution/papers.py", "cli/examples.py"])


def messages() -> Iterator[Message]:
    """All of them, in the order of the files; some stand in several places."""
    for file in sorted(PACKAGE.rglob("*.py")):
        if not _named(file).startswith("language/") and _named(file) not in UNTRANSLATED:
            for text, is_list in python_source.messages_of(file):
                yield Message(LIST if is_list else "", text, _named(file))
    for folder in PAGES:
        for file in sorted(file for file in folder.iterdir() if file.suffix in (".html", ".js")):
            yield from (Message(PAGE, text, _named(file)) for text in template_source.messages_of(file))
            yield from (Message("", text, _named(file)) for text in template_source.values_of(file))
    for file in sorted(file for file in LIVE_PAGE.rglob("*") if file.suffix in (".ts", ".svelte")):
        place = f"web/{file.relative_to(LIVE_PAGE).as_posix()}"
        yield from (Message(LIVE, text, place) for text in page_source.messages_of(file))
    yield from command_tree.messages()
    yield from (Message("", text, owner) for text, owner in (*_summaries(), *beneath.messages()))
    yield Message(LIST, "{label}: {value}", "words")


def _named(file: Path) -> str:
    return file.relative_to(PACKAGE).as_posix()


def _summaries() -> Iterator[tuple[str, str]]:
    """What kernels, methods, metrics, makers and comparisons say of themselves."""
    from convscope.arithmetic import COMPARISONS
    from convscope.filters import KERNELS, kernel
    from convscope.registry import methods, metrics

    yield from ((kernel(name).summary, name) for name in KERNELS)
    for name, method in methods().items():
        yield from ((said, name) for said in (method.summary, method.family))
    for name, metric in metrics().items():
        yield from ((said, name) for said in (metric.summary, metric.kind, metric.better))
    for name, way in COMPARISONS.items():
        yield (way.__doc__ or "").partition("\n")[0].replace("``", ""), f"arithmetic-compare-{name}"
