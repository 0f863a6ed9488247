"""Counts of things, in words."""


def counted(count: int, noun: str) -> str:
    """A count with its noun: `1 file`, `2 files`, `1,000 files`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
