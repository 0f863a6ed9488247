"""The commands of the chat: what can be typed at the prompt besides questions."""

from qa.commands.chat import Chat, Leave
from qa.commands.table import BARE_WORDS, COMMANDS, Command, as_command, run

__all__ = ["BARE_WORDS", "COMMANDS", "Chat", "Command", "Leave", "as_command", "run"]
