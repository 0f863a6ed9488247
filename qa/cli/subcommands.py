"""The commands: `qa` itself, which asks, and its subcommands."""

import sys
from typing import Any

import click

from qa.cli.epilog import EPILOG
from qa.cli.exits import fail
from qa.cli.options import corpus_options, make_settings, question_options


@click.command(epilog=EPILOG)
@question_options
@corpus_options
def ask(corpus: tuple[str, ...], **options: Any) -> int:
    """Ask files and folders a question; get the sentences that answer it, word for word."""
    settings = make_settings(corpus, options)
    question = options["question"]
    if question is None and sys.stdin.isatty() and sys.stdout.isatty():
        from qa.prompt.repl import chat

        return chat(settings)
    from qa.cli.answering import answer_lines, answer_one

    if question is None:
        return answer_lines(settings, sys.stdin)
    return answer_one(settings, question)


@click.command()
@click.option("--rebuild", is_flag=True, help="Embed everything again, with --model's model.")
@click.option("--retry", is_flag=True, help="Read files again that could not be read.")
@corpus_options
def sync(corpus: tuple[str, ...], rebuild: bool, retry: bool, **options: Any) -> int:
    """Bring the index of a corpus up to date, and answer nothing."""
    from qa.syncing import sync_only

    sync_only(make_settings(corpus, options), rebuild=rebuild, retry=retry)
    return 0


@click.command()
@click.option("--json", "form", flag_value="json", help="Print a JSON object.")
@corpus_options
def status(corpus: tuple[str, ...], **options: Any) -> int:
    """Show what the index of a corpus holds, how old it is, and what was skipped and why."""
    from qa.maintenance import show_status

    show_status(make_settings(corpus, options), sys.stdout)
    return 0


@click.command()
@click.option("--repair", is_flag=True, help="Repair what is damaged, from the files.")
@corpus_options
def doctor(corpus: tuple[str, ...], repair: bool, **options: Any) -> int:
    """Check everything in the index of a corpus: against itself, its files and its model."""
    from qa.maintenance import examine

    settings = make_settings(corpus, options)
    if examine(settings, sys.stdout, repairs=repair):
        return 0
    return fail(
        "the index is still damaged; build it again with: qa sync --rebuild"
        if repair
        else "the index is damaged; repair it with: qa doctor --repair"
    )


@click.command()
@click.help_option("-h", "--help")
@click.argument("shell", type=click.Choice(["bash", "fish", "zsh"]))
def completion(shell: str) -> int:
    """Print the script that completes this command line in a shell."""
    from qa.cli.shells import script

    sys.stdout.write(script(shell, ask, SUBCOMMANDS))
    return 0


SUBCOMMANDS = {"completion": completion, "doctor": doctor, "status": status, "sync": sync}
