"""Reads a typed line: its keys, its history, completion and suggestions."""

from functools import partial

from prompt_toolkit import PromptSession
from prompt_toolkit.application import get_app
from prompt_toolkit.auto_suggest import AutoSuggest, AutoSuggestFromHistory, DynamicAutoSuggest
from prompt_toolkit.enums import DEFAULT_BUFFER, EditingMode
from prompt_toolkit.filters import emacs_mode, has_focus
from prompt_toolkit.history import History
from prompt_toolkit.input import Input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.output import ColorDepth, Output
from prompt_toolkit.renderer import Renderer
from prompt_toolkit.styles import Style

from qa.commands import Chat
from qa.prompt.completion import CorpusCompleter
from qa.prompt.toolbar import toolbar
from qa.settings import Settings

PROMPT = "? "
CURSOR_TIMEOUT_S = 0.1
"""How long to wait for the terminal to tell where its cursor is."""
STYLE = Style.from_dict({"bottom-toolbar": "noreverse #808080"})


class Keyboard:
    """The prompt, which asks for one question or command after the other."""

    def __init__(
        self,
        chat: Chat,
        completer: CorpusCompleter,
        history: History,
        keys: Input | None = None,
        screen: Output | None = None,
    ) -> None:
        """`keys` and `screen` are those of the terminal unless given."""

        def bottom() -> str:
            size = get_app().output.get_size()
            return toolbar(chat, size.columns, size.rows)

        from_history = AutoSuggestFromHistory()

        def suggested() -> AutoSuggest | None:
            # Without colour, nobody could tell a suggestion from what was typed.
            return from_history if chat.session.settings.has_color else None

        self._prompt: PromptSession[str] = PromptSession(
            PROMPT,
            auto_suggest=DynamicAutoSuggest(suggested),
            bottom_toolbar=bottom,
            complete_while_typing=False,
            completer=completer,
            enable_history_search=True,
            enable_open_in_editor=True,
            enable_suspend=True,
            history=history,
            input=keys,
            key_bindings=_bindings(),
            multiline=True,
            output=screen,
            prompt_continuation="  ",
            style=STYLE,
            tempfile_suffix=".txt",
        )
        _hurry(self._prompt.app.renderer)

    def read(self, settings: Settings) -> str:
        """The line that is typed. Raises KeyboardInterrupt at Ctrl-C, EOFError at Ctrl-D."""
        self._prompt.editing_mode = EditingMode.VI if settings.is_vi else EditingMode.EMACS
        self._prompt.color_depth = None if settings.has_color else ColorDepth.MONOCHROME
        return self._prompt.prompt()


def _hurry(renderer: Renderer) -> None:
    """Makes the prompt wait less for the terminal to tell where its cursor is."""
    # Some terminals never do. All works without, so do not warn.
    renderer.cpr_not_supported_callback = None
    # The terminal's reply comes before any key typed at a prompt that is already seen, so the usual
    # wait of a second, before every line and at the end, is of no use.
    wait = partial(
        renderer.wait_for_cpr_responses,
        timeout=CURSOR_TIMEOUT_S,  # type: ignore[arg-type]
    )
    renderer.wait_for_cpr_responses = wait  # type: ignore[method-assign]


def _bindings() -> KeyBindings:
    bindings = KeyBindings()
    is_typing = has_focus(DEFAULT_BUFFER)  # and not searching the history

    @bindings.add("enter", filter=is_typing)
    def ask(event: KeyPressEvent) -> None:
        event.current_buffer.validate_and_handle()

    @bindings.add("escape", "enter", filter=is_typing & emacs_mode)
    def begin_line(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    return bindings
