"""The prompt: questions typed, answers shown, until the person leaves."""

import sys
from contextlib import suppress
from threading import Thread
from typing import TextIO

from prompt_toolkit import PromptSession
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.input import Input
from prompt_toolkit.output import Output

from index import SearchError
from qa import commands, progress
from qa.commands import Chat, Leave
from qa.session import Session
from qa.settings import Settings, history_file

PROMPT = "? "


def chat(settings: Settings) -> int:
    """A conversation at the terminal about the settings' corpus; the exit status it ends with."""
    with Session.open(settings) as session:
        Thread(target=_load, args=(session,), daemon=True).start()
        converse(session, sys.stdout, history=_history(settings))
    return 0


def converse(
    session: Session,
    out: TextIO,
    *,
    history: History,
    keyboard: Input | None = None,
    screen: Output | None = None,
) -> None:
    """Asks for lines and answers them on `out` until Ctrl-D or /quit."""
    prompt: PromptSession[str] = PromptSession(
        PROMPT, history=history, input=keyboard, output=screen
    )
    state = Chat(session, out)
    state.say(_greeting(session))
    while True:
        try:
            line = prompt.prompt().strip()
            if line:
                _respond(state, line)
        except KeyboardInterrupt:
            continue
        except (EOFError, Leave):
            return


def _respond(chat: Chat, line: str) -> None:
    try:
        if line.startswith("/"):
            commands.run(chat, line)
            return
        with progress.searching(chat.session.settings):
            answer = chat.session.ask(" ".join(line.split()), chat.answers)
        chat.answer = answer
        chat.answers.append(answer)
        chat.session.write(answer, chat.out)
    except KeyboardInterrupt:
        chat.say("cancelled")
    except SearchError as error:
        chat.say(str(error))


def _greeting(session: Session) -> str:
    count = len(session.retriever.documents())
    names = ", ".join(session.retriever.corpus)
    return f"{count} documents in {names}. Ask a question, or /help."


def _history(settings: Settings) -> History:
    try:
        return FileHistory(str(history_file()))
    except OSError as error:
        progress.say(f"questions will not be kept: {error}", settings)
        return InMemoryHistory()


def _load(session: Session) -> None:
    """Loads the model while the first question is typed; what goes wrong, that question says."""
    with suppress(SearchError):
        session.retriever.load()
