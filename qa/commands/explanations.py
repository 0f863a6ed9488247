"""More about the commands than their line of help, for `/help NAME` and the man page."""

_DATES = (
    "DATE is 2021, 2021-08 or 2021-08-14, or a time as in a question: August 2021, yesterday, last"
    " week, two months ago. Documents that state no date are left out. Without DATE it shows which"
    " documents are asked; off removes the bound."
)

MORE = {
    "help": "For example, /help since tells more about that command.",
    "open": (
        "N is the number in brackets before a citation of the last answer. /context N sets how many"
        " sentences are shown on either side."
    ),
    "context": "It holds until you leave. Without N it shows the number.",
    "why": (
        "It shows the signals that make the score: how many of the question's words the citation"
        " holds, how near its meaning is, what the reader made of it, and how its date fits a time"
        " in the question."
    ),
    "more": (
        "It shows five more, up to a hundred in all. They are numbered on, for /open, /why and"
        " /copy."
    ),
    "copy": (
        "It works over ssh too, for the terminal itself is asked to copy (OSC 52). Not every"
        " terminal can; tmux needs set -g set-clipboard on."
    ),
    "since": _DATES,
    "until": _DATES,
    "in": (
        "PATH is as citations show it, or relative to the corpus. Without PATH it shows which"
        " documents are asked; off removes the bound."
    ),
    "save": (
        "The ending of the name decides the format: .md, .html, or .jsonl, which holds an object a"
        " line, as --jsonl prints it. A file that exists is never overwritten."
    ),
    "clear": "Later questions no longer lean on what was asked before.",
    "sources": "It shows the date, the title and the number of sentences of each.",
    "sync": "It takes in what changed in the files while the prompt was open.",
    "set": (
        "Without NAME it lists all settings and their values; without VALUE it shows one. Changes"
        " hold until you leave: /set k 10, /set vi on, /set format rich."
    ),
    "quit": "Ctrl-D leaves too.",
}
"""By the names of the commands."""
