"""The command line: its options and commands, how a run goes and ends, and what describes it."""

from qa.cli.entry import main, program

__all__ = ["main", "program"]
