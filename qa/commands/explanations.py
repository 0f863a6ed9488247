"""What there is to know of commands beyond a line: shown by `/help NAME`, and in the man page."""

_DATES = (
    "DATE is 2021, 2021-08 or 2021-08-14, or is said as in a question: August 2021, yesterday,"
    " last week, two months ago. Documents that state no date are left out. Without a date it shows"
    " what is asked, and off takes the bound away."
)

MORE = {
    "help": "/help since, say, tells more of that command.",
    "open": (
        "N is the number in brackets before a citation of the last answer. /context N says how many"
        " sentences are shown on either side."
    ),
    "context": "It stays so until you leave; without N it shows the number.",
    "why": (
        "The signals that its score is made of: the question's words that it holds, how near its"
        " meaning is, what the reader made of it, and how it stands to a time that was asked of."
    ),
    "more": "Five at a time, a hundred at most. Their numbers go on, for /open, /why and /copy.",
    "copy": (
        "Over ssh as well: the terminal itself is asked to (OSC 52). Not every terminal does; in"
        " tmux it takes set -g set-clipboard on."
    ),
    "since": _DATES,
    "until": _DATES,
    "in": (
        "PATH is as citations show it, or relative to the corpus. Without a path it shows what is"
        " asked, and off takes the bound away."
    ),
    "save": (
        "The ending of the name says how: .md, .html, or .jsonl, an object a line as --jsonl prints"
        " it. A file that is there already is left as it is."
    ),
    "clear": "Questions that follow no longer lean on what was asked before.",
    "sources": "Each with its date, its title, and how many sentences it has.",
    "sync": "It takes in what changed in the files while the prompt was open.",
    "set": (
        "Without NAME it lists all settings and their values; without VALUE it shows one. They stay"
        " so until you leave: /set k 10, /set vi on, /set format rich."
    ),
    "quit": "Ctrl-D does so too.",
}
"""By the commands' names."""
