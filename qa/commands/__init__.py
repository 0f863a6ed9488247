"""What can be typed at the prompt besides questions."""

from qa.commands.chat import Chat, Leave
from qa.commands.table import BARE_WORDS, COMMANDS, Command, command_line, run

__all__ = ["BARE_WORDS", "COMMANDS", "Chat", "Command", "Leave", "command_line", "run"]
