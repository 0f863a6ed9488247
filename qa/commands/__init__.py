"""What can be typed at the prompt besides questions."""

from qa.commands.chat import Chat, Leave
from qa.commands.table import COMMANDS, Command, run

__all__ = ["COMMANDS", "Chat", "Command", "Leave", "run"]
