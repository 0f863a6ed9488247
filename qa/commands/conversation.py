"""Commands about the conversation: its questions, kept in a file, or forgotten."""

import os
from pathlib import Path

from qa.commands import transcript
from qa.commands.chat import Chat
from qa.output.counts import counted

CLEARED = "\x1b[2J\x1b[H"
"""An empty screen; what has scrolled out of it stays."""


def show(chat: Chat, argument: str) -> None:
    if not chat.answers:
        chat.say("nothing was asked yet")
        return
    chat.show_rows((str(n), answer.question) for n, answer in enumerate(chat.answers, 1))


def save(chat: Chat, argument: str) -> None:
    path = Path(os.path.expanduser(argument))
    if path.suffix.lower() not in transcript.FORMATS:
        known = ", ".join(f"/save FILE{suffix}" for suffix in transcript.FORMATS)
        chat.say(f"the file's name says how it is written: {known}")
        return
    if not chat.answers:
        chat.say("nothing to save: ask a question first")
        return
    written = transcript.FORMATS[path.suffix.lower()](chat.answers)
    try:
        with path.open("x", encoding="utf-8", errors="replace", newline="\n") as file:
            file.write(written)
    except FileExistsError:
        chat.say(f"{argument!r} is already there and is left as it is; name another file")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        chat.say(f"cannot save {argument!r}: {reason}")
    else:
        chat.say(f"saved {counted(len(chat.answers), 'answer')} in {path}")


def clear(chat: Chat, argument: str) -> None:
    chat.answers.clear()
    if chat.session.settings.is_terminal:
        chat.out.write(CLEARED)
        chat.out.flush()
