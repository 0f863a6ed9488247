"""AsciiDoc, line by line: blocks of the unchanged source."""
