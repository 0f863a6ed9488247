"""The command line: arguments to settings, errors to one line, answers to an exit status."""

import gc
import os
import sys
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from io import TextIOWrapper
from typing import Any, NoReturn, TextIO

import click

from index.sources.selection import Selection
from qa.exits import ANSWERED, BROKEN_PIPE, DEBUG, FAILED, UNANSWERED, fail, run
from qa.output import FORMATS
from qa.settings import DEFAULT_CITATIONS, Settings

MANY_OBJECTS = 1_000_000
"""So many more than before are made before those that nobody can reach are looked for."""

LIKENESS = 0.7
"""From this ratio on (difflib, 0 to 1) a word is a slip of a subcommand's name."""

EPILOG = """\b
qa CORPUS...                      chat about these files and folders
qa CORPUS... -q "QUESTION"        one question, one answer
qa CORPUS... < questions.txt      one question a line, one answer each
qa sync CORPUS...                 bring the index up to date, answer nothing
qa status CORPUS...               what the index holds, and what it does not
qa doctor CORPUS...               check the index; --repair mends it
qa completion bash|fish|zsh       what completes all this in your shell
qa                                the corpus used last

The first citation is "likely the answer" where the confidence that --json gives is 0.5 or more,
else "perhaps the answer".

Exit status: 0 answered, 1 the corpus holds no answer, 2 an error, 130 Ctrl-C. With several
questions: 2 if one could not be asked, else 0 if any was answered.
"""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Runs the command line and exits with its status."""
    _set_encodings()
    if os.environ.get(DEBUG):
        import logging

        logging.basicConfig(level=logging.DEBUG, format="%(name)s: %(message)s")
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given and given[0] in SUBCOMMANDS:
        name = given.pop(0)
        sys.exit(run(SUBCOMMANDS[name], given, f"qa {name}"))
    if given and (meant := _meant(given[0])):
        sys.exit(fail(f"no such file or folder: {given[0]!r} (did you mean: qa {meant}?)"))
    sys.exit(run(ask, given, "qa"))


def _meant(word: str) -> str | None:
    """The subcommand that a word is a slip of, if there is no file or folder of that name."""
    # A dash begins an option, and who writes a slash means a path.
    if not word or word.startswith("-") or os.sep in word:
        return None
    near = get_close_matches(word.lower(), SUBCOMMANDS, n=1, cutoff=LIKENESS)
    return near[0] if near and not os.path.lexists(os.path.expanduser(word)) else None


def program() -> NoReturn:
    """What the command `qa` runs: `main`, ended without taking down what the system takes back.

    Unloading the networks and their libraries takes longer than finding what they are asked for.
    """
    gc.set_threshold(MANY_OBJECTS)  # most that a run makes, it keeps
    try:
        main()
    except SystemExit as ended:
        status = ended.code
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        status = BROKEN_PIPE
    except OSError:  # said when it was written; else a full disk took the end of it
        status = FAILED
    os._exit(status if isinstance(status, int) else FAILED)


def _set_encodings() -> None:
    """UTF-8 in and out, and no character that cannot be written ends a run."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _globs(
    context: click.Context, parameter: click.Parameter, value: tuple[str, ...]
) -> tuple[str, ...]:
    """Refuses a pattern that cannot be used."""
    try:
        return Selection(include=value).include
    except ValueError as error:
        raise click.BadParameter(str(error).removeprefix("include: ")) from error


