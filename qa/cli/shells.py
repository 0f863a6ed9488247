"""Scripts that complete the command line in a shell, made from the definitions of the commands.

A script holds all that it needs, so that no Tab waits for Python to start.
"""

import shlex
from collections.abc import Callable, Iterator, Mapping

import click

from qa.cli.usage import operands, options, summary

Commands = Mapping[str, click.Command]
"""By name; the first is `qa` itself."""


def script(shell: str, main: click.Command, subcommands: Mapping[str, click.Command]) -> str:
    """The script that completes `qa` in a shell, one of SHELLS."""
    return SHELLS[shell]({"qa": main, **subcommands})


# bash, from 3.2 on, which macOS has. Without compopt, files are completed a little too often.

_BASH = """\
# Completion of qa in bash; in ~/.bashrc: eval "$(qa completion bash)"
_qa_words() {{
    local reply
    COMPREPLY=()
    while IFS= read -r reply; do COMPREPLY+=("$reply"); done < <(compgen -W "$1" -- "$word")
}}
_qa() {{
    local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD - 1]}} command=qa reply
    if [[ $word == '=' ]]; then
        word=
    elif [[ $before == '=' ]] && ((COMP_CWORD > 2)); then
        before=${{COMP_WORDS[COMP_CWORD - 2]}}
    fi
    if ((COMP_CWORD > 1)); then
        case ${{COMP_WORDS[1]}} in
            {names}) command=${{COMP_WORDS[1]}} ;;
        esac
    fi
    COMPREPLY=()
    case "$command $before" in
{values}
    esac
    case "$word" in
        -*)
            case $command in
{options}
            esac
            return
            ;;
    esac
    case $command in
{operands}
    esac
    if ((COMP_CWORD == 1)); then
        # To name a folder that is called like a subcommand, write ./sync.
        _qa_words '{words}'
        while IFS= read -r reply; do COMPREPLY+=("$reply"); done < <(compgen -f -- "$word")
        compopt -o filenames 2>/dev/null
    fi
}}
complete -o bashdefault -o default -F _qa qa
"""


def _bash(commands: Commands) -> str:
    values, listed, taken = [], [], []
    for name, command in commands.items():
        choices = options(command)
        words = " ".join(word for choice in choices for word in choice.names)
        listed.append(f"{' ' * 16}{name}) _qa_words '{words}' ;;")
        for choice in filter(lambda choice: choice.metavar, choices):
            pattern = " | ".join(f"'{name} {word}'" for word in choice.names)
            if choice.values:
                do = f"_qa_words '{' '.join(choice.values)}'"
            elif choice.takes_directory:
                do = "compopt +o bashdefault +o default -o dirnames 2>/dev/null"
            else:
                do = "compopt +o bashdefault +o default 2>/dev/null"
            values.append(f"        {pattern}) {do}; return ;;")
        if known := operands(command):
            taken.append(f"        {name}) _qa_words '{' '.join(known)}'; return ;;")
    names = [name for name in commands if name != "qa"]
    return _BASH.format(
        names=" | ".join(names),
        values="\n".join(values),
        options="\n".join(listed),
        operands="\n".join(taken) or "        *) ;;",
        words=" ".join(names),
    )


# zsh

_ZSH = """\
#compdef qa
# Completion of qa in zsh: a file _qa in a directory of $fpath, or in ~/.zshrc, after compinit:
# eval "$(qa completion zsh)"
_qa_first() {{
    local -a subcommands=(
{described}
    )
    _alternative 'files:corpus:_files' 'subcommands:subcommand:{{_describe subcommand subcommands}}'
}}
_qa() {{
    local command=qa
    if ((CURRENT > 2)); then
        case $words[2] in
            {names})
                command=$words[2]
                shift words
                ((CURRENT--))
                ;;
        esac
    fi
    case $command in
{arguments}
    esac
}}
if [[ $funcstack[1] == _qa ]]; then
    _qa "$@"
else
    compdef _qa qa
fi
"""


def _zsh(commands: Commands) -> str:
    described = [
        f"        {shlex.quote(f'{name}:{summary(command)}')}"
        for name, command in commands.items()
        if name != "qa"
    ]
    arguments = [
        " \\\n".join([f"        {name}) _arguments -s -S", *_zsh_specs(name, command)]) + " ;;"
        for name, command in commands.items()
    ]
    return _ZSH.format(
        described="\n".join(described),
        names=" | ".join(name for name in commands if name != "qa"),
        arguments="\n".join(arguments),
    )


def _zsh_specs(name: str, command: click.Command) -> Iterator[str]:
    for choice in options(command):
        others = "*" if choice.repeats else f"({' '.join(choice.names)})"
        for word in choice.names:
            joined = ("=" if word.startswith("--") else "+") if choice.metavar else ""
            spec = f"{others}{word}{joined}[{_zsh_escaped(choice.help)}]"
            if choice.values:
                spec += f":{choice.metavar}:({' '.join(choice.values)})"
            elif choice.metavar:
                spec += f":{choice.metavar}:" + ("_files -/" if choice.takes_directory else " ")
            yield f"            {shlex.quote(spec)}"
    if known := operands(command):
        yield f"            '1: :({' '.join(known)})'"
    elif name == "qa":
        yield "            '1: :_qa_first' '*:corpus:_files'"
    else:
        yield "            '*:corpus:_files'"


def _zsh_escaped(text: str) -> str:
    for character in "\\[]:":
        text = text.replace(character, f"\\{character}")
    return text


# fish

_FISH = """\
# Completion of qa in fish: a file ~/.config/fish/completions/qa.fish, or
# qa completion fish | source
function __qa_is
    set -l words (commandline -opc)
    set -l command qa
    if contains -- "$words[2]" {names}
        set command $words[2]
    end
    test $command = $argv[1]
end
function __qa_is_first
    test (count (commandline -opc)) -eq 1
end
"""


def _fish(commands: Commands) -> str:
    names = [name for name in commands if name != "qa"]
    lines = [_FISH.format(names=" ".join(names))]
    for name in names:
        about = _fish_quoted(summary(commands[name]))
        lines.append(f"complete -c qa -n __qa_is_first -a {name} -d {about}\n")
    for name, command in commands.items():
        start = f"complete -c qa -n '__qa_is {name}'"
        for choice in options(command):
            words = [
                f"-l {word[2:]}" if word.startswith("--") else f"-s {word[1:]}"
                for word in choice.names
            ]
            if choice.values:
                words.append(f"-x -a '{' '.join(choice.values)}'")
            elif choice.takes_directory:
                words.append("-x -a '(__fish_complete_directories)'")
            elif choice.metavar:
                words.append("-x")
            lines.append(f"{start} {' '.join(words)} -d {_fish_quoted(choice.help)}\n")
        if known := operands(command):
            lines.append(f"{start} -f -a '{' '.join(known)}'\n")
    return "".join(lines)


def _fish_quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


SHELLS: dict[str, Callable[[Commands], str]] = {"bash": _bash, "fish": _fish, "zsh": _zsh}
