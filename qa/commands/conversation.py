"""Commands about the conversation: list it, save it, forget it."""

import os
from pathlib import Path

from qa.commands import transcript
from qa.commands.chat import Chat
from qa.output.counts import counted

CLEAR_SCREEN = "\x1b[2J\x1b[H"
"""Clears the screen, but not what has scrolled out of it."""


def show(chat: Chat, argument: str) -> None:
    """Lists the questions of the conversation."""
    if not chat.answers:
        chat.say("no question yet")
        return
    chat.show_rows((str(n), answer.question) for n, answer in enumerate(chat.answers, 1))


def save(chat: Chat, argument: str) -> None:
    """Writes the conversation into a new file, in the format that its suffix names."""
    path = Path(os.path.expanduser(argument))
    if path.suffix.lower() not in transcript.FORMATS:
        known = ", ".join(f"/save FILE{suffix}" for suffix in transcript.FORMATS)
        chat.say(f"the ending of the name decides the format: {known}")
        return
    if not chat.answers:
        chat.say("nothing to save: ask a question first")
        return
    text = transcript.FORMATS[path.suffix.lower()](chat.answers)
    try:
        with path.open("x", encoding="utf-8", errors="replace", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        chat.say(f"{argument!r} is already there; name another file")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        chat.say(f"cannot save {argument!r}: {reason}")
    else:
        chat.say(f"saved {counted(len(chat.answers), 'answer')} in {path}")


def clear(chat: Chat, argument: str) -> None:
    """Forgets the conversation and clears the screen."""
    chat.answers.clear()
    if chat.session.settings.is_terminal:
        chat.out.write(CLEAR_SCREEN)
        chat.out.flush()