def _editor_uri(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> str | None:
    """Refuses a template that makes no address."""
    from qa.output.links import checked

    try:
        return checked(value) if value else None
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def _common(command: Callable[..., Any]) -> Callable[..., Any]:
    """The arguments that every command about a corpus takes."""
    for decorate in (
        click.help_option("-h", "--help"),
        click.version_option(package_name="cited-qa", message="cited-qa %(version)s"),
        click.option("--quiet", is_flag=True, envvar="QA_QUIET", help="Only answers and errors."),
        click.option("--no-color", is_flag=True, help="No colour, as with NO_COLOR."),
        click.option(
            "--model",
            metavar="NAME",
            envvar="QA_MODEL",
            help="A sentence-transformers model: a directory or a hub name.",
        ),
        click.option("--no-ignore", is_flag=True, help="Files too that a .gitignore names."),
        click.option("--hidden", is_flag=True, help="Hidden files and folders too."),
        click.option(
            "--exclude",
            metavar="GLOB",
            multiple=True,
            callback=_globs,
            help="No files and folders like this; may be repeated.",
        ),
        click.option(
            "--include",
            metavar="GLOB",
            multiple=True,
            callback=_globs,
            help="Only files like this, a pattern as in .gitignore; may be repeated.",
        ),
        click.option("--index", metavar="DIR", envvar="QA_INDEX", help="Where the index is kept."),
        click.argument("corpus", nargs=-1),
    ):
        command = decorate(command)
    return command


def _bound(edge: int) -> Callable[[click.Context, click.Parameter, str | None], str | None]:
    """Makes of a date the first (0) or the last (1) day that it names."""

    def convert(
        context: click.Context, parameter: click.Parameter, value: str | None
    ) -> str | None:
        from qa.bounds import bound

        today = context.params.get("today")
        try:
            return bound(value, edge, today.date() if today else None) if value else None
        except ValueError as error:
            raise click.BadParameter(str(error)) from error

    return convert


@click.command(epilog=EPILOG)
@click.option("-q", "--question", metavar="QUESTION", help="Answer this one question and exit.")
@click.option(
    "-k",
    "citations",
    metavar="N",
    type=click.IntRange(1, 100),
    default=DEFAULT_CITATIONS,
    envvar="QA_K",
    help=f"Citations per answer ({DEFAULT_CITATIONS}).",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(sorted(FORMATS)),
    envvar="QA_FORMAT",
    help="How answers are written (rich on a terminal, else plain).",
)
@click.option("--json", "form", flag_value="json", help="Short for --format json.")
@click.option("--jsonl", "form", flag_value="jsonl", help="Short for --format jsonl.")
@click.option(
    "--since", metavar="DATE", callback=_bound(0), help="Only documents dated then or later."
)
@click.option(
    "--until", metavar="DATE", callback=_bound(1), help="Only documents dated then or before."
)
@click.option("--in", "within", metavar="PATH", help="Only this file or folder of the corpus.")
@click.option(
    "--today",
    metavar="DATE",
    envvar="QA_TODAY",
    type=click.DateTime(["%Y-%m-%d"]),
    is_eager=True,  # --since and --until may be counted from it
    help='The day that "last year" in a question is counted from (the system\'s).',
)
@click.option(
    "--reader",
    metavar="NAME",
    envvar="QA_READER",
    help='Another reader, a CrossEncoder: a directory or a hub name; "none" for none.',
)
@click.option(
    "--editor-uri",
    metavar="TEMPLATE",
    envvar="QA_EDITOR_URI",
    callback=_editor_uri,
    help="What places link to, as vscode://file/{path}:{line} (the file).",
)
@click.option("--vi", is_flag=True, envvar="QA_VI", help="Keys of vi at the prompt.")
@click.option("--no-sync", is_flag=True, help="Answer from the index as it is.")
@_common
def ask(corpus: tuple[str, ...], **options: Any) -> int:
    """Ask files and folders a question; get the sentences that answer it, word for word."""
    settings = _settings(corpus, options)
    question = options["question"]
    if question is not None:
        return _answer_one(settings, question)
    if sys.stdin.isatty() and sys.stdout.isatty():
        from qa.prompt.repl import chat

        return chat(settings)
    return _answer_lines(settings, sys.stdin)


@click.command()
@click.option("--rebuild", is_flag=True, help="Embed everything again, with --model's model.")
@click.option("--retry", is_flag=True, help="Read files again that could not be read.")
@_common
def sync(corpus: tuple[str, ...], rebuild: bool, retry: bool, **options: Any) -> int:
    """Bring the index of a corpus up to date, and answer nothing."""
    from qa.syncing import sync_only

    sync_only(_settings(corpus, options), rebuild=rebuild, retry=retry)
    return 0


@click.command()
@click.option("--json", "form", flag_value="json", help="As a JSON object.")
@_common
def status(corpus: tuple[str, ...], **options: Any) -> int:
    """Show what the index of a corpus holds, how old it is, and what was skipped and why."""
    from qa.maintenance import show_status

    show_status(_settings(corpus, options), sys.stdout)
    return 0


@click.command()
@click.option("--repair", is_flag=True, help="Mend what is damaged, from the files.")
@_common
def doctor(corpus: tuple[str, ...], repair: bool, **options: Any) -> int:
    """Check everything in the index of a corpus: against itself, its files and its model."""
    from qa.maintenance import examine

    settings = _settings(corpus, options)
    if examine(settings, sys.stdout, repairs=repair):
        return 0
    return fail(
        "still damaged: make the index again with qa sync --rebuild"
        if repair
        else "the index is damaged; mend it with: qa doctor --repair"
    )


@click.command()
@click.help_option("-h", "--help")
@click.argument("shell", type=click.Choice(["bash", "fish", "zsh"]))
def completion(shell: str) -> int:
    """Print what completes this command line in a shell: bash, fish or zsh."""
    from qa.shells import script

    sys.stdout.write(script(shell, ask, SUBCOMMANDS))
    return 0


SUBCOMMANDS = {"completion": completion, "doctor": doctor, "status": status, "sync": sync}


def _settings(corpus: tuple[str, ...], options: dict[str, Any]) -> Settings:
    from qa.indexes import index_directory, last_index

    selection = _selection(options)
    if not corpus and selection != Selection():
        raise click.UsageError(
            "--include, --exclude, --hidden and --no-ignore are about a corpus: name it as well"
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
        since=options.get("since"),
        until=options.get("until"),
        within=options.get("within"),
        today=today.date() if (today := options.get("today")) else None,
        is_terminal=on_terminal,
        has_color=on_terminal and not options["no_color"] and not os.environ.get("NO_COLOR"),
        editor_uri=options.get("editor_uri") or "",
        is_quiet=options["quiet"],
        syncs=not options.get("no_sync", False),
        is_vi=options.get("vi", False),
    )


def _selection(options: dict[str, Any]) -> Selection:
    return Selection(
        options["include"], options["exclude"], options["hidden"], options["no_ignore"]
    )


def _reader(name: str | None) -> str | None:
    from index import SHIPPED

    return None if name == "none" else name or SHIPPED


def _answer_one(settings: Settings, question: str) -> int:
    from index.text.lexicon import checked
    from qa import progress
    from qa.session import Session

    checked(question)  # before a corpus is indexed for nothing
    with Session.open(settings) as session:
        with progress.searching(settings):
            answer = session.ask(question)
        session.write(answer, sys.stdout)
    return ANSWERED if answer.answered else UNANSWERED


def _answer_lines(settings: Settings, lines: TextIO) -> int:
    """Answers each line as it comes. A line that cannot be asked is said, and not answered."""
    from index import QuestionError
    from qa import questions
    from qa.answers import unanswered
    from qa.session import Session

    outcomes = set()
    with Session.open(settings) as session:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                question = questions.parse(line)
                answer = session.ask(question.text, question.history)
                outcomes.add(ANSWERED if answer.answered else UNANSWERED)
            except (QuestionError, ValueError) as error:
                outcomes.add(fail(f"line {number}: {error}"))
                answer = unanswered(line.strip())
            session.write(answer, sys.stdout, shows_question=True)
    if not outcomes:
        return fail("no question on standard input; ask one with -q, or start qa at a terminal")
    return next(outcome for outcome in (FAILED, ANSWERED, UNANSWERED) if outcome in outcomes)
