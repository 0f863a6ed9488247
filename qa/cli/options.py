"""The options of the commands, and the settings that they make."""

import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

import click

from index import Filter
from index.sources.selection import Selection
from qa.output import FORMATS
from qa.settings import DEFAULT_CITATIONS, Settings

Command = Callable[..., Any]


def _check_globs(
    context: click.Context, parameter: click.Parameter, value: tuple[str, ...]
) -> tuple[str, ...]:
    """Refuses a pattern that cannot be used."""
    try:
        return Selection(include=value).include
    except ValueError as error:
        raise click.BadParameter(str(error).removeprefix("include: ")) from error


def _check_editor_uri(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> str | None:
    """Refuses a template that makes no address."""
    from qa.output.links import check_template

    try:
        return check_template(value) if value else None
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def _to_day(edge: int) -> Callable[[click.Context, click.Parameter, str | None], str | None]:
    """Turns a date into the first (0) or the last (1) day that it names."""

    def convert(
        context: click.Context, parameter: click.Parameter, value: str | None
    ) -> str | None:
        from qa.bounds import parse_bound

        today = context.params.get("today")
        try:
            return parse_bound(value, edge, today.date() if today else None) if value else None
        except ValueError as error:
            raise click.BadParameter(str(error)) from error

    return convert


_OF_A_QUESTION = (
    click.option("-q", "--question", metavar="QUESTION", help="Answer this one question and exit."),
    click.option(
        "-k",
        "citations",
        metavar="N",
        type=click.IntRange(1, 100),
        default=DEFAULT_CITATIONS,
        envvar="QA_K",
        help=f"Show at most N citations per answer (default: {DEFAULT_CITATIONS}).",
    ),
    click.option(
        "--format",
        "form",
        type=click.Choice(sorted(FORMATS)),
        envvar="QA_FORMAT",
        help="Write answers like this (default: rich on a terminal, else plain).",
    ),
    click.option("--json", "form", flag_value="json", help="Short for --format json."),
    click.option("--jsonl", "form", flag_value="jsonl", help="Short for --format jsonl."),
    click.option(
        "--since",
        metavar="DATE",
        callback=_to_day(0),
        help="Ask only documents dated DATE or later.",
    ),
    click.option(
        "--until",
        metavar="DATE",
        callback=_to_day(1),
        help="Ask only documents dated DATE or before.",
    ),
    click.option(
        "--in", "within", metavar="PATH", help="Ask only this file or folder of the corpus."
    ),
    click.option(
        "--today",
        metavar="DATE",
        envvar="QA_TODAY",
        type=click.DateTime(["%Y-%m-%d"]),
        is_eager=True,  # --since and --until may be counted from it
        help='Count "last year" and the like from this day (default: today).',
    ),
    click.option(
        "--reader",
        metavar="NAME",
        envvar="QA_READER",
        help='Use another reader, a CrossEncoder: a directory or a hub name; "none" for none.',
    ),
    click.option(
        "--editor-uri",
        metavar="TEMPLATE",
        envvar="QA_EDITOR_URI",
        callback=_check_editor_uri,
        help="Link places to an editor, e.g. vscode://file/{path}:{line} (default: to the file).",
    ),
    click.option("--vi", is_flag=True, envvar="QA_VI", help="Use the keys of vi at the prompt."),
    click.option("--no-sync", is_flag=True, help="Do not update the index first."),
)
"""In the order of the help."""

_OF_A_CORPUS = (
    click.argument("corpus", nargs=-1),
    click.option(
        "--index",
        metavar="DIR",
        envvar="QA_INDEX",
        help="Keep the index in DIR (default: in your data directory).",
    ),
    click.option(
        "--include",
        metavar="GLOB",
        multiple=True,
        callback=_check_globs,
        help="Take only files like this, a pattern as in .gitignore; may be repeated.",
    ),
    click.option(
        "--exclude",
        metavar="GLOB",
        multiple=True,
        callback=_check_globs,
        help="Leave out files and folders like this; may be repeated.",
    ),
    click.option("--hidden", is_flag=True, help="Take hidden files and folders too."),
    click.option("--no-ignore", is_flag=True, help="Take files too that a .gitignore names."),
    click.option(
        "--model",
        metavar="NAME",
        envvar="QA_MODEL",
        help="Use this sentence-transformers model: a directory or a hub name.",
    ),
    click.option("--no-color", is_flag=True, help="Use no colour, as with NO_COLOR."),
    click.option("--quiet", is_flag=True, envvar="QA_QUIET", help="Print only answers and errors."),
    click.version_option(package_name="cited-qa", message="cited-qa %(version)s"),
    click.help_option("-h", "--help"),
)
"""In the order of the help."""


def question_options(command: Command) -> Command:
    """Adds the options about questions and answers."""
    return _add(_OF_A_QUESTION, command)


def corpus_options(command: Command) -> Command:
    """Adds the arguments that every command about a corpus takes."""
    return _add(_OF_A_CORPUS, command)


def _add(decorators: Sequence[Callable[[Command], Command]], command: Command) -> Command:
    for decorate in reversed(decorators):
        command = decorate(command)
    return command


def make_settings(corpus: tuple[str, ...], options: dict[str, Any]) -> Settings:
    """The settings of a run, from the arguments of its command. Raises UsageError."""
    from qa.indexes import index_directory, last_index

    selection = Selection(
        options["include"], options["exclude"], options["hidden"], options["no_ignore"]
    )
    if not corpus and selection != Selection():
        raise click.UsageError(
            "--include, --exclude, --hidden and --no-ignore select files of a corpus: name one"
        )
    index = options["index"] or (index_directory(corpus, selection) if corpus else last_index())
    on_terminal = sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    return Settings(
        corpus=corpus,
        index=index,
        selection=selection,
        model=options["model"],
        reader=_reader(options.get("reader")),
        k=options.get("citations", DEFAULT_CITATIONS),
        format=options.get("form") or ("rich" if on_terminal else "plain"),
        filter=Filter(options.get("since"), options.get("until"), options.get("within")),
        today=today.date() if (today := options.get("today")) else None,
        is_terminal=on_terminal,
        has_color=on_terminal and not options["no_color"] and not os.environ.get("NO_COLOR"),
        editor_uri=options.get("editor_uri") or "",
        is_quiet=options["quiet"],
        syncs=not options.get("no_sync", False),
        is_vi=options.get("vi", False),
    )


def _reader(name: str | None) -> str | None:
    from index import SHIPPED

    return None if name == "none" else name or SHIPPED
