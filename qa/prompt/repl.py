"""The prompt: questions typed, answers shown, until the person leaves."""

import sys
from contextlib import nullcontext, suppress
from threading import Thread

from prompt_toolkit.application import create_app_session
from prompt_toolkit.history import History, InMemoryHistory
from prompt_toolkit.input import Input
from prompt_toolkit.output import Output
from prompt_toolkit.output.plain_text import PlainTextOutput
from prompt_toolkit.patch_stdout import patch_stdout
from prompt_toolkit.utils import is_dumb_terminal

from index import SearchError
from qa import commands, progress
from qa.answers import Answer
from qa.background import attended
from qa.commands import Chat, Leave
from qa.output.counts import counted
from qa.prompt import typeahead
from qa.prompt.completion import CorpusCompleter
from qa.prompt.history import SharedHistory
from qa.prompt.keyboard import Keyboard
from qa.session import Session
from qa.settings import Settings, history_file


def chat(settings: Settings) -> int:
    """A conversation at the terminal about the settings' corpus; the exit status it ends with."""
    plain = PlainTextOutput(sys.stdout) if is_dumb_terminal() else None
    with (
        Session.open(settings) as session,
        typeahead.kept(),
        create_app_session(output=plain),  # with None, what escape codes are written by
    ):
        state = Chat(session, sys.stdout)
        state.count()  # loading keeps the index to itself
        completer = CorpusCompleter(state)
        Thread(target=_load, args=(session, completer), daemon=True).start()
        converse(state, completer, history=_history(settings))
    return 0


def converse(
    state: Chat,
    completer: CorpusCompleter,
    *,
    history: History,
    keyboard: Input | None = None,
    screen: Output | None = None,
) -> None:
    """Asks for lines and answers them until Ctrl-D or /quit."""
    asked = Keyboard(state, completer, history, keyboard, screen)
    state.say(_greeting(state))
    while True:
        try:
            # Notices of what goes on meanwhile are shown above the line that is typed.
            with patch_stdout(raw=True) if screen is None else nullcontext():
                line = asked.line(state.session.settings).strip()
            if line:
                _respond(state, line)
        except KeyboardInterrupt:
            continue
        except (EOFError, Leave):
            return


def _respond(chat: Chat, line: str) -> None:
    try:
        if command := commands.command_line(line):
            commands.run(chat, command)
            return
        answer = _searched(chat, line)
        chat.answers.append(answer)
        chat.count()
        chat.show(chat.session.rendered(answer))
    except KeyboardInterrupt:
        chat.say("cancelled")
    except SearchError as error:
        chat.say(str(error))


def _searched(chat: Chat, line: str) -> Answer:
    """The answer to what was typed, while something moves; Ctrl-C ends the wait at once."""
    question = " ".join(line.split())
    with progress.searching(chat.session.settings):
        return attended(lambda: chat.session.ask(question, chat.answers))


def _greeting(chat: Chat) -> str:
    names = ", ".join(chat.session.retriever.corpus)
    return f"{counted(chat.documents, 'document')} in {names}. Ask a question, or /help."


def _history(settings: Settings) -> History:
    try:
        return SharedHistory(history_file(), progress.once(settings))
    except OSError as error:
        progress.say(f"questions will not be kept: {error}", settings)
        return InMemoryHistory()


def _load(session: Session, completer: CorpusCompleter) -> None:
    """Loads the model while the first question is typed; what goes wrong, that question says."""
    with suppress(SearchError):
        session.retriever.load()
    completer.learn(session.settings.index, session.retriever)
