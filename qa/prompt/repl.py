"""The chat: asks for questions and shows answers until the user leaves."""

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
from qa.commands import Chat, Leave
from qa.output.counts import counted
from qa.prompt.completion import CorpusCompleter
from qa.prompt.history import SharedHistory
from qa.prompt.keyboard import Keyboard
from qa.remedies import explain
from qa.session import Session
from qa.settings import Settings, history_file
from qa.terminal import typeahead
from qa.terminal.interruption import run_interruptibly


def chat(settings: Settings) -> int:
    """Runs a conversation about the settings' corpus at the terminal; the exit status."""
    plain = PlainTextOutput(sys.stdout) if is_dumb_terminal() else None
    with (
        Session.open(settings) as session,
        typeahead.keep(),
        create_app_session(output=plain),  # with None, an output that writes escape codes
    ):
        state = Chat(session, sys.stdout)
        state.count()  # before the thread, which holds the index while it loads
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
    prompt = Keyboard(state, completer, history, keyboard, screen)
    state.say(_greeting(state))
    while True:
        try:
            # Notices that arrive meanwhile are shown above the line that is typed.
            with patch_stdout(raw=True) if screen is None else nullcontext():
                line = prompt.read(state.session.settings).strip()
            if line:
                _respond(state, line)
        except KeyboardInterrupt:
            continue
        except (EOFError, Leave):
            return


def _respond(chat: Chat, line: str) -> None:
    try:
        if command := commands.as_command(line):
            commands.run(chat, command)
            return
        answer = _search(chat, line)
        chat.answers.append(answer)
        chat.count()
        chat.show(chat.session.render(answer))
    except KeyboardInterrupt:
        chat.say("cancelled")
    except SearchError as error:
        chat.say(explain(error))


def _search(chat: Chat, line: str) -> Answer:
    """The answer to a typed line. Shows a spinner; Ctrl-C ends the wait at once."""
    question = " ".join(line.split())
    with progress.show_searching(chat.session.settings):
        return run_interruptibly(lambda: chat.session.ask(question, chat.answers))


def _greeting(chat: Chat) -> str:
    names = ", ".join(chat.session.retriever.corpus)
    return f"{counted(chat.documents, 'document')} in {names}. Ask a question, or type /help."


def _history(settings: Settings) -> History:
    try:
        return SharedHistory(history_file(), progress.make_notifier(settings))
    except OSError as error:
        progress.say(f"questions are not kept: {error}", settings)
        return InMemoryHistory()


def _load(session: Session, completer: CorpusCompleter) -> None:
    """Loads the model while the first question is typed, which reports what goes wrong."""
    with suppress(SearchError):
        session.retriever.load()
    completer.learn(session.settings.index, session.retriever)
