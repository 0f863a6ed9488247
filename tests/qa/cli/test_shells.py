"""Completion in real shells, those that this machine has."""

import os
import re
import shutil
import subprocess

import pexpect
import pytest

from qa.cli.shells import SHELLS, script
from qa.cli.subcommands import SUBCOMMANDS, ask
from qa.cli.usage import options

FORMATS = ["json", "jsonl", "markdown", "plain", "rich"]


def needs(shell):
    return pytest.mark.skipif(not shutil.which(shell), reason=f"{shell} is not installed")


@pytest.fixture
def folder(tmp_path):
    """A working directory with a folder, a file, and the scripts of all shells in another."""
    (tmp_path / "here" / "some notes").mkdir(parents=True)
    (tmp_path / "here" / "story.txt").touch()
    for shell in SHELLS:
        (tmp_path / f"qa.{shell}").write_text(script(shell, ask, SUBCOMMANDS))
    return tmp_path / "here"


BASH = """
source ../qa.bash
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_qa
printf '%s\\n' "${COMPREPLY[@]}"
"""


def bash(folder, *words):
    done = subprocess.run(
        ["bash", "--norc", "-c", BASH, "bash", *words], cwd=folder, capture_output=True, text=True
    )
    assert done.stderr == ""
    return done.stdout.split("\n")[:-1]


def fish(folder, *words):
    line = " ".join(words)
    command = f"source ../qa.fish; complete -C {line!r}"
    environment = {**os.environ, "HOME": str(folder.parent), "XDG_CONFIG_HOME": str(folder.parent)}
    done = subprocess.run(
        ["fish", "-c", command], cwd=folder, env=environment, capture_output=True, text=True
    )
    assert done.stderr == ""
    return [line.split("\t")[0] for line in done.stdout.splitlines()]


shells = pytest.mark.parametrize("complete", [bash, pytest.param(fish, marks=needs("fish"))])


@shells
def test_options_are_those_of_the_command(folder, complete):
    assert "--format" in complete(folder, "qa", "--")
    assert complete(folder, "qa", "sync", "--re") == ["--rebuild", "--retry"]
    assert "--format" not in complete(folder, "qa", "sync", "--")
    assert complete(folder, "qa", "seeds", "--js") == ["--json", "--jsonl"]


@shells
def test_formats_are_known(folder, complete):
    assert complete(folder, "qa", "--format", "") == FORMATS
    assert complete(folder, "qa", "seeds", "--format", "json") == ["json", "jsonl"]


@shells
def test_first_come_subcommands_and_files(folder, complete):
    assert {"sync", "status"} <= set(complete(folder, "qa", "s"))
    assert complete(folder, "qa", "st")[-1] == "story.txt"
    assert complete(folder, "qa", "completion", "") == ["bash", "fish", "zsh"]


def test_in_bash_a_value_may_follow_an_equals_sign(folder):
    assert bash(folder, "qa", "--format", "=", "js") == ["json", "jsonl"]
    assert bash(folder, "qa", "--format", "=") == FORMATS


def typed(running, keys, wanted):
    """Types at a shell and waits until it has completed that."""
    running.send(keys)
    running.expect_exact(wanted, timeout=60)
    running.send("\x15")


@pytest.fixture
def terminal(folder):
    """Starts an interactive shell in the folder; it is ended with the test."""
    started = []

    def start(*command):
        environment = {**os.environ, "PS1": "$ ", "TERM": "xterm", "HOME": str(folder.parent)}
        running = pexpect.spawn(
            command[0], [*command[1:]], cwd=str(folder), env=environment, encoding="utf-8"
        )
        running.setwinsize(40, 200)
        started.append(running)
        return running

    yield start
    for running in started:
        running.close(force=True)


def test_bash_completes_at_the_tab_key(terminal):
    running = terminal("bash", "--norc", "-i")
    running.sendline("source ../qa.bash; bind 'set bell-style none'; echo rea''dy")
    running.expect_exact("ready")
    typed(running, "qa --form\tmark\t", "--format markdown")
    typed(running, "qa --since 2\t --unt\t", "--since 2 --until")
    typed(running, "qa --index so\t", "--index some\\ notes/")
    typed(running, "qa some\t", "some\\ notes/")
    typed(running, "qa sync sto\t", "sync story.txt")


@needs("zsh")
def test_zsh_completes_at_the_tab_key(terminal):
    running = terminal("zsh", "-f", "-i")
    running.sendline("autoload -U compinit; compinit -u -D; source ../qa.zsh; echo rea''dy")
    running.expect_exact("ready")
    typed(running, "qa --form\tmark\t", "=markdown")
    typed(running, "qa sy\t--reb\t", "--rebuild")
    typed(running, "qa --index so\t", "some\\ notes")
    typed(running, "qa completion fi\t", "fish")
    typed(running, "qa sto\t", "ry.txt")


@pytest.mark.parametrize("shell", SHELLS)
def test_every_option_is_in_every_script(qa, shell):
    shown = qa("completion", shell)
    assert shown.status == 0
    for command in (ask, *SUBCOMMANDS.values()):
        for name in (name for option in options(command) for name in option.names):
            if shell == "fish":
                name = f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}"
            assert re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", shown.out)


def test_a_shell_that_is_not_known_is_refused(qa):
    outcome = qa("completion", "tcsh")
    assert outcome.status == 2
    assert "bash" in outcome.err
