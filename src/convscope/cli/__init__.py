"""The command line: one file a command, none imported before it is used."""

from __future__ import annotations

import os
import sys
import warnings
from typing import Annotated, Any

import typer

from convscope.cli.answer import INTERRUPTED, fail
from convscope.cli.completion import take_shell
from convscope.cli.group import group_of
from convscope.cli.language import chosen_language
from convscope.cli.memory import keep_freed_memory
from convscope.cli.surprises import surprise
from convscope.errors import Cancelled
from convscope.language import languages, translated
from convscope.plugins import PluginWarning

# Typer carries its own copy of Click; this is the public way to its usage error.
_UsageError: Any = typer.BadParameter.__bases__[0]

# Each is a file beside this one with a function of the same name, or a folder with a group of commands
# of that name; what Python writes with an underscore a user types with a hyphen; the order is that of the help,
# which shows the first line of each file's docstring.
COMMANDS: tuple[str, ...] = (
    "look",
    "serve",
    "publish",
    "explain",
    "compare",
    "methods",
    "metrics",
    "networks",
    "layers",
    "draw",
    "trace",
    "edit",
    "receptive_field",
    "filter",
    "arithmetic",
    "convolve",
    "lecture",
    "visualize",
    "dream",
    "invert",
    "style",
    "caricature",
    "reproduce",
    "data",
    "train",
    "runs",
    "evaluate",
    "scan",
    "unit",
    "similar",
    "embed",
    "concepts",
    "kernels",
    "predict",
    "read",
    "caption",
    "compose",
    "detect",
    "segment",
    "denoise",
    "upscale",
    "repair",
    "colorize",
    "generate",
    "real_or_generated",
    "export",
)

app = typer.Typer(
    name="convscope",
    cls=group_of(COMMANDS),
    help="A microscope for convolutional networks.",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(asked: bool) -> None:
    if asked:
        from convscope.version import VERSION

        print(f"convscope {VERSION}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _options(
    context: typer.Context,
    *,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and leave."
        ),
    ] = False,
    _language: Annotated[
        str | None,
        typer.Option(
            "--language",
            metavar="|".join(languages()),
            autocompletion=lambda incomplete: [one for one in languages() if one.startswith(incomplete)],
            help="Speak this language; by default that of the system.",
        ),
    ] = None,
) -> None:
    """A microscope for convolutional networks: see what every part computes, sees and has learned."""
    if context.invoked_subcommand is None:
        print(context.get_help())


_show_other_warning = warnings.showwarning


def _show_warning(message: Warning | str, category: type[Warning], *place: Any, **more: Any) -> None:
    """Show a warning about another's package as one sentence, without a place in this one's source."""
    if issubclass(category, PluginWarning):
        print(f"convscope: {translated(str(message))}", file=sys.stderr)
    else:
        _show_other_warning(message, category, *place, **more)


def main() -> None:
    """Run the command line; the entry point of the ``convscope`` script."""
    keep_freed_memory()
    warnings.showwarning = _show_warning
    as_json = "--json" in sys.argv
    take_shell(sys.argv)
    try:
        code = app(chosen_language(sys.argv[1:]), prog_name="convscope", standalone_mode=False)
        if code == INTERRUPTED:
            raise typer.Abort
    except _UsageError as error:
        command = getattr(getattr(error, "ctx", None), "command_path", "convscope")
        said = error.format_message().rstrip(".")
        fail(
            "usage",
            said if said.endswith("?") else f"{said}.",
            f"See {command} --help.",
            as_json=as_json,
            code=2,
        )
    except (typer.Abort, KeyboardInterrupt, Cancelled) as stop:
        kept = str(stop) if isinstance(stop, Cancelled) else ""
        fail(
            "interrupted",
            kept or "interrupted; nothing half-written was left.",
            "",
            as_json=as_json,
            code=INTERRUPTED,
        )
    except BrokenPipeError:  # who reads the output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    except Exception as error:
        fail(*surprise(error), as_json=as_json, code=1)
    raise SystemExit(code or 0)
